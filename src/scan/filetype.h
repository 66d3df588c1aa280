/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What kind of file bytes are, in the words of libmagic: a parser for a process that can do nothing
 * but compute (base/confined.h), and the job that asks it about a part of a snapshot.
 *
 *	helper_start(…, { { "type", filetype_prepare, filetype_parse }, { .name = NULL } }, …)
 *	...
 *	job = filetype_new(&snapshot, pos, len, &err);
 *	if (job_run(job, &err))
 *		filetype_text(job, &text);        "ASCII text (text/plain; charset=us-ascii)"
 *
 * The library is loaded in the parser's process, when something is asked: at the start of the
 * program it would cost a fifth of a millisecond and four libraries.
 */
#ifndef BURIN_SCAN_FILETYPE_H
#define BURIN_SCAN_FILETYPE_H

#include "base/buf.h"
#include "base/job.h"
#include "document/snapshot.h"

#include <stdint.h>

enum { FILETYPE_MOST = 1 << 20 };        /* bytes that are looked at, from the first on */

/* For struct confined_parser. The reply is "+", the description, a line end and the MIME type, or
 * "-" and why there is none. */
void *filetype_prepare(const uint8_t *bytes, size_t len);
bool filetype_parse(void *prepared, const uint8_t *bytes, size_t len, struct buf *reply);

/* "libmagic 5.44", or what is missing. Loads the library. */
void filetype_describe(struct buf *out);

/* Of [pos, pos + len), which must lie within; the job takes a reference of its own. It fails with
 * ERR_LOST where not even the first byte can be read, and with ERR_REFUSED where the parser crashed
 * or did not end, or where libmagic is missing. */
struct job *filetype_new(const struct snapshot *snapshot, uint64_t pos, uint64_t len,
			 struct err *err) BURIN_MUST_CHECK;

/* After JOB_DONE: as shown above, safe for a terminal. The two parts: the same. */
void filetype_text(const struct job *job, struct buf *out);
void filetype_parts(const struct job *job, struct buf *description, struct buf *mime);

#endif
