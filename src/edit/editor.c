/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an editor is made of, and its files. Panes are in editor_panes.c, keys in editor_key.c,
 * options, messages and the rows of the screen in editor_state.c, hints in editor_hint.c, what
 * becomes of the files in editor_watch.c, saving in saving.c, keys in notation in script.c.
 *
 * The parts are torn down in the order in which they hold each other: jobs hold windows, windows
 * and registers hold ropes, ropes hold sources.
 */
#include "edit/editor.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "document/save.h"
#include "edit/action_log.h"
#include "edit/command.h"
#include "edit/incsearch.h"
#include "scan/search.h"

enum { ARENA_USUAL = 1 << 20 };

static bool start(struct editor *editor, const struct editor_setup *setup, struct err *err)
{
	struct err ignored;

	editor->store = store_new(setup->arena_chunk ? setup->arena_chunk : ARENA_USUAL, err);
	if (!editor->store)
		return false;
	ropes_init(&editor->ropes, editor->store);
	registers_init(&editor->registers, &editor->ropes);
	editor->queue = queue_new(setup->workers, err);
	editor->keymap = editor->queue ? keymap_new(err) : NULL;
	/* Where there are no workers, or no helpers, everybody waits for slow disks. */
	if (editor->queue && editor->screen && queue_fd(editor->queue) >= 0 &&
	    !store_start_readers(editor->store, queue_fd(editor->queue), &ignored))
		err_clear(&ignored);
	return editor->keymap && tiles_init(&editor->tiles, err) &&
	       command_bind_keys(editor->keymap, setup->keys, err) &&
	       inspector_init(&editor->inspector, err);
}

struct editor *editor_new(const struct editor_setup *setup, struct err *err)
{
	struct editor *editor = calloc(1, sizeof(*editor));

	if (!editor) {
		err_nomem(err);
		return NULL;
	}
	editor->screen = setup->screen;
	editor->threads = setup->workers > 0 ? setup->workers : 1;
	editor->recover = setup->recover;
	editor->rows = 24;
	editor->cols = 80;
	options_init(&editor->options);
	editor->options.keys = setup->keys;
	editor->applied = editor->options;
	editor->charset = charset_built_in("ascii", 5);
	prompt_init(&editor->prompt);
	pager_init(&editor->pager);
	minimaps_init(&editor->minimaps);
	if (start(editor, setup, err))
		return editor;
	editor_free(editor);
	return NULL;
}

void editor_free(struct editor *editor)
{
	if (!editor)
		return;
	if (editor->queue && editor->saving > 0) {
		queue_cancel_unless(editor->queue, save_is);
		queue_wait(editor->queue);
	}
	editor_interrupt(editor);
	queue_free(editor->queue);
	while (editor->list)
		editor_drop_list(editor);
	list_free(editor->palette);
	repeat_done(&editor->repeat);
	macros_done(&editor->macros);
	inspector_done(&editor->inspector);
	settings_done(&editor->settings);
	minimaps_done(&editor->minimaps);
	disassembly_done(&editor->disassembly);
	tiles_done(&editor->tiles);
	for (size_t i = 0; i < editor->window_count; i++)
		window_free_all(editor->windows[i]->buffer);
	free(editor->windows);
	charset_unref(editor->charset);
	pattern_done(&editor->pattern);
	search_marker_free(editor->marker);
	incsearch_free(editor->incsearch);
	prompt_done(&editor->prompt);
	pager_done(&editor->pager);
	if (editor->keymap)
		keymap_free(editor->keymap);
	if (editor->store) {
		registers_done(&editor->registers);
		ropes_done(&editor->ropes);
		store_free(editor->store);
	}
	buf_done(&editor->message);
	buf_done(&editor->messages);
	buf_done(&editor->output);
	buf_done(&editor->paste);
	buf_done(&editor->arranged);
	buf_done(&editor->clip);
	action_log_close(editor->actions);
	buf_done(&editor->pattern_text);
	free(editor);
}

static bool is_device(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISBLK(st.st_mode);
}

/* A device that is to be written in place is opened to be read, and asked about. */
/* What another burin can change as well is only read until the user has decided. */
static bool add_claimed(struct editor *editor, struct document *document, struct err *err)
{
	enum document_mode wanted = document_mode(document);
	enum document_others others = document_claim(document);
	bool asks = others == OTHERS_BURIN && wanted != DOCUMENT_READ && editor->screen &&
		    editor->sourcing == 0;
	struct window *window;

	if (asks && !document_set_mode(document, DOCUMENT_READ, err)) {
		document_close(document);
		return false;
	}
	if (!editor_add(editor, document, err))
		return false;
	window = editor_window(editor);
	window->buffer->others = others;
	window->buffer->asks_about_others = asks;
	window->buffer->wanted = wanted;
	if (others != OTHERS_NONE && !asks)
		editor_tell_others(editor, window);
	return true;
}

