/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Against arithmetic on one byte after the other, carries and all. */
#include "scan_support.h"

#include "scan/transform.h"
#include "scan/transform_private.h"

/* Bit `bit` of the number in unit[0..size), 0 the lowest. */
static unsigned get_bit(const uint8_t *unit, unsigned size, bool big, unsigned bit)
{
	unsigned at = big ? size - 1 - bit / 8 : bit / 8;

	return unit[at] >> bit % 8 & 1;
}

static void set_bit(uint8_t *unit, unsigned size, bool big, unsigned bit, unsigned value)
{
	unsigned at = big ? size - 1 - bit / 8 : bit / 8;

	unit[at] = (uint8_t)(unit[at] | value << bit % 8);
}

/* Bit `bit` of the result comes from which bit of the old number; -1: it is 0. */
static int origin(const struct transform_request *request, unsigned bit)
{
	unsigned width = 8 * request->unit, bits = request->bits;

	switch (request->op) {
	case TRANSFORM_SHIFT_LEFT:
		return bit >= bits ? (int)(bit - bits) : -1;
	case TRANSFORM_SHIFT_RIGHT:
		return bit + bits < width ? (int)(bit + bits) : -1;
	case TRANSFORM_ROTATE_LEFT:
		return (int)((bit + width - bits) % width);
	default:
		return (int)((bit + bits) % width);
	}
}

static void move_bits(const struct transform_request *request, const uint8_t *from, uint8_t *to)
{
	memset(to, 0, request->unit);
	for (unsigned bit = 0; bit < 8 * request->unit; bit++) {
		int old = origin(request, bit);

		if (old >= 0)
			set_bit(to, request->unit, request->big, bit,
				get_bit(from, request->unit, request->big, (unsigned)old));
	}
}

/* Adds or subtracts byte by byte, from the lowest on. */
static void carry(const struct transform_request *request, const uint8_t *from, const uint8_t *key,
		  uint8_t *to)
{
	int over = 0;

	for (unsigned i = 0; i < request->unit; i++) {
		unsigned at = request->big ? request->unit - 1 - i : i;
		int sum = request->op == TRANSFORM_ADD ? from[at] + key[at] + over
						       : from[at] - key[at] - over;

		over = sum < 0 || sum > 255;
		to[at] = (uint8_t)(sum & 255);
	}
}

static void compute_naively(const struct transform_request *request, const uint8_t *from,
			    uint8_t *to)
{
	uint64_t len = request->len;

	for (uint64_t i = 0; i < len; i++) {
		uint8_t key = request->key_len > 0 ? request->key[i % request->key_len] : 0;
		uint64_t unit = request->unit > 0 ? request->unit : 1;
		uint8_t keys[8];

		for (unsigned k = 0; k < 8 && request->key_len > 0; k++)
			keys[k] = request->key[(i + k) % request->key_len];
		if (request->op == TRANSFORM_XOR)
			to[i] = from[i] ^ key;
		else if (request->op == TRANSFORM_AND)
			to[i] = from[i] & key;
		else if (request->op == TRANSFORM_OR)
			to[i] = from[i] | key;
		else if (request->op == TRANSFORM_NOT)
			to[i] = from[i] ^ 0xff;
		else if (request->op == TRANSFORM_REVERSE)
			to[i] = from[len - 1 - i];
		else if (request->op == TRANSFORM_SWAP)
			to[i] = from[i - i % unit + (unit - 1 - i % unit)];
		else if (i % unit == 0 && transform_needs_key(request->op))
			carry(request, from + i, keys, to + i);
		else if (i % unit == 0)
			move_bits(request, from + i, to + i);
	}
}

static void check(const struct document *document, const struct transform_request *request,
		  const uint8_t *bytes, size_t window, size_t step)
{
	struct snapshot snapshot = document_snapshot(document);
	uint8_t *right = malloc(request->len + 1);
	struct err err = { 0 };
	struct job *job = transform_new_with(&snapshot, request, window, step, &err);
	const struct buf *result;

	if (job == NULL)
		fail_msg("%s: %s", transform_name(request->op), err.text);
	snapshot_done(&snapshot);
	assert_non_null(right);
	compute_naively(request, bytes + request->pos, right);
	assert_true(job_run(job, &err));
	result = transform_result(job);
	assert_int_equal(result->len, request->len);
	if (request->len > 0 && memcmp(result->data, right, request->len) != 0)
		fail_msg("%s, unit %u, bits %u, big %d, key %zu", transform_name(request->op),
			 request->unit, request->bits, request->big, request->key_len);
	assert_int_equal(atomic_load(&job->done), request->len);
	job_free(job);
	free(right);
}

static void choose(struct random *rnd, enum transform_op op, uint64_t size, const uint8_t *key,
		   struct transform_request *request)
{
	unsigned unit = 1u << random_below(rnd, 4);

