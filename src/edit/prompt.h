/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The prompt at the foot of the screen: one line with history, completion and a preview, or a question
 * that one key answers. A state machine that is fed keys.
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
};

enum { PROMPT_CHOICES = 6, PROMPT_HISTORY = 500 };

/* One answer of a question: the key, its word, the command line it runs. */
struct prompt_choice {
	uint32_t key;
	const char *word;        /* "save" */
	const char *line;        /* NULL: just closes */
};

struct prompt_history {
	char *lines[PROMPT_HISTORY];     /* oldest first, owned */
	size_t count;
};

struct prompt {
	enum prompt_kind kind;
	struct lineedit line;
	const struct command *command;   /* PROMPT_ARGUMENT */
	bool bang;
	struct buf label;                /* safe text before the line; the question */
	struct buf preview;              /* what the text was understood as, or what is wrong with it */
	bool preview_is_error;
	struct prompt_choice choices[PROMPT_CHOICES];
	int choice_count;
	struct completions completions;  /* shown while Tab is used */
	size_t completion_at;            /* the one inserted; SIZE_MAX: none yet */
	struct prompt_history history[3];/* command lines, patterns, other arguments */
	size_t history_at;               /* == count: the line being typed */
	char *typed;                     /* the line before history was used, owned */
};

void prompt_init(struct prompt *prompt);
void prompt_done(struct prompt *prompt);
void prompt_open_line(struct editor *editor, const char *text);
void prompt_open_argument(struct editor *editor, const struct command *command, bool bang);

/* Without a screen a question is an error that names the choices: returns false and fills err. */
bool prompt_ask(struct editor *editor, const char *question, const struct prompt_choice *choices,
		int count, struct err *err) BURIN_MUST_CHECK;
void prompt_key(struct editor *editor, const struct key *key);
void prompt_close(struct editor *editor);

#endif
