/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How it works: plain text is read digit by digit. A dump is collected by lines, because the two
 * blanks that hexdump -C puts in the middle of a row can only be told from the two that end the
 * digits of xxd by looking at the end of the line: hexdump and od close their text with "|" and
 * "<".
 *
 * Bytes are gathered while their addresses continue each other, and given to the sink in long
 * runs.
 */
#include "scan/undump.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/checked.h"

enum {
	RUN = 64 << 10,          /* bytes given to the sink at once */
	LINE = 1 << 20,          /* longest line of a dump */
	REPEAT = 4096,           /* bytes that "*" adds at once, about */
};

struct undump {
	bool plain;
	undump_sink *sink;
	void *context;           /* of the sink, borrowed */
	uint64_t number;         /* of the line that is read, from 1 */
	int high;                /* plain: the first digit of a byte, or -1 */
	struct buf line;         /* dump: the line so far */
	struct buf row;          /* dump: bytes of the last row that had some */
	uint64_t row_end;        /* the position after them */
	bool repeat;             /* a "*" followed */
	struct buf run;          /* bytes not yet given to the sink */
	uint64_t run_pos;        /* where they belong */
	int8_t digits[256];      /* value of a digit, -1 for what is none */
};

/* A line that is being taken apart. */
struct cursor {
	const char *at;
	const char *end;
};

struct undump *undump_new(bool plain, undump_sink *sink, void *context, struct err *err)
{
	struct undump *undump = calloc(1, sizeof(*undump));

	if (undump == NULL) {
		err_nomem(err);
		return NULL;
	}
	undump->plain = plain;
	undump->sink = sink;
	undump->context = context;
	undump->number = 1;
	undump->high = -1;
	for (int c = 0; c < 256; c++)
		undump->digits[c] = (int8_t)hex_digit_value(c);
	return undump;
}

void undump_free(struct undump *undump)
{
	if (undump == NULL)
		return;
	buf_done(&undump->line);
	buf_done(&undump->row);
	buf_done(&undump->run);
	free(undump);
}

static bool flush(struct undump *undump, struct err *err)
{
	struct buf *run = &undump->run;

	if (!buf_ok(run))
		return err_nomem(err);
	if (run->len == 0)
		return true;
	if (!undump->sink(undump->context, undump->run_pos, run->data, run->len, err))
		return false;
	undump->run_pos += run->len;
	buf_clear(run);
	return true;
}

static bool emit(struct undump *undump, uint64_t pos, const uint8_t *bytes, size_t len,
		 struct err *err)
{
	struct buf *run = &undump->run;

	if (run->len > 0 && (pos != undump->run_pos + run->len || len > RUN - run->len)) {
		if (!flush(undump, err))
			return false;
	}
	if (run->len == 0)
		undump->run_pos = pos;
	for (size_t part; len > 0; len -= part, bytes += part) {
		part = min_size(len, RUN - run->len);
		buf_add(run, bytes, part);
		if (run->len == RUN && !flush(undump, err))
			return false;
	}
	return buf_ok(run) || err_nomem(err);
}

static bool bad_character(const struct undump *undump, char c, const char *what, struct err *err)
{
	unsigned char byte = (unsigned char)c;

	if (byte > ' ' && byte < 0x7f)
		return err_set(err, ERR_SYNTAX, "line %" PRIu64 ": \"%c\" is %s", undump->number,
			       c, what);
	return err_set(err, ERR_SYNTAX, "line %" PRIu64 ": the character 0x%02x is %s",
		       undump->number, byte, what);
}

