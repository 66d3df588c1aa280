/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "house.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "document/notes_exchange.h"
#include "document/notes_file.h"
#include "document/notes_merge.h"
#include "support/fail.h"

static struct house house;

static void add(struct notes *notes, uint64_t pos, uint64_t len, const char *name,
		const char *comment)
{
	struct note note = { .pos = pos, .len = len, .name = (char *)(uintptr_t)name,
			     .comment = (char *)(uintptr_t)comment,
			     .colour = (enum note_colour)(pos % NOTE_COLOURS) };
	struct err err;

	if (!notes_add(notes, &note, &err))
		fail_msg("%s", err.text);
}

static void expect_same(const struct notes *one, const struct notes *other)
{
	assert_int_equal(one->count, other->count);
	for (size_t i = 0; i < one->count; i++) {
		assert_string_equal(one->list[i].name, other->list[i].name);
		assert_true(note_same(&one->list[i], &other->list[i]));
	}
}

/* Any bytes as comments, any places. */
static void fill_random(struct notes *notes, struct random *random, bool text)
{
	size_t count = (size_t)random_below(random, 20);

	notes_init(notes, NULL);
	for (size_t i = 0; i < count; i++) {
		char name[32], comment[64];
		size_t len = (size_t)random_below(random, sizeof comment - 1);

		for (size_t k = 0; k < len; k++)
			comment[k] = (char)random_between(random, text ? 0x20 : 1,
							  text ? 0x7e : 255);
		comment[len] = '\0';
		snprintf(name, sizeof name, "n%zu.%" PRIu64, i, random_below(random, 100));
		add(notes, random_next(random) >> random_between(random, 1, 60),
		    random_below(random, 1000), name, comment);
	}
}

static void what_is_written_is_read(void **state)
{
	enum { ROUNDS = 400 };
	struct random random;

	(void)state;
	random_start(&random);
	for (int round = 0; round < ROUNDS; round++) {
		struct notes_identity identity = { random_next(&random), random_next(&random) };
		struct notes_identity of;
		struct notes notes, read;
		struct buf text = BUF_INIT;
		struct err err;

		fill_random(&notes, &random, false);
		notes_init(&read, NULL);
		notes_format(&notes, &identity, "a\nb\x1b", &text);
		for (size_t i = 0; i < text.len; i++)
			assert_true(text.data[i] == '\n' || text.data[i] >= 0x20);
		if (!notes_parse(buf_string(&text), text.len, &read, &of, &err))
			fail_msg("%s", err.text);
		assert_true(notes_identity_same(&identity, &of));
		expect_same(&notes, &read);
		notes_done(&notes);
		notes_done(&read);
		buf_done(&text);
	}
}

static void what_is_exported_is_imported(void **state)
{
	enum { ROUNDS = 200 };
	struct random random;

	(void)state;
	random_start(&random);
	for (int round = 0; round < ROUNDS; round++)
		for (int kind = NOTES_JSON; kind <= NOTES_CSV; kind++) {
			struct buf text = BUF_INIT;
			struct notes notes, read;
			struct err err;

			fill_random(&notes, &random, true);
			notes_init(&read, NULL);
			notes_export(&notes, (enum notes_kind)kind, 0, &text);
			if (!notes_import(&read, (enum notes_kind)kind, buf_string(&text),
					  text.len, &err))
				fail_msg("%s", err.text);
			expect_same(&notes, &read);
			notes_done(&notes);
			notes_done(&read);
			buf_done(&text);
		}
}

#define HEAD "burin notes 1\nsize 5\nsum 0123456789abcdef\n"

