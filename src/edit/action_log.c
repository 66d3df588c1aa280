/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A line is one write() to a descriptor that appends: it is there, whatever happens next. The file
 * is opened before the program gives up its rights, and stays open.
 */
#include "edit/action_log.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/printable.h"
#include "base/write.h"
#include "document/document.h"
#include "edit/command.h"

struct action_log {
	int fd;
	bool broken;             /* a line could not be written */
};

static void add_time(struct buf *line, time_t when)
{
	char text[40];
	struct tm parts;

	if (gmtime_r(&when, &parts) && strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &parts))
		buf_text(line, text);
	else
		buf_text(line, "-");
}

struct action_log *action_log_open(const char *path, struct err *err)
{
	struct action_log *log = calloc(1, sizeof(*log));

	if (!log) {
		err_nomem(err);
		return NULL;
	}
	log->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (log->fd >= 0) {
		action_log_add(log, "begin %s, user %ld", PACKAGE_STRING, (long)getuid());
		return log;
	}
	if (errno == EEXIST)
		err_set(err, ERR_EXISTS, "the action log %s exists; name a new file", path);
	else
		err_sys(err, errno, "the action log %s", path);
	free(log);
	return NULL;
}

void action_log_close(struct action_log *log)
{
	if (!log)
		return;
	action_log_add(log, "end");
	if (fsync(log->fd) != 0) {
		/* A pipe can not be synced, and nobody is left to be told. */
	}
	close(log->fd);
	free(log);
}

void action_log_add(struct action_log *log, const char *format, ...)
{
	struct buf line = BUF_INIT;
	char *text = NULL;
	va_list args;
	int len;

	if (!log)
		return;
	va_start(args, format);
	len = vasprintf(&text, format, args);
	va_end(args);
	add_time(&line, time(NULL));
	buf_add_byte(&line, ' ');
	if (len >= 0)
		printable_add(&line, text, (size_t)len);
	buf_add_byte(&line, '\n');
	if (len < 0 || !buf_ok(&line) || !write_all(log->fd, line.data, line.len))
		log->broken = true;
	if (len >= 0)
		free(text);
	buf_done(&line);
}

void action_log_file(struct action_log *log, const char *what, const struct document *document)
{
	const char *path = document_path(document);
	struct buf changed = BUF_INIT;
	struct stat st;

	if (!log)
		return;
	if (!path || stat(path, &st) != 0) {
		action_log_add(log, "%s \"%s\" %" PRIu64 " bytes", what, document_name(document),
			       document_size(document));
		return;
	}
	add_time(&changed, st.st_mtime);
	action_log_add(log, "%s \"%s\" %" PRIu64 " bytes, device %" PRIxMAX ", inode %" PRIuMAX
		       ", changed %s", what, path, document_size(document),
		       (uintmax_t)st.st_dev, (uintmax_t)st.st_ino, buf_string(&changed));
	buf_done(&changed);
}

void action_log_command(struct action_log *log, const struct command *command, const char *given,
			const char *typed)
{
	/* Of a prompt that is opened only what comes of it counts. */
	if (!log || command->group == GROUP_MOVE || command->flags & COMMAND_QUIET ||
	    strcmp(command->name, "command") == 0)
		return;
	given += strspn(given, " ");
	action_log_add(log, "command %s%s%s%s%s", command->name, *given ? " " : "", given,
		       *typed ? " " : "", typed);
}

bool action_log_is_whole(const struct action_log *log)
{
	return !log || !log->broken;
}
