/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Records into the file. A record is put together in one buffer and appended by one pwrite(). What
 * grows past FLUSH (a paste of a gigabyte) goes out in parts behind the place of its head, and the
 * head last: a reader sees no record before it is whole.
 *
 * Pieces: bytes of the arena are written, unless the log has them already; a pattern once, with its
 * length; of the file as it was saved, where; of another file, which and where. A few bytes are
 * written whatever they are, since a reference can break and a byte can not.
 */
#include "document/edit_log_private.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/checked.h"
#include "base/checksum.h"
#include "document/snapshot.h"

enum {
	FLUSH = 1 << 20,
	CHUNK = 1 << 16,
	FEW = 256,               /* bytes that are written whatever they are */
	LITERAL_MOST = 1 << 20,  /* of what is in no arena and could be had by reference only */
	PATTERN_MOST = 1 << 20,
	REPEATED_LEAST = 1024,   /* worth to be remembered */
};

void log_break(struct edit_log *log, const struct err *err)
{
	if (!log->broken)
		log->problem = *err;
	log->broken = true;
}

static void fail(struct edit_log *log, int sys, const char *what)
{
	struct err err;

	log->failed = true;
	err_sys(&err, sys, "%s", what);
	log_break(log, &err);
}

static bool put(struct edit_log *log, const uint8_t *bytes, size_t len, uint64_t at)
{
	while (len > 0) {
		ssize_t done = pwrite(log->fd, bytes, len, (off_t)at);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0) {
			fail(log, done < 0 ? errno : EIO, "the edit log can not be written");
			return false;
		}
		bytes += done;
		len -= (size_t)done;
		at += (uint64_t)done;
	}
	return true;
}

void log_begin(struct edit_log *log)
{
	buf_clear(&log->buf);
	buf_fill(&log->buf, 0, LOG_HEAD);
	log->flushed = 0;
	log->failed = log->broken;
	log->record_sum = log->sum;
}

/* What is in the buffer goes out, but for the head. */
static void flush(struct edit_log *log)
{
	size_t skip = log->flushed == 0 ? LOG_HEAD : 0;

	if (log->failed)
		return;
	if (!buf_ok(&log->buf)) {
		fail(log, ENOMEM, "the edit log can not take this edit");
		return;
	}
	log->record_sum = checksum_crc32c(log->record_sum, log->buf.data + skip,
					  log->buf.len - skip);
	if (!put(log, log->buf.data + skip, log->buf.len - skip, log->end + log->flushed + skip))
		return;
	log->flushed += log->buf.len;
	buf_clear(&log->buf);
}

/* The present end of the record, as an offset in the log. */
static uint64_t place(const struct edit_log *log)
{
	return log->end + log->flushed + log->buf.len;
}

/* The head of a record that `len` bytes were made for; its sum covers 12 bytes of it. */
static void make_head(struct edit_log *log, uint8_t head[LOG_HEAD], uint64_t len,
		      enum log_type type, unsigned flags)
{
	for (int i = 0; i < 8; i++)
		head[i] = (uint8_t)(len >> 8 * i);
	head[8] = (uint8_t)type;
	head[9] = (uint8_t)flags;
	head[10] = head[11] = 0;
	log->record_sum = checksum_crc32c(log->record_sum, head, LOG_HEAD - 4);
	for (int i = 0; i < 4; i++)
		head[12 + i] = (uint8_t)(log->record_sum >> 8 * i);
}

static bool write_record(struct edit_log *log, enum log_type type, unsigned flags)
{
	uint64_t len = log->flushed + log->buf.len;
	uint8_t head[LOG_HEAD];

	if (log->failed)
		return false;
	if (log->flushed == 0 && buf_ok(&log->buf)) {
		log->record_sum = checksum_crc32c(log->record_sum, log->buf.data + LOG_HEAD,
						  log->buf.len - LOG_HEAD);
		make_head(log, log->buf.data, len, type, flags);
		return put(log, log->buf.data, log->buf.len, log->end);
	}
	flush(log);
	make_head(log, head, len, type, flags);
	return !log->failed && put(log, head, LOG_HEAD, log->end);
}

bool log_end(struct edit_log *log, enum log_type type, unsigned flags)
{
	uint64_t len = log->flushed + log->buf.len;

	if (write_record(log, type, flags)) {
		log->end += len;
		log->sum = log->record_sum;
		log_sync_note(&log->sync, len);
		return true;
	}
	/* A part must not be taken for the start of something. */
	if (ftruncate(log->fd, (off_t)log->end) != 0) {
		/* Then its head still is zero. */
	}
	return false;
}

