/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The file is watched for what is written to it, its folder for what becomes of its name. A file
 * that takes the name is watched from then on; the old one is let go.
 *
 * Nothing here fails: who gets no hint looks at the clock.
 */
#include "tui/watch.h"

#include <limits.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#define FILE_EVENTS (IN_MODIFY | IN_ATTRIB | IN_MOVE_SELF | IN_DELETE_SELF)
#define FOLDER_EVENTS (IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_ONLYDIR)

void watch_init(struct watch *watch)
{
	*watch = (struct watch){
		.fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC), .file = -1, .folder = -1,
	};
}

void watch_done(struct watch *watch)
{
	if (watch->fd >= 0)
		close(watch->fd);
	free(watch->path);
	*watch = (struct watch){ .fd = -1, .file = -1, .folder = -1 };
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static void forget(const struct watch *watch, int *number)
{
	if (*number >= 0)
		inotify_rm_watch(watch->fd, *number);
	*number = -1;
}

/* The file that has the name now. Adding a file that is watched gives its number again. */
static void add_file(struct watch *watch)
{
	int number = inotify_add_watch(watch->fd, watch->path, FILE_EVENTS);

	if (number == watch->file)
		return;
	forget(watch, &watch->file);
	watch->file = number;
}

static void add_folder(struct watch *watch)
{
	size_t len = (size_t)(base_name(watch->path) - watch->path);
	char folder[PATH_MAX];

	if (len >= sizeof(folder))
		return;
	memcpy(folder, watch->path, len);
	folder[len] = '\0';
	watch->folder = inotify_add_watch(watch->fd, len > 0 ? folder : ".", FOLDER_EVENTS);
}

void watch_file(struct watch *watch, const char *path)
{
	if (watch->fd < 0 || (path && watch->path && strcmp(path, watch->path) == 0) ||
	    (!path && !watch->path))
		return;
	forget(watch, &watch->file);
	forget(watch, &watch->folder);
	free(watch->path);
	watch->path = path ? strdup(path) : NULL;
	if (!watch->path)
		return;
	add_file(watch);
	add_folder(watch);
}

/* In the folder only what happens to this name matters; what was lost may have been that. */
static bool is_ours(const struct watch *watch, const struct inotify_event *event)
{
	if (!watch->path)
		return false;
	if (event->mask & IN_Q_OVERFLOW)
		return true;
	if (event->wd != watch->folder)
		return event->wd == watch->file;
	return event->len > 0 && strcmp(event->name, base_name(watch->path)) == 0;
}

bool watch_take(struct watch *watch)
{
	_Alignas(struct inotify_event) char events[4096];
	bool ours = false, named = false;
	ssize_t got;

	if (watch->fd < 0)
		return false;
	while ((got = read(watch->fd, events, sizeof(events))) > 0)
		for (char *at = events; at < events + got;) {
			const struct inotify_event *event = (const void *)at;

			ours = ours || is_ours(watch, event);
			named = named || event->wd == watch->folder;
			if ((event->mask & IN_IGNORED) && event->wd == watch->file)
				watch->file = -1;
			at += sizeof(*event) + event->len;
		}
	if (ours && (named || watch->file < 0))
		add_file(watch);
	return ours;
}
