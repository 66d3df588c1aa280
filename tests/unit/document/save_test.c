/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saving as it goes when nothing fails: bytes, holes, links, names, refusals. */
#include "save_support.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MIB = 1 << 20 };

static void writes_a_new_file(void **state)
{
	struct world *world = *state;
	const char *path = tmpdir_path(world->dir, "new");
	struct document *document = world_new(world, 3 * MIB);
	mode_t mask = umask(027);

	put(document, MIB, "in the middle");
	assert_true(document_is_modified(document));
	save_well(document, path, false);
	umask(mask);
	check_saved(document, path);
	assert_false(document_is_modified(document));
	assert_string_equal(document_path(document), path);
	assert_int_equal(document_disk(document), DISK_SAME);
	assert_int_equal(stat_of(path).st_mode & 07777, 0640);
	assert_true(stat_of(path).st_blocks * 512 < MIB);
	assert_int_equal(tmpdir_count(world->dir), 1);

	put(document, 0, "again");
	save_well(document, NULL, false);
	check_saved(document, path);
	document_close(document);
}

static void writes_an_empty_file(void **state)
{
	struct world *world = *state;
	const char *path = tmpdir_path(world->dir, "empty");
	struct document *document = world_new(world, 0);

	save_well(document, path, false);
	tmpdir_check(world->dir, "empty", "", 0);
	insert(document, 0, "x");
	save_well(document, NULL, false);
	tmpdir_check(world->dir, "empty", "x", 1);
	cut(document, 0, 1);
	save_well(document, NULL, false);
	tmpdir_check(world->dir, "empty", "", 0);
	document_close(document);
}

static void needs_a_name(void **state)
{
	struct world *world = *state;
	struct document *document = world_new(world, 1);
	struct save_request request = { .choice = SAVE_ATOMIC, 0 };
	struct save_request range = { .choice = SAVE_ATOMIC, .partial = true, .len = 1 };
	struct save_request outside = { .choice = SAVE_ATOMIC,
		.path = tmpdir_path(world->dir, "out"), .partial = true, .pos = 1, .len = 1
	};

	save_badly(document, &request, ERR_REFUSED, "use :write NAME");
	save_badly(document, &range, ERR_REFUSED, "a range needs a name");
	save_badly(document, &outside, ERR_RANGE, "past the end, 0x1");
	document_close(document);
}

static void does_nothing_when_nothing_changed(void **state)
{
	struct world *world = *state;
	const char *path = tmpdir_write(world->dir, "file", "abc", 3);
	struct document *document = world_open(world, path);
	struct save_request request = { .choice = SAVE_ATOMIC, 0 };
	struct stat before = stat_of(path);
	struct err err = { 0 };
	struct job *job = save_new(document, &request, &err);

	assert_non_null(job);
	assert_int_equal(save_method(job), SAVE_NOTHING);
	assert_true(job_run(job, &err));
	save_finish(job, document);
	job_free(job);
	assert_int_equal(stat_of(path).st_ino, before.st_ino);
	document_close(document);
}

static void tells_what_it_does(void **state)
{
	struct world *world = *state;
	const char *path = tmpdir_write(world->dir, "file", "abcdef", 6);
	struct document *document = world_open(world, path);
	struct save_request request = { .choice = SAVE_ATOMIC, .path = path, .overwrite = true };
	struct err err = { 0 };
	struct job *job;

	insert(document, 3, "--");
	job = save_new(document, &request, &err);
	assert_non_null(job);
	assert_int_equal(save_method(job), SAVE_REPLACE);
	assert_int_equal(save_size(job), 8);
	assert_string_equal(save_path(job), path);
	assert_int_equal(atomic_load(&job->total), 8);
	assert_true(job_run(job, &err));
	assert_int_equal(atomic_load(&job->done), 8);
	save_finish(job, document);
	job_free(job);
	tmpdir_check(world->dir, "file", "abc--def", 8);
	document_close(document);
}

