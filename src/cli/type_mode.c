/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The library sees the bytes in a process that can only compute, as on the screen. */
#include "cli/type_mode.h"

#include <string.h>

#include "base/json.h"
#include "base/printable.h"
#include "cli/each_file.h"
#include "cli/parsers.h"
#include "cli/report.h"
#include "scan/filetype.h"

static void add_line(const struct cli *cli, const struct job *job, const char *name,
		     struct buf *line)
{
	struct buf description = BUF_INIT, mime = BUF_INIT;

	if (cli->json) {
		filetype_parts(job, &description, &mime);
		buf_add_byte(line, '{');
		json_member(line, "file", name);
		json_member(line, "type", buf_string(&description));
		json_member(line, "mime", buf_string(&mime));
		buf_add_byte(line, '}');
	} else {
		if (strcmp(name, "-") == 0)
			name = "standard input";
		printable_add(line, name, strlen(name));
		buf_text(line, ": ");
		filetype_text(job, line);
	}
	buf_add_byte(line, '\n');
	buf_done(&description);
	buf_done(&mime);
}

static bool print_type(void *context, const struct document *document, const struct place *place,
		       const char *name, struct buf *out, struct err *err)
{
	struct snapshot snapshot = document_snapshot(document);
	struct job *job = filetype_new(&snapshot, place->offset, place->length, err);
	bool ok = job && job_run(job, err);

	if (ok)
		add_line(context, job, name, out);
	job_free(job);
	snapshot_done(&snapshot);
	return ok;
}

int type_mode_run(const struct cli *cli)
{
	struct err err;

	if (parsers_start_helper(&err))
		return each_file(cli, print_type, (void *)cli);
	report_error(&err);
	return CLI_FAILURE;
}
