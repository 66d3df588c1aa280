/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes from a terminal. Beside not crashing: the keys do not depend on how the bytes are cut,
 * nothing is left over after a pause, and well-formed control sequences and strings that are made
 * of the input never give a typed character.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tui/decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
	if (!holds)
		abort();
}

/* All keys in notation, pastes with their length. */
static void take(struct decode *decode, bool flush, bool typed, struct buf *out)
{
	struct key key;

	while (decode_next(decode, flush, &key)) {
		check(key.code <= KEY_PASTE && key.code != KEY_NONE);
		check(key.row >= 0 && key.col >= 0);
		check(key_is_mouse(&key) || (key.row == 0 && key.col == 0));
		check(typed || !key_is_text(&key));
		key_format(&key, out);
		buf_format(out, "@%d,%d", key.row, key.col);
		if (key.code == KEY_PASTE)
			buf_format(out, "[%zu]", decode->paste.len);
	}
}

static void decode_all(const uint8_t *data, size_t size, size_t step, bool typed, struct buf *out)
{
	struct decode decode;

	decode_init(&decode);
	decode_learn(&decode, "\033[d", KEY_GO_LEFT, KEY_SHIFT);
	decode_learn(&decode, "\033[[A", KEY_FUNCTION + 1, 0);
	for (size_t at = 0; at < size; at += step) {
		decode_feed(&decode, data + at, size - at < step ? size - at : step);
		take(&decode, false, typed, out);
	}
	take(&decode, true, typed, out);
	check(!decode_waits(&decode));
	decode_done(&decode);
}

static void check_cuts(const uint8_t *data, size_t size)
{
	struct buf whole = BUF_INIT, cut = BUF_INIT;

	decode_all(data, size, size + 1, true, &whole);
	for (size_t step = 1; step < 8; step += 3) {
		decode_all(data, size, step, true, &cut);
		check(cut.len == whole.len);
		check(cut.len == 0 || memcmp(cut.data, whole.data, cut.len) == 0);
		buf_clear(&cut);
	}
	buf_done(&cut);
	buf_done(&whole);
}

/* One sequence of up to 16 bytes of the input; the first chooses its kind. */
static void add_sequence(struct buf *out, const uint8_t *data, size_t len)
{
	static const char *const starts[] = { "\033]", "\033P", "\033_", "\033^", "\033X" };

	if (data[0] % 2 == 0) {
		buf_text(out, "\033[");
		for (size_t i = 1; i + 1 < len; i++)
			buf_add_byte(out, (uint8_t)(0x30 + data[i] % 16));
		if (data[0] & 2)
			buf_add_byte(out, (uint8_t)(0x20 + data[0] % 16));
		buf_add_byte(out, (uint8_t)(0x40 + data[len - 1] % 63));
		return;
	}
	buf_text(out, starts[data[0] / 2 % 5]);
	for (size_t i = 1; i < len; i++)
		buf_add_byte(out, (uint8_t)(0x20 + data[i] % 95));
	buf_text(out, data[0] & 128 ? "\a" : "\033\\");
}

static void check_sequences(const uint8_t *data, size_t size)
{
	struct buf bytes = BUF_INIT, keys = BUF_INIT;

	for (size_t at = 0; at < size; at += 16)
		add_sequence(&bytes, data + at, size - at < 16 ? size - at : 16);
	decode_all(bytes.data, bytes.len, bytes.len + 1, false, &keys);
	decode_all(bytes.data, bytes.len, 1, false, &keys);
	buf_done(&keys);
	buf_done(&bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_cuts(data, size);
	check_sequences(data, size);
	return 0;
}
