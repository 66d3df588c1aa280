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
	assert_false(document_reload(document, &err));
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

static void edits_do_what_they_say(void **state)
{
	struct document *document;
	struct rope *rope;
	struct err err;

	(void)state;
	house_start(&house);
	document = house_open(&house, "0123456789", DOCUMENT_COPY);
	put(document, 2, "abc", 0);
	expect(document, "01abc56789");
	insert(document, 10, "end", 0);
	expect(document, "01abc56789end");
	insert(document, 0, "start", 0);
	expect(document, "start01abc56789end");
	cut(document, 5, 5, 0);
	expect(document, "start56789end");
	assert_true(document_fill(document, 5, 5, "xy", 2, 0, &err));
	expect(document, "startxyxyxend");
	assert_true(document_move(document, 0, 5, 10, &err));
	expect(document, "xyxyxstartend");
	assert_true(document_move(document, 5, 8, 0, &err));
	expect(document, "startendxyxyx");
	assert_true(document_resize(document, 8, &err));
	expect(document, "startend");
	rope = document_copy(document, 0, 5, &err);
	assert_true(document_replace(document, 8, 0, rope, 0, &err));
	rope_unref(&house.ropes, rope);
	expect(document, "startendstart");
	assert_int_equal(document_undo_count(document), 9);
	for (int i = 0; i < 9; i++)
		undo(document);
	expect(document, "0123456789");
	assert_false(document_is_modified(document));
	for (int i = 0; i < 9; i++)
		redo(document);
	expect(document, "startendstart");
	tmpdir_check(house.dir, "file", "0123456789", 10);
	document_close(document);
	house_end(&house);
}

static void places_are_told(void **state)
{
	struct document *document;
	struct document_place place;
	struct err err;

	(void)state;
	house_start(&house);
	document = house_open(&house, "0123456789", DOCUMENT_COPY);
	assert_false(document_undo(document, &place, &err));
	assert_int_equal(err.code, ERR_NONE);
	assert_false(document_redo(document, &place, &err));
	assert_int_equal(err.code, ERR_NONE);
	cut(document, 2, 3, 0);
	assert_true(document_undo(document, &place, &err));
	assert_true(place.pos == 2 && place.len == 3);
	assert_true(document_redo(document, &place, &err));
	assert_true(place.pos == 2 && place.len == 0);
	assert_true(document_move(document, 0, 2, 5, &err));
	assert_true(document_undo(document, &place, &err));
	assert_true(place.pos == 0 && place.len == 2);
	assert_true(document_redo(document, &place, &err));
	assert_true(place.pos == 3 && place.len == 2);
	document_close(document);
	house_end(&house);
}

static void what_lies_past_the_end_is_refused(void **state)
{
	struct document *document;
	struct err err;

	(void)state;
	house_start(&house);
	document = house_open(&house, "0123456789", DOCUMENT_COPY);
	assert_false(document_overwrite(document, 9, "ab", 2, 0, &err));
	expect_error(&err, ERR_RANGE, "past the end");
	assert_false(document_overwrite(document, UINT64_MAX, "ab", 2, 0, &err));
	expect_error(&err, ERR_RANGE, "past the end");
	assert_false(document_insert(document, 11, "a", 1, 0, &err));
	expect_error(&err, ERR_RANGE, "past the end");
	assert_false(document_delete(document, 1, UINT64_MAX, 0, &err));
	expect_error(&err, ERR_RANGE, "past the end");
	assert_false(document_fill(document, 0, 11, "x", 1, 0, &err));
	expect_error(&err, ERR_RANGE, "past the end");
	assert_false(document_fill(document, 0, 5, "", 0, 0, &err));
	expect_error(&err, ERR_RANGE, "pattern");
	assert_false(document_move(document, 2, 4, 11, &err));
	expect_error(&err, ERR_RANGE, "past the end");
	assert_false(document_move(document, 2, 4, 3, &err));
	expect_error(&err, ERR_RANGE, "inside");
	assert_false(document_resize(document, UINT64_MAX, &err));
	expect_error(&err, ERR_RANGE, "than a file can");
	assert_int_equal(document_undo_count(document), 0);
	assert_int_equal(document_generation(document), 1);
	/* Nothing to do is no step. */
	assert_true(document_overwrite(document, 10, "", 0, 0, &err));
	assert_true(document_insert(document, 10, "", 0, 0, &err));
	assert_true(document_delete(document, 10, 0, 0, &err));
	assert_true(document_fill(document, 3, 0, "x", 1, 0, &err));
	assert_true(document_move(document, 3, 0, 7, &err));
	assert_true(document_move(document, 3, 2, 3, &err));
	assert_true(document_move(document, 3, 2, 5, &err));
	assert_true(document_resize(document, 10, &err));
	assert_int_equal(document_undo_count(document), 0);
	document_close(document);
	house_end(&house);
}

