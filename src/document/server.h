/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Waiting for the server of a file that is to be opened: one on a network, or of FUSE. A thread
 * that opens a file whose server does not answer can be ended by nothing; so a helper process tries
 * first, and who waits for it can give up.
 *
 *	struct job *job = server_wait_new(ropes, path, &err);
 *	if (job && !server_wait_is_over(job, 100)) ... job_run(job, &err), or the editor's queue
 *	job_free(job);
 */
#ifndef BURIN_DOCUMENT_SERVER_H
#define BURIN_DOCUMENT_SERVER_H

#include "base/err.h"
#include "base/job.h"
#include "document/rope.h"

#include <stdbool.h>

/* Whether a server may have to be asked for this name (false only where that is certain), and for
 * any name at all. None is asked to find that out. */
bool server_may_be_asked(const char *path);
bool server_is_mounted(void);

/* NULL without an error: nobody has to be waited for, or this program has no helpers and waits. */
struct job *server_wait_new(struct ropes *ropes, const char *path, struct err *err);

/* Waits so long at most; not while the job runs elsewhere. */
bool server_wait_is_over(struct job *job, int ms);

#endif