static void never_takes_another_file_unasked(void **state)
{
	struct world *world = *state;
	const char *path = tmpdir_write(world->dir, "file", "abc", 3);
	const char *other = tmpdir_write(world->dir, "other", "precious", 8);
	struct document *document = world_open(world, path);
	struct save_request request = { .choice = SAVE_ATOMIC, .path = other };

	put(document, 0, "X");
	assert_int_equal(chmod(other, 0604), 0);
	save_badly(document, &request, ERR_EXISTS, "use :write! to replace it");
	tmpdir_check(world->dir, "other", "precious", 8);

	save_well(document, other, true);
	tmpdir_check(world->dir, "other", "Xbc", 3);
	assert_int_equal(stat_of(other).st_mode & 07777, 0604);
	/* Its own file has not got the edit. */
	assert_true(document_is_modified(document));
	assert_string_equal(document_path(document), path);
	tmpdir_check(world->dir, "file", "abc", 3);
	assert_int_equal(tmpdir_count(world->dir), 2);
	document_close(document);
}

static void follows_links_and_keeps_them(void **state)
{
	struct world *world = *state;
	const char *first = tmpdir_path(world->dir, "first");
	const char *dangling = tmpdir_path(world->dir, "dangling");
	const char *loop = tmpdir_path(world->dir, "loop");
	struct save_request request = { .choice = SAVE_ATOMIC, .path = loop };
	struct document *document;

	assert_int_equal(mkdir(tmpdir_path(world->dir, "far"), 0700), 0);
	tmpdir_write(world->dir, "far/file", "abc", 3);
	assert_int_equal(symlink("far/second", first), 0);
	assert_int_equal(symlink("../third", tmpdir_path(world->dir, "far/second")), 0);
	assert_int_equal(
		symlink(tmpdir_path(world->dir, "far/file"), tmpdir_path(world->dir, "third")), 0);
	document = world_open(world, first);
	insert(document, 0, "__");
	save_well(document, NULL, false);
	assert_true(S_ISLNK(stat_of(first).st_mode));
	assert_true(S_ISLNK(stat_of(tmpdir_path(world->dir, "third")).st_mode));
	assert_true(S_ISREG(stat_of(tmpdir_path(world->dir, "far/file")).st_mode));
	tmpdir_check(world->dir, "far/file", "__abc", 5);

	assert_int_equal(symlink("far/made", dangling), 0);
	save_well(document, dangling, false);
	tmpdir_check(world->dir, "far/made", "__abc", 5);
	assert_true(S_ISLNK(stat_of(dangling).st_mode));

	assert_int_equal(symlink("loop", loop), 0);
	save_badly(document, &request, ERR_IO, "loop");
	document_close(document);
}

static void refuses_what_it_would_break(void **state)
{
	struct world *world = *state;
	const char *path = tmpdir_write(world->dir, "file", "abc", 3);
	const char *fifo = tmpdir_path(world->dir, "fifo");
	const char *folder = tmpdir_path(world->dir, "");
	struct document *document = world_open(world, path);
	struct save_request own = { .choice = SAVE_ATOMIC, .overwrite = true };
	struct save_request to_fifo = { .choice = SAVE_ATOMIC, .path = fifo, .overwrite = true };
	struct save_request to_folder = {
		.choice = SAVE_ATOMIC, .path = folder, .overwrite = true
	};
	struct save_request nowhere = {
		.choice = SAVE_ATOMIC, .path = tmpdir_path(world->dir, "no/where")
	};
	struct save_request shared = {
		.choice = SAVE_ATOMIC, .path = "shm:burin-test", .overwrite = true
	};

	put(document, 0, "X");
	assert_int_equal(link(path, tmpdir_path(world->dir, "link")), 0);
	save_badly(document, &own, ERR_REFUSED,
		"has 2 hard links, and replacing it would break them; write another name, or make "
		"the edits in place (burin -w)");
	assert_int_equal(mkfifo(fifo, 0600), 0);
	save_badly(document, &to_fifo, ERR_REFUSED, "is not a regular file");
	save_badly(document, &to_folder, ERR_REFUSED, "is a folder");
	save_badly(document, &nowhere, ERR_IO, "cannot save in");
	save_badly(document, &shared, ERR_REFUSED, "open it in place with -w");
	tmpdir_check(world->dir, "file", "abc", 3);
	assert_true(document_is_modified(document));
	document_close(document);
}

