/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A document is read, copied and asked for its holes while another one over the same file is being
 * saved into that file, and its bytes move. The save goes on in the very moment between asking
 * where bytes are and taking them: at each copy_file_range(), lseek() and pread() of the reader.
 */
#include "save_support.h"

#include "document/hole.h"
#include "document/save_keep.h"
#include "document/save_layout.h"
#include "save_hook.h"
#include "store/store.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum { DATA = 60000, HOLE_START = DATA, HOLE_LEN = 131072, SIZE = 2 * DATA + HOLE_LEN, FAR = 30000,
	STRIDE = 9000 };

static struct beside {
	struct world world;
	const char *path;
	uint8_t bytes[SIZE];     /* what the reader sees for ever */
	struct document *writer, *reader;
	struct job *job;         /* the writer's save; NULL: none */
	bool cancels;            /* it is stopped half way */
	unsigned steps;          /* it has made */
	uint64_t when;           /* it goes on at this call of the reader's */
	int slices;              /* so far */
	uint64_t calls;
	uint64_t intruded;
	bool inside;
} beside;

static void end_job(bool done)
{
	if (done)
		save_finish(beside.job, beside.writer);
	else
		save_abandon(beside.job, beside.writer);
	job_free(beside.job);
	beside.job = NULL;
}

/* The writer's save goes on, some slices. */
static void go_on(int slices)
{
	struct err err;

	for (int i = 0; i < slices && beside.job; i++) {
		enum job_state state;

		if (beside.cancels && beside.steps++ == 9)
			job_cancel(beside.job);
		state = job_step(beside.job, &err);
		if (state == JOB_FAILED && err.code != ERR_CANCELLED)
			fail_msg("%s", err.text);
		if (state != JOB_RUNNING)
			end_job(state == JOB_DONE);
	}
}

static void intrude(void)
{
	if (beside.inside || beside.calls++ != beside.when)
		return;
	beside.inside = true;
	beside.intruded += beside.job != NULL;
	go_on(beside.slices);
	beside.inside = false;
}

static int before(const struct save_call *call)
{
	if (strcmp(call->name, "copy_file_range") == 0)
		intrude();
	return 0;
}

#define WRAP(result, name, parameters, arguments)              \
	result __real_##name parameters __attribute__((weak)); \
	result __wrap_##name parameters;                       \
	result __wrap_##name parameters                        \
	{                                                      \
		intrude();                                     \
		return __real_##name arguments;                \
	}

WRAP(off_t, lseek, (int fd, off_t off, int how), (fd, off, how))
WRAP(off_t, lseek64, (int fd, off_t off, int how), (fd, off, how))
WRAP(ssize_t, pread, (int fd, void *to, size_t len, off_t off), (fd, to, len, off))
WRAP(ssize_t, pread64, (int fd, void *to, size_t len, off_t off), (fd, to, len, off))

/* The next save of the writer: bytes come or go, so that all the rest moves; or are changed. */
static void start_save(unsigned turn)
{
	struct save_request request = {
		.choice = SAVE_INPLACE, .chunk = turn % 2 ? 20000 : 2 * SIZE,
	};
	struct err err = { 0 };
	bool ok = true;

	if (turn % 3 == 0)
		ok = document_insert(beside.writer, 100, beside.bytes, FAR, 0, &err);
	else if (turn % 3 == 1)
		cut(beside.writer, 90, FAR);
	else
		put(beside.writer, 2000, "other bytes in the place of these");
	assert_true(ok);
	beside.cancels = turn % 4 == 3;
	beside.steps = 0;
	beside.job = save_new(beside.writer, &request, &err);
	if (!beside.job)
		fail_msg("%s", err.text);
}

