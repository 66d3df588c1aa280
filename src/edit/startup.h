/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The user's config file: command lines, run before the first document is opened. */
#ifndef BURIN_EDIT_STARTUP_H
#define BURIN_EDIT_STARTUP_H

#include "base/err.h"

struct editor;

/* Runs burin/config of edit/paths.h. No such file is no error. It is refused when it belongs to
 * somebody else than the user or root, or when everybody may write it. False with the first error
 * of it, as "config:12: …"; the other lines were run. */
bool startup_config(struct editor *editor, struct err *err) BURIN_MUST_CHECK;

#endif
