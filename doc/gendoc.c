/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Makes the documents that repeat what the program's tables say, so that they never say anything
 * else:
 *
 *	gendoc man < burin.1       the page, with the blocks between
 *	                           .\" BEGIN name   and   .\" END name   made anew
 *	gendoc bash|zsh|fish       the completion of a shell
 *
 * `make docs` writes the results back to the source tree; tests/cli/documents.sh compares.
 */
#include "gendoc.h"

#include <stdio.h>
#include <string.h>

static const char begin_mark[] = ".\\\" BEGIN ";
static const char end_mark[] = ".\\\" END ";

static bool starts_with(const char *line, const char *mark)
{
	return strncmp(line, mark, strlen(mark)) == 0;
}

static bool add_block(const char *line, struct buf *out)
{
	char name[64];

	if (sscanf(line + strlen(begin_mark), "%63[a-z-]", name) == 1 && gendoc_block(name, out))
		return true;
	fprintf(stderr, "gendoc: there is no such block: %s", line);
	return false;
}

static bool make_man(struct buf *out)
{
	char line[4096];
	bool inside = false;

	while (fgets(line, sizeof line, stdin)) {
		if (starts_with(line, end_mark))
			inside = false;
		if (!inside)
			buf_text(out, line);
		if (!starts_with(line, begin_mark))
			continue;
		inside = true;
		if (!add_block(line, out))
			return false;
	}
	return !inside;
}

static bool make(const char *what, struct buf *out)
{
	if (strcmp(what, "man") == 0)
		return make_man(out);
	if (strcmp(what, "bash") == 0)
		gendoc_bash(out);
	else if (strcmp(what, "zsh") == 0)
		gendoc_zsh(out);
	else if (strcmp(what, "fish") == 0)
		gendoc_fish(out);
	else
		return false;
	return true;
}

int main(int argc, char **argv)
{
	struct buf out = BUF_INIT;
	bool ok = argc == 2 && make(argv[1], &out) && buf_ok(&out);

	if (ok)
		ok = fwrite(out.data, 1, out.len, stdout) == out.len && fflush(stdout) == 0;
	else
		fprintf(stderr, "usage: gendoc man < burin.1 | bash | zsh | fish\n");
	buf_done(&out);
	return ok ? 0 : 1;
}
