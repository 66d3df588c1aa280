/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Differences of random runs at random distances, beside a walk byte by byte; holes; lost bytes. */
#include "scan_support.h"

#include "scan/difference.h"

enum { MOST = 30000, SIDES = 3 };

struct part {
	struct document *document;
	uint8_t bytes[MOST];
	uint8_t known[MOST];
	uint64_t len;
	uint64_t here, there;
};

static struct part own, sides[SIDES];

static bool find(const struct part *one, size_t count, uint64_t from, bool backward, uint64_t *pos)
{
	struct snapshot snapshot = document_snapshot(one->document);
	struct difference_side side[SIDES];
	struct err err = { 0 };
	struct job *job;
	bool found;

	for (size_t i = 0; i < count; i++)
		side[i] = (struct difference_side){ document_snapshot(sides[i].document),
						    sides[i].here, sides[i].there };
	job = difference_new(&snapshot, side, count, from, backward, &err);
	snapshot_done(&snapshot);
	for (size_t i = 0; i < count; i++)
		snapshot_done(&side[i].snapshot);
	assert_non_null(job);
	assert_true(job_run(job, &err));
	assert_true(atomic_load(&job->done) <= atomic_load(&job->total));
	found = difference_found(job, pos);
	job_free(job);
	return found;
}

/* The second way: each byte by itself, in signed numbers. */
static bool differs(size_t count, uint64_t pos)
{
	for (size_t i = 0; i < count; i++) {
		int64_t at = (int64_t)pos - (int64_t)sides[i].here + (int64_t)sides[i].there;
		bool has = at >= 0 && at < (int64_t)sides[i].len;

		if (pos == own.len ? has : !has)
			return true;
		if (pos < own.len && own.known[pos] && sides[i].known[at] &&
		    own.bytes[pos] != sides[i].bytes[at])
			return true;
	}
	return false;
}

static bool find_plainly(size_t count, uint64_t from, bool backward, uint64_t *pos)
{
	if (backward) {
		for (uint64_t at = from; at-- > 0;)
			if (differs(count, at) && (at == 0 || !differs(count, at - 1))) {
				*pos = at;
				return true;
			}
		return false;
	}
	for (uint64_t at = from + 1; at <= own.len; at++)
		if (differs(count, at) && !differs(count, at - 1)) {
			*pos = at;
			return true;
		}
	return false;
}

static void check(size_t count, uint64_t from, bool backward)
{
	uint64_t pos = 0, wanted = 0;
	bool found = find(&own, count, from, backward, &pos);

	assert_int_equal(found, find_plainly(count, from, backward, &wanted));
	if (found)
		assert_int_equal(pos, wanted);
}

static void make(struct random *rnd, struct part *part, uint64_t len, bool pieces)
{
	part->len = len;
	memset(part->known, 1, len);
	part->document = pieces ? scan_pieces(rnd, part->bytes, len, 300) :
				  scan_document(part->bytes, len);
}

/* The own bytes at some distance, with `changes` runs of others. */
static void make_side(struct random *rnd, struct part *part, uint64_t changes)
{
	uint64_t here = random_below(rnd, 200), there = random_below(rnd, 200);
	uint64_t len = random_between(rnd, 1, own.len + 200);

	if (len > MOST)
		len = MOST;
	part->here = here;
	part->there = there;
	for (uint64_t at = 0; at < len; at++) {
		int64_t pos = (int64_t)at - (int64_t)there + (int64_t)here;

		part->bytes[at] = pos >= 0 && pos < (int64_t)own.len ? own.bytes[pos] : 7;
	}
	for (uint64_t i = 0; i < changes; i++) {
		uint64_t at = random_below(rnd, len), run = random_between(rnd, 1, 6000);

		if (random_below(rnd, 3) > 0)
			run = random_between(rnd, 1, 3);
		for (; run > 0 && at < len; run--)
			part->bytes[at++] ^= (uint8_t)random_between(rnd, 1, 255);
	}
	make(rnd, part, len, random_below(rnd, 2));
}