	if (op == TRANSFORM_SWAP && unit == 1)
		unit = 2;
	*request = (struct transform_request){ .op = op, .unit = unit };
	request->pos = random_below(rnd, size + 1);
	request->len = random_below(rnd, size - request->pos + 1) / 8 * 8;
	request->big = random_below(rnd, 2);
	if (transform_needs_key(op)) {
		request->key = key;
		request->key_len = (size_t)random_between(rnd, 1, 9) * unit;
		if (random_below(rnd, 10) == 0)
			request->key_len = 5000 / unit * unit;
	}
	if (transform_needs_bits(op))
		request->bits = (unsigned)random_below(rnd, 8 * unit);
}

static void agrees_with_the_naive_way(void **state)
{
	static uint8_t bytes[9000], key[5000];
	struct random rnd;

	(void)state;
	random_start(&rnd);
	for (unsigned round = 0; round < 40; round++) {
		size_t len = (size_t)random_below(&rnd, round % 4 ? 300 : sizeof(bytes));
		struct document *document;

		random_fill(&rnd, bytes, len);
		random_fill(&rnd, key, sizeof(key));
		document = scan_pieces(&rnd, bytes, len, 60);
		for (int op = 0; transform_name((enum transform_op)op) != NULL; op++) {
			struct transform_request request;

			choose(&rnd, (enum transform_op)op, len, key, &request);
			check(document, &request, bytes, (size_t)8 << random_below(&rnd, 8),
			      (size_t)random_between(&rnd, 8, 1000));
		}
		document_close(document);
	}
}

/* Odd lengths, where nothing works on numbers. */
static void takes_any_length_of_bytes(void **state)
{
	static const enum transform_op ops[] = {
		TRANSFORM_XOR, TRANSFORM_AND, TRANSFORM_OR, TRANSFORM_NOT, TRANSFORM_REVERSE,
	};
	struct document *document = scan_document("seven b", 7);

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(ops); i++) {
		struct transform_request request = { .op = ops[i], .len = 7 };

		if (transform_needs_key(ops[i])) {
			request.key = (const uint8_t *)"\x0f\xf0\x55";
			request.key_len = 3;
		}
		check(document, &request, (const uint8_t *)"seven b", 1 << 20, 8 << 20);
	}
	document_close(document);
}

static void knows_its_names(void **state)
{
	enum transform_op op;
	int count = 0;

	(void)state;
	for (; transform_name((enum transform_op)count) != NULL; count++) {
		assert_true(transform_find(transform_name((enum transform_op)count), &op));
		assert_int_equal(op, count);
	}
	assert_int_equal(count, TRANSFORM_SWAP + 1);
	assert_string_equal(transform_name(TRANSFORM_ROTATE_LEFT), "rotate-left");
	assert_false(transform_find("divide", &op));
}

static void refuses(void **state)
{
	static const uint8_t key[3] = { 1, 2, 3 };
	static const struct {
		struct transform_request request;
		const char *message;
	} bad[] = {
		{ { .op = TRANSFORM_NOT, .pos = 4, .len = 9 }, "reach past the end" },
		{ { .op = TRANSFORM_NOT, .pos = 13 }, "reach past the end" },
		{ { .op = TRANSFORM_XOR, .len = 8 }, "xor needs a key" },
		{ { .op = TRANSFORM_ADD, .len = 8, .unit = 3, .key = key, .key_len = 3 },
		  "not 3" },
		{ { .op = TRANSFORM_ADD, .len = 8, .unit = 2, .key = key, .key_len = 3 },
		  "a key of 3 bytes is no multiple of 2" },
		{ { .op = TRANSFORM_SWAP, .len = 8, .unit = 1 }, "no byte order" },
		{ { .op = TRANSFORM_SWAP, .len = 6, .unit = 4 }, "6 bytes are no multiple of 4" },
		{ { .op = TRANSFORM_SHIFT_LEFT, .len = 8, .unit = 1, .bits = 8 },
		  "at most 7" },
	};
	struct document *document = scan_document("twelve bytes", 12);
	struct snapshot snapshot = document_snapshot(document);

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
		struct err err = { 0 };

		assert_null(transform_new(&snapshot, &bad[i].request, &err));
		if (err.code != ERR_RANGE || strstr(err.text, bad[i].message) == NULL)
			fail_msg("%s instead of %s", err.text, bad[i].message);
	}
	snapshot_done(&snapshot);
	document_close(document);
}

static void fails_on_unknown_bytes(void **state)
{
	struct document *document = scan_damaged(16, 16);
	struct snapshot snapshot = document_snapshot(document);
	struct transform_request request = { .op = TRANSFORM_NOT, .len = 32 };
	struct err err = { 0 };
	struct job *job = transform_new(&snapshot, &request, &err);

	(void)state;
	assert_non_null(job);
	assert_false(job_run(job, &err));
	assert_int_equal(err.code, ERR_LOST);
	assert_string_equal(err.text, "the byte at 0x10 could not be read");
	job_free(job);
	snapshot_done(&snapshot);
	document_close(document);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_the_naive_way),
		cmocka_unit_test(takes_any_length_of_bytes),
		cmocka_unit_test(knows_its_names),
		cmocka_unit_test(refuses),
		cmocka_unit_test(fails_on_unknown_bytes),
	};
	return cmocka_run_group_tests(tests, scan_start, scan_end);
}
