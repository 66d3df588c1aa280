/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands that compare panes: two of them side by side, and from difference to difference. */
#include "edit/commands.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/printable.h"
#include "edit/compare.h"
#include "edit/editor.h"
#include "edit/recover.h"
#include "edit/task.h"
#include "scan/difference.h"

/* The pane with the focus and another one, or all, scroll together from their first bytes on. */
static void compare_panes(struct editor *editor, const struct window *other)
{
	struct window *window = editor_window(editor);

	for (struct tile *tile = tiles_first(&editor->tiles); tile; tile = tiles_next(tile)) {
		struct window *each = tile->content;

		each->synced = each == window || each == other || !other;
		each->sync_at = 0;
	}
}

/* Beside this one; where this pane is, there is the new one. */
static bool compare_file(struct call *call)
{
	struct editor *editor = call->editor;
	const struct document_options options = { .mode = editor->open_mode,
						  .forensic = editor->forensic };
	struct window *window = call->window, *other;

	if (!editor_split_open(editor, true, call->args[0].text, &options, call->err))
		return false;
	other = editor_window(editor);
	recover_begin(editor, other);
	editor_take_part(editor, EDITOR_BYTES);
	window_show_from(other, min_u64(window->top, window_limit(other)),
			 min_u64(window->cursor, window_limit(other)));
	compare_panes(editor, window);
	return true;
}

static bool run_compare(struct call *call)
{
	struct editor *editor = call->editor;

	if (call->args[0].given)
		return compare_file(call);
	if (!editor->tiles.focus->parent)
		return err_set(call->err, ERR_REFUSED,
			       "this is the only pane: compare FILE shows another beside it");
	compare_panes(editor, NULL);
	editor_message(editor, MESSAGE_INFO, "the panes are compared from their first bytes on");
	return true;
}

struct differing {
	struct task task;
	bool backward;
	uint64_t left;           /* such differences still to be found, this one included */
	uint64_t at;             /* where the one before was found, or the cursor */
	uint64_t generation;     /* of all that is compared */
};

/* The sum of them changes when one does: they only grow. */
static uint64_t generation_of(const struct editor *editor, const struct window *window)
{
	struct compare_side sides[COMPARE_MOST];
	size_t count = compare_sides(editor, window, sides);
	uint64_t sum = document_generation(window->document) + (uint64_t)count;

	for (size_t i = 0; i < count; i++)
		sum += document_generation(sides[i].window->document);
	return sum;
}

/* NULL with an error. */
static struct job *search_from(struct differing *differing, struct err *err)
{
	const struct editor *editor = differing->task.editor;
	const struct window *window = differing->task.window;
	struct compare_side sides[COMPARE_MOST];
	struct difference_side beside[COMPARE_MOST];
	size_t count = compare_sides(editor, window, sides);
	struct snapshot snapshot;
	struct job *job;

	if (count == 0) {
		err_set(err, ERR_REFUSED, "nothing is compared with this pane: compare FILE "
			"opens another beside it, sync takes those that are open");
		return NULL;
	}
	differing->generation = generation_of(editor, window);
	snapshot = document_snapshot(window->document);
	for (size_t i = 0; i < count; i++)
		beside[i] = (struct difference_side){ document_snapshot(sides[i].window->document),
						      sides[i].here, sides[i].there };
	job = difference_new(&snapshot, beside, count, differing->at, differing->backward, err);
	for (size_t i = 0; i < count; i++)
		snapshot_done(&beside[i].snapshot);
	snapshot_done(&snapshot);
	return job;
}

/* The cursor can not stand behind the last byte, where the others go on. */
static void tell_of_end(struct editor *editor, const struct window *window)
{
	struct compare_side sides[COMPARE_MOST];
	size_t count = compare_sides(editor, window, sides);
	uint64_t end = document_size(window->document), beside;

	for (size_t i = 0; i < count; i++) {
		const struct document *other = sides[i].window->document;
		struct buf name = BUF_INIT;

		if (!difference_beside(sides[i].here, sides[i].there, document_size(other), end,
				       &beside))
			continue;
		printable_add(&name, document_name(other), strlen(document_name(other)));
		editor_message(editor, MESSAGE_INFO, "this ends here, %s has %" PRIu64
			       " bytes more", buf_string(&name), document_size(other) - beside);
		buf_done(&name);
		return;
	}
}

static bool differing_ended(struct task *task, struct job *job, const struct err *failure,
			    struct err *err)
{
	struct differing *differing = (struct differing *)task;
	struct window *window = task->window;
	uint64_t pos = differing->at;
	bool found;

	if (failure) {
		*err = *failure;
		return false;
	}
	if (differing->generation != generation_of(task->editor, window))
		return err_set(err, ERR_CHANGED, "the panes were changed meanwhile: try again");
	found = difference_found(job, &pos);
	differing->at = pos;
	if (found && --differing->left > 0) {
		task->next = search_from(differing, err);
		return task->next != NULL;
	}
	if (!found)
		editor_message(task->editor, MESSAGE_INFO, "there is no difference %s this place",
			       differing->backward ? "before" : "after");
	else if (pos == document_size(window->document))
		tell_of_end(task->editor, window);
	/* Where there are fewer than were wanted it is the last of them. */
	if (min_u64(pos, window_limit(window)) != window->cursor)
		window_jump(window, min_u64(pos, window_limit(window)));
	return true;
}

static bool go(struct call *call, bool backward)
{
	struct differing *differing = malloc(sizeof(*differing));

	if (!differing)
		return err_nomem(call->err);
	for (struct tile *tile = tiles_first(&call->editor->tiles); tile; tile = tiles_next(tile))
		window_follow(tile->content);
	task_init(&differing->task, call->editor, call->window, differing_ended);
	differing->backward = backward;
	differing->left = call->count;
	differing->at = call->window->cursor;
	return task_start(&differing->task, search_from(differing, call->err), call->err);
}

static bool run_next(struct call *call)
{
	return go(call, false);
}

static bool run_previous(struct call *call)
{
	return go(call, true);
}

#define COMPARE .group = GROUP_VIEW, .flags = COMMAND_WINDOW, \
	.contexts = BIND_VIEW | BIND_EDIT

const struct command commands_compare[] = {
	{
		.name = "compare", .alias = "diff", COMPARE,
		.keys = { "<C-w>d", "<C-w>d", "<C-x>wd" },
		.args = { { .type = ARG_FILE, .name = "file", .optional = true } },
		.help = "Compares with a file in a pane beside, or the panes there are.",
		.run = run_compare,
	},
	{
		.name = "next-difference", COMPARE,
		.keys = { "]D <C-w>n", "]D <C-w>n", "<C-x>wn" },
		.help = "Goes to the next difference between panes that are compared.",
		.run = run_next,
	},
	{
		.name = "previous-difference", COMPARE,
		.keys = { "[D <C-w>N", "[D <C-w>N", "<C-x>wp" },
		.help = "Goes to the previous difference.", .run = run_previous,
	},
	{ .name = NULL },
};
