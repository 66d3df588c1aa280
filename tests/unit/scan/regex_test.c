/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random regular expressions on small random bytes: searched through pieces and windows, with what
 * is read off their text, they give what one call of the library over all bytes gives.
 */
#include "scan_support.h"

#include "scan/hits.h"
#include "scan/regex.h"
#include "scan/regex_shape.h"
#include "scan/search.h"
#include "scan/search_private.h"

enum { SIZE = 3000, HITS = 2 * SIZE };

/* What is read off an expression. */
static const struct {
	const char *text;
	unsigned flags;
	uint64_t bound;          /* UINT64_MAX: none */
	const char *literal;     /* "?" for any byte; "": none */
} shapes[] = {
	{ "abc", 0, 3, "abc" },
	{ "ab|cd", 0, 2, "" },
	{ "x(ab|cd)yz", 0, 5, "yz" },
	{ "a*bcd", 0, UINT64_MAX, "bcd" },
	{ "[a-z]+ERR: .*", 0, UINT64_MAX, "ERR: " },
	{ "ab+cde?f", 0, UINT64_MAX, "ab" },
	{ "abc{2}d", 0, 5, "abccd" },
	{ "\\x48\\x8b.\\x48\\x89", 0, 5, "\x48\x8b?\x48\x89" },
	{ "a(bcd)*e", 0, UINT64_MAX, "a" },
	{ "a(bcd)+e", 0, UINT64_MAX, "bcd" },
	{ "a(?=bcdef)b", 0, 7, "a" },
	{ "a(?!bcdef)b", 0, 7, "a" },
	{ "(?<=bcdef)ab", 0, 2, "ab" },
	{ "(?<name>abc)d", 0, 4, "abc" },
	{ "(?>abc)+d", 0, UINT64_MAX, "abc" },
	{ "\\bab\\b", 0, 3, "ab" },
	{ "^ab$", 0, 4, "ab" },
	{ "(?i)abc", 0, 3, "ABC" },
	{ "(?i:a)bcd", 0, 4, "bcd" },
	{ "abc", REGEX_CASELESS, 3, "ABC" },
	{ "a\\.b\\n", 0, 4, "a.b\n" },
	{ "[^a]{1000}b", 0, 1001, "b" },
	{ "ab\\Kcd", 0, UINT64_MAX, "" },
	{ "(a)\\1", 0, UINT64_MAX, "" },
	{ "(?#ab)cd", 0, UINT64_MAX, "" },
	{ "(?-i)cd", 0, UINT64_MAX, "" },
	{ "(?|(ab)|(cd))", 0, UINT64_MAX, "" },
	{ "a b", REGEX_EXTENDED, UINT64_MAX, "" },
	{ "[[:alpha:]]]{2}[]x]z", 0, 5, "]]?z" },
};

static void reads_shapes(void **state)
{
	(void)state;
	if (regex_library() == NULL)
		skip();
	for (size_t i = 0; i < ARRAY_COUNT(shapes); i++) {
		const char *literal = shapes[i].literal;
		struct regex_shape shape;

		regex_shape(shapes[i].text, shapes[i].flags, &shape);
		if (!shape.known)
			shape.len = 0;
		if (shape.len != strlen(literal) ||
		    regex_bound(shapes[i].text, shapes[i].flags) != shapes[i].bound)
			fail_msg("%s: literal of %zu, bound %" PRIu64, shapes[i].text, shape.len,
				 regex_bound(shapes[i].text, shapes[i].flags));
		for (size_t k = 0; k < shape.len; k++)
			assert_int_equal(shape.mask[k] == 0 ? '?' : shape.value[k],
					 (uint8_t)literal[k]);
	}
}

static void write_atom(struct random *rnd, struct buf *text, int depth);

static void write_sequence(struct random *rnd, struct buf *text, int depth)
{
	static const char *const counts[] = {
		"*", "+", "?", "*?", "+?", "++", "{2}", "{1,3}", "{0,2}?", "{2,}", "{3,}+",
	};
	uint64_t atoms = random_between(rnd, 1, 4);

	for (uint64_t i = 0; i < atoms; i++) {
		write_atom(rnd, text, depth);
		if (random_below(rnd, 5) < 2)
			buf_text(text, counts[random_below(rnd, ARRAY_COUNT(counts))]);
	}
}

