/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/fail.h"

/* The tests' own tools: what others rely on without looking. */

static void the_seed_repeats_the_numbers(void **state)
{
	struct random a, b;

	(void)state;
	random_init(&a, 0);
	/* The first number of splitmix64 from seed 0, as its authors give it. */
	assert_true(random_next(&a) == UINT64_C(0xe220a8397b1dcdaf));
	random_init(&a, 7);
	random_init(&b, 7);
	for (int i = 0; i < 100; i++) {
		uint64_t low = random_next(&a) >> 40;
		uint64_t number = random_between(&a, low, low + 9);

		assert_in_range(number - low, 0, 9);
		assert_true(random_next(&b) >> 40 == low);
		assert_true(random_between(&b, low, low + 9) == number);
	}
	assert_int_equal(random_below(&a, 1), 0);
}

static void a_folder_goes_with_all_that_is_in_it(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	char root[4096];
	struct stat info;

	(void)state;
	snprintf(root, sizeof(root), "%s", tmpdir_path(dir, ""));
	tmpdir_write(dir, "plain", "a\0b", 3);
	tmpdir_check(dir, "plain", "a\0b", 3);
	tmpdir_sparse(dir, "hole", UINT64_C(1) << 32);
	assert_int_equal(mkdir(tmpdir_path(dir, "sub"), 0777), 0);
	tmpdir_write(dir, "sub/deep", "", 0);
	assert_int_equal(chmod(tmpdir_path(dir, "sub"), 0555), 0);
	assert_int_equal(tmpdir_count(dir), 3);
	tmpdir_free(dir);
	assert_int_equal(stat(root, &info), -1);
}

static void the_chosen_call_fails_and_no_other(void **state)
{
	void *volatile first, *volatile second, *volatile third;

	(void)state;
	fail_at("malloc", 1, ENOMEM);
	first = malloc(10);
	second = malloc(10);
	third = malloc(10);
	assert_non_null(first);
	assert_null(second);
	assert_non_null(third);
	assert_int_equal(fail_count("malloc"), 3);
	assert_int_equal(fail_happened(), 1);
	fail_reset();
	assert_int_equal(fail_happened(), 0);
	free(first);
	free(third);
}

static void files_are_covered_under_all_their_names(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	const char *path = tmpdir_write(dir, "file", "abc", 3);
	int fd = openat(AT_FDCWD, path, O_RDWR | O_CLOEXEC);
	char byte;

	(void)state;
	assert_true(fd >= 0);
	fail_from("pwrite", 0, ENOSPC);
	fail_at("mmap", 0, ENODEV);
	fail_at("ftruncate", 0, EIO);
	fail_at("openat", 0, EMFILE);
	fail_at("pread", 1, EIO);
	assert_int_equal(pwrite(fd, "x", 1, 0), -1);
	assert_int_equal(pwrite(fd, "x", 1, 0), -1);
	assert_int_equal(errno, ENOSPC);
	assert_ptr_equal(mmap(NULL, 3, PROT_READ, MAP_PRIVATE, fd, 0), MAP_FAILED);
	assert_int_equal(ftruncate(fd, 1), -1);
	assert_int_equal(openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC), -1);
	assert_int_equal(pread(fd, &byte, 1, 0), 1);
	assert_int_equal(pread(fd, &byte, 1, 0), -1);
	assert_int_equal(ftruncate(fd, 3), 0);
	fail_reset();
	close(fd);
	tmpdir_check(dir, "file", "abc", 3);
	tmpdir_free(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_seed_repeats_the_numbers),
		cmocka_unit_test(a_folder_goes_with_all_that_is_in_it),
		cmocka_unit_test(the_chosen_call_fails_and_no_other),
		cmocka_unit_test(files_are_covered_under_all_their_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
