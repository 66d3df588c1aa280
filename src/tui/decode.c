/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A hand-written decoder, and not wgetch(): curses hands unknown sequences out as single
 * characters, which a program with one-key commands would then run, loses some resizes, and reads
 * a byte at a time. The forms are those of ECMA-48 (5.3: C1 controls; 5.4: control sequences; 5.6:
 * control strings) and xterm's ctlseqs (modifiers as a second parameter, mouse reports, bracketed
 * paste).
 */
#include "tui/decode.h"

#include <string.h>

#include "base/checked.h"
#include "base/printable.h"
#include "tui/sequence.h"

enum { SEQUENCE_MOST = 64, CAN = 0x18, SUB = 0x1a, ESC = 0x1b };

static const char paste_start[] = "\033[200~", paste_end[] = "\033[201~";
enum { MARK = sizeof(paste_end) - 1 };

/* What looking at the front of the input came to. */
enum outcome { OUT_KEY, OUT_NOTHING, OUT_MORE };

void decode_init(struct decode *decode)
{
	*decode = (struct decode){ .input = BUF_INIT, .paste = BUF_INIT };
}

void decode_done(struct decode *decode)
{
	buf_done(&decode->input);
	buf_done(&decode->paste);
}

void decode_learn(struct decode *decode, const char *bytes, uint32_t code, uint8_t mods)
{
	/* One byte (a terminfo that names ^H for Backspace) is decoded as what it is. */
	if (!bytes || strlen(bytes) < 2 || decode->sequence_count == DECODE_KEYS)
		return;
	decode->sequences[decode->sequence_count++] = (struct decode_sequence){ bytes, code, mods };
}

void decode_feed(struct decode *decode, const uint8_t *bytes, size_t len)
{
	if (decode->at == decode->input.len)
		buf_clear(&decode->input);
	else
		buf_remove(&decode->input, 0, decode->at);
	decode->at = 0;
	buf_add(&decode->input, bytes, len);
	/* Without memory the input is lost. What is there may be old bytes: keys that ran
	 * already. */
	if (!buf_ok(&decode->input)) {
		buf_clear(&decode->input);
		decode->searched = 0;
	}
}

/* A string longer than any reply: it ends with the next pause, and not at once, since what follows
 * is more of it. */
static bool is_endless(const struct decode *decode)
{
	return decode->skip == DECODE_SKIP_STRING && decode->skipped > DECODE_STRING_MOST;
}

bool decode_waits(const struct decode *decode)
{
	return is_endless(decode) || decode->ended ||
	       (decode->at < decode->input.len && !decode->pasting);
}

static enum outcome match_learned(const struct decode *decode, const uint8_t *bytes, size_t len,
				  struct key *key, size_t *used)
{
	bool more = false;

	for (size_t i = 0; i < decode->sequence_count; i++) {
		const struct decode_sequence *sequence = &decode->sequences[i];
		size_t want = strlen(sequence->bytes);
		if (memcmp(sequence->bytes, bytes, min_size(want, len)) != 0)
			continue;
		if (len >= want) {
			*used = want;
			key_give(key, sequence->code, sequence->mods);
			return OUT_KEY;
		}
		more = true;
	}
	return more ? OUT_MORE : OUT_NOTHING;
}

static bool is_parameter(uint8_t byte)
{
	return byte >= 0x20 && byte < 0x40;
}

static bool is_final(uint8_t byte)
{
	return byte >= 0x40 && byte < 0x7f;
}

/* Two forms that go on behind what ECMA-48 takes for their end: CSI [ A of the Linux console's F1,
 * CSI M and three bytes of the old mouse report. */
static enum outcome decode_long_csi(const uint8_t *bytes, size_t len, size_t start,
				    struct key *key, size_t *used)
{
	size_t rest = bytes[start] == '[' ? 1 : 3;
	const uint8_t *more = bytes + start + 1;

