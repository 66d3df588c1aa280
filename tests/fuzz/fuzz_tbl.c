/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as a table (.tbl), and what comes after the first zero, or else the same bytes, read by
 * it. A table that is not understood leaves an error that names the file. One that is divides all
 * bytes into units, finds back into step from anywhere, and writes what it reads.
 */
#include <locale.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/printable.h"
#include "scan/charset_private.h"

enum { TABLE_MOST = 1 << 16, BYTES_MOST = 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
	if (!holds)
		abort();
}

/* The bytes that are written for a text are those of an entry with this text. */
static void check_entry(const struct charset_tbl *tbl, const char *text, size_t len)
{
	uint8_t bytes[CHARSET_KEY];
	size_t used, again_len = 0, count = charset_tbl_encode(tbl, text, len, bytes, &used);
	const char *again;

	check(count > 0 && count <= CHARSET_KEY && used == len);
	again = charset_tbl_text(tbl, bytes, count, &again_len);
	check(again && again_len == len && memcmp(again, text, len) == 0);
}

static void check_unit(const struct charset *charset, const uint8_t *bytes, size_t len,
		       const struct charset_unit *unit)
{
	const char *text;
	size_t text_len = 0, used;
	uint32_t code;

	check(unit->len > 0 && unit->len <= len && unit->len <= charset_most(charset));
	check(unit->count <= CHARSET_CODES);
	text = charset_tbl_text(charset->tbl, bytes, unit->len, &text_len);
	check(text || (unit->count == 0 && unit->len == 1));
	check(!text || (text_len > 0) == (unit->count > 0));
	for (size_t at = 0; at < text_len; at += used)
		check((used = utf8_decode((const uint8_t *)text + at, text_len - at, &code)) > 0);
	if (text_len > 0)
		check_entry(charset->tbl, text, text_len);
}

static void check_bytes(const struct charset *charset, const uint8_t *bytes, size_t len)
{
	static bool begins[BYTES_MOST + 1];
	struct charset_unit unit = { .len = 0 };
	struct buf text = BUF_INIT, back = BUF_INIT;
	struct err err = { 0 };

	memset(begins, 0, sizeof(begins));
	for (size_t at = 0; at < len; at += unit.len) {
		begins[at] = true;
		charset_decode(charset, bytes + at, len - at, &unit);
		check_unit(charset, bytes + at, len - at, &unit);
	}
	begins[len] = true;
	for (size_t at = 0; at < len; at++) {
		size_t start = charset_start(charset, bytes, at, at);

		check(start <= at && begins[start]);
	}
	charset_decode_text(charset, bytes, len, &text);
	check(buf_ok(&text));
	if (charset_encode_text(charset, buf_string(&text), text.len, &back, &err))
		check((back.len > 0) == (text.len > 0));
	else
		check(err.code == ERR_RANGE && back.len == 0);
	buf_done(&text);
	buf_done(&back);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *zero = size > 0 ? memchr(data, 0, size) : NULL;
	size_t len = zero ? (size_t)(zero - data) : size;
	const uint8_t *bytes = zero ? zero + 1 : data;
	size_t count = size - (size_t)(bytes - data);
	struct charset charset = { .name = "name", .title = "name", .kind = CHARSET_TBL };
	struct err err = { 0 };

	setlocale(LC_CTYPE, "C.UTF-8");
	if (len > TABLE_MOST)
		return 0;
	charset.tbl = charset_tbl_parse((const char *)data, len, "name", &err);
	if (charset.tbl)
		check_bytes(&charset, bytes, count < BYTES_MOST ? count : BYTES_MOST);
	else
		check(strncmp(err.text, "name:", 5) == 0);
	charset_tbl_free(charset.tbl);
	return 0;
}
