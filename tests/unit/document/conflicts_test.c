/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits over bytes that another program changed, also where no clock tells. */
#include "house.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/job.h"
#include "document/save.h"

static struct house house;

/* Stores through a mapping, and puts the times back: nothing but the bytes tells. */
static void store(const char *name, uint64_t pos, const char *text)
{
	int fd = open(tmpdir_path(house.dir, name), O_RDWR | O_CLOEXEC);
	struct timespec times[2];
	struct stat st;
	char *at;

	assert_int_equal(fstat(fd, &st), 0);
	at = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	assert_ptr_not_equal(at, MAP_FAILED);
	memcpy(at + pos, text, strlen(text));
	munmap(at, 4096);
	times[0] = st.st_atim;
	times[1] = st.st_mtim;
	assert_int_equal(futimens(fd, times), 0);
	close(fd);
}

/* "2+3 7+0": positions and lengths. */
static void expect_conflicts(const struct document *document, const char *text)
{
	struct document_conflicts conflicts;
	char found[256] = "";
	struct err err;

	assert_true(document_find_conflicts(document, &conflicts, &err));
	for (size_t i = 0; i < conflicts.count; i++)
		snprintf(found + strlen(found), sizeof(found) - strlen(found), "%s%" PRIu64 "+%"
			 PRIu64, i ? " " : "", conflicts.list[i].pos, conflicts.list[i].len);
	assert_string_equal(found, text);
	document_conflicts_done(&conflicts);
}

static void save(struct document *document)
{
	const struct save_request request = { .overwrite = true };
	struct err err = { 0 };
	struct job *job = save_new(document, &request, &err);

	if (!job || !job_run(job, &err))
		fail_msg("%s", err.text);
	save_finish(job, document);
	job_free(job);
}

static void only_edited_bytes_can_clash(void **state)
{
	struct document *document;

	(void)state;
	house_start(&house);
	document = house_open(&house, "0123456789", DOCUMENT_COPY);
	store("file", 1, "a");
	expect_conflicts(document, "");
	put(document, 3, "xyz", 0);
	expect_conflicts(document, "");
	store("file", 2, "b");
	expect_conflicts(document, "");
	store("file", 4, "c");
	expect_conflicts(document, "4+1");
	store("file", 5, "d");
	expect_conflicts(document, "4+2");
	store("file", 4, "4");
	expect_conflicts(document, "5+1");
	/* Taken back, nothing of ours is there any more. */
	undo(document);
	expect_conflicts(document, "");
	document_close(document);
	house_end(&house);
}

static void lengths_may_have_changed(void **state)
{
	struct document *document;

	(void)state;
	house_start(&house);
	document = house_open(&house, "0123456789", DOCUMENT_COPY);
	insert(document, 0, "++", 0);
	cut(document, 5, 3, 0);
	put(document, 7, "Z", 0);
	expect(document, "++01267Z9");
	expect_conflicts(document, "");
	store("file", 4, "x");
	expect_conflicts(document, "5+0");
	store("file", 8, "y");
	expect_conflicts(document, "5+0 7+1");
	document_close(document);
	house_end(&house);
}

static void what_was_saved_is_what_should_be_there(void **state)
{
	struct document *document;

	(void)state;
	house_start(&house);
	document = house_open(&house, "0123456789", DOCUMENT_COPY);
	put(document, 3, "xyz", 0);
	save(document);
	put(document, 4, "Y", 0);
	put(document, 8, "8", 0);
	expect_conflicts(document, "");
	store("file", 4, "q");
	store("file", 8, "q");
	expect_conflicts(document, "4+1 8+1");
	document_close(document);
	house_end(&house);
}

static void what_was_accepted_clashes_no_more(void **state)
{
	struct document *document;
	struct err err;
	int fd;

	(void)state;
	house_start(&house);
	document = house_open(&house, "0123456789", DOCUMENT_COPY);
	put(document, 3, "xyz", 0);
	fd = open(document_path(document), O_WRONLY | O_CLOEXEC);
	assert_int_equal(pwrite(fd, "abc", 3, 3), 3);
	assert_int_equal(futimens(fd, (struct timespec[2]){ { 1000, 0 }, { 1000, 0 } }), 0);
	close(fd);
	expect_conflicts(document, "3+3");
	assert_true(document_reload(document, &err));
	expect_conflicts(document, "");
	store("file", 3, "A");
	expect_conflicts(document, "3+1");
	document_close(document);
	house_end(&house);
}

static void another_file_is_compared_by_its_bytes(void **state)
{
	struct document *document;

	(void)state;
	house_start(&house);
	document = house_open(&house, "0123456789", DOCUMENT_COPY);
	put(document, 3, "xyz", 0);
	tmpdir_write(house.dir, "other", "abc3d5", 6);
	assert_int_equal(rename(tmpdir_path(house.dir, "other"), document_path(document)), 0);
	expect_conflicts(document, "4+1");
	document_close(document);
	house_end(&house);
}

/* Zeros of a hole are not read, and bytes of a page that is edited again come through the mapping:
 * either way what came later is told from what was seen. */
static void holes_and_pages_are_seen_as_they_are(void **state)
{
	const uint64_t places[] = { 100, 101, 8190, 8200, 8201, 12286, 20000, 20480 };
	const struct document_options options = { .mode = DOCUMENT_COPY };
	const char *path;
	int fd;

	(void)state;
	house_start(&house);
	path = tmpdir_sparse(house.dir, "file", 24576);
	fd = open(path, O_RDWR | O_CLOEXEC);
	for (int i = 0; i < 4096; i++)
		assert_int_equal(pwrite(fd, "d", 1, 8192 + i), 1);
	for (size_t i = 0; i < ARRAY_COUNT(places); i++) {
		char expected[64];
		struct err err;
		struct document *document = document_open(&house.ropes, path, &options, &err);

		assert_non_null(document);
		for (size_t k = 0; k < ARRAY_COUNT(places); k++)
			put(document, places[k], "edit", 0);
		expect_conflicts(document, "");
		assert_int_equal(pwrite(fd, "!", 1, (off_t)places[i] + 3), 1);
		snprintf(expected, sizeof expected, "%" PRIu64 "+1", places[i] + 3);
		expect_conflicts(document, expected);
		document_close(document);
	}
	close(fd);
	house_end(&house);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_edited_bytes_can_clash),
		cmocka_unit_test(lengths_may_have_changed),
		cmocka_unit_test(what_was_saved_is_what_should_be_there),
		cmocka_unit_test(what_was_accepted_clashes_no_more),
		cmocka_unit_test(another_file_is_compared_by_its_bytes),
		cmocka_unit_test(holes_and_pages_are_seen_as_they_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
