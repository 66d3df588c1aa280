/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Filters of system calls, for the rest of a process's life and for all its threads.
 */
#ifndef BURIN_BASE_SECCOMP_H
#define BURIN_BASE_SECCOMP_H

#include <stdbool.h>

/* True where a filter can be made for this machine. */
bool seccomp_is_built(void);

/* What an editor never needs fails with EPERM: to run a program, to start a process, to look into
 * another, sockets, mounts, modules, to type into the terminal's input. False with errno. */
bool seccomp_deny(void);

/* For a process that only computes: it may read and write what is open, have memory, and end.
 * Whatever else it tries kills it. False with errno. */
bool seccomp_compute_only(void);

#endif
