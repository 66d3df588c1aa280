/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Strings: runs of characters that could be text, in one encoding, as a job over a snapshot. For
 * the encodings that GNU strings knows they are what it finds with the same -e and -n.
 *
 *	struct strings_request request = {
 *		.encoding = STRINGS_ASCII, .least = STRINGS_LEAST, .end = size, .hits = hits
 *	};
 *	struct job *job = strings_new(&snapshot, &request, &err);
 *	if (job_run(job, &err)) ... hits: position and bytes of each ...
 *	job_free(job);
 *
 * A string across pieces of the document is one; a byte that can not be read ends it. However long
 * one is, no more is kept of it than where it lies.
 */
#ifndef BURIN_SCAN_STRINGS_H
#define BURIN_SCAN_STRINGS_H

#include "base/buf.h"
#include "base/job.h"
#include "document/snapshot.h"
#include "scan/hits.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum strings_encoding {
	STRINGS_ASCII,           /* printable ASCII and tabs */
	STRINGS_8BIT,            /* and all bytes from 80 on */
	STRINGS_UTF8,            /* and whatever is well-formed, but for controls */
	STRINGS_UTF16LE, STRINGS_UTF16BE, STRINGS_UTF32LE, STRINGS_UTF32BE,      /* of ASCII */
	STRINGS_ENCODINGS,
};

enum { STRINGS_LEAST = 4 };      /* characters, where nothing is said */

/* "utf16le", "UTF-16LE", or the letter that GNU strings has for it ("l"). */
bool strings_encoding_find(const char *name, enum strings_encoding *encoding);
const char *strings_encoding_name(enum strings_encoding encoding);

/* Bytes of a character, the least if they differ. */
unsigned strings_unit(enum strings_encoding encoding);

struct strings_request {
	enum strings_encoding encoding;
	uint64_t least;          /* characters, at least 1 */
	uint64_t start, end;     /* strings are cut to [start, end) */
	struct hits *hits;       /* where they go as they are found, in order; borrowed, may be
				  * NULL */
	unsigned threads;        /* so many parts at once; 0 or 1: one */
};

/* ERR_RANGE: start and end do not lie in the snapshot in this order, or `least` is 0. */
struct job *strings_new(const struct snapshot *snapshot, const struct strings_request *request,
			struct err *err) BURIN_MUST_CHECK;

/* Found so far. */
uint64_t strings_count(const struct job *job);

/* Bytes that could not be read. */
uint64_t strings_unknown(const struct job *job);

/* Whether bytes[0..len) begin with a string of `least` characters. */
bool strings_begins(enum strings_encoding encoding, uint64_t least, const uint8_t *bytes,
		    size_t len);

/* How many bytes of bytes[0..len), which a string begins with, are whole characters. */
size_t strings_whole(enum strings_encoding encoding, const uint8_t *bytes, size_t len);

/* Appends the characters of a string, or of a part that begins with a whole one: bytes as they
 * are, but a byte for each of 16 or 32 bits. */
void strings_text(enum strings_encoding encoding, const uint8_t *bytes, size_t len,
		  struct buf *out);

/* What classifies bytes on this machine: "avx2", "sse2", "portable". */
const char *strings_kernel(void);

#endif
