/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan_support.h"

#include "scan/replace.h"

struct row {
	const char *pattern, *with, *before, *after;
	uint64_t count;
};

static const struct row rows[] = {
	{ "\"a\"", "\"bb\"", "xaxa", "xbbxbb", 2 },
	{ "\"aa\"", "\"b\"", "aaaaa", "bba", 2 },
	{ "\"a\"", "\"\"", "banana", "bnn", 3 },
	{ "61 ?? 63", "41 ?? 43", "abc axc ab", "AbC AxC ab", 2 },
	{ "61 62", "?? 4?", "ab", "aB", 1 },
	{ "(61|62) (31)", "$2 $1 \"<$0>$$\"", "a1b1", "1a<a1>$1b<b1>$", 2 },
	{ "\"a\"", "z$0z", "a", "zaz", 1 },
	{ "\"a\"", "u16be:0x4142", "a", "AB", 1 },
	{ "\"none\"", "00", "abc", "abc", 0 },
	{ "(61) | (62)", "\"[$1$2]\"", "ab", "[a][b]", 2 },
	{ "[30-39]", "u8:${u8(.)+1}", "0a8", "1a9", 2 },
	{ "[30-39]", "u8:${ (u8(.) + 1) & 0x7f } 2e", "0a8", "1.a9.", 2 },
	{ "\"x\"", "\"<${. * 100}>\"", "xx", "<0><100>", 2 },
	{ "\"x\"", "${u8(.+1)-98} ${size*1}", "xa", "-12a", 1 },
	{ "\"ab\"", "u16be:${u16le(.)}", "ab", "ba", 1 },
	{ "41", "i8:${0-u8(.)}", "A", "\xbf", 1 },
	{ "41", "f32be:${u8(.) + 8388288}", "A", "\x4a\xff\xfe\x02", 1 },
	/* What is read was there before anything was replaced. */
	{ "[61-63]", "u8:${u8(.-1)+1}", "1abc", "12bc", 3 },
#ifdef WITH_PCRE2
	{ "re:(?<first>\\w+) (\\w+)", "\"$2 ${first}\"", "one two", "two one", 1 },
	{ "re:x*", "\"-\"", "axxb", "a-b", 1 },
	{ "re:^", "\"-\"", "ab", "ab", 0 },
#endif
};

static void check_row(struct random *rnd, const struct row *row)
{
	struct document *document = scan_pieces(rnd, (const uint8_t *)row->before,
						strlen(row->before), 2);
	struct snapshot snapshot = document_snapshot(document);
	struct err err = { 0 };
	struct pattern pattern;
	uint8_t after[64];
	size_t len = strlen(row->after);

	assert_true(pattern_parse(row->pattern, &pattern, &err));
	for (unsigned dry = 2; dry-- > 0;) {
		struct template *with = template_new(row->with, &pattern, &err);
		struct replace_request request = {
			.pattern = &pattern, .with = with, .end = strlen(row->before),
			.dry_run = dry != 0,
		};
		uint64_t steps = document_undo_count(document);
		struct job *job;

		if (with == NULL)
			fail_msg("%s: %s", row->with, err.text);
		job = replace_new(&snapshot, &request, &err);
		assert_non_null(job);
		assert_true(job_run(job, &err));
		assert_int_equal(replace_count(job), row->count);
		assert_int_equal(replace_list(job)->count, dry ? 0 : row->count);
		assert_true(dry || replace_apply(job, document, &err));
		assert_int_equal(document_undo_count(document) - steps, !dry && row->count > 0);
		job_free(job);
		template_free(with);
	}
	snapshot_done(&snapshot);
	snapshot = document_snapshot(document);
	assert_int_equal(snapshot_len(&snapshot), len);
	snapshot_read(&snapshot, 0, after, NULL, len, NULL);
	if (memcmp(after, row->after, len) != 0)
		fail_msg("%s by %s: %.*s", row->pattern, row->with, (int)len, (char *)after);
	snapshot_done(&snapshot);
	pattern_done(&pattern);
	document_close(document);
}

static void replaces(void **state)
{
	struct random rnd;

	(void)state;
	random_start(&rnd);
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++)
		check_row(&rnd, &rows[i]);
}

/* Reads all of it; the caller frees. */
static uint8_t *bytes_of(const struct document *document, size_t *len)
{
	uint8_t *bytes;

	*len = (size_t)document_size(document);
	bytes = malloc(*len + 1);
	assert_non_null(bytes);
	assert_int_equal(document_read(document, 0, bytes, NULL, *len, NULL), 0);
	return bytes;
}

