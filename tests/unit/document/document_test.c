/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "house.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "document/document_private.h"

static struct house house;

static void a_file_opens_as_it_is(void **state)
{
	static const char *const texts[] = { "", "a", "hello, world" };

	(void)state;
	house_start(&house);
	for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
		struct document *document = house_open(&house, texts[i], DOCUMENT_COPY);

		expect(document, texts[i]);
		assert_false(document_is_modified(document));
		assert_int_equal(document_mode(document), DOCUMENT_COPY);
		assert_string_equal(document_path(document), tmpdir_path(house.dir, "file"));
		assert_string_equal(document_name(document), document_path(document));
		assert_string_equal(document_note(document), "");
		assert_int_equal(document_origin(document), 0);
		assert_int_equal(document_undo_count(document), 0);
		assert_true(document_can_save(document));
		assert_int_equal(document_disk(document), DISK_SAME);
		document_close(document);
	}
	document_close(NULL);
	house_end(&house);
}

static void what_can_not_be_opened_is_named(void **state)
{
	const struct document_options options = { .mode = DOCUMENT_COPY };
	struct err err;

	(void)state;
	house_start(&house);
	assert_null(document_open(&house.ropes, tmpdir_path(house.dir, "none"), &options, &err));
	assert_int_equal(err.code, ERR_IO);
	assert_null(document_open(&house.ropes, tmpdir_path(house.dir, ""), &options, &err));
	assert_true(err.text[0] != '\0');
	house_end(&house);
}

static void a_slice_is_a_part_of_the_file(void **state)
{
	static const struct {
		uint64_t offset, length;
		const char *text;        /* NULL: refused */
	} rows[] = {
		{ 0, 10, "0123456789" },
		{ 3, 4, "3456" },
		{ 3, 100, "3456789" },
		{ 9, UINT64_MAX, "9" },
		{ 10, 1, NULL },
		{ 11, 1, NULL },
		{ UINT64_MAX, UINT64_MAX, NULL },
		{ 3, 0, NULL },
	};
	const char *path, *reason;

	(void)state;
	house_start(&house);
	path = tmpdir_write(house.dir, "file", "0123456789", 10);
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		const struct document_options options = {
			.sliced = true, .offset = rows[i].offset, .length = rows[i].length
		};
		struct err err;
		struct document *document = document_open(&house.ropes, path, &options, &err);

		assert_int_equal(document != NULL, rows[i].text != NULL);
		if (!document) {
			assert_int_equal(err.code, ERR_RANGE);
			continue;
		}
		expect(document, rows[i].text);
		assert_int_equal(document_origin(document), rows[i].offset);
		assert_true(document_is_fixed_size(document, &reason));
		assert_false(document_insert(document, 0, "x", 1, 0, &err));
		expect_error(&err, ERR_FIXED_SIZE, "slice");
		assert_false(document_delete(document, 0, 1, 0, &err));
		expect_error(&err, ERR_FIXED_SIZE, "slice");
		assert_false(document_resize(document, 100, &err));
		expect_error(&err, ERR_FIXED_SIZE, "slice");
		expect(document, rows[i].text);
		put(document, 0, "#", 0);
		assert_true(document_is_modified(document));
		document_close(document);
	}
	house_end(&house);
}

static void scratch_and_pipes_have_no_file(void **state)
{
	struct document *document;
	struct err err;
	char bytes[1000], zeroes[1000] = { 0 };
	int ends[2];

	(void)state;
	house_start(&house);
	document = document_new(&house.ropes, sizeof bytes, &err);
	assert_non_null(document);
	assert_int_equal(document_size(document), sizeof bytes);
	document_read(document, 0, bytes, NULL, sizeof bytes, NULL);
	assert_memory_equal(bytes, zeroes, sizeof bytes);
	assert_null(document_path(document));
	assert_false(document_can_save(document));
	assert_int_equal(document_disk(document), DISK_SAME);
	assert_false(document_revert(document, &err));
	expect_error(&err, ERR_REFUSED, "no file");
	assert_false(document_set_mode(document, DOCUMENT_WRITE, &err));
	expect_error(&err, ERR_REFUSED, "write it to one first");
	put(document, 10, "abc", 0);
	document_close(document);

	document = document_new(&house.ropes, 0, &err);
	expect(document, "");
	insert(document, 0, "abc", 0);
	expect(document, "abc");
	document_close(document);

	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "piped", 5), 5);
	close(ends[1]);
	document = document_spool(&house.ropes, ends[0], 100, &err);
	close(ends[0]);
	assert_non_null(document);
	expect(document, "piped");
	assert_null(document_path(document));
	assert_false(document_can_save(document));
	insert(document, 5, "!", 0);
	expect(document, "piped!");
	document_close(document);
	house_end(&house);
}

