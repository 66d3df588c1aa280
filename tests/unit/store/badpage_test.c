/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pages inside the file that raise SIGBUS, as a bad sector does, made with userfaultfd: a page of a
 * shared memory file that is not there yet faults, and pread() and pwrite() of it work. Skipped
 * where the kernel does not let us.
 */
#include "support/testing.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "store/kinds.h"
#include "support/fail.h"

enum { PAGE = 4096, PAGES = 300, SIZE = PAGES * PAGE };

/* A mapped file whose pages are all bad, but for those written before. */
struct bad {
	int fd;
	int uffd;
	struct source *map;
};

static int open_uffd(void)
{
#ifdef SYS_userfaultfd
	struct uffdio_api api = { .api = UFFD_API, .features = UFFD_FEATURE_SIGBUS };
	int fd = (int)syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK | 1 /* user mode only */);

	if (fd >= 0 && ioctl(fd, UFFDIO_API, &api) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
#endif
	return -1;
}

static bool go_bad(const struct bad *bad)
{
	struct source_span span = source_begin(bad->map, 0, SIZE);
	struct uffdio_register range = {
		.range = { (uintptr_t)span.bytes.data, SIZE },
		.mode = UFFDIO_REGISTER_MODE_MISSING,
	};

	assert_int_equal(span.bytes.len, SIZE);
	(void)!source_end(bad->map, &span);
	return ioctl(bad->uffd, UFFDIO_REGISTER, &range) == 0;
}

static struct bad open_bad(void)
{
	struct bad bad = { .fd = memfd_create("bad", MFD_CLOEXEC), .uffd = open_uffd() };
	struct err err;

	if (bad.uffd < 0)
		skip();
	assert_true(bad.fd >= 0);
	assert_int_equal(ftruncate(bad.fd, SIZE), 0);
	assert_int_equal(pwrite(bad.fd, "good", 4, 5 * PAGE), 4);
	bad.map = map_open(bad.fd, 0, SIZE, true, &err);
	assert_non_null(bad.map);
	if (!go_bad(&bad)) {
		source_close(bad.map);
		skip();
	}
	return bad;
}

static void close_bad(struct bad *bad)
{
	source_close(bad->map);
	close(bad->uffd);
	close(bad->fd);
}

/* The copy stops at the page; pread has its say. */
static void reads_on_by_pread(void **state)
{
	struct bad bad = open_bad();
	char back[3 * PAGE];
	int why = -1;

	(void)state;
	assert_int_equal(source_read(bad.map, 5 * PAGE, back, sizeof back, &why), sizeof back);
	assert_int_equal(why, 0);
	assert_memory_equal(back, "good", 4);

	/* One failure is asked about again ... */
	fail_at("pread", 0, EIO);
	assert_int_equal(source_read(bad.map, 5 * PAGE, back, sizeof back, &why), sizeof back);
	fail_reset();
	close_bad(&bad);

	/* ... a disk that goes on failing is not, nor is the mapping touched any more. */
	bad = open_bad();
	fail_from("pread", 0, EIO);
	assert_int_equal(source_read(bad.map, 5 * PAGE, back, sizeof back, &why), PAGE);
	assert_int_equal(why, EIO);
	fail_reset();
	assert_int_equal(source_read(bad.map, 6 * PAGE, back, 1, &why), 0);
	assert_int_equal(why, EIO);
	assert_int_equal(source_begin(bad.map, 0, SIZE).bytes.len, 0);
	close_bad(&bad);
}

static void repairs_spans_in_wider_steps(void **state)
{
	struct bad bad = open_bad();
	struct source_span span = source_begin(bad.map, 0, SIZE);
	size_t found = 0;

	(void)state;
	for (size_t i = 0; i < PAGES; i++)
		found += span.bytes.data[i * PAGE] == 'g';
	assert_int_equal(found, 1);
	assert_false(source_end(bad.map, &span));
	/* The whole file is back (and the new mapping of it has no bad pages). */
	span = source_begin(bad.map, 0, SIZE);
	assert_memory_equal(span.bytes.data + 5 * PAGE, "good", 4);
	assert_int_equal(span.bytes.data[7 * PAGE], 0);
	assert_true(source_end(bad.map, &span));
	close_bad(&bad);
}

static void pokes_by_pwrite(void **state)
{
	struct bad bad = open_bad();
	struct err err = { 0 };
	char back[8];

	(void)state;
	assert_true(source_poke(bad.map, 9 * PAGE - 4, "chiselry", 8, &err));
	assert_int_equal(pread(bad.fd, back, 8, 9 * PAGE - 4), 8);
	assert_memory_equal(back, "chiselry", 8);

	fail_from("pwrite", 0, ENOSPC);
	assert_false(source_poke(bad.map, 20 * PAGE, "chiselry", 8, &err));
	assert_int_equal(err.code, ERR_IO);
	assert_int_equal(err.sys, ENOSPC);
	fail_reset();
	close_bad(&bad);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_on_by_pread),
		cmocka_unit_test(repairs_spans_in_wider_steps),
		cmocka_unit_test(pokes_by_pwrite),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
