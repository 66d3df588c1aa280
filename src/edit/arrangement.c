/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An entry is lines of words, the tree from the root on:
 *
 *	file /home/me/disk.img
 *	show inspector disassembly minimap=entropy
 *	fork beside 32768
 *	pane 0x40 0x0 synced 0x0 focus
 *	pane 0x0 0x0 single 0x0 other /home/me/b%20c.img
 *
 * of a pane the cursor, the first byte, what it scrolls with and from where. "other -" is a
 * document that no name leads back to. The whole is parsed and checked before anything is done, and
 * then built with what the commands use too. It says nothing that could be run.
 */
#include "edit/arrangement.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "edit/minimap.h"
#include "edit/recover.h"

struct node {
	bool fork;
	bool beside;
	unsigned share;
	int first, second;           /* of a fork: indexes; -1: that one is left out */
	uint64_t cursor, top, sync_at;
	bool synced, focus;
	char *other;                 /* owned; NULL: the file itself */
	struct window *window;       /* that it became */
};

struct plan {
	struct node nodes[ARRANGEMENT_NODES];
	int count;
	bool inspector, disassembly;
	bool has_minimap;
	uint64_t minimap;
	const char *at;              /* the rest of the text */
};

static const char *const minimaps[] = { "off", "entropy", "class", "both" };

/* Blanks, '%', controls and what is no ASCII become %XX. */
void arrangement_add_path(struct buf *out, const char *path)
{
	for (; *path; path++) {
		uint8_t byte = (uint8_t)*path;

		if (byte <= ' ' || byte == '%' || byte >= 0x7f)
			buf_format(out, "%%%02x", byte);
		else
			buf_add_byte(out, byte);
	}
}

/* The caller frees it; NULL: a lone '%', a NUL, or no memory. */
static char *take_path(const char *text, size_t len)
{
	char *path = malloc(len + 1), *to = path;

	for (size_t i = 0; path && i < len; i++) {
		char hex[3] = "", *end;
		unsigned long value = (uint8_t)text[i];

		if (text[i] == '%') {
			memcpy(hex, text + i + 1, len - i - 1 < 2 ? len - i - 1 : 2);
			value = strtoul(hex, &end, 16);
			if (end != hex + 2 || value == 0) {
				free(path);
				return NULL;
			}
			i += 2;
		}
		*to++ = (char)value;
	}
	if (to)
		*to = '\0';
	return path;
}

static void add_pane(const struct editor *editor, const struct tile *tile,
		     const struct document *own, struct buf *out)
{
	const struct window *window = tile->content;
	const struct document *document = window->document;
	const char *path = document_path(document);
	char *real = NULL;

	buf_format(out, "pane 0x%" PRIx64 " 0x%" PRIx64 " %s 0x%" PRIx64 "%s", window->cursor,
		   window->top, window->synced ? "synced" : "single", window->sync_at,
		   tile == editor->tiles.focus ? " focus" : "");
	if (document != own) {
		/* A server may not answer. */
		if (path && !document_is_slice(document) && strncmp(path, "shm:", 4) != 0)
			real = document_has_server(document) && *path == '/' ? strdup(path) :
			       document_has_server(document) ? NULL : realpath(path, NULL);
		buf_text(out, " other ");
		arrangement_add_path(out, real ? real : "-");
		free(real);
	}
	buf_add_byte(out, '\n');
}

static void add_tree(const struct editor *editor, const struct tile *tile,
		     const struct document *own, struct buf *out)
{
	if (!tile->first) {
		add_pane(editor, tile, own, out);
		return;
	}
	buf_format(out, "fork %s %u\n", tile->beside ? "beside" : "below", tile->share);
	add_tree(editor, tile->first, own, out);
	add_tree(editor, tile->second, own, out);
}

/* False: there is nothing to be kept, or too much. */
bool arrangement_write(const struct editor *editor, const struct document *own, struct buf *out)
{
	uint64_t minimap = editor->options.minimap;
	int panes = 0;

	for (struct tile *tile = tiles_first(&editor->tiles); tile; tile = tiles_next(tile))
		panes++;
	if (!editor_window(editor) || 2 * panes - 1 > ARRANGEMENT_NODES ||
	    (panes == 1 && !editor->inspector.open && !editor->disassembly.open))
		return false;
	buf_format(out, "show%s%s minimap=%s\n", editor->inspector.open ? " inspector" : "",
		   editor->disassembly.open ? " disassembly" : "",
		   minimap < sizeof(minimaps) / sizeof(minimaps[0]) ? minimaps[minimap] : "off");
	add_tree(editor, editor->tiles.root, own, out);
	return true;
}

/* The next word of the line; false: there is none. */
static bool take_word(const char **at, const char **word, size_t *len)
{
	*at += strspn(*at, " ");
	*word = *at;
	*len = strcspn(*at, " \n");
	*at += *len;
	return *len > 0;
}

static bool is_word(const char *word, size_t len, const char *wanted)
{
	return strlen(wanted) == len && memcmp(word, wanted, len) == 0;
}

static bool take_number(const char **at, uint64_t *number)
{
	const char *word;
	char *end;
	size_t len;

	if (!take_word(at, &word, &len) || word[0] < '0' || word[0] > '9')
		return false;
	*number = strtoull(word, &end, 0);
	return end == word + len;
}

static bool end_line(const char **at)
{
	*at += strspn(*at, " ");
	if (**at != '\n')
		return **at == '\0';
	(*at)++;
	return true;
}

