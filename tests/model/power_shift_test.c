/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SHIFT: saves that move bytes within the file, on a disk on which the power fails, or the program
 * is killed, at a random call (support/power_in_place.h); or that are cancelled at a random step.
 */
#include "support/testing.h"

#include "document/save_shift.h"
#include "support/power_in_place.h"

enum { OLD_MOST = 1500, BIG = 60000, RUNS_MOST = 8 };

/* What moves where, and how. */
static struct {
	struct alignment_run *runs;
	size_t count;
	uint64_t chunk;
} order;

/* Runs of the old file in order, with gaps on both sides; the first often stays. */
static void make_new(struct power *power, struct power_scene *scene, uint64_t gap)
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
		order.runs[order.count++] = (struct alignment_run){ pos, old_pos, len };
		pos += len;
		old_pos += len;
	}
	scene->new_size = pos;
	if (scene->new_size == scene->old_size)
		scene->new[scene->new_size++] = 'x';
}

static void start(struct power *power, struct power_scene *scene)
{
	bool big = random_below(&power->random, 100) == 0;
	uint64_t gap = big ? 20000 : 300;

	memset(&order, 0, sizeof order);
	scene->old_size = random_between(&power->random, 1, big ? BIG : OLD_MOST);
	order.chunk = random_between(&power->random, big ? 500 : 1, big ? 9000 : 500);
	if (order.chunk < 16 && scene->old_size > 200)
		order.chunk += 50;
	scene->old = malloc((size_t)scene->old_size);
	scene->new = malloc((size_t)(scene->old_size + (RUNS_MOST + 1) * gap + 1));
	order.runs = calloc(RUNS_MOST, sizeof *order.runs);
	assert_true(scene->old && scene->new && order.runs);
	random_fill(&power->random, scene->old, (size_t)scene->old_size);
	for (int i = 0; i < 2 && random_below(&power->random, 3) == 0; i++) {
		uint64_t at = random_below(&power->random, scene->old_size);

		memset(scene->old + at, 0, (size_t)random_below(&power->random,
								scene->old_size - at));
	}
	make_new(power, scene, gap);
}

static void save(struct power *power, struct power_scene *scene)
{
	struct save_shift shift = {
		.disk = &scene->sim->base, .fd = scene->fd, .snapshot = &scene->snapshot,
		.path = "/a/file", .chunk = order.chunk, .hole = 64,
		.runs = {
			.list = order.runs, .count = order.count, .old_size = scene->old_size,
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
	scene->said_failed = !ok && !shift.stuck;
	scene->retired = shift.retired;
	save_shift_close(&shift, power->store);
}

static void shifts_survive(void **state)
{
	static const struct power_plan plan = { "SHIFT", power_in_place, start, save, 400 };

	(void)state;
	power_run(&plan);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shifts_survive),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
