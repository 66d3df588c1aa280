/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is printed is what -s and -n say, or without them the code that the header names, else
 * everything. Lines are written as they come: the text is many times as long as the code.
 */
#include "cli/disassemble_mode.h"

#include <stdlib.h>

#include "cli/each_file.h"
#include "cli/parsers.h"
#include "cli/report.h"
#include "scan/disasm.h"
#include "scan/executable.h"

/* One file. */
struct printing {
	const struct cli *cli;
	const char *name;
	struct disasm_ask ask;
	struct buf *out;
	bool over;                   /* standard output takes no more */
};

static void add_lines(struct printing *printing, struct job *job)
{
	struct disasm_lines lines;

	disasm_take(job, &lines);
	for (size_t i = 0; i < lines.count; i++) {
		if (printing->cli->json)
			disasm_add_json(&lines, &lines.line[i], printing->name,
					printing->ask.base, printing->out);
		else
			disasm_add_text(&lines, &lines.line[i], printing->ask.base,
					printing->out);
	}
	disasm_lines_done(&lines);
}

/* What could not be written stays in `out`: who writes that says why. */
static bool print_range(struct printing *printing, const struct snapshot *snapshot, uint64_t pos,
			uint64_t len, struct err *err)
{
	struct job *job = disasm_range_new(snapshot, pos, len, &printing->ask, err);
	enum job_state state = job ? JOB_RUNNING : JOB_FAILED;
	struct err write_err;

	while (state == JOB_RUNNING && !printing->over) {
		state = job_step(job, err);
		if (state == JOB_FAILED)
			break;
		add_lines(printing, job);
		printing->over = !buf_ok(printing->out) ||
				 !report_write(printing->out->data, printing->out->len,
					       &write_err);
		if (!printing->over)
			buf_clear(printing->out);
	}
	job_free(job);
	return state != JOB_FAILED;
}

static bool print_code(struct printing *printing, const struct snapshot *snapshot,
		       struct executable *executable, struct err *err)
{
	struct executable_range range[EXECUTABLE_PARTS] = { { 0, snapshot_len(snapshot) } };
	size_t count = 1;
	bool ok = true;

	if (executable_read_snapshot(executable, snapshot) && executable->count > 0)
		count = executable_code(executable, range);
	for (size_t i = 0; ok && i < count && !printing->over; i++)
		ok = print_range(printing, snapshot, range[i].pos, range[i].len, err);
	return ok;
}

static bool print_file(void *context, const struct document *document, const struct place *place,
		       const char *name, struct buf *out, struct err *err)
{
	const struct cli *cli = context;
	struct printing printing = { .cli = cli, .name = name, .out = out };
	struct executable *executable;
	struct snapshot snapshot;
	bool ok;

	printing.ask.architecture = cli->architecture;
	if (!place_number("--base-address", cli->base, &printing.ask.base, err))
		return false;
	executable = malloc(sizeof(*executable));
	if (!executable)
		return err_nomem(err);
	snapshot = document_snapshot(document);
	ok = cli->offset || cli->length ?
		print_range(&printing, &snapshot, place->offset, place->length, err) :
		print_code(&printing, &snapshot, executable, err);
	snapshot_done(&snapshot);
	free(executable);
	return ok;
}

int disassemble_mode_run(const struct cli *cli)
{
	struct err err;

	if (parsers_start_helper(&err))
		return each_file(cli, print_file, (void *)cli);
	report_error(&err);
	return CLI_FAILURE;
}
