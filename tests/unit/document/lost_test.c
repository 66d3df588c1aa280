/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "house.h"

#include <unistd.h>

#include "document/reader.h"

/* Bytes that can not be read: the file is cut short below an open document. */

enum { PAGE = 4096, FILE_LEN = 10 * PAGE, LEFT = 3 * PAGE + 100 };

static struct house house;
static uint8_t content[FILE_LEN];

static struct document *open_long(bool no_map)
{
	const struct document_options options = { .mode = DOCUMENT_COPY, .no_map = no_map };
	const char *path;
	struct document *document;
	struct err err;

	for (size_t i = 0; i < FILE_LEN; i++)
		content[i] = (uint8_t)(i * 31 + i / 256 + 1);
	path = tmpdir_write(house.dir, "file", content, FILE_LEN);
	document = document_open(&house.ropes, path, &options, &err);
	assert_non_null(document);
	return document;
}

static void cut_short(uint64_t len)
{
	assert_int_equal(truncate(tmpdir_path(house.dir, "file"), (off_t)len), 0);
}

static void unknown_bytes_are_told(void **state)
{
	(void)state;
	for (int no_map = 0; no_map < 2; no_map++) {
		uint8_t bytes[FILE_LEN + 5], known[FILE_LEN + 5];
		struct document *document;
		int why = -1;

		house_start(&house);
		document = open_long(no_map);
		insert(document, 5 * PAGE, "fresh", 0);
		cut_short(LEFT);
		memset(bytes, 0xee, sizeof bytes);
		assert_int_equal(document_read(document, 0, bytes, known, sizeof bytes, &why),
				 FILE_LEN - LEFT);
		for (size_t i = 0; i < sizeof bytes; i++) {
			bool fresh = i >= 5 * PAGE && i < 5 * PAGE + 5;

			assert_int_equal(known[i], i < LEFT || fresh);
			if (!fresh)
				assert_int_equal(bytes[i], i < LEFT ? content[i] : 0);
		}
		assert_memory_equal(bytes + 5 * PAGE, "fresh", 5);
		assert_int_equal(document_read(document, LEFT - 10, bytes, NULL, 20, NULL), 10);
		assert_int_equal(document_read(document, 0, bytes, known, LEFT, NULL), 0);
		document_close(document);
		house_end(&house);
	}
}

/* Walks through all of it; known bytes are compared, the number of unknown ones is given back. */
static uint64_t walk(struct reader *reader, uint64_t size, size_t want, bool back)
{
	struct reader_window window;
	uint64_t unknown = 0;
	uint64_t at = back ? size : 0;
	struct err err;

	while (back ? at > 0 : at < size) {
		bool same;

		do {
			assert_true(back ? reader_look_back(reader, at, want, &window, &err) :
					   reader_look(reader, at, want, &window, &err));
			assert_true(window.bytes.len + window.unknown > 0);
			same = memcmp(window.bytes.data, content + window.pos,
				      window.bytes.len) == 0;
		} while (!reader_accept(reader));
		assert_true(same);
		if (back)
			assert_int_equal(window.pos + window.bytes.len, at);
		at = back ? window.pos - window.unknown :
			    window.pos + window.bytes.len + window.unknown;
		unknown += window.unknown;
	}
	return unknown;
}

static void a_reader_steps_over_what_is_unknown(void **state)
{
	static const size_t wants[] = { 1, 100, 4096, 8192, 1 << 14 };

	(void)state;
	for (int no_map = 0; no_map < 2; no_map++) {
		for (size_t i = 0; i < ARRAY_COUNT(wants); i++) {
			struct document *document;
			struct snapshot snapshot;
			struct reader *reader;
			struct err err;

			house_start(&house);
			document = open_long(no_map);
			snapshot = document_snapshot(document);
			reader = reader_new(&snapshot, 1 << 14, &err);
			assert_non_null(reader);
			assert_int_equal(walk(reader, FILE_LEN, wants[i], false), 0);
			assert_int_equal(walk(reader, FILE_LEN, wants[i], true), 0);
			reader_free(reader);

			cut_short(LEFT);
			reader = reader_new(&snapshot, 1 << 14, &err);
			if (!no_map) {
				assert_int_equal(walk(reader, FILE_LEN, wants[i], false),
						 FILE_LEN - LEFT);
				assert_int_equal(walk(reader, FILE_LEN, wants[i], true),
						 FILE_LEN - LEFT);
			}
			reader_free(reader);
			snapshot_done(&snapshot);
			document_close(document);
			house_end(&house);
		}
	}
}

