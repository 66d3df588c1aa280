/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The answers to a question are command lines, so that a save that is asked about is begun again as
 * if it had been typed: what was to follow it (closing, quitting) is part of the line.
 */
#include "edit/saving_ask.h"

#include <inttypes.h>
#include <string.h>

#include "base/number.h"
#include "edit/argument.h"
#include "edit/editor.h"
#include "edit/news.h"
#include "edit/show.h"

/* Bytes a second while no long save has told: a hard disk, or a slow SSD, that also syncs. */
#define ASSUMED_RATE (UINT64_C(100) << 20)

/* Asks it. question and line, which a choice may be, are consumed. */
static bool put(struct editor *editor, struct buf *question, struct buf *line,
		const struct prompt_choice *choices, int count, struct err *err)
{
	bool asked = buf_ok(question) && buf_ok(line) ?
		prompt_ask(editor, buf_string(question), choices, count, err) : err_nomem(err);

	buf_done(question);
	buf_done(line);
	if (asked)
		err_clear(err);
	return asked;
}

/* ":write! 0x10,+0x20 NAME": the save as a command line. */
static void add_line(struct buf *line, const struct window *window,
		     const struct save_request *request, bool overwrite)
{
	buf_format(line, "%s%s", request->rename ? "write-as" : "write", overwrite ? "!" : "");
	if (request->partial)
		buf_format(line, " 0x%" PRIx64 ",+0x%" PRIx64, window_address(window, request->pos),
			   request->len);
	if (request->path) {
		buf_add_byte(line, ' ');
		argument_quote(request->path, line);
	}
}

/* The same, for the save that is asked about: what was to follow it follows. */
static void add_whole_line(struct buf *line, const struct editor *editor,
			   const struct window *window, const struct save_request *request)
{
	bool own = !request->path && !request->partial;

	if (own && window->buffer->closing)
		buf_text(line, "close write");
	else if (own && editor->quit_when_saved)
		buf_text(line, request->overwrite ? "wq!" : "wq");
	else
		add_line(line, window, request, request->overwrite);
}

bool saving_ask_long(struct editor *editor, const struct window *window,
		     const struct save_request *request, const struct job *job, struct err *err)
{
	uint64_t rate = editor->save_rate > 0 ? editor->save_rate : ASSUMED_RATE;
	uint64_t work = save_work(job), seconds = work / rate + 1;
	struct buf line = BUF_INIT, question = BUF_INIT;
	char size[NUMBER_TEXT];
	bool asked;

	add_whole_line(&line, editor, window, request);
	buf_format(&question, "%s: %s %s, about ", save_path(job), number_size(work, size),
		   save_method_text(save_method(job)));
	if (seconds < 120)
		buf_format(&question, "%" PRIu64 " s", seconds);
	else
		buf_format(&question, "%" PRIu64 " min", seconds / 60);
	const struct prompt_choice choices[] = {
		{ 'w', "write", buf_string(&line) },
		{ 'c', "cancel", NULL },
	};
	asked = put(editor, &question, &line, choices, 2, err);
	if (asked)
		editor->prompt.agrees = true;
	return asked;
}

/* The file can not be replaced: moving bytes within it is agreed to as overwriting is, and as it
 * tells how many bytes move, a long save is agreed to with it. The text is the plan's, up to the
 * way out. */
bool saving_ask_shift(struct editor *editor, const struct window *window,
		      const struct save_request *request, struct err *err)
{
	const char *way_out = strstr(err->text, "; :write!");
	struct prompt_choice choices[] = {
		{ 's', "shift in place", NULL },
		{ 'n', "other name", "write-as" },
		{ 'c', "cancel", NULL },
	};
	struct buf line = BUF_INIT, question = BUF_INIT;

	add_line(&line, window, request, true);
	choices[0].line = buf_string(&line);
	buf_format(&question, "%.*s", way_out ? (int)(way_out - err->text) : (int)strlen(err->text),
		   err->text);
	if (!put(editor, &question, &line, choices, 3, err))
		return false;
	editor->prompt.agrees = true;
	return true;
}

/* The answers are command lines; a name that exists has nothing to be reloaded. */
bool saving_ask(struct editor *editor, const struct window *window,
		const struct save_request *request, enum err_code why, struct err *err)
{
	const char *name = request->path ? request->path : document_name(window->document);
	struct buf line = BUF_INIT, question = BUF_INIT;
	struct prompt_choice choices[4];
	int count = 0;
	struct document_news news = document_look(window->document);
	bool gone = why == ERR_CHANGED && news.disk == DISK_GONE;

	add_line(&line, window, request, true);
	buf_format(&question, "%s ", name);
	if (why == ERR_EXISTS)
		buf_text(&question, "exists");
	else if (news.disk == DISK_SAME)
		buf_text(&question, "was changed by another program");
	else
		news_text(&news, &question);
	choices[count++] = gone ? (struct prompt_choice){ 'w', "write anew", buf_string(&line) } :
				  (struct prompt_choice){ 'o', "overwrite", buf_string(&line) };
	if (why == ERR_CHANGED && !gone)
		choices[count++] = (struct prompt_choice){ 'r', "reload", "reload" };
	choices[count++] = (struct prompt_choice){ 'n', "other name", "write-as" };
	choices[count++] = (struct prompt_choice){ 'c', "cancel", NULL };
	return put(editor, &question, &line, choices, count, err);
}

bool saving_ask_for_device(struct editor *editor, const struct window *window, struct err *err)
{
	static const struct prompt_choice choices[] = {
		{ 'w', "write to it", "write!" },
		{ 'c', "cancel", NULL },
	};
	const struct document *document = window->document;
	struct buf question = BUF_INIT, none = BUF_INIT;
	char size[NUMBER_TEXT];
	bool ok;

	buf_format(&question, "the changes are written to the device %s (%s)",
		   document_name(document), number_size(document_size(document), size));
	if (show_can_ask(editor))
		return put(editor, &question, &none, choices, 2, err);
	ok = buf_ok(&question) ?
		err_set(err, ERR_REFUSED, "%s: \"write!\" says that it is meant",
			buf_string(&question)) : err_nomem(err);
	buf_done(&question);
	return ok;
}
