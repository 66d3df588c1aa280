/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every system call of a save fails once, and from then on: the file is as before, nothing is
 * left beside it, and the edits are still unsaved. Where there is another way, the save goes well
 * instead.
 */
#include "save_support.h"
#include "support/fail.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

enum { SIZE = 200000, CALLS_MOST = 200 };

static const char *const calls[] = {
	"malloc",
	"calloc",
	"realloc",
	"openat",
	"ftruncate",
	"fallocate",
	"copy_file_range",
	"pwrite",
	"fchown",
	"fchmod",
	"fsync",
	"linkat",
	"renameat2",
};

/* The last of them only once: who is interrupted tries again. */
static const int errors[] = {
	EIO, ENOSPC, EPERM, EDQUOT, EFBIG, EROFS, ENOMEM, ETXTBSY, EINTR,
};

struct tried {
	struct world world;
	const char *path;
	char *old;
	char *new;
	size_t new_len;
	struct stat before;
	bool has_attribute;
};

static size_t open_files(void)
{
	DIR *folder = opendir("/proc/self/fd");
	size_t count = 0;

	while (folder && readdir(folder))
		count++;
	if (folder)
		closedir(folder);
	return count;
}

static struct document *edited(struct tried *tried)
{
	struct document *document = world_open(&tried->world, tried->path);
	struct err err = { 0 };

	put(document, 150000, "overwritten");
	insert(document, 100, "inserted");
	assert_true(document_fill(document, 120000, 9000, "", 1, 0, &err));
	return document;
}

/* The old file, and what the edits make of it. */
static void prepare(struct tried *tried)
{
	struct document *document;

	tried->old = malloc(SIZE);
	assert_non_null(tried->old);
	random_fill(&(struct random){ 3 }, tried->old, SIZE);
	tried->path = tmpdir_write(tried->world.dir, "file", tried->old, SIZE);
	if (geteuid() == 0)
		assert_int_equal(chown(tried->path, 1234, 5678), 0);
	assert_int_equal(chmod(tried->path, 04751), 0);
	tried->has_attribute = setxattr(tried->path, "user.test", "value", 5, 0) == 0;
	assert_int_equal(stat(tried->path, &tried->before), 0);
	document = edited(tried);
	tried->new_len = (size_t)document_size(document);
	tried->new = malloc(tried->new_len);
	assert_non_null(tried->new);
	assert_int_equal(document_read(document, 0, tried->new, NULL, tried->new_len, NULL), 0);
	document_close(document);
}

static void check_attributes(const struct tried *tried)
{
	char value[8] = "";
	struct stat st;

	assert_int_equal(stat(tried->path, &st), 0);
	assert_int_equal(st.st_mode, tried->before.st_mode);
	assert_int_equal(st.st_uid, tried->before.st_uid);
	assert_int_equal(st.st_gid, tried->before.st_gid);
	if (tried->has_attribute) {
		assert_int_equal(getxattr(tried->path, "user.test", value, sizeof value), 5);
		assert_memory_equal(value, "value", 5);
	}
}

/* One save with the order that is given to fail.h; false when nothing failed any more. */
static bool replace_once(
	struct tried *tried, const char *call, uint64_t n, int error, bool for_ever)
{
	struct document *document = edited(tried);
	struct save_request request = { .choice = SAVE_ATOMIC, 0 };
	struct err err = { 0 };
	size_t files = open_files();
	uint64_t happened;
	struct job *job;
	struct stat st;
	bool ok;

	fail_reset();
	if (for_ever)
		fail_from(call, n, error);
	else
		fail_at(call, n, error);
	job = save_new(document, &request, &err);
	ok = job && job_run(job, &err);
	happened = fail_happened();
	fail_reset();
	if (ok)
		save_finish(job, document);
	/* Who shows the failure may keep the job for long. */
	assert_int_equal(tmpdir_count(tried->world.dir), 1);
	job_free(job);
	assert_int_equal(open_files(), files);
	assert_int_equal(document_is_modified(document), !ok);
	check_attributes(tried);
	if (ok) {
		tmpdir_check(tried->world.dir, "file", tried->new, tried->new_len);
		assert_int_equal(rename(tmpdir_write(tried->world.dir, "old", tried->old, SIZE),
					 tried->path),
			0);
		if (geteuid() == 0)
			assert_int_equal(chown(tried->path, 1234, 5678), 0);
		assert_int_equal(chmod(tried->path, 04751), 0);
		if (tried->has_attribute)
			setxattr(tried->path, "user.test", "value", 5, 0);
		assert_int_equal(stat(tried->path, &tried->before), 0);
	} else {
		assert_true(happened > 0);
		assert_int_not_equal(err.code, ERR_NONE);
		assert_true(err.text[0] != '\0');
		tmpdir_check(tried->world.dir, "file", tried->old, SIZE);
		assert_int_equal(stat(tried->path, &st), 0);
		assert_int_equal(st.st_ino, tried->before.st_ino);
	}
	document_close(document);
	return happened > 0;
}

