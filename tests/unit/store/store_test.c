/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include "store/arena.h"
#include "store/kinds.h"
#include "store/store.h"

/* A source that tells when it is closed. */
struct probe {
	struct source base;
	int *closed;
};

static uint64_t probe_size(const struct source *source)
{
	(void)source;
	return 0;
}

static void probe_close(struct source *source)
{
	++*((struct probe *)source)->closed;
	free(source);
}

static const struct source_class probe_class = {
	.name = "probe",
	.size = probe_size,
	.close = probe_close,
};

static struct source *new_probe(int *closed)
{
	struct probe *probe = malloc(sizeof *probe);

	assert_non_null(probe);
	*probe = (struct probe){ { .class = &probe_class }, closed };
	return &probe->base;
}

static struct store *new_store(void)
{
	struct err err;
	struct store *store = store_new(64, &err);

	assert_non_null(store);
	return store;
}

static void has_an_arena(void **state)
{
	struct store *store = new_store();
	struct err err;
	uint64_t off;

	(void)state;
	assert_string_equal(source_kind(store_source(store, STORE_ARENA)), "memory");
	assert_true(arena_add(store_source(store, STORE_ARENA), "x", 1, &off, &err));
	store_ref(store, STORE_ARENA);
	store_unref(store, STORE_ARENA);
	assert_int_equal(source_size(store_source(store, STORE_ARENA)), 1);
	store_free(store);
	store_free(NULL);
}

static void closes_with_the_last_reference(void **state)
{
	struct store *store = new_store();
	struct err err;
	int closed = 0;
	uint16_t id;

	(void)state;
	assert_true(store_add(store, new_probe(&closed), &id, &err));
	assert_int_not_equal(id, STORE_ARENA);
	store_ref(store, id);
	store_ref(store, id);
	store_unref(store, id);
	store_unref(store, id);
	assert_int_equal(closed, 0);
	store_unref(store, id);
	assert_int_equal(closed, 1);
	store_free(store);
	assert_int_equal(closed, 1);
}

static void uses_numbers_again(void **state)
{
	struct store *store = new_store();
	struct err err;
	int closed = 0;
	uint16_t a, b, c;

	(void)state;
	assert_true(store_add(store, new_probe(&closed), &a, &err));
	assert_true(store_add(store, new_probe(&closed), &b, &err));
	assert_int_not_equal(a, b);
	store_unref(store, a);
	assert_true(store_add(store, new_probe(&closed), &c, &err));
	assert_int_equal(a, c);
	store_free(store);
	assert_int_equal(closed, 3);
}

static void says_when_it_is_full(void **state)
{
	struct store *store = new_store();
	struct err err = { 0 };
	int closed = 0;
	uint16_t id, last = 0;

	(void)state;
	for (int i = 1; i < STORE_MAX; i++)
		assert_true(store_add(store, new_probe(&closed), &last, &err));
	assert_int_equal(last, STORE_MAX - 1);
	assert_false(store_add(store, new_probe(&closed), &id, &err));
	assert_int_equal(err.code, ERR_NOMEM);
	assert_int_equal(closed, 1);
	store_unref(store, 77);
	assert_true(store_add(store, new_probe(&closed), &id, &err));
	assert_int_equal(id, 77);
	store_free(store);
	assert_int_equal(closed, STORE_MAX + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(has_an_arena),
		cmocka_unit_test(closes_with_the_last_reference),
		cmocka_unit_test(uses_numbers_again),
		cmocka_unit_test(says_when_it_is_full),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
