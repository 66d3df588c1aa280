/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Command: the context menu without a mouse. */
#include "edit/commands.h"

#include "edit/editor.h"

static bool run_menu(struct call *call)
{
	return menu_open(call->editor, NULL, call->err);
}

const struct command commands_menu[] = {
	{
		.name = "menu", .group = GROUP_PROGRAM,
		.contexts = BIND_VIEW | BIND_EDIT | BIND_PAGER | BIND_LIST | BIND_INSPECTOR |
			    BIND_DISASSEMBLY,
		.keys = { "<S-F10> <M-c>", "<S-F10> <M-c>", "<S-F10> <M-c>" },
		.flags = COMMAND_KEEP,
		.help = "Lists what can be done with what is under the cursor.",
		.run = run_menu,
	},
	{ .name = NULL },
};
