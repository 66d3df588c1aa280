/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The foot of the screen: what is asked, what runs, what was said, and what keys do now.
 *
 * One row serves the prompt, a running job and the last message, in this order: what waits for the
 * user goes first. A message that is too long for its row goes on in the row of the hints: what was
 * not done, and the way out, are often at its end. So do the answers of a question. What is longer
 * still begins above, over the bytes, until the next key.
 */
#include "view/paint.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "base/printable.h"
#include "edit/incsearch.h"

enum { LINES_MOST = 8 };

/* A text in lines: [start[i], start[i + 1]), words whole where they can be. */
struct lines {
	size_t start[LINES_MOST];
	int count;
};

static void break_lines(const struct buf *text, int cols, struct lines *lines)
{
	size_t at = 0;

	for (lines->count = 0; at < text->len && lines->count < LINES_MOST; lines->count++) {
		lines->start[lines->count] = at;
		at += printable_break((const char *)text->data + at, text->len - at, cols);
	}
}

/* In `row`, in `below` rows behind it, and above it where these do not do, but not over the status
 * line. The last one that has room is cut. */
static void paint_lines(const struct buf *text, const struct lines *lines, struct grid *grid,
			int row, int below, enum style style)
{
	int most = row > 1 ? row + below : 1 + below;
	int count = lines->count < most ? lines->count : most;
	int first = count - 1 > below ? row + below - count + 1 : row;

	for (int i = 0; i < count; i++) {
		size_t from = lines->start[i];
		size_t to = i + 1 < count ? lines->start[i + 1] : text->len;

		grid_fill(grid, first + i, 0, grid->cols, ' ', STYLE_DEFAULT);
		grid_text(grid, first + i, 0, grid->cols, (const char *)text->data + from,
			  to - from, style);
	}
}

/* The typed line, scrolled so that its cursor is seen. */
static void paint_typed(const struct lineedit *line, struct grid *grid, int row, int col)
{
	const char *text = (const char *)line->text.data;
	size_t len = line->text.len, from = 0;
	int room = grid->cols - col;

	if (room <= 0)
		return;
	while (from < line->cursor && printable_cells(text + from, line->cursor - from) >= room) {
		uint32_t code;
		size_t used = utf8_decode((const uint8_t *)text + from, len - from, &code);
		from += used ? used : 1;
	}
	if (len > from)
		grid_text(grid, row, col, room, text + from, len - from, STYLE_TYPED);
	grid->cursor_row = row;
	grid->cursor_col = col;
	if (line->cursor > from)
		grid->cursor_col += printable_cells(text + from, line->cursor - from);
}

static int paint_label(const struct prompt *prompt, struct grid *grid, int row, int room)
{
	return grid_text(grid, row, 0, room, (const char *)prompt->label.data, prompt->label.len,
			 STYLE_LABEL);
}

/* Before the answers, where they need it. */
#define FIRST "Enter, then"

/* Cells of "  w write  d discard". */
static int choices_width(const struct prompt *prompt)
{
	int width = prompt->guarded ? 2 + (int)strlen(FIRST) : 0;

	for (int i = 0; i < prompt->choice_count; i++) {
		const char *word = prompt->choices[i].word;
		width += 4 + printable_cells(word, strlen(word));
	}
	return width;
}

/* Where even these have no room, each word is cut, so that every key is seen. */
static void paint_choices(const struct prompt *prompt, struct grid *grid, int row, int col)
{
	bool fits = choices_width(prompt) - (col > 0 ? 0 : 2) <= grid->cols - col;

	if (prompt->guarded)
		col = grid_string(grid, row, col > 0 ? col + 1 + fits : 0, fits ? FIRST : "Enter",
				  STYLE_WARNING);
	int share = (grid->cols - col + 1) / prompt->choice_count - 3;
	int most = fits ? grid->cols : share > 0 ? share : 0;

	for (int i = 0; i < prompt->choice_count; i++) {
		const char *word = prompt->choices[i].word;
		if (col > 0)
			col += fits ? 2 : 1;
		grid_put(grid, row, col, prompt->choices[i].key, STYLE_HINT_KEY, 0);
		col = grid_text(grid, row, col + 2, most, word, strlen(word), STYLE_HINT);
	}
}

