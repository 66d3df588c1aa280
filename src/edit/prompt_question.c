/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions as data: the choices carry the command lines that they stand for. */
#include "edit/prompt.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/printable.h"
#include "edit/editor.h"
#include "edit/show.h"

static bool refuse(const char *question, const struct prompt_choice *choices, int count,
		   struct err *err)
{
	struct buf ways = BUF_INIT;
	for (int i = 0; i < count; i++)
		if (choices[i].line)
			buf_format(&ways, "%s %s: %s", ways.len ? "," : "", choices[i].word,
				   choices[i].line);
	err_set(err, ERR_REFUSED, "%s%s%s", question, ways.len ? " -" : "", buf_string(&ways));
	buf_done(&ways);
	return false;
}

bool prompt_ask(struct editor *editor, const char *question, const struct prompt_choice *choices,
		int count, struct err *err)
{
	struct prompt *prompt = &editor->prompt;
	assert(count > 0 && count <= PROMPT_CHOICES);
	if (!show_can_ask(editor))
		return refuse(question, choices, count, err);
	prompt_close(editor);
	for (int i = 0; i < count; i++) {
		prompt->choices[i] = choices[i];
		prompt->choice_count = i + 1;
		if (choices[i].line) {
			prompt->choices[i].line = strdup(choices[i].line);
			if (!prompt->choices[i].line) {
				prompt_reset(prompt);
				return err_nomem(err);
			}
		}
	}
	printable_add(&prompt->label, question, strlen(question));
	prompt->kind = PROMPT_QUESTION;
	prompt->guarded = editor->typed_on;
	editor->message_kind = MESSAGE_NONE;
	return true;
}
