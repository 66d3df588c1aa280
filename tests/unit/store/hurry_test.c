/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading without waiting for the disk: a window whose owner is in a hurry, over a pread() of our
 * own that hangs and fails. What it does is told in shared memory, since helper processes call it.
 */
#include "support/testing.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "pattern_file.h"
#include "store/kinds.h"
#include "store/nursery.h"

enum { SIZE = 300000, BLOCK = 16384, UNIT = 4096, ALL = -2 };

/* What the disk does, for all processes. */
struct disk {
	_Atomic int64_t hang_off;    /* a read that touches this byte does not return; -1: none */
	_Atomic int64_t bad_off;     /* a read that touches this byte fails; -1: none */
	atomic_uint reads;
	atomic_uint bad_reads;
	atomic_uint hanging;         /* reads that hang now */
	atomic_uint own;             /* reads made by the test's own process */
	atomic_uint scene;           /* which one is played */
	pid_t test;
};

static struct disk *disk;
static unsigned scene_of_ours;       /* helpers of an earlier one may be at work yet */

ssize_t __wrap_pread(int fd, void *to, size_t len, off_t off);
ssize_t __wrap_pread64(int fd, void *to, size_t len, off_t off);
ssize_t __real_pread(int fd, void *to, size_t len, off_t off);

static bool touches(int64_t at, off_t off, size_t len)
{
	return at == ALL || (at >= off && at < off + (off_t)len);
}

static void rest(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
}

static void hang(off_t off, size_t len)
{
	if (disk->scene == scene_of_ours)
		atomic_fetch_add(&disk->hanging, 1);
	while (disk->scene == scene_of_ours && touches(atomic_load(&disk->hang_off), off, len))
		rest();
	if (disk->scene == scene_of_ours)
		atomic_fetch_sub(&disk->hanging, 1);
}

ssize_t __wrap_pread(int fd, void *to, size_t len, off_t off)
{
	if (!disk)
		return __real_pread(fd, to, len, off);
	atomic_fetch_add(&disk->reads, 1);
	if (getpid() == disk->test)
		atomic_fetch_add(&disk->own, 1);
	if (touches(atomic_load(&disk->hang_off), off, len))
		hang(off, len);
	if (touches(atomic_load(&disk->bad_off), off, len)) {
		atomic_fetch_add(&disk->bad_reads, 1);
		errno = EIO;
		return -1;
	}
	return __real_pread(fd, to, len, off);
}

ssize_t __wrap_pread64(int fd, void *to, size_t len, off_t off)
{
	return __wrap_pread(fd, to, len, off);
}

struct scene {
	struct tmpdir *dir;
	int fd, notify;
	struct nursery *nursery;
	struct source *window;
	bool killed;                 /* a helper was killed */
};

static void start(struct scene *scene)
{
	struct err err;

	scene->killed = false;
	scene->dir = tmpdir_new();
	scene->fd = pattern_open(scene->dir, "file", SIZE);
	scene->notify = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	scene->window = window_open(scene->fd, 0, SIZE, true, BLOCK, 4, &err);
	assert_non_null(scene->window);
	disk->test = getpid();
	scene_of_ours = ++disk->scene;
	disk->hang_off = disk->bad_off = -1;
	disk->reads = disk->bad_reads = disk->hanging = disk->own = 0;
	scene->nursery = nursery_new(scene->notify, &err);
	assert_non_null(scene->nursery);
	source_hurry(scene->window, scene->nursery);
}

static void end(struct scene *scene)
{
	source_close(scene->window);
	nursery_free(scene->nursery);
	close(scene->notify);
	close(scene->fd);
	tmpdir_free(scene->dir);
	disk->hang_off = -1;
}

/* Reads until it is there; the number of times that it was not. */
static unsigned read_in_time(struct scene *scene, uint64_t off, void *to, size_t len)
{
	unsigned late = 0;
	int why;

	for (; source_read(scene->window, off, to, len, &why) < len; late++) {
		struct pollfd wait = { .fd = scene->notify, .events = POLLIN };
		uint64_t count;

		assert_int_equal(why, EAGAIN);
		/* Every answer is told, if only there is somebody left to give one. */
		if (poll(&wait, 1, scene->killed ? 50 : 30000) == 1)
			assert_int_equal(read(scene->notify, &count, 8), 8);
		else
			assert_true(scene->killed && late < 1000);
	}
	return late;
}

static void equals_the_file(void **state)
{
	struct scene scene;
	static uint8_t back[SIZE];
	struct random rnd;

	(void)state;
	start(&scene);
	random_start(&rnd);
	for (int n = 0; n < 300; n++) {
		uint64_t off = random_below(&rnd, SIZE);
		size_t len = (size_t)random_between(&rnd, 1, n % 5 ? 40 : 20000);

		if (len > SIZE - off)
			len = (size_t)(SIZE - off);
		read_in_time(&scene, off, back, len);
		assert_int_equal(pattern_right(back, off, len), len);
	}
	assert_int_equal(disk->own, 0);
	end(&scene);
}

