/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Records become edits. A copy: what was history becomes history again; each edit since is made
 * again, after its old bytes were compared. One whose bytes differ gives way to an edit that
 * changes nothing, so that the steps after it still are the steps they were; where its length
 * matters nothing after it is made. In place all is in the file already, and every change becomes
 * history.
 */
#include "document/recovery_private.h"

#include <string.h>

#include "base/checked.h"
#include "document/document_private.h"

enum { CHUNK = 1 << 14, ALREADY_MOST = 1 << 20 };

static bool damaged(struct err *err)
{
	return err_set(err, ERR_SYNTAX, "a record of the log does not hold together");
}

/* The position of a record in this document. */
static bool place(const struct replay *replay, uint64_t off, uint64_t *pos, struct err *err)
{
	uint64_t origin = document_origin(replay->document);

	*pos = off - origin;
	return off >= origin || err_set(err, ERR_REFUSED, "the log has edits before this slice: "
					"open the whole file");
}

bool replay_fits(const struct history *history, uint64_t size)
{
	uint64_t at = size;

	for (uint64_t i = history->applied; i-- > 0;) {
		const struct change *change = history_change(history, i);
		uint64_t came = rope_len(change->inserted);

		if (change->pos > at || came > at - change->pos ||
		    rope_len(change->removed) > (uint64_t)INT64_MAX - (at - came))
			return false;
		at = at - came + rope_len(change->removed);
	}
	at = size;
	for (uint64_t i = history->applied; i < history->count; i++) {
		const struct change *change = history_change(history, i);
		uint64_t went = rope_len(change->removed);

		if (change->pos > at || went > at - change->pos ||
		    rope_len(change->inserted) > (uint64_t)INT64_MAX - (at - went))
			return false;
		at = at - went + rope_len(change->inserted);
	}
	return true;
}

/* Consumes the ropes. */
static bool add_history(struct replay *replay, const struct change *change, unsigned flags,
			struct err *err)
{
	struct document *document = replay->document;
	struct ropes *ropes = document->ropes;

	if (ropes_reserve(ropes, ROPE_NODES_PER_EDIT, err) &&
	    history_reserve(&document->history, 1, err)) {
		history_add(&document->history, change, (flags & LOG_MERGE ? HISTORY_MERGE : 0) |
			    (flags & LOG_JOINED ? HISTORY_GROUP : 0), 0);
		return true;
	}
	rope_unref(ropes, change->removed);
	rope_unref(ropes, change->inserted);
	return false;
}

static bool load_history(struct replay *replay, struct log_record *record, struct err *err)
{
	struct log_body *body = &record->body;
	struct change change = { 0 };
	uint64_t off = log_take(body, 8), removed = log_take(body, 8);

	if (replay->settled || body->bad || removed > INT64_MAX)
		return damaged(err);
	if (!place(replay, off, &change.pos, err))
		return false;
	change.removed = recovery_take_rope(&replay->ropes, body, removed, err);
	if (err->code != ERR_NONE)
		return false;
	change.inserted = recovery_take_rope(&replay->ropes, body, UINT64_MAX, err);
	if (err->code != ERR_NONE || (!change.removed && !change.inserted)) {
		rope_unref(replay->document->ropes, change.removed);
		return err->code != ERR_NONE ? false : damaged(err);
	}
	return add_history(replay, &change, record->flags & LOG_JOINED, err);
}

static bool set_applied(struct replay *replay, struct log_record *record, struct err *err)
{
	struct history *history = &replay->document->history;
	uint64_t applied = log_take(&record->body, 8);

	if (replay->settled || record->body.bad || applied > history->count ||
	    (applied > 0 && applied < history->count && !history_is_first(history, applied)))
		return damaged(err);
	history_go(history, applied);
	replay->settled = true;
	replay->base = applied;
	replay->document->saved_state = history_state(history);
	return replay->header.in_place || replay_fits(history, document_size(replay->document)) ||
	       damaged(err);
}

void replay_note_different(struct replay *replay, uint64_t pos, uint64_t len)
{
	struct recovery_report *report = replay->report;

	if (report->different < RECOVERY_DIFFERENT)
		report->places[report->different] = (struct document_place){
			pos + document_origin(replay->document), len
		};
	report->different++;
}

