/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the minimaps are in the whole editor: their places on the screen, hits, the mouse. */
#include "edit/editor.h"

#include "base/checked.h"
#include "edit/findings.h"

/* While something else lies over the panes no bar is to be seen. */
static bool are_panes_seen(const struct editor *editor)
{
	struct editor_rows rows = editor_rows(editor);

	return editor->screen && editor_window(editor) && !editor->pager.open &&
	       rows.list != rows.bytes;
}

static size_t rows_of(const struct editor *editor, const struct tile *tile)
{
	struct editor_pane pane = editor_pane(editor, tile);

	return are_panes_seen(editor) && pane.minimap_cols > 0 ? (size_t)pane.rows : 0;
}

struct minimap *editor_minimap(const struct editor *editor)
{
	return rows_of(editor, editor->tiles.focus) > 0 ?
	       minimaps_find(&editor->minimaps, editor_window(editor)) : NULL;
}

static struct minimap_search search_of(const struct editor *editor)
{
	struct minimap_search search = {
		.pattern = &editor->pattern, .version = editor->searches + 1, .end = UINT64_MAX,
	};

	if (editor->pattern.selection) {
		search.start = editor->search_start;
		search.end = editor->search_end;
	}
	return search;
}

/* The hits of the list, where it is of this file. */
static void settle_listed(const struct editor *editor, struct minimap *minimap)
{
	struct list *list = editor->list;
	struct list *hits = list && list->window &&
				    list->window->buffer == minimap->window->buffer ?
				    findings_of(list) : NULL;

	for (size_t i = 0; i < minimap->count; i++) {
		const struct overview_part *part = &minimap->row[i].part;

		minimap->row[i].listed = hits && findings_touch(hits, part->pos,
								part->end - part->pos);
	}
}

static void settle(struct editor *editor, const struct tile *tile)
{
	struct minimap_search search = search_of(editor);
	size_t rows = rows_of(editor, tile);
	struct minimap *minimap = rows > 0 ? minimaps_get(&editor->minimaps, tile->content) :
					     minimaps_find(&editor->minimaps, tile->content);

	if (!minimap)
		return;
	minimap_settle(minimap, editor->queue, &search, rows);
	if (rows > 0)
		settle_listed(editor, minimap);
}

void editor_settle_minimaps(struct editor *editor)
{
	struct minimap *minimap = editor->minimaps.first;

	/* Those of windows that no pane shows any more. */
	for (; minimap; minimap = minimap->next)
		if (!tiles_find(&editor->tiles, minimap->window))
			minimap_settle(minimap, editor->queue, NULL, 0);
	for (struct tile *tile = tiles_first(&editor->tiles); tile; tile = tiles_next(tile))
		if (tile->content)
			settle(editor, tile);
}

/* The row of its minimap that a row of the screen is; below 0: it is above. */
static int row_of(const struct editor *editor, const struct tile *tile, int row)
{
	return row - editor_rows(editor).bytes - tile->row - editor_pane(editor, tile).title;
}

static bool is_in_bar(const struct editor *editor, const struct tile *tile, const struct key *key)
{
	struct editor_pane pane = editor_pane(editor, tile);
	int row = row_of(editor, tile, key->row), col = key->col - tile->col;

	return rows_of(editor, tile) > 0 && row >= 0 && row < pane.rows && col >= pane.cols &&
	       col < tile->cols;
}

/* The place that a row of the bar stands for. */
static uint64_t place_of(const struct minimap *minimap, int row)
{
	size_t at = row < 0 ? 0 : min_size((size_t)row, minimap->count - 1);

	return minimap->row[at].part.data;
}

/* The mouse is at this row of the screen, in the bar of the pane with the focus. */
static void go(struct editor *editor, int row, bool jump)
{
	struct minimap *minimap = editor_minimap(editor);
	struct window *window = editor_window(editor);

	if (!minimap || minimap->count == 0 || document_size(window->document) == 0)
		return;
	uint64_t place = place_of(minimap, row_of(editor, editor->tiles.focus, row));
	window_follow(window);
	if (jump)
		window_jump(window, place);
	else
		window_go(window, place, false);
}

bool editor_minimap_mouse(struct editor *editor, const struct key *key)
{
	struct minimaps *minimaps = &editor->minimaps;
	struct tile *tile = editor_pane_at(editor, key->row, key->col);
	bool clicked = key->code == KEY_CLICK && tile && is_in_bar(editor, tile, key);

	if (key->code == KEY_DRAG && minimaps->dragged) {
		if (minimaps->dragged->window == editor_window(editor))
			go(editor, key->row, false);
		return true;
	}
	minimaps->dragged = NULL;
	if (!clicked)
		return false;
	if (tile != editor->tiles.focus)
		editor_focus(editor, tile);
	minimaps->dragged = editor_minimap(editor);
	go(editor, key->row, true);
	return true;
}
