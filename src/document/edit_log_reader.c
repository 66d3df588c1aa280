/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading a log. A record is fetched whole before it is looked at, and its length is compared with
 * what the file still has before room is asked for; so a hostile log costs no more memory than it
 * has bytes. Every number is taken through log_take(), which can not go past the end.
 */
#include "document/edit_log_format.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/checksum.h"

void log_take_identity(struct log_body *body, struct log_identity *file)
{
	file->dev = log_take(body, 8);
	file->ino = log_take(body, 8);
	file->birth_s = (int64_t)log_take(body, 8);
	file->birth_ns = log_take(body, 8);
	file->size = log_take(body, 8);
	file->mtime_s = (int64_t)log_take(body, 8);
	file->mtime_ns = log_take(body, 8);
}

/* A text that fits in `room` with its zero, and has none in it. */
static void take_text(struct log_body *body, char *to, size_t room)
{
	uint64_t len = log_take(body, 4);

	if (body->bad || len >= room || len > (uint64_t)(body->end - body->at) ||
	    memchr(body->at, 0, (size_t)len)) {
		body->bad = true;
		return;
	}
	memcpy(to, body->at, (size_t)len);
	to[len] = '\0';
	body->at += len;
}

static bool take_header(struct log_body *body, struct log_header *header, struct err *err)
{
	char path[PATH_MAX];

	header->in_place = log_take(body, 8) != 0;
	header->origin = log_take(body, 8);
	header->length = log_take(body, 8);
	header->pid = log_take(body, 8);
	header->began = (int64_t)log_take(body, 8);
	log_take_identity(body, &header->file);
	take_text(body, header->host, sizeof header->host);
	take_text(body, header->boot, sizeof header->boot);
	take_text(body, path, sizeof path);
	if (body->bad || header->origin > INT64_MAX ||
	    header->length > (uint64_t)INT64_MAX - header->origin)
		return err_set(err, ERR_SYNTAX, "the edit log's header is damaged");
	header->path = strdup(path);
	return header->path || err_nomem(err);
}

static bool check_magic(const uint8_t *head, struct log_header *header, uint64_t *len,
			struct err *err)
{
	struct log_body body = { .at = head + 8, .end = head + 16 };

	if (memcmp(head, LOG_MAGIC, 8) != 0)
		return err_set(err, ERR_SYNTAX, "this is not an edit log");
	header->version = (uint32_t)log_take(&body, 4);
	*len = log_take(&body, 4);
	if (header->version > LOG_VERSION)
		return err_set(err, ERR_REFUSED, "the edit log was written by a newer burin "
			       "(format %" PRIu32 "): only that one can read it", header->version);
	if (*len > LOG_HEADER_MOST)
		return err_set(err, ERR_SYNTAX, "the edit log's header is damaged");
	return true;
}

/* Appends [reader->at, reader->at + len), which must be there, to the reader's record. */
static bool fetch(struct log_reader *reader, uint64_t len)
{
	struct buf *buf = &reader->record;
	ssize_t got;

	if (len > reader->size - reader->at || len > SIZE_MAX / 2 ||
	    !buf_reserve(buf, (size_t)len))
		return false;
	for (size_t have = 0; have < len; have += (size_t)got) {
		got = pread(reader->fd, buf->data + buf->len, (size_t)len - have,
			    (off_t)(reader->at + have));
		if (got < 0 && errno == EINTR)
			got = 0;
		else if (got <= 0)
			return false;
		buf->len += (size_t)got;
	}
	reader->at += len;
	return true;
}

static bool read_header(struct log_reader *reader, struct log_header *header, struct err *err)
{
	struct log_body sum, body;
	uint64_t len = 0;

	if (reader->size == 0)
		return err_set(err, ERR_RANGE, "the edit log is empty");
	if (!fetch(reader, 16))
		return err_set(err, ERR_SYNTAX, "the edit log's header is cut short");
	if (!check_magic(reader->record.data, header, &len, err))
		return false;
	if (!fetch(reader, len + 4))
		return err_set(err, ERR_SYNTAX, "the edit log's header is cut short");
	body = (struct log_body){ .at = reader->record.data + 16,
				  .end = reader->record.data + 16 + len };
	sum = (struct log_body){ .at = body.end, .end = body.end + 4 };
	reader->sum = checksum_crc32c(0, reader->record.data, 16 + (size_t)len);
	if (reader->sum != log_take(&sum, 4))
		return err_set(err, ERR_SYNTAX, "the edit log's header is damaged");
	return take_header(&body, header, err);
}

bool log_reader_open(struct log_reader *reader, int fd, struct log_header *header, struct err *err)
{
	struct stat st;

	*reader = (struct log_reader){ .fd = fd, .record = BUF_INIT };
	*header = (struct log_header){ 0 };
	if (fstat(fd, &st) != 0)
		return err_sys(err, errno, "the edit log");
	reader->size = (uint64_t)st.st_size;
	if (read_header(reader, header, err))
		return true;
	log_reader_done(reader);
	return false;
}