bool log_plain(struct edit_log *log, enum log_type type, uint64_t number)
{
	log_begin(log);
	log_put(&log->buf, number, 8);
	return log_end(log, type, 0);
}

/* Bytes of a rope, read by chunks into the buffer; false where one is unknown. */
static bool add_bytes(struct edit_log *log, struct rope *rope, uint64_t at, uint64_t len)
{
	const struct snapshot snapshot = { .ropes = log->ropes, .rope = rope };

	while (len > 0 && !log->failed) {
		size_t part = (size_t)min_u64(len, CHUNK);

		if (log->buf.len > FLUSH)
			flush(log);
		if (!buf_reserve(&log->buf, part)) {
			fail(log, ENOMEM, "the edit log can not take this edit");
			return false;
		}
		if (snapshot_read(&snapshot, at, log->buf.data + log->buf.len, NULL, part, NULL))
			return false;
		log->buf.len += part;
		at += part;
		len -= part;
	}
	return !log->failed;
}

/* What was read a moment ago; reading it anew through the mapping would make its page resident. */
static bool add_seen(struct edit_log *log, const struct witness *seen)
{
	size_t len = (size_t)witness_len(seen);

	if (!buf_reserve(&log->buf, len)) {
		fail(log, ENOMEM, "the edit log can not take this edit");
		return false;
	}
	witness_read(seen, log->ropes->store, log->buf.data + log->buf.len);
	log->buf.len += len;
	return true;
}

/* Up to LOG_OLD_MOST nothing is flushed, so what turns out unknown can be taken back. In place the
 * old bytes are in the arena, and always known. */
void log_write_old(struct edit_log *log, const struct edit_log_edit *edit)
{
	struct rope *rope = edit->from;
	uint64_t at = edit->at, len = edit->len;
	bool whole = len <= LOG_OLD_MOST || log->in_place;
	size_t start = log->buf.len;
	bool known;

	log_put(&log->buf, whole ? LOG_OLD_WHOLE : LOG_OLD_ENDS, 8);
	if (edit->seen && len > 0 && witness_len(edit->seen) == len)
		known = add_seen(log, edit->seen);
	else if (whole)
		known = add_bytes(log, rope, at, len);
	else
		known = add_bytes(log, rope, at, LOG_OLD_END) &&
			add_bytes(log, rope, at + len - LOG_OLD_END, LOG_OLD_END);
	if (known || log->failed)
		return;
	log->buf.len = start;
	log_put(&log->buf, LOG_OLD_UNKNOWN, 8);
}

bool log_runs_add(struct log_runs *runs, const struct log_run *run)
{
	if (runs->count == runs->room) {
		size_t room = runs->room ? 2 * runs->room : 16;
		struct log_run *more = realloc(runs->runs, room * sizeof *more);

		if (!more)
			return false;
		runs->runs = more;
		runs->room = room;
	}
	runs->runs[runs->count++] = *run;
	return true;
}

static int compare(const void *a, const void *b)
{
	const struct log_run *left = a, *right = b;

	if (left->source != right->source)
		return left->source < right->source ? -1 : 1;
	return left->off < right->off ? -1 : left->off > right->off;
}

void log_runs_sort(struct log_runs *runs)
{
	if (runs->count > 1)
		qsort(runs->runs, runs->count, sizeof *runs->runs, compare);
}

const struct log_run *log_runs_find(const struct log_runs *runs, uint16_t source, uint64_t off)
{
	const struct log_run key = { .source = source, .off = off };
	size_t low = 0, high = runs->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(&runs->runs[middle], &key) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0)
		return NULL;

	const struct log_run *run = &runs->runs[low - 1];

	return run->source == source && off - run->off < run->len ? run : NULL;
}

static void add_piece_head(struct edit_log *log, enum log_piece_kind kind, uint64_t len)
{
	log_put(&log->buf, (uint64_t)kind, 1);
	log_put(&log->buf, len, 8);
}

/* The arena grows at its end, so what is remembered is in order but for what came late. */
static void remember(struct edit_log *log, const struct piece *piece, uint64_t at)
{
	const struct log_run run = { piece->source, piece->off, piece->len, at };
	struct log_runs *runs = &log->logged;

	if (piece->len < REPEATED_LEAST || !log_runs_add(runs, &run))
		return;
	if (runs->count > 1 && compare(&runs->runs[runs->count - 2], &run) > 0)
		log_runs_sort(runs);
}

/* What writing a rope needs. */
struct out {
	struct edit_log *log;
	struct rope *rope;
	bool dry;                /* only find out whether it can be done */
};

