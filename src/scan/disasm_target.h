/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where a jump leads, read from an instruction as capstone writes it. Its structures of operands
 * are another one for each machine, and say no more.
 */
#ifndef BURIN_SCAN_DISASM_TARGET_H
#define BURIN_SCAN_DISASM_TARGET_H

#include "scan/architecture.h"

#include <stdbool.h>
#include <stdint.h>

struct disasm_words {
	enum architecture architecture;
	const char *mnemonic, *operands;
	uint64_t address;        /* of the instruction */
	bool jumps;              /* capstone counts it among jumps, calls or branches */
};

/* True: it leads to *target, an address. */
bool disasm_target(const struct disasm_words *words, uint64_t *target);

#endif
