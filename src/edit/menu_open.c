/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One table says which lines fit what; all else of a row is looked up. What would be refused is
 * left out: edits of a document that is only read, those that change the length of one in place.
 *
 * A list has keys of its own; its rows here are made of those.
 */
#include "edit/menu.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "edit/command.h"
#include "edit/editor.h"
#include "edit/menu_place.h"
#include "edit/show.h"

enum need {
	NEED_EDITS = 1,          /* bytes can be changed */
	NEED_LENGTH = 2,         /* and come and go */
	NEED_COPIED = 4,         /* something is in the register */
	NEED_NOTE = 8,           /* a note is under the cursor */
	NEED_FROM = 16,          /* the cursor was elsewhere before the click */
	NEED_NO_EDITING = 32,
	NEED_TARGET = 64,        /* the instruction leads somewhere */
	NEED_JUMPS = 128,        /* there is a place to go back to */
};

enum {
	SELECTION = 1 << MENU_ON_SELECTION, BYTE = 1 << MENU_ON_BYTE,
	INSPECTOR = 1 << MENU_ON_INSPECTOR, DISASSEMBLY = 1 << MENU_ON_DISASSEMBLY,
	LIST = 1 << MENU_ON_LIST,
	PAGER = 1 << MENU_ON_PAGER, STATUS = 1 << MENU_ON_STATUS,
};

/* A line and where it fits. */
struct choice {
	unsigned fits;
	const char *line;
	const char *label;       /* NULL: the line itself */
	unsigned needs;
	enum menu_how how;
	bool asks;               /* although the command could go without */
};

static const struct choice choices[] = {
	{ SELECTION, "copy", "copy", 0, MENU_RUN, false },
	{ SELECTION, "cut", "cut", NEED_LENGTH, MENU_RUN, false },
	{ SELECTION, "copy-as hex", "copy as hex", 0, MENU_RUN, false },
	{ SELECTION, "copy-as", "copy as", 0, MENU_RUN, false },
	{ BYTE, "select", "begin a selection", 0, MENU_RUN, false },
	{ BYTE, "select", "select to here", NEED_FROM, MENU_SELECT_TO, false },
	{ SELECTION | BYTE, "paste", "paste", NEED_EDITS | NEED_COPIED, MENU_RUN, false },
	{ SELECTION, "delete", "delete", NEED_LENGTH, MENU_RUN, false },
	{ SELECTION, "fill", "fill with", NEED_EDITS, MENU_RUN, false },
	{ SELECTION, "transform", "XOR, add, swap", NEED_EDITS, MENU_RUN, false },
	{ SELECTION, "search-this", "search for this", 0, MENU_RUN, false },
	{ BYTE, "edit-bytes", "edit here", NEED_EDITS | NEED_NO_EDITING, MENU_RUN, false },
	{ BYTE, "insert", "insert bytes", NEED_LENGTH, MENU_RUN, false },
	{ BYTE, "put", "overwrite with", NEED_EDITS, MENU_RUN, false },
	{ BYTE, "mark", "set a mark", 0, MENU_RUN, false },
	{ SELECTION | BYTE, "note", "add a note", 0, MENU_RUN, true },
	{ BYTE, "note-edit", "change the note", NEED_NOTE, MENU_RUN, false },
	{ BYTE, "note-colour", "colour of the note", NEED_NOTE, MENU_RUN, false },
	{ BYTE, "note-delete", "delete the note", NEED_NOTE, MENU_RUN, false },
	{ BYTE, "follow", "follow the pointer", 0, MENU_RUN, false },
	{ BYTE, "inspector-focus", "inspect", 0, MENU_RUN, false },
	{ BYTE, "goto", "go to", 0, MENU_RUN, false },
	{ SELECTION, "digest", "checksum", 0, MENU_RUN, false },
	{ SELECTION, "statistics", "statistics", 0, MENU_RUN, false },
	{ SELECTION, "type", "what it is", 0, MENU_RUN, false },
	{ SELECTION, "write", "save to a file", 0, MENU_WITH_RANGE, true },
	{ SELECTION, "unselect", "unselect", 0, MENU_RUN, false },
	{ INSPECTOR, "inspector-edit", "change the value", NEED_EDITS, MENU_RUN, true },
	{ INSPECTOR, "inspector-copy", "copy the value", 0, MENU_RUN, false },
	{ INSPECTOR, "inspector-search", "search for the value", 0, MENU_RUN, false },
	{ INSPECTOR, "inspector-follow", "follow the pointer", 0, MENU_RUN, false },
	{ INSPECTOR, "inspector-hide", "hide this row", 0, MENU_RUN, false },
	{ INSPECTOR, "inspector-all", "show hidden rows", 0, MENU_RUN, false },
	{ INSPECTOR, "inspector-focus", "back to the bytes", 0, MENU_RUN, false },
	{ DISASSEMBLY, "disassembly-follow", "follow the jump", NEED_TARGET, MENU_RUN, false },
	{ DISASSEMBLY, "disassembly-back", "go back", NEED_JUMPS, MENU_RUN, false },
	{ DISASSEMBLY, "disassembly-start", "an instruction starts here", 0, MENU_RUN, false },
	{ DISASSEMBLY, "set architecture=", "choose the machine", 0, MENU_TYPE_ON, true },
	{ DISASSEMBLY, "disassemble ", "print a range", 0, MENU_TYPE_ON, true },
	{ DISASSEMBLY, "inspector-focus", "inspect", 0, MENU_RUN, false },
	{ DISASSEMBLY, "disassembly-focus", "back to the bytes", 0, MENU_RUN, false },
	{ DISASSEMBLY, "disassemble", "close the disassembly", 0, MENU_RUN, false },
	{ LIST, "list-jump", "go there", 0, MENU_RUN, false },
	{ LIST, "list-filter", "filter", 0, MENU_RUN, true },
	{ LIST, "list-close", "close the list", 0, MENU_RUN, false },
	{ PAGER, "pager-search", "search", 0, MENU_RUN, false },
	{ PAGER, "pager-close", "close", 0, MENU_RUN, false },
	{ STATUS, "info", "about this file", 0, MENU_RUN, false },
	{ STATUS, "statistics", "statistics", 0, MENU_RUN, false },
	{ STATUS, "write", "save", NEED_EDITS, MENU_RUN, false },
	{ STATUS, "write-as", "save as", 0, MENU_RUN, false },
	{ STATUS, "files", "open files", 0, MENU_RUN, false },
	{ STATUS, "reload", "read it again", 0, MENU_RUN, false },
	{ STATUS, "close", "close the file", 0, MENU_RUN, false },
	{ STATUS, "help", "help", 0, MENU_RUN, false },
	{ STATUS, "quit", "quit", 0, MENU_RUN, false },
};

