/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is built in is constant and has no references to count, so a search or the text pane depends
 * on nothing that is installed for it; iconv is asked for the rest, once for each time that one is
 * opened. (To let iconv decode for the screen was rejected: it keeps a state, can not begin in the
 * middle, and its modules can not be loaded any more once the program has given up its rights.)
 */
#include "scan/charset_private.h"

#include <assert.h>
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/confined.h"
#include "base/outside.h"
#include "base/printable.h"

static const struct charset_patch ebcdic_500[] = {
	{ 0x4a, '[' }, { 0x4f, '!' }, { 0x5a, ']' }, { 0x5f, '^' }, { 0xb0, 0xa2 },
	{ 0xba, 0xac }, { 0xbb, '|' }, { 0, 0 },
};

static const struct charset_patch ebcdic_1047[] = {
	{ 0x5f, '^' }, { 0xad, '[' }, { 0xb0, 0xac }, { 0xba, 0xdd }, { 0xbb, 0xa8 },
	{ 0xbd, ']' }, { 0, 0 },
};

static const struct charset built_in[] = {
	{ .name = "ascii", .title = "ASCII", .kind = CHARSET_ASCII },
	{ .name = "latin1", .title = "Latin-1", .kind = CHARSET_LATIN1 },
	{ .name = "cp437", .title = "CP437", .kind = CHARSET_CP437 },
	{ .name = "ebcdic-037", .title = "EBCDIC", .kind = CHARSET_EBCDIC },
	{ .name = "ebcdic-500", .title = "EBCDIC 500", .kind = CHARSET_EBCDIC,
	  .patches = ebcdic_500 },
	{ .name = "ebcdic-1047", .title = "EBCDIC 1047", .kind = CHARSET_EBCDIC,
	  .patches = ebcdic_1047 },
	{ .name = "utf-8", .title = "UTF-8", .kind = CHARSET_UTF8 },
	{ .name = "utf-16le", .title = "UTF-16LE", .kind = CHARSET_UTF16 },
	{ .name = "utf-16be", .title = "UTF-16BE", .kind = CHARSET_UTF16, .big = true },
	{ .name = "utf-32le", .title = "UTF-32LE", .kind = CHARSET_UTF32 },
	{ .name = "utf-32be", .title = "UTF-32BE", .kind = CHARSET_UTF32, .big = true },
};
enum { BUILT_IN = sizeof(built_in) / sizeof(built_in[0]) };

/* Without the signs that do not count. */
static const struct { const char *other, *name; } others[] = {
	{ "usascii", "ascii" }, { "iso88591", "latin1" }, { "ibm437", "cp437" },
	{ "ebcdic", "ebcdic-037" }, { "cp037", "ebcdic-037" }, { "ibm037", "ebcdic-037" },
	{ "cp500", "ebcdic-500" }, { "ibm500", "ebcdic-500" },
	{ "cp1047", "ebcdic-1047" }, { "ibm1047", "ebcdic-1047" },
	{ "utf16", "utf-16le" }, { "utf32", "utf-32le" }, { "sjis", "shift-jis" },
};

const char *const charset_names[] = {
	"ascii", "latin1", "cp437", "ebcdic-037", "ebcdic-500", "ebcdic-1047", "utf-8", "utf-16le",
	"utf-16be", "utf-32le", "utf-32be", "cp1252", "koi8-r", "shift-jis", "euc-jp", "gb18030",
	"cp850", "cp866", "cp1250", "cp1251", "koi8-u", "iso-8859-2", "iso-8859-5", "iso-8859-7",
	"iso-8859-15", "gbk", "big5", "euc-kr", NULL,
};

/* Whether a name is this one, which has a length. */
static bool is_same(const char *name, const char *text, size_t len)
{
	size_t at = 0;

	for (;; name++) {
		while (*name == '-' || *name == '_')
			name++;
		while (at < len && (text[at] == '-' || text[at] == '_'))
			at++;
		if (*name == '\0' || at == len)
			return *name == '\0' && at == len;
		if (*name != tolower((unsigned char)text[at++]))
			return false;
	}
}

/* The name as it is in the list; NULL: it is not. */
static const char *find_name(const char *text, size_t len)
{
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (is_same(others[i].other, text, len))
			return others[i].name;
	for (size_t i = 0; charset_names[i] != NULL; i++)
		if (is_same(charset_names[i], text, len))
			return charset_names[i];
	return NULL;
}

bool charset_is_name(const char *name, size_t len)
{
	return find_name(name, len) != NULL;
}

