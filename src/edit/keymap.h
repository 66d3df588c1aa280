/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Key sequences to command lines, per context. A sequence may have several keys (<C-x> <C-s>).
 *
 * The default bindings come from the command table: the row's keys for the preset, in the row's
 * contexts. A sequence that begins with a character a person types is never bound in CONTEXT_EDIT
 * by default, since it is typed there.
 *
 * No sequence is the start of another in one context: a new binding takes away those that it
 * hides or that would hide it. Bindings of a preset and bindings of the user are kept apart, so
 * that another preset can be chosen without losing the user's; a default never takes the place of
 * one of the user's.
 */
#ifndef BURIN_EDIT_KEYMAP_H
#define BURIN_EDIT_KEYMAP_H

#include "base/err.h"
#include "edit/key.h"

enum context {
	CONTEXT_VIEW,        /* looking: single keys are commands */
	CONTEXT_EDIT,        /* typing changes bytes */
	CONTEXT_PAGER,       /* a text is shown: help, files */
	CONTEXT_LIST,        /* keys go to the list below the bytes */
	CONTEXT_INSPECTOR,   /* keys go to the inspector */
	CONTEXT_DISASSEMBLY, /* keys go to the disassembly */
	CONTEXT_COUNT,
};

enum preset { PRESET_MODERN, PRESET_VI, PRESET_EMACS, PRESET_COUNT };

enum { KEYMAP_SEQUENCE = 8 };    /* keys in one sequence at the most */

struct keymap;

struct keymap *keymap_new(struct err *err) BURIN_MUST_CHECK;
void keymap_free(struct keymap *keymap);

/* The user binds a sequence in notation to a command line (copied); an earlier binding is
 * replaced. NULL unbinds: the keys then do nothing in that context, whatever the preset says. */
bool keymap_bind(struct keymap *keymap, enum context context, const char *keys, const char *line,
		 struct err *err) BURIN_MUST_CHECK;

/* The same for a default, in each context whose bit (1u << context) is set, but for CONTEXT_EDIT
 * where the sequence is typed there; ignored where a binding of the user stands in the way. */
bool keymap_bind_default(struct keymap *keymap, unsigned contexts, const char *keys,
			 const char *line, struct err *err) BURIN_MUST_CHECK;
void keymap_drop_defaults(struct keymap *keymap);

enum keymap_match { KEYMAP_NO_MATCH, KEYMAP_PREFIX, KEYMAP_MATCH };

/* What keys[0..count) is bound to. */
enum keymap_match keymap_find(const struct keymap *keymap, enum context context,
			      const struct key *keys, size_t count, const char **line);

/* All bindings, in the order they were made: for help, hints and :map. *at is 0 for the first call,
 * and then where the next goes on. False past the last. *keys is the notation in its shortest form,
 * borrowed until the next change; so is *line. */
bool keymap_next(const struct keymap *keymap, size_t *at, enum context *context,
		 const char **keys, const char **line);

/* The bindings in that context that begin with keys[0..count) and go on, as above; *next is the key
 * that goes on, *ends that it is the last one. */
bool keymap_next_after(const struct keymap *keymap, size_t *at, enum context context,
		       const struct key *keys, size_t count, struct key *next, bool *ends,
		       const char **line);

/* The first sequence that is bound to that line in that context; NULL when there is none. */
const char *keymap_lookup(const struct keymap *keymap, enum context context, const char *line);

const char *preset_name(enum preset preset);
bool preset_find(const char *name, enum preset *preset);
const char *context_name(enum context context);
bool context_find(const char *name, enum context *context);

#endif
