#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# --type and :type: what libmagic says, of files, parts, edited and hostile ones, and of what can
# not be read.
if test "${BURIN_INSTRUMENTED:-no}" = yes; then
	echo '1..0 # SKIP sanitizers need more of the system than a parser gets'
	exit 0
fi
. "$BURIN_SRCDIR/tests/cli/lib.sh"
LC_ALL=C
export LC_ALL

printf 'plain words\n' > text
if ! burin --version | grep -q '^types: *libmagic [0-9]'; then
	why=$(burin --version | sed -n 's/^types: *//p')
	holds 'the command says what is missing' \
		'burin --type text 2>&1 | grep "^burin: text: .*libmagic"'
	skip 'file types' "$why"
	finish
fi

: > empty
printf '\211PNG\r\n\032\n\000\000\000\rIHDR\000\000\000\002\000\000\000\002\b\002\000\000\000' > png
printf '#!/bin/\033[31mevil\nx\n' > evil
make_bytes 3000000 > long

gives 'several files' 1 'text: ASCII text (text/plain; charset=us-ascii)
empty: empty (application/x-empty; charset=binary)
burin: none: No such file or directory
png: PNG image data, 2 x 2, 8-bit/color RGB, non-interlaced (image/png; charset=binary)' \
	'burin --type text empty none png'
gives 'as JSON' 0 '{"file":"empty","type":"empty","mime":"application/x-empty; charset=binary"}' \
	'burin --type --json empty'
gives 'standard input' 0 'standard input: ASCII text (text/plain; charset=us-ascii)' \
	'cat text | burin --type'
gives 'a part' 0 'png: data (application/octet-stream; charset=binary)' 'burin --type -s 16 png'
gives 'a part of a larger file' 0 'both: empty (application/x-empty; charset=binary)' \
	'cat text png > both; burin --type -s 12 -n 0 both'
gives 'the part that it is' 0 \
	'both: PNG image data, 2 x 2, 8-bit/color RGB, non-interlaced (image/png; charset=binary)' \
	'burin --type -s 12 both'
holds 'what a hostile file makes it say is printable' \
	'burin --type evil > out; ! grep -q "$(printf "\033")" out && grep -q "^evil: " out'
gives 'a hostile name' 0 '\x1b[31m: empty (application/x-empty; charset=binary)' \
	'cp empty "$(printf "\033[31m")"; burin --type "$(printf "\033[31m")"'
holds 'a file longer than what is looked at' 'burin --type long'
gives 'bytes as they are edited' 0 'ASCII text (text/plain; charset=us-ascii)
data (application/octet-stream; charset=binary)' \
	"burin --batch -x type -x 'put 00 01 02 ff' -x type -x undo text"
gives 'a range' 0 \
	'PNG image data, 2 x 2, 8-bit/color RGB, non-interlaced (image/png; charset=binary)' \
	"burin --batch -x 'type 12,\$' both"
gives 'a selection' 0 'ASCII text, with no line terminators (text/plain; charset=us-ascii)' \
	"burin --batch -x 'select 0,+11' -x type both"
gives 'no commands beside it' 2 'burin: --type runs no commands: use --batch
usage: burin [OPTION]... [+EXPR] [FILE]...
burin --help tells more.' 'burin --type -x type text'
gives 'a full disk' 1 'burin: cannot write to standard output: No space left on device' \
	'burin --type text > /dev/full'

# The same words as file(1), but for what it reads of the mode and with a descriptor.
if have file && file --version | grep -q "^file-$(burin --version |
	sed -n 's/^types: *libmagic //p')\$"; then
	for file in text png empty evil; do
		same "$file as file(1) has it" "burin --type $file | sed 's/ ([^()]*)\$//'" \
			"file $file"
	done
else
	skip 'as file(1) has it' 'there is no file(1) of the same version'
fi
finish
