/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The names of the expression language in a window. Everything in there is an address (what
 * people see), so positions are turned into addresses on the way in, and back for marks and typed
 * reads.
 */
#include "edit/command.h"

#include <inttypes.h>

#include "edit/window.h"

static bool find_mark(void *context, char name, uint64_t *pos)
{
	struct window *window = context;
	marks_follow(&window->buffer->marks, window->document);
	if (!marks_get(&window->buffer->marks, name, pos))
		return false;
	*pos = window_address(window, *pos);
	return true;
}

static bool find_note(void *context, const char *name, size_t len, uint64_t *pos)
{
	struct window *window = context;
	const struct notes *notes = window_notes(window);
	size_t index = notes_find(notes, name, len);

	if (index == SIZE_MAX)
		return false;
	*pos = window_address(window, notes->list[index].pos);
	return true;
}

static bool read_bytes(void *context, uint64_t address, uint8_t *bytes, size_t len,
		       struct err *err)
{
	struct window *window = context;
	uint64_t size = document_size(window->document);
	uint64_t pos;
	int why;

	if (!window_position(window, address, &pos) || len > size - pos)
		return err_set(err, ERR_RANGE,
			       "%zu bytes at 0x%" PRIx64 " are not all in the document", len,
			       address);
	if (document_read(window->document, pos, bytes, NULL, len, &why) > 0) {
		err_set(err, ERR_LOST, "the bytes at 0x%" PRIx64 " can not be read", address);
		return document_late(why, err);
	}
	return true;
}

bool command_eval(struct window *window, const char *text, enum expression_sign sign, size_t *used,
		  uint64_t *value, struct err *err)
{
	struct expression_env env = { .sign = sign };
	if (window) {
		env.start = window_address(window, 0);
		env.end = window_address(window, document_size(window->document));
		env.cursor = window_address(window, window->cursor);
		env.has_cursor = true;
		env.mark = find_mark;
		env.note = find_note;
		env.read = read_bytes;
		env.context = window;
	}
	if (used)
		return expression_eval_part(text, used, &env, value, err);
	return expression_eval(text, &env, value, err);
}
