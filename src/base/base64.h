/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Base64 of RFC 4648: the usual alphabet, and its variant for names and addresses (- and _). */
#ifndef BURIN_BASE_BASE64_H
#define BURIN_BASE_BASE64_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The 64 characters in the order of their values. */
extern const char base64_letters[];

/* Appends the text, padded, without line ends. */
void base64_encode(struct buf *out, const uint8_t *bytes, size_t len);

/* Appends the bytes of a text in which blanks do not count, and which may lack its padding. False:
 * it is none; what was appended is garbage. */
bool base64_decode(struct buf *out, const char *text, size_t len) BURIN_MUST_CHECK;

#endif
