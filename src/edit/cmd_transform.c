/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Block arithmetic on the selection: a job works the new bytes out, and they are put in as one
 * change if the document is still the one that it read.
 *
 *	transform xor de ad                a key that repeats
 *	transform add 01                   to each byte; "add u16le:500" to each number
 *	transform rotate-left 3 [u32be]    by bits, of bytes or of numbers of that type
 *	transform swap [u32]               the byte order of numbers of 2, 4 or 8 bytes
 *	transform not                      and reverse: the order of the bytes
 */
#include "edit/commands.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/number.h"
#include "base/scalar.h"
#include "edit/editor.h"
#include "edit/edits.h"
#include "edit/task.h"
#include "scan/transform.h"

/* As transform_name() has them. */
static const char *const operations[] = {
	"xor", "and", "or", "not", "add", "subtract", "shift-left", "shift-right", "rotate-left",
	"rotate-right", "reverse", "swap", NULL
};

struct transforming {
	struct task task;
	uint64_t pos, len;
	uint64_t generation;
};

static bool apply(const struct transforming *transforming, const struct job *job, struct err *err)
{
	struct document *document = transforming->task.window->document;
	const struct buf *bytes = transform_result(job);

	if (transforming->generation != document_generation(document))
		return err_set(err, ERR_CHANGED,
			       "the bytes were changed meanwhile: nothing was transformed");
	document_seal(document);
	return document_overwrite(document, transforming->pos, bytes->data, bytes->len, 0, err);
}

static bool transform_ended(struct task *task, struct job *job, const struct err *failure,
			    struct err *err)
{
	const struct transforming *transforming = (const struct transforming *)task;
	char size[NUMBER_TEXT];

	if (failure) {
		*err = *failure;
		return false;
	}
	if (!apply(transforming, job, err))
		return false;
	window_follow(task->window);
	editor_message(task->editor, MESSAGE_INFO, "%s transformed%s",
		       number_size(transforming->len, size),
		       document_mode(task->window->document) == DOCUMENT_WRITE ?
		       ", and in the file" : "");
	return true;
}

/* A type of integers at the start of text, up to `end`: unit and byte order. */
static bool take_type(const char *text, size_t len, struct transform_request *request)
{
	const struct scalar *type = scalar_find(text, len);

	if (!type || type->kind == SCALAR_FLOAT || (type->size & (type->size - 1)) != 0)
		return false;
	request->unit = type->size;
	request->big = type->big;
	return true;
}

/* A key; for sums its type tells the unit. */
static bool parse_key(const char *text, struct transform_request *request, struct buf *key,
		      struct err *err)
{
	size_t name = strcspn(text, ": ");

	if (!bytes_parse(text, key, err))
		return false;
	if (key->len == 0)
		return err_set(err, ERR_SYNTAX, "bytes are needed: transform %s de ad",
			       transform_name(request->op));
	if (text[name] == ':')
		take_type(text, name, request);
	request->key = key->data;
	request->key_len = key->len;
	return true;
}

/* "3", "3 u32be". */
static bool parse_bits(const char *text, struct transform_request *request, struct err *err)
{
	uint64_t bits;
	size_t used;

	if (!number_parse(text, strlen(text), &used, &bits, err))
		return err_prefix(err, "the number of bits");
	text += used;
	text += strspn(text, " ");
	if (*text != '\0' && !take_type(text, strlen(text), request))
		return err_set(err, ERR_SYNTAX, "\"%s\" is no type such as u16le or u32be", text);
	if (bits >= 8 * request->unit)
		return err_set(err, ERR_RANGE, "by at most %u bits", 8 * request->unit - 1);
	request->bits = (unsigned)bits;
	return true;
}

static bool parse_unit(const struct call *call, const char *text,
		       struct transform_request *request)
{
	uint64_t group = call->editor->options.group;

	request->unit = group >= 2 && group <= 8 ? (unsigned)group : 2;
	if (*text == '\0' || (take_type(text, strlen(text), request) && request->unit > 1))
		return true;
	if (strchr("248", *text) && text[1] == '\0') {
		request->unit = (unsigned)(*text - '0');
		return true;
	}
	return err_set(call->err, ERR_SYNTAX, "\"%s\" is no size: 2, 4, 8 or a type such as u32",
		       text);
}

static bool parse(const struct call *call, struct transform_request *request, struct buf *key)
{
	const char *text = call->args[1].given ? call->args[1].text : "";

	request->unit = 1;
	if (!transform_find(call->args[0].text, &request->op))
		return err_set(call->err, ERR_SYNTAX, "there is no transform %s",
			       call->args[0].text);
	if (transform_needs_key(request->op))
		return parse_key(text, request, key, call->err);
	if (transform_needs_bits(request->op))
		return parse_bits(text, request, call->err);
	if (request->op == TRANSFORM_SWAP)
		return parse_unit(call, text, request);
	if (*text == '\0')
		return true;
	return err_set(call->err, ERR_SYNTAX, "transform %s takes nothing more",
		       transform_name(request->op));
}

static bool start(struct call *call, const struct transform_request *request)
{
	struct document *document = call->window->document;
	struct transforming *transforming = malloc(sizeof(*transforming));
	struct snapshot snapshot;
	struct job *job;

	if (!transforming)
		return err_nomem(call->err);
	task_init(&transforming->task, call->editor, call->window, transform_ended);
	transforming->pos = request->pos;
	transforming->len = request->len;
	transforming->generation = document_generation(document);
	snapshot = document_snapshot(document);
	job = transform_new(&snapshot, request, call->err);
	snapshot_done(&snapshot);
	return task_start(&transforming->task, job, call->err);
}

static bool run_transform(struct call *call)
{
	struct transform_request request = { .unit = 1 };
	struct buf key = BUF_INIT;
	bool ok = parse(call, &request, &key) &&
		  edits_target(call, -1, &request.pos, &request.len) && start(call, &request);

	buf_done(&key);
	return ok;
}

const struct command commands_transform[] = {
	{
		.name = "transform", .group = GROUP_EDIT,
		.args = { { .type = ARG_CHOICE, .name = "operation", .choices = operations },
			  { .type = ARG_TEXT, .name = "operand", .optional = true } },
		.flags = COMMAND_WINDOW | COMMAND_CHANGES,
		.help = "Changes the selection: xor, and, or, not, add, shift, swap.",
		.run = run_transform,
	},
	{ .name = NULL },
};