static void write_group(struct random *rnd, struct buf *text, int depth)
{
	static const char *const heads[] = {
		"(", "(?:", "(?>", "(?=", "(?!", "(?i:", "(?s:", "(?<n>", "(?i)(", "(",
	};
	const char *head = heads[random_below(rnd, ARRAY_COUNT(heads))];

	/* A name can be there once. */
	if (strstr(head, "<n>") != NULL && strstr(buf_string(text), "<n>") != NULL)
		head = "(";
	buf_text(text, head);
	write_sequence(rnd, text, depth - 1);
	while (random_below(rnd, 3) == 0) {
		buf_text(text, "|");
		write_sequence(rnd, text, depth - 1);
	}
	buf_text(text, ")");
}

static void write_atom(struct random *rnd, struct buf *text, int depth)
{
	static const char *const atoms[] = {
		"a", "b", "c", "a", "b", "c", "ab", "A", "\\n", ".", "[ab]", "[^a]", "[b-d\\n]",
		"\\w", "\\s", "\\W", "[^\\n]", "(?:\\b)", "(?:^)", "(?:$)", "(?<=a)", "(?<!bc)",
		"\\x61", "abc", "-",
	};

	if (depth > 0 && random_below(rnd, 4) == 0)
		write_group(rnd, text, depth);
	else
		buf_text(text, atoms[random_below(rnd, ARRAY_COUNT(atoms))]);
}

static size_t find_naively(struct regex *regex, const uint8_t *bytes, size_t len, bool separate,
			   struct hit *hits)
{
	struct regex_text text = { bytes, len, true, true, false, NULL };
	size_t count = 0, from = 0;
	struct match match;

	for (;; count++) {
		enum match_result result = regex_next(regex, &text, from, len, &match);

		if (result == MATCH_COMPLEX)
			return SIZE_MAX;
		if (result != MATCH_FOUND)
			return count;
		assert_true(count < HITS);
		hits[count] = (struct hit){ .pos = match.start, .len = match.end - match.start };
		from = separate ? match.end : match.start + 1;
	}
}

static void compare(const struct document *document, const struct pattern *pattern, size_t len,
		    const struct search_sizes *sizes, bool separate, const struct hit *right,
		    size_t count)
{
	struct snapshot snapshot = document_snapshot(document);
	struct err err = { 0 };
	struct hits *hits = hits_new(UINT64_MAX, &err);
	struct search_request request = {
		.pattern = pattern, .end = len, .all = true, .separate = separate, .hits = hits,
		.threads = (unsigned)(len % 3),
	};
	struct job *job = search_new_with(&snapshot, &request, sizes, &err);
	struct hit hit;

	assert_true(job != NULL && hits != NULL);
	if (!job_run(job, &err)) {
		/* Elsewhere begun, it can meet the limits. */
		assert_int_equal(err.code, ERR_REFUSED);
		goto out;
	}
	assert_int_equal(hits_count(hits), count);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(hits_get(hits, i, &hit, 1), 1);
		if (hit.pos != right[i].pos || hit.len != right[i].len)
			fail_msg("%s: hit %zu at %" PRIu64 "+%" PRIu64 ", not %" PRIu64
				 "+%" PRIu64, pattern->source, i, hit.pos, hit.len, right[i].pos,
				 right[i].len);
	}
out:
	job_free(job);
	hits_free(hits);
	snapshot_done(&snapshot);
}

/* The nearest hit before `from`. */
static void compare_last(const struct document *document, const struct pattern *pattern,
			 size_t len, const struct search_sizes *sizes, uint64_t from,
			 const struct hit *right, size_t count)
{
	struct snapshot snapshot = document_snapshot(document);
	struct search_request request = {
		.pattern = pattern, .end = len, .from = from, .backward = true,
		.threads = (unsigned)(from % 4),
	};
	struct err err = { 0 };
	struct job *job = search_new_with(&snapshot, &request, sizes, &err);
	uint64_t pos = 0;

	assert_non_null(job);
	if (!job_run(job, &err)) {
		assert_int_equal(err.code, ERR_REFUSED);
		goto out;
	}
	while (count > 0 && right[count - 1].pos >= from)
		count--;
	assert_int_equal(search_hit(job, &pos), count > 0);
	if (count > 0 &&
	    (pos != right[count - 1].pos || search_hit_len(job) != right[count - 1].len))
		fail_msg("%s: last before %" PRIu64 ": %" PRIu64 ", not %" PRIu64, pattern->source,
			 from, pos, right[count - 1].pos);
out:
	job_free(job);
	snapshot_done(&snapshot);
}