const struct charset *charset_built_in(const char *text, size_t len)
{
	const char *name = find_name(text, len);

	for (size_t i = 0; name != NULL && i < BUILT_IN; i++)
		if (strcmp(built_in[i].name, name) == 0)
			return &built_in[i];
	return NULL;
}

static bool is_file(const char *name)
{
	size_t len = strlen(name);

	return len > 4 && strcmp(name + len - 4, ".tbl") == 0;
}

/* What iconv may be asked for: it takes a '/' for something else. */
static bool is_plain(const char *name)
{
	size_t len = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				  "0123456789-_.:+");

	return len > 0 && len < 40 && name[len] == '\0';
}

static bool take_table(struct charset *charset, struct err *err)
{
	struct buf table = BUF_INIT;
	const uint8_t *name = (const uint8_t *)charset->name;
	size_t len = strlen(charset->name);
	bool ok = is_plain(charset->name);

	if (ok && !charset_make(name, len, &table))
		ok = outside_has_helper() &&
		     confined_run("charset", name, len, &table, CHARSET_TABLE_MOST, err);
	if (!ok)
		err_set(err, ERR_RANGE, "there is no encoding \"%.40s\": iconv -l lists names; "
			"a table of your own is NAME.tbl", charset->name);
	else
		charset->table = charset_table_new(table.data, table.len, err);
	buf_done(&table);
	return charset->table != NULL;
}

/* For people: shift-jis is SHIFT-JIS, and a table has its file's name. */
static char *make_title(const char *name, enum charset_kind kind)
{
	const char *slash = kind == CHARSET_TBL ? strrchr(name, '/') : NULL;
	char *title = strdup(slash != NULL ? slash + 1 : name);

	for (char *c = title; kind == CHARSET_TABLE && c != NULL && *c != '\0'; c++)
		*c = (char)toupper((unsigned char)*c);
	return title;
}

const struct charset *charset_open(const char *text, struct err *err)
{
	const struct charset *ready = charset_built_in(text, strlen(text));
	const char *name = find_name(text, strlen(text));
	struct charset *charset;
	bool ok;

	if (ready != NULL)
		return ready;
	charset = calloc(1, sizeof(*charset));
	if (charset == NULL) {
		err_nomem(err);
		return NULL;
	}
	atomic_init(&charset->refs, 1);
	charset->kind = is_file(text) ? CHARSET_TBL : CHARSET_TABLE;
	charset->names[0] = strdup(name != NULL ? name : text);
	charset->names[1] = make_title(name != NULL ? name : text, charset->kind);
	charset->name = charset->names[0];
	charset->title = charset->names[1];
	if (charset->name == NULL || charset->title == NULL)
		ok = err_nomem(err);
	else if (charset->kind == CHARSET_TBL)
		ok = (charset->tbl = charset_tbl_read(text, err)) != NULL;
	else
		ok = take_table(charset, err);
	if (ok)
		return charset;
	charset_unref(charset);
	return NULL;
}

static bool is_counted(const struct charset *charset)
{
	return charset->kind >= CHARSET_TABLE;
}

const struct charset *charset_ref(const struct charset *charset)
{
	if (is_counted(charset))
		atomic_fetch_add(&((struct charset *)charset)->refs, 1);
	return charset;
}

void charset_unref(const struct charset *charset)
{
	struct charset *own = (struct charset *)charset;

	if (own == NULL || !is_counted(own) || atomic_fetch_sub(&own->refs, 1) > 1)
		return;
	charset_table_free(own->table);
	charset_tbl_free(own->tbl);
	free(own->names[0]);
	free(own->names[1]);
	free(own);
}

const char *charset_name(const struct charset *charset)
{
	return charset->name;
}

const char *charset_title(const struct charset *charset)
{
	return charset->title;
}

bool charset_is_ascii(const struct charset *charset)
{
	return charset->kind == CHARSET_ASCII;
}

unsigned charset_most(const struct charset *charset)
{
	switch (charset->kind) {
	case CHARSET_UTF8: case CHARSET_UTF16: case CHARSET_UTF32:
		return 4;
	case CHARSET_TABLE:
		return charset_table_most(charset->table);
	case CHARSET_TBL:
		return charset_tbl_most(charset->tbl);
	default:
		return 1;
	}
}

