/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * capstone is loaded by name, as linking it would cost every start some megabytes to be mapped. Its
 * structures are others in each major version: only the one of the headers is asked for.
 *
 * Its own way of skipping what is no instruction is not used, as it goes on after each single byte
 * also where instructions are aligned.
 */
#include "scan/disasm.h"

#include <capstone.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "base/checked.h"
#include "base/library.h"
#include "scan/disasm_message.h"
#include "scan/disasm_target.h"

#define TEXT_OF(value) #value
#define TEXT(macro) TEXT_OF(macro)
#define FILE_NAME "libcapstone.so." TEXT(CS_API_MAJOR)

/* What is used of the library. */
struct library {
	cs_err (*open)(cs_arch arch, cs_mode mode, csh *handle);
	cs_err (*option)(csh handle, cs_opt_type type, size_t value);
	cs_insn *(*make)(csh handle);
	bool (*next)(csh handle, const uint8_t **bytes, size_t *len, uint64_t *address,
		     cs_insn *instruction);
	bool (*is_in_group)(csh handle, const cs_insn *instruction, unsigned group);
	void (*free)(cs_insn *instruction, size_t count);
	cs_err (*close)(csh *handle);
	unsigned (*version)(int *major, int *minor);
	bool missing;
};

/* How the library calls an architecture. */
struct dialect {
	bool known;
	cs_arch arch;
	unsigned mode;
};

#define KNOWN(arch, mode) { true, arch, (unsigned)(mode) }
#define BIG ((unsigned)CS_MODE_BIG_ENDIAN)

static const struct dialect dialects[ARCHITECTURE_COUNT] = {
	[ARCHITECTURE_X86_16] = KNOWN(CS_ARCH_X86, CS_MODE_16),
	[ARCHITECTURE_X86] = KNOWN(CS_ARCH_X86, CS_MODE_32),
	[ARCHITECTURE_X86_64] = KNOWN(CS_ARCH_X86, CS_MODE_64),
	[ARCHITECTURE_ARM] = KNOWN(CS_ARCH_ARM, CS_MODE_ARM),
	[ARCHITECTURE_ARMBE] = KNOWN(CS_ARCH_ARM, CS_MODE_ARM | BIG),
	[ARCHITECTURE_THUMB] = KNOWN(CS_ARCH_ARM, CS_MODE_THUMB),
	[ARCHITECTURE_THUMBBE] = KNOWN(CS_ARCH_ARM, CS_MODE_THUMB | BIG),
	[ARCHITECTURE_AARCH64] = KNOWN(CS_ARCH_ARM64, 0),
	[ARCHITECTURE_MIPS] = KNOWN(CS_ARCH_MIPS, CS_MODE_MIPS32 | BIG),
	[ARCHITECTURE_MIPSEL] = KNOWN(CS_ARCH_MIPS, CS_MODE_MIPS32),
	[ARCHITECTURE_MIPS64] = KNOWN(CS_ARCH_MIPS, CS_MODE_MIPS64 | BIG),
	[ARCHITECTURE_MIPS64EL] = KNOWN(CS_ARCH_MIPS, CS_MODE_MIPS64),
	[ARCHITECTURE_PPC] = KNOWN(CS_ARCH_PPC, CS_MODE_32 | BIG),
	[ARCHITECTURE_PPC64] = KNOWN(CS_ARCH_PPC, CS_MODE_64 | BIG),
	[ARCHITECTURE_PPC64LE] = KNOWN(CS_ARCH_PPC, CS_MODE_64),
	[ARCHITECTURE_SPARC] = KNOWN(CS_ARCH_SPARC, BIG),
	[ARCHITECTURE_SPARC64] = KNOWN(CS_ARCH_SPARC, CS_MODE_V9 | BIG),
	[ARCHITECTURE_S390X] = KNOWN(CS_ARCH_SYSZ, BIG),
	[ARCHITECTURE_M68K] = KNOWN(CS_ARCH_M68K, CS_MODE_M68K_040 | BIG),
	[ARCHITECTURE_M6800] = KNOWN(CS_ARCH_M680X, CS_MODE_M680X_6800),
	[ARCHITECTURE_M6805] = KNOWN(CS_ARCH_M680X, CS_MODE_M680X_6805),
	[ARCHITECTURE_M6809] = KNOWN(CS_ARCH_M680X, CS_MODE_M680X_6809),
	[ARCHITECTURE_M6811] = KNOWN(CS_ARCH_M680X, CS_MODE_M680X_6811),
	[ARCHITECTURE_CPU12] = KNOWN(CS_ARCH_M680X, CS_MODE_M680X_CPU12),
	[ARCHITECTURE_C64X] = KNOWN(CS_ARCH_TMS320C64X, BIG),
	[ARCHITECTURE_XCORE] = KNOWN(CS_ARCH_XCORE, 0),
	[ARCHITECTURE_EVM] = KNOWN(CS_ARCH_EVM, 0),
#if CS_API_MAJOR >= 5
	[ARCHITECTURE_RISCV32] = KNOWN(CS_ARCH_RISCV, CS_MODE_RISCV32 | CS_MODE_RISCVC),
	[ARCHITECTURE_RISCV64] = KNOWN(CS_ARCH_RISCV, CS_MODE_RISCV64 | CS_MODE_RISCVC),
	[ARCHITECTURE_M6502] = KNOWN(CS_ARCH_MOS65XX, CS_MODE_MOS65XX_6502),
	[ARCHITECTURE_M65C02] = KNOWN(CS_ARCH_MOS65XX, CS_MODE_MOS65XX_65C02),
	/* 5.0 refuses CS_MODE_MOS65XX_65816 by itself. */
	[ARCHITECTURE_M65816] = KNOWN(CS_ARCH_MOS65XX, CS_MODE_MOS65XX_65816_LONG_MX),
	[ARCHITECTURE_SH4] = KNOWN(CS_ARCH_SH, CS_MODE_SH4 | CS_MODE_SHFPU),
	[ARCHITECTURE_TRICORE] = KNOWN(CS_ARCH_TRICORE, CS_MODE_TRICORE_162),
	[ARCHITECTURE_BPF] = KNOWN(CS_ARCH_BPF, CS_MODE_BPF_CLASSIC),
	[ARCHITECTURE_EBPF] = KNOWN(CS_ARCH_BPF, CS_MODE_BPF_EXTENDED),
	[ARCHITECTURE_WASM] = KNOWN(CS_ARCH_WASM, 0),
#endif
};

