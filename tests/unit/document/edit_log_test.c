/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Logs that are damaged, hostile, or about another file; and logs that can not be written. What
 * random edits come to is in tests/model/log_model_test.c.
 */
#include "log_session.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "document/recovery.h"

enum { SIZE = 500, LOG_MOST = 1 << 16, STATES = 16 };

struct scene {
	struct tmpdir *dir;
	const char *path, *folder;
	uint8_t start[SIZE];
	uint8_t states[STATES][2 * SIZE];        /* after each edit */
	size_t lengths[STATES];
	size_t count;
	uint8_t log[LOG_MOST];
	size_t log_len;
	char name[RECOVERY_NAME];
};

static size_t read_all(struct document *document, uint8_t *bytes)
{
	size_t len = (size_t)document_size(document);

	assert_true(len <= (size_t)2 * SIZE);
	assert_int_equal(document_read(document, 0, bytes, NULL, len, NULL), 0);
	return len;
}

static void note_state(struct scene *scene, struct document *document)
{
	assert_true(scene->count < STATES);
	scene->lengths[scene->count] = read_all(document, scene->states[scene->count]);
	scene->count++;
}

static const char *log_path(struct scene *scene, const char *name)
{
	char path[200];

	snprintf(path, sizeof path, "state/burin/%s", name);
	return tmpdir_path(scene->dir, path);
}

static void put_log(struct scene *scene, const uint8_t *bytes, size_t len)
{
	int fd = open(log_path(scene, scene->name), O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, len), len);
	close(fd);
}

static void take_log(struct scene *scene)
{
	DIR *list = opendir(scene->folder);
	struct dirent *entry;

	assert_non_null(list);
	while ((entry = readdir(list)) != NULL) {
		int fd;

		if (entry->d_name[0] == '.')
			continue;
		snprintf(scene->name, sizeof scene->name, "%.63s", entry->d_name);
		fd = open(log_path(scene, scene->name), O_RDONLY);
		scene->log_len = (size_t)read(fd, scene->log, LOG_MOST);
		close(fd);
	}
	closedir(list);
	assert_true(scene->log_len > 0);
}

static void edit(struct scene *scene, struct document *document)
{
	struct document_place place;
	struct err err;

	note_state(scene, document);
	assert_true(document_overwrite(document, 10, "first", 5, 0, &err));
	note_state(scene, document);
	assert_true(document_insert(document, 100, "second", 6, 0, &err));
	note_state(scene, document);
	assert_true(document_delete(document, 200, 20, 0, &err));
	note_state(scene, document);
	assert_true(document_undo(document, &place, &err));
	note_state(scene, document);
	assert_true(document_fill(document, 300, 90, "xy", 2, 0, &err));
	note_state(scene, document);
}

/* A file, and the log that a killed session would have left of some edits. */
static void begin(struct scene *scene)
{
	struct session session;

	*scene = (struct scene){ .dir = tmpdir_new() };
	for (size_t i = 0; i < SIZE; i++)
		scene->start[i] = (uint8_t)(i * 7);
	scene->path = tmpdir_write(scene->dir, "file", scene->start, SIZE);
	setenv("XDG_STATE_HOME", tmpdir_path(scene->dir, "state"), 1);
	scene->folder = tmpdir_path(scene->dir, "state/burin");
	open_session(&session, scene->path, DOCUMENT_COPY);
	edit(scene, session.document);
	take_log(scene);
	close_session(&session);
	put_log(scene, scene->log, scene->log_len);
}

/* What recovering comes to: the number of the state; -1: refused, with the document as it was. */
static int recover(struct scene *scene, struct recovery_report *report, struct err *err)
{
	struct session session;
	uint8_t bytes[2 * SIZE];
	size_t len;
	bool done;
	int state = -1;

	open_session(&session, scene->path, DOCUMENT_COPY);
	document_log_use(session.document, false, false);
	done = recovery_apply(session.document, scene->name, RECOVERY_TAKE, report, err);
	len = read_all(session.document, bytes);
	if (!done) {
		assert_int_equal(len, scene->lengths[0]);
		assert_memory_equal(bytes, scene->states[0], len);
		assert_false(document_is_modified(session.document));
	}
	for (int i = (int)scene->count - 1; done && state < 0 && i >= 0; i--)
		if (len == scene->lengths[i] && memcmp(bytes, scene->states[i], len) == 0)
			state = i;
	if (done && state < 0)
		state = STATES;
	close_session(&session);
	return state;
}

