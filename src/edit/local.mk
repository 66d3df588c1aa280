# SPDX-License-Identifier: GPL-3.0-or-later
# Files of edit/, part of libburinedit.
