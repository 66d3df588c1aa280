/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A hand-written decoder, and not wgetch(): curses hands unknown sequences out as single characters, which a
 * program with one-key commands would then run, loses some resizes, and reads a byte at a time.
 * The forms are those of ECMA-48 (5.4: control sequences; 5.6: control strings) and xterm's ctlseqs (modifiers
 * as a second parameter, SGR mouse reports, bracketed paste).
 */
#include "tui/decode.h"

#include <string.h>

#include "base/checked.h"
#include "base/printable.h"

enum { SEQUENCE_MOST = 64, PARAMETERS = 4 };

static const char paste_end[] = "\033[201~";

/* What looking at the front of the input came to. */
enum outcome { OUT_KEY, OUT_NOTHING, OUT_MORE };

struct csi {
	char lead;               /* '<', '?', '>' or 0 */
	unsigned parameter[PARAMETERS];
	int count;
	char final;
};

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
	buf_remove(&decode->input, 0, decode->at);
	decode->at = 0;
	buf_add(&decode->input, bytes, len);
}

bool decode_waits(const struct decode *decode)
{
	return decode->at < decode->input.len && !decode->pasting && !decode->skipping;
}

static bool give(struct key *key, uint32_t code, unsigned mods)
{
	*key = (struct key){ .code = code, .mods = (uint8_t)mods };
	return true;
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
			give(key, sequence->code, sequence->mods);
			return OUT_KEY;
		}
		more = true;
	}
	return more ? OUT_MORE : OUT_NOTHING;
}

/* xterm's modifier parameter: 1 + (1 Shift, 2 Alt, 4 Ctrl, 8 Meta). */
static unsigned modifiers(const struct csi *csi, int index)
{
	unsigned bits = index < csi->count && csi->parameter[index] > 0 ? csi->parameter[index] - 1 : 0;

	return ((bits & 1) ? KEY_SHIFT : 0u) | ((bits & 10) ? KEY_ALT : 0u) |
	       ((bits & 4) ? KEY_CTRL : 0u);
}

static uint32_t letter_code(char final)
{
	switch (final) {
	case 'A': return KEY_GO_UP;
	case 'B': return KEY_GO_DOWN;
	case 'C': return KEY_GO_RIGHT;
	case 'D': return KEY_GO_LEFT;
	case 'H': return KEY_GO_HOME;
	case 'F': return KEY_GO_END;
	case 'P': case 'Q': case 'R': case 'S':
		return KEY_FUNCTION + 1 + (uint32_t)(final - 'P');
	default: return KEY_NONE;
	}
}

/* The numbers of ESC [ n ~, as DEC's and xterm's keyboards send them. */
static uint32_t tilde_code(unsigned number)
{
	static const uint8_t functions[] = { [11] = 1, [12] = 2, [13] = 3, [14] = 4, [15] = 5,
					     [17] = 6, [18] = 7, [19] = 8, [20] = 9, [21] = 10,
					     [23] = 11, [24] = 12 };

	switch (number) {
	case 1: case 7: return KEY_GO_HOME;
	case 2: return KEY_INS;
	case 3: return KEY_DEL;
	case 4: case 8: return KEY_GO_END;
	case 5: return KEY_PAGE_UP;
	case 6: return KEY_PAGE_DOWN;
	default:
		if (number < sizeof(functions) && functions[number])
			return KEY_FUNCTION + functions[number];
		return KEY_NONE;
	}
}

static bool mouse_key(const struct csi *csi, struct key *key)
{
	unsigned button = csi->parameter[0];
	unsigned mods = ((button & 4) ? KEY_SHIFT : 0u) | ((button & 8) ? KEY_ALT : 0u) |
			((button & 16) ? KEY_CTRL : 0u);
	uint32_t code = KEY_NONE;

	if (csi->count < 3 || csi->parameter[1] == 0 || csi->parameter[2] == 0)
		return false;
	switch (button & ~(unsigned)(4 | 8 | 16)) {
	case 0: code = csi->final == 'm' ? KEY_RELEASE : KEY_CLICK; break;
	case 2: code = csi->final == 'm' ? KEY_NONE : KEY_RIGHT_CLICK; break;
	case 32: code = KEY_DRAG; break;
	case 64: code = KEY_WHEEL_UP; break;
	case 65: code = KEY_WHEEL_DOWN; break;
	}
	if (code == KEY_NONE)
		return false;
	give(key, code, mods);
	key->col = (int)(csi->parameter[1] - 1);
	key->row = (int)(csi->parameter[2] - 1);
	return true;
}