static void is_cut_at_every_byte(void **state)
{
	struct recovery_report report;
	struct scene scene;
	struct err err;
	int last = -1;

	(void)state;
	begin(&scene);
	for (size_t len = 0; len <= scene.log_len; len++) {
		int now;

		put_log(&scene, scene.log, len);
		now = recover(&scene, &report, &err);
		/* States 2 and 4 are the same bytes. */
		assert_true(now < STATES && (now >= last || (now == 3 && last == 4)));
		last = now;
	}
	assert_int_equal(last, (int)scene.count - 1);
	tmpdir_free(scene.dir);
}

static void has_each_byte_flipped(void **state)
{
	struct recovery_report report;
	struct scene scene;
	struct err err;

	(void)state;
	begin(&scene);
	for (size_t at = 0; at < scene.log_len; at++) {
		uint8_t was = scene.log[at];
		int now;

		scene.log[at] = (uint8_t)(was ^ (1 << at % 8));
		put_log(&scene, scene.log, scene.log_len);
		now = recover(&scene, &report, &err);
		assert_true(now < (int)scene.count - 1);
		assert_true(now < 0 || report.cut);
		scene.log[at] = was;
	}
	tmpdir_free(scene.dir);
}

/* The file has other bytes, or another length, than the session saw. */
static void meets_what_another_program_wrote(void **state)
{
	struct recovery_report report;
	struct scene scene;
	struct err err;
	int fd;

	(void)state;
	begin(&scene);
	fd = open(scene.path, O_WRONLY);
	assert_int_equal(pwrite(fd, "!", 1, 12), 1);
	scene.states[0][12] = '!';
	assert_int_equal(recover(&scene, &report, &err), STATES);
	assert_int_equal(report.different, 1);
	assert_int_equal(report.places[0].pos, 10);
	assert_int_equal(report.after, 0);
	/* A deletion is in the way of all that comes after it. */
	assert_int_equal(pwrite(fd, scene.start + 12, 1, 12), 1);
	assert_int_equal(pwrite(fd, "!", 1, 199), 1);
	assert_int_equal(recover(&scene, &report, &err), STATES);
	assert_int_equal(report.different, 1);
	assert_int_equal(report.after, 2);
	scene.states[0][12] = scene.start[12];
	scene.states[0][199] = '!';
	assert_int_equal(ftruncate(fd, SIZE - 1), 0);
	scene.lengths[0]--;
	assert_int_equal(recover(&scene, &report, &err), -1);
	assert_int_equal(err.code, ERR_CHANGED);
	close(fd);
	tmpdir_free(scene.dir);
}

static void is_about_another_file(void **state)
{
	struct recovery_item items[RECOVERY_MOST];
	struct recovery_report report;
	struct session session;
	struct scene scene;
	struct err err;

	(void)state;
	begin(&scene);
	assert_int_equal(rename(scene.path, tmpdir_path(scene.dir, "old")), 0);
	tmpdir_write(scene.dir, "file", scene.start, SIZE);
	assert_int_equal(recover(&scene, &report, &err), -1);
	assert_int_equal(err.code, ERR_CHANGED);
	open_session(&session, scene.path, DOCUMENT_COPY);
	assert_int_equal(recovery_find(session.document, items, RECOVERY_MOST), 1);
	assert_int_equal(items[0].state, RECOVERY_ORPHAN);
	recovery_item_done(&items[0]);
	close_session(&session);
	/* The file itself is known by its new name. */
	scene.path = tmpdir_path(scene.dir, "old");
	open_session(&session, scene.path, DOCUMENT_COPY);
	assert_int_equal(recovery_find(session.document, items, RECOVERY_MOST), 1);
	assert_int_equal(items[0].state, RECOVERY_LEFT);
	recovery_item_done(&items[0]);
	close_session(&session);
	assert_int_equal(recover(&scene, &report, &err), (int)scene.count - 1);
	tmpdir_free(scene.dir);
}

