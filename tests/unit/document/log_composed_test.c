/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Logs put together record by record, with sums that are right: an order, a count, a place or a
 * reference that can not be is refused, and the one beside it that can be is not. */
#include "log_maker.h"

#include "base/checksum.h"

enum { SIZE = LOG_FILE_SIZE };

/* From `offset` on. */
static void open_slice(struct session *session, const char *path, uint64_t offset)
{
	open_session_with(session, path, &(struct document_options){
			.sliced = offset > 0, .offset = offset, .length = SIZE });
	document_log_use(session->document, false, false);
}

/* What recovering from it, into the file from `offset` on, says. Whatever was taken can be undone
 * and redone, and what was refused left nothing. */
static enum err_code take(struct log_maker *scene, uint64_t offset)
{
	struct recovery_report report;
	struct document_place place;
	struct session session;
	uint8_t bytes[SIZE];
	struct err err;

	log_write_made(scene);
	open_slice(&session, scene->log.path, offset);
	err_clear(&err);
	if (!recovery_apply(session.document, scene->name, RECOVERY_TAKE, &report, &err)) {
		assert_int_not_equal(err.code, ERR_NONE);
		assert_false(document_is_modified(session.document));
		assert_int_equal(document_undo_count(session.document), 0);
		assert_int_equal(document_size(session.document), SIZE - offset);
		assert_int_equal(document_read(session.document, 0, bytes, NULL,
					       (size_t)(SIZE - offset), NULL), 0);
		assert_memory_equal(bytes, scene->log.start + offset, SIZE - offset);
	} else {
		struct err ignored;

		assert_int_equal(err.code, ERR_NONE);
		while (document_undo(session.document, &place, &ignored))
			continue;
		while (document_redo(session.document, &place, &ignored))
			continue;
	}
	close_session(&session);
	tmpdir_free(scene->log.dir);
	return err.code;
}

/* The first edit of a log: as it was made, or as history of what is saved. */
static void stays_within_the_slice(void **state)
{
	static const struct {
		uint64_t pos, slice;
		enum err_code edit, history;
	} rows[] = {
		{ 99, 0, ERR_NONE, ERR_NONE },
		{ 100, 100, ERR_NONE, ERR_NONE },
		{ 99, 100, ERR_REFUSED, ERR_REFUSED },
		{ SIZE - 3, 0, ERR_NONE, ERR_NONE },
		{ SIZE - 2, 0, ERR_SYNTAX, ERR_SYNTAX },
		{ SIZE - 2, 100, ERR_SYNTAX, ERR_SYNTAX },
		{ SIZE + 1, 0, ERR_SYNTAX, ERR_SYNTAX },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct log_maker scene;

		log_make(&scene, false, 0, SIZE);
		log_add_change(&scene, rows[i].pos, "abc");
		if (take(&scene, rows[i].slice) != rows[i].edit)
			fail_msg("row %zu", i);
		log_make(&scene, false, 0, SIZE);
		log_add_history(&scene, rows[i].pos, "abc", "xyz", 0);
		log_add_plain(&scene, LOG_APPLIED, 1);
		if (take(&scene, rows[i].slice) != rows[i].history)
			fail_msg("row %zu of history", i);
	}
}

/* Records in a row. H: three bytes came into history, h: the same in the step of the one before;
 * G: three gave way at the end of the file, g: behind it, b: one further; B: three came that reach
 * over it; F: more went than a file can have, f: came. A: how many of these are applied. C: an
 * edit, U: undo, R: redo, J: so many steps became one, E: the session ended well. */
