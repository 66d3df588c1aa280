/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Journals as an interrupted save leaves them, and as an enemy would write them. */
#include "unit/document/save_support.h"

#include "document/journal_patch.h"
#include "support/sim_disk.h"

#include <errno.h>

enum { SIZE = 64 };

struct scene {
	struct random random;
	struct sim_disk *sim;
	const struct disk *disk;
	int fd;
	uint8_t old[SIZE], new[SIZE];
};

static int scene_setup(void **state)
{
	struct scene *scene = calloc(1, sizeof *scene);

	assert_non_null(scene);
	random_init(&scene->random, 1);
	scene->sim = sim_disk_new(&scene->random);
	scene->disk = &scene->sim->base;
	memset(scene->old, 'o', SIZE);
	memset(scene->new, 'o', SIZE);
	memset(scene->new + 8, 'n', 16);
	memset(scene->new + 40, 'm', 4);
	scene->fd = sim_disk_put(scene->sim, scene->old, SIZE);
	*state = scene;
	return 0;
}

static int scene_teardown(void **state)
{
	struct scene *scene = *state;

	sim_disk_free(scene->sim);
	free(scene);
	return 0;
}

#define scene_test(name) cmocka_unit_test_setup_teardown(name, scene_setup, scene_teardown)

/* A committed journal of two ranges; nothing of it is in the file yet. */
static struct journal *make(struct scene *scene)
{
	struct err err = { 0 };
	struct journal *journal =
		journal_new(scene->disk, 0, scene->fd, JOURNAL_PATCH, "/a/file", &err);

	assert_non_null(journal);
	assert_true(patch_add(journal, 8, scene->old + 8, scene->new + 8, 16, &err));
	assert_true(patch_add(journal, 40, scene->old + 40, scene->new + 40, 4, &err));
	return journal;
}

static void commit(struct scene *scene)
{
	struct err err;
	struct journal *journal = make(scene);

	assert_true(journal_commit(journal, &err));
	journal_close(journal);
}

static void poke(struct scene *scene, uint64_t off, const char *text)
{
	struct err err;

	assert_true(disk_write_all(scene->disk, scene->fd, text, strlen(text), off, &err));
}

static void is_found_and_told_of(void **state)
{
	struct scene *scene = *state;
	struct err err;
	struct journal *journal;
	struct journal_about about;

	commit(scene);
	journal = journal_find(scene->disk, 0, scene->fd, &err);
	assert_non_null(journal);
	about = journal_about(journal);
	assert_int_equal(about.kind, JOURNAL_PATCH);
	assert_string_equal(about.path, "/a/file");
	assert_int_equal(about.count, 2);
	assert_int_equal(about.bytes, 20);
	assert_int_equal(about.old_size, SIZE);
	assert_true(journal_check(journal, scene->fd, &err));
	journal_close(journal);
}

static void both_ways_lead_to_a_whole_file(void **state)
{
	struct scene *scene = *state;
	struct err err;

	for (int finish = 0; finish < 2; finish++) {
		struct journal *journal;

		commit(scene);
		poke(scene, 12, "nnn");
		poke(scene, 41, "mm");
		journal = journal_find(scene->disk, 0, scene->fd, &err);
		assert_non_null(journal);
		assert_true(finish ? journal_finish(journal, scene->fd, &err) :
				     journal_undo(journal, scene->fd, &err));
		journal_close(journal);
		assert_true(sim_disk_holds(scene->sim, finish ? scene->new : scene->old, SIZE));
		assert_null(journal_find(scene->disk, 0, scene->fd, &err));
		assert_int_equal(err.code, ERR_NONE);
	}
}

/* Neither the old nor the new byte: somebody else was there, and nothing is touched. */
static void a_foreign_byte_stops_both(void **state)
{
	struct scene *scene = *state;
	struct journal *journal;
	struct err err;

	commit(scene);
	poke(scene, 12, "nXn");
	journal = journal_find(scene->disk, 0, scene->fd, &err);
	assert_non_null(journal);
	assert_false(journal_check(journal, scene->fd, &err));
	assert_int_equal(err.code, ERR_CHANGED);
	assert_non_null(strstr(err.text, "0xd "));
	assert_false(journal_finish(journal, scene->fd, &err));
	assert_false(journal_undo(journal, scene->fd, &err));
	assert_int_equal(scene->sim->files[0].now[8], 'o');
	assert_true(journal_discard(journal, &err));
	journal_close(journal);
}

