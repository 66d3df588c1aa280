/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A list of patterns finds what its patterns find, each alone; and only in changed bytes, what the
 * flags of the document say. In pieces and with windows of a few bytes.
 */
#include "matcher_check.h"

#include "scan/matcher.h"
#include "scan/search.h"
#include "scan/which.h"

enum { SIZE = 400, HITS = MATCHER_CHECK_HITS };

/* What is simple, and what is not. */
static void write_line(struct random *rnd, unsigned alphabet, struct buf *out)
{
	unsigned kind = (unsigned)random_below(rnd, 4);

	for (size_t k = (size_t)random_between(rnd, 1, 4); k-- > 0;) {
		unsigned byte = (unsigned)random_below(rnd, alphabet);
		unsigned form = kind > 1 ? 0 : (unsigned)random_below(rnd, 7);

		if (form < 3)
			buf_format(out, "%02x ", byte);
		else if (form == 3)
			buf_format(out, "?%x ", byte & 15);
		else if (form == 4)
			buf_format(out, "[%02x %02x] ", byte, byte + 2);
		else if (form == 5)
			buf_format(out, "{%u,3} ", byte & 3);
		else
			buf_format(out, "(%02x|%02x %02x) ", byte, byte ^ 1, byte);
	}
#ifdef WITH_PCRE2
	if (random_below(rnd, 8) == 0) {
		buf_clear(out);
		buf_format(out, "re:%s\\x%02x%s\\x%02x",
			   random_below(rnd, 2) ? "(?<=\\x01)" : "",
			   (unsigned)random_below(rnd, alphabet), random_below(rnd, 2) ? "+" : "",
			   (unsigned)random_below(rnd, alphabet));
	}
#endif
}

/* Where pattern number n is the first of the list to match. */
static void find_line(const char *line, size_t n, const uint8_t *data, size_t len,
		      struct hit *first, size_t *which)
{
	struct matcher_source source = { .size = len };
	struct matcher_text text = { .data = data, .len = len, .starts = true, .ends = true };
	struct pattern pattern;
	struct matcher *matcher;
	struct match match;
	struct err err = { 0 };

	assert_true(pattern_parse(line, &pattern, &err));
	matcher = matcher_new(&pattern, &source, &err);
	assert_non_null(matcher);
	matcher_begin(matcher, &text);
	for (size_t at = 0; at < len; at = match.start + 1) {
		if (matcher_next(matcher, at, len, &match) != MATCH_FOUND)
			break;
		if (first[match.start].len == 0) {
			first[match.start] = (struct hit){ .pos = match.start,
							   .len = match.end - match.start };
			which[match.start] = n;
		}
	}
	matcher_free(matcher);
	pattern_done(&pattern);
}

static void check_which(const struct document *document, const struct pattern *pattern,
			const struct hit *right, size_t count, const size_t *which)
{
	struct snapshot snapshot = document_snapshot(document);
	struct err err = { 0 };
	struct which *asked = which_new(&snapshot, pattern, &err);

	assert_non_null(asked);
	for (size_t i = 0; i < count; i++) {
		size_t n = SIZE_MAX;

		assert_true(which_find(asked, right[i].pos, right[i].len, &n));
		assert_int_equal(n, which[right[i].pos]);
	}
	which_free(asked);
	snapshot_done(&snapshot);
}

