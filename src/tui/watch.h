/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Wakes the loop when something happens to a file: written, cut, renamed, replaced, removed. It is
 * a hint that comes sooner than the next look at the clock; what has happened only a look at the
 * file itself tells, and stores through a mapping are not reported at all.
 *
 *	watch_init(&watch);
 *	watch_file(&watch, path);        as often as one likes; NULL: nothing
 *	poll(watch.fd) ...               -1 where the system has no room for another watch
 *	if (watch_take(&watch)) look at the file
 *	watch_done(&watch);
 */
#ifndef BURIN_TUI_WATCH_H
#define BURIN_TUI_WATCH_H

#include <stdbool.h>

struct watch {
	int fd;                      /* readable when something happened; -1: not available */
	int file, folder;            /* the system's numbers; -1: none */
	char *path;                  /* what is watched, owned; NULL: nothing */
};

void watch_init(struct watch *watch);
void watch_done(struct watch *watch);

/* From here on this file is watched, and no other. The path is copied. */
void watch_file(struct watch *watch, const char *path);

/* Takes what there is; true when some of it was about the file. */
bool watch_take(struct watch *watch);

#endif
