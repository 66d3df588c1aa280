/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The context menu: a short list, beside the pointer or the cursor, of the commands that fit what
 * is there: a selection, a byte, a row of the inspector, of the disassembly or of the list, a text,
 * the status line. Help and keys come from the table of commands and the key map.
 *
 *	menu_open(editor, &click, &err);         NULL: at the cursor
 *	menu_key(editor, &key);                  for each key while editor->menu.open
 *	menu_box(editor, &box);                  where it is, for painting
 *
 * Arrows and Enter, a click, or the key that stands beside a row run it; Esc and a click elsewhere
 * close it. Nothing but the place of the cursor changes before one is chosen.
 */
#ifndef BURIN_EDIT_MENU_H
#define BURIN_EDIT_MENU_H

#include "base/err.h"
#include "edit/keymap.h"

#include <stdint.h>

struct editor;

enum { MENU_ITEMS = 24, MENU_KEY = 16, MENU_LABEL = 32 };

/* What is run instead of the line as it is. */
enum menu_how {
	MENU_RUN,
	MENU_WITH_RANGE,         /* with the selection as range, on the command line: a name is
				  * still to be typed */
	MENU_TYPE_ON,            /* the line is not whole: on the command line it is typed on */
	MENU_SELECT_TO,          /* a selection from where the cursor was */
};

struct menu_item {
	const char *line;        /* a command line */
	char label[MENU_LABEL];  /* what is shown: words */
	const char *help;        /* of the command */
	bool asks;               /* something is still to be typed: shown as "…" */
	enum menu_how how;
	char key[MENU_KEY];      /* notation of a key that does the same; "": there is none */
};

struct menu {
	bool open;
	int row, col;            /* cells: beside this place of the screen */
	uint64_t from;           /* where the cursor was before a click */
	struct menu_item item[MENU_ITEMS];
	int count, cursor;
	int top;                 /* first item that is seen */
};

/* Cells of the screen that it takes. */
struct menu_box {
	int row, col, rows, cols;
	int border;              /* cells on each side: 1, or 0 on a small screen */
	int items;               /* that are seen */
};

/* At the place of a mouse event, what is there being chosen first; NULL: at the cursor. */
bool menu_open(struct editor *editor, const struct key *at, struct err *err) BURIN_MUST_CHECK;
void menu_close(struct editor *editor);

/* All keys and mouse events while it is open. */
void menu_key(struct editor *editor, const struct key *key);

/* Scrolls so that the chosen item is seen; before painting. */
void menu_settle(struct editor *editor);

/* False: it is not open, or there is no room at all. */
bool menu_box(const struct editor *editor, struct menu_box *box);

/* The command lines that the menu knows; NULL past the last: for tests of the table. */
const char *menu_line(size_t index);

#endif