static int setup(void **state)
{
	struct random random = { 5 };
	int fd;

	(void)state;
	world_start(&beside.world);
	beside.path = tmpdir_path(beside.world.dir, "file");
	random_fill(&random, beside.bytes, SIZE);
	memset(beside.bytes + HOLE_START, 0, HOLE_LEN);
	fd = open(beside.path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, SIZE), 0);
	assert_int_equal(pwrite(fd, beside.bytes, DATA, 0), DATA);
	assert_int_equal(pwrite(fd, beside.bytes + SIZE - DATA, DATA, SIZE - DATA), DATA);
	close(fd);
	beside.writer = world_open(&beside.world, beside.path);
	beside.reader = world_open(&beside.world, beside.path);
	beside.intruded = 0;
	beside.slices = 2;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	save_hook.before = NULL;
	if (beside.job)
		end_job(false);
	document_close(beside.reader);
	document_close(beside.writer);
	world_end(&beside.world);
	return 0;
}

enum { CALLS = 40, SAVES = 3 * CALLS };

/* At each call of what `look` does, in each kind of save: a bit of it comes between, or all. */
static void during_saves(void (*look)(void))
{
	for (unsigned turn = 0; turn < SAVES; turn++) {
		unsigned when = turn * 11 % CALLS;

		beside.when = UINT64_MAX;
		start_save(turn);
		go_on((int)(turn % 5));
		beside.slices = turn % 4 ? 1000 : 2;
		for (unsigned n = 0; beside.job; n++) {
			beside.calls = 0;
			beside.when = (when + n) % CALLS;
			look();
			beside.when = UINT64_MAX;
			if (beside.calls <= (when + n) % CALLS)
				go_on(1);
		}
	}
	assert_true(beside.intruded > SAVES / 2);
}

static void copy(void)
{
	const char *name = tmpdir_path(beside.world.dir, "copy");
	struct save_request request = { .path = name, .overwrite = true };
	struct err err;

	save_hook.before = before;
	if (!try_save(beside.reader, &request, &err))
		fail_msg("%s", err.text);
	save_hook.before = NULL;
	tmpdir_check(beside.world.dir, "copy", beside.bytes, SIZE);
}

static void a_copy_is_of_what_was_there(void **state)
{
	(void)state;
	during_saves(copy);
}

static void ask_for_holes(void)
{
	struct snapshot snapshot = document_snapshot(beside.reader);

	for (uint64_t pos = 0; pos < SIZE;) {
		struct hole hole = hole_at(&snapshot, pos);

		assert_true(hole.len > 0 && hole.len <= SIZE - pos);
		for (uint64_t i = 0; hole.zero && i < hole.len; i++)
			assert_int_equal(beside.bytes[pos + i], 0);
		/* Also in the middle of data. */
		pos += hole.len < STRIDE ? hole.len : STRIDE;
	}
	snapshot_done(&snapshot);
}

static void a_hole_is_where_it_was(void **state)
{
	(void)state;
	during_saves(ask_for_holes);
}

/* Where there were data, a hole comes to lie while the system is asked. */
static void data_are_not_taken_for_a_hole(void **state)
{
	enum { FROM = 40000, LEN = 20000 };
	for (uint64_t when = 0; when < 8; when++) {
		struct save_request request = {
			.partial = true, .pos = FROM, .len = LEN, .overwrite = true,
		};
		struct snapshot snapshot;
		struct err err;

		assert_int_equal(setup(state), 0);
		beside.when = UINT64_MAX;
		start_save(1);
		go_on(1);
		beside.slices = 1000;
		beside.calls = 0;
		beside.when = when;
		snapshot = document_snapshot(beside.reader);
		if (when == 0)
			assert_false(hole_at(&snapshot, FROM).zero);
		snapshot_done(&snapshot);
		request.path = tmpdir_path(beside.world.dir, "part");
		if (!try_save(beside.reader, &request, &err))
			fail_msg("%s", err.text);
		tmpdir_check(beside.world.dir, "part", beside.bytes + FROM, LEN);
		beside.when = UINT64_MAX;
		assert_int_equal(teardown(state), 0);
	}
}

/* Zeros that lie in the file as data, until a save keeps them as a hole and writes over them. */
static struct {
	struct save_keep keep;
	int file, folder;
	uint8_t *bytes;
	size_t len;
	bool done;
} zeros;

