/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From records to a document. Its history is set aside first and put back where anything fails, so
 * a log that does not hold together leaves no trace.
 *
 * What was edited in place is in the file: recovering is undoing. There the last thing that was
 * done may be half done, so its bytes may be old or new.
 */
#include "document/recovery.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/checked.h"
#include "document/document_private.h"
#include "document/recovery_private.h"

enum { CHUNK = 1 << 14, COMPARED_MOST = 64 << 20 };

/* What the document was. */
struct before {
	struct history history;
	struct rope *rope;
	uint64_t saved_state;
	enum document_mode mode;
	bool wanted;
	const char *barred;
};

static struct before set_aside(struct document *document)
{
	struct before before = {
		document->history, rope_ref(document->rope), document->saved_state,
		document->mode, document->log.wanted, document->barred,
	};

	history_init(&document->history, document->ropes);
	history_clear(&document->history);
	document->saved_state = history_state(&document->history);
	document->log.wanted = false;
	document->barred = NULL;
	if (document->mode == DOCUMENT_READ)
		document->mode = DOCUMENT_COPY;
	return before;
}

static void forget(struct document *document, struct before *before)
{
	history_done(&before->history);
	rope_unref(document->ropes, before->rope);
	document->log.wanted = before->wanted;
}

static void put_back(struct document *document, struct before *before)
{
	history_done(&document->history);
	rope_unref(document->ropes, document->rope);
	document->history = before->history;
	document->rope = before->rope;
	document->saved_state = before->saved_state;
	document->mode = before->mode;
	document->barred = before->barred;
	document->log.wanted = before->wanted;
	document_forget_edits(document);
}

/* In place: which of the lengths that the file can have does it have? */
static bool find_end(struct replay *replay, struct err *err)
{
	struct history *history = &replay->document->history;
	uint64_t size = document_size(replay->document);

	if (replay_fits(history, size))
		return true;
	if (history->applied > 0) {
		history_go(history, history_undo_from(history));
		if (replay_fits(history, size))
			return true;
	}
	return err_set(err, ERR_CHANGED, "the file has another length than the log tells: nothing "
		       "was taken back");
}

static bool can_take_back(const struct replay *replay, const struct change *change, bool newest)
{
	bool same_length = rope_len(change->removed) == rope_len(change->inserted);
	struct rope *other = newest && same_length ? change->removed : NULL;

	return (newest && !same_length) ||
	       replay_has_rope(replay->document, change->pos, change->inserted, other);
}

/* Undoes what the session did since its last save, newest first. */
static bool take_back(struct replay *replay, struct err *err)
{
	struct document *document = replay->document;
	struct history *history = &document->history;
	struct document_place where;
	bool newest = true;

	replay->report->edits = 0;
	for (; history->applied > replay->base; newest = false) {
		uint64_t from = history_undo_from(history), edits = history->applied - from;
		bool same = true;

		for (uint64_t i = history->applied; same && i-- > from;) {
			const struct change *change = history_change(history, i);

			same = edits > 1 || can_take_back(replay, change, newest);
			if (!same)
				replay_note_different(replay, change->pos,
						      rope_len(change->inserted));
		}
		if (!same) {
			replay->report->after = history->applied - replay->base - 1;
			return true;
		}
		if (!document_undo(document, &where, err))
			return false;
		replay->report->edits += edits;
	}
	return true;
}

/* Behind the last save within the file that has come to its end, 0 where none has. */
static uint64_t find_saved(const struct replay *replay, const struct log_identity *now)
{
	struct log_reader reader;
	struct log_header header;
	struct log_record record;
	struct log_identity saved;
	struct err ignored;
	uint64_t at = 0;
	uint32_t sum;

	if (!log_reader_open(&reader, replay->reader.fd, &header, &ignored))
		return 0;
	for (sum = reader.sum; log_reader_next(&reader, &record); sum = reader.sum)
		if (record.type == LOG_SAVING)
			at = log_take_slot(&record.body, sum, &saved) &&
			     log_is_saved_within(&saved, now) ? reader.at : 0;
	log_reader_done(&reader);
	log_header_done(&header);
	return at;
}