bool editor_open(struct editor *editor, const char *path, const struct document_options *options,
		 struct err *err)
{
	struct document_options careful;
	struct document *document;
	bool asks;

	for (size_t i = 0; i < editor->window_count; i++) {
		if (document_is_at(editor->windows[i]->document, path)) {
			editor_show(editor, i);
			return true;
		}
	}
	careful = *options;
	asks = options->mode == DOCUMENT_WRITE && !options->in_use && is_device(path);
	if (asks)
		careful.mode = DOCUMENT_READ;
	document = document_open(&editor->ropes, path, &careful, err);
	if (!document)
		return false;
	if (editor->window_count == 0)
		editor->open_mode = options->mode;
	return add_claimed(editor, document, err) &&
	       (!asks || editor_run(editor, "mode write", err));
}

void editor_interrupt(struct editor *editor)
{
	for (size_t i = 0; i < editor->window_count; i++)
		document_interrupt(editor->windows[i]->document, true);
}

bool editor_add(struct editor *editor, struct document *document, struct err *err)
{
	size_t count = editor->window_count;
	struct window **windows = realloc(editor->windows, (count + 1) * sizeof(*windows));
	struct window *window;

	if (!windows) {
		document_close(document);
		return err_nomem(err);
	}
	editor->windows = windows;
	window = window_new(document, err);
	if (!window)
		return false;
	window_set_charset(window, editor->charset);
	windows[count] = window;
	editor_settings_open(editor, window);
	action_log_file(editor->actions, "open", document);
	editor->window_count = count + 1;
	if (*document_note(document) != '\0')
		editor_message(editor, MESSAGE_WARNING, "%s", document_note(document));
	editor_show(editor, count);
	return true;
}

static void drop_lists_of(struct editor *editor, const struct buffer *buffer)
{
	for (struct list *list = editor->list, *under; list; list = under) {
		under = list->under;
		if (list->window && list->window->buffer == buffer)
			editor_end_list(editor, list);
	}
}

void editor_close(struct editor *editor, size_t index)
{
	struct window *window = editor->windows[index];

	/* The job that keeps notes, if there is one: it reads the file. */
	queue_end(editor->queue, &window->buffer->notebook);
	document_interrupt(window->document, true);
	action_log_file(editor->actions, "close", window->document);
	/* Jobs end with a look at their window. */
	queue_end(editor->queue, window->document);
	incsearch_leave(editor->incsearch, window->document);
	minimaps_leave(&editor->minimaps, editor->queue, window->document);
	if (editor->inspector.window && editor->inspector.window->buffer == window->buffer)
		editor->inspector.window = NULL;
	disassembly_leave(&editor->disassembly, window->document);
	drop_lists_of(editor, window->buffer);
	editor_leave_panes(editor, window->buffer);
	window_free_all(window->buffer);
	/* Its bytes may be in others as well. */
	for (size_t i = 0; i < editor->window_count; i++)
		if (i != index)
			document_interrupt(editor->windows[i]->document, false);
	editor->window_count--;
	memmove(editor->windows + index, editor->windows + index + 1,
		(editor->window_count - index) * sizeof(*editor->windows));
	if (editor->current > index || editor->current == editor->window_count)
		editor->current -= editor->current > 0;
	if (editor->window_count > 0 && editor->tiles.focus->content)
		editor_focus(editor, editor->tiles.focus);
	else if (editor->window_count > 0)
		editor_show(editor, editor->current);
}

struct window *editor_window(const struct editor *editor)
{
	return editor->window_count > 0 ? editor->windows[editor->current] : NULL;
}

bool editor_run(struct editor *editor, const char *line, struct err *err)
{
	editor->message_kind = MESSAGE_NONE;
	return command_run_line(editor, line, false, 1, err);
}

/* The files that were to be closed once they are saved, and are. */
static void close_saved(struct editor *editor)
{
	for (size_t i = editor->window_count; i-- > 0;) {
		struct buffer *buffer = editor->windows[i]->buffer;

		if (!buffer->closing || buffer->saving || buffer->save_again)
			continue;
		buffer->closing = false;
		if (document_is_modified(buffer->document))
			editor_message(editor, MESSAGE_WARNING,
				       "saved, but there are newer changes: not closed");
		else
			editor_close(editor, i);
	}
}

bool editor_poll(struct editor *editor)
{
	bool ended = queue_poll(editor->queue);
	bool played = editor_play(editor);

	editor_save_again(editor);
	close_saved(editor);
	return ended || played;
}

bool editor_is_modified(const struct editor *editor)
{
	for (size_t i = 0; i < editor->window_count; i++)
		if (document_is_modified(editor->windows[i]->document))
			return true;
	return false;
}
