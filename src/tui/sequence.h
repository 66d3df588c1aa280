/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What whole control sequences mean. decode.c finds where they begin and end.
 *
 *	sequence_parse(&sequence, bytes, len);     what follows ESC [ up to and with the final byte
 *	if (sequence_key(&sequence, &key)) ...
 */
#ifndef BURIN_TUI_SEQUENCE_H
#define BURIN_TUI_SEQUENCE_H

#include "edit/key.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SEQUENCE_PARAMETERS = 4 };

/* A control sequence taken apart. */
struct sequence {
	char lead;               /* '<', '=', '>', '?' or 0 */
	unsigned parameter[SEQUENCE_PARAMETERS];
	int count;               /* of the parameters, at least 1 */
	char final;
	bool odd;                /* has parts that no key of ours has */
};

/* bytes[0..len), len > 0, ends in the final byte. */
void sequence_parse(struct sequence *sequence, const uint8_t *bytes, size_t len);

/* The key or mouse event that it is; false: none that we know. */
bool sequence_key(const struct sequence *sequence, struct key *key);
bool sequence_begins_paste(const struct sequence *sequence);

/* ESC O and a letter: a cursor key, F1 to F4, or the keypad in application mode. `modifier` is
 * xterm's number, 0 for none. */
bool sequence_keypad(char final, unsigned modifier, struct key *key);

/* CSI [ and a letter: F1 to F5 of the Linux console. */
bool sequence_console(char final, struct key *key);

/* CSI M and three bytes: the mouse report of terminals that do not know the SGR form. */
bool sequence_mouse(const uint8_t bytes[3], struct key *key);

/* Fills a key; true. */
bool key_give(struct key *key, uint32_t code, unsigned mods);

#endif
