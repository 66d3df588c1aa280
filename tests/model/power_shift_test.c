/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The same as power_loss_test.c for saves that move bytes within the file: on a disk on which the
 * power fails, or the program is killed, at a random call; recovery, itself interrupted up to three
 * times; calls that fail; cancellation at a random step. Afterwards the file is the old one or the
 * new one; the new one, durably, once the save had said so; the old one once it had said that it
 * failed.
 *
 * BURIN_RUNS tells how many (make check-power RUNS=500000), BURIN_SEED from where.
 */
#include "unit/document/save_support.h"

#include "document/save_shift.h"
#include "store/private_folder.h"
#include "support/sim_disk.h"

enum { OLD_MOST = 1500, BIG = 60000, RUNS_MOST = 8, WORLD = 500 };

struct power {
	struct random random;
	struct store *store;
	struct ropes ropes;
	uint64_t run;
	uint64_t left_old, left_new, finished, undone, crashed_again, failed, cancelled;
};

/* One save. */
struct scene {
	struct sim_disk *sim;
	int fd;
	uint8_t *old, *new;
	uint64_t old_size, new_size;
	struct snapshot snapshot;
	struct alignment_run *runs;
	size_t count;
	uint64_t chunk;
	uint64_t cancel_at;      /* a step; 0: never */
	bool said_saved;
	bool said_failed;
	bool stuck;
	bool retired;
};

static void fail_run(const struct power *power, const char *what)
{
	fail_msg("run %" PRIu64 ": %s", power->run, what);
}

/* Runs of the old file in order, with gaps on both sides; the first often stays. */
static void make_new(struct power *power, struct scene *scene, uint64_t gap)
{
	uint64_t pos = 0, old_pos = 0;

	for (int i = 0; i < RUNS_MOST && old_pos < scene->old_size; i++) {
		uint64_t left = scene->old_size - old_pos;
		uint64_t skip = random_below(&power->random, 3) ?
				random_below(&power->random, gap) : 0;
		uint64_t come = random_below(&power->random, 3) ?
				random_below(&power->random, gap) : 0;
		uint64_t len;

		if (i == 0 && random_below(&power->random, 2))
			skip = come = 0;
		random_fill(&power->random, scene->new + pos, (size_t)come);
		if (random_below(&power->random, 5) == 0)
			memset(scene->new + pos, 0, (size_t)come);
		pos += come;
		if (skip >= left)
			break;
		old_pos += skip;
		left -= skip;
		len = random_below(&power->random, 4) ? random_between(&power->random, 1, left) :
							left;
		memcpy(scene->new + pos, scene->old + old_pos, (size_t)len);
		scene->runs[scene->count++] = (struct alignment_run){ pos, old_pos, len };
		pos += len;
		old_pos += len;
	}
	scene->new_size = pos;
	if (scene->new_size == scene->old_size)
		scene->new[scene->new_size++] = 'x';
}

static void start(struct power *power, struct scene *scene)
{
	struct err err;
	bool big = random_below(&power->random, 100) == 0;
	uint64_t gap = big ? 20000 : 300;
	struct rope *rope = NULL;

	*scene = (struct scene){ .sim = sim_disk_new(&power->random) };
	scene->old_size = random_between(&power->random, 1, big ? BIG : OLD_MOST);
	scene->chunk = random_between(&power->random, big ? 500 : 1, big ? 9000 : 500);
	if (scene->chunk < 16 && scene->old_size > 200)
		scene->chunk += 50;
	scene->old = malloc((size_t)scene->old_size);
	scene->new = malloc((size_t)(scene->old_size + (RUNS_MOST + 1) * gap + 1));
	scene->runs = calloc(RUNS_MOST, sizeof *scene->runs);
	assert_true(scene->old && scene->new && scene->runs);
	random_fill(&power->random, scene->old, (size_t)scene->old_size);
	for (int i = 0; i < 2 && random_below(&power->random, 3) == 0; i++) {
		uint64_t at = random_below(&power->random, scene->old_size);

		memset(scene->old + at, 0, (size_t)random_below(&power->random,
								scene->old_size - at));
	}
	make_new(power, scene, gap);
	scene->fd = sim_disk_put(scene->sim, scene->old, scene->old_size);
	if (scene->new_size > 0) {
		rope = document_make(&power->ropes, scene->new, (size_t)scene->new_size, &err);
		assert_non_null(rope);
	}
	scene->snapshot = (struct snapshot){ .ropes = &power->ropes, .rope = rope };
}

static void end(struct scene *scene)
{
	snapshot_done(&scene->snapshot);
	sim_disk_free(scene->sim);
	free(scene->old);
	free(scene->new);
}

static bool is_old(const struct scene *scene)
{
	return sim_disk_holds(scene->sim, scene->old, scene->old_size);
}

static bool is_new(const struct scene *scene)
{
	return sim_disk_holds(scene->sim, scene->new, scene->new_size);
}

static void save(struct power *power, struct scene *scene)
{
	struct save_shift shift = {
		.disk = &scene->sim->base, .fd = scene->fd, .snapshot = &scene->snapshot,
		.path = "/a/file", .chunk = scene->chunk, .hole = 64,
		.runs = {
			.list = scene->runs, .count = scene->count, .old_size = scene->old_size,
			.new_size = scene->new_size, .moved = UINT64_MAX,
		},
	};
	struct err err;
	bool over = false;
	bool ok = save_shift_open(&shift, power->store, &err);

	for (uint64_t step = 1; ok && !over; step++) {
		if (step == scene->cancel_at) {
			power->cancelled++;
			(void)save_shift_undo(&shift);
			ok = false;
		} else {
			ok = save_shift_step(&shift, &over, &err);
		}
	}
	scene->said_saved = ok && shift.warning.code == ERR_NONE;
	scene->stuck = shift.stuck;
	scene->said_failed = !ok && !shift.stuck;
	scene->retired = shift.retired;
	save_shift_close(&shift, power->store);
}

