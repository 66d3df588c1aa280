/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The figures of ent(1), version 1.2, for bytes that anybody can make; and all of them against a
 * second implementation, straight from the definitions, of documents in tiny pieces, through
 * chunks and steps of a few bytes.
 */
#include "scan_support.h"

#include <math.h>

#include "scan/statistics_private.h"

enum { MOST = 3000 };

static void assert_near(double got, double wanted, double most)
{
	if (!(got - wanted <= most && wanted - got <= most))
		fail_msg("%.12g is not %.12g", got, wanted);
}

static struct job *count(const struct document *document, const struct statistics_request *request,
			 const struct statistics_sizes *sizes)
{
	struct snapshot snapshot = document_snapshot(document);
	struct err err = { 0 };
	struct job *job = sizes ? statistics_new_with(&snapshot, request, sizes, &err) :
				  statistics_new(&snapshot, request, &err);

	snapshot_done(&snapshot);
	assert_non_null(job);
	assert_true(job_run(job, &err));
	assert_int_equal(atomic_load(&job->done), atomic_load(&job->total));
	return job;
}

/* ---- as ent has it ---- */

static uint8_t nine(size_t i)
{
	return (uint8_t)('1' + i);
}

static uint8_t each_once(size_t i)
{
	return (uint8_t)i;
}

static uint8_t letter_a(size_t i)
{
	(void)i;
	return 'a';
}

/* The generator that the standard of C has as its example, its bits 16 to 23. */
static uint8_t pseudo(size_t i)
{
	static uint32_t x;

	x = ((i == 0 ? 1 : x) * 1103515245u + 12345u) & 0x7fffffff;
	return (uint8_t)(x >> 16);
}

static uint8_t fox(size_t i)
{
	return (uint8_t)"the quick brown fox jumps over the lazy dog\n"[i % 44];
}

static uint8_t squares(size_t i)
{
	return (uint8_t)(i * i >> 3);
}

static const struct golden {
	uint8_t (*byte)(size_t i);
	size_t len;
	double entropy, chi_square, percent, mean, pi, serial;   /* serial -2: undefined */
} golden[] = {
	{ nine, 9, 3.169925, 247.000000, 62.87, 53.000000, 4.000000, 0.400000 },
	{ each_once, 256, 8.000000, 0.000000, 100, 127.500000, 2.857143, 0.976654 },
	{ letter_a, 1000, 0.000000, 255000.000000, 0, 97.000000, 4.000000, -2 },
	{ letter_a, 1, 0.000000, 255.000000, 48.82, 97.000000, 0, -2 },
	{ pseudo, 100000, 7.998183, 251.842560, 54.41, 127.955470, 3.123725, -0.004353 },
	{ fox, 880, 4.442275, 13781.818182, 0, 93.159091, 4.000000, -0.231802 },
	{ squares, 5000, 7.504283, 5613.964800, 0, 120.284800, 3.231693, 0.015706 },
};

static void as_ent_has_it(void **state)
{
	static uint8_t bytes[100000];

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(golden); i++) {
		const struct golden *row = &golden[i];
		struct statistics_request request = { .end = row->len, .threads = 2 };

		for (size_t k = 0; k < row->len; k++)
			bytes[k] = row->byte(k);
		struct document *document = scan_document(bytes, row->len);
		struct job *job = count(document, &request, NULL);
		const struct statistics *got = statistics_of(job);

		assert_near(got->entropy, row->entropy, 6e-7);
		assert_near(got->chi_square, row->chi_square, 6e-7);
		assert_near(100 * got->chance, row->percent, 0.0051);
		assert_near(got->mean, row->mean, 6e-7);
		assert_near(got->pi, row->pi, 6e-7);
		assert_int_equal(got->has_serial, row->serial > -2);
		if (got->has_serial)
			assert_near(got->serial, row->serial, 6e-7);
		job_free(job);
		document_close(document);
	}
}

