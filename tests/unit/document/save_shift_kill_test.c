/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A save that moves bytes within the file is killed by SIGKILL before each of its calls, and the
 * recovery after it twice more: at the end the file is the old one or the new one, as the journal
 * was asked for, and no journal is left. BURIN_TMPDIR tells on which file system.
 */
#include "unit/document/deadly_disk.h"
#include "unit/document/save_support.h"

#include "document/journal.h"
#include "document/save_shift.h"
#include "store/private_folder.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	SIZE = 120000, HOLE_AT = 50000, HOLE_LEN = 30000, MOST = SIZE + 1000, CHUNK = 17000,
	CALLS_MOST = 400,
};

/* Bytes come at the start and go behind the hole, so that some move right and others left. */
struct scene {
	struct world world;
	const char *path;
	uint8_t old[SIZE], new[MOST];
	size_t new_len;
	struct alignment_run runs[3];
	struct private_folder *folder;
};

static void add_run(struct scene *scene, size_t i, size_t from, size_t len)
{
	scene->runs[i] = (struct alignment_run){ scene->new_len, from, len };
	memcpy(scene->new + scene->new_len, scene->old + from, len);
	scene->new_len += len;
}

static void start(struct scene *scene)
{
	struct random random = { 12 };
	struct err err;

	world_start(&scene->world);
	scene->folder = private_folder_open(true, &err);
	assert_non_null(scene->folder);
	random_fill(&random, scene->old, SIZE);
	memset(scene->old + HOLE_AT, 0, HOLE_LEN);
	add_run(scene, 0, 0, 100);
	random_fill(&random, scene->new + scene->new_len, 700);
	scene->new_len += 700;
	add_run(scene, 1, 100, HOLE_AT + HOLE_LEN);
	add_run(scene, 2, HOLE_AT + HOLE_LEN + 3000, SIZE - HOLE_AT - HOLE_LEN - 3000);
	scene->path = tmpdir_write(scene->world.dir, "file", scene->old, SIZE);
}

static void rewrite(const struct scene *scene, int fd)
{
	size_t behind = HOLE_AT + HOLE_LEN;

	assert_int_equal(ftruncate(fd, 0), 0);
	assert_int_equal(ftruncate(fd, SIZE), 0);
	assert_int_equal(pwrite(fd, scene->old, HOLE_AT, 0), HOLE_AT);
	assert_int_equal(pwrite(fd, scene->old + behind, SIZE - behind, (off_t)behind),
			 SIZE - behind);
}

static bool save(struct scene *scene, const struct disk *disk)
{
	struct err err;
	bool over = false, ok;
	struct rope *rope = document_make(&scene->world.ropes, scene->new, scene->new_len, &err);
	struct snapshot snapshot = { .ropes = &scene->world.ropes, .rope = rope };
	struct save_shift shift = {
		.disk = disk, .fd = open(scene->path, O_RDWR | O_CLOEXEC), .snapshot = &snapshot,
		.path = scene->path, .chunk = CHUNK, .hole = 4096,
		.runs = {
			.list = calloc(3, sizeof *scene->runs), .count = 3, .old_size = SIZE,
			.new_size = scene->new_len, .moved = UINT64_MAX,
		},
	};

	memcpy(shift.runs.list, scene->runs, sizeof scene->runs);
	ok = save_shift_open(&shift, scene->world.store, &err);
	while (ok && !over)
		ok = save_shift_step(&shift, &over, &err);
	return ok;
}

static bool recover(const struct scene *scene, const struct disk *disk, bool finish, bool *found)
{
	struct err err;
	int fd = open(scene->path, O_RDWR | O_CLOEXEC);
	struct journal *journal = journal_find(disk, private_folder_fd(scene->folder), fd, &err);
	bool ok = journal ? (finish ? journal_finish : journal_undo)(journal, fd, &err) :
			    err.code == ERR_NONE;

	*found = journal != NULL;
	journal_close(journal);
	close(fd);
	return ok;
}

/* In a child, which ends at its n-th call; true when it came that far. what 0: save; 1: undo; 2:
 * finish. */
static bool killed(struct scene *scene, int what, int n)
{
	struct deadly deadly = deadly_at(n);
	bool found;
	int status;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0)
		_exit((what == 0 ? save(scene, &deadly.base) :
		       recover(scene, &deadly.base, what == 2, &found)) ? 0 : 1);
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WIFSIGNALED(status))
		return true;
	assert_int_equal(WEXITSTATUS(status), 0);
	return false;
}

static bool holds(int fd, const uint8_t *bytes, size_t len)
{
	static uint8_t now[MOST + 1];

	return pread(fd, now, sizeof now, 0) == (ssize_t)len && memcmp(now, bytes, len) == 0;
}

static void a_kill_leaves_old_or_new(void **state)
{
	static struct scene scene;
	struct random random;
	int undone = 0, finished = 0, fd;
	bool again = true;

	(void)state;
	random_start(&random);
	start(&scene);
	fd = open(scene.path, O_RDWR | O_CLOEXEC);
	for (int n = 0; again; n++) {
		bool finish = n % 2, found, ok;

		assert_true(n < CALLS_MOST);
		rewrite(&scene, fd);
		again = killed(&scene, 0, n);
		for (int i = 0; again && i < 2; i++)
			(void)killed(&scene, 1 + (int)random_below(&random, 2),
				     (int)random_below(&random, 30));
		ok = recover(&scene, &disk_real, finish, &found);
		if (!ok)
			fail_msg("not recovered from a kill at call %d", n);
		if (found && !holds(fd, finish ? scene.new : scene.old,
				    finish ? scene.new_len : SIZE))
			fail_msg("not what the journal was asked for after a kill at call %d", n);
		if (!holds(fd, scene.new, scene.new_len) &&
		    (!again || !holds(fd, scene.old, SIZE)))
			fail_msg("torn by a kill at call %d", n);
		finished += found && finish;
		undone += found && !finish;
		assert_true(recover(&scene, &disk_real, false, &found));
		assert_false(found);
	}
	print_message("# %d finished, %d undone\n", finished, undone);
	assert_true(undone > 5 && finished > 5);
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
