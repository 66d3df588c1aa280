/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A record of what was done in a session, for those who must show it: files opened and closed,
 * commands that were run (but for those that only move), digests. A line each, with the time in
 * UTC; what comes from outside is made safe to print.
 *
 *	2026-11-22T19:00:00Z open "disk.img" 1048576 bytes, device 801, inode 12, changed 2026-…
 *
 * All functions take NULL for "nothing is logged".
 */
#ifndef BURIN_EDIT_ACTION_LOG_H
#define BURIN_EDIT_ACTION_LOG_H

#include "base/err.h"

struct action_log;
struct command;
struct document;

/* A new file, 0600; ERR_EXISTS when there is one. */
struct action_log *action_log_open(const char *path, struct err *err) BURIN_MUST_CHECK;
void action_log_close(struct action_log *log);

void action_log_add(struct action_log *log, const char *format, ...) BURIN_PRINTF(2, 3);
void action_log_file(struct action_log *log, const char *what, const struct document *document);

/* `given` and `typed` are its arguments, as far as they came with the line and after it. */
void action_log_command(struct action_log *log, const struct command *command, const char *given,
			const char *typed);

/* False when a line could not be written: the record is not whole. */
bool action_log_is_whole(const struct action_log *log);

#endif