/* Whether the document has these bytes at pos. */
static bool has_bytes(const struct document *document, uint64_t pos, const uint8_t *bytes,
		      uint64_t len)
{
	uint8_t now[CHUNK];
	size_t part;

	for (uint64_t done = 0; done < len; done += part) {
		part = (size_t)min_u64(CHUNK, len - done);
		if (document_read(document, pos + done, now, NULL, part, NULL) > 0 ||
		    memcmp(now, bytes + done, part) != 0)
			return false;
	}
	return true;
}

static bool has_old(const struct replay *replay, const struct log_change *change, uint64_t pos)
{
	const struct document *document = replay->document;

	if (change->old == LOG_OLD_UNKNOWN)
		return true;
	if (change->old == LOG_OLD_WHOLE)
		return has_bytes(document, pos, change->bytes, change->removed);
	return has_bytes(document, pos, change->bytes, LOG_OLD_END) &&
	       has_bytes(document, pos + change->removed - LOG_OLD_END,
			 change->bytes + LOG_OLD_END, LOG_OLD_END);
}

bool replay_has_rope(const struct document *document, uint64_t pos, struct rope *rope,
		     struct rope *other)
{
	struct snapshot one = { .ropes = document->ropes, .rope = rope };
	struct snapshot two = { .ropes = document->ropes, .rope = other };
	uint8_t now[CHUNK], first[CHUNK], second[CHUNK];
	size_t part;

	for (uint64_t done = 0; done < rope_len(rope); done += part) {
		part = (size_t)min_u64(CHUNK, rope_len(rope) - done);
		if (document_read(document, pos + done, now, NULL, part, NULL) > 0 ||
		    snapshot_read(&one, done, first, NULL, part, NULL) > 0)
			return false;
		if (memcmp(now, first, part) == 0)
			continue;
		if (!other || snapshot_read(&two, done, second, NULL, part, NULL) > 0)
			return false;
		for (size_t i = 0; i < part; i++) {
			if (now[i] != first[i] && now[i] != second[i])
				return false;
		}
	}
	return true;
}

/* The edit that changes nothing, in the place of one that can not be made. */
static bool change_nothing(struct replay *replay, uint64_t pos, uint64_t len, unsigned flags,
			   struct err *err)
{
	struct document *document = replay->document;
	struct rope *same = document_copy(document, pos, len, err);
	bool done = same && document_replace(document, pos, len, same, flags, err);

	rope_unref(document->ropes, same);
	return done;
}

static bool make_change(struct replay *replay, const struct log_change *change, uint64_t pos,
			struct rope *with, unsigned flags, struct err *err)
{
	struct document *document = replay->document;
	uint64_t len = rope_len(with);

	if (replay->forced && len != change->removed) {
		replay->stopped = true;
		return true;
	}
	if (replay->forced || has_old(replay, change, pos)) {
		replay->report->edits++;
		return document_replace(document, pos, change->removed, with, flags, err);
	}
	if (len != change->removed) {
		replay_note_different(replay, pos, change->removed);
		replay->stopped = true;
		return true;
	}
	/* A save that ended just before its session: it is in the file. */
	if (len <= ALREADY_MOST && replay_has_rope(document, pos, with, NULL))
		replay->report->edits++;
	else
		replay_note_different(replay, pos, len);
	return change_nothing(replay, pos, len, flags, err);
}

static bool change_in_place(struct replay *replay, const struct log_change *change, uint64_t pos,
			    struct rope *with, unsigned flags, struct err *err)
{
	struct ropes *ropes = replay->document->ropes;
	struct change made = { .pos = pos, .inserted = with };

	if (change->old != LOG_OLD_WHOLE)
		return err_set(err, ERR_LOST, "the log does not have the bytes that were there");
	made.removed = document_make(ropes, change->bytes, (size_t)change->removed, err);
	if (err->code != ERR_NONE)
		return false;
	rope_ref(with);
	replay->report->edits++;
	return add_history(replay, &made, flags, err);
}

static bool redo_change(struct replay *replay, struct log_record *record, struct err *err)
{
	unsigned flags = (record->flags & LOG_MERGE ? DOCUMENT_MERGE : 0) |
			 (record->flags & LOG_JOINED ? DOCUMENT_GROUP : 0);
	struct document *document = replay->document;
	uint64_t size = document_size(document);
	struct log_change change;
	struct rope *with;
	uint64_t pos;
	bool done;

	if (!log_take_change(&record->body, &change))
		return damaged(err);
	if (!place(replay, change.pos, &pos, err))
		return false;
	if (!replay->header.in_place && (pos > size || change.removed > size - pos))
		return damaged(err);
	with = recovery_take_rope(&replay->ropes, &record->body, UINT64_MAX, err);
	if (err->code != ERR_NONE)
		return false;
	if (!with && change.removed == 0)
		return damaged(err);
	if (replay->header.in_place)
		done = change_in_place(replay, &change, pos, with, record->flags, err);
	else
		done = make_change(replay, &change, pos, with, flags, err);
	rope_unref(document->ropes, with);
	return done;
}

