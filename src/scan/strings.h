/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Strings: runs of characters that could be text, in one encoding or several at once, as a job
 * over a snapshot. For the encodings that GNU strings knows they are what it finds with the same
 * -e and -n.
 *
 *	struct strings_set set;
 *	if (!strings_set_parse("utf-8,utf-16le", &set, &err)) ...
 *	struct strings_request request = {
 *		.set = &set, .least = STRINGS_LEAST, .end = size, .hits = hits
 *	};
 *	struct job *job = strings_new(&snapshot, &request, &err);
 *	if (job_run(job, &err)) ... hits: position, bytes, and in .kind the encoding of each ...
 *	job_free(job);
 *	strings_set_done(&set);
 *
 * A string across pieces of the document is one; a byte that can not be read ends it. However long
 * one is, no more is kept of it than where it lies.
 *
 * A character is printable ASCII, a tab, or from U+00A0 on. In UTF-16 and UTF-32 it is ASCII alone:
 * nearly all pairs of bytes are a character of UTF-16. Each encoding is looked for by itself, so
 * strings of two of them may overlap.
 */
#ifndef BURIN_SCAN_STRINGS_H
#define BURIN_SCAN_STRINGS_H

#include "base/buf.h"
#include "base/job.h"
#include "document/snapshot.h"
#include "scan/charset.h"
#include "scan/hits.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum strings_kind {
	STRINGS_ASCII,           /* printable ASCII and tabs */
	STRINGS_8BIT,            /* and all bytes from 80 on */
	STRINGS_UTF8,            /* and whatever is well-formed, but for controls */
	STRINGS_UTF16LE, STRINGS_UTF16BE, STRINGS_UTF32LE, STRINGS_UTF32BE,      /* of ASCII */
	STRINGS_BYTE,            /* a charset in which each byte is a character */
	STRINGS_CHARSET,         /* any other: one after the other is decoded, by one thread */
	STRINGS_KINDS,
};

enum {
	STRINGS_LEAST = 4,       /* characters, where nothing is said */
	STRINGS_MOST = 16,       /* encodings at once */
};

struct strings_encoding {
	enum strings_kind kind;
	const struct charset *charset;   /* a reference; NULL: 8-bit */
	unsigned unit;           /* bytes of a character, the least if they differ */
};

/* Encodings; .kind of a hit is a number in this list. */
struct strings_set {
	struct strings_encoding list[STRINGS_MOST];
	unsigned count;
};

/*
 * Names with commas between them, each once: those of charset_open() (scan/charset.h), "8bit",
 * the letters of GNU strings -e (s S l b L B), and "all", which is UTF-8, UTF-16 and UTF-32.
 * ERR_RANGE and what charset_open() says: there is no such encoding; too many. On an error the set
 * is empty.
 */
bool strings_set_parse(const char *text, struct strings_set *set, struct err *err)
	BURIN_MUST_CHECK;
/* The one of a charset, of which it takes a reference. */
void strings_set_of(const struct charset *charset, struct strings_set *set);
void strings_set_copy(const struct strings_set *from, struct strings_set *to);
void strings_set_done(struct strings_set *set);

/* The names in it, with commas. Appends. */
void strings_set_text(const struct strings_set *set, struct buf *out);

/* "utf-16le", "8bit" */
const char *strings_encoding_name(const struct strings_encoding *encoding);

/* What a set may have beside charset_names, for completion, ended by NULL. */
extern const char *const strings_names[];

struct strings_request {
	const struct strings_set *set;   /* borrowed for the call, not empty */
	uint64_t least;          /* characters, at least 1 */
	uint64_t start, end;     /* strings are cut to [start, end) */
	struct hits *hits;       /* empty; where they go as they are found, by position and
				  * then as in the set; borrowed, may be NULL */
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
bool strings_begins(const struct strings_encoding *encoding, uint64_t least, const uint8_t *bytes,
		    size_t len);

/* How many bytes of bytes[0..len), which a longer string begins with, are whole characters for
 * certain; more than 0 where len is STRINGS_PART or more. */
enum { STRINGS_PART = 16 };
size_t strings_whole(const struct strings_encoding *encoding, const uint8_t *bytes, size_t len);

/* Appends the characters of a string, or of a part that begins with a whole one: of ASCII, 8-bit
 * text and UTF-8 the bytes as they are, else UTF-8. */
void strings_text(const struct strings_encoding *encoding, const uint8_t *bytes, size_t len,
		  struct buf *out);

/* What classifies bytes on this machine: "avx2", "sse2", "portable". */
const char *strings_kernel(void);

#endif
