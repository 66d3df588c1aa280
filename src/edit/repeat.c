/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Characters are kept, not the bytes that came of them: the first digit of a byte typed again
 * changes the first digit alone there, too.
 */
#include "edit/repeat.h"

#include "base/printable.h"

void repeat_done(struct repeat *repeat)
{
	buf_done(&repeat->text);
	*repeat = (struct repeat){ .text = BUF_INIT };
}

struct repeat_before repeat_watch(const struct repeat *repeat, const struct window *window,
				  char reg)
{
	struct repeat_before before = { .reg = reg };
	uint64_t pos;

	if (!window)
		return before;
	before.generation = document_generation(window->document);
	if (!window_selection(window, &pos, &before.selected))
		before.selected = 0;
	before.continues = repeat->kind == REPEAT_TYPED && repeat->window == window &&
			   repeat->generation == before.generation &&
			   repeat->at == window->cursor && repeat->pane == window->pane &&
			   repeat->inserting == window->inserting && before.selected == 0;
	return before;
}

static void begin(struct repeat *repeat, enum repeat_kind kind)
{
	buf_done(&repeat->text);
	*repeat = (struct repeat){ .kind = kind, .text = BUF_INIT };
}

/* Half of a change would be another one. */
static void check(struct repeat *repeat)
{
	if (!buf_ok(&repeat->text))
		begin(repeat, REPEAT_NOTHING);
}

void repeat_take_line(struct repeat *repeat, const struct repeat_before *before, const char *line,
		      bool has_count, uint64_t count)
{
	if (repeat->running)
		return;
	begin(repeat, REPEAT_LINE);
	buf_text(&repeat->text, line);
	repeat->has_count = has_count;
	repeat->count = count;
	repeat->reg = before->reg;
	repeat->selected = before->selected;
	check(repeat);
}

static void remember_window(struct repeat *repeat, const struct window *window)
{
	repeat->window = window;
	repeat->pane = window->pane;
	repeat->inserting = window->inserting;
	repeat->at = window->cursor;
	repeat->generation = document_generation(window->document);
}

void repeat_take_typed(struct repeat *repeat, const struct window *window,
		       const struct repeat_before *before, uint32_t code)
{
	uint8_t bytes[4];

	if (repeat->running)
		return;
	if (!before->continues)
		begin(repeat, REPEAT_TYPED);
	buf_add(&repeat->text, bytes, utf8_encode(code, bytes));
	remember_window(repeat, window);
	check(repeat);
}

void repeat_take_pasted(struct repeat *repeat, const struct window *window, const uint8_t *text,
			size_t len)
{
	if (repeat->running)
		return;
	begin(repeat, REPEAT_PASTED);
	buf_add(&repeat->text, text, len);
	remember_window(repeat, window);
	check(repeat);
}