static void goes_on_without_the_disk(void **state)
{
	struct scene scene;
	uint8_t back[100];
	int why;

	(void)state;
	start(&scene);
	disk->hang_off = 5 * BLOCK + 10;
	for (int n = 0; n < 20; n++) {
		assert_int_equal(source_read(scene.window, 5 * BLOCK, back, 10, &why), 0);
		assert_int_equal(why, EAGAIN);
	}
	/* Other places are read meanwhile, and the one that hangs was asked for once. */
	read_in_time(&scene, 2 * BLOCK, back, 100);
	assert_int_equal(pattern_right(back, 2 * BLOCK, 100), 100);
	assert_int_equal(disk->reads, 2);
	disk->hang_off = -1;
	read_in_time(&scene, 5 * BLOCK, back, 10);
	assert_int_equal(pattern_right(back, 5 * BLOCK, 10), 10);
	assert_int_equal(disk->reads, 2);
	end(&scene);
}

/* More places than there are helpers: the first of them come back, none is lost. */
static void has_a_limit(void **state)
{
	struct scene scene;
	uint8_t back[10];
	int why;

	(void)state;
	start(&scene);
	disk->hang_off = ALL;
	for (uint64_t off = 0; off < 18 * BLOCK; off += BLOCK) {
		assert_int_equal(source_read(scene.window, off, back, 10, &why), 0);
		assert_int_equal(why, EAGAIN);
	}
	disk->hang_off = -1;
	for (uint64_t off = 0; off < 18 * BLOCK; off += BLOCK) {
		read_in_time(&scene, off, back, 10);
		assert_int_equal(pattern_right(back, off, 10), 10);
	}
	end(&scene);
}

static void remembers_bad_pages(void **state)
{
	struct scene scene;
	uint8_t back[100];
	unsigned asked;
	int why;

	(void)state;
	start(&scene);
	disk->bad_off = 3 * BLOCK + UNIT + 5;
	read_in_time(&scene, 3 * BLOCK, back, 100);
	assert_int_equal(source_read(scene.window, 3 * BLOCK + UNIT, back, 10, &why), 0);
	assert_int_equal(why, EIO);
	read_in_time(&scene, 3 * BLOCK + 2 * UNIT, back, 100);
	asked = disk->bad_reads;
	/* Once for the block and once for its unit. */
	assert_int_equal(asked, 2);
	for (int n = 0; n < 10; n++) {
		assert_int_equal(source_read(scene.window, 3 * BLOCK + UNIT - 5, back, 10, &why),
				 5);
		assert_int_equal(why, EIO);
	}
	assert_int_equal(disk->bad_reads, asked);
	end(&scene);
}

struct waiting {
	struct source *window;
	uint64_t off;
	size_t len;
	size_t got;
	int why;
};

static void *wait_for_it(void *argument)
{
	struct waiting *waiting = argument;
	static uint8_t back[SIZE];

	waiting->got = source_read(waiting->window, waiting->off, back, waiting->len,
				   &waiting->why);
	if (pattern_right(back, waiting->off, waiting->got) != waiting->got)
		waiting->why = -1;
	return NULL;
}

/* A scan waits as long as the disk takes ... */
static void others_wait(void **state)
{
	struct scene scene;
	struct waiting waiting = { .len = SIZE };
	pthread_t thread;

	(void)state;
	start(&scene);
	waiting.window = scene.window;
	disk->hang_off = 7 * BLOCK;
	assert_int_equal(pthread_create(&thread, NULL, wait_for_it, &waiting), 0);
	while (disk->hanging == 0)
		rest();
	disk->hang_off = -1;
	pthread_join(thread, NULL);
	assert_int_equal(waiting.got, SIZE);
	assert_int_equal(waiting.why, 0);
	end(&scene);
}

/* ... or until it is told that nobody wants the bytes any more. */
static void wait_for_hanging(unsigned count)
{
	while (atomic_load(&disk->hanging) < count)
		rest();
}

/* Glances of any thread, all of which hang, leave helpers to the screen; what they asked for comes
 * later, and who only glances never reads by itself. */
static void a_glance_waits_for_nothing(void **state)
{
	struct scene scene;
	uint8_t back[100];
	int why;

	(void)state;
	start(&scene);
	assert_true(source_is_slow(scene.window));
	disk->hang_off = ALL;
	for (uint64_t n = 0; n < 10; n++) {
		assert_int_equal(source_read_now(scene.window, n * BLOCK + 7, back, 50, &why), 0);
		assert_int_equal(why, EAGAIN);
	}
	wait_for_hanging(6);
	assert_int_equal(source_read(scene.window, 15 * BLOCK, back, 10, &why), 0);
	wait_for_hanging(7);
	disk->hang_off = -1;
	read_in_time(&scene, 15 * BLOCK, back, 10);
	assert_int_equal(pattern_right(back, 15 * BLOCK, 10), 10);
	for (uint64_t n = 0; n < 10; n++) {
		while (source_read_now(scene.window, n * BLOCK + 7, back, 50, &why) < 50) {
			assert_int_equal(why, EAGAIN);
			rest();
		}
		assert_int_equal(pattern_right(back, n * BLOCK + 7, 50), 50);
	}
	assert_int_equal(disk->own, 0);
	end(&scene);
}

