/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How it works: the old bytes are copied to the result step by step and worked on there, number
 * by number; what works on bytes does so in runs that the compiler turns into vectors. Reversing
 * writes each step to the place that it comes to at the far end.
 *
 * The result is memory and not a stream, because its owner needs it whole: a change happens
 * wholly or not at all.
 */
#include "scan/transform.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/number.h"
#include "base/scalar.h"
#include "document/reader.h"
#include "scan/transform_private.h"

enum {
	WINDOW = 1 << 20,
	STEP = 8 << 20,
	KEY_RUN = 4096,          /* bytes that a repeated key fills at least */
};

struct transform {
	struct job job;
	struct snapshot snapshot;        /* owned */
	struct transform_request request;        /* key is NULL: it is in `key` */
	struct reader *reader;
	size_t window, step;
	uint64_t done;           /* bytes */
	struct buf key;          /* repeated, a multiple of the key and of 8 bytes */
	struct buf result;       /* request.len reserved */
};

struct op_row {
	const char *name;
	bool key, bits;          /* it needs them */
	bool units;              /* it works on numbers of request.unit bytes */
};

static const struct op_row ops[] = {
	[TRANSFORM_XOR] = { .name = "xor", .key = true },
	[TRANSFORM_AND] = { .name = "and", .key = true },
	[TRANSFORM_OR] = { .name = "or", .key = true },
	[TRANSFORM_NOT] = { .name = "not" },
	[TRANSFORM_ADD] = { .name = "add", .key = true, .units = true },
	[TRANSFORM_SUBTRACT] = { .name = "subtract", .key = true, .units = true },
	[TRANSFORM_SHIFT_LEFT] = { .name = "shift-left", .bits = true, .units = true },
	[TRANSFORM_SHIFT_RIGHT] = { .name = "shift-right", .bits = true, .units = true },
	[TRANSFORM_ROTATE_LEFT] = { .name = "rotate-left", .bits = true, .units = true },
	[TRANSFORM_ROTATE_RIGHT] = { .name = "rotate-right", .bits = true, .units = true },
	[TRANSFORM_REVERSE] = { .name = "reverse" },
	[TRANSFORM_SWAP] = { .name = "swap", .units = true },
};

enum { OPS = sizeof(ops) / sizeof(*ops) };

const char *transform_name(enum transform_op op)
{
	return (unsigned)op < OPS ? ops[op].name : NULL;
}

bool transform_find(const char *name, enum transform_op *op)
{
	for (size_t i = 0; i < OPS; i++) {
		if (strcmp(ops[i].name, name) == 0) {
			*op = (enum transform_op)i;
			return true;
		}
	}
	return false;
}

bool transform_needs_key(enum transform_op op)
{
	return ops[op].key;
}

bool transform_needs_bits(enum transform_op op)
{
	return ops[op].bits;
}

static struct transform *of(const struct job *job)
{
	return (struct transform *)job;
}

/* A number after the operation. */
static uint64_t compute(const struct transform_request *request, uint64_t value, uint64_t key)
{
	unsigned width = 8 * request->unit, bits = request->bits;
	uint64_t mask = width == 64 ? UINT64_MAX : (UINT64_C(1) << width) - 1;

	switch (request->op) {
	case TRANSFORM_ADD:
		return (value + key) & mask;
	case TRANSFORM_SUBTRACT:
		return (value - key) & mask;
	case TRANSFORM_SHIFT_LEFT:
		return value << bits & mask;
	case TRANSFORM_SHIFT_RIGHT:
		return value >> bits;
	case TRANSFORM_ROTATE_LEFT:
		return bits == 0 ? value : (value << bits | value >> (width - bits)) & mask;
	default:
		assert(request->op == TRANSFORM_ROTATE_RIGHT);
		return bits == 0 ? value : (value >> bits | value << (width - bits)) & mask;
	}
}

