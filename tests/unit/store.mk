# SPDX-License-Identifier: GPL-3.0-or-later
# Unit tests of store/.

unit_tests += %reldir%/store/arena_test
%canon_reldir%_store_arena_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_store_arena_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/store/store_test
%canon_reldir%_store_store_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_store_store_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/store/kinds_test
%canon_reldir%_store_kinds_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_store_kinds_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/store/fault_test
%canon_reldir%_store_fault_test_SOURCES = %reldir%/store/fault_test.c \
	%reldir%/store/pattern_file.h
%canon_reldir%_store_fault_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_store_fault_test_LDADD = $(unit_ldadd)

# The same with the copy for processors other than x86-64.
unit_tests += %reldir%/store/fault_portable_test
%canon_reldir%_store_fault_portable_test_SOURCES = %reldir%/store/fault_test.c \
	%reldir%/store/pattern_file.h src/store/guarded.c
%canon_reldir%_store_fault_portable_test_CPPFLAGS = $(unit_cppflags) -DGUARDED_PORTABLE
%canon_reldir%_store_fault_portable_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/store/lock_test
%canon_reldir%_store_lock_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_store_lock_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/store/map_test
%canon_reldir%_store_map_test_SOURCES = %reldir%/store/map_test.c %reldir%/store/pattern_file.h
%canon_reldir%_store_map_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_store_map_test_LDFLAGS = $(unit_fail_ldflags)
%canon_reldir%_store_map_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/store/badpage_test
%canon_reldir%_store_badpage_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_store_badpage_test_LDFLAGS = $(unit_fail_ldflags)
%canon_reldir%_store_badpage_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/store/badmap_test
%canon_reldir%_store_badmap_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_store_badmap_test_LDADD = $(unit_ldadd)

# It has a disk of its own behind pread.
unit_tests += %reldir%/store/window_test
%canon_reldir%_store_window_test_SOURCES = %reldir%/store/window_test.c \
	%reldir%/store/pattern_file.h
%canon_reldir%_store_window_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_store_window_test_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=pread,--wrap=pread64 \
	-Wl,--wrap=realloc
%canon_reldir%_store_window_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/store/hurry_test
%canon_reldir%_store_hurry_test_SOURCES = %reldir%/store/hurry_test.c \
	%reldir%/store/pattern_file.h
%canon_reldir%_store_hurry_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_store_hurry_test_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=pread,--wrap=pread64
%canon_reldir%_store_hurry_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/store/closer_test
%canon_reldir%_store_closer_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_store_closer_test_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=close
%canon_reldir%_store_closer_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/store/mounts_test
%canon_reldir%_store_mounts_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_store_mounts_test_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=outside_openat
%canon_reldir%_store_mounts_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/store/probe_test
%canon_reldir%_store_probe_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_store_probe_test_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=open,--wrap=open64
%canon_reldir%_store_probe_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/store/file_test
%canon_reldir%_store_file_test_SOURCES = %reldir%/store/file_test.c %reldir%/store/pattern_file.h
%canon_reldir%_store_file_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_store_file_test_LDFLAGS = $(unit_fail_ldflags)
%canon_reldir%_store_file_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/store/private_folder_test
%canon_reldir%_store_private_folder_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_store_private_folder_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/store/detour_test
%canon_reldir%_store_detour_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_store_detour_test_LDADD = $(unit_ldadd)
