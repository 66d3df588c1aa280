/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Journals of moved bytes that are cut, damaged, of another file, or forged with sums that are
 * right: each is refused with a sentence, and nothing is written to the file.
 */
#include "unit/document/save_support.h"

#include "document/journal_shift.h"
#include "store/private_folder.h"

#include <fcntl.h>
#include <inttypes.h>
#include <unistd.h>

enum { OLD = 3000, COMES = 50, KEPT = 2000, ROOM = 1 << 16 };

static const char path[] = "/a/file";

static struct scene {
	struct world world;
	struct private_folder *folder;
	int fd;                  /* of the file */
	char name[JOURNAL_NAME];
	uint8_t old[OLD];
	_Alignas(struct journal_header) uint8_t journal[ROOM];   /* as it was made */
	size_t len;
} scene;

static int folder(void)
{
	return private_folder_fd(scene.folder);
}

static void write_journal(const uint8_t *bytes, size_t len)
{
	int fd;

	(void)unlinkat(folder(), scene.name, 0);
	fd = openat(folder(), scene.name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, bytes, len, 0), (ssize_t)len);
	close(fd);
}

/* A save that was interrupted right after its commit: bytes come at the start, some go. */
static void make_journal(void)
{
	const struct shift_entry entries[] = {
		{ SHIFT_WRITE, 0, 0, COMES },
		{ SHIFT_MOVE, 0, COMES, KEPT },
		{ SHIFT_CUT, KEPT, 0, 10 },
		{ SHIFT_MOVE, KEPT + 10, COMES + KEPT, OLD - KEPT - 10 },
	};
	uint8_t bytes[COMES + 10] = { 1, 2, 3 };
	struct err err;
	struct journal *journal = journal_new(&disk_real, folder(), scene.fd, JOURNAL_SHIFT, path,
					      &err);
	int fd;

	assert_non_null(journal);
	assert_true(shift_begin(journal, entries, ARRAY_COUNT(entries), OLD + COMES - 10, 700,
				&err));
	assert_true(journal_add(journal, bytes, sizeof bytes, &err));
	assert_true(shift_seal(journal, &err) && journal_commit(journal, &err));
	memcpy(scene.name, journal->name, sizeof scene.name);
	journal_close(journal);
	fd = openat(folder(), scene.name, O_RDONLY | O_CLOEXEC);
	scene.len = (size_t)pread(fd, scene.journal, ROOM, 0);
	assert_true(scene.len > JOURNAL_SECTOR && scene.len < ROOM);
	close(fd);
	/* The file has changed since, or a damaged journal means nothing. */
	assert_int_equal(fchmod(scene.fd, 0640), 0);
}

static int setup(void **state)
{
	struct random random = { 3 };
	struct err err;

	(void)state;
	world_start(&scene.world);
	scene.folder = private_folder_open(true, &err);
	assert_non_null(scene.folder);
	random_fill(&random, scene.old, OLD);
	scene.fd = open(tmpdir_write(scene.world.dir, "file", scene.old, OLD), O_RDWR | O_CLOEXEC);
	assert_true(scene.fd >= 0);
	make_journal();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	(void)unlinkat(folder(), scene.name, 0);
	close(scene.fd);
	private_folder_close(scene.folder);
	world_end(&scene.world);
	return 0;
}

static void must_be_as_before(void)
{
	tmpdir_check(scene.world.dir, "file", scene.old, OLD);
}

/* It is found and checked; what came of it in *err. */
static bool is_taken(struct err *err)
{
	struct journal *journal = journal_find(&disk_real, folder(), scene.fd, err);
	bool ok = journal && journal_check(journal, scene.fd, err);

	/* What was refused is refused by those who would write, too. */
	if (journal && !ok) {
		struct err again;

		assert_false(journal_finish(journal, scene.fd, &again));
		assert_false(journal_undo(journal, scene.fd, &again));
		assert_true(faccessat(folder(), scene.name, F_OK, 0) == 0);
	}
	journal_close(journal);
	must_be_as_before();
	return ok;
}

static void the_whole_one_is_taken(void **state)
{
	struct err err;

	(void)state;
	assert_true(is_taken(&err));
}

/* Without its slots it is one of a save that has moved nothing yet. */
static void a_cut_one_is_refused(void **state)
{
	const struct journal_header *header = (const struct journal_header *)(void *)scene.journal;
	size_t body_end = JOURNAL_SECTOR + (size_t)header->body;
	struct err err;

	(void)state;
	for (size_t len = 0; len < scene.len; len += len < body_end ? 7 : 101) {
		write_journal(scene.journal, len);
		assert_int_equal(is_taken(&err), len >= body_end);
	}
}

static void a_damaged_one_is_refused(void **state)
{
	uint8_t bytes[ROOM];
	struct journal_header *header = (struct journal_header *)(void *)scene.journal;
	size_t end = JOURNAL_SECTOR + (size_t)header->body;
	struct err err;

	(void)state;
	for (size_t at = 0; at < end; at++) {
		if (at >= sizeof *header && at < JOURNAL_SECTOR)
			continue;
		memcpy(bytes, scene.journal, scene.len);
		bytes[at] ^= (uint8_t)(1 << at % 8);
		write_journal(bytes, scene.len);
		assert_false(is_taken(&err));
	}
}

/* One number of the header or of an entry is another one; the sums are right. */
struct forgery {
	size_t at;               /* in the header, or in entry `entry` */
	int entry;               /* -1: the header */
	uint64_t value;
	enum err_code code;
	const char *text;
};

