/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as an edit log, with checksums that are right: those of the input are mended first, or
 * nothing behind the header would ever be reached. Beside not crashing: what is read lies within
 * what was given.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/checksum.h"
#include "document/edit_log_format.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST = 1 << 16 };

static void check(bool holds)
{
	if (!holds)
		abort();
}

static uint64_t number(const uint8_t *at, int bytes)
{
	uint64_t sum = 0;

	for (int i = 0; i < bytes; i++)
		sum |= (uint64_t)at[i] << 8 * i;
	return sum;
}

static void put_sum(uint8_t *at, uint32_t sum)
{
	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(sum >> 8 * i);
}

static void mend(uint8_t *log, size_t size)
{
	size_t at, len = size >= 16 ? (size_t)number(log + 12, 4) : 0;
	uint32_t sum;

	if (size < 20 || len > size - 20)
		return;
	sum = checksum_crc32c(0, log, 16 + len);
	put_sum(log + 16 + len, sum);
	for (at = 20 + len; size - at >= LOG_HEAD; at += len) {
		uint64_t record = number(log + at, 8);

		if (record < LOG_HEAD || record > size - at)
			return;
		len = (size_t)record;
		sum = log_record_sum(sum, log + at, len);
		put_sum(log + at + LOG_HEAD - 4, sum);
	}
}

static void read_pieces(struct log_body *body, size_t size)
{
	struct log_piece piece;

	while (log_take_piece(body, &piece)) {
		check(piece.len > 0 && piece.off <= INT64_MAX - piece.len);
		if (piece.kind == LOG_LITERAL)
			check(piece.off + piece.len <= size &&
			      piece.bytes + piece.len <= body->end);
		if (piece.kind == LOG_FILL || piece.kind == LOG_OTHER)
			check(piece.count > 0 && piece.bytes + piece.count <= body->end);
	}
}

static void read_log(int fd, size_t size)
{
	struct log_reader reader;
	struct log_header header;
	struct log_record record;
	struct log_identity file;
	struct log_change change;
	struct err err;

	if (!log_reader_open(&reader, fd, &header, &err)) {
		check(err.code != ERR_NONE);
		return;
	}
	check(header.path && header.origin <= INT64_MAX);
	while (log_reader_next(&reader, &record)) {
		check(reader.at <= size && reader.record.len <= size);
		if (record.type == LOG_CHANGE && log_take_change(&record.body, &change))
			read_pieces(&record.body, size);
		else if (record.type == LOG_HISTORY && log_take(&record.body, 8) +
			 log_take(&record.body, 8) > 0)
			read_pieces(&record.body, size);
		else if (record.type == LOG_SAVING)
			(void)!log_take_slot(&record.body, reader.sum, &file);
	}
	log_reader_done(&reader);
	log_header_done(&header);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t log[MOST];
	int fd = memfd_create("log", MFD_CLOEXEC);

	if (size > MOST)
		size = MOST;
	if (size > 0)
		memcpy(log, data, size);
	mend(log, size);
	check(fd >= 0 && write(fd, log, size) == (ssize_t)size);
	read_log(fd, size);
	close(fd);
	return 0;
}