void log_header_done(struct log_header *header)
{
	free(header->path);
	header->path = NULL;
}

void log_reader_done(struct log_reader *reader)
{
	buf_done(&reader->record);
}

static bool is_known(const struct log_record *record)
{
	return record->type >= LOG_CHANGE && record->type <= LOG_JOIN;
}

uint32_t log_record_sum(uint32_t sum, const uint8_t *record, size_t len)
{
	static const uint8_t zeros[LOG_SLOT];
	bool empty = record[8] == LOG_SAVING && len == LOG_HEAD + LOG_SLOT;

	sum = checksum_crc32c(sum, empty ? zeros : record + LOG_HEAD, len - LOG_HEAD);
	return checksum_crc32c(sum, record, LOG_HEAD - 4);
}

bool log_reader_next(struct log_reader *reader, struct log_record *record)
{
	uint64_t start = reader->at;
	struct log_body head;
	uint64_t len;
	uint32_t sum, stored;

	buf_clear(&reader->record);
	if (!fetch(reader, LOG_HEAD))
		return false;
	head = (struct log_body){ .at = reader->record.data,
				  .end = reader->record.data + LOG_HEAD };
	len = log_take(&head, 8);
	record->type = (enum log_type)log_take(&head, 1);
	record->flags = (unsigned)log_take(&head, 1);
	log_take(&head, 2);
	stored = (uint32_t)log_take(&head, 4);
	/* Less than a head is, by wrapping, more than there is. */
	if (!fetch(reader, len - LOG_HEAD)) {
		reader->at = start;
		return false;
	}
	sum = log_record_sum(reader->sum, reader->record.data, (size_t)len);
	if (sum != stored || !is_known(record)) {
		reader->at = start;
		return false;
	}
	reader->sum = sum;
	record->body = (struct log_body){ .at = reader->record.data + LOG_HEAD,
					  .end = reader->record.data + len, .off = reader->at };
	return true;
}

uint64_t log_take(struct log_body *body, unsigned bytes)
{
	uint64_t number = 0;

	if (body->bad || (size_t)(body->end - body->at) < bytes) {
		body->bad = true;
		return 0;
	}
	for (unsigned i = 0; i < bytes; i++)
		number |= (uint64_t)*body->at++ << 8 * i;
	return number;
}

/* `len` bytes that are there, or NULL and bad. */
static const uint8_t *take_bytes(struct log_body *body, uint64_t len)
{
	const uint8_t *bytes = body->at;

	if (body->bad || (uint64_t)(body->end - body->at) < len) {
		body->bad = true;
		return NULL;
	}
	body->at += len;
	return bytes;
}

bool log_take_change(struct log_body *body, struct log_change *change)
{
	uint64_t old, len;

	change->pos = log_take(body, 8);
	change->removed = log_take(body, 8);
	old = log_take(body, 8);
	change->old = old == LOG_OLD_WHOLE ? LOG_OLD_WHOLE :
		      old == LOG_OLD_ENDS  ? LOG_OLD_ENDS : LOG_OLD_UNKNOWN;
	len = change->old == LOG_OLD_WHOLE ? change->removed :
	      change->old == LOG_OLD_ENDS  ? 2 * (uint64_t)LOG_OLD_END : 0;
	change->bytes_off = body->off - (uint64_t)(body->end - body->at);
	change->bytes = take_bytes(body, len);
	return !body->bad && old <= LOG_OLD_ENDS &&
	       (change->old != LOG_OLD_ENDS || change->removed > len) &&
	       change->pos <= INT64_MAX && change->removed <= (uint64_t)INT64_MAX - change->pos;
}

static void take_kind(struct log_body *body, struct log_piece *piece)
{
	switch (piece->kind) {
	case LOG_LITERAL:
		piece->off = body->off - (uint64_t)(body->end - body->at);
		piece->bytes = take_bytes(body, piece->len);
		break;
	case LOG_FILL:
	case LOG_OTHER:
		piece->off = log_take(body, 8);
		if (piece->kind == LOG_OTHER)
			log_take_identity(body, &piece->file);
		piece->count = (size_t)log_take(body, 4);
		piece->bytes = take_bytes(body, piece->count);
		body->bad = body->bad || piece->count == 0;
		break;
	case LOG_FILE:
	case LOG_EARLIER:
		piece->off = log_take(body, 8);
		break;
	default:
		body->bad = true;
	}
}

bool log_take_piece(struct log_body *body, struct log_piece *piece)
{
	if (body->bad || body->at == body->end)
		return false;
	*piece = (struct log_piece){ .kind = (enum log_piece_kind)log_take(body, 1) };
	piece->len = log_take(body, 8);
	take_kind(body, piece);
	if (piece->len == 0 || piece->len > INT64_MAX || piece->off > INT64_MAX - piece->len)
		body->bad = true;
	return !body->bad;
}