static void a_read_document_refuses_everything(void **state)
{
	struct document *document;
	struct document_place place;
	struct err err;

	(void)state;
	house_start(&house);
	document = house_open(&house, "0123456789", DOCUMENT_COPY);
	put(document, 0, "x", 0);
	undo(document);
	assert_true(document_set_mode(document, DOCUMENT_READ, &err));
	assert_false(document_overwrite(document, 0, "x", 1, 0, &err));
	expect_error(&err, ERR_READONLY, ":mode copy");
	assert_false(document_delete(document, 0, 1, 0, &err));
	expect_error(&err, ERR_READONLY, ":mode copy");
	assert_false(document_fill(document, 0, 1, "x", 1, 0, &err));
	expect_error(&err, ERR_READONLY, ":mode copy");
	assert_false(document_move(document, 0, 1, 5, &err));
	expect_error(&err, ERR_READONLY, ":mode copy");
	assert_false(document_resize(document, 20, &err));
	expect_error(&err, ERR_READONLY, ":mode copy");
	assert_false(document_redo(document, &place, &err));
	expect_error(&err, ERR_READONLY, ":mode copy");
	expect(document, "0123456789");
	assert_true(document_set_mode(document, DOCUMENT_COPY, &err));
	redo(document);
	expect(document, "x123456789");
	assert_false(document_set_mode(document, DOCUMENT_READ, &err));
	expect_error(&err, ERR_REFUSED, "unsaved");
	assert_false(document_set_mode(document, DOCUMENT_WRITE, &err));
	expect_error(&err, ERR_REFUSED, "unsaved");
	assert_true(document_set_mode(document, DOCUMENT_COPY, &err));
	document_close(document);
	house_end(&house);
}

/* root may write everything, so the file is made to look otherwise where that can be. */
static void a_file_that_may_not_be_written_is_noted(void **state)
{
	struct document_options options = { .mode = DOCUMENT_COPY };
	const char *path = "/proc/version";
	struct document *document;
	struct err err;

	(void)state;
	house_start(&house);
	if (geteuid() != 0) {
		path = tmpdir_write(house.dir, "locked", "abc", 3);
		assert_int_equal(chmod(path, 0444), 0);
	}
	document = document_open(&house.ropes, path, &options, &err);
	if (!document)
		skip();
	if (geteuid() != 0) {
		assert_non_null(strstr(document_note(document), "another name"));
		insert(document, 0, "x", 0);
		document_seal(document);
		undo(document);
	}
	assert_false(document_can_save(document));
	assert_false(document_set_mode(document, DOCUMENT_WRITE, &err));
	document_close(document);
	options.mode = DOCUMENT_WRITE;
	document = document_open(&house.ropes, path, &options, &err);
	assert_non_null(document);
	assert_int_equal(document_mode(document), DOCUMENT_READ);
	assert_non_null(strstr(document_note(document), "read-only"));
	assert_true(document_set_mode(document, DOCUMENT_COPY, &err));
	document_close(document);
	house_end(&house);
}

static void reloading_shows_what_is_there_now(void **state)
{
	struct document *document;
	struct document_edit edits[DOCUMENT_EDITS];
	uint64_t generation;
	size_t count;
	struct err err;

	(void)state;
	house_start(&house);
	document = house_open(&house, "before", DOCUMENT_COPY);
	put(document, 0, "x", 0);
	generation = document_generation(document);
	tmpdir_write(house.dir, "file", "after that", 10);
	assert_int_not_equal(document_disk(document), DISK_SAME);
	assert_true(document_revert(document, &err));
	expect(document, "after that");
	assert_int_equal(document_disk(document), DISK_SAME);
	assert_int_equal(document_redo_count(document), 0);
	assert_false(document_is_modified(document));
	assert_false(document_edits_since(document, generation, edits, &count));
	assert_int_equal(unlink(document_path(document)), 0);
	assert_int_equal(document_disk(document), DISK_GONE);
	assert_false(document_revert(document, &err));
	assert_int_equal(document_size(document), 10);
	document_close(document);
	house_end(&house);
}

static void saving_gives_a_name(void **state)
{
	struct document *document;
	struct file_identity identity;
	const char *path;
	struct err err;
	uint64_t state_then;
	struct snapshot snapshot;
	int fd;

	(void)state;
	house_start(&house);
	document = document_new(&house.ropes, 0, &err);
	insert(document, 0, "abc", DOCUMENT_MERGE);
	document_seal(document);
	snapshot = document_snapshot(document);
	state_then = document_state(document);
	/* Typing goes on while it is saved. */
	insert(document, 3, "def", DOCUMENT_MERGE);
	path = tmpdir_write(house.dir, "new", "abc", 3);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(file_identify(fd, &identity, &err));
	close(fd);
	document_mark_saved(document, state_then, snapshot.rope, &identity, path);
	snapshot_done(&snapshot);
	assert_true(document_is_modified(document));
	assert_string_equal(document_path(document), path);
	assert_int_equal(document_disk(document), DISK_SAME);
	assert_true(document_can_save(document));
	undo(document);
	assert_false(document_is_modified(document));
	expect(document, "abc");
	assert_true(document_set_mode(document, DOCUMENT_WRITE, &err));
	expect(document, "abc");
	document_close(document);
	house_end(&house);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_opens_as_it_is),
		cmocka_unit_test(what_can_not_be_opened_is_named),
		cmocka_unit_test(a_slice_is_a_part_of_the_file),
		cmocka_unit_test(scratch_and_pipes_have_no_file),
		cmocka_unit_test(a_read_document_refuses_everything),
		cmocka_unit_test(a_file_that_may_not_be_written_is_noted),
		cmocka_unit_test(reloading_shows_what_is_there_now),
		cmocka_unit_test(saving_gives_a_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
