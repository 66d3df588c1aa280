/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in for the terminal interface in a program built without curses. */
#include "tui/tui.h"

bool tui_is_built(void)
{
	return false;
}

const char *tui_library(void)
{
	return "";
}

bool tui_run(struct editor *editor, void (*shown)(void *context), void *context,
	     struct err *err)
{
	(void)editor, (void)shown, (void)context;
	return err_set(err, ERR_REFUSED,
		       "this burin was built without the terminal interface (ncursesw); "
		       "--dump and --batch work");
}

void tui_guard_terminal(void)
{
}
