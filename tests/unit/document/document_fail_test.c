/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "house.h"

#include <errno.h>

#include "support/fail.h"

/*
 * The n-th call of a libc function fails, for n = 0, 1, 2 ... until there are no more calls.
 * Whatever was being done then has failed wholly: bytes, history and, in place, the file are
 * as before, and the same thing done again works.
 */

enum { START = 5000, MOST = 20000, CHUNK = 256 };

struct trial {
	struct house house;
	struct document *document;
	const char *other;       /* a file to read in */
};

typedef bool action(struct trial *trial, struct err *err);

static uint8_t bytes[MOST];

static bool overwrites(struct trial *trial, struct err *err)
{
	return document_overwrite(trial->document, 100, bytes, 300, 0, err);
}

static bool inserts(struct trial *trial, struct err *err)
{
	return document_insert(trial->document, 50, bytes, 3000, DOCUMENT_MERGE, err);
}

static bool inserts_more(struct trial *trial, struct err *err)
{
	return document_insert(trial->document, 3050, bytes, 1, DOCUMENT_MERGE, err);
}

static bool deletes(struct trial *trial, struct err *err)
{
	return document_delete(trial->document, 20, 200, 0, err);
}

static bool fills(struct trial *trial, struct err *err)
{
	return document_fill(trial->document, 10, 2000, "xyz", 3, 0, err);
}

static bool fills_bytes(struct trial *trial, struct err *err)
{
	return document_fill(trial->document, 1000, 1500, "\xff", 1, 0, err);
}

static bool moves(struct trial *trial, struct err *err)
{
	return document_move(trial->document, 40, 1000, 2500, err);
}

static bool grows(struct trial *trial, struct err *err)
{
	return document_resize(trial->document, document_size(trial->document) + 3000, err);
}

static bool shrinks(struct trial *trial, struct err *err)
{
	return document_resize(trial->document, document_size(trial->document) - 4000, err);
}

static bool copies(struct trial *trial, struct err *err)
{
	struct rope *rope = document_copy(trial->document, 100, 1000, err);

	rope_unref(&trial->house.ropes, rope);
	return rope != NULL;
}

static bool reads_in(struct trial *trial, struct err *err)
{
	struct rope *rope = document_read_file(trial->document, trial->other, err);
	bool done = rope && document_replace(trial->document, 5, rope_len(rope), rope, 0, err);

	rope_unref(&trial->house.ropes, rope);
	return done;
}

static bool undoes(struct trial *trial, struct err *err)
{
	struct document_place place;

	return document_undo(trial->document, &place, err);
}

static bool redoes(struct trial *trial, struct err *err)
{
	struct document_place place;

	return document_redo(trial->document, &place, err);
}

/* So many small edits that every pool and list has to grow; stops at the first that fails. */
static bool scatters(struct trial *trial, struct err *err)
{
	uint64_t pos = document_size(trial->document) - 1;

	return document_overwrite(trial->document, pos, "s", 1, 0, err);
}

/* The same as one step. */
static bool groups(struct trial *trial, struct err *err)
{
	uint64_t pos = document_generation(trial->document) * 7 % (START / 2);

	return document_overwrite(trial->document, pos, "g", 1, DOCUMENT_GROUP, err);
}

static const struct step {
	action *act;
	int times;
	bool fixed;              /* possible in place */
} steps[] = {
	{ overwrites, 1, true },
	{ inserts, 1, false },
	{ inserts_more, 1, false },
	{ fills, 1, true },
	{ fills_bytes, 1, true },
	{ moves, 1, true },
	{ copies, 1, true },
	{ reads_in, 1, true },
	{ undoes, 3, true },
	{ redoes, 2, true },
	{ deletes, 1, false },
	{ grows, 1, true },
	{ shrinks, 1, true },
	{ undoes, 2, true },
	{ redoes, 2, true },
	{ scatters, 1500, true },
	{ groups, 3000, true },
	{ undoes, 1, true },
	{ redoes, 1, true },
	{ undoes, 2, true },
};

/* What must not change when something fails. No memory is allocated for it, because the
 * test's own calls are not to be the ones that fail. */
struct record {
	uint8_t content[MOST];
	uint64_t len;
	uint64_t undo, redo;
	bool modified;
};

static void make_record(struct record *record, struct document *document)
{
	record->len = document_size(document);
	record->undo = document_undo_count(document);
	record->redo = document_redo_count(document);
	record->modified = document_is_modified(document);
	assert_true(record->len <= MOST);
	assert_int_equal(document_read(document, 0, record->content, NULL, record->len, NULL), 0);
}

static void expect_record(struct document *document, const struct record *expected)
{
	static struct record now;

	make_record(&now, document);
	assert_int_equal(now.len, expected->len);
	assert_memory_equal(now.content, expected->content, now.len);
	assert_int_equal(now.undo, expected->undo);
	assert_int_equal(now.redo, expected->redo);
	assert_int_equal(now.modified, expected->modified);
}

/* In place the file is compared as well. */
static void check_unchanged(struct trial *trial, const struct record *record)
{
	expect_record(trial->document, record);
	if (document_mode(trial->document) == DOCUMENT_WRITE)
		tmpdir_check(trial->house.dir, "file", record->content, record->len);
}

