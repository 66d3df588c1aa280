/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The kinds of sources (store/source.h). Each constructor gives a source that the caller closes,
 * or hands to store_add(). Every kind may have 0 bytes: then nothing is mapped or read.
 */
#ifndef BURIN_STORE_KINDS_H
#define BURIN_STORE_KINDS_H

#include "base/err.h"
#include "store/source.h"

#include <stddef.h>
#include <stdint.h>

/* map.c: [off, off + len) of a regular file, mapped shared; nothing is read until it is looked at.
 * A private duplicate of fd is kept. `writable`: source_poke() stores into the mapping. */
struct source *map_open(int fd, uint64_t off, uint64_t len, bool writable, struct err *err)
	BURIN_MUST_CHECK;

/* anonymous.c: memory of `len` zero bytes, which takes room only where it is written. */
struct source *map_anonymous(uint64_t len, struct err *err) BURIN_MUST_CHECK;

enum { WINDOW_BLOCK = 65536, WINDOW_BLOCKS = 64 };

/* window.c: the same range read by pread in blocks of `block` bytes (a power of two), the last
 * `blocks` of which are kept. For devices, /proc, network and FUSE files, and what can not be
 * mapped. What could not be read is remembered and not tried again. What others write is seen when
 * its block is read anew. To ask for everything again, open another. */
struct source *window_open(int fd, uint64_t off, uint64_t len, bool writable, size_t block,
			   size_t blocks, struct err *err) BURIN_MUST_CHECK;

/* fill.c: pattern[0..pattern_len) repeated until `len` bytes. pattern_len >= 1; it is copied.
 * source_is_zero_fill() tells whether it is a run of zeros. */
struct source *fill_new(const void *pattern, size_t pattern_len, uint64_t len, struct err *err)
	BURIN_MUST_CHECK;

#endif
