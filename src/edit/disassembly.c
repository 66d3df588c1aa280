/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lines that are there are kept as long as the cursor is well within them, so that moving it
 * changes nothing but the mark. New ones begin at a line of the former where that is possible: so
 * do they after an edit, and what stands before the edit stays as it is.
 *
 * One job runs at a time. One that fails is not asked again before something is different.
 */
#include "edit/disassembly.h"

#include <string.h>

#include "base/checked.h"

/* Bytes before the cursor from which on new lines are asked: less than are given without. */
enum { BACK = 1 << 10 };

void disassembly_done(struct disassembly *disassembly)
{
	disasm_lines_done(&disassembly->lines);
}

static bool is_same(const struct disassembly_wish *one, const struct disassembly_wish *two)
{
	return one->document == two->document && one->generation == two->generation &&
	       one->architecture == two->architecture && one->size == two->size &&
	       one->base == two->base && one->starts == two->starts && one->stamp == two->stamp;
}

/* In the editor's thread. What came is shown also when it is out of date: it is newer. */
static void ended(void *context, struct job *job, const struct err *failure)
{
	struct disassembly *disassembly = context;

	disassembly->waiting = false;
	if (disassembly->asked.document == NULL)
		return;
	disassembly->of = disassembly->asked;
	disassembly->came++;
	disasm_lines_done(&disassembly->lines);
	err_clear(&disassembly->failure);
	if (failure)
		disassembly->failure = *failure;
	else
		disasm_take(job, &disassembly->lines);
	disassembly->asked_at = disasm_find(&disassembly->lines, disassembly->asked_pos);
}

/* A line of the former ones at which the new can begin: not where bytes were moved since, or
 * another program wrote. */
static bool find_start(const struct disassembly *disassembly, const struct disassembly_wish *wish,
		       uint64_t pos, uint64_t *start)
{
	const struct disasm_lines *lines = &disassembly->lines;
	uint64_t from = pos - min_u64(pos, BACK);
	size_t at;

	if (disassembly->of.document != wish->document || disassembly->of.size != wish->size ||
	    disassembly->of.architecture != wish->architecture ||
	    disassembly->of.stamp != wish->stamp || lines->count == 0 || pos < lines->start)
		return false;
	at = disasm_find(lines, max_u64(from, lines->start));
	if (at == lines->count)
		return false;
	*start = lines->line[at].pos;
	return true;
}

static void ask(struct disassembly *disassembly, const struct window *window,
		const struct disassembly_wish *wish, struct queue *queue, uint64_t pos)
{
	struct disasm_ask ask = {
		.architecture = (enum architecture)wish->architecture, .base = wish->base,
		.pos = pos, .known_count = disassembly->known_count,
	};
	struct snapshot snapshot;
	struct job *job;
	struct err err = { .code = ERR_NONE };

	memcpy(ask.known, disassembly->known, sizeof(ask.known));
	ask.has_start = find_start(disassembly, wish, pos, &ask.start);
	snapshot = document_snapshot(window->document);
	job = disasm_around_new(&snapshot, &ask, &err);
	snapshot_done(&snapshot);
	disassembly->asked = *wish;
	disassembly->asked_pos = pos;
	disassembly->waiting = true;
	if (job &&
	    queue_start_aside(queue, job, disassembly, ended, disassembly, &err))
		return;
	disassembly->waiting = false;
	disassembly->of = *wish;
	disassembly->failure = err;
}

/* As many lines around the cursor as can be seen at once, or all that could be had. */
static bool covers(const struct disassembly *disassembly, uint64_t pos)
{
	const struct disasm_lines *lines = &disassembly->lines;
	size_t at = disasm_find(lines, pos), rows = (size_t)disassembly->rows;

	if (at == lines->count)
		return false;
	return pos == disassembly->asked_pos ||
	       ((lines->start == 0 || at >= rows || at >= disassembly->asked_at) &&
		(lines->end == disassembly->of.size || lines->count - at > rows));
}

static bool has_answer(const struct disassembly *disassembly, uint64_t pos)
{
	if (disassembly->failure.code == ERR_NONE)
		return covers(disassembly, pos);
	/* It may be otherwise elsewhere; but what is wrong with the build is not. */
	return pos / BACK == disassembly->asked_pos / BACK;
}

static void put_in_order(struct disassembly *disassembly, uint64_t pos)
{
	const struct disasm_lines *lines = &disassembly->lines;
	size_t rows = (size_t)disassembly->rows, margin = rows / 4;
	size_t at = disasm_find(lines, pos);

	disassembly->cursor = at;
	if (at == lines->count)
		return;
	if (disassembly->top > at - min_size(at, margin) || disassembly->top >= lines->count)
		disassembly->top = at - min_size(at, margin);
	if (at - disassembly->top + margin >= rows)
		disassembly->top = at + margin + 1 - rows;
	disassembly->top = min_size(disassembly->top, lines->count - min_size(lines->count, rows));
}

/* Others than before: the line at the top stays there if it is among them. */
static void keep_top(struct disassembly *disassembly, uint64_t top_pos, uint64_t pos)
{
	const struct disasm_lines *lines = &disassembly->lines;
	size_t at = disasm_find(lines, top_pos), here = disasm_find(lines, pos);

	if (at == lines->count)
		at = here - min_size(here, (size_t)disassembly->rows / 2);
	disassembly->top = at;
}

void disassembly_settle(struct disassembly *disassembly, struct window *window,
			struct queue *queue, uint64_t architecture, int rows)
{
	const struct disassembly_wish wish = {
		window->document, document_generation(window->document), architecture,
		document_size(window->document), window_address(window, 0), disassembly->starts,
		window->buffer->disk_stamp,
	};
	const struct disasm_lines *lines = &disassembly->lines;
	uint64_t pos = window->cursor;

	disassembly->rows = rows;
	if (rows <= 0 || wish.size == 0)
		return;
	pos = min_u64(pos, wish.size - 1);
	if (!disassembly->waiting &&
	    (!is_same(&disassembly->of, &wish) || !has_answer(disassembly, pos)))
		ask(disassembly, window, &wish, queue, pos);
	if (disassembly->shown != disassembly->came) {
		disassembly->shown = disassembly->came;
		keep_top(disassembly, disassembly->top_pos, pos);
	}
	if (disassembly->of.document == window->document)
		put_in_order(disassembly, pos);
	if (disassembly->top < lines->count)
		disassembly->top_pos = lines->line[disassembly->top].pos;
}

void disassembly_start_at(struct disassembly *disassembly, uint64_t pos)
{
	size_t count = min_size(disassembly->known_count, DISASM_KNOWN - 1);

	memmove(disassembly->known + 1, disassembly->known, count * sizeof(*disassembly->known));
	disassembly->known[0] = pos;
	disassembly->known_count = count + 1;
	disassembly->starts++;
}

const struct disasm_line *disassembly_line(struct disassembly *disassembly,
					   const struct window *window, struct err *err)
{
	size_t at = disasm_find(&disassembly->lines, window->cursor);

	if (disassembly->of.document == window->document && at < disassembly->lines.count)
		return &disassembly->lines.line[at];
	err_set(err, ERR_REFUSED, disassembly->failure.code == ERR_NONE ?
		"the instructions are still to come" : "there are no instructions here");
	return NULL;
}

void disassembly_leave(struct disassembly *disassembly, const struct document *document)
{
	if (disassembly->asked.document == document)
		disassembly->asked.document = NULL;
	if (disassembly->of.document != document)
		return;
	disasm_lines_done(&disassembly->lines);
	disassembly->of.document = NULL;
	disassembly->known_count = 0;
}
