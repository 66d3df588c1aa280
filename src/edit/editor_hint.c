/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Hints: for each situation a list of commands, best first. The key is looked up in the key map,
 * so that a hint is true in every preset and after every :map; a command without a key there is
 * left out. Only what the prompt does with its keys is fixed.
 *
 * In the middle of a sequence they are the keys that may follow, with the commands these run. Where
 * most of the names begin alike (next-changed, next-hole) they are shown without that start.
 */
#include "edit/editor.h"

#include <string.h>

#include "edit/compare.h"

struct hints {
	struct editor_hint *hint;        /* EDITOR_HINTS of them, borrowed */
	size_t count;
};

static void add(struct hints *hints, const char *key, const char *what)
{
	struct editor_hint *hint;

	if (hints->count == EDITOR_HINTS || strlen(key) >= sizeof(hint->key))
		return;
	hint = &hints->hint[hints->count];
	strcpy(hint->key, key);
	hint->what = what;
	hints->count++;
}

/* A command line with the first key that is bound to it. */
static bool add_line(struct hints *hints, const struct editor *editor, const char *line,
		     const char *what)
{
	const char *keys = keymap_lookup(editor->keymap, editor_context(editor), line);
	struct buf label = BUF_INIT;

	if (!keys)
		return false;
	keys_label(keys, &label);
	add(hints, buf_string(&label), what);
	buf_done(&label);
	return true;
}

static void add_prompt(struct hints *hints, const struct editor *editor)
{
	const char *const *choices;

	if (editor->prompt.kind == PROMPT_QUESTION)
		return;
	if (prompt_type(&editor->prompt, &choices) == ARG_REGISTER) {
		add(hints, "a-z", "the letter");
		add(hints, "Esc", "cancel");
		return;
	}
	add(hints, "Enter", "run");
	if (editor->prompt.kind == PROMPT_PALETTE) {
		add(hints, "Tab", "arguments");
		add(hints, "Up", "choose");
		add(hints, "Esc", "cancel");
		return;
	}
	add(hints, "Tab", "complete");
	add(hints, "Up", "history");
	add(hints, "Esc", "cancel");
}

static void add_pager(struct hints *hints, const struct editor *editor)
{
	add_line(hints, editor, "pager-page-down", "down");
	add_line(hints, editor, "pager-page-up", "up");
	add_line(hints, editor, "pager-search", "find");
	add_line(hints, editor, "cancel", "close");
}

static void add_list(struct hints *hints, const struct editor *editor)
{
	const struct list_key *own = editor->list->class->keys;

	add_line(hints, editor, "list-jump", "go");
	for (; own && own->key; own++) {
		struct buf label = BUF_INIT;

		if (!own->word)
			continue;
		keys_label(own->key, &label);
		add(hints, buf_string(&label), own->word);
		buf_done(&label);
	}
	add_line(hints, editor, "list-filter", "filter");
	add_line(hints, editor, "list-focus", "bytes");
	add_line(hints, editor, "cancel", editor->list->filter.len > 0 ? "all" : "close");
}

static void add_inspector(struct hints *hints, const struct editor *editor)
{
	add_line(hints, editor, "inspector-edit", "edit");
	add_line(hints, editor, "inspector-copy", "copy");
	add_line(hints, editor, "inspector-search", "find");
	add_line(hints, editor, "inspector-follow", "follow");
	add_line(hints, editor, "bit-flip", "flip bit");
	add_line(hints, editor, "inspector-hide", "hide");
	add_line(hints, editor, "cancel", "bytes");
}

static void add_disassembly(struct hints *hints, const struct editor *editor)
{
	add_line(hints, editor, "disassembly-follow", "follow");
	add_line(hints, editor, "disassembly-back", "back");
	add_line(hints, editor, "disassembly-start", "starts here");
	add_line(hints, editor, "disassembly-focus", "bytes");
	add_line(hints, editor, "disassemble", "close");
}

static void add_selection(struct hints *hints, const struct editor *editor)
{
	add_line(hints, editor, "copy", "copy");
	add_line(hints, editor, "cut", "cut");
	add_line(hints, editor, "delete", "delete");
	add_line(hints, editor, "fill", "fill");
	add_line(hints, editor, "swap-ends", "other end");
	add_line(hints, editor, "cancel", "unselect");
}

