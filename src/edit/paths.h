/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the user's own files are: $XDG_CONFIG_HOME/burin, else ~/.config/burin, and
 * $XDG_STATE_HOME/burin, else ~/.local/state/burin, and $XDG_DATA_HOME/burin, else
 * ~/.local/share/burin. What is not an absolute path is ignored, so nothing is ever looked for in
 * the current directory.
 */
#ifndef BURIN_EDIT_PATHS_H
#define BURIN_EDIT_PATHS_H

#include "base/buf.h"

/* The path of NAME appended to *path; false when there is no home. */
bool paths_config(const char *name, struct buf *path);
bool paths_state(const char *name, struct buf *path);
bool paths_data(const char *name, struct buf *path);

/* "~" and "~/…" at the start of a file name become the home folder. Appends. */
void paths_expand_home(const char *path, struct buf *out);

#endif
