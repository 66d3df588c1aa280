/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A step reads the header, decides where to begin, hands the bytes over, and takes the answer
 * apart. The header is read each time: it takes microseconds, and nothing has to be told when it
 * changes.
 */
#include "scan/disasm.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/confined.h"
#include "scan/disasm_private.h"

enum { REPLY_MOST = 4 << 20 };

static bool choose_architecture(struct disasm_job *job, struct err *err)
{
	static const char way_out[] =
		": name one with :set architecture=NAME or --disassemble=NAME";
	struct disasm_lines *lines = &job->lines;

	job->has_header = executable_read_snapshot(&job->header, &job->snapshot);
	lines->format = job->has_header ? job->header.format : NULL;
	lines->architecture = job->ask.architecture;
	if (lines->architecture == ARCHITECTURE_AUTO && job->has_header)
		lines->architecture = executable_architecture(&job->header, job->ask.pos);
	if (lines->architecture != ARCHITECTURE_AUTO)
		return true;
	return job->has_header ?
		err_set(err, ERR_REFUSED, "the machine that this %s file is for is not known%s",
			lines->format, way_out) :
		err_set(err, ERR_REFUSED, "there is no header of ELF, PE or Mach-O%s", way_out);
}

static bool check_reply(const struct buf *reply, struct err *err)
{
	if (reply->len > 0 && reply->data[0] == '+')
		return true;
	if (reply->len > 0 && reply->data[0] == '-')
		return err_set(err, ERR_REFUSED, "%.*s", (int)min_size(reply->len - 1, 300),
			       (const char *)reply->data + 1);
	return err_set(err, ERR_REFUSED, "the disassembler gave no answer");
}

static bool ask_parser(struct disasm_part *part, struct buf *reply, struct err *err)
{
	const struct disasm_request request = {
		.architecture = part->job->lines.architecture,
		.skip = (uint32_t)(part->from - part->begin),
		.segment = part->segment, .count = part->count,
		.bytes = part->bytes, .len = (uint32_t)(part->end - part->begin),
	};
	struct buf message = BUF_INIT;
	bool ok;

	disasm_request_add(&message, &request);
	ok = buf_ok(&message) || err_nomem(err);
	ok = ok && confined_run_until("disassemble", message.data, message.len, reply, REPLY_MOST,
				      &part->job->base.cancelled, err) &&
	     check_reply(reply, err);
	buf_done(&message);
	return ok;
}

static bool run_part(struct disasm_part *part, struct err *err)
{
	struct buf reply = BUF_INIT;
	bool ok;

	snapshot_read(&part->job->snapshot, part->begin, part->bytes, part->known,
		      (size_t)(part->end - part->begin), NULL);
	disasm_divide(part);
	ok = ask_parser(part, &reply, err);
	ok = ok && (disasm_take_reply(part, &reply) || err_nomem(err));
	buf_done(&reply);
	return ok;
}

static enum job_state step(struct job *base, struct err *err)
{
	struct disasm_job *job = (struct disasm_job *)base;
	struct disasm_part part = { .job = job };
	uint8_t *bytes;
	bool ok;

	if (job->is_range && job->ask.pos == job->end)
		return JOB_DONE;
	if (!choose_architecture(job, err))
		return JOB_FAILED;
	disasm_plan(job, &part);
	part.bytes = bytes = malloc(2 * (size_t)(part.end - part.begin));
	if (!bytes) {
		err_nomem(err);
		return JOB_FAILED;
	}
	part.known = bytes + (part.end - part.begin);
	ok = run_part(&part, err);
	free(bytes);
	if (!ok)
		return JOB_FAILED;
	atomic_store(&base->done, base->done + (job->lines.end - job->ask.pos));
	job->ask.pos = job->lines.end;
	return job->is_range && job->ask.pos < job->end ? JOB_RUNNING : JOB_DONE;
}

static void free_job(struct job *base)
{
	struct disasm_job *job = (struct disasm_job *)base;

	snapshot_done(&job->snapshot);
	disasm_lines_done(&job->lines);
	free(job);
}

static const struct job_class class = { "disassembling", step, free_job };

static struct disasm_job *make(const struct snapshot *snapshot, const struct disasm_ask *ask,
			       uint64_t total, struct err *err)
{
	struct disasm_job *job = calloc(1, sizeof(*job));

	if (!job) {
		err_nomem(err);
		return NULL;
	}
	job_init(&job->base, &class, total);
	job->snapshot = snapshot_copy(snapshot);
	job->ask = *ask;
	return job;
}

struct job *disasm_around_new(const struct snapshot *snapshot, const struct disasm_ask *ask,
			      struct err *err)
{
	struct disasm_job *job = make(snapshot, ask, 0, err);

	return job ? &job->base : NULL;
}

struct job *disasm_range_new(const struct snapshot *snapshot, uint64_t pos, uint64_t len,
			     const struct disasm_ask *ask, struct err *err)
{
	struct disasm_job *job = make(snapshot, ask, len, err);

	if (!job)
		return NULL;
	job->is_range = true;
	job->ask.pos = pos;
	job->end = pos + len;
	return &job->base;
}

void disasm_take(struct job *base, struct disasm_lines *lines)
{
	struct disasm_job *job = (struct disasm_job *)base;

	*lines = job->lines;
	job->lines = (struct disasm_lines){ .count = 0 };
}
