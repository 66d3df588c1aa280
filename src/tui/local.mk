# SPDX-License-Identifier: GPL-3.0-or-later
# Files of tui/, part of the program.
