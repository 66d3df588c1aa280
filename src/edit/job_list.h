/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The jobs that run or wait as a list (edit/list.h): what each does, of which file, how far it is
 * and for how long. A row goes when its job has ended; the list stays. It lies over the list that
 * was open, which is seen again when it is closed: that one's search may be what is looked at.
 *
 * A save that was asked for while another one of the same file ran is a row, too, although it is no
 * job yet: its id is 0.
 *
 * Quiet jobs (the minimap's) are left out: nobody asked for them, and one that is stopped would
 * begin anew.
 */
#ifndef BURIN_EDIT_JOB_LIST_H
#define BURIN_EDIT_JOB_LIST_H

#include "edit/list.h"
#include "edit/queue.h"

struct editor;

struct list *job_list_new(const struct editor *editor, struct err *err) BURIN_MUST_CHECK;

/* The job under the cursor, as it was last shown: it may have ended since. False when the list is
 * another one, or empty. */
bool job_list_chosen(const struct list *list, struct queue_progress *job);

#endif
