/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Digests and checksums by name, any number of them in one pass.
 *
 *	struct digest *digest = digest_new(&err);
 *	if (digest_add(digest, "crc32 sha-256", &err)) {
 *		digest_feed(digest, bytes, len);
 *		digest_end(digest);
 *		for (i = 0; i < digest_count(digest); i++)
 *			digest_name(digest, i), digest_hex(digest, i)
 *	}
 *	digest_free(digest);
 *
 * Built in: the catalogue of CRCs (scan/crc.h), CRCs of given parameters
 * ("crc:16:0x1021:init=0xffff:reflected"), sums (scan/sums.h), "cksum" as POSIX has it, SHA-256.
 * The RHash library, where it is there, has MD5, SHA-1, SHA-2, SHA-3, BLAKE2 and more. In names
 * neither case nor anything but letters and digits counts.
 */
#ifndef BURIN_SCAN_DIGEST_H
#define BURIN_SCAN_DIGEST_H

#include "base/buf.h"
#include "base/job.h"
#include "document/snapshot.h"

#include <stddef.h>
#include <stdint.h>

struct digest;

enum { DIGEST_NAME = 64, DIGEST_HEX = 2 * 64 + 1 };

struct digest *digest_new(struct err *err) BURIN_MUST_CHECK;
void digest_free(struct digest *digest);         /* NULL is allowed */

/* Adds those that are named, separated by blanks or commas: an algorithm or a group, which is "all"
 * (but the catalogue of CRCs), "crc" (that), "sums". One that is there is not added again.
 * ERR_SYNTAX names the word that is not understood. */
bool digest_add(struct digest *digest, const char *names, struct err *err) BURIN_MUST_CHECK;

/* All that have so many digits, or (values of at most 64 bits) so many at least. */
bool digest_add_digits(struct digest *digest, unsigned digits, struct err *err) BURIN_MUST_CHECK;

/* What is taken when nothing is named. */
const char *digest_usual(const struct digest *digest);

void digest_feed(struct digest *digest, const uint8_t *bytes, size_t len);
void digest_end(struct digest *digest);

size_t digest_count(const struct digest *digest);
const char *digest_name(const struct digest *digest, size_t index);
unsigned digest_bits(const struct digest *digest, size_t index);
const char *digest_hex(const struct digest *digest, size_t index);       /* after the end */

/* Its value, where it has at most 64 bits. After the end. */
uint64_t digest_value(const struct digest *digest, size_t index);

/* All names, a line for each, as in "list". */
void digest_list(const struct digest *digest, struct buf *out);

/* "RHash (27 more)", or why there is none. Loads the library. */
void digest_describe(struct buf *out);

/* Loads the library, for a process that soon opens no files any more. */
void digest_prepare(void);

/* Feeds [pos, pos + len) of a snapshot, which must lie within, and ends it. Consumes the digest,
 * takes a reference of its own to the snapshot. Bytes that can not be read are ERR_LOST: there is
 * no digest of what is not known. */
struct job *digest_job(const struct snapshot *snapshot, uint64_t pos, uint64_t len,
		       struct digest *digest, struct err *err) BURIN_MUST_CHECK;

/* That of the job, borrowed. */
const struct digest *digest_of(const struct job *job);

#endif