	for (size_t i = 0; i < rest && start + 1 + i < len; i++)
		if (more[i] < 0x20)
			return OUT_NOTHING;
	if (len < start + 1 + rest)
		return OUT_MORE;
	*used = start + 1 + rest;
	bool known = rest == 3 ? sequence_mouse(more, key) : sequence_console((char)*more, key);
	return known ? OUT_KEY : OUT_NOTHING;
}

/* The first `start` bytes introduced it. */
static enum outcome decode_csi(struct decode *decode, const uint8_t *bytes, size_t len,
			       size_t start, struct key *key, size_t *used)
{
	struct sequence sequence;
	size_t end = start;

	while (end < len && end - start < SEQUENCE_MOST && is_parameter(bytes[end]))
		end++;
	*used = end;
	if (end - start == SEQUENCE_MOST) {
		decode->skip = DECODE_SKIP_CSI;
		return OUT_NOTHING;
	}
	if (end == len)
		return OUT_MORE;
	if (!is_final(bytes[end]))
		return OUT_NOTHING;
	*used = end + 1;
	if (end == start && (bytes[end] == '[' || bytes[end] == 'M'))
		return decode_long_csi(bytes, len, start, key, used);
	sequence_parse(&sequence, bytes + start, end + 1 - start);
	if (sequence_begins_paste(&sequence)) {
		decode->pasting = true;
		buf_clear(&decode->paste);
		return OUT_NOTHING;
	}
	return sequence_key(&sequence, key) ? OUT_KEY : OUT_NOTHING;
}

/* SS3: a letter, before it perhaps a modifier as old terminals have it. */
static enum outcome decode_ss3(const uint8_t *bytes, size_t len, size_t start, struct key *key,
			       size_t *used)
{
	size_t end = start;
	unsigned modifier = 0;

	while (end < len && end - start < SEQUENCE_MOST && is_parameter(bytes[end]) &&
	       bytes[end] != ' ')
		end++;
	if (end == len)
		return OUT_MORE;
	*used = end;
	if (!is_final(bytes[end]) && bytes[end] != ' ')
		return OUT_NOTHING;
	*used = end + 1;
	if (end > start && bytes[end - 1] >= '0' && bytes[end - 1] <= '9')
		modifier = (unsigned)(bytes[end - 1] - '0');
	return sequence_keypad((char)bytes[end], modifier, key) ? OUT_KEY : OUT_NOTHING;
}

/* A broken character goes as a whole: its rest might be taken for controls. */
static enum outcome drop_broken(const uint8_t *bytes, size_t len, size_t *used)
{
	bool lead = bytes[0] >= 0xc0 && bytes[0] < 0xf5;
	size_t end = 1;

	while (lead && end < len && end < 4 && (bytes[end] & 0xc0) == 0x80)
		end++;
	*used = end;
	return lead && end == len && end < 4 ? OUT_MORE : OUT_NOTHING;
}

static enum outcome decode_plain(const uint8_t *bytes, size_t len, struct key *key, size_t *used)
{
	uint8_t byte = bytes[0];
	uint32_t code;

	*used = 1;
	if (byte == '\r' || byte == '\n')
		key_give(key, KEY_RETURN, 0);
	else if (byte == '\t')
		key_give(key, KEY_TABULATOR, 0);
	else if (byte == 0x7f || byte == '\b')
		key_give(key, KEY_BACKSP, 0);
	else if (byte == 0)
		key_give(key, ' ', KEY_CTRL);
	else if (byte < 0x1b)
		key_give(key, (uint32_t)(byte - 1 + 'a'), KEY_CTRL);
	else if (byte < 0x20)
		key_give(key, (uint32_t)(byte - 0x1c + '\\'), KEY_CTRL);
	else if (byte < 0x7f)
		key_give(key, byte, 0);
	else if ((*used = utf8_decode(bytes, len, &code)) == 0)
		return drop_broken(bytes, len, used);
	else if (code < 0xa0)
		return OUT_NOTHING;
	else
		key_give(key, code, 0);
	return OUT_KEY;
}

/* Which control bytes[0..len) begins: the character behind ESC; 0 for none. The same controls have
 * one byte of their own, which in UTF-8 is two. *start is the length. */
