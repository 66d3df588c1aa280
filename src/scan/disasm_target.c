/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A target is a number alone, the last of the operands. For most machines capstone writes the
 * address; RISC-V has the distance in bytes, BPF that in instructions, from the next one on.
 *
 * The groups of a machine may be no help: of some capstone has none, and those of BPF have other
 * numbers (5.0: group 1, elsewhere jumps, are loads). There the name tells.
 */
#include "scan/disasm_target.h"

#include <stdlib.h>
#include <string.h>

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* "0x40", "#0x40", "$40", "9", "-0x10"; and no more. */
static bool take_number(const char *text, uint64_t *number)
{
	bool minus;
	int base = 0;
	char *end;

	text += strspn(text, " #");
	minus = *text == '-';
	text += minus;
	if (*text == '$') {
		text++;
		base = 16;
	}
	if (!strchr("0123456789abcdefABCDEF", *text) || *text == '\0')
		return false;
	*number = strtoull(text, &end, base);
	if (minus)
		*number = 0 - *number;
	return *end == '\0';
}

static const char *last_operand(const char *operands)
{
	const char *comma = strrchr(operands, ',');

	return comma ? comma + 1 : operands;
}

static bool may_jump(const struct disasm_words *words)
{
	const char *name = words->mnemonic;

	switch (words->architecture) {
	case ARCHITECTURE_PPC:
	case ARCHITECTURE_PPC64:
	case ARCHITECTURE_PPC64LE:
		return words->jumps || name[0] == 'b';
	case ARCHITECTURE_S390X:
		return words->jumps || name[0] == 'j' || name[0] == 'b';
	case ARCHITECTURE_MIPS:
	case ARCHITECTURE_MIPSEL:
	case ARCHITECTURE_MIPS64:
	case ARCHITECTURE_MIPS64EL:
		return words->jumps || begins(name, "jal");
	case ARCHITECTURE_SPARC:
	case ARCHITECTURE_SPARC64:
		return words->jumps || strcmp(name, "call") == 0;
	case ARCHITECTURE_TRICORE:
		return words->jumps || name[0] == 'j' || begins(name, "loop");
	case ARCHITECTURE_RISCV32:
	case ARCHITECTURE_RISCV64:
		/* "jalr ra, a0, 4": from what is in a register. */
		return words->jumps && !strstr(name, "jalr") && !strstr(name, "jr");
	case ARCHITECTURE_BPF:
	case ARCHITECTURE_EBPF:
		/* What a call is of has a number, and no address. */
		return name[0] == 'j';
	case ARCHITECTURE_WASM:
	case ARCHITECTURE_EVM:
		/* Numbers of blocks and functions; and what is on the stack. */
		return false;
	default:
		return words->jumps;
	}
}

/* "0x1234, +0x2, +0x1": of two places the one that is not the next instruction, else the second.
 * Distances have 16 bits with a sign, in the classic form 32. */
static bool take_distance(const struct disasm_words *words, uint64_t *target)
{
	const char *operands = words->operands, *last = strrchr(operands, '+'), *before;
	uint64_t count;

	if (!last)
		return false;
	before = memrchr(operands, '+', (size_t)(last - operands));
	count = strtoull(last + 1, NULL, 0);
	if (count == 0 && before)
		count = strtoull(before + 1, NULL, 0);
	count = words->architecture == ARCHITECTURE_EBPF ? (uint64_t)(int16_t)count :
							   (uint64_t)(int32_t)count;
	*target = words->address + 8 + 8 * count;
	return true;
}

bool disasm_target(const struct disasm_words *words, uint64_t *target)
{
	if (!may_jump(words))
		return false;
	if (words->architecture == ARCHITECTURE_BPF || words->architecture == ARCHITECTURE_EBPF)
		return take_distance(words, target);
	if (!take_number(last_operand(words->operands), target))
		return false;
	if (words->architecture == ARCHITECTURE_RISCV32 ||
	    words->architecture == ARCHITECTURE_RISCV64)
		*target += words->address;
	return true;
}
