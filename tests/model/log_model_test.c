/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random edits with an edit log. After each the session is "killed": its log is copied to another
 * private folder, and a second document recovers from it. That must have the same bytes and the
 * same undo history as the first; of an edit in place, the bytes from before.
 */
#include "support/testing.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "document/document.h"
#include "document/recovery.h"
#include "document/save.h"

enum { ROUNDS = 8, STEPS = 60, START = 900, MOST = 4000, BIG = 100000 };

struct session {
	struct store *store;
	struct ropes ropes;
	struct document *document;
};

struct world {
	struct tmpdir *dir;
	const char *path;
	const char *live, *copied;       /* two state homes */
	struct session first;
	uint8_t start[START];
	bool in_place;
};

static struct random rnd;

static size_t below(size_t bound)
{
	return (size_t)random_below(&rnd, bound);
}

static void open_session(struct session *session, const char *path, bool in_place)
{
	const struct document_options options = { .mode = in_place ? DOCUMENT_WRITE :
								     DOCUMENT_COPY };
	struct err err;

	session->store = store_new(4096, &err);
	assert_non_null(session->store);
	ropes_init(&session->ropes, session->store);
	session->document = document_open(&session->ropes, path, &options, &err);
	if (!session->document)
		fail_msg("%s", err.text);
	document_log_use(session->document, true, false);
}

static void close_session(struct session *session)
{
	document_close(session->document);
	ropes_done(&session->ropes);
	store_free(session->store);
}

static void copy_file(const char *from, const char *to)
{
	static uint8_t bytes[1 << 22];
	int in = open(from, O_RDONLY), out = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	ssize_t len = read(in, bytes, sizeof bytes);

	assert_true(in >= 0 && out >= 0 && len >= 0 && (size_t)len < sizeof bytes);
	assert_int_equal(write(out, bytes, (size_t)len), len);
	close(in);
	close(out);
}

