#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Dumps back to bytes: to standard output, to a new file, into a file.
. "$BURIN_SRCDIR/tests/cli/lib.sh"

make_bytes 5000 > bytes

for options in '' '-c 7' '-g 4' '-u' '-p' '-p -c 0' '--format=hexdump' '--format=od'; do
	back=
	case $options in -p*) back=-p ;; esac
	same "there and back with $options" \
		"burin --dump $options bytes | burin --undump $back" 'cat bytes'
done
same 'from a file' 'burin --dump bytes > dump; burin --undump dump' 'cat bytes'
same 'to standard output by name' 'burin --undump dump -' 'cat bytes'
if have xxd; then
	same 'what xxd wrote' 'xxd bytes | burin --undump' 'cat bytes'
	same 'what xxd wrote, plain' 'xxd -p bytes | burin --undump -p' 'cat bytes'
fi
same 'a gap is zeros' 'printf "4: 4142\n" | burin --undump' 'printf "\0\0\0\0AB"'
same 'an offset is added' 'printf "0: 4142\n" | burin --undump -s 2' 'printf "\0\0AB"'
same 'an empty dump' ': | burin --undump' ':'

# Into files.
printf '0123456789' > file
ln file twin
gives 'patch' 0 '' 'rm twin; printf "3: 4142\n" | burin --undump - file'
same 'what was patched' 'cat file' 'printf 012AB56789'
gives 'patch backward and behind the end' 0 '' \
	'printf "9: 5859\n0: 61\n00e: 7a\n" | burin --undump - file'
same 'what was appended' 'cat file' 'printf "a12AB5678XY\0\0\0z"'
gives 'a new file' 0 '' 'burin --undump dump new'
same 'what is in the new file' 'cat new' 'cat bytes'
cp file before
holds 'a mistake is told' \
	'! printf "0: 4142\n1: zz\n" | burin --undump - file 2> message
	grep -q "^burin: standard input: line 2: " message'
same 'the file is as it was' 'cat file' 'cat before'
gives 'nothing that cannot be written' 1 'burin: dir: is a directory' \
	'mkdir dir; burin --undump dump dir'
holds 'backward on a pipe is told' \
	'! printf "4: 41\n0: 42\n" | burin --undump > /dev/null 2> message
	grep -q "output file" message'
holds 'a missing input is told' '! burin --undump none 2> message; grep -q "burin: none: " message'
holds 'half a byte is told' \
	'! printf "41424\n" | burin --undump -p > /dev/null 2> message; test -s message'
holds 'a full disk is told' \
	'! burin --undump dump > /dev/full 2> message; grep -q "cannot write" message'
finish