static void is_no_plain_private_file(void **state)
{
	struct recovery_report report;
	struct scene scene;
	const char *path, *aside;
	struct err err;

	(void)state;
	begin(&scene);
	path = log_path(&scene, scene.name);
	aside = tmpdir_path(scene.dir, "aside");
	assert_int_equal(chmod(path, 0666), 0);
	assert_int_equal(recover(&scene, &report, &err), -1);
	assert_int_equal(err.code, ERR_REFUSED);
	assert_int_equal(chmod(path, 0600), 0);
	assert_int_equal(link(path, aside), 0);
	assert_int_equal(recover(&scene, &report, &err), -1);
	assert_int_equal(err.code, ERR_REFUSED);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink(aside, path), 0);
	assert_int_equal(recover(&scene, &report, &err), -1);
	assert_int_equal(err.code, ERR_REFUSED);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(recover(&scene, &report, &err), -1);
	assert_int_equal(err.code, ERR_REFUSED);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rename(aside, path), 0);
	assert_int_equal(recover(&scene, &report, &err), (int)scene.count - 1);
	tmpdir_free(scene.dir);
}

/* A live session's log can be neither applied nor removed; another session takes another name. */
static void belongs_to_a_live_session(void **state)
{
	struct recovery_report report;
	struct session one, two;
	struct recovery_item items[RECOVERY_MOST];
	struct scene scene;
	struct err err;

	(void)state;
	begin(&scene);
	assert_true(recovery_discard(scene.name, &err));
	open_session(&one, scene.path, DOCUMENT_COPY);
	open_session(&two, scene.path, DOCUMENT_COPY);
	assert_true(document_overwrite(one.document, 0, "one", 3, 0, &err));
	assert_int_equal(recovery_find(two.document, items, RECOVERY_MOST), 1);
	assert_int_equal(items[0].state, RECOVERY_ALIVE);
	assert_false(recovery_apply(two.document, items[0].name, RECOVERY_TAKE, &report, &err));
	assert_int_equal(err.code, ERR_BUSY);
	assert_false(recovery_discard(items[0].name, &err));
	assert_int_equal(err.code, ERR_BUSY);
	recovery_item_done(&items[0]);
	assert_true(document_overwrite(two.document, 0, "two", 3, 0, &err));
	assert_int_equal(tmpdir_count(scene.dir), 2);
	/* One is killed, the other goes on. */
	document_log_keep(one.document);
	close_session(&one);
	assert_true(document_is_logged(two.document));
	assert_int_equal(recovery_find(two.document, items, RECOVERY_MOST), 2);
	recovery_item_done(&items[0]);
	recovery_item_done(&items[1]);
	close_session(&two);
	tmpdir_free(scene.dir);
}

/* The edit is made, the log is whole up to there, and it is told. */
static void meets_a_full_disk(void **state)
{
	struct rlimit all, few = { 0 };
	struct session session;
	struct scene scene;
	uint8_t bytes[400] = { 1 };
	struct err err;

	(void)state;
	begin(&scene);
	assert_true(recovery_discard(scene.name, &err));
	signal(SIGXFSZ, SIG_IGN);
	open_session(&session, scene.path, DOCUMENT_COPY);
	assert_true(document_overwrite(session.document, 0, "a", 1, 0, &err));
	take_log(&scene);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &all), 0);
	few = all;
	few.rlim_cur = scene.log_len + 100;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &few), 0);
	assert_true(document_overwrite(session.document, 50, bytes, sizeof bytes, 0, &err));
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &all), 0);
	assert_non_null(document_log_problem(session.document));
	assert_false(document_is_logged(session.document));
	{
		struct stat st;

		assert_int_equal(stat(log_path(&scene, scene.name), &st), 0);
		assert_int_equal(st.st_size, scene.log_len);
	}
	document_log_keep(session.document);
	close_session(&session);
	tmpdir_free(scene.dir);
}

static void can_not_be_kept_in_a_folder_of_others(void **state)
{
	struct session session;
	struct scene scene;
	struct err err;

	(void)state;
	begin(&scene);
	assert_int_equal(chmod(scene.folder, 0755), 0);
	open_session(&session, scene.path, DOCUMENT_COPY);
	assert_true(document_is_logged(session.document));
	assert_true(document_overwrite(session.document, 0, "a", 1, 0, &err));
	assert_non_null(strstr(document_log_problem(session.document), "chmod 700"));
	close_session(&session);
	assert_int_equal(chmod(scene.folder, 0700), 0);
	tmpdir_free(scene.dir);
}