#define HEADER(field, value, code, text) \
	{ offsetof(struct journal_header, field), -1, value, code, text }
#define ENTRY(entry, field, value) \
	{ offsetof(struct shift_entry, field), entry, value, ERR_LOST, "holds what can not be" }

static const struct forgery forgeries[] = {
	HEADER(kind, 7, ERR_REFUSED, "of a kind"),
	HEADER(file.ino, 1, ERR_CHANGED, "of another file"),
	HEADER(file.size, UINT64_MAX, ERR_CHANGED, "length"),
	HEADER(file.size, OLD + 500, ERR_CHANGED, "length"),
	HEADER(file.size, OLD - 100, ERR_LOST, "holds what can not be"),
	HEADER(new_size, UINT64_MAX, ERR_LOST, "holds what can not be"),
	HEADER(new_size, OLD - 500, ERR_LOST, "holds what can not be"),
	HEADER(count, 0, ERR_LOST, "holds what can not be"),
	HEADER(count, 3, ERR_LOST, "holds what can not be"),
	HEADER(count, 5, ERR_LOST, "holds what can not be"),
	HEADER(count, UINT64_C(1) << 59, ERR_LOST, "holds what can not be"),
	HEADER(count, UINT64_MAX, ERR_LOST, "holds what can not be"),
	HEADER(path_len, 40, ERR_LOST, "holds what can not be"),
	HEADER(path_len, UINT64_MAX, ERR_LOST, "not whole"),
	HEADER(path_len, JOURNAL_PATH_MOST + 1, ERR_LOST, "not whole"),
	HEADER(body, UINT64_MAX, ERR_LOST, "not whole"),
	HEADER(chunk, 0, ERR_LOST, "holds what can not be"),
	HEADER(chunk, JOURNAL_CHUNK_MOST + 1, ERR_LOST, "holds what can not be"),
	HEADER(chunk, UINT64_MAX, ERR_LOST, "holds what can not be"),
	ENTRY(0, kind, 0),
	ENTRY(0, kind, SHIFT_CUT_HOLE + 1),
	ENTRY(0, len, 0),
	ENTRY(0, len, UINT64_MAX),
	ENTRY(0, to, OLD + COMES - 10),
	ENTRY(0, to, UINT64_MAX),
	ENTRY(1, from, OLD),
	ENTRY(1, from, UINT64_MAX - 5),
	ENTRY(1, from, 20),
	ENTRY(1, to, OLD),
	ENTRY(1, to, COMES + 1),
	ENTRY(1, len, 0),
	ENTRY(1, len, UINT64_MAX),
	ENTRY(1, len, KEPT + 11),
	ENTRY(2, from, OLD - 5),
	ENTRY(2, len, 11),
	/* Over bytes that come from elsewhere, and out of bytes that stay. */
	ENTRY(0, to, 1),
	ENTRY(0, to, 500),
	ENTRY(2, from, KEPT - 1),
	ENTRY(2, from, KEPT + 1),
	ENTRY(3, from, KEPT - 1),
	ENTRY(3, to, COMES + KEPT - 1),
};

static void forge(const struct forgery *forgery)
{
	static uint8_t bytes[ROOM];
	struct journal_header header;
	size_t entries = JOURNAL_SECTOR + strlen(path);
	size_t at = forgery->entry < 0 ? forgery->at :
		    entries + (size_t)forgery->entry * sizeof(struct shift_entry) + forgery->at;
	bool is_kind = forgery->entry < 0 && forgery->at == offsetof(struct journal_header, kind);

	memcpy(bytes, scene.journal, scene.len);
	memcpy(bytes + at, &forgery->value, is_kind ? sizeof header.kind : sizeof forgery->value);
	memcpy(&header, bytes, sizeof header);
	if (header.body <= scene.len - JOURNAL_SECTOR)
		header.body_sum = xxhash_of(bytes + JOURNAL_SECTOR, (size_t)header.body);
	header.sum = xxhash_of(&header, offsetof(struct journal_header, sum));
	memcpy(bytes, &header, sizeof header);
	write_journal(bytes, scene.len);
}

static void a_forged_one_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(forgeries); i++) {
		struct err err = { 0 };

		forge(&forgeries[i]);
		if (is_taken(&err))
			fail_msg("row %zu was taken", i);
		if (err.code != forgeries[i].code || !strstr(err.text, forgeries[i].text))
			fail_msg("row %zu: %d, %s", i, (int)err.code, err.text);
	}
}

static void a_file_of_another_length_is_refused(void **state)
{
	struct err err;
	struct journal *journal = journal_find(&disk_real, folder(), scene.fd, &err);

	(void)state;
	assert_non_null(journal);
	assert_int_equal(ftruncate(scene.fd, OLD - 1), 0);
	assert_false(journal_check(journal, scene.fd, &err));
	assert_int_equal(err.code, ERR_CHANGED);
	assert_int_equal(ftruncate(scene.fd, OLD + COMES), 0);
	assert_false(journal_finish(journal, scene.fd, &err));
	assert_int_equal(err.code, ERR_CHANGED);
	journal_close(journal);
}

#define journal_case(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		journal_case(the_whole_one_is_taken),
		journal_case(a_cut_one_is_refused),
		journal_case(a_damaged_one_is_refused),
		journal_case(a_forged_one_is_refused),
		journal_case(a_file_of_another_length_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
