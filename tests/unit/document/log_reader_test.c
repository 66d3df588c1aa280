/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Logs whose sums are right and whose numbers are not, one bound at a time. */
#include "support/testing.h"

#include <sys/mman.h>
#include <unistd.h>

#include "base/checksum.h"
#include "document/edit_log_format.h"

/* A header as it should be. */
static void put_header(struct buf *log, const char *path, uint32_t *sum)
{
	struct log_header header = { .path = (char *)path, .host = "host", .boot = "boot" };

	log_put_header(log, &header, sum);
	assert_true(buf_ok(log));
}

static void store_number(uint8_t *to, uint64_t number, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++)
		to[i] = (uint8_t)(number >> 8 * i);
}

/* The sum of a header is that of all before it. */
static void mend_header(struct buf *log)
{
	store_number(log->data + log->len - 4, checksum_crc32c(0, log->data, log->len - 4), 4);
}

static int file_of(const struct buf *log)
{
	int fd = memfd_create("log", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, log->data, log->len, 0), log->len);
	return fd;
}

/* Whether it is opened; *err says why not. */
static bool opens(struct buf *log, struct err *err)
{
	struct log_reader reader;
	struct log_header header;
	int fd = file_of(log);
	bool ok = log_reader_open(&reader, fd, &header, err);

	if (ok) {
		log_reader_done(&reader);
		log_header_done(&header);
	}
	close(fd);
	buf_done(log);
	return ok;
}

enum { TEXTS = 16 + 5 * 8 + 7 * 8 };     /* where the host's length stands */

static void refuses_impossible_headers(void **state)
{
	struct buf log = BUF_INIT;
	uint32_t sum;
	struct err err;

	(void)state;
	put_header(&log, "/a/file", &sum);
	assert_true(opens(&log, &err));

	put_header(&log, "/a/file", &sum);
	log.data[0] ^= 1;
	mend_header(&log);
	assert_false(opens(&log, &err));
	assert_int_equal(err.code, ERR_SYNTAX);

	/* Long, and there: what follows the path does no harm, but nobody writes it. */
	put_header(&log, "/a/file", &sum);
	buf_fill(&log, 0, LOG_HEADER_MOST);
	store_number(log.data + 12, log.len - 20, 4);
	mend_header(&log);
	assert_false(opens(&log, &err));
	assert_int_equal(err.code, ERR_SYNTAX);

	/* One byte more than there is room for; the path after it still fits. */
	put_header(&log, "/a/file", &sum);
	buf_insert(&log, TEXTS + 4, "12345678901234567890123456789012345678901234567890123456789"
		   "123456789", 61);
	store_number(log.data + TEXTS, 65, 4);
	store_number(log.data + 12, log.len - 20, 4);
	mend_header(&log);
	assert_false(opens(&log, &err));
	assert_int_equal(err.code, ERR_SYNTAX);

	put_header(&log, "/a/file", &sum);
	log.data[TEXTS + 5] = 0;
	mend_header(&log);
	assert_false(opens(&log, &err));
	assert_int_equal(err.code, ERR_SYNTAX);
}

/* Half a header is no damaged one: nothing behind it is looked at. */
static void tells_where_a_header_is_cut(void **state)
{
	struct buf log = BUF_INIT;
	uint32_t sum;
	struct err err;
	size_t len;

	(void)state;
	put_header(&log, "/a/file", &sum);
	len = log.len;
	buf_done(&log);
	for (size_t cut = 1; cut < len; cut++) {
		put_header(&log, "/a/file", &sum);
		log.len = cut;
		assert_false(opens(&log, &err));
		assert_int_equal(err.code, ERR_SYNTAX);
		assert_non_null(strstr(err.text, "cut short"));
	}
}

/* A record with this length and type over `body` zeros. */
static void put_record(struct buf *log, uint64_t len, unsigned type, size_t body, uint32_t sum)
{
	size_t start = log->len;

	log_put(log, len, 8);
	log_put(log, type, 8);
	buf_fill(log, 0, body);
	assert_true(buf_ok(log));
	sum = log_record_sum(sum, log->data + start, LOG_HEAD + body);
	store_number(log->data + start + LOG_HEAD - 4, sum, 4);
}

/* What is read of it; *room is what the reader asked for. */
static bool reads(struct buf *log, size_t *room)
{
	struct log_reader reader;
	struct log_header header;
	struct log_record record;
	struct err err;
	int fd = file_of(log);
	bool read;

	assert_true(log_reader_open(&reader, fd, &header, &err));
	read = log_reader_next(&reader, &record);
	*room = reader.record.room;
	log_reader_done(&reader);
	log_header_done(&header);
	close(fd);
	buf_done(log);
	return read;
}

static void ends_before_impossible_records(void **state)
{
	struct buf log = BUF_INIT;
	size_t room;
	uint32_t sum;

	(void)state;
	put_header(&log, "/a/file", &sum);
	put_record(&log, LOG_HEAD + 8, LOG_UNDO, 8, sum);
	assert_true(reads(&log, &room));
	for (unsigned type = 0; type < 256; type += type == 0 ? LOG_JOIN + 1 : 1) {
		put_header(&log, "/a/file", &sum);
		put_record(&log, LOG_HEAD + 8, type, 8, sum);
		assert_false(reads(&log, &room));
	}
	/* No room is asked for what is not there. */
	put_header(&log, "/a/file", &sum);
	put_record(&log, LOG_HEAD + (UINT64_C(64) << 20), LOG_UNDO, 8, sum);
	assert_false(reads(&log, &room));
	assert_true(room < 1 << 20);
	put_header(&log, "/a/file", &sum);
	put_record(&log, LOG_HEAD - 1, LOG_UNDO, 8, sum);
	assert_false(reads(&log, &room));
}

