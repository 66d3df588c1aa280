/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The block window, over a pread() of our own with bad sectors, interruptions, short reads. */
#include "support/testing.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "pattern_file.h"
#include "store/kinds.h"

enum { SIZE = 60000, SECTOR = 512, SECTORS = SIZE / SECTOR + 1 };

/* What the disk does. */
static struct {
	bool bad[SECTORS];           /* a read that touches it fails as a whole */
	bool stutter;                /* every other read is interrupted, the rest come in parts */
	atomic_uint reads;           /* calls so far */
	atomic_uint bad_reads;          /* calls that failed with EIO */
	bool no_memory;              /* nothing can be remembered */
} disk;

ssize_t __wrap_pread(int fd, void *to, size_t len, off_t off);
ssize_t __wrap_pread64(int fd, void *to, size_t len, off_t off);
ssize_t __real_pread(int fd, void *to, size_t len, off_t off);

ssize_t __wrap_pread(int fd, void *to, size_t len, off_t off)
{
	disk.reads++;
	if (disk.stutter && disk.reads % 2) {
		errno = EINTR;
		return -1;
	}
	if (disk.stutter && len > 7)
		len = len / 2;
	for (off_t s = off / SECTOR; s <= (off + (off_t)len - 1) / SECTOR && s < SECTORS; s++) {
		if (disk.bad[s]) {
			disk.bad_reads++;
			errno = EIO;
			return -1;
		}
	}
	return __real_pread(fd, to, len, off);
}

ssize_t __wrap_pread64(int fd, void *to, size_t len, off_t off)
{
	return __wrap_pread(fd, to, len, off);
}

void *__wrap_realloc(void *old, size_t size);
void *__real_realloc(void *old, size_t size);

void *__wrap_realloc(void *old, size_t size)
{
	return disk.no_memory ? NULL : __real_realloc(old, size);
}

static struct source *open_window(int fd, uint64_t off, uint64_t len, bool writable, size_t block,
				  size_t blocks)
{
	struct err err;
	struct source *window = window_open(fd, off, len, writable, block, blocks, &err);

	assert_non_null(window);
	assert_int_equal(source_size(window), len);
	memset(disk.bad, 0, sizeof disk.bad);
	disk.stutter = disk.no_memory = false;
	disk.reads = disk.bad_reads = 0;
	return window;
}

static void equals_the_file(void **state)
{
	static const struct {
		uint64_t off, len;
		size_t block, blocks;
		bool stutter;
	} rows[] = {
		{ 0, SIZE, 16, 1, false },        { 0, SIZE, 64, 3, false },
		{ 5, SIZE - 5, 256, 4, false },   { 777, 20000, 1, 2, false },
		{ 1000, 50000, 4096, 2, true },   { 59990, 10, 65536, 64, false },
		{ 333, 40000, 16384, 2, true },
	};
	struct tmpdir *dir = tmpdir_new();
	int fd = pattern_open(dir, "file", SIZE);
	static uint8_t back[SIZE];
	struct random rnd;

	(void)state;
	random_start(&rnd);
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		uint64_t size = rows[i].len;
		struct source *window = open_window(fd, rows[i].off, size, false, rows[i].block,
						    rows[i].blocks);

		disk.stutter = rows[i].stutter;
		for (int n = 0; n < 500; n++) {
			uint64_t off = random_below(&rnd, size);
			size_t len = (size_t)random_between(&rnd, 1, n % 5 ? 40 : 20000);
			size_t have = len < size - off ? len : (size_t)(size - off);
			int why = -1;

			assert_int_equal(source_read(window, off, back, len, &why), have);
			assert_int_equal(why, 0);
			assert_int_equal(pattern_right(back, rows[i].off + off, have), have);
		}
		assert_int_equal(source_begin(window, 0, 1).bytes.len, 0);
		source_close(window);
	}
	close(fd);
	tmpdir_free(dir);
}

static void keeps_blocks(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	int fd = pattern_open(dir, "file", SIZE);
	struct source *window = open_window(fd, 0, SIZE, false, 256, 2);
	uint8_t back[300];
	int why;

	(void)state;
	for (int n = 0; n < 50; n++)
		assert_int_equal(source_read(window, (uint64_t)n * 10, back, 10, &why), 10);
	assert_int_equal(disk.reads, 2);
	/* The block not used for longest gives way: 0 is used, then 2 takes the place of 1. */
	assert_int_equal(source_read(window, 0, back, 10, &why), 10);
	assert_int_equal(source_read(window, 512, back, 10, &why), 10);
	assert_int_equal(disk.reads, 3);
	assert_int_equal(source_read(window, 0, back, 10, &why), 10);
	assert_int_equal(disk.reads, 3);
	/* A long read goes past the blocks. */
	assert_int_equal(source_read(window, 1000, back, 300, &why), 300);
	assert_int_equal(source_read(window, 0, back, 10, &why), 10);
	assert_int_equal(source_read(window, 512, back, 10, &why), 10);
	assert_int_equal(disk.reads, 4);
	source_close(window);
	close(fd);
	tmpdir_free(dir);
}

