/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a command has to tell: one line is a message, more, or one that has no room there, is a page
 * of the pager, which goes sideways. Without a screen it goes to editor->output.
 */
#ifndef BURIN_EDIT_SHOW_H
#define BURIN_EDIT_SHOW_H

#include "base/err.h"

struct editor;
struct list;

/* True when prompts, questions and pagers may be opened now: there is a screen and no file of
 * command lines is being run. */
bool show_can_ask(const struct editor *editor);

/* `text` is safe UTF-8, lines end in \n; a line that starts with \f is a heading. */
bool show_text(struct editor *editor, const char *title, const char *text, struct err *err)
	BURIN_MUST_CHECK;

/* Opens a list below the bytes; without a screen its rows are printed. Consumes the list. */
bool show_list(struct editor *editor, struct list *list, struct err *err) BURIN_MUST_CHECK;

#endif
