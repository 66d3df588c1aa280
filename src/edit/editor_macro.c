/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Plays what was recorded, as if it were typed: a key waits for the jobs of the one before, and
 * after some keys the loop has its turn, so that a long macro can be looked at and stopped.
 *
 * All that it changes in a document is one undo step in the end. Until then there are the steps of
 * its keys, so that an undo in it takes back what it did when it was recorded.
 */
#include "edit/editor.h"

enum { KEYS_AT_ONCE = 1000 };

/* The first error ends it, as it would have stopped the person. */
static bool has_failed(const struct editor *editor)
{
	return editor->bell || editor->message_kind == MESSAGE_ERROR;
}

/* Begins or ends the step in all documents. */
static void group(struct editor *editor, void (*how)(struct document *document))
{
	for (size_t i = 0; i < editor->window_count; i++)
		how(editor->windows[i]->document);
}

bool editor_play(struct editor *editor)
{
	struct macros *macros = &editor->macros;
	struct key key;

	if (macros->depth == 0 || macros->stepping)
		return false;
	group(editor, document_group);
	for (int i = 0; i < KEYS_AT_ONCE && queue_count(editor->queue) == 0; i++) {
		if (has_failed(editor))
			macros_stop(macros);
		if (editor->quit || !macros_next(macros, &key))
			break;
		macros->stepping = true;
		editor_seen(editor);
		editor_key(editor, &key);
		macros->stepping = false;
		editor_settle(editor);
	}
	if (macros->depth == 0 || editor->quit)
		group(editor, document_group_end);
	return true;
}

void editor_play_stop(struct editor *editor)
{
	macros_stop(&editor->macros);
	group(editor, document_group_end);
}

void editor_play_all(struct editor *editor)
{
	while (editor_play(editor) && !editor->quit)
		queue_wait(editor->queue);
}
