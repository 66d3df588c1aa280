/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every kernel, with every amount of patience (none: the linear search takes over at once;
 * endless: it never does), against the naive search. Buffers are as long as the data, so that a
 * sanitizer sees each byte read too many.
 */
#include "scan/finder.h"

#include "support/testing.h"

#include "scan/finder_kernel.h"

struct answers {
	size_t first, last;
	uint64_t count;
};

static struct answers search_naively(const struct pattern *pattern, const uint8_t *data,
				     size_t len)
{
	struct answers answers = { SIZE_MAX, SIZE_MAX, 0 };

	for (size_t at = 0; len >= pattern->len && at <= len - pattern->len; at++) {
		if (!pattern_matches(pattern, data + at))
			continue;
		if (answers.first == SIZE_MAX)
			answers.first = at;
		answers.last = at;
		answers.count++;
	}
	return answers;
}

static size_t next_naively(const struct pattern *pattern, const uint8_t *data, size_t len,
			   size_t at)
{
	while (at + pattern->len <= len && !pattern_matches(pattern, data + at))
		at++;
	return at;
}

/* All of them, some at a time. */
static void check_list(struct finder *finder, const struct pattern *pattern, const uint8_t *data,
		       size_t len, bool separate)
{
	size_t to[7], room = 1 + len % ARRAY_COUNT(to), from = 0, count, next;
	size_t right = 0;

	do {
		count = finder_list(finder, data + from, len - from, separate, to, room, &next);
		for (size_t i = 0; i < count; i++) {
			right = next_naively(pattern, data, len, right);
			assert_int_equal(from + to[i], right);
			right += separate ? pattern->len : 1;
		}
		from += next;
	} while (count == room);
	right = next_naively(pattern, data, len, right);
	assert_true(right + pattern->len > len);
}

static void check(const struct pattern *pattern, const uint8_t *data, size_t len,
		  const uint8_t *sample, size_t sample_len)
{
	static const size_t patience[] = { 0, 100, 4096, SIZE_MAX };
	struct answers right = search_naively(pattern, data, len);
	struct err err = { 0 };
	size_t count;
	const struct finder_kernel *const *kernels = finder_kernels(&count);

	for (size_t i = 0; i < count * ARRAY_COUNT(patience); i++) {
		const struct finder_kernel *kernel = kernels[i / ARRAY_COUNT(patience)];
		struct finder *finder;

		if (!kernel->is_usable())
			continue;
		finder = finder_new_with(pattern, kernel, patience[i % ARRAY_COUNT(patience)],
					 &err);
		assert_non_null(finder);
		if (sample_len > 0)
			finder_probe(finder, sample, sample_len);
		if (finder_next(finder, data, len) != right.first ||
		    finder_last(finder, data, len) != right.last ||
		    finder_count(finder, data, len) != right.count)
			fail_msg("%s: %zu bytes in %zu: next %zu, last %zu, count %" PRIu64
				 " instead of %zu, %zu, %" PRIu64, kernel->name, pattern->len,
				 len, finder_next(finder, data, len),
				 finder_last(finder, data, len), finder_count(finder, data, len),
				 right.first, right.last, right.count);
		check_list(finder, pattern, data, len, i % 2 != 0);
		finder_free(finder);
	}
}

static uint8_t *exact_copy(const uint8_t *data, size_t len)
{
	uint8_t *copy = malloc(len > 0 ? len : 1);

	assert_non_null(copy);
	if (len > 0)
		memcpy(copy, data, len);
	return copy;
}

/* Of bytes of the alphabet or cut from the data, with each kind of place. */
static void make_pattern(struct random *rnd, const uint8_t *data, size_t data_len,
			 unsigned alphabet, struct pattern *pattern)
{
	static const unsigned lens[] = { 1, 1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 33, 63, 64, 65, 130 };
	size_t len = lens[random_below(rnd, ARRAY_COUNT(lens))];
	unsigned kind = (unsigned)random_below(rnd, 4);
	uint8_t bytes[130];
	struct err err = { 0 };

	if (random_below(rnd, 3) > 0 && len <= data_len)
		memcpy(bytes, data + random_below(rnd, data_len - len + 1), len);
	else
		for (size_t i = 0; i < len; i++)
			bytes[i] = (uint8_t)random_below(rnd, alphabet);
	assert_true(pattern_from_bytes(bytes, len, pattern, &err));
	for (size_t i = 0; kind > 0 && i < len; i++) {
		static const uint8_t masks[] = { 0xff, 0xff, 0xff, 0xf0, 0x0f, 0x00, 0x01 };
		uint8_t mask = masks[random_below(rnd, ARRAY_COUNT(masks))];
		uint8_t lower = pattern->value[i] | 0x20;

		if (kind == 1 && lower >= 'a' && lower <= 'z') {
			pattern->value[i] = lower;
			pattern->fold[i] = 1;
		} else if (kind > 1) {
			pattern->mask[i] = mask;
			pattern->value[i] &= mask;
		}
		pattern->exact = pattern->exact && pattern->mask[i] == 0xff && !pattern->fold[i];
	}
}