/* From now on 4 MiB more of memory are all there is; mappings of files do not count. (100, where an
 * instrumented program keeps books of its memory.) */
static struct rlimit limit_memory(void)
{
	struct rlimit all, few;
	char *line = NULL;
	size_t room = 0;
	unsigned long long kib = 0;
	const char *value = getenv("BURIN_INSTRUMENTED");
	bool instrumented = value && strcmp(value, "yes") == 0;
	FILE *status = fopen("/proc/self/status", "re");

	assert_non_null(status);
	while (kib == 0 && getline(&line, &room, status) > 0)
		(void)!sscanf(line, "VmData: %llu", &kib);
	free(line);
	fclose(status);
	assert_true(kib > 0);
	assert_int_equal(getrlimit(RLIMIT_DATA, &all), 0);
	few = all;
	few.rlim_cur = (rlim_t)(kib << 10) + ((rlim_t)(instrumented ? 100 : 4) << 20);
	assert_int_equal(setrlimit(RLIMIT_DATA, &few), 0);
	return all;
}

/* Filling and copying gigabytes is a small record, and takes little memory. */
static void stays_small(void **state)
{
	struct rlimit memory;
	const uint64_t big = UINT64_C(10) << 30;
	struct tmpdir *dir = tmpdir_new();
	struct session session;
	struct scene scene = { .dir = dir };
	struct rope *copy;
	struct err err;

	(void)state;
	setenv("XDG_STATE_HOME", tmpdir_path(dir, "state"), 1);
	scene.folder = tmpdir_path(dir, "state/burin");
	memory = limit_memory();
	open_session(&session, tmpdir_sparse(dir, "file", big), DOCUMENT_COPY);
	assert_true(document_fill(session.document, 0, big, "abc", 3, 0, &err));
	assert_true(document_resize(session.document, 2 * big, &err));
	copy = document_copy(session.document, 5, big, &err);
	assert_true(document_replace(session.document, 7, 0, copy, 0, &err));
	rope_unref(&session.ropes, copy);
	assert_null(document_log_problem(session.document));
	take_log(&scene);
	assert_true(scene.log_len < 500000);
	close_session(&session);
	assert_int_equal(setrlimit(RLIMIT_DATA, &memory), 0);
	tmpdir_free(dir);
}

/* Undo goes back behind the end of the session, unless the file is another one since. */
static void keeps_undo(void **state)
{
	struct document_place place;
	struct session session;
	struct scene scene;
	struct err err;

	(void)state;
	for (int changed = 0; changed < 2; changed++) {
		begin(&scene);
		assert_true(recovery_discard(scene.name, &err));
		open_session(&session, scene.path, DOCUMENT_WRITE);
		document_log_use(session.document, true, true);
		assert_true(document_overwrite(session.document, 3, "abc", 3, 0, &err));
		close_session(&session);
		if (changed) {
			int fd = open(scene.path, O_WRONLY);

			assert_int_equal(pwrite(fd, "x", 1, SIZE), 1);
			close(fd);
		}
		open_session(&session, scene.path, DOCUMENT_COPY);
		document_log_use(session.document, true, true);
		assert_int_equal(recovery_load_history(session.document), !changed);
		assert_int_equal(document_undo_count(session.document), !changed);
		assert_false(document_is_modified(session.document));
		if (!changed) {
			uint8_t bytes[2 * SIZE];

			assert_true(document_undo(session.document, &place, &err));
			assert_int_equal(read_all(session.document, bytes), SIZE);
			assert_memory_equal(bytes, scene.start, SIZE);
		}
		close_session(&session);
		tmpdir_free(scene.dir);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_cut_at_every_byte),
		cmocka_unit_test(has_each_byte_flipped),
		cmocka_unit_test(meets_what_another_program_wrote),
		cmocka_unit_test(is_about_another_file),
		cmocka_unit_test(is_no_plain_private_file),
		cmocka_unit_test(belongs_to_a_live_session),
		cmocka_unit_test(meets_a_full_disk),
		cmocka_unit_test(can_not_be_kept_in_a_folder_of_others),
		cmocka_unit_test(stays_small),
		cmocka_unit_test(keeps_undo),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
