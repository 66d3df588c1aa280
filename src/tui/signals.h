/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Signals: those that mean something to an editor are read like keys; those that kill restore the
 * terminal first.
 */
#ifndef BURIN_TUI_SIGNALS_H
#define BURIN_TUI_SIGNALS_H

#include "base/err.h"

enum { SIGNALS_FAREWELL = 512 };     /* bytes of what the terminal is sent when the program dies */

/* Handlers for SIGSEGV, SIGABRT, SIGFPE, SIGILL, SIGBUS and SIGQUIT: they restore the terminal if
 * one is armed, then the default action kills. Installed before the fault guard, which hands on
 * what is not its own. */
void signals_install_fatal(void);

/* Remembers the terminal's modes as they are now. */
void signals_keep_terminal(int in, int out);

/* What to send when the program dies; NULL: the terminal is in order, leave it alone. */
void signals_arm_terminal(const char *farewell);

/* A descriptor from which signals_next() reads SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGTSTP,
 * SIGCONT and SIGUSR1; they are blocked from here on. -1 on failure. */
int signals_open(struct err *err) BURIN_MUST_CHECK;
int signals_next(int fd);                            /* the next signal, or 0 */

/* They come as usual again; not where one of them ended the program: another must not disturb what
 * is put in order, nor be what the program ends by. */
void signals_close(int fd, bool ending);

/* Stops the process (and its group) as ^Z does; returns when it goes on. */
void signals_stop(void);

#endif
