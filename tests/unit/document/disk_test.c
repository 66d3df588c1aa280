/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What another program does to the file of a document, and the ways to go on with it. */
#include "house.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/job.h"
#include "document/save.h"

static struct house house;

/* Another program writes at the end of the file, or cuts it. */
static void append_text(const char *name, const char *text)
{
	int fd = open(tmpdir_path(house.dir, name), O_WRONLY | O_APPEND | O_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

/* ... writes into it, and the clock goes on. */
static void rewrite(const char *name, uint64_t pos, const char *text)
{
	int fd = open(tmpdir_path(house.dir, name), O_WRONLY | O_CLOEXEC);
	struct timespec times[2] = { { .tv_nsec = UTIME_OMIT }, { .tv_sec = 1000000000 } };

	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, text, strlen(text), (off_t)pos), strlen(text));
	assert_int_equal(futimens(fd, times), 0);
	close(fd);
}

/* ... puts another file in its place. */
static void replace(const char *name, const char *text)
{
	tmpdir_write(house.dir, "beside", text, strlen(text));
	assert_int_equal(rename(tmpdir_path(house.dir, "beside"), tmpdir_path(house.dir, name)), 0);
}

static void save(struct document *document)
{
	const struct save_request request = { .path = NULL };
	struct err err = { 0 };
	struct job *job = save_new(document, &request, &err);

	if (!job || !job_run(job, &err))
		fail_msg("%s", err.text);
	save_finish(job, document);
	job_free(job);
}

static void grow(struct document *document)
{
	struct err err;

	if (!document_grow(document, &err))
		fail_msg("%s", err.text);
}

static void each_kind_of_news_is_told(void **state)
{
	struct document_news news;
	struct document *document;
	uint64_t stamp;

	(void)state;
	house_start(&house);
	document = house_open(&house, "before", DOCUMENT_COPY);
	stamp = document_look(document).stamp;
	assert_int_equal(document_look(document).disk, DISK_SAME);
	rewrite("file", 0, "B");
	news = document_look(document);
	assert_int_equal(news.disk, DISK_CHANGED);
	assert_int_not_equal(news.stamp, stamp);
	stamp = news.stamp;
	append_text("file", "12");
	news = document_look(document);
	assert_int_equal(news.disk, DISK_GROWN);
	assert_int_equal(news.was, 6);
	assert_int_equal(news.is, 8);
	assert_int_not_equal(news.stamp, stamp);
	assert_int_equal(truncate(document_path(document), 3), 0);
	news = document_look(document);
	assert_int_equal(news.disk, DISK_SHRUNK);
	assert_int_equal(news.is, 3);
	replace("file", "other!");
	assert_int_equal(document_look(document).disk, DISK_REPLACED);
	assert_int_equal(unlink(document_path(document)), 0);
	assert_int_equal(document_look(document).disk, DISK_GONE);
	document_close(document);
	house_end(&house);
}

static void what_is_accepted_counts_as_unchanged(void **state)
{
	struct document *document;
	uint64_t generation;

	(void)state;
	house_start(&house);
	document = house_open(&house, "before", DOCUMENT_COPY);
	put(document, 5, "E", 0);
	rewrite("file", 0, "B");
	generation = document_generation(document);
	document_accept(document);
	assert_int_equal(document_disk(document), DISK_SAME);
	assert_true(document_generation(document) > generation);
	expect(document, "BeforE");
	save(document);
	tmpdir_check(house.dir, "file", "BeforE", 6);
	/* Another length is not accepted that way. */
	append_text("file", "x");
	document_accept(document);
	assert_int_equal(document_disk(document), DISK_GROWN);
	document_close(document);
	house_end(&house);
}

