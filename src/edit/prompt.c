/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The state of the prompt by itself: beginnings, ends, history. What needs the editor is beside
 * it: prompt_open.c opens and closes, prompt_key.c takes keys, prompt_preview.c explains,
 * prompt_question.c asks, prompt_history.c keeps the history in a file. So this module knows no
 * editor, and the editor may embed its struct.
 */
#include "edit/prompt.h"

#include <stdlib.h>
#include <string.h>

void prompt_init(struct prompt *prompt)
{
	*prompt = (struct prompt){ .completion_at = SIZE_MAX };
	lineedit_init(&prompt->line);
}

void prompt_reset(struct prompt *prompt)
{
	prompt->kind = PROMPT_NONE;
	lineedit_set(&prompt->line, "");
	prompt->request = (struct request){ .given = "" };
	buf_clear(&prompt->given);
	buf_clear(&prompt->label);
	buf_clear(&prompt->preview);
	prompt->preview_is_error = false;
	for (int i = 0; i < prompt->choice_count; i++)
		free((char *)(uintptr_t)prompt->choices[i].line);
	prompt->choice_count = 0;
	prompt->seen = prompt->guarded = false;
	prompt->agrees = false;
	completions_done(&prompt->completions);
	prompt->completion_at = SIZE_MAX;
	free(prompt->typed);
	prompt->typed = NULL;
	prompt->history_at = 0;
}

void prompt_done(struct prompt *prompt)
{
	prompt_reset(prompt);
	prompt_history_clear(prompt);
	lineedit_done(&prompt->line);
	buf_done(&prompt->given);
	buf_done(&prompt->label);
	buf_done(&prompt->preview);
}

enum argument_type prompt_type(const struct prompt *prompt, const char *const **choices)
{
	*choices = NULL;
	if (prompt->kind != PROMPT_ARGUMENT)
		return ARG_COMMAND;
	const struct argument *argument = &prompt->request.command->args[prompt->missing];
	*choices = argument->choices;
	return argument->type;
}

enum prompt_history_kind prompt_history_kind(const struct prompt *prompt)
{
	const char *const *choices;
	if (prompt->kind == PROMPT_LINE)
		return HISTORY_LINES;
	return prompt_type(prompt, &choices) == ARG_PATTERN ? HISTORY_PATTERNS : HISTORY_OTHERS;
}

static void forget(struct prompt_history *history, size_t index)
{
	free(history->lines[index]);
	memmove(history->lines + index, history->lines + index + 1,
		(history->count - index - 1) * sizeof *history->lines);
	history->count--;
}

void prompt_history_add(struct prompt *prompt, enum prompt_history_kind kind, const char *line)
{
	struct prompt_history *history = &prompt->history[kind];
	char *copy = *line ? strdup(line) : NULL;
	/* Whoever types just now is below the new line, not on it. */
	bool typing = prompt->kind != PROMPT_NONE && prompt_history_kind(prompt) == kind &&
		      prompt->history_at >= history->count;
	if (!copy)
		return;
	for (size_t i = history->count; i-- > 0;)
		if (strcmp(history->lines[i], line) == 0)
			forget(history, i);
	if (history->count == PROMPT_HISTORY)
		forget(history, 0);
	history->lines[history->count++] = copy;
	if (typing)
		prompt->history_at = history->count;
}

void prompt_history_clear(struct prompt *prompt)
{
	for (int kind = 0; kind < HISTORY_KINDS; kind++)
		while (prompt->history[kind].count > 0)
			forget(&prompt->history[kind], prompt->history[kind].count - 1);
	prompt->history_at = 0;
}

bool prompt_history_move(struct prompt *prompt, int step)
{
	const struct prompt_history *history = &prompt->history[prompt_history_kind(prompt)];
	if (step < 0 ? prompt->history_at == 0 : prompt->history_at >= history->count)
		return false;
	if (prompt->history_at >= history->count) {
		char *typed = strdup(lineedit_text(&prompt->line));
		if (!typed)
			return false;
		free(prompt->typed);
		prompt->typed = typed;
	}
	prompt->history_at = step < 0 ? prompt->history_at - 1 : prompt->history_at + 1;
	lineedit_set(&prompt->line, prompt->history_at < history->count
					    ? history->lines[prompt->history_at]
					    : prompt->typed);
	return true;
}
