/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include <unistd.h>

#include "edit/fold.h"

struct fixture {
	struct store *store;
	struct ropes ropes;
	struct document *document;
	struct fold_cache *cache;
	struct layout layout;
	struct err err;
};

static void open_document(struct fixture *f, struct document *document)
{
	assert_non_null(document);
	f->document = document;
}

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	f->store = store_new(4096, &f->err);
	ropes_init(&f->ropes, f->store);
	f->cache = fold_cache_new(&f->err);
	f->layout = (struct layout){ .columns = 16, .group = 1 };
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	fold_cache_free(f->cache);
	document_close(f->document);
	ropes_done(&f->ropes);
	store_free(f->store);
	free(f);
	return 0;
}

static bool folds(struct fixture *f, uint64_t at, uint64_t pos, uint64_t len)
{
	struct fold_run run;

	return fold_at(f->cache, at, &run) && run.pos == pos && run.len == len;
}

static bool plain(struct fixture *f, uint64_t at)
{
	struct fold_run run;

	return !fold_at(f->cache, at, &run);
}

static void begin(struct fixture *f)
{
	fold_begin(f->cache, f->document, &f->layout, FOLD_BUDGET);
}

static void folds_equal_rows(void **state)
{
	struct fixture *f = *state;
	uint8_t bytes[16 * 10 + 5] = { 0 };

	open_document(f, document_new(&f->ropes, 0, &f->err));
	memset(bytes + 16 * 4, 'x', 16);
	assert_true(document_insert(f->document, 0, bytes, sizeof(bytes), 0, &f->err));
	begin(f);
	assert_true(plain(f, 0));
	/* Asked from the middle, then from both ends. */
	assert_true(folds(f, 32, 16, 48));
	assert_true(folds(f, 16, 16, 48));
	assert_true(plain(f, 64));
	assert_true(plain(f, 80));
	assert_true(folds(f, 9 * 16, 96, 64));
	/* The last row is not full. */
	assert_true(plain(f, 160));
}

static void follows_edits_and_layout(void **state)
{
	struct fixture *f = *state;

	open_document(f, document_new(&f->ropes, 160, &f->err));
	begin(f);
	assert_true(folds(f, 16, 16, 144));
	assert_true(document_overwrite(f->document, 50, "x", 1, 0, &f->err));
	begin(f);
	assert_true(folds(f, 16, 16, 32));
	assert_true(plain(f, 48));
	assert_true(plain(f, 64));
	assert_true(folds(f, 144, 80, 80));
	f->layout.columns = 8;
	begin(f);
	assert_true(folds(f, 8, 8, 40));
	f->layout.shift = 3;
	begin(f);
	assert_true(plain(f, 3));
	assert_true(folds(f, 11, 11, 32));
}

static void knows_fills_by_their_period(void **state)
{
	struct fixture *f = *state;
	uint64_t tebi = (uint64_t)1 << 40;

	open_document(f, document_new(&f->ropes, tebi, &f->err));
	fold_begin(f->cache, f->document, &f->layout, 0);
	assert_true(folds(f, tebi / 2, 16, tebi - 16));
	assert_true(document_fill(f->document, 0, tebi / 2, "\xde\xad", 2, 0, &f->err));
	fold_begin(f->cache, f->document, &f->layout, 0);
	assert_true(folds(f, 4096, 16, tebi / 2 - 16));
	assert_true(plain(f, tebi / 2));
	assert_true(folds(f, tebi - 16, tebi / 2 + 16, tebi / 2 - 16));
	/* A period of three bytes does not divide the row. */
	assert_true(document_fill(f->document, 0, tebi / 2, "abc", 3, 0, &f->err));
	begin(f);
	assert_true(plain(f, 4096));
}