/* Whether a question and its answers are too long for one row. */
static bool is_question_long(const struct prompt *prompt, const struct grid *grid)
{
	const struct buf *label = &prompt->label;

	return prompt->kind == PROMPT_QUESTION &&
	       printable_cells((const char *)label->data, label->len) + choices_width(prompt) >
		       grid->cols;
}

/* "Save the changes?  w write  d discard": where it is narrow the keys go into the row of the
 * hints, and where there is none the question is cut, never the keys. */
static void paint_question(const struct prompt *prompt, struct grid *grid, int row, bool goes_on)
{
	int room = grid->cols - choices_width(prompt);

	if (goes_on && is_question_long(prompt, grid)) {
		struct lines lines;

		break_lines(&prompt->label, grid->cols, &lines);
		paint_lines(&prompt->label, &lines, grid, row, 0, STYLE_LABEL);
		return;
	}
	int col = paint_label(prompt, grid, row, room > 0 ? room : 0);
	paint_choices(prompt, grid, row, col);
}

static void paint_prompt(const struct prompt *prompt, struct grid *grid, int row, bool goes_on)
{
	if (prompt->kind == PROMPT_QUESTION) {
		paint_question(prompt, grid, row, goes_on);
		return;
	}
	/* At least half of the row is for what is typed. */
	int col = paint_label(prompt, grid, row, grid->cols / 2);
	paint_typed(&prompt->line, grid, row, col);
}

static int paint_bar(struct grid *grid, int row, int col, unsigned percent)
{
	enum { BAR = 10 };
	int full = (int)(percent * BAR / 100);

	grid_put(grid, row, col, '[', STYLE_INFO, 0);
	for (int i = 0; i < BAR; i++)
		grid_put(grid, row, col + 1 + i, i < full ? '#' : '-',
			 i < full ? STYLE_PROGRESS : STYLE_INFO, 0);
	grid_put(grid, row, col + 1 + BAR, ']', STYLE_INFO, 0);
	return col + 1 + BAR + 2;
}

/* Of the first of `count` jobs. */
static void paint_progress(const struct queue_progress *progress, size_t count, struct grid *grid,
			   int row)
{
	struct buf text = BUF_INIT;
	char size[NUMBER_TEXT], time[NUMBER_TEXT];
	int col = grid_string(grid, row, 0, progress->verb, STYLE_INFO) + 1;

	if (progress->total > 0) {
		unsigned percent = queue_percent(progress);
		buf_format(&text, "%u%%  ", percent);
		col = paint_bar(grid, row, col, percent);
	}
	buf_format(&text, "%s/s", number_size(progress->rate, size));
	if (progress->left_ms != UINT64_MAX)
		buf_format(&text, "  %s left", number_time(progress->left_ms, time));
	if (count > 1)
		buf_format(&text, "  +%zu more: :jobs", count - 1);
	if (progress->can_stop && progress->stopping && count == 1)
		buf_text(&text, "  stopping");
	else if (progress->can_stop)
		buf_format(&text, "  Esc stops%s", count > 1 ? " all" : "");
	grid_string(grid, row, col, buf_string(&text), STYLE_INFO);
	buf_done(&text);
}

static bool is_said(const struct editor *editor)
{
	struct queue_progress progress;

	return editor->prompt.kind == PROMPT_NONE && editor->message_kind != MESSAGE_NONE &&
	       editor->message.len > 0 && !queue_progress(editor->queue, 0, &progress);
}