static void a_document_is_never_longer_than_a_file(void **state)
{
	struct document *document;
	struct err err;

	(void)state;
	house_start(&house);
	document = house_open(&house, "0123456789", DOCUMENT_COPY);
	assert_true(document_resize(document, INT64_MAX, &err));
	assert_int_equal(document_size(document), INT64_MAX);
	assert_false(document_insert(document, 5, "x", 1, 0, &err));
	expect_error(&err, ERR_RANGE, "longer than a file can be");
	put(document, INT64_MAX - 1, "x", 0);
	cut(document, 0, INT64_MAX - 1, 0);
	expect(document, "x");
	undo(document);
	undo(document);
	undo(document);
	expect(document, "0123456789");
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
	assert_false(document_reload(document, &err));
	expect_error(&err, ERR_REFUSED, "unsaved");
	undo(document);
	generation = document_generation(document);
	tmpdir_write(house.dir, "file", "after that", 10);
	assert_int_not_equal(document_disk(document), DISK_SAME);
	assert_true(document_reload(document, &err));
	expect(document, "after that");
	assert_int_equal(document_disk(document), DISK_SAME);
	assert_int_equal(document_redo_count(document), 0);
	assert_false(document_is_modified(document));
	assert_false(document_edits_since(document, generation, edits, &count));
	assert_int_equal(unlink(document_path(document)), 0);
	assert_int_equal(document_disk(document), DISK_GONE);
	assert_false(document_reload(document, &err));
	assert_int_equal(document_size(document), 10);
	document_close(document);
	house_end(&house);
}

/* '.' and '#' for the flags. */
static void expect_changed(const struct document *document, const char *flags)
{
	size_t len = strlen(flags);
	uint8_t found[64];
	char text[65] = { 0 };

	assert_int_equal(document_size(document), len);
	document_changed(document, 0, found, len);
	for (size_t i = 0; i < len; i++)
		text[i] = found[i] ? '#' : '.';
	assert_string_equal(text, flags);
	for (size_t i = 0; i < len; i++) {
		document_changed(document, i, found, 1);
		assert_int_equal(found[0], flags[i] == '#');
	}
}

static void save_as_is(struct document *document, const char *path)
{
	struct snapshot snapshot = document_snapshot(document);

	document_seal(document);
	document_mark_saved(document, document_state(document), snapshot.rope, &document->identity,
			    path);
	snapshot_done(&snapshot);
}

