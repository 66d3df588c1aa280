/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Unlike other options this one can fail after it was set, and what is typed next needs it; so it
 * does not wait for editor_settle().
 */
#include "edit/encoding.h"

#include <stdio.h>
#include <string.h>

bool encoding_apply(struct editor *editor, struct err *err)
{
	struct options *options = &editor->options;
	const struct charset *charset;

	if (strcmp(options->encoding, editor->applied.encoding) == 0)
		return true;
	charset = charset_open(options->encoding, err);
	if (!charset) {
		memcpy(options->encoding, editor->applied.encoding, sizeof(options->encoding));
		return false;
	}
	charset_unref(editor->charset);
	editor->charset = charset;
	for (size_t i = 0; i < editor->window_count; i++)
		for (struct window *w = editor->windows[i]->buffer->windows; w; w = w->next)
			window_set_charset(w, charset);
	snprintf(options->encoding, sizeof(options->encoding), "%s", charset_name(charset));
	memcpy(editor->applied.encoding, options->encoding, sizeof(options->encoding));
	return true;
}
