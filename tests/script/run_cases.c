/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Runs the files of tests/script/cases: a file, keys, and what must come of them, without a terminal. TAP, a point a case.
 *
 *	about: typing one digit changes the high nibble only
 *	file: 00 11 22 33              bytes (base/bytes.h); or "file: 4096 * 00" for a long one; or "file: none"
 *	path: data.bin                 the file's name; the default
 *	mode: copy                     copy, write, read
 *	slice: 0x10 0x20               only offset and length are opened
 *	base: 0x1000                   --base-address
 *	preset: vi                     modern, vi, emacs
 *	size: 60x8                     columns x rows
 *	other: b.bin 01 02 03          another file in the same folder
 *	keys: <Right> i a              typed as in edit/key.h; blanks separate, <Space> is one
 *	run: put de ad                 a command line
 *	cursor: 0x3                    checks, in any order, as often as wanted
 *	bytes: 00 a1 22 33
 *	disk: 00 11 22 33              the file as it is on the disk
 *	disk-of: b.bin 01              another one
 *	message: the text
 *	error: the text                of the last run: line, or the message if it is an error
 *	output:                        lines that start with '|', and then what a command printed
 *	screen:                        lines that start with '|': the characters
 *	styles:                        lines that start with '|': the letters of view/style.c
 *
 * With UPDATE_CASES=1 the expected parts are written anew from what came out; the difference is then
 * reviewed. In a case @DIR@ stands for the temporary folder.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/number.h"
#include "base/printable.h"
#include "edit/command.h"
#include "edit/editor.h"
#include "view/paint.h"

enum { STEPS = 256 };

/* One "name: value" of a case, with the '|' lines below it. */
struct step {
	char *name;
	char *value;
	struct buf block;            /* the lines without their '|' */
	bool has_block;
};

struct runner {
	const char *path;            /* of the case */
	char folder[64];
	struct step steps[STEPS];
	size_t count;
	struct editor *editor;
	struct document_options options;
	enum preset preset;
	int rows, cols;
	char file[32];
	uint64_t base;
	bool update, changed, failed;
	char error[512];             /* of the last run: */
};

static void say(struct runner *runner, const struct step *step, const char *expected,
		const char *got)
{
	runner->failed = true;
	printf("# %s: %s\n", runner->path, step->name);
	for (int i = 0; i < 2; i++) {
		const char *text = i ? got : expected;
		printf("# %s\n", i ? "came out:" : "expected:");
		while (*text) {
			size_t len = strcspn(text, "\n");
			printf("#   %.*s\n", (int)len, text);
			text += len + (text[len] == '\n');
		}
	}
}

/* Compares, or in update mode takes what came out. */
static void check_value(struct runner *runner, struct step *step, const char *got)
{
	if (strcmp(step->value, got) == 0)
		return;
	if (!runner->update) {
		say(runner, step, step->value, got);
		return;
	}
	free(step->value);
	step->value = strdup(got);
	runner->changed = true;
}

static void check_block(struct runner *runner, struct step *step, struct buf *got)
{
	if (strcmp(buf_string(&step->block), buf_string(got)) == 0)
		return;
	if (!runner->update) {
		say(runner, step, buf_string(&step->block), buf_string(got));
		return;
	}
	buf_clear(&step->block);
	buf_add(&step->block, got->data, got->len);
	step->has_block = true;
	runner->changed = true;
}

static bool fail(struct runner *runner, const char *what, const char *why)
{
	printf("# %s: %s: %s\n", runner->path, what, why);
	runner->failed = true;
	return false;
}

static char *file_path(const struct runner *runner, const char *name)
{
	struct buf path = BUF_INIT;

	buf_format(&path, "%s/%s", runner->folder, name);
	return buf_take_string(&path);
}

/* "4096 * 00" or a byte literal. */
static bool parse_content(const char *text, struct buf *out, struct err *err)
{
	uint64_t times;
	size_t used;
	struct buf unit = BUF_INIT;
	bool ok;

	if (!strstr(text, " * "))
		return bytes_parse(text, out, err);
	if (!number_parse(text, strlen(text), &used, &times, err))
		return false;
	ok = bytes_parse(strstr(text, " * ") + 3, &unit, err);
	for (uint64_t i = 0; ok && i < times; i++)
		buf_add(out, unit.data, unit.len);
	buf_done(&unit);
	return ok && buf_ok(out);
}

