/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys in notation. After each key the editor is as a person would find it: jobs have ended,
 * options are in force. */
#include "edit/editor.h"

bool editor_type(struct editor *editor, const char *keys, struct err *err)
{
	struct key key;
	size_t used;

	while (true) {
		while (*keys == ' ')
			keys++;
		if (*keys == '\0')
			return true;
		if (!key_parse(keys, &used, &key, err))
			return false;
		keys += used;
		editor_seen(editor);
		editor_key(editor, &key);
		queue_wait(editor->queue);
		editor_play_all(editor);
		editor_settle(editor);
	}
}