static bool check_header(struct replay *replay, struct err *err)
{
	const struct document *document = replay->document;
	struct log_identity now;
	char *path;

	if (!log_identify(document->file->fd, &now, &path, err))
		return false;
	free(path);
	if (!log_is_same_file(&now, &replay->header.file))
		return err_set(err, ERR_CHANGED, "the log is about another file that was here");
	if (replay->header.in_place)
		return true;
	if (document->mode == DOCUMENT_WRITE)
		return err_set(err, ERR_REFUSED, "unsaved edits can not be recovered in place: use "
			       ":mode copy first");
	replay->saved_at = find_saved(replay, &now);
	replay->ropes.moved = replay->saved_at > 0;
	/* What was appended since stays behind the edits. */
	if (replay->saved_at == 0 && now.size < replay->header.file.size)
		return err_set(err, ERR_CHANGED, "the file had %" PRIu64 " bytes and has %" PRIu64
			       " now: the edits do not fit, and the log is kept",
			       replay->header.file.size, now.size);
	return true;
}

static bool start(struct replay *replay, int fd, struct err *err)
{
	if (!log_reader_open(&replay->reader, fd, &replay->header, err))
		return false;
	if (check_header(replay, err))
		return true;
	log_reader_done(&replay->reader);
	log_header_done(&replay->header);
	return false;
}

static void end(struct replay *replay)
{
	recovery_ropes_done(&replay->ropes);
	log_reader_done(&replay->reader);
	log_header_done(&replay->header);
}

/* All is in the document. In a copy of a file that was edited in place, taking back is an edit. */
static bool finish(struct replay *replay, const char *name, enum recovery_how how,
		   struct before *before, struct err *err)
{
	struct document *document = replay->document;
	bool in_file = before->mode == DOCUMENT_WRITE;

	document->log.wanted = before->wanted;
	if (replay->header.in_place && in_file) {
		replay->kept = true;
		document_log_take_over(document, name);
		return take_back(replay, err);
	}
	if (replay->header.in_place) {
		bool done;

		document->saved_state = history_state(&document->history);
		document->log.wanted = false;
		done = take_back(replay, err);
		document->log.wanted = before->wanted;
		if (!done)
			return false;
	}
	if (how == RECOVERY_TAKE) {
		document_log_take_over(document, name);
		return true;
	}
	document->saved_state = history_state(&document->history);
	document->mode = DOCUMENT_READ;
	document->looking = true;
	document->note = "what a log holds, only to be looked at";
	return true;
}

/* With the log open and locked. */
static bool apply(struct document *document, int fd, const char *name, enum recovery_how how,
		  struct recovery_report *report, struct err *err)
{
	struct replay replay = {
		.document = document, .ropes = { .document = document }, .report = report
	};
	struct before before;
	bool done;

	if (!start(&replay, fd, err))
		return false;
	before = set_aside(document);
	done = replay_records(&replay, err) &&
	       (!replay.header.in_place || find_end(&replay, err)) &&
	       finish(&replay, name, how, &before, err);
	end(&replay);
	if (done || replay.kept) {
		forget(document, &before);
		document_forget_edits(document);
	} else {
		put_back(document, &before);
	}
	return done;
}

static bool may_apply(const struct document *document, enum recovery_how how, struct err *err)
{
	if (!document->file || !document->path)
		return err_set(err, ERR_REFUSED, "the document has no file");
	if (document_is_modified(document) ||
	    (document->mode == DOCUMENT_WRITE && document->history.applied > 0))
		return err_set(err, ERR_REFUSED, "there are other edits: write or undo them first");
	if (how == RECOVERY_TAKE && document->mode == DOCUMENT_READ && !document->looking)
		return err_set(err, ERR_READONLY, "the document is read-only: use :mode copy to "
			       "recover its edits");
	if (how == RECOVERY_LOOK && document->mode == DOCUMENT_WRITE)
		return err_set(err, ERR_REFUSED, "in place nothing can be shown that is not in the "
			       "file: use :mode copy first");
	return true;
}

bool recovery_apply(struct document *document, const char *name, enum recovery_how how,
		    struct recovery_report *report, struct err *err)
{
	struct private_folder *folder;
	bool done;
	int fd;

	*report = (struct recovery_report){ 0 };
	if (!may_apply(document, how, err))
		return false;
	/* From looking at it to taking it. */
	if (document->looking && !document_revert(document, err))
		return false;
	if (how == RECOVERY_TAKE && document->mode == DOCUMENT_READ)
		document->mode = DOCUMENT_COPY;
	folder = private_folder_open(false, err);
	fd = folder ? recovery_open(folder, name, err) : -1;
	done = fd >= 0 && apply(document, fd, name, how, report, err);
	if (done)
		document->barred = NULL;
	if (fd >= 0)
		close(fd);
	private_folder_close(folder);
	return done;
}

