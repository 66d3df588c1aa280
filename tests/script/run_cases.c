/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Runs the files of tests/script/cases: a file, keys, and what must come of them, without a
 * terminal. TAP, a point a case.
 *
 * Before the first key or line:
 *	about: typing one digit changes the high nibble only
 *	path: data.bin                 the file's name; the default
 *	file: 00 11 22 33              what is in it (case_disk.h); or "file: none": none is opened
 *	new: 64                        instead of a file: a document of zero bytes without a name
 *	other: b.bin 01 02 03          another file in the same folder
 *	mode: copy                     copy, write, read
 *	slice: 0x10 0x20               only offset and length are opened
 *	base: 0x1000                   --base-address
 *	preset: vi                     modern, vi, emacs
 *	batch: yes                     without a screen
 *
 * At any time, as often as wanted:
 *	size: 60x8                     columns x rows
 *	keys: <Right> i a              typed as in edit/key.h; blanks separate, <Space> is one
 *	run: put de ad                 a command line
 *	mouse: click 12 3              click, drag, release, right-click, wheel-up, wheel-down;
 *	                               column and row, from 0
 *	paste: de ad                   text that the terminal pastes; \n is a line end
 *	touch-file: b.bin 01 02        another program writes the file in its place ...
 *	replace-file: b.bin 01 02      ... puts a new one in its stead ...
 *	remove-file: b.bin             ... or removes it
 *	append-file: b.bin 03 04       ... or appends to it
 *	link-file: data.bin c.bin      ... gives it a second name ...
 *	lock-file: data.bin            another burin has the file from now on
 *	look: yes                      the files are looked at, as once a second
 *
 * Checks:
 *	cursor: 0x3                    of the present file
 *	selection: 0x3 2               position and length, or none
 *	state: view                    view, overwrite, insert, pager, list, inspector, menu,
 *	                               disassembly,
 *	                               prompt, question
 *	modified: yes                  the present file has changes
 *	bytes: 00 a1 22 33             of the document
 *	disk: 00 11 22 33              the file as it is on the disk
 *	disk-of: b.bin 01              another one; "none" where there is none
 *	message: the text
 *	error: the text                of the last run: line, or the message if it is an error
 *	quit: yes                      the editor is to end
 *	wants: bell                    of bell, redraw, suspend, what was asked since it was
 *	                               looked at
 *	output:                        lines that start with '|': what a command printed or shows
 *	screen:                        lines that start with '|': the characters
 *	styles:                        lines that start with '|': the letters of view/style.c
 *
 * With UPDATE_CASES=1 the expected parts are written anew from what came out; the difference is
 * then reviewed. In a case @DIR@ stands for the temporary folder, @VERSION@ for burin's.
 *
 * With BURIN_NO_MMAP in the environment the files are read by blocks, as --no-mmap has it.
 */
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "edit/command.h"
#include "edit/notebook.h"
#include "script/case_disk.h"
#include "script/case_run.h"

static bool open_document(struct runner *runner, struct err *err)
{
	struct editor *editor = runner->editor;
	struct document *document;

	if (runner->fresh) {
		document = document_new(&editor->ropes, strtoull(runner->fresh, NULL, 0), err);
		return document && editor_add(editor, document, err);
	}
	return !runner->name[0] || editor_open(editor, runner->name, &runner->options, err);
}

static bool start_editor(struct runner *runner)
{
	struct err err = { 0 };

	if (runner->editor)
		return true;
	runner->editor = editor_new(&runner->setup, &err);
	if (!runner->editor)
		return run_fail(runner, "editor_new", err.text);
	editor_resize(runner->editor, runner->rows, runner->cols);
	if (!open_document(runner, &err))
		return run_fail(runner, "open", err.text);
	if (editor_window(runner->editor))
		editor_window(runner->editor)->buffer->base = runner->base;
	notebook_begin(runner->editor);
	editor_settle(runner->editor);
	return true;
}

