/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BURIN_PTY_TERMINAL_H
#define BURIN_PTY_TERMINAL_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <termios.h>

/*
 * burin in a terminal emulator (libvterm) behind a pseudo-terminal, as a person has it: a shell of
 * ours leads the session and starts burin in a process group of its own, so that job control works.
 *
 *	struct terminal *terminal = terminal_new(24, 80);
 *	terminal_start(terminal, "xterm-256color", path, NULL);
 *	terminal_expect(terminal, "00000000  7f 45");
 *	terminal_type(terminal, "q");
 *	assert_int_equal(terminal_end(terminal), 0);
 *	terminal_free(terminal);
 *
 * Nothing here measures time. Waiting ends when what is waited for is there, and fails the test
 * after half a minute.
 */
struct terminal;

/* The environment of the next terminal_start(): "NAME=value", or "NAME" to take it away. */
enum { TERMINAL_VARIABLES = 8 };

struct terminal *terminal_new(int rows, int cols);
void terminal_free(struct terminal *terminal);       /* kills what still runs */

void terminal_environment(struct terminal *terminal, const char *variable);

/* Starts burin with these arguments, a list that NULL ends. `term` NULL: without TERM. */
void terminal_start(struct terminal *terminal, const char *term, ...) __attribute__((sentinel));

/* The same, by /bin/sh: "$BURIN" is the program. */
void terminal_shell(struct terminal *terminal, const char *term, const char *script);

/* True where terminfo knows a terminal. */
bool terminal_is_known(const char *term);

/* Keys. */
void terminal_type(struct terminal *terminal, const char *bytes);
void terminal_send(struct terminal *terminal, const void *bytes, size_t len);

/* Reads what is there until burin has answered everything: it is idle, and all was read. */
void terminal_settle(struct terminal *terminal);

/* Waits until some row of the screen holds the text (no row, for the second). */
void terminal_expect(struct terminal *terminal, const char *text);
void terminal_expect_gone(struct terminal *terminal, const char *text);
void terminal_expect_row(struct terminal *terminal, int row, const char *text);

/* Waits until a file holds these bytes at that place. */
void terminal_expect_disk(struct terminal *terminal, const char *path, uint64_t pos,
			  const void *bytes, size_t len);

/* One row as UTF-8 without trailing blanks, borrowed until the next call. */
const char *terminal_row(struct terminal *terminal, int row);
bool terminal_shows(struct terminal *terminal, const char *text);
void terminal_cursor(struct terminal *terminal, int *row, int *col);
bool terminal_is_reversed(struct terminal *terminal, int row, int col);
bool terminal_is_coloured(struct terminal *terminal, int row, int col);

/* How the program left the terminal: true while the program has the other screen (1049). */
bool terminal_is_alternate(const struct terminal *terminal);

/* The size told to burin; the emulator follows up to 500 each, and down to 1. */
void terminal_resize(struct terminal *terminal, int rows, int cols);

/* Changes the terminal's modes behind burin's back, as a shell does. */
void terminal_set_modes(struct terminal *terminal, const struct termios *modes);
void terminal_modes(struct terminal *terminal, struct termios *modes);

/* Fails unless the terminal's modes are those that burin found, and its screen is the usual one. */
void terminal_check_restored(struct terminal *terminal);
void terminal_hang_up(struct terminal *terminal);    /* the terminal is gone */
void terminal_signal(struct terminal *terminal, int signal);  /* to burin */

pid_t terminal_program(const struct terminal *terminal);

/* Waits until burin was stopped, and lets it go on in the foreground. */
void terminal_wait_stopped(struct terminal *terminal);
void terminal_continue(struct terminal *terminal);

/* Waits for burin's end: its exit code, or -n when signal n killed it. All output was read. */
int terminal_end(struct terminal *terminal);

/* Everything it wrote since the start or the last terminal_forget(). */
struct buf *terminal_output(struct terminal *terminal);
void terminal_forget(struct terminal *terminal);

#endif
