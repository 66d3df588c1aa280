#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# run.sh PROGRAM [ARGUMENT...]: runs a test of cmocka, and ends as it does. cmocka 1.1.5, that of
# Debian 12, tells of a test that was skipped as "not ok N # SKIP name", a failure to Automake.
exec 4>&1
status=$({
	{
		"$@" 3>&- 4>&-
		echo $? >&3
	} | sed 's/^not ok \([0-9]* # SKIP\)/ok \1/' >&4
} 3>&1)
exit "$status"
