/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Notes are written when the document is saved, closed or quit, and by :notes-write; on a screen
 * also by a job as soon as they are made (notebook_job.c). What is in the
 * side file are places in the file as it is on the disk, so notes made in a document whose changes
 * are then dropped are still right.
 *
 * A file in the data folder is found by its whole path, of which its name holds a checksum.
 */
#include "edit/notebook_private.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/xxhash.h"
#include "document/notes_merge.h"
#include "edit/editor.h"
#include "edit/paths.h"
#include "edit/show.h"

/* Why there is no side file; NULL: there can be one. */
static const char *why_no_file(const struct editor *editor, const struct window *window)
{
	const char *path = document_path(window->document);

	if (editor->forensic)
		return "--forensic keeps nothing";
	if (editor->options.notes == NOTES_NO)
		return "notes=no is set";
	if (!path || strncmp(path, "shm:", 4) == 0)
		return "this is no file";
	return document_is_slice(window->document) ? "only a part of the file is open" : NULL;
}

const char *notebook_why_not(const struct editor *editor, const struct window *window)
{
	const char *why = why_no_file(editor, window);

	if (!why && (editor->viewer || editor->open_mode == DOCUMENT_READ))
		return "burin was started with -r, and writes nothing";
	return why;
}

/* "disk.img-0123456789abcdef.burin": what is no plain character of a name is replaced. */
static void add_data_name(struct buf *path, const char *real)
{
	enum { SHOWN = 80 };
	const char *slash = strrchr(real, '/'), *name = slash ? slash + 1 : real;

	for (size_t i = 0; name[i] && i < SHOWN; i++) {
		char c = name[i];
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			     (c >= '0' && c <= '9') || c == '_' || c == '-' || (c == '.' && i > 0);

		buf_add_byte(path, plain ? (uint8_t)c : '_');
	}
	buf_format(path, "-%016" PRIx64 ".burin", xxhash_of(real, strlen(real)));
}

bool notebook_path(const struct editor *editor, const struct window *window, struct buf *path)
{
	const char *name = document_path(window->document);
	/* Nothing is laid among the devices. */
	bool beside = editor->options.notes == NOTES_BESIDE &&
		      !document_is_device(window->document);
	char *real = realpath(name, NULL);
	bool ok = true;

	if (beside)
		buf_format(path, "%s.burin", real ? real : name);
	else if ((ok = paths_data("notes/", path)))
		add_data_name(path, real ? real : name);
	free(real);
	return ok;
}

bool notebook_need_path(const struct editor *editor, const struct window *window,
			struct buf *path, struct err *err)
{
	if (!notebook_path(editor, window, path))
		return err_set(err, ERR_REFUSED, "there is no home folder: set XDG_DATA_HOME");
	return buf_ok(path) || err_nomem(err);
}

static void note_kept(struct window_notes *notebook, const struct document *document)
{
	notebook->version = notebook->notes.version;
	notebook->saves = document_saves(document);
	notebook->generation = document_generation(document);
	notebook->foreign = false;
}

/* Those of the file, whose places are those of what is saved. */
static bool take_in(struct window *window, struct notes *read, struct err *err)
{
	struct notes *notes = window_notes(window);
	uint64_t size = document_size(window->document);
	bool ok = notes_from_saved(read, window->document, err);

	for (size_t i = 0; ok && i < read->count; i++) {
		struct note note = read->list[i];
		size_t same = notes_find(notes, note.name, strlen(note.name));

		note.pos = note.pos < size ? note.pos : size;
		note.len = note.len < size - note.pos ? note.len : size - note.pos;
		if (same == SIZE_MAX || !note_same(&notes->list[same], &note))
			ok = notes_add_free(notes, &note, err);
	}
	return ok;
}

static void say_foreign(struct window_notes *notebook, const char *path, uint64_t was, uint64_t is)
{
	char then[NUMBER_TEXT], now[NUMBER_TEXT];

	buf_clear(&notebook->why);
	buf_format(&notebook->why, "the notes in %s are of other contents: ", path);
	if (was == is)
		buf_text(&notebook->why, "as long, but with other bytes");
	else
		buf_format(&notebook->why, "%s bytes then, %s now", number_grouped(was, then),
			   number_grouped(is, now));
}

