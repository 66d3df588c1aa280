/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes the last change again; what it was is remembered where commands run and keys are typed. */
#include "edit/commands.h"

#include <inttypes.h>

#include "base/checked.h"
#include "base/printable.h"
#include "edit/editor.h"
#include "edit/typing.h"

enum { TIMES_MOST = 100000 };

/* As many bytes as were selected then, if none are now. */
static void select_again(const struct repeat *repeat, struct window *window)
{
	uint64_t pos, len, size = document_size(window->document);

	window_follow(window);
	if (repeat->selected > 0 && window->cursor < size && !window_selection(window, &pos, &len))
		window_select(window, window->cursor,
			      min_u64(repeat->selected, size - window->cursor));
}

static bool run_line(struct call *call, struct repeat *repeat)
{
	struct editor *editor = call->editor;

	select_again(repeat, call->window);
	if (repeat->reg)
		editor->reg = repeat->reg;
	return command_run_line(editor, buf_string(&repeat->text), repeat->has_count,
				repeat->count, call->err);
}

static bool type(struct window *window, const struct buf *text, struct err *err)
{
	for (size_t at = 0; at < text->len;) {
		uint32_t code;
		size_t used = utf8_decode(text->data + at, text->len - at, &code);

		if (!(code == '\b' ? typing_backspace(window, err) : typing_put(window, code, err)))
			return false;
		at += used ? used : 1;
	}
	window->digit = 0;
	document_seal(window->document);
	return true;
}

/* In the pane and the manner of then; the window is as before after it. */
static bool type_again(struct call *call, const struct repeat *repeat)
{
	struct window *window = call->window;
	enum pane pane = window->pane;
	bool inserting = window->inserting, ok;
	const char *taken_for;
	size_t count;

	window->pane = repeat->pane;
	window->inserting = repeat->inserting;
	window->digit = 0;
	if (repeat->kind == REPEAT_TYPED)
		ok = type(window, &repeat->text, call->err);
	else
		ok = typing_paste(window, repeat->text.data, repeat->text.len, &count, &taken_for,
				  call->err);
	window->pane = pane;
	window->inserting = inserting;
	return ok;
}

static bool run_repeat(struct call *call)
{
	struct editor *editor = call->editor;
	struct repeat *repeat = &editor->repeat;
	bool ok = true;

	if (repeat->kind == REPEAT_NOTHING)
		return err_set(call->err, ERR_REFUSED, "nothing was changed yet");
	if (call->count > TIMES_MOST)
		return err_set(call->err, ERR_RANGE, "%" PRIu64 " times is too often: at most %d",
			       call->count, TIMES_MOST);
	repeat->running = true;
	for (uint64_t i = 0; ok && i < call->count; i++) {
		if (i > 0 && queue_count(editor->queue) > 0)
			ok = err_set(call->err, ERR_REFUSED, "the change still runs: made again "
				     "%" PRIu64 " times, not %" PRIu64, i, call->count);
		else if (repeat->kind == REPEAT_LINE)
			ok = run_line(call, repeat);
		else
			ok = type_again(call, repeat);
	}
	repeat->running = false;
	return ok;
}

const struct command commands_repeat[] = {
	{
		.name = "repeat", .group = GROUP_EDIT, .contexts = BIND_VIEW | BIND_EDIT,
		.keys = { ". <M-.>", ".", "<C-x>." }, .flags = COMMAND_WINDOW,
		.help = "Makes the last change again at the cursor, as often as counted.",
		.run = run_repeat,
	},
	{ .name = NULL },
};
