# SPDX-License-Identifier: GPL-3.0-or-later
# Benches.

bench_programs += %reldir%/edits
%canon_reldir%_edits_CPPFLAGS = $(bench_cppflags)
%canon_reldir%_edits_LDADD = $(bench_ldadd)
