/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random documents of many pieces, with runs of their own file, of another one with holes, of
 * zeroes and of patterns, are saved again and again, and each file is compared with a plain array
 * of bytes.
 */
#include "unit/document/save_support.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DOCUMENTS = 25, SAVES = 8, EDITS = 14, ROOM = 8 << 20, BLOCK = 4096 };

struct model {
	struct world world;
	struct random random;
	struct document *document;
	const char *path;
	const char *other; /* a file with holes, to be read in */
	uint8_t *bytes;    /* of the document; room for ROOM */
	size_t len;
	uint8_t *other_bytes;
	size_t other_len;
};

static uint8_t *make_content(struct random *random, size_t len)
{
	uint8_t *bytes = malloc(len + 1);

	assert_non_null(bytes);
	random_fill_runs(random, bytes, len, 20 * BLOCK);
	return bytes;
}

static void model_splice(
	struct model *model, size_t pos, size_t len, const uint8_t *with, size_t with_len)
{
	assert_true(model->len - len + with_len <= ROOM);
	memmove(model->bytes + pos + with_len, model->bytes + pos + len, model->len - pos - len);
	if (with_len > 0)
		memcpy(model->bytes + pos, with, with_len);
	model->len = model->len - len + with_len;
}

static void edit_bytes(struct model *model, size_t pos, size_t len, struct err *err)
{
	uint8_t text[300];
	size_t text_len = (size_t)random_below(&model->random, sizeof text + 1);
	struct rope *rope = NULL;

	random_fill(&model->random, text, sizeof text);
	if (text_len > 0) {
		rope = document_make(&model->world.ropes, text, text_len, err);
		assert_non_null(rope);
	}
	assert_true(document_replace(model->document, pos, len, rope, 0, err));
	rope_unref(document_ropes(model->document), rope);
	model_splice(model, pos, len, text, text_len);
}

static void edit_fill(struct model *model, size_t pos, size_t len, struct err *err)
{
	uint8_t pattern[3] = { 0 };
	size_t pattern_len = (size_t)random_between(&model->random, 1, sizeof pattern);

	if (len == 0)
		return;
	if (random_below(&model->random, 2))
		random_fill(&model->random, pattern, pattern_len);
	assert_true(document_fill(model->document, pos, len, pattern, pattern_len, 0, err));
	for (size_t i = 0; i < len; i++)
		model->bytes[pos + i] = pattern[i % pattern_len];
}

/* A part of another file, at a place that sometimes is aligned as reflinks want it. */
static void edit_read(struct model *model, size_t pos, size_t len, struct err *err)
{
	struct rope *whole = document_read_file(model->document, model->other, err);
	struct ropes *ropes = document_ropes(model->document);
	size_t from = (size_t)random_below(&model->random, model->other_len);
	size_t most = model->other_len - from;
	size_t part_len = (size_t)random_between(&model->random, 1, most);
	struct rope *part;

	assert_non_null(whole);
	assert_true(ropes_reserve(ropes, ROPE_NODES_PER_EDIT, err));
	part = rope_slice(ropes, whole, from, part_len);
	assert_true(document_replace(model->document, pos, len, part, 0, err));
	rope_unref(ropes, part);
	rope_unref(ropes, whole);
	model_splice(model, pos, len, model->other_bytes + from, part_len);
}

/* Something of the document again, elsewhere in it. */
static void edit_copy(struct model *model, size_t pos, size_t len, struct err *err)
{
	size_t from = (size_t)random_below(&model->random, model->len + 1);
	size_t part_len = (size_t)random_below(&model->random, model->len - from + 1);
	struct rope *part = document_copy(model->document, from, part_len, err);
	uint8_t *bytes = malloc(part_len + 1);

	assert_non_null(bytes);
	memcpy(bytes, model->bytes + from, part_len);
	assert_true(document_replace(model->document, pos, len, part, 0, err));
	rope_unref(document_ropes(model->document), part);
	model_splice(model, pos, len, bytes, part_len);
	free(bytes);
}

