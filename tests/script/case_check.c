/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What came of a case, as text, against what the case says. Each check makes its text anew, so
 * that a recorded case reads as a person would write it.
 */
#include "script/case_run.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "script/case_disk.h"
#include "view/paint.h"

bool run_fail(struct runner *runner, const char *what, const char *why)
{
	printf("# %s: %s: %s\n", runner->path, what, why);
	runner->failed = true;
	return false;
}

void run_replace(struct buf *out, const char *text, const char *from, const char *to)
{
	const char *at;

	while ((at = strstr(text, from)) != NULL) {
		buf_add(out, text, (size_t)(at - text));
		buf_text(out, to);
		text = at + strlen(from);
	}
	buf_text(out, text);
}

static void say_text(const char *what, const char *text)
{
	printf("# %s\n", what);
	while (*text) {
		size_t len = strcspn(text, "\n");

		printf("#   %.*s\n", (int)len, text);
		text += len + (text[len] == '\n');
	}
}

static void differ(struct runner *runner, const struct step *step, const char *expected,
		   const char *got)
{
	run_fail(runner, step->name, "differs");
	say_text("expected:", expected);
	say_text("came out:", got);
}

static void check_value(struct runner *runner, struct step *step, const char *got)
{
	if (runner->update)
		runner->changed |= case_set_value(step, got);
	else if (strcmp(step->value, got) != 0)
		differ(runner, step, step->value, got);
}

static void check_block(struct runner *runner, struct step *step, struct buf *got)
{
	const char *expected = buf_string(&step->block);

	if (runner->update)
		runner->changed |= case_set_block(step, buf_string(got));
	else if (strcmp(expected, buf_string(got)) != 0)
		differ(runner, step, expected, buf_string(got));
}

/* Without what is another text each time. */
static void check_text(struct runner *runner, struct step *step, const char *got)
{
	struct buf text = BUF_INIT, all = BUF_INIT;

	run_replace(&text, got, runner->folder, "@DIR@");
	run_replace(&all, buf_string(&text), PACKAGE_VERSION, "@VERSION@");
	check_value(runner, step, buf_string(&all));
	buf_done(&text);
	buf_done(&all);
}

void check_bytes(struct runner *runner, struct step *step)
{
	const struct document *document = editor_window(runner->editor)->document;
	struct buf bytes = BUF_INIT, text = BUF_INIT;
	size_t len = (size_t)document_size(document);

	buf_fill(&bytes, 0, len);
	if (len > 0)
		document_read(document, 0, bytes.data, NULL, len, NULL);
	disk_format_bytes(bytes.data, bytes.len, &text);
	check_value(runner, step, buf_string(&text));
	buf_done(&bytes);
	buf_done(&text);
}

void check_screen(struct runner *runner, struct step *step)
{
	struct grid grid;
	struct buf text = BUF_INIT;
	struct err err;

	grid_init(&grid);
	editor_settle(runner->editor);
	if (grid_resize(&grid, runner->rows, runner->cols, &err)) {
		view_render(runner->editor, &grid);
		if (strcmp(step->name, "styles") == 0)
			grid_dump_styles(&grid, &text);
		else
			grid_dump_text(&grid, &text);
	}
	check_block(runner, step, &text);
	buf_done(&text);
	grid_done(&grid);
}

void check_cursor(struct runner *runner, struct step *step)
{
	const struct window *window = editor_window(runner->editor);
	char text[32];

	snprintf(text, sizeof(text), "0x%" PRIx64, window->cursor);
	check_value(runner, step, text);
}

void check_selection(struct runner *runner, struct step *step)
{
	uint64_t pos, len;
	char text[48] = "none";

	if (window_selection(editor_window(runner->editor), &pos, &len))
		snprintf(text, sizeof(text), "0x%" PRIx64 " %" PRIu64, pos, len);
	check_value(runner, step, text);
}

void check_state(struct runner *runner, struct step *step)
{
	const struct editor *editor = runner->editor;
	const struct window *window = editor_window(editor);
	const char *text = "view";

	if (editor->prompt.kind == PROMPT_QUESTION)
		text = "question";
	else if (editor->prompt.kind != PROMPT_NONE)
		text = "prompt";
	else if (editor->menu.open)
		text = "menu";
	else if (editor->pager.open)
		text = "pager";
	else if (editor_context(editor) == CONTEXT_LIST)
		text = "list";
	else if (editor_context(editor) == CONTEXT_INSPECTOR)
		text = "inspector";
	else if (editor_context(editor) == CONTEXT_DISASSEMBLY)
		text = "disassembly";
	else if (window && window->editing)
		text = window->inserting ? "insert" : "overwrite";
	check_value(runner, step, text);
}

void check_modified(struct runner *runner, struct step *step)
{
	const struct window *window = editor_window(runner->editor);

	check_value(runner, step, document_is_modified(window->document) ? "yes" : "no");
}

void check_disk(struct runner *runner, struct step *step)
{
	struct buf text = BUF_INIT;

	disk_format(runner->name, &text);
	check_value(runner, step, buf_string(&text));
	buf_done(&text);
}

void check_disk_of(struct runner *runner, struct step *step)
{
	struct buf text = BUF_INIT;
	char *name = strndup(step->value, strcspn(step->value, " "));

	buf_format(&text, "%s ", name ? name : "");
	if (name)
		disk_format(name, &text);
	check_value(runner, step, buf_string(&text));
	buf_done(&text);
	free(name);
}

void check_message(struct runner *runner, struct step *step)
{
	struct editor *editor = runner->editor;
	struct buf text = BUF_INIT;

	if (editor->message_kind != MESSAGE_NONE)
		run_replace(&text, buf_string(&editor->message), ", read by blocks",
			    runner->options.no_map ? ", mapped" : ", read by blocks");
	check_text(runner, step, buf_string(&text));
	buf_done(&text);
}

void check_error(struct runner *runner, struct step *step)
{
	struct editor *editor = runner->editor;

	if (runner->error[0])
		check_text(runner, step, runner->error);
	else
		check_text(runner, step, editor->message_kind == MESSAGE_ERROR ?
			   buf_string(&editor->message) : "");
}

/* The marks of headings are for the painter. */
void check_output(struct runner *runner, struct step *step)
{
	struct editor *editor = runner->editor;
	struct buf text = BUF_INIT;

	run_replace(&text, buf_string(editor->pager.open ? &editor->pager.text : &editor->output),
		"\f", "");
	check_block(runner, step, &text);
	buf_done(&text);
}

void check_quit(struct runner *runner, struct step *step)
{
	check_value(runner, step, runner->editor->quit ? "yes" : "no");
}

void check_wants(struct runner *runner, struct step *step)
{
	struct editor *editor = runner->editor;
	char text[32];

	snprintf(text, sizeof(text), "%s%s%s", editor->bell ? "bell " : "",
		 editor->redraw ? "redraw " : "", editor->suspend ? "suspend " : "");
	if (*text)
		text[strlen(text) - 1] = '\0';
	editor->bell = editor->redraw = editor->suspend = false;
	check_value(runner, step, text);
}