/* A step of loaded history can meet bytes that another program changed. */
static bool can_go(struct replay *replay, bool redo)
{
	const struct history *history = &replay->document->history;
	const struct change *change = history_change(history, history->applied - !redo);
	struct rope *there = redo ? change->removed : change->inserted;

	if (replay_has_rope(replay->document, change->pos, there, NULL))
		return true;
	replay_note_different(replay, change->pos, rope_len(there));
	replay->stopped = true;
	return false;
}

static bool go(struct replay *replay, bool redo, struct err *err)
{
	struct document *document = replay->document;
	struct history *history = &document->history;
	struct document_place where;

	if (redo ? history->applied == history->count : history->applied == 0) {
		if (replay->saved_at == 0)
			return damaged(err);
		/* Of what is saved and moved since. */
		replay->stopped = true;
		replay->report->after++;
		return true;
	}
	if (replay->header.in_place) {
		history_go(history, redo ? history_redo_to(history) : history_undo_from(history));
		return true;
	}
	/* What was undone beyond the save is in no range that is compared later. */
	if (replay->forced && !redo && history_undo_from(history) < replay->base) {
		replay->stopped = true;
		return true;
	}
	if (!can_go(replay, redo))
		return true;
	replay->report->edits += replay->report->edits == 0;
	return redo ? document_redo(document, &where, err) : document_undo(document, &where, err);
}

/* History comes first, and then how much of it is applied: what is said of neither could be undone
 * where it does not fit. A log that was cut between the two, by a loss of power, has no edits. */
static bool settle(struct replay *replay, struct err *err)
{
	replay->settled = replay->settled || replay->document->history.count == 0;
	return replay->settled || damaged(err);
}

/* Fewer than were joined may have been kept, and made again. */
static bool join(struct replay *replay, struct log_record *record, struct err *err)
{
	uint64_t steps = log_take(&record->body, 8);

	if (record->body.bad)
		return damaged(err);
	history_join(&replay->document->history, steps);
	return true;
}

static bool apply_record(struct replay *replay, struct log_record *record, struct err *err)
{
	switch (record->type) {
	case LOG_HISTORY:
		return load_history(replay, record, err);
	case LOG_APPLIED:
		return set_applied(replay, record, err);
	case LOG_CHANGE:
		return settle(replay, err) && redo_change(replay, record, err);
	case LOG_UNDO:
	case LOG_REDO:
		return settle(replay, err) && go(replay, record->type == LOG_REDO, err);
	case LOG_JOIN:
		return settle(replay, err) && join(replay, record, err);
	case LOG_CLEAN:
	case LOG_SAVING:
		break;
	}
	return true;
}

/* It is in the file; only its bytes are remembered, since later records may refer to them. */
static bool pass_over(struct replay *replay, struct log_record *record, struct err *err)
{
	struct log_body *body = &record->body;
	struct log_change change;

	replay->settled = true;
	if (record->type == LOG_HISTORY) {
		log_take(body, 8);
		log_take(body, 8);
	} else if (record->type != LOG_CHANGE || !log_take_change(body, &change)) {
		return true;
	}
	return recovery_remember(&replay->ropes, body, err);
}

/* In place the last undo is not followed: whether it was done, the bytes tell. */
bool replay_records(struct replay *replay, struct err *err)
{
	struct log_record record;
	bool ok = true;

	while (ok && log_reader_next(&replay->reader, &record)) {
		if (replay->reader.at <= replay->saved_at) {
			ok = pass_over(replay, &record, err);
			continue;
		}
		if (replay->stopped) {
			replay->report->after++;
			continue;
		}
		if (replay->last_undo)
			ok = go(replay, false, err);
		replay->last_undo = replay->header.in_place && record.type == LOG_UNDO;
		if (ok && !replay->last_undo)
			ok = apply_record(replay, &record, err);
	}
	replay->report->cut = replay->reader.at < replay->reader.size;
	return ok && settle(replay, err);
}
