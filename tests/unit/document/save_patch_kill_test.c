/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A save in place is killed by SIGKILL before each of its calls, and the recovery after it twice
 * more: at the end the file is the old one or the new one, and no journal is left. BURIN_TMPDIR
 * tells on which file system.
 */
#include "unit/document/deadly_disk.h"
#include "unit/document/save_support.h"

#include "document/journal.h"
#include "document/save_patch.h"
#include "store/private_folder.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SIZE = 200000, EDITS = 6, CALLS_MOST = 400 };

/* The same file with other bytes here and there. */
struct scene {
	struct world world;
	const char *path;
	uint8_t old[SIZE], new[SIZE];
	struct save_range ranges[EDITS];
	struct private_folder *folder;
};

static void start(struct scene *scene)
{
	struct err err;
	struct random random = { 11 };

	world_start(&scene->world);
	scene->folder = private_folder_open(true, &err);
	assert_non_null(scene->folder);
	random_fill(&random, scene->old, SIZE);
	memset(scene->old + 100000, 0, 50000);
	memcpy(scene->new, scene->old, SIZE);
	for (int i = 0; i < EDITS; i++) {
		scene->ranges[i] = (struct save_range){ (uint64_t)i * 33000 + 7,
							i == 2 ? 20000 : 5 };
		random_fill(&random, scene->new + scene->ranges[i].pos,
			    (size_t)scene->ranges[i].len);
	}
	scene->path = tmpdir_write(scene->world.dir, "file", scene->old, SIZE);
}

static void rewrite(const struct scene *scene, int fd)
{
	assert_int_equal(ftruncate(fd, 0), 0);
	assert_int_equal(ftruncate(fd, SIZE), 0);
	assert_int_equal(pwrite(fd, scene->old, 100000, 0), 100000);
	assert_int_equal(pwrite(fd, scene->old + 150000, SIZE - 150000, 150000), SIZE - 150000);
}

static bool save(struct scene *scene, const struct disk *disk)
{
	struct err err;
	bool over = false, ok;
	struct rope *rope = document_make(&scene->world.ropes, scene->new, SIZE, &err);
	struct snapshot snapshot = { .ropes = &scene->world.ropes, .rope = rope };
	struct save_patch patch = {
		.disk = disk, .fd = open(scene->path, O_RDWR | O_CLOEXEC), .snapshot = &snapshot,
		.path = scene->path, .ranges = { .list = calloc(EDITS, sizeof *scene->ranges),
						 .count = EDITS, .room = EDITS },
	};

	memcpy(patch.ranges.list, scene->ranges, sizeof scene->ranges);
	for (int i = 0; i < EDITS; i++)
		patch.ranges.bytes += scene->ranges[i].len;
	ok = save_patch_open(&patch, scene->world.store, &err);
	while (ok && !over)
		ok = save_patch_step(&patch, &over, &err);
	return ok;
}

static bool recover(const struct scene *scene, const struct disk *disk, bool finish)
{
	struct err err;
	int fd = open(scene->path, O_RDWR | O_CLOEXEC);
	struct journal *journal = journal_find(disk, private_folder_fd(scene->folder), fd, &err);
	bool ok = journal ? (finish ? journal_finish : journal_undo)(journal, fd, &err) :
			    err.code == ERR_NONE;

	journal_close(journal);
	close(fd);
	return ok;
}

/* In a child, which ends at its n-th call; true when it came that far. what 0: save; 1: undo; 2:
 * finish. */
static bool killed(struct scene *scene, int what, int n)
{
	struct deadly deadly = deadly_at(n);
	int status;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0)
		_exit((what == 0 ? save(scene, &deadly.base) :
		       recover(scene, &deadly.base, what == 2)) ? 0 : 1);
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WIFSIGNALED(status))
		return true;
	assert_int_equal(WEXITSTATUS(status), 0);
	return false;
}

static void a_kill_leaves_old_or_new(void **state)
{
	static struct scene scene;
	struct random random;
	bool was_old = false, was_new = false, again = true;
	int fd;

	(void)state;
	random_start(&random);
	start(&scene);
	fd = open(scene.path, O_RDWR | O_CLOEXEC);
	for (int n = 0; again; n++) {
		uint8_t now[SIZE];

		assert_true(n < CALLS_MOST);
		rewrite(&scene, fd);
		again = killed(&scene, 0, n);
		for (int i = 0; again && i < 2; i++)
			(void)killed(&scene, 1 + (int)random_below(&random, 2),
				     (int)random_below(&random, 20));
		assert_false(again && killed(&scene, 1 + n % 2, -1));
		assert_int_equal(pread(fd, now, SIZE, 0), SIZE);
		if (memcmp(now, scene.new, SIZE) == 0)
			was_new = true;
		else if (memcmp(now, scene.old, SIZE) == 0 && again)
			was_old = true;
		else
			fail_msg("torn by a kill at call %d", n);
		assert_true(recover(&scene, &disk_real, false));
	}
	assert_true(was_old && was_new);
	close(fd);
	private_folder_close(scene.folder);
	world_end(&scene.world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_kill_leaves_old_or_new),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