static void fill(struct random *rnd, uint8_t *data, size_t len, unsigned alphabet, bool letters)
{
	size_t period = (size_t)random_between(rnd, 1, 9);
	unsigned noise = (unsigned)random_below(rnd, 3);

	for (size_t i = 0; i < len; i++) {
		bool copies = i >= period && (noise == 0 || random_below(rnd, 20 * noise) > 0);

		data[i] = copies ? data[i - period] : (uint8_t)random_below(rnd, alphabet);
		if (letters)
			data[i] = (uint8_t)((random_below(rnd, 2) ? 'a' : 'A') + data[i] % 26);
	}
}

static void agrees_with_the_naive_search(void **state)
{
	static const unsigned alphabets[] = { 1, 2, 2, 3, 16, 256 };
	struct random rnd;

	(void)state;
	random_start(&rnd);
	for (unsigned round = 0; round < 3000; round++) {
		unsigned alphabet = alphabets[random_below(&rnd, ARRAY_COUNT(alphabets))];
		size_t len = (size_t)random_below(&rnd, round % 10 == 0 ? 3000 : 400);
		uint8_t *data = malloc(len + 1), *copy;
		struct pattern pattern;

		assert_non_null(data);
		fill(&rnd, data, len, alphabet, random_below(&rnd, 3) == 0);
		make_pattern(&rnd, data, len, alphabet, &pattern);
		copy = exact_copy(data, len);
		check(&pattern, copy, len, data, random_below(&rnd, 2) ? len : 0);
		free(copy);
		free(data);
		pattern_done(&pattern);
	}
}

static bool is_near_block(size_t len)
{
	return len % FINDER_BLOCK < 4 || len % FINDER_BLOCK > FINDER_BLOCK - 4;
}

/* A lone hit at each position of runs of each length around the blocks of a kernel. */
static void finds_at_every_position(void **state)
{
	static const char *const patterns[] = { "58", "58 59", "58 ?? 59", "58 ?a 59",
						"\"xyz\"/i" };
	uint8_t data[300];

	(void)state;
	for (size_t p = 0; p < ARRAY_COUNT(patterns); p++) {
		struct pattern pattern;
		struct err err = { 0 };

		assert_true(pattern_parse(patterns[p], &pattern, &err));
		for (size_t len = 0; len < sizeof(data); len += is_near_block(len) ? 1 : 7) {
			for (size_t at = 0; at + pattern.len <= len; at += len > 140 ? 4 : 1) {
				uint8_t *copy;

				memset(data, 0, sizeof(data));
				memcpy(data + at, pattern.value, pattern.len);
				copy = exact_copy(data, len);
				check(&pattern, copy, len, NULL, 0);
				free(copy);
			}
		}
		pattern_done(&pattern);
	}
}

/* 1 MiB of period 8 and a pattern of 4 KiB that fails late: each candidate would cost 4 KiB.
 * Without the linear way this takes minutes. */
static void survives_hostile_data(void **state)
{
	enum { SIZE = 1 << 20, LONG = 4096 };
	uint8_t *data = malloc(SIZE);
	struct pattern pattern;
	struct err err = { 0 };
	struct finder *finder;

	(void)state;
	assert_non_null(data);
	for (size_t i = 0; i < SIZE; i++)
		data[i] = i % 8 == 7;
	assert_true(pattern_from_bytes(data, LONG, &pattern, &err));
	finder = finder_new(&pattern, data, 4096, &err);
	assert_non_null(finder);
	assert_int_equal(finder_count(finder, data, SIZE), (SIZE - LONG) / 8 + 1);
	finder_free(finder);
	pattern.value[LONG - 1 - 8] = 0;
	finder = finder_new(&pattern, data, 4096, &err);
	assert_non_null(finder);
	assert_true(finder_next(finder, data, SIZE) == SIZE_MAX);
	assert_true(finder_last(finder, data, SIZE) == SIZE_MAX);
	finder_free(finder);
	pattern_done(&pattern);
	free(data);
}

static void names_its_kernel(void **state)
{
	size_t count;

	(void)state;
	assert_string_equal(finder_kernel(), finder_kernel_best()->name);
	assert_string_equal(finder_kernels(&count)[count - 1]->name, "portable");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_the_naive_search),
		cmocka_unit_test(finds_at_every_position),
		cmocka_unit_test(survives_hostile_data),
		cmocka_unit_test(names_its_kernel),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
