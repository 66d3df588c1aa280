/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Searches over ropes of many tiny pieces, with windows and steps of a few bytes, against the
 * naive search over an array.
 */
#include "scan_support.h"

#include <fcntl.h>
#include <unistd.h>

#include "scan/search.h"
#include "scan/search_private.h"

struct outcome {
	bool found, wrapped;
	uint64_t hit, count;
};

/* bytes[i] can not be read where known[i] is 0; known may be NULL. */
struct content {
	const uint8_t *bytes, *known;
	uint64_t len;
};

static bool matches_at(const struct content *content, const struct pattern *pattern, uint64_t pos)
{
	for (size_t i = 0; content->known != NULL && i < pattern->len; i++) {
		if (!content->known[pos + i])
			return false;
	}
	return pattern_matches(pattern, content->bytes + pos);
}

/* Visits the positions in the order of the search. */
static struct outcome search_naively(const struct content *content,
				     const struct search_request *request)
{
	const struct pattern *pattern = request->pattern;
	struct outcome outcome = { false, false, 0, 0 };
	uint64_t room = request->end - request->start;
	uint64_t high = room < pattern->len ? request->start : request->end - pattern->len + 1;
	uint64_t from = request->from < request->start ? request->start : request->from;
	uint64_t n;

	if (from > high)
		from = high;
	n = high - request->start;
	for (uint64_t i = 0; i < n; i++) {
		bool back = request->backward && !request->all;
		uint64_t near = request->backward ? from - request->start : high - from;
		bool beyond = i >= near;
		uint64_t pos;

		if (back)
			pos = !beyond ? from - 1 - i : high - 1 - (i - near);
		else if (request->backward)
			pos = request->start + i;
		else
			pos = !beyond ? from + i : request->start + (i - near);
		if (beyond && !request->wrap)
			break;
		if (!matches_at(content, pattern, pos))
			continue;
		outcome.count++;
		if (outcome.found)
			continue;
		outcome.found = true;
		outcome.wrapped = beyond;
		outcome.hit = pos;
		if (!request->all)
			break;
	}
	return outcome;
}

static void check(const struct document *document, const struct content *content,
		  const struct search_request *request, const struct search_sizes *sizes)
{
	struct outcome right = search_naively(content, request);
	struct snapshot snapshot = document_snapshot(document);
	struct err err = { 0 };
	struct job *job = sizes != NULL ? search_new_with(&snapshot, request, sizes, &err)
					: search_new(&snapshot, request, &err);
	uint64_t hit = 0;

	assert_non_null(job);
	assert_true(job_run(job, &err));
	assert_int_equal(search_hit(job, &hit), right.found);
	assert_int_equal(hit, right.hit);
	assert_int_equal(search_count(job), right.count);
	assert_int_equal(search_wrapped(job), right.wrapped);
	if (!right.found || request->all)
		assert_int_equal(atomic_load(&job->done), atomic_load(&job->total));
	job_free(job);
	snapshot_done(&snapshot);
}

static void choose_request(struct random *rnd, uint64_t size, const struct pattern *pattern,
			   struct search_request *request)
{
	uint64_t a = random_below(rnd, 2) ? 0 : random_below(rnd, size + 1);
	uint64_t b = random_below(rnd, 2) ? size : random_below(rnd, size + 1);

	*request = (struct search_request){
		.pattern = pattern,
		.start = a < b ? a : b,
		.end = a < b ? b : a,
		.from = random_below(rnd, size + 10),
		.backward = random_below(rnd, 2),
		.wrap = random_below(rnd, 2),
		.all = random_below(rnd, 4) == 0,
		.threads = (unsigned)random_below(rnd, 5),
	};
}

static void choose_sizes(struct random *rnd, struct search_sizes *sizes)
{
	sizes->window = (size_t)1 << random_below(rnd, 10);
	sizes->want = (size_t)random_between(rnd, 1, 300);
	sizes->step = random_between(rnd, 1, 700);
}

static void choose_pattern(struct random *rnd, const uint8_t *bytes, size_t len,
			   struct pattern *pattern)
{
	size_t pattern_len = (size_t)random_between(rnd, 1, random_below(rnd, 3) ? 6 : 90);
	uint8_t noise[90];
	struct err err = { 0 };

