/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "slow_disk.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

#include "store/store.h"

struct disk *disk;

ssize_t __wrap_pread(int fd, void *to, size_t len, off_t off);
ssize_t __wrap_pread64(int fd, void *to, size_t len, off_t off);
ssize_t __real_pread(int fd, void *to, size_t len, off_t off);

ssize_t __wrap_pread(int fd, void *to, size_t len, off_t off)
{
	if (disk) {
		atomic_fetch_add(&disk->reads, 1);
		while (atomic_load(&disk->hangs))
			poll(NULL, 0, 1);
	}
	return __real_pread(fd, to, len, off);
}

ssize_t __wrap_pread64(int fd, void *to, size_t len, off_t off)
{
	return __wrap_pread(fd, to, len, off);
}

const char *disk_sparse(uint64_t size, const uint64_t *at, size_t count)
{
	const char *path = tmpdir_write(scan_world.dir, "sparse", "", 0);
	int fd = open(path, O_RDWR);
	uint8_t bytes[SCAN_PAGE];
	bool ok = fd >= 0 && ftruncate(fd, (off_t)size) == 0;

	memset(bytes, 'x', sizeof(bytes));
	for (size_t i = 0; ok && i < count; i++)
		ok = pwrite(fd, bytes, sizeof(bytes), (off_t)at[i]) == (ssize_t)sizeof(bytes);
	close(fd);
	return ok ? path : NULL;
}

struct document *disk_open(const char *path)
{
	struct document_options options = { .mode = DOCUMENT_COPY, .no_map = true };
	struct err err = { 0 };
	struct document *document = document_open(&scan_world.ropes, path, &options, &err);

	assert_non_null(document);
	return document;
}

int disk_start(void **state)
{
	void *shared = mmap(NULL, sizeof(*disk), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (shared == MAP_FAILED)
		return -1;
	disk = shared;
	return scan_start(state);
}

void disk_slow(struct slow *slow)
{
	struct err err = { 0 };

	slow->notify = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	slow->store = store_new(1 << 16, &err);
	assert_true(slow->store && store_start_readers(slow->store, slow->notify, &err));
	slow->shared = scan_world.ropes;
	ropes_init(&scan_world.ropes, slow->store);
}

void disk_answered(struct slow *slow)
{
	ropes_done(&scan_world.ropes);
	scan_world.ropes = slow->shared;
	store_free(slow->store);
	close(slow->notify);
}

void disk_run(const struct slow *slow, struct job *job)
{
	struct err err = { 0 };
	enum job_state now;

	for (int i = 0; i < 4; i++)
		assert_int_equal(job_step(job, &err), JOB_WAITING);
	atomic_store(&disk->hangs, false);
	while ((now = job_step(job, &err)) != JOB_DONE) {
		struct pollfd wait = { .fd = slow->notify, .events = POLLIN };
		uint64_t count;

		assert_int_not_equal(now, JOB_FAILED);
		if (now == JOB_WAITING && poll(&wait, 1, 30000) == 1)
			assert_int_equal(read(slow->notify, &count, sizeof(count)), sizeof(count));
	}
}