static void long_looks_are_lent(void **state)
{
	struct document *document;
	struct snapshot snapshot;
	struct reader *reader;
	struct reader_window window, again;
	struct err err;

	(void)state;
	house_start(&house);
	document = open_long(false);
	put(document, 6 * PAGE, "xy", 0);
	snapshot = document_snapshot(document);
	reader = reader_new(&snapshot, 4 * PAGE, &err);
	assert_true(reader_look(reader, 7, 2 * PAGE, &window, &err));
	assert_int_equal(window.bytes.len, 4 * PAGE);
	assert_true(reader_accept(reader));
	assert_true(reader_look(reader, PAGE, 2 * PAGE, &again, &err));
	assert_ptr_equal(again.bytes.data, window.bytes.data + PAGE - 7);
	assert_true(reader_accept(reader));
	assert_true(reader_look_back(reader, 6 * PAGE, 2 * PAGE, &again, &err));
	assert_int_equal(again.bytes.len, 4 * PAGE);
	assert_ptr_equal(again.bytes.data, window.bytes.data + 2 * PAGE - 7);
	assert_true(reader_accept(reader));

	/* Over the edit it is a copy. */
	assert_true(reader_look(reader, 5 * PAGE, 2 * PAGE, &window, &err));
	assert_int_equal(window.bytes.len, 2 * PAGE);
	assert_memory_equal(window.bytes.data, content + 5 * PAGE, PAGE);
	assert_memory_equal(window.bytes.data + PAGE, "xy", 2);
	assert_memory_equal(window.bytes.data + PAGE + 2, content + 6 * PAGE + 2, PAGE - 2);
	assert_true(reader_accept(reader));

	/* At the ends there is less. */
	assert_true(reader_look(reader, FILE_LEN, 100, &window, &err));
	assert_int_equal(window.bytes.len, 0);
	assert_int_equal(window.unknown, 0);
	assert_true(reader_look_back(reader, 0, 100, &window, &err));
	assert_int_equal(window.bytes.len, 0);
	assert_true(reader_look(reader, FILE_LEN - PAGE, 4 * PAGE, &window, &err));
	assert_int_equal(window.bytes.len, PAGE);
	assert_true(reader_look_back(reader, 10, 4 * PAGE, &window, &err));
	assert_int_equal(window.bytes.len, 10);
	reader_drop(reader, 0, FILE_LEN);
	reader_free(reader);
	reader_free(NULL);
	snapshot_done(&snapshot);
	document_close(document);
	house_end(&house);
}

static void a_loan_that_went_bad_is_read_again(void **state)
{
	struct document *document;
	struct snapshot snapshot;
	struct reader *reader;
	struct reader_window window;
	volatile uint8_t sum = 0;
	struct err err;

	(void)state;
	house_start(&house);
	document = open_long(false);
	snapshot = document_snapshot(document);
	reader = reader_new(&snapshot, 1 << 16, &err);
	assert_true(reader_look(reader, 0, FILE_LEN, &window, &err));
	assert_int_equal(window.bytes.len, FILE_LEN);
	cut_short(LEFT);
	for (size_t i = 0; i < window.bytes.len; i++)
		sum = (uint8_t)(sum + window.bytes.data[i]);
	assert_false(reader_accept(reader));
	assert_true(reader_look(reader, 0, FILE_LEN, &window, &err));
	assert_int_equal(window.bytes.len, LEFT);
	assert_int_equal(window.unknown, FILE_LEN - LEFT);
	assert_memory_equal(window.bytes.data, content, LEFT);
	assert_true(reader_accept(reader));
	reader_free(reader);
	snapshot_done(&snapshot);
	document_close(document);
	house_end(&house);
}

static void a_live_reader_keeps_nothing(void **state)
{
	const struct document_options options = { .mode = DOCUMENT_WRITE };
	struct document *document;
	struct snapshot snapshot, copy;
	struct reader *reader;
	struct reader_window window;
	struct err err;

	(void)state;
	house_start(&house);
	document = document_open(&house.ropes, tmpdir_write(house.dir, "file", "0123456789", 10),
				 &options, &err);
	assert_non_null(document);
	snapshot = document_snapshot(document);
	assert_true(snapshot.live);
	copy = snapshot_copy(&snapshot);
	assert_true(copy.live);
	assert_int_equal(copy.generation, snapshot.generation);
	snapshot_done(&snapshot);
	snapshot = copy;
	reader = reader_new(&snapshot, 1 << 12, &err);
	assert_true(reader_look(reader, 0, 10, &window, &err));
	assert_true(reader_accept(reader));
	put(document, 4, "x", 0);
	assert_true(reader_look(reader, 0, 10, &window, &err));
	assert_memory_equal(window.bytes.data, "0123x56789", 10);
	assert_true(reader_accept(reader));
	reader_free(reader);
	snapshot_done(&snapshot);
	document_close(document);
	house_end(&house);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(unknown_bytes_are_told),
		cmocka_unit_test(a_reader_steps_over_what_is_unknown),
		cmocka_unit_test(long_looks_are_lent),
		cmocka_unit_test(a_loan_that_went_bad_is_read_again),
		cmocka_unit_test(a_live_reader_keeps_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