static int digit(const struct undump *undump, char c)
{
	return undump->digits[(unsigned char)c];
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* The digits at the cursor. What follows them must not belong to a word. */
static bool take_address(const struct undump *undump, struct cursor *cursor, uint64_t *address,
			 struct err *err)
{
	uint64_t value = 0;

	if (digit(undump, *cursor->at) < 0)
		return bad_character(undump, *cursor->at, "not the start of an address", err);
	for (; cursor->at < cursor->end && digit(undump, *cursor->at) >= 0; cursor->at++) {
		if (value >> 60 != 0)
			return err_set(err, ERR_RANGE, "line %" PRIu64 ": the address does not "
				       "fit in 64 bits (is this plain hexadecimal?)",
				       undump->number);
		value = value << 4 | (uint64_t)digit(undump, *cursor->at);
	}
	*address = value;
	if (cursor->at < cursor->end && *cursor->at != ':' && !is_blank(*cursor->at))
		return bad_character(undump, *cursor->at, "no part of an address", err);
	return true;
}

/* Steps over what stands between address and digits. More of it is a row without bytes. Returns
 * whether there was a colon. */
static bool take_separator(struct cursor *cursor)
{
	bool colon = false;

	for (int most = 2; most > 0 && cursor->at < cursor->end; most--) {
		if (*cursor->at != ':' && !is_blank(*cursor->at))
			break;
		colon = colon || *cursor->at == ':';
		cursor->at++;
	}
	return colon;
}

/* Where hexdump -C and od -t x1z begin their text, or NULL when the line is not of theirs. */
static const char *closed_text(const struct cursor *cursor)
{
	char close = cursor->at < cursor->end ? cursor->end[-1] : '\0';
	char open = close == '<' ? '>' : '|';

	if (close != '|' && close != '<')
		return NULL;
	for (const char *at = cursor->at; at < cursor->end - 1; at++) {
		if (*at == open && at[-1] == ' ')
			return at;
	}
	return NULL;
}

static bool take_byte(struct undump *undump, struct cursor *cursor, struct err *err)
{
	int high = digit(undump, cursor->at[0]), low;

	if (cursor->at[0] == '?')
		return err_set(err, ERR_SYNTAX, "line %" PRIu64 ": \"??\" stands for a byte that "
			       "could not be read: write its value, or take the line out",
			       undump->number);
	if (high < 0)
		return bad_character(undump, cursor->at[0], "not a hexadecimal digit", err);
	low = cursor->at + 1 < cursor->end ? digit(undump, cursor->at[1]) : -1;
	if (low < 0)
		return err_set(err, ERR_SYNTAX, "line %" PRIu64 ": \"%c\" is half a byte",
			       undump->number, cursor->at[0]);
	buf_add_byte(&undump->row, (uint8_t)(high << 4 | low));
	cursor->at += 2;
	return true;
}

/* All digits of the line into undump->row. `text`: where they end at the latest, and blanks before
 * it are only gaps; or NULL. */
static bool take_bytes(struct undump *undump, struct cursor *cursor, const char *text,
		       struct err *err)
{
	bool gaps = text != NULL;

	if (gaps)
		cursor->end = text;
	buf_clear(&undump->row);
	while (cursor->at < cursor->end) {
		if (!is_blank(*cursor->at)) {
			if (!take_byte(undump, cursor, err))
				return false;
			continue;
		}
		cursor->at++;
		if (!gaps && cursor->at < cursor->end && is_blank(*cursor->at))
			break;
	}
	return buf_ok(&undump->row) || err_nomem(err);
}

/* What "*" stands for: the last row again and again, up to `address`. */
static bool repeat_row(struct undump *undump, uint64_t address, struct err *err)
{
	size_t len = undump->row.len, whole;
	struct buf rows = BUF_INIT;
	bool done = false;

	undump->repeat = false;
	if (address < undump->row_end)
		return err_set(err, ERR_SYNTAX, "line %" PRIu64 ": the address after \"*\" lies "
			       "before the row that is repeated", undump->number);
	while (rows.len < REPEAT && buf_ok(&rows))
		buf_add(&rows, undump->row.data, len);
	if (!buf_ok(&rows)) {
		err_nomem(err);
		goto out;
	}
	for (whole = rows.len; undump->row_end < address; undump->row_end += len) {
		len = (size_t)min_u64(address - undump->row_end, whole);
		if (!emit(undump, undump->row_end, rows.data, len, err))
			goto out;
	}
	done = true;
out:
	buf_done(&rows);
	return done;
}

static bool take_row(struct undump *undump, struct cursor *cursor, struct err *err)
{
	uint64_t address = 0;
	bool colon;

	if (!take_address(undump, cursor, &address, err))
		return false;
	if (undump->repeat && !repeat_row(undump, address, err))
		return false;
	if (cursor->at == cursor->end)
		return true;
	colon = take_separator(cursor);
	if (cursor->at == cursor->end || is_blank(*cursor->at))
		return true;
	if (!take_bytes(undump, cursor, colon ? NULL : closed_text(cursor), err))
		return false;
	if (!add_fits(address, undump->row.len, &undump->row_end))
		return err_set(err, ERR_RANGE, "line %" PRIu64 ": the row reaches past 64 bits",
			       undump->number);
	return emit(undump, address, undump->row.data, undump->row.len, err);
}

static bool take_line(struct undump *undump, const char *text, size_t len, struct err *err)
{
	struct cursor cursor = { text, text + len };

	while (cursor.at < cursor.end && is_blank(*cursor.at))
		cursor.at++;
	while (cursor.at < cursor.end && is_blank(cursor.end[-1]))
		cursor.end--;
	if (cursor.at == cursor.end)
		return true;
	if (*cursor.at == '*' && cursor.at + 1 == cursor.end) {
		undump->repeat = undump->row.len > 0;
		return true;
	}
	return take_row(undump, &cursor, err);
}

static bool keep_line_part(struct undump *undump, const char *text, size_t len, struct err *err)
{
	if (len > LINE - undump->line.len)
		return err_set(err, ERR_RANGE, "line %" PRIu64 " is longer than %d bytes: this is "
			       "no dump", undump->number, LINE);
	buf_add(&undump->line, text, len);
	return buf_ok(&undump->line) || err_nomem(err);
}

static bool feed_dump(struct undump *undump, const char *text, size_t len, struct err *err)
{
	struct buf *line = &undump->line;

	while (len > 0) {
		const char *end = memchr(text, '\n', len);
		size_t part = end != NULL ? (size_t)(end - text) : len;
		bool ok;

		if (end == NULL || line->len > 0) {
			if (!keep_line_part(undump, text, part, err))
				return false;
		}
		if (end == NULL)
			return true;
		ok = line->len > 0 ? take_line(undump, (const char *)line->data, line->len, err)
				   : take_line(undump, text, part, err);
		if (!ok)
			return false;
		buf_clear(line);
		undump->number++;
		text += part + 1;
		len -= part + 1;
	}
	return true;
}

static bool feed_plain(struct undump *undump, const char *text, size_t len, struct err *err)
{
	uint8_t bytes[4096];
	size_t count = 0;

	for (size_t i = 0; i < len; i++) {
		int value = digit(undump, text[i]);

		if (value >= 0 && undump->high >= 0) {
			bytes[count++] = (uint8_t)(undump->high << 4 | value);
			undump->high = -1;
		} else if (value >= 0) {
			undump->high = value;
		} else if (text[i] == '\n') {
			undump->number++;
		} else if (!is_blank(text[i])) {
			return bad_character(undump, text[i], "not a hexadecimal digit", err);
		}
		if (count < sizeof(bytes) && i + 1 < len)
			continue;
		if (!emit(undump, undump->run_pos + undump->run.len, bytes, count, err))
			return false;
		count = 0;
	}
	return true;
}

bool undump_feed(struct undump *undump, const char *text, size_t len, struct err *err)
{
	if (undump->plain)
		return feed_plain(undump, text, len, err);
	return feed_dump(undump, text, len, err);
}

bool undump_end(struct undump *undump, struct err *err)
{
	struct buf *line = &undump->line;

	if (undump->high >= 0)
		return err_set(err, ERR_SYNTAX, "line %" PRIu64 ": the last digit is half a byte",
			       undump->number);
	if (line->len > 0 && !take_line(undump, (const char *)line->data, line->len, err))
		return false;
	buf_clear(line);
	return flush(undump, err);
}
