/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any text as byte literals, as a number and as text for the terminal. Beside not crashing: what
 * was parsed is the same when written as digits and parsed again, a failure leaves the buffer
 * alone, and text made safe holds no control character and stays as it is when made safe again.
 */
#include <locale.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/number.h"
#include "base/printable.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
	if (!holds)
		abort();
}

static void check_bytes(const char *text)
{
	struct buf out = BUF_INIT, digits = BUF_INIT, again = BUF_INIT;
	struct err err = { 0 };
	buf_add_byte(&out, 'x');
	if (bytes_parse(text, &out, &err)) {
		bytes_format_hex(&digits, out.data + 1, out.len - 1, ' ', false);
		check(bytes_parse(buf_string(&digits), &again, &err));
		check(again.len == out.len - 1);
		check(again.len == 0 || memcmp(again.data, out.data + 1, again.len) == 0);
	} else {
		check(out.len == 1 && buf_ok(&out) && err.code != ERR_NONE && err.text[0] != '\0');
	}
	check(out.data[0] == 'x');
	buf_done(&again);
	buf_done(&digits);
	buf_done(&out);
}

static void check_number(const char *text, size_t len)
{
	struct err err = { 0 };
	size_t used;
	uint64_t value;
	if (number_parse(text, len, &used, &value, &err))
		check(used > 0 && used <= len);
	else
		check(err.code == ERR_SYNTAX || err.code == ERR_RANGE);
}

static void check_printable(const char *text, size_t len)
{
	struct buf once = BUF_INIT, twice = BUF_INIT;
	printable_add(&once, text, len);
	for (size_t at = 0; at < once.len;) {
		uint32_t code;
		size_t used = utf8_decode(once.data + at, once.len - at, &code);
		check(used > 0 && printable_width(code) >= 0);
		at += used;
	}
	printable_add(&twice, (const char *)once.data, once.len);
	check(once.len == twice.len);
	check(once.len == 0 || memcmp(once.data, twice.data, once.len) == 0);
	buf_done(&twice);
	buf_done(&once);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	setlocale(LC_CTYPE, "C.UTF-8");
	char *text = malloc(size + 1);
	if (!text)
		abort();
	if (size > 0)
		memcpy(text, data, size);
	text[size] = '\0';
	check_bytes(text);
	check_number((const char *)data, size);
	check_printable((const char *)data, size);
	free(text);
	return 0;
}
