/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * REPLACE and NEW: saves that make a new file. They run as they are, in a real folder, and after
 * each call that changed something the test looks at what a kill, and several power cuts, at that
 * moment would leave (support/sim_folder.h): under the name there is the old file or the new one,
 * whole and with its mode; the new one once the save had said so; the old one once it had said that
 * it failed. NAME~ is whole before the file changes. Calls fail, saves are cancelled, and file
 * systems do without unnamed files, exchanges, links, copies or synced folders.
 */
#include "support/testing.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "document/save.h"
#include "support/power_cut.h"
#include "support/sim_folder.h"

enum {
	OLD_MOST = 3000,
	BIG = 150000,            /* holes, and runs that the system copies */
	ROOM = BIG + 20000,
	CUTS = 6,                /* power cuts after a call */
	CUTS_AT_END = 12,
	CALLS = 30,
};

/* What a file system can not do. */
enum { NO_UNNAMED = 1, NO_EXCHANGE = 2, NO_RENAME = 4, NO_LINKS = 8, NO_COPY = 16, NO_FOLDER = 32 };

/* One save. */
struct scene {
	struct power *power;
	struct document *document;
	const char *target;      /* "file", "other" or "fresh" */
	const char *path;        /* of it */
	const char *keep;        /* its NAME~ */
	bool has_old;            /* there is one; false: NEW */
	uint8_t *old, *new, *own;        /* owned; ROOM bytes: of the target, and of the document */
	uint64_t old_len, new_len, own_len;
	mode_t mode;
	bool slice;
	bool backup;
	unsigned poor;
	struct power_trouble trouble;
	uint64_t calls, failed;
	uint64_t cancel_at;      /* a step; 0: never */
	struct sim_folder folder;
	bool said_saved;
	bool said_failed;
};

static struct scene *scene;

/* One folder for all saves, with the names in it. */
static struct {
	struct tmpdir *dir;
	const char *path, *file, *other, *fresh;
} place;

static bool is_folder(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISDIR(st.st_mode);
}

static int poorer(const struct save_call *call)
{
	static const struct {
		unsigned poor;
		const char *call;
		int flags;               /* these, or any with none */
		int error;
	} rows[] = {
		{ NO_UNNAMED, "openat", O_TMPFILE, EOPNOTSUPP },
		{ NO_EXCHANGE, "renameat2", RENAME_EXCHANGE, EINVAL },
		{ NO_RENAME, "renameat2", RENAME_NOREPLACE, EINVAL },
		{ NO_LINKS, "linkat", 0, EPERM },
		{ NO_COPY, "copy_file_range", 0, EXDEV },
		{ NO_FOLDER, "fsync", 0, EINVAL },
	};

	for (size_t i = 0; i < ARRAY_COUNT(rows); i++)
		if ((scene->poor & rows[i].poor) && strcmp(call->name, rows[i].call) == 0 &&
		    (call->flags & rows[i].flags) == rows[i].flags &&
		    (rows[i].poor != NO_FOLDER || is_folder(call->fd)))
			return rows[i].error;
	return 0;
}

static int before(const struct save_call *call)
{
	const struct power_trouble *trouble = &scene->trouble;
	int error = poorer(call);

	if (error)
		return error;
	scene->calls++;
	if (trouble->at == 0 || scene->calls < trouble->at ||
	    (scene->calls > trouble->at && !trouble->on))
		return 0;
	scene->failed++;
	return trouble->error;
}

static bool is(const struct sim_rest *rest, const uint8_t *bytes, uint64_t len)
{
	return rest->len == len && memcmp(rest->bytes, bytes, len) == 0;
}

/* The backup was there before the file changed, and is never a part of one. */
static void judge_backup(bool is_old)
{
	struct sim_rest rest;
	bool there = sim_folder_look(&scene->folder, scene->keep, &rest);

	if (there && !is(&rest, scene->old, scene->old_len) && !is(&rest, scene->new, 1))
		power_fail(scene->power, "NAME~ is torn");
	if (!is_old && (!there || !is(&rest, scene->old, scene->old_len)))
		power_fail(scene->power, "the file changed before NAME~ was whole");
}

