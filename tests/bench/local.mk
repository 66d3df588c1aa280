# SPDX-License-Identifier: GPL-3.0-or-later
# Benches.

bench_programs += %reldir%/dump
%canon_reldir%_dump_CPPFLAGS = $(bench_cppflags)
%canon_reldir%_dump_LDADD = libbench.la

bench_programs += %reldir%/digest
%canon_reldir%_digest_CPPFLAGS = $(bench_cppflags)
%canon_reldir%_digest_LDADD = libbench.la

bench_programs += %reldir%/search
%canon_reldir%_search_CPPFLAGS = $(bench_cppflags)
%canon_reldir%_search_LDADD = libbench.la $(bench_ldadd)

bench_programs += %reldir%/search_peers
%canon_reldir%_search_peers_CPPFLAGS = $(bench_cppflags)
%canon_reldir%_search_peers_LDADD = libbench.la $(bench_ldadd)

bench_programs += %reldir%/save
%canon_reldir%_save_CPPFLAGS = $(bench_cppflags)
%canon_reldir%_save_LDADD = libbench.la $(bench_ldadd)

bench_programs += %reldir%/log
%canon_reldir%_log_CPPFLAGS = $(bench_cppflags)
%canon_reldir%_log_LDADD = libbench.la $(bench_ldadd)

bench_programs += %reldir%/edits
%canon_reldir%_edits_CPPFLAGS = $(bench_cppflags)
%canon_reldir%_edits_LDADD = $(bench_ldadd)

# Benches of the whole program in a terminal, beside others.
EXTRA_LTLIBRARIES = libbench.la
libbench_la_SOURCES = \
	%reldir%/support/files.c %reldir%/support/files.h \
	%reldir%/support/peers.c %reldir%/support/peers.h \
	%reldir%/support/pty.c %reldir%/support/pty.h \
	%reldir%/support/table.c %reldir%/support/table.h
libbench_la_CPPFLAGS = $(bench_cppflags)
CLEANFILES += libbench.la

bench_programs += %reldir%/seed
%canon_reldir%_seed_CPPFLAGS = $(bench_cppflags)
%canon_reldir%_seed_LDADD = libbench.la $(bench_ldadd)

bench_programs += %reldir%/guard
%canon_reldir%_guard_CPPFLAGS = $(bench_cppflags)
%canon_reldir%_guard_LDADD = libbench.la $(bench_ldadd)

if WITH_NCURSES
EXTRA_PROGRAMS += %reldir%/support/page
CLEANFILES += %reldir%/support/page
%canon_reldir%_support_page_CPPFLAGS = $(bench_cppflags) $(NCURSES_CFLAGS)
%canon_reldir%_support_page_LDADD = $(NCURSES_LIBS)

bench_programs += %reldir%/start %reldir%/keys %reldir%/memory %reldir%/minimap
%canon_reldir%_start_CPPFLAGS = $(bench_cppflags)
%canon_reldir%_start_LDADD = libbench.la
EXTRA_%canon_reldir%_start_DEPENDENCIES = %reldir%/support/page$(EXEEXT)
%canon_reldir%_keys_CPPFLAGS = $(bench_cppflags)
%canon_reldir%_keys_LDADD = libbench.la
EXTRA_%canon_reldir%_keys_DEPENDENCIES = %reldir%/support/page$(EXEEXT)
%canon_reldir%_memory_CPPFLAGS = $(bench_cppflags)
%canon_reldir%_memory_LDADD = libbench.la
EXTRA_%canon_reldir%_memory_DEPENDENCIES = %reldir%/support/page$(EXEEXT)
%canon_reldir%_minimap_CPPFLAGS = $(bench_cppflags)
%canon_reldir%_minimap_LDADD = libbench.la
endif
