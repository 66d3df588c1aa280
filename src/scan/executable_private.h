/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the readers of the formats share. */
#ifndef BURIN_SCAN_EXECUTABLE_PRIVATE_H
#define BURIN_SCAN_EXECUTABLE_PRIVATE_H

#include "scan/executable.h"

/* The bytes at pos; false where they are not there. */
bool executable_bytes(const struct executable_input *input, uint64_t pos, void *to, size_t len);

/* Cut to the file; dropped where nothing is left, it wraps, or there are enough. */
void executable_add(struct executable *executable, const struct executable_input *input,
		    const struct executable_part *part);

/* Each begins with *executable empty but for its format. */
bool executable_read_elf(struct executable *executable, const struct executable_input *input);
bool executable_read_pe(struct executable *executable, const struct executable_input *input);
bool executable_read_macho(struct executable *executable, const struct executable_input *input);

#endif
