/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the text at the prompt is understood as, while it is typed: where a position leads and
 * what is there, how many bytes, which pattern; or what is wrong with it. Every number is read by
 * the same code that runs the command, so the preview can not promise something else.
 */
#include "edit/prompt.h"

#include <inttypes.h>
#include <string.h>

#include "base/bytes.h"
#include "base/number.h"
#include "base/printable.h"
#include "edit/argument.h"
#include "edit/editor.h"
#include "edit/incsearch.h"
#include "edit/palette.h"
#include "edit/replace_line.h"

enum { BYTES_SHOWN = 16 };

static void describe_position(struct window *window, uint64_t pos, struct buf *out)
{
	uint64_t address = window_address(window, pos);
	uint8_t byte, known = 0;
	buf_format(out, "0x%" PRIx64 " = %" PRIu64, address, address);
	if (pos == document_size(window->document)) {
		buf_text(out, ", the end");
		return;
	}
	document_read(window->document, pos, &byte, &known, 1, NULL);
	if (known)
		buf_format(out, ": %02x", byte);
	else
		buf_text(out, ": ??");
	if (known && byte > ' ' && byte < 0x7f)
		buf_format(out, " '%c'", byte);
}

static void describe_range(struct window *window, const struct value *value, struct buf *out)
{
	char size[NUMBER_TEXT];
	uint64_t last = value->number + (value->len - 1);
	buf_format(out, "0x%" PRIx64 " to 0x%" PRIx64 ", %s",
		   window_address(window, value->number), window_address(window, last),
		   number_size(value->len, size));
}

static void describe_bytes(const struct value *value, struct buf *out)
{
	size_t len = value->bytes.len;
	buf_format(out, "%zu %s: ", len, len == 1 ? "byte" : "bytes");
	bytes_format_hex(out, value->bytes.data, len < BYTES_SHOWN ? len : BYTES_SHOWN, ' ',
			 false);
	if (len > BYTES_SHOWN)
		buf_text(out, " …");
}

static bool describe_pattern(const struct editor *editor, const char *text, struct buf *out,
			     struct err *err)
{
	struct pattern pattern;
	if (!pattern_parse_in(text, editor->charset, &pattern, err))
		return false;
	pattern_describe(&pattern, out);
	pattern_done(&pattern);
	return true;
}

/* The bytes that a value would become. */
static bool describe_reading(const struct editor *editor, const char *text, struct buf *out,
			     struct err *err)
{
	const struct inspector *inspector = &editor->inspector;
	const struct inspector_row *row;
	uint8_t bytes[READING_MOST];
	size_t len;

	if (inspector->cursor >= inspector->shown_count)
		return true;
	row = inspector_at(inspector, inspector->cursor);
	if (!inspector_encode(inspector, row, inspector->big, text, bytes, &len, err))
		return false;
	bytes_format_hex(out, bytes, len, ' ', false);
	return true;
}

static bool describe(const struct editor *editor, struct window *window,
		     const struct command *command, int index,
		     const struct value *value, struct buf *out, struct err *err)
{
	switch (command->args[index].type) {
	case ARG_POSITION:
		describe_position(window, value->number, out);
		break;
	case ARG_NUMBER:
		buf_format(out, "%" PRIu64 " = 0x%" PRIx64, value->number, value->number);
		break;
	case ARG_RANGE:
		describe_range(window, value, out);
		break;
	case ARG_BYTES:
		describe_bytes(value, out);
		break;
	case ARG_TEXT:
		if (strcmp(command->name, "inspector-put") == 0)
			return describe_reading(editor, value->text, out, err);
		return strncmp(command->name, "replace", 7) != 0 ||
		       replace_line_describe(value->text, editor->charset, out, err);
	case ARG_PATTERN:
		return describe_pattern(editor, value->text, out, err);
	default:
		break;
	}
	return true;
}

static bool preview_argument(struct editor *editor, const char *text, struct buf *out,
			     struct err *err)
{
	const struct prompt *prompt = &editor->prompt;
	const struct command *command = prompt->request.command;
	struct window *window = editor_window(editor);
	struct arguments arguments;
	arguments_init(&arguments);
	bool ok = arguments_set(&arguments, command, prompt->missing, window, text, err) &&
		  describe(editor, window, command, prompt->missing,
			   &arguments.values[prompt->missing], out, err);
	arguments_done(&arguments);
	return ok;
}

/* Of a command line only the command is explained; half a line is no error yet. */
static void preview_line(const char *text, struct buf *out)
{
	struct err ignored;
	text += strspn(text, " :");
	size_t len = strcspn(text, " !");
	const struct command *command =
		len > 0 && (text[len] || len > 1) ? command_find(text, len, &ignored) : NULL;
	if (!command)
		return;
	command_usage(command, out);
	buf_format(out, "  %s", command->help);
}

/* The command that Enter would run. The list is filtered anew where other words were typed. */
static void preview_palette(struct list *palette, const char *text, struct buf *out)
{
	struct err ignored;
	if (strcmp(buf_string(&palette->filter), text) != 0 &&
	    !list_filter(palette, text, &ignored))
		return;
	const struct command *command = palette_command(palette);
	if (!command)
		return;
	command_usage(command, out);
	buf_format(out, "  %s", command->help);
}

/* Of the commands that search, the two that go to the next hit. */
static void search_on(struct editor *editor, const char *text)
{
	const struct prompt *prompt = &editor->prompt;
	const char *name = prompt->kind == PROMPT_ARGUMENT ? prompt->request.command->name : "";

	if (strcmp(name, "search") == 0 || strcmp(name, "search-back") == 0)
		incsearch_update(editor, prompt->preview_is_error ? "" : text,
				 strcmp(name, "search-back") == 0);
}

void prompt_update(struct editor *editor)
{
	struct prompt *prompt = &editor->prompt;
	const char *text = lineedit_text(&prompt->line);
	struct buf preview = BUF_INIT;
	struct err err;
	prompt->preview_is_error = false;
	if (prompt->kind == PROMPT_LINE) {
		preview_line(text, &preview);
	} else if (prompt->kind == PROMPT_PALETTE) {
		preview_palette(editor->palette, text, &preview);
	} else if (prompt->kind == PROMPT_ARGUMENT && *text != '\0' &&
		   !preview_argument(editor, text, &preview, &err)) {
		prompt->preview_is_error = true;
		buf_clear(&preview);
		buf_text(&preview, err.text);
	}
	buf_clear(&prompt->preview);
	printable_add(&prompt->preview, (const char *)preview.data, preview.len);
	buf_done(&preview);
	search_on(editor, text);
}