static void finds_what_a_plain_walk_finds(void **state)
{
	struct random rnd;

	(void)state;
	random_start(&rnd);
	for (unsigned round = 0; round < 60; round++) {
		uint64_t len = random_below(&rnd, 4) ? random_between(&rnd, 1, 300) :
						       random_between(&rnd, 1, MOST);
		size_t count = (size_t)random_between(&rnd, 1, SIDES);

		scan_fill(&rnd, own.bytes, len, 4);
		make(&rnd, &own, len, random_below(&rnd, 2));
		for (size_t i = 0; i < count; i++)
			make_side(&rnd, &sides[i], random_below(&rnd, 5));
		for (unsigned i = 0; i < 30; i++)
			check(count, random_below(&rnd, len + 1), random_below(&rnd, 2));
		for (size_t i = 0; i < count; i++)
			document_close(sides[i].document);
		document_close(own.document);
	}
}

/* What can not be read is no difference, on neither side. */
static void lost_bytes_are_none(void **state)
{
	(void)state;
	for (int turn = 0; turn < 2; turn++) {
		struct part *damaged = turn ? &sides[0] : &own;
		struct part *whole = turn ? &own : &sides[0];

		damaged->document = scan_damaged(100, 100);
		damaged->len = scan_damaged_bytes(100, 100, damaged->bytes, damaged->known);
		whole->len = damaged->len;
		memcpy(whole->bytes, damaged->bytes, whole->len);
		memset(whole->bytes + 200, 0xee, 300);
		whole->bytes[60] = whole->bytes[whole->len - 40] = 1;
		memset(whole->known, 1, whole->len);
		whole->document = scan_document(whole->bytes, whole->len);
		sides[0].here = sides[0].there = 0;
		for (uint64_t from = 0; from <= own.len; from += 37) {
			check(1, from, false);
			check(1, from, true);
		}
		document_close(own.document);
		document_close(sides[0].document);
	}
}

/* Terabytes of nothing are passed at once. */
static void holes_are_skipped(void **state)
{
	const uint64_t size = UINT64_C(1) << 40, there = size / 2 + 12345;
	struct err err;
	uint64_t pos;

	(void)state;
	own.document = document_new(&scan_world.ropes, size, &err);
	sides[0].document = document_new(&scan_world.ropes, size + 5, &err);
	assert_non_null(own.document);
	assert_non_null(sides[0].document);
	sides[0].here = sides[0].there = 0;
	assert_true(find(&own, 1, 0, false, &pos));
	assert_int_equal(pos, size);
	assert_false(find(&own, 1, size, true, &pos));
	assert_true(document_overwrite(sides[0].document, there, "abc", 3, 0, &err));
	assert_true(find(&own, 1, 0, false, &pos));
	assert_int_equal(pos, there);
	assert_true(find(&own, 1, there, false, &pos));
	assert_int_equal(pos, size);
	assert_true(find(&own, 1, size, true, &pos));
	assert_int_equal(pos, there);
	assert_false(find(&own, 1, there, true, &pos));
	document_close(own.document);
	document_close(sides[0].document);
}

static void partners_at_the_ends_of_numbers(void **state)
{
	uint64_t at;

	(void)state;
	assert_true(difference_beside(0, 0, 1, 0, &at));
	assert_int_equal(at, 0);
	assert_false(difference_beside(0, 0, 1, 1, &at));
	assert_false(difference_beside(5, 4, 100, 0, &at));
	assert_true(difference_beside(5, 4, 100, 1, &at));
	assert_int_equal(at, 0);
	assert_false(difference_beside(0, UINT64_MAX, UINT64_MAX, 1, &at));
	assert_false(difference_beside(UINT64_MAX, 0, 10, UINT64_MAX - 1, &at));
	assert_true(difference_beside(UINT64_MAX, 0, 10, UINT64_MAX, &at));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_what_a_plain_walk_finds),
		cmocka_unit_test(lost_bytes_are_none),
		cmocka_unit_test(holes_are_skipped),
		cmocka_unit_test(partners_at_the_ends_of_numbers),
	};
	return cmocka_run_group_tests(tests, scan_start, scan_end);
}
