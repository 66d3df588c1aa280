/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The history between runs: a text file, one line each, a sign before it for the kind.
 */
#include "edit/prompt.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "edit/state_file.h"

static const char signs[HISTORY_KINDS + 1] = ":/=";

static void take_line(struct prompt *prompt, char *line)
{
	line[strcspn(line, "\r\n")] = '\0';
	const char *sign = *line ? strchr(signs, *line) : NULL;
	if (sign)
		prompt_history_add(prompt, (enum prompt_history_kind)(sign - signs), line + 1);
}

bool prompt_history_load(struct prompt *prompt, const char *path, struct err *err)
{
	struct stat st;
	char *line = NULL;
	size_t room = 0;
	FILE *file = NULL;
	bool ok = false;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return errno == ENOENT || err_sys(err, errno, "the history %s", path);
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		err_set(err, ERR_REFUSED, "the history %s is no plain file", path);
		goto out;
	}
	file = fdopen(fd, "r");
	if (!file) {
		err_sys(err, errno, "the history %s", path);
		goto out;
	}
	fd = -1;
	while (getline(&line, &room, file) > 0)
		take_line(prompt, line);
	ok = !ferror(file) || err_sys(err, EIO, "the history %s", path);
out:
	free(line);
	if (file)
		fclose(file);
	if (fd >= 0)
		close(fd);
	return ok;
}

static void build(const struct prompt *prompt, struct buf *text)
{
	for (int kind = 0; kind < HISTORY_KINDS; kind++) {
		const struct prompt_history *history = &prompt->history[kind];
		for (size_t i = 0; i < history->count; i++) {
			/* What holds a line end would come back as two lines. */
			if (!strpbrk(history->lines[i], "\r\n"))
				buf_format(text, "%c%s\n", signs[kind], history->lines[i]);
		}
	}
}

bool prompt_history_save(const struct prompt *prompt, const char *path, struct err *err)
{
	struct buf text = BUF_INIT;
	bool ok;

	build(prompt, &text);
	ok = state_file_save(path, "the history", &text, err);
	buf_done(&text);
	return ok;
}
