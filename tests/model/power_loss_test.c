/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * PATCH: saves that write over bytes of a file or of a block device, on a disk on which the power
 * fails, or the program is killed, at a random call (support/power_in_place.h); or that are
 * cancelled at a random step.
 */
#include "support/testing.h"

#include "document/save_patch.h"
#include "support/power_in_place.h"

enum { OLD_MOST = 3000, BIG = 300000, RANGES = 6 };

static struct save_ranges ranges;

static void make_ranges(struct power *power, struct power_scene *scene)
{
	uint64_t pos = 0;
	struct save_range *list = calloc(RANGES, sizeof *list);

	assert_non_null(list);
	ranges = (struct save_ranges){ .list = list, .room = RANGES };
	for (int i = 0; i < RANGES && pos < scene->old_size; i++) {
		uint64_t len;

		pos += random_below(&power->random, scene->old_size / 4 + 1);
		if (pos >= scene->old_size)
			break;
		len = random_between(&power->random, 1, scene->old_size > OLD_MOST ? BIG / 2 : 200);
		if (len > scene->old_size - pos)
			len = scene->old_size - pos;
		if (random_below(&power->random, 8) > 0)
			random_fill(&power->random, scene->new + pos, (size_t)len);
		list[ranges.count++] = (struct save_range){ pos, len };
		ranges.bytes += len;
		pos += len;
	}
}

static void start(struct power *power, struct power_scene *scene)
{
	uint64_t most = random_below(&power->random, 100) == 0 ? BIG : OLD_MOST;

	scene->device = random_below(&power->random, 4) == 0;
	scene->old_size = scene->new_size = random_between(&power->random, 1, most);
	scene->old = malloc((size_t)scene->old_size);
	scene->new = malloc((size_t)scene->old_size);
	assert_true(scene->old && scene->new);
	random_fill(&power->random, scene->old, (size_t)scene->old_size);
	if (random_below(&power->random, 4) == 0)
		memset(scene->old, 0, (size_t)scene->old_size / 2);
	memcpy(scene->new, scene->old, (size_t)scene->old_size);
	make_ranges(power, scene);
}

static void save(struct power *power, struct power_scene *scene)
{
	struct save_patch patch = {
		.disk = &scene->sim->base, .fd = scene->fd, .snapshot = &scene->snapshot,
		.path = "/a/file", .ranges = ranges,
	};
	struct err err;
	bool over = false;
	bool ok = save_patch_open(&patch, power->store, &err);

	for (uint64_t step = 1; ok && !over; step++) {
		if (step == scene->cancel_at) {
			power->cancelled++;
			(void)save_patch_undo(&patch);
			ok = false;
		} else {
			ok = save_patch_step(&patch, &over, &err);
		}
	}
	scene->said_saved = ok && patch.warning.code == ERR_NONE;
	scene->said_failed = !ok && !patch.stuck;
	scene->retired = patch.retired;
	save_patch_close(&patch, power->store);
}

static void patches_survive(void **state)
{
	static const struct power_plan plan = { "PATCH", power_in_place, start, save, 70 };

	(void)state;
	power_run(&plan);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(patches_survive),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
