/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every kind of pattern on small random bytes, in pieces and with windows of a few bytes, against a
 * naive second implementation; and regular expressions against grep.
 *
 * The naive one knows patterns by a tree of its own, which is written out as text for the parser:
 * so parser, program, matcher and search are all between the two.
 */
#include "matcher_check.h"

#include "base/scalar.h"
#include "scan/regex.h"
#include "scan/search.h"

enum { ITEMS = 6, SIZE = 400, HITS = MATCHER_CHECK_HITS };

enum node_kind { BYTE, CLASS, GAP, NUMBER, EITHER };

/* Bytes, classes, gaps; two of them as alternatives. */
struct node {
	enum node_kind kind;
	uint8_t low, high, mask;
	unsigned least, most;
	uint8_t other;           /* EITHER: low, or other and other again */
	bool big;
};

struct tree {
	struct node nodes[ITEMS];
	size_t count;
};

static void choose_node(struct random *rnd, struct node *node, unsigned alphabet, bool gaps)
{
	*node = (struct node){ .mask = 0xff };
	node->kind = (enum node_kind)random_below(rnd, gaps ? 5 : 2);
	node->low = (uint8_t)random_below(rnd, alphabet);
	node->high = (uint8_t)(node->low + random_below(rnd, 3));
	node->other = (uint8_t)random_below(rnd, alphabet);
	node->least = (unsigned)random_below(rnd, 4);
	node->most = node->least + (unsigned)random_below(rnd, 9);
	node->big = random_below(rnd, 2);
	if (random_below(rnd, 6) == 0)
		node->mask = random_below(rnd, 2) ? 0xf0 : 0x0f;
}

static void write_node(const struct node *node, struct buf *out)
{
	switch (node->kind) {
	case BYTE:
		if (node->mask == 0xff)
			buf_format(out, "%02x ", node->low);
		else if (node->mask == 0xf0)
			buf_format(out, "%x? ", node->low >> 4);
		else
			buf_format(out, "?%x ", node->low & 15);
		break;
	case CLASS: buf_format(out, "[%02x-%02x] ", node->low, node->high); break;
	case GAP: buf_format(out, "{%u,%u} ", node->least, node->most); break;
	case NUMBER:
		buf_format(out, "u16%s:%u..%u ", node->big ? "be" : "le", node->low,
			   node->low + 300u);
		break;
	default: buf_format(out, "(%02x|%02x%02x) ", node->low, node->other, node->other); break;
	}
}

/* The end of the match of nodes n.. at `at`, SIZE_MAX: none. The first way that works, gaps as
 * short as can be. */
static size_t match_naively(const struct tree *tree, size_t n, const uint8_t *data, size_t len,
			    size_t at)
{
	const struct node *node = &tree->nodes[n];
	size_t end = SIZE_MAX;
	uint64_t value;

	if (n == tree->count)
		return at;
	switch (node->kind) {
	case BYTE:
		if (at < len && ((data[at] ^ node->low) & node->mask) == 0)
			end = match_naively(tree, n + 1, data, len, at + 1);
		break;
	case CLASS:
		if (at < len && data[at] >= node->low && data[at] <= node->high)
			end = match_naively(tree, n + 1, data, len, at + 1);
		break;
	case GAP:
		for (size_t i = node->least; i <= node->most && at + i <= len && end == SIZE_MAX;
		     i++)
			end = match_naively(tree, n + 1, data, len, at + i);
		break;
	case NUMBER:
		if (len - at < 2)
			break;
		value = load_int(data + at, 2, node->big);
		if (value >= node->low && value <= node->low + 300u)
			end = match_naively(tree, n + 1, data, len, at + 2);
		break;
	default:
		if (at < len && data[at] == node->low)
			end = match_naively(tree, n + 1, data, len, at + 1);
		if (end == SIZE_MAX && at + 1 < len && data[at] == node->other &&
		    data[at + 1] == node->other)
			end = match_naively(tree, n + 1, data, len, at + 2);
		break;
	}
	return end;
}

/* How a simple pattern of bytes is changed. */
struct change {
	unsigned near;
	bool xored, inverted;
	uint64_t align;
};

static size_t match_changed(const struct tree *tree, const struct change *change,
			    const uint8_t *data, size_t len, size_t at)
{
	size_t count = tree->count, end = SIZE_MAX;

	if (change->align > 1 && at % change->align != 0)
		return SIZE_MAX;
	if (change->near == 0 && !change->xored) {
		end = match_naively(tree, 0, data, len, at);
	} else if (len - at >= count) {
		unsigned least = UINT32_MAX;

		for (unsigned key = 0; key < (change->xored ? 256u : 1u); key++) {
			unsigned wrong = 0;

			for (size_t i = 0; i < count; i++)
				wrong += ((data[at + i] ^ key ^ tree->nodes[i].low) &
					  tree->nodes[i].mask) != 0;
			least = wrong < least ? wrong : least;
		}
		end = least <= change->near ? at + count : SIZE_MAX;
	}
	if (change->inverted)
		return end == SIZE_MAX && len - at >= count ? at + count : SIZE_MAX;
	return end;
}

