/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages that a scan brought into the cache leave it, all others stay. */
#include "support/testing.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "document/behind.h"
#include "document/document.h"

enum { PAGE = 4096, PAGES = 256, SIZE = PAGES * PAGE };

static void see(int fd, unsigned char there[PAGES])
{
	void *map = mmap(NULL, SIZE, PROT_READ, MAP_SHARED, fd, 0);

	assert_true(map != MAP_FAILED);
	assert_int_equal(mincore(map, SIZE, there), 0);
	munmap(map, SIZE);
}

static void drops_what_it_brought(void **state)
{
	static const struct document_options options = { .mode = DOCUMENT_READ };
	static unsigned char before[PAGES], after[PAGES];
	static char bytes[SIZE];
	struct tmpdir *dir = tmpdir_new();
	const char *path = tmpdir_path(dir, "file");
	struct err err = { 0 };
	struct store *store = store_new(1 << 12, &err);
	struct ropes ropes;
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	(void)state;
	assert_true(store != NULL && fd >= 0);
	ropes_init(&ropes, store);
	assert_int_equal(pwrite(fd, bytes, SIZE, 0), SIZE);
	assert_int_equal(fsync(fd), 0);
	assert_int_equal(posix_fadvise(fd, 0, SIZE, POSIX_FADV_DONTNEED), 0);
	assert_int_equal(posix_fadvise(fd, 0, SIZE, POSIX_FADV_RANDOM), 0);
	assert_int_equal(pread(fd, bytes, PAGE, 10 * PAGE), PAGE);
	see(fd, before);

	struct document *document = document_open(&ropes, path, &options, &err);
	assert_non_null(document);
	struct snapshot snapshot = document_snapshot(document);
	assert_null(behind_new(&snapshot, SIZE));
	struct behind *behind = behind_new(&snapshot, SIZE - 1);
	assert_non_null(behind);
	behind_look(behind, 5, SIZE - 5);
	assert_int_equal(pread(fd, bytes, SIZE, 0), SIZE);
	behind_drop(behind, 5, SIZE - 5);
	see(fd, after);
	for (size_t i = 0; i < PAGES; i++) {
		if (before[i] & 1)
			assert_int_equal(after[i] & 1, 1);
	}
	/* Not every file system gives pages back, and a large page leaves as a whole. */
	if ((before[PAGES - 1] & 1) == 0 && (before[10] & 1) != 0)
		assert_int_equal(after[PAGES - 1] & 1, 0);
	behind_free(behind);
	behind_look(NULL, 0, 1);
	behind_drop(NULL, 0, 1);
	snapshot_done(&snapshot);
	document_close(document);
	ropes_done(&ropes);
	store_free(store);
	close(fd);
	tmpdir_free(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(drops_what_it_brought),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