static void nothing(void **state)
{
	struct document *document = scan_document("", 0);
	struct statistics_request request = { .threads = 2 };
	struct job *job = count(document, &request, NULL);
	const struct statistics *got = statistics_of(job);

	(void)state;
	assert_int_equal(got->len, 0);
	assert_int_equal(got->unknown, 0);
	assert_int_equal(got->block_count, 0);
	assert_int_equal(got->run_count, 0);
	assert_int_equal(got->points, 0);
	assert_false(got->has_serial);
	job_free(job);

	struct snapshot snapshot = document_snapshot(document);
	struct err err;

	request.end = 1;
	assert_null(statistics_new(&snapshot, &request, &err));
	assert_int_equal(err.code, ERR_RANGE);
	snapshot_done(&snapshot);
	document_close(document);
}

/* ---- by the definitions ---- */

static int by_length(const void *a, const void *b)
{
	const struct statistics_run *one = a, *other = b;

	if (one->len != other->len)
		return one->len > other->len ? -1 : 1;
	return one->pos < other->pos ? -1 : one->pos > other->pos;
}

static void check_runs(const struct statistics *got, const uint8_t *bytes, const uint8_t *known)
{
	static struct statistics_run runs[MOST + SCAN_PAGE];
	size_t count = 0;

	for (uint64_t at = got->start, end; at < got->end; at = end) {
		for (end = at + 1; end < got->end && known[at] && known[end] &&
				   bytes[end] == bytes[at]; end++)
			;
		if (known[at] && end - at >= STATISTICS_RUN_LEAST)
			runs[count++] = (struct statistics_run){ at, end - at, bytes[at] };
	}
	qsort(runs, count, sizeof(*runs), by_length);
	count = count < STATISTICS_RUNS ? count : STATISTICS_RUNS;
	assert_int_equal(got->run_count, count);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(got->runs[i].pos, runs[i].pos);
		assert_int_equal(got->runs[i].len, runs[i].len);
		assert_int_equal(got->runs[i].byte, runs[i].byte);
	}
}

static void check_counts(const struct statistics *got, const uint8_t *bytes, const uint8_t *known)
{
	static uint64_t pairs[65536];
	uint64_t counts[256] = { 0 }, len = 0, unknown = 0;

	memset(pairs, 0, sizeof(pairs));
	for (uint64_t i = got->start; i < got->end; i++) {
		len += known[i];
		unknown += !known[i];
		counts[bytes[i]] += known[i];
		if (i + 1 < got->end && known[i] && known[i + 1])
			pairs[bytes[i] * 256 + bytes[i + 1]]++;
	}
	assert_int_equal(got->len, len);
	assert_int_equal(got->unknown, unknown);
	assert_memory_equal(got->counts, counts, sizeof(counts));
	assert_memory_equal(got->pairs, pairs, sizeof(pairs));
}

static double entropy(const uint8_t *bytes, const uint8_t *known, uint64_t low, uint64_t high)
{
	double counts[256] = { 0 }, len = 0, sum = 0;

	for (uint64_t i = low; i < high; i++) {
		counts[bytes[i]] += known[i];
		len += known[i];
	}
	for (int i = 0; i < 256; i++)
		if (counts[i] > 0)
			sum -= counts[i] / len * log2(counts[i] / len);
	return len > 0 ? sum : -1;
}

static void check_blocks(const struct statistics *got, const uint8_t *bytes, const uint8_t *known)
{
	uint64_t low = got->start;

	for (size_t i = 0; i < got->block_count; i++, low += got->block_len) {
		uint64_t high = low + got->block_len;

		assert_true(low < got->end);
		assert_near(got->blocks[i], entropy(bytes, known, low,
						    high < got->end ? high : got->end), 1e-12);
	}
	assert_true(low >= got->end);
	assert_true(got->block_count <= STATISTICS_BLOCKS);
}

