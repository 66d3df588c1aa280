/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Commands that move to what is found in the bytes. Changed bytes and holes are found by pieces,
 * at once; to find another byte is a job.
 */
#include "edit/commands.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/scalar.h"
#include "document/hole.h"
#include "edit/editor.h"
#include "edit/seek.h"
#include "edit/task.h"

static bool say(const struct call *call, const char *what)
{
	editor_message(call->editor, MESSAGE_INFO, "%s", what);
	return true;
}

static bool run_next_changed(struct call *call)
{
	struct window *window = call->window;
	uint64_t pos = window->cursor;

	window_follow(window);
	for (uint64_t i = 0; i < call->count; i++)
		if (!document_find_changed(window->document, pos + 1, false, &pos))
			return say(call, "no byte after this one is changed");
	window_jump(window, pos);
	return true;
}

static bool run_previous_changed(struct call *call)
{
	struct window *window = call->window;
	uint64_t pos = window->cursor;

	window_follow(window);
	for (uint64_t i = 0; i < call->count; i++)
		if (!document_find_changed(window->document, pos, true, &pos))
			return say(call, "no byte before this one is changed");
	window_jump(window, pos);
	return true;
}

struct seeking {
	struct task task;
	bool backward;
	bool different;          /* from the byte one is at, else from zero */
	uint64_t left;           /* such bytes still to be found, this one included */
	uint64_t at;             /* found last; the cursor before the first */
	uint64_t generation;
};

/* NULL with an error. */
static struct job *seek_from(struct seeking *seeking, struct err *err)
{
	struct document *document = seeking->task.window->document;
	uint64_t from = seeking->at;
	struct snapshot snapshot;
	uint8_t byte = 0;
	struct job *job;
	int why = 0;

	if (seeking->different &&
	    (from == document_size(document) ||
	     document_read(document, from, &byte, NULL, 1, &why) > 0)) {
		err_set(err, ERR_LOST, "there is no byte here that can be read");
		(void)document_late(why, err);
		return NULL;
	}
	seeking->generation = document_generation(document);
	snapshot = document_snapshot(document);
	job = seek_new(&snapshot, byte, seeking->backward ? from : from + 1, seeking->backward,
		       err);
	snapshot_done(&snapshot);
	return job;
}

/* A count goes on from byte to byte. */
static bool seek_on(struct seeking *seeking, uint64_t pos, struct err *err)
{
	seeking->at = pos;
	seeking->left--;
	seeking->task.next = seek_from(seeking, err);
	return seeking->task.next != NULL;
}

static bool seek_ended(struct task *task, struct job *job, const struct err *failure,
		       struct err *err)
{
	struct seeking *seeking = (struct seeking *)task;
	struct window *window = task->window;
	uint64_t pos = seeking->at;
	bool found;

	if (failure) {
		*err = *failure;
		return false;
	}
	if (seeking->generation != document_generation(window->document))
		return err_set(err, ERR_CHANGED, "the bytes were changed meanwhile: try again");
	found = seek_found(job, &pos);
	if (found && seeking->left > 1)
		return seek_on(seeking, pos, err);
	if (!found)
		editor_message(task->editor, MESSAGE_INFO, "there is no such byte %s this one",
			       seeking->backward ? "before" : "after");
	/* Where there are fewer than were wanted it is the last of them. */
	if (pos != window->cursor)
		window_jump(window, pos);
	return true;
}

static bool seek(struct call *call, bool different, bool backward)
{
	struct seeking *seeking = malloc(sizeof(*seeking));

	if (!seeking)
		return err_nomem(call->err);
	window_follow(call->window);
	task_init(&seeking->task, call->editor, call->window, seek_ended);
	seeking->backward = backward;
	seeking->different = different;
	seeking->left = call->count;
	seeking->at = call->window->cursor;
	return task_start(&seeking->task, seek_from(seeking, call->err), call->err);
}

static bool run_next_different(struct call *call)
{
	return seek(call, true, false);
}

static bool run_previous_different(struct call *call)
{
	return seek(call, true, true);
}

static bool run_next_nonzero(struct call *call)
{
	return seek(call, false, false);
}

static bool run_previous_nonzero(struct call *call)
{
	return seek(call, false, true);
}

/* Where the data (or the hole) that pos lies in ends. */
static uint64_t end_of(const struct snapshot *snapshot, uint64_t pos, bool in_hole)
{
	uint64_t size = snapshot_len(snapshot);

	while (pos < size) {
		struct hole hole = hole_at(snapshot, pos);

		if (hole.zero != in_hole)
			break;
		pos += hole.len;
	}
	return pos;
}

