/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The painters: each fills its part of a grid from the state of the editor, which is const here:
 * painting can change nothing. view_render() calls them all.
 */
#ifndef BURIN_VIEW_PAINT_H
#define BURIN_VIEW_PAINT_H

#include "edit/editor.h"
#include "view/grid.h"

/* The whole screen. editor_settle() comes first; grid has the editor's rows and cols. */
void view_render(const struct editor *editor, struct grid *grid);

/* paint_bytes.c: the rows of a window, from grid row `row` on. Gives why some of the bytes could
 * not be read: the errno of the first, 0 for "the file ends before", PAINT_KNOWN: all could. */
enum { PAINT_KNOWN = -1 };
int paint_bytes(const struct editor *editor, const struct window *window, struct grid *grid,
		int row);

/* paint_panes.c: all panes, each with the rows of its window; gives what paint_bytes() does of the
 * one with the focus. */
int paint_panes(const struct editor *editor, struct grid *grid, const struct editor_rows *rows);

/* paint_status.c: name, mode, position, size, and `why` of paint_bytes(); most important last to
 * go when it is narrow. */
void paint_status(const struct editor *editor, struct grid *grid, int row, int why);

/* A file's name in at most `room` cells: whole, or '<' and its end. */
void paint_name(struct grid *grid, int row, struct span name, int room, enum style style);

/* paint_foot.c: the prompt, progress or message, and the hints (row -1: not shown). */
/* With `goes_on`, paint_hints shows what of a long message has no room in this row. */
void paint_message(const struct editor *editor, struct grid *grid, int row, bool goes_on);
void paint_hints(const struct editor *editor, struct grid *grid, int row);

/* paint_pager.c: a text over the rows from `row` on. */
void paint_pager(const struct editor *editor, struct grid *grid, int row, int rows);

/* paint_list.c: a list over `rows` rows from `row` on, its title in the first. */
void paint_list(const struct list *list, struct grid *grid, int row, int rows);

/* paint_menu.c: the context menu, over what else is there; nothing while it is closed. */
void paint_menu(const struct editor *editor, struct grid *grid);

/* paint_minimap.c: of a window, in the rows and cells of a pane that are for it. */
void paint_minimap(const struct editor *editor, const struct window *window,
		   const struct editor_pane *at, struct grid *pane);

/* paint_disassembly.c: where rows->disassembly and the members after it say. */
void paint_disassembly(const struct editor *editor, struct grid *grid,
		       const struct editor_rows *rows);

/* paint_inspector.c: where rows->inspector and the members after it say. */
void paint_inspector(const struct editor *editor, struct grid *grid,
		     const struct editor_rows *rows);

#endif