static void another_length_stops_both(void **state)
{
	struct scene *scene = *state;
	struct journal *journal;
	struct err err;

	commit(scene);
	poke(scene, SIZE, "+");
	journal = journal_find(scene->disk, 0, scene->fd, &err);
	assert_non_null(journal);
	assert_false(journal_finish(journal, scene->fd, &err));
	assert_int_equal(err.code, ERR_CHANGED);
	journal_close(journal);
}

/* Each byte of the journal, flipped: nothing is done to the file, or what would have been done. */
static void damage_is_noticed(void **state)
{
	struct scene *scene = *state;
	struct err err;
	struct sim_file *file;
	uint64_t size;
	int fd;

	commit(scene);
	poke(scene, 8, "n");
	fd = sim_name_now(&scene->sim->name);
	file = &scene->sim->files[fd];
	size = file->now_size;
	for (uint64_t i = 0; i < size; i++) {
		struct journal *journal;

		/* The rest of the sector does not count. */
		if (i >= sizeof(struct journal_header) && i < JOURNAL_SECTOR)
			continue;
		file->now[i] ^= 0x10;
		journal = journal_find(scene->disk, 0, scene->fd, &err);
		assert_null(journal);
		if (i >= JOURNAL_SECTOR)
			assert_int_equal(err.code, ERR_LOST);
		file->now[i] ^= 0x10;
		if (sim_name_now(&scene->sim->name) < 0)
			sim_name_set(&scene->sim->name, fd);
	}
	assert_int_equal(scene->sim->files[0].now[9], 'o');
}

/* A damaged body over an untouched file is a save that never began. */
static void an_uncommitted_journal_is_dropped(void **state)
{
	struct scene *scene = *state;
	struct err err;
	int fd;

	commit(scene);
	fd = sim_name_now(&scene->sim->name);
	scene->sim->files[fd].now[JOURNAL_SECTOR + 30] ^= 1;
	assert_null(journal_find(scene->disk, 0, scene->fd, &err));
	assert_int_equal(err.code, ERR_NONE);
	assert_int_equal(sim_name_now(&scene->sim->name), -1);
	assert_true(sim_disk_holds(scene->sim, scene->old, SIZE));
}

/* Sums are right, numbers are not: what a journal says is not believed. */
static void impossible_records_are_refused(void **state)
{
	static const struct journal_record records[] = {
		{ SIZE, 1 },
		{ SIZE - 1, 2 },
		{ UINT64_MAX, 2 },
		{ 0, 0 },
		{ 0, UINT64_MAX },
		{ 0, (uint64_t)JOURNAL_RUN + 1 },
		{ 0, 30 },
		{ UINT64_MAX - 3, 8 },
	};
	struct scene *scene = *state;

	for (size_t i = 0; i < ARRAY_COUNT(records); i++) {
		struct err err;
		struct journal *journal =
			journal_new(scene->disk, 0, scene->fd, JOURNAL_PATCH, "", &err);

		assert_non_null(journal);
		journal->header.count = 1;
		assert_true(journal_add(journal, &records[i], sizeof records[i], &err));
		assert_true(journal_add(journal, scene->old, 40, &err));
		assert_true(journal_commit(journal, &err));
		journal_close(journal);
		poke(scene, 0, "o");
		journal = journal_find(scene->disk, 0, scene->fd, &err);
		assert_non_null(journal);
		assert_false(journal_finish(journal, scene->fd, &err));
		assert_int_equal(err.code, ERR_LOST);
		assert_non_null(strstr(err.text, "holds what can not be"));
		assert_false(journal_undo(journal, scene->fd, &err));
		assert_true(journal_discard(journal, &err));
		journal_close(journal);
		assert_true(sim_disk_holds(scene->sim, scene->old, SIZE));
	}
}

