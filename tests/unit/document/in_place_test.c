/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "house.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

static struct house house;

/* Opens in place, mapped or by blocks. */
static struct document *open_in_place(const char *text, bool no_map)
{
	const struct document_options options = { .mode = DOCUMENT_WRITE, .no_map = no_map };
	const char *path = tmpdir_write(house.dir, "file", text, strlen(text));
	struct err err;
	struct document *document = document_open(&house.ropes, path, &options, &err);

	if (!document)
		fail_msg("%s", err.text);
	assert_int_equal(document_mode(document), DOCUMENT_WRITE);
	return document;
}

static void expect_file(const struct document *document, const char *text)
{
	expect(document, text);
	tmpdir_check(house.dir, "file", text, strlen(text));
	assert_false(document_is_modified(document));
	assert_int_equal(document_disk(document), DISK_SAME);
}

static void an_edit_is_in_the_file_at_once(void **state)
{
	(void)state;
	for (int no_map = 0; no_map < 2; no_map++) {
		struct document *document;
		struct rope *clip;
		struct err err;

		house_start(&house);
		document = open_in_place("0123456789", no_map);
		put(document, 3, "abc", 0);
		expect_file(document, "012abc6789");
		assert_true(document_fill(document, 8, 2, "x", 1, 0, &err));
		expect_file(document, "012abc67xx");
		assert_true(document_move(document, 3, 3, 0, &err));
		expect_file(document, "abc01267xx");
		assert_true(document_move(document, 0, 3, 10, &err));
		expect_file(document, "01267xxabc");
		/* A copy stays what it was. */
		clip = document_copy(document, 7, 3, &err);
		put(document, 7, "###", 0);
		assert_true(document_replace(document, 0, 3, clip, 0, &err));
		rope_unref(&house.ropes, clip);
		expect_file(document, "abc67xx###");
		for (int i = 0; i < 6; i++)
			undo(document);
		expect_file(document, "0123456789");
		for (int i = 0; i < 6; i++)
			redo(document);
		expect_file(document, "abc67xx###");
		document_close(document);
		tmpdir_check(house.dir, "file", "abc67xx###", 10);
		house_end(&house);
	}
}

static void others_see_it_and_are_seen(void **state)
{
	struct document *document;
	int fd;
	char *map;

	(void)state;
	house_start(&house);
	document = open_in_place("0123456789", false);
	fd = open(tmpdir_path(house.dir, "file"), O_RDWR | O_CLOEXEC);
	map = mmap(NULL, 10, PROT_READ, MAP_SHARED, fd, 0);
	assert_true(map != MAP_FAILED);
	put(document, 5, "x", 0);
	assert_memory_equal(map, "01234x6789", 10);
	assert_int_equal(pwrite(fd, "!", 1, 0), 1);
	expect_file(document, "!1234x6789");
	undo(document);
	assert_memory_equal(map, "!123456789", 10);
	munmap(map, 10);
	close(fd);
	document_close(document);
	house_end(&house);
}

static void another_length_is_refused_but_at_the_end(void **state)
{
	struct document *document;
	const char *reason;
	struct err err;

	(void)state;
	for (int no_map = 0; no_map < 2; no_map++) {
		house_start(&house);
		document = open_in_place("0123456789", no_map);
		assert_true(document_is_fixed_size(document, &reason));
		assert_non_null(strstr(reason, ":mode copy"));
		assert_false(document_insert(document, 3, "x", 1, 0, &err));
		expect_error(&err, ERR_FIXED_SIZE, ":mode copy");
		assert_false(document_delete(document, 3, 1, 0, &err));
		expect_error(&err, ERR_FIXED_SIZE, ":mode copy");
		assert_false(document_insert(document, 10, "x", 1, 0, &err));
		expect_error(&err, ERR_FIXED_SIZE, ":mode copy");
		tmpdir_check(house.dir, "file", "0123456789", 10);

		assert_true(document_resize(document, 4, &err));
		expect_file(document, "0123");
		put(document, 3, "x", 0);
		assert_true(document_resize(document, 0, &err));
		expect_file(document, "");
		assert_true(document_resize(document, 2, &err));
		tmpdir_check(house.dir, "file", "\0\0", 2);
		put(document, 0, "ab", 0);
		expect_file(document, "ab");
		for (int i = 0; i < 3; i++)
			undo(document);
		expect_file(document, "012x");
		undo(document);
		undo(document);
		expect_file(document, "0123456789");
		for (int i = 0; i < 5; i++)
			redo(document);
		expect_file(document, "ab");
		assert_int_equal(document_undo_count(document), 5);
		document_close(document);
		house_end(&house);
	}
}

static void growing_writes_nothing(void **state)
{
	struct document *document;
	struct err err;
	char byte = 1;

	(void)state;
	house_start(&house);
	document = open_in_place("0123", false);
	assert_true(document_resize(document, UINT64_C(1) << 36, &err));
	assert_int_equal(document_size(document), UINT64_C(1) << 36);
	put(document, (UINT64_C(1) << 36) - 1, "x", 0);
	document_read(document, UINT64_C(1) << 35, &byte, NULL, 1, NULL);
	assert_int_equal(byte, 0);

	/* More than can be kept for undo. */
	assert_false(document_resize(document, 4, &err));
	expect_error(&err, ERR_REFUSED, "1 GiB");
	assert_false(document_fill(document, 0, DOCUMENT_IN_PLACE_MOST + 1, "x", 1, 0, &err));
	expect_error(&err, ERR_REFUSED, "1 GiB");
	assert_false(document_move(document, 0, 1, DOCUMENT_IN_PLACE_MOST + 5, &err));
	expect_error(&err, ERR_REFUSED, "1 GiB");
	assert_null(document_copy(document, 0, DOCUMENT_IN_PLACE_MOST + 1, &err));
	expect_error(&err, ERR_REFUSED, "1 GiB");
	undo(document);
	undo(document);
	expect_file(document, "0123");
	document_close(document);
	house_end(&house);
}