static const struct {
	const char *records;
	enum err_code code;
} orders[] = {
	{ "C", ERR_NONE },
	{ "A0C", ERR_NONE },
	{ "HA1C", ERR_NONE },
	{ "HHA1C", ERR_NONE },
	{ "HA1CUURE", ERR_NONE },
	{ "HhA2U", ERR_NONE },
	/* How many are applied: not more than there are, and whole steps. */
	{ "A1", ERR_SYNTAX },
	{ "HA2", ERR_SYNTAX },
	{ "HhA1", ERR_SYNTAX },
	{ "HhA0", ERR_NONE },
	/* What there is to be undone and redone. */
	{ "U", ERR_SYNTAX },
	{ "R", ERR_SYNTAX },
	{ "A0U", ERR_SYNTAX },
	{ "CUU", ERR_SYNTAX },
	{ "HA1UU", ERR_SYNTAX },
	{ "HA1R", ERR_SYNTAX },
	{ "HA0RR", ERR_SYNTAX },
	{ "CCJ2UR", ERR_NONE },
	{ "CCJ1UU", ERR_NONE },
	{ "CCJ2UU", ERR_SYNTAX },
	{ "CCUJ2RU", ERR_NONE },
	/* More than there are: all of them. */
	{ "J9", ERR_NONE },
	{ "CCJ9U", ERR_NONE },
	{ "CCJ9UU", ERR_SYNTAX },
	{ "HA1CJ2U", ERR_NONE },
	{ "HA1CJ2UU", ERR_SYNTAX },
	/* History that does not fit, back and forth. */
	{ "gA1", ERR_NONE },
	{ "bA1", ERR_SYNTAX },
	{ "BA1", ERR_SYNTAX },
	{ "FA1", ERR_SYNTAX },
	{ "GA0", ERR_NONE },
	{ "HGA0", ERR_NONE },
	{ "gA0", ERR_SYNTAX },
	{ "bA0", ERR_SYNTAX },
	{ "fA0", ERR_SYNTAX },
	{ "HgA1", ERR_SYNTAX },
	/* No session writes in this order. */
	{ "H", ERR_SYNTAX },
	{ "b", ERR_SYNTAX },
	{ "HE", ERR_SYNTAX },
	{ "HC", ERR_SYNTAX },
	{ "HU", ERR_SYNTAX },
	{ "A0H", ERR_SYNTAX },
	{ "CH", ERR_SYNTAX },
	{ "CHA1", ERR_SYNTAX },
	{ "A0A0", ERR_SYNTAX },
	{ "CA0", ERR_SYNTAX },
};

/* More than there is room for, of one byte. */
static void endless(struct log_maker *scene)
{
	log_add_piece(scene, LOG_FILL, INT64_MAX - SIZE / 2);
	log_put_number(scene, 0);
	log_put(&scene->bytes, 1, 4);
	log_put(&scene->bytes, 'x', 1);
}

static void endless_history(struct log_maker *scene, bool removed)
{
	log_begin_record(scene);
	log_put_number(scene, 10);
	log_put_number(scene, removed ? INT64_MAX - SIZE / 2 : 0);
	endless(scene);
	log_end_record(scene, LOG_HISTORY, 0);
}

static void add_record(struct log_maker *scene, char letter, char digit)
{
	switch (letter) {
	case 'H':
	case 'h':
		log_add_history(scene, 10, "", "abc", letter == 'h' ? LOG_JOINED : 0);
		break;
	case 'G':
		log_add_history(scene, SIZE - 3, "abc", "xyz", 0);
		break;
	case 'g':
	case 'b':
		log_add_history(scene, SIZE + (letter == 'b'), "abc", "", 0);
		break;
	case 'B':
		log_add_history(scene, SIZE - 2, "", "abc", 0);
		break;
	case 'F':
	case 'f':
		endless_history(scene, letter == 'F');
		break;
	case 'A':
		log_add_plain(scene, LOG_APPLIED, (uint64_t)(digit - '0'));
		break;
	case 'J':
		log_add_plain(scene, LOG_JOIN, (uint64_t)(digit - '0'));
		break;
	case 'C':
		log_add_change(scene, 50, "edit");
		break;
	case 'E':
		log_add_plain(scene, LOG_CLEAN, 0);
		break;
	case 'U':
	case 'R':
		log_add_plain(scene, letter == 'U' ? LOG_UNDO : LOG_REDO, 1);
		break;
	}
}

static void add_records(struct log_maker *scene, const char *records)
{
	for (; *records; records++)
		add_record(scene, records[0], records[1]);
}

static void keeps_the_order_of_records(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(orders); i++) {
		struct log_maker scene;
		enum err_code code;

		log_make(&scene, false, 0, SIZE);
		add_records(&scene, orders[i].records);
		code = take(&scene, 0);
		if (code != orders[i].code)
			fail_msg("%s: %d", orders[i].records, (int)code);
	}
}

/* The version is the number behind the first eight bytes, and in the sum of the header. */
static void set_version(struct log_maker *scene, uint32_t version)
{
	uint8_t *data = scene->bytes.data;
	size_t len = scene->bytes.len - 4;

	log_store_number(data + 8, version, 4);
	scene->sum = checksum_crc32c(0, data, len);
	log_store_number(data + len, scene->sum, 4);
}