/* The bytes that are known, one after the other, but for points, which have their places. */
static void check_figures(const struct statistics *got, const uint8_t *bytes, const uint8_t *known)
{
	double len = 0, sum = 0, squares = 0, products = 0, first = -1, last = -1;
	uint64_t points = 0, inside = 0;

	for (uint64_t i = got->start; i < got->end; i++) {
		if (!known[i])
			continue;
		if (last >= 0)
			products += last * bytes[i];
		else
			first = bytes[i];
		last = bytes[i];
		len++;
		sum += last;
		squares += last * last;
	}
	for (uint64_t i = got->start; i + 6 <= got->end; i += 6) {
		const uint8_t *at = bytes + i;
		double x = at[0] * 65536.0 + at[1] * 256.0 + at[2];
		double y = at[3] * 65536.0 + at[4] * 256.0 + at[5];

		if (memchr(known + i, 0, 6))
			continue;
		points++;
		inside += sqrt(x * x + y * y) <= 16777215;
	}
	assert_int_equal(got->points, points);
	assert_int_equal(got->inside, inside);
	if (len == 0)
		return;
	products += last * first;
	assert_near(got->mean, sum / len, 1e-9);
	assert_near(got->entropy, entropy(bytes, known, got->start, got->end), 1e-12);
	assert_int_equal(got->has_serial, len * squares != sum * sum);
	if (got->has_serial)
		assert_near(got->serial, (len * products - sum * sum) /
			    (len * squares - sum * sum), 1e-9);
}

static void check(const struct document *document, const uint8_t *bytes, const uint8_t *known,
		  const struct statistics_request *request, const struct statistics_sizes *sizes)
{
	struct job *job = count(document, request, sizes);
	const struct statistics *got = statistics_of(job);

	check_counts(got, bytes, known);
	check_runs(got, bytes, known);
	check_blocks(got, bytes, known);
	check_figures(got, bytes, known);
	job_free(job);
}

static void choose(struct random *rnd, uint64_t size, struct statistics_request *request,
		   struct statistics_sizes *sizes)
{
	*request = (struct statistics_request){
		.threads = (unsigned)random_below(rnd, 4),
	};
	scan_part(rnd, size, &request->start, &request->end);
	sizes->chunk = (size_t)random_between(rnd, 1, random_below(rnd, 2) ? 20 : 500);
	sizes->step = random_between(rnd, 6, 400);
	sizes->sums = random_below(rnd, 2) ? UINT64_MAX : 0;
	sizes->hole = random_between(rnd, 1, 100);
}

static void agrees_with_the_definition(void **state)
{
	static uint8_t bytes[MOST], known[MOST];
	struct random rnd;

	(void)state;
	random_start(&rnd);
	memset(known, 1, sizeof(known));
	for (unsigned round = 0; round < 40; round++) {
		size_t len = (size_t)random_below(&rnd, round % 4 ? 300 : sizeof(bytes));
		struct document *document;

		scan_fill(&rnd, bytes, len, round % 2 ? 256 : 3);
		document = round % 3 ? scan_pieces(&rnd, bytes, len, round % 5 ? 7 : 600) :
				       scan_document(bytes, len);
		for (unsigned i = 0; i < 8; i++) {
			struct statistics_request request;
			struct statistics_sizes sizes;

			choose(&rnd, len, &request, &sizes);
			check(document, bytes, known, &request, i % 6 ? &sizes : NULL);
		}
		document_close(document);
	}
}

/* What is around the bytes that are lost is often equal; so are many points on both sides. */
static void unknown_bytes_are_left_out(void **state)
{
	static uint8_t bytes[3 * SCAN_PAGE], known[3 * SCAN_PAGE];
	struct err err = { 0 };
	struct random rnd;

	(void)state;
	random_start(&rnd);
	for (unsigned round = 0; round < 12; round++) {
		struct document *document = scan_damaged(100, 200);
		uint64_t lost = round % 4 ? random_between(&rnd, 1, 30) : SCAN_PAGE;
		uint64_t len = 100 + lost + 200;

		scan_fill(&rnd, bytes, len, round % 3 ? 2 : 200);
		memset(bytes + 100, 0, lost);
		memset(known, 1, len);
		memset(known + 100, 0, lost);
		if (lost < SCAN_PAGE)
			assert_true(document_delete(document, 100, SCAN_PAGE - lost, 0, &err));
		assert_true(document_overwrite(document, 0, bytes, 100, 0, &err));
		assert_true(document_overwrite(document, 100 + lost, bytes + 100 + lost, 200, 0,
					       &err));
		for (unsigned i = 0; i < 20; i++) {
			struct statistics_request request;
			struct statistics_sizes sizes;

			choose(&rnd, len, &request, &sizes);
			check(document, bytes, known, &request, i % 3 ? &sizes : NULL);
		}
		document_close(document);
	}
}