/* For each log in a state home: copies it to another one, or with NULL removes it. */
static size_t each_log(const char *home, const char *to)
{
	char folder[600], from[1200], copy[1200];
	struct dirent *entry;
	size_t count = 0;
	DIR *list;

	snprintf(folder, sizeof folder, "%s/burin", home);
	list = opendir(folder);
	while (list && (entry = readdir(list)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(from, sizeof from, "%s/%s", folder, entry->d_name);
		if (to) {
			snprintf(copy, sizeof copy, "%s/burin/%s", to, entry->d_name);
			copy_file(from, copy);
		} else {
			unlink(from);
		}
		count++;
	}
	if (list)
		closedir(list);
	return count;
}

static void make_folder(const char *home)
{
	char folder[600];

	assert_int_equal(mkdir(home, 0700), 0);
	snprintf(folder, sizeof folder, "%s/burin", home);
	assert_int_equal(mkdir(folder, 0700), 0);
}

static void check_same(struct document *one, struct document *two)
{
	static uint8_t a[MOST], b[MOST];
	uint64_t size = document_size(one);

	assert_int_equal(document_size(two), size);
	for (uint64_t pos = 0; pos < size; pos += MOST) {
		size_t part = size - pos < MOST ? (size_t)(size - pos) : MOST;

		assert_int_equal(document_read(one, pos, a, NULL, part, NULL), 0);
		assert_int_equal(document_read(two, pos, b, NULL, part, NULL), 0);
		assert_memory_equal(a, b, part);
	}
}

static void check_copy(struct document *live, struct document *back)
{
	struct document_place place;
	uint64_t undo = document_undo_count(live);
	struct err err;

	check_same(live, back);
	assert_int_equal(document_is_modified(back), document_is_modified(live));
	assert_int_equal(document_undo_count(back), undo);
	assert_int_equal(document_redo_count(back), document_redo_count(live));
	/* All the way back, with the log off for both. */
	document_log_use(back, false, false);
	document_log_use(live, false, false);
	for (uint64_t i = 0; i < undo; i++) {
		assert_true(document_undo(live, &place, &err));
		assert_true(document_undo(back, &place, &err));
		assert_int_equal(document_is_modified(back), document_is_modified(live));
	}
	check_same(live, back);
	for (uint64_t i = 0; i < undo; i++)
		assert_true(document_redo(live, &place, &err));
	document_log_use(live, true, false);
}

/* In place the file must be as it was before the session. */
static void check_taken_back(const struct world *world, struct document *back)
{
	uint8_t bytes[START];

	assert_int_equal(document_size(back), START);
	assert_int_equal(document_read(back, 0, bytes, NULL, START, NULL), 0);
	assert_memory_equal(bytes, world->start, START);
}

static void kill_and_recover(struct world *world)
{
	struct recovery_item items[RECOVERY_MOST];
	struct recovery_report report;
	struct session second;
	struct err err;
	size_t count;

	each_log(world->copied, NULL);
	if (each_log(world->live, world->copied) == 0) {
		assert_false(document_is_modified(world->first.document));
		return;
	}
	setenv("XDG_STATE_HOME", world->copied, 1);
	open_session(&second, world->path, false);
	count = recovery_find(second.document, items, RECOVERY_MOST);
	assert_int_equal(count, 1);
	if (!recovery_apply(second.document, items[0].name, RECOVERY_TAKE, &report, &err))
		fail_msg("%s", err.text);
	assert_int_equal(report.different, 0);
	assert_int_equal(report.after, 0);
	assert_false(report.cut);
	if (world->in_place)
		check_taken_back(world, second.document);
	else
		check_copy(world->first.document, second.document);
	recovery_item_done(&items[0]);
	close_session(&second);
	setenv("XDG_STATE_HOME", world->live, 1);
}

static void save(struct world *world)
{
	const struct save_request request = { 0 };
	struct err err;
	struct job *job = save_new(world->first.document, &request, &err);

	assert_non_null(job);
	/* Sometimes an edit is made while the save runs. */
	if (below(3) == 0 && document_size(world->first.document) > 0)
		assert_true(document_overwrite(world->first.document, 0, "w", 1, 0, &err));
	assert_int_equal(job_run(job, &err), JOB_DONE);
	save_finish(job, world->first.document);
	job_free(job);
}

static void edit_bytes(struct world *world, size_t pos, size_t len, unsigned flags)
{
	struct document *document = world->first.document;
	uint8_t bytes[600];
	struct err err;

	random_fill(&rnd, bytes, sizeof bytes);
	assert_true(document_overwrite(document, pos, bytes, len, flags, &err));
}

static void edit_length(struct world *world, size_t pos, size_t len, unsigned flags)
{
	struct document *document = world->first.document;
	size_t size = (size_t)document_size(document);
	uint8_t bytes[600];
	struct rope *rope;
	struct err err;

	random_fill(&rnd, bytes, sizeof bytes);
	switch (below(6)) {
	case 0:
		assert_true(document_insert(document, pos, bytes, below(sizeof bytes), flags,
					    &err));
		break;
	case 1:
		assert_true(document_delete(document, pos, len, flags, &err));
		break;
	case 2:
		assert_true(document_move(document, pos, len, below(2) ? 0 : size, &err));
		break;
	case 3:
		rope = len > 0 ? document_copy(document, pos, len, &err) : NULL;
		assert_true(document_replace(document, below(size + 1), 0, rope, flags, &err));
		rope_unref(&world->first.ropes, rope);
		break;
	case 4:
		if (size < MOST)
			assert_true(document_fill(document, pos, 0, "abc", 3, 0, &err));
		assert_true(document_resize(document, below(2 * START), &err));
		break;
	case 5:
		if (size < 3 * BIG)
			assert_true(document_resize(document, size + BIG, &err));
		break;
	}
}

static void step(struct world *world)
{
	struct document *document = world->first.document;
	size_t size = (size_t)document_size(document);
	size_t pos = below(size + 1), len = below(size - pos < 400 ? size - pos + 1 : 400);
	unsigned flags = (unsigned)below(4);
	struct document_place place;
	struct err err;

	/* What is grouped has as many steps as it had until the end. */
	if (below(4) == 0)
		document_group(document);
	else if (below(4) == 0)
		document_group_end(document);
	switch (below(10)) {
	case 0: case 1: case 2:
		edit_bytes(world, pos, len, flags);
		break;
	case 3:
		assert_true(document_fill(document, pos, size - pos, "xyz", 1 + below(3), flags,
					  &err));
		break;
	case 4: case 5:
		document_undo(document, &place, &err);
		break;
	case 6:
		document_redo(document, &place, &err);
		break;
	case 7:
		if (!world->in_place && below(3) == 0)
			save(world);
		else if (below(2) == 0)
			document_seal(document);
		break;
	default:
		if (world->in_place)
			edit_bytes(world, pos, len < 3 ? len : 3, flags);
		else
			edit_length(world, pos, len, flags);
	}
}

static void begin(struct world *world, bool in_place)
{
	*world = (struct world){ .dir = tmpdir_new(), .in_place = in_place };
	random_fill(&rnd, world->start, START);
	world->path = tmpdir_write(world->dir, "file", world->start, START);
	world->live = tmpdir_path(world->dir, "live");
	world->copied = tmpdir_path(world->dir, "copied");
	make_folder(world->live);
	make_folder(world->copied);
	setenv("XDG_STATE_HOME", world->live, 1);
	open_session(&world->first, world->path, in_place);
}

static void play(bool in_place, int rounds)
{
	for (int round = 0; round < rounds; round++) {
		struct world world;

		begin(&world, in_place);
		for (int i = 0; i < STEPS; i++) {
			step(&world);
			kill_and_recover(&world);
		}
		close_session(&world.first);
		assert_int_equal(each_log(world.live, NULL), 0);
		tmpdir_free(world.dir);
	}
}

static void brings_back_every_edit(void **state)
{
	(void)state;
	play(false, ROUNDS);
}

static void takes_back_edits_in_place(void **state)
{
	(void)state;
	play(true, ROUNDS / 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(brings_back_every_edit),
		cmocka_unit_test(takes_back_edits_in_place),
	};

	random_start(&rnd);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
