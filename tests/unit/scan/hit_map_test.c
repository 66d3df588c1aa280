/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a map of hits says against search_mark() over all of the document, where it looks at all of
 * it; how much it reads, where it does not. */
#include "slow_disk.h"

#include <unistd.h>

#include "scan/hit_map.h"
#include "scan/overview.h"
#include "scan/search.h"

#define ALL .end = UINT64_MAX

static struct pattern parsed(const char *text)
{
	struct pattern pattern;
	struct err err = { 0 };

	if (!pattern_parse(text, &pattern, &err))
		fail_msg("%s: %s", text, err.text);
	return pattern;
}

static struct hit_map *divided(const struct hit_map_request *request,
			       const struct document *document, size_t count)
{
	struct err err = { 0 };
	struct hit_map *map = hit_map_new(request, &err);

	assert_non_null(map);
	assert_true(hit_map_divide(map, document_size(document), count, &err));
	return map;
}

static struct job *look(struct hit_map *map, const struct document *document)
{
	struct snapshot snapshot = document_snapshot(document);
	struct err err = { 0 };
	struct job *job = hit_map_job(map, &snapshot, &err);

	assert_non_null(job);
	snapshot_done(&snapshot);
	return job;
}

static void look_to_the_end(struct hit_map *map, const struct document *document)
{
	struct job *job = look(map, document);
	struct err err = { 0 };

	assert_true(job_run(job, &err));
	job_free(job);
}

/* Each part by the marks of all bytes that are wanted. */
static void check(const struct hit_map *map, const struct hit_map_request *request,
		  const struct document *document, size_t count)
{
	struct snapshot snapshot = document_snapshot(document);
	uint64_t size = snapshot_len(&snapshot);
	uint8_t *flags = calloc(size + 1, 1);

	assert_non_null(flags);
	search_mark(&snapshot, request->pattern, 0, flags, size);
	for (size_t i = 0; size > 0 && i < count; i++) {
		uint64_t pos, end;
		bool hit = false;

		overview_borders(size, count, i, &pos, &end);
		for (; pos < end; pos++)
			hit = hit || (flags[pos] && pos >= request->start && pos < request->end);
		if (hit_map_state(map, i) != (hit ? HIT_MAP_HIT : HIT_MAP_NONE))
			fail_msg("part %zu is %d", i, hit_map_state(map, i));
	}
	assert_int_equal(hit_map_state(map, count), HIT_MAP_UNKNOWN);
	free(flags);
	snapshot_done(&snapshot);
}

/* Of bytes from 0 to 4. */
static const char *const patterns[] = {
	"01", "00", "02 02 02", "01 ?? 03 04 00", "[01 02] 00 00", "( 01 02 03 | 04 04 00 00 01 )",
	"03 {0,9} 03 04", "01 02 03 04 01 02 03 04", "expr: u16le(.) == 0x0304",
};

static void says_what_the_marks_say(void **state)
{
	enum { MOST = 3000 };
	uint8_t bytes[MOST];
	struct random rnd;

	(void)state;
	random_start(&rnd);
	for (int n = 0; n < 200; n++) {
		size_t len = (size_t)random_below(&rnd, n % 2 ? MOST : 40);
		size_t count = (size_t)random_between(&rnd, 1, 30);
		struct pattern pattern = parsed(patterns[(size_t)n % (sizeof(patterns) /
							      sizeof(patterns[0]))]);
		struct hit_map_request request = {
			.pattern = &pattern, ALL,
			.cell = (size_t)random_between(&rnd, 1, 200),
		};

		if (n % 3 == 0)
			scan_part(&rnd, len, &request.start, &request.end);
		scan_fill(&rnd, bytes, len, (unsigned)random_between(&rnd, 2, 5));
		struct document *document = scan_pieces(&rnd, bytes, len, 200);
		struct hit_map *map = divided(&request, document, count);

		look_to_the_end(map, document);
		check(map, &request, document, count);
		hit_map_free(map);
		pattern_done(&pattern);
		document_close(document);
	}
}