static void changed_bytes_are_marked(void **state)
{
	struct document *document;

	(void)state;
	house_start(&house);
	document = house_open(&house, "0123456789", DOCUMENT_COPY);
	expect_changed(document, "..........");
	put(document, 2, "ab", 0);
	expect_changed(document, "..##......");
	insert(document, 6, "xyz", 0);
	expect_changed(document, "..##..###....");
	cut(document, 0, 1, 0);
	expect_changed(document, ".##..###....");
	save_as_is(document, NULL);
	expect_changed(document, "............");
	insert(document, 0, "n", 0);
	expect_changed(document, "#............");
	undo(document);
	expect_changed(document, "............");
	undo(document);
	assert_true(document_is_modified(document));
	redo(document);
	assert_false(document_is_modified(document));
	cut(document, 11, 1, 0);
	expect_changed(document, "...........");
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

static void a_file_is_read_in(void **state)
{
	struct document *document;
	struct rope *rope;
	struct err err;

	(void)state;
	house_start(&house);
	document = house_open(&house, "0123", DOCUMENT_COPY);
	assert_null(document_read_file(document, tmpdir_path(house.dir, "none"), &err));
	assert_int_equal(err.code, ERR_IO);
	assert_null(document_read_file(document, tmpdir_path(house.dir, ""), &err));
	assert_int_not_equal(err.code, ERR_NONE);
	assert_null(document_read_file(document, tmpdir_write(house.dir, "empty", "", 0), &err));
	assert_int_equal(err.code, ERR_NONE);
	rope = document_read_file(document, tmpdir_write(house.dir, "other", "abc", 3), &err);
	assert_non_null(rope);
	assert_true(document_replace(document, 2, 1, rope, 0, &err));
	rope_unref(&house.ropes, rope);
	expect(document, "01abc3");
	undo(document);
	expect(document, "0123");
	document_close(document);
	house_end(&house);
}

static void long_fills_share_their_sources(void **state)
{
	enum { LONG = 5000 };
	struct document *document;
	struct err err;
	uint8_t bytes[LONG];

	(void)state;
	house_start(&house);
	document = document_new(&house.ropes, LONG, &err);
	for (int i = 0; i < 70000; i++) {
		const char *pattern = i % 3 == 0 ? "abcabc" : i % 3 == 1 ? "aaa" : "zz";

		assert_true(document_fill(document, 0, LONG - (uint64_t)(i % 7), pattern,
					  strlen(pattern), 0, &err));
	}
	document_read(document, 0, bytes, NULL, LONG, NULL);
	for (size_t i = 0; i < LONG - 6; i++)
		assert_int_equal(bytes[i], "abcabc"[i % 6]);
	document_close(document);
	house_end(&house);
}

static void edits_are_told(void **state)
{
	struct document *document;
	struct document_edit edits[DOCUMENT_EDITS];
	uint64_t generation;
	size_t count;

	(void)state;
	house_start(&house);
	document = house_open(&house, "0123456789", DOCUMENT_COPY);
	generation = document_generation(document);
	assert_true(document_edits_since(document, generation, edits, &count));
	assert_int_equal(count, 0);
	put(document, 1, "ab", 0);
	insert(document, 2, "abc", 0);
	cut(document, 3, 4, 0);
	undo(document);
	assert_true(document_edits_since(document, generation, edits, &count));
	assert_int_equal(count, 4);
	assert_true(edits[0].pos == 1 && edits[0].removed == 2 && edits[0].inserted == 2);
	assert_true(edits[1].pos == 2 && edits[1].removed == 0 && edits[1].inserted == 3);
	assert_true(edits[2].pos == 3 && edits[2].removed == 4 && edits[2].inserted == 0);
	assert_true(edits[3].pos == 3 && edits[3].removed == 0 && edits[3].inserted == 4);
	assert_true(document_edits_since(document, generation + 3, edits, &count));
	assert_int_equal(count, 1);
	for (int i = 0; i < DOCUMENT_EDITS - 4; i++)
		put(document, 0, "x", 0);
	assert_true(document_edits_since(document, generation, edits, &count));
	assert_int_equal(count, DOCUMENT_EDITS);
	put(document, 0, "x", 0);
	assert_false(document_edits_since(document, generation, edits, &count));
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
		cmocka_unit_test(edits_do_what_they_say),
		cmocka_unit_test(places_are_told),
		cmocka_unit_test(what_lies_past_the_end_is_refused),
		cmocka_unit_test(a_document_is_never_longer_than_a_file),
		cmocka_unit_test(a_read_document_refuses_everything),
		cmocka_unit_test(a_file_that_may_not_be_written_is_noted),
		cmocka_unit_test(reloading_shows_what_is_there_now),
		cmocka_unit_test(changed_bytes_are_marked),
		cmocka_unit_test(saving_gives_a_name),
		cmocka_unit_test(a_file_is_read_in),
		cmocka_unit_test(long_fills_share_their_sources),
		cmocka_unit_test(edits_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
