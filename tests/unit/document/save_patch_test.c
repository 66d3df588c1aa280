/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saves in place: what stays as it was, and that nobody who reads old bytes sees new ones. */
#include "unit/document/save_support.h"

#include "document/journal.h"
#include "store/private_folder.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

static void must_hold(struct document *document, const char *text)
{
	size_t len = strlen(text);
	char bytes[64];

	assert_int_equal(document_size(document), len);
	assert_int_equal(document_read(document, 0, bytes, NULL, len, NULL), 0);
	assert_memory_equal(bytes, text, len);
}

static void rope_must_hold(struct world *world, struct rope *rope, const char *text)
{
	struct snapshot snapshot = { .ropes = &world->ropes, .rope = rope };
	char bytes[64];

	assert_int_equal(snapshot_len(&snapshot), strlen(text));
	assert_int_equal(snapshot_read(&snapshot, 0, bytes, NULL, strlen(text), NULL), 0);
	assert_memory_equal(bytes, text, strlen(text));
}

static void undo(struct document *document)
{
	struct document_place place;
	struct err err;

	assert_true(document_undo(document, &place, &err));
}

static void redo(struct document *document)
{
	struct document_place place;
	struct err err;

	assert_true(document_redo(document, &place, &err));
}

/* No journal is left in the private folder. */
static void no_journal(const char *path)
{
	struct err err;
	struct private_folder *folder = private_folder_open(true, &err);
	int fd = open(path, O_RDONLY);

	assert_non_null(folder);
	assert_null(journal_find(&disk_real, private_folder_fd(folder), fd, &err));
	assert_int_equal(err.code, ERR_NONE);
	close(fd);
	private_folder_close(folder);
}

static enum save_method save_how(struct document *document, enum save_choice choice)
{
	struct save_request request = { .choice = choice };
	struct err err;
	struct job *job = save_new(document, &request, &err);
	enum save_method method;

	if (!job || !job_run(job, &err))
		fail_msg("%s", err.text);
	method = save_method(job);
	save_finish(job, document);
	job_free(job);
	return method;
}

static void keeps_links_and_inode(void **state)
{
	struct world *world = *state;
	const char *path = tmpdir_write(world->dir, "file", "0123456789", 10);
	struct document *document = world_open(world, path);
	struct stat before, after;

	assert_int_equal(link(path, tmpdir_path(world->dir, "link")), 0);
	assert_int_equal(chmod(path, 0640), 0);
	document_close(document);
	document = world_open(world, path);
	before = stat_of(path);
	put(document, 3, "abc");
	assert_int_equal(save_how(document, SAVE_AUTO), SAVE_PATCH);
	tmpdir_check(world->dir, "file", "012abc6789", 10);
	tmpdir_check(world->dir, "link", "012abc6789", 10);
	after = stat_of(path);
	assert_int_equal(before.st_ino, after.st_ino);
	assert_int_equal(before.st_mode, after.st_mode);
	assert_int_equal(after.st_nlink, 2);
	assert_false(document_is_modified(document));
	must_hold(document, "012abc6789");
	assert_int_equal(document_disk(document), DISK_SAME);
	no_journal(path);
	document_close(document);
}

static void undo_goes_on_to_the_first_byte(void **state)
{
	struct world *world = *state;
	const char *path = tmpdir_write(world->dir, "file", "0123456789", 10);
	struct document *document = world_open(world, path);

	put(document, 3, "abc");
	save_how(document, SAVE_INPLACE);
	put(document, 5, "XYZ");
	put(document, 0, "-");
	save_how(document, SAVE_INPLACE);
	tmpdir_check(world->dir, "file", "-12abXYZ89", 10);
	undo(document);
	undo(document);
	must_hold(document, "012abc6789");
	undo(document);
	must_hold(document, "0123456789");
	assert_true(document_is_modified(document));
	save_how(document, SAVE_INPLACE);
	tmpdir_check(world->dir, "file", "0123456789", 10);
	redo(document);
	redo(document);
	redo(document);
	must_hold(document, "-12abXYZ89");
	save_how(document, SAVE_INPLACE);
	tmpdir_check(world->dir, "file", "-12abXYZ89", 10);
	document_close(document);
}

