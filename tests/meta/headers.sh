#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every header compiles alone and twice, and its guard is made of its path.

root=${BURIN_SRCDIR:-.}
config=${BURIN_BUILDDIR:-.}/config.h
cc=${BURIN_CC:-cc}
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
number=0
failed=0

has_curses=no
grep -q '^#define WITH_NCURSES 1' "$config" && has_curses=yes
has_cmocka=no
echo '#include <cmocka.h>' > "$scratch/probe.c"
sed 's/^/#include </; s/$/>/' > "$scratch/before.h" <<END
setjmp.h
stdarg.h
stddef.h
stdint.h
END
# shellcheck disable=SC2086
$cc $BURIN_CPPFLAGS -include "$scratch/before.h" -fsyntax-only "$scratch/probe.c" 2> /dev/null &&
	has_cmocka=yes

check() {
	folder=$1
	header=$2
	number=$((number + 1))
	missing=
	case $header in
	tui/*) test $has_curses = yes || missing=curses ;;
	support/testing.h) test $has_cmocka = yes || missing=cmocka ;;
	esac
	if test -n "$missing"; then
		echo "ok $number - $header # SKIP no $missing"
		return
	fi
	guard=BURIN_$(printf '%s' "$header" | tr 'a-z/.-' 'A-Z___')
	problems=$(
		for line in "#ifndef $guard" "#define $guard"; do
			grep -qx "$line" "$root/$folder/$header" || echo "no line '$line'"
		done
		printf '#include "%s"\n' "$header" "$header" > "$scratch/alone.c"
		echo 'typedef int not_empty;' >> "$scratch/alone.c"
		# shellcheck disable=SC2086
		$cc -std=c11 -Wall -Wextra -Werror $BURIN_CPPFLAGS \
			-I"$root/src" -I"$root/tests" -include "$config" \
			-fsyntax-only "$scratch/alone.c" 2>&1
	)
	if test -n "$problems"; then
		echo "not ok $number - $header"
		printf '%s\n' "$problems" | sed 's/^/# /'
		failed=1
	else
		echo "ok $number - $header"
	fi
}

(cd "$root/src" && find . -name '*.h' | sed 's|^\./||' | LC_ALL=C sort) > "$scratch/src"
(cd "$root/tests" && find support -name '*.h' | LC_ALL=C sort) > "$scratch/tests"
echo "1..$(cat "$scratch/src" "$scratch/tests" | wc -l | tr -d ' ')"
while read -r name; do check src "$name"; done < "$scratch/src"
while read -r name; do check tests "$name"; done < "$scratch/tests"
exit $failed
