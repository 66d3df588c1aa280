/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a session keeps of its rights: base/confine.h does it. */
#include "cli/session.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/confine.h"
#include "base/outside.h"
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

static bool is_confined_viewer(const struct cli *cli)
{
	return is_viewer(cli) && !cli->no_sandbox;
}

void session_start_helper(const struct cli *cli)
{
	struct err err;

	if (!outside_has_helper() &&
	    !helper_start(is_confined_viewer(cli) ? HELPER_VIEWER : HELPER_EDITOR, parsers_all,
			  &err))
		err_clear(&err);
}

void session_confine(const struct cli *cli, struct editor *editor)
{
	bool viewer = is_confined_viewer(cli);
	struct confine confine;

	store_hatch_readers(editor->store);
	store_start_closer(editor->store);
	/* Without it only what is open now can be worked on. */
	session_start_helper(cli);
	if (cli->no_sandbox)
		return;
	digest_prepare();
	confine_begin(&confine, viewer ? CONFINE_VIEWER : CONFINE_EDITOR);
	if (!viewer)
		keep_state(&confine);
	for (size_t i = 0; i < editor->window_count; i++) {
		const struct document *document = editor->windows[i]->document;
		const char *path = document_path(document);

		/* A server may not answer what is asked here; its files are left to the helper. */
		if (path && !document_has_server(document))
			confine_keep_file(&confine, path);
	}
	editor->viewer = confine_end(&confine) && viewer;
}
