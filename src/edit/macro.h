/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Macros: keys that were recorded under a letter, and those that are being played. This is their
 * state; edit/editor_macro.c plays them, key by key, and edit/cmd_macro.c has the commands.
 *
 *	macros_begin(macros, 'a');
 *	macros_key(macros, &key, true);          for each key before it is handled
 *	macros_end(macros, &err);                the keys that ended it are not part of it
 *	macros_play(macros, 'a', 3, &err);       then macros_next() until it returns false
 *
 * Keys are kept in notation (edit/key.h), and so need no form of their own to be shown or stored.
 */
#ifndef BURIN_EDIT_MACRO_H
#define BURIN_EDIT_MACRO_H

#include "base/buf.h"
#include "base/err.h"
#include "edit/key.h"

#include <stdint.h>

enum { MACRO_LETTERS = 26, MACRO_DEPTH = 16 };

/* One that is played: within it another may be. */
struct macro_frame {
	struct buf keys;         /* owned: it may be recorded anew meanwhile */
	size_t at;
	uint64_t left;           /* times, with this one */
};

struct macros {
	struct buf keys[MACRO_LETTERS];  /* owned; empty: not recorded */
	char recording;          /* a letter; 0: nothing is recorded */
	struct buf record;       /* keys so far */
	size_t mark;             /* of them, those before the command that is being typed */
	struct macro_frame frame[MACRO_DEPTH];
	int depth;               /* frames in use; 0: nothing is played */
	bool stepping;           /* a key of it is being handled */
	char last;               /* played last; 0: none was */
};

void macros_done(struct macros *macros);

void macros_begin(struct macros *macros, char letter);

/* `begins`: no command is half typed. Nothing happens while nothing is recorded. */
void macros_key(struct macros *macros, const struct key *key, bool begins);

/* What was recorded takes the place of what the letter had. */
bool macros_end(struct macros *macros, struct err *err) BURIN_MUST_CHECK;

/* Letter '"' is the one played last. ERR_REFUSED: nothing was recorded, or too many play each
 * other. */
bool macros_play(struct macros *macros, char letter, uint64_t times, struct err *err)
	BURIN_MUST_CHECK;
void macros_stop(struct macros *macros);

/* The next key; false: there is none, and nothing is played any more. */
bool macros_next(struct macros *macros, struct key *key);

#endif