static bool write_content(struct runner *runner, const char *name, const char *text)
{
	struct buf bytes = BUF_INIT;
	struct err err = { 0 };
	char *path = file_path(runner, name);
	bool ok = parse_content(text, &bytes, &err);
	FILE *file = ok ? fopen(path, "we") : NULL;

	if (file) {
		ok = fwrite(bytes.data ? bytes.data : (const uint8_t *)"", 1, bytes.len, file) == bytes.len;
		ok = fclose(file) == 0 && ok;
	}
	if (!ok || !file)
		fail(runner, name, err.text);
	buf_done(&bytes);
	free(path);
	return ok && file;
}

static void check_disk(struct runner *runner, struct step *step, const char *name,
		       const char *expected)
{
	struct buf text = BUF_INIT, bytes = BUF_INIT;
	char *path = file_path(runner, name), chunk[4096];
	FILE *file = fopen(path, "re");
	size_t got;

	if (name != runner->file)
		buf_format(&text, "%s%s", name, file ? " " : "");
	if (!file)
		buf_text(&text, "none");
	while (file && (got = fread(chunk, 1, sizeof(chunk), file)) > 0)
		buf_add(&bytes, chunk, got);
	bytes_format_hex(&text, bytes.data, bytes.len, ' ', false);
	(void)expected;
	check_value(runner, step, buf_string(&text));
	if (file)
		fclose(file);
	buf_done(&text);
	buf_done(&bytes);
	free(path);
}

static struct editor *start_editor(struct runner *runner)
{
	struct editor_setup setup = { .screen = true, .keys = runner->preset, .arena_chunk = 64 };
	struct err err = { 0 };

	if (runner->editor)
		return runner->editor;
	runner->editor = editor_new(&setup, &err);
	if (!runner->editor) {
		fail(runner, "editor_new", err.text);
		return NULL;
	}
	editor_resize(runner->editor, runner->rows, runner->cols);
	if (strcmp(runner->file, "none") != 0) {
		if (!editor_open(runner->editor, runner->file, &runner->options, &err))
			fail(runner, "open", err.text);
		else
			editor_window(runner->editor)->base = runner->base;
	}
	editor_settle(runner->editor);
	return runner->editor;
}

static void expand(const struct runner *runner, const char *text, struct buf *out)
{
	const char *at;

	while ((at = strstr(text, "@DIR@")) != NULL) {
		buf_add(out, text, (size_t)(at - text));
		buf_text(out, runner->folder);
		text = at + 5;
	}
	buf_text(out, text);
}

static void check_bytes(struct runner *runner, struct step *step, struct window *window)
{
	struct buf bytes = BUF_INIT, text = BUF_INIT;
	size_t len = (size_t)document_size(window->document);

	buf_fill(&bytes, 0, len);
	if (len > 0)
		document_read(window->document, 0, bytes.data, NULL, len, NULL);
	bytes_format_hex(&text, bytes.data, bytes.len, ' ', false);
	check_value(runner, step, buf_string(&text));
	buf_done(&bytes);
	buf_done(&text);
}

static void check_screen(struct runner *runner, struct step *step, bool styles)
{
	struct grid grid;
	struct buf text = BUF_INIT;
	struct err err;

	grid_init(&grid);
	editor_settle(runner->editor);
	if (grid_resize(&grid, runner->rows, runner->cols, &err)) {
		view_render(runner->editor, &grid);
		if (styles)
			grid_dump_styles(&grid, &text);
		else
			grid_dump_text(&grid, &text);
	}
	check_block(runner, step, &text);
	buf_done(&text);
	grid_done(&grid);
}

/* Without the folder's name, which is another one each time. */
static void check_text(struct runner *runner, struct step *step, const char *got)
{
	struct buf text = BUF_INIT;
	const char *at;

	while ((at = strstr(got, runner->folder)) != NULL) {
		buf_add(&text, got, (size_t)(at - got));
		buf_text(&text, "@DIR@");
		got = at + strlen(runner->folder);
	}
	buf_text(&text, got);
	check_value(runner, step, buf_string(&text));
	buf_done(&text);
}

