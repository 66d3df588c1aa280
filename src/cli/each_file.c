/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files are documents that are never changed, so what can be read at all is read. */
#include "cli/each_file.h"

#include <string.h>

#include "cli/input.h"
#include "cli/report.h"

enum { ARENA_CHUNK = 4096 };    /* nothing is ever put there */

/* The whole run. */
struct run {
	const struct cli *cli;
	struct ropes *ropes;
	each_file_work *work;
	void *context;
	struct buf out;          /* owned; of one file */
	int status;
	bool over;               /* standard output takes no more */
};

static bool work_on(struct run *run, const struct document *document, const char *name,
		    struct err *err)
{
	bool input = strcmp(name, "-") == 0;
	struct place place;

	buf_clear(&run->out);
	if (place_find(&place, run->cli, document, err) &&
	    run->work(run->context, document, &place, name, &run->out, err) &&
	    (buf_ok(&run->out) || err_nomem(err)))
		return true;
	return err_prefix(err, "%s", input ? "standard input" : name);
}

static void run_one(struct run *run, const char *name)
{
	struct document_options options = { .mode = DOCUMENT_READ, .no_map = run->cli->no_map,
					    .forensic = run->cli->forensic };
	bool input = strcmp(name, "-") == 0;
	struct err err;
	struct document *document = input ? input_open(run->ropes, &err) :
					    document_open(run->ropes, name, &options, &err);

	if (!document || !work_on(run, document, name, &err)) {
		report_error(&err);
		run->status = CLI_FAILURE;
	} else if (!report_write(run->out.data, run->out.len, &err)) {
		run->over = true;
		if (report_write_failure(&err) != CLI_OK)
			run->status = CLI_FAILURE;
	}
	document_close(document);
}

int each_file(const struct cli *cli, each_file_work *work, void *context)
{
	struct err err;
	struct store *store = store_new(ARENA_CHUNK, &err);
	struct ropes ropes;
	struct run run = { cli, &ropes, work, context, BUF_INIT, CLI_OK, false };

	if (!store) {
		report_error(&err);
		return CLI_FAILURE;
	}
	ropes_init(&ropes, store);
	if (cli->file_count == 0)
		run_one(&run, "-");
	for (size_t i = 0; i < cli->file_count && !run.over; i++)
		run_one(&run, cli->files[i]);
	buf_done(&run.out);
	ropes_done(&ropes);
	store_free(store);
	return run.status;
}
