# SPDX-License-Identifier: GPL-3.0-or-later
# Fuzz targets and their corpora.
