/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "pattern_file.h"
#include "store/kinds.h"
#include "support/fail.h"

enum { SIZE = 100000 };

static struct source *open_map(int fd, uint64_t off, uint64_t len, bool writable)
{
	struct err err;
	struct source *map = map_open(fd, off, len, writable, &err);

	assert_non_null(map);
	assert_int_equal(source_size(map), len);
	return map;
}

static void reads_slices_at_any_offset(void **state)
{
	static const uint64_t starts[] = { 0, 1, 100, 4095, 4096, 4097, 50000, SIZE - 1 };
	struct tmpdir *dir = tmpdir_new();
	int fd = pattern_open(dir, "file", SIZE);
	uint8_t back[SIZE];
	int why = -1;

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(starts); i++) {
		uint64_t start = starts[i];
		size_t len = (size_t)(SIZE - start) / 2 + 1;
		struct source *map = open_map(fd, start, len, false);
		struct source_span span = source_begin(map, 0, SIZE);

		assert_int_equal(source_read(map, 0, back, SIZE, &why), len);
		assert_int_equal(why, 0);
		assert_int_equal(pattern_right(back, start, len), len);
		assert_int_equal(span.bytes.len, len);
		assert_int_equal(pattern_right(span.bytes.data, start, len), len);
		assert_true(source_end(map, &span));
		source_drop(map, 0, len);
		span = source_begin(map, len - 1, 10);
		assert_int_equal(span.bytes.len, 1);
		assert_int_equal(span.bytes.data[0], pattern_at(start + len - 1));
		assert_true(source_end(map, &span));
		assert_false(source_can_poke(map));
		source_close(map);
	}
	close(fd);
	tmpdir_free(dir);
}

static void keeps_a_descriptor_of_its_own(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	int fd = pattern_open(dir, "file", SIZE);
	struct source *map = open_map(fd, 10, 100, false);
	uint8_t byte;
	int why;

	(void)state;
	close(fd);
	assert_true(source_fd(map) >= 0);
	assert_int_equal(pread(source_fd(map), &byte, 1, 10), 1);
	assert_int_equal(source_read(map, 0, &byte, 1, &why), 1);
	assert_int_equal(byte, pattern_at(10));
	assert_false(source_is_zero_fill(map));
	source_close(map);
	tmpdir_free(dir);
}

static void allows_nothing_at_all(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	int fd = pattern_open(dir, "empty", 0);
	struct source *map = open_map(fd, 0, 0, true);
	struct err err = { 0 };
	uint8_t byte;
	int why = -1;

	(void)state;
	assert_int_equal(source_read(map, 0, &byte, 1, &why), 0);
	assert_int_equal(why, 0);
	assert_int_equal(source_begin(map, 0, 1).bytes.len, 0);
	assert_true(source_poke(map, 0, "", 0, &err));
	assert_false(source_poke(map, 0, "x", 1, &err));
	assert_true(source_sync(map, &err));
	source_drop(map, 0, 1);
	source_close(map);
	close(fd);
	tmpdir_free(dir);
}

static void leaves_bytes_past_the_end_unknown(void **state)
{
	static const off_t cuts[] = { 0, 1, 4095, 4096, 4097, SIZE / 2, SIZE };
	struct tmpdir *dir = tmpdir_new();
	int fd = pattern_open(dir, "file", SIZE);
	struct source *map = open_map(fd, 0, SIZE, false);
	uint8_t back[SIZE];
	int why = -1;

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(cuts); i++) {
		struct source_span span = source_begin(map, 0, SIZE);
		size_t got;

		assert_int_equal(ftruncate(fd, cuts[i]), 0);
		assert_int_equal(source_size(map), SIZE);
		/* Right at once, also while the span has zeros in place of the file. */
		for (int n = 0; n < 3; n++) {
			got = source_read(map, 0, back, SIZE, &why);
			assert_int_equal(got, cuts[i]);
			assert_int_equal(why, 0);
			assert_int_equal(pattern_right(back, 0, got), got);
			assert_true(memchr(span.bytes.data, 0, SIZE) || cuts[i] == SIZE);
		}
		assert_true(!source_end(map, &span) || cuts[i] == SIZE);
		assert_true(pattern_write(fd, (uint64_t)cuts[i], SIZE));
		assert_int_equal(source_read(map, 0, back, SIZE, &why), SIZE);
		assert_int_equal(pattern_right(back, 0, SIZE), SIZE);
	}
	source_close(map);
	close(fd);
	tmpdir_free(dir);
}