/* `key` is what belongs to bytes[0] and on, or NULL. */
static void work_on_units(const struct transform_request *request, uint8_t *bytes, size_t len,
			  const uint8_t *key)
{
	size_t unit = request->unit;
	bool swap = request->op == TRANSFORM_SWAP;

	for (size_t i = 0; i < len; i += unit) {
		uint64_t value = load_int(bytes + i, unit, request->big);
		uint64_t add = key == NULL ? 0 : load_int(key + i, unit, request->big);

		if (!swap)
			value = compute(request, value, add);
		store_int(bytes + i, unit, request->big != swap, value);
	}
}

static void work_on_bytes(enum transform_op op, uint8_t *bytes, size_t len, const uint8_t *key)
{
	switch (op) {
	case TRANSFORM_XOR:
		for (size_t i = 0; i < len; i++)
			bytes[i] ^= key[i];
		break;
	case TRANSFORM_AND:
		for (size_t i = 0; i < len; i++)
			bytes[i] &= key[i];
		break;
	case TRANSFORM_OR:
		for (size_t i = 0; i < len; i++)
			bytes[i] |= key[i];
		break;
	default:
		assert(op == TRANSFORM_NOT);
		for (size_t i = 0; i < len; i++)
			bytes[i] = (uint8_t)~bytes[i];
	}
}

static void copy_reversed(uint8_t *to, const uint8_t *from, size_t len)
{
	for (size_t i = 0; i < len; i++)
		to[i] = from[len - 1 - i];
}

/* Works on [done, done + len) of the result, where the old bytes are. */
static void work(struct transform *transform, size_t len)
{
	const struct transform_request *request = &transform->request;
	uint8_t *bytes = transform->result.data + transform->done;
	uint64_t done = transform->done;

	while (len > 0 && request->op != TRANSFORM_REVERSE) {
		size_t part = len;
		const uint8_t *key = NULL;

		if (transform->key.len > 0) {
			size_t skip = (size_t)(done % transform->key.len);

			key = transform->key.data + skip;
			part = min_size(len, transform->key.len - skip);
		}
		if (ops[request->op].units)
			work_on_units(request, bytes, part, key);
		else
			work_on_bytes(request->op, bytes, part, key);
		bytes += part;
		done += part;
		len -= part;
	}
}

/* Copies the old bytes [done, done + len) of the range to the result: to the same place, or to
 * that which they come to when the order is reversed. */
static bool fetch(struct transform *transform, size_t len, struct err *err)
{
	uint64_t pos = transform->request.pos + transform->done;
	uint8_t *to = transform->result.data + transform->done;
	uint8_t *end = transform->result.data + transform->request.len - transform->done;
	bool reversed = transform->request.op == TRANSFORM_REVERSE;
	struct reader_window window;
	size_t part;

	for (; len > 0; len -= part, pos += part, to += part, end -= part) {
		do {
			if (!reader_look(transform->reader, pos, min_size(len, transform->window),
					 &window, err))
				return false;
			part = min_size(window.bytes.len, len);
			if (reversed)
				copy_reversed(end - part, window.bytes.data, part);
			else if (part > 0)
				memcpy(to, window.bytes.data, part);
		} while (!reader_accept(transform->reader));
		if (part == 0)
			return err_set(err, ERR_LOST, "the byte at 0x%" PRIx64 " could not be "
				       "read", pos);
	}
	return true;
}

static enum job_state transform_step(struct job *job, struct err *err)
{
	struct transform *transform = of(job);
	const struct transform_request *request = &transform->request;
	size_t len = (size_t)min_u64(transform->step, request->len - transform->done);

	if (len == 0)
		return JOB_DONE;
	/* A multiple of 8 but at the end, so no number is cut. */
	if (!fetch(transform, len, err))
		return JOB_FAILED;
	work(transform, len);
	reader_drop(transform->reader, request->pos + transform->done, len);
	transform->done += len;
	atomic_store(&job->done, transform->done);
	transform->result.len = (size_t)transform->done;
	return transform->done < request->len ? JOB_RUNNING : JOB_DONE;
}

