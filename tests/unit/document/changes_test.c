/* SPDX-License-Identifier: GPL-3.0-or-later */
/* document_find_changed() against document_changed(), byte by byte; holes against what they hold.
 * */
#include "support/testing.h"

#include "document/document.h"
#include "document/document_private.h"
#include "document/hole.h"

struct fixture {
	struct store *store;
	struct ropes ropes;
	struct tmpdir *dir;
	struct document *document;
	struct err err;
	struct random rnd;
	uint8_t data[300];
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	random_start(&f->rnd);
	random_fill(&f->rnd, f->data, sizeof(f->data));
	f->dir = tmpdir_new();
	f->store = store_new(64, &f->err);
	ropes_init(&f->ropes, f->store);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	document_close(f->document);
	ropes_done(&f->ropes);
	store_free(f->store);
	tmpdir_free(f->dir);
	free(f);
	return 0;
}

static void begin(struct fixture *f)
{
	const struct document_options options = { .mode = DOCUMENT_COPY, .no_map = no_map_asked() };

	document_close(f->document);
	f->document = document_open(&f->ropes, tmpdir_write(f->dir, "f", f->data, sizeof(f->data)),
				    &options, &f->err);
	assert_non_null(f->document);
}

static void edit(struct fixture *f, bool copying)
{
	struct document *document = f->document;
	uint64_t size = document_size(document);
	uint64_t at = random_below(&f->rnd, size + 1);
	uint64_t len = random_below(&f->rnd, 20);
	struct document_place place;
	struct rope *rope;

	if (len > size - at)
		len = size - at;
	switch (random_below(&f->rnd, copying ? 6 : 4)) {
	case 0:
		assert_true(document_insert(document, at, f->data, (size_t)len, 0, &f->err));
		break;
	case 1:
		assert_true(document_delete(document, at, len, 0, &f->err));
		break;
	case 2:
		assert_true(document_overwrite(document, at, f->data, (size_t)len, 0, &f->err));
		break;
	case 3:
		document_undo(document, &place, &f->err);
		break;
	case 4:
		assert_true(document_fill(document, at, len, "\0", 1, 0, &f->err));
		break;
	default:
		rope = document_copy(document, at, len, &f->err);
		assert_true(document_replace(document, 0, 0, rope, 0, &f->err));
		rope_unref(&f->ropes, rope);
	}
}

static void check_changed(const struct document *document)
{
	uint64_t size = document_size(document);
	uint8_t *flags = malloc((size_t)size + 1);

	assert_non_null(flags);
	document_changed(document, 0, flags, (size_t)size);
	for (uint64_t pos = 0; pos <= size; pos++) {
		uint64_t next = pos, last = pos, found;

		while (next < size && !flags[next])
			next++;
		while (last > 0 && !flags[last - 1])
			last--;
		assert_int_equal(document_find_changed(document, pos, false, &found), next < size);
		assert_true(next == size || found == next);
		assert_int_equal(document_find_changed(document, pos, true, &found), last > 0);
		assert_true(last == 0 || found == last - 1);
	}
	free(flags);
}

static void finds_what_is_changed(void **state)
{
	struct fixture *f = *state;

	for (int round = 0; round < 60; round++) {
		begin(f);
		for (int i = 0; i < 25; i++) {
			edit(f, round % 2);
			check_changed(f->document);
		}
	}
}

static struct document_changes list_changes(struct fixture *f)
{
	struct document_changes changes;

	if (!document_list_changes(f->document, &changes, &f->err))
		fail_msg("%s", f->err.text);
	return changes;
}

/* Saves it to another file, which then is its own: as a save by exchange of names leaves it. */
static void save_now(struct fixture *f)
{
	struct document *document = f->document;
	struct snapshot snapshot = document_snapshot(document);
	struct file_identity identity = { 0 };

	document_seal(document);
	document_mark_saved(document, document_state(document), snapshot.rope, &identity, NULL);
	snapshot_done(&snapshot);
}

/* What was saved is the document with all changes taken back; what is between them is marked
 * nowhere, and what is in them is marked. */
static void check_list(struct fixture *f, const uint8_t *saved, uint64_t saved_size)
{
	struct document *document = f->document;
	struct document_changes changes = list_changes(f);
	uint64_t size = document_size(document), pos = 0, old_pos = 0;
	uint8_t *bytes = calloc(2, (size_t)size + 1), *flags = bytes + size;

	assert_non_null(bytes);
	document_read(document, 0, bytes, NULL, (size_t)size, NULL);
	document_changed(document, 0, flags, (size_t)size);
	for (size_t i = 0; i <= changes.count; i++) {
		struct document_change end = { size, 0, saved_size, 0 };
		const struct document_change *change = i < changes.count ? &changes.list[i] : &end;

		assert_true(change->pos >= pos && change->old_pos >= old_pos);
		assert_true(i == 0 || i == changes.count || change->pos > pos);
		assert_int_equal(change->pos - pos, change->old_pos - old_pos);
		assert_true(change->old_pos + change->old_len <= saved_size);
		assert_memory_equal(bytes + pos, saved + old_pos, (size_t)(change->pos - pos));
		for (; pos < change->pos + change->len; pos++)
			assert_int_equal(flags[pos], pos >= change->pos);
		old_pos = change->old_pos + change->old_len;
	}
	free(bytes);
	document_changes_done(&changes);
}

