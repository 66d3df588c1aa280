/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How it works: a file is a document. A job finds all hits; then they are replaced in the document,
 * as one change, and the document is saved as the editor saves: the new file takes the old one's
 * place when it is whole. In place (-w) the bytes go to the file itself, if they are as many.
 *
 * A file with bytes that can not be read is left as it is: a hit may lie there.
 */
#include "cli/replace_mode.h"

#include <inttypes.h>
#include <string.h>

#include "base/checked.h"
#include "cli/find_print.h"
#include "cli/input.h"
#include "cli/place.h"
#include "cli/replace_print.h"
#include "cli/report.h"
#include "document/reader.h"
#include "document/save.h"
#include "scan/replace.h"

enum { ARENA_CHUNK = 1 << 20, WINDOW = 1 << 20 };

/* The whole run. */
struct replacer {
	const struct cli *cli;
	struct ropes *ropes;
	struct pattern pattern;          /* owned */
	struct template *with;           /* owned */
	struct find_print print;         /* owned */
	bool found;
	bool trouble;            /* something was said on standard error */
	bool over;               /* standard output takes no more */
	bool named;              /* the message of the failure names the file it is about */
};

static void stop_output(struct replacer *replacer, const struct err *err)
{
	replacer->over = true;
	if (report_write_failure(err) != CLI_OK)
		replacer->trouble = true;
}

static void flush(struct replacer *replacer)
{
	struct err err;

	if (!replacer->over && !find_print_flush(&replacer->print, &err))
		stop_output(replacer, &err);
}

static void tell(struct replacer *replacer, const struct err *err)
{
	flush(replacer);
	replacer->trouble = true;
	report_error(err);
}

static bool is_stdout(const char *name)
{
	return name != NULL && strcmp(name, "-") == 0;
}

/* All of the document to standard output. */
static bool write_out(const struct document *document, struct err *err)
{
	struct snapshot snapshot = document_snapshot(document);
	uint64_t end = snapshot_len(&snapshot), pos = 0;
	struct reader *reader = reader_new(&snapshot, WINDOW, err);
	struct reader_window window;
	bool ok = reader != NULL;

	while (ok && pos < end) {
		size_t len = (size_t)min_u64(end - pos, WINDOW);

		ok = reader_look(reader, pos, len, &window, err);
		len = ok ? (size_t)min_u64(window.bytes.len, len) : 0;
		if (ok && len == 0)
			ok = err_set(err, ERR_LOST, "bytes from 0x%" PRIx64 " on can not be read",
				     pos);
		ok = ok && report_write(window.bytes.data, len, err);
		if (ok && !reader_accept(reader))
			ok = err_set(err, ERR_LOST, "the file was cut short while it was read");
		pos += len;
	}
	reader_free(reader);
	snapshot_done(&snapshot);
	return ok;
}

static bool save(struct replacer *replacer, struct document *document, struct err *err)
{
	struct save_request request = { .path = replacer->cli->output };
	struct job *job = save_new(document, &request, err);
	bool ok = job != NULL && job_run(job, err);

	if (ok)
		save_finish(job, document);
	job_free(job);
	if (!ok && err->code == ERR_EXISTS)
		err_set(err, ERR_EXISTS, "%s exists: name a new file", request.path);
	replacer->named = !ok;
	return ok;
}

/* Where the result goes; *to_stdout: it is the output, so nothing else may be printed there. */
static bool keep(struct replacer *replacer, struct document *document, bool to_stdout,
		 struct err *err)
{
	if (!to_stdout)
		return save(replacer, document, err);
	if (write_out(document, err))
		return true;
	if (err->code != ERR_IO)
		return false;
	stop_output(replacer, err);
	return true;
}

/* What can be refused before anything is changed. */
static bool check(const struct replacer *replacer, const struct document *document,
		  const struct job *job, struct err *err)
{
	const struct cli *cli = replacer->cli;
	const char *reason;

	if (document_is_device(document) && !cli->output && !cli->dry_run && !cli->force)
		return err_set(err, ERR_REFUSED, "it is a device: --force says that it is meant, "
			       "burin asks about it on the screen");
	if (replace_unknown(job) > 0)
		return err_set(err, ERR_LOST, "%" PRIu64 " bytes could not be read: nothing was "
			       "replaced", replace_unknown(job));
	if (!replace_keeps_length(job) && document_is_fixed_size(document, &reason))
		return err_set(err, ERR_FIXED_SIZE, "%s: nothing was replaced", reason);
	return true;
}

