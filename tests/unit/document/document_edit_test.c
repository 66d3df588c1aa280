/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "house.h"

#include "document/document_private.h"

static struct house house;

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
		cmocka_unit_test(edits_do_what_they_say),
		cmocka_unit_test(places_are_told),
		cmocka_unit_test(what_lies_past_the_end_is_refused),
		cmocka_unit_test(a_document_is_never_longer_than_a_file),
		cmocka_unit_test(changed_bytes_are_marked),
		cmocka_unit_test(a_file_is_read_in),
		cmocka_unit_test(long_fills_share_their_sources),
		cmocka_unit_test(edits_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
