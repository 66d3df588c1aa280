/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Landlock: a process gives up the file system but for what it names, and can not take it back.
 *
 *	struct landlock landlock;
 *	if (landlock_begin(&landlock)) {
 *		landlock_allow(&landlock, "/usr/share/terminfo", LANDLOCK_READ);
 *		ok = landlock_end(&landlock);
 *	}
 *
 * What was opened before stays as it is. It holds for this thread and those that it starts later.
 */
#ifndef BURIN_BASE_LANDLOCK_H
#define BURIN_BASE_LANDLOCK_H

#include <stdbool.h>

enum landlock_access {
	LANDLOCK_READ,       /* files and lists of files beneath */
	LANDLOCK_EDIT,       /* and make, write, rename, remove files and folders beneath */
	LANDLOCK_DEVICE,     /* one device: read, write, control */
};

struct landlock {
	int fd;
	int abi;
};

/* The version that this kernel has; 0: none. */
int landlock_abi(void);

/* False, with errno, where there is none. */
bool landlock_begin(struct landlock *landlock);

/* A path that is not there is passed over. */
void landlock_allow(const struct landlock *landlock, const char *path,
		    enum landlock_access access);

/* From here on it holds. Ends the use of the struct. False with errno. */
bool landlock_end(struct landlock *landlock);

#endif
