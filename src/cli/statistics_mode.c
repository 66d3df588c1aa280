/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is undefined has no line; in JSON it is null. Digits are as many as ent -t prints. */
#include "cli/statistics_mode.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/printable.h"
#include "base/workers.h"
#include "cli/each_file.h"
#include "cli/report.h"
#include "scan/statistics.h"

enum { LABEL = 12, THREADS_MOST = 16 };

struct printing {
	const struct cli *cli;
	uint64_t base;           /* address of the first byte of a file */
	unsigned threads;
	size_t done;             /* files */
};

static void add_number(struct buf *out, const char *name, double value, bool defined)
{
	if (defined)
		buf_format(out, "%-*s%.6f\n", LABEL, name, value);
}

static void add_lines(const struct printing *printing, const struct statistics *it,
		      struct buf *out)
{
	buf_format(out, "%-*s%" PRIu64 "\n", LABEL, "bytes", it->len);
	if (it->unknown > 0)
		buf_format(out, "%-*s%" PRIu64 "\n", LABEL, "unknown", it->unknown);
	buf_format(out, "%-*s%u\n", LABEL, "values", it->distinct);
	add_number(out, "entropy", it->entropy, it->len > 0);
	add_number(out, "chi-square", it->chi_square, it->len > 0);
	add_number(out, "chance", it->chance, it->len > 0);
	add_number(out, "mean", it->mean, it->len > 0);
	add_number(out, "pi", it->pi, it->points > 0);
	add_number(out, "correlation", it->serial, it->has_serial);
	for (size_t i = 0; i < it->run_count; i++)
		buf_format(out, "%-*s%02x x %" PRIu64 " at 0x%" PRIx64 "\n", LABEL, "run",
			   it->runs[i].byte, it->runs[i].len,
			   printing->base + it->runs[i].pos);
}

/* A heading where there are several. */
static void add_name(const struct printing *printing, const char *name, struct buf *out)
{
	if (printing->cli->file_count < 2)
		return;
	buf_text(out, printing->done > 0 ? "\n" : "");
	if (isatty(STDOUT_FILENO))
		printable_add(out, name, strlen(name));
	else
		buf_text(out, name);
	buf_text(out, ":\n");
}

static void add_member(struct buf *out, const char *name, double value, bool defined)
{
	if (defined)
		buf_format(out, ",\"%s\":%.9g", name, value);
	else
		buf_format(out, ",\"%s\":null", name);
}

static void add_counts(const struct statistics *it, struct buf *out)
{
	buf_text(out, ",\"counts\":");
	for (size_t i = 0; i < 256; i++)
		buf_format(out, "%c%" PRIu64, i == 0 ? '[' : ',', it->counts[i]);
	buf_format(out, "],\"block_length\":%" PRIu64 ",\"block_entropy\":[", it->block_len);
	for (size_t i = 0; i < it->block_count; i++) {
		buf_text(out, i == 0 ? "" : ",");
		if (it->blocks[i] < 0)
			buf_text(out, "null");
		else
			buf_format(out, "%.6f", it->blocks[i]);
	}
	buf_text(out, "]");
}

static void add_runs(const struct printing *printing, const struct statistics *it,
		     struct buf *out)
{
	buf_text(out, ",\"runs\":[");
	for (size_t i = 0; i < it->run_count; i++)
		buf_format(out, "%s{\"byte\":%u,\"length\":%" PRIu64 ",\"offset\":%" PRIu64 "}",
			   i == 0 ? "" : ",", it->runs[i].byte, it->runs[i].len,
			   printing->base + it->runs[i].pos);
	buf_text(out, "]");
}

static void add_json(const struct printing *printing, const struct statistics *it,
		     const char *name, struct buf *out)
{
	buf_text(out, "{");
	json_member(out, "file", name);
	buf_format(out, ",\"bytes\":%" PRIu64 ",\"unknown\":%" PRIu64 ",\"values\":%u", it->len,
		   it->unknown, it->distinct);
	add_member(out, "entropy", it->entropy, it->len > 0);
	add_member(out, "chi_square", it->chi_square, it->len > 0);
	add_member(out, "chance", it->chance, it->len > 0);
	add_member(out, "mean", it->mean, it->len > 0);
	add_member(out, "pi", it->pi, it->points > 0);
	add_member(out, "correlation", it->serial, it->has_serial);
	add_runs(printing, it, out);
	add_counts(it, out);
	buf_text(out, "}\n");
}

static bool print_statistics(void *context, const struct document *document,
			     const struct place *place, const char *name, struct buf *out,
			     struct err *err)
{
	struct printing *printing = context;
	struct statistics_request request = {
		.start = place->offset,
		.end = place->offset + place->length,
		.threads = printing->threads,
	};
	struct snapshot snapshot = document_snapshot(document);
	struct job *job = statistics_new(&snapshot, &request, err);
	bool ok = job && job_run(job, err);

	if (ok && printing->cli->json) {
		add_json(printing, statistics_of(job), name, out);
	} else if (ok) {
		add_name(printing, name, out);
		add_lines(printing, statistics_of(job), out);
		printing->done++;
	}
	job_free(job);
	snapshot_done(&snapshot);
	return ok;
}

int statistics_mode_run(const struct cli *cli)
{
	struct printing printing = {
		.cli = cli, .threads = workers_processors(THREADS_MOST),
	};
	struct err err;

	if (place_number("--base-address", cli->base, &printing.base, &err))
		return each_file(cli, print_statistics, &printing);
	report_error(&err);
	return CLI_USAGE;
}
