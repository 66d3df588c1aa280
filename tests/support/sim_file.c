/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/sim_file.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static void grow(struct sim_file *file, uint64_t size)
{
	uint64_t room = file->room ? file->room : 4096;

	if (size <= file->room)
		return;
	while (room < size)
		room *= 2;
	file->now = realloc(file->now, room);
	file->durable = realloc(file->durable, room);
	assert(file->now && file->durable);
	memset(file->now + file->room, 0, room - file->room);
	memset(file->durable + file->room, 0, room - file->room);
	file->room = room;
}

/* An image of a file, and who decides what of it survives; NULL: all does. */
struct image {
	uint8_t *bytes;
	uint64_t size, mode;
	struct random *torn;
};

static bool survives(const struct image *image)
{
	return !image->torn || random_below(image->torn, 2);
}

static void resize(struct image *image, uint64_t size)
{
	if (size < image->size)
		memset(image->bytes + size, 0, image->size - size);
	image->size = size;
}

static void apply_bytes(struct image *image, const struct sim_op *op)
{
	for (uint64_t at = op->off; at < op->off + op->len;) {
		uint64_t end = at - at % SIM_UNIT + SIM_UNIT;

		if (end > op->off + op->len)
			end = op->off + op->len;
		if (survives(image)) {
			if (op->bytes)
				memcpy(image->bytes + at, op->bytes + (at - op->off), end - at);
			else
				memset(image->bytes + at, 0, end - at);
			if (end > image->size && op->bytes)
				image->size = end;
		}
		at = end;
	}
}

static void apply(struct image *image, const struct sim_op *op)
{
	if (op->kind == SIM_WRITE || op->kind == SIM_ZERO)
		apply_bytes(image, op);
	else if (!survives(image))
		return;
	else if (op->kind == SIM_RESIZE)
		resize(image, op->off);
	else
		image->mode = op->off;
}

void sim_file_put(struct sim_file *file, const void *bytes, uint64_t len)
{
	grow(file, len + 1);
	memcpy(file->now, bytes, len);
	memcpy(file->durable, bytes, len);
	file->now_size = file->durable_size = len;
}

void sim_file_change(struct sim_file *file, struct sim_op op, const void *bytes)
{
	struct image image;

	if (op.kind != SIM_MODE)
		grow(file, op.kind == SIM_RESIZE ? op.off : op.off + op.len);
	if (file->op_count == file->op_room) {
		file->op_room = file->op_room ? 2 * file->op_room : 16;
		file->ops = realloc(file->ops, file->op_room * sizeof *file->ops);
		assert(file->ops);
	}
	if (op.kind == SIM_WRITE) {
		op.bytes = malloc(op.len + 1);
		assert(op.bytes);
		memcpy(op.bytes, bytes, op.len);
	}
	file->ops[file->op_count++] = op;
	image = (struct image){ file->now, file->now_size, file->now_mode, NULL };
	apply(&image, &op);
	file->now_size = image.size;
	file->now_mode = image.mode;
}

static void forget(struct sim_file *file)
{
	for (size_t i = 0; i < file->op_count; i++)
		free(file->ops[i].bytes);
	file->op_count = 0;
}

void sim_file_flush(struct sim_file *file, struct random *random, bool torn)
{
	struct image image = { file->durable, file->durable_size, file->durable_mode,
			       torn ? random : NULL };

	for (size_t i = 0; i < file->op_count; i++)
		apply(&image, &file->ops[i]);
	file->durable_size = image.size;
	file->durable_mode = image.mode;
	forget(file);
}

uint64_t sim_file_cut(const struct sim_file *file, struct random *random, uint8_t *to,
		      uint64_t *mode)
{
	struct image image = { to, file->durable_size, file->durable_mode, random };

	if (file->room > 0)
		memcpy(to, file->durable, file->room);
	for (size_t i = 0; i < file->op_count; i++)
		apply(&image, &file->ops[i]);
	*mode = image.mode;
	return image.size;
}

void sim_file_restart(struct sim_file *file)
{
	if (file->room > 0)
		memcpy(file->now, file->durable, file->room);
	file->now_size = file->durable_size;
	file->now_mode = file->durable_mode;
}

bool sim_file_holds(const struct sim_file *file, const void *bytes, uint64_t len)
{
	return file->now_size == len && (len == 0 || memcmp(file->now, bytes, len) == 0);
}

void sim_file_wipe(struct sim_file *file)
{
	forget(file);
	free(file->ops);
	free(file->now);
	free(file->durable);
	*file = (struct sim_file){ 0 };
}

void sim_name_init(struct sim_name *name, int file)
{
	*name = (struct sim_name){ .state = { file }, .count = 1 };
}

int sim_name_now(const struct sim_name *name)
{
	return name->state[name->count - 1];
}

void sim_name_set(struct sim_name *name, int file)
{
	if (name->count == SIM_STATES) {
		memmove(name->state + 1, name->state + 2, (SIM_STATES - 2) * sizeof *name->state);
		name->count--;
	}
	name->state[name->count++] = file;
}

void sim_name_keep(struct sim_name *name, size_t state)
{
	sim_name_init(name, name->state[state]);
}

bool sim_name_had(const struct sim_name *name, int file)
{
	for (size_t i = 0; i < name->count; i++)
		if (name->state[i] == file)
			return true;
	return false;
}