/* Whether what the edits since the save have changed is what the file has. */
static bool has_changed_nothing(const struct replay *replay, struct rope *file)
{
	const struct document *document = replay->document;
	const struct history *history = &document->history;
	const struct snapshot was = { .ropes = document->ropes, .rope = file };
	uint8_t now[CHUNK], then[CHUNK];
	uint64_t budget = COMPARED_MOST;

	for (uint64_t i = replay->base; i < history->applied; i++) {
		const struct change *change = history_change(history, i);
		uint64_t len = rope_len(change->inserted);

		if (len > budget)
			return false;
		budget -= len;
		for (uint64_t done = 0; done < len; done += CHUNK) {
			size_t part = (size_t)min_u64(CHUNK, len - done);
			uint64_t at = change->pos + done;

			if (document_read(document, at, now, NULL, part, NULL) > 0 ||
			    snapshot_read(&was, at, then, NULL, part, NULL) > 0 ||
			    memcmp(now, then, part) != 0)
				return false;
		}
	}
	return true;
}

/* Made once more over the file as it is, the edits change nothing. Their old bytes say nothing
 * here: a place may have been edited twice. */
static bool is_saved(struct document *document, int fd)
{
	struct recovery_report report = { 0 };
	struct replay replay = {
		.document = document, .ropes = { .document = document }, .report = &report,
		.forced = true,
	};
	struct before before;
	struct err err;
	bool same;

	err_clear(&err);
	if (!start(&replay, fd, &err))
		return false;
	if (replay.header.in_place) {
		end(&replay);
		return false;
	}
	before = set_aside(document);
	same = replay_records(&replay, &err) && !replay.stopped && report.different == 0 &&
	       document_size(document) == rope_len(before.rope) &&
	       has_changed_nothing(&replay, before.rope);
	end(&replay);
	put_back(document, &before);
	return same;
}

bool recovery_is_saved(struct document *document, const char *name)
{
	struct private_folder *folder;
	struct err err;
	bool same;
	int fd;

	if (document->mode != DOCUMENT_COPY || document_is_modified(document) ||
	    !may_apply(document, RECOVERY_TAKE, &err))
		return false;
	folder = private_folder_open(false, &err);
	fd = folder ? recovery_open(folder, name, &err) : -1;
	same = fd >= 0 && is_saved(document, fd);
	if (fd >= 0)
		close(fd);
	private_folder_close(folder);
	return same;
}

/* Whether the log is of the file as it is now, with the same slice of it open. */
static bool is_of_now(const struct replay *replay)
{
	const struct document *document = replay->document;
	struct log_identity now;
	struct err err;
	char *path;
	bool same;

	if (!log_identify(document->file->fd, &now, &path, &err))
		return false;
	same = log_is_same_content(&now, &replay->header.file) &&
	       replay->header.origin == document_origin(document) &&
	       replay->header.length == document_size(document);
	free(path);
	return same;
}

static bool load(struct document *document, int fd)
{
	struct recovery_report report = { 0 };
	struct replay replay = {
		.document = document, .ropes = { .document = document }, .report = &report
	};
	struct before before;
	struct err err;
	bool done;

	if (!log_reader_open(&replay.reader, fd, &replay.header, &err))
		return false;
	if (!is_of_now(&replay)) {
		end(&replay);
		return false;
	}
	before = set_aside(document);
	/* So the history must fit, whatever the session was. */
	replay.header.in_place = false;
	done = replay_records(&replay, &err) && report.edits == 0 && !replay.stopped;
	end(&replay);
	if (!done) {
		put_back(document, &before);
		return false;
	}
	document->mode = before.mode;
	forget(document, &before);
	document->saved_state = history_state(&document->history);
	return true;
}

bool recovery_load_history(struct document *document)
{
	struct recovery_item items[RECOVERY_MOST];
	size_t count = recovery_find(document, items, RECOVERY_MOST);
	struct private_folder *folder;
	struct err err;
	bool done = false;

	if (document->history.count > 0 || document_is_modified(document))
		count = 0;
	folder = count > 0 ? private_folder_open(false, &err) : NULL;
	for (size_t i = 0; i < count; i++) {
		int fd = -1;

		if (folder && !done && items[i].state == RECOVERY_CLEAN)
			fd = recovery_open(folder, items[i].name, &err);
		done = done || (fd >= 0 && load(document, fd));
		if (fd >= 0) {
			close(fd);
			if (done)
				memcpy(document->log.replaces, items[i].name, RECOVERY_NAME);
		}
		recovery_item_done(&items[i]);
	}
	private_folder_close(folder);
	return done;
}
