/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One key: to the prompt while there is one, else by the key map, else typed, counted or refused.
 * The mouse is not in the key map.
 *
 * Digits are a count where they are not typed, and not bound; '0' only after another digit, so that
 * it can be bound.
 */
#include "edit/editor.h"

#include <inttypes.h>
#include <string.h>

#include "edit/command.h"
#include "edit/typing.h"
#include "edit/window_live.h"

void editor_forget_keys(struct editor *editor)
{
	editor->pending_count = 0;
	editor->has_count = false;
	editor->count = 0;
}

static void run_line(struct editor *editor, const char *line)
{
	bool has_count = editor->has_count;
	uint64_t count = has_count ? editor->count : 1;
	struct err err;

	editor_forget_keys(editor);
	if (!command_run_line(editor, line, has_count, count, &err))
		editor_error(editor, &err);
}

/* In place what was typed is in the file: it is said once, at the first byte. */
static void tell_in_place(struct editor *editor, const struct window *window, uint64_t pos)
{
	if (document_mode(window->document) == DOCUMENT_WRITE &&
	    editor->message_kind == MESSAGE_NONE)
		editor_message(editor, MESSAGE_INFO, "the byte at 0x%" PRIx64 " is in the file",
			       window_address(window, pos));
}

static void type(struct editor *editor, uint32_t code)
{
	struct window *window = editor_window(editor);
	struct repeat_before before = repeat_watch(&editor->repeat, window, 0);
	uint64_t pos = window->cursor;
	struct err err;

	if (!typing_put(window, code, &err)) {
		editor_error(editor, &err);
		return;
	}
	tell_in_place(editor, window, pos);
	repeat_take_typed(&editor->repeat, window, &before, code);
}

/* A key that is bound to nothing. */
static void refuse(struct editor *editor)
{
	struct buf keys = BUF_INIT;

	for (size_t i = 0; i < editor->pending_count; i++)
		key_format(&editor->pending[i], &keys);
	editor_message(editor, MESSAGE_WARNING, "%s is not bound to a command", buf_string(&keys));
	editor->bell = true;
	buf_done(&keys);
	editor_forget_keys(editor);
}

static bool can_type(const struct editor *editor, const struct key *key)
{
	if (editor_context(editor) != CONTEXT_EDIT || editor->pending_count != 1)
		return false;
	if (key->code == KEY_RETURN && key->mods == 0)
		return editor_window(editor)->pane == PANE_TEXT;
	return key_is_text(key);
}

/* What a list does with a key that no command has. */
static bool take_list_key(struct editor *editor, const struct key *key)
{
	struct buf name = BUF_INIT;
	const char *line;

	if (editor_context(editor) != CONTEXT_LIST || editor->pending_count != 1)
		return false;
	key_format(key, &name);
	line = list_key_line(editor->list, buf_string(&name));
	buf_done(&name);
	if (line)
		run_line(editor, line);
	return line != NULL;
}

static void type_or_refuse(struct editor *editor, const struct key *key)
{
	if (take_list_key(editor, key))
		return;
	if (!can_type(editor, key)) {
		refuse(editor);
		return;
	}
	editor_forget_keys(editor);
	type(editor, key->code == KEY_RETURN ? '\n' : key->code);
}

/* With the keys before it. */
static bool is_bound(const struct editor *editor, const struct key *key)
{
	struct key keys[KEYMAP_SEQUENCE];
	size_t count = editor->pending_count;
	const char *line;

	memcpy(keys, editor->pending, count * sizeof(*keys));
	keys[count++] = *key;
	return keymap_find(editor->keymap, editor_context(editor), keys, count, &line) !=
	       KEYMAP_NO_MATCH;
}

/* Takes a digit of a count. */
static bool take_count(struct editor *editor, const struct key *key)
{
	uint64_t digit = key->code - '0';

	if (editor_context(editor) == CONTEXT_EDIT || editor->pending_count > 0 ||
	    key->mods != 0 || key->code < '0' || key->code > '9')
		return false;
	if (!editor->has_count && (digit == 0 || is_bound(editor, key)))
		return false;
	if (editor->count > (UINT64_MAX - digit) / 10) {
		editor->bell = true;
		return true;
	}
	editor->count = (editor->has_count ? editor->count : 0) * 10 + digit;
	editor->has_count = true;
	return true;
}

static void take_key(struct editor *editor, const struct key *key)
{
	const char *line;

	if (key->code == KEY_ESC && (editor->pending_count > 0 || editor->has_count)) {
		editor_forget_keys(editor);
		return;
	}
	if (take_count(editor, key))
		return;
	editor->pending[editor->pending_count++] = *key;
	switch (keymap_find(editor->keymap, editor_context(editor), editor->pending,
			    editor->pending_count, &line)) {
	case KEYMAP_MATCH:
		run_line(editor, line);
		break;
	case KEYMAP_PREFIX:
		if (editor->pending_count == KEYMAP_SEQUENCE)
			refuse(editor);
		break;
	default:
		type_or_refuse(editor, key);
	}
}

