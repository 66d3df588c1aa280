/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of many widths, with noise, at any place; and what is none. */
#include "scan_support.h"

#include "scan/record_width.h"

enum { MOST = 400000 };

static uint8_t bytes[MOST];

static size_t find(const struct document *document, uint64_t start, uint64_t end,
		   struct record_width widths[RECORD_WIDTH_COUNT])
{
	struct snapshot snapshot = document_snapshot(document);
	const struct record_width *found;
	struct err err = { 0 };
	struct job *job = record_width_new(&snapshot, start, end, &err);
	size_t count;

	snapshot_done(&snapshot);
	assert_non_null(job);
	assert_true(job_run(job, &err));
	assert_int_equal(atomic_load(&job->done), atomic_load(&job->total));
	count = record_width_of(job, &found);
	assert_true(count <= RECORD_WIDTH_COUNT);
	for (size_t i = 0; i < count; i++) {
		widths[i] = found[i];
		assert_in_range(found[i].width, 2, RECORD_WIDTH_MOST);
		assert_true(found[i].score > 0 && found[i].score <= 1);
		assert_true(i == 0 || found[i - 1].score >= found[i].score);
	}
	job_free(job);
	return count;
}

static size_t find_in(size_t len, struct record_width widths[RECORD_WIDTH_COUNT])
{
	struct document *document = scan_document(bytes, len);
	size_t count = find(document, 0, len, widths);

	document_close(document);
	return count;
}

/* A number that counts, a constant, few values, and bytes of which one in `noise` is random. */
static void make_table(struct random *rnd, size_t len, size_t width, uint64_t noise)
{
	uint8_t record[RECORD_WIDTH_MOST];

	for (size_t i = 0; i < width; i++)
		record[i] = (uint8_t)random_below(rnd, 256);
	for (size_t at = 0; at < len; at++) {
		size_t column = at % width;
		uint64_t row = at / width;
		uint8_t byte = record[column];

		if (column < 4)
			byte = (uint8_t)(row >> 8 * column);
		else if (column % 3 == 0)
			byte = (uint8_t)random_below(rnd, 256);
		else if (column % 3 == 1)
			byte = (uint8_t)(byte & ~3u) | (uint8_t)random_below(rnd, 4);
		bytes[at] = random_below(rnd, noise) == 0 ? (uint8_t)random_below(rnd, 256) : byte;
	}
}

static void a_table_has_its_width(void **state)
{
	struct record_width widths[RECORD_WIDTH_COUNT];
	struct random rnd;

	(void)state;
	random_start(&rnd);
	for (unsigned round = 0; round < 40; round++) {
		size_t width = (size_t)random_between(&rnd, 5, round % 4 ? 100 : 1500);
		size_t least = width * 100 < 4000 ? 4000 : width * 100;
		size_t len = (size_t)random_between(&rnd, least, MOST);

		make_table(&rnd, len, width, random_between(&rnd, 3, 20));
		assert_true(find_in(len, widths) > 0);
		if (widths[0].width != width)
			fail_msg("%u instead of %zu, %zu bytes", widths[0].width, width, len);
	}
}

static void a_text_of_two_bytes_a_character(void **state)
{
	struct record_width widths[RECORD_WIDTH_COUNT];
	struct random rnd;

	(void)state;
	random_start(&rnd);
	for (size_t i = 0; i < 20000; i++)
		bytes[i] = i % 2 ? 0 : (uint8_t)random_between(&rnd, 'a', 'z');
	assert_true(find_in(20000, widths) > 0);
	assert_int_equal(widths[0].width, 2);
}

/* Two bytes of a record are equal, so all distances between such bytes of others stand out as well:
 * those that are longer than the record tell nothing. */
static void what_is_behind_the_best_is_no_width(void **state)
{
	struct record_width widths[RECORD_WIDTH_COUNT];
	struct random rnd;
	size_t count;

	(void)state;
	random_start(&rnd);
	for (size_t i = 0; i < 50000; i++)
		bytes[i] = i % 10 == 0 || i % 10 == 3 ? 'A' : i % 10 < 3 ? (uint8_t)i % 10 :
			   (uint8_t)random_below(&rnd, 256);
	count = find_in(50000, widths);
	assert_int_equal(count, 3);
	assert_int_equal(widths[0].width, 10);
	assert_int_equal(widths[1].width + widths[2].width, 3 + 7);
}

/* Points beside and below each other are alike. */
static void rows_of_a_picture(void **state)
{
	struct record_width widths[RECORD_WIDTH_COUNT];
	struct random rnd;

	(void)state;
	random_start(&rnd);
	for (size_t i = 0; i < MOST; i++)
		bytes[i] = (uint8_t)((i % 640) * (i % 640) / 900 + i / 640 / 40 +
				     random_below(&rnd, 2));
	assert_true(find_in(MOST, widths) > 0);
	assert_int_equal(widths[0].width, 640);
}

static void what_is_no_table_has_none(void **state)
{
	struct record_width widths[RECORD_WIDTH_COUNT];
	struct random rnd;

	(void)state;
	random_start(&rnd);
	for (size_t i = 0; i < 200000; i++)
		bytes[i] = (uint8_t)random_below(&rnd, 256);
	assert_int_equal(find_in(200000, widths), 0);
	memset(bytes, 0, 200000);
	assert_int_equal(find_in(200000, widths), 0);
	for (size_t len = 0; len < 8; len++)
		find_in(len, widths);
	assert_int_equal(find_in(0, widths), 0);
}

/* Behind a hole much larger than the table; within a range; beside what can not be read. */
static void places_of_tables(void **state)
{
	struct record_width widths[RECORD_WIDTH_COUNT];
	struct err err = { 0 };
	struct random rnd;
	struct document *document = document_new(&scan_world.ropes, UINT64_C(1) << 40, &err);

	(void)state;
	random_start(&rnd);
	assert_non_null(document);
	make_table(&rnd, 50000, 37, 10);
	assert_true(document_overwrite(document, (UINT64_C(1) << 39) + 1234567, bytes, 50000, 0,
				       &err));
	assert_true(find(document, 0, document_size(document), widths) > 0);
	assert_int_equal(widths[0].width, 37);
	document_close(document);

	make_table(&rnd, 100000, 37, 10);
	make_table(&rnd, 50000, 20, 10);
	document = scan_document(bytes, 100000);
	assert_true(find(document, 10, 49990, widths) > 0);
	assert_int_equal(widths[0].width, 20);
	assert_true(find(document, 50000, 100000, widths) > 0);
	assert_int_equal(widths[0].width, 37);
	document_close(document);

	document = scan_damaged(2000, 1000);
	assert_int_equal(find(document, 0, document_size(document), widths), 0);
	make_table(&rnd, 5000, 12, 10);
	assert_true(document_insert(document, document_size(document), bytes, 5000, 0, &err));
	assert_true(find(document, 0, document_size(document), widths) > 0);
	assert_int_equal(widths[0].width, 12);
	document_close(document);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_table_has_its_width),
		cmocka_unit_test(a_text_of_two_bytes_a_character),
		cmocka_unit_test(what_is_behind_the_best_is_no_width),
		cmocka_unit_test(rows_of_a_picture),
		cmocka_unit_test(what_is_no_table_has_none),
		cmocka_unit_test(places_of_tables),
	};

	return cmocka_run_group_tests(tests, scan_start, scan_end);
}
