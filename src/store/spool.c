/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A memory file (memfd) and not the heap: so it is mapped and sliced like any other file. */
#include "store/spool.h"

#include "store/io.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PART = 65536 };       /* what a pipe holds */

/* The next bytes; 0 at the end, -1 with errno. */
static ssize_t next_part(int fd, void *to, size_t room, bool patient)
{
	for (;;) {
		ssize_t n = read(fd, to, room);

		if (n >= 0)
			return n;
		if (errno == EAGAIN && !patient)
			return 0;
		if (errno == EAGAIN)
			poll(&(struct pollfd){ .fd = fd, .events = POLLIN }, 1, -1);
		else if (errno != EINTR)
			return -1;
	}
}

static bool copy_all(int from, int to, uint64_t limit, bool patient, struct err *err)
{
	uint8_t part[PART];
	uint64_t len = 0;

	for (;;) {
		ssize_t n = next_part(from, part, sizeof part, patient);

		if (n < 0)
			return err_sys(err, errno, "cannot read");
		if (n == 0)
			return true;
		if ((uint64_t)n > limit - len)
			return err_set(err, ERR_RANGE, "has more than %" PRIu64
				       " bytes; write it to a file first", limit);
		if (!io_pwrite(to, part, (size_t)n, len, err))
			return err_prefix(err, "cannot keep it in memory");
		len += (uint64_t)n;
	}
}

int spool_read(int fd, uint64_t limit, bool patient, struct err *err)
{
	int memory = memfd_create("burin", MFD_CLOEXEC);

	if (memory < 0) {
		err_sys(err, errno, "cannot make a file in memory");
		return -1;
	}
	if (!copy_all(fd, memory, limit, patient, err)) {
		close(memory);
		return -1;
	}
	return memory;
}