static bool print_result(struct replacer *replacer, const struct document *document,
			 const struct job *job, const char *name, struct err *err)
{
	const struct cli *cli = replacer->cli;
	struct find_print *print = &replacer->print;
	uint64_t count = replace_count(job);

	if (cli->count)
		return find_print_count(print, count, err);
	if (cli->dry_run && !replace_print_changes(print, document, replace_list(job), err))
		return false;
	return count == 0 || replace_print_summary(print, name, count, cli->dry_run, err);
}

/* One document, opened under `name`. */
static bool replace_in(struct replacer *replacer, struct document *document, const char *name,
		       bool to_stdout, struct err *err)
{
	const struct cli *cli = replacer->cli;
	struct snapshot snapshot = document_snapshot(document);
	struct replace_request request = {
		.pattern = &replacer->pattern, .with = replacer->with,
		.most = cli->has_max ? cli->max : 0,
		.dry_run = cli->dry_run && cli->count,
	};
	struct place place;
	struct job *job = NULL;
	bool ok = place_find(&place, cli, document, err), quiet = to_stdout && !cli->dry_run;

	request.start = place.offset;
	request.end = place.offset;
	if (ok && !(cli->has_max && cli->max == 0))
		request.end += place.length;
	if (ok)
		job = replace_new(&snapshot, &request, err);
	snapshot_done(&snapshot);
	ok = job != NULL && job_run(job, err) && check(replacer, document, job, err);
	if (ok && !cli->dry_run)
		ok = replace_apply(job, document, err) &&
		     (replace_count(job) == 0 ? !to_stdout || keep(replacer, document, true, err) :
						keep(replacer, document, to_stdout, err));
	if (ok)
		replacer->found |= replace_count(job) > 0;
	if (ok && !quiet && !print_result(replacer, document, job, name, err))
		stop_output(replacer, err);
	job_free(job);
	return ok;
}

static void replace_file(struct replacer *replacer, const char *name)
{
	const struct cli *cli = replacer->cli;
	struct document_options options = {
		.mode = cli->mode, .no_map = cli->no_map, .in_use = cli->force,
	};
	bool input = strcmp(name, "-") == 0;
	bool to_stdout = is_stdout(cli->output) || (input && cli->output == NULL);
	const char *shown = input ? "standard input" : name;
	struct document *document;
	struct err err;

	/* What is only looked at, or goes elsewhere, need not be writable. */
	if (options.mode == DOCUMENT_WRITE && cli->dry_run)
		options.mode = DOCUMENT_READ;
	document = input ? input_spool(replacer->ropes, &err) :
			   document_open(replacer->ropes, name, &options, &err);
	if (document == NULL) {
		tell(replacer, &err);
		return;
	}
	find_print_file(&replacer->print, name, cli->file_count > 1);
	replacer->named = false;
	if (document_mode(document) == DOCUMENT_READ && !cli->dry_run)
		err_set(&err, ERR_READONLY, "%s: %s", shown, document_note(document));
	else if (replace_in(replacer, document, shown, to_stdout, &err))
		err_clear(&err);
	else if (!replacer->named)
		err_prefix(&err, "%s", shown);
	if (err.code != ERR_NONE)
		tell(replacer, &err);
	document_close(document);
}

static bool begin(struct replacer *replacer, struct err *err)
{
	const struct cli *cli = replacer->cli;

	if (!find_print_init(&replacer->print, cli, err))
		return false;
	if (!find_pattern(cli, &replacer->pattern, err))
		return false;
	if (replacer->pattern.changed || replacer->pattern.selection)
		return err_set(err, ERR_REFUSED, "pattern: /%s is for a file that is being "
			       "edited", replacer->pattern.changed ? "changed" : "selection");
	replacer->with = template_new(cli->with, &replacer->pattern, err);
	return replacer->with != NULL || err_prefix(err, "replacement");
}

int replace_mode_run(const struct cli *cli)
{
	struct replacer replacer = { .cli = cli };
	struct err err;
	struct store *store = store_new(ARENA_CHUNK, &err);
	struct ropes ropes;

	if (!store) {
		report_error(&err);
		return REPLACE_TROUBLE;
	}
	ropes_init(&ropes, store);
	replacer.ropes = &ropes;
	if (!begin(&replacer, &err))
		tell(&replacer, &err);
	else if (cli->file_count == 0)
		replace_file(&replacer, "-");
	for (size_t i = 0; replacer.with && i < cli->file_count && !replacer.over; i++)
		replace_file(&replacer, cli->files[i]);
	flush(&replacer);
	template_free(replacer.with);
	pattern_done(&replacer.pattern);
	find_print_done(&replacer.print);
	ropes_done(&ropes);
	store_free(store);
	return replacer.trouble ? REPLACE_TROUBLE : replacer.found ? REPLACE_DONE : REPLACE_NONE;
}