/* Cancelled again and again, with edits between that make hits and end them. */
static void goes_on_after_edits(void **state)
{
	enum { LEN = 20000, COUNT = 12 };
	uint8_t *bytes = calloc(LEN, 1);
	struct random rnd;
	struct err err = { 0 };
	struct pattern pattern = parsed("05 06 07");
	struct hit_map_request request = { .pattern = &pattern, ALL, .cell = 100 };

	(void)state;
	assert_non_null(bytes);
	random_start(&rnd);
	struct document *document = scan_pieces(&rnd, bytes, LEN, 3000);
	struct hit_map *map = divided(&request, document, COUNT);
	for (int n = 0; n < 100; n++) {
		struct job *job = look(map, document);
		uint64_t pos = random_below(&rnd, LEN - 3);

		if (n % 2 == 0 && job_step(job, &err) == JOB_DONE)
			check(map, &request, document, COUNT);
		job_free(job);
		assert_true(document_overwrite(document, pos, n % 3 ? "\5\6\7" : "\0\0\0", 3, 0,
					       &err));
		hit_map_forget(map, pos, 3);
		assert_int_equal(hit_map_state(map, (size_t)(pos * COUNT / LEN)),
				 HIT_MAP_UNKNOWN);
	}
	look_to_the_end(map, document);
	check(map, &request, document, COUNT);
	/* Far from all edits nothing is forgotten. */
	hit_map_forget(map, LEN - 1, UINT64_MAX);
	assert_int_not_equal(hit_map_state(map, 0), HIT_MAP_UNKNOWN);
	hit_map_free(map);
	pattern_done(&pattern);
	document_close(document);
	free(bytes);
}

static void unknown_bytes_are_no_hits(void **state)
{
	struct document *document = scan_damaged(SCAN_PAGE, SCAN_PAGE);
	struct pattern pattern = parsed("00");
	struct hit_map_request request = { .pattern = &pattern, ALL };
	struct hit_map *map = divided(&request, document, 5);

	(void)state;
	look_to_the_end(map, document);
	check(map, &request, document, 5);
	assert_int_equal(hit_map_state(map, 2), HIT_MAP_NONE);
	hit_map_found(map, document_size(document) / 2);
	assert_int_equal(hit_map_state(map, 2), HIT_MAP_HIT);
	hit_map_free(map);
	hit_map_free(NULL);
	pattern_done(&pattern);
	document_close(document);
}

static void has_nothing_to_say_of_nothing(void **state)
{
	struct document *document = scan_document("", 0);
	struct pattern pattern = parsed("00");
	struct hit_map_request request = { .pattern = &pattern, ALL };
	struct hit_map *map = divided(&request, document, 5);

	(void)state;
	look_to_the_end(map, document);
	assert_int_equal(hit_map_state(map, 0), HIT_MAP_UNKNOWN);
	hit_map_free(map);
	pattern_done(&pattern);
	document_close(document);
}

/* A terabyte with three islands: nothing but what is around these is read. */
static void passes_over_holes(void **state)
{
	enum { COUNT = 44, ISLANDS = 3, CELL = 4096 };
	static const uint64_t at[ISLANDS] = { 5u << 20, UINT64_C(400) << 30,
					      (UINT64_C(1) << 40) - (1 << 20) };
	const char *path = disk_sparse(UINT64_C(1) << 40, at, ISLANDS);
	struct pattern pattern = parsed("\"xxx\"");
	struct hit_map_request request = { .pattern = &pattern, ALL, .cell = CELL };
	size_t hits = 0;

	(void)state;
	if (!path) {
		pattern_done(&pattern);
		skip();
	}
	struct document *document = disk_open(path);
	struct hit_map *map = divided(&request, document, COUNT);

	atomic_store(&disk->reads, 0);
	look_to_the_end(map, document);
	for (size_t i = 0; i < COUNT; i++) {
		uint64_t pos, end;
		bool hit = false;

		overview_borders(document_size(document), COUNT, i, &pos, &end);
		for (size_t j = 0; j < ISLANDS; j++)
			hit = hit || (at[j] >= pos && at[j] < end);
		assert_int_equal(hit_map_state(map, i), hit ? HIT_MAP_HIT : HIT_MAP_NONE);
		hits += hit;
	}
	assert_int_equal(hits, ISLANDS);
	assert_in_range(atomic_load(&disk->reads), ISLANDS, ISLANDS * 8);
	hit_map_free(map);
	pattern_done(&pattern);
	document_close(document);
	unlink(path);
}