static void shows_pokes_to_everybody(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	int fd = pattern_open(dir, "file", SIZE);
	struct source *map = open_map(fd, 5001, 50000, true);
	struct source *other = open_map(fd, 0, SIZE, false);
	struct err err;
	char back[6] = "";
	int why;

	(void)state;
	assert_true(source_can_poke(map));
	assert_true(source_poke(map, 4095, "burin", 5, &err));
	assert_int_equal(pread(fd, back, 5, 5001 + 4095), 5);
	assert_string_equal(back, "burin");
	memset(back, 0, 5);
	assert_int_equal(source_read(other, 5001 + 4095, back, 5, &why), 5);
	assert_string_equal(back, "burin");
	assert_true(source_sync(map, &err));
	source_close(map);
	source_close(other);
	close(fd);
	tmpdir_free(dir);
}

static void does_not_poke_what_was_cut(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	int fd = pattern_open(dir, "file", SIZE);
	struct source *map = open_map(fd, 0, SIZE, true);
	struct err err = { 0 };
	struct stat st;

	(void)state;
	assert_int_equal(ftruncate(fd, 10002), 0);
	for (uint64_t off = 10000; off < SIZE - 5; off += 2999) {
		err.code = ERR_NONE;
		assert_false(source_poke(map, off, "burin", 5, &err));
		assert_int_equal(err.code, ERR_CHANGED);
		assert_non_null(strstr(err.text, "10002"));
	}
	assert_true(source_poke(map, 9000, "burin", 5, &err));
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_size, 10002);
	source_close(map);
	close(fd);
	tmpdir_free(dir);
}

static void opens_wide_and_sparse(void **state)
{
	const uint64_t size = UINT64_C(1) << 43;
	struct tmpdir *dir = tmpdir_new();
	int fd = pattern_open(dir, "file", 0);
	struct err err = { 0 };
	struct source *map = NULL;
	char back[10];
	int why;

	(void)state;
	/* Some file systems do not have such sizes, some programs not the address space. */
	if (ftruncate(fd, (off_t)size) == 0)
		map = map_open(fd, 0, size, true, &err);
	if (map) {
		assert_true(source_poke(map, size - 3, "end", 3, &err));
		assert_int_equal(source_read(map, size - 6, back, 10, &why), 6);
		assert_memory_equal(back, "\0\0\0end", 6);
		source_close(map);
	}
	assert_null(map_open(fd, UINT64_MAX - 5, 10, false, &err));
	assert_int_equal(err.code, ERR_RANGE);
	assert_null(map_open(fd, 0, UINT64_MAX, false, &err));
	assert_int_equal(err.code, ERR_RANGE);
	close(fd);
	tmpdir_free(dir);
}

/* Behind the room that was mapped with it a file is read all the same. */
static void grows_and_never_shrinks(void **state)
{
	const uint64_t far = UINT64_C(90) << 20, start = 100;
	struct tmpdir *dir = tmpdir_new();
	int fd = pattern_open(dir, "file", SIZE);
	struct source *map = open_map(fd, start, SIZE - start, false);
	char back[10];
	int why;

	(void)state;
	assert_int_equal(pwrite(fd, "far away", 8, (off_t)far), 8);
	source_refresh(map, far + 8 - start);
	assert_int_equal(source_size(map), far + 8 - start);
	assert_int_equal(source_read(map, far - start, back, 8, &why), 8);
	assert_memory_equal(back, "far away", 8);
	assert_int_equal(source_begin(map, far - start, 8).bytes.len, 0);
	source_refresh(map, 10);
	assert_int_equal(source_size(map), far + 8 - start);
	source_refresh(map, (uint64_t)INT64_MAX - start + 1);
	assert_int_equal(source_size(map), far + 8 - start);
	source_close(map);
	close(fd);
	tmpdir_free(dir);
}

