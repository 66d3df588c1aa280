/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BURIN_UNIT_DOCUMENT_SAVE_HOOK_H
#define BURIN_UNIT_DOCUMENT_SAVE_HOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A call that was made, or was made to fail. What it does not have is 0 or NULL. */
struct save_call {
	const char *name;        /* with 64-bit offsets the same */
	int64_t result;          /* -1: it failed */
	int error;               /* with this errno */
	int flags;
	int fd;                  /* of the file; where there are names of their (new) folder */
	const char *from, *to;   /* names; where there is one that */
	uint64_t off, len;       /* of the bytes; off also the new size or mode */
};

/*
 * Looks at the system calls that change files while a save makes them: a test is asked before
 * each, can count or note it, do something to the file, end the process, or let the call fail; and
 * is told after it. Needs $(save_hook_ldflags). Calls of the test meanwhile pass.
 */
struct save_hook {
	int (*before)(const struct save_call *call); /* 0: go on; else it fails with this errno */
	void (*after)(const struct save_call *call);
	size_t most; /* longest write or copy in one call; 0: no limit */
	bool no_sync; /* syncs are told of, and not made */
};

extern struct save_hook save_hook;

#endif