/* No more is looked at than is allowed: half of it at the start, the rest to the end. */
static void looks_at_no_more_than_it_may(void **state)
{
	enum { CELL = 4096, CELLS = 1000, MOST = 40, FIRST = 15 };
	uint8_t *bytes = calloc(CELLS, CELL);
	struct pattern first = parsed("01 02"), last = parsed("03 04"), none = parsed("05 06");
	static const enum hit_map_state wanted[] = { HIT_MAP_HIT, HIT_MAP_HIT, HIT_MAP_NONE };
	const struct pattern *all[] = { &first, &last, &none };

	(void)state;
	assert_non_null(bytes);
	memcpy(bytes + (size_t)FIRST * CELL, "\1\2", 2);
	/* Each cell of the last third begins with it. */
	for (size_t i = CELLS * 2 / 3; i < CELLS; i++)
		memcpy(bytes + i * CELL, "\3\4", 2);
	/* Where the half is over, nothing is seen. */
	memcpy(bytes + ((size_t)MOST / 2 + 2) * CELL, "\5\6", 2);
	struct document *document =
		disk_open(tmpdir_write(scan_world.dir, "long", bytes, (size_t)CELLS * CELL));

	free(bytes);
	for (size_t i = 0; i < 3; i++) {
		struct hit_map_request request = {
			.pattern = all[i], ALL, .cell = CELL, .most = (uint64_t)MOST * CELL,
		};
		struct hit_map *map = divided(&request, document, 1);

		atomic_store(&disk->reads, 0);
		look_to_the_end(map, document);
		assert_int_equal(hit_map_state(map, 0), wanted[i]);
		assert_in_range(atomic_load(&disk->reads), 1, MOST * 3);
		hit_map_free(map);
	}
	pattern_done(&first);
	pattern_done(&last);
	pattern_done(&none);
	document_close(document);
}

/* The disk does not answer: neither does the job wait, nor is anything said; then it does. */
static void does_not_wait_for_a_slow_disk(void **state)
{
	enum { LEN = 20000, COUNT = 3 };
	uint8_t bytes[LEN];
	struct random rnd;
	struct err err = { 0 };
	struct slow slow;
	struct pattern pattern = parsed("01 02");
	struct hit_map_request request = { .pattern = &pattern, ALL };

	(void)state;
	random_start(&rnd);
	scan_fill(&rnd, bytes, LEN, 16);
	disk_slow(&slow);
	struct document *document = disk_open(tmpdir_write(scan_world.dir, "slow", bytes, LEN));
	struct hit_map *map = divided(&request, document, COUNT);
	struct job *job = look(map, document);

	atomic_store(&disk->hangs, true);
	assert_int_equal(job_step(job, &err), JOB_WAITING);
	for (size_t i = 0; i < COUNT; i++)
		assert_int_equal(hit_map_state(map, i), HIT_MAP_UNKNOWN);
	disk_run(&slow, job);
	check(map, &request, document, COUNT);
	job_free(job);
	hit_map_free(map);
	pattern_done(&pattern);
	document_close(document);
	disk_answered(&slow);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_what_the_marks_say),
		cmocka_unit_test(goes_on_after_edits),
		cmocka_unit_test(unknown_bytes_are_no_hits),
		cmocka_unit_test(has_nothing_to_say_of_nothing),
		cmocka_unit_test(passes_over_holes),
		cmocka_unit_test(looks_at_no_more_than_it_may),
		cmocka_unit_test(does_not_wait_for_a_slow_disk),
	};
	return cmocka_run_group_tests(tests, disk_start, scan_end);
}
