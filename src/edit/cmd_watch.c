/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands for a file that another program changes. What is noticed and said is in
 * editor_watch.c. */
#include "edit/commands.h"

#include <string.h>

#include "edit/editor.h"
#include "edit/saving.h"
#include "edit/show.h"

static const char *const reload_names[] = { "keep", NULL };

static bool ask_to_reload(struct call *call)
{
	static const struct prompt_choice choices[] = {
		{ 'k', "keep my edits", "reload keep" },
		{ 'g', "give them up", "reload!" },
		{ 'o', "stay with the old", NULL },
	};
	struct buf question = BUF_INIT;
	bool asked;

	buf_format(&question, "read %s again: there are unsaved changes",
		   document_name(call->window->document));
	asked = buf_ok(&question) ?
		prompt_ask(call->editor, buf_string(&question), choices, 3, call->err) :
		err_nomem(call->err);
	buf_done(&question);
	return asked;
}

static bool run_reload(struct call *call)
{
	struct window *window = call->window;
	struct document *document = window->document;
	bool keep = call->args[0].given, modified = document_is_modified(document);

	if (!saving_is_over(window, call->err))
		return false;
	if (modified && !keep && !call->bang)
		return show_can_ask(call->editor) ? ask_to_reload(call) :
		       err_set(call->err, ERR_REFUSED, "there are unsaved changes: reload keep "
			       "keeps them, reload! drops them");
	if (call->bang ? !document_revert(document, call->err) :
			 !document_reload(document, call->err))
		return false;
	window_follow(window);
	editor_message(call->editor, MESSAGE_INFO, "read again%s: %s",
		       document_is_modified(document) ? ", with your edits" : "",
		       document_name(document));
	return true;
}

static bool run_tail(struct call *call)
{
	struct window *window = call->window;
	struct document *document = window->document;

	if (!document_path(document))
		return err_set(call->err, ERR_REFUSED, "there is no file that could grow");
	if (!saving_is_over(window, call->err) || !document_grow(document, call->err))
		return false;
	window_follow(window);
	window_go(window, document_size(document), false);
	window->buffer->tailing = true;
	editor_message(call->editor, MESSAGE_INFO,
		       "following the end of the file; Esc or a move stops that");
	return true;
}

#define WATCH .group = GROUP_FILE, .contexts = BIND_VIEW | BIND_EDIT

const struct command commands_watch[] = {
	{
		.name = "reload", WATCH, .keys = { "R", "gr", "<C-x>R" },
		.args = { { .type = ARG_CHOICE, .name = "edits", .optional = true,
			    .choices = reload_names } },
		.flags = COMMAND_WINDOW | COMMAND_BANG,
		.help = "Reads the file again; asks about changes, which ! drops.",
		.run = run_reload,
	},
	{
		.name = "tail", WATCH, .keys = { "F", "F", "<C-x>F" }, .flags = COMMAND_WINDOW,
		.help = "Follows the end of a file that grows, until the cursor moves.",
		.run = run_tail,
	},
	{ .name = NULL },
};