static uint8_t introducer(const uint8_t *bytes, size_t len, size_t *start)
{
	*start = 2;
	if (len > 1 && bytes[0] == ESC)
		return bytes[1];
	if (len > 1 && bytes[0] == 0xc2 && bytes[1] >= 0x80 && bytes[1] < 0xa0)
		return (uint8_t)(bytes[1] - 0x40);
	*start = 1;
	return bytes[0] >= 0x80 && bytes[0] < 0xa0 ? (uint8_t)(bytes[0] - 0x40) : 0;
}

/* What is behind ESC, or is in a control of one byte. */
static enum outcome decode_control(struct decode *decode, const uint8_t *bytes, size_t len,
				   struct key *key, size_t *used)
{
	size_t start;

	switch (introducer(bytes, len, &start)) {
	case '[':
		return decode_csi(decode, bytes, len, start, key, used);
	case 'O':
		return decode_ss3(bytes, len, start, key, used);
	case ']': case 'P': case '_': case '^': case 'X':
		/* By itself it may be a key with Alt. */
		if (len == start)
			return OUT_MORE;
		decode->skip = DECODE_SKIP_STRING;
		decode->skipped = 0;
		*used = start;
		return OUT_NOTHING;
	case ESC:
		*used = 1;
		key_give(key, KEY_ESC, 0);
		return OUT_KEY;
	}
	if (bytes[0] != ESC) {
		*used = start;
		return OUT_NOTHING;
	}
	enum outcome out = decode_plain(bytes + 1, len - 1, key, used);
	*used += 1;
	if (out == OUT_KEY)
		key->mods |= KEY_ALT;
	return out;
}

static void add_pasted(struct decode *decode, size_t len)
{
	buf_add(&decode->paste, decode->input.data + decode->at,
		min_size(len, DECODE_PASTE_MOST - decode->paste.len));
	decode->at += len;
}

/* Takes pasted text up to its end mark. */
static void take_paste(struct decode *decode)
{
	const uint8_t *bytes = decode->input.data + decode->at;
	size_t len = decode->input.len - decode->at;
	const uint8_t *end = len ? memmem(bytes, len, paste_end, MARK) : NULL;

	add_pasted(decode, end ? (size_t)(end - bytes) : len < MARK ? 0 : len - MARK + 1);
	if (!end)
		return;
	decode->at += MARK;
	decode->pasting = false;
	decode->ended = true;
	decode->searched = 0;
}

/* Whether the end mark was the terminal's. A text can hold one, with commands behind it; then the
 * terminal's own follows without a pause, and what is between the two is text. Another paste that
 * begins at once can do no harm. */
static bool is_paste_over(struct decode *decode, bool flush)
{
	for (;;) {
		const uint8_t *bytes = decode->input.data + decode->at;
		size_t len = decode->input.len - decode->at, past = decode->searched;
		const uint8_t *end = NULL;

		if (len >= MARK && memcmp(bytes, paste_start, MARK) == 0)
			return true;
		if (len > past)
			end = memmem(bytes + past, len - past, paste_end, MARK);
		if (!end) {
			decode->searched = len < MARK ? 0 : len - MARK + 1;
			return flush || len > DECODE_PASTE_MOST;
		}
		add_pasted(decode, (size_t)(end - bytes));
		decode->at += MARK;
		decode->searched = 0;
	}
}

/* Steps over a control string up to BEL or ESC \. Any other ESC, CAN and SUB break it off, so that
 * a string whose end was lost ends with the next arrow key. */
static void skip_string(struct decode *decode)
{
	const uint8_t *bytes = decode->input.data;

	while (decode->at < decode->input.len) {
		uint8_t byte = bytes[decode->at];
		if (byte == ESC && decode->at + 1 == decode->input.len)
			return;
		if (byte == '\a' || byte == CAN || byte == SUB || byte == ESC) {
			bool end = byte == ESC && bytes[decode->at + 1] == '\\';
			decode->at += end ? 2 : byte != ESC;
			decode->skip = DECODE_SKIP_NONE;
			return;
		}
		decode->at++;
		decode->skipped++;
	}
}