static void a_slice_in_place_keeps_to_itself(void **state)
{
	const struct document_options options = {
		.mode = DOCUMENT_WRITE, .sliced = true, .offset = 3, .length = 4
	};
	struct document *document;
	struct err err;

	(void)state;
	house_start(&house);
	document = document_open(&house.ropes, tmpdir_write(house.dir, "file", "0123456789", 10),
				 &options, &err);
	assert_non_null(document);
	expect(document, "3456");
	put(document, 0, "abcd", 0);
	tmpdir_check(house.dir, "file", "012abcd789", 10);
	assert_false(document_overwrite(document, 3, "xx", 2, 0, &err));
	assert_int_equal(err.code, ERR_RANGE);
	assert_false(document_resize(document, 2, &err));
	expect_error(&err, ERR_FIXED_SIZE, "slice");
	undo(document);
	tmpdir_check(house.dir, "file", "0123456789", 10);
	document_close(document);
	house_end(&house);
}

static void a_file_cut_short_below_gives_an_error(void **state)
{
	enum { LEN = 20000, LEFT = 5000 };
	struct document *document;
	struct document_place place;
	struct err err;
	char *text;

	(void)state;
	for (int no_map = 0; no_map < 2; no_map++) {
		house_start(&house);
		text = malloc(LEN + 1);
		assert_non_null(text);
		memset(text, 'x', LEN);
		text[LEN] = '\0';
		document = open_in_place(text, no_map);
		put(document, 15000, "abc", 0);
		assert_int_equal(truncate(document_path(document), LEFT), 0);
		assert_int_equal(document_disk(document), DISK_SHRUNK);
		assert_false(document_overwrite(document, LEFT - 1, "ab", 2, 0, &err));
		assert_int_not_equal(err.code, ERR_NONE);
		assert_false(document_overwrite(document, 18000, "ab", 2, 0, &err));
		assert_int_not_equal(err.code, ERR_NONE);
		if (!no_map) {
			assert_false(document_undo(document, &place, &err));
			assert_int_not_equal(err.code, ERR_NONE);
			assert_int_equal(document_undo_count(document), 1);
		}
		put(document, LEFT - 2, "ab", 0);
		text[LEFT - 2] = 'a';
		text[LEFT - 1] = 'b';
		tmpdir_check(house.dir, "file", text, LEFT);
		assert_true(document_revert(document, &err));
		assert_int_equal(document_size(document), LEFT);
		assert_int_equal(document_disk(document), DISK_SAME);
		free(text);
		document_close(document);
		house_end(&house);
	}
}

static void modes_can_be_changed(void **state)
{
	struct document *document;
	struct err err;

	(void)state;
	house_start(&house);
	document = house_open(&house, "0123456789", DOCUMENT_COPY);
	assert_true(document_set_mode(document, DOCUMENT_WRITE, &err));
	put(document, 0, "a", 0);
	expect_file(document, "a123456789");
	assert_true(document_set_mode(document, DOCUMENT_COPY, &err));
	assert_int_equal(document_undo_count(document), 0);
	assert_int_equal(document_disk(document), DISK_SAME);
	put(document, 1, "b", 0);
	insert(document, 0, "new", 0);
	expect(document, "newab23456789");
	tmpdir_check(house.dir, "file", "a123456789", 10);
	assert_false(document_set_mode(document, DOCUMENT_WRITE, &err));
	expect_error(&err, ERR_REFUSED, "unsaved");
	undo(document);
	undo(document);
	assert_true(document_set_mode(document, DOCUMENT_WRITE, &err));
	assert_true(document_set_mode(document, DOCUMENT_READ, &err));
	expect(document, "a123456789");
	document_close(document);
	house_end(&house);
}

/* What another program appended is not cut off by a length that does not know of it. */
static void a_length_of_another_program_is_not_overridden(void **state)
{
	struct document_place place;
	struct document *document;
	struct err err;

	(void)state;
	for (int no_map = 0; no_map < 2; no_map++) {
		house_start(&house);
		document = open_in_place("0123456789", no_map);
		assert_true(document_resize(document, 8, &err));
		tmpdir_write(house.dir, "file", "01234567, and more", 18);
		assert_false(document_resize(document, 12, &err));
		expect_error(&err, ERR_CHANGED, ":reload");
		assert_false(document_resize(document, 4, &err));
		expect_error(&err, ERR_CHANGED, "from 8 to 18 bytes");
		assert_false(document_undo(document, &place, &err));
		expect_error(&err, ERR_CHANGED, ":reload");
		expect(document, "01234567");
		tmpdir_check(house.dir, "file", "01234567, and more", 18);
		assert_true(document_revert(document, &err));
		assert_true(document_resize(document, 5, &err));
		expect_file(document, "01234");
		document_close(document);
		house_end(&house);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_edit_is_in_the_file_at_once),
		cmocka_unit_test(others_see_it_and_are_seen),
		cmocka_unit_test(another_length_is_refused_but_at_the_end),
		cmocka_unit_test(a_length_of_another_program_is_not_overridden),
		cmocka_unit_test(growing_writes_nothing),
		cmocka_unit_test(a_slice_in_place_keeps_to_itself),
		cmocka_unit_test(a_file_cut_short_below_gives_an_error),
		cmocka_unit_test(modes_can_be_changed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