/* Pasted text is data, whatever is in it. */
static void paste(struct editor *editor)
{
	struct window *window = editor_window(editor);
	const char *taken_for;
	size_t count;
	struct err err;

	if (editor_context(editor) != CONTEXT_EDIT)
		editor_message(editor, MESSAGE_WARNING,
			       "the pasted text was ignored: start editing to put it in");
	else if (typing_paste(window, editor->paste.data, editor->paste.len, &count, &taken_for,
			      &err)) {
		repeat_take_pasted(&editor->repeat, window, editor->paste.data, editor->paste.len);
		editor_message(editor, MESSAGE_INFO, "%zu %s pasted%s%s%s", count,
			       count == 1 ? "byte was" : "bytes were", taken_for ? " from " : "",
			       taken_for ? taken_for : "",
			       document_mode(window->document) == DOCUMENT_WRITE ?
			       ", and are in the file" : "");
	} else {
		editor_error(editor, &err);
	}
}

/* Over a slow line, and in tmux, Esc and the key after it arrive as that key with Alt. Where Alt
 * with it means nothing they are taken as the two that were typed: were ':' refused, the line after
 * it would be taken for commands. Not what a terminal's own sequences begin with: their rest may
 * come late, and is no command either. */
static bool take_escape_and_key(struct editor *editor, const struct key *key)
{
	const struct key escape = { .code = KEY_ESC };
	struct key rest = *key;

	if (!(key->mods & KEY_ALT) || key->code >= KEY_NONE || is_bound(editor, key) ||
	    (key->code < 0x80 && strchr("[]OPX^_", (int)key->code)))
		return false;
	take_key(editor, &escape);
	if (editor_context(editor) == CONTEXT_EDIT)
		return false;
	rest.mods &= (uint8_t)~KEY_ALT;
	take_key(editor, &rest);
	return true;
}

/* Where one is, to see whether a key led away from it. */
struct stand {
	struct window *window;
	uint64_t cursor, top, generation;
	bool modified, tailing;
};

static struct stand stand_of(const struct editor *editor)
{
	struct window *window = editor_window(editor);

	if (!window)
		return (struct stand){ .window = NULL };
	return (struct stand){
		window, window->cursor, window->top, document_generation(window->document),
		document_is_modified(window->document), window->buffer->tailing
	};
}

/* Moving, editing and Esc stop following the file; before the first edit one should know what
 * became of it. */
static void after_key(struct editor *editor, const struct key *key, const struct stand *before)
{
	struct window *window = editor_window(editor);
	struct stand now = stand_of(editor);

	if (!window || window != before->window)
		return;
	/* A key that begins it anew has moved, too. */
	if (before->tailing && !window->buffer->tailing)
		window->buffer->tailing = key->code != KEY_ESC && now.cursor == before->cursor &&
				  now.top == before->top && now.generation == before->generation;
	if (now.modified && !before->modified)
		editor_watch(editor);
}

/* While a macro is played Esc stops it, also half-way through a line, and nothing else may come
 * between its keys. */
static bool take_key_of_macro(struct editor *editor, const struct key *key)
{
	if (editor->macros.depth == 0 || editor->macros.stepping)
		return false;
	if (key->code != KEY_ESC) {
		editor->bell = key->code != KEY_RELEASE;
		return true;
	}
	editor_play_stop(editor);
	editor_forget_keys(editor);
	menu_close(editor);
	if (editor->prompt.kind != PROMPT_NONE)
		prompt_close(editor);
	queue_cancel(editor->queue);
	editor_interrupt(editor);
	editor_message(editor, MESSAGE_INFO, "the macro was stopped");
	return true;
}

/* The mouse and what is pasted have no notation that means the same elsewhere: what they did would
 * be missing when the rest is played. True: the key is refused. */
static bool record(struct editor *editor, const struct key *key)
{
	bool begins = editor->prompt.kind == PROMPT_NONE && !editor->menu.open &&
		      editor->pending_count == 0 && !editor->has_count;

	if (!editor->macros.recording || (!key_is_mouse(key) && key->code != KEY_PASTE)) {
		macros_key(&editor->macros, key, begins);
		return false;
	}
	if (key->code != KEY_RELEASE) {
		editor_message(editor, MESSAGE_WARNING, "%s: end the recording first, or type",
			       key_is_mouse(key) ? "the mouse can not be recorded" :
			       "what is pasted can not be recorded");
		editor->bell = true;
	}
	return true;
}

void editor_key(struct editor *editor, const struct key *key)
{
	struct stand before = stand_of(editor);

	if (key->code == KEY_NONE || take_key_of_macro(editor, key))
		return;
	/* Keys that arrive together are not drawn one by one: what the one before set counts. */
	if (editor->options.keys != editor->applied.keys)
		editor_settle(editor);
	if (key->code != KEY_RELEASE)
		editor->message_kind = MESSAGE_NONE;
	editor->letters += key_is_text(key) || key->code == KEY_PASTE;
	if (record(editor, key))
		return;
	if (before.window) {
		for (struct tile *tile = tiles_first(&editor->tiles); tile; tile = tiles_next(tile))
			live_forget(((struct window *)tile->content)->live);
		before.window->buffer->tailing = false;
	}
	if (editor->prompt.kind != PROMPT_NONE)
		prompt_key(editor, key);
	else if (editor->menu.open)
		menu_key(editor, key);
	else if (key_is_mouse(key))
		editor_mouse(editor, key);
	else if (key->code == KEY_PASTE)
		paste(editor);
	else if (!take_escape_and_key(editor, key))
		take_key(editor, key);
	after_key(editor, key, &before);
}
