/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A byte that is typed digit by digit is in the document from its first digit on; each further
 * digit overwrites it. DOCUMENT_MERGE makes the overwrites one change with the first. (To keep the
 * half byte aside until it is whole was rejected: then there would be two truths, and in place the
 * file would not show what the screen does.)
 */
#include "edit/typing.h"

#include <inttypes.h>
#include <string.h>

#include "base/checked.h"
#include "base/number.h"
#include "base/printable.h"
#include "scan/unclip.h"

enum { STEP = 8 };       /* bytes of digits in one undo step */

/* Typing goes on where it left off, or begins a new undo step. */
static void begin(struct window *window)
{
	window_follow(window);
	window_unselect(window);
	if (window->typed_at != window->cursor ||
	    window->typed_generation != document_generation(window->document))
		document_seal(window->document);
}

static void end(struct window *window, uint64_t cursor, int digit)
{
	window_follow(window);
	window->cursor = min_u64(cursor, window_limit(window));
	window->digit = digit;
	window->hit = false;
	window->typed_at = window->cursor;
	window->typed_generation = document_generation(window->document);
}

static unsigned radix_of(enum number_base base)
{
	static const unsigned radix[] = {
		[BASE_HEX] = 16, [BASE_DECIMAL] = 10, [BASE_OCTAL] = 8, [BASE_BINARY] = 2
	};

	return radix[base];
}

static unsigned power(unsigned radix, int exponent)
{
	unsigned value = 1;

	while (exponent-- > 0)
		value *= radix;
	return value;
}

/* The byte with digit `at` changed; false when it would be too great. */
static bool with_digit(const struct layout *layout, uint8_t old, int at, unsigned digit,
		       uint8_t *byte)
{
	unsigned radix = radix_of(layout->base);
	unsigned unit = power(radix, layout->digits - 1 - at);
	unsigned high = old / (unit * radix) * (unit * radix);
	unsigned low = old % unit;

	if (high + digit * unit + low > UINT8_MAX)
		low = 0;
	if (high + digit * unit + low > UINT8_MAX)
		return false;
	*byte = (uint8_t)(high + digit * unit + low);
	return true;
}

static bool digit_value(const struct window *window, uint32_t code, unsigned *digit,
			struct err *err)
{
	static const char *const names[] = {
		[BASE_HEX] = "hexadecimal", [BASE_DECIMAL] = "decimal",
		[BASE_OCTAL] = "octal", [BASE_BINARY] = "binary",
	};
	enum number_base base = window->layout.base;
	int value = code < 0x80 ? hex_digit_value((int)code) : -1;
	uint8_t text[5] = { 0 };

	if (value >= 0 && (unsigned)value < radix_of(base)) {
		*digit = (unsigned)value;
		return true;
	}
	utf8_encode(code, text);
	return err_set(err, ERR_SYNTAX, "'%s' is no %s digit: Tab changes to the text", text,
		       names[base]);
}

/* What the digits that are not typed yet are. */
static bool old_byte(const struct window *window, uint8_t *byte, struct err *err)
{
	int why;

	if (document_read(window->document, window->cursor, byte, NULL, 1, &why) == 0)
		return true;
	err_set(err, ERR_LOST, "the byte at 0x%" PRIx64 " can not be read, so a digit "
		"can not be changed: put writes whole bytes",
		window_address(window, window->cursor));
	return document_late(why, err);
}

static bool put_digit(struct window *window, unsigned digit, struct err *err)
{
	struct document *document = window->document;
	uint64_t pos = window->cursor;
	int at = window->digit;
	bool inserts = pos == document_size(document) || (window->inserting && at == 0);
	uint8_t byte = 0;

	if (!inserts && !old_byte(window, &byte, err))
		return false;
	if (!with_digit(&window->layout, byte, at, digit, &byte))
		return err_set(err, ERR_RANGE, "the byte would be greater than 255");
	if (!(inserts ? document_insert(document, pos, &byte, 1, DOCUMENT_MERGE, err) :
			document_overwrite(document, pos, &byte, 1, DOCUMENT_MERGE, err)))
		return false;
	if (at + 1 < window->layout.digits)
		end(window, pos, at + 1);
	else
		end(window, pos + 1, 0);
	if (window->digit == 0 && window_address(window, window->cursor) % STEP == 0)
		document_seal(document);
	return true;
}

/* `with` goes in at pos, or over what is there and on past the end. */
static bool splice(struct window *window, struct rope *with, bool inserting, unsigned flags,
		   struct err *err)
{
	uint64_t pos = window->cursor;
	uint64_t over = min_u64(rope_len(with), document_size(window->document) - pos);

	return document_replace(window->document, pos, inserting ? 0 : over, with, flags, err);
}

static bool is_blank(uint32_t code)
{
	return code == ' ' || (code >= '\t' && code <= '\r');
}