static bool load_symbols(struct library *library)
{
	static const char *const files[] = {
		FILE_NAME, "libcapstone." TEXT(CS_API_MAJOR) ".dylib", NULL,
	};
	const struct library_symbol symbols[] = {
		{ "cs_open", &library->open }, { "cs_option", &library->option },
		{ "cs_malloc", &library->make }, { "cs_disasm_iter", &library->next },
		{ "cs_insn_group", &library->is_in_group }, { "cs_free", &library->free },
		{ "cs_close", &library->close }, { "cs_version", &library->version },
		{ NULL, NULL },
	};
	int major, minor;

	if (!library_load(files, symbols))
		return false;
	library->version(&major, &minor);
	return major == CS_API_MAJOR;
}

void *disasm_prepare(const uint8_t *bytes, size_t len)
{
	struct library *library = calloc(1, sizeof(*library));

	(void)bytes, (void)len;
	if (library)
		library->missing = !load_symbols(library);
	return library;
}

/* What one request needs. */
struct run {
	const struct library *library;
	const struct disasm_request *request;
	const struct dialect *dialect;
	csh handle;
	cs_insn *instruction;
	struct buf *reply;
	size_t lines;
};

static bool refuse(struct buf *reply, const char *why)
{
	buf_clear(reply);
	buf_format(reply, "-%s", why);
	return true;
}

static bool may_jump(const struct run *run)
{
	static const unsigned groups[] = { CS_GRP_JUMP, CS_GRP_CALL, CS_GRP_BRANCH_RELATIVE };

	for (size_t i = 0; i < sizeof(groups) / sizeof(*groups); i++)
		if (run->library->is_in_group(run->handle, run->instruction, groups[i]))
			return true;
	return false;
}

static void add_instruction(struct run *run, uint32_t off, uint64_t address)
{
	const cs_insn *instruction = run->instruction;
	struct disasm_reply_line line = {
		.off = off, .len = (uint8_t)instruction->size, .code = true,
		.mnemonic = instruction->mnemonic,
		.mnemonic_len = strlen(instruction->mnemonic),
		.operands = instruction->op_str, .operands_len = strlen(instruction->op_str),
	};

	const struct disasm_words words = {
		.architecture = run->request->architecture, .mnemonic = instruction->mnemonic,
		.operands = instruction->op_str, .address = address, .jumps = may_jump(run),
	};

	line.has_target = disasm_target(&words, &line.target);
	disasm_reply_add(run->reply, &line);
}

