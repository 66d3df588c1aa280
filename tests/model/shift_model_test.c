/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random insertions, deletions, overwrites and copies, saved within the file again and again and
 * compared with a plain array; some saves are cancelled at a random step. Registers and another
 * document keep their bytes throughout, undo leads back to the first byte, and what is saved then
 * is the first file.
 */
#include "unit/document/save_support.h"

#include <fcntl.h>
#include <unistd.h>

enum { DOCUMENTS = 60, SAVES = 6, EDITS = 7, ROOM = 1 << 20, FIRST = 60000, BLOCK = 4096 };

struct model {
	struct world world;
	struct random random;
	struct document *document;
	const char *path;
	uint8_t *bytes;
	size_t len;
	uint64_t shifts, cancelled, back;
};

static size_t below(struct model *model, size_t most)
{
	return (size_t)random_below(&model->random, most);
}

static void write_first(struct model *model)
{
	int fd;

	model->len = 1 + below(model, FIRST);
	random_fill(&model->random, model->bytes, model->len);
	tmpdir_write(model->world.dir, "file", "", 0);
	fd = open(model->path, O_WRONLY);
	assert_int_equal(ftruncate(fd, (off_t)model->len), 0);
	for (size_t at = 0; at < model->len; at += BLOCK) {
		size_t run = model->len - at < BLOCK ? model->len - at : BLOCK;

		if (below(model, 3) == 0)
			memset(model->bytes + at, 0, run);
		else
			assert_int_equal(pwrite(fd, model->bytes + at, run, (off_t)at), run);
	}
	close(fd);
}

static void replace(struct model *model, size_t pos, size_t gone, const uint8_t *with, size_t len)
{
	memmove(model->bytes + pos + len, model->bytes + pos + gone, model->len - pos - gone);
	memcpy(model->bytes + pos, with, len);
	model->len = model->len - gone + len;
}

static void edit(struct model *model)
{
	uint8_t fresh[5000];
	size_t pos = below(model, model->len + 1);
	size_t left = model->len - pos;
	size_t len = below(model, 4) ? 1 + below(model, 40) : 1 + below(model, sizeof fresh);
	struct rope *copied;
	struct err err = { 0 };
	bool ok = true;

	random_fill(&model->random, fresh, sizeof fresh);
	switch (below(model, 6)) {
	case 0:
	case 1:
		ok = document_insert(model->document, pos, fresh, len, 0, &err);
		replace(model, pos, 0, fresh, len);
		break;
	case 2:
	case 3:
		len = len < left ? len : left;
		ok = len == 0 || document_delete(model->document, pos, len, 0, &err);
		replace(model, pos, len, fresh, 0);
		break;
	case 4:
		len = len < left ? len : left;
		ok = len == 0 || document_overwrite(model->document, pos, fresh, len, 0, &err);
		memcpy(model->bytes + pos, fresh, len);
		break;
	default:
		len = len < left ? len : left;
		if (len == 0)
			break;
		memcpy(fresh, model->bytes + pos, len);
		copied = document_copy(model->document, pos, len, &err);
		assert_non_null(copied);
		pos = below(model, model->len + 1);
		ok = document_replace(model->document, pos, 0, copied, 0, &err);
		rope_unref(&model->world.ropes, copied);
		replace(model, pos, 0, fresh, len);
		break;
	}
	if (!ok)
		fail_msg("%s", err.text);
}

static void must_read(const struct snapshot *snapshot, const uint8_t *bytes, size_t len)
{
	uint8_t *read = malloc(len + 1);

	assert_non_null(read);
	assert_int_equal(snapshot_len(snapshot), len);
	if (len > 0) {
		assert_int_equal(snapshot_read(snapshot, 0, read, NULL, len, NULL), 0);
		assert_memory_equal(read, bytes, len);
	}
	free(read);
}

static void must_hold(struct model *model)
{
	struct snapshot snapshot = document_snapshot(model->document);

	must_read(&snapshot, model->bytes, model->len);
	snapshot_done(&snapshot);
}

