/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Panes: which window each of them shows, and which has the focus. The pane with the focus shows
 * editor_window(), always; so commands, lists and the inspector know nothing of panes.
 *
 * A window that no pane shows any more is not freed before its file is closed: jobs may hold it,
 * and a pane that shows the file again takes it, with the place it had. So a buffer has as many
 * windows as panes showed it at the same time, and no more.
 */
#include "edit/editor.h"

#include <string.h>

#include "edit/compare.h"
#include "edit/window_sync.h"

/* The pane of the window becomes the present one, and its file. */
static void make_current(struct editor *editor, struct window *window)
{
	size_t i = 0;

	while (editor->windows[i]->buffer != window->buffer)
		i++;
	editor_settings(editor);
	editor->windows[i] = window;
	editor->current = i;
	editor_settings(editor);
	/* A list of this file speaks of the pane one is in. */
	for (struct list *list = editor->list; list; list = list->under)
		if (list->window && list->window->buffer == window->buffer)
			list->window = window;
	/* In the emacs preset editing is what one does at rest. */
	if (editor->options.keys == PRESET_EMACS)
		window->editing = true;
}

static void part_from(struct tile *tile)
{
	if (tile->content)
		((struct window *)tile->content)->synced = false;
}

/* A window of the buffer that no pane shows: the one used last, else another, else a new one. */
static struct window *find_free(const struct editor *editor, struct window *last, struct err *err)
{
	struct window *window = last;

	if (!tiles_find(&editor->tiles, window))
		return window;
	for (window = last->buffer->windows; window; window = window->next)
		if (!tiles_find(&editor->tiles, window))
			return window;
	window = window_beside(last, err);
	if (window)
		window_unselect(window);
	return window;
}

void editor_focus(struct editor *editor, struct tile *tile)
{
	editor->tiles.focus = tile;
	make_current(editor, tile->content);
	editor_settle(editor);
}

void editor_show(struct editor *editor, size_t index)
{
	struct window *last = editor->windows[index];
	struct tile *tile = editor->tiles.focus;
	struct err ignored;

	if (tile->content != last) {
		struct window *window = find_free(editor, last, &ignored);

		/* Without memory for a second one it is shown where it is. */
		if (!window) {
			editor_focus(editor, tiles_find(&editor->tiles, last));
			return;
		}
		part_from(tile);
		tile->content = window;
	}
	editor_focus(editor, tile);
}

void editor_reach(struct editor *editor, size_t index)
{
	struct tile *tile = tiles_find(&editor->tiles, editor->windows[index]);

	if (tile)
		editor_focus(editor, tile);
	else
		editor_show(editor, index);
}

bool editor_split(struct editor *editor, bool beside, struct err *err)
{
	struct window *from = editor_window(editor);
	struct window *window = find_free(editor, from, err);

	if (!window || !tiles_split(&editor->tiles, beside, window, err))
		return false;
	window_follow(from);
	window_look_like(window, from);
	window_unselect(window);
	window->synced = false;
	editor_focus(editor, editor->tiles.focus);
	return true;
}

/* The new pane is empty until the file is open: then that shows it there. */
bool editor_split_open(struct editor *editor, bool beside, const char *path,
		       const struct document_options *options, struct err *err)
{
	struct tiles *tiles = &editor->tiles;
	bool ok;

	if (!tiles_split(tiles, beside, NULL, err))
		return false;
	ok = editor_open(editor, path, options, err);
	if (!tiles->focus->content)
		tiles_close(tiles, tiles->focus);
	return ok;
}

void editor_unsplit(struct editor *editor, struct tile *tile)
{
	part_from(tile);
	tiles_close(&editor->tiles, tile);
	editor_focus(editor, editor->tiles.focus);
}

void editor_unsplit_others(struct editor *editor)
{
	struct tiles *tiles = &editor->tiles;

	for (struct tile *tile = tiles_first(tiles); tile; tile = tiles_next(tile))
		part_from(tile);
	tiles_close_others(tiles);
	editor_focus(editor, tiles->focus);
}

void editor_leave_panes(struct editor *editor, const struct buffer *buffer)
{
	struct tile *next, *tile = tiles_first(&editor->tiles);

	for (; tile; tile = next) {
		const struct window *window = tile->content;

		next = tiles_next(tile);
		if (!window || window->buffer != buffer)
			continue;
		if (tile->parent)
			tiles_close(&editor->tiles, tile);
		else
			tile->content = NULL;
	}
}

/* A minimap is there where some of the bytes stay beside it: four of a row, in the pane with the
 * focus one. */
static int minimap_room(const struct editor *editor, const struct tile *tile, int rows)
{
	enum { LEAST_COLS = 17, BESIDE_COLS = 28, LEAST_ROWS = 2 };
	int cols = minimap_cols((enum minimap_view)editor->options.minimap);
	int least = tile == editor->tiles.focus ? LEAST_COLS : BESIDE_COLS;

	return rows >= LEAST_ROWS && tile->cols >= least + cols ? cols : 0;
}

struct editor_pane editor_pane(const struct editor *editor, const struct tile *tile)
{
	struct editor_pane pane = { .title = 0 };

	/* A single row is for bytes. */
	pane.title = editor->tiles.shown > 1 && tile->rows >= TILE_ROWS;
	pane.rows = tile->rows - pane.title;
	pane.minimap_cols = minimap_room(editor, tile, pane.rows);
	pane.cols = tile->cols - pane.minimap_cols;
	return pane;
}

struct tile *editor_pane_at(const struct editor *editor, int row, int col)
{
	return tiles_at(&editor->tiles, row - editor_rows(editor).bytes, col);
}

void editor_pane_cell(const struct editor *editor, int *row, int *col)
{
	const struct tile *tile = editor->tiles.focus;

	*row -= editor_rows(editor).bytes + tile->row + editor_pane(editor, tile).title;
	*col -= tile->col;
}

/* A file may have an encoding of its own, and be seen beside one that has not. */
static void fit_charset(struct window *window, const char *name)
{
	const struct charset *charset;
	struct err ignored;

	if (strcmp(charset_name(window->charset), name) == 0)
		return;
	charset = charset_open(name, &ignored);
	if (!charset)
		return;
	window_set_charset(window, charset);
	charset_unref(charset);
}

static void fit(const struct editor *editor, const struct tile *tile)
{
	struct window *window = tile->content;
	const struct options own = editor_options_of(editor, window), *options = &own;
	const struct editor_pane pane = editor_pane(editor, tile);

	window->wish.columns = (unsigned)options->columns;
	window->wish.group = (unsigned)options->group;
	window->wish.little_endian = options->little_endian;
	window->wish.base = (enum number_base)options->base;
	window->wish.address_decimal = options->address_decimal;
	window->wish.shift = (unsigned)options->shift;
	window->wish.tight = tile->cols < editor->tiles.cols;
	/* Rows that stand side by side stay there. */
	window->fold = options->fold && !compare_is_on(editor, window);
	if (tile != editor->tiles.focus)
		fit_charset(window, options->encoding);
	window_resize(window, pane.rows, pane.cols);
	window_settle(window);
}

void editor_settle_panes(struct editor *editor)
{
	struct editor_rows area = editor_rows(editor);
	struct tiles *tiles = &editor->tiles;
	const struct window *window = editor_window(editor);

	tiles_lay_out(tiles, area.bytes_count, area.bytes_cols);
	fit(editor, tiles->focus);
	for (struct tile *tile = tiles_first(tiles); tile; tile = tiles_next(tile)) {
		if (tile == tiles->focus || tile->rows == 0)
			continue;
		fit(editor, tile);
		window_sync(tile->content, window);
	}
}
