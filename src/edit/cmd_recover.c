/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a session that ended badly has left: the answers to the question at opening, as a command.
 */
#include "edit/commands.h"

#include "edit/editor.h"
#include "edit/recover.h"

static const char *const ways[] = { "take", "look", "discard", "later", "finish", "undo", "leave",
				    NULL };

static bool run_recover(struct call *call)
{
	return recover_run(call->editor, call->window,
			   call->args[0].given ? call->args[0].text : "take", call->err);
}

const struct command commands_recover[] = {
	{
		.name = "recover", .group = GROUP_FILE, .contexts = BIND_VIEW | BIND_EDIT,
		.args = { { .type = ARG_CHOICE, .name = "how", .optional = true,
			    .choices = ways } },
		.flags = COMMAND_WINDOW,
		.help = "Brings back unsaved edits of a lost session, or settles its save.",
		.run = run_recover,
	},
	{ .name = NULL },
};
