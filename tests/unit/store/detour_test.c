/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of where bytes are, against a plain array with a place for each byte. */
#include "support/testing.h"

#include "store/detour.h"
#include "support/random.h"

enum { SIZE = 400, START = 1000, ROUNDS = 60, MOVES = 6 };

/* Where each byte of the source is. */
struct spot {
	enum detour_place place;
	uint64_t at;
};

static void must_agree(const struct detour *detour, const struct spot *spots)
{
	uint64_t end = 0;

	for (size_t i = 0; i < detour->count; i++) {
		assert_int_equal(detour->runs[i].off, end);
		assert_true(detour->runs[i].len > 0);
		end += detour->runs[i].len;
		/* What goes on in the same place is one run. */
		if (i > 0)
			assert_false(detour->runs[i - 1].place == detour->runs[i].place &&
				     detour->runs[i - 1].at + detour->runs[i - 1].len ==
					     detour->runs[i].at);
	}
	assert_int_equal(end, SIZE);
	for (uint64_t off = 0; off < SIZE; off++) {
		const struct detour_run *run = detour_at(detour, off);

		assert_true(run->off <= off && off - run->off < run->len);
		assert_int_equal(run->place, spots[off].place);
		assert_int_equal(run->at + (off - run->off), spots[off].at);
	}
}

static bool is_needed(const struct spot *spots, uint64_t off, uint64_t len)
{
	for (size_t i = 0; i < SIZE; i++)
		if (spots[i].place == DETOUR_FILE && spots[i].at >= off && spots[i].at - off < len)
			return true;
	return false;
}

/* Ascending, without overlaps, also before and behind what the source has. */
static size_t make_moves(struct random *random, struct detour_run *moves)
{
	uint64_t off = START - 50;
	size_t count = 0;

	while (count < MOVES) {
		uint64_t len = random_between(random, 1, 60);

		off += random_below(random, 80);
		moves[count++] = (struct detour_run){
			off, len, random_below(random, 3000),
			(enum detour_place)random_below(random, DETOUR_PLACES),
		};
		off += len;
	}
	return count;
}

static void follow(struct spot *spots, const struct detour_run *moves, size_t count)
{
	for (size_t i = 0; i < SIZE; i++) {
		const struct spot was = spots[i];

		for (size_t k = 0; was.place == DETOUR_FILE && k < count; k++)
			if (was.at >= moves[k].off && was.at - moves[k].off < moves[k].len)
				spots[i] = (struct spot){ moves[k].place,
							  moves[k].at + (was.at - moves[k].off) };
	}
}

static void tables_agree_with_an_array(void **state)
{
	struct random random;
	struct err err;

	(void)state;
	random_start(&random);
	for (int round = 0; round < ROUNDS; round++) {
		struct detour *now = detour_new(SIZE, START, &err);
		struct spot spots[SIZE];

		assert_non_null(now);
		for (size_t i = 0; i < SIZE; i++)
			spots[i] = (struct spot){ DETOUR_FILE, START + i };
		must_agree(now, spots);
		for (int save = 0; save < 4; save++) {
			struct detour_run moves[MOVES];
			size_t count = make_moves(&random, moves);
			struct detour *next;

			now->kept = 7;
			now->slot = 8;
			next = detour_redirect(now, moves, count, &err);
			assert_non_null(next);
			must_agree(now, spots);
			follow(spots, moves, count);
			must_agree(next, spots);
			assert_int_equal(next->kept, 7);
			assert_int_equal(next->slot, 8);
			detour_free(now);
			now = next;
		}
		for (int i = 0; i < 50; i++) {
			uint64_t off = random_below(&random, 3000);
			uint64_t len = random_between(&random, 1, 300);

			assert_int_equal(detour_needs(now, off, len), is_needed(spots, off, len));
		}
		detour_free(now);
	}
}

static void an_empty_source_needs_nothing(void **state)
{
	struct err err;
	struct detour *detour = detour_new(0, START, &err), *next;

	(void)state;
	assert_non_null(detour);
	assert_int_equal(detour->count, 0);
	assert_int_equal(detour->kept, -1);
	assert_false(detour_needs(detour, 0, UINT64_MAX));
	next = detour_redirect(detour, NULL, 0, &err);
	assert_non_null(next);
	assert_int_equal(next->count, 0);
	detour_free(next);
	detour_free(detour);
	detour_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables_agree_with_an_array),
		cmocka_unit_test(an_empty_source_needs_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
