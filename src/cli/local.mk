# SPDX-License-Identifier: GPL-3.0-or-later
# Files of cli/, part of the program.