/* What has to be known before the editor starts. */

static void set_about(struct runner *runner, struct step *step)
{
	if (!*step->value)
		run_fail(runner, step->name, "nothing is said");
}

static void set_path(struct runner *runner, struct step *step)
{
	snprintf(runner->name, sizeof(runner->name), "%s", step->value);
}

/* "NAME CONTENT", or CONTENT of the given name. */
static void write_file(struct runner *runner, const char *name, const char *content)
{
	char word[64];
	size_t len = strcspn(content, " ");
	struct err err = { 0 };

	if (!name) {
		snprintf(word, sizeof(word), "%.*s", (int)len, content);
		name = word;
		content += len + strspn(content + len, " ");
	}
	if (!disk_write(name, content, &err))
		run_fail(runner, name, err.text);
}

static void set_file(struct runner *runner, struct step *step)
{
	if (strcmp(step->value, "none") == 0)
		runner->name[0] = '\0';
	else
		write_file(runner, runner->name, step->value);
}

static void set_new(struct runner *runner, struct step *step)
{
	runner->fresh = step->value;
}

static void set_mode(struct runner *runner, struct step *step)
{
	static const char *const modes[] = { "copy", "write", "read" };

	for (unsigned i = 0; i < 3; i++)
		if (strcmp(step->value, modes[i]) == 0) {
			runner->options.mode = (enum document_mode)i;
			return;
		}
	run_fail(runner, step->name, step->value);
}

static void set_slice(struct runner *runner, struct step *step)
{
	char *end;

	runner->options.sliced = true;
	runner->options.offset = strtoull(step->value, &end, 0);
	runner->options.length = strtoull(end, NULL, 0);
}

static void set_base(struct runner *runner, struct step *step)
{
	runner->base = strtoull(step->value, NULL, 0);
}

static void set_preset(struct runner *runner, struct step *step)
{
	if (!preset_find(step->value, &runner->setup.keys))
		run_fail(runner, step->name, step->value);
}

static void set_batch(struct runner *runner, struct step *step)
{
	runner->setup.screen = strcmp(step->value, "yes") != 0;
}

/* What can happen at any time. */

static void set_size(struct runner *runner, struct step *step)
{
	if (sscanf(step->value, "%dx%d", &runner->cols, &runner->rows) != 2)
		run_fail(runner, step->name, step->value);
	if (!runner->editor)
		return;
	editor_resize(runner->editor, runner->rows, runner->cols);
	editor_settle(runner->editor);
}

static void do_other(struct runner *runner, struct step *step)
{
	write_file(runner, NULL, step->value);
}

static void do_replace_file(struct runner *runner, struct step *step)
{
	size_t len = strcspn(step->value, " ");
	char *name = strndup(step->value, len);

	write_file(runner, "beside.tmp", step->value + len + strspn(step->value + len, " "));
	if (!name || rename("beside.tmp", name) != 0)
		run_fail(runner, step->name, strerror(errno));
	free(name);
}

static void do_remove_file(struct runner *runner, struct step *step)
{
	if (unlink(step->value) != 0)
		run_fail(runner, step->name, strerror(errno));
}

static void do_link_file(struct runner *runner, struct step *step)
{
	size_t len = strcspn(step->value, " ");
	char *name = strndup(step->value, len);

	if (!name || link(name, step->value + len + strspn(step->value + len, " ")) != 0)
		run_fail(runner, step->name, strerror(errno));
	free(name);
}

static void do_append_file(struct runner *runner, struct step *step)
{
	size_t len = strcspn(step->value, " ");
	char *name = strndup(step->value, len);
	struct err err = { 0 };

	if (!name || !disk_append(name, step->value + len + strspn(step->value + len, " "), &err))
		run_fail(runner, step->name, err.text);
	free(name);
}

