#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Exit codes, what is refused and how it is told, names that are not text, descriptors that are not
# there.
. "$BURIN_SRCDIR/tests/cli/lib.sh"

escape=$(printf '\033')
usage='usage: burin [OPTION]... [+EXPR] [FILE]...
burin --help tells more.'

holds 'help' 'burin --help | grep -q "^usage: burin"'
holds 'help names every option' 'for name in read-only offset batch undump version; do
	burin --help | grep -q -e "--$name" || exit 1; done'
holds 'version' 'burin --version | head -n 1 | grep -q "^burin [0-9]"'
holds 'version tells the licence' 'burin --version | grep -q GPL-3.0-or-later'
holds 'version tells what is built in' 'burin --version | grep -q "^screen: "'
gives 'an unknown option' 2 "burin: -z: there is no such option
$usage" 'burin -z'
gives 'an unknown long option' 2 "burin: --zz: there is no such option, or more than one
$usage" 'burin --zz'
gives 'an option with escape sequences' 2 \
	"burin: --\\x1b[31mred: there is no such option, or more than one
$usage" 'burin "--${escape}[31mred"'
gives 'a missing value' 2 "burin: -s needs a value
$usage" 'burin -s'
gives 'commands without a terminal' 2 \
	'burin: there is no terminal to show a screen on: --batch runs commands without one' \
	'burin -x quit file'
gives 'a batch without commands' 2 "burin: --batch needs commands: -x COMMAND or -f FILE
$usage" 'burin --batch file'

# Kinds of files.
mkdir dir
gives 'a missing file' 1 'burin: none: No such file or directory' 'burin none'
gives 'a name without a file' 1 'burin: : No such file or directory' 'burin ""'
gives 'a folder' 1 'burin: dir: is a directory' 'burin dir'
mkfifo fifo
gives 'a FIFO' 1 'burin: fifo: is a FIFO; use - to read standard input' 'burin fifo'
gives 'a device' 1 'burin: /dev/null: is a character device' 'burin /dev/null'
if have python3; then
	python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("socket")'
	gives 'a socket' 1 'burin: socket: is a socket' 'burin socket'
fi
ln -s loop loop
gives 'a link to itself' 1 'burin: loop: Too many levels of symbolic links' 'burin loop'
ln -s nowhere broken
gives 'a link to nothing' 1 'burin: broken: No such file or directory' 'burin broken'
gives 'a file as a folder' 1 'burin: data/x: Not a directory' ': > data; burin data/x'
printf secret > closed
chmod 0 closed
if test -r closed; then
	skip 'a file that may not be read' 'this user may read everything'
else
	gives 'a file that may not be read' 1 'burin: closed: Permission denied' 'burin closed'
fi
long=$(printf '%0300d' 0)
gives 'a name that is too long' 1 "burin: $long: File name too long" 'burin $long'

# Names.
row='00000000: 4142                                     AB'
red="$(printf '\033[31m\377')name"
printf AB > "$red"
gives 'a name with escape sequences' 0 "$row" 'burin "$red"'
gives 'its error is plain text' 1 'burin: \x1b[31m\xffname2: No such file or directory' \
	'burin "${red}2"'
gives 'its array has a plain name' 0 'unsigned char __31m_name[] = {
  0x41, 0x42
};
unsigned int __31m_name_len = 2;' 'burin -i "$red"'
for name in -x --batch -- +1 +; do
	printf AB > "./$name"
	gives "a file called $name, after --" 0 "$row" "burin -- $name"
	gives "a file called $name, in a folder" 0 "$row" "burin ./$name"
done
printf AB > ./-
gives 'a file called -' 0 "$row" 'burin ./-'

# Descriptors.
gives 'a full disk' 1 'burin: cannot write to standard output: No space left on device' \
	'burin ./- > /dev/full'
gives 'a full disk for the help' 1 \
	'burin: cannot write to standard output: No space left on device' 'burin --help > /dev/full'
gives 'a closed output' 1 'burin: cannot write to standard output: Bad file descriptor' \
	'burin ./- >&-'
gives 'a closed input' 1 'burin: standard input: Bad file descriptor' 'burin <&-'
gives 'all closed' 1 '' 'burin ./- <&- >&- 2>&-'
same 'no descriptor is mixed up with the file' 'cat ./-' 'printf AB'
finish