/* Every byte outside of the units with a bad sector can be had; each such unit is asked once. */
static void loses_only_bad_units(void **state)
{
	static const size_t blocks[] = { 1024, 4096, 16384, 65536 };
	struct tmpdir *dir = tmpdir_new();
	int fd = pattern_open(dir, "file", SIZE);
	static uint8_t back[SIZE];
	struct random rnd;

	(void)state;
	random_start(&rnd);
	for (size_t i = 0; i < ARRAY_COUNT(blocks); i++) {
		struct source *window = open_window(fd, 0, SIZE, false, blocks[i], 2);
		size_t unit = blocks[i] < 4096 ? blocks[i] : 4096;
		bool bad_unit[SIZE / 1024 + 1] = { false };

		for (int n = 0; n < 5; n++) {
			size_t s = (size_t)random_below(&rnd, SECTORS - 1);

			disk.bad[s] = true;
			bad_unit[s * SECTOR / unit] = true;
		}
		for (int round = 0; round < 2; round++) {
			unsigned before = disk.bad_reads;

			for (size_t off = 0; off < SIZE; off += 8) {
				int why = 0;
				size_t got = source_read(window, off, back, 8, &why);

				assert_int_equal(got, bad_unit[off / unit] ? 0 : 8);
				assert_int_equal(why, bad_unit[off / unit] ? EIO : 0);
				assert_int_equal(pattern_right(back, off, got), got);
			}
			if (round > 0)
				assert_int_equal(disk.bad_reads, before);
		}
		/* Long reads know of them too, and give what is before. */
		for (size_t off = 0; off < SIZE; off += 1000) {
			size_t len = SIZE - off, end = off;
			unsigned before = disk.bad_reads;
			int why;

			while (end < SIZE && !bad_unit[end / unit])
				end++;
			assert_int_equal(source_read(window, off, back, len, &why), end - off);
			assert_int_equal(why, end < SIZE ? EIO : 0);
			assert_int_equal(disk.bad_reads, before);
		}
		/* The disk is well again, and is asked only by a window that is new. */
		memset(disk.bad, 0, sizeof disk.bad);
		int why;
		assert_true(source_read(window, 0, back, SIZE, &why) < SIZE);
		source_close(window);
		window = open_window(fd, 0, SIZE, false, blocks[i], 2);
		assert_int_equal(source_read(window, 0, back, SIZE, &why), SIZE);
		source_close(window);
	}
	close(fd);
	tmpdir_free(dir);
}

static void finds_the_bad_unit_in_a_long_read(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	int fd = pattern_open(dir, "file", SIZE);
	struct source *window = open_window(fd, 100, SIZE - 100, false, 1024, 2);
	static uint8_t back[SIZE];
	unsigned asked;
	int why;

	(void)state;
	disk.bad[20000 / SECTOR] = true;
	assert_int_equal(source_read(window, 0, back, SIZE, &why), 16384 - 100);
	assert_int_equal(why, EIO);
	asked = disk.bad_reads;
	assert_int_equal(source_read(window, 0, back, SIZE, &why), 16384 - 100);
	assert_int_equal(why, EIO);
	assert_int_equal(source_read(window, 18000, back, 10, &why), 0);
	assert_int_equal(why, EIO);
	assert_int_equal(disk.bad_reads, asked);
	assert_int_equal(source_read(window, 20480 - 100, back, SIZE, &why), SIZE - 20480);
	assert_int_equal(pattern_right(back, 20480, SIZE - 20480), SIZE - 20480);
	source_close(window);
	close(fd);
	tmpdir_free(dir);
}

