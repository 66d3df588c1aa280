/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BURIN_UNIT_SCAN_SUPPORT_H
#define BURIN_UNIT_SCAN_SUPPORT_H

/* What the tests of scan/ share: documents of given bytes in pieces of any size, and documents
 * with bytes that can not be read. */

#include "support/testing.h"

#include "base/buf.h"
#include "document/document.h"
#include "scan/dump.h"

/* What all documents of a test program stand on; scan_start() makes it, a fixture of the group. */
struct scan_world {
	struct store *store;
	struct ropes ropes;
	struct tmpdir *dir;
};
extern struct scan_world scan_world;

int scan_start(void **state);
int scan_end(void **state);

/* One piece. */
struct document *scan_document(const void *bytes, size_t len);

/* Pieces of 1 to `most` bytes, none of which continues its neighbour. */
struct document *scan_pieces(struct random *rnd, const uint8_t *bytes,
			     size_t len, size_t most);

/* A mapped file. */
struct document *scan_file(const void *bytes, size_t len);

enum { SCAN_PAGE = 4096 };

/* `before` bytes of 'a', then one page that can not be read, then `after` bytes of 'b'; before
 * and after are at most a page. */
struct document *scan_damaged(size_t before, size_t after);

/* Fills data with bytes of a small alphabet (1 to 256 values), in runs that repeat, so that
 * periods and overlaps are common. */
void scan_fill(struct random *rnd, uint8_t *data, size_t len, unsigned alphabet);

/* A part of `size` bytes, often from the start or to the end. */
void scan_part(struct random *rnd, uint64_t size, uint64_t *start, uint64_t *end);

/* What scan_damaged() holds, where known[i] says that bytes[i] can be read; the length. */
uint64_t scan_damaged_bytes(size_t before, size_t after, uint8_t bytes[3 * SCAN_PAGE],
			    uint8_t known[3 * SCAN_PAGE]);

/* The whole dump of [pos, pos + len), appended to *out. Returns the number of unknown bytes. */
uint64_t scan_dump(const struct document *document, uint64_t pos, uint64_t len,
		   const struct dump_options *options, struct buf *out);

/* The standard output of a shell command; the caller frees. False when it fails. */
bool scan_run(const char *command, struct buf *out);

#endif
