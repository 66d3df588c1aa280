/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an overview says against the definition, where it says all; how much it reads, where it is
 * of samples. */
#include "slow_disk.h"

#include <math.h>
#include <unistd.h>

#include "scan/overview.h"

static struct overview *divided(const struct document *document, size_t count)
{
	struct err err = { 0 };
	struct overview *overview = overview_new(&err);

	assert_non_null(overview);
	assert_true(overview_divide(overview, document_size(document), count, &err));
	return overview;
}

static struct job *look(struct overview *overview, const struct document *document)
{
	struct snapshot snapshot = document_snapshot(document);
	struct err err = { 0 };
	struct job *job = overview_job(overview, &snapshot, &err);

	assert_non_null(job);
	snapshot_done(&snapshot);
	return job;
}

static void look_to_the_end(struct overview *overview, const struct document *document)
{
	struct job *job = look(overview, document);
	struct err err = { 0 };

	assert_true(job_run(job, &err));
	job_free(job);
}

static struct overview_part part_of(struct overview *overview, size_t index)
{
	struct overview_part part;

	overview_part(overview, index, &part);
	return part;
}

/* By the definition: bytes of bits that each byte tells, and their classes. */
static void check_part(const uint8_t *bytes, const struct overview_part *part)
{
	uint64_t counts[256] = { 0 }, classes[BYTE_FULL + 1] = { 0 };
	double len = (double)(part->end - part->pos), entropy = 0;

	for (uint64_t pos = part->pos; pos < part->end; pos++) {
		counts[bytes[pos]]++;
		classes[byte_class(bytes[pos])]++;
	}
	for (int i = 0; i < 256; i++)
		if (counts[i] > 0)
			entropy -= (double)counts[i] / len * log2((double)counts[i] / len);
	assert_true(part->known && !part->hole && !part->lost);
	assert_int_equal(part->sampled, part->end - part->pos);
	assert_true(fabs(entropy * 1000 - part->entropy) < 2);
	for (int i = 0; i <= BYTE_FULL; i++)
		assert_true(classes[i] <= classes[part->most]);
}

static void check_all(struct overview *overview, const uint8_t *bytes, size_t len, size_t count)
{
	assert_int_equal(overview_count(overview), len > 0 ? count : 0);
	for (size_t i = 0; i < overview_count(overview); i++) {
		struct overview_part part = part_of(overview, i);

		assert_int_equal(part.pos, len * i / count);
		assert_int_equal(part.end, len * (i + 1) / count > part.pos ?
						   len * (i + 1) / count : part.pos + 1);
		assert_int_equal(part.data, part.pos);
		check_part(bytes, &part);
		assert_true(overview_find(overview, part.pos) <= i);
		assert_in_range(part.end - 1, part.pos,
				part_of(overview, overview_find(overview, part.end - 1)).end - 1);
	}
}

static void says_all_of_a_small_document(void **state)
{
	enum { MOST = 300000 };
	uint8_t *bytes = malloc(MOST);
	struct random rnd;

	(void)state;
	assert_non_null(bytes);
	random_start(&rnd);
	for (int n = 0; n < 40; n++) {
		size_t len = (size_t)random_below(&rnd, n % 2 ? MOST : 300);
		size_t count = (size_t)random_between(&rnd, 3, 60);
		unsigned alphabet = (unsigned)random_between(&rnd, 1, 256);

		scan_fill(&rnd, bytes, len, alphabet);
		struct document *document = scan_pieces(&rnd, bytes, len, 20000);
		struct overview *overview = divided(document, count);

		look_to_the_end(overview, document);
		assert_true(overview_wait(overview, 0));
		check_all(overview, bytes, len, count);
		overview_free(overview);
		document_close(document);
	}
	free(bytes);
}

/* Cancelled again and again, with edits between. */
static void goes_on_after_edits(void **state)
{
	enum { LEN = 200000, COUNT = 12 };
	uint8_t *bytes = calloc(LEN, 1);
	struct random rnd;
	struct err err = { 0 };

	(void)state;
	assert_non_null(bytes);
	random_start(&rnd);
	scan_fill(&rnd, bytes, LEN, 100);
	struct document *document = scan_pieces(&rnd, bytes, LEN, 30000);
	struct overview *overview = divided(document, COUNT);
	assert_false(overview_wait(overview, 0));
	for (int n = 0; n < 60; n++) {
		struct job *job = look(overview, document);
		uint64_t pos = random_below(&rnd, LEN - 500), version;
		size_t len = (size_t)random_between(&rnd, 1, 500);

		for (uint64_t steps = random_below(&rnd, 3); steps > 0; steps--)
			if (job_step(job, &err) != JOB_RUNNING)
				break;
		job_free(job);
		scan_fill(&rnd, bytes + pos, len, 256);
		assert_true(document_overwrite(document, pos, bytes + pos, len, 0, &err));
		version = overview_version(overview);
		overview_forget(overview, pos, len);
		assert_true(overview_version(overview) != version);
		assert_false(part_of(overview, overview_find(overview, pos)).known);
		assert_false(overview_wait(overview, 0));
	}
	look_to_the_end(overview, document);
	check_all(overview, bytes, LEN, COUNT);
	overview_free(overview);
	document_close(document);
	free(bytes);
}

