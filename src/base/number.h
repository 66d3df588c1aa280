/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Unsigned numbers as people write them: 4096, 0x1000, 0o10000, 0b1000, 1_000_000, 0xdead'beef,
 * with a suffix k M G T (times 1024), KiB MiB GiB TiB, kB MB GB TB (times 1000), s (512-byte
 * sectors). In a hexadecimal number a trailing letter is a digit, never a suffix, unless it can not
 * be one (k, M, G, T, s; "0x10k"). A letter or digit right after a suffix makes it none: "4size" is
 * the number 4 and a rest.
 */
#ifndef BURIN_BASE_NUMBER_H
#define BURIN_BASE_NUMBER_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

/* Parses the longest number at the start of text[0..len); *used is its length in bytes. Fails with
 * ERR_SYNTAX when there is none, ERR_RANGE when it does not fit 64 bits. */
bool number_parse(const char *text, size_t len, size_t *used, uint64_t *value, struct err *err)
	BURIN_MUST_CHECK;

/* Parses all of `text` (surrounding blanks allowed). */
bool number_parse_all(const char *text, uint64_t *value, struct err *err) BURIN_MUST_CHECK;

/* The value of a hexadecimal digit, or -1. */
int hex_digit_value(int c);

enum { NUMBER_TEXT = 32 };

/* "1.5 GiB", "4 KiB", "17 bytes" into text[NUMBER_TEXT]; returns text. */
const char *number_size(uint64_t bytes, char text[NUMBER_TEXT]);

/* "12 s", "1:05 min", "2:01:05 h": seconds that have begun count. */
const char *number_time(uint64_t ms, char text[NUMBER_TEXT]);

/* "1 234 567" is hard to copy; this is "1,234,567". Returns text. */
const char *number_grouped(uint64_t value, char text[NUMBER_TEXT]);

/* How many digits `value` takes in `base` (2, 8, 10, 16); at least 1. */
int number_digits(uint64_t value, unsigned base);

#endif
