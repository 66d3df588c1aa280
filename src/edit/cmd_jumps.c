/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The places that were jumped from, as a list: the last one first. It is a copy, which the jumps
 * out of the list do not make longer, and moves with the edits.
 */
#include "edit/commands.h"

#include <stdlib.h>

#include "edit/editor.h"
#include "edit/list_place.h"
#include "edit/show.h"

struct jumps {
	struct list list;
	uint64_t generation;     /* of the document, as last followed */
	uint64_t pos[WINDOW_JUMPS];      /* the last one first */
	uint64_t count;
};

static uint64_t jumps_count(const struct list *list)
{
	return ((const struct jumps *)list)->count;
}

static void jumps_row(const struct list *list, uint64_t index, struct list_row *row)
{
	const struct jumps *jumps = (const struct jumps *)list;

	list_place(list->window, jumps->pos[index], LIST_PLACE_BYTES, row);
	row->len = 0;
}

static void jumps_settle(struct list *list)
{
	struct jumps *jumps = (struct jumps *)list;
	const struct document *document = list->window->document;
	struct document_edit edits[DOCUMENT_EDITS];
	size_t count;

	if (!document_edits_since(document, jumps->generation, edits, &count))
		count = 0;
	for (size_t e = 0; e < count; e++)
		for (uint64_t i = 0; i < jumps->count; i++)
			jumps->pos[i] = document_edit_move(&edits[e], jumps->pos[i]);
	jumps->generation = document_generation(document);
}

static uint64_t jumps_version(const struct list *list)
{
	return document_generation(list->window->document);
}

static void jumps_free(struct list *list)
{
	free(list);
}

static const struct list_class jumps_class = {
	.name = "jumps",
	.count = jumps_count,
	.row = jumps_row,
	.settle = jumps_settle,
	.version = jumps_version,
	.free = jumps_free,
};

static bool run_jumps(struct call *call)
{
	struct window *window = call->window;
	struct jumps *jumps;

	if (window->jump_count == 0)
		return show_text(call->editor, "jumps", "nothing was jumped from yet", call->err);
	jumps = calloc(1, sizeof(*jumps));
	if (!jumps)
		return err_nomem(call->err);
	window_follow(window);
	list_init(&jumps->list, &jumps_class, window);
	jumps->generation = document_generation(window->document);
	while (jumps->count < (uint64_t)window->jump_count) {
		jumps->pos[jumps->count] = window->jumps[window->jump_count - 1 -
							 (int)jumps->count];
		jumps->count++;
	}
	return show_list(call->editor, &jumps->list, call->err);
}

const struct command commands_jumps[] = {
	{
		.name = "jumps", .group = GROUP_MOVE, .flags = COMMAND_WINDOW,
		.help = "Lists the places that were jumped from.", .run = run_jumps,
	},
	{ .name = NULL },
};
