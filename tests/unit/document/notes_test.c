/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "house.h"

#include "document/notes.h"
#include "document/notes_merge.h"

static struct house house;

static struct note make(uint64_t pos, uint64_t len, const char *name, const char *comment)
{
	return (struct note){ .pos = pos, .len = len, .name = (char *)(uintptr_t)name,
			      .comment = (char *)(uintptr_t)comment };
}

static void add(struct notes *notes, uint64_t pos, uint64_t len, const char *name)
{
	struct note note = make(pos, len, name, "");
	struct err err;

	if (!notes_add(notes, &note, &err))
		fail_msg("%s", err.text);
}

static void expect_note(const struct notes *notes, const char *name, uint64_t pos, uint64_t len)
{
	size_t index = notes_find(notes, name, strlen(name));

	assert_true(index != SIZE_MAX);
	if (notes->list[index].pos != pos || notes->list[index].len != len)
		fail_msg("%s is %" PRIu64 "+%" PRIu64 ", not %" PRIu64 "+%" PRIu64, name,
			 notes->list[index].pos, notes->list[index].len, pos, len);
}

static const char *at(const struct notes *notes, uint64_t pos)
{
	size_t index = notes_at(notes, pos);

	return index == SIZE_MAX ? "" : notes->list[index].name;
}

static void names_are_checked(void **state)
{
	static const struct {
		const char *name;
		enum err_code code;
	} cases[] = {
		{ "a", ERR_NONE }, { "A.b_9", ERR_NONE }, { "0", ERR_NONE },
		{ "gr\xc3\xb6\xc3\x9f" "e", ERR_NONE },
		{ "", ERR_SYNTAX }, { "a b", ERR_SYNTAX }, { "a-b", ERR_SYNTAX },
		{ "a\x1b", ERR_SYNTAX }, { "a\xff", ERR_SYNTAX }, { "a\xc2\x9b", ERR_SYNTAX },
		{ "a", ERR_EXISTS },
		{ "0123456789012345678901234567890123456789012345678901234567890123", ERR_NONE },
		{ "01234567890123456789012345678901234567890123456789012345678901234", ERR_RANGE },
	};
	struct notes notes;

	(void)state;
	notes_init(&notes, NULL);
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct note note = make(0, 1, cases[i].name, "");
		struct err err = { 0 };

		assert_int_equal(notes_add(&notes, &note, &err), cases[i].code == ERR_NONE);
		assert_int_equal(err.code, cases[i].code);
	}
	notes_done(&notes);
}

static void free_names_are_found(void **state)
{
	struct buf name = BUF_INIT;
	struct notes notes;

	(void)state;
	notes_init(&notes, NULL);
	add(&notes, 0, 1, "note1");
	add(&notes, 0, 1, "x");
	add(&notes, 0, 1, "x_2");
	notes_free_name(&notes, "", &name);
	assert_string_equal(buf_string(&name), "note2");
	buf_clear(&name);
	notes_free_name(&notes, "x", &name);
	assert_string_equal(buf_string(&name), "x_3");
	buf_clear(&name);
	notes_free_name(&notes, "y", &name);
	assert_string_equal(buf_string(&name), "y");
	buf_done(&name);
	notes_done(&notes);
}

static void the_shortest_covers(void **state)
{
	struct notes notes;

	(void)state;
	notes_init(&notes, NULL);
	add(&notes, 4, 100, "long");
	add(&notes, 10, 4, "short");
	add(&notes, 12, 0, "point");
	assert_string_equal(at(&notes, 3), "");
	assert_string_equal(at(&notes, 4), "long");
	assert_string_equal(at(&notes, 10), "short");
	assert_string_equal(at(&notes, 12), "point");
	assert_string_equal(at(&notes, 13), "short");
	assert_string_equal(at(&notes, 14), "long");
	assert_string_equal(at(&notes, 103), "long");
	assert_string_equal(at(&notes, 104), "");
	assert_int_equal(notes_next(&notes, 4, false), 1);
	assert_int_equal(notes_next(&notes, 3, false), 0);
	assert_int_equal(notes_next(&notes, 12, false), SIZE_MAX);
	assert_int_equal(notes_next(&notes, 4, true), SIZE_MAX);
	assert_int_equal(notes_next(&notes, 12, true), 1);
	notes_remove(&notes, 1);
	assert_string_equal(at(&notes, 10), "long");
	notes_done(&notes);
}

