/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The encodings, and one string by itself: what is shown of it, and whether it is one still. They
 * are those of scan/charset.h; the ones that GNU strings has, and UTF-8, have ways of their own.
 */
#include "scan/strings_private.h"

#include <assert.h>
#include <string.h>

#include "base/checked.h"
#include "base/printable.h"
#include "base/scalar.h"

static const struct {
	const char *name;        /* of the charset; NULL: it is none */
	char letter;             /* of GNU strings; 0: none */
	unsigned unit;
} kinds[STRINGS_KINDS] = {
	[STRINGS_ASCII] = { "ascii", 's', 1 },
	[STRINGS_8BIT] = { NULL, 'S', 1 },
	[STRINGS_UTF8] = { "utf-8", 0, 1 },
	[STRINGS_UTF16LE] = { "utf-16le", 'l', 2 },
	[STRINGS_UTF16BE] = { "utf-16be", 'b', 2 },
	[STRINGS_UTF32LE] = { "utf-32le", 'L', 4 },
	[STRINGS_UTF32BE] = { "utf-32be", 'B', 4 },
	[STRINGS_BYTE] = { NULL, 0, 1 },
	[STRINGS_CHARSET] = { NULL, 0, 1 },
};

static const char eight_bit[] = "8bit";
const char *const strings_names[] = { eight_bit, "all", NULL };

bool strings_is_text(uint32_t code)
{
	return (code >= 0x20 && code < 0x7f) || code == '\t' || code >= 0xa0;
}

/* An entry of a table may be several characters. */
bool strings_is_unit(const struct charset_unit *unit)
{
	bool is = unit->count > 0;

	for (unsigned i = 0; i < unit->count; i++)
		is = is && strings_is_text(unit->codes[i]);
	return is;
}

static enum strings_kind kind_of(const struct charset *charset)
{
	for (int i = 0; i < STRINGS_KINDS; i++)
		if (kinds[i].name && strcmp(kinds[i].name, charset_name(charset)) == 0)
			return (enum strings_kind)i;
	return charset_most(charset) == 1 ? STRINGS_BYTE : STRINGS_CHARSET;
}

static bool is_in(const struct strings_set *set, const struct strings_encoding *encoding)
{
	for (unsigned i = 0; i < set->count; i++)
		if (strcmp(strings_encoding_name(&set->list[i]),
			   strings_encoding_name(encoding)) == 0)
			return true;
	return false;
}

/* Consumes the charset. */
static bool add(struct strings_set *set, enum strings_kind kind, const struct charset *charset,
		struct err *err)
{
	const struct strings_encoding encoding = { kind, charset, kinds[kind].unit };
	bool twice = is_in(set, &encoding);

	if (twice || set->count == STRINGS_MOST) {
		charset_unref(charset);
		return twice || err_set(err, ERR_RANGE, "strings are looked for in at most %d "
					"encodings at once", STRINGS_MOST);
	}
	set->list[set->count++] = encoding;
	return true;
}

static bool add_built_in(struct strings_set *set, enum strings_kind kind, struct err *err)
{
	const char *name = kinds[kind].name;

	return add(set, kind, name ? charset_built_in(name, strlen(name)) : NULL, err);
}

static bool add_all(struct strings_set *set, struct err *err)
{
	bool ok = true;

	for (int i = STRINGS_UTF8; ok && i <= STRINGS_UTF32BE; i++)
		ok = add_built_in(set, (enum strings_kind)i, err);
	return ok;
}

static bool add_name(struct strings_set *set, const char *name, struct err *err)
{
	const struct charset *charset;

	if (strcmp(name, "all") == 0)
		return add_all(set, err);
	if (strcmp(name, eight_bit) == 0)
		return add_built_in(set, STRINGS_8BIT, err);
	for (int i = 0; i < STRINGS_KINDS; i++)
		if (kinds[i].letter && kinds[i].letter == name[0] && name[1] == '\0')
			return add_built_in(set, (enum strings_kind)i, err);
	charset = charset_open(name, err);
	return charset && add(set, kind_of(charset), charset, err);
}

bool strings_set_parse(const char *text, struct strings_set *set, struct err *err)
{
	char name[CHARSET_NAME];
	bool ok = true;

	set->count = 0;
	while (ok) {
		size_t len = strcspn(text, ",");

		ok = (len > 0 && len < sizeof(name)) ||
		     err_set(err, ERR_RANGE, len > 0 ? "the name of the encoding is too long" :
			     "no encoding is named: write one, or some as in ascii,utf-16le");
		if (ok) {
			memcpy(name, text, len);
			name[len] = '\0';
			ok = add_name(set, name, err);
		}
		text += len;
		if (*text++ == '\0')
			break;
	}
	if (!ok)
		strings_set_done(set);
	return ok;
}

