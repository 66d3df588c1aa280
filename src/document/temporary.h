/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The temporary file that a save is written to, in the folder of its target.
 *
 *	struct temporary temporary;
 *	if (!temporary_open(&temporary, folder, "NAME", 0600, err))
 *		return false;
 *	... write to temporary.fd ...
 *	temporary_publish(&temporary, "NAME", err)     or, where NAME exists:
 *	temporary_give_name(&temporary, err)           and exchange the two names
 *	temporary_discard(&temporary);                 always
 *
 * It has no name until it needs one, so a program that is killed leaves nothing behind. Where the
 * file system has no such files it is called .NAME.burin-XXXXXX from the start.
 */
#ifndef BURIN_DOCUMENT_TEMPORARY_H
#define BURIN_DOCUMENT_TEMPORARY_H

#include "base/err.h"

#include <limits.h>
#include <sys/types.h>

struct temporary {
	int fd;                      /* open for reading and writing; -1: none */
	int folder;                  /* borrowed */
	bool named;                  /* `name` is there; temporary_discard() removes it */
	char name[NAME_MAX + 1];     /* .NAME.burin-XXXXXX */
	char target[NAME_MAX + 1];   /* NAME */
};

/* What temporary_discard() leaves alone. */
void temporary_init(struct temporary *temporary);

/* `folder` must stay open. `mode` is cut by the umask as for any new file. */
bool temporary_open(struct temporary *temporary, int folder, const char *target, mode_t mode,
		    struct err *err) BURIN_MUST_CHECK;

/* After this temporary.name leads to it. Nothing to do where it has a name. */
bool temporary_give_name(struct temporary *temporary, struct err *err) BURIN_MUST_CHECK;

/* Gives it the target's name for good; ERR_EXISTS when that is taken. */
bool temporary_publish(struct temporary *temporary, struct err *err) BURIN_MUST_CHECK;

/* Closes it and removes the name it has of its own. Keeps errno. */
void temporary_discard(struct temporary *temporary);

#endif
