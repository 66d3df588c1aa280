/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands: keys are recorded and played. */
#include "edit/commands.h"

#include "edit/editor.h"
#include "edit/prompt.h"
#include "edit/show.h"

/* Not an argument that is needed, or ending a recording would ask for it as well. */
static bool ask(struct call *call)
{
	struct request request = { .command = call->command, .has_count = call->has_count,
				   .count = call->count, .given = "" };

	if (!show_can_ask(call->editor))
		return err_set(call->err, ERR_SYNTAX, "%s: no letter given", call->command->name);
	prompt_open_argument(call->editor, &request, 0);
	return true;
}

static bool end(struct call *call)
{
	struct macros *macros = &call->editor->macros;
	char letter = macros->recording;

	if (!macros_end(macros, call->err))
		return false;
	if (macros->keys[letter - 'a'].len > 0)
		editor_message(call->editor, MESSAGE_INFO, "macro %c: %s", letter,
			       buf_string(&macros->keys[letter - 'a']));
	else
		editor_message(call->editor, MESSAGE_INFO, "macro %c is empty", letter);
	return true;
}

static bool run_record(struct call *call)
{
	struct macros *macros = &call->editor->macros;

	if (macros->stepping)
		return err_set(call->err, ERR_REFUSED, "a macro can not record another one");
	if (macros->recording)
		return end(call);
	if (!call->args[0].given)
		return ask(call);
	char letter = call->args[0].text[0];
	if (letter < 'a' || letter > 'z')
		return err_set(call->err, ERR_SYNTAX, "a macro is a letter from a to z");
	macros_begin(macros, letter);
	return true;
}

/* A file of commands goes on when it was played. */
static bool run_play(struct call *call)
{
	struct editor *editor = call->editor;
	struct macros *macros = &editor->macros;

	if (!call->args[0].given)
		return ask(call);
	if (!macros_play(macros, call->args[0].text[0], call->count, call->err))
		return false;
	if (macros->stepping)
		return true;
	editor->bell = false;
	editor->message_kind = MESSAGE_NONE;
	if (show_can_ask(editor))
		editor_play(editor);
	else
		editor_play_all(editor);
	return true;
}

#define MACRO .group = GROUP_PROGRAM, .contexts = BIND_VIEW | BIND_EDIT, \
	.args = { { .type = ARG_REGISTER, .name = "letter", .optional = true } }

const struct command commands_macro[] = {
	{
		.name = "record", MACRO, .keys = { "Q", "Q", "<C-x>( <C-x>)" },
		.flags = COMMAND_KEEP,
		.help = "Begins to record the keys typed, under a letter; again: ends it.",
		.run = run_record,
	},
	{
		.name = "play", MACRO, .keys = { "@", "@", "<C-x>@" },
		.help = "Plays a macro, as often as counted, as one undo step; \" is the last.",
		.run = run_play,
	},
	{ .name = NULL },
};