/* A document of zeros that nobody wrote, with bytes here and there. */
static void zeros_of_holes(void **state)
{
	static uint8_t bytes[4 * MOST], known[4 * MOST];
	struct err err = { 0 };
	struct random rnd;

	(void)state;
	random_start(&rnd);
	memset(known, 1, sizeof(known));
	for (unsigned round = 0; round < 30; round++) {
		struct document *document = document_new(&scan_world.ropes, sizeof(bytes), &err);

		assert_non_null(document);
		memset(bytes, 0, sizeof(bytes));
		for (unsigned i = 0; i < round % 5; i++) {
			uint64_t pos = random_below(&rnd, sizeof(bytes) - 40);
			size_t len = (size_t)random_between(&rnd, 1, 40);

			scan_fill(&rnd, bytes + pos, len, 3);
			assert_true(document_overwrite(document, pos, bytes + pos, len, 0, &err));
		}
		for (unsigned i = 0; i < 6; i++) {
			struct statistics_request request;
			struct statistics_sizes sizes;

			choose(&rnd, sizeof(bytes), &request, &sizes);
			check(document, bytes, known, &request, &sizes);
		}
		document_close(document);
	}
}

static void a_sparse_terabyte_takes_no_time(void **state)
{
	const uint64_t size = UINT64_C(1) << 40;
	struct document_options options = { .mode = DOCUMENT_READ, .no_map = no_map_asked() };
	struct statistics_request request = { .end = size, .threads = 2 };
	struct err err = { 0 };
	const char *path = tmpdir_sparse(scan_world.dir, "sparse", size);

	(void)state;
	struct document *document = document_open(&scan_world.ropes, path, &options, &err);

	assert_non_null(document);
	struct job *job = count(document, &request, NULL);
	const struct statistics *got = statistics_of(job);

	assert_int_equal(got->counts[0], size);
	assert_int_equal(got->pairs[0], size - 1);
	assert_int_equal(got->points, size / 6);
	assert_int_equal(got->run_count, 1);
	assert_int_equal(got->runs[0].len, size);
	assert_int_equal(got->block_count, 256);
	assert_false(got->has_serial);
	job_free(job);
	document_close(document);
}

/* Nearly all bytes are equal, and very many: sums of squares would lose what matters. */
static void a_correlation_of_few_other_bytes(void **state)
{
	const uint64_t size = UINT64_C(1) << 36;
	struct err err = { 0 };
	struct document *document = document_new(&scan_world.ropes, size, &err);
	struct statistics_request request = { .end = size };
	const uint8_t other[] = { 1, 1, 1, 1 };

	(void)state;
	assert_non_null(document);
	assert_true(document_overwrite(document, size / 2, other, sizeof(other), 0, &err));
	struct job *job = count(document, &request, NULL);

	assert_near(statistics_of(job)->serial, 0.75, 1e-6);
	job_free(job);
	document_close(document);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_ent_has_it),
		cmocka_unit_test(nothing),
		cmocka_unit_test(agrees_with_the_definition),
		cmocka_unit_test(unknown_bytes_are_left_out),
		cmocka_unit_test(zeros_of_holes),
		cmocka_unit_test(a_sparse_terabyte_takes_no_time),
		cmocka_unit_test(a_correlation_of_few_other_bytes),
	};

	return cmocka_run_group_tests(tests, scan_start, scan_end);
}
