/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The text is kept as one run with the start of each line beside it. Tabs are spread when it is
 * opened, so that painters meet characters with a width alone.
 */
#include "edit/pager.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/checked.h"
#include "base/printable.h"

enum { TAB = 8 };

void pager_init(struct pager *pager)
{
	*pager = (struct pager){ .title = BUF_INIT, .text = BUF_INIT, .wanted = BUF_INIT };
}

void pager_done(struct pager *pager)
{
	buf_done(&pager->title);
	buf_done(&pager->text);
	buf_done(&pager->wanted);
	free(pager->data);
	pager->data = NULL;
	pager->write = NULL;
	free(pager->lines);
	pager->lines = NULL;
	pager->line_count = 0;
	pager->open = false;
}

/* Everything but line ends, tabs and the heading mark is made safe. */
static void add_line(struct buf *out, const char *line, size_t len)
{
	if (len > 0 && *line == '\f') {
		buf_add(out, line, 1);
		line++;
		len--;
	}
	size_t start = out->len;
	while (len > 0) {
		const char *tab = memchr(line, '\t', len);
		size_t part = tab ? (size_t)(tab - line) : len;
		printable_add(out, line, part);
		if (tab && buf_ok(out)) {
			int cells = printable_cells((char *)out->data + start, out->len - start);
			buf_fill(out, ' ', (size_t)(TAB - cells % TAB));
			part++;
		}
		line += part;
		len -= part;
	}
	buf_text(out, "\n");
}

static size_t count_lines(const char *text)
{
	size_t count = 0;
	for (const char *at = text; *at; count++) {
		at += strcspn(at, "\n");
		at += *at == '\n';
	}
	return count;
}

bool pager_open(struct pager *pager, const char *title, const char *text, struct err *err)
{
	struct pager made = { .title = BUF_INIT, .text = BUF_INIT, .wanted = BUF_INIT };
	size_t count = count_lines(text);
	made.lines = calloc(count + 1, sizeof *made.lines);
	printable_add(&made.title, title, strlen(title));
	for (const char *at = text; *at; made.line_count++) {
		size_t len = strcspn(at, "\n");
		if (made.lines)
			made.lines[made.line_count] = made.text.len;
		add_line(&made.text, at, len);
		at += len + (at[len] == '\n');
	}
	if (!made.lines || !buf_ok(&made.title) || !buf_ok(&made.text)) {
		pager_done(&made);
		return err_nomem(err);
	}
	made.lines[count] = made.text.len;
	made.open = true;
	pager_done(pager);
	*pager = made;
	return true;
}

void pager_close(struct pager *pager)
{
	pager_done(pager);
	pager_init(pager);
}

void pager_depends(struct pager *pager, pager_write *write, void *data)
{
	free(pager->data);
	pager->write = write;
	pager->data = data;
}

void pager_resize(struct pager *pager, int rows, int cols)
{
	struct pager made = { .open = false };
	struct buf text = BUF_INIT, old = pager->text;
	struct err ignored;

	if (!pager->open || !pager->write)
		return;
	pager->write(pager->data, rows, cols, &text);
	if (buf_ok(&text) && pager_open(&made, "", buf_string(&text), &ignored)) {
		size_t *lines = pager->lines;
		size_t count = made.line_count, shown = rows > 0 ? (size_t)rows : 1;

		pager->text = made.text;
		pager->lines = made.lines;
		pager->line_count = count;
		pager->top = min_size(pager->top, count - min_size(count, shown));
		made.text = old;
		made.lines = lines;
		pager_done(&made);
	}
	buf_done(&text);
}

void pager_scroll(struct pager *pager, int64_t lines, int rows)
{
	size_t shown = rows > 0 ? (size_t)rows : 1;
	size_t last = pager->line_count > shown ? pager->line_count - shown : 0;
	uint64_t by = lines < 0 ? 0 - (uint64_t)lines : (uint64_t)lines;
	if (lines < 0)
		pager->top = by < pager->top ? pager->top - (size_t)by : 0;
	else if (pager->top < last)
		pager->top = by < last - pager->top ? pager->top + (size_t)by : last;
}

void pager_shift(struct pager *pager, int cells)
{
	int longest = 1, left = pager->left + cells;

	for (size_t i = 0; i < pager->line_count; i++) {
		bool heading;
		size_t len;
		const char *line = pager_line(pager, i, &len, &heading);
		int width = printable_cells(line, len);
		longest = width > longest ? width : longest;
	}
	pager->left = left < 0 ? 0 : left < longest ? left : longest - 1;
}

const char *pager_line(const struct pager *pager, size_t index, size_t *len, bool *heading)
{
	assert(index < pager->line_count);
	const char *line = (const char *)pager->text.data + pager->lines[index];
	size_t bytes = pager->lines[index + 1] - pager->lines[index] - 1;
	*heading = bytes > 0 && *line == '\f';
	*len = bytes - *heading;
	return line + *heading;
}

static bool line_has(const struct pager *pager, size_t index, const char *wanted, size_t want)
{
	bool heading;
	size_t len;
	const char *line = pager_line(pager, index, &len, &heading);
	for (size_t i = 0; want <= len && i <= len - want; i++)
		if (strncasecmp(line + i, wanted, want) == 0)
			return true;
	return false;
}

bool pager_find(struct pager *pager, const char *text, bool backward)
{
	if (text) {
		buf_clear(&pager->wanted);
		buf_text(&pager->wanted, text);
	}
	const char *wanted = buf_string(&pager->wanted);
	size_t count = pager->line_count;
	for (size_t step = 1; *wanted && step <= count; step++) {
		size_t index = (pager->top + (backward ? count - step : step)) % count;
		if (line_has(pager, index, wanted, strlen(wanted))) {
			pager->top = index;
			return true;
		}
	}
	return false;
}
