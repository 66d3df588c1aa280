/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Undo and redo by steps and by time. The history tells how many steps are younger than a time;
 * how old the last step is follows from that by halving.
 */
#include "edit/commands.h"

#include <ctype.h>
#include <inttypes.h>

#include "base/checked.h"
#include "base/number.h"
#include "edit/editor.h"
#include "edit/edits.h"

typedef bool step_fn(struct document *document, struct document_place *place, struct err *err);

/* At most `count` steps; *done is how many it were. False on an error, not at the end of the
 * history. */
static bool go(struct call *call, step_fn *step, uint64_t count, uint64_t *done)
{
	struct document_place place;

	for (*done = 0; *done < count; (*done)++) {
		if (!step(call->window->document, &place, call->err)) {
			if (call->err->code != ERR_NONE)
				return false;
			break;
		}
		edits_done(call, place.pos);
	}
	return true;
}

static uint64_t wanted(const struct call *call)
{
	return call->args[0].given ? call->args[0].number : call->count;
}

static bool run_undo(struct call *call)
{
	uint64_t done;

	if (!go(call, document_undo, wanted(call), &done))
		return false;
	if (done == 0)
		editor_message(call->editor, MESSAGE_INFO, "there is nothing to undo");
	return true;
}

static bool run_redo(struct call *call)
{
	uint64_t done;

	if (!go(call, document_redo, wanted(call), &done))
		return false;
	if (done == 0)
		editor_message(call->editor, MESSAGE_INFO, "there is nothing to redo");
	return true;
}

/* "5m", "30s", "1h", "2d"; milliseconds. */
static bool parse_time(const char *text, uint64_t *ms, struct err *err)
{
	static const struct { char letter; uint64_t ms; } units[] = {
		{ 's', 1000 }, { 'm', 60000 }, { 'h', 3600000 }, { 'd', 86400000 },
	};
	uint64_t value = 0;
	size_t at = 0;

	for (; isdigit((unsigned char)text[at]); at++)
		if (!mul_fits(value, 10, &value) ||
		    !add_fits(value, (uint64_t)(text[at] - '0'), &value))
			return err_set(err, ERR_RANGE, "\"%s\" is too long a time", text);
	for (size_t i = 0; at > 0 && i < sizeof(units) / sizeof(units[0]); i++)
		if (text[at] == units[i].letter && text[at + 1] == '\0')
			return mul_fits(value, units[i].ms, ms) ||
			       err_set(err, ERR_RANGE, "\"%s\" is too long a time", text);
	return err_set(err, ERR_SYNTAX, "\"%s\" is no time: write 30s, 5m, 1h or 2d", text);
}

static void tell_steps(struct call *call, uint64_t steps, const char *what)
{
	char count[NUMBER_TEXT];

	if (steps == 0)
		editor_message(call->editor, MESSAGE_INFO, "no step of that time can be %s", what);
	else
		editor_message(call->editor, MESSAGE_INFO, "%s step%s %s",
			       number_grouped(steps, count), steps == 1 ? "" : "s", what);
}

static bool run_earlier(struct call *call)
{
	uint64_t ms, done;

	if (!parse_time(call->args[0].text, &ms, call->err) ||
	    !go(call, document_undo, document_steps_since(call->window->document, ms), &done))
		return false;
	tell_steps(call, done, "undone");
	return true;
}

/* The age of the last step that is applied. */
static uint64_t age(const struct document *document)
{
	uint64_t low = 0, high = (uint64_t)1 << 50;

	while (low < high) {
		uint64_t middle = low + (high - low) / 2;

		if (document_steps_since(document, middle) > 0)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/* Steps are made again while they are at most so much younger than the present one; without one,
 * than the first that is made again. */
static bool run_later(struct call *call)
{
	struct document *document = call->window->document;
	uint64_t ms, one, done = 0;
	uint64_t from = 0;
	bool has_from = document_undo_count(document) > 0;

	if (!parse_time(call->args[0].text, &ms, call->err))
		return false;
	if (has_from)
		from = age(document);
	while (document_redo_count(document) > 0) {
		if (!go(call, document_redo, 1, &one))
			return false;
		if (!has_from)
			from = age(document);
		has_from = true;
		if (from > ms && age(document) < from - ms) {
			if (!go(call, document_undo, 1, &one))
				return false;
			break;
		}
		done++;
	}
	tell_steps(call, done, "made again");
	return true;
}

#define UNDO .group = GROUP_EDIT, .flags = COMMAND_WINDOW

const struct command commands_undo[] = {
	{
		.name = "undo", UNDO, .contexts = BIND_VIEW | BIND_EDIT | BIND_INSPECTOR |
			    BIND_DISASSEMBLY,
		.keys = { "u <C-z>", "u", "<C-_> <C-x>u" },
		.args = { { .type = ARG_NUMBER, .name = "steps", .optional = true } },
		.help = "Takes back the last changes.", .run = run_undo,
	},
	{
		.name = "redo", UNDO, .contexts = BIND_VIEW | BIND_EDIT | BIND_INSPECTOR |
			    BIND_DISASSEMBLY,
		.keys = { "U <C-y>", "<C-r>", "<M-_> <C-x>U" },
		.args = { { .type = ARG_NUMBER, .name = "steps", .optional = true } },
		.help = "Makes the changes again that were taken back.", .run = run_redo,
	},
	{
		.name = "earlier", UNDO,
		.args = { { .type = ARG_TEXT, .name = "time" } },
		.help = "Takes back the changes of a time such as 5m, 30s or 1h.",
		.run = run_earlier,
	},
	{
		.name = "later", UNDO,
		.args = { { .type = ARG_TEXT, .name = "time" } },
		.help = "Makes the changes of a time again.", .run = run_later,
	},
	{ .name = NULL },
};
