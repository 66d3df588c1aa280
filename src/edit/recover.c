/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A save that was interrupted comes first: the edits of a log are about the file as it was before
 * that save or after it. Then the newest log; whoever has dealt with one is asked about the next.
 */
#include "edit/recover.h"

#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "document/recovery.h"
#include "edit/editor.h"
#include "edit/prompt.h"
#include "edit/show.h"

/* A log that its session, or a save that was finished later, has nothing more for. */
static bool drop_saved(struct editor *editor, struct window *window,
		       const struct recovery_item *item)
{
	struct err err;

	if (window->buffer->half_saved ||
	    (item->state != RECOVERY_SAVED && !recovery_is_saved(window->document, item->name)) ||
	    !recovery_discard(item->name, &err))
		return false;
	/* After a save was finished that is what was said. */
	if (editor->message_kind == MESSAGE_NONE)
		editor_message(editor, MESSAGE_INFO, "a session ended badly, but its edits are all "
			       "saved");
	return true;
}

/* The newest log that can be recovered. */
static void find_log(struct editor *editor, struct window *window)
{
	struct recovery_item items[RECOVERY_MOST];
	size_t count = recovery_find(window->document, items, RECOVERY_MOST);

	for (size_t i = 0; i < count; i++) {
		bool left = (items[i].state == RECOVERY_LEFT ||
			     items[i].state == RECOVERY_SAVED) &&
			    !drop_saved(editor, window, &items[i]) &&
			    items[i].state == RECOVERY_LEFT;

		if (left && !window->buffer->leftover[0])
			memcpy(window->buffer->leftover, items[i].name,
			       sizeof window->buffer->leftover);
		else if (items[i].state == RECOVERY_ORPHAN)
			editor_message(editor, MESSAGE_WARNING, "there are edits of a session "
				       "that ended badly, but %s: see --list-recovery",
				       items[i].why);
		else if (items[i].state == RECOVERY_ALIVE)
			editor_message(editor, MESSAGE_WARNING, "another burin (pid %" PRIu64
				       ") has unsaved edits of this file", items[i].pid);
		recovery_item_done(&items[i]);
	}
}

static void find(struct editor *editor, struct window *window)
{
	struct buf about = BUF_INIT;
	struct err err;

	window->buffer->leftover[0] = '\0';
	window->buffer->half_saved = recovery_save_find(window->document, &about, &err);
	if (!window->buffer->half_saved && err.code != ERR_NONE)
		editor_message(editor, MESSAGE_WARNING, "%s", err.text);
	buf_done(&about);
	find_log(editor, window);
	window->buffer->asks = window->buffer->half_saved || window->buffer->leftover[0];
	if (window->buffer->asks)
		recovery_bar(window->document, window->buffer->half_saved);
}

/* The option may come before the file or after it; history is loaded once, where none is yet. */
static void use_log(const struct editor *editor, struct window *window)
{
	struct document *document = window->document;
	bool wanted = editor->recover == RECOVER_LOG;

	document_log_use(document, wanted, editor->options.undo_file);
	if (!wanted || !editor->options.undo_file || window->buffer->undo_loaded ||
	    document_mode(document) == DOCUMENT_READ)
		return;
	window->buffer->undo_loaded = true;
	recovery_load_history(document);
}

void recover_begin(struct editor *editor, struct window *window)
{
	if (editor->recover == RECOVER_IGNORE || editor->viewer || window->buffer->recover_begun)
		return;
	window->buffer->recover_begun = true;
	use_log(editor, window);
	find(editor, window);
}

void recover_look_again(struct editor *editor, struct window *window)
{
	if (editor->recover != RECOVER_IGNORE)
		find(editor, window);
}

