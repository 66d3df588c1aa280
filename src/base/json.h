/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writing JSON: strings that are valid whatever bytes they are made of.
 *
 *	buf_add_byte(out, '{');
 *	json_member(out, "command", line);
 *	buf_add_byte(out, '}');
 */
#ifndef BURIN_BASE_JSON_H
#define BURIN_BASE_JSON_H

#include "base/buf.h"

/* "…" with quotes. A byte that is not UTF-8 becomes U+FFFD; controls, DEL and C1 are escaped. */
void json_string(struct buf *out, const char *text, size_t len);

/* The same without quotes, for a text in parts that end between characters. */
void json_characters(struct buf *out, const char *text, size_t len);

/* "name":"text", with a comma before it unless it is the first of its object. */
void json_member(struct buf *out, const char *name, const char *text);

/* "name":["line","line"]: the lines of a text. */
void json_lines(struct buf *out, const char *name, const char *text);

#endif