/* Bytes that are no instruction: as many as one is aligned to. */
static void add_data(struct run *run, uint32_t off, size_t len)
{
	char text[DISASM_OPERANDS] = "";
	struct disasm_reply_line line = {
		.off = off, .len = (uint8_t)len, .mnemonic = ".byte", .mnemonic_len = 5,
		.operands = text,
	};

	for (size_t i = 0; i < len; i++)
		line.operands_len += (size_t)snprintf(text + line.operands_len,
						      sizeof(text) - line.operands_len,
						      "%s0x%02x", i > 0 ? ", " : "",
						      run->request->bytes[off + i]);
	disasm_reply_add(run->reply, &line);
}

static bool is_next(struct run *run, const uint8_t **bytes, size_t *left, uint64_t address)
{
	size_t room = *left;

	return run->library->next(run->handle, bytes, left, &address, run->instruction) &&
	       run->instruction->size > 0 && run->instruction->size <= room &&
	       run->instruction->size <= DISASM_LONGEST;
}

/* The length of what is at an offset of a segment; a line of it, where that is wanted. */
static size_t add_next(struct run *run, const struct disasm_segment *segment, uint32_t off)
{
	const uint8_t *bytes = run->request->bytes + off;
	size_t room = segment->off + segment->len - off, left = room;
	uint64_t address = segment->address + (off - segment->off);
	bool wanted = off >= run->request->skip;
	size_t align = architecture_shape(run->request->architecture)->align;

	run->lines += wanted;
	if (address % align == 0 && is_next(run, &bytes, &left, address)) {
		if (wanted)
			add_instruction(run, off, address);
		return run->instruction->size;
	}
	/* Where bytes are out of line they are brought back in. */
	room = min_size(room, (size_t)(align - address % align));
	if (wanted)
		add_data(run, off, room);
	return room;
}

static void add_segment(struct run *run, const struct disasm_segment *segment)
{
	for (uint32_t at = 0; at < segment->len && run->lines < DISASM_LINES;)
		at += (uint32_t)add_next(run, segment, segment->off + at);
}

static bool open_handle(struct run *run)
{
	const struct library *library = run->library;

	return library->open(run->dialect->arch, (cs_mode)run->dialect->mode,
			     &run->handle) == CS_ERR_OK &&
	       library->option(run->handle, CS_OPT_DETAIL, CS_OPT_ON) == CS_ERR_OK &&
	       (run->instruction = library->make(run->handle)) != NULL;
}

static void close_handle(struct run *run)
{
	if (run->instruction)
		run->library->free(run->instruction, 1);
	if (run->handle != 0)
		run->library->close(&run->handle);
}

bool disasm_parse(void *prepared, const uint8_t *bytes, size_t len, struct buf *reply)
{
	const struct library *library = prepared;
	struct disasm_segment segment[DISASM_SEGMENTS];
	struct disasm_request request;
	char text[120];

	if (library->missing)
		return refuse(reply, "capstone can not be loaded: is " FILE_NAME " installed?");
	if (!disasm_request_parse(bytes, len, &request, segment))
		return false;
	struct run run = { .library = library, .request = &request, .reply = reply,
			   .dialect = &dialects[request.architecture] };
	if (!run.dialect->known || !open_handle(&run)) {
		close_handle(&run);
		snprintf(text, sizeof(text), "capstone %d.%d does not know %s", CS_API_MAJOR,
			 CS_API_MINOR, architecture_names[request.architecture]);
		return refuse(reply, text);
	}
	buf_add_byte(reply, '+');
	for (size_t i = 0; i < request.count; i++)
		add_segment(&run, &request.segment[i]);
	close_handle(&run);
	return true;
}

void disasm_describe(struct buf *out)
{
	struct library library = { .missing = false };
	int major, minor;

	if (!load_symbols(&library)) {
		buf_text(out, "capstone is not installed");
		return;
	}
	library.version(&major, &minor);
	buf_format(out, "capstone %d.%d", major, minor);
}
