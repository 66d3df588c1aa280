/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BURIN_UNIT_DOCUMENT_SAVE_KILL_H
#define BURIN_UNIT_DOCUMENT_SAVE_KILL_H

/* A child that kills itself before its n-th call. Needs $(save_hook_ldflags). */

#include "support/testing.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "save_hook.h"

/* Calls that are still made. */
static int save_kill_countdown;

static int save_kill_at_last(const struct save_call *call)
{
	(void)call;
	if (save_kill_countdown-- == 0)
		kill(getpid(), SIGKILL);
	return 0;
}

/* In the child. */
static inline void save_kill_at(int n)
{
	save_hook.before = save_kill_at_last;
	save_kill_countdown = n;
}

/* In the parent: true when it was killed, else it must have ended well. */
static inline bool save_was_killed(pid_t child)
{
	int status;

	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
	return WIFSIGNALED(status);
}

#endif