/* notes_owners() beside the plain question of each note. */
static void owners_are_those_of_a_search(void **state)
{
	enum { SIZE = 200, ROUNDS = 300, NOTES = 12 };
	struct random random;

	(void)state;
	random_start(&random);
	for (int round = 0; round < ROUNDS; round++) {
		const struct note *owner[SIZE];
		struct notes notes;

		notes_init(&notes, NULL);
		for (int i = 0; i < NOTES; i++) {
			char name[16];

			snprintf(name, sizeof name, "n%d", i);
			add(&notes, random_below(&random, SIZE), random_below(&random, 60), name);
		}
		uint64_t from = random_below(&random, SIZE);
		notes_owners(&notes, from, owner, SIZE - (size_t)from);
		for (uint64_t pos = from; pos < SIZE; pos++) {
			uint64_t least = UINT64_MAX;

			for (size_t i = 0; i < notes.count; i++) {
				uint64_t len = notes.list[i].len ? notes.list[i].len : 1;

				if (pos - notes.list[i].pos < len && len < least)
					least = len;
			}
			const struct note *found = owner[pos - from];
			assert_int_equal(found != NULL, least != UINT64_MAX);
			if (found)
				assert_int_equal(found->len ? found->len : 1, least);
		}
		notes_done(&notes);
	}
}