static void refuses_by_mode(void **state)
{
	struct world *world = *state;
	const char *path = tmpdir_write(world->dir, "file", "abc", 3);
	struct document_options options = { .mode = DOCUMENT_READ };
	struct save_request own = { .choice = SAVE_ATOMIC, .overwrite = true };
	struct save_request part = {
		.choice = SAVE_ATOMIC, .path = path, .overwrite = true, .partial = true, .len = 1
	};
	struct err err = { 0 };
	struct document *document = document_open(&world->ropes, path, &options, &err);

	assert_non_null(document);
	save_badly(document, &own, ERR_READONLY, "read-only");
	save_badly(document, &part, ERR_REFUSED, "a range");
	save_well(document, tmpdir_path(world->dir, "copy"), false);
	tmpdir_check(world->dir, "copy", "abc", 3);
	document_close(document);
}

static void syncs_in_place(void **state)
{
	struct world *world = *state;
	const char *path = tmpdir_write(world->dir, "file", "abc", 3);
	struct document_options options = { .mode = DOCUMENT_WRITE };
	struct save_request request = { .choice = SAVE_ATOMIC, 0 };
	struct stat before = stat_of(path);
	struct err err = { 0 };
	struct document *document = document_open(&world->ropes, path, &options, &err);
	struct job *job;

	assert_non_null(document);
	put(document, 1, "X");
	job = save_new(document, &request, &err);
	assert_non_null(job);
	assert_int_equal(save_method(job), SAVE_SYNC);
	assert_true(job_run(job, &err));
	save_finish(job, document);
	job_free(job);
	tmpdir_check(world->dir, "file", "aXc", 3);
	assert_int_equal(stat_of(path).st_ino, before.st_ino);
	assert_int_equal(document_disk(document), DISK_SAME);

	/* Another file under the name would be called saved, and get none of the edits. */
	assert_int_equal(rename(tmpdir_write(world->dir, "z", "zzz", 3), path), 0);
	put(document, 1, "Y");
	request.overwrite = true;
	save_badly(document, &request, ERR_CHANGED, "replaced or removed");
	document_close(document);
}

static void writes_a_range(void **state)
{
	struct world *world = *state;
	const char *path = tmpdir_write(world->dir, "file", "abcdef", 6);
	struct document *document = world_open(world, path);
	struct save_request request = { .choice = SAVE_ATOMIC,
		.path = tmpdir_path(world->dir, "part"), .partial = true, .pos = 2, .len = 3
	};
	struct err err = { 0 };

	put(document, 3, "X");
	assert_true(try_save(document, &request, &err));
	tmpdir_check(world->dir, "part", "cXe", 3);
	assert_true(document_is_modified(document));

	/* A document without a name does not take that of a part. */
	struct document *scratch = world_new(world, 4);
	request = (struct save_request){
		.path = tmpdir_path(world->dir, "zero"), .partial = true, .pos = 4, .len = 0
	};
	assert_true(try_save(scratch, &request, &err));
	assert_null(document_path(scratch));
	tmpdir_check(world->dir, "zero", "", 0);
	document_close(scratch);
	document_close(document);
}

static void keeps_what_surrounds_a_slice(void **state)
{
	struct world *world = *state;
	char bytes[20000];
	const char *path;
	struct document *document;

	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (char)('a' + i % 26);
	path = tmpdir_write(world->dir, "file", bytes, sizeof bytes);
	document = world_open_slice(world, path, 5000, 100);
	put(document, 10, "SLICE");
	memcpy(bytes + 5010, "SLICE", 5);
	save_well(document, tmpdir_path(world->dir, "slice"), false);
	tmpdir_check(world->dir, "slice", bytes + 5000, 100);
	assert_true(document_is_modified(document));
	save_well(document, NULL, false);
	tmpdir_check(world->dir, "file", bytes, sizeof bytes);
	assert_false(document_is_modified(document));

	put(document, 0, "AGAIN");
	memcpy(bytes + 5000, "AGAIN", 5);
	save_well(document, NULL, false);
	tmpdir_check(world->dir, "file", bytes, sizeof bytes);
	document_close(document);
}

