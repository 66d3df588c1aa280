/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The notes of a window as a list (edit/list.h): place, length, colour, name, comment. */
#ifndef BURIN_EDIT_NOTE_LIST_H
#define BURIN_EDIT_NOTE_LIST_H

#include "edit/list.h"

struct list *note_list_new(struct window *window, struct err *err) BURIN_MUST_CHECK;

/* The note of the row that is chosen, an index in the window's notes; SIZE_MAX: it is another list,
 * keys do not go to it, or it is empty. NULL is allowed. */
size_t note_list_chosen(struct list *list);

#endif