/* Records of all types that version 1 had, and the one that came before its number was raised. */
static void reads_earlier_versions_but_no_later_one(void **state)
{
	static const struct {
		uint32_t version;
		const char *records;
		enum err_code code;
	} rows[] = {
		{ 1, "HA1CCURU", ERR_NONE },
		{ 1, "GA0CCURU", ERR_NONE },
		{ 1, "HA1CE", ERR_NONE },
		{ 1, "CCJ2U", ERR_NONE },
		{ 1, "CCUUU", ERR_SYNTAX },
		{ LOG_VERSION, "HA1CCURU", ERR_NONE },
		{ LOG_VERSION + 1, "HA1CCURU", ERR_REFUSED },
		{ UINT32_MAX, "C", ERR_REFUSED },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct log_maker scene;

		log_make(&scene, false, 0, SIZE);
		set_version(&scene, rows[i].version);
		add_records(&scene, rows[i].records);
		if (take(&scene, 0) != rows[i].code)
			fail_msg("version %u: %s", rows[i].version, rows[i].records);
	}
}

/* What version 1 says is what it said. */
static void an_old_log_brings_its_edits_back(void **state)
{
	struct recovery_report report;
	struct document_place place;
	struct session session;
	struct log_maker scene;
	uint8_t bytes[SIZE], expected[SIZE];
	struct err err = { 0 };

	(void)state;
	log_make(&scene, false, 0, SIZE);
	set_version(&scene, 1);
	add_records(&scene, "CU");
	log_add_change(&scene, 20, "once");
	log_begin_change(&scene, 300, 2);
	log_add_literal(&scene, "more");
	log_end_record(&scene, LOG_CHANGE, 0);
	log_write_made(&scene);
	memcpy(expected, scene.log.start, SIZE);
	memcpy(expected + 20, "once", 4);
	memcpy(expected + 300, "more", 4);
	open_slice(&session, scene.log.path, 0);
	if (!recovery_apply(session.document, scene.name, RECOVERY_TAKE, &report, &err))
		fail_msg("%s", err.text);
	assert_false(report.cut);
	assert_int_equal(document_size(session.document), SIZE + 2);
	assert_int_equal(document_read(session.document, 0, bytes, NULL, 304, NULL), 0);
	assert_memory_equal(bytes, expected, 304);
	for (int i = 0; i < 2; i++)
		assert_true(document_undo(session.document, &place, &err));
	assert_int_equal(document_undo_count(session.document), 0);
	assert_int_equal(document_size(session.document), SIZE);
	assert_int_equal(document_read(session.document, 0, bytes, NULL, SIZE, NULL), 0);
	assert_memory_equal(bytes, scene.log.start, SIZE);
	close_session(&session);
	tmpdir_free(scene.log.dir);
}

/* In place nothing is undone in the file while the log is read; it is counted all the same, and has
 * to fit to the file in the end. The last undo may be half done, and is not followed. */
static void counts_in_place_as_well(void **state)
{
	static const struct {
		const char *records;
		enum err_code code;
	} rows[] = {
		{ "gA1", ERR_NONE },
		{ "bA1", ERR_CHANGED },
		{ "UE", ERR_SYNTAX },
		{ "A0UE", ERR_SYNTAX },
		{ "A1", ERR_SYNTAX },
		{ "A0R", ERR_SYNTAX },
		{ "HE", ERR_SYNTAX },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct log_maker scene;

		log_make(&scene, true, 0, SIZE);
		add_records(&scene, rows[i].records);
		if (take(&scene, 0) != rows[i].code)
			fail_msg("%s", rows[i].records);
	}
}

/* References to the saved file and to bytes that the log has. */
static void refers_to_what_is_there(void **state)
{
	static const struct {
		enum log_piece_kind kind;
		uint64_t slice;
		int64_t off;     /* in the file; from the literal */
		uint64_t len;
		enum err_code code;
	} rows[] = {
		{ LOG_FILE, 0, SIZE - 5, 5, ERR_NONE },
		{ LOG_FILE, 0, SIZE - 5, 6, ERR_LOST },
		{ LOG_FILE, 0, SIZE + 1, 1, ERR_LOST },
		{ LOG_FILE, 100, 100, 5, ERR_NONE },
		{ LOG_FILE, 100, 99, 5, ERR_LOST },
		{ LOG_FILE, 100, SIZE - 5, 6, ERR_LOST },
		{ LOG_EARLIER, 0, 0, 7, ERR_NONE },
		{ LOG_EARLIER, 0, 2, 5, ERR_NONE },
		{ LOG_EARLIER, 0, 2, 6, ERR_SYNTAX },
		{ LOG_EARLIER, 0, 8, 1, ERR_SYNTAX },
		{ LOG_EARLIER, 0, -1, 2, ERR_SYNTAX },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct log_maker scene;

		log_make(&scene, false, 0, SIZE);
		log_add_change(&scene, 200, "literal");
		log_begin_change(&scene, 300, rows[i].len);
		log_add_piece(&scene, rows[i].kind, rows[i].len);
		log_put_number(&scene, (uint64_t)rows[i].off +
		    (rows[i].kind == LOG_EARLIER ? scene.literal : 0));
		log_end_record(&scene, LOG_CHANGE, 0);
		if (take(&scene, rows[i].slice) != rows[i].code)
			fail_msg("row %zu", i);
	}
}

