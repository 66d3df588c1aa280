#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A file is short enough to be read, is built, and is named in doc/ARCHITECTURE.md; the top level
# holds what belongs there.

cd "${BURIN_SRCDIR:-.}" || exit 1
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
failed=0
longest=500

find src tests -type f \( -name '*.[ch]' -o -name '*.sh' \) ! -path 'tests/tmp/*' |
	LC_ALL=C sort > "$scratch/files"
find src -name '*.mk' -exec cat {} + > "$scratch/fragments"
echo 1..4

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

while read -r file; do
	lines=$(wc -l < "$file")
	test "$lines" -le $longest || echo "$file has $lines lines"
done < "$scratch/files" > "$scratch/out"
report 1 "no file has more than $longest lines" < "$scratch/out"

# A header that no fragment names is missing from the release, and nobody notices here.
grep '^src/' "$scratch/files" | while read -r file; do
	grep -qF "%reldir%/${file##*/}" "$scratch/fragments" ||
		echo "$file is in no local.mk under src/"
done > "$scratch/out"
report 2 'each source file is built' < "$scratch/out"

if test -f doc/ARCHITECTURE.md; then
	grep '^src/' "$scratch/files" | while read -r file; do
		name=${file##*/}
		# A pair x.c and x.h may be named once, as x.
		base=${name%.[ch]}
		grep -qE "(^|[^A-Za-z0-9_-])$base([^A-Za-z0-9_-]|\$)" doc/ARCHITECTURE.md ||
			echo "$file"
	done > "$scratch/out"
	report 3 'each source file is named in doc/ARCHITECTURE.md' < "$scratch/out"
else
	echo 'ok 3 - each source file is named in doc/ARCHITECTURE.md # SKIP no such file'
fi

# A build folder of another name than those in .gitignore is easily committed.
if git ls-files > "$scratch/tracked" 2> "$scratch/log" && test -s "$scratch/tracked"; then
	sed 's|/.*||' "$scratch/tracked" | LC_ALL=C sort -u |
		grep -vxE '\.[a-z-]+|[A-Z]+(\.md)?|Makefile\.am|bootstrap|configure\.ac' |
		grep -vxE 'doc|m4|src|tests' > "$scratch/out"
	report 4 'the top level holds sources' < "$scratch/out"
else
	echo 'ok 4 - the top level holds sources # SKIP no checkout'
fi
exit $failed
