/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A file is a document that is never changed, so what can be read at all can be dumped, and -s and
 * -n mean what they mean on the screen.
 *
 * Standard input that is a file is opened as one. A pipe is dumped as it comes where the format
 * lets it be cut between two rows (stream.c); else it has to be read to its end first.
 */
#include "cli/dump_mode.h"

#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/input.h"
#include "cli/place.h"
#include "cli/report.h"
#include "cli/stream.h"

enum { ARENA_CHUNK = 4096 };    /* nothing is ever put there */

static bool wants_colour(const struct cli *cli)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	if (cli->colour != CLI_COLOUR_AUTO)
		return cli->colour == CLI_COLOUR_ALWAYS;
	if (no_color && *no_color)
		return false;
	return isatty(STDOUT_FILENO) && term && strcmp(term, "dumb") != 0;
}

static bool choose_options(struct dump_options *options, const struct cli *cli, struct err *err)
{
	*options = (struct dump_options){
		.format = cli->format,
		.columns = cli->has_columns ? cli->columns : 0,
		.group = cli->has_group ? cli->group : UINT_MAX,
		.little_endian = cli->little_endian,
		.upper = cli->upper,
		.colour = wants_colour(cli) && cli->format != DUMP_JSON,
	};
	/* xxd -p -c 0 is one row. */
	if (cli->format == DUMP_PLAIN && cli->has_columns && cli->columns == 0)
		options->columns = UINT_MAX;
	return place_number("--base-address", cli->base, &options->base, err);
}

/* Writes what is left of the dump. */
static int write_dump(struct dump *dump, const char *name)
{
	struct buf text = BUF_INIT;
	struct err err;
	int status = CLI_OK;

	for (;;) {
		buf_clear(&text);
		if (!dump_next(dump, &text, &err)) {
			report_line("%s: %s", name, err.text);
			status = CLI_FAILURE;
			break;
		}
		if (text.len == 0)
			break;
		if (!report_write(text.data, text.len, &err)) {
			status = report_write_failure(&err);
			break;
		}
	}
	if (dump_unknown(dump) > 0) {
		report_line("%s: %" PRIu64 " bytes could not be read", name, dump_unknown(dump));
		status = CLI_FAILURE;
	}
	buf_done(&text);
	return status;
}

/* `array` names it in C. */
static int dump_document(const struct cli *cli, const struct document *document, const char *name,
			 const char *array)
{
	struct snapshot snapshot = document_snapshot(document);
	struct dump *dump = NULL;
	struct dump_options options;
	struct place place;
	struct err err;
	int status = CLI_FAILURE;

	if (place_find(&place, cli, document, &err) && choose_options(&options, cli, &err)) {
		options.name = array;
		dump = dump_new(&snapshot, place.offset, place.length, &options, &err);
	}
	if (dump)
		status = write_dump(dump, name);
	else
		report_line("%s: %s", name, err.text);
	dump_free(dump);
	snapshot_done(&snapshot);
	return status;
}

static int dump_file(const struct cli *cli, struct ropes *ropes, const char *name)
{
	struct document_options options = { .mode = DOCUMENT_READ, .no_map = cli->no_map,
					    .forensic = cli->forensic };
	struct err err;
	struct document *document = document_open(ropes, name, &options, &err);
	int status;

	if (!document) {
		report_error(&err);
		return CLI_FAILURE;
	}
	status = dump_document(cli, document, name, name);
	document_close(document);
	return status;
}

static int dump_input(const struct cli *cli, struct ropes *ropes)
{
	struct dump_options options;
	struct err err;
	struct document *document;
	int status;

	if (!choose_options(&options, cli, &err)) {
		report_error(&err);
		return CLI_FAILURE;
	}
	if (!input_is_file() && stream_can(cli, &options))
		return stream_dump(cli, &options);
	document = input_open(ropes, &err);
	if (!document) {
		report_error(&err);
		return CLI_FAILURE;
	}
	status = dump_document(cli, document, "standard input", NULL);
	document_close(document);
	return status;
}

int dump_mode_run(const struct cli *cli)
{
	struct err err;
	struct store *store = store_new(ARENA_CHUNK, &err);
	struct ropes ropes;
	int status = CLI_OK;

	if (!store) {
		report_error(&err);
		return CLI_FAILURE;
	}
	ropes_init(&ropes, store);
	if (cli->file_count == 0)
		status = dump_input(cli, &ropes);
	for (size_t i = 0; i < cli->file_count; i++) {
		const char *name = cli->files[i];
		int one = strcmp(name, "-") == 0 ? dump_input(cli, &ropes)
						 : dump_file(cli, &ropes, name);

		status = one != CLI_OK ? one : status;
	}
	ropes_done(&ropes);
	store_free(store);
	return status;
}
