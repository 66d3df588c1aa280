/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Kinds of machines whose instructions can be told from bytes, by the names that :set architecture
 * and --disassemble take. Which of them a build knows is the disassembler's matter (scan/disasm.h).
 */
#ifndef BURIN_SCAN_ARCHITECTURE_H
#define BURIN_SCAN_ARCHITECTURE_H

#include "base/err.h"

#include <stdint.h>

/* In the order of architecture_names. */
enum architecture {
	ARCHITECTURE_AUTO,           /* that of the file's header; there: none that is known */
	ARCHITECTURE_X86_16, ARCHITECTURE_X86, ARCHITECTURE_X86_64,
	ARCHITECTURE_ARM, ARCHITECTURE_ARMBE, ARCHITECTURE_THUMB, ARCHITECTURE_THUMBBE,
	ARCHITECTURE_AARCH64,
	ARCHITECTURE_MIPS, ARCHITECTURE_MIPSEL, ARCHITECTURE_MIPS64, ARCHITECTURE_MIPS64EL,
	ARCHITECTURE_PPC, ARCHITECTURE_PPC64, ARCHITECTURE_PPC64LE,
	ARCHITECTURE_RISCV32, ARCHITECTURE_RISCV64,
	ARCHITECTURE_SPARC, ARCHITECTURE_SPARC64,
	ARCHITECTURE_S390X,
	ARCHITECTURE_M68K,
	ARCHITECTURE_M6800, ARCHITECTURE_M6805, ARCHITECTURE_M6809, ARCHITECTURE_M6811,
	ARCHITECTURE_CPU12,
	ARCHITECTURE_M6502, ARCHITECTURE_M65C02, ARCHITECTURE_M65816,
	ARCHITECTURE_SH4, ARCHITECTURE_TRICORE, ARCHITECTURE_C64X, ARCHITECTURE_XCORE,
	ARCHITECTURE_BPF, ARCHITECTURE_EBPF, ARCHITECTURE_EVM, ARCHITECTURE_WASM,
	ARCHITECTURE_COUNT,
};

/* "auto", "x86-16", ..., NULL. */
extern const char *const architecture_names[];

struct architecture_shape {
	uint8_t align;               /* instructions begin at multiples of so many bytes */
	bool fixed;                  /* and all have that length */
};

/* Of one that is not ARCHITECTURE_AUTO. */
const struct architecture_shape *architecture_shape(enum architecture architecture);

/* By its name, or one of some others: "amd64", "i386", "arm64". */
bool architecture_find(const char *name, enum architecture *architecture, struct err *err)
	BURIN_MUST_CHECK;

#endif
