/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Samples, because the file may have terabytes, and spread over it, because files of one kind begin
 * and end alike. Their length is beside the sum.
 */
#include "document/notes_format.h"

#include <errno.h>

#include "base/checked.h"
#include "base/xxhash.h"

/* Where block n begins. What has less than all blocks is taken whole. */
static uint64_t sample_at(uint64_t size, unsigned n)
{
	uint64_t last = size - NOTES_SAMPLE;

	if (size <= (uint64_t)NOTES_SAMPLES * NOTES_SAMPLE)
		return (uint64_t)n * NOTES_SAMPLE;
	return n == NOTES_SAMPLES - 1 ? last : last / (NOTES_SAMPLES - 1) * n;
}

/* A disk that is only late is waited for, for a while. */
static bool read_block(const struct snapshot *snapshot, uint64_t pos, uint8_t *bytes, size_t len)
{
	enum { ATTEMPTS = 50 };
	int why = 0;

	for (int i = 0; i < ATTEMPTS; i++)
		if (snapshot_read(snapshot, pos, bytes, NULL, len, &why) == 0 || why != EAGAIN)
			return why != ECANCELED;
	return false;
}

struct snapshot notes_identity_snapshot(const struct document *document)
{
	struct snapshot snapshot = document_snapshot(document);
	struct snapshot saved = snapshot_of(snapshot.ropes, snapshot.tells_changes ?
					    snapshot.saved : snapshot.rope);

	snapshot_done(&snapshot);
	return saved;
}

bool notes_identity_read(const struct snapshot *saved, struct notes_identity *identity)
{
	uint8_t bytes[NOTES_SAMPLE];
	struct xxhash sum;
	bool ok = true;

	identity->size = snapshot_len(saved);
	xxhash_start(&sum);
	for (unsigned n = 0; n < NOTES_SAMPLES; n++) {
		uint64_t pos = sample_at(identity->size, n);

		if (pos >= identity->size)
			break;
		size_t len = (size_t)min_u64(NOTES_SAMPLE, identity->size - pos);
		ok = read_block(saved, pos, bytes, len) && ok;
		xxhash_add(&sum, bytes, len);
	}
	identity->sum = xxhash_end(&sum);
	return ok;
}

struct notes_identity notes_identity_of(const struct document *document)
{
	struct snapshot saved = notes_identity_snapshot(document);
	struct notes_identity identity;

	(void)notes_identity_read(&saved, &identity);
	snapshot_done(&saved);
	return identity;
}

bool notes_identity_same(const struct notes_identity *one, const struct notes_identity *other)
{
	return one->size == other->size && one->sum == other->sum;
}