static void others_are_interrupted(void **state)
{
	struct scene scene;
	struct waiting waiting = { .off = 7 * BLOCK, .len = 3 * BLOCK };
	pthread_t thread;

	(void)state;
	start(&scene);
	waiting.window = scene.window;
	disk->hang_off = 7 * BLOCK;
	assert_int_equal(pthread_create(&thread, NULL, wait_for_it, &waiting), 0);
	while (disk->hanging == 0)
		rest();
	source_interrupt(scene.window, true);
	pthread_join(thread, NULL);
	assert_int_equal(waiting.got, 0);
	assert_int_equal(waiting.why, ECANCELED);
	/* And the window can be closed while its helper hangs. */
	end(&scene);
}

static bool is_child(int pid)
{
	char path[64];
	int parent = 0;
	FILE *stat;

	snprintf(path, sizeof path, "/proc/%d/stat", pid);
	stat = fopen(path, "re");
	if (!stat)
		return false;
	if (fscanf(stat, "%*d (%*[^)]) %*c %d", &parent) != 1)
		parent = 0;
	fclose(stat);
	return parent == getpid();
}

/* The processes whose parent is a child of this one. */
static unsigned kill_helpers(void)
{
	static const char name[] = "burin-reader";
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	unsigned count = 0;

	while (proc && (entry = readdir(proc))) {
		char path[300], found[32] = "", state_of;
		int pid = atoi(entry->d_name), parent = 0;
		FILE *stat;

		snprintf(path, sizeof path, "/proc/%s/stat", entry->d_name);
		stat = pid > 0 ? fopen(path, "re") : NULL;
		if (stat && fscanf(stat, "%*d (%31[^)]) %c %d", found, &state_of, &parent) == 3 &&
		    strcmp(found, name) == 0 && getsid(pid) == getsid(parent) &&
		    is_child(parent) && state_of != 'Z') {
			kill(pid, SIGKILL);
			count++;
		}
		if (stat)
			fclose(stat);
	}
	if (proc)
		closedir(proc);
	return count;
}

static void replaces_a_helper_that_was_killed(void **state)
{
	struct scene scene;
	struct waiting waiting = { .off = 7 * BLOCK, .len = BLOCK };
	pthread_t thread;
	uint8_t back[10];

	(void)state;
	start(&scene);
	waiting.window = scene.window;
	read_in_time(&scene, 0, back, 10);
	assert_true(kill_helpers() > 0);
	scene.killed = true;
	read_in_time(&scene, 5 * BLOCK, back, 10);
	assert_int_equal(pattern_right(back, 5 * BLOCK, 10), 10);
	/* One that is killed while it reads is as good as a disk that fails. */
	disk->hang_off = 7 * BLOCK;
	assert_int_equal(pthread_create(&thread, NULL, wait_for_it, &waiting), 0);
	while (disk->hanging == 0)
		rest();
	assert_true(kill_helpers() > 0);
	pthread_join(thread, NULL);
	assert_int_equal(waiting.why, EIO);
	disk->hanging = 0;
	disk->hang_off = -1;
	read_in_time(&scene, 7 * BLOCK, back, 10);
	end(&scene);
}

/* The old block is shown until the new one is there, and then the new one. */
static void refreshes_what_it_shows(void **state)
{
	struct scene scene;
	uint8_t back[10];
	struct err err;
	int why;

	(void)state;
	start(&scene);
	read_in_time(&scene, 0, back, 10);
	assert_int_equal(pwrite(scene.fd, "burin", 5, 0), 5);
	for (int n = 0; memcmp(back, "burin", 5) != 0; n++) {
		assert_true(n < 30000);
		assert_int_equal(source_read(scene.window, 0, back, 10, &why), 10);
		rest();
	}
	/* What one writes oneself is seen at once. */
	assert_true(source_poke(scene.window, 0, "chisel", 6, &err));
	read_in_time(&scene, 0, back, 10);
	assert_memory_equal(back, "chisel", 6);
	end(&scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equals_the_file),
		cmocka_unit_test(goes_on_without_the_disk),
		cmocka_unit_test(has_a_limit),
		cmocka_unit_test(remembers_bad_pages),
		cmocka_unit_test(others_wait),
		cmocka_unit_test(a_glance_waits_for_nothing),
		cmocka_unit_test(others_are_interrupted),
		cmocka_unit_test(replaces_a_helper_that_was_killed),
		cmocka_unit_test(refreshes_what_it_shows),
	};

	disk = mmap(NULL, sizeof *disk, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (disk == MAP_FAILED)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
