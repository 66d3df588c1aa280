/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BURIN_UNIT_DOCUMENT_LOG_MAKER_H
#define BURIN_UNIT_DOCUMENT_LOG_MAKER_H

/*
 * Logs put together record by record, with sums that are right.
 *
 *	log_make(&maker, false, 0, LOG_FILE_SIZE);
 *	log_add_change(&maker, 10, "abc");
 *	log_write_made(&maker);
 */

#include "log_session.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "document/edit_log_format.h"

/* A file and the log about it that is being made. */
struct log_maker {
	struct log_scene log;
	struct buf bytes;
	uint32_t sum;
	size_t start;            /* of the record that is being made */
	size_t literal;          /* where the last literal's bytes are */
	char name[LOG_NAME];
};

/* A file with "abcabc" at 10, so that history can have put it there, and a log of its header. */
static inline void log_make(struct log_maker *maker, bool in_place, uint64_t origin,
			    uint64_t length)
{
	struct log_header header = { .in_place = in_place, .origin = origin, .length = length };
	struct err err;
	int fd;

	log_begin_scene(&maker->log);
	memcpy(maker->log.start + 10, "abcabc", 6);
	tmpdir_write(maker->log.dir, "file", maker->log.start, LOG_FILE_SIZE);
	maker->bytes = (struct buf)BUF_INIT;
	fd = open(maker->log.path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0 && log_identify(fd, &header.file, &header.path, &err));
	close(fd);
	log_put_header(&maker->bytes, &header, &maker->sum);
	log_name(&header.file, header.path, 0, maker->name);
	log_header_done(&header);
}

static inline void log_begin_record(struct log_maker *maker)
{
	maker->start = maker->bytes.len;
	buf_fill(&maker->bytes, 0, LOG_HEAD);
}

static inline void log_put_number(struct log_maker *maker, uint64_t number)
{
	log_put(&maker->bytes, number, 8);
}

static inline void log_store_number(uint8_t *to, uint64_t number, int bytes)
{
	for (int i = 0; i < bytes; i++)
		to[i] = (uint8_t)(number >> 8 * i);
}

static inline void log_end_record(struct log_maker *maker, enum log_type type, unsigned flags)
{
	uint8_t *head = maker->bytes.data + maker->start;
	size_t len = maker->bytes.len - maker->start;

	assert_true(buf_ok(&maker->bytes));
	log_store_number(head, len, 8);
	head[8] = (uint8_t)type;
	head[9] = (uint8_t)flags;
	maker->sum = log_record_sum(maker->sum, head, len);
	log_store_number(head + 12, maker->sum, 4);
}

static inline void log_add_piece(struct log_maker *maker, enum log_piece_kind kind, uint64_t len)
{
	log_put(&maker->bytes, (uint64_t)kind, 1);
	log_put_number(maker, len);
}

static inline void log_add_literal(struct log_maker *maker, const char *text)
{
	log_add_piece(maker, LOG_LITERAL, strlen(text));
	maker->literal = maker->bytes.len;
	buf_add(&maker->bytes, text, strlen(text));
}

/* `removed` bytes at pos become what the pieces that follow say. */
static inline void log_begin_change(struct log_maker *maker, uint64_t pos, uint64_t removed)
{
	log_begin_record(maker);
	log_put_number(maker, pos);
	log_put_number(maker, removed);
	log_put_number(maker, LOG_OLD_UNKNOWN);
}

static inline void log_add_change(struct log_maker *maker, uint64_t pos, const char *text)
{
	log_begin_change(maker, pos, strlen(text));
	log_add_literal(maker, text);
	log_end_record(maker, LOG_CHANGE, 0);
}

/* What is saved: `inserted` is, or will be once more, where `removed` was. */
static inline void log_add_history(struct log_maker *maker, uint64_t pos, const char *removed,
				   const char *inserted, unsigned flags)
{
	log_begin_record(maker);
	log_put_number(maker, pos);
	log_put_number(maker, strlen(removed));
	if (*removed)
		log_add_literal(maker, removed);
	if (*inserted)
		log_add_literal(maker, inserted);
	log_end_record(maker, LOG_HISTORY, flags);
}

static inline void log_add_plain(struct log_maker *maker, enum log_type type, uint64_t number)
{
	log_begin_record(maker);
	log_put_number(maker, number);
	log_end_record(maker, type, 0);
}

static inline void log_write_made(struct log_maker *maker)
{
	char path[LOG_NAME + 20];
	int fd;

	mkdir(maker->log.state, 0700);
	mkdir(maker->log.folder, 0700);
	snprintf(path, sizeof path, "state/burin/%s", maker->name);
	fd = open(tmpdir_path(maker->log.dir, path), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
		  0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, maker->bytes.data, maker->bytes.len), maker->bytes.len);
	close(fd);
	buf_done(&maker->bytes);
}

#endif
