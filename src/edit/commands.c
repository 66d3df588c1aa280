/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one place that knows all groups; the rows themselves stay with what they run. */
#include "edit/commands.h"

static const struct command *const tables[] = {
	commands_move, commands_look, commands_jumps, commands_select, commands_edit,
	commands_paste, commands_undo, commands_transform, commands_file, commands_watch,
	commands_recover, commands_changes, commands_search, commands_find_all,
	commands_replace, commands_replace_each, commands_view, commands_pager,
	commands_list, commands_inspect,
	commands_inspector, commands_program, commands_shell, commands_digest,
	commands_type,
};

const struct command *command_at(size_t index)
{
	for (size_t t = 0; t < sizeof tables / sizeof *tables; t++) {
		for (const struct command *row = tables[t]; row->name; row++)
			if (index-- == 0)
				return row;
	}
	return NULL;
}
