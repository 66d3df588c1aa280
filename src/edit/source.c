/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A file of command lines is read whole before the first is run, so a line that changes the file
 * changes nothing here. A file may source another, but only so deep.
 */
#include "edit/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/outside.h"
#include "edit/editor.h"

enum { DEPTH_MOST = 8, BYTES_MOST = 64 << 20, CHUNK = 65536 };

static bool read_all(int fd, const char *name, struct buf *text, struct err *err)
{
	while (text->len <= BYTES_MOST) {
		if (!buf_reserve(text, CHUNK))
			return err_nomem(err);
		ssize_t len = read(fd, text->data + text->len, CHUNK);
		if (len < 0 && errno != EINTR)
			return err_sys(err, errno, "%s", name);
		if (len == 0)
			return true;
		if (len > 0)
			text->len += (size_t)len;
	}
	return err_set(err, ERR_RANGE, "%s is too long for a file of command lines", name);
}

char *source_text(int fd, const char *name, struct err *err)
{
	struct buf text = BUF_INIT;
	char *lines = NULL;
	if (!read_all(fd, name, &text, err))
		goto out;
	if (text.len > 0 && memchr(text.data, '\0', text.len)) {
		err_set(err, ERR_SYNTAX, "%s is no text", name);
		goto out;
	}
	lines = buf_take_string(&text);
	if (!lines)
		err_nomem(err);
out:
	buf_done(&text);
	return lines;
}

char *source_line(char **rest)
{
	char *line = *rest;
	if (*line == '\0')
		return NULL;
	size_t len = strcspn(line, "\n");
	*rest = line + len + (line[len] == '\n');
	while (len > 0 && strchr("\r\t ", line[len - 1]))
		len--;
	line[len] = '\0';
	for (char *tab = strchr(line, '\t'); tab; tab = strchr(tab, '\t'))
		*tab = ' ';
	return line + strspn(line, " ");
}

/* Of files within files the innermost say most: places that would push the reason out of the text
 * are left out. */
static void name_place(struct err *err, const char *name, size_t number)
{
	enum { DIGITS = 24 };
	if (strlen(name) + DIGITS + strlen(err->text) < sizeof err->text)
		err_prefix(err, "%s:%zu", name, number);
}

static size_t run_lines(struct editor *editor, char *text, const char *name, struct err *err)
{
	size_t failures = 0;
	char *line;
	for (size_t number = 1; (line = source_line(&text)) != NULL; number++) {
		struct err one;
		bool used;
		bool ok = settings_line(&editor->settings, line, &used, &one) &&
			  (used || editor_run(editor, line, &one));
		if (!ok && failures++ == 0) {
			*err = one;
			name_place(err, name, number);
		}
	}
	return failures;
}

bool source_run(struct editor *editor, int fd, const char *name, struct err *err)
{
	if (editor->sourcing == DEPTH_MOST)
		return err_set(err, ERR_REFUSED, "%s: files of command lines are nested too deep",
			       name);
	char *lines = source_text(fd, name, err);
	if (!lines)
		return false;
	bool inside = settings_pause(&editor->settings);
	editor->sourcing++;
	size_t failures = run_lines(editor, lines, name, err);
	editor->sourcing--;
	settings_resume(&editor->settings, inside);
	free(lines);
	if (failures > 1) {
		struct err first = *err;
		err_set(err, first.code, "%s (and %zu more)", first.text, failures - 1);
	}
	return failures == 0;
}

bool editor_source(struct editor *editor, const char *path, struct err *err)
{
	int fd = outside_openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC | O_NOCTTY, 0);
	if (fd < 0)
		return err_sys(err, errno, "%s", path);
	bool ok = source_run(editor, fd, path, err);
	close(fd);
	return ok;
}
