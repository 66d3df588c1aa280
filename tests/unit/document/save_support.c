/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "save_support.h"

#include "store/store.h"

static void must(bool ok, const struct err *err)
{
	if (!ok)
		fail_msg("%s", err->text);
}

void world_start(struct world *world)
{
	struct err err = { 0 };

	world->store = store_new(4096, &err);
	must(world->store, &err);
	ropes_init(&world->ropes, world->store);
	world->dir = tmpdir_new();
}

void world_end(struct world *world)
{
	tmpdir_free(world->dir);
	ropes_done(&world->ropes);
	store_free(world->store);
}

int world_setup(void **state)
{
	struct world *world = malloc(sizeof *world);

	assert_non_null(world);
	world_start(world);
	*state = world;
	return 0;
}

int world_teardown(void **state)
{
	struct world *world = *state;

	world_end(world);
	free(world);
	return 0;
}

struct document *world_open(struct world *world, const char *path)
{
	struct document_options options = { .mode = DOCUMENT_COPY, .no_map = no_map_asked() };
	struct err err = { 0 };
	struct document *document = document_open(&world->ropes, path, &options, &err);

	must(document, &err);
	return document;
}

struct document *world_open_slice(
	struct world *world, const char *path, uint64_t offset, uint64_t length)
{
	struct document_options options = {
		.mode = DOCUMENT_COPY,
		.sliced = true,
		.offset = offset,
		.length = length,
		.no_map = no_map_asked(),
	};
	struct err err = { 0 };
	struct document *document = document_open(&world->ropes, path, &options, &err);

	must(document, &err);
	return document;
}

struct document *world_new(struct world *world, uint64_t size)
{
	struct err err = { 0 };
	struct document *document = document_new(&world->ropes, size, &err);

	must(document, &err);
	return document;
}

void put(struct document *document, uint64_t pos, const char *text)
{
	struct err err = { 0 };

	must(document_overwrite(document, pos, text, strlen(text), 0, &err), &err);
}

void insert(struct document *document, uint64_t pos, const char *text)
{
	struct err err = { 0 };

	must(document_insert(document, pos, text, strlen(text), 0, &err), &err);
}

void cut(struct document *document, uint64_t pos, uint64_t len)
{
	struct err err = { 0 };

	must(document_delete(document, pos, len, 0, &err), &err);
}

enum save_choice world_choice = SAVE_ATOMIC;

bool try_save(struct document *document, const struct save_request *request, struct err *err)
{
	struct job *job = save_new(document, request, err);
	bool ok = job && job_run(job, err);

	if (ok)
		save_finish(job, document);
	else if (job)
		save_abandon(job, document);
	job_free(job);
	return ok;
}

void save_well(struct document *document, const char *path, bool overwrite)
{
	struct save_request request = {
		.path = path, .overwrite = overwrite, .choice = world_choice
	};
	struct err err = { 0 };

	must(try_save(document, &request, &err), &err);
}

void save_badly(struct document *document, const struct save_request *request, enum err_code code,
	const char *text)
{
	struct err err = { 0 };

	assert_false(try_save(document, request, &err));
	if (err.code != code || !strstr(err.text, text))
		fail_msg("error %d, not %d with \"%s\": %s", (int)err.code, (int)code, text,
			err.text);
}

struct stat stat_of(const char *path)
{
	struct stat st;

	assert_int_equal(lstat(path, &st), 0);
	return st;
}

void check_saved(struct document *document, const char *path)
{
	size_t len;
	char *bytes = tmpdir_read(path, &len);
	char *wanted = malloc(len + 1);

	assert_non_null(wanted);
	assert_int_equal(len, document_size(document));
	assert_int_equal(document_read(document, 0, wanted, NULL, len, NULL), 0);
	assert_memory_equal(bytes, wanted, len);
	free(wanted);
	free(bytes);
}