/* As a person finds it: jobs have ended, options are in force. */
static void settle(struct runner *runner)
{
	queue_wait(runner->editor->queue);
	notebook_begin(runner->editor);
	editor_settle(runner->editor);
}

/* The descriptor stays open until the program ends. */
static void do_lock_file(struct runner *runner, struct step *step)
{
	struct flock place = {
		.l_type = F_RDLCK, .l_whence = SEEK_SET, .l_start = (off_t)1 << 62, .l_len = 1,
	};
	int fd = open(step->value, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fcntl(fd, F_OFD_SETLK, &place) != 0)
		run_fail(runner, step->name, strerror(errno));
}

static void do_look(struct runner *runner, struct step *step)
{
	(void)step;
	editor_watch(runner->editor);
	settle(runner);
}

static void do_run(struct runner *runner, struct step *step)
{
	struct err err = { 0 };
	struct buf text = BUF_INIT;

	run_replace(&text, step->value, "@DIR@", runner->folder);
	buf_clear(&runner->editor->output);
	if (!editor_run(runner->editor, buf_string(&text), &err))
		snprintf(runner->error, sizeof(runner->error), "%s", err.text);
	settle(runner);
	buf_done(&text);
}

static void do_keys(struct runner *runner, struct step *step)
{
	struct err err = { 0 };
	struct buf text = BUF_INIT;

	run_replace(&text, step->value, "@DIR@", runner->folder);
	if (!editor_type(runner->editor, buf_string(&text), &err))
		run_fail(runner, "keys", err.text);
	settle(runner);
	buf_done(&text);
}

static void do_mouse(struct runner *runner, struct step *step)
{
	static const struct { const char *name; uint32_t code; } events[] = {
		{ "click", KEY_CLICK }, { "drag", KEY_DRAG }, { "release", KEY_RELEASE },
		{ "right-click", KEY_RIGHT_CLICK }, { "wheel-up", KEY_WHEEL_UP },
		{ "wheel-down", KEY_WHEEL_DOWN },
	};
	char name[16] = "";
	struct key key = { .code = KEY_NONE };
	int read = sscanf(step->value, "%15s %d %d", name, &key.col, &key.row);

	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++)
		if (strcmp(events[i].name, name) == 0)
			key.code = events[i].code;
	if (read < 3 || key.code == KEY_NONE)
		run_fail(runner, step->name, step->value);
	editor_key(runner->editor, &key);
	settle(runner);
}

static void do_paste(struct runner *runner, struct step *step)
{
	const struct key key = { .code = KEY_PASTE };

	buf_clear(&runner->editor->paste);
	run_replace(&runner->editor->paste, step->value, "\\n", "\n");
	editor_key(runner->editor, &key);
	settle(runner);
}

enum need { NOTHING, NO_EDITOR, EDITOR, WINDOW };

static const struct {
	const char *name;
	enum need need;
	void (*work)(struct runner *runner, struct step *step);
} kinds[] = {
	{ "about", NOTHING, set_about }, { "path", NO_EDITOR, set_path },
	{ "file", NO_EDITOR, set_file }, { "new", NO_EDITOR, set_new },
	{ "mode", NO_EDITOR, set_mode }, { "slice", NO_EDITOR, set_slice },
	{ "base", NO_EDITOR, set_base }, { "preset", NO_EDITOR, set_preset },
	{ "batch", NO_EDITOR, set_batch }, { "size", NOTHING, set_size },
	{ "other", NOTHING, do_other }, { "touch-file", NOTHING, do_other },
	{ "replace-file", NOTHING, do_replace_file },
	{ "append-file", NOTHING, do_append_file }, { "lock-file", NOTHING, do_lock_file },
	{ "link-file", NOTHING, do_link_file }, { "look", EDITOR, do_look },
	{ "remove-file", NOTHING, do_remove_file }, { "run", EDITOR, do_run },
	{ "keys", EDITOR, do_keys }, { "mouse", EDITOR, do_mouse },
	{ "paste", EDITOR, do_paste }, { "bytes", WINDOW, check_bytes },
	{ "cursor", WINDOW, check_cursor }, { "selection", WINDOW, check_selection },
	{ "modified", WINDOW, check_modified }, { "state", EDITOR, check_state },
	{ "disk", NOTHING, check_disk }, { "disk-of", NOTHING, check_disk_of },
	{ "message", EDITOR, check_message }, { "error", EDITOR, check_error },
	{ "output", EDITOR, check_output }, { "screen", EDITOR, check_screen },
	{ "styles", EDITOR, check_screen }, { "quit", EDITOR, check_quit },
	{ "wants", EDITOR, check_wants },
};

