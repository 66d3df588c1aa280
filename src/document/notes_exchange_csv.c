/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * CSV as RFC 4180 has it, line ends of any kind. The first line names the columns, in any order, so
 * what a spreadsheet wrote is read as well.
 */
#include "document/notes_exchange_private.h"

#include <inttypes.h>
#include <string.h>

enum { COLUMNS = 16, COLUMN_NAME = 16 };

struct csv {
	const char *at;
	size_t left;
	uint64_t line;
	struct err *err;
};

static bool peek(const struct csv *csv, char wanted)
{
	return csv->left > 0 && *csv->at == wanted;
}

static char take(struct csv *csv)
{
	csv->line += *csv->at == '\n';
	csv->left--;
	return *csv->at++;
}

static bool take_quoted(struct csv *csv, struct buf *field)
{
	take(csv);
	while (csv->left > 0) {
		char c = take(csv);

		if (c == '"' && !peek(csv, '"'))
			return true;
		if (c == '"')
			take(csv);
		buf_add_byte(field, (uint8_t)c);
	}
	return err_set(csv->err, ERR_SYNTAX, "line %" PRIu64 ": a quote is not closed", csv->line);
}

/* One field; *last says that the line ends behind it. */
static bool take_field(struct csv *csv, struct buf *field, bool *last)
{
	buf_clear(field);
	if (peek(csv, '"') && !take_quoted(csv, field))
		return false;
	while (csv->left > 0 && !peek(csv, ',') && !peek(csv, '\n') && !peek(csv, '\r'))
		buf_add_byte(field, (uint8_t)take(csv));
	*last = !peek(csv, ',');
	if (!*last)
		take(csv);
	if (peek(csv, '\r') && *last)
		take(csv);
	if (peek(csv, '\n') && *last)
		take(csv);
	return buf_ok(field) || err_nomem(csv->err);
}

static bool take_names(struct csv *csv, char names[COLUMNS][COLUMN_NAME])
{
	struct buf field = BUF_INIT;
	bool last = false, ok = true, placed = false;

	for (int i = 0; ok && !last; i++) {
		ok = take_field(csv, &field, &last);
		if (!ok || i >= COLUMNS || field.len >= COLUMN_NAME || field.len == 0)
			continue;
		memcpy(names[i], field.data, field.len);
		placed = placed || strcmp(names[i], "offset") == 0;
	}
	buf_done(&field);
	return ok && (placed || err_set(csv->err, ERR_SYNTAX,
					"the first line does not name a column \"offset\""));
}

static bool take_row(struct csv *csv, char names[COLUMNS][COLUMN_NAME], struct notes *notes)
{
	struct notes_draft draft = { 0 };
	struct buf field = BUF_INIT;
	uint64_t line = csv->line;
	bool last = false, ok = true;

	for (int i = 0; ok && !last; i++) {
		ok = take_field(csv, &field, &last);
		if (ok && i < COLUMNS && names[i][0] != '\0')
			ok = notes_draft_set(&draft, names[i], &field, csv->err) ||
			     err_prefix(csv->err, "line %" PRIu64, line);
	}
	ok = ok && (notes_draft_add(&draft, notes, csv->err) ||
		    err_prefix(csv->err, "line %" PRIu64, line));
	notes_draft_done(&draft);
	buf_done(&field);
	return ok;
}

bool notes_import_csv(struct notes *notes, const char *text, size_t len, struct err *err)
{
	char names[COLUMNS][COLUMN_NAME] = { { 0 } };
	struct csv csv = { .at = text, .left = len, .line = 1, .err = err };

	if (!take_names(&csv, names))
		return false;
	while (csv.left > 0) {
		if (peek(&csv, '\n') || peek(&csv, '\r'))
			take(&csv);
		else if (!take_row(&csv, names, notes))
			return false;
	}
	return true;
}
