# SPDX-License-Identifier: GPL-3.0-or-later
# The program as it is called from a shell.

script_tests += \
	%reldir%/dump.sh \
	%reldir%/exits.sh \
	%reldir%/undump.sh
EXTRA_DIST += %reldir%/lib.sh