static void transform_free(struct job *job)
{
	struct transform *transform = of(job);

	reader_free(transform->reader);
	buf_done(&transform->key);
	buf_done(&transform->result);
	snapshot_done(&transform->snapshot);
	free(transform);
}

static const struct job_class transform_class = { "computing", transform_step, transform_free };

static bool check_unit(const struct transform_request *request, struct err *err)
{
	unsigned unit = request->unit;
	const struct op_row *op = &ops[request->op];

	if (!op->units)
		return true;
	if (unit != 1 && unit != 2 && unit != 4 && unit != 8)
		return err_set(err, ERR_RANGE, "numbers have 1, 2, 4 or 8 bytes, not %u", unit);
	if (request->op == TRANSFORM_SWAP && unit == 1)
		return err_set(err, ERR_RANGE, "one byte has no byte order: swap 2, 4 or 8");
	if (request->len % unit != 0)
		return err_set(err, ERR_RANGE, "%" PRIu64 " %s no multiple of %u", request->len,
			       request->len == 1 ? "byte is" : "bytes are", unit);
	if (op->key && request->key_len % unit != 0)
		return err_set(err, ERR_RANGE, "a key of %zu bytes is no multiple of %u",
			       request->key_len, unit);
	if (op->bits && request->bits >= 8 * unit)
		return err_set(err, ERR_RANGE, "%u bits are too many for numbers of %u: at most "
			       "%u", request->bits, 8 * unit, 8 * unit - 1);
	return true;
}

static bool check(const struct snapshot *snapshot, const struct transform_request *request,
		  struct err *err)
{
	uint64_t size = snapshot_len(snapshot);
	char len[NUMBER_TEXT], most[NUMBER_TEXT];

	if (request->pos > size || request->len > size - request->pos)
		return err_set(err, ERR_RANGE, "%" PRIu64 " bytes from 0x%" PRIx64 " reach past "
			       "the end", request->len, request->pos);
	if (request->len > TRANSFORM_MOST)
		return err_set(err, ERR_RANGE, "%s are too many to compute at once: "
			       "select at most %s", number_size(request->len, len),
			       number_size(TRANSFORM_MOST, most));
	if (ops[request->op].key && request->key_len == 0)
		return err_set(err, ERR_RANGE, "%s needs a key of at least one byte",
			       ops[request->op].name);
	return check_unit(request, err);
}

/* Repeats the key, so that it is long enough for vectors and its end is the end of a number. */
static bool fill_key(struct transform *transform, const struct transform_request *request)
{
	if (!ops[request->op].key)
		return true;
	while (transform->key.len < KEY_RUN && buf_ok(&transform->key))
		buf_add(&transform->key, request->key, request->key_len);
	return buf_ok(&transform->key);
}

struct job *transform_new_with(const struct snapshot *snapshot,
			       const struct transform_request *request, size_t window, size_t step,
			       struct err *err)
{
	struct transform *transform;

	assert((unsigned)request->op < OPS && step >= 8);
	if (!check(snapshot, request, err))
		return NULL;
	transform = calloc(1, sizeof(*transform));
	if (transform == NULL) {
		err_nomem(err);
		return NULL;
	}
	transform->snapshot = snapshot_copy(snapshot);
	transform->request = *request;
	transform->request.key = NULL;
	transform->window = window;
	transform->step = step - step % 8;
	job_init(&transform->job, &transform_class, request->len);
	if (!fill_key(transform, request) ||
	    !buf_reserve(&transform->result, (size_t)request->len)) {
		err_nomem(err);
		goto fail;
	}
	transform->reader = reader_new(&transform->snapshot, window, err);
	if (transform->reader == NULL)
		goto fail;
	return &transform->job;
fail:
	transform_free(&transform->job);
	return NULL;
}

struct job *transform_new(const struct snapshot *snapshot, const struct transform_request *request,
			  struct err *err)
{
	return transform_new_with(snapshot, request, WINDOW, STEP, err);
}

const struct buf *transform_result(const struct job *job)
{
	assert(job->class == &transform_class);
	return &of(job)->result;
}
