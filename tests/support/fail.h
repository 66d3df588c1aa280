/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BURIN_SUPPORT_FAIL_H
#define BURIN_SUPPORT_FAIL_H

#include <stdint.h>

/*
 * Makes the n-th call of a libc function fail, to walk every error path. It needs the linker's
 * --wrap: the test's program takes `LDFLAGS = $(unit_fail_ldflags)`.
 *
 *	for (uint64_t n = 0;; n++) {
 *		fail_at("pwrite", n, ENOSPC);
 *		done = save(...);
 *		if (!fail_happened())
 *			break;		// n calls were enough: success
 *		assert_false(done);
 *		... the file and the document are as before ...
 *	}
 *	fail_reset();
 *
 * Calls made by our code and by the test are counted, in all threads; calls inside libc and
 * shared libraries (the malloc of opendir) are not. Names: malloc, calloc, realloc, strdup, close,
 * mmap, msync, open, openat, pread, pwrite, write, fsync, fdatasync, ftruncate, fallocate,
 * copy_file_range, rename, renameat2, linkat, fchown, fchmod. The large-file twins (mmap64, ...)
 * count as these. A close() that fails has closed all the same.
 */

/* Let the n-th call from now (0 is the next) of the function fail once with this errno, and
 * count its calls from 0 again. Other functions keep their orders. */
void fail_at(const char *name, uint64_t n, int error);

/* The same, and every call after the n-th fails too: a disk that stays full. */
void fail_from(const char *name, uint64_t n, int error);

/* Calls of the function since the last fail_at, fail_from or fail_reset. */
uint64_t fail_count(const char *name);

/* Calls that were made to fail since the last fail_at, fail_from or fail_reset. */
uint64_t fail_happened(void);

/* Forget all orders and counts. */
void fail_reset(void);

#endif