static void lists_every_change(void **state)
{
	struct fixture *f = *state;
	uint8_t saved[4096];

	for (int round = 0; round < 60; round++) {
		uint64_t size = sizeof(f->data);

		begin(f);
		memcpy(saved, f->data, sizeof(f->data));
		for (int i = 0; i < 25; i++) {
			edit(f, round % 2);
			if (random_below(&f->rnd, 10) == 0) {
				save_now(f);
				size = document_size(f->document);
				assert_true(size <= sizeof(saved));
				document_read(f->document, 0, saved, NULL, (size_t)size, NULL);
			}
			check_list(f, saved, size);
		}
	}
}

/* Whatever way led there: undone past a save, bytes that were cut come back, and are not what the
 * file has. */
static void marks_what_was_undone_past_a_save(void **state)
{
	struct fixture *f = *state;
	struct document_changes changes;
	struct document_place place;
	uint8_t flags[300];

	begin(f);
	assert_true(document_delete(f->document, 100, 4, 0, &f->err));
	save_now(f);
	assert_true(document_undo(f->document, &place, &f->err));
	assert_true(document_is_modified(f->document));
	document_changed(f->document, 0, flags, 300);
	for (int i = 0; i < 300; i++)
		assert_int_equal(flags[i], i >= 100 && i < 104);
	changes = list_changes(f);
	assert_int_equal(changes.count, 1);
	assert_int_equal(changes.list[0].pos, 100);
	assert_int_equal(changes.list[0].len, 4);
	assert_int_equal(changes.list[0].old_len, 0);
	document_changes_done(&changes);
}

/* A copy of bytes of the file is new where it was put, wherever it came from. */
static void marks_a_copy_and_not_all_before_it(void **state)
{
	struct fixture *f = *state;
	struct document_changes changes;
	struct rope *rope;

	begin(f);
	rope = document_copy(f->document, 250, 20, &f->err);
	assert_true(document_replace(f->document, 10, 0, rope, 0, &f->err));
	rope_unref(&f->ropes, rope);
	changes = list_changes(f);
	assert_int_equal(changes.count, 1);
	assert_int_equal(changes.list[0].pos, 10);
	assert_int_equal(changes.list[0].len, 20);
	document_changes_done(&changes);
}

static void takes_one_change_back(void **state)
{
	struct fixture *f = *state;
	struct document_changes changes;
	uint8_t byte;

	begin(f);
	assert_true(document_overwrite(f->document, 5, "\0\0", 2, 0, &f->err));
	assert_true(document_delete(f->document, 50, 10, 0, &f->err));
	assert_true(document_insert(f->document, 80, "abc", 3, 0, &f->err));
	changes = list_changes(f);
	assert_int_equal(changes.count, 3);
	assert_true(document_take_back(f->document, &changes.list[1], 0, &f->err));
	document_changes_done(&changes);
	changes = list_changes(f);
	assert_int_equal(changes.count, 2);
	assert_true(document_take_back(f->document, &changes.list[1], 0, &f->err));
	assert_true(document_take_back(f->document, &changes.list[0], 0, &f->err));
	document_changes_done(&changes);
	changes = list_changes(f);
	assert_int_equal(changes.count, 0);
	for (uint64_t i = 0; i < sizeof(f->data); i++) {
		document_read_saved(f->document, i, &byte, NULL, 1);
		assert_int_equal(byte, f->data[i]);
		document_read(f->document, i, &byte, NULL, 1, NULL);
		assert_int_equal(byte, f->data[i]);
	}
}

static void tells_only_true_holes(void **state)
{
	struct fixture *f = *state;
	uint8_t bytes[4096];

	for (int round = 0; round < 30; round++) {
		begin(f);
		for (int i = 0; i < 40; i++)
			edit(f, true);
		uint64_t size = document_size(f->document);
		assert_true(size <= sizeof(bytes));
		struct snapshot snapshot = document_snapshot(f->document);
		snapshot_read(&snapshot, 0, bytes, NULL, (size_t)size, NULL);
		for (uint64_t pos = 0; pos < size; pos++) {
			struct hole hole = hole_at(&snapshot, pos);
			uint64_t before = hole_before(&snapshot, pos);

			assert_true(hole.len >= 1 && hole.len <= size - pos && before <= pos);
			for (uint64_t i = 0; hole.zero && i < hole.len; i++)
				assert_int_equal(bytes[pos + i], 0);
			for (uint64_t i = 1; i <= before; i++)
				assert_int_equal(bytes[pos - i], 0);
		}
		snapshot_done(&snapshot);
	}
}

static void knows_the_holes_of_a_file(void **state)
{
	struct fixture *f = *state;
	const struct document_options options = { .mode = DOCUMENT_COPY, .no_map = no_map_asked() };
	uint64_t size = (uint64_t)1 << 34;

	f->document = document_open(&f->ropes, tmpdir_sparse(f->dir, "s", size), &options, &f->err);
	struct snapshot snapshot = document_snapshot(f->document);
	assert_true(hole_at(&snapshot, 12345).zero);
	assert_true(hole_at(&snapshot, 12345).len == size - 12345);
	assert_true(hole_before(&snapshot, size - 7) == size - 7);
	snapshot_done(&snapshot);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(finds_what_is_changed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(lists_every_change, set_up, tear_down),
		cmocka_unit_test_setup_teardown(marks_what_was_undone_past_a_save, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(marks_a_copy_and_not_all_before_it, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(takes_one_change_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(tells_only_true_holes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(knows_the_holes_of_a_file, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
