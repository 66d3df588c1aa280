# SPDX-License-Identifier: GPL-3.0-or-later
# Files of store/, part of libburin.
