/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A program which is not installed is left out, without a word for each. */
#include "peers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PAGE_DOWN "\033[6~"

const struct peer peers[] = {
	[PEER_PAGE] = { "ncurses page", "tests/bench/support/page", { NULL }, PAGE_DOWN, "G" },
	[PEER_COLOUR] = { "ncurses page, colours", "tests/bench/support/page", { "-c" },
			  PAGE_DOWN, "G" },
	[PEER_BURIN] = { "burin", "./burin", { NULL }, PAGE_DOWN, "G" },
	[PEER_MONO] = { "burin, no colours", "./burin", { NULL }, PAGE_DOWN, "G",
			.plain = true },
	{ "hexedit", "hexedit", { NULL }, PAGE_DOWN, "\033>" },
	{ "hyx", "hyx", { NULL }, PAGE_DOWN, "GG" },
	{ "tweak", "tweak", { NULL }, PAGE_DOWN, "\033>" },
	{ "hexer", "hexer", { NULL }, PAGE_DOWN, "G" },
};
const size_t peer_count = sizeof(peers) / sizeof(peers[0]);

static void build_path(const struct peer *peer, char *path, size_t room)
{
	const char *folder = getenv("BURIN_BUILDDIR");

	if (strchr(peer->program, '/'))
		snprintf(path, room, "%s/%s", folder ? folder : ".", peer->program);
	else
		snprintf(path, room, "%s", peer->program);
}

bool peer_found(const struct peer *peer)
{
	const char *folders = getenv("PATH");
	char path[4096];

	build_path(peer, path, sizeof(path));
	if (strchr(path, '/'))
		return access(path, X_OK) == 0;
	while (folders && *folders) {
		size_t len = strcspn(folders, ":");
		snprintf(path, sizeof(path), "%.*s/%s", (int)len, folders, peer->program);
		if (access(path, X_OK) == 0)
			return true;
		folders += len + (folders[len] == ':');
	}
	return false;
}

struct pty *peer_start(const struct peer *peer, const char *file, int rows, int cols)
{
	const char *argv[PEER_ARGUMENTS + 3];
	char path[4096];
	size_t count = 0;

	build_path(peer, path, sizeof(path));
	argv[count++] = path;
	for (size_t i = 0; i < PEER_ARGUMENTS && peer->arguments[i]; i++)
		argv[count++] = peer->arguments[i];
	argv[count++] = file;
	argv[count] = NULL;
	/* An option on the command line would not do: what runs before the first frame is confined
	 * before it, else after it. */
	if (peer->plain)
		setenv("NO_COLOR", "1", 1);
	else
		unsetenv("NO_COLOR");
	return pty_start(argv, rows, cols);
}