static void has_nothing_to_say_of_nothing(void **state)
{
	struct document *document = scan_document("", 0);
	struct overview *overview = divided(document, 10);

	(void)state;
	assert_int_equal(overview_count(overview), 0);
	assert_true(overview_wait(overview, 0));
	look_to_the_end(overview, document);
	overview_free(overview);
	overview_free(NULL);
	document_close(document);
}

static void tells_what_is_lost(void **state)
{
	struct document *document = scan_damaged(SCAN_PAGE, SCAN_PAGE);
	struct overview *overview = divided(document, 3);
	struct err err = { 0 };

	(void)state;
	look_to_the_end(overview, document);
	assert_false(part_of(overview, 0).lost);
	assert_true(part_of(overview, 1).lost && part_of(overview, 1).known);
	assert_int_equal(part_of(overview, 1).sampled, 0);
	assert_int_equal(part_of(overview, 2).entropy, 0);
	assert_int_equal(part_of(overview, 2).most, BYTE_PRINTABLE);
	assert_true(overview_divide(overview, document_size(document), 1, &err));
	look_to_the_end(overview, document);
	assert_true(part_of(overview, 0).lost);
	assert_int_equal(part_of(overview, 0).sampled, 2 * SCAN_PAGE);
	assert_int_equal(part_of(overview, 0).entropy, 1000);
	overview_free(overview);
	document_close(document);
}

/* A terabyte with three islands: nothing but these is read, and each of them is seen. */
static void shows_islands_in_a_terabyte_at_once(void **state)
{
	enum { COUNT = 44, ISLANDS = 3 };
	static const uint64_t at[ISLANDS] = { 5u << 20, UINT64_C(400) << 30,
					      (UINT64_C(1) << 40) - (1 << 20) };
	const char *path = disk_sparse(UINT64_C(1) << 40, at, ISLANDS);
	size_t seen = 0;

	(void)state;
	if (!path)
		skip();
	struct document *document = disk_open(path);
	struct overview *overview = divided(document, COUNT);
	struct job *job = look(overview, document);
	struct err err = { 0 };

	atomic_store(&disk->reads, 0);
	while (!overview_wait(overview, 0) && job_step(job, &err) == JOB_RUNNING)
		continue;
	assert_true(overview_wait(overview, 0));
	for (size_t i = 0; i < COUNT; i++) {
		struct overview_part part = part_of(overview, i);

		assert_true(part.known);
		if (part.hole)
			continue;
		assert_int_equal(part.data, at[seen++]);
		assert_true(part.most == BYTE_PRINTABLE && part.entropy == 0);
	}
	/* To the end it is not much more: what lies in holes is never read. */
	assert_int_equal(seen, ISLANDS);
	assert_true(job_run(job, &err));
	assert_in_range(atomic_load(&disk->reads), ISLANDS, ISLANDS * OVERVIEW_SAMPLES);
	job_free(job);
	overview_free(overview);
	document_close(document);
	unlink(path);
}

/* Of a long part so many samples and no more, none twice: of cells with one byte each, equally
 * often 16 different ones, 4 bits. */
static void samples_lie_evenly(void **state)
{
	enum { CELLS = 4096 };
	uint8_t *bytes = malloc((size_t)CELLS * OVERVIEW_SAMPLE);

	(void)state;
	assert_non_null(bytes);
	for (size_t i = 0; i < CELLS; i++)
		memset(bytes + i * OVERVIEW_SAMPLE, (int)(i * 16 / CELLS), OVERVIEW_SAMPLE);
	struct document *document =
		disk_open(tmpdir_write(scan_world.dir, "long", bytes,
					      (size_t)CELLS * OVERVIEW_SAMPLE));
	struct overview *overview = divided(document, 1);

	free(bytes);
	atomic_store(&disk->reads, 0);
	look_to_the_end(overview, document);
	assert_int_equal(atomic_load(&disk->reads), OVERVIEW_SAMPLES);
	assert_int_equal(part_of(overview, 0).sampled, OVERVIEW_SAMPLES * OVERVIEW_SAMPLE);
	assert_in_range(part_of(overview, 0).entropy, 3998, 4000);
	overview_free(overview);
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

	(void)state;
	random_start(&rnd);
	scan_fill(&rnd, bytes, LEN, 256);
	disk_slow(&slow);
	struct document *document = disk_open(tmpdir_write(scan_world.dir, "slow", bytes, LEN));
	struct overview *overview = divided(document, COUNT);
	struct job *job = look(overview, document);

	atomic_store(&disk->hangs, true);
	assert_int_equal(job_step(job, &err), JOB_WAITING);
	for (size_t i = 0; i < COUNT; i++)
		assert_false(part_of(overview, i).known);
	disk_run(&slow, job);
	check_all(overview, bytes, LEN, COUNT);
	job_free(job);
	overview_free(overview);
	document_close(document);
	disk_answered(&slow);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_all_of_a_small_document),
		cmocka_unit_test(goes_on_after_edits),
		cmocka_unit_test(has_nothing_to_say_of_nothing),
		cmocka_unit_test(tells_what_is_lost),
		cmocka_unit_test(shows_islands_in_a_terabyte_at_once),
		cmocka_unit_test(samples_lie_evenly),
		cmocka_unit_test(does_not_wait_for_a_slow_disk),
	};
	return cmocka_run_group_tests(tests, disk_start, scan_end);
}