static bool run_steps(struct trial *trial)
{
	bool fixed = document_mode(trial->document) == DOCUMENT_WRITE;
	bool failed = false;
	static struct record before;

	for (size_t i = 0; i < ARRAY_COUNT(steps); i++) {
		for (int times = steps[i].times; times > 0; times--) {
			bool recorded = steps[i].times < 10;
			struct err err;

			if (fixed && !steps[i].fixed)
				continue;
			if (recorded)
				make_record(&before, trial->document);
			if (steps[i].act(trial, &err))
				continue;
			assert_int_not_equal(err.code, ERR_NONE);
			assert_true(fail_happened() > 0);
			failed = true;
			if (recorded)
				check_unchanged(trial, &before);
			if (!steps[i].act(trial, &err))
				fail_msg("step %zu: %s", i, err.text);
		}
	}
	return failed;
}

static void start(struct trial *trial)
{
	house_start_chunk(&trial->house, CHUNK);
	trial->other = tmpdir_write(trial->house.dir, "other", bytes, 2000);
	tmpdir_write(trial->house.dir, "file", bytes, START);
}

static void end(struct trial *trial)
{
	document_close(trial->document);
	house_end(&trial->house);
}

/* What the steps come to when nothing fails. */
static void make_result(struct record *result, const struct document_options *options)
{
	struct trial trial;
	struct err err;

	start(&trial);
	trial.document = document_open(&trial.house.ropes, tmpdir_path(trial.house.dir, "file"),
				       options, &err);
	assert_non_null(trial.document);
	assert_false(run_steps(&trial));
	make_record(result, trial.document);
	end(&trial);
}

/* One run with the n-th call failing; false when there were not so many. */
static bool run_trial(const char *name, uint64_t n, int error,
		      const struct document_options *options, const struct record *expected)
{
	struct trial trial;
	struct err err;
	const char *path;
	bool happened;

	start(&trial);
	path = tmpdir_path(trial.house.dir, "file");
	fail_at(name, n, error);
	trial.document = document_open(&trial.house.ropes, path, options, &err);
	if (!trial.document) {
		assert_true(fail_happened() > 0);
		assert_int_not_equal(err.code, ERR_NONE);
		trial.document = document_open(&trial.house.ropes, path, options, &err);
		assert_non_null(trial.document);
	}
	run_steps(&trial);
	happened = fail_happened() > 0;
	fail_reset();
	check_unchanged(&trial, expected);
	end(&trial);
	return happened;
}

/* Each call up to the 40th, then fewer and fewer of them. */
static void fail_every(const char *name, int error, const struct document_options *options)
{
	static struct record expected;
	uint64_t n = 0;

	make_result(&expected, options);
	while (run_trial(name, n, error, options, &expected))
		n += 1 + n / 40 * (n / 20);
	print_message("# %s: up to %" PRIu64 " calls\n", name, n);
}

static void memory_runs_out(void **state)
{
	static const char *const names[] = { "malloc", "calloc", "realloc" };
	struct document_options options = { .mode = DOCUMENT_COPY };

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
		options.mode = DOCUMENT_COPY;
		fail_every(names[i], ENOMEM, &options);
		options.mode = DOCUMENT_WRITE;
		fail_every(names[i], ENOMEM, &options);
	}
}

static void mappings_run_out(void **state)
{
	const struct document_options copy = { .mode = DOCUMENT_COPY };
	const struct document_options write = { .mode = DOCUMENT_WRITE };

	(void)state;
	fail_every("mmap", ENOMEM, &copy);
	fail_every("mmap", ENOMEM, &write);
}

static void the_file_refuses(void **state)
{
	const struct document_options mapped = { .mode = DOCUMENT_WRITE };
	const struct document_options blocks = { .mode = DOCUMENT_WRITE, .no_map = true };

	(void)state;
	fail_every("ftruncate", EIO, &mapped);
	fail_every("ftruncate", EIO, &blocks);
	fail_every("pwrite", ENOSPC, &blocks);
}

/* A change of several pokes fails in one of them: the bytes poked before are put back. */
static void half_a_change_is_taken_back(void **state)
{
	enum { LEN = 100000 };
	const struct document_options options = { .mode = DOCUMENT_WRITE, .no_map = true };
	char *old = malloc(LEN), *new = malloc(LEN);
	bool done = false;

	(void)state;
	assert_true(old && new);
	memset(old, 'o', LEN);
	memset(new, 'n', LEN);
	for (uint64_t n = 0; !done; n++) {
		for (int always = 0; always < 2; always++) {
			struct house house;
			struct document *document;
			struct err err;

			house_start_chunk(&house, 4096);
			document = document_open(&house.ropes,
						 tmpdir_write(house.dir, "file", old, LEN),
						 &options, &err);
			assert_non_null(document);
			if (always)
				fail_from("pwrite", n, EIO);
			else
				fail_at("pwrite", n, EIO);
			done = document_overwrite(document, 1, new, LEN - 2, 0, &err);
			assert_int_equal(done, fail_happened() == 0);
			fail_reset();
			if (!done)
				assert_int_equal(err.code, ERR_IO);
			if (!done && !always)
				tmpdir_check(house.dir, "file", old, LEN);
			if (!done && always && n > 0)
				assert_non_null(strstr(err.text, "neither old nor new"));
			assert_int_equal(document_undo_count(document), done);
			document_close(document);
			house_end(&house);
		}
	}
	free(old);
	free(new);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_runs_out),
		cmocka_unit_test(mappings_run_out),
		cmocka_unit_test(the_file_refuses),
		cmocka_unit_test(half_a_change_is_taken_back),
	};

	for (size_t i = 0; i < MOST; i++)
		bytes[i] = (uint8_t)(i * 7 + i / 251);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
