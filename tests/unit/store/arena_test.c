/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include <pthread.h>
#include <stdatomic.h>

#include "store/arena.h"

static struct source *new_arena(size_t chunk)
{
	struct err err;
	struct source *arena = arena_new(chunk, &err);

	assert_non_null(arena);
	return arena;
}

/* Against one plain array, over chunks that are smaller and larger than what is added. */
static void keeps_what_was_added(void **state)
{
	enum { TOTAL = 5000 };
	static const size_t chunks[] = { 1, 2, 16, 256, 1 << 20 };
	static uint8_t model[TOTAL], back[TOTAL];
	struct random rnd;

	(void)state;
	random_start(&rnd);
	random_fill(&rnd, model, sizeof model);
	for (size_t i = 0; i < ARRAY_COUNT(chunks); i++) {
		struct source *arena = new_arena(chunks[i]);
		struct err err;
		uint64_t off;
		int why = -1;

		for (size_t len = 0; len < TOTAL;) {
			size_t part = (size_t)random_below(&rnd, 100);

			part = part < TOTAL - len ? part : TOTAL - len;
			assert_true(arena_add(arena, model + len, part, &off, &err));
			assert_int_equal(off, len);
			len += part;
			assert_int_equal(source_size(arena), len);
		}
		for (int n = 0; n < 200; n++) {
			size_t at = (size_t)random_below(&rnd, TOTAL);
			size_t want = (size_t)random_between(&rnd, 1, 400);
			size_t have = want < TOTAL - at ? want : TOTAL - at;

			assert_int_equal(source_read(arena, at, back, want, &why), have);
			assert_int_equal(why, 0);
			assert_memory_equal(back, model + at, have);

			struct source_span span = source_begin(arena, at, want);
			assert_in_range(span.bytes.len, 1, have);
			assert_memory_equal(span.bytes.data, model + at, span.bytes.len);
			assert_true(source_end(arena, &span));
		}
		source_close(arena);
	}
}

static void lends_reserved_room_in_runs(void **state)
{
	struct source *arena = new_arena(8);
	struct err err;
	uint64_t off;
	uint8_t back[20];
	size_t filled = 0;
	int why;

	(void)state;
	assert_true(arena_add(arena, "abc", 3, &off, &err));
	assert_true(arena_reserve(arena, 20, &off, &err));
	assert_int_equal(off, 3);
	while (filled < 20) {
		size_t len;
		uint8_t *room = arena_room_at(arena, off + filled, &len);

		assert_in_range(len, 1, 8);
		for (size_t i = 0; i < len; i++)
			room[i] = (uint8_t)(filled + i);
		filled += len;
	}
	assert_int_equal(filled, 20);
	assert_int_equal(source_read(arena, 3, back, 20, &why), 20);
	for (size_t i = 0; i < 20; i++)
		assert_int_equal(back[i], i);
	source_close(arena);
}

static void refuses_what_can_not_be_had(void **state)
{
	struct source *arena = new_arena(16);
	struct err err = { 0 };
	uint64_t off;
	int why;
	char back[3];

	(void)state;
	assert_true(arena_add(arena, "abc", 3, &off, &err));
	assert_false(arena_reserve(arena, UINT64_MAX, &off, &err));
	assert_int_equal(err.code, ERR_NOMEM);
	assert_false(arena_reserve(arena, INT64_MAX, &off, &err));
	assert_int_equal(source_size(arena), 3);
	assert_int_equal(source_read(arena, 0, back, 3, &why), 3);
	assert_memory_equal(back, "abc", 3);
	assert_true(arena_add(arena, "", 0, &off, &err));
	assert_int_equal(off, 3);
	assert_false(source_can_poke(arena));
	source_close(arena);
}

/* One thread adds, another reads what it was told of. */
struct handover {
	struct source *arena;
	atomic_size_t published;     /* words that the reader may look at */
	size_t wrong;
};

enum { WORDS = 20000 };

static void *read_along(void *arg)
{
	struct handover *h = arg;
	size_t seen = 0;

	while (seen < WORDS) {
		size_t known = atomic_load(&h->published);

		for (; seen < known; seen++) {
			uint32_t word = 0;
			int why;

			if (source_read(h->arena, seen * 4, &word, 4, &why) != 4 || word != seen)
				h->wrong++;
		}
	}
	return NULL;
}

static void can_be_read_while_it_grows(void **state)
{
	struct handover h = { .arena = new_arena(64) };
	pthread_t thread;
	struct err err;
	uint64_t off;

	(void)state;
	assert_int_equal(pthread_create(&thread, NULL, read_along, &h), 0);
	for (uint32_t word = 0; word < WORDS; word++) {
		assert_true(arena_add(h.arena, &word, 4, &off, &err));
		atomic_store(&h.published, word + 1);
	}
	pthread_join(thread, NULL);
	assert_int_equal(h.wrong, 0);
	source_close(h.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_what_was_added),
		cmocka_unit_test(lends_reserved_room_in_runs),
		cmocka_unit_test(refuses_what_can_not_be_had),
		cmocka_unit_test(can_be_read_while_it_grows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