static void knows_holes_of_files(void **state)
{
	struct fixture *f = *state;
	struct tmpdir *dir = tmpdir_new();
	uint64_t size = (uint64_t)1 << 36;
	const char *path = tmpdir_sparse(dir, "sparse", size);
	struct document_options options = { .mode = DOCUMENT_COPY, .no_map = no_map_asked() };

	open_document(f, document_open(&f->ropes, path, &options, &f->err));
	fold_begin(f->cache, f->document, &f->layout, 0);
	assert_true(folds(f, size / 2 + 16 * 77, 16, size - 16));
	assert_true(document_overwrite(f->document, size / 2 + 7, "x", 1, 0, &f->err));
	fold_begin(f->cache, f->document, &f->layout, 0);
	assert_true(folds(f, size / 4, 16, size / 2 - 16));
	assert_true(plain(f, size / 2));
	assert_true(plain(f, size / 2 + 16));
	assert_true(folds(f, size / 2 + 32, size / 2 + 32, size / 2 - 32));
	tmpdir_free(dir);
}

/* What has to be compared is cut by the budget, and what follows goes on from there. */
static void cuts_runs_by_the_budget(void **state)
{
	struct fixture *f = *state;
	size_t size = 8 << 20;
	struct fold_run run;
	uint64_t pos = 16;
	struct tmpdir *dir = tmpdir_new();
	char *bytes = malloc(size);
	struct document_options options = { .mode = DOCUMENT_COPY, .no_map = no_map_asked() };

	assert_non_null(bytes);
	memset(bytes, 'z', size);
	open_document(f, document_open(&f->ropes, tmpdir_write(dir, "z", bytes, size), &options,
				       &f->err));
	free(bytes);
	fold_begin(f->cache, f->document, &f->layout, 2 << 20);
	for (int i = 0; pos < size; i++) {
		assert_true(i < 10);
		assert_true(fold_at(f->cache, pos, &run));
		assert_int_equal(run.pos, pos);
		assert_true(i != 0 || run.len > (2 << 20) - (128 << 10));
		pos += run.len;
	}
	assert_int_equal(pos, size);
	/* Remembered: the same runs are found from any of their rows. */
	fold_begin(f->cache, f->document, &f->layout, FOLD_BUDGET);
	assert_true(fold_at(f->cache, size - 16, &run));
	assert_true(run.pos + run.len == size && run.len < size - 16);
	tmpdir_free(dir);
}

/* Against a plain array. */
static void agrees_with_a_model(void **state)
{
	struct fixture *f = *state;
	struct random rnd;
	uint8_t bytes[600];

	random_start(&rnd);
	open_document(f, document_new(&f->ropes, 0, &f->err));
	for (int round = 0; round < 300; round++) {
		unsigned columns = (unsigned)random_between(&rnd, 1, 9);
		size_t size = (size_t)random_below(&rnd, sizeof(bytes));
		uint64_t old = document_size(f->document);

		for (size_t i = 0; i < size; i++)
			bytes[i] = i < columns || random_below(&rnd, 20) == 0 ?
				(uint8_t)random_below(&rnd, 3) : bytes[i - columns];
		assert_true(document_delete(f->document, 0, old, 0, &f->err));
		assert_true(document_insert(f->document, 0, bytes, size, 0, &f->err));
		f->layout.columns = columns;
		f->layout.shift = (unsigned)random_below(&rnd, columns);
		begin(f);
		for (int k = 0; k < 30 && size > 0; k++) {
			uint64_t at = layout_row_start(&f->layout, random_below(&rnd, size));
			struct fold_run run = { 0, 0 };
			bool folded = fold_at(f->cache, at, &run);
			uint64_t from = f->layout.shift + columns;
			bool equal = at >= from && size - at >= columns &&
				memcmp(bytes + at, bytes + at - columns, columns) == 0;

			assert_int_equal(folded, equal);
			for (uint64_t p = run.pos; p < run.pos + run.len; p++)
				assert_int_equal(bytes[p], bytes[p - columns]);
			if (folded && run.pos > from)
				assert_true(memcmp(bytes + run.pos - columns,
						   bytes + run.pos - 2 * columns, columns) != 0);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(folds_equal_rows, set_up, tear_down),
		cmocka_unit_test_setup_teardown(follows_edits_and_layout, set_up, tear_down),
		cmocka_unit_test_setup_teardown(knows_fills_by_their_period, set_up, tear_down),
		cmocka_unit_test_setup_teardown(knows_holes_of_files, set_up, tear_down),
		cmocka_unit_test_setup_teardown(cuts_runs_by_the_budget, set_up, tear_down),
		cmocka_unit_test_setup_teardown(agrees_with_a_model, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
