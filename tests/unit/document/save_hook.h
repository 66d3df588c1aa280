/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BURIN_UNIT_DOCUMENT_SAVE_HOOK_H
#define BURIN_UNIT_DOCUMENT_SAVE_HOOK_H

#include <stddef.h>

/*
 * Looks at the system calls that change files while a save makes them: a test is asked before
 * each, can count or note it, do something to the file, end the process, or let the call fail.
 * Needs $(save_hook_ldflags). Calls of the hook itself pass.
 */
struct save_hook {
	int (*before)(const char *call, int flags); /* 0: go on; else it fails with this errno */
	size_t most; /* longest write or copy in one call; 0: no limit */
};

extern struct save_hook save_hook;

#endif
