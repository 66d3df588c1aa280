/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A borrowed run of bytes. Who lends it says how long it stays valid. */
#ifndef BURIN_BASE_SPAN_H
#define BURIN_BASE_SPAN_H

#include <stddef.h>
#include <stdint.h>

struct span {
	const uint8_t *data;
	size_t len;          /* bytes */
};

#endif