static void growth_comes_behind_edits(void **state)
{
	static const enum document_mode modes[] = { DOCUMENT_COPY, DOCUMENT_READ, DOCUMENT_WRITE };

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(modes); i++) {
		struct document *document;

		house_start(&house);
		document = house_open(&house, "abc", modes[i]);
		grow(document);
		expect(document, "abc");
		append_text("file", "de");
		grow(document);
		expect(document, "abcde");
		append_text("file", "f");
		grow(document);
		expect(document, "abcdef");
		assert_int_equal(document_disk(document), DISK_SAME);
		assert_false(document_is_modified(document));
		document_close(document);
		house_end(&house);
	}
}

static void undo_goes_on_across_growth(void **state)
{
	struct document *document;
	uint8_t changed[16];

	(void)state;
	house_start(&house);
	document = house_open(&house, "abc", DOCUMENT_COPY);
	insert(document, 3, "X", 0);
	put(document, 0, "A", 0);
	append_text("file", "de");
	grow(document);
	expect(document, "AbcXde");
	document_changed(document, 0, changed, 6);
	assert_memory_equal(changed, "\1\0\0\1\0\0", 6);
	undo(document);
	undo(document);
	expect(document, "abcde");
	assert_false(document_is_modified(document));
	redo(document);
	expect(document, "abcXde");
	save(document);
	tmpdir_check(house.dir, "file", "abcXde", 6);
	document_close(document);
	house_end(&house);
}

/* After an exchange of names the document still reads the old file. */
static void growth_after_a_save_is_the_new_files(void **state)
{
	struct document *document;

	(void)state;
	house_start(&house);
	document = house_open(&house, "abc", DOCUMENT_COPY);
	insert(document, 1, "++", 0);
	save(document);
	append_text("file", "d");
	grow(document);
	expect(document, "a++bcd");
	append_text("file", "ef");
	grow(document);
	expect(document, "a++bcdef");
	undo(document);
	expect(document, "abcdef");
	save(document);
	tmpdir_check(house.dir, "file", "abcdef", 6);
	document_close(document);
	house_end(&house);
}

/* A save in place keeps what it writes over; from then on the source has its fixed places. */
static void growth_after_a_save_in_place_is_read(void **state)
{
	struct document *document;

	(void)state;
	house_start(&house);
	document = house_open(&house, "abc", DOCUMENT_COPY);
	put(document, 1, "X", 0);
	save(document);
	append_text("file", "de");
	grow(document);
	expect(document, "aXcde");
	append_text("file", "f");
	grow(document);
	put(document, 5, "F", 0);
	save(document);
	tmpdir_check(house.dir, "file", "aXcdeF", 6);
	undo(document);
	undo(document);
	expect(document, "abcdef");
	document_close(document);
	house_end(&house);
}

static void an_empty_file_can_grow(void **state)
{
	struct document *document;

	(void)state;
	house_start(&house);
	document = house_open(&house, "", DOCUMENT_COPY);
	append_text("file", "ab");
	grow(document);
	append_text("file", "c");
	grow(document);
	expect(document, "abc");
	put(document, 1, "X", 0);
	save(document);
	tmpdir_check(house.dir, "file", "aXc", 3);
	document_close(document);
	house_end(&house);
}

static void a_slice_does_not_grow(void **state)
{
	const struct document_options options = { .sliced = true, .offset = 1, .length = 2 };
	struct document *document;
	struct err err;

	(void)state;
	house_start(&house);
	document = document_open(&house.ropes, tmpdir_write(house.dir, "file", "abcd", 4),
				 &options, &err);
	append_text("file", "e");
	assert_false(document_grow(document, &err));
	expect_error(&err, ERR_REFUSED, "slice");
	expect(document, "bc");
	document_close(document);
	house_end(&house);
}

