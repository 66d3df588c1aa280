/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table. Names are those of GNU tools and compilers where these agree. */
#include "scan/architecture.h"

#include <assert.h>
#include <string.h>

const char *const architecture_names[] = {
	"auto", "x86-16", "x86", "x86-64", "arm", "armbe", "thumb", "thumbbe", "aarch64", "mips",
	"mipsel", "mips64", "mips64el", "ppc", "ppc64", "ppc64le", "riscv32", "riscv64", "sparc",
	"sparc64", "s390x", "m68k", "m6800", "m6805", "m6809", "m6811", "cpu12", "m6502", "m65c02",
	"m65816", "sh4", "tricore", "c64x", "xcore", "bpf", "ebpf", "evm", "wasm", NULL,
};

static_assert(sizeof(architecture_names) / sizeof(*architecture_names) == ARCHITECTURE_COUNT + 1,
	      "a name for each");

static const struct architecture_shape shapes[ARCHITECTURE_COUNT] = {
	[ARCHITECTURE_X86_16] = { 1, false }, [ARCHITECTURE_X86] = { 1, false },
	[ARCHITECTURE_X86_64] = { 1, false },
	[ARCHITECTURE_ARM] = { 4, true }, [ARCHITECTURE_ARMBE] = { 4, true },
	[ARCHITECTURE_THUMB] = { 2, false }, [ARCHITECTURE_THUMBBE] = { 2, false },
	[ARCHITECTURE_AARCH64] = { 4, true },
	[ARCHITECTURE_MIPS] = { 4, true }, [ARCHITECTURE_MIPSEL] = { 4, true },
	[ARCHITECTURE_MIPS64] = { 4, true }, [ARCHITECTURE_MIPS64EL] = { 4, true },
	[ARCHITECTURE_PPC] = { 4, true }, [ARCHITECTURE_PPC64] = { 4, true },
	[ARCHITECTURE_PPC64LE] = { 4, true },
	[ARCHITECTURE_RISCV32] = { 2, false }, [ARCHITECTURE_RISCV64] = { 2, false },
	[ARCHITECTURE_SPARC] = { 4, true }, [ARCHITECTURE_SPARC64] = { 4, true },
	[ARCHITECTURE_S390X] = { 2, false },
	[ARCHITECTURE_M68K] = { 2, false },
	[ARCHITECTURE_M6800] = { 1, false }, [ARCHITECTURE_M6805] = { 1, false },
	[ARCHITECTURE_M6809] = { 1, false }, [ARCHITECTURE_M6811] = { 1, false },
	[ARCHITECTURE_CPU12] = { 1, false },
	[ARCHITECTURE_M6502] = { 1, false }, [ARCHITECTURE_M65C02] = { 1, false },
	[ARCHITECTURE_M65816] = { 1, false },
	[ARCHITECTURE_SH4] = { 2, true }, [ARCHITECTURE_TRICORE] = { 2, false },
	[ARCHITECTURE_C64X] = { 4, true }, [ARCHITECTURE_XCORE] = { 2, false },
	[ARCHITECTURE_BPF] = { 8, true }, [ARCHITECTURE_EBPF] = { 8, false },
	[ARCHITECTURE_EVM] = { 1, false }, [ARCHITECTURE_WASM] = { 1, false },
};

static const struct { const char *name; enum architecture architecture; } others[] = {
	{ "i8086", ARCHITECTURE_X86_16 }, { "i386", ARCHITECTURE_X86 },
	{ "x86-32", ARCHITECTURE_X86 }, { "x86_64", ARCHITECTURE_X86_64 },
	{ "amd64", ARCHITECTURE_X86_64 }, { "arm64", ARCHITECTURE_AARCH64 },
	{ "powerpc", ARCHITECTURE_PPC }, { "6502", ARCHITECTURE_M6502 },
};

const struct architecture_shape *architecture_shape(enum architecture architecture)
{
	assert(architecture > ARCHITECTURE_AUTO && architecture < ARCHITECTURE_COUNT);
	return &shapes[architecture];
}

bool architecture_find(const char *name, enum architecture *architecture, struct err *err)
{
	for (int i = 0; i < ARCHITECTURE_COUNT; i++) {
		if (strcmp(architecture_names[i], name) == 0) {
			*architecture = (enum architecture)i;
			return true;
		}
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		if (strcmp(others[i].name, name) == 0) {
			*architecture = others[i].architecture;
			return true;
		}
	}
	return err_set(err, ERR_SYNTAX, "there is no architecture \"%.40s\"; some are x86-64, "
		       "aarch64, arm, thumb, riscv64, mips, ppc, s390x", name);
}