/* Another file's bytes: only while it is the one it was, with the content it had. */
static void refers_to_the_same_other_file(void **state)
{
	static const struct {
		uint64_t ino, size, mtime, off, len;     /* added to what is right */
		enum err_code code;
	} rows[] = {
		{ 0, 0, 0, 3, 4, ERR_NONE },
		{ 1, 0, 0, 3, 4, ERR_LOST },
		{ 0, 1, 0, 3, 4, ERR_LOST },
		{ 0, 0, 1, 3, 4, ERR_LOST },
		{ 0, 0, 0, 3, 5, ERR_LOST },
		{ 0, 0, 0, 8, 1, ERR_LOST },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct log_identity file;
		struct log_maker scene;
		const char *path;
		struct err err;
		char *real = NULL;
		int fd;

		log_make(&scene, false, 0, SIZE);
		path = tmpdir_write(scene.log.dir, "other", "another", 7);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		assert_true(fd >= 0 && log_identify(fd, &file, &real, &err));
		close(fd);
		free(real);
		file.ino += rows[i].ino;
		file.size += rows[i].size;
		file.mtime_ns ^= rows[i].mtime;
		log_begin_change(&scene, 300, 0);
		log_add_piece(&scene, LOG_OTHER, rows[i].len);
		log_put_number(&scene, rows[i].off);
		log_put_identity(&scene.bytes, &file);
		log_put(&scene.bytes, strlen(path), 4);
		buf_add(&scene.bytes, path, strlen(path));
		log_end_record(&scene, LOG_CHANGE, 0);
		if (take(&scene, 0) != rows[i].code)
			fail_msg("row %zu", i);
	}
}

/* The undo history of an earlier session: of this file as it is, of the part of it that is open,
 * and history alone. */
static void loads_the_history_of_this_content(void **state)
{
	static const struct {
		const char *records;
		uint64_t origin, length, slice;
		bool touched, loaded;
	} rows[] = {
		{ "HA1E", 0, SIZE, 0, false, true },
		{ "HA1E", 0, SIZE, 0, true, false },
		{ "GA0E", 100, 400, 100, false, true },
		{ "GA0E", 0, 400, 100, false, false },
		{ "GA0E", 100, 300, 100, false, false },
		{ "HA1", 0, SIZE, 0, false, false },
		{ "HA1CE", 0, SIZE, 0, false, false },
		{ "HE", 0, SIZE, 0, false, false },
		{ "gA0E", 0, SIZE, 0, false, false },
	};
	const struct timespec moment[2] = { { 5, 0 }, { 5, 0 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct session session;
		struct log_maker scene;

		log_make(&scene, false, rows[i].origin, rows[i].length);
		add_records(&scene, rows[i].records);
		log_write_made(&scene);
		if (rows[i].touched)
			assert_int_equal(utimensat(AT_FDCWD, scene.log.path, moment, 0), 0);
		open_slice(&session, scene.log.path, rows[i].slice);
		if (recovery_load_history(session.document) != rows[i].loaded)
			fail_msg("row %zu", i);
		assert_int_equal(document_undo_count(session.document) +
				 document_redo_count(session.document), rows[i].loaded);
		assert_false(document_is_modified(session.document));
		close_session(&session);
		tmpdir_free(scene.log.dir);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stays_within_the_slice),
		cmocka_unit_test(keeps_the_order_of_records),
		cmocka_unit_test(reads_earlier_versions_but_no_later_one),
		cmocka_unit_test(an_old_log_brings_its_edits_back),
		cmocka_unit_test(counts_in_place_as_well),
		cmocka_unit_test(refers_to_what_is_there),
		cmocka_unit_test(refers_to_the_same_other_file),
		cmocka_unit_test(loads_the_history_of_this_content),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
