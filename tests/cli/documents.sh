#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The documents that are made from the program's tables are as `make docs` would make them, and
# sound.
. "$BURIN_SRCDIR/tests/cli/lib.sh"

gendoc=$BURIN_BUILDDIR/doc/gendoc
doc=$BURIN_SRCDIR/doc

same 'burin.1 is in step with the tables (else: make docs)' \
	'"$gendoc" man < "$doc/burin.1"' 'cat "$doc/burin.1"'
same 'so is the completion of bash' '"$gendoc" bash' 'cat "$doc/completions/burin.bash"'
same 'so is the completion of zsh' '"$gendoc" zsh' 'cat "$doc/completions/_burin"'
same 'so is the completion of fish' '"$gendoc" fish' 'cat "$doc/completions/burin.fish"'

if have mandoc; then
	# Which pages are installed here is nothing that this page can help.
	gives 'mandoc has nothing to say about burin.1' 0 '' \
		'mandoc -T lint -W style "$doc/burin.1" 2>&1 |
			grep -v -e "mandoc.db" -e "referenced manual not found"; true'
else
	skip 'mandoc has nothing to say about burin.1' 'no mandoc'
fi
holds 'burin.1 names every option' 'burin --help | sed -n "s/^ .*--\([a-z-]*\).*  .*/\1/p" |
	while read -r name; do grep -q -e "-$name" "$doc/burin.1" || exit 1; done'

# complete WORD...: what is offered for the last word.
if have bash; then
	cat > complete.bash <<'END'
source "$1/completions/burin.bash"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_burin
printf '%s\n' "${COMPREPLY[@]}" | LC_ALL=C sort | tr '\n' ' '
END
	touch file-one file-two
	offers() { gives "bash completes: $1" 0 "$2" "bash complete.bash '$doc' $1; echo"; }
	offers 'burin --und' '--undump '
	offers 'burin --keys ""' 'emacs modern vi '
	offers 'burin --format = h' 'hexdump '
	offers 'burin --color =' 'always auto never '
	offers 'burin -f file-o' 'file-one '
	offers 'burin file-' 'file-one file-two '
	offers 'burin --batch -x goto' 'goto '
	offers 'burin -s ""' ' '
else
	skip 'completion' 'no bash'
fi
if have zsh; then
	holds 'zsh reads its completion' 'zsh -n "$doc/completions/_burin"'
fi
if have fish; then
	holds 'fish reads its completion' 'fish -n "$doc/completions/burin.fish"'
fi

mkdir screen
same 'the screen in README.md is the true one' '"$BURIN_BUILDDIR/tests/cli/picture" screen' \
	"sed -n '/^\`\`\`text\$/,/^\`\`\`\$/p' \"\$BURIN_SRCDIR/README.md\" | sed '1d;\$d'"
finish
