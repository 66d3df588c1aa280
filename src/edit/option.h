/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Options: one table gives their names, limits, help and effect. :set, completion, the config
 * file, the help screen and the man page read it.
 *
 *	:set columns=32     :set fold     :set nofold     :set fold!     :set columns?     :set
 */
#ifndef BURIN_EDIT_OPTION_H
#define BURIN_EDIT_OPTION_H

#include "base/buf.h"
#include "base/err.h"
#include "edit/keymap.h"
#include "edit/layout.h"
#include "scan/charset.h"

#include <stdint.h>

/* What a control byte looks like in the text. */
enum control_glyphs { CONTROL_DOTS, CONTROL_PICTURES, CONTROL_CP437 };

/* Which panes of last time come back: those of the file, none, those of other files as well. */
enum restore_option { RESTORE_FILE, RESTORE_NO, RESTORE_ALL };

enum theme { THEME_AUTO, THEME_DARK, THEME_LIGHT, THEME_CONTRAST, THEME_MONO, THEME_COUNT };

/* Present values. */
struct options {
	uint64_t columns;            /* 0: fit */
	uint64_t group;
	bool little_endian;
	uint64_t base;               /* enum number_base */
	bool address_decimal;
	bool upper;
	uint64_t shift;
	bool fold;
	uint64_t keys;               /* enum preset */
	uint64_t theme;              /* enum theme */
	bool mouse;
	bool hints;                  /* the line of key hints */
	bool undo_file;              /* undo survives the end of the program */
	bool wrap;                   /* a search goes on at the other end */
	uint64_t savemethod;         /* enum save_choice */
	bool backup;                 /* a save keeps what it replaces as NAME~ */
	bool incsearch;              /* the first hit is shown while the pattern is typed */
	bool overlap;                /* hits that overlap are hits, too */
	uint64_t clipboard;          /* enum clipboard_choice */
	char encoding[CHARSET_NAME]; /* of texts; edit/encoding.h puts it into force */
	uint64_t control;            /* enum control_glyphs */
	uint64_t notes;              /* enum notes_option */
	uint64_t minimap;            /* enum minimap_view */
	bool differences;            /* bytes that differ in panes that are compared are marked */
	uint64_t restore;            /* enum restore_option */
	uint64_t architecture;       /* enum architecture */
};

/* A text has CHARSET_NAME bytes with its NUL; its choices are what completion shows. */
enum option_type { OPTION_BOOL, OPTION_NUMBER, OPTION_CHOICE, OPTION_TEXT };

struct option {
	const char *name;
	const char *alias;           /* NULL or a short name */
	enum option_type type;
	size_t offset;               /* into struct options */
	uint64_t least, most;        /* of a number */
	const char *const *choices;  /* NULL-terminated; of a number: the only values, or NULL */
	const char *help;            /* one sentence with a full stop */
	bool of_file;                /* single files may have it otherwise: edit/settings.h */
};

void options_init(struct options *options);              /* the defaults */
const struct option *option_at(size_t index);            /* NULL past the last */
const struct option *option_find(const char *name);
const struct option *option_find_in(const char *name, size_t len);

/* One word of :set ("fold", "nofold", "fold!", "columns=16", "columns?"). What is asked for is
 * appended to *out, as "columns=16" or "nofold". On an error the options are as before. */
bool option_apply(struct options *options, const char *word, struct buf *out, struct err *err)
	BURIN_MUST_CHECK;
bool option_is_default(const struct options *options, const struct option *option);

/* "columns=16", "fold", "nofold": what :set and the config file understand. Appends. */
void option_format(const struct options *options, const struct option *option, struct buf *out);

#endif
