/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The last change, to be made again elsewhere: a command line with all that it depended on, what
 * was typed in one go, or what was pasted. This is what is remembered; cmd_repeat.c runs it.
 *
 *	before = repeat_watch(repeat, window);
 *	... a command runs, or a character is typed ...
 *	repeat_take_typed(repeat, window, &before, code);
 */
#ifndef BURIN_EDIT_REPEAT_H
#define BURIN_EDIT_REPEAT_H

#include "base/buf.h"
#include "edit/window.h"

enum repeat_kind { REPEAT_NOTHING, REPEAT_LINE, REPEAT_TYPED, REPEAT_PASTED };

struct repeat {
	enum repeat_kind kind;
	struct buf text;         /* the line; characters, '\b' for a backspace; what was pasted */
	bool has_count;          /* of a line */
	uint64_t count;
	char reg;                /* the register that it took; 0: the unnamed one */
	uint64_t selected;       /* bytes that were selected; 0: none were */
	bool inserting;          /* how the window was typed in ... */
	enum pane pane;
	const struct window *window;     /* ... which it was: compared, never looked into ... */
	uint64_t at;             /* ... and where typing went on ... */
	uint64_t generation;     /* ... in this state of its document */
	bool running;            /* a change is made again, and so not remembered */
};

/* A window just before something is done to it. */
struct repeat_before {
	uint64_t generation;
	uint64_t selected;
	char reg;
	bool continues;          /* typing would go on with what was typed last */
};

void repeat_done(struct repeat *repeat);

/* The window may be NULL. */
struct repeat_before repeat_watch(const struct repeat *repeat, const struct window *window,
				  char reg);

void repeat_take_line(struct repeat *repeat, const struct repeat_before *before, const char *line,
		      bool has_count, uint64_t count);

/* A character, or '\b'. */
void repeat_take_typed(struct repeat *repeat, const struct window *window,
		       const struct repeat_before *before, uint32_t code);
void repeat_take_pasted(struct repeat *repeat, const struct window *window, const uint8_t *text,
			size_t len);

#endif