static bool csi_key(struct decode *decode, const struct csi *csi, struct key *key)
{
	uint32_t code = KEY_NONE;

	if (csi->lead == '<' && (csi->final == 'M' || csi->final == 'm'))
		return mouse_key(csi, key);
	if (csi->lead != 0)
		return false;
	if (csi->final == 'Z')
		return give(key, KEY_TABULATOR, KEY_SHIFT);
	if (csi->final == '~' && csi->parameter[0] == 200) {
		decode->pasting = true;
		buf_clear(&decode->paste);
		return false;
	}
	code = csi->final == '~' ? tilde_code(csi->parameter[0]) : letter_code(csi->final);
	return code != KEY_NONE && give(key, code, modifiers(csi, 1));
}

/* Parses the parameters; a number too large stays large instead of wrapping into a small one. */
static void parse_csi(const uint8_t *bytes, size_t len, struct csi *csi)
{
	size_t i = 0;

	*csi = (struct csi){ .final = (char)bytes[len - 1], .count = 1 };
	if (bytes[0] >= '<' && bytes[0] <= '?')
		csi->lead = (char)bytes[i++];
	for (; i + 1 < len; i++) {
		if (bytes[i] == ';' && csi->count < PARAMETERS)
			csi->count++;
		else if (bytes[i] >= '0' && bytes[i] <= '9' && csi->parameter[csi->count - 1] < 100000)
			csi->parameter[csi->count - 1] =
				csi->parameter[csi->count - 1] * 10 + (unsigned)(bytes[i] - '0');
	}
}

/* bytes[0..len) follows ESC [. */
static enum outcome decode_csi(struct decode *decode, const uint8_t *bytes, size_t len,
			       struct key *key, size_t *used)
{
	struct csi csi;
	size_t end = 0;

	while (end < len && end < SEQUENCE_MOST && bytes[end] >= 0x20 && bytes[end] < 0x40)
		end++;
	if (end == len && end < SEQUENCE_MOST)
		return OUT_MORE;
	if (end == SEQUENCE_MOST || bytes[end] < 0x40 || bytes[end] > 0x7e) {
		*used = 2 + end;
		return OUT_NOTHING;
	}
	parse_csi(bytes, end + 1, &csi);
	*used = 2 + end + 1;
	return csi_key(decode, &csi, key) ? OUT_KEY : OUT_NOTHING;
}

static enum outcome decode_plain(const uint8_t *bytes, size_t len, struct key *key, size_t *used)
{
	uint8_t byte = bytes[0];
	uint32_t code;

	*used = 1;
	if (byte == '\r' || byte == '\n')
		give(key, KEY_RETURN, 0);
	else if (byte == '\t')
		give(key, KEY_TABULATOR, 0);
	else if (byte == 0x7f || byte == '\b')
		give(key, KEY_BACKSP, 0);
	else if (byte == 0)
		give(key, ' ', KEY_CTRL);
	else if (byte < 0x1b)
		give(key, (uint32_t)(byte - 1 + 'a'), KEY_CTRL);
	else if (byte < 0x20)
		give(key, (uint32_t)(byte - 0x1c + '\\'), KEY_CTRL);
	else if (byte < 0x7f)
		give(key, byte, 0);
	else if ((*used = utf8_decode(bytes, len, &code)) > 0)
		give(key, code, 0);
	else {
		bool begun = byte >= 0xc2 && byte < 0xf5 && len < 4;
		for (size_t i = 1; i < len; i++)
			begun = begun && (bytes[i] & 0xc0) == 0x80;
		*used = 1;
		return begun ? OUT_MORE : OUT_NOTHING;
	}
	return OUT_KEY;
}