/* It would fit into the file, but not into what is set aside for a record. */
static void a_record_of_any_length_is_refused(void **state)
{
	enum { LONG = JOURNAL_RUN + 1 };
	const struct journal_record record = { 0, LONG };
	struct scene *scene = *state;
	uint8_t *bytes = calloc(2, LONG);
	struct journal *journal;
	struct err err;

	assert_non_null(bytes);
	sim_disk_put(scene->sim, bytes, LONG);
	journal = journal_new(scene->disk, 0, scene->fd, JOURNAL_PATCH, "", &err);
	assert_non_null(journal);
	journal->header.count = 1;
	assert_true(journal_add(journal, &record, sizeof record, &err));
	assert_true(journal_add(journal, bytes, (size_t)2 * LONG, &err));
	assert_true(journal_commit(journal, &err));
	assert_false(journal_finish(journal, scene->fd, &err));
	assert_non_null(strstr(err.text, "holds what can not be"));
	journal_close(journal);
	free(bytes);
}

static void a_path_of_any_length_is_refused(void **state)
{
	struct scene *scene = *state;
	struct err err;
	struct journal *journal = make(scene);
	uint8_t bytes[JOURNAL_PATH_MOST + 100] = { 0 };

	assert_true(journal_add(journal, bytes, sizeof bytes, &err));
	journal->header.path_len = JOURNAL_PATH_MOST + 1;
	assert_true(journal_commit(journal, &err));
	journal_close(journal);
	poke(scene, 0, "o");
	assert_null(journal_find(scene->disk, 0, scene->fd, &err));
	assert_int_equal(err.code, ERR_LOST);
}

static void overlapping_records_are_refused(void **state)
{
	struct scene *scene = *state;
	struct err err;
	struct journal *journal = make(scene);

	assert_true(patch_add(journal, 43, scene->old, scene->new, 4, &err));
	assert_true(journal_commit(journal, &err));
	assert_false(journal_finish(journal, scene->fd, &err));
	assert_int_equal(err.code, ERR_LOST);
	journal_close(journal);
}

static void another_file_is_not_touched(void **state)
{
	struct scene *scene = *state;
	struct err err;
	struct journal *journal;

	commit(scene);
	journal = journal_open(scene->disk, 0, "any", &err);
	assert_non_null(journal);
	scene->sim->files[0].ino = 77;
	assert_false(journal_finish(journal, scene->fd, &err));
	assert_int_equal(err.code, ERR_CHANGED);
	journal_close(journal);
}

static void a_second_save_waits_for_the_first(void **state)
{
	struct scene *scene = *state;
	struct err err;

	commit(scene);
	assert_null(journal_new(scene->disk, 0, scene->fd, JOURNAL_PATCH, "/a/file", &err));
	assert_int_equal(err.code, ERR_REFUSED);
	assert_non_null(strstr(err.text, "interrupted"));
}

/* A sync that fails is not asked again as a proof: all is written anew. */
static void a_failed_sync_is_never_saved(void **state)
{
	struct scene *scene = *state;
	struct err err;
	struct journal *journal;

	commit(scene);
	journal = journal_find(scene->disk, 0, scene->fd, &err);
	assert_non_null(journal);
	for (uint64_t call = 1; call < 40; call++) {
		scene->sim->calls = 0;
		scene->sim->failed = 0;
		scene->sim->fail_at = call;
		scene->sim->error = EIO;
		if (journal_finish(journal, scene->fd, &err))
			break;
		scene->sim->fail_at = 0;
	}
	assert_true(sim_disk_holds(scene->sim, scene->new, SIZE));
	sim_disk_restart(scene->sim, false);
	assert_true(sim_disk_holds(scene->sim, scene->new, SIZE));
	journal_close(journal);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		scene_test(is_found_and_told_of),
		scene_test(both_ways_lead_to_a_whole_file),
		scene_test(a_foreign_byte_stops_both),
		scene_test(another_length_stops_both),
		scene_test(damage_is_noticed),
		scene_test(an_uncommitted_journal_is_dropped),
		scene_test(impossible_records_are_refused),
		scene_test(a_record_of_any_length_is_refused),
		scene_test(a_path_of_any_length_is_refused),
		scene_test(overlapping_records_are_refused),
		scene_test(another_file_is_not_touched),
		scene_test(a_second_save_waits_for_the_first),
		scene_test(a_failed_sync_is_never_saved),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