static void add_editing(struct hints *hints, const struct editor *editor,
			const struct window *window)
{
	/* In the emacs preset one does not leave. */
	if (editor->options.keys != PRESET_EMACS)
		add_line(hints, editor, "cancel", "done");
	add_line(hints, editor, "next-pane", window->pane == PANE_HEX ? "text" : "digits");
	add_line(hints, editor, "toggle-insert", window->inserting ? "overwrite" : "insert");
	add_line(hints, editor, "undo", "undo");
	if (document_is_modified(window->document))
		add_line(hints, editor, "write", "save");
	add_line(hints, editor, "goto", "goto");
	add_line(hints, editor, "search", "find");
	add_line(hints, editor, "help", "help");
	add_line(hints, editor, "quit", "quit");
}

static void add_viewing(struct hints *hints, const struct editor *editor,
			const struct window *window)
{
	if (window && document_mode(window->document) != DOCUMENT_READ &&
	    !add_line(hints, editor, "edit-bytes", "edit"))
		add_line(hints, editor, "edit-insert", "edit");
	if (window && document_is_modified(window->document)) {
		add_line(hints, editor, "write", "save");
		add_line(hints, editor, "undo", "undo");
	}
	if (window) {
		add_line(hints, editor, "goto", "goto");
		add_line(hints, editor, "search", "find");
		if (compare_is_on(editor, window))
			add_line(hints, editor, "next-difference", "difference");
		add_line(hints, editor, "select", "select");
		if (editor_list(editor))
			add_line(hints, editor, "list-focus", "list");
	} else {
		add_line(hints, editor, "edit", "open");
	}
	add_line(hints, editor, "help", "help");
	add_line(hints, editor, "command", "command");
	add_line(hints, editor, "quit", "quit");
}

static bool has_line(const struct hints *hints, const char *line)
{
	for (size_t i = 0; i < hints->count; i++)
		if (strcmp(hints->hint[i].what, line) == 0)
			return true;
	return false;
}

static bool has_key(const struct hints *hints, const char *key)
{
	for (size_t i = 0; i < hints->count; i++)
		if (strcmp(hints->hint[i].key, key) == 0)
			return true;
	return false;
}

/* The length of "next-" where the name has one. */
static size_t start_of(const char *name)
{
	const char *dash = strchr(name, '-');

	return dash && dash[1] ? (size_t)(dash - name) + 1 : 0;
}

static size_t count_start(const struct hints *hints, const char *start, size_t len)
{
	size_t count = 0;

	for (size_t i = 0; i < hints->count; i++)
		count += strncmp(hints->hint[i].what, start, len) == 0;
	return count;
}

static void drop_start(const struct hints *hints)
{
	for (size_t i = 0; i < hints->count; i++) {
		const char *start = hints->hint[i].what;
		size_t len = start_of(start);

		if (len == 0 || 2 * count_start(hints, start, len) <= hints->count)
			continue;
		for (size_t j = i; j < hints->count; j++)
			if (strncmp(hints->hint[j].what, start, len) == 0)
				hints->hint[j].what += len;
		return;
	}
}

/* Of several keys that do the same the first; several that go on with one key are one. */
static void add_following(struct hints *hints, const struct editor *editor)
{
	struct key next;
	size_t at = 0;
	const char *line;
	bool ends;

	while (keymap_next_after(editor->keymap, &at, editor_context(editor), editor->pending,
				 editor->pending_count, &next, &ends, &line)) {
		struct buf notation = BUF_INIT, label = BUF_INIT;

		key_format(&next, &notation);
		keys_label(buf_string(&notation), &label);
		if (ends && !has_line(hints, line))
			add(hints, buf_string(&label), line);
		else if (!ends && !has_key(hints, buf_string(&label)))
			add(hints, buf_string(&label), "...");
		buf_done(&notation);
		buf_done(&label);
	}
	drop_start(hints);
}

size_t editor_hints(const struct editor *editor, struct editor_hint hint[EDITOR_HINTS])
{
	const struct window *window = editor_window(editor);
	struct hints hints = { .hint = hint, .count = 0 };

	if (editor->prompt.kind != PROMPT_NONE)
		add_prompt(&hints, editor);
	else if (editor->pending_count > 0)
		add_following(&hints, editor);
	else if (editor->pager.open)
		add_pager(&hints, editor);
	else if (editor_context(editor) == CONTEXT_LIST)
		add_list(&hints, editor);
	else if (editor_context(editor) == CONTEXT_INSPECTOR)
		add_inspector(&hints, editor);
	else if (editor_context(editor) == CONTEXT_DISASSEMBLY)
		add_disassembly(&hints, editor);
	else if (queue_count(editor->queue) > 0)
		add_line(&hints, editor, "cancel", "stop");
	else if (window && window->selecting)
		add_selection(&hints, editor);
	else if (window && window->editing)
		add_editing(&hints, editor, window);
	else
		add_viewing(&hints, editor, window);
	return hints.count;
}