void strings_set_of(const struct charset *charset, struct strings_set *set)
{
	enum strings_kind kind = kind_of(charset);

	set->list[0] = (struct strings_encoding){ kind, charset_ref(charset), kinds[kind].unit };
	set->count = 1;
}

void strings_set_copy(const struct strings_set *from, struct strings_set *to)
{
	*to = *from;
	for (unsigned i = 0; i < to->count; i++)
		if (to->list[i].charset)
			charset_ref(to->list[i].charset);
}

void strings_set_done(struct strings_set *set)
{
	while (set->count > 0)
		charset_unref(set->list[--set->count].charset);
}

void strings_set_text(const struct strings_set *set, struct buf *out)
{
	for (unsigned i = 0; i < set->count; i++)
		buf_format(out, "%s%s", i > 0 ? "," : "", strings_encoding_name(&set->list[i]));
}

const char *strings_encoding_name(const struct strings_encoding *encoding)
{
	return encoding->charset ? charset_name(encoding->charset) : eight_bit;
}

static bool is_wide(enum strings_kind kind)
{
	return kinds[kind].unit > 1;
}

static bool is_big(enum strings_kind kind)
{
	return kind == STRINGS_UTF16BE || kind == STRINGS_UTF32BE;
}

void strings_text(const struct strings_encoding *encoding, const uint8_t *bytes, size_t len,
		  struct buf *out)
{
	unsigned unit = encoding->unit;

	if (encoding->kind >= STRINGS_BYTE)
		charset_decode_text(encoding->charset, bytes, len, out);
	else if (!is_wide(encoding->kind))
		buf_add(out, bytes, len);
	else
		for (size_t i = 0; len - i >= unit; i += unit)
			buf_add_byte(out, bytes[is_big(encoding->kind) ? i + unit - 1 : i]);
}

/* Bytes of the character at the start; 0: there is none. */
static size_t one(const struct strings_encoding *encoding, const uint8_t *bytes, size_t len)
{
	struct charset_unit decoded = { .len = 0 };
	size_t unit = encoding->unit;
	uint32_t code;

	if (len < unit)
		return 0;
	if (is_wide(encoding->kind)) {
		code = (uint32_t)load_int(bytes, unit, is_big(encoding->kind));
		return code < 0x7f && strings_is_text(code) ? unit : 0;
	}
	if (!encoding->charset)
		return bytes[0] >= 0x80 || strings_is_text(bytes[0]);
	charset_decode(encoding->charset, bytes, min_u64(len, CHARSET_KEY), &decoded);
	return strings_is_unit(&decoded) ? decoded.len : 0;
}

bool strings_begins(const struct strings_encoding *encoding, uint64_t least, const uint8_t *bytes,
		    size_t len)
{
	for (size_t at = 0, used; least > 0; least--, at += used) {
		used = one(encoding, bytes + at, len - at);
		if (used == 0)
			return false;
	}
	return true;
}

/* The end of the last character that is the same whatever comes next. */
static size_t decoded_whole(const struct charset *charset, const uint8_t *bytes, size_t len)
{
	struct charset_unit unit = { .len = 0 };
	size_t at = 0;

	for (; len - at >= CHARSET_KEY; at += unit.len)
		charset_decode(charset, bytes + at, len - at, &unit);
	return at;
}

size_t strings_whole(const struct strings_encoding *encoding, const uint8_t *bytes, size_t len)
{
	if (encoding->kind == STRINGS_CHARSET)
		return decoded_whole(encoding->charset, bytes, len);
	if (encoding->kind != STRINGS_UTF8)
		return len - len % encoding->unit;
	for (size_t n = 1; n < 4 && n < len; n++) {
		uint8_t byte = bytes[len - n];

		if (byte >= 0xc0)
			return n < (byte >= 0xf0 ? 4u : byte >= 0xe0 ? 3u : 2u) ? len - n : len;
		if (byte < 0x80)
			return len;
	}
	return len;
}

bool strings_has_zeroes(const struct strings_encoding *encoding)
{
	static const uint8_t zeroes[CHARSET_KEY];
	struct charset_unit unit = { .len = 0 };

	if (encoding->kind < STRINGS_BYTE)
		return false;
	charset_decode(encoding->charset, zeroes, sizeof(zeroes), &unit);
	return unit.len > 1 || strings_is_unit(&unit);
}
