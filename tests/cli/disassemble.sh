#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# --disassemble and :disassemble: the code of programs, parts of files, what is no program, and the
# same mnemonics as objdump has.
if test "${BURIN_INSTRUMENTED:-no}" = yes; then
	echo '1..0 # SKIP sanitizers need more of the system than a parser gets'
	exit 0
fi
. "$BURIN_SRCDIR/tests/cli/lib.sh"
LC_ALL=C
export LC_ALL

seeds=$BURIN_SRCDIR/tests/fuzz/corpus/fuzz_executable
printf '\125\110\211\345\350\0\0\0\0\353\374\303' > raw
if ! burin --version | grep -q '^disasm: *capstone [0-9]'; then
	why=$(burin --version | sed -n 's/^disasm: *//p')
	holds 'the command says what is missing' \
		'burin --disassemble=x86 raw 2>&1 | grep "^burin: raw: .*capstone"'
	skip 'instructions' "$why"
	finish
fi

gives 'bytes as they are' 0 '00000000  55                       push    rbp
00000001  48 89 e5                 mov     rbp, rsp
00000004  e8 00 00 00 00           call    9
00000009  eb fc                    jmp     7
0000000b  c3                       ret' 'burin --disassemble=x86-64 raw'
gives 'a part, with a base address' 0 \
	'00001004  e8 00 00 00 00           call    0x1009' \
	'burin --disassemble=amd64 -s 4 -n 5 -o 0x1000 raw'
gives 'standard input' 0 '00000000  c3                       ret' \
	'printf "\303" | burin --disassemble=x86'
gives 'as JSON' 0 '"offset":9,"bytes":"ebfc","mnemonic":"jmp","operands":"7","target":7}
"offset":11,"bytes":"c3","mnemonic":"ret","operands":""}' \
	"burin --disassemble=x86-64 --json -s 9 raw | sed 's/^{\"file\":\"raw\",//'"
gives 'the code that a header names' 0 \
	'000000f0  140001000  c3                       ret' \
	"burin --disassemble '$seeds/pe64' | head -n 1"
gives 'several machines in one file' 0 '00000110  000010d0  c3                       ret
000001e8  000010d0  c3 c3 c3 c3              .byte   0xc3, 0xc3, 0xc3, 0xc3' \
	"burin --disassemble '$seeds/macho-fat' | grep 000010d0"
gives 'no header' 1 "burin: raw: there is no header of ELF, PE or Mach-O: \
name one with :set architecture=NAME or --disassemble=NAME" 'burin --disassemble raw'
holds 'no such machine' 'burin --disassemble=z80 raw 2>&1 |
	grep "^burin: --disassemble: there is no architecture \"z80\"; some are x86-64, "'
gives 'a full disk' 1 'burin: cannot write to standard output: No space left on device' \
	'burin --disassemble=x86 raw > /dev/full'
gives 'bytes as they are edited, in a batch' 0 \
	'00000000  53                       push    ebx
00000001  c3                       ret' \
	"burin --batch -x 'set architecture=x86' -x 'put 53 c3' -x 'disassemble 0,+2' -x undo raw"
make_bytes 300000 > long
holds 'a long file, in steps, covers each byte once' \
	"burin --disassemble=x86 --json long | sed 's/.*\"bytes\":\"\\([0-9a-f]*\\)\".*/\\1/' |
		tr -d '\\n' > got; burin -p -c 0 long | tr -d '\\n' | cmp - got"

# Prefixes are words of their own in one of them, and part of the mnemonic in the other; so is
# "xchg ax,ax", which fills up, and the width of what works on strings. Of a small program, without
# what newer machines have.
program=$BURIN_BUILDDIR/tests/unit/base/err_test
words() {
	sed -E 's/^(bnd|notrack|data16|cs|rep|repz|repne|lock) //; s/ .*//
		s/^(stos|movs|scas|cmps|lods)[bwdq]$/\1/'
}
ours() {
	burin --disassemble --json "$program" |
		sed -nE 's/.*"address":([0-9]*).*"mnemonic":"([^"]*)".*/\1 \2/p' |
		awk -v from="$from" -v to="$to" '$1 >= from && $1 < to { $1 = ""; print $0 }' |
		sed 's/^ //' | words
}
theirs() {
	objdump -d -j .text -M intel --no-show-raw-insn "$program" |
		sed -nE 's/^ *[0-9a-f]+:\t(cs |data16 )*//p' | sed 's/^xchg *ax,ax/nop/' | words
}
if test "$(uname -m)" = x86_64 && have objdump && test -x "$program" &&
	objdump -h -j .text "$program" > head 2> /dev/null; then
	from=$((0x$(awk '$2 == ".text" { print $4 }' head)))
	to=$((from + 0x$(awk '$2 == ".text" { print $3 }' head)))
	same 'the mnemonics of objdump' ours theirs
else
	skip 'the mnemonics of objdump' 'there is no objdump, or no program for it'
fi
finish