static bool ask_save(struct editor *editor, struct window *window, struct err *err)
{
	static const struct prompt_choice choices[] = {
		{ 'f', "finish it", "recover finish" },
		{ 'u', "undo it", "recover undo" },
		{ 'n', "not now", NULL },
	};
	struct buf about = BUF_INIT;
	bool asked = recovery_save_find(window->document, &about, err) &&
		     prompt_ask(editor, buf_string(&about), choices, 3, err);

	buf_done(&about);
	return asked;
}

static bool find_item(const struct window *window, struct recovery_item *item)
{
	struct recovery_item items[RECOVERY_MOST];
	size_t count = recovery_find(window->document, items, RECOVERY_MOST);
	bool found = false;

	for (size_t i = 0; i < count; i++) {
		if (!found && strcmp(items[i].name, window->buffer->leftover) == 0) {
			*item = items[i];
			found = true;
		} else {
			recovery_item_done(&items[i]);
		}
	}
	return found;
}

static bool ask_log(struct editor *editor, struct window *window, struct err *err)
{
	static const struct prompt_choice edits[] = {
		{ 'r', "recover", "recover take" },
		{ 'l', "look", "recover look" },
		{ 'd', "discard", "recover discard" },
		{ 'n', "not now", NULL },
	};
	static const struct prompt_choice in_place[] = {
		{ 't', "take back", "recover take" },
		{ 'l', "look", "recover look" },
		{ 'k', "keep them", "recover discard" },
		{ 'n', "not now", NULL },
	};
	struct buf question = BUF_INIT;
	struct recovery_item item;
	bool asked;

	if (!find_item(window, &item))
		return false;
	buf_text(&question, item.in_place ? "Take back " : "Recover ");
	recovery_describe(&item, &question);
	buf_add_byte(&question, '?');
	asked = prompt_ask(editor, buf_string(&question), item.in_place ? in_place : edits, 4, err);
	buf_done(&question);
	recovery_item_done(&item);
	return asked;
}

/* An unanswered question about a log is "not now", and edits are free; a file that may be half
 * written stays as it is. */
static void ask(struct editor *editor, struct window *window)
{
	struct err err;

	window->buffer->asks = false;
	if (document_mode(window->document) == DOCUMENT_READ) {
		editor_message(editor, MESSAGE_WARNING, "%s; it is only read now",
			       window->buffer->half_saved ? "a save of this file was interrupted" :
			       "there are unsaved edits of a session that ended badly");
		return;
	}
	if (window->buffer->half_saved) {
		if (!ask_save(editor, window, &err))
			editor_message(editor, MESSAGE_WARNING, "%s", err.text);
		return;
	}
	recovery_unbar(window->document);
	if (!ask_log(editor, window, &err))
		window->buffer->leftover[0] = '\0';
}

static void tell_problem(struct editor *editor, struct window *window)
{
	const char *problem = document_log_problem(window->document);

	if (!problem)
		window->buffer->log_told = false;
	if (!problem || window->buffer->log_told || editor->message_kind != MESSAGE_NONE)
		return;
	window->buffer->log_told = true;
	editor_message(editor, MESSAGE_WARNING, "no recovery after a crash: %s", problem);
}

void recover_ask(struct editor *editor)
{
	struct window *window = editor_window(editor);

	if (editor->recover == RECOVER_IGNORE || !window)
		return;
	for (size_t i = 0; i < editor->window_count; i++)
		use_log(editor, editor->windows[i]);
	tell_problem(editor, window);
	if (window->buffer->asks && show_can_ask(editor) && editor->prompt.kind == PROMPT_NONE &&
	    !editor->pager.open)
		ask(editor, window);
}

