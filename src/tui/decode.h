/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bytes from a terminal to keys.
 *
 * What comes from a terminal may be anything: replies nobody asked for, sequences of keys we do not
 * know, pasted text with escapes in it. Every sequence is read to its end and is a key or nothing;
 * its rest is never taken for typed characters. Pasted text is data: it arrives as one KEY_PASTE,
 * once a pause or the next paste shows that its end mark was not a part of the text.
 *
 *	decode_feed(decode, bytes, len);
 *	while (decode_next(decode, false, &key)) ...
 *	if (decode_waits(decode)) after DECODE_ESC_MS without input: decode_next(decode, true, &key)
 */
#ifndef BURIN_TUI_DECODE_H
#define BURIN_TUI_DECODE_H

#include "base/buf.h"
#include "edit/key.h"

enum {
	DECODE_ESC_MS = 25,
	DECODE_KEYS = 64,
	DECODE_PASTE_MOST = 64 << 20,    /* bytes; the rest of a paste is dropped */
	DECODE_STRING_MOST = 64 << 10,   /* bytes of a control string */
};

/* What is read and dropped up to its end. */
enum decode_skip {
	DECODE_SKIP_NONE,
	DECODE_SKIP_NUMBERS,     /* the same, if it begins with a number or the sign of a report */
	DECODE_SKIP_CSI,         /* the rest of a control sequence */
	DECODE_SKIP_STRING,      /* an OSC, DCS, APC, PM or SOS string */
};

/* A sequence the terminal's description names for a key. */
struct decode_sequence {
	const char *bytes;       /* borrowed from terminfo */
	uint32_t code;           /* enum key_code */
	uint8_t mods;
};

struct decode {
	struct decode_sequence sequences[DECODE_KEYS];
	size_t sequence_count;
	struct buf input;        /* not decoded yet */
	size_t at;               /* in input */
	bool pasting;
	bool ended;              /* a paste had an end mark; is there another? */
	size_t searched;         /* bytes behind the mark that hold none */
	enum decode_skip skip;
	size_t skipped;          /* bytes of the string so far */
	struct buf paste;        /* of the last KEY_PASTE */
};

void decode_init(struct decode *decode);
void decode_done(struct decode *decode);

/* Besides those known anyway: the terminal's own. What is shorter than two bytes is passed over. */
void decode_learn(struct decode *decode, const char *bytes, uint32_t code, uint8_t mods);

/* Where memory runs out all input that is not decoded yet is dropped. */
void decode_feed(struct decode *decode, const uint8_t *bytes, size_t len);

/* The next key. `flush`: nothing more will come for now, so what is incomplete counts as it is (Esc
 * alone). */
bool decode_next(struct decode *decode, bool flush, struct key *key);

/* An incomplete sequence waits for its rest: after DECODE_ESC_MS it is to be flushed. */
bool decode_waits(const struct decode *decode);

#endif
