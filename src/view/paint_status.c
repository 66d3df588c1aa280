/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The status line: on the left the name, on the right what is special and where one is. Items have
 * a rank; when the line is narrow the highest ranks go first, then the name is cut at its start
 * (the end of a path tells more).
 */
#include "view/paint.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "base/printable.h"

enum { ITEM_MOST = 16, ITEM_TEXT = 64, NAME_LEAST = 6 };

struct item {
	char text[ITEM_TEXT];
	enum style style;
	int rank;                /* 0 stays longest */
};

struct items {
	struct item item[ITEM_MOST];
	int count;
};

static void add(struct items *items, int rank, enum style style, const char *format, ...)
	BURIN_PRINTF(4, 5);

static void add(struct items *items, int rank, enum style style, const char *format, ...)
{
	struct item *item = &items->item[items->count++];
	va_list list;

	assert(items->count <= ITEM_MOST);
	item->rank = rank;
	item->style = style;
	va_start(list, format);
	vsnprintf(item->text, sizeof(item->text), format, list);
	va_end(list);
}

static void add_state(struct items *items, const struct editor *editor,
		      const struct window *window)
{
	static const char *const modes[] = {
		[DOCUMENT_COPY] = "copy",
		[DOCUMENT_WRITE] = "in place",
		[DOCUMENT_READ] = "read only",
	};
	static const char *const disks[] = {
		[DISK_CHANGED] = "changed on disk",
		[DISK_GROWN] = "grown on disk",
		[DISK_SHRUNK] = "cut on disk",
		[DISK_REPLACED] = "replaced on disk",
		[DISK_GONE] = "gone from disk",
	};
	enum document_mode mode = document_mode(window->document);

	add(items, 2, mode == DOCUMENT_COPY ? STYLE_STATUS : STYLE_STATUS_MARK, "%s", modes[mode]);
	if (mode == DOCUMENT_COPY && !document_can_save(window->document) &&
	    document_path(window->document))
		add(items, 4, STYLE_STATUS_MARK, "file read-only");
	if (window->buffer->tailing)
		add(items, 1, STYLE_STATUS_MARK, "following");
	if (window->buffer->disk != DISK_SAME)
		add(items, 1, STYLE_STATUS_MARK, "%s", disks[window->buffer->disk]);
	if (mode != DOCUMENT_READ && editor->recover != RECOVER_IGNORE &&
	    document_path(window->document) && !document_is_logged(window->document))
		add(items, 3, STYLE_STATUS_MARK, "no recovery");
	if (document_is_modified(window->document))
		add(items, 1, STYLE_STATUS_MARK, "changed");
	if (editor->macros.recording)
		add(items, 1, STYLE_STATUS_MARK, "recording %c", editor->macros.recording);
	if (window->editing)
		add(items, 1, STYLE_STATUS_MARK, window->inserting ? "INSERT" : "OVERWRITE");
}

/* Where there is no room for all. */
static void add_panes(struct items *items, const struct tiles *tiles)
{
	int count = 0, present = 0;

	for (struct tile *tile = tiles_first(tiles); tile; tile = tiles_next(tile)) {
		count++;
		if (tile == tiles->focus)
			present = count;
	}
	if (tiles->shown < count)
		add(items, 2, STYLE_STATUS_MARK, "pane %d/%d", present, count);
}

static unsigned percent(uint64_t pos, uint64_t size)
{
	return size == 0 ? 0 : (unsigned)((unsigned __int128)pos * 100 / size);
}

/* The one under the cursor; its comment is in the row of the messages. */
static void add_note(struct items *items, const struct window *window)
{
	const struct notes *notes = &window->buffer->notebook.notes;
	size_t index = notes_at(notes, window->cursor);
	struct buf safe = BUF_INIT;

	if (index == SIZE_MAX)
		return;
	printable_add(&safe, notes->list[index].name, strlen(notes->list[index].name));
	/* Not cut inside of a character. */
	if (safe.len < ITEM_TEXT - 1)
		add(items, 2, STYLE_STATUS_MARK, "@%s", buf_string(&safe));
	else
		add(items, 2, STYLE_STATUS_MARK, "a note");
	buf_done(&safe);
}

