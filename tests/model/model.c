/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model.h"

#include "support/testing.h"

static struct model_state *present(const struct model *model)
{
	return &model->states[model->at];
}

static uint8_t *allocate(size_t len)
{
	uint8_t *bytes = malloc(len + 1);

	assert_non_null(bytes);
	return bytes;
}

static void cut(struct model *model, size_t count)
{
	while (model->count > count)
		free(model->states[--model->count].bytes);
}

/* Takes over the bytes. */
static void push(struct model *model, uint8_t *bytes, size_t len)
{
	cut(model, model->count == 0 ? 0 : model->at + 1);
	if (model->count == model->room) {
		model->room = 2 * model->room + 16;
		model->states = realloc(model->states, model->room * sizeof *model->states);
		assert_non_null(model->states);
	}
	model->at = model->count++;
	model->states[model->at] = (struct model_state){ bytes, len, model->next_id++ };
}

/* The same in place of the last state. */
static void change_top(struct model *model, uint8_t *bytes, size_t len)
{
	free(present(model)->bytes);
	*present(model) = (struct model_state){ bytes, len, model->next_id++ };
}

void model_init(struct model *model, const uint8_t *bytes, size_t len)
{
	uint8_t *copy = allocate(len);

	memset(model, 0, sizeof *model);
	memcpy(copy, bytes, len);
	push(model, copy, len);
	model->saved_id = present(model)->id;
}

void model_done(struct model *model)
{
	cut(model, 0);
	free(model->states);
	memset(model, 0, sizeof *model);
}

const uint8_t *model_bytes(const struct model *model)
{
	return present(model)->bytes;
}

size_t model_len(const struct model *model)
{
	return present(model)->len;
}

void model_replace(struct model *model, size_t pos, size_t len, const uint8_t *with,
		   size_t with_len, enum model_step how)
{
	const struct model_state *old = present(model);
	size_t new_len = old->len - len + with_len;
	uint8_t *bytes = allocate(new_len);
	bool joins = how == MODEL_MERGED ||
		     (how == MODEL_GROUP && model->at > 0 && model->at + 1 == model->count &&
		      !model->sealed);

	memcpy(bytes, old->bytes, pos);
	if (with_len > 0)
		memcpy(bytes + pos, with, with_len);
	memcpy(bytes + pos + with_len, old->bytes + pos + len, old->len - pos - len);
	if (joins)
		change_top(model, bytes, new_len);
	else
		push(model, bytes, new_len);
	model->sealed = false;
}

void model_move(struct model *model, size_t pos, size_t len, size_t to)
{
	uint8_t *moved = allocate(len);

	memcpy(moved, model_bytes(model) + pos, len);
	model_replace(model, pos, len, NULL, 0, MODEL_STEP);
	model_replace(model, to > pos ? to - len : to, 0, moved, len, MODEL_GROUP);
	free(moved);
}

bool model_undo(struct model *model)
{
	if (model->at == 0)
		return false;
	model->at--;
	model->sealed = true;
	return true;
}

bool model_redo(struct model *model)
{
	if (model->at + 1 == model->count)
		return false;
	model->at++;
	model->sealed = true;
	return true;
}

void model_save(struct model *model)
{
	model->saved_id = present(model)->id;
	model->sealed = true;
}

void model_forget(struct model *model)
{
	uint8_t *bytes = allocate(model_len(model));
	size_t len = model_len(model);

	memcpy(bytes, model_bytes(model), len);
	cut(model, 0);
	model->at = 0;
	push(model, bytes, len);
	model->saved_id = present(model)->id;
	model->sealed = false;
}

bool model_is_modified(const struct model *model)
{
	return present(model)->id != model->saved_id;
}