static bool take_show(struct plan *plan)
{
	const char *word;
	size_t len;

	if (!take_word(&plan->at, &word, &len) || !is_word(word, len, "show"))
		return false;
	while (take_word(&plan->at, &word, &len)) {
		plan->inspector |= is_word(word, len, "inspector");
		plan->disassembly |= is_word(word, len, "disassembly");
		for (uint64_t i = 0; i < sizeof(minimaps) / sizeof(minimaps[0]); i++) {
			size_t name = strlen("minimap=");

			if (len <= name || memcmp(word, "minimap=", name) != 0 ||
			    !is_word(word + name, len - name, minimaps[i]))
				continue;
			plan->has_minimap = true;
			plan->minimap = i;
		}
	}
	return end_line(&plan->at);
}

static bool take_pane(struct plan *plan, struct node *node)
{
	const char *word;
	size_t len;

	if (!take_number(&plan->at, &node->cursor) || !take_number(&plan->at, &node->top) ||
	    !take_word(&plan->at, &word, &len))
		return false;
	node->synced = is_word(word, len, "synced");
	if (!take_number(&plan->at, &node->sync_at))
		return false;
	while (take_word(&plan->at, &word, &len)) {
		node->focus |= is_word(word, len, "focus");
		if (is_word(word, len, "other") && !node->other) {
			if (!take_word(&plan->at, &word, &len))
				return false;
			node->other = take_path(word, len);
			if (!node->other)
				return false;
		}
	}
	return end_line(&plan->at);
}

/* The index of the node that begins here; -1: it is wrong. */
static int take_node(struct plan *plan)
{
	int index = plan->count;
	struct node *node = &plan->nodes[index];
	const char *word;
	uint64_t share;
	size_t len;

	if (plan->count == ARRANGEMENT_NODES || !take_word(&plan->at, &word, &len))
		return -1;
	plan->count++;
	node->fork = is_word(word, len, "fork");
	if (is_word(word, len, "pane"))
		return take_pane(plan, node) ? index : -1;
	if (!node->fork || !take_word(&plan->at, &word, &len) ||
	    !take_number(&plan->at, &share) || share > 65536 || !end_line(&plan->at))
		return -1;
	node->beside = is_word(word, len, "beside");
	node->share = (unsigned)share;
	node->first = take_node(plan);
	node->second = node->first < 0 ? -1 : take_node(plan);
	return node->second < 0 ? -1 : index;
}

/* Without the panes that are not to be: the node that is left in its place, or -1. */
static int prune(struct plan *plan, int index, bool others)
{
	struct node *node = &plan->nodes[index];

	if (!node->fork)
		return node->other && (!others || node->other[0] != '/') ? -1 : index;
	node->first = prune(plan, node->first, others);
	node->second = prune(plan, node->second, others);
	if (node->first < 0 || node->second < 0)
		return node->first < 0 ? node->second : node->first;
	return index;
}

/* What can not be opened is left as a pane of the file itself. */
static void open_other(struct editor *editor, const char *path)
{
	const struct document_options options = { .mode = editor->open_mode };
	struct err err;

	if (editor_open(editor, path, &options, &err))
		recover_begin(editor, editor_window(editor));
	else
		editor_error(editor, &err);
}

static bool build(struct editor *editor, struct plan *plan, int index, struct tile *tile,
		  struct err *err)
{
	struct node *node = &plan->nodes[index];
	struct tile *fork;

	editor_focus(editor, tile);
	if (!node->fork) {
		if (node->other)
			open_other(editor, node->other);
		node->window = editor_window(editor);
		return true;
	}
	if (!editor_split(editor, node->beside, err))
		return false;
	fork = editor->tiles.focus->parent;
	fork->share = node->share;
	return build(editor, plan, node->first, fork->first, err) &&
	       build(editor, plan, node->second, fork->second, err);
}

/* After all are there: those that scroll together would follow each other before. */
static void put_in_place(struct editor *editor, const struct plan *plan)
{
	struct tile *focus = NULL;

	for (int i = 0; i < plan->count; i++) {
		const struct node *node = &plan->nodes[i];
		struct window *window = node->window;
		uint64_t limit = window ? window_limit(window) : 0;

		if (!window)
			continue;
		window_go(window, min_u64(node->cursor, limit), false);
		window->top = min_u64(node->top, limit);
		window->synced = node->synced;
		window->sync_at = node->sync_at;
		if (node->focus || !focus)
			focus = tiles_find(&editor->tiles, window);
	}
	if (focus)
		editor_focus(editor, focus);
	editor->inspector.open = plan->inspector;
	editor->disassembly.open = plan->disassembly;
	if (plan->has_minimap)
		editor->options.minimap = plan->minimap;
}

static void plan_done(struct plan *plan)
{
	for (int i = 0; i < plan->count; i++)
		free(plan->nodes[i].other);
}

bool arrangement_read(struct editor *editor, const char *text, bool others, struct err *err)
{
	struct plan plan = { .at = text };
	int root = take_show(&plan) ? take_node(&plan) : -1;
	bool ok = root >= 0 && (*plan.at == '\0' || strncmp(plan.at, "file ", 5) == 0);

	if (!ok)
		err_set(err, ERR_SYNTAX, "what was kept of the panes can not be understood");
	else
		root = prune(&plan, root, others);
	if (ok && root >= 0)
		ok = build(editor, &plan, root, editor->tiles.focus, err);
	if (ok)
		put_in_place(editor, &plan);
	plan_done(&plan);
	return ok;
}