static void add_place(struct items *items, const struct editor *editor, const struct window *window)
{
	uint64_t size = document_size(window->document);
	uint64_t address = window_address(window, window->cursor);
	uint64_t pos, len;
	char text[NUMBER_TEXT];

	add_note(items, window);
	if (window_selection(window, &pos, &len))
		add(items, 1, STYLE_STATUS_MARK, "sel %" PRIu64, len);
	add(items, 0, STYLE_STATUS, editor->options.upper ? "0x%" PRIX64 : "0x%" PRIx64, address);
	add(items, 3, STYLE_STATUS, "%" PRIu64, address);
	add(items, 4, STYLE_STATUS, "%u%%", percent(window->cursor, size));
	add(items, 5, STYLE_STATUS, "%s", number_size(size, text));
}

static int items_width(const struct items *items)
{
	int width = 0;

	for (int i = 0; i < items->count; i++)
		width += printable_cells(items->item[i].text, strlen(items->item[i].text)) + 2;
	return width;
}

/* Drops the item of the highest rank; false when only rank 0 is left. */
static bool drop_one(struct items *items)
{
	int worst = -1;

	for (int i = 0; i < items->count; i++) {
		int rank = items->item[i].rank;
		if (rank > 0 && (worst < 0 || rank >= items->item[worst].rank))
			worst = i;
	}
	if (worst < 0)
		return false;
	memmove(&items->item[worst], &items->item[worst + 1],
		(size_t)(items->count - worst - 1) * sizeof(struct item));
	items->count--;
	return true;
}

static struct span text_span(const char *text)
{
	return (struct span){ (const uint8_t *)text, strlen(text) };
}

void paint_name(struct grid *grid, int row, struct span name, int room, enum style style)
{
	struct buf safe = BUF_INIT;

	printable_add(&safe, (const char *)name.data, name.len);
	const char *text = buf_string(&safe);
	size_t len = strlen(text), from = 0;
	int col = 0;
	if (printable_cells(text, len) > room && room > 1) {
		while (from < len && printable_cells(text + from, len - from) > room - 1) {
			uint32_t code;
			size_t used = utf8_decode((const uint8_t *)text + from, len - from, &code);
			from += used ? used : 1;
		}
		grid_put(grid, row, col++, '<', style, 0);
	}
	grid_text(grid, row, col, room - col, text + from, len - from, style);
	buf_done(&safe);
}

static void paint_items(struct grid *grid, int row, const struct items *items)
{
	int col = grid->cols - items_width(items) + 1;

	if (col < 0)
		col = 0;
	for (int i = 0; i < items->count; i++) {
		const struct item *item = &items->item[i];
		col = grid_string(grid, row, col, item->text, item->style) + 2;
	}
}

void paint_status(const struct editor *editor, struct grid *grid, int row, int why)
{
	const struct window *window = editor_window(editor);
	struct items items = { .count = 0 };
	struct span name = text_span("burin");

	if (row < 0)
		return;
	grid_fill(grid, row, 0, grid->cols, ' ', STYLE_STATUS);
	if (editor->pager.open) {
		const struct pager *pager = &editor->pager;
		name = (struct span){ pager->title.data, pager->title.len };
		add(&items, 0, STYLE_STATUS, "%zu/%zu", pager->line_count ? pager->top + 1 : 0,
		    pager->line_count);
	} else if (window) {
		name = text_span(document_name(window->document));
		if (why == EAGAIN)
			add(&items, 1, STYLE_STATUS_MARK, "waiting for the disk");
		else if (why != PAINT_KNOWN)
			add(&items, 1, STYLE_STATUS_MARK, "unreadable: %s",
			    why ? strerror(why) : "the file was cut");
		add_panes(&items, &editor->tiles);
		add_state(&items, editor, window);
		add_place(&items, editor, window);
	}
	while (items_width(&items) + NAME_LEAST > grid->cols && drop_one(&items))
		;
	int room = grid->cols - items_width(&items);
	if (name.len > 0 && room > 0)
		paint_name(grid, row, name, room, STYLE_STATUS);
	paint_items(grid, row, &items);
}