	random_fill(rnd, noise, sizeof(noise));
	if (pattern_len > len || random_below(rnd, 8) == 0)
		assert_true(pattern_from_bytes(noise, pattern_len, pattern, &err));
	else
		assert_true(pattern_from_bytes(bytes + random_below(rnd, len - pattern_len + 1),
					       pattern_len, pattern, &err));
	for (size_t i = 0; i < pattern_len && random_below(rnd, 3) == 0; i++) {
		pattern->mask[i] = random_below(rnd, 2) ? 0 : 0xf0;
		pattern->value[i] &= pattern->mask[i];
		pattern->exact = false;
	}
}

static void agrees_on_tiny_pieces(void **state)
{
	static const unsigned alphabets[] = { 1, 2, 3, 5, 200 };
	static uint8_t bytes[3000];
	struct random rnd;

	(void)state;
	random_start(&rnd);
	for (unsigned round = 0; round < 60; round++) {
		size_t len = (size_t)random_below(&rnd, round % 4 ? 400 : sizeof(bytes));
		struct content content = { bytes, NULL, len };
		struct document *document;

		scan_fill(&rnd, bytes, len, alphabets[round % ARRAY_COUNT(alphabets)]);
		document = scan_pieces(&rnd, bytes, len, round % 3 ? 7 : 600);
		for (unsigned i = 0; i < 40; i++) {
			struct search_request request;
			struct search_sizes sizes;
			struct pattern pattern;

			choose_pattern(&rnd, bytes, len, &pattern);
			choose_request(&rnd, len, &pattern, &request);
			choose_sizes(&rnd, &sizes);
			check(document, &content, &request, &sizes);
			check(document, &content, &request, NULL);
			pattern_done(&pattern);
		}
		document_close(document);
	}
}

/* Windows that are lent from a mapping, with hits on both sides of each place where they end. */
static void finds_across_windows_of_a_file(void **state)
{
	enum { SIZE = 300000 };
	uint8_t *bytes = calloc(SIZE, 1);
	struct search_sizes sizes = { .window = 8192, .want = 5000, .step = 20000 };
	struct content content = { bytes, NULL, SIZE };
	struct document *document;
	struct pattern pattern;
	struct random rnd;
	struct err err = { 0 };

	(void)state;
	random_start(&rnd);
	assert_non_null(bytes);
	for (size_t at = 0; at + 8 < SIZE; at += (size_t)random_between(&rnd, 4090, 4110))
		memcpy(bytes + at, "PATTERN", 7);
	memcpy(bytes + SIZE - 7, "PATTERN", 7);
	document = scan_file(bytes, SIZE);
	assert_true(pattern_parse("\"pattern\"/i", &pattern, &err));
	for (unsigned i = 0; i < 60; i++) {
		struct search_request request;

		choose_request(&rnd, SIZE, &pattern, &request);
		check(document, &content, &request, i % 2 ? &sizes : NULL);
	}
	pattern_done(&pattern);
	document_close(document);
	free(bytes);
}

static void passes_over_unknown_bytes(void **state)
{
	static const char *const patterns[] = {
		"a", "b", "00", "aa", "bb", "ab", "??", "?? ?? ??",
	};
	static uint8_t bytes[3 * SCAN_PAGE], known[3 * SCAN_PAGE];
	struct search_sizes sizes = { .window = 64, .want = 50, .step = 333 };
	uint64_t len = scan_damaged_bytes(100, 200, bytes, known);
	struct content content = { bytes, known, len };
	struct document *document = scan_damaged(100, 200);
	struct random rnd;

	(void)state;
	random_start(&rnd);
	for (unsigned i = 0; i < 200; i++) {
		struct search_request request;
		struct pattern pattern;
		struct err err = { 0 };

		if (i % 8 < 5)
			assert_true(pattern_from_bytes(patterns[i % 8], strlen(patterns[i % 8]),
						       &pattern, &err));
		else
			assert_true(pattern_parse(patterns[i % 8], &pattern, &err));
		choose_request(&rnd, len, &pattern, &request);
		check(document, &content, &request, i % 3 ? &sizes : NULL);
		pattern_done(&pattern);
	}
	document_close(document);
}

