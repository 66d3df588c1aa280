/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Options of single documents in force. While one is shown editor->options has its values, and
 * editor->common those of the others, which come back with the next document. So no command and
 * no painter has to know of it, and :set changes what is shown: for this document where a section
 * of the config file set it, else for all.
 */
#include "edit/editor.h"

#include "edit/encoding.h"

enum { NAMED_BYTES = SETTINGS_BYTES };

void editor_settings_open(struct editor *editor, struct window *window)
{
	const struct document *document = window->document;
	uint64_t size = document_size(document);
	uint8_t bytes[NAMED_BYTES];
	size_t len = size < NAMED_BYTES ? (size_t)size : NAMED_BYTES;

	if (editor->settings.count == 0)
		return;
	/* What can not be read, or is not yet there, is no signature. Slices have none either. */
	if (document_origin(document) != 0 ||
	    (len > 0 && document_read(document, 0, bytes, NULL, len, NULL) > 0))
		len = 0;
	settings_match(&editor->settings, document_path(document), bytes, len,
		       &window->buffer->local);
}

struct options editor_options_of(const struct editor *editor, const struct window *window)
{
	struct options options = editor->options;
	const struct settings_local *local = &window->buffer->local;

	if (window->buffer == editor_window(editor)->buffer)
		return options;
	settings_copy(&options, &editor->common, editor->local.mask);
	settings_copy(&options, &local->options, local->mask);
	return options;
}

static void apply_encoding(struct editor *editor)
{
	struct err err;

	if (!encoding_apply(editor, &err))
		editor_error(editor, &err);
}

void editor_settings(struct editor *editor)
{
	struct window *window = editor_window(editor);
	struct settings_local *local = window ? &window->buffer->local : NULL;

	if (local && local->serial == editor->local.serial) {
		settings_copy(&local->options, &editor->options, local->mask);
		return;
	}
	if (!local && editor->local.serial == 0)
		return;
	settings_copy(&editor->options, &editor->common, editor->local.mask);
	editor->local = local ? *local : (struct settings_local){ .mask = 0 };
	settings_copy(&editor->common, &editor->options, editor->local.mask);
	settings_copy(&editor->options, &editor->local.options, editor->local.mask);
	apply_encoding(editor);
}