static bool add_literal(struct out *out, const struct piece *piece)
{
	struct edit_log *log = out->log;
	bool known;

	if (out->dry)
		return true;
	add_piece_head(log, LOG_LITERAL, piece->len);
	if (piece->source == STORE_ARENA)
		remember(log, piece, place(log));
	known = add_bytes(log, out->rope, piece->pos, piece->len);
	if (!known && !log->failed)
		fail(log, EIO, "bytes of this edit can not be read");
	return known;
}

/* A reference to what stands elsewhere, as far as one run goes. */
static bool add_runs(struct out *out, enum log_piece_kind kind, const struct log_runs *runs,
		     uint64_t shift, const struct piece *piece)
{
	uint64_t len;

	for (uint64_t done = 0; done < piece->len; done += len) {
		const struct log_run *run =
			log_runs_find(runs, piece->source, piece->off + done);

		if (!run)
			return false;

		uint64_t in = piece->off + done - run->off;

		len = min_u64(piece->len - done, run->len - in);
		if (out->dry)
			continue;
		add_piece_head(out->log, kind, len);
		log_put(&out->log->buf, run->to + in + shift, 8);
	}
	return true;
}

/* Whether the runs have all of a piece; else none of it is written. */
static bool has_runs(const struct log_runs *runs, const struct piece *piece)
{
	struct out dry = { .dry = true };

	return add_runs(&dry, LOG_FILE, runs, 0, piece);
}

static bool add_fill(struct out *out, const struct piece *piece, struct source *source)
{
	uint64_t period = source_period(source);
	struct buf *buf = &out->log->buf;
	int why;

	if (period == 0 || period > PATTERN_MOST || period > source_size(source) ||
	    piece->len <= period)
		return false;
	if (out->dry)
		return true;
	add_piece_head(out->log, LOG_FILL, piece->len);
	log_put(buf, piece->off % period, 8);
	log_put(buf, period, 4);
	if (buf_reserve(buf, (size_t)period) &&
	    source_read(source, 0, buf->data + buf->len, (size_t)period, &why) == period)
		buf->len += (size_t)period;
	else
		buf->failed = true;
	return true;
}

/* A file that still has a name. */
static bool add_other(struct out *out, const struct piece *piece, struct source *source)
{
	struct source_place place = source_place(source, piece->off, piece->len);
	int fd = source_fd(source);
	struct log_identity file;
	char *path = NULL;
	struct stat st;
	struct err err;
	bool ok;

	/* What a save kept elsewhere has no name. */
	if (fd < 0 || place.fd != fd || place.len < piece->len || source_can_poke(source) ||
	    fstat(fd, &st) != 0 || st.st_nlink == 0 || !S_ISREG(st.st_mode) ||
	    !log_identify(fd, &file, &path, &err))
		return false;
	ok = *path == '/';
	if (ok && !out->dry) {
		add_piece_head(out->log, LOG_OTHER, piece->len);
		log_put(&out->log->buf, place.at, 8);
		log_put_identity(&out->log->buf, &file);
		log_put(&out->log->buf, strlen(path), 4);
		buf_text(&out->log->buf, path);
	}
	free(path);
	return ok;
}

static bool add_piece(void *context, const struct piece *piece)
{
	struct out *out = context;
	struct edit_log *log = out->log;
	struct source *source = store_source(log->ropes->store, piece->source);

	if (log->failed)
		return false;
	if (piece->len <= FEW)
		return add_literal(out, piece);
	if (piece->source == STORE_ARENA && has_runs(&log->logged, piece))
		return add_runs(out, LOG_EARLIER, &log->logged, 0, piece);
	if (has_runs(&log->saved, piece))
		return add_runs(out, LOG_FILE, &log->saved, log->origin, piece);
	if (piece->source == STORE_ARENA)
		return add_literal(out, piece);
	if (add_fill(out, piece, source) || add_other(out, piece, source))
		return true;
	return piece->len <= LITERAL_MOST && add_literal(out, piece);
}

void log_write_rope(struct edit_log *log, struct rope *rope)
{
	struct out out = { .log = log, .rope = rope };
	struct err err;

	if (!rope || log->failed || rope_visit(rope, 0, rope_len(rope), add_piece, &out) ||
	    log->failed)
		return;
	err_set(&err, ERR_LOST, "the edit takes bytes from a file that has no name any more: "
		"they are too many for the edit log");
	log->failed = true;
	log_break(log, &err);
}

bool log_can_write_rope(struct edit_log *log, struct rope *rope)
{
	struct out out = { .log = log, .rope = rope, .dry = true };

	return !rope || rope_visit(rope, 0, rope_len(rope), add_piece, &out);
}
