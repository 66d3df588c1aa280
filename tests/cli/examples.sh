#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The examples of README.md and of the man page do what they say: each command is run, in one folder
# per document, and its output compared.
. "$BURIN_SRCDIR/tests/cli/lib.sh"

mkdir bin
ln -s "$burin" bin/burin
PATH=$folder/bin:$PATH
export PATH
unset -f burin

# Lines of the examples, as "$ command" and what it prints.
readme_examples() {
	awk '/^```console$/ { inside = 1; next } /^```$/ { inside = 0 } inside' \
		"$BURIN_SRCDIR/README.md"
}
man_examples() {
	awk '/^\.Sh / { examples = /EXAMPLES/ } /^\.Ed/ { inside = 0 }
		examples && inside; /^\.Bd -literal/ { inside = 1 }' "$BURIN_SRCDIR/doc/burin.1" |
		sed "s/\\\\(aq/'/g; s/\\\\-/-/g; s/\\\\(ti/~/g; s/\\\\e/\\\\/g"
}

run_examples() {
	mkdir "$1"
	"$1_examples" > "$1.txt"
	test -s "$1.txt" || echo '$ false' > "$1.txt"
	: > commands
	# The expected output of each command in a file of its own.
	awk -v folder="$1.out" '
		BEGIN { system("mkdir " folder) }
		/^\$ / { n++; print substr($0, 3) > "commands"; printf "" > (folder "/" n); next }
		{ print > (folder "/" n) }' "$1.txt"
	number=0
	while read -r command; do
		number=$((number + 1))
		(cd "$1" && eval "$command") > got 2>&1 < /dev/null
		if cmp -s got "$1.out/$number"; then
			point ok "$1: $command"
		else
			point failed "$1: $command"
			remark got
		fi
	done < commands
}

run_examples readme
run_examples man
finish
