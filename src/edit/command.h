/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Commands: one table. Each edit/cmd_*.c ends in rows (edit/commands.h); key maps, the ':' line,
 * completion, prompts, the help screen, the hints, the man page and shell completion derive from
 * them.
 *
 * A command line is a name (or an unambiguous start of one, or an alias), a '!' where the command
 * takes one, and arguments: "write! 0x10,0x20 out.bin". Blanks separate; "…" and \ quote in file
 * names. Several commands are separated by lines, not by a character. A line that starts with a
 * digit, '.', '$', '+', '-', '(', '@' or a quote-mark is a position: "goto" is understood. '#' at
 * the start begins a remark.
 *
 * run() changes the editor's state; it never draws and never waits for a key.
 */
#ifndef BURIN_EDIT_COMMAND_H
#define BURIN_EDIT_COMMAND_H

#include "base/buf.h"
#include "base/err.h"
#include "base/expression.h"
#include "edit/keymap.h"

#include <stdint.h>

struct editor;
struct window;

enum command_group { GROUP_MOVE, GROUP_SELECT, GROUP_EDIT, GROUP_FILE, GROUP_SEARCH, GROUP_VIEW,
		     GROUP_PROGRAM, GROUP_COUNT };

enum argument_type {
	ARG_NONE,
	ARG_POSITION,        /* an expression: an address; value.number is the position of it */
	ARG_NUMBER,          /* an expression: a length, a count */
	ARG_RANGE,           /* "A,B" (B exclusive), "A,+LEN", "A+LEN", or "A B" where no
			      * argument follows; an optional one is there only when the
			      * text begins like one */
	ARG_FILE,            /* "…" and \ quote; "~/" is the home folder */
	ARG_ENCODINGS,       /* encodings with commas between them, quoted as a file */
	ARG_OPTION,          /* a word of :set */
	ARG_COMMAND,         /* the name of a command */
	ARG_CHOICE,          /* one of argument.choices */
	ARG_REGISTER,        /* one character: a-z, ' or " */
	ARG_PATTERN,         /* the rest of the line; parsed by the command */
	ARG_BYTES,           /* the rest of the line, a byte literal (base/bytes.h); value.bytes */
	ARG_TEXT,            /* the rest of the line as it is */
};

struct argument {
	enum argument_type type;
	const char *name;            /* "position", for prompts and help */
	bool optional;
	const char *const *choices;  /* NULL-terminated */
};

struct value {
	bool given;
	uint64_t number;             /* position, number; start of a range */
	uint64_t len;                /* of a range */
	const char *text;            /* of all other types but bytes; borrowed for the call */
	struct buf bytes;
};

enum { COMMAND_ARGUMENTS = 4 };

struct call {
	struct editor *editor;
	struct window *window;       /* NULL when no document is open */
	const struct command *command;
	const struct value *args;    /* COMMAND_ARGUMENTS of them */
	bool has_count;
	uint64_t count;              /* typed before the key; 1 when none */
	bool bang;
	struct err *err;
};

/* The count, cut to what can be added to rows without care. */
int64_t call_count(const struct call *call);

enum command_flag {
	COMMAND_BANG = 1,            /* takes a '!' */
	COMMAND_WINDOW = 2,          /* needs a document */
	COMMAND_CHANGES = 4,         /* edits: refused at once in a read-only document */
	COMMAND_QUIET = 8,           /* for keys: not listed in completion */
	COMMAND_KEEP = 16,           /* does not end the merging of typed bytes */
};

/* For struct command.contexts. */
enum {
	BIND_VIEW = 1 << CONTEXT_VIEW,
	BIND_EDIT = 1 << CONTEXT_EDIT,
	BIND_PAGER = 1 << CONTEXT_PAGER,
	BIND_LIST = 1 << CONTEXT_LIST,
	BIND_INSPECTOR = 1 << CONTEXT_INSPECTOR,
	BIND_DISASSEMBLY = 1 << CONTEXT_DISASSEMBLY,
};

struct command {
	const char *name;            /* lower case, with '-' */
	const char *alias;           /* NULL or blank-separated short names: "w" */
	enum command_group group;
	unsigned contexts;           /* BIND_…: where its keys are bound */
	/* Sequences separated by blanks: "<C-x><C-s> <F2> view:<Backspace>"; NULL: none. One that
	 * begins with a typed character is not bound in CONTEXT_EDIT; one with a context before
	 * it is bound in that alone. */
	const char *keys[PRESET_COUNT];
	struct argument args[COMMAND_ARGUMENTS];
	unsigned flags;
	const char *help;            /* one sentence, at most 72 characters, with a full stop */
	bool (*run)(struct call *call);
};

/* What is run: a command line taken apart, or what a prompt completes. */
struct request {
	const struct command *command;
	bool bang;
	bool has_count;
	uint64_t count;
	const char *given;           /* arguments that were typed already; "" when none */
};

/* All rows of all groups, in order; NULL past the last. To look at all of them, walk:
 * `struct command_walk walk = { 0 };` and command_next() until it returns NULL. */
struct command_walk {
	size_t table, row;           /* where the next one is */
};

const struct command *command_at(size_t index);
const struct command *command_next(struct command_walk *walk);

/* By exact name, alias, or unambiguous start; a start that several share is the shortest of them
 * where all others begin with it. ERR_SYNTAX names the candidates, or the nearest names. */
const struct command *command_find(const char *name, size_t len, struct err *err) BURIN_MUST_CHECK;
const char *command_group_name(enum command_group group);

/* "goto POSITION", "write[!] [RANGE] [FILE]": for help and the man page. */
void command_usage(const struct command *command, struct buf *out);

/* "POSITION", "read|copy|write": one argument of a usage, without the brackets. */
void command_argument_usage(const struct argument *argument, struct buf *out);

/* Parses and runs one line. Where a needed argument is missing: with a screen a prompt is opened
 * for it and true is returned, else ERR_SYNTAX. Nothing is done for an empty line or a remark. */
bool command_run_line(struct editor *editor, const char *line, bool has_count, uint64_t count,
		      struct err *err) BURIN_MUST_CHECK;

/* Whether a line names a command; its arguments are not looked at. For :map. */
bool command_check_line(const char *line, struct err *err) BURIN_MUST_CHECK;

/* Runs a request whose first missing argument is all of `text`: what a prompt does on Enter. */
bool command_run_with(struct editor *editor, const struct request *request, const char *text,
		      struct err *err) BURIN_MUST_CHECK;

/* Binds the default keys of a preset in place of those of another; the user's bindings stay. */
bool command_bind_keys(struct keymap *keymap, enum preset preset, struct err *err) BURIN_MUST_CHECK;

/* The expression language with the window's cursor, marks and bytes; addresses in and out. All of
 * the text when used is NULL, else the longest expression at its start. Without a window (NULL)
 * there are numbers alone. */
bool command_eval(struct window *window, const char *text, enum expression_sign sign, size_t *used,
		  uint64_t *value, struct err *err) BURIN_MUST_CHECK;

#endif