/* So many that they are made as one change; and back. */
static void check_many(struct random *rnd, const char *pattern_text, const char *with_text,
		       const char *from, const char *to)
{
	enum { HITS = 300 };
	struct buf before = BUF_INIT, after = BUF_INIT;
	struct document *document;
	struct snapshot snapshot;
	struct replace_request request = { 0 };
	struct document_place place;
	struct pattern pattern;
	struct template *with;
	struct err err = { 0 };
	struct job *job;
	uint8_t *bytes;
	size_t len;

	for (unsigned i = 0; i < HITS; i++) {
		unsigned gap = (unsigned)random_below(rnd, 4);

		buf_format(&before, "%.*s%s", (int)gap, "...", from);
		buf_format(&after, "%.*s%s", (int)gap, "...", to);
	}
	document = scan_file(before.data, before.len);
	snapshot = document_snapshot(document);
	assert_true(pattern_parse(pattern_text, &pattern, &err));
	with = template_new(with_text, &pattern, &err);
	assert_non_null(with);
	request.pattern = &pattern;
	request.with = with;
	request.end = before.len;
	job = replace_new(&snapshot, &request, &err);
	assert_non_null(job);
	assert_true(job_run(job, &err));
	assert_int_equal(replace_count(job), HITS);
	assert_true(replace_apply(job, document, &err));
	bytes = bytes_of(document, &len);
	assert_int_equal(len, after.len);
	assert_memory_equal(bytes, after.data, len);
	free(bytes);
	assert_int_equal(document_undo_count(document), 1);
	assert_true(document_undo(document, &place, &err));
	bytes = bytes_of(document, &len);
	assert_int_equal(len, before.len);
	assert_memory_equal(bytes, before.data, len);
	free(bytes);
	assert_false(document_is_modified(document));
	job_free(job);
	template_free(with);
	pattern_done(&pattern);
	snapshot_done(&snapshot);
	document_close(document);
	buf_done(&before);
	buf_done(&after);
}

static void replaces_many(void **state)
{
	struct random rnd;

	(void)state;
	random_start(&rnd);
	check_many(&rnd, "\"abc\"", "\"ABC\"", "abc", "ABC");
	check_many(&rnd, "\"abc\"", "\"\"", "abc", "");
	check_many(&rnd, "\"abc\"", "\"longer\"", "abc", "longer");
	check_many(&rnd, "(61 62) 63", "$1 $1", "abc", "abab");
}

static void refuses(void **state)
{
	static const struct {
		const char *with;
		enum err_code code;
		const char *message;
	} bad[] = {
		{ "$3", ERR_SYNTAX, "no such capture at column 1" },
		{ "00 $name", ERR_SYNTAX, "no such capture at column 4" },
		{ "\"${1\"", ERR_SYNTAX, "expected }" },
		{ "\"$ \"", ERR_SYNTAX, "expected $0" },
		{ "00 0", ERR_SYNTAX, "half a byte (quote what is text) at column 4" },
		{ "\"open", ERR_SYNTAX, "not closed at column 1" },
		{ "00 u8:256", ERR_RANGE, "does not fit u8 at column 4" },
		{ "00 u8:${1 +}", ERR_SYNTAX, "expected a number at column 12" },
		{ "u8:${1", ERR_SYNTAX, "expected } at column 4" },
		{ "u8:${1}2", ERR_SYNTAX, "a blank is missing at column 8" },
		{ "\"a ${nothing(.)}\"", ERR_SYNTAX, "unknown name at column 1" },
	};
	struct pattern pattern;
	struct err err = { 0 };

	(void)state;
	assert_true(pattern_parse("(61) (62)", &pattern, &err));
	for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
		if (template_new(bad[i].with, &pattern, &err) != NULL)
			fail_msg("%s was taken", bad[i].with);
		if (err.code != bad[i].code || strstr(err.text, bad[i].message) == NULL)
			fail_msg("%s: %s", bad[i].with, err.text);
	}
	pattern_done(&pattern);
}

/* A byte that is to be kept, where the hit has none. */
/* Replaces 'a' in these bytes, as request has it. */
struct attempt {
	struct document *document;
	struct snapshot snapshot;
	struct pattern pattern;
	struct template *with;
	struct job *job;
};

static void attempt(struct attempt *attempt, const char *bytes, const char *with,
		    struct replace_request request)
{
	struct err err = { 0 };

	attempt->document = scan_document(bytes, strlen(bytes));
	attempt->snapshot = document_snapshot(attempt->document);
	assert_true(pattern_parse("61", &attempt->pattern, &err));
	attempt->with = template_new(with, &attempt->pattern, &err);
	assert_non_null(attempt->with);
	request.pattern = &attempt->pattern;
	request.with = attempt->with;
	attempt->job = replace_new(&attempt->snapshot, &request, &err);
	assert_non_null(attempt->job);
}

static void attempt_done(struct attempt *attempt)
{
	job_free(attempt->job);
	template_free(attempt->with);
	pattern_done(&attempt->pattern);
	snapshot_done(&attempt->snapshot);
	document_close(attempt->document);
}

static void fails_on_what_is_not_there(void **state)
{
	struct attempt it;
	struct err err = { 0 };

	(void)state;
	attempt(&it, "xab", "00 ??", (struct replace_request){ .end = 3, .most = 1 });
	assert_false(job_run(it.job, &err));
	assert_int_equal(err.code, ERR_RANGE);
	attempt_done(&it);
}

static void stops_where_told(void **state)
{
	struct attempt it;
	struct err err = { 0 };

	(void)state;
	attempt(&it, "aaaa", "62", (struct replace_request){ .start = 1, .end = 4, .most = 2 });
	assert_true(job_run(it.job, &err));
	assert_int_equal(replace_count(it.job), 2);
	assert_true(replace_is_cut(it.job) && replace_keeps_length(it.job));
	assert_int_equal(replace_list(it.job)->items[1].pos, 2);
	attempt_done(&it);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(replaces),
		cmocka_unit_test(replaces_many),
		cmocka_unit_test(refuses),
		cmocka_unit_test(fails_on_what_is_not_there),
		cmocka_unit_test(stops_where_told),
	};
	return cmocka_run_group_tests(tests, scan_start, scan_end);
}
