/* SPDX-License-Identifier: GPL-3.0-or-later */
/* document_find_changed() against document_changed(), byte by byte; holes against what they hold.
 * */
#include "support/testing.h"

#include "document/document.h"
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
	const struct document_options options = { .mode = DOCUMENT_COPY };

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
	const struct document_options options = { .mode = DOCUMENT_COPY };
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
		cmocka_unit_test_setup_teardown(tells_only_true_holes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(knows_the_holes_of_a_file, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