static void check_cursor(struct runner *runner, struct step *step, const struct window *window)
{
	char text[32];

	snprintf(text, sizeof(text), "0x%" PRIx64, window->cursor);
	check_value(runner, step, text);
}

static void run_line(struct runner *runner, const char *line)
{
	struct err err = { 0 };
	struct buf text = BUF_INIT;

	expand(runner, line, &text);
	runner->error[0] = '\0';
	buf_clear(&runner->editor->output);
	if (!editor_run(runner->editor, buf_string(&text), &err))
		snprintf(runner->error, sizeof(runner->error), "%s", err.text);
	editor_settle(runner->editor);
	buf_done(&text);
}

static void type_keys(struct runner *runner, const char *keys)
{
	struct err err = { 0 };
	struct buf text = BUF_INIT;

	runner->error[0] = '\0';
	expand(runner, keys, &text);
	if (!editor_type(runner->editor, buf_string(&text), &err))
		fail(runner, "keys", err.text);
	editor_settle(runner->editor);
	buf_done(&text);
}

static const char *last_error(const struct runner *runner)
{
	if (runner->error[0])
		return runner->error;
	return runner->editor->message_kind == MESSAGE_ERROR ? buf_string(&runner->editor->message) : "";
}

static void pair(const char *value, uint64_t *first, uint64_t *second)
{
	char *end;

	*first = strtoull(value, &end, 0);
	*second = strtoull(end, &end, 0);
}

/* What has to be known before the file is opened. True when the step was one of these. */
static bool do_setup(struct runner *runner, struct step *step)
{
	static const char *const modes[] = { "copy", "write", "read" };
	uint64_t a = 0, b = 0;

	if (strcmp(step->name, "about") == 0)
		return true;
	if (strcmp(step->name, "path") == 0)
		snprintf(runner->file, sizeof(runner->file), "%s", step->value);
	else if (strcmp(step->name, "file") == 0) {
		if (strcmp(step->value, "none") == 0)
			strcpy(runner->file, "none");
		else
			write_content(runner, runner->file, step->value);
	} else if (strcmp(step->name, "other") == 0) {
		char name[32];
		size_t len = strcspn(step->value, " ");
		snprintf(name, sizeof(name), "%.*s", (int)len, step->value);
		write_content(runner, name, step->value + len);
	} else if (strcmp(step->name, "mode") == 0) {
		for (unsigned i = 0; i < 3; i++)
			if (strcmp(step->value, modes[i]) == 0)
				runner->options.mode = (enum document_mode)i;
	} else if (strcmp(step->name, "slice") == 0) {
		pair(step->value, &a, &b);
		runner->options.sliced = true;
		runner->options.offset = a;
		runner->options.length = b;
	} else if (strcmp(step->name, "base") == 0)
		runner->base = strtoull(step->value, NULL, 0);
	else if (strcmp(step->name, "preset") == 0) {
		if (!preset_find(step->value, &runner->preset))
			fail(runner, "preset", step->value);
	} else if (strcmp(step->name, "size") == 0) {
		if (sscanf(step->value, "%dx%d", &runner->cols, &runner->rows) != 2)
			fail(runner, "size", step->value);
		if (runner->editor)
			editor_resize(runner->editor, runner->rows, runner->cols);
	} else
		return false;
	return true;
}

static void do_check(struct runner *runner, struct step *step)
{
	struct editor *editor = runner->editor;
	struct window *window = editor_window(editor);

	if (strcmp(step->name, "keys") == 0)
		type_keys(runner, step->value);
	else if (strcmp(step->name, "run") == 0)
		run_line(runner, step->value);
	else if (strcmp(step->name, "message") == 0)
		check_text(runner, step, buf_string(&editor->message));
	else if (strcmp(step->name, "error") == 0)
		check_text(runner, step, last_error(runner));
	else if (strcmp(step->name, "output") == 0)
		check_block(runner, step, editor->pager.open ? &editor->pager.text : &editor->output);
	else if (strcmp(step->name, "screen") == 0)
		check_screen(runner, step, false);
	else if (strcmp(step->name, "styles") == 0)
		check_screen(runner, step, true);
	else if (strcmp(step->name, "disk") == 0)
		check_disk(runner, step, runner->file, step->value);
	else if (strcmp(step->name, "disk-of") == 0) {
		char name[32];
		snprintf(name, sizeof(name), "%.*s", (int)strcspn(step->value, " "), step->value);
		check_disk(runner, step, name, step->value);
	} else if (strcmp(step->name, "quit") == 0)
		check_value(runner, step, editor->quit ? "yes" : "no");
	else if (!window)
		fail(runner, step->name, "no file is open");
	else if (strcmp(step->name, "bytes") == 0)
		check_bytes(runner, step, window);
	else if (strcmp(step->name, "cursor") == 0)
		check_cursor(runner, step, window);
	else if (strcmp(step->name, "modified") == 0)
		check_value(runner, step, document_is_modified(window->document) ? "yes" : "no");
	else
		fail(runner, step->name, "no such step");
}