static void places_move(void **state)
{
	static const struct {
		struct document_edit edit;
		uint64_t pos, len;       /* of what was [10, 20) */
	} cases[] = {
		{ { 0, 0, 5 }, 15, 10 }, { { 10, 0, 5 }, 15, 10 }, { { 11, 0, 5 }, 10, 15 },
		{ { 19, 0, 5 }, 10, 15 }, { { 20, 0, 5 }, 10, 10 }, { { 0, 5, 0 }, 5, 10 },
		{ { 5, 10, 0 }, 5, 5 }, { { 12, 4, 0 }, 10, 6 }, { { 15, 10, 0 }, 10, 5 },
		{ { 5, 20, 0 }, 5, 0 }, { { 10, 10, 0 }, 10, 0 }, { { 10, 10, 4 }, 10, 4 },
		{ { 10, 10, 14 }, 10, 14 }, { { 10, 2, 5 }, 10, 13 }, { { 18, 2, 5 }, 10, 10 },
		{ { 18, 4, 1 }, 10, 9 }, { { 12, 5, 5 }, 10, 10 }, { { 20, 10, 0 }, 10, 10 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		const struct document_edit *edit = &cases[i].edit;
		struct document_edit back = { edit->pos, edit->inserted, edit->removed };
		struct notes notes;

		notes_init(&notes, NULL);
		add(&notes, 10, 10, "n");
		notes_move(&notes, edit);
		expect_note(&notes, "n", cases[i].pos, cases[i].len);
		assert_int_equal(notes.list[0].pos, document_edit_move(edit, 10));
		notes_move(&notes, &back);
		expect_note(&notes, "n", 10, 10);
		notes_done(&notes);
	}
}

static void random_edit(struct document *document, struct random *random)
{
	uint64_t size = document_size(document), pos = random_below(random, size + 1);
	uint64_t len = random_below(random, 12);

	switch (random_below(random, 4)) {
	case 0:
		insert(document, pos, "insertedbytes", 0);
		break;
	case 1:
		if (pos < size)
			put(document, pos, "x", 0);
		break;
	default:
		len = len < size - pos ? len : size - pos;
		if (len > 0)
			cut(document, pos, len, 0);
	}
}

/* Undoing all brings all places back, and so does doing all again; notes move as marks do, and
 * never leave the document. */
static void undo_brings_them_back(void **state)
{
	enum { ROUNDS = 60, EDITS = 24, NOTES = 8 };
	struct random random;

	(void)state;
	random_start(&random);
	for (int round = 0; round < ROUNDS; round++) {
		uint64_t places[EDITS + 1][NOTES][2];
		struct document *document;
		struct notes notes;
		int steps = 0;

		house_start(&house);
		document = house_open(&house, "0123456789abcdefghijklmnopqrstuvwxyz0123456789",
				      DOCUMENT_COPY);
		notes_init(&notes, document);
		for (int i = 0; i < NOTES; i++) {
			char name[16];

			snprintf(name, sizeof name, "n%d", i);
			add(&notes, random_below(&random, 40), random_below(&random, 7), name);
		}
		for (int i = 0; i <= EDITS; i++) {
			struct document_edit edits[DOCUMENT_EDITS];
			uint64_t before = document_generation(document);
			size_t count;

			for (int n = 0; n < NOTES; n++) {
				char name[16];

				snprintf(name, sizeof name, "n%d", n);
				size_t index = notes_find(&notes, name, strlen(name));
				places[steps][n][0] = notes.list[index].pos;
				places[steps][n][1] = notes.list[index].len;
			}
			if (i == EDITS)
				break;
			document_seal(document);
			random_edit(document, &random);
			notes_follow(&notes, document);
			assert_true(document_edits_since(document, before, edits, &count));
			for (size_t n = 0; n < notes.count; n++) {
				const struct note *note = &notes.list[n];

				assert_true(note->pos + note->len <= document_size(document));
			}
			steps += count > 0;
		}
		for (int i = steps - 1; i >= 0; i--) {
			undo(document);
			notes_follow(&notes, document);
			for (int n = 0; n < NOTES; n++) {
				char name[16];

				snprintf(name, sizeof name, "n%d", n);
				expect_note(&notes, name, places[i][n][0], places[i][n][1]);
			}
		}
		for (int i = 1; i <= steps; i++) {
			redo(document);
			notes_follow(&notes, document);
		}
		for (int n = 0; n < NOTES; n++) {
			char name[16];

			snprintf(name, sizeof name, "n%d", n);
			expect_note(&notes, name, places[steps][n][0], places[steps][n][1]);
		}
		notes_done(&notes);
		document_close(document);
		house_end(&house);
	}
}

/* Typing, deleting byte by byte, and undoing it at once. */
static void merged_edits_come_back(void **state)
{
	struct document *document;
	struct notes notes;

	(void)state;
	house_start(&house);
	document = house_open(&house, "0123456789", DOCUMENT_COPY);
	notes_init(&notes, document);
	add(&notes, 4, 3, "n");
	for (uint64_t pos = 6; pos >= 3; pos--) {
		cut(document, pos, 1, DOCUMENT_MERGE);
		notes_follow(&notes, document);
	}
	expect_note(&notes, "n", 3, 0);
	for (uint64_t i = 0; i < 5; i++) {
		insert(document, 3 + i, "x", i ? DOCUMENT_MERGE : 0);
		notes_follow(&notes, document);
	}
	undo(document);
	notes_follow(&notes, document);
	undo(document);
	notes_follow(&notes, document);
	expect(document, "0123456789");
	expect_note(&notes, "n", 4, 3);
	notes_done(&notes);
	document_close(document);
	house_end(&house);
}

static void places_are_those_of_the_file(void **state)
{
	struct document *document;
	struct notes notes;
	struct err err;

	(void)state;
	house_start(&house);
	document = house_open(&house, "0123456789", DOCUMENT_COPY);
	notes_init(&notes, document);
	insert(document, 2, "xxxx", 0);
	cut(document, 10, 2, 0);
	notes_follow(&notes, document);
	add(&notes, 1, 3, "over");       /* 1 and xx */
	add(&notes, 3, 2, "inside");     /* xx */
	add(&notes, 7, 2, "behind");     /* 34 */
	add(&notes, 11, 1, "last");      /* 9 */
	assert_true(notes_to_saved(&notes, document, &err));
	expect_note(&notes, "over", 1, 1);
	expect_note(&notes, "inside", 2, 0);
	expect_note(&notes, "behind", 3, 2);
	expect_note(&notes, "last", 9, 1);
	assert_true(notes_from_saved(&notes, document, &err));
	expect_note(&notes, "behind", 7, 2);
	expect_note(&notes, "last", 11, 1);
	notes_done(&notes);
	document_close(document);
	house_end(&house);
}

static void many_replacements_are_followed(void **state)
{
	static const struct notes_gap gaps[] = { { 2, 1, 3 }, { 5, 2, 0 }, { 8, 1, 1 } };
	struct document *document;
	struct rope *rope;
	struct notes notes;
	struct err err;

	(void)state;
	house_start(&house);
	document = house_open(&house, "0123456789", DOCUMENT_COPY);
	notes_init(&notes, document);
	add(&notes, 2, 1, "replaced");
	add(&notes, 3, 2, "between");
	add(&notes, 5, 2, "removed");
	add(&notes, 7, 3, "behind");
	rope = document_make(&house.ropes, "xxx347y", 7, &err);
	assert_non_null(rope);
	assert_true(document_replace(document, 2, 7, rope, 0, &err));
	rope_unref(&house.ropes, rope);
	expect(document, "01xxx347y9");
	notes_follow_many(&notes, document, gaps, 3);
	expect_note(&notes, "replaced", 2, 3);
	expect_note(&notes, "between", 5, 2);
	expect_note(&notes, "removed", 7, 0);
	expect_note(&notes, "behind", 7, 3);
	notes_done(&notes);
	document_close(document);
	house_end(&house);
}

static void both_sides_are_kept(void **state)
{
	struct notes base, ours, theirs;
	struct note changed;
	size_t count;
	struct err err;

	(void)state;
	notes_init(&base, NULL);
	add(&base, 1, 1, "same");
	add(&base, 2, 1, "mine");
	add(&base, 3, 1, "yours");
	add(&base, 4, 1, "both");
	add(&base, 5, 1, "dropped");
	add(&base, 6, 1, "gone");
	assert_true(notes_copy(&base, &ours, &err));
	assert_true(notes_copy(&base, &theirs, &err));
	changed = make(2, 1, "mine", "ours");
	assert_true(notes_change(&ours, notes_find(&ours, "mine", 4), &changed, &err));
	changed = make(3, 1, "yours", "theirs");
	assert_true(notes_change(&theirs, notes_find(&theirs, "yours", 5), &changed, &err));
	changed = make(4, 1, "both", "ours");
	assert_true(notes_change(&ours, notes_find(&ours, "both", 4), &changed, &err));
	changed = make(4, 1, "both", "theirs");
	assert_true(notes_change(&theirs, notes_find(&theirs, "both", 4), &changed, &err));
	notes_remove(&ours, notes_find(&ours, "dropped", 7));
	notes_remove(&theirs, notes_find(&theirs, "gone", 4));
	add(&theirs, 7, 1, "new");
	assert_true(notes_merge(&ours, &base, &theirs, &count, &err));
	assert_int_equal(count, 4);
	assert_int_equal(ours.count, 6);
	assert_string_equal(ours.list[notes_find(&ours, "mine", 4)].comment, "ours");
	assert_string_equal(ours.list[notes_find(&ours, "yours", 5)].comment, "theirs");
	assert_string_equal(ours.list[notes_find(&ours, "both", 4)].comment, "ours");
	assert_string_equal(ours.list[notes_find(&ours, "both_2", 6)].comment, "theirs");
	expect_note(&ours, "new", 7, 1);
	notes_done(&base);
	notes_done(&ours);
	notes_done(&theirs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_checked),
		cmocka_unit_test(free_names_are_found),
		cmocka_unit_test(the_shortest_covers),
		cmocka_unit_test(owners_are_those_of_a_search),
		cmocka_unit_test(places_move),
		cmocka_unit_test(undo_brings_them_back),
		cmocka_unit_test(merged_edits_come_back),
		cmocka_unit_test(places_are_those_of_the_file),
		cmocka_unit_test(many_replacements_are_followed),
		cmocka_unit_test(both_sides_are_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
