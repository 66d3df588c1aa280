/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The terminal's screen: started and ended, and a grid copied to it. The only writer to the
 * terminal.
 */
#ifndef BURIN_TUI_SCREEN_H
#define BURIN_TUI_SCREEN_H

#include "base/err.h"
#include "edit/option.h"
#include "tui/decode.h"
#include "view/grid.h"

struct screen;

/* Opens the terminal and teaches `decode` its keys. The terminal is in its own state on failure. */
struct screen *screen_open(struct decode *decode, struct err *err) BURIN_MUST_CHECK;
void screen_close(struct screen *screen);        /* the terminal is as it was; NULL is allowed */

const char *screen_library(void);              /* "ncurses 6.4.…" */
int screen_fd(const struct screen *screen);      /* where keys come from */

/* The terminal's size in cells, as it is now: 1 to SCREEN_ROWS and SCREEN_COLS. */
enum { SCREEN_ROWS = 1024, SCREEN_COLS = 4096 };
void screen_size(struct screen *screen, int *rows, int *cols);

/* Puts a theme into force, asks for mouse reports or no longer. Before the first frame, and again
 * at any time. */
void screen_use(struct screen *screen, enum theme theme, bool mouse);
void screen_show(struct screen *screen, const struct grid *grid);
void screen_redraw(struct screen *screen);       /* the next screen_show() draws every cell */
void screen_bell(struct screen *screen);

/* Puts a text on the terminal's clipboard (OSC 52). False: it has none. */
bool screen_clip(struct screen *screen, const uint8_t *text, size_t len);

/* Gives the terminal back, stops the process like ^Z, takes the terminal again when it goes on. */
void screen_suspend(struct screen *screen);

/* The process goes on after it was stopped from outside: takes the terminal again. */
void screen_resume(struct screen *screen);

#endif