/* Nothing is left behind, whichever call fails. */
static void survives_failing_calls(void **state)
{
	static const char *const calls[] = { "malloc", "mmap" };
	struct tmpdir *dir = tmpdir_new();
	int fd = pattern_open(dir, "file", SIZE);
	int next_fd = dup(fd);

	(void)state;
	close(next_fd);
	for (size_t i = 0; i < ARRAY_COUNT(calls); i++) {
		struct err err = { 0 };

		fail_from(calls[i], 0, ENOMEM);
		assert_null(map_open(fd, 0, SIZE, true, &err));
		assert_int_equal(err.code, ERR_NOMEM);
		fail_reset();
		int again = dup(fd);
		assert_int_equal(again, next_fd);
		close(again);
	}
	close(fd);
	tmpdir_free(dir);
}

static void says_why_the_disk_refused(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	int fd = pattern_open(dir, "file", SIZE);
	struct source *map = open_map(fd, 0, SIZE, true);
	struct err err = { 0 };

	(void)state;
	assert_true(source_poke(map, 10, "x", 1, &err));
	fail_at("msync", 0, EIO);
	assert_false(source_sync(map, &err));
	assert_int_equal(err.sys, EIO);
	fail_at("fdatasync", 0, ENOSPC);
	assert_false(source_sync(map, &err));
	assert_int_equal(err.sys, ENOSPC);
	fail_reset();
	assert_true(source_sync(map, &err));
	source_close(map);
	close(fd);
	tmpdir_free(dir);
}

/* After many faults the file is read without its mapping, and gives the same. */
static void leaves_a_mapping_that_fails_often(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	int fd = pattern_open(dir, "file", SIZE);
	struct source *map = open_map(fd, 0, SIZE, true);
	struct source_span span = source_begin(map, 0, SIZE);
	struct err err;
	uint8_t back[SIZE];
	int why;

	(void)state;
	assert_int_equal(span.bytes.len, SIZE);
	assert_true(source_end(map, &span));
	assert_int_equal(ftruncate(fd, 4096), 0);
	for (int i = 0; i < 2000; i++)
		assert_int_equal(source_read(map, SIZE - 1, back, 1, &why), 0);
	assert_int_equal(source_begin(map, 0, SIZE).bytes.len, 0);
	assert_int_equal(source_read(map, 0, back, SIZE, &why), 4096);
	assert_int_equal(why, 0);
	assert_int_equal(pattern_right(back, 0, 4096), 4096);
	/* What is written in place is seen all the same. */
	assert_true(source_poke(map, 10, "burin", 5, &err));
	assert_int_equal(source_read(map, 10, back, 5, &why), 5);
	assert_memory_equal(back, "burin", 5);
	source_close(map);
	close(fd);
	tmpdir_free(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_slices_at_any_offset),
		cmocka_unit_test(keeps_a_descriptor_of_its_own),
		cmocka_unit_test(allows_nothing_at_all),
		cmocka_unit_test(leaves_bytes_past_the_end_unknown),
		cmocka_unit_test(shows_pokes_to_everybody),
		cmocka_unit_test(does_not_poke_what_was_cut),
		cmocka_unit_test(opens_wide_and_sparse),
		cmocka_unit_test(grows_and_never_shrinks),
		cmocka_unit_test(survives_failing_calls),
		cmocka_unit_test(says_why_the_disk_refused),
		cmocka_unit_test(leaves_a_mapping_that_fails_often),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
