#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every command of the table, and every key of every preset, occurs in a case.
exec "$BURIN_BUILDDIR/tests/script/coverage" "$BURIN_SRCDIR"/tests/script/cases/*.case
