# SPDX-License-Identifier: GPL-3.0-or-later
# Files of scan/, part of libburin.
