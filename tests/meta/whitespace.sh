#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The small things: tabs, trailing blanks, width, licence line, last newline, open ends.

cd "${BURIN_SRCDIR:-.}" || exit 1
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
tab=$(printf '\t')
failed=0

# Files that people write; what the autotools write is not ours.
{
	find src tests doc -type f \( -name '*.[ch]' -o -name '*.mk' -o -name '*.sh' \
		-o -name '*.py' -o -name '*.1' \) ! -path 'tests/tmp/*'
	ls Makefile.am configure.ac bootstrap m4/burin.m4 2> /dev/null
	test -f .ci/run && echo .ci/run
} | LC_ALL=C sort > "$scratch/all"
grep -E '\.[ch]$' "$scratch/all" > "$scratch/c"
find doc -type f -name '*.md' > "$scratch/text"
ls README.md CHANGELOG.md >> "$scratch/text" 2> /dev/null
cat "$scratch/all" "$scratch/text" > "$scratch/every"

echo 1..6
# report NUMBER NAME: passes when standard input is empty.
report() {
	cat > "$scratch/found"
	if test -s "$scratch/found"; then
		echo "not ok $1 - $2"
		sed 's/^/# /' "$scratch/found"
		failed=1
	else
		echo "ok $1 - $2"
	fi
}

# search LIST PATTERN: file:line of each match.
search() { xargs grep -nE -- "$2" /dev/null < "$1" | cut -c 1-160; }

search "$scratch/c" "^ *$tab* +$tab|^  +[^ *]|^ [^ *]" > "$scratch/out"
report 1 'C code is indented with tabs' < "$scratch/out"

search "$scratch/all" "[ $tab]\$" > "$scratch/out"
report 2 'no blanks at the end of a line' < "$scratch/out"

# A tab goes to the next of the columns 8, 16, ...; a UTF-8 continuation byte has no width.
while read -r file; do
	LC_ALL=C awk -v file="$file" '
		{
			width = 0
			gsub(/[\200-\277]/, "")
			count = split($0, part, "\t")
			for (i = 1; i <= count; i++) {
				width += length(part[i])
				if (i < count) width += 8 - width % 8
			}
			if (width > 100) print file ":" FNR ": " width " columns"
		}' "$file"
done < "$scratch/all" > "$scratch/out"
report 3 'at most 100 columns' < "$scratch/out"

while read -r file; do
	head -n 3 "$file" | grep -q 'SPDX-License-Identifier: GPL-3.0-or-later' || echo "$file"
done < "$scratch/all" > "$scratch/out"
report 4 'each file names its licence' < "$scratch/out"

while read -r file; do
	test -z "$(tail -c 1 "$file")" && test -s "$file" || echo "$file"
done < "$scratch/every" > "$scratch/out"
report 5 'each file ends with a newline' < "$scratch/out"

# The words are put together here, so that this file does not find itself.
search "$scratch/every" "(^|[^A-Za-z_])(TO""DO|FIX""ME|X""XX)([^A-Za-z_X]|\$)" > "$scratch/out"
report 6 'no open ends are marked' < "$scratch/out"
exit $failed
