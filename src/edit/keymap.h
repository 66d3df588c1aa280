/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Key sequences to command lines, per context. A sequence may have several keys (<C-x> <C-s>).
 *
 * The default bindings come from the command table: the row's keys for the preset, in the row's
 * contexts. A sequence that begins with a character a person types is bound in CONTEXT_VIEW alone, since
 * the others type it.
 */
#ifndef BURIN_EDIT_KEYMAP_H
#define BURIN_EDIT_KEYMAP_H

#include "base/err.h"
#include "edit/key.h"

enum context {
	CONTEXT_VIEW,        /* looking: single keys are commands */
	CONTEXT_EDIT,        /* typing changes bytes */
	CONTEXT_PAGER,       /* a text is shown: help, files */
	CONTEXT_COUNT,
};

enum preset { PRESET_MODERN, PRESET_VI, PRESET_EMACS, PRESET_COUNT };

enum { KEYMAP_SEQUENCE = 8 };    /* keys in one sequence at the most */

struct keymap;

struct keymap *keymap_new(struct err *err) BURIN_MUST_CHECK;
void keymap_free(struct keymap *keymap);

/* Binds a sequence in notation to a command line (copied); an earlier binding is replaced. NULL unbinds. */
bool keymap_bind(struct keymap *keymap, enum context context, const char *keys, const char *line,
		 struct err *err) BURIN_MUST_CHECK;

enum keymap_match { KEYMAP_NO_MATCH, KEYMAP_PREFIX, KEYMAP_MATCH };

/* What keys[0..count) is bound to. */
enum keymap_match keymap_find(const struct keymap *keymap, enum context context,
			      const struct key *keys, size_t count, const char **line);

/* All bindings, in the order they were made: for help, hints and :map. False past the last. */
bool keymap_at(const struct keymap *keymap, size_t index, enum context *context,
	       const char **keys, const char **line);

const char *preset_name(enum preset preset);
bool preset_find(const char *name, enum preset *preset);
const char *context_name(enum context context);
bool context_find(const char *name, enum context *context);

#endif