static void every_call_of_a_replacement_fails(void **state)
{
	struct tried tried = { 0 };

	(void)state;
	world_start(&tried.world);
	prepare(&tried);
	for (size_t c = 0; c < ARRAY_COUNT(calls); c++) {
		for (size_t e = 0; e < ARRAY_COUNT(errors); e++) {
			for (int way = 0; way < (errors[e] == EINTR ? 1 : 2); way++) {
				uint64_t n = 0;

				while (replace_once(&tried, calls[c], n, errors[e], way))
					assert_true(++n < CALLS_MOST);
				/* Or the loop looks at nothing. Only root gives files away. */
				assert_true(n > 0 || geteuid() != 0);
			}
		}
	}
	free(tried.old);
	free(tried.new);
	world_end(&tried.world);
}

static bool create_once(struct world *world, const char *call, uint64_t n, int error)
{
	const char *path = tmpdir_path(world->dir, "new");
	struct document *document = world_new(world, 100000);
	struct save_request request = { .choice = SAVE_ATOMIC, .path = path };
	struct err err = { 0 };
	size_t files = open_files();
	uint64_t happened;
	struct job *job;
	bool ok;

	put(document, 50000, "new");
	fail_reset();
	fail_at(call, n, error);
	job = save_new(document, &request, &err);
	ok = job && job_run(job, &err);
	happened = fail_happened();
	fail_reset();
	if (ok) {
		save_finish(job, document);
		check_saved(document, path);
		assert_int_equal(unlink(path), 0);
	} else {
		assert_true(happened > 0);
		assert_int_not_equal(err.code, ERR_NONE);
		assert_null(document_path(document));
		assert_true(document_is_modified(document));
	}
	job_free(job);
	assert_int_equal(tmpdir_count(world->dir), 0);
	/* The document of that name keeps its file open. */
	assert_int_equal(open_files(), files + ok);
	document_close(document);
	return happened > 0;
}

static void every_call_of_a_new_file_fails(void **state)
{
	struct world world;

	(void)state;
	world_start(&world);
	for (size_t c = 0; c < ARRAY_COUNT(calls); c++)
		for (size_t e = 0; e < ARRAY_COUNT(errors); e++)
			for (uint64_t n = 0; create_once(&world, calls[c], n, errors[e]); n++)
				assert_true(n < CALLS_MOST);
	world_end(&world);
}

/* The folder can not be synced, and the exchange can not be taken back: nothing is thrown away. */
static void what_can_not_be_taken_back_is_kept(void **state)
{
	struct tried tried = { 0 };
	struct save_request request = { .choice = SAVE_ATOMIC, 0 };
	struct err err = { 0 };
	struct document *document;
	struct job *job;
	size_t len;
	char *bytes;

	(void)state;
	world_start(&tried.world);
	prepare(&tried);
	document = edited(&tried);
	fail_reset();
	job = save_new(document, &request, &err);
	assert_non_null(job);
	fail_at("fsync", 1, EIO);
	fail_from("renameat2", 1, EIO);
	assert_false(job_run(job, &err));
	fail_reset();
	job_free(job);
	assert_int_equal(err.code, ERR_IO);
	assert_int_equal(tmpdir_count(tried.world.dir), 2);
	tmpdir_check(tried.world.dir, "file", tried.new, tried.new_len);
	assert_non_null(strstr(err.text, "the old and the new content are in"));
	assert_non_null(strstr(err.text, ".file.burin-"));
	bytes = tmpdir_read(strrchr(err.text, ' ') + 1, &len);
	assert_int_equal(len, SIZE);
	assert_memory_equal(bytes, tried.old, SIZE);
	assert_true(document_is_modified(document));
	free(bytes);
	document_close(document);
	free(tried.old);
	free(tried.new);
	world_end(&tried.world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_call_of_a_replacement_fails),
		cmocka_unit_test(every_call_of_a_new_file_fails),
		cmocka_unit_test(what_can_not_be_taken_back_is_kept),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