static void paint_said(const struct editor *editor, struct grid *grid, int row, bool goes_on)
{
	static const enum style styles[] = {
		[MESSAGE_NONE] = STYLE_INFO,
		[MESSAGE_INFO] = STYLE_INFO,
		[MESSAGE_WARNING] = STYLE_WARNING,
		[MESSAGE_ERROR] = STYLE_ERROR,
	};
	struct lines lines;

	break_lines(&editor->message, grid->cols, &lines);
	paint_lines(&editor->message, &lines, grid, row, goes_on, styles[editor->message_kind]);
}

/* Whether that takes more than one row. */
static bool is_said_long(const struct editor *editor, int cols)
{
	return is_said(editor) && printable_break((const char *)editor->message.data,
						  editor->message.len, cols) < editor->message.len;
}

/* The keys of an unfinished sequence and a count, at the right edge; the cells left of them. */
static int paint_pending(const struct editor *editor, struct grid *grid, int row)
{
	struct buf text = BUF_INIT;

	if (editor->has_count)
		buf_format(&text, "%" PRIu64, editor->count);
	for (size_t i = 0; i < editor->pending_count; i++)
		key_format(&editor->pending[i], &text);
	const char *string = buf_string(&text);
	int width = printable_cells(string, strlen(string));
	int col = width > 0 && width + 1 < grid->cols ? grid->cols - width - 1 : grid->cols;

	if (col < grid->cols && row >= 0)
		grid_string(grid, row, col, string, STYLE_HINT_KEY);
	buf_done(&text);
	return col;
}

/* Key hints, as many as there is room for; how many that is. Row -1: they are only counted. */
static size_t paint_pairs(const struct editor_hint *hints, size_t count, struct grid *grid, int row,
			  int room)
{
	int col = 0;
	size_t i;

	for (i = 0; i < count; i++) {
		const char *key = hints[i].key, *what = hints[i].what;
		int key_width = printable_cells(key, strlen(key));
		int width = key_width + 1 + printable_cells(what, strlen(what));

		if (col + width > room)
			break;
		if (row >= 0) {
			grid_string(grid, row, col, key, STYLE_HINT_KEY);
			grid_string(grid, row, col + key_width + 1, what, STYLE_HINT);
		}
		col += width + 2;
	}
	return i;
}

/* Where nothing was said: what the note under the cursor says. */
static void paint_note(const struct editor *editor, struct grid *grid, int row)
{
	const struct window *window = editor_window(editor);
	const struct notes *notes = window ? &window->buffer->notebook.notes : NULL;
	size_t index = notes ? notes_at(notes, window->cursor) : SIZE_MAX;
	struct buf text = BUF_INIT, safe = BUF_INIT;

	if (index == SIZE_MAX || editor->pager.open)
		return;
	const struct note *note = &window->buffer->notebook.notes.list[index];
	buf_format(&text, "%s%s%s", note->name, *note->comment ? ": " : "", note->comment);
	printable_add(&safe, buf_string(&text), text.len);
	grid_text(grid, row, 0, grid->cols, buf_string(&safe), safe.len,
		  STYLE_NOTE + (enum style)note->colour);
	buf_done(&text);
	buf_done(&safe);
}

/* In the middle of a sequence there can be more keys than the row of the hints holds: the first of
 * them are in the row above it then, where that is empty. How many these are. */
static size_t paint_following(const struct editor *editor, struct grid *grid, int row)
{
	struct editor_hint hints[EDITOR_HINTS];
	size_t count = editor->pending_count > 0 ? editor_hints(editor, hints) : 0;

	if (editor->prompt.kind != PROMPT_NONE || queue_count(editor->queue) > 0 ||
	    is_said(editor) || paint_pairs(hints, count, grid, -1, grid->cols) == count)
		return 0;
	return paint_pairs(hints, count, grid, row, paint_pending(editor, grid, -1) - 1);
}

