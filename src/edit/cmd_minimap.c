/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands of the minimap: the bar itself, and from one region of it to the next. */
#include "edit/commands.h"

#include <string.h>

#include "base/printable.h"
#include "edit/editor.h"

static const char *const views[] = { "off", "entropy", "class", "both", NULL };

static enum minimap_view chosen(const struct call *call)
{
	const struct editor *editor = call->editor;
	enum minimap_view view = MINIMAP_OFF;

	if (!call->args[0].given)
		return editor->options.minimap == MINIMAP_OFF ? editor->minimaps.last : MINIMAP_OFF;
	while (strcmp(views[view], call->args[0].text) != 0)
		view++;
	return view;
}

/* The signs of entropy as this terminal has them, with `between` after each but the last. */
static const char *entropy_signs(const char *between, char signs[8 * MINIMAP_STEPS])
{
	char *to = signs;

	for (unsigned step = 0; step < MINIMAP_STEPS; step++) {
		if (step > 0)
			to = stpcpy(to, between);
		to += utf8_encode(minimap_sign(step), (uint8_t *)to);
	}
	*to = '\0';
	return signs;
}

static void tell_legend(struct editor *editor)
{
	char signs[8 * MINIMAP_STEPS];

	switch (editor->options.minimap) {
	case MINIMAP_ENTROPY:
		editor_message(editor, MESSAGE_INFO, "minimap: %s  more and more random; / hits; "
			       "- hole", entropy_signs(" ", signs));
		break;
	case MINIMAP_CLASS:
		editor_message(editor, MESSAGE_INFO, "minimap: 0 c _ A h F  zero, control, space, "
			       "text, high, ff; / hits; - hole");
		break;
	default:
		editor_message(editor, MESSAGE_INFO,
			       "minimap: entropy (%s) and class (0c_AhF); / hits; "
			       "- hole", entropy_signs("", signs));
	}
}

static bool run_minimap(struct call *call)
{
	struct editor *editor = call->editor;
	enum minimap_view view = chosen(call);

	if (view == MINIMAP_OFF && editor->options.minimap != MINIMAP_OFF)
		editor->minimaps.last = (enum minimap_view)editor->options.minimap;
	editor->options.minimap = view;
	if (view == MINIMAP_OFF || !editor->screen)
		return true;
	if (!call->window)
		return true;
	editor_settle_panes(editor);
	if (editor_pane(editor, editor->tiles.focus).minimap_cols == 0)
		editor_message(editor, MESSAGE_WARNING,
			       "the minimap is on, but this screen has no room for it");
	else
		tell_legend(editor);
	return true;
}

static bool go(struct call *call, bool backward)
{
	struct editor *editor = call->editor;
	enum minimap_view view = (enum minimap_view)editor->options.minimap;
	const struct minimap *minimap;
	uint64_t pos;

	window_follow(call->window);
	/* What was edited by keys that came together with this one is to be seen. */
	editor_settle_panes(editor);
	editor_settle_minimaps(editor);
	minimap = editor_minimap(editor);
	if (!minimap)
		return err_set(call->err, ERR_REFUSED, "there is no minimap: :minimap shows it");
	pos = call->window->cursor;
	for (uint64_t i = 0; i < call->count; i++)
		if (!minimap_region(minimap, view, pos, backward, &pos))
			break;
	if (pos == call->window->cursor)
		editor_message(editor, MESSAGE_INFO, "the minimap has no other region %s this one",
			       backward ? "before" : "after");
	else
		window_jump(call->window, pos);
	return true;
}

static bool run_next(struct call *call)
{
	return go(call, false);
}

static bool run_previous(struct call *call)
{
	return go(call, true);
}

const struct command commands_minimap[] = {
	{
		.name = "minimap", .group = GROUP_VIEW, .contexts = BIND_VIEW | BIND_EDIT,
		.keys = { "|", "|", "<C-x>|" },
		.args = { { .type = ARG_CHOICE, .name = "view", .optional = true,
			    .choices = views } },
		.flags = COMMAND_KEEP,
		.help = "Shows or hides the bar of the whole file.", .run = run_minimap,
	},
	{
		.name = "next-region", .group = GROUP_MOVE, .contexts = BIND_VIEW | BIND_EDIT,
		.keys = { "]r", "]r", "<C-x>}" }, .flags = COMMAND_WINDOW,
		.help = "Goes to where the minimap looks different next.", .run = run_next,
	},
	{
		.name = "previous-region", .group = GROUP_MOVE, .contexts = BIND_VIEW | BIND_EDIT,
		.keys = { "[r", "[r", "<C-x>{" }, .flags = COMMAND_WINDOW,
		.help = "Goes back to where the minimap begins to look different.",
		.run = run_previous,
	},
	{ .name = NULL },
};
