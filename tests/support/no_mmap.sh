#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The tests that open files through a document, once more with BURIN_NO_MMAP: every file is read by
# blocks, as with --no-mmap. Programs that were not built are passed over. A point a program.
#
# make check runs those below; make check-no-mmap runs the whole suite in this way.

BURIN_NO_MMAP=1
export BURIN_NO_MMAP
build=${BURIN_BUILDDIR:-.}/tests
source=${BURIN_SRCDIR:-.}/tests
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
number=0
failed=0

# try NAME COMMAND...
try() {
	number=$((number + 1))
	name=$1
	shift
	if "$@" > "$scratch/log" 2>&1 && ! grep -q '^not ok' "$scratch/log"; then
		echo "ok $number - $name"
		return
	fi
	echo "not ok $number - $name"
	grep -E -A3 '^not ok|^#' "$scratch/log" | head -n 40 | LC_ALL=C tr -c '\n -~' '?' |
		sed 's/^/# /'
	failed=1
}

try cases "$build/script/run_cases" "$source"/script/cases/*.case
try dump sh "$source/cli/dump.sh"
try batch sh "$source/cli/batch.sh"
for test in model/document_model_test model/save_model_test unit/document/document_edit_test \
	unit/document/save_test unit/document/save_change_test unit/document/save_place_test \
	unit/document/save_hook_test unit/document/changes_test unit/edit/fold_test \
	unit/edit/editor_test unit/edit/files_test unit/scan/search_test unit/scan/replace_test \
	pty/start_test; do
	if test -x "$build/$test"; then try "$test" "$build/$test"; fi
	# A name that is no test's would be passed over for ever.
	test -f "$source/$test.c" || try "$test" false
done
echo "1..$number"
exit $failed
