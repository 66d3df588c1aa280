/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What becomes of the files while they are open. Looking costs two system calls a file, so all are
 * looked at; what was found is said of the one that is shown, once for each change, and as soon as
 * no error stands in the line of messages.
 *
 * A file that is only looked at has nothing that could clash with what others write, so its changes
 * are taken as they come and marked on the screen (window_live.c). Where there are edits, or could
 * be, nothing is taken unasked, but for a file that is followed: its new end.
 */
#include "edit/editor.h"

#include "edit/news.h"
#include "edit/window_conflict.h"

/* Nothing could be lost by taking what is there. */
static bool is_plain_view(const struct window *window)
{
	return document_mode(window->document) == DOCUMENT_READ;
}

static const char *way_out(const struct window *window, enum document_disk disk)
{
	bool modified = document_is_modified(window->document);

	switch (disk) {
	case DISK_GROWN:
		return ":reload shows it, :tail follows it";
	case DISK_CHANGED:
		return modified ? "your edits are kept, :reload goes on with them or without" :
				  ":reload reads it again";
	case DISK_SHRUNK:
		return modified ? "your edits are kept, :reload! gives them up" :
				  ":reload shows the rest";
	case DISK_REPLACED:
		return modified ? "this is the old one with your edits, :reload goes over to the "
				  "new" : "this is the old one, :reload reads the new";
	default:
		return ":write! writes it anew";
	}
}

static void tell(struct editor *editor, const struct window *window,
		 const struct document_news *news)
{
	struct buf text = BUF_INIT;

	news_text(news, &text);
	if (window->buffer->conflicts.count > 0)
		buf_format(&text, ", also under %zu of your edits (:changes)",
			   window->buffer->conflicts.count);
	editor_message(editor, MESSAGE_WARNING, "%s %s; %s", document_name(window->document),
		       buf_string(&text), way_out(window, news->disk));
	buf_done(&text);
}

/* It was cut, or another one took its name, as logs are rotated. */
static bool read_anew(struct editor *editor, struct window *window, enum document_disk disk,
		      struct err *err)
{
	if (!document_revert(window->document, err))
		return false;
	editor_message(editor, MESSAGE_INFO, "%s %s: following what is there now",
		       document_name(window->document),
		       disk == DISK_SHRUNK ? "was cut" : "is another file now");
	return true;
}

/* False when the file can not be followed any further; it is then told of like any other. */
static bool follow_end(struct editor *editor, struct window *window, enum document_disk disk)
{
	bool ok = true;
	struct err err;

	if (disk == DISK_GROWN)
		ok = document_grow(window->document, &err);
	else if (document_is_modified(window->document))
		ok = err_set(&err, ERR_REFUSED, "not followed any further: there are unsaved "
			     "changes");
	else if (disk == DISK_SHRUNK || disk == DISK_REPLACED)
		ok = read_anew(editor, window, disk, &err);
	else
		document_accept(window->document);
	if (ok) {
		window_follow(window);
		window_go(window, document_size(window->document), false);
		return true;
	}
	window->buffer->tailing = false;
	editor_error(editor, &err);
	return false;
}

/* Whether others wrote since the last look: not when it was a save, or can have been an edit in
 * place. */
static bool is_news(const struct window *window, const struct document_news *news)
{
	if (window->buffer->disk_stamp == 0 || news->stamp == window->buffer->disk_stamp)
		return false;
	if (document_mode(window->document) != DOCUMENT_WRITE)
		return news->disk != DISK_SAME;
	return window->buffer->watched_generation == document_generation(window->document);
}

/* Only where something is wrong with the file at all, and not again before something changes. */
static void look_for_conflicts(struct window *window, const struct document_news *news)
{
	if (news->disk == DISK_SAME || news->disk == DISK_GONE)
		window_forget_conflicts(window);
	else if (news->stamp != window->buffer->disk_stamp || window->buffer->disk != news->disk ||
		 window->buffer->watched_generation != document_generation(window->document))
		window_find_conflicts(window);
}

static void look(struct editor *editor, struct window *window)
{
	struct document_news news = document_look(window->document);

	if (news.disk != DISK_SAME && news.disk != DISK_GONE && window->buffer->tailing &&
	    follow_end(editor, window, news.disk))
		news = document_look(window->document);
	if (is_news(window, &news))
		document_refresh(window->document);
	if (news.disk == DISK_CHANGED && is_plain_view(window)) {
		document_accept(window->document);
		news.disk = DISK_SAME;
	}
	look_for_conflicts(window, &news);
	window->buffer->disk = news.disk;
	window->buffer->disk_stamp = news.stamp;
	window->buffer->watched_generation = document_generation(window->document);
}

static void tell_of(struct editor *editor, struct window *window)
{
	struct buffer *buffer = window->buffer;
	struct document_news news;

	if (buffer->disk == DISK_SAME) {
		buffer->told = DISK_SAME;
		return;
	}
	if ((buffer->told == buffer->disk && buffer->told_stamp == buffer->disk_stamp) ||
	    editor->message_kind == MESSAGE_ERROR || editor->prompt.kind != PROMPT_NONE)
		return;
	news = document_look(window->document);
	buffer->told = news.disk;
	buffer->told_stamp = news.stamp;
	if (news.disk != DISK_SAME)
		tell(editor, window, &news);
}

void editor_watch(struct editor *editor)
{
	struct window *window = editor_window(editor);

	for (size_t i = 0; i < editor->window_count; i++)
		/* A save changes the file itself. */
		if (!editor->windows[i]->buffer->saving)
			look(editor, editor->windows[i]);
	if (window && !window->buffer->saving)
		tell_of(editor, window);
}

void editor_tell_others(struct editor *editor, const struct window *window)
{
	editor_message(editor, MESSAGE_WARNING, "%s %s", document_name(window->document),
		       window->buffer->others == OTHERS_BURIN ? "is open in another burin as well" :
							"is locked by another program");
}

void editor_ask_about_others(struct editor *editor)
{
	struct window *window = editor_window(editor);
	struct prompt_choice choices[] = {
		{ 'r', "only read it", "mode read" },
		{ 'o', "open anyway", "mode copy" },
		{ 'q', "quit", "quit" },
	};
	struct buf question = BUF_INIT;
	struct err err;

	if (!window || !window->buffer->asks_about_others || !editor->screen ||
	    editor->sourcing > 0 || editor->prompt.kind != PROMPT_NONE)
		return;
	window->buffer->asks_about_others = false;
	if (window->buffer->wanted == DOCUMENT_WRITE)
		choices[1].line = "mode write";
	if (editor->window_count > 1)
		choices[2] = (struct prompt_choice){ 'c', "close", "close" };
	buf_format(&question, "%s is open in another burin", document_name(window->document));
	if (!prompt_ask(editor, buf_string(&question), choices, 3, &err))
		editor_error(editor, &err);
	buf_done(&question);
}
