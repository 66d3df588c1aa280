/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saving a window's document through the queue, with the questions that a save can raise. */
#ifndef BURIN_EDIT_SAVING_H
#define BURIN_EDIT_SAVING_H

#include "base/err.h"
#include "document/save.h"

struct editor;
struct window;

/* Starts a save. What the request refuses for the sake of another file or of another program's
 * changes is asked, where one can ask; then true is returned and the answer runs :write again.
 * While a save of the window runs, saving newer changes under the same name is a wish,
 * granted by editor_save_again(); anything else is ERR_BUSY then. */
bool saving_start(struct editor *editor, struct window *window, const struct save_request *request,
		  struct err *err) BURIN_MUST_CHECK;

/* That wish is given up, and with it what was to come after the save: closing, quitting. False:
 * there is none. */
bool saving_forget_again(struct editor *editor, struct window *window);

/* A save that runs ends with the document that it was begun on. ERR_BUSY while one does. */
bool saving_is_over(const struct window *window, struct err *err) BURIN_MUST_CHECK;

/* What a session that gave up the right to write says. Always returns false. */
bool saving_refuse_viewer(struct err *err);

#endif
