/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How a file of a server is that may not answer: a helper process (store/fetcher.h) asks, and who
 * looks gets the last answer. For file.c; of one thread, the one that made it.
 */
#ifndef BURIN_STORE_FILE_LOOKER_H
#define BURIN_STORE_FILE_LOOKER_H

#include "store/fetcher.h"
#include "store/file.h"
#include "store/nursery.h"

#include <stdbool.h>

struct file_looker;

/* All are borrowed. NULL without memory. The helper starts with the first look. */
struct file_looker *file_looker_new(int fd, const char *path, struct nursery *nursery);
void file_looker_free(struct file_looker *looker);       /* NULL is allowed */

/* False: this is another thread, or there are no processes to be had, and who wants to know has to
 * ask the system. */
bool file_looker_can(struct file_looker *looker);

/* Whether a question that is put now, or is on its way, is answered in some milliseconds. */
bool file_looker_answers(struct file_looker *looker);

/* What was answered last, by questions that were put while the file was known as `about`: what was
 * seen before a save tells nothing of what is there after it. Waits some milliseconds for a new
 * answer. False: there is none yet. */
bool file_looker_look(struct file_looker *looker, const struct file_identity *about,
		      struct fetcher_look *seen);

#endif
