/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BURIN_PTY_LEADER_H
#define BURIN_PTY_LEADER_H

#include <stdbool.h>
#include <sys/ioctl.h>
#include <sys/types.h>
#include <termios.h>

/*
 * The shell that a test's burin believes to run under: it leads the session, starts the program in
 * a process group of its own and in the foreground, tells of what becomes of it, and lets it go on
 * when it was stopped. Without it there would be no job control: an orphaned group can not stop.
 */
struct leader {
	pid_t pid;               /* of the leader */
	pid_t program;
	int events;              /* int wait statuses of the program are read here */
	int control;             /* a byte written lets a stopped program go on; closed: the end */
};

/* Forks a leader behind a new pseudo-terminal, whose master is returned. In the child of the child
 * `run` is called, which must exec. *modes is how the program finds the terminal: a little unusual,
 * so that one sees whether it leaves it so. */
int leader_start(struct leader *leader, const struct winsize *size, void (*run)(void *context),
		 void *context, struct termios *modes);

/* The next wait status, within the time; false: none came. */
bool leader_event(struct leader *leader, int timeout_ms, int *status);
void leader_continue(struct leader *leader);

/* Ends the leader, and the program with it. */
void leader_stop(struct leader *leader);

#endif