void charset_decode(const struct charset *charset, const uint8_t *bytes, size_t len,
		    struct charset_unit *unit)
{
	assert(len > 0);
	switch (charset->kind) {
	case CHARSET_UTF8:
		charset_utf8_decode(bytes, len, unit);
		break;
	case CHARSET_UTF16:
		charset_utf16_decode(charset->big, bytes, len, unit);
		break;
	case CHARSET_UTF32:
		charset_utf32_decode(charset->big, bytes, len, unit);
		break;
	case CHARSET_TABLE:
		charset_table_decode(charset->table, bytes, len, unit);
		break;
	case CHARSET_TBL:
		charset_tbl_decode(charset->tbl, bytes, len, unit);
		break;
	default:
		unit->len = 1;
		unit->codes[0] = charset_byte_decode(charset, bytes[0]);
		unit->count = unit->codes[0] != CHARSET_NONE;
	}
}

/* A byte that never is inside of a character begins one. */
static size_t start_after_sync(const struct charset *charset, const uint8_t *bytes, size_t at)
{
	while (at > 0) {
		uint8_t byte = bytes[--at];

		if (charset->kind == CHARSET_TABLE ? !charset_table_trails(charset->table, byte) :
						     !charset_tbl_trails(charset->tbl, byte))
			return at;
	}
	return 0;
}

size_t charset_start(const struct charset *charset, const uint8_t *bytes, size_t at,
		     uint64_t position)
{
	switch (charset->kind) {
	case CHARSET_UTF8: case CHARSET_UTF16: case CHARSET_UTF32:
		return charset_unicode_start(charset, bytes, at, position);
	case CHARSET_TABLE: case CHARSET_TBL:
		return start_after_sync(charset, bytes, at);
	default:
		return at;
	}
}

size_t charset_encode(const struct charset *charset, uint32_t code, uint8_t bytes[CHARSET_KEY])
{
	uint8_t text[4];
	size_t len, used;
	int byte;

	if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return 0;
	switch (charset->kind) {
	case CHARSET_UTF8: case CHARSET_UTF16: case CHARSET_UTF32:
		return charset_unicode_encode(charset, code, bytes);
	case CHARSET_TABLE:
		return charset_table_encode(charset->table, code, bytes);
	case CHARSET_TBL:
		len = utf8_encode(code, text);
		return charset_tbl_encode(charset->tbl, (const char *)text, len, bytes, &used);
	default:
		byte = charset_byte_encode(charset, code);
		bytes[0] = (uint8_t)byte;
		return byte >= 0;
	}
}

static bool refuse(const struct charset *charset, uint32_t code, struct err *err)
{
	uint8_t text[5] = { 0 };

	utf8_encode(code, text);
	return err_set(err, ERR_RANGE, "%s has no character %s%s(U+%04" PRIX32 ")", charset->title,
		       printable_width(code) > 0 ? (const char *)text : "",
		       printable_width(code) > 0 ? " " : "", code);
}

bool charset_encode_text(const struct charset *charset, const char *text, size_t len,
			 struct buf *out, struct err *err)
{
	size_t before = out->len, used, count;
	uint8_t bytes[CHARSET_KEY];
	uint32_t code = 0;
	bool ok = true;

	if (charset->kind == CHARSET_UTF8 || charset->kind == CHARSET_ASCII) {
		buf_add(out, text, len);
		return buf_ok(out) || err_nomem(err);
	}
	for (; ok && len > 0; text += used, len -= used) {
		used = utf8_decode((const uint8_t *)text, len, &code);
		if (used == 0) {
			ok = err_set(err, ERR_RANGE, "text that is no UTF-8 has no other encoding");
			break;
		}
		count = charset->kind == CHARSET_TBL ?
			charset_tbl_encode(charset->tbl, text, len, bytes, &used) :
			charset_encode(charset, code, bytes);
		if (count == 0)
			ok = refuse(charset, code, err);
		buf_add(out, bytes, count);
	}
	if (ok && !buf_ok(out))
		ok = err_nomem(err);
	if (!ok && out->len > before)
		out->len = before;
	return ok;
}

void charset_decode_text(const struct charset *charset, const uint8_t *bytes, size_t len,
			 struct buf *out)
{
	struct charset_unit unit = { .len = 0 };
	uint8_t text[4];

	for (size_t at = 0; at < len; at += unit.len) {
		size_t text_len = 0;
		const char *entry;

		charset_decode(charset, bytes + at, len - at, &unit);
		entry = charset->kind == CHARSET_TBL ?
			charset_tbl_text(charset->tbl, bytes + at, unit.len, &text_len) : NULL;
		if (entry != NULL)
			buf_add(out, entry, text_len);
		else
			buf_add(out, text, utf8_encode(unit.count > 0 ? unit.codes[0] : 0xfffd,
						       text));
	}
}