static enum outcome decode_escape(struct decode *decode, const uint8_t *bytes, size_t len,
				  struct key *key, size_t *used)
{
	enum outcome out = match_learned(decode, bytes, len, key, used);

	if (out == OUT_KEY)
		return out;
	if (len == 1)
		return OUT_MORE;
	switch (bytes[1]) {
	case '[':
		return decode_csi(decode, bytes + 2, len - 2, key, used);
	case 'O':
		if (len == 2)
			return OUT_MORE;
		*used = 3;
		return letter_code((char)bytes[2]) != KEY_NONE &&
		       give(key, letter_code((char)bytes[2]), 0) ? OUT_KEY : OUT_NOTHING;
	case ']': case 'P': case '_': case '^': case 'X':
		decode->skipping = true;
		*used = 2;
		return OUT_NOTHING;
	case 0x1b:
		*used = 1;
		give(key, KEY_ESC, 0);
		return OUT_KEY;
	}
	out = decode_plain(bytes + 1, len - 1, key, used);
	*used += 1;
	key->mods |= KEY_ALT;
	return out;
}

/* Takes pasted text up to its end mark. True when it is whole. */
static bool take_paste(struct decode *decode)
{
	const uint8_t *bytes = decode->input.data + decode->at;
	size_t len = decode->input.len - decode->at, mark = sizeof(paste_end) - 1;
	const uint8_t *end = len ? memmem(bytes, len, paste_end, mark) : NULL;
	size_t take = end ? (size_t)(end - bytes) : len < mark ? 0 : len - mark + 1;

	if (take > DECODE_PASTE_MOST - decode->paste.len)
		buf_add(&decode->paste, bytes, DECODE_PASTE_MOST - decode->paste.len);
	else
		buf_add(&decode->paste, bytes, take);
	decode->at += take + (end ? mark : 0);
	decode->pasting = !end;
	return end != NULL;
}

/* Steps over a control string up to BEL or ESC \. */
static void skip_string(struct decode *decode)
{
	const uint8_t *bytes = decode->input.data;

	while (decode->at < decode->input.len) {
		uint8_t byte = bytes[decode->at];
		bool last = decode->at + 1 == decode->input.len;
		if (byte == 0x1b && last)
			return;
		decode->at++;
		if (byte == '\a' || (byte == 0x1b && bytes[decode->at] == '\\')) {
			decode->at += byte == 0x1b;
			decode->skipping = false;
			return;
		}
	}
}

static enum outcome decode_one(struct decode *decode, struct key *key, size_t *used)
{
	const uint8_t *bytes = decode->input.data + decode->at;
	size_t len = decode->input.len - decode->at;

	return bytes[0] == 0x1b ? decode_escape(decode, bytes, len, key, used)
				: decode_plain(bytes, len, key, used);
}

/* What stays incomplete when nothing more comes: an Esc by itself, or bytes that are dropped. */
static bool flush_one(struct decode *decode, struct key *key)
{
	bool escape = decode->input.data[decode->at] == 0x1b;
	size_t len = decode->input.len - decode->at;

	if (escape && len == 2) {
		give(key, decode->input.data[decode->at + 1], KEY_ALT);
		decode->at += 2;
		return true;
	}
	decode->at = escape && len == 1 ? decode->at + 1 : decode->input.len;
	return escape && len == 1 && give(key, KEY_ESC, 0);
}

bool decode_next(struct decode *decode, bool flush, struct key *key)
{
	while (decode->at < decode->input.len) {
		size_t used = 0;
		if (decode->pasting) {
			size_t before = decode->at;
			if (take_paste(decode))
				return give(key, KEY_PASTE, 0);
			if (decode->at == before)
				return false;
			continue;
		}
		if (decode->skipping) {
			skip_string(decode);
			if (decode->skipping)
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