/* False: it was cancelled, and the file is as before. Between steps all can be read. */
static bool save_or_cancel(struct model *model, size_t cancel_at)
{
	struct save_request request = {
		.choice = SAVE_INPLACE, .chunk = 1 + below(model, below(model, 2) ? 20000 : 3000),
	};
	struct err err = { 0 };
	struct job *job = save_new(model->document, &request, &err);
	enum job_state state = JOB_RUNNING;

	if (!job)
		fail_msg("%s", err.text);
	model->shifts += save_method(job) == SAVE_SHIFT;
	for (size_t step = 0; state == JOB_RUNNING; step++) {
		if (step == cancel_at)
			job_cancel(job);
		state = job_step(job, &err);
		model->back += state == JOB_RUNNING && atomic_load(&job->back);
		if (step % 4 == 0)
			must_hold(model);
	}
	if (state == JOB_DONE)
		save_finish(job, model->document);
	else if (err.code == ERR_CANCELLED)
		save_abandon(job, model->document);
	else
		fail_msg("%s", err.text);
	job_free(job);
	return state == JOB_DONE;
}

static void save(struct model *model)
{
	size_t len;
	char *before = tmpdir_read(model->path, &len);

	if (below(model, 2) && !save_or_cancel(model, below(model, 25))) {
		model->cancelled++;
		tmpdir_check(model->world.dir, "file", before, len);
		assert_int_equal(document_disk(model->document), DISK_SAME);
		must_hold(model);
	}
	free(before);
	assert_true(save_or_cancel(model, SIZE_MAX));
	assert_false(document_is_modified(model->document));
	assert_int_equal(document_disk(model->document), DISK_SAME);
	tmpdir_check(model->world.dir, "file", model->bytes, model->len);
	must_hold(model);
}

static void undo_all(struct model *model)
{
	struct document_place place;
	struct err err;

	while (document_undo(model->document, &place, &err))
		continue;
}

static void redo_all(struct model *model)
{
	struct document_place place;
	struct err err;

	while (document_redo(model->document, &place, &err))
		continue;
}

static void one_document(struct model *model)
{
	uint8_t *first = malloc(ROOM), *last = malloc(ROOM);
	size_t first_len, last_len = 0;
	struct document *other;
	struct snapshot beginning, middle = { 0 };

	assert_true(first && last);
	write_first(model);
	memcpy(first, model->bytes, model->len);
	first_len = model->len;
	model->document = world_open(&model->world, model->path);
	other = world_open(&model->world, model->path);
	beginning = document_snapshot(other);
	for (int i = 0; i < SAVES; i++) {
		for (int k = 0; k < EDITS; k++)
			edit(model);
		if (i == SAVES / 2) {
			middle = document_snapshot(model->document);
			memcpy(last, model->bytes, model->len);
			last_len = model->len;
		}
		save(model);
		must_read(&beginning, first, first_len);
	}
	must_read(&middle, last, last_len);
	snapshot_done(&middle);
	memcpy(last, model->bytes, model->len);
	last_len = model->len;
	undo_all(model);
	memcpy(model->bytes, first, first_len);
	model->len = first_len;
	must_hold(model);
	save(model);
	redo_all(model);
	memcpy(model->bytes, last, last_len);
	model->len = last_len;
	must_hold(model);
	save(model);
	must_read(&beginning, first, first_len);
	snapshot_done(&beginning);
	document_close(other);
	document_close(model->document);
	free(first);
	free(last);
}

static void shifts_agree_with_an_array(void **state)
{
	struct model model = { 0 };

	(void)state;
	random_start(&model.random);
	world_start(&model.world);
	model.path = tmpdir_path(model.world.dir, "file");
	model.bytes = malloc(ROOM);
	assert_non_null(model.bytes);
	for (int i = 0; i < DOCUMENTS; i++)
		one_document(&model);
	print_message("# %" PRIu64 " shifts, %" PRIu64 " cancelled, %" PRIu64 " slices back\n",
		      model.shifts, model.cancelled, model.back);
	/* Who cancels does not take back himself: the job does, slice by slice. */
	assert_true(model.shifts > 100 && model.cancelled > 20 && model.back > 20);
	free(model.bytes);
	world_end(&model.world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shifts_agree_with_an_array),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