static int keep_zeros(const struct save_call *call)
{
	struct err err;

	if (zeros.done || strcmp(call->name, "copy_file_range") != 0)
		return 0;
	zeros.done = true;
	assert_true(save_keep_zeroes(&zeros.keep, zeros.folder, 0, zeros.len, &err));
	assert_true(save_keep_publish(&zeros.keep, &err));
	memset(zeros.bytes, 'x', zeros.len);
	assert_int_equal(pwrite(zeros.file, zeros.bytes, zeros.len, 0), zeros.len);
	memset(zeros.bytes, 0, zeros.len);
	return 0;
}

/* What the system copied is written over with zeros, though by then there is a hole to be left out;
 * also where that takes more than one read. */
static void what_was_copied_wrong_is_brought_anew(void **state)
{
	struct save_request request = { .overwrite = true };
	struct document *document;
	struct world world;
	struct err err;

	(void)state;
	world_start(&world);
	zeros.len = 3 * SAVE_RUN / 2;
	zeros.bytes = calloc(1, zeros.len);
	zeros.done = false;
	assert_non_null(zeros.bytes);
	document = world_open(&world, tmpdir_write(world.dir, "file", zeros.bytes, zeros.len));
	zeros.file = open(document_path(document), O_RDWR | O_CLOEXEC);
	zeros.folder = open(tmpdir_path(world.dir, ""), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_true(zeros.file >= 0 && zeros.folder >= 0);
	assert_true(save_keep_open(&zeros.keep, world.store, zeros.file, &err));
	request.path = tmpdir_path(world.dir, "copy");
	save_hook.before = keep_zeros;
	if (!try_save(document, &request, &err))
		fail_msg("%s", err.text);
	save_hook.before = NULL;
	/* Where blocks are shared nothing is copied. */
	tmpdir_check(world.dir, "copy", zeros.bytes, zeros.len);
	save_keep_close(&zeros.keep, world.store);
	close(zeros.file);
	close(zeros.folder);
	free(zeros.bytes);
	document_close(document);
	world_end(&world);
}

/* What is kept of the bytes below an edit is what was there: where the save is taken back, the file
 * agrees. */
static void an_edit_remembers_what_was_there(void **state)
{
	uint64_t pos = 0;

	(void)state;
	for (unsigned turn = 0; turn < 40; turn++) {
		struct document_conflicts conflicts;
		struct document_place place;
		struct err err;

		beside.when = UINT64_MAX;
		start_save(turn % 2);
		beside.cancels = false;
		go_on((int)(turn / 2 % 5));
		beside.calls = 0;
		beside.when = 0;
		pos = (pos + 7919) % (DATA - 10);
		put(beside.reader, pos, "edit");
		beside.when = UINT64_MAX;
		assert_non_null(beside.job);
		job_cancel(beside.job);
		go_on(1000);
		assert_null(beside.job);
		assert_true(document_find_conflicts(beside.reader, &conflicts, &err));
		assert_int_equal(conflicts.count, 0);
		document_conflicts_done(&conflicts);
		assert_true(document_undo(beside.writer, &place, &err));
	}
	/* Blocks that are known already are asked for nowhere. */
	assert_true(beside.intruded > 20 || no_map_asked());
}

/* To replace a file while it is written to would lose one of the two. */
static void a_file_that_is_being_saved_is_not_replaced(void **state)
{
	struct save_request request = { .choice = SAVE_ATOMIC };

	(void)state;
	beside.when = UINT64_MAX;
	start_save(0);
	put(beside.reader, 7, "x");
	save_badly(beside.reader, &request, ERR_BUSY, "is being saved just now");
	request.choice = SAVE_INPLACE;
	save_badly(beside.reader, &request, ERR_BUSY, "is being saved just now");
	go_on(1000);
	assert_null(beside.job);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_copy_is_of_what_was_there, setup, teardown),
		cmocka_unit_test_setup_teardown(a_hole_is_where_it_was, setup, teardown),
		cmocka_unit_test(data_are_not_taken_for_a_hole),
		cmocka_unit_test(what_was_copied_wrong_is_brought_anew),
		cmocka_unit_test_setup_teardown(an_edit_remembers_what_was_there, setup, teardown),
		cmocka_unit_test_setup_teardown(a_file_that_is_being_saved_is_not_replaced, setup,
						teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
