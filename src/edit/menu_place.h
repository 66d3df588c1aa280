/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a menu is about, and beside which cell it stands: what is under the pointer, or where the
 * cursor is. Both set row and col of editor->menu.
 */
#ifndef BURIN_EDIT_MENU_PLACE_H
#define BURIN_EDIT_MENU_PLACE_H

#include "edit/key.h"

struct editor;

enum menu_on {
	MENU_ON_SELECTION, MENU_ON_BYTE, MENU_ON_INSPECTOR, MENU_ON_DISASSEMBLY,
	MENU_ON_LIST, MENU_ON_PAGER,
	MENU_ON_STATUS,          /* the rest of the screen: the file and the program */
};

/* Goes there as a click does, but for what is selected or chosen already. */
enum menu_on menu_place_of_click(struct editor *editor, const struct key *click);
enum menu_on menu_place_of_cursor(struct editor *editor);

#endif
