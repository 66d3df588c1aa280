/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Little helpers; nothing is kept here. */
#include "edit/edits.h"

#include <stdlib.h>

#include "base/checked.h"
#include "edit/editor.h"
#include "scan/replace.h"

bool edits_target(const struct call *call, int range, uint64_t *pos, uint64_t *len)
{
	struct window *window = call->window;

	window_follow(window);
	if (range >= 0 && call->args[range].given) {
		*pos = call->args[range].number;
		*len = call->args[range].len;
	} else if (!window_selection(window, pos, len)) {
		*len = min_u64(call->count, document_size(window->document) - *pos);
	}
	if (*len == 0)
		return err_set(call->err, ERR_RANGE, "%s: there is no byte here",
			       call->command->name);
	return true;
}

void edits_part(const struct call *call, int range, uint64_t *pos, uint64_t *len)
{
	struct window *window = call->window;

	window_follow(window);
	if (call->args[range].given) {
		*pos = call->args[range].number;
		*len = call->args[range].len;
	} else if (!window_selection(window, pos, len)) {
		*pos = 0;
		*len = document_size(window->document);
	}
}

bool edits_done(const struct call *call, uint64_t pos)
{
	struct window *window = call->window;

	window_follow(window);
	window_unselect(window);
	window_go(window, pos, false);
	if (document_mode(window->document) == DOCUMENT_WRITE &&
	    call->editor->message_kind == MESSAGE_NONE)
		editor_message(call->editor, MESSAGE_INFO, "the change is in the file");
	return true;
}

/* Without memory for it notes move as with any edit. */
static void notes_replaced(struct window *window, const struct job *job)
{
	const struct replacements *list = replace_list(job);
	struct notes *notes = &window->buffer->notebook.notes;
	struct notes_gap *gaps = notes->count > 0 ? calloc(list->count, sizeof(*gaps)) : NULL;

	for (size_t i = 0; gaps && i < list->count; i++) {
		const struct replacement *item = &list->items[i];

		gaps[i] = (struct notes_gap){ item->pos, item->len, item->new_len };
	}
	if (gaps)
		notes_follow_many(notes, window->document, gaps, list->count);
	free(gaps);
}

bool edits_replace(struct window *window, const struct job *job, struct err *err)
{
	notes_follow(&window->buffer->notebook.notes, window->document);
	if (!replace_apply(job, window->document, err))
		return false;
	if (replace_list(job)->count > DOCUMENT_EDITS)
		notes_replaced(window, job);
	return true;
}