enum { CHOICES = sizeof(choices) / sizeof(choices[0]) };

const char *menu_line(size_t index)
{
	return index < CHOICES ? choices[index].line : NULL;
}

static bool leads_somewhere(const struct disassembly *disassembly)
{
	return disassembly->cursor < disassembly->lines.count &&
	       disassembly->lines.line[disassembly->cursor].has_target;
}

/* What can be done at the moment. */
static unsigned given(const struct editor *editor, enum menu_on on)
{
	const struct window *window = editor_window(editor);
	enum document_mode mode;
	unsigned bits = 0;

	if (!window)
		return 0;
	mode = document_mode(window->document);
	bits |= mode != DOCUMENT_READ ? NEED_EDITS : 0;
	bits |= mode == DOCUMENT_COPY ? NEED_LENGTH : 0;
	bits |= registers_get(&editor->registers, '"') ? NEED_COPIED : 0;
	if (notes_at(&window->buffer->notebook.notes, window->cursor) != SIZE_MAX)
		bits |= NEED_NOTE;
	bits |= !window->editing ? NEED_NO_EDITING : 0;
	bits |= window->jump_at > 0 ? NEED_JUMPS : 0;
	bits |= leads_somewhere(&editor->disassembly) ? NEED_TARGET : 0;
	if (on == MENU_ON_BYTE && editor->menu.from != window->cursor)
		bits |= NEED_FROM;
	return bits;
}

static void add(struct editor *editor, const struct choice *choice, const char *keys)
{
	struct menu *menu = &editor->menu;
	struct menu_item *item = &menu->item[menu->count];
	const struct command *command;
	struct err ignored;

	if (menu->count == MENU_ITEMS)
		return;
	command = command_find(choice->line, strcspn(choice->line, " "), &ignored);
	if (!command)
		return;
	if (!keys && choice->how == MENU_RUN)
		keys = keymap_lookup(editor->keymap, editor_context(editor), choice->line);
	*item = (struct menu_item){
		.line = choice->line,
		.help = command->help,
		.how = choice->how,
		.asks = choice->asks || (command->args[0].type != ARG_NONE &&
					 !command->args[0].optional &&
					 strcmp(command->name, choice->line) == 0),
	};
	snprintf(item->label, sizeof(item->label), "%s",
		 choice->label ? choice->label : choice->line);
	/* The words of lists are those of the hints, without a capital. */
	item->label[0] = (char)toupper((unsigned char)item->label[0]);
	if (keys && strlen(keys) < sizeof(item->key))
		strcpy(item->key, keys);
	menu->count++;
}

/* Keys of the list that is shown, after the one that goes to its row. */
static void add_keys_of_list(struct editor *editor)
{
	const struct list_key *own = editor->list ? editor->list->class->keys : NULL;

	for (; own && own->key; own++) {
		struct choice choice = { .line = own->line, .label = own->word };

		if (own->word)
			add(editor, &choice, own->key);
	}
}

static void fill(struct editor *editor, enum menu_on on)
{
	unsigned can = given(editor, on);

	editor->menu.count = editor->menu.cursor = editor->menu.top = 0;
	for (size_t i = 0; i < CHOICES; i++) {
		if (!(choices[i].fits & 1u << on) || (choices[i].needs & ~can))
			continue;
		add(editor, &choices[i], NULL);
		if (strcmp(choices[i].line, "list-jump") == 0)
			add_keys_of_list(editor);
	}
}

bool menu_open(struct editor *editor, const struct key *at, struct err *err)
{
	const struct window *window = editor_window(editor);
	struct menu *menu = &editor->menu;
	enum menu_on on;

	if (!show_can_ask(editor))
		return err_set(err, ERR_REFUSED, "there is no screen for a menu");
	menu->from = window ? window->cursor : 0;
	on = at ? menu_place_of_click(editor, at) : menu_place_of_cursor(editor);
	fill(editor, on);
	menu->open = menu->count > 0;
	return true;
}

void menu_close(struct editor *editor)
{
	editor->menu.open = false;
}
