/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names are put together here and nothing is opened, so even the lowest modules may ask. */
#include "edit/paths.h"

#include <stdlib.h>

static bool add_folder(const char *variable, const char *fallback, struct buf *path)
{
	const char *folder = getenv(variable);
	if (folder && *folder == '/') {
		buf_text(path, folder);
		return true;
	}
	const char *home = getenv("HOME");
	if (!home || *home != '/')
		return false;
	buf_format(path, "%s/%s", home, fallback);
	return true;
}

bool paths_config(const char *name, struct buf *path)
{
	if (!add_folder("XDG_CONFIG_HOME", ".config", path))
		return false;
	buf_format(path, "/burin/%s", name);
	return true;
}

bool paths_state(const char *name, struct buf *path)
{
	if (!add_folder("XDG_STATE_HOME", ".local/state", path))
		return false;
	buf_format(path, "/burin/%s", name);
	return true;
}

bool paths_data(const char *name, struct buf *path)
{
	if (!add_folder("XDG_DATA_HOME", ".local/share", path))
		return false;
	buf_format(path, "/burin/%s", name);
	return true;
}

void paths_expand_home(const char *path, struct buf *out)
{
	const char *home = getenv("HOME");
	if (path[0] == '~' && (path[1] == '/' || path[1] == '\0') && home && *home) {
		buf_text(out, home);
		path++;
	}
	buf_text(out, path);
}