static void others_keep_their_bytes(void **state)
{
	struct world *world = *state;
	const char *path = tmpdir_write(world->dir, "file", "0123456789", 10);
	struct document *document = world_open(world, path);
	struct document *other = world_open_slice(world, path, 2, 5);
	struct snapshot snapshot = document_snapshot(document);
	struct err err;
	struct rope *copied = document_copy(document, 2, 6, &err);

	put(document, 3, "abc");
	save_how(document, SAVE_INPLACE);
	rope_must_hold(world, snapshot.rope, "0123456789");
	rope_must_hold(world, copied, "234567");
	must_hold(other, "23456");
	snapshot_done(&snapshot);
	document_close(document);
	rope_must_hold(world, copied, "234567");
	rope_unref(&world->ropes, copied);
	document_close(other);
}

/* What was lent before the save is not accepted after it. Only a mapping lends. */
static void a_loan_across_a_save_is_not_genuine(void **state)
{
	struct world *world = *state;
	const char *path = tmpdir_write(world->dir, "file", "0123456789", 10);
	struct document *document;
	struct snapshot snapshot;
	struct source_span span;
	struct source *source;

	if (no_map_asked())
		skip();
	document = world_open(world, path);
	snapshot = document_snapshot(document);
	source = store_source(world->store, rope_piece_at(snapshot.rope, 0).source);
	span = source_begin(source, 0, 10);
	assert_int_equal(span.bytes.len, 10);
	put(document, 3, "abc");
	save_how(document, SAVE_INPLACE);
	assert_false(source_end(source, &span));
	span = source_begin(source, 0, 10);
	assert_int_equal(span.bytes.len, 3);
	assert_memory_equal(span.bytes.data, "012", 3);
	assert_true(source_end(source, &span));
	snapshot_done(&snapshot);
	document_close(document);
}

static void a_slice_changes_its_place_alone(void **state)
{
	struct world *world = *state;
	const char *path = tmpdir_write(world->dir, "file", "0123456789", 10);
	struct document *document = world_open_slice(world, path, 4, 3);

	put(document, 1, "x");
	assert_int_equal(save_how(document, SAVE_AUTO), SAVE_PATCH);
	tmpdir_check(world->dir, "file", "01234x6789", 10);
	undo(document);
	must_hold(document, "456");
	save_how(document, SAVE_AUTO);
	tmpdir_check(world->dir, "file", "0123456789", 10);
	document_close(document);
}

static void after_a_replacement_the_new_file_is_patched(void **state)
{
	struct world *world = *state;
	const char *path = tmpdir_write(world->dir, "file", "0123456789", 10);
	struct document *document = world_open(world, path);

	insert(document, 5, "+++");
	assert_int_equal(save_how(document, SAVE_AUTO), SAVE_REPLACE);
	put(document, 12, "!");
	put(document, 0, "?");
	assert_int_equal(save_how(document, SAVE_AUTO), SAVE_PATCH);
	tmpdir_check(world->dir, "file", "?1234+++5678!", 13);
	undo(document);
	undo(document);
	undo(document);
	must_hold(document, "0123456789");
	save_how(document, SAVE_AUTO);
	tmpdir_check(world->dir, "file", "0123456789", 10);
	document_close(document);
}

