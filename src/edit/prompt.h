/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The prompt at the foot of the screen: one line with history, completion and a preview, or a
 * question that one key answers. A state machine that is fed keys; while prompt.kind is not
 * PROMPT_NONE it gets all of them:
 *
 *	prompt_open_line(editor, "");
 *	prompt_key(editor, &key);        for each key
 *
 * Enter runs the line, Esc closes. A text that can not be understood keeps the prompt open and is
 * explained in the preview. The argument of type ARG_REGISTER is one key and needs no Enter.
 *
 * A letter that was meant for something else must not answer a question:
 *  - only a key that came after the question was on the screen does (editor_seen());
 *  - after a key that is no answer, Enter comes first, so the rest of a line that was typed blindly
 *    does nothing;
 *  - so it does where letters were typed between a command and a question that its work leads to.
 */
#ifndef BURIN_EDIT_PROMPT_H
#define BURIN_EDIT_PROMPT_H

#include "edit/command.h"
#include "edit/complete.h"
#include "edit/lineedit.h"

enum prompt_kind {
	PROMPT_NONE,
	PROMPT_LINE,         /* a command line (':') */
	PROMPT_ARGUMENT,     /* the missing argument of a command */
	PROMPT_QUESTION,     /* one key answers */
	PROMPT_PALETTE,      /* filters editor->palette, from which a command is chosen */
};

enum { PROMPT_CHOICES = 6, PROMPT_HISTORY = 500 };

/* One answer of a question: the key, its word, the command line it runs. */
struct prompt_choice {
	uint32_t key;            /* a lower-case letter; the upper-case one answers too */
	const char *word;        /* "save"; lives as long as the prompt: a constant */
	const char *line;        /* NULL: just closes */
};

enum prompt_history_kind { HISTORY_LINES, HISTORY_PATTERNS, HISTORY_OTHERS, HISTORY_KINDS };

struct prompt_history {
	char *lines[PROMPT_HISTORY];     /* oldest first, owned */
	size_t count;
};

struct prompt {
	enum prompt_kind kind;
	struct lineedit line;
	struct request request;          /* PROMPT_ARGUMENT; request.given points into `given` */
	int missing;                     /* which argument is asked for */
	struct buf given;
	struct buf label;                /* safe text before the line; the question */
	struct buf preview;              /* safe: what the text means, or what is wrong with it */
	bool preview_is_error;
	struct prompt_choice choices[PROMPT_CHOICES]; /* their lines are owned copies */
	int choice_count;
	bool seen;                       /* a question: it was on the screen */
	bool guarded;                    /* a question: Enter comes before an answer */
	bool agrees;                     /* editor.agreed is set while the answer runs */
	struct completions completions;  /* shown while Tab is used */
	size_t completion_at;            /* the one inserted; SIZE_MAX: none yet */
	struct prompt_history history[HISTORY_KINDS];
	size_t history_at;               /* == count: the line being typed */
	char *typed;                     /* the line before history was used, owned */
};

void prompt_init(struct prompt *prompt);
void prompt_done(struct prompt *prompt);

/* A command line, with that text to begin with. */
void prompt_open_line(struct editor *editor, const char *text);

/* Argument `missing` of the request (copied). */
void prompt_open_argument(struct editor *editor, const struct request *request, int missing);

/* A command out of the list of all of them, filtered by that text to begin with. Enter runs it,
 * Tab writes it on the command line. */
bool prompt_open_palette(struct editor *editor, const char *text, struct err *err) BURIN_MUST_CHECK;

/* A question. The lines are copied. Without a screen, and in a file of command lines, a question
 * is an error that names the choices: returns false and fills err. */
bool prompt_ask(struct editor *editor, const char *question, const struct prompt_choice *choices,
		int count, struct err *err) BURIN_MUST_CHECK;
void prompt_key(struct editor *editor, const struct key *key);
void prompt_close(struct editor *editor);

/* What the prompt's text is understood as: fills the preview. Called after each change. */
void prompt_update(struct editor *editor);

/* Type and choices of what is typed now; ARG_COMMAND for a command line. */
enum argument_type prompt_type(const struct prompt *prompt, const char *const **choices);

/* Back to PROMPT_NONE; the history stays. */
void prompt_reset(struct prompt *prompt);

/* History. A line that is there already moves to the end; an empty one is not kept. */
enum prompt_history_kind prompt_history_kind(const struct prompt *prompt);
void prompt_history_add(struct prompt *prompt, enum prompt_history_kind kind, const char *line);
void prompt_history_clear(struct prompt *prompt);

/* Puts the line before (step -1) or after (+1) in; false at the end. */
bool prompt_history_move(struct prompt *prompt, int step);

/* Kept across runs. A file that is not there is an empty history; saving takes the place of the
 * old file at once, and folders that are missing are made. */
bool prompt_history_load(struct prompt *prompt, const char *path, struct err *err)
	BURIN_MUST_CHECK;
bool prompt_history_save(const struct prompt *prompt, const char *path, struct err *err)
	BURIN_MUST_CHECK;

#endif