/* False with ERR_NONE: there is no such file. */
static bool read_file(struct window *window, const char *path, bool foreign, struct err *err)
{
	struct window_notes *notebook = &window->buffer->notebook;
	bool was_empty = notebook->notes.count == 0;
	struct notes_identity of, own;
	struct notes read;
	bool ok;

	notes_init(&read, NULL);
	if (!notes_file_read(&notebook->file, path, &read, &of, err))
		return false;
	own = notes_identity_of(window->document);
	notebook->foreign = !foreign && !notes_identity_same(&of, &own);
	if (notebook->foreign) {
		say_foreign(notebook, path, of.size, own.size);
		ok = err_set(err, ERR_CHANGED, "%s; notes-read! takes them all the same",
			     buf_string(&notebook->why));
	} else {
		ok = take_in(window, &read, err);
		if (ok && was_empty && notes_identity_same(&of, &own))
			note_kept(notebook, window->document);
	}
	notes_done(&read);
	return ok;
}

bool notebook_read(struct editor *editor, struct window *window, bool foreign, struct err *err)
{
	const char *why = why_no_file(editor, window);
	struct buf path = BUF_INIT;
	bool ok = false;

	notebook_settle(editor, window->buffer);
	window->buffer->notebook.begun = true;
	window->buffer->notebook.asks = false;
	if (why)
		err_set(err, ERR_REFUSED, "there are no notes to read: %s", why);
	else if (notebook_need_path(editor, window, &path, err)) {
		ok = read_file(window, buf_string(&path), foreign, err);
		if (!ok && err->code == ERR_NONE)
			err_set(err, ERR_REFUSED, "there are no notes of this file: %s is not "
				"there", buf_string(&path));
	}
	buf_done(&path);
	return ok;
}

/* What goes wrong is said, but not in place of something else. */
static void begin(struct editor *editor, struct window *window)
{
	struct window_notes *notebook = &window->buffer->notebook;
	struct buf path = BUF_INIT;
	struct err err;

	notebook->begun = true;
	if (!why_no_file(editor, window) && notebook_path(editor, window, &path) &&
	    buf_ok(&path) && !read_file(window, buf_string(&path), false, &err)) {
		notebook->asks = notebook->foreign;
		if (err.code != ERR_NONE && !(notebook->asks && show_can_ask(editor)) &&
		    editor->message_kind == MESSAGE_NONE)
			editor_message(editor, MESSAGE_WARNING, "%s", err.text);
	}
	buf_done(&path);
}

static void ask(struct editor *editor, struct window *window)
{
	static const struct prompt_choice choices[] = {
		{ 'u', "use them", "notes-read!" },
		{ 'l', "leave them", NULL },
	};
	struct err ignored;

	window->buffer->notebook.asks = false;
	if (!prompt_ask(editor, buf_string(&window->buffer->notebook.why), choices, 2, &ignored))
		editor_message(editor, MESSAGE_WARNING, "%s",
			       buf_string(&window->buffer->notebook.why));
}

void notebook_begin(struct editor *editor)
{
	struct window *window = editor_window(editor);
	struct err ignored;

	for (size_t i = 0; i < editor->window_count; i++)
		if (!editor->windows[i]->buffer->notebook.begun &&
		    document_answers(editor->windows[i]->document, &ignored))
			begin(editor, editor->windows[i]);
	if (window && window->buffer->notebook.asks && show_can_ask(editor) &&
	    editor->prompt.kind == PROMPT_NONE && !editor->pager.open)
		ask(editor, window);
}

/* What they are notes of has changed since they were kept. */
static bool has_moved_on(const struct window_notes *notebook, const struct document *document)
{
	if (document_mode(document) == DOCUMENT_WRITE)
		return document_generation(document) != notebook->generation;
	return document_saves(document) != notebook->saves;
}

bool notebook_is_dirty(const struct editor *editor, const struct window *window)
{
	const struct window_notes *notebook = &window->buffer->notebook;

	if (notebook_why_not(editor, window))
		return false;
	if (notebook->notes.version != notebook->version)
		return true;
	return notebook->notes.count > 0 && has_moved_on(notebook, window->document);
}

/* Others wrote notes as well: the window gets what is new in `merged`, as compared to `sent`. */
static bool take_merged(struct window *window, struct notes *merged, const struct notes *sent,
			struct err *err)
{
	struct notes *notes = &window->buffer->notebook.notes;
	struct notes places;
	bool ok;

