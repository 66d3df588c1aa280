/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any text as command lines, run one after the other on a small document, and completed at every
 * place of the first line. Commands that open or write files are taken apart but not run. A line
 * that fails has an error text; undoing everything brings the first bytes back.
 */
#include <locale.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "edit/argument.h"
#include "edit/complete.h"
#include "edit/editor.h"

enum { DOCUMENT_SIZE = 256, LINES_MOST = 24, COMPLETED_MOST = 24 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
	if (!holds)
		abort();
}

static bool has_type(const struct command *command, enum argument_type type)
{
	for (size_t i = 0; i < COMMAND_ARGUMENTS; i++)
		if (command->args[i].type == type)
			return true;
	return false;
}

/* Whether a line stays inside the editor. A huge size makes what follows slow, not wrong. */
static bool is_harmless(const char *line)
{
	struct err ignored;
	line += strspn(line, " \t:");
	size_t len = strcspn(line, " !");
	const struct command *command = len ? command_find(line, len, &ignored) : NULL;
	return !command || (command->group != GROUP_FILE && !has_type(command, ARG_FILE) &&
			    strcmp(command->name, "resize") != 0);
}

static void take_apart(struct editor *editor, const char *line)
{
	struct err err = { 0 };
	const struct command *row;
	for (size_t i = 0; (row = command_at(i)) != NULL; i++) {
		struct arguments arguments;
		if (row->args[0].type == ARG_NONE)
			continue;
		arguments_init(&arguments);
		if (!arguments_parse(&arguments, row, editor_window(editor), line, &err))
			check(err.code != ERR_NONE && err.text[0] != '\0');
		arguments_done(&arguments);
	}
}

static void complete(const char *line)
{
	struct completions found = { .words = NULL };
	struct err err;
	size_t len = strlen(line);
	for (size_t cursor = 0; cursor <= len && cursor < COMPLETED_MOST; cursor++) {
		check(complete_line(NULL, line, cursor, ARG_COMMAND, NULL, &found, &err));
		check(found.from <= found.to && found.to == cursor);
		completions_done(&found);
	}
}

static struct editor *make(void)
{
	static const struct editor_setup setup = { .keys = PRESET_MODERN };
	struct err err;
	struct editor *editor = editor_new(&setup, &err);
	check(editor != NULL);
	check(editor_add(editor, document_new(&editor->ropes, DOCUMENT_SIZE, &err), &err));
	editor_settle(editor);
	return editor;
}

static void check_undo(struct editor *editor)
{
	uint8_t bytes[DOCUMENT_SIZE], zero[DOCUMENT_SIZE] = { 0 };
	struct document *document = editor_window(editor)->document;
	struct document_place place;
	struct err err;
	while (document_undo_count(document) > 0)
		check(document_undo(document, &place, &err));
	check(document_size(document) == DOCUMENT_SIZE);
	document_read(document, 0, bytes, NULL, sizeof bytes, NULL);
	check(memcmp(bytes, zero, sizeof bytes) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	setlocale(LC_CTYPE, "C.UTF-8");
	struct editor *editor = make();
	char *text = malloc(size + 1);
	check(text != NULL);
	if (size > 0)
		memcpy(text, data, size);
	text[size] = '\0';
	char *rest = text, *line;
	for (int count = 0; count < LINES_MOST && (line = strsep(&rest, "\n")) != NULL; count++) {
		struct err err = { 0 };
		if (count == 0) {
			complete(line);
			take_apart(editor, line);
		}
		if (is_harmless(line) && !editor_run(editor, line, &err))
			check(err.code != ERR_NONE && err.text[0] != '\0');
		editor_settle(editor);
	}
	check_undo(editor);
	editor_free(editor);
	free(text);
	return 0;
}