static size_t find_naively(const struct tree *tree, const struct change *change,
			   const uint8_t *data, size_t len, bool separate, struct hit *hits)
{
	size_t count = 0, free_from = 0;

	for (size_t at = 0; at < len; at++) {
		size_t end = match_changed(tree, change, data, len, at);

		if (end == SIZE_MAX || (separate && at < free_from))
			continue;
		assert_true(end > at && count < HITS);
		hits[count++] = (struct hit){ .pos = at, .len = end - at };
		free_from = end;
	}
	return count;
}

static void check_pattern(struct random *rnd, const struct document *document,
			  const struct tree *tree, const struct change *change,
			  const uint8_t *data, size_t len, const char *text)
{
	static struct hit right[HITS];
	struct search_sizes sizes = { (size_t)1 << random_below(rnd, 9),
				      (size_t)random_between(rnd, 1, 200),
				      random_between(rnd, 1, 300) };
	struct pattern pattern;
	struct err err = { 0 };
	size_t count;

	if (!pattern_parse(text, &pattern, &err)) {
		/* The tree may take nothing, or be none that can be changed like that. */
		assert_int_equal(err.code, ERR_SYNTAX);
		return;
	}
	count = find_naively(tree, change, data, len, true, right);
	matcher_check_all(document, &pattern, len, true, (unsigned)random_between(rnd, 1, 3),
			  &sizes, right, count, text);
	count = find_naively(tree, change, data, len, false, right);
	matcher_check_all(document, &pattern, len, false, (unsigned)random_between(rnd, 1, 3),
			  &sizes, right, count, text);
	matcher_check_next(document, &pattern, len, random_below(rnd, len + 1), &sizes, right,
			   count, text);
	pattern_done(&pattern);
}

static void choose_change(struct random *rnd, struct change *change, struct buf *text)
{
	*change = (struct change){ 0 };
	switch (random_below(rnd, 5)) {
	case 0:
		change->near = (unsigned)random_between(rnd, 1, 3);
		buf_format(text, "/near:%u", change->near);
		break;
	case 1:
		change->xored = true;
		buf_text(text, "/xor");
		break;
	case 2:
		change->inverted = true;
		buf_text(text, "/not");
		break;
	default: break;
	}
	if (random_below(rnd, 3) == 0) {
		change->align = random_between(rnd, 1, 6);
		buf_format(text, "/align:%" PRIu64, change->align);
	}
}

static void agrees_with_the_naive_search(void **state)
{
	static const unsigned alphabets[] = { 2, 3, 20 };
	static uint8_t data[SIZE];
	struct random rnd;

	(void)state;
	random_start(&rnd);
	for (unsigned round = 0; round < 60; round++) {
		unsigned alphabet = alphabets[round % 3];
		size_t len = (size_t)random_below(&rnd, SIZE);
		struct document *document;

		scan_fill(&rnd, data, len, alphabet);
		document = scan_pieces(&rnd, data, len, round % 2 ? 7 : SIZE);
		for (unsigned i = 0; i < 20; i++) {
			struct tree tree = { .count = (size_t)random_between(&rnd, 1, ITEMS) };
			struct change change = { 0 };
			struct buf text = BUF_INIT;
			bool gaps = i % 2 != 0;

			for (size_t k = 0; k < tree.count; k++) {
				choose_node(&rnd, &tree.nodes[k], alphabet, gaps);
				if (!gaps)
					tree.nodes[k].kind = BYTE;
				write_node(&tree.nodes[k], &text);
			}
			if (!gaps)
				choose_change(&rnd, &change, &text);
			check_pattern(&rnd, document, &tree, &change, data, len,
				      buf_string(&text));
			buf_done(&text);
		}
		document_close(document);
	}
}