	if (!notes_copy(merged, &places, err))
		return false;
	ok = notes_from_saved(&places, window->document, err);
	for (size_t i = 0; i < sent->count; i++) {
		const char *name = sent->list[i].name;
		size_t own = notes_find(notes, name, strlen(name));
		size_t there = notes_find(merged, name, strlen(name));

		if (own != SIZE_MAX && (there == SIZE_MAX || !note_same(&merged->list[there],
									&sent->list[i])))
			notes_remove(notes, own);
	}
	for (size_t i = 0; ok && i < places.count; i++) {
		const char *name = places.list[i].name;

		if (notes_find(notes, name, strlen(name)) == SIZE_MAX)
			ok = notes_add(notes, &places.list[i], err);
	}
	notes_done(&places);
	return ok;
}

bool notebook_take_merged(struct editor *editor, struct window *window, size_t count,
			  struct notes *merged, const struct notes *sent, struct err *err)
{
	if (count == 0)
		return true;
	if (!take_merged(window, merged, sent, err))
		return false;
	editor_message(editor, MESSAGE_INFO, "%zu note%s of another burin %s taken over", count,
		       count == 1 ? "" : "s", count == 1 ? "was" : "were");
	return true;
}

struct notes_target notebook_target(const struct editor *editor, const struct document *document,
				    const char *path)
{
	return (struct notes_target){
		.path = path, .about = document_path(document),
		.in_folder = editor->options.notes != NOTES_BESIDE || document_is_device(document),
	};
}

static bool write_file(struct editor *editor, struct window *window, const char *path, bool over,
		       struct err *err)
{
	const struct document *document = window->document;
	struct window_notes *notebook = &window->buffer->notebook;
	const struct notes_identity identity = notes_identity_of(document);
	struct notes_target target = notebook_target(editor, document, path);
	struct notes sent, copy;
	size_t merged;
	bool ok = false;

	target.over = over;
	if (!notes_copy(&notebook->notes, &sent, err))
		return false;
	if (notes_to_saved(&sent, document, err) && notes_copy(&sent, &copy, err)) {
		ok = notes_file_write(&notebook->file, &target, &copy, &identity, &merged, err) &&
		     notebook_take_merged(editor, window, merged, &copy, &sent, err);
		notes_done(&copy);
	}
	notes_done(&sent);
	return ok;
}

/* They may also have to go elsewhere than before. */
static bool is_to_be_written(const struct editor *editor, const struct window *window,
			     const char *path)
{
	const struct window_notes *notebook = &window->buffer->notebook;

	if (notebook->notes.count > 0 && notebook->file.path && !notebook->foreign &&
	    strcmp(notebook->file.path, path) != 0)
		return true;
	return notebook_is_dirty(editor, window);
}

bool notebook_keep(struct editor *editor, struct window *window, bool over, struct err *err)
{
	struct window_notes *notebook = &window->buffer->notebook;
	struct buf path = BUF_INIT;
	bool ok;

	if (notebook->notes.count == 0 && !document_answers(window->document, err))
		return !over;
	notebook_settle(editor, window->buffer);
	/* Notes that nobody looked for are not to be written over. */
	if (!notebook->begun)
		begin(editor, window);
	notes_follow(&notebook->notes, window->document);
	if (notebook_why_not(editor, window))
		return true;
	/* The file's server is not asked for its name without need: it may not answer. */
	if (!over && notebook->notes.count == 0 && !notebook_is_dirty(editor, window))
		return true;
	ok = notebook_need_path(editor, window, &path, err);
	if (ok && !over && !is_to_be_written(editor, window, buf_string(&path))) {
		buf_done(&path);
		return true;
	}
	if (ok && notebook->foreign && !over)
		ok = err_set(err, ERR_CHANGED, "%s holds those of other contents: notes-read! adds "
			     "them to these, notes-write! replaces them", buf_string(&path));
	ok = ok && write_file(editor, window, buf_string(&path), over, err);
	if (ok)
		note_kept(notebook, window->document);
	else
		err_prefix(err, "the notes are not kept");
	buf_done(&path);
	return ok;
}

bool notebook_keep_all(struct editor *editor, struct err *err)
{
	for (size_t i = 0; i < editor->window_count; i++)
		if (!notebook_keep(editor, editor->windows[i], false, err))
			return false;
	return true;
}

void notebook_rescue(struct editor *editor)
{
	struct err ignored;

	for (size_t i = 0; i < editor->window_count; i++)
		(void)!notebook_keep(editor, editor->windows[i], false, &ignored);
}