void paint_message(const struct editor *editor, struct grid *grid, int row, bool goes_on)
{
	struct queue_progress progress;

	if (row < 0)
		return;
	grid_fill(grid, row, 0, grid->cols, ' ', STYLE_DEFAULT);
	if (editor->prompt.kind != PROMPT_NONE)
		paint_prompt(&editor->prompt, grid, row, goes_on);
	else if (queue_progress(editor->queue, 0, &progress))
		paint_progress(&progress, queue_count(editor->queue), grid, row);
	else if (is_said(editor))
		paint_said(editor, grid, row, goes_on);
	else if (!goes_on || paint_following(editor, grid, row) == 0)
		paint_note(editor, grid, row);
	paint_pending(editor, grid, row);
}

/* The words Tab goes through, from the one taken on. */
static void paint_completions(const struct prompt *prompt, struct grid *grid, int row)
{
	const struct completions *found = &prompt->completions;
	size_t first = prompt->completion_at < found->count ? prompt->completion_at : 0;
	int col = 0;

	for (size_t i = first; i < found->count && col < grid->cols; i++) {
		struct buf safe = BUF_INIT;
		printable_add(&safe, found->words[i], strlen(found->words[i]));
		col = grid_string(grid, row, col, buf_string(&safe),
				  i == prompt->completion_at ? STYLE_CHOSEN : STYLE_HINT) + 2;
		buf_done(&safe);
	}
}

/* What the text is understood as; that it was not found comes first, where there is little room. */
static void paint_preview(const struct editor *editor, struct grid *grid, int row)
{
	const struct prompt *prompt = &editor->prompt;
	const char *missing = incsearch_missing(editor->incsearch);
	int col = 0;

	if (missing) {
		col = grid_string(grid, row, col, missing, STYLE_WARNING);
		col = grid_string(grid, row, col, "; ", STYLE_HINT);
	}
	grid_text(grid, row, col, grid->cols - col, (const char *)prompt->preview.data,
		  prompt->preview.len, prompt->preview_is_error ? STYLE_ERROR : STYLE_HINT);
}

/* And the line that it runs, for those who want to type it next time. */
static void paint_menu_help(const struct menu_item *item, struct grid *grid, int row)
{
	int col = grid_string(grid, row, 0, item->help, STYLE_HINT) + 2;
	int len = (int)strlen(item->line);

	if (col + 1 + len > grid->cols)
		return;
	grid_put(grid, row, grid->cols - 1 - len, ':', STYLE_HINT_KEY, 0);
	grid_string(grid, row, grid->cols - len, item->line, STYLE_HINT_KEY);
}

void paint_hints(const struct editor *editor, struct grid *grid, int row)
{
	const struct prompt *prompt = &editor->prompt;
	struct editor_hint hints[EDITOR_HINTS];
	size_t count, from = 0;

	if (row < 0)
		return;
	/* It goes on here. */
	if (is_said_long(editor, grid->cols))
		return;
	if (editor->menu.open && prompt->kind == PROMPT_NONE) {
		paint_menu_help(&editor->menu.item[editor->menu.cursor], grid, row);
		return;
	}
	if (is_question_long(prompt, grid)) {
		paint_choices(prompt, grid, row, 0);
		return;
	}
	if (prompt->kind != PROMPT_NONE && prompt->completions.count > 1) {
		paint_completions(prompt, grid, row);
		return;
	}
	if (prompt->kind != PROMPT_NONE && prompt->preview.len > 0) {
		paint_preview(editor, grid, row);
		return;
	}
	count = editor_hints(editor, hints);
	from = paint_following(editor, grid, -1);
	bool cut = editor->pending_count > 0 &&
		   paint_pairs(hints + from, count - from, grid, -1, grid->cols) < count - from;
	paint_pairs(hints + from, count - from, grid, row, cut ? grid->cols - 4 : grid->cols);
	if (cut)
		grid_string(grid, row, grid->cols - 3, "...", STYLE_HINT);
}
