/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The entries of all files in one, the one left last at the end. */
#include "edit/arrangement.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "edit/paths.h"
#include "edit/state_file.h"

static const char what[] = "the panes of last time:";

/* The whole name, NULL where there is none. A server is not asked: it may not answer, and this is
 * also wanted at the end of the program. */
static char *whole_name(const struct document *document, const char *path)
{
	char *folder, *whole = NULL;

	if (!document_has_server(document))
		return realpath(path, NULL);
	if (*path == '/')
		return strdup(path);
	folder = getcwd(NULL, 0);
	if (folder && asprintf(&whole, "%s/%s", folder, path) < 0)
		whole = NULL;
	free(folder);
	return whole;
}

/* The line that begins the entry of a file. */
static bool first_line(const struct document *document, struct buf *line)
{
	const char *path = document_path(document);
	char *real;

	if (!path || document_is_slice(document) || strncmp(path, "shm:", 4) == 0)
		return false;
	real = whole_name(document, path);
	if (!real)
		return false;
	buf_text(line, "file ");
	arrangement_add_path(line, real);
	buf_add_byte(line, '\n');
	free(real);
	return buf_ok(line);
}

static bool load(struct buf *text, struct err *err)
{
	struct buf path = BUF_INIT;
	bool ok = !paths_state("panes", &path) ||
		  state_file_load(buf_string(&path), what, ARRANGEMENT_BYTES, text, err);

	buf_done(&path);
	return ok;
}

/* The next entry from `at` on, and its length; NULL: there is none. */
static const char *next_entry(const char *at, size_t *len)
{
	const char *end;

	if (strncmp(at, "file ", 5) != 0) {
		at = strstr(at, "\nfile ");
		if (!at)
			return NULL;
		at++;
	}
	end = strstr(at, "\nfile ");
	*len = end ? (size_t)(end - at) + 1 : strlen(at);
	return at;
}

static char *find(const char *text, const char *line)
{
	size_t len = 0;

	for (const char *at = next_entry(text, &len); at; at = next_entry(at + len, &len))
		if (strncmp(at, line, strlen(line)) == 0)
			return strndup(at + strlen(line), len - strlen(line));
	return NULL;
}

static void restore(struct editor *editor)
{
	struct buf text = BUF_INIT;
	char *entry = NULL;
	struct err err;
	bool ok = load(&text, &err);

	if (ok)
		entry = find(buf_string(&text), buf_string(&editor->arranged));
	if (entry)
		ok = arrangement_read(editor, entry, editor->options.restore == RESTORE_ALL, &err);
	if (!ok && editor->message_kind == MESSAGE_NONE)
		editor_message(editor, MESSAGE_WARNING, "%s", err.text);
	else if (entry && editor->message_kind == MESSAGE_NONE)
		editor_message(editor, MESSAGE_INFO, "the panes are as you left them: :only closes "
			       "all but one, :set restore=no keeps nothing");
	free(entry);
	buf_done(&text);
}

void arrangement_begin(struct editor *editor)
{
	const struct window *window = editor_window(editor);

	buf_clear(&editor->arranged);
	if (editor->forensic || !editor->screen || editor->options.restore == RESTORE_NO || !window)
		return;
	if (first_line(window->document, &editor->arranged))
		restore(editor);
	else
		buf_clear(&editor->arranged);
}

/* The document that the session began with, if it is still open. */
static const struct document *find_own(struct editor *editor)
{
	const struct document *found = NULL;

	for (size_t i = 0; i < editor->window_count && !found; i++) {
		struct buf line = BUF_INIT;

		if (first_line(editor->windows[i]->document, &line) &&
		    strcmp(buf_string(&line), buf_string(&editor->arranged)) == 0)
			found = editor->windows[i]->document;
		buf_done(&line);
	}
	return found;
}

/* All others, but for the oldest where they are too many. */
static void add_others(const char *text, const char *line, struct buf *out)
{
	size_t len = 0, count = 0;
	const char *at;

	for (at = next_entry(text, &len); at; at = next_entry(at + len, &len))
		count++;
	for (at = next_entry(text, &len); at; at = next_entry(at + len, &len)) {
		bool kept = count-- < ARRANGEMENT_FILES && strncmp(at, line, strlen(line)) != 0;

		if (kept)
			buf_add(out, at, len);
	}
}

/* All entries with the new one, or without it. */
static bool collect(struct editor *editor, const struct document *own, struct buf *out)
{
	const char *line = buf_string(&editor->arranged);
	struct buf before = BUF_INIT, entry = BUF_INIT;
	struct err ignored;
	bool kept = arrangement_write(editor, own, &entry), ok = load(&before, &ignored);

	if (ok && (kept || strstr(buf_string(&before), line)))
		add_others(buf_string(&before), line, out);
	else
		ok = false;
	/* What would be too long to be read again gives way. */
	if (ok && kept && out->len + strlen(line) + entry.len > ARRANGEMENT_BYTES)
		buf_clear(out);
	if (ok && kept)
		buf_format(out, "%s%s", line, buf_string(&entry));
	buf_done(&before);
	buf_done(&entry);
	return ok && buf_ok(out) && out->len <= ARRANGEMENT_BYTES;
}

void arrangement_end(struct editor *editor)
{
	struct buf text = BUF_INIT, path = BUF_INIT;
	const struct document *own;
	struct err ignored;

	if (editor->arranged.len == 0 || editor->viewer || editor->forensic ||
	    editor->options.restore == RESTORE_NO)
		return;
	own = find_own(editor);
	if (own && collect(editor, own, &text) && paths_state("panes", &path) &&
	    !state_file_save(buf_string(&path), what, &text, &ignored))
		err_clear(&ignored);
	buf_done(&text);
	buf_done(&path);
}