/* Once; false: interrupted. */
static bool recover(struct power *power, struct scene *scene)
{
	struct err err;
	struct journal *journal = journal_find(&scene->sim->base, 0, scene->fd, &err);
	bool finish = random_below(&power->random, 2);
	bool ok;

	if (!journal) {
		if (err.code != ERR_NONE && !scene->sim->off)
			fail_run(power, err.text);
		return !scene->sim->off;
	}
	ok = finish ? journal_finish(journal, scene->fd, &err) :
		      journal_undo(journal, scene->fd, &err);
	if (!ok && !scene->sim->off)
		fail_run(power, err.text);
	if (ok && finish) {
		power->finished++;
		if (!is_new(scene))
			fail_run(power, "finished, and not the new file");
	} else if (ok) {
		power->undone++;
		if (!is_old(scene))
			fail_run(power, "undone, and not the old file");
	}
	journal_close(journal);
	return ok;
}

static void recover_at_last(struct power *power, struct scene *scene)
{
	for (int tries = 0;; tries++) {
		bool whole;

		if (tries < 3 && random_below(&power->random, 2))
			scene->sim->crash_at = random_between(&power->random, 1, 40);
		whole = recover(power, scene);
		sim_disk_restart(scene->sim, random_below(&power->random, 3) == 0);
		if (whole)
			return;
		power->crashed_again++;
	}
}

static void order_trouble(struct power *power, struct scene *scene)
{
	uint64_t at = random_between(&power->random, 1, random_below(&power->random, 2) ? 70 : 400);

	if (random_below(&power->random, 6) == 0)
		scene->cancel_at = random_between(&power->random, 1, 20);

	if (random_below(&power->random, 4) > 0) {
		scene->sim->crash_at = at;
		return;
	}
	scene->sim->fail_at = at;
	scene->sim->fail_on = random_below(&power->random, 4) == 0;
	scene->sim->error = random_below(&power->random, 2) ? 5 : 28;
}

/* What was finished is never done again: another program may have its own reasons. */
static void a_finished_journal_is_dead(struct power *power, struct scene *scene)
{
	struct err err;

	sim_disk_put(scene->sim, scene->old, scene->old_size);
	sim_disk_restart(scene->sim, false);
	if (journal_find(&scene->sim->base, 0, scene->fd, &err))
		fail_run(power, "a finished journal was found again");
	if (err.code != ERR_NONE)
		fail_run(power, err.text);
}

static void judge(struct power *power, struct scene *scene)
{
	if (scene->said_saved && !is_new(scene))
		fail_run(power, "said saved, and the file is not the new one");
	if (scene->said_failed && !scene->sim->off && !is_old(scene))
		fail_run(power, "said failed, and the file is not the old one");
	if (scene->sim->failed)
		power->failed++;
	if (scene->said_saved && random_below(&power->random, 8) == 0) {
		a_finished_journal_is_dead(power, scene);
		return;
	}
	if (!scene->said_saved && !scene->sim->off && scene->retired && scene->said_failed) {
		sim_disk_restart(scene->sim, false);
		if (!is_old(scene))
			fail_run(power, "said failed and taken back, and lost it to a power cut");
	}
	sim_disk_restart(scene->sim, random_below(&power->random, 3) == 0);
	recover_at_last(power, scene);
	if (!is_old(scene) && !is_new(scene))
		fail_run(power, "torn");
	if (scene->said_saved && !is_new(scene))
		fail_run(power, "said saved, and lost it to a power cut");
	power->left_old += is_old(scene);
	power->left_new += is_new(scene);
}

static uint64_t runs_wanted(void)
{
	const char *wanted = getenv("BURIN_RUNS");

	return wanted && *wanted ? strtoull(wanted, NULL, 10) : 20000;
}

static void shifts_survive(void **state)
{
	struct power power = { 0 };
	struct err err;
	uint64_t runs = runs_wanted();

	(void)state;
	random_start(&power.random);
	for (power.run = 0; power.run < runs; power.run++) {
		struct scene scene;

		if (power.run % WORLD == 0) {
			power.store = store_new(1 << 16, &err);
			assert_non_null(power.store);
			ropes_init(&power.ropes, power.store);
		}
		start(&power, &scene);
		order_trouble(&power, &scene);
		save(&power, &scene);
		judge(&power, &scene);
		end(&scene);
		if (power.run % WORLD == WORLD - 1 || power.run == runs - 1) {
			ropes_done(&power.ropes);
			store_free(power.store);
		}
	}
	print_message("# %" PRIu64 " runs: %" PRIu64 " old, %" PRIu64 " new, none torn; %" PRIu64
		      " finished, %" PRIu64 " undone, %" PRIu64 " recoveries interrupted, %" PRIu64
		      " with failing calls, %" PRIu64 " cancelled\n", runs, power.left_old,
		      power.left_new, power.finished, power.undone, power.crashed_again,
		      power.failed, power.cancelled);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shifts_survive),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
