/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A dump and an array are recognised by something that the others can not have (an address with
 * what follows it, a bracket), so a mistake in one is told as such, and not tried as the next. Many
 * words are base64, so that comes last and must look like it.
 */
#include "scan/unclip.h"

#include <string.h>

#include "base/base64.h"
#include "base/bytes.h"
#include "base/number.h"
#include "scan/undump.h"

enum { BASE64_LEAST = 16, ADDRESS_LEAST = 6, ITEM_MOST = 32 };

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* "0000004c: 7f45", or "0000004c  7f 45  |.E|" and the same with > and <: digits with two blanks
 * after them alone could be bytes. */
static bool is_dump(const char *text, size_t len)
{
	const char *end = memchr(text, '\n', len);
	size_t at = 0, digits = 0;

	while (at < len && is_blank(text[at]))
		at++;
	while (at + digits < len && hex_digit_value((unsigned char)text[at + digits]) >= 0)
		digits++;
	at += digits;
	if (digits < ADDRESS_LEAST || len - at < 2)
		return false;
	for (end = end ? end : text + len; end > text && is_blank(end[-1]);)
		end--;
	return (text[at] == ':' && text[at + 1] == ' ') ||
	       (text[at] == ' ' && end > text && (end[-1] == '|' || end[-1] == '<'));
}

/* The bytes of a dump, from its first address on. */
struct gathered {
	struct buf *out;
	bool begun;
	uint64_t next;
};

static bool gather(void *context, uint64_t pos, const uint8_t *bytes, size_t len, struct err *err)
{
	struct gathered *gathered = context;

	if (gathered->begun && pos != gathered->next)
		return err_set(err, ERR_SYNTAX, "the dump has a gap or goes back");
	gathered->begun = true;
	gathered->next = pos + len;
	buf_add(gathered->out, bytes, len);
	return true;
}

static bool take_dump(const char *text, size_t len, struct buf *out, struct err *err)
{
	struct gathered gathered = { .out = out };
	struct undump *undump = undump_new(false, gather, &gathered, err);
	bool ok = undump && undump_feed(undump, text, len, err) && undump_end(undump, err);

	undump_free(undump);
	return ok;
}

/* What is between the last opening bracket and the next that closes it. */
static bool find_array(const char *text, size_t len, const char **begin, const char **end)
{
	const char *open = memrchr(text, '{', len);

	if (!open)
		open = memrchr(text, '[', len);
	if (!open)
		return false;
	*begin = open + 1;
	*end = memchr(open, *open == '{' ? '}' : ']', (size_t)(text + len - open));
	return *end;
}

/* Blanks and remarks. */
static const char *skip(const char *at, const char *end)
{
	for (;;) {
		while (at < end && is_blank(*at))
			at++;
		if (end - at < 2 || at[0] != '/' || (at[1] != '/' && at[1] != '*'))
			return at;
		const char *stop = at[1] == '/' ? memchr(at, '\n', (size_t)(end - at)) :
						  memmem(at + 2, (size_t)(end - at - 2), "*/", 2);
		at = !stop ? end : at[1] == '/' ? stop + 1 : stop + 2;
	}
}

static bool put_number(const char *item, struct buf *out, struct err *err)
{
	bool negative = *item == '-';
	const char *digits = item + negative;
	uint64_t value;

	if (digits[0] == '0' && digits[1] >= '0' && digits[1] <= '9')
		return err_set(err, ERR_SYNTAX, "%s is octal in C and decimal elsewhere: leave "
			       "its first 0 out, or write 0o or 0x", item);
	if (!number_parse_all(digits, &value, err))
		return false;
	if (value > (negative ? 128 : 255))
		return err_set(err, ERR_RANGE, "%s does not fit in a byte", item);
	buf_add_byte(out, (uint8_t)(negative ? 0 - value : value));
	return true;
}

/* 'L' and '\n' are literals of one byte. */
static bool put_item(const char *item, struct buf *out, struct err *err)
{
	size_t before = out->len;

	if (*item != '\'')
		return put_number(item, out, err);
	return bytes_parse(item, out, err) &&
	       (out->len == before + 1 ||
		err_set(err, ERR_SYNTAX, "%s is not one byte", item));
}

static size_t item_length(const char *at, const char *end)
{
	const char *from = at;
	bool quoted = at < end && *at == '\'';

	/* A comma can be quoted; so can a quote-mark, with \ before it. */
	for (at += quoted; quoted && at < end && *at != '\''; at++)
		at += *at == '\\' && at + 1 < end;
	while (at < end && *at != ',' && !is_blank(*at) && *at != '/')
		at++;
	return (size_t)(at - from);
}

