/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A document seen from far away: it is divided into parts of one length, and each part is known by
 * samples: how random its bytes are, of which class most of them are, whether there are only
 * holes, whether some could not be read.
 *
 * The first round takes one sample of each part, so a terabyte is there at once; each further round
 * takes another one, until a part was read as a whole or OVERVIEW_SAMPLES of it were taken. Holes
 * are asked for and not read: where a part begins with one, its samples are of what lies behind.
 *
 *	overview = overview_new(&err);
 *	overview_divide(overview, size, 40, &err);
 *	job = overview_job(overview, &snapshot, &err);       of a document of that size
 *	... the job runs on any thread, quietly ...
 *	overview_part(overview, 3, &part);                   at any time
 *	... the job has ended, or was cancelled, and is freed ...
 *	overview_forget(overview, pos, len);                 these bytes are others now
 *	overview_free(overview);
 *
 * All functions but those of the job belong to one thread. Divide, forget and free want that no job
 * works on it. What was sampled stays when a job is cancelled.
 */
#ifndef BURIN_SCAN_OVERVIEW_H
#define BURIN_SCAN_OVERVIEW_H

#include "base/byteclass.h"
#include "base/err.h"
#include "base/job.h"
#include "document/snapshot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of a sample, samples of a part at the most, and parts. */
enum { OVERVIEW_SAMPLE = 4096, OVERVIEW_SAMPLES = 32, OVERVIEW_PARTS = 1024 };

/* What is known of a part. */
struct overview_part {
	uint64_t pos, end;       /* where it is; it has one byte at least */
	uint64_t data;           /* where to begin to look: the first byte that is in no hole, as
				  * far as known, else pos */
	bool known;              /* the rest says something */
	bool hole;               /* there is nothing but holes in it */
	bool lost;               /* some bytes could not be read */
	uint64_t sampled;        /* bytes that were looked at; 0: none of them could be read, or it
				  * is a hole, and what follows means nothing */
	unsigned entropy;        /* of these, in thousandths of a bit: 0 to 8000 */
	enum byte_class most;    /* the class of most of them */
};

struct overview;

struct overview *overview_new(struct err *err) BURIN_MUST_CHECK;
void overview_free(struct overview *overview);       /* NULL is allowed */

/* `size` bytes in `count` parts (1 to OVERVIEW_PARTS) of which nothing is known. Where there are
 * fewer bytes than parts some have the same one; without bytes there are no parts. */
bool overview_divide(struct overview *overview, uint64_t size, size_t count, struct err *err)
	BURIN_MUST_CHECK;
size_t overview_count(const struct overview *overview);

/* Where one of the parts is that a document would be divided into; index < count, size > 0. */
void overview_borders(uint64_t size, size_t count, size_t index, uint64_t *pos, uint64_t *end);

/* The part in which a position lies, the first of several; pos < size. */
size_t overview_find(const struct overview *overview, uint64_t pos);

/* Nothing is known any more of the parts that touch [pos, pos + len). */
void overview_forget(struct overview *overview, uint64_t pos, uint64_t len);

/* The job that takes what samples are missing. It takes a reference to the snapshot's rope. What a
 * slow disk does not have at once it does not wait for: JOB_WAITING. */
struct job *overview_job(struct overview *overview, const struct snapshot *snapshot,
			 struct err *err) BURIN_MUST_CHECK;

void overview_part(struct overview *overview, size_t index, struct overview_part *part);

/* Another number when some part may be known better than before. */
uint64_t overview_version(struct overview *overview);

/* Until something is known of each part, but at most so many milliseconds; false: not yet. */
bool overview_wait(struct overview *overview, unsigned ms);

#endif