static void edit(struct model *model)
{
	size_t pos = (size_t)random_below(&model->random, model->len + 1);
	size_t len = (size_t)random_below(&model->random, model->len - pos + 1);
	struct err err = { 0 };

	/* Most edits are small. */
	if (random_below(&model->random, 4) > 0 && len > 500)
		len = (size_t)random_below(&model->random, 500);
	if (random_below(&model->random, 3) == 0)
		pos -= pos % BLOCK;
	switch (random_below(&model->random, 6)) {
	case 0:
		edit_fill(model, pos, len, &err);
		break;
	case 1:
		if (model->len < ROOM / 2)
			edit_read(model, pos, len, &err);
		break;
	case 2:
		if (model->len < ROOM / 4)
			edit_copy(model, pos, len, &err);
		break;
	default:
		edit_bytes(model, pos, len, &err);
	}
}

static void check_file(const char *path, const uint8_t *bytes, size_t len)
{
	size_t found;
	char *content = tmpdir_read(path, &found);

	assert_int_equal(found, len);
	assert_memory_equal(content, bytes, len);
	free(content);
}

static void save_in_some_way(struct model *model)
{
	const char *copy = tmpdir_path(model->world.dir, "copy");
	size_t pos = (size_t)random_below(&model->random, model->len + 1);
	size_t len = (size_t)random_below(&model->random, model->len - pos + 1);
	struct save_request part = {
		.path = copy, .overwrite = true, .partial = true, .pos = pos, .len = len
	};
	struct err err = { 0 };

	switch (random_below(&model->random, 4)) {
	case 0:
		save_well(model->document, copy, true);
		check_file(copy, model->bytes, model->len);
		break;
	case 1:
		assert_true(try_save(model->document, &part, &err));
		check_file(copy, model->bytes + pos, len);
		break;
	default:
		world_choice = random_below(&model->random, 2) ? SAVE_AUTO : SAVE_ATOMIC;
		save_well(model->document, NULL, false);
		check_file(model->path, model->bytes, model->len);
		assert_false(document_is_modified(model->document));
	}
}

static void model_start(struct model *model)
{
	size_t len = (size_t)random_below(&model->random, 100 * BLOCK);

	world_start(&model->world);
	model->bytes = malloc(ROOM);
	assert_non_null(model->bytes);
	uint8_t *content = make_content(&model->random, len);
	model->len = 0;
	model_splice(model, 0, 0, content, len);
	model->path = tmpdir_path(model->world.dir, "file");
	tmpdir_write_holes(model->path, content, len);
	free(content);
	model->other_len = (size_t)random_between(&model->random, 1, 100 * BLOCK);
	model->other_bytes = make_content(&model->random, model->other_len);
	model->other = tmpdir_path(model->world.dir, "other");
	tmpdir_write_holes(model->other, model->other_bytes, model->other_len);
}

static void model_end(struct model *model)
{
	free(model->bytes);
	free(model->other_bytes);
	world_end(&model->world);
}

static void documents_and_files_agree(void **state)
{
	struct model model = { 0 };

	(void)state;
	random_start(&model.random);
	for (int i = 0; i < DOCUMENTS; i++) {
		model_start(&model);
		model.document = world_open(&model.world, model.path);
		for (int n = 0; n < SAVES; n++) {
			for (int e = 0; e < EDITS; e++)
				edit(&model);
			save_in_some_way(&model);
		}
		save_well(model.document, NULL, false);
		check_file(model.path, model.bytes, model.len);
		document_close(model.document);
		model_end(&model);
	}
}

/* A slice changes, and the rest of its file does not. */
static void slices_and_files_agree(void **state)
{
	struct model model = { 0 };
	struct err err = { 0 };

	(void)state;
	random_start(&model.random);
	for (int i = 0; i < DOCUMENTS; i++) {
		size_t from, len;

		model_start(&model);
		from = (size_t)random_below(&model.random, model.len + 1);
		len = (size_t)random_below(&model.random, model.len - from + 1);
		model.document = world_open_slice(&model.world, model.path, from, len);
		for (int n = 0; n < SAVES && len > 0; n++) {
			size_t pos = (size_t)random_below(&model.random, len);
			size_t run = (size_t)random_between(&model.random, 1, len - pos);
			uint8_t text[64];

			if (run > sizeof text)
				run = sizeof text;
			random_fill(&model.random, text, run);
			assert_true(document_overwrite(model.document, pos, text, run, 0, &err));
			memcpy(model.bytes + from + pos, text, run);
			save_well(model.document, NULL, false);
			check_file(model.path, model.bytes, model.len);
		}
		document_close(model.document);
		model_end(&model);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(documents_and_files_agree),
		cmocka_unit_test(slices_and_files_agree),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
