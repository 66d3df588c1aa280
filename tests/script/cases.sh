#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every case of cases/; UPDATE_CASES=1 records their expected parts anew.
exec "$BURIN_BUILDDIR/tests/script/run_cases" "$BURIN_SRCDIR"/tests/script/cases/*.case
