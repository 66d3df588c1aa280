/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the two files of commands of the inspector share. */
#ifndef BURIN_EDIT_CMD_INSPECT_H
#define BURIN_EDIT_CMD_INSPECT_H

#include "edit/command.h"
#include "edit/inspector.h"

/* Puts the value over the bytes of the row, as one undo step; after inspector_look(). */
bool inspect_put(struct call *call, const struct inspector_row *row, bool big, const char *text)
	BURIN_MUST_CHECK;

#endif
