# SPDX-License-Identifier: GPL-3.0-or-later
# Files of view/, part of libburinedit.
