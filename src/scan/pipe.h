/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bytes of a document through a command of the shell, as a job: [pos, pos + len) is its standard
 * input, and what it prints is kept. The command runs in the helper (base/outside.h), without a
 * terminal; where there is no helper, it is refused. Cancelling kills it.
 *
 *	job = pipe_new(&snapshot, &request, err);
 *	...
 *	if (pipe_status(job) == 0)
 *		use(pipe_output(job));
 */
#ifndef BURIN_SCAN_PIPE_H
#define BURIN_SCAN_PIPE_H

#include "base/buf.h"
#include "base/job.h"
#include "document/snapshot.h"

struct pipe_request {
	const char *command;     /* of /bin/sh; at most some KiB */
	uint64_t pos, len;       /* len 0: there is nothing to read */
	size_t most;             /* bytes of output; the command is stopped when it has more */
	bool together;           /* what it says on standard error is part of the output */
};

enum { PIPE_ERRORS = 4096 };     /* bytes of standard error that are kept */

/* Takes a reference to the snapshot's rope of its own. Starts the command. */
struct job *pipe_new(const struct snapshot *snapshot, const struct pipe_request *request,
		     struct err *err) BURIN_MUST_CHECK;

/* After JOB_DONE. Borrowed. */
const struct buf *pipe_output(const struct job *job);
const struct buf *pipe_errors(const struct job *job);
bool pipe_is_cut(const struct job *job);             /* it had more output than was asked for */

/* The exit code, or -n when signal n ended it. */
int pipe_status(const struct job *job);

#endif