static void tell(struct editor *editor, const struct recovery_report *report, bool in_place)
{
	const char *done = in_place ? "taken back" : "recovered";
	struct buf text = BUF_INIT;

	buf_format(&text, "%" PRIu64 " edit%s %s", report->edits, report->edits == 1 ? "" : "s",
		   done);
	if (report->different > 0)
		buf_format(&text, "; %" PRIu64 " not, because another program changed the bytes "
			   "since: at 0x%" PRIx64, report->different, report->places[0].pos);
	for (uint64_t i = 1; i < report->different && i < RECOVERY_DIFFERENT; i++)
		buf_format(&text, ", 0x%" PRIx64, report->places[i].pos);
	if (report->after > 0)
		buf_format(&text, "; %" PRIu64 " after that were left out", report->after);
	editor_message(editor, report->different > 0 ? MESSAGE_WARNING : MESSAGE_INFO, "%s%s",
		       buf_string(&text), in_place || report->different > 0 ? "" :
		       "; they are not saved");
	buf_done(&text);
}

static bool take(struct editor *editor, struct window *window, enum recovery_how how,
		 struct err *err)
{
	struct recovery_report report;
	struct recovery_item item;
	bool in_place;

	if (!find_item(window, &item))
		return err_set(err, ERR_REFUSED, "there is nothing to recover for this file");
	in_place = item.in_place;
	recovery_item_done(&item);
	if (!recovery_apply(window->document, window->buffer->leftover, how, &report, err))
		return false;
	window_follow(window);
	if (how == RECOVERY_LOOK) {
		window->editing = false;
		editor_message(editor, MESSAGE_WARNING, "this is what was edited, only to be "
			       "looked at: recover takes it, reload leaves it");
		return true;
	}
	window->buffer->leftover[0] = '\0';
	recover_look_again(editor, window);
	tell(editor, &report, in_place);
	return true;
}

static bool discard(struct editor *editor, struct window *window, struct err *err)
{
	if (!window->buffer->leftover[0])
		return err_set(err, ERR_REFUSED, "there is nothing to discard for this file");
	if (!recovery_discard(window->buffer->leftover, err))
		return false;
	editor_message(editor, MESSAGE_INFO, "the log of these edits is removed");
	recovery_unbar(window->document);
	recover_look_again(editor, window);
	return true;
}

static bool settle(struct editor *editor, struct window *window, enum recovery_save how,
		   struct err *err)
{
	if (!recovery_save_settle(window->document, how, err))
		return false;
	window_follow(window);
	editor_message(editor, MESSAGE_INFO, how == RECOVERY_SAVE_FINISH ?
		       "the interrupted save is finished" : how == RECOVERY_SAVE_UNDO ?
		       "the interrupted save is undone: the file is as before it" :
		       "the file stays as it is");
	recover_look_again(editor, window);
	return true;
}

bool recover_run(struct editor *editor, struct window *window, const char *how, struct err *err)
{
	if (editor->recover == RECOVER_IGNORE)
		return err_set(err, ERR_REFUSED, "there is nothing to recover for this file");
	window->buffer->asks = false;
	if (strcmp(how, "finish") == 0)
		return settle(editor, window, RECOVERY_SAVE_FINISH, err);
	if (strcmp(how, "undo") == 0)
		return settle(editor, window, RECOVERY_SAVE_UNDO, err);
	if (strcmp(how, "leave") == 0)
		return settle(editor, window, RECOVERY_SAVE_LEAVE, err);
	if (window->buffer->half_saved)
		return err_set(err, ERR_REFUSED, "a save was interrupted: recover finish or "
			       "recover undo comes first");
	if (strcmp(how, "discard") == 0)
		return discard(editor, window, err);
	if (strcmp(how, "later") == 0) {
		recovery_unbar(window->document);
		return true;
	}
	return take(editor, window, strcmp(how, "look") == 0 ? RECOVERY_LOOK : RECOVERY_TAKE, err);
}

void recover_keep(struct editor *editor)
{
	for (size_t i = 0; i < editor->window_count; i++)
		document_log_keep(editor->windows[i]->document);
}

void recover_sync(struct editor *editor)
{
	struct err err;

	for (size_t i = 0; i < editor->window_count; i++) {
		if (!document_log_sync(editor->windows[i]->document, &err))
			editor_error(editor, &err);
	}
}