static struct log_body body_of(const struct buf *buf)
{
	return (struct log_body){ .at = buf->data, .end = buf->data + buf->len, .off = buf->len };
}

static void takes_nothing_behind_the_end(void **state)
{
	static const uint8_t bytes[16] = { 1, 2, 3, 4, 5 };
	struct log_body body = { .at = bytes, .end = bytes + 3 };

	(void)state;
	assert_int_equal(log_take(&body, 2), 0x201);
	assert_int_equal(log_take(&body, 2), 0);
	assert_true(body.bad);
	assert_ptr_equal(body.at, bytes + 2);
	assert_int_equal(log_take(&body, 1), 0);
}

/* Position, length, kind of old bytes; then so many bytes. */
static bool takes_change(uint64_t pos, uint64_t removed, uint64_t old, size_t bytes)
{
	struct buf buf = BUF_INIT;
	struct log_change change;
	struct log_body body;
	bool taken;

	log_put(&buf, pos, 8);
	log_put(&buf, removed, 8);
	log_put(&buf, old, 8);
	buf_fill(&buf, 'x', bytes);
	assert_true(buf_ok(&buf));
	body = body_of(&buf);
	taken = log_take_change(&body, &change);
	assert_true(!taken || (change.removed == removed && body.at <= body.end));
	buf_done(&buf);
	return taken;
}

static void takes_no_impossible_change(void **state)
{
	const uint64_t most = INT64_MAX;

	(void)state;
	assert_true(takes_change(7, 5, LOG_OLD_WHOLE, 5));
	assert_false(takes_change(7, 6, LOG_OLD_WHOLE, 5));
	assert_true(takes_change(most, 0, LOG_OLD_UNKNOWN, 0));
	assert_true(takes_change(most - 3, 3, LOG_OLD_UNKNOWN, 0));
	assert_false(takes_change(most - 3, 4, LOG_OLD_UNKNOWN, 0));
	assert_false(takes_change(most + 1, 0, LOG_OLD_UNKNOWN, 0));
	assert_false(takes_change(0, most + 1, LOG_OLD_UNKNOWN, 0));
	assert_true(takes_change(0, 2 * LOG_OLD_END + 1, LOG_OLD_ENDS, 2 * (size_t)LOG_OLD_END));
	assert_false(takes_change(0, 2 * LOG_OLD_END, LOG_OLD_ENDS, 2 * (size_t)LOG_OLD_END));
	assert_false(takes_change(0, 5, LOG_OLD_ENDS + 1, 5));
}

static bool takes_piece(enum log_piece_kind kind, uint64_t len, uint64_t off, size_t count,
			size_t bytes)
{
	struct buf buf = BUF_INIT;
	struct log_piece piece;
	struct log_body body;
	bool taken;

	log_put(&buf, (uint64_t)kind, 1);
	log_put(&buf, len, 8);
	if (kind != LOG_LITERAL)
		log_put(&buf, off, 8);
	if (kind == LOG_FILL)
		log_put(&buf, count, 4);
	buf_fill(&buf, 'x', bytes);
	assert_true(buf_ok(&buf));
	body = body_of(&buf);
	taken = log_take_piece(&body, &piece);
	assert_int_equal(taken, !body.bad);
	buf_done(&buf);
	return taken;
}

static void takes_no_impossible_piece(void **state)
{
	const uint64_t most = INT64_MAX;

	(void)state;
	assert_true(takes_piece(LOG_LITERAL, 5, 0, 0, 5));
	assert_false(takes_piece(LOG_LITERAL, 6, 0, 0, 5));
	assert_false(takes_piece(LOG_LITERAL, 0, 0, 0, 5));
	assert_true(takes_piece(LOG_FILE, 5, most - 5, 0, 0));
	assert_false(takes_piece(LOG_FILE, 5, most - 4, 0, 0));
	assert_false(takes_piece(LOG_FILE, most + 1, 0, 0, 0));
	assert_false(takes_piece(LOG_EARLIER, 0, 3, 0, 0));
	assert_true(takes_piece(LOG_FILL, 100, 0, 3, 3));
	assert_false(takes_piece(LOG_FILL, 100, 0, 0, 0));
	assert_false(takes_piece(LOG_FILL, 100, 0, 4, 3));
	assert_false(takes_piece(LOG_EARLIER + 1, 5, 0, 0, 5));
}

static void takes_no_slot_of_another_length(void **state)
{
	struct log_identity file = { .ino = 7, .size = 9 }, read;
	struct buf buf = BUF_INIT;
	struct log_body body;

	(void)state;
	log_put_identity(&buf, &file);
	log_put(&buf, checksum_crc32c(3, buf.data, buf.len), 4);
	body = body_of(&buf);
	assert_int_equal(buf.len, LOG_SLOT);
	assert_true(log_take_slot(&body, 3, &read));
	assert_true(log_is_same_content(&read, &file));
	body = body_of(&buf);
	assert_false(log_take_slot(&body, 4, &read));
	buf_add_byte(&buf, 0);
	body = body_of(&buf);
	assert_false(log_take_slot(&body, 3, &read));
	buf_done(&buf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_impossible_headers),
		cmocka_unit_test(tells_where_a_header_is_cut),
		cmocka_unit_test(ends_before_impossible_records),
		cmocka_unit_test(takes_nothing_behind_the_end),
		cmocka_unit_test(takes_no_impossible_change),
		cmocka_unit_test(takes_no_impossible_piece),
		cmocka_unit_test(takes_no_slot_of_another_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