static void counts_unknown_bytes_once(void **state)
{
	static const struct search_sizes sizes[] = {
		{ 64, 50, 333 }, { 64, 50, 7 }, { 1 << 20, 1 << 16, 1 << 20 },
	};
	uint64_t len = 100 + SCAN_PAGE + 200;
	struct document *document = scan_damaged(100, 200);
	struct snapshot snapshot = document_snapshot(document);
	struct pattern pattern;
	struct err err = { 0 };

	(void)state;
	assert_true(pattern_parse("\"not there\"", &pattern, &err));
	for (unsigned i = 0; i < 4 * ARRAY_COUNT(sizes); i++) {
		struct search_request request = {
			.pattern = &pattern, .end = len, .from = i % 2 ? 3000 : 40,
			.backward = i % 4 > 1, .wrap = true,
		};
		struct job *job = search_new_with(&snapshot, &request, &sizes[i / 4], &err);

		assert_non_null(job);
		assert_true(job_run(job, &err));
		assert_int_equal(search_unknown(job), SCAN_PAGE);
		job_free(job);
	}
	pattern_done(&pattern);
	snapshot_done(&snapshot);
	document_close(document);
}

static void works_on_the_snapshot(void **state)
{
	struct document *document = scan_document("one two three", 13);
	struct snapshot snapshot = document_snapshot(document);
	struct pattern pattern;
	struct err err = { 0 };
	struct search_request request = { .pattern = &pattern, .end = 13 };
	struct job *job;
	uint64_t hit;

	(void)state;
	assert_true(pattern_parse("two", &pattern, &err));
	job = search_new(&snapshot, &request, &err);
	assert_non_null(job);
	snapshot_done(&snapshot);
	pattern_done(&pattern);
	assert_true(document_delete(document, 0, 13, 0, &err));
	assert_true(job_run(job, &err));
	assert_true(search_hit(job, &hit));
	assert_int_equal(hit, 4);
	job_free(job);
	document_close(document);
}

static void refuses_and_cancels(void **state)
{
	struct document *document = scan_document("abcabc", 6);
	struct snapshot snapshot = document_snapshot(document);
	struct pattern pattern;
	struct err err = { 0 };
	struct search_request request = { .pattern = &pattern, .end = 7 };
	struct job *job;

	(void)state;
	assert_true(pattern_parse("abc", &pattern, &err));
	assert_null(search_new(&snapshot, &request, &err));
	assert_int_equal(err.code, ERR_RANGE);
	request = (struct search_request){ .pattern = &pattern, .start = 4, .end = 3 };
	assert_null(search_new(&snapshot, &request, &err));
	assert_int_equal(err.code, ERR_RANGE);
	request = (struct search_request){ .pattern = &pattern, .end = 6 };
	job = search_new(&snapshot, &request, &err);
	assert_non_null(job);
	job_cancel(job);
	assert_int_equal(job_step(job, &err), JOB_FAILED);
	assert_int_equal(err.code, ERR_CANCELLED);
	job_free(job);
	pattern_done(&pattern);
	snapshot_done(&snapshot);
	document_close(document);
}

/* Each step reads a bounded part, so few steps are few bytes. */
static unsigned steps_over(const char *path, const struct search_request *request, uint64_t *pos)
{
	struct document_options options = { .mode = DOCUMENT_READ };
	struct document *document;
	struct snapshot snapshot;
	struct job *job;
	struct err err;
	unsigned steps = 0;

	document = document_open(&scan_world.ropes, path, &options, &err);
	assert_non_null(document);
	snapshot = document_snapshot(document);
	job = search_new(&snapshot, request, &err);
	assert_non_null(job);
	while (steps < 200 && job_step(job, &err) == JOB_RUNNING)
		steps++;
	assert_true(search_hit(job, pos));
	job_free(job);
	snapshot_done(&snapshot);
	document_close(document);
	return steps;
}