/* Two sparse files of which islands of data are known: which MiB have data afterwards. */
static void check_islands(const char *path, const char *wanted)
{
	int fd = open(path, O_RDONLY);

	assert_true(fd >= 0);
	for (size_t i = 0; wanted[i]; i++) {
		off_t data = lseek(fd, (off_t)(i * MIB), SEEK_DATA);
		bool has = data >= 0 && (size_t)data < (i + 1) * MIB;

		if (has != (wanted[i] == 'x'))
			fail_msg("MiB %zu of %s: %s", i, path, has ? "data" : "a hole");
	}
	close(fd);
}

static void holes_stay_holes(void **state)
{
	struct world *world = *state;
	const char *path = tmpdir_sparse(world->dir, "file", 12 * MIB);
	const char *other = tmpdir_sparse(world->dir, "other", 4 * MIB);
	int fd = open(path, O_WRONLY);
	struct err err = { 0 };
	struct document *document;
	struct rope *rope;

	assert_int_equal(pwrite(fd, "first", 5, 0), 5);
	assert_int_equal(pwrite(fd, "second", 6, 5 * MIB + 77), 6);
	close(fd);
	fd = open(other, O_WRONLY);
	assert_int_equal(pwrite(fd, "third", 5, 2 * MIB), 5);
	close(fd);
	check_islands(path, "x----x------");

	document = world_open(world, path);
	put(document, 9 * MIB, "edit");
	save_well(document, NULL, false);
	check_islands(path, "x----x---x--");
	check_saved(document, path);

	/* Another file comes in with its holes, and a run of zeroes is one. */
	rope = document_read_file(document, other, &err);
	assert_non_null(rope);
	assert_true(document_replace(document, 12 * MIB, 0, rope, 0, &err));
	rope_unref(document_ropes(document), rope);
	assert_true(document_fill(document, 5 * MIB, MIB, "", 1, 0, &err));
	save_well(document, NULL, false);
	check_islands(path, "x--------x----x-");
	check_saved(document, path);
	document_close(document);
}

static void long_names_fit(void **state)
{
	struct world *world = *state;
	char name[256];
	const char *path;
	struct document *document = world_new(world, 10);
	struct save_request request = { .choice = SAVE_ATOMIC, .path = NULL };

	memset(name, 'n', 255);
	name[255] = '\0';
	path = tmpdir_path(world->dir, name);
	save_well(document, path, false);
	put(document, 0, "x");
	save_well(document, NULL, false);
	check_saved(document, path);
	/* 2-byte characters, so that a name must not be cut just anywhere. */
	for (int i = 0; i < 127; i++)
		memcpy(name + (size_t)i * 2, "\xc3\xa4", 2);
	name[254] = '\0';
	path = tmpdir_path(world->dir, name);
	save_well(document, path, false);
	save_well(document, path, true);
	check_saved(document, path);
	assert_int_equal(tmpdir_count(world->dir), 2);
	char too_long[300];
	memset(too_long, 'n', 299);
	too_long[299] = '\0';
	request.path = tmpdir_path(world->dir, too_long);
	save_badly(document, &request, ERR_IO, "");
	document_close(document);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		world_test(writes_a_new_file),
		world_test(writes_an_empty_file),
		world_test(needs_a_name),
		world_test(does_nothing_when_nothing_changed),
		world_test(tells_what_it_does),
		world_test(never_takes_another_file_unasked),
		world_test(follows_links_and_keeps_them),
		world_test(refuses_what_it_would_break),
		world_test(refuses_by_mode),
		world_test(syncs_in_place),
		world_test(writes_a_range),
		world_test(keeps_what_surrounds_a_slice),
		world_test(holes_stay_holes),
		world_test(long_names_fit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
