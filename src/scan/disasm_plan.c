/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where to begin: any place does where all instructions have one length. Elsewhere it is the start
 * of the section, if that is not too far away; else some bytes earlier than wanted, as instructions
 * that were begun in their middle soon fall in line with the true ones. Each section, the entry and
 * what the user takes for a start begins an instruction, whatever stands before.
 */
#include "scan/disasm_private.h"

#include <string.h>

#include "base/checked.h"

enum {
	BEFORE = 2 << 10, AFTER = 4 << 10,   /* bytes around a position */
	FARTHEST = 128 << 10,                /* from a section's start to where it is wanted */
	FALL_IN = 64,                        /* until instructions are in line */
	GRID = 256,                          /* so that near places begin at the same one */
	STEP = 64 << 10,                     /* of a range */
};

uint64_t disasm_address(const struct disasm_job *job, uint64_t pos, bool *mapped)
{
	uint64_t address = 0;

	*mapped = job->has_header && executable_address(&job->header, pos, &address);
	return *mapped ? address : job->ask.base + pos;
}

static const struct architecture_shape *shape_of(const struct disasm_job *job)
{
	return architecture_shape(job->lines.architecture);
}

/* How far a position is behind one at which an instruction can begin. */
static uint64_t out_of_line(const struct disasm_job *job, uint64_t pos)
{
	bool mapped;

	return disasm_address(job, pos, &mapped) % shape_of(job)->align;
}

static void plan_around(const struct disasm_job *job, struct disasm_part *part)
{
	const struct disasm_ask *ask = &job->ask;
	const struct executable_part *place =
		job->has_header ? executable_part(&job->header, ask->pos) : NULL;
	uint64_t low = place ? place->pos : 0, away = ask->pos - low;

	part->end = ask->pos + min_u64(AFTER, snapshot_len(&job->snapshot) - ask->pos);
	part->from = ask->pos - min_u64(away, BEFORE);
	part->begin = part->from;
	if (ask->has_start && ask->start >= low && ask->start <= ask->pos &&
	    ask->pos - ask->start <= 2 * BEFORE)
		part->begin = part->from = ask->start;
	else if (!shape_of(job)->fixed && away <= FARTHEST)
		part->begin = low;
	else if (!shape_of(job)->fixed)
		part->begin = (part->from - FALL_IN) / GRID * GRID;
	part->begin = max_u64(part->begin, low);
	if (part->begin - low >= out_of_line(job, part->begin))
		part->begin -= out_of_line(job, part->begin);
	part->from = shape_of(job)->fixed ? part->begin : part->from;
}

void disasm_plan(const struct disasm_job *job, struct disasm_part *part)
{
	if (!job->is_range) {
		plan_around(job, part);
		return;
	}
	part->begin = part->from = job->ask.pos;
	part->end = job->ask.pos + min_u64(STEP, job->end - job->ask.pos);
}

/* The nearest place behind `pos` at which an instruction begins whatever stands before it, or the
 * addresses go on elsewhere. */
static void come_nearer(uint64_t *next, uint64_t pos, uint64_t place)
{
	if (place > pos && place < *next)
		*next = place;
}

static uint64_t next_cut(const struct disasm_part *part, uint64_t pos)
{
	const struct disasm_job *job = part->job;
	uint64_t next = part->end;

	for (size_t i = 0; i < job->ask.known_count; i++)
		if (job->ask.known[i] < snapshot_len(&job->snapshot) &&
		    out_of_line(job, job->ask.known[i]) == 0)
			come_nearer(&next, pos, job->ask.known[i]);
	for (size_t i = 0; job->has_header && i < job->header.count; i++) {
		come_nearer(&next, pos, job->header.part[i].pos);
		come_nearer(&next, pos, job->header.part[i].pos + job->header.part[i].len);
	}
	if (job->has_header && job->header.has_entry)
		come_nearer(&next, pos, job->header.entry);
	return next;
}

/* Up to the part's end, or to where there are no more segments. */
static uint64_t divide(struct disasm_part *part)
{
	uint64_t pos = part->begin, cut = part->begin;
	bool mapped;

	for (part->count = 0; pos < part->end && part->count < DISASM_SEGMENTS;) {
		const uint8_t *known = part->known + (pos - part->begin);

		if (cut <= pos)
			cut = next_cut(part, pos);
		const uint8_t *other = memchr(known, !*known, (size_t)(cut - pos));
		size_t len = other ? (size_t)(other - known) : (size_t)(cut - pos);
		if (*known)
			part->segment[part->count++] = (struct disasm_segment){
				.off = (uint32_t)(pos - part->begin), .len = (uint32_t)len,
				.address = disasm_address(part->job, pos, &mapped),
			};
		pos += len;
	}
	return pos;
}

static void begin_at(struct disasm_part *part, uint64_t pos)
{
	size_t by = (size_t)(pos - part->begin);

	part->bytes += by;
	part->known += by;
	part->begin = part->from = pos;
}

void disasm_divide(struct disasm_part *part)
{
	uint64_t wanted = part->job->ask.pos, end = divide(part);

	/* What it is about has to be in it. */
	if (end <= wanted && part->begin < part->from) {
		begin_at(part, part->from);
		end = divide(part);
	}
	if (end <= wanted) {
		begin_at(part, wanted);
		end = divide(part);
	}
	part->end = end;
}