/* The wrap and what lies before data that was passed, too. */
static void leaps_over_holes_on_both_sides(void **state)
{
	enum { NEEDLE = 6 };
	const uint64_t size = UINT64_C(1) << 36, place = (size / 8) * 7;
	struct pattern pattern;
	struct err err;
	const char *path = tmpdir_write(scan_world.dir, "sparse", "", 0);
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	uint64_t pos;

	(void)state;
	assert_int_equal(ftruncate(fd, (off_t)size), 0);
	assert_int_equal(pwrite(fd, "needle", NEEDLE, (off_t)place), NEEDLE);
	if (lseek(fd, 0, SEEK_DATA) == 0)
		skip();
	close(fd);
	assert_true(pattern_parse("needle", &pattern, &err));
	for (int backward = 0; backward < 2; backward++) {
		struct search_request request = {
			.pattern = &pattern, .end = size, .from = place + !backward,
			.backward = backward, .wrap = true, .threads = 1,
		};

		assert_true(steps_over(path, &request, &pos) < 100);
		assert_true(pos == place);
	}
	pattern_done(&pattern);
}

static void check_marks(const struct document *document, const struct content *content,
			const struct pattern *pattern, uint64_t pos, size_t len)
{
	uint8_t *flags = malloc(len + 1), *right = calloc(len + 1, 1);
	struct snapshot snapshot = document_snapshot(document);

	assert_true(flags != NULL && right != NULL);
	memset(flags, 7, len + 1);
	for (uint64_t at = 0; at + pattern->len <= content->len; at++) {
		if (!matches_at(content, pattern, at))
			continue;
		for (uint64_t i = at; i < at + pattern->len; i++) {
			if (i >= pos && i < pos + len)
				right[i - pos] = 1;
		}
	}
	search_mark(&snapshot, pattern, pos, flags, len);
	if (len > 0)
		assert_memory_equal(flags, right, len);
	assert_int_equal(flags[len], 7);
	snapshot_done(&snapshot);
	free(flags);
	free(right);
}

static void marks_hits(void **state)
{
	static uint8_t bytes[600];
	struct random rnd;

	(void)state;
	random_start(&rnd);
	for (unsigned round = 0; round < 300; round++) {
		size_t len = (size_t)random_below(&rnd, sizeof(bytes));
		uint64_t pos = random_below(&rnd, len + 1);
		struct content content = { bytes, NULL, len };
		struct document *document;
		struct pattern pattern;

		scan_fill(&rnd, bytes, len, 1 + round % 3);
		document = scan_pieces(&rnd, bytes, len, 50);
		choose_pattern(&rnd, bytes, len, &pattern);
		check_marks(document, &content, &pattern, pos,
			    (size_t)random_below(&rnd, len - pos + 1));
		pattern_done(&pattern);
		document_close(document);
	}
}

static void marks_no_unknown_bytes(void **state)
{
	struct document *document = scan_damaged(10, 10);
	struct snapshot snapshot = document_snapshot(document);
	uint8_t flags[SCAN_PAGE + 20];
	struct pattern pattern;
	struct err err = { 0 };

	(void)state;
	assert_true(pattern_parse("?? ??", &pattern, &err));
	search_mark(&snapshot, &pattern, 0, flags, sizeof(flags));
	for (size_t i = 0; i < sizeof(flags); i++)
		assert_int_equal(flags[i], i < 10 || i >= SCAN_PAGE + 10);
	pattern_done(&pattern);
	snapshot_done(&snapshot);
	document_close(document);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_on_tiny_pieces),
		cmocka_unit_test(finds_across_windows_of_a_file),
		cmocka_unit_test(passes_over_unknown_bytes),
		cmocka_unit_test(counts_unknown_bytes_once),
		cmocka_unit_test(works_on_the_snapshot),
		cmocka_unit_test(refuses_and_cancels),
		cmocka_unit_test(leaps_over_holes_on_both_sides),
		cmocka_unit_test(marks_hits),
		cmocka_unit_test(marks_no_unknown_bytes),
	};
	return cmocka_run_group_tests(tests, scan_start, scan_end);
}