/* Steps over the rest of a control sequence. */
static void skip_csi(struct decode *decode)
{
	const uint8_t *bytes = decode->input.data;

	while (decode->at < decode->input.len && is_parameter(bytes[decode->at]))
		decode->at++;
	if (decode->at == decode->input.len)
		return;
	decode->at += is_final(bytes[decode->at]);
	decode->skip = DECODE_SKIP_NONE;
}

static enum outcome decode_one(struct decode *decode, struct key *key, size_t *used)
{
	const uint8_t *bytes = decode->input.data + decode->at;
	size_t len = decode->input.len - decode->at, start;
	enum outcome learned = match_learned(decode, bytes, len, key, used);

	if (learned != OUT_NOTHING)
		return learned;
	if (bytes[0] == ESC && len == 1)
		return OUT_MORE;
	if (bytes[0] == ESC || introducer(bytes, len, &start) != 0)
		return decode_control(decode, bytes, len, key, used);
	return decode_plain(bytes, len, key, used);
}

/* What stays incomplete when nothing more comes: an Esc, a key with Alt, or bytes that are dropped;
 * the rest of a control sequence too, should it come yet. Alt-[ may begin one as well. */
static bool flush_one(struct decode *decode, struct key *key)
{
	const uint8_t *bytes = decode->input.data + decode->at;
	size_t len = decode->input.len - decode->at;

	decode->at = decode->input.len;
	decode->skip = DECODE_SKIP_NONE;
	if (bytes[0] != ESC)
		return false;
	if (len == 1)
		return key_give(key, KEY_ESC, 0);
	if (len == 2 && bytes[1] == '[')
		decode->skip = DECODE_SKIP_NUMBERS;
	if (len == 2 && bytes[1] < 0x7f)
		return key_give(key, bytes[1], KEY_ALT);
	if (bytes[1] == '[')
		decode->skip = DECODE_SKIP_CSI;
	return false;
}

/* Behind Alt-[ a number is not typed: it is the rest of a reply. */
static void skip_numbers(struct decode *decode)
{
	uint8_t byte = decode->input.data[decode->at];
	bool numbers = (byte >= '0' && byte <= '9') || (byte >= '<' && byte <= '?');

	decode->skip = numbers ? DECODE_SKIP_CSI : DECODE_SKIP_NONE;
}

/* Skips what is to be skipped. True when that is over. */
static bool skip(struct decode *decode, bool flush)
{
	if (decode->skip == DECODE_SKIP_NUMBERS)
		skip_numbers(decode);
	if (decode->skip == DECODE_SKIP_NONE)
		return true;
	if (decode->skip == DECODE_SKIP_CSI)
		skip_csi(decode);
	else
		skip_string(decode);
	/* An Esc behind which nothing comes does not end the string, it breaks it off. */
	if (flush && decode->at < decode->input.len)
		decode->skip = DECODE_SKIP_NONE;
	return decode->skip == DECODE_SKIP_NONE;
}

bool decode_next(struct decode *decode, bool flush, struct key *key)
{
	if (flush && is_endless(decode))
		decode->skip = DECODE_SKIP_NONE;
	while (decode->at < decode->input.len || decode->ended) {
		size_t used = 0;
		if (decode->pasting) {
			take_paste(decode);
			if (decode->pasting)
				return false;
		}
		if (decode->ended) {
			if (!is_paste_over(decode, flush))
				return false;
			decode->ended = false;
			return key_give(key, KEY_PASTE, 0);
		}
		if (decode->skip != DECODE_SKIP_NONE) {
			if (!skip(decode, flush))
				return false;
			continue;
		}
		switch (decode_one(decode, key, &used)) {
		case OUT_KEY:
			decode->at += used;
			return true;
		case OUT_NOTHING:
			decode->at += used;
			break;
		case OUT_MORE:
			if (!flush)
				return false;
			if (flush_one(decode, key))
				return true;
			break;
		}
	}
	return false;
}
