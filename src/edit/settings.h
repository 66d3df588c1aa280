/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Settings for some files: sections of a file of command lines, each with options for the files
 * that it is about, by their names or by their first bytes.
 *
 *	[*.bin]                          a pattern of names; with a '/' of whole paths
 *	set columns=32 little-endian
 *	[type ELF]                       a type of the table, see settings_type_name()
 *	set columns=16
 *	[magic 0x101 75 73 74 61 72]     bytes at a place, 0 where none is said; ?? is any byte
 *	set encoding=latin1
 *	[all]                            back to what holds for all
 *
 * Lines are checked when they are read, so that an error names them. Where several sections fit
 * the later one wins. Only options of how bytes are shown can be set so: OPTION_OF_FILE.
 *
 *	settings_line(&settings, "[*.bin]", &used, &err);
 *	settings_line(&settings, "set columns=32", &used, &err);
 *	settings_match(&settings, "a.bin", bytes, len, &local);
 */
#ifndef BURIN_EDIT_SETTINGS_H
#define BURIN_EDIT_SETTINGS_H

#include "base/err.h"
#include "edit/option.h"

#include <stddef.h>
#include <stdint.h>

/* So many first bytes of a file are looked at. */
enum { SETTINGS_BYTES = 4096, SETTINGS_MAGIC = 64 };

/* The options that one document has for itself: those of the mask, by their index. */
struct settings_local {
	unsigned serial;         /* tells documents apart; 0: it has none */
	uint64_t mask;
	struct options options;
};

struct settings_rule;

struct settings {
	struct settings_rule *rules;     /* owned, in the order they were read */
	size_t count;
	bool inside;             /* of a section: the last one */
	uint64_t given;          /* options that the command line set: they stay */
	unsigned serial;         /* the last one given out */
};

void settings_done(struct settings *settings);

/* A line of a file of commands. *used: it was a section or belonged to one; else it is a command
 * like any other. */
bool settings_line(struct settings *settings, const char *line, bool *used, struct err *err)
	BURIN_MUST_CHECK;

/* Lines of another file follow: they are in no section. Returns what settings_resume() wants. */
bool settings_pause(struct settings *settings);
void settings_resume(struct settings *settings, bool inside);

/* What differs between the two was given on the command line. */
void settings_give(struct settings *settings, const struct options *before,
		   const struct options *after);

/* What is set for a file of that name (NULL: it has none) that begins with these bytes. */
void settings_match(struct settings *settings, const char *name, const uint8_t *bytes, size_t len,
		    struct settings_local *local);

/* Copies the options of a mask. */
void settings_copy(struct options *to, const struct options *from, uint64_t mask);

/* Names that [type NAME] knows; NULL past the last. */
const char *settings_type_name(size_t index);

#endif
