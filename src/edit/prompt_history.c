/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The history between runs: a text file, one line each, a sign before it for the kind. Written
 * beside and renamed, so two burins that end at once leave one whole history. It may tell what a
 * person looked for, so nobody else may read it.
 */
#include "edit/prompt.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/write.h"

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

static bool make_folders(char *path, struct err *err)
{
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		bool made = mkdir(path, 0700) == 0 || errno == EEXIST;
		int error = errno;
		*slash = '/';
		if (!made)
			return err_sys(err, error, "the folder of %s", path);
	}
	return true;
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
	struct buf text = BUF_INIT, beside = BUF_INIT;
	int fd = -1;
	bool ok = false;
	build(prompt, &text);
	buf_format(&beside, "%s.XXXXXX", path);
	char *name = buf_take_string(&beside);
	if (!name || !buf_ok(&text)) {
		err_nomem(err);
		goto out;
	}
	if (!make_folders(name, err))
		goto out;
	fd = mkostemp(name, O_CLOEXEC);
	if (fd < 0) {
		err_sys(err, errno, "the history %s", path);
		goto out;
	}
	ok = write_all(fd, text.data, text.len) && rename(name, path) == 0;
	if (!ok) {
		err_sys(err, errno, "the history %s", path);
		unlink(name);
	}
out:
	if (fd >= 0)
		close(fd);
	free(name);
	buf_done(&beside);
	buf_done(&text);
	return ok;
}
