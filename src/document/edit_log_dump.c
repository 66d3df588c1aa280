/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a new log begins with: the changes that were there when the file was saved, as history; the
 * changes since, as edits; and as many steps undone as are undone. So whoever reads it comes to the
 * same document with the same undo history, and to the same identity of what is saved.
 *
 * Old history whose bytes would be gone with the session (large ones of a file that was replaced),
 * and what is more than MOST changes back, is left out: undo then ends there.
 */
#include "document/edit_log_private.h"

#include "base/checked.h"

enum { MOST = 10000, MOST_BYTES = 1 << 24 };

/* The range of changes that the log gets. */
struct range {
	uint64_t from, saved, end;
};

static bool has_bytes(struct edit_log *log, const struct change *change, uint64_t *room)
{
	uint64_t bytes = 64 + min_u64(rope_len(change->removed), LOG_OLD_MOST) +
			 min_u64(rope_len(change->inserted), LOG_OLD_MOST);

	if (bytes > *room || !log_can_write_rope(log, change->removed) ||
	    !log_can_write_rope(log, change->inserted))
		return false;
	*room -= bytes;
	return true;
}

static bool begins_step(const struct history *history, uint64_t index)
{
	return index == 0 || index == history->count || history_is_first(history, index);
}

/* As far back from what is saved as can be kept, and as far forth; in whole steps. */
static struct range choose(struct edit_log *log, const struct edit_log_base *base)
{
	const struct history *history = base->history;
	struct range range = { base->saved_index, base->saved_index, history->count };
	uint64_t room = MOST_BYTES, at = range.saved, top;

	while (at > 0 && range.saved - at < MOST &&
	       has_bytes(log, history_change(history, at - 1), &room)) {
		at--;
		if (begins_step(history, at))
			range.from = at;
	}
	range.end = max_u64(range.saved, base->clean ? 0 : history->applied);
	for (at = range.end, top = at; at < history->count && at - top < MOST &&
	     has_bytes(log, history_change(history, at), &room);) {
		at++;
		if (begins_step(history, at))
			range.end = at;
	}
	return range;
}

static bool dump_history(struct edit_log *log, const struct history *history, uint64_t index)
{
	const struct change *change = history_change(history, index);

	log_begin(log);
	log_put(&log->buf, change->pos + log->origin, 8);
	log_put(&log->buf, rope_len(change->removed), 8);
	log_write_rope(log, change->removed);
	log_write_rope(log, change->inserted);
	return log_end(log, LOG_HISTORY, history_is_first(history, index) ? 0 : LOG_JOINED);
}

static bool dump_change(struct edit_log *log, const struct history *history, uint64_t index)
{
	const struct change *change = history_change(history, index);
	const struct edit_log_edit edit = {
		.pos = change->pos,
		.len = rope_len(change->removed),
		.from = change->removed,
		.with = change->inserted,
		.joined = !history_is_first(history, index),
	};

	edit_log_change(log, &edit);
	return !log->broken;
}

/* Steps that are applied at index `from` and not at `to` any more. */
static bool dump_undo(struct edit_log *log, const struct history *history, uint64_t from,
		      uint64_t to)
{
	for (uint64_t at = from; at > to; at--) {
		if (!history_is_first(history, at - 1))
			continue;
		edit_log_undo(log);
		if (log->broken)
			return false;
	}
	return true;
}

/* In place every change is in the file: what came after the save is an edit, to be taken back. */
static bool dump_range(struct edit_log *log, const struct edit_log_base *base,
		       const struct range *range)
{
	const struct history *history = base->history;
	uint64_t applied = base->clean ? range->saved : history->applied;
	bool forth = !base->clean && applied >= range->saved;
	uint64_t old = forth ? range->saved : range->end;
	bool ok = true;

	for (uint64_t i = range->from; ok && i < old; i++)
		ok = dump_history(log, history, i);
	ok = ok && log_plain(log, LOG_APPLIED, range->saved - range->from);
	for (uint64_t i = old; ok && i < range->end; i++)
		ok = dump_change(log, history, i);
	if (!forth)
		return ok && dump_undo(log, history, range->saved, applied);
	return ok && dump_undo(log, history, range->end, applied);
}

/* Where what was saved can not be undone to: one edit from there to here. In place that is the
 * same. */
static bool dump_whole(struct edit_log *log, const struct edit_log_base *base)
{
	const struct edit_log_edit edit = {
		.len = rope_len(base->saved),
		.from = base->saved,
		.with = base->rope,
	};

	edit_log_change(log, &edit);
	return !log->broken;
}

bool log_dump(struct edit_log *log, const struct edit_log_base *base, struct err *err)
{
	struct range range = { 0 };
	bool ok;

	if (base->saved_index != EDIT_LOG_NOWHERE)
		range = choose(log, base);
	if (base->saved_index == EDIT_LOG_NOWHERE ||
	    (!base->clean && range.from > base->history->applied))
		ok = base->clean || base->in_place || dump_whole(log, base);
	else
		ok = dump_range(log, base, &range);
	if (ok && base->clean)
		ok = log_plain(log, LOG_CLEAN, 0);
	if (!ok)
		*err = log->problem;
	return ok;
}