/* False: the case can not go on. */
static bool do_step(struct runner *runner, struct step *step)
{
	size_t i = 0;

	while (i < sizeof(kinds) / sizeof(kinds[0]) && strcmp(kinds[i].name, step->name) != 0)
		i++;
	if (i == sizeof(kinds) / sizeof(kinds[0]))
		return run_fail(runner, step->name, "there is no such step");
	if (kinds[i].need == NO_EDITOR && runner->editor)
		return run_fail(runner, step->name, "comes too late");
	if (kinds[i].need >= EDITOR && !start_editor(runner))
		return false;
	if (kinds[i].need == WINDOW && !editor_window(runner->editor))
		return run_fail(runner, step->name, "no file is open");
	if (kinds[i].work == do_run || kinds[i].work == do_keys || kinds[i].work == do_mouse)
		runner->error[0] = '\0';
	kinds[i].work(runner, step);
	return true;
}

static void clean(struct runner *runner)
{
	struct buf line = BUF_INIT;

	editor_free(runner->editor);
	case_done(&runner->file);
	if (chdir("/") < 0)
		perror("chdir");
	buf_format(&line, "rm -rf '%s'", runner->folder);
	if (system(buf_string(&line)) != 0)
		printf("# %s was not removed\n", runner->folder);
	buf_done(&line);
}

static void run_steps(struct runner *runner)
{
	if (!case_read(&runner->file, runner->path)) {
		run_fail(runner, "read", strerror(errno));
		return;
	}
	for (size_t i = 0; i < runner->file.count; i++) {
		struct step *step = &runner->file.steps[i];

		if (step->name && !do_step(runner, step))
			return;
	}
	if (runner->changed && !runner->failed && !case_write(&runner->file, runner->path))
		run_fail(runner, "write", strerror(errno));
}

static bool run_case(const char *path, bool update)
{
	struct runner runner = {
		.path = path,
		.update = update,
		.rows = 8,
		.cols = 80,
		.name = "data.bin",
		.folder = "/tmp/burin-case-XXXXXX",
		.setup = { .screen = true, .keys = PRESET_MODERN, .arena_chunk = 64 },
	};

	runner.options.no_map = getenv("BURIN_NO_MMAP") != NULL;
	if (!mkdtemp(runner.folder) || chdir(runner.folder) < 0)
		return run_fail(&runner, runner.folder, strerror(errno));
	run_steps(&runner);
	clean(&runner);
	return !runner.failed;
}

int main(int argc, char **argv)
{
	bool update = getenv("UPDATE_CASES") != NULL, ok = true;

	setlocale(LC_ALL, "");
	signal(SIGXFSZ, SIG_IGN);
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("1..%d\n", argc - 1);
	for (int i = 1; i < argc; i++)
		argv[i] = realpath(argv[i], NULL);
	for (int i = 1; i < argc; i++) {
		bool good = argv[i] && run_case(argv[i], update);
		const char *name = argv[i] ? strrchr(argv[i], '/') + 1 : "no such file";

		printf("%s %d - %s\n", good ? "ok" : "not ok", i, name);
		ok = ok && good;
		free(argv[i]);
	}
	return ok ? 0 : 1;
}
