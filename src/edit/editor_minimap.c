/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the minimap is in the whole editor: its place on the screen, hits of the list, the mouse. */
#include "edit/editor.h"

#include "base/checked.h"
#include "edit/findings.h"

void editor_settle_minimap(struct editor *editor)
{
	struct minimap *minimap = &editor->minimap;
	const struct window *window = editor_window(editor);
	struct editor_rows rows = editor_rows(editor);
	struct list *hits = window && editor->list && editor->list->window &&
				    editor->list->window->buffer == window->buffer ?
				    findings_of(editor->list) : NULL;

	minimap_settle(minimap, editor->queue, window,
		       rows.minimap_col >= 0 ? (size_t)rows.bytes_count : 0);
	if (rows.minimap_col < 0)
		return;
	for (size_t i = 0; i < minimap->count; i++) {
		const struct overview_part *part = &minimap->row[i].part;

		minimap->row[i].hit = hits && findings_touch(hits, part->pos,
							     part->end - part->pos);
	}
}

/* The place that a row of the screen stands for. */
static uint64_t place_of(const struct minimap *minimap, int row)
{
	size_t at = row < 0 ? 0 : min_size((size_t)row, minimap->count - 1);

	return minimap->row[at].part.data;
}

static bool is_in_bar(const struct editor_rows *rows, const struct key *key)
{
	return rows->minimap_col >= 0 && key->row >= rows->bytes &&
	       key->row - rows->bytes < rows->bytes_count && key->col >= rows->minimap_col &&
	       key->col - rows->minimap_col < rows->minimap_cols;
}

bool editor_minimap_mouse(struct editor *editor, const struct key *key)
{
	struct editor_rows rows = editor_rows(editor);
	struct minimap *minimap = &editor->minimap;
	struct window *window = editor_window(editor);
	bool dragged = minimap->dragging && key->code == KEY_DRAG;
	bool clicked = key->code == KEY_CLICK && is_in_bar(&rows, key);

	if (key->code != KEY_DRAG)
		minimap->dragging = false;
	if (!clicked && !dragged)
		return false;
	minimap->dragging = true;
	if (rows.minimap_col < 0 || !window || minimap->document != window->document ||
	    minimap->count == 0 || document_size(window->document) == 0)
		return true;
	window_follow(window);
	if (clicked)
		window_jump(window, place_of(minimap, key->row - rows.bytes));
	else
		window_go(window, place_of(minimap, key->row - rows.bytes), false);
	return true;
}