static void judge(bool killed)
{
	const char *const names[] = { "file", scene->target, scene->keep, NULL };
	struct power *power = scene->power;
	struct sim_rest rest;
	bool there, is_old, is_new;
	int others;

	sim_folder_crash(&scene->folder, killed);
	there = sim_folder_look(&scene->folder, scene->target, &rest);
	is_old = scene->has_old ? there && is(&rest, scene->old, scene->old_len) : !there;
	is_new = there && is(&rest, scene->new, scene->new_len);
	if (!is_old && !is_new)
		power_fail(power, there ? "torn" : "gone");
	if (scene->has_old && rest.mode != scene->mode)
		power_fail(power, "the mode was lost");
	if (scene->said_saved && !is_new)
		power_fail(power, "said saved, and lost it");
	if (scene->said_failed && (killed || !scene->trouble.on) && !is_old)
		power_fail(power, "said failed, and the file is not the old one");
	if (scene->backup)
		judge_backup(is_old);
	others = sim_folder_others(&scene->folder, names);
	if (killed ? others > 1 : scene->said_saved && !scene->failed && others > 0)
		power_fail(power, "temporary files are left");
	power->left_old += is_old;
	power->left_new += !is_old;
	power->run++;
}

static void judge_all(int cuts)
{
	judge(true);
	for (int i = 0; i < cuts; i++)
		judge(false);
}

static void after(const struct save_call *call)
{
	if (sim_folder_note(&scene->folder, call))
		judge_all(CUTS);
}

/* Edits that leave another document; the length of a slice is fixed. */
static void edit(struct random *random)
{
	uint64_t edits = random_between(random, 1, 5);
	uint8_t bytes[600];
	struct err err;

	for (uint64_t i = 0; i < edits; i++) {
		uint64_t size = document_size(scene->document);
		uint64_t kind = scene->slice ? 1 : i == 0 ? 0 : random_below(random, 4);
		uint64_t pos = random_below(random, size + (kind == 0));
		uint64_t len = random_between(random, 1, sizeof bytes);
		bool ok;

		if (kind > 0 && len > size - pos)
			len = size - pos;
		random_fill(random, bytes, sizeof bytes);
		if (kind == 0)
			ok = document_insert(scene->document, pos, bytes, (size_t)len, 0, &err);
		else if (kind == 1)
			ok = document_overwrite(scene->document, pos, bytes, (size_t)len, 0, &err);
		else if (kind == 2 && len < size)
			ok = document_delete(scene->document, pos, len, 0, &err);
		else
			ok = document_fill(scene->document, pos, len, "", 1, 0, &err);
		if (!ok)
			fail_msg("%s", err.text);
	}
}

/* Bytes of a file, with holes now and then. */
static uint64_t make_content(struct random *random, uint8_t **bytes)
{
	bool big = random_below(random, 8) == 0;
	uint64_t len = random_between(random, 1, big ? BIG : OLD_MOST);

	*bytes = malloc(ROOM);
	assert_non_null(*bytes);
	random_fill_runs(random, *bytes, (size_t)len, big ? 60000 : 500);
	return len;
}

static void open_document(struct random *random)
{
	struct document_options options = { .mode = DOCUMENT_COPY, .no_map = no_map_asked() };
	struct err err;

	options.sliced = scene->slice;
	options.offset = scene->slice ? random_below(random, scene->own_len) : 0;
	options.length = random_between(random, 1, scene->own_len);
	scene->document = document_open(&scene->power->ropes, place.file,
					&options, &err);
	if (!scene->document)
		fail_msg("%s", err.text);
}

/* What the file is to be: the document, and around a slice that goes home the rest of the file. */
static void foresee(void)
{
	uint64_t size = document_size(scene->document), at = 0;
	bool home = scene->slice && strcmp(scene->target, "file") == 0;

	scene->new = malloc(ROOM);
	assert_true(scene->new && size <= ROOM);
	scene->new_len = home ? scene->own_len : size;
	if (home) {
		memcpy(scene->new, scene->own, scene->own_len);
		at = document_origin(scene->document);
	}
	assert_int_equal(document_read(scene->document, 0, scene->new + at, NULL, (size_t)size,
				       NULL), 0);
}

/* What belongs to the file that is to be replaced. */
static void make_old(struct random *random)
{
	static const mode_t modes[] = { 0600, 0640, 0644, 0755 };
	bool other = random_below(random, 6) == 0;

	scene->target = other ? "other" : "file";
	scene->path = other ? place.other : place.file;
	scene->keep = other ? "other~" : "file~";
	if (other) {
		scene->old_len = make_content(random, &scene->old);
		tmpdir_write_holes(place.other, scene->old,
				   (size_t)scene->old_len);
	} else {
		scene->old_len = scene->own_len;
		scene->old = malloc(ROOM);
		assert_non_null(scene->old);
		memcpy(scene->old, scene->own, scene->own_len);
	}
	scene->mode = modes[random_below(random, ARRAY_COUNT(modes))];
	assert_int_equal(chmod(scene->path, scene->mode), 0);
	scene->backup = random_below(random, 4) == 0;
}

