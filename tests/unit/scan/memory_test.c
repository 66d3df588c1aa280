/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each allocation of scan/ fails once: an error and no leak, then success. */
#include "scan_support.h"

#include <errno.h>

#include "scan/finder.h"
#include "scan/regex.h"
#include "scan/search.h"
#include "scan/transform.h"
#include "scan/undump.h"
#include "support/fail.h"

static struct document *document;
static struct snapshot snapshot;

static bool parse(struct err *err)
{
	struct pattern pattern;
	bool done = pattern_parse("41 \"text\"/iu ?? u16le:7", &pattern, err);

	if (done)
		pattern_done(&pattern);
	return done;
}

static bool find(struct err *err)
{
	static const uint8_t bytes[100];
	struct pattern pattern;
	struct finder *finder;

	if (!pattern_from_bytes(bytes, sizeof(bytes), &pattern, err))
		return false;
	finder = finder_new(&pattern, bytes, sizeof(bytes), err);
	if (finder != NULL)
		assert_int_equal(finder_next(finder, bytes, sizeof(bytes)), 0);
	finder_free(finder);
	pattern_done(&pattern);
	return finder != NULL;
}

static bool search(struct err *err)
{
	struct pattern pattern;
	struct search_request request = { .pattern = &pattern, .end = 1000, .all = true };
	struct job *job;
	bool done;

	if (!pattern_from_bytes("a", 1, &pattern, err))
		return false;
	job = search_new(&snapshot, &request, err);
	done = job != NULL && job_run(job, err);
	if (done)
		assert_int_equal(search_count(job), 1000);
	job_free(job);
	pattern_done(&pattern);
	return done;
}

/* Hits of two lengths, so that the list is written anew; on three threads. */
static bool list(struct err *err)
{
	struct pattern pattern;
	struct search_request request = {
		.pattern = &pattern, .end = 1000, .all = true, .separate = true, .threads = 3,
	};
	struct hits *hits = hits_new(UINT64_MAX, err);
	struct job *job = NULL;
	bool done = hits != NULL && pattern_parse("61 {0,3} ( 61 | 62 )", &pattern, err);

	if (done) {
		request.hits = hits;
		job = search_new(&snapshot, &request, err);
		done = job != NULL && job_run(job, err) && hits_add(hits, 1000, 7, err);
		pattern_done(&pattern);
	}
	if (done)
		assert_int_equal(hits_count(hits), 501);
	job_free(job);
	hits_free(hits);
	return done;
}

static bool search_regex(struct err *err)
{
	struct pattern pattern;
	struct search_request request = { .pattern = &pattern, .end = 1000, .from = 1000,
					  .backward = true, .threads = 2 };
	struct job *job;
	bool done;

	if (regex_library() == NULL)
		return true;
	if (!pattern_parse("re:[a-c]aa(a|b)", &pattern, err))
		return false;
	job = search_new(&snapshot, &request, err);
	done = job != NULL && job_run(job, err);
	if (done)
		assert_int_equal(search_hit_len(job), 4);
	job_free(job);
	pattern_done(&pattern);
	return done;
}

static bool transform(struct err *err)
{
	struct transform_request request = {
		.op = TRANSFORM_XOR, .len = 1000, .key = (const uint8_t *)"key", .key_len = 3,
	};
	struct job *job = transform_new(&snapshot, &request, err);
	bool done = job != NULL && job_run(job, err);

	job_free(job);
	return done;
}

static bool dump(struct err *err)
{
	struct dump_options options = { .format = DUMP_C, .name = "name" };
	struct dump *dump = dump_new(&snapshot, 0, 1000, &options, err);
	struct buf text = BUF_INIT;
	bool done = dump != NULL && dump_next(dump, &text, err);

	if (done)
		assert_true(text.len > 6000 && memcmp(text.data + text.len - 6, "1000;\n", 6) == 0);
	buf_done(&text);
	dump_free(dump);
	return done;
}

static bool take(void *context, uint64_t pos, const uint8_t *bytes, size_t len, struct err *err)
{
	uint64_t *end = context;

	(void)bytes;
	(void)err;
	*end = pos + len;
	return true;
}

static bool undump(struct err *err)
{
	uint64_t end = 0;
	struct undump *undump = undump_new(false, take, &end, err);
	bool done = undump != NULL && undump_feed(undump, "0: 41\n*\n20", 10, err) &&
		    undump_feed(undump, "00: 42", 6, err) && undump_end(undump, err);

	if (done)
		assert_int_equal(end, 0x2001);
	undump_free(undump);
	return done;
}

static void fails_well(void **state)
{
	static bool (*const works[])(struct err *) = {
		parse, find, search, list, search_regex, transform, dump, undump,
	};
	static const char *const calls[] = { "malloc", "calloc", "realloc" };

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(works) * ARRAY_COUNT(calls); i++) {
		const char *call = calls[i % ARRAY_COUNT(calls)];
		bool done, failed = true;

		for (uint64_t n = 0; failed; n++) {
			struct err err = { 0 };

			fail_at(call, n, ENOMEM);
			done = works[i / ARRAY_COUNT(calls)](&err);
			failed = fail_happened() > 0;
			assert_true(done || (failed && err.code == ERR_NOMEM));
			assert_true(n < 1000);
		}
		fail_reset();
		assert_true(done);
	}
}

/* Painting goes on without marks. */
static void marks_nothing(void **state)
{
	static const char *const calls[] = { "malloc", "calloc" };
	struct pattern pattern;
	struct err err = { 0 };
	uint8_t flags[10];

	(void)state;
	assert_true(pattern_from_bytes("a", 1, &pattern, &err));
	for (size_t i = 0; i < ARRAY_COUNT(calls); i++) {
		fail_at(calls[i], 0, ENOMEM);
		search_mark(&snapshot, &pattern, 0, flags, sizeof(flags));
		assert_int_equal(fail_happened(), 1);
		fail_reset();
		for (size_t k = 0; k < sizeof(flags); k++)
			assert_int_equal(flags[k], 0);
	}
	search_mark(&snapshot, &pattern, 0, flags, sizeof(flags));
	assert_int_equal(flags[9], 1);
	pattern_done(&pattern);
}

static int start(void **state)
{
	static uint8_t bytes[1000];

	memset(bytes, 'a', sizeof(bytes));
	scan_start(state);
	document = scan_document(bytes, sizeof(bytes));
	snapshot = document_snapshot(document);
	return 0;
}

static int end(void **state)
{
	snapshot_done(&snapshot);
	document_close(document);
	scan_end(state);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fails_well),
		cmocka_unit_test(marks_nothing),
	};
	return cmocka_run_group_tests(tests, start, end);
}