static void shared_memory_is_saved(void **state)
{
	struct world *world = *state;
	struct document_options options = { .mode = DOCUMENT_COPY };
	struct err err = { 0 };
	char name[64];
	char bytes[5] = { 0 };
	struct document *document;
	int fd;

	snprintf(name, sizeof name, "shm:burin-patch-%d", (int)getpid());
	fd = shm_open(name + 4, O_RDWR | O_CREAT, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "01234", 5), 5);
	document = document_open(&world->ropes, name, &options, &err);
	assert_non_null(document);
	put(document, 1, "xy");
	assert_int_equal(save_how(document, SAVE_AUTO), SAVE_PATCH);
	assert_int_equal(pread(fd, bytes, 5, 0), 5);
	assert_memory_equal(bytes, "0xy34", 5);
	undo(document);
	must_hold(document, "01234");
	document_close(document);
	shm_unlink(name + 4);
	close(fd);
}

/* Asked to stop: the job itself takes back, before whoever owns it does anything. */
static void must_stop(struct world *world, struct job *job)
{
	enum job_state at = JOB_RUNNING;
	struct err err;

	job_cancel(job);
	while (at == JOB_RUNNING)
		at = job_step(job, &err);
	assert_int_equal(at, JOB_FAILED);
	assert_int_equal(err.code, ERR_CANCELLED);
	tmpdir_check(world->dir, "file", "0123456789", 10);
}

/* A program that is stopped between two slices, and one that is cancelled. */
static void a_cancelled_save_leaves_the_old_bytes(void **state)
{
	struct world *world = *state;
	const char *path = tmpdir_write(world->dir, "file", "0123456789", 10);
	struct document *document = world_open(world, path);
	struct save_request request = { .choice = SAVE_INPLACE };
	struct err err;

	put(document, 3, "abc");
	for (int n = 0;; n++) {
		struct job *job = save_new(document, &request, &err);
		enum job_state at = JOB_RUNNING;

		assert_non_null(job);
		for (int i = 0; i < n / 2 && at == JOB_RUNNING; i++)
			at = job_step(job, &err);
		assert_int_not_equal(at, JOB_FAILED);
		if (at != JOB_DONE && n % 2)
			must_stop(world, job);
		if (at == JOB_DONE)
			save_finish(job, document);
		else
			save_abandon(job, document);
		job_free(job);
		no_journal(path);
		if (at == JOB_DONE)
			break;
		tmpdir_check(world->dir, "file", "0123456789", 10);
		must_hold(document, "012abc6789");
	}
	tmpdir_check(world->dir, "file", "012abc6789", 10);
	document_close(document);
}

static void equal_bytes_are_not_written(void **state)
{
	struct world *world = *state;
	const char *path = tmpdir_sparse(world->dir, "file", 1 << 20);
	struct document *document = world_open(world, path);
	struct err err;

	assert_true(document_fill(document, 4096, 1 << 19, "", 1, 0, &err));
	assert_int_equal(save_how(document, SAVE_AUTO), SAVE_PATCH);
	assert_int_equal(stat_of(path).st_blocks, 0);
	put(document, 65536, "x");
	save_how(document, SAVE_AUTO);
	assert_true(stat_of(path).st_blocks <= 16);
	check_saved(document, path);
	document_close(document);
}

static void what_came_between_is_told(void **state)
{
	struct world *world = *state;
	const char *path = tmpdir_write(world->dir, "file", "0123456789", 10);
	struct document *document = world_open(world, path);
	struct save_request request = { .choice = SAVE_INPLACE };
	struct err err;
	struct job *job;
	int fd = open(path, O_WRONLY);

	put(document, 3, "abc");
	job = save_new(document, &request, &err);
	assert_non_null(job);
	assert_int_equal(pwrite(fd, "Z", 1, 9), 1);
	assert_false(job_run(job, &err));
	assert_int_equal(err.code, ERR_CHANGED);
	job_free(job);
	tmpdir_check(world->dir, "file", "012345678Z", 10);
	save_badly(document, &request, ERR_CHANGED, "changed by another program");
	request.overwrite = true;
	assert_true(try_save(document, &request, &err));
	tmpdir_check(world->dir, "file", "012abc678Z", 10);
	close(fd);
	document_close(document);
}

