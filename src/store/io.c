/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernel moves at most 2 GiB at once, and stops at signals, bad sectors and full disks. */
#include "store/io.h"

#include <errno.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

size_t io_pread(int fd, void *to, size_t len, uint64_t off, int *why)
{
	size_t done = 0;

	*why = 0;
	while (done < len) {
		ssize_t n = pread(fd, (uint8_t *)to + done, len - done, (off_t)(off + done));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			*why = errno;
		if (n <= 0)
			break;
		done += (size_t)n;
	}
	return done;
}

bool io_pwrite(int fd, const void *bytes, size_t len, uint64_t off, struct err *err)
{
	size_t done = 0;

	while (done < len) {
		ssize_t n = pwrite(fd, (const uint8_t *)bytes + done, len - done,
				   (off_t)(off + done));

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return err_sys(err, n < 0 ? errno : ENOSPC, "cannot write at 0x%" PRIx64,
				       off + done);
		done += (size_t)n;
	}
	return true;
}

bool io_poke(int fd, const void *bytes, size_t len, uint64_t off, struct err *err)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return err_sys(err, errno, "cannot write at 0x%" PRIx64, off);
	/* pwrite() would leave a hole where others took bytes away. */
	if (S_ISREG(st.st_mode) && (uint64_t)st.st_size < off + len)
		return err_set(err, ERR_CHANGED, "cannot write at 0x%" PRIx64
			       ": another program cut the file to %" PRIu64 " bytes",
			       off, (uint64_t)st.st_size);
	return io_pwrite(fd, bytes, len, off, err);
}
