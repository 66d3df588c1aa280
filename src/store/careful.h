/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads a range around what a failing disk does not give, for window.c and fetcher.c. Makes system
 * calls only: what runs after a fork() may use it.
 */
#ifndef BURIN_STORE_CAREFUL_H
#define BURIN_STORE_CAREFUL_H

#include "store/badmap.h"

#include <stddef.h>
#include <stdint.h>

enum {
	CAREFUL_UNIT = 4096,     /* bytes that are given up together, at multiples of it */
	CAREFUL_RUNS = 64,       /* bad runs in one range; a range of 64 units never has more */
};

/* What is known to be bad in a range, sorted: given are those that are not to be asked for,
 * returned also those that were found. */
struct careful {
	struct bad_run runs[CAREFUL_RUNS];
	unsigned count;
};

/* Reads [at, at + len) into `to` but for the bad runs. Returns where the file ended (or where
 * there were more bad runs than fit): bytes from there on are unspecified. */
size_t careful_read(int fd, void *to, size_t len, uint64_t at, struct careful *careful);

#endif