static void watch(struct random *random)
{
	sim_folder_open(&scene->folder, random, place.path);
	sim_folder_add(&scene->folder, "file");
	if (scene->has_old && strcmp(scene->target, "file") != 0)
		sim_folder_add(&scene->folder, scene->target);
	if (scene->backup && random_below(random, 2)) {
		tmpdir_write(place.dir, scene->keep, scene->new, 1);
		sim_folder_add(&scene->folder, scene->keep);
	}
	save_hook = (struct save_hook){ .before = before, .after = after, .no_sync = true };
	if (random_below(random, 4) == 0)
		save_hook.most = (size_t)random_between(random, 50, 5000);
}

static void start(struct power *power, bool replace)
{
	struct random *random = &power->random;

	*scene = (struct scene){ .power = power, .has_old = replace };
	scene->own_len = make_content(random, &scene->own);
	tmpdir_write_holes(place.file, scene->own, (size_t)scene->own_len);
	scene->target = "fresh";
	scene->path = place.fresh;
	scene->keep = "fresh~";
	if (replace)
		make_old(random);
	scene->slice = random_below(random, 6) == 0;
	open_document(random);
	edit(random);
	foresee();
	if (random_below(random, 2))
		scene->poor = (unsigned)random_next(random);
	/* One way to a name there is. */
	if (scene->poor & NO_LINKS)
		scene->poor = (scene->poor | NO_UNNAMED) & ~(unsigned)NO_RENAME;
	scene->trouble = power_trouble(power, CALLS);
	if (random_below(random, 8) == 0)
		scene->cancel_at = random_between(random, 1, 7);
	watch(random);
}

static void end(struct power *power)
{
	save_hook = (struct save_hook){ 0 };
	power->failed += scene->failed > 0;
	sim_folder_check(&scene->folder);
	sim_folder_clear(&scene->folder, "file");
	sim_folder_close(&scene->folder);
	document_close(scene->document);
	free(scene->old);
	free(scene->new);
	free(scene->own);
}

static enum job_state run(struct job *job, struct err *err)
{
	enum job_state state = JOB_RUNNING;

	for (uint64_t step = 1; state == JOB_RUNNING; step++) {
		if (step == scene->cancel_at) {
			scene->power->cancelled++;
			job_cancel(job);
		}
		state = job_step(job, err);
	}
	return state;
}

/* Where it failed and the file is not as before, the text says so. */
static bool says_as_before(const struct err *err)
{
	return err->code == ERR_CANCELLED || strstr(err->text, " is as before") ||
	       strstr(err->text, " was not written");
}

static void save(struct power *power, bool replace)
{
	struct save_request request = { .choice = SAVE_ATOMIC };
	struct err err = { 0 };
	struct job *job;

	start(power, replace);
	request.path = scene->path;
	request.overwrite = replace;
	request.backup = scene->backup;
	job = save_new(scene->document, &request, &err);
	if (job) {
		assert_int_equal(save_method(job), replace ? SAVE_REPLACE : SAVE_NEW);
		scene->said_saved = run(job, &err) == JOB_DONE;
		scene->said_failed = !scene->said_saved && says_as_before(&err);
		if (scene->said_saved)
			save_finish(job, scene->document);
	} else if (!scene->failed) {
		power_fail(power, err.text);
	}
	if (!scene->said_saved && !scene->failed && !scene->cancel_at)
		power_fail(power, err.text);
	judge_all(CUTS_AT_END);
	job_free(job);
	judge_all(CUTS_AT_END);
	end(power);
}

static void replace_once(struct power *power)
{
	save(power, true);
}

static void new_once(struct power *power)
{
	save(power, false);
}

static void survive(const struct power_plan *plan)
{
	struct scene one;

	scene = &one;
	place.dir = tmpdir_new();
	place.path = tmpdir_path(place.dir, "");
	place.file = tmpdir_path(place.dir, "file");
	place.other = tmpdir_path(place.dir, "other");
	place.fresh = tmpdir_path(place.dir, "fresh");
	power_run(plan);
	tmpdir_free(place.dir);
}

static void replacements_survive(void **state)
{
	static const struct power_plan plan = { .name = "REPLACE", .once = replace_once };

	(void)state;
	survive(&plan);
}

static void new_files_survive(void **state)
{
	static const struct power_plan plan = { .name = "NEW", .once = new_once };

	(void)state;
	survive(&plan);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(replacements_survive),
		cmocka_unit_test(new_files_survive),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
