/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rows of each group, one array per group, which a row without a name ends. Only commands.c
 * walks them; everybody else asks command_at() or command_find().
 */
#ifndef BURIN_EDIT_COMMANDS_H
#define BURIN_EDIT_COMMANDS_H

#include "edit/command.h"

extern const struct command commands_move[];     /* cmd_move.c */
extern const struct command commands_look[];     /* cmd_look.c; of the group of moving, too */
extern const struct command commands_jumps[];    /* cmd_jumps.c; the same group */
extern const struct command commands_select[];   /* cmd_select.c */
extern const struct command commands_edit[];     /* cmd_edit.c */
extern const struct command commands_paste[];    /* cmd_paste.c; the same group */
extern const struct command commands_undo[];     /* cmd_undo.c; the same group */
extern const struct command commands_transform[];/* cmd_transform.c; of the group of editing, too */
extern const struct command commands_file[];     /* cmd_file.c */
extern const struct command commands_changes[];  /* cmd_changes.c; the same group */
extern const struct command commands_watch[];    /* cmd_watch.c; the same group */
extern const struct command commands_recover[];  /* cmd_recover.c; the same group */
extern const struct command commands_search[];   /* cmd_search.c */
extern const struct command commands_find_all[]; /* cmd_find_all.c; the same group */
extern const struct command commands_replace[];  /* cmd_replace.c; the same group */
extern const struct command commands_replace_each[]; /* cmd_replace_each.c; the same group */
extern const struct command commands_view[];     /* cmd_view.c */
extern const struct command commands_compare[];  /* cmd_compare.c; so are these */
extern const struct command commands_panes[];    /* cmd_panes.c; of the group of showing, too */
extern const struct command commands_pager[];    /* cmd_pager.c; of the group of showing, too */
extern const struct command commands_list[];     /* cmd_list.c; the same group */
extern const struct command commands_inspect[];  /* cmd_inspect.c; groups of showing and editing */
extern const struct command commands_inspector[];/* cmd_inspector.c; the same groups */
extern const struct command commands_minimap[];  /* cmd_minimap.c; of moving and showing */
extern const struct command commands_notes[];    /* cmd_notes.c; groups of moving and showing */
extern const struct command commands_notes_file[];/* cmd_notes_file.c; of files */
extern const struct command commands_program[];  /* cmd_program.c */
extern const struct command commands_jobs[];     /* cmd_jobs.c; the same group */
extern const struct command commands_macro[];    /* cmd_macro.c; the same group */
extern const struct command commands_menu[];     /* cmd_menu.c; the same group */
extern const struct command commands_digest[];   /* cmd_digest.c; of the group of files, too */
extern const struct command commands_type[];     /* cmd_type.c; the same group */
extern const struct command commands_disassemble[];/* cmd_disassemble.c; of showing */
extern const struct command commands_statistics[];/* cmd_statistics.c; of files */
extern const struct command commands_repeat[];   /* cmd_repeat.c; of the group of editing, too */
extern const struct command commands_shell[];    /* cmd_shell.c */

#endif
