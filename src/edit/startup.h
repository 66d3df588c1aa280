/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The user's own files: the config file (command lines) and where things are kept between runs.
 *
 * The config file is $XDG_CONFIG_HOME/burin/config, else ~/.config/burin/config; what is not an absolute path is
 * ignored, so nothing is ever read from the current directory. It is a file of command lines, as :source
 * reads them.
 */
#ifndef BURIN_EDIT_STARTUP_H
#define BURIN_EDIT_STARTUP_H

#include "base/buf.h"
#include "base/err.h"

struct editor;

/* Runs the config file. No such file is no error. It is refused when it belongs to somebody else than the user
 * or root, or when everybody may write it. False with the first error of it; the other lines were run. */
bool startup_config(struct editor *editor, struct err *err) BURIN_MUST_CHECK;

/* $XDG_CONFIG_HOME/burin/NAME and $XDG_STATE_HOME/burin/NAME appended to *path; false when there is no home. */
bool startup_config_path(const char *name, struct buf *path);
bool startup_state_path(const char *name, struct buf *path);

/* "~" and "~/…" at the start of a file name become the home folder. Appends. */
void startup_expand_home(const char *path, struct buf *out);

#endif
