/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one place that knows all groups; the rows themselves stay with what they run. */
#include "edit/commands.h"

static const struct command *const tables[] = {
	commands_move, commands_look, commands_jumps, commands_select, commands_edit,
	commands_paste, commands_undo, commands_repeat,
	commands_transform, commands_file, commands_watch,
	commands_recover, commands_changes, commands_search, commands_find_all,
	commands_replace, commands_replace_each, commands_view, commands_panes,
	commands_compare, commands_pager,
	commands_list, commands_notes, commands_notes_file, commands_inspect,
	commands_inspector, commands_program, commands_jobs, commands_macro, commands_shell,
	commands_digest, commands_type, commands_disassemble, commands_menu, commands_statistics,
	commands_minimap,
};

const struct command *command_next(struct command_walk *walk)
{
	for (; walk->table < sizeof tables / sizeof *tables; walk->table++, walk->row = 0) {
		const struct command *row = &tables[walk->table][walk->row++];

		if (row->name)
			return row;
	}
	return NULL;
}

const struct command *command_at(size_t index)
{
	struct command_walk walk = { 0 };
	const struct command *row;

	do
		row = command_next(&walk);
	while (row && index-- > 0);
	return row;
}
