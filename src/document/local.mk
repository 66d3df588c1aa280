# SPDX-License-Identifier: GPL-3.0-or-later
# Files of document/, part of libburin.
