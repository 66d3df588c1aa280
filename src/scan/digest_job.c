/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bytes are copied in chunks that fit the cache, and then seen by all algorithms: a byte that is
 * lost while it is looked at must not have been fed, as most states can not be put back.
 */
#include "scan/digest.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/checked.h"

enum { CHUNK = 1 << 17, STEP = 16 << 20 };

struct digesting {
	struct job base;
	struct snapshot snapshot;
	struct digest *digest;   /* owned */
	uint64_t pos, end;
	uint8_t *chunk;          /* owned */
};

/* A step of many algorithms is not longer than one of a few. */
static uint64_t step_len(const struct digesting *digesting)
{
	uint64_t chunks = STEP / CHUNK / (1 + digest_count(digesting->digest) / 2);

	return min_u64(max_u64(chunks, 1) * CHUNK, digesting->end - digesting->pos);
}

static enum job_state step(struct job *job, struct err *err)
{
	struct digesting *digesting = (struct digesting *)job;
	uint64_t end = digesting->pos + step_len(digesting);

	while (digesting->pos < end) {
		size_t len = (size_t)min_u64(CHUNK, end - digesting->pos);

		if (snapshot_read(&digesting->snapshot, digesting->pos, digesting->chunk, NULL,
				  len, NULL) > 0) {
			err_set(err, ERR_LOST, "there is no digest: bytes near 0x%" PRIx64
				" can not be read", digesting->pos);
			return JOB_FAILED;
		}
		digest_feed(digesting->digest, digesting->chunk, len);
		digesting->pos += len;
		atomic_fetch_add(&job->done, len);
	}
	if (digesting->pos < digesting->end)
		return JOB_RUNNING;
	digest_end(digesting->digest);
	return JOB_DONE;
}

static void digesting_free(struct job *job)
{
	struct digesting *digesting = (struct digesting *)job;

	snapshot_done(&digesting->snapshot);
	digest_free(digesting->digest);
	free(digesting->chunk);
	free(digesting);
}

static const struct job_class class = { "digesting", step, digesting_free };

struct job *digest_job(const struct snapshot *snapshot, uint64_t pos, uint64_t len,
		       struct digest *digest, struct err *err)
{
	struct digesting *digesting = calloc(1, sizeof(*digesting));

	if (!digesting) {
		digest_free(digest);
		err_nomem(err);
		return NULL;
	}
	job_init(&digesting->base, &class, len);
	digesting->snapshot = snapshot_copy(snapshot);
	digesting->digest = digest;
	digesting->pos = pos;
	digesting->end = pos + len;
	digesting->chunk = malloc(CHUNK);
	if (digesting->chunk)
		return &digesting->base;
	digesting_free(&digesting->base);
	err_nomem(err);
	return NULL;
}

const struct digest *digest_of(const struct job *job)
{
	return ((const struct digesting *)job)->digest;
}
