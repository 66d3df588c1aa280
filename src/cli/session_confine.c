/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a session keeps of its rights: base/confine.h does it. */
#include "cli/session.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/confine.h"
#include "cli/helper.h"
#include "cli/parsers.h"
#include "edit/paths.h"
#include "scan/digest.h"

static bool is_viewer(const struct cli *cli)
{
	return cli->mode == DOCUMENT_READ;
}

/* Made now, for later only what is in it may be written. */
static void make_folders(const char *path)
{
	char *copy = strdup(path);

	if (!copy)
		return;
	for (char *slash = strchr(copy + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(copy, 0700) != 0) {
			/* It is there, or what needs it will say so. */
		}
		*slash = '/';
	}
	free(copy);
}

static void keep_made(const struct confine *confine, const char *path)
{
	make_folders(path);
	confine_keep_folder(confine, path);
}

/* With another's $HOME (sudo) what is private is kept in the own one (store/private_folder.h). */
static void keep_private(const struct confine *confine)
{
	const char *home = getenv("HOME"), *state = getenv("XDG_STATE_HOME");
	const struct passwd *own;
	struct buf path = BUF_INIT;
	struct stat st;

	if ((state && *state == '/') ||
	    (home && *home == '/' && stat(home, &st) == 0 && st.st_uid == geteuid()))
		return;
	own = getpwuid(geteuid());
	if (own && own->pw_dir && *own->pw_dir == '/') {
		buf_format(&path, "%s/.local/state/burin/", own->pw_dir);
		keep_made(confine, buf_string(&path));
	}
	buf_done(&path);
}

static void keep_state(const struct confine *confine)
{
	struct buf path = BUF_INIT;

	if (paths_state("", &path) && buf_ok(&path))
		keep_made(confine, buf_string(&path));
	buf_done(&path);
	if (paths_data("notes/", &path) && buf_ok(&path))
		keep_made(confine, buf_string(&path));
	buf_done(&path);
	keep_private(confine);
}

void session_confine(const struct cli *cli, struct editor *editor)
{
	bool viewer = is_viewer(cli) && !cli->no_sandbox;
	struct confine confine;
	struct err err;

	store_hatch_readers(editor->store);
	/* Without it only what is open now can be worked on. */
	if (!helper_start(viewer ? HELPER_VIEWER : HELPER_EDITOR, parsers_all, &err))
		err_clear(&err);
	if (cli->no_sandbox)
		return;
	digest_prepare();
	confine_begin(&confine, viewer ? CONFINE_VIEWER : CONFINE_EDITOR);
	if (!viewer)
		keep_state(&confine);
	for (size_t i = 0; i < editor->window_count; i++) {
		const char *path = document_path(editor->windows[i]->document);
		if (path)
			confine_keep_file(&confine, path);
	}
	editor->viewer = confine_end(&confine) && viewer;
}