/* By one byte, by the room that is mapped, and by more. */
static void growth_of_any_size_is_read(void **state)
{
	static const uint64_t steps[] = { 1, 64 << 20, (65 << 20) + 1, 1 };

	(void)state;
	for (int no_map = 0; no_map < 2; no_map++) {
		const struct document_options options = { .no_map = no_map };
		uint64_t size = 3;
		struct document *document;
		struct err err;

		house_start(&house);
		document = document_open(&house.ropes,
					 tmpdir_write(house.dir, "file", "abc", 3), &options, &err);
		for (size_t i = 0; i < ARRAY_COUNT(steps); i++) {
			uint8_t bytes[2], known[2];

			size += steps[i];
			assert_int_equal(truncate(document_path(document), (off_t)size - 1), 0);
			append_text("file", "!");
			grow(document);
			assert_int_equal(document_size(document), size);
			document_read(document, size - 2, bytes, known, 2, NULL);
			assert_memory_equal(known, "\1\1", 2);
			assert_int_equal(bytes[1], '!');
		}
		document_close(document);
		house_end(&house);
	}
}

static void edits_are_laid_over_another_file(void **state)
{
	struct document *document;
	struct err err;

	(void)state;
	house_start(&house);
	document = house_open(&house, "0123456789", DOCUMENT_COPY);
	put(document, 2, "XY", 0);
	put(document, 9, "Z", 0);
	/* A part of the old file that was moved stays what it was. */
	assert_true(document_move(document, 0, 1, 2, &err));
	expect(document, "10XY45678Z");
	replace("file", "abcdefghij");
	assert_true(document_reload(document, &err));
	expect(document, "10XYefghiZ");
	assert_true(document_is_modified(document));
	assert_int_equal(document_disk(document), DISK_SAME);
	undo(document);
	expect(document, "abcdefghij");
	assert_false(document_is_modified(document));
	redo(document);
	save(document);
	tmpdir_check(house.dir, "file", "10XYefghiZ", 10);
	document_close(document);
	house_end(&house);
}

static void another_length_is_refused(void **state)
{
	struct document *document;
	struct err err;

	(void)state;
	house_start(&house);
	document = house_open(&house, "0123", DOCUMENT_COPY);
	put(document, 0, "X", 0);
	replace("file", "abc");
	assert_false(document_reload(document, &err));
	expect_error(&err, ERR_REFUSED, "3 bytes, not 4");
	expect(document, "X123");
	replace("file", "0123");
	insert(document, 0, "Y", 0);
	assert_false(document_reload(document, &err));
	expect(document, "YX123");
	undo(document);
	assert_true(document_reload(document, &err));
	assert_int_equal(truncate(document_path(document), 2), 0);
	assert_false(document_reload(document, &err));
	expect_error(&err, ERR_REFUSED, "has 2 bytes, not 4");
	assert_int_equal(unlink(document_path(document)), 0);
	assert_false(document_reload(document, &err));
	expect_error(&err, ERR_REFUSED, "no file of this name");
	undo(document);
	assert_false(document_reload(document, &err));
	document_close(document);
	house_end(&house);
}

/* Blocks that were read before are not what the file holds now. */
static void nothing_old_is_kept_without_a_mapping(void **state)
{
	const struct document_options options = { .mode = DOCUMENT_READ, .no_map = true };
	struct document *document;
	struct err err;

	(void)state;
	house_start(&house);
	document = document_open(&house.ropes, tmpdir_write(house.dir, "file", "before", 6),
				 &options, &err);
	expect(document, "before");
	rewrite("file", 0, "after!");
	document_refresh(document);
	expect(document, "after!");
	document_close(document);
	house_end(&house);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_of_news_is_told),
		cmocka_unit_test(what_is_accepted_counts_as_unchanged),
		cmocka_unit_test(growth_comes_behind_edits),
		cmocka_unit_test(undo_goes_on_across_growth),
		cmocka_unit_test(growth_after_a_save_is_the_new_files),
		cmocka_unit_test(growth_after_a_save_in_place_is_read),
		cmocka_unit_test(an_empty_file_can_grow),
		cmocka_unit_test(a_slice_does_not_grow),
		cmocka_unit_test(growth_of_any_size_is_read),
		cmocka_unit_test(edits_are_laid_over_another_file),
		cmocka_unit_test(another_length_is_refused),
		cmocka_unit_test(nothing_old_is_kept_without_a_mapping),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