static void check_list(struct random *rnd, unsigned alphabet)
{
	static uint8_t data[SIZE];
	struct hit right[SIZE] = { { .pos = 0 } };
	size_t which[SIZE], len = (size_t)random_below(rnd, SIZE), count = 0;
	struct search_sizes sizes = { (size_t)1 << random_below(rnd, 9),
				      (size_t)random_between(rnd, 1, 200),
				      random_between(rnd, 1, 300) };
	struct buf lines = BUF_INIT, name = BUF_INIT;
	struct document *document;
	struct pattern pattern;
	struct err err = { 0 };

	scan_fill(rnd, data, len, alphabet);
	document = scan_pieces(rnd, data, len, 7);
	for (unsigned tries = (unsigned)random_between(rnd, 1, 30), n = 0; tries-- > 0;) {
		struct buf line = BUF_INIT;

		write_line(rnd, alphabet, &line);
		/* Not all trees make sense alone. */
		if (pattern_parse(buf_string(&line), &pattern, &err)) {
			pattern_done(&pattern);
			find_line(buf_string(&line), n++, data, len, right, which);
			buf_format(&lines, "%s\n", buf_string(&line));
		}
		buf_done(&line);
	}
	buf_text(&lines, "ff\n");
	buf_format(&name, "list:%s", tmpdir_write(scan_world.dir, "list", lines.data, lines.len));
	if (!pattern_parse(buf_string(&name), &pattern, &err))
		fail_msg("%s", err.text);
	for (size_t i = 0; i < len; i++) {
		if (right[i].len > 0)
			right[count++] = right[i];
	}
	matcher_check_all(document, &pattern, len, false, (unsigned)random_between(rnd, 1, 3),
			  &sizes, right, count, buf_string(&lines));
	matcher_check_next(document, &pattern, len, random_below(rnd, len + 1), &sizes, right,
			   count, buf_string(&lines));
	check_which(document, &pattern, right, count, which);
	pattern_done(&pattern);
	document_close(document);
	buf_done(&lines);
	buf_done(&name);
}

static void lists_are_their_patterns(void **state)
{
	static const unsigned alphabets[] = { 2, 3, 20 };
	struct random rnd;

	(void)state;
	random_start(&rnd);
	for (unsigned round = 0; round < 150; round++)
		check_list(&rnd, alphabets[round % 3]);
}

/* Of a file with some bytes changed, against the flags of the document. */
static void check_changed(struct random *rnd, const char *text, size_t width)
{
	static uint8_t data[SIZE], flags[SIZE];
	static struct hit right[HITS];
	size_t len = (size_t)random_between(rnd, 20, SIZE), count = 0;
	struct search_sizes sizes = { (size_t)1 << random_below(rnd, 9),
				      (size_t)random_between(rnd, 1, 200),
				      random_between(rnd, 1, 300) };
	struct document *document;
	struct pattern pattern;
	struct err err = { 0 };

	scan_fill(rnd, data, len, 2);
	document = scan_file(data, len);
	for (unsigned i = (unsigned)random_below(rnd, 5); i-- > 0;) {
		size_t at = (size_t)random_below(rnd, len - 4);
		size_t part = (size_t)random_between(rnd, 1, 4);

		scan_fill(rnd, data + at, part, 2);
		assert_true(document_overwrite(document, at, data + at, part, 0, &err));
	}
	document_changed(document, 0, flags, len);
	for (size_t at = 0; at + width <= len; at++) {
		if (data[at] == 1 && memchr(flags + at, 1, width) != NULL)
			right[count++] = (struct hit){ .pos = at, .len = width };
	}
	assert_true(pattern_parse(text, &pattern, &err));
	matcher_check_all(document, &pattern, len, false, (unsigned)random_between(rnd, 1, 3),
			  &sizes, right, count, text);
	matcher_check_next(document, &pattern, len, random_below(rnd, len + 1), &sizes, right,
			   count, text);
	pattern_done(&pattern);
	document_close(document);
}

static void finds_in_changed_bytes(void **state)
{
	struct random rnd;

	(void)state;
	random_start(&rnd);
	for (unsigned round = 0; round < 60; round++) {
		check_changed(&rnd, "01 /changed", 1);
		check_changed(&rnd, "01 ?? ?? /changed", 3);
		check_changed(&rnd, "expr: u8(.) == 1 /changed", 1);
		check_changed(&rnd, "[01 ff] [00-f0] /changed", 2);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_are_their_patterns),
		cmocka_unit_test(finds_in_changed_bytes),
	};
	return cmocka_run_group_tests(tests, scan_start, scan_end);
}
