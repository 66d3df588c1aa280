/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The help texts, made from the tables of commands and options and from the present key map. Lines
 * of at most 80 cells; a line that starts with \f is a heading.
 */
#ifndef BURIN_EDIT_HELP_H
#define BURIN_EDIT_HELP_H

#include "base/buf.h"
#include "base/err.h"
#include "edit/command.h"
#include "edit/option.h"

/* Everything: commands by group with their keys, options, patterns, expressions. Appends. */
void help_all(const struct keymap *keymap, const struct options *options, struct buf *out);

/* One command or option, or "pattern", "bytes" or "expression". ERR_SYNTAX when there is none of
 * that name. */
bool help_topic(const struct keymap *keymap, const struct options *options, const char *name,
		struct buf *out, struct err *err) BURIN_MUST_CHECK;

/* The keys that run a line, for people: "g  ^G  F5". Appends nothing where there are none. */
void help_keys(const struct keymap *keymap, const char *line, struct buf *out);

#endif