static bool put_text(struct window *window, uint32_t code, struct err *err)
{
	struct ropes *ropes = document_ropes(window->document);
	struct buf bytes = BUF_INIT;
	uint8_t text[4];
	uint64_t pos = window->cursor;
	struct rope *rope = NULL;
	bool done;

	if (charset_encode_text(window->charset, (const char *)text, utf8_encode(code, text),
				&bytes, err))
		rope = document_make(ropes, bytes.data, bytes.len, err);
	done = rope && splice(window, rope, window->inserting, DOCUMENT_MERGE, err);
	size_t len = bytes.len;
	buf_done(&bytes);
	rope_unref(ropes, rope);
	if (!done)
		return false;
	end(window, pos + len, 0);
	if (is_blank(code))
		document_seal(window->document);
	return true;
}

bool typing_put(struct window *window, uint32_t code, struct err *err)
{
	unsigned digit = 0;

	if (window->pane == PANE_HEX && !digit_value(window, code, &digit, err))
		return false;
	begin(window);
	return window->pane == PANE_HEX ? put_digit(window, digit, err) :
					  put_text(window, code, err);
}

/* In what the text before the cursor is read: in ASCII only what was typed just now is more than
 * single bytes. */
static const struct charset *charset_before(const struct window *window)
{
	bool typed = window->typed_at == window->cursor &&
		     window->typed_generation == document_generation(window->document);

	if (charset_is_ascii(window->charset) && typed)
		return charset_built_in("utf-8", strlen("utf-8"));
	return window->charset;
}

/* Bytes of the character that ends at the cursor, which is not at the start; one where none
 * does. */
static uint64_t len_before(const struct window *window)
{
	const struct charset *charset = charset_before(window);
	uint8_t bytes[CHARSET_BEHIND];
	size_t len = (size_t)min_u64(sizeof(bytes), window->cursor);
	uint64_t pos = window->cursor - len;
	struct charset_unit unit = { .len = 1 };

	if (window->pane != PANE_TEXT || charset_is_ascii(charset) ||
	    document_read(window->document, pos, bytes, NULL, len, NULL) > 0)
		return 1;
	for (size_t at = charset_start(charset, bytes, len - 1,
				       window->cursor - 1 - window->layout.shift);
	     at < len; at += unit.len) {
		charset_decode(charset, bytes + at, len - at, &unit);
		if (at + unit.len == len && unit.count > 0)
			return unit.len;
	}
	return 1;
}

bool typing_backspace(struct window *window, struct err *err)
{
	bool half = window->digit > 0;
	uint64_t len = half || window->cursor == 0 ? 1 : len_before(window);
	uint64_t pos;

	begin(window);
	if (!half && window->cursor == 0)
		return true;
	pos = half ? window->cursor : window->cursor - len;
	if (window->inserting &&
	    !document_delete(window->document, pos, len, DOCUMENT_MERGE, err))
		return false;
	end(window, pos, 0);
	return true;
}

bool typing_rope(struct window *window, struct rope *rope, bool inserting, struct err *err)
{
	uint64_t pos;

	window_follow(window);
	window_unselect(window);
	document_seal(window->document);
	pos = window->cursor;
	if (!splice(window, rope, inserting, 0, err))
		return false;
	end(window, pos + rope_len(rope), 0);
	document_seal(window->document);
	return true;
}

static bool put_bytes(struct window *window, const struct buf *bytes, struct err *err)
{
	struct ropes *ropes = document_ropes(window->document);
	struct rope *rope;
	bool ok;

	if (!buf_ok(bytes))
		return err_nomem(err);
	if (bytes->len == 0)
		return true;
	rope = document_make(ropes, bytes->data, bytes->len, err);
	ok = rope && typing_rope(window, rope, window->inserting, err);
	rope_unref(ropes, rope);
	return ok;
}

/* Terminals send the line ends of a pasted text as the Enter key does: as carriage returns. */
static void add_lines(const uint8_t *text, size_t len, struct buf *bytes)
{
	buf_add(bytes, text, len);
	for (size_t i = 0; i < bytes->len; i++)
		if (bytes->data[i] == '\r' && (i + 1 == bytes->len || bytes->data[i + 1] != '\n'))
			bytes->data[i] = '\n';
}

static bool add_text(const struct window *window, const uint8_t *text, size_t len,
		     struct buf *bytes, struct err *err)
{
	struct buf lines = BUF_INIT;
	bool ok;

	add_lines(text, len, &lines);
	ok = buf_ok(&lines) || err_nomem(err);
	ok = ok && (lines.len == 0 || charset_encode_text(window->charset,
							  (const char *)lines.data, lines.len,
							  bytes, err));
	buf_done(&lines);
	return ok;
}

bool typing_paste(struct window *window, const uint8_t *text, size_t len, size_t *count,
		  const char **taken_for, struct err *err)
{
	struct buf bytes = BUF_INIT;
	enum unclip_kind kind = UNCLIP_LITERALS;
	bool ok = true;

	if (window->pane == PANE_TEXT)
		ok = add_text(window, text, len, &bytes, err);
	else
		ok = unclip((const char *)text, len, &bytes, &kind, err) ||
		     err_prefix(err, "what was pasted is no bytes");
	*taken_for = kind == UNCLIP_LITERALS ? NULL : unclip_kind_name(kind);
	ok = ok && put_bytes(window, &bytes, err);
	*count = bytes.len;
	buf_done(&bytes);
	return ok;
}