static void writes_through(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	int fd = pattern_open(dir, "file", SIZE);
	struct source *window = open_window(fd, 100, 5000, true, 64, 4);
	struct source *reading = open_window(fd, 100, 5000, false, 64, 4);
	struct err err = { 0 };
	uint8_t back[16];
	int why;

	(void)state;
	assert_int_equal(source_read(window, 20, back, 16, &why), 16);
	assert_true(source_poke(window, 26, "burin", 5, &err));
	assert_int_equal(source_read(window, 26, back, 5, &why), 5);
	assert_memory_equal(back, "burin", 5);
	assert_int_equal(__real_pread(fd, back, 5, 126), 5);
	assert_memory_equal(back, "burin", 5);
	assert_true(source_sync(window, &err));

	/* Writing mends a sector. */
	disk.bad[1000 / SECTOR] = true;
	assert_int_equal(source_read(window, 900, back, 5, &why), 0);
	disk.bad[1000 / SECTOR] = false;
	assert_true(source_poke(window, 900, "chisel", 6, &err));
	assert_int_equal(source_read(window, 900, back, 6, &why), 6);
	assert_memory_equal(back, "chisel", 6);

	assert_false(source_can_poke(reading));
	assert_false(source_poke(reading, 0, "x", 1, &err));
	assert_int_equal(err.code, ERR_READONLY);
	assert_int_equal(ftruncate(fd, 1000), 0);
	assert_false(source_poke(window, 898, "chisel", 6, &err));
	assert_int_equal(err.code, ERR_CHANGED);
	source_close(window);
	source_close(reading);
	close(fd);
	tmpdir_free(dir);
}

static void follows_the_end_of_the_file(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	int fd = pattern_open(dir, "file", SIZE);
	struct source *window = open_window(fd, 0, SIZE, false, 1024, 4);
	static uint8_t back[SIZE];
	int why = -1;

	(void)state;
	assert_int_equal(ftruncate(fd, 5000), 0);
	assert_int_equal(source_read(window, 4990, back, 20, &why), 10);
	assert_int_equal(why, 0);
	assert_int_equal(source_read(window, 6000, back, 20, &why), 0);
	assert_int_equal(why, 0);
	assert_int_equal(source_read(window, 0, back, SIZE, &why), 5000);
	assert_true(pattern_write(fd, 5000, SIZE));
	assert_int_equal(source_read(window, 4990, back, 20, &why), 20);
	assert_int_equal(pattern_right(back, 4990, 20), 20);
	source_close(window);

	window = open_window(fd, 0, 0, false, 1024, 4);
	assert_int_equal(source_read(window, 0, back, 1, &why), 0);
	source_close(window);
	close(fd);
	tmpdir_free(dir);
}

static void *read_at_random(void *arg)
{
	struct source *window = arg;
	struct random rnd;
	uint8_t back[300];
	size_t wrong = 0;

	random_init(&rnd, 5);
	for (int n = 0; n < 2000; n++) {
		uint64_t off = random_below(&rnd, SIZE - 300);
		size_t len = (size_t)random_between(&rnd, 1, 300);
		int why;

		wrong += source_read(window, off, back, len, &why) != len ||
			 pattern_right(back, off, len) != len;
	}
	return wrong > 0 ? window : NULL;
}

static void serves_several_threads(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	int fd = pattern_open(dir, "file", SIZE);
	/* Blocks that no read is as long as: the counters of this test's pread are not atomic. */
	struct source *window = open_window(fd, 0, SIZE, false, 512, 3);
	pthread_t threads[3];

	(void)state;
	for (int i = 0; i < 3; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, read_at_random, window), 0);
	for (int i = 0; i < 3; i++) {
		void *wrong;

		pthread_join(threads[i], &wrong);
		assert_null(wrong);
	}
	source_close(window);
	close(fd);
	tmpdir_free(dir);
}

/* A bad unit that there is no memory to remember is no good unit all the same. */
static void invents_nothing_without_memory(void **state)
{
	enum { BLOCK = 16384, AT = 8192 };
	struct tmpdir *dir = tmpdir_new();
	int fd = pattern_open(dir, "file", SIZE);
	struct source *window = open_window(fd, 0, SIZE, false, BLOCK, 2);
	uint8_t back[10];
	int why;

	(void)state;
	disk.no_memory = true;
	disk.bad[AT / SECTOR] = true;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(source_read(window, AT, back, sizeof back, &why), 0);
		assert_int_equal(source_read(window, AT - 4, back, sizeof back, &why), 4);
		assert_int_equal(pattern_right(back, AT - 4, 4), 4);
	}
	disk.no_memory = false;
	assert_int_equal(source_read(window, AT, back, sizeof back, &why), 0);
	assert_int_equal(why, EIO);
	assert_int_equal(source_read(window, AT + 4096, back, sizeof back, &why), sizeof back);
	source_close(window);
	close(fd);
	tmpdir_free(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equals_the_file),
		cmocka_unit_test(keeps_blocks),
		cmocka_unit_test(loses_only_bad_units),
		cmocka_unit_test(finds_the_bad_unit_in_a_long_read),
		cmocka_unit_test(invents_nothing_without_memory),
		cmocka_unit_test(writes_through),
		cmocka_unit_test(follows_the_end_of_the_file),
		cmocka_unit_test(serves_several_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
