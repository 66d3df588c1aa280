/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All commands as a list (edit/list.h), with a key and the help beside each. Its filter is
 * forgiving: each word typed is looked for in the name ("fa" finds find-all) and in the help, and
 * what fits best comes first.
 *
 *	list = palette_new(editor->keymap, editor_context(editor), &err);
 *	if (list && list_filter(list, "fi all", &err))
 *		command = palette_command(list);
 *	list_free(list);
 *
 * Commands that are there for keys of other contexts alone (those of the pager, say) are left out.
 */
#ifndef BURIN_EDIT_PALETTE_H
#define BURIN_EDIT_PALETTE_H

#include "edit/command.h"
#include "edit/list.h"

/* The key map is borrowed for as long as the list is there. NULL: no memory. */
struct list *palette_new(const struct keymap *keymap, enum context context, struct err *err)
	BURIN_MUST_CHECK;

/* The one at the cursor; NULL: the filter left none. */
const struct command *palette_command(const struct list *list);

/* How well a command fits what was typed: 0 is best; PALETTE_NO_FIT. */
enum { PALETTE_NO_FIT = 1 << 20 };
unsigned palette_fit(const struct command *command, const char *text);

#endif