static bool go_to_next(struct call *call, bool to_hole)
{
	struct window *window = call->window;
	uint64_t size = document_size(window->document);
	uint64_t pos;

	window_follow(window);
	struct snapshot snapshot = document_snapshot(window->document);
	pos = end_of(&snapshot, window->cursor, to_hole);
	pos = end_of(&snapshot, pos, !to_hole);
	snapshot_done(&snapshot);
	if (pos == size)
		return say(call, to_hole ? "there is no hole after this place" :
					   "there is no data after this place");
	window_jump(window, pos);
	return true;
}

static bool run_next_data(struct call *call)
{
	return go_to_next(call, false);
}

static bool run_next_hole(struct call *call)
{
	return go_to_next(call, true);
}

static const char *const pointer_types[] = {
	"u16le", "u16be", "u32le", "u32be", "u64le", "u64be", NULL
};

/* As the groups are shown: their size, and their order where they have one. */
static const char *usual_pointer(const struct options *options)
{
	bool big = options->group > 1 && !options->little_endian;

	switch (options->group) {
	case 2:
		return pointer_types[big];
	case 8:
	case 16:
		return pointer_types[4 + big];
	default:
		return pointer_types[2 + big];
	}
}

static bool run_follow(struct call *call)
{
	struct window *window = call->window;
	const char *name = call->args[0].given ? call->args[0].text :
						 usual_pointer(&call->editor->options);
	const struct scalar *type = scalar_find(name, strlen(name));
	uint8_t bytes[8];
	uint64_t address, pos;
	int why = 0;

	window_follow(window);
	if (type->size > document_size(window->document) - window->cursor ||
	    document_read(window->document, window->cursor, bytes, NULL, type->size, &why) > 0) {
		err_set(call->err, ERR_RANGE, "there is no whole %s here", name);
		return document_late(why, call->err);
	}
	address = scalar_load(type, bytes);
	if (!window_position(window, address, &pos) || pos == document_size(window->document))
		return err_set(call->err, ERR_RANGE,
			       "the %s here points to 0x%" PRIx64 ", which is not in the file",
			       name, address);
	window_jump(window, pos);
	editor_message(call->editor, MESSAGE_INFO, "%s 0x%" PRIx64, name, address);
	return true;
}

#define LOOK .group = GROUP_MOVE, .contexts = BIND_VIEW | BIND_EDIT, .flags = COMMAND_WINDOW

const struct command commands_look[] = {
	{
		.name = "next-changed", LOOK, .keys = { "e ]c", "]c", "<M-n>" },
		.help = "Goes to the next changed byte.", .run = run_next_changed,
	},
	{
		.name = "previous-changed", LOOK, .keys = { "E [c", "[c", "<M-p>" },
		.help = "Goes to the previous changed byte.", .run = run_previous_changed,
	},
	{
		.name = "next-different", LOOK, .keys = { "d ]d", "]d", "<C-x>d" },
		.help = "Goes to the next byte that differs from this one.",
		.run = run_next_different,
	},
	{
		.name = "previous-different", LOOK, .keys = { "D [d", "[d", "<C-x>D" },
		.help = "Goes back to a byte that differs from this one.",
		.run = run_previous_different,
	},
	{
		.name = "next-nonzero", LOOK, .keys = { "]z", "]z", "<C-x>z" },
		.help = "Goes to the next byte that is not zero.", .run = run_next_nonzero,
	},
	{
		.name = "previous-nonzero", LOOK, .keys = { "[z", "[z", "<C-x>Z" },
		.help = "Goes back to a byte that is not zero.", .run = run_previous_nonzero,
	},
	{
		.name = "next-data", LOOK, .keys = { "]e", "]e", "<C-x>e" },
		.help = "Goes to the next data of a sparse file.", .run = run_next_data,
	},
	{
		.name = "next-hole", LOOK, .keys = { "]h", "]h", "<C-x>H" },
		.help = "Goes to the next hole of a sparse file.", .run = run_next_hole,
	},
	{
		.name = "follow", LOOK, .keys = { "f", "gf", "<C-x>f" },
		.args = { { .type = ARG_CHOICE, .name = "type", .optional = true,
			    .choices = pointer_types } },
		.help = "Goes where the number under the cursor points.", .run = run_follow,
	},
	{ .name = NULL },
};