static bool read_case(struct runner *runner)
{
	FILE *file = fopen(runner->path, "re");
	char *line = NULL;
	size_t room = 0;
	ssize_t len;

	if (!file)
		return fail(runner, "open", strerror(errno));
	while ((len = getline(&line, &room, file)) >= 0) {
		if (len > 0 && line[len - 1] == '\n')
			line[--len] = '\0';
		if (line[0] == '|' && runner->count > 0) {
			struct step *step = &runner->steps[runner->count - 1];
			step->has_block = true;
			buf_format(&step->block, "%s\n", line + 1);
			continue;
		}
		char *colon = strchr(line, ':');
		if (len == 0 || line[0] == '#' || !colon || runner->count == STEPS)
			continue;
		*colon = '\0';
		char *value = colon + 1 + strspn(colon + 1, " ");
		runner->steps[runner->count++] = (struct step){ .name = strdup(line),
								.value = strdup(value) };
	}
	free(line);
	fclose(file);
	return true;
}

static void write_case(struct runner *runner)
{
	FILE *file = fopen(runner->path, "we");

	for (size_t i = 0; file && i < runner->count; i++) {
		struct step *step = &runner->steps[i];
		const char *text = buf_string(&step->block);
		fprintf(file, "%s:%s%s\n", step->name, *step->value ? " " : "", step->value);
		while (step->has_block && *text) {
			size_t len = strcspn(text, "\n");
			fprintf(file, "|%.*s\n", (int)len, text);
			text += len + (text[len] == '\n');
		}
	}
	if (file)
		fclose(file);
}

static void clean(struct runner *runner)
{
	struct buf line = BUF_INIT;

	editor_free(runner->editor);
	for (size_t i = 0; i < runner->count; i++) {
		free(runner->steps[i].name);
		free(runner->steps[i].value);
		buf_done(&runner->steps[i].block);
	}
	if (chdir("/") < 0)
		perror("chdir");
	buf_format(&line, "rm -rf '%s'", runner->folder);
	if (system(buf_string(&line)) != 0)
		printf("# %s was not removed\n", runner->folder);
	buf_done(&line);
}

static bool run_case(const char *path, bool update)
{
	struct runner *runner = calloc(1, sizeof(*runner));
	bool ok;

	runner->path = path;
	runner->update = update;
	runner->rows = 8;
	runner->cols = 80;
	strcpy(runner->file, "data.bin");
	strcpy(runner->folder, "/tmp/burin-case-XXXXXX");
	if (!mkdtemp(runner->folder) || !read_case(runner) || chdir(runner->folder) < 0) {
		free(runner);
		return false;
	}
	for (size_t i = 0; i < runner->count; i++)
		if (!do_setup(runner, &runner->steps[i])) {
			if (!start_editor(runner))
				break;
			do_check(runner, &runner->steps[i]);
		}
	if (runner->changed && !runner->failed)
		write_case(runner);
	ok = !runner->failed;
	clean(runner);
	free(runner);
	return ok;
}

int main(int argc, char **argv)
{
	bool update = getenv("UPDATE_CASES") != NULL, ok = true;

	setlocale(LC_ALL, "");
	signal(SIGXFSZ, SIG_IGN);
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("1..%d\n", argc - 1);
	for (int i = 1; i < argc; i++) {
		char *path = realpath(argv[i], NULL);
		bool good = path && run_case(path, update);
		const char *name = strrchr(argv[i], '/');
		printf("%s %d - %s\n", good ? "ok" : "not ok", i, name ? name + 1 : argv[i]);
		ok = ok && good;
		free(path);
	}
	return ok ? 0 : 1;
}