static void check(struct random *rnd, const char *text, const uint8_t *bytes, size_t len)
{
	static struct hit right[HITS];
	struct search_sizes sizes = {
		.window = (size_t)1 << random_below(rnd, 11),
		.want = (size_t)random_between(rnd, 1, 600),
		.step = random_between(rnd, 1, 2 * SIZE),
	};
	struct document *document = scan_pieces(rnd, bytes, len, 40 + len / 3);
	struct buf source = BUF_INIT;
	struct err err = { 0 };
	struct pattern pattern;
	size_t error_at, count;
	struct regex *regex = regex_new(text, 0, &error_at, &err);

	buf_format(&source, "re:%s", text);
	if (regex == NULL || !pattern_parse(buf_string(&source), &pattern, &err))
		goto out;
	for (int separate = 0; separate < 2; separate++) {
		count = find_naively(regex, bytes, len, separate, right);
		if (count != SIZE_MAX)
			compare(document, &pattern, len, &sizes, separate, right, count);
	}
	count = find_naively(regex, bytes, len, false, right);
	for (int i = 0; i < 3 && count != SIZE_MAX; i++)
		compare_last(document, &pattern, len, &sizes, random_below(rnd, len + 2), right,
			     count);
	pattern_done(&pattern);
out:
	regex_free(regex);
	buf_done(&source);
	document_close(document);
}

static void agrees_with_one_call(void **state)
{
	static const char letters[] = "aaabbbcccAB-\n\n d";
	static uint8_t bytes[SIZE];
	struct random rnd;

	(void)state;
	if (regex_library() == NULL)
		skip();
	random_start(&rnd);
	for (unsigned round = 0; round < 1500; round++) {
		size_t len = (size_t)random_between(&rnd, 1, round % 4 ? 300 : SIZE);
		size_t alphabet = (size_t)random_between(&rnd, 2, sizeof(letters) - 1);
		struct buf text = BUF_INIT;

		for (size_t i = 0; i < len; i++)
			bytes[i] = (uint8_t)letters[random_below(&rnd, alphabet)];
		for (size_t i = 0; i < len; i += (size_t)random_between(&rnd, 1, 60))
			bytes[i] = (uint8_t)random_next(&rnd);
		write_sequence(&rnd, &text, 2);
		check(&rnd, buf_string(&text), bytes, len);
		buf_done(&text);
	}
}

/* A bad pattern is told with its place, and the bytes before it are searched. */
static void tells_where_it_is_too_complex(void **state)
{
	static uint8_t bytes[5000];
	struct document *document;
	struct snapshot snapshot;
	struct pattern pattern;
	struct search_request request = { .pattern = &pattern, .end = sizeof(bytes) };
	struct err err = { 0 };
	struct job *job;

	(void)state;
	if (regex_library() == NULL)
		skip();
	memset(bytes, '-', sizeof(bytes));
	memset(bytes + 3000, 'a', 60);
	document = scan_document(bytes, sizeof(bytes));
	snapshot = document_snapshot(document);
	assert_true(pattern_parse("re:(a|a)+(a|a)+x\\d", &pattern, &err));
	job = search_new(&snapshot, &request, &err);
	assert_non_null(job);
	assert_true(job_run(job, &err));         /* no x: not even begun */
	job_free(job);
	pattern_done(&pattern);
	assert_true(pattern_parse("re:(a|a)+(a|a)+[xyz]", &pattern, &err));
	job = search_new(&snapshot, &request, &err);
	assert_non_null(job);
	assert_false(job_run(job, &err));
	assert_int_equal(err.code, ERR_REFUSED);
	assert_string_equal(err.text, "pattern too complex at 0xbb8");
	job_free(job);
	pattern_done(&pattern);
	snapshot_done(&snapshot);
	document_close(document);
}

/* Slow at each place, but not beyond the limits: cancelling is heard. */
static void stops_when_cancelled(void **state)
{
	static uint8_t bytes[200000];
	_Atomic bool cancelled = false;
	struct regex_text text = { bytes, sizeof(bytes), true, true, false, &cancelled };
	struct match match;
	struct err err = { 0 };
	size_t error_at;
	struct regex *regex;

	(void)state;
	if (regex_library() == NULL)
		skip();
	memset(bytes, 'a', sizeof(bytes));
	regex = regex_new("a*[xyz]", 0, &error_at, &err);
	assert_non_null(regex);
	atomic_store(&cancelled, true);
	assert_int_equal(regex_next(regex, &text, 0, sizeof(bytes), &match), MATCH_STOPPED);
	regex_free(regex);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_shapes),
		cmocka_unit_test(agrees_with_one_call),
		cmocka_unit_test(tells_where_it_is_too_complex),
		cmocka_unit_test(stops_when_cancelled),
	};
	return cmocka_run_group_tests(tests, scan_start, scan_end);
}