/* pattern, bytes, and the hits as "pos+len" each. */
static const struct {
	const char *pattern, *bytes;
	size_t len;
	const char *hits;
} cases[] = {
#define BYTES(text) text, sizeof(text) - 1
	{ "\"ab\"/any", BYTES("ab a\0b\0\0a\0b\x81\x82\0\0\0a\0\0\0b"), "0+2 3+4 7+4 11+2 13+8" },
	{ "\"AB\"/any/i", BYTES("aB\xc1\x82"), "0+2 2+2" },
	{ "\"hello\"/base64", BYTES("aGVsbG8= eGhlbGxv eHhoZWxsbw=="), "0+7 10+7 20+8" },
	{ "i8: -2..1", BYTES("\xfd\xfe\xff\0\1\2"), "1+1 2+1 3+1 4+1" },
	{ "f32le: 1.5~0.01", BYTES("\0\0\xc0\x3f\0\0\xc1\x3f\0\0\xc2\x3f"), "0+4 4+4" },
	{ "f32be: -0.5..0.5", BYTES("\x80\0\0\0\xbf\0\0\0\xbf\x80\0\0"),
	  "0+4 1+4 2+4 3+4 4+4 5+4 6+4 7+4" },
	{ "u16: 258", BYTES("\1\2\1"), "0+2 1+2" },
	{ "leb128: 128..300", BYTES("\x7f\x80\1\xac\2\xad\2"), "1+2 3+2" },
	{ "41 {0,3} 42", BYTES("AxAxBAxxxxB"), "0+5 2+3" },
	{ "expr: u8(.) == u8(.+1) && . > 0", BYTES("aabbb"), "2+1 3+1" },
	{ "41 42 /not/align:2", BYTES("ABABxyAB"), "4+2" },
	{ "expr: u8(.) == 0x41 /align:2", BYTES("ABABxAAB"), "0+1 2+1 6+1" },
	{ "expr: u8(.) == 0x41 /not", BYTES("ABxA"), "1+1 2+1" },
	{ "ptr32le: 0x41..0x42", BYTES("A\0\0\0\0B\0\0A\0\0\0B\0\0\0"), "0+4 8+4 12+4" },
	{ "00 ptr32le: 0x41..0x42", BYTES("\0A\0\0\0\0"), "0+5" },
	{ "\"a\" /changed", BYTES("aa"), "0+1 1+1" },
#ifdef WITH_PCRE2
	{ "re:a+?b", BYTES("aaab"), "0+4 1+3 2+2" },
	{ "re:^a", BYTES("a\na"), "0+1" },
	{ "re/m:^a", BYTES("a\naa"), "0+1 2+1" },
	{ "re/i:(?<=x)A$", BYTES("xa a xA"), "6+1" },
	{ "re:\\xff.", BYTES("\xff\xfe"), "0+2" },
	{ "re:x*", BYTES("axxa"), "1+2 2+1" },
	{ "re/x:a b # c", BYTES("ab"), "0+2" },
	{ "re/s:a.b", BYTES("a\nb"), "0+3" },
	{ "re:a{2,3}b?", BYTES("aaaabxaa"), "0+3 1+4 2+3 6+2" },
	{ "re:(?:ab|c)[]d]", BYTES("abdxc]abc"), "0+3 4+2" },
	{ "re:[[:digit:]]\\.(x?y){1,2}", BYTES("1.y2.xyy3.x"), "0+3 3+5" },
	{ "re:a$", BYTES("aa"), "1+1" },
	{ "re:a\\b", BYTES("aa a"), "1+1 3+1" },
	{ "re:a(?=bc)", BYTES("abxabc"), "3+1" },
	{ "re:[ab] /not", BYTES("abxabc"), "2+1 5+1" },
	{ "re:[ab]. /not /align:2", BYTES("abxabc"), "2+2" },
	{ "re:[ab]+ /align:3", BYTES("abxabc"), "0+2 3+2" },
	{ "re:x\\x20/not", BYTES("x /not"), "0+6" },
#endif
};

/* Each in windows of a few bytes and pieces of one to three. */
static void finds_what_is_there(void **state)
{
	struct random rnd;

	(void)state;
	random_start(&rnd);
	for (size_t i = 0; i < 20 * ARRAY_COUNT(cases); i++) {
		size_t n = i % ARRAY_COUNT(cases), count = 0;
		struct search_sizes sizes = { 1, (size_t)random_between(&rnd, 1, 9),
					      random_between(&rnd, 1, 9) };
		struct document *document = scan_pieces(&rnd,
							(const uint8_t *)cases[n].bytes,
							cases[n].len, 3);
		struct hit right[16] = { { .pos = 0 } };
		struct pattern pattern;
		struct err err = { 0 };

		for (const char *at = cases[n].hits; *at != '\0'; count++) {
			right[count].pos = strtoul(at, (char **)&at, 10);
			right[count].len = strtoul(at + 1, (char **)&at, 10);
			at += strspn(at, " ");
		}
		if (!pattern_parse(cases[n].pattern, &pattern, &err))
			fail_msg("%s: %s", cases[n].pattern, err.text);
		matcher_check_all(document, &pattern, cases[n].len, false,
				  (unsigned)random_between(&rnd, 1, 3), &sizes, right, count,
				  cases[n].pattern);
		matcher_check_next(document, &pattern, cases[n].len,
				   random_below(&rnd, cases[n].len + 1), &sizes, right, count,
				   cases[n].pattern);
		pattern_done(&pattern);
		document_close(document);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_what_is_there),
		cmocka_unit_test(agrees_with_the_naive_search),
	};
	return cmocka_run_group_tests(tests, scan_start, scan_end);
}
