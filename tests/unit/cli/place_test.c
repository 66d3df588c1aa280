/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include "cli/place.h"

static const uint8_t content[] = { 4, 0, 0, 0, 9, 8, 7, 6, 5, 4 };   /* 10 bytes */

struct bench {
	struct tmpdir *dir;
	const char *path;
	struct store *store;
	struct ropes ropes;
};

static int set_up(void **state)
{
	struct bench *bench = calloc(1, sizeof *bench);
	struct err err;

	bench->dir = tmpdir_new();
	bench->path = tmpdir_write(bench->dir, "data", content, sizeof content);
	bench->store = store_new(64, &err);
	ropes_init(&bench->ropes, bench->store);
	*state = bench;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *bench = *state;

	ropes_done(&bench->ropes);
	store_free(bench->store);
	tmpdir_free(bench->dir);
	free(bench);
	return 0;
}

static void places(void **state)
{
	struct bench *bench = *state;
	static const struct {
		const char *offset, *length;
		bool ok;
		uint64_t pos, len;
	} rows[] = {
		{ NULL, NULL, true, 0, 10 },
		{ "3", NULL, true, 3, 7 },
		{ "-3", NULL, true, 7, 3 },
		{ "10", NULL, true, 10, 0 },
		{ "11", NULL, false, 0, 0 },
		{ "-11", NULL, false, 0, 0 },
		{ NULL, "4", true, 0, 4 },
		{ "8", "4", true, 8, 2 },
		{ "$-2", "1", true, 8, 1 },
		{ "50%", "size/5", true, 5, 2 },
		{ "u32le(0)", "u8(.)", true, 4, 6 },
		{ "u8(10)", NULL, false, 0, 0 },
		{ "3", "-1", false, 0, 0 },
		{ "nonsense", NULL, false, 0, 0 },
	};

	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct cli cli = { .offset = rows[i].offset, .length = rows[i].length };
		struct document_options options = { .mode = DOCUMENT_READ };
		struct err err = { 0 };
		struct place place;
		struct document *document =
			document_open(&bench->ropes, bench->path, &options, &err);

		assert_non_null(document);
		assert_int_equal(place_find(&place, &cli, document, &err), rows[i].ok);
		if (rows[i].ok) {
			assert_int_equal(place.offset, rows[i].pos);
			assert_int_equal(place.length, rows[i].len);
		} else
			assert_int_not_equal(err.text[0], '\0');
		document_close(document);
	}
}

static void slices(void **state)
{
	struct bench *bench = *state;
	static const struct {
		const char *offset, *length;
		bool sliced;
		uint64_t pos, len;
	} rows[] = {
		{ NULL, NULL, false, 0, 0 },
		{ "3", NULL, false, 0, 0 },
		{ NULL, "2*2", true, 0, 4 },
		{ "2", "0x100", true, 2, 0x100 },
		{ "-4", "2", true, 6, 2 },
		{ "u8(0)", "$", true, 4, 6 },
	};

	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct cli cli = { .mode = DOCUMENT_COPY, .offset = rows[i].offset,
				   .length = rows[i].length };
		struct document_options options;
		struct err err;

		assert_true(place_options(&options, &cli, &bench->ropes, bench->path, &err));
		assert_int_equal(options.sliced, rows[i].sliced);
		assert_int_equal(options.mode, DOCUMENT_COPY);
		if (!rows[i].sliced)
			continue;
		assert_int_equal(options.offset, rows[i].pos);
		assert_int_equal(options.length, rows[i].len);
	}
}

static void numbers_without_a_file(void **state)
{
	struct err err;
	uint64_t value;

	(void)state;
	assert_true(place_number("x", NULL, &value, &err));
	assert_int_equal(value, 0);
	assert_true(place_number("x", "(1 << 20) + 4k", &value, &err));
	assert_int_equal(value, (1 << 20) + 4096);
	static const char *const wrong[] = { "$", "50%", "size", ".", "-1", "u8(0)", "'a", "" };
	for (size_t i = 0; i < ARRAY_COUNT(wrong); i++)
		if (place_number("--new", wrong[i], &value, &err))
			fail_msg("\"%s\" is %" PRIu64, wrong[i], value);
	assert_memory_equal(err.text, "--new: ", 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(places, set_up, tear_down),
		cmocka_unit_test_setup_teardown(slices, set_up, tear_down),
		cmocka_unit_test(numbers_without_a_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