static void hostile_texts_are_refused(void **state)
{
	static const struct {
		const char *text;
		const char *what;        /* NULL: it is read */
	} cases[] = {
		{ HEAD "end 0\n", NULL },
		{ HEAD "end 0", NULL },
		{ "burin notes 1\r\nsize 5\r\n# x\r\n\r\nsum 0123456789abcdef\r\nend 0\r\n", NULL },
		{ HEAD "note 0x10 4096 red a \"\\x1b\\\\\\\"\"\nend 1\n", NULL },
		{ "", "does not begin" },
		{ "burin notes 2\n", "does not begin" },
		{ "burin notes 1", "size" },
		{ "burin notes 1\nsize -1\n", "size" },
		{ "burin notes 1\nsize 5\nsum 0123\n", "sum" },
		{ HEAD, "cut" },
		{ HEAD "end 1\n", "line 4" },
		{ HEAD "end 0\nend 0\n", "line 5" },
		{ HEAD "what\nend 0\n", "line 4" },
		{ HEAD "note 1 1 red a\nend 1\n", "line 4" },
		{ HEAD "note 1 1 pink a \"\"\nend 1\n", "line 4" },
		{ HEAD "note 1 1 red a \"\" b\nend 1\n", "line 4" },
		{ HEAD "note 1 1 red a \"\\x00\"\nend 1\n", "line 4" },
		{ HEAD "note 1 1 red a \"\x1b[2J\"\nend 1\n", "line 4" },
		{ HEAD "note 1 1 red a- \"\"\nend 1\n", "line 4" },
		{ HEAD "note 1 99999999999999999999 red a \"\"\nend 1\n", "line 4" },
		{ HEAD "note 0xffffffffffffffff 2 red a \"\"\nend 1\n", "ends nowhere" },
		{ HEAD "note 1 1 red a \"\"\nnote 2 2 red a \"\"\nend 2\n", "already" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct notes_identity identity;
		struct notes notes;
		struct err err = { 0 };

		notes_init(&notes, NULL);
		bool ok = notes_parse(cases[i].text, strlen(cases[i].text), &notes, &identity,
				      &err);
		if (ok != !cases[i].what || (!ok && !strstr(err.text, cases[i].what)))
			fail_msg("%s: %s", cases[i].text, err.text);
		assert_true(ok || notes.count == 0);
		notes_done(&notes);
	}
}

static void foreign_formats_are_understood(void **state)
{
	static const struct {
		enum notes_kind kind;
		const char *text;
		const char *what;        /* the error; NULL: one note, 16+4, "x" */
	} cases[] = {
		{ NOTES_JSON, "[{\"offset\":16,\"length\":4,\"comment\":\"x\"}]", NULL },
		{ NOTES_JSON, " { \"a\" : [ {} , 1, null ] , \"notes\" : [ { \"offset\" : "
		  "\"0x10\" , \"z\" : { \"offset\" : 9 } , "
		  "\"length\" : 4 , \"comment\" : \"\\u0078\" } ] } ",
		  NULL },
		{ NOTES_JSON, "", "array" }, { NOTES_JSON, "{}", "array" },
		{ NOTES_JSON, "[", "object" }, { NOTES_JSON, "[{", "quotes" },
		{ NOTES_JSON, "[{\"offset\"", "colon" }, { NOTES_JSON, "[{\"offset\":", "value" },
		{ NOTES_JSON, "[{\"offset\":-1}]", "offset" },
		{ NOTES_JSON, "[{\"offset\":1}] x", "follows" },
		{ NOTES_JSON, "[{\"offset\":1,\"comment\":\"\\u00", "cut" },
		{ NOTES_JSON, "[{\"offset\":1,\"comment\":\"\\u0000\"}]", "zero" },
		{ NOTES_JSON, "[{\"offset\":1,\"name\":\"a b\"}]", "letters" },
		{ NOTES_JSON, "[{\"a\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "deep" },
		{ NOTES_CSV, "comment,length,offset\nx,4,16\n", NULL },
		{ NOTES_CSV, "offset,,what,length,comment\r\n0x10,,\"a\nb\",4,\"x\"\r\n\r\n",
		  NULL },
		{ NOTES_CSV, "", "offset" }, { NOTES_CSV, "length\n1\n", "offset" },
		{ NOTES_CSV, "offset\nx\n", "line 2" }, { NOTES_CSV, "offset\n\"1\n", "closed" },
		{ NOTES_CSV, "offset,colour\n1,pink\n", "pink" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct notes notes;
		struct err err = { 0 };

		notes_init(&notes, NULL);
		bool ok = notes_import(&notes, cases[i].kind, cases[i].text,
				       strlen(cases[i].text), &err);
		if (ok != !cases[i].what || (!ok && !strstr(err.text, cases[i].what)))
			fail_msg("%s: %s", cases[i].text, err.text);
		assert_int_equal(notes.count, ok);
		if (ok) {
			assert_int_equal(notes.list[0].pos, 16);
			assert_int_equal(notes.list[0].len, 4);
			assert_string_equal(notes.list[0].comment, "x");
		}
		notes_done(&notes);
	}
}

static void contents_are_told_apart(void **state)
{
	struct notes_identity first, changed, saved;
	struct document *document;
	char text[1000];

	(void)state;
	memset(text, 'a', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	house_start(&house);
	document = house_open(&house, text, DOCUMENT_COPY);
	first = notes_identity_of(document);
	assert_int_equal(first.size, sizeof text - 1);
	/* What is not saved does not count. */
	put(document, 500, "b", 0);
	saved = notes_identity_of(document);
	assert_true(notes_identity_same(&first, &saved));
	document_close(document);
	text[998] = 'b';
	document = house_open(&house, text, DOCUMENT_COPY);
	changed = notes_identity_of(document);
	assert_int_equal(changed.size, first.size);
	assert_false(notes_identity_same(&first, &changed));
	document_close(document);
	house_end(&house);
}

static bool write_notes(struct notes_file *file, const char *path, struct notes *notes, bool over,
			size_t *merged, struct err *err)
{
	const struct notes_identity identity = { 5, 7 };
	const struct notes_target target = { .path = path, .about = "x", .over = over };

	return notes_file_write(file, &target, notes, &identity, merged, err);
}

static size_t count_in(const char *path)
{
	struct notes_file file = { 0 };
	struct notes_identity identity;
	struct notes notes;
	struct err err;
	size_t count;

	notes_init(&notes, NULL);
	assert_true(notes_file_read(&file, path, &notes, &identity, &err));
	count = notes.count;
	notes_done(&notes);
	notes_file_done(&file);
	return count;
}

static void two_writers_lose_nothing(void **state)
{
	struct notes_file one = { 0 }, two = { 0 };
	struct tmpdir *dir = tmpdir_new();
	const char *path = tmpdir_path(dir, "n.burin");
	struct notes first, second;
	struct stat st;
	struct err err;
	size_t merged;

	(void)state;
	notes_init(&first, NULL);
	notes_init(&second, NULL);
	add(&first, 1, 1, "a", "");
	add(&second, 2, 1, "b", "");
	assert_true(write_notes(&one, path, &first, false, &merged, &err));
	assert_int_equal(merged, 0);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_true(write_notes(&two, path, &second, false, &merged, &err));
	assert_int_equal(merged, 1);
	assert_int_equal(count_in(path), 2);
	add(&first, 3, 1, "c", "");
	assert_true(write_notes(&one, path, &first, false, &merged, &err));
	assert_int_equal(merged, 1);
	assert_int_equal(count_in(path), 3);
	assert_int_equal(tmpdir_count(dir), 1);
	notes_done(&first);
	notes_init(&first, NULL);
	assert_true(write_notes(&one, path, &first, false, &merged, &err));
	assert_int_equal(tmpdir_count(dir), 0);
	notes_done(&first);
	notes_done(&second);
	notes_file_done(&one);
	notes_file_done(&two);
	tmpdir_free(dir);
}

static void what_is_not_ours_stays(void **state)
{
	struct notes_file file = { 0 };
	struct tmpdir *dir = tmpdir_new();
	const char *path = tmpdir_write(dir, "n.burin", "mine", 4);
	const char *link = tmpdir_path(dir, "link.burin"), *folder = tmpdir_path(dir, "folder");
	struct notes notes;
	struct err err;
	size_t merged;

	(void)state;
	notes_init(&notes, NULL);
	add(&notes, 1, 1, "a", "");
	assert_false(write_notes(&file, path, &notes, false, &merged, &err));
	expect_error(&err, ERR_SYNTAX, "not written over");
	tmpdir_check(dir, "n.burin", "mine", 4);
	assert_int_equal(symlink(path, link), 0);
	assert_false(write_notes(&file, link, &notes, false, &merged, &err));
	expect_error(&err, ERR_REFUSED, "symbolic link");
	assert_false(write_notes(&file, link, &notes, true, &merged, &err));
	tmpdir_check(dir, "n.burin", "mine", 4);
	assert_int_equal(mkdir(folder, 0700), 0);
	assert_false(write_notes(&file, folder, &notes, true, &merged, &err));
	const char *other = HEAD "end 0\n";
	tmpdir_write(dir, "n.burin", other, strlen(other));
	assert_false(write_notes(&file, path, &notes, false, &merged, &err));
	expect_error(&err, ERR_CHANGED, "other contents");
	tmpdir_check(dir, "n.burin", other, strlen(other));
	assert_true(write_notes(&file, path, &notes, true, &merged, &err));
	assert_int_equal(count_in(path), 1);
	notes_done(&notes);
	notes_file_done(&file);
	tmpdir_free(dir);
}

/* A disk that is full, and memory that runs out: the old notes stay, and nothing beside them. */
static void failures_leave_the_old_notes(void **state)
{
	static const struct {
		const char *call;
		int error;
	} calls[] = {
		{ "write", ENOSPC }, { "fsync", EIO }, { "renameat2", EIO }, { "openat", EACCES },
		{ "fchmod", EPERM }, { "malloc", ENOMEM }, { "realloc", ENOMEM },
		{ "calloc", ENOMEM },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(calls); i++)
		for (uint64_t n = 0;; n++) {
			struct notes_file file = { 0 };
			struct tmpdir *dir = tmpdir_new();
			const char *path = tmpdir_path(dir, "n.burin");
			struct notes notes;
			struct err err;
			size_t merged;
			bool ok;

			notes_init(&notes, NULL);
			add(&notes, 1, 1, "a", "");
			assert_true(write_notes(&file, path, &notes, false, &merged, &err));
			add(&notes, 2, 1, "b", "");
			fail_at(calls[i].call, n, calls[i].error);
			ok = write_notes(&file, path, &notes, false, &merged, &err);
			bool failed = fail_happened();
			fail_reset();
			assert_true(ok || failed);
			/* After the rename the new ones are there, but perhaps not synced. */
			assert_in_range(count_in(path), ok ? 2 : 1, 2);
			assert_int_equal(tmpdir_count(dir), 1);
			assert_true(write_notes(&file, path, &notes, false, &merged, &err));
			assert_int_equal(count_in(path), 2);
			notes_done(&notes);
			notes_file_done(&file);
			tmpdir_free(dir);
			if (!failed)
				break;
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(what_is_exported_is_imported),
		cmocka_unit_test(hostile_texts_are_refused),
		cmocka_unit_test(foreign_formats_are_understood),
		cmocka_unit_test(contents_are_told_apart),
		cmocka_unit_test(two_writers_lose_nothing),
		cmocka_unit_test(what_is_not_ours_stays),
		cmocka_unit_test(failures_leave_the_old_notes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
