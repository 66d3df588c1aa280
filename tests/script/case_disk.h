/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The files of a case, in the present folder. What is in one is written as
 *
 *	00 11 "text"             bytes (base/bytes.h)
 *	4096 * 00                so many times
 *	64k * hole               a hole
 *
 * and several such parts with " + " between them.
 */
#ifndef BURIN_TESTS_CASE_DISK_H
#define BURIN_TESTS_CASE_DISK_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>

/* Writes a file in its place, as another program would: the same inode, another time. */
bool disk_write(const char *name, const char *content, struct err *err) BURIN_MUST_CHECK;

/* Another program appends to a file that there is. */
bool disk_append(const char *name, const char *content, struct err *err) BURIN_MUST_CHECK;

/* Bytes in this form, long runs of one byte as such. Appends. */
void disk_format_bytes(const uint8_t *bytes, size_t len, struct buf *out);

/* What a file holds, "none" where there is no such file. Appends. */
void disk_format(const char *name, struct buf *out);

#endif
