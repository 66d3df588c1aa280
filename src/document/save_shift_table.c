/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Of bytes that are in both files those move whose order stays the same: the alignment of the
 * document with what was saved. What was copied, or moved to before other bytes, counts as new, so
 * its bytes go through the journal; one pass over the file is enough then, whatever was edited.
 */
#include "document/save_shift_table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "document/document_private.h"
#include "store/store.h"

enum { ENTRIES_MOST = 1 << 20 };         /* more, and holes are not looked for */

static void count_gap(struct shift_runs *runs, uint64_t new_len, uint64_t old_len)
{
	runs->written += new_len;
	runs->cut += old_len;
}

static void count_all(struct shift_runs *runs)
{
	uint64_t pos = runs->origin, old_pos = runs->origin;

	for (size_t i = 0; i < runs->count; i++) {
		const struct alignment_run *run = &runs->list[i];

		count_gap(runs, run->pos - pos, run->old_pos - old_pos);
		if (run->pos != run->old_pos)
			runs->moved += run->len;
		pos = run->pos + run->len;
		old_pos = run->old_pos + run->len;
	}
	count_gap(runs, runs->new_size - pos, runs->old_size - old_pos);
}

bool shift_runs_find(struct shift_runs *runs, const struct document *document, uint64_t file_size,
		     struct err *err)
{
	const struct alignment *alignment = document_alignment(document);
	uint64_t origin = document_origin(document), len = rope_len(document->rope);
	uint64_t old_end = origin + rope_len(document->saved);
	size_t count = alignment ? alignment->count : 0;

	*runs = (struct shift_runs){ .origin = origin, .old_size = file_size };
	runs->list = calloc(count + 1, sizeof *runs->list);
	if (!runs->list)
		return err_nomem(err);
	for (size_t i = 0; i < count; i++) {
		runs->list[i] = alignment->runs[i];
		runs->list[i].pos += origin;
		runs->list[i].old_pos += origin;
	}
	runs->count = count;
	/* What lies behind a slice moves along. */
	if (file_size > old_end)
		runs->list[runs->count++] = (struct alignment_run){ origin + len, old_end,
								    file_size - old_end };
	runs->new_size = origin + len + (file_size - old_end);
	count_all(runs);
	return true;
}

void shift_runs_done(struct shift_runs *runs)
{
	free(runs->list);
	*runs = (struct shift_runs){ 0 };
}

struct making {
	struct shift_table *table;
	const struct shift_runs *runs;
	const struct snapshot *snapshot;
	const struct disk *disk;
	int fd;
	uint64_t hole;
	struct err *err;
};

/* Joins what continues the last; false: no memory. */
static bool add(struct making *making, enum shift_kind kind, uint64_t from, uint64_t to,
		uint64_t len)
{
	struct shift_table *table = making->table;
	struct shift_entry *last = table->count ? &table->list[table->count - 1] : NULL;
	const struct shift_entry entry = { kind, from, to, len };

	if (len == 0)
		return true;
	if (last && last->kind == (uint64_t)kind &&
	    (!shift_is_old(&entry) || last->from + last->len == from) &&
	    (!shift_is_new(&entry) || last->to + last->len == to)) {
		last->len += len;
		return true;
	}
	if (table->count == table->room) {
		size_t room = table->room ? 2 * table->room : 64;
		struct shift_entry *list = realloc(table->list, room * sizeof *list);

		if (!list)
			return err_nomem(making->err);
		table->list = list;
		table->room = room;
	}
	table->list[table->count++] = entry;
	return true;
}

/* Where a hole at or behind off begins (ends), at most end. A file system that can not tell has no
 * holes. */
static uint64_t seek(const struct making *making, uint64_t off, uint64_t end, bool data)
{
	const struct disk *disk = making->disk;
	int64_t at = data ? disk->data(disk, making->fd, off) : disk->hole(disk, making->fd, off);

	if (at == -ENXIO)
		return end;
	if (at < 0 || (uint64_t)at < off)
		return data ? off : end;
	return min_u64((uint64_t)at, end);
}

/* [from, from + len) of the old file, which goes or moves to `to`, by its holes. */
static bool add_old(struct making *making, bool moves, uint64_t from, uint64_t to, uint64_t len)
{
	enum shift_kind data = moves ? SHIFT_MOVE : SHIFT_CUT;
	enum shift_kind hole = moves ? SHIFT_HOLE : SHIFT_CUT_HOLE;
	uint64_t start = from, off = from, end = from + len;

	while (off < end && making->table->count < ENTRIES_MOST) {
		uint64_t next = seek(making, off, end, true);

		if (next - off >= making->hole) {
			if (!add(making, data, start, to + (start - from), off - start) ||
			    !add(making, hole, off, to + (off - from), next - off))
				return false;
			start = next;
		}
		off = next < end ? seek(making, next, end, false) : end;
		if (off == next && off < end)
			off = end;
	}
	return add(making, data, start, to + (start - from), end - start);
}

static bool add_piece(void *context, const struct piece *piece)
{
	struct making *making = context;
	const struct source *source =
		store_source(making->snapshot->ropes->store, piece->source);
	bool zero = source_is_zero_fill(source) && piece->len >= making->hole;
	uint64_t to = making->runs->origin + piece->pos;

	return add(making, zero ? SHIFT_ZERO : SHIFT_WRITE, 0, to, piece->len);
}

static bool add_gap(struct making *making, uint64_t to, uint64_t to_end, uint64_t from,
		    uint64_t from_end)
{
	return (to == to_end ||
		rope_visit(making->snapshot->rope, to - making->runs->origin, to_end - to,
			   add_piece, making)) &&
	       add_old(making, false, from, 0, from_end - from);
}

bool shift_table_make(struct shift_table *table, const struct shift_runs *runs,
		      const struct snapshot *snapshot, const struct disk *disk, int fd,
		      uint64_t hole, struct err *err)
{
	struct making making = { table, runs, snapshot, disk, fd, hole, err };
	uint64_t pos = runs->origin, old_pos = runs->origin;

	for (size_t i = 0; i < runs->count; i++) {
		const struct alignment_run *run = &runs->list[i];

		if (!add_gap(&making, pos, run->pos, old_pos, run->old_pos) ||
		    (run->pos != run->old_pos &&
		     !add_old(&making, true, run->old_pos, run->pos, run->len)))
			return false;
		pos = run->pos + run->len;
		old_pos = run->old_pos + run->len;
	}
	/* The tail of a slice is a run, so what is left is all of the document's. */
	return add_gap(&making, pos, runs->new_size, old_pos, runs->old_size);
}

void shift_table_done(struct shift_table *table)
{
	free(table->list);
	*table = (struct shift_table){ 0 };
}
