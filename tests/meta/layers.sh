#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Which layer may include which, that includes form no circle, and that each library is known to
# one layer alone. This table is the law; doc/ARCHITECTURE.md explains it.

# A layer, and the layers that it may include besides itself. "." is src/main.c.
rules='
base:
store:base
document:base store
scan:base document
edit:base document scan
view:base document scan edit
tui:base document scan edit view
cli:base document scan edit view
.:base store document scan edit view tui cli
'

# A pattern of system headers, and the files under src/ that may include them.
libraries='
n?curses[a-z_]*/|n?curses|term|panel|menu|form=tui/*
pcre2=scan/regex.c
magic=scan/filetype.c
rhash=scan/digest_rhash.c
capstone=scan/disasm.c
'

cd "${BURIN_SRCDIR:-.}/src" || exit 1
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
failed=0
echo 1..4

# report NUMBER NAME FILE: a test point that passes when the file of findings is empty.
report() {
	if test -s "$3"; then
		echo "not ok $1 - $2"
		sed "s|^|# |; s|$scratch/||" "$3"
		failed=1
	else
		echo "ok $1 - $2"
	fi
}

# One line "file included" for every quoted include.
find . -name '*.[ch]' | sed 's|^\./||' | LC_ALL=C sort > "$scratch/files"
xargs awk '/^[ \t]*#[ \t]*include[ \t]*"/ { split($0, part, "\""); print FILENAME, part[2] }' \
	< "$scratch/files" > "$scratch/edges"
test -s "$scratch/files" || echo "no files under src/" > "$scratch/layers"

printf '%s' "$rules" | awk -F: '
	FNR == NR { if (NF) allowed[$1] = " " $2 " "; next }
	{ split($0, pair, " ") }
	!/\// { next }
	{
		from = pair[1] ~ /\// ? pair[1] : "./" pair[1]
		to = pair[2]
		sub(/\/.*/, "", from)
		if (to !~ /\//) { print pair[1] " includes \"" to "\" without its layer"; next }
		sub(/\/.*/, "", to)
		if (!(from in allowed)) print pair[1] " is in no layer of the table"
		else if (from != to && index(allowed[from], " " to " ") == 0)
			print pair[1] " must not include " pair[2]
	}' - "$scratch/edges" >> "$scratch/layers"
report 1 'includes point down' "$scratch/layers"

awk '$1 != $2' "$scratch/edges" > "$scratch/files.graph"
tsort "$scratch/files.graph" > /dev/null 2> "$scratch/circles"
report 2 'no header comes back to itself' "$scratch/circles"

# A module is x.c with x.h. No two modules may need each other, however far around, unless they
# are parts of one thing: x and x_*, where x.h exists, may stand in a circle of their own.
awk '
	function stem(file) { sub(/\.[ch]$/, "", file); return file }
	function family(name, i) {
		for (i = 1; i <= length(name); i++)
			if (substr(name, i, 1) == "_" && (substr(name, 1, i - 1) ".h") in exists)
				return substr(name, 1, i - 1)
		return name
	}
	# Mark all that start needs; needs[name] is a list with blanks.
	function walk(start, name, list, i, count) {
		count = split(needs[name], list, " ")
		for (i = 1; i <= count; i++)
			if (!((start, list[i]) in reached)) {
				reached[start, list[i]] = 1
				walk(start, list[i])
			}
	}
	FNR == NR { exists[$1] = 1; next }
	stem($1) != stem($2) { needs[stem($1)] = needs[stem($1)] " " stem($2) }
	END {
		for (name in needs) walk(name, name)
		for (pair in reached) {
			split(pair, end, SUBSEP)
			if (end[1] < end[2] && (end[2], end[1]) in reached &&
			    family(end[1]) != family(end[2]))
				print end[1] " and " end[2] " need each other"
		}
	}
' "$scratch/files" "$scratch/edges" | LC_ALL=C sort > "$scratch/circles"
report 3 'no circle of modules' "$scratch/circles"

printf '%s' "$libraries" | while IFS='=' read -r headers owner; do
	test -n "$headers" || continue
	while read -r file; do
		# shellcheck disable=SC2254
		case $file in $owner) continue ;; esac
		grep -nE "^[[:space:]]*#[[:space:]]*include[[:space:]]*[<\"]($headers)[./]" \
			"$file" /dev/null
	done < "$scratch/files"
done > "$scratch/libraries"
report 4 'each library in its own place' "$scratch/libraries"
exit $failed