static bool take_array(const char *at, const char *end, struct buf *out, struct err *err)
{
	for (at = skip(at, end); at < end;) {
		char item[ITEM_MOST];
		size_t len = item_length(at, end);

		if (len == 0 || len >= sizeof(item))
			return err_set(err, ERR_SYNTAX, "element %zu of the array is no byte",
				       out->len + 1);
		memcpy(item, at, len);
		item[len] = '\0';
		if (!put_item(item, out, err))
			return err_prefix(err, "the array");
		at = skip(at + len, end);
		if (at < end && *at != ',')
			return err_set(err, ERR_SYNTAX, "the array: a comma is missing after %s",
				       item);
		at = skip(at + (at < end), end);
	}
	return true;
}

/* Lines and tabs are blanks to a literal. */
static bool take_literals(const char *text, size_t len, struct buf *out, struct err *err)
{
	struct buf copy = BUF_INIT;
	bool ok;

	buf_add(&copy, text, len);
	for (size_t i = 0; i < copy.len; i++)
		if (is_blank((char)copy.data[i]))
			copy.data[i] = ' ';
	ok = buf_ok(&copy) ? bytes_parse(buf_string(&copy), out, err) : err_nomem(err);
	buf_done(&copy);
	return ok;
}

/* `data = b"..."`, `bytes.fromhex("7f45")`: from the first quote-mark to the last. */
static bool take_string(const char *text, size_t len, struct buf *out, struct err *err)
{
	const char *open = memchr(text, '"', len), *close = memrchr(text, '"', len);
	bool hex = open && memmem(text, (size_t)(open - text), "hex", 3);

	if (!open || open == close)
		return false;
	return hex ? take_literals(open + 1, (size_t)(close - open - 1), out, err) :
		     take_literals(open, (size_t)(close - open + 1), out, err);
}

/* Words are base64 too: what is meant has all kinds of letters, or says where it ends. */
static bool looks_coded(const char *text, size_t len)
{
	bool upper = false, lower = false, digit = false, sign = false;
	size_t count = 0;

	for (size_t i = 0; i < len; i++) {
		upper = upper || (text[i] >= 'A' && text[i] <= 'Z');
		lower = lower || (text[i] >= 'a' && text[i] <= 'z');
		digit = digit || (text[i] >= '0' && text[i] <= '9');
		sign = sign || text[i] == '=' || text[i] == '+' || text[i] == '/';
		count += !is_blank(text[i]);
	}
	return count >= BASE64_LEAST && (sign || (upper && lower && digit));
}

/* "data:image/png;base64,iVBOR..." */
static bool take_base64(const char *text, size_t len, struct buf *out)
{
	static const char mark[] = ";base64,";
	const char *at = memmem(text, len, mark, sizeof(mark) - 1);

	if (at) {
		at += sizeof(mark) - 1;
		return base64_decode(out, at, (size_t)(text + len - at));
	}
	return looks_coded(text, len) && base64_decode(out, text, len);
}

static bool take(const char *text, size_t len, struct buf *out, enum unclip_kind *kind,
		 struct err *err)
{
	const char *begin, *end;
	size_t before = out->len;
	struct err ignored;

	*kind = UNCLIP_DUMP;
	if (is_dump(text, len))
		return take_dump(text, len, out, err);
	*kind = UNCLIP_LITERALS;
	if (take_literals(text, len, out, err))
		return true;
	*kind = UNCLIP_ARRAY;
	if (!memchr(text, '"', len) && find_array(text, len, &begin, &end))
		return take_array(begin, end, out, err);
	*kind = UNCLIP_STRING;
	if (take_string(text, len, out, &ignored))
		return true;
	out->len = before;
	*kind = UNCLIP_BASE64;
	return take_base64(text, len, out);
}

bool unclip(const char *text, size_t len, struct buf *out, enum unclip_kind *kind, struct err *err)
{
	size_t before = out->len;
	bool ok;

	*kind = UNCLIP_LITERALS;
	if (len > 0 && memchr(text, '\0', len))
		ok = err_set(err, ERR_SYNTAX, "a NUL is no text");
	else
		ok = len == 0 || take(text, len, out, kind, err);
	if (ok && !buf_ok(out))
		ok = err_nomem(err);
	if (!ok && out->len > before)
		out->len = before;
	return ok;
}

const char *unclip_kind_name(enum unclip_kind kind)
{
	static const char *const names[] = { "a dump", "an array", "bytes", "a string", "base64" };

	return names[kind];
}
