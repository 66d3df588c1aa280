/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/power_in_place.h"

#include "support/testing.h"

#include "document/document.h"
#include "document/journal.h"

static bool is_old(const struct power_scene *scene)
{
	return sim_disk_holds(scene->sim, scene->old, scene->old_size);
}

static bool is_new(const struct power_scene *scene)
{
	return sim_disk_holds(scene->sim, scene->new, scene->new_size);
}

static void start(struct power *power, struct power_scene *scene)
{
	struct rope *rope = NULL;
	struct err err;

	*scene = (struct power_scene){ .sim = sim_disk_new(&power->random) };
	if (random_below(&power->random, 6) == 0)
		scene->cancel_at = random_between(&power->random, 1, 20);
	power->plan->start(power, scene);
	scene->sim->device = scene->device;
	scene->fd = sim_disk_put(scene->sim, scene->old, scene->old_size);
	if (scene->new_size > 0) {
		rope = document_make(&power->ropes, scene->new, (size_t)scene->new_size, &err);
		assert_non_null(rope);
	}
	scene->snapshot = (struct snapshot){ .ropes = &power->ropes, .rope = rope };
}

static void end(struct power_scene *scene)
{
	snapshot_done(&scene->snapshot);
	sim_disk_free(scene->sim);
	free(scene->old);
	free(scene->new);
}

/* Once; false: interrupted. */
static bool recover(struct power *power, struct power_scene *scene)
{
	struct err err;
	struct journal *journal = journal_find(&scene->sim->base, 0, scene->fd, &err);
	bool finish = random_below(&power->random, 2);
	bool ok;

	if (!journal) {
		if (err.code != ERR_NONE && !scene->sim->off)
			power_fail(power, err.text);
		return !scene->sim->off;
	}
	ok = finish ? journal_finish(journal, scene->fd, &err) :
		      journal_undo(journal, scene->fd, &err);
	if (!ok && !scene->sim->off)
		power_fail(power, err.text);
	if (ok && finish) {
		power->finished++;
		if (!is_new(scene))
			power_fail(power, "finished, and not the new file");
	} else if (ok) {
		power->undone++;
		if (!is_old(scene))
			power_fail(power, "undone, and not the old file");
	}
	journal_close(journal);
	return ok;
}

static void recover_at_last(struct power *power, struct power_scene *scene)
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

/* A call that fails, or one at which the power goes. */
static void order_trouble(struct power *power, struct power_scene *scene)
{
	uint64_t most = random_below(&power->random, 2) ? 70 : power->plan->calls;
	struct power_trouble trouble = power_trouble(power, most);

	scene->sim->fail_at = trouble.at;
	scene->sim->fail_on = trouble.on;
	scene->sim->error = trouble.error;
	if (trouble.at == 0)
		scene->sim->crash_at = random_between(&power->random, 1, most);
}

/* What was finished is never done again: another program may have its own reasons. */
static void a_finished_journal_is_dead(struct power *power, struct power_scene *scene)
{
	struct err err;

	sim_disk_put(scene->sim, scene->old, scene->old_size);
	sim_disk_restart(scene->sim, false);
	if (journal_find(&scene->sim->base, 0, scene->fd, &err))
		power_fail(power, "a finished journal was found again");
	if (err.code != ERR_NONE)
		power_fail(power, err.text);
}

static void judge(struct power *power, struct power_scene *scene)
{
	if (scene->said_saved && !is_new(scene))
		power_fail(power, "said saved, and the file is not the new one");
	if (scene->said_failed && !scene->sim->off && !is_old(scene))
		power_fail(power, "said failed, and the file is not the old one");
	if (scene->sim->failed)
		power->failed++;
	if (scene->said_saved && random_below(&power->random, 8) == 0) {
		a_finished_journal_is_dead(power, scene);
		return;
	}
	if (!scene->said_saved && !scene->sim->off && scene->retired && scene->said_failed) {
		sim_disk_restart(scene->sim, false);
		if (!is_old(scene))
			power_fail(power, "said failed and taken back, and lost it to a power cut");
	}
	sim_disk_restart(scene->sim, random_below(&power->random, 3) == 0);
	recover_at_last(power, scene);
	if (!is_old(scene) && !is_new(scene))
		power_fail(power, "torn");
	if (scene->said_saved && !is_new(scene))
		power_fail(power, "said saved, and lost it to a power cut");
	power->left_old += is_old(scene);
	power->left_new += is_new(scene);
}

void power_in_place(struct power *power)
{
	struct power_scene scene;

	start(power, &scene);
	order_trouble(power, &scene);
	power->plan->save(power, &scene);
	judge(power, &scene);
	end(&scene);
	power->run++;
}
