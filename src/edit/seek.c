/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A slice is one window of the reader. A search for what is not zero steps over holes. */
#include "edit/seek.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "document/hole.h"
#include "document/reader.h"

enum { SLICE = 4 << 20 };

struct seek {
	struct job job;
	struct snapshot snapshot;    /* one reference */
	struct reader *reader;
	uint8_t byte;
	bool backward;
	bool found;
	uint64_t at;                 /* forward: the next to look at; backward: one past it */
};

/* Offset of the first byte that differs, or len. */
static size_t first_other(const uint8_t *bytes, size_t len, uint8_t byte)
{
	uint64_t same = UINT64_C(0x0101010101010101) * byte;
	uint64_t word;
	size_t i = 0;

	for (; len - i >= sizeof(word); i += sizeof(word)) {
		memcpy(&word, bytes + i, sizeof(word));
		if (word != same)
			break;
	}
	while (i < len && bytes[i] == byte)
		i++;
	return i;
}

/* One past the offset of the last byte that differs, or 0. */
static size_t last_other(const uint8_t *bytes, size_t len, uint8_t byte)
{
	uint64_t same = UINT64_C(0x0101010101010101) * byte;
	uint64_t word;

	for (; len >= sizeof(word); len -= sizeof(word)) {
		memcpy(&word, bytes + len - sizeof(word), sizeof(word));
		if (word != same)
			break;
	}
	while (len > 0 && bytes[len - 1] == byte)
		len--;
	return len;
}

static bool look_forward(struct seek *seek, struct err *err)
{
	uint64_t size = snapshot_len(&seek->snapshot);
	struct reader_window window;
	size_t other;

	if (seek->byte == 0) {
		struct hole hole = hole_at(&seek->snapshot, seek->at);

		if (hole.zero) {
			seek->at += hole.len;
			return true;
		}
	}
	do {
		if (!reader_look(seek->reader, seek->at, (size_t)min_u64(SLICE, size - seek->at),
				 &window, err))
			return false;
		other = first_other(window.bytes.data, window.bytes.len, seek->byte);
	} while (!reader_accept(seek->reader));
	seek->found = other < window.bytes.len;
	reader_drop(seek->reader, seek->at, other);
	seek->at += seek->found ? other : window.bytes.len + window.unknown;
	return true;
}

static bool look_back(struct seek *seek, struct err *err)
{
	struct reader_window window;
	size_t other;

	if (seek->byte == 0) {
		uint64_t hole = hole_before(&seek->snapshot, seek->at);

		if (hole > 0) {
			seek->at -= hole;
			return true;
		}
	}
	do {
		if (!reader_look_back(seek->reader, seek->at, (size_t)min_u64(SLICE, seek->at),
				      &window, err))
			return false;
		other = last_other(window.bytes.data, window.bytes.len, seek->byte);
	} while (!reader_accept(seek->reader));
	if (window.bytes.len == 0) {
		seek->at -= window.unknown;
		return true;
	}
	seek->found = other > 0;
	seek->at = window.pos + other;
	reader_drop(seek->reader, seek->at, window.bytes.len - other);
	return true;
}

static enum job_state seek_step(struct job *job, struct err *err)
{
	struct seek *seek = (struct seek *)job;
	uint64_t before = seek->at;

	if (seek->backward ? seek->at == 0 : seek->at == snapshot_len(&seek->snapshot))
		return JOB_DONE;
	if (!(seek->backward ? look_back(seek, err) : look_forward(seek, err)))
		return JOB_FAILED;
	atomic_fetch_add(&job->done, seek->backward ? before - seek->at : seek->at - before);
	return seek->found ? JOB_DONE : JOB_RUNNING;
}

static void seek_free(struct job *job)
{
	struct seek *seek = (struct seek *)job;

	reader_free(seek->reader);
	snapshot_done(&seek->snapshot);
	free(seek);
}

static const struct job_class seek_class = { "looking", seek_step, seek_free };

struct job *seek_new(const struct snapshot *snapshot, uint8_t byte, uint64_t from, bool backward,
		     struct err *err)
{
	struct seek *seek = calloc(1, sizeof(*seek));
	uint64_t size = snapshot_len(snapshot);

	if (!seek) {
		err_nomem(err);
		return NULL;
	}
	from = min_u64(from, size);
	job_init(&seek->job, &seek_class, backward ? from : size - from);
	seek->snapshot = snapshot_copy(snapshot);
	seek->byte = byte;
	seek->backward = backward;
	seek->at = from;
	seek->reader = reader_new(&seek->snapshot, SLICE, err);
	if (!seek->reader) {
		seek_free(&seek->job);
		return NULL;
	}
	return &seek->job;
}

bool seek_found(const struct job *job, uint64_t *pos)
{
	const struct seek *seek = (const struct seek *)job;

	if (seek->found)
		*pos = seek->backward ? seek->at - 1 : seek->at;
	return seek->found;
}