/* A store through a mapping moves no time stamp once its page is dirty. */
static void a_writer_through_a_mapping_is_noticed(void **state)
{
	struct world *world = *state;
	static char bytes[8192];
	const char *path = tmpdir_write(world->dir, "file", bytes, sizeof bytes);
	struct save_request request = { .choice = SAVE_INPLACE };
	struct document *document;
	struct err err;
	int fd = open(path, O_RDWR);
	char *map = mmap(NULL, sizeof bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	assert_true(map != MAP_FAILED);
	map[4096] = 'a';
	assert_int_equal(fsync(fd), 0);
	map[4097] = 'b';
	document = world_open(world, path);
	put(document, 10, "xyz");
	put(document, 4100, "pqr");
	map[4101] = '!';
	map[5000] = '?';
	save_badly(document, &request, ERR_CHANGED, "where you edited it, at 0x1005;");
	map[10] = '!';
	save_badly(document, &request, ERR_CHANGED, "changed");
	request.overwrite = true;
	assert_true(try_save(document, &request, &err));
	check_saved(document, path);
	put(document, 4100, "12");
	request.overwrite = false;
	assert_true(try_save(document, &request, &err));
	check_saved(document, path);
	munmap(map, sizeof bytes);
	close(fd);
	document_close(document);
}

static bool save_with_backup(struct document *document, enum save_choice choice, struct err *err)
{
	struct save_request request = { .choice = choice, .backup = true };

	return try_save(document, &request, err);
}

static void a_backup_is_made_first(void **state)
{
	struct world *world = *state;
	const char *path = tmpdir_write(world->dir, "file", "0123456789", 10);
	const char *kept = tmpdir_path(world->dir, "file~");
	struct document *document;
	struct stat st;
	struct err err;

	assert_int_equal(chmod(path, 0640), 0);
	document = world_open(world, path);
	put(document, 3, "abc");
	assert_true(save_with_backup(document, SAVE_INPLACE, &err));
	tmpdir_check(world->dir, "file", "012abc6789", 10);
	tmpdir_check(world->dir, "file~", "0123456789", 10);
	assert_int_equal(stat_of(kept).st_mode & 0777, 0640);
	insert(document, 0, "+");
	assert_true(save_with_backup(document, SAVE_AUTO, &err));
	tmpdir_check(world->dir, "file~", "012abc6789", 10);
	assert_int_equal(tmpdir_count(world->dir), 2);

	/* Not through a link, not over a folder. */
	tmpdir_write(world->dir, "other", "other", 5);
	assert_int_equal(unlink(kept), 0);
	assert_int_equal(symlink("other", kept), 0);
	put(document, 0, "-");
	assert_true(save_with_backup(document, SAVE_AUTO, &err));
	tmpdir_check(world->dir, "other", "other", 5);
	st = stat_of(kept);
	assert_true(S_ISREG(st.st_mode));
	assert_int_equal(unlink(kept), 0);
	assert_int_equal(mkdir(kept, 0700), 0);
	put(document, 0, "*");
	assert_false(save_with_backup(document, SAVE_AUTO, &err));
	assert_non_null(strstr(err.text, "it is a folder"));
	tmpdir_check(world->dir, "file", "-012abc6789", 11);
	no_journal(path);
	assert_int_equal(rmdir(kept), 0);
	document_close(document);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		world_test(keeps_links_and_inode),
		world_test(undo_goes_on_to_the_first_byte),
		world_test(others_keep_their_bytes),
		world_test(a_loan_across_a_save_is_not_genuine),
		world_test(a_slice_changes_its_place_alone),
		world_test(after_a_replacement_the_new_file_is_patched),
		world_test(shared_memory_is_saved),
		world_test(a_cancelled_save_leaves_the_old_bytes),
		world_test(equal_bytes_are_not_written),
		world_test(what_came_between_is_told),
		world_test(a_backup_is_made_first),
		world_test(a_writer_through_a_mapping_is_noticed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
