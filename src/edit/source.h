/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Running a file of command lines. editor_source() opens one by name. */
#ifndef BURIN_EDIT_SOURCE_H
#define BURIN_EDIT_SOURCE_H

#include "base/err.h"

struct editor;

/* Runs every line that the descriptor gives. An error does not stop it: the first is what is left
 * in *err, as "NAME:12: …", with how many others there were. The descriptor stays the caller's.
 * */
bool source_run(struct editor *editor, int fd, const char *name, struct err *err)
	BURIN_MUST_CHECK;

#endif
