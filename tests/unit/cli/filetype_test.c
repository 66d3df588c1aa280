/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What becomes of a parser that answers, lies, crashes or never ends, and of bytes that can not be
 * read. The parsers here stand in for libmagic, so that none of it depends on its version. */
#include "obedient.h"

#include <unistd.h>

#include "base/outside.h"
#include "cli/helper.h"
#include "document/document.h"
#include "scan/filetype.h"

/* Its first byte says what it does. */
static bool parse(void *prepared, const uint8_t *bytes, size_t len, struct buf *reply)
{
	uint8_t order = len > 0 ? bytes[0] : 0;
	bool answer;

	(void)prepared;
	if (obey(order, reply, &answer))
		return answer;
	if (order == 'e')
		buf_text(reply, "+red \x1b[31m\xff\ntext/\x1b[0mx");
	else if (order == '1')
		buf_text(reply, "+one line alone");
	else
		buf_format(reply, "+%zu bytes\nkind/%zu", len, len);
	return true;
}

static const struct confined_parser parsers[] = {
	{ "type", NULL, parse }, { .name = NULL },
};

/* The text of [pos, pos + len) of a file with these bytes, or the error. */
static void ask(struct ropes *ropes, const char *path, uint64_t pos, uint64_t len,
		struct buf *text)
{
	struct document_options options = { .mode = DOCUMENT_READ };
	struct err err;
	struct document *document = document_open(ropes, path, &options, &err);
	struct snapshot snapshot;
	struct job *job;

	buf_clear(text);
	assert_non_null(document);
	snapshot = document_snapshot(document);
	job = filetype_new(&snapshot, pos, len, &err);
	assert_non_null(job);
	if (job_run(job, &err))
		filetype_text(job, text);
	else
		buf_format(text, "error: %s", err.text);
	job_free(job);
	snapshot_done(&snapshot);
	document_close(document);
}

static void whatever_the_parser_does(void **state)
{
	static const char failed[] = "error: the parser \"type\" failed on these bytes";
	static const struct { const char *bytes; uint64_t pos, len; const char *text; } cases[] = {
		{ "abc", 0, 3, "3 bytes (kind/3)" },
		{ "abc", 1, 2, "2 bytes (kind/2)" },
		{ "", 0, 0, "0 bytes (kind/0)" },
		{ "crash", 0, 5, failed },
		{ "loop", 0, 4, failed },
		{ "no", 0, 2, failed },
		{ "silence", 0, 7, "error: the parser of file types gave no answer" },
		{ "-", 0, 1, "error: it is missing" },
		{ "flood", 0, 5, "error: the parser \"type\" had too long an answer" },
		{ "escape", 0, 6, "red \\x1b[31m\\xff (text/\\x1b[0mx)" },
		{ "1", 0, 1, "one line alone ()" },
		{ "abc", 0, 3, "3 bytes (kind/3)" },
	};
	struct tmpdir *dir;
	struct store *store;
	struct ropes ropes;
	struct buf text = BUF_INIT;
	struct err err;

	(void)state;
	if (!can_confine())
		skip();
	dir = tmpdir_new();
	store = store_new(4096, &err);
	assert_non_null(store);
	ropes_init(&ropes, store);
	assert_true(helper_start(HELPER_VIEWER, parsers, &err));
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		tmpdir_write(dir, "file", cases[i].bytes, strlen(cases[i].bytes));
		ask(&ropes, tmpdir_path(dir, "file"), cases[i].pos, cases[i].len, &text);
		if (strncmp(buf_string(&text), cases[i].text, strlen(cases[i].text)) != 0)
			fail_msg("\"%s\": \"%s\"", cases[i].bytes, buf_string(&text));
	}
	outside_set_helper(-1);
	buf_done(&text);
	ropes_done(&ropes);
	store_free(store);
	tmpdir_free(dir);
}

/* The file is cut short below the document: what is left is looked at, and that is said. */
static void bytes_that_can_not_be_read(void **state)
{
	struct document_options options = { .mode = DOCUMENT_READ, .no_map = true };
	struct tmpdir *dir;
	struct store *store;
	struct ropes ropes;
	struct buf text = BUF_INIT;
	struct err err;
	struct document *document;
	struct snapshot snapshot;
	struct job *job;

	(void)state;
	if (!can_confine())
		skip();
	dir = tmpdir_new();
	store = store_new(4096, &err);
	assert_non_null(store);
	ropes_init(&ropes, store);
	assert_true(helper_start(HELPER_VIEWER, parsers, &err));
	tmpdir_write(dir, "file", "abcdefgh", 8);
	document = document_open(&ropes, tmpdir_path(dir, "file"), &options, &err);
	assert_non_null(document);
	snapshot = document_snapshot(document);
	assert_int_equal(truncate(tmpdir_path(dir, "file"), 3), 0);
	job = filetype_new(&snapshot, 0, 8, &err);
	assert_true(job && job_run(job, &err));
	filetype_text(job, &text);
	assert_string_equal(buf_string(&text), "3 bytes, judged by the first 3 bytes, as the next "
			    "can not be read (kind/3)");
	job_free(job);
	job = filetype_new(&snapshot, 4, 4, &err);
	assert_false(job_run(job, &err));
	assert_int_equal(err.code, ERR_LOST);
	job_free(job);
	snapshot_done(&snapshot);
	document_close(document);
	outside_set_helper(-1);
	buf_done(&text);
	ropes_done(&ropes);
	store_free(store);
	tmpdir_free(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whatever_the_parser_does),
		cmocka_unit_test(bytes_that_can_not_be_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
