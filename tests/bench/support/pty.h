/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A program under a pseudo-terminal, measured: what it writes, when, and what that costs.
 *
 *	struct pty *pty = pty_start(argv, 24, 80);
 *	struct pty_facts facts;
 *
 *	if (pty && pty_settle(pty, &facts))
 *		printf("first frame after %.2f ms\n", facts.last_ms);
 *	pty_send(pty, "\033[6~", 4, 1000);
 *	pty_settle(pty, &facts);
 *	pty_stop(pty);
 *
 * A frame is stable when the program sleeps, has read all of its input, and neither writes nor
 * computes for a few milliseconds. These are not in the times: a time is that of the last byte
 * which came.
 */
#ifndef BURIN_BENCH_PTY_H
#define BURIN_BENCH_PTY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pty;

/* Since the start, or since the last pty_send(). */
struct pty_facts {
	double first_ms;         /* until the first byte */
	double last_ms;          /* until the last one */
	uint64_t bytes;          /* written to the terminal */
	double cpu_ms;           /* of all threads */
	uint64_t hwm_kib;        /* the most that was resident, since the start */
	uint64_t anon_kib;       /* resident now: its own memory ... */
	uint64_t file_kib;       /* ... and pages of files, its own program's among them */
	unsigned threads;
};

/* The terminal is an xterm-256color; $NO_COLOR is left as the caller has it. NULL when there is no
 * such program. */
struct pty *pty_start(const char *const argv[], int rows, int cols);

/* Types `keys`, `count` times, as fast as the program takes them; starts the clock anew. */
bool pty_send(struct pty *pty, const char *keys, size_t len, unsigned count);

/* Waits for a stable frame; false when none came for ten seconds, nothing was written, or the
 * program ended. */
bool pty_settle(struct pty *pty, struct pty_facts *facts);

/* Waits for the first byte only: of a program that computes on. */
bool pty_answer(struct pty *pty, double *ms);

/* The last bytes that were written, at most `room`; not terminated. */
size_t pty_tail(const struct pty *pty, char *to, size_t room);

void pty_stop(struct pty *pty);          /* kills it; NULL is allowed */

#endif
