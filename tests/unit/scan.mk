# SPDX-License-Identifier: GPL-3.0-or-later
# Unit tests of scan/.

scan_support = %reldir%/scan/scan_support.c %reldir%/scan/scan_support.h

unit_tests += %reldir%/scan/sha256_test
%canon_reldir%_scan_sha256_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_scan_sha256_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/scan/crc_test
%canon_reldir%_scan_crc_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_scan_crc_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/scan/sums_test
%canon_reldir%_scan_sums_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_scan_sums_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/scan/digest_test
%canon_reldir%_scan_digest_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_scan_digest_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/scan/charset_test
%canon_reldir%_scan_charset_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_scan_charset_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/scan/tbl_test
%canon_reldir%_scan_tbl_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_scan_tbl_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/scan/pattern_test
%canon_reldir%_scan_pattern_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_scan_pattern_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/scan/matcher_test
matcher_check = %reldir%/scan/matcher_check.c %reldir%/scan/matcher_check.h $(scan_support)
%canon_reldir%_scan_matcher_test_SOURCES = %reldir%/scan/matcher_test.c $(matcher_check)
%canon_reldir%_scan_matcher_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_scan_matcher_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/scan/list_test
%canon_reldir%_scan_list_test_SOURCES = %reldir%/scan/list_test.c $(matcher_check)
%canon_reldir%_scan_list_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_scan_list_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/scan/clip_test
%canon_reldir%_scan_clip_test_SOURCES = %reldir%/scan/clip_test.c $(scan_support)
%canon_reldir%_scan_clip_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_scan_clip_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/scan/strings_test
%canon_reldir%_scan_strings_test_SOURCES = %reldir%/scan/strings_test.c $(scan_support)
%canon_reldir%_scan_strings_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_scan_strings_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/scan/strings_set_test
%canon_reldir%_scan_strings_set_test_SOURCES = %reldir%/scan/strings_set_test.c $(scan_support)
%canon_reldir%_scan_strings_set_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_scan_strings_set_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/scan/statistics_test
%canon_reldir%_scan_statistics_test_SOURCES = %reldir%/scan/statistics_test.c $(scan_support)
%canon_reldir%_scan_statistics_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_scan_statistics_test_LDADD = $(unit_ldadd) -lm

unit_tests += %reldir%/scan/difference_test
%canon_reldir%_scan_difference_test_SOURCES = %reldir%/scan/difference_test.c $(scan_support)
%canon_reldir%_scan_difference_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_scan_difference_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/scan/record_width_test
%canon_reldir%_scan_record_width_test_SOURCES = %reldir%/scan/record_width_test.c $(scan_support)
%canon_reldir%_scan_record_width_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_scan_record_width_test_LDADD = $(unit_ldadd)

# They have a disk of their own behind pread.
slow_disk = %reldir%/scan/slow_disk.c %reldir%/scan/slow_disk.h $(scan_support)

unit_tests += %reldir%/scan/overview_test
%canon_reldir%_scan_overview_test_SOURCES = %reldir%/scan/overview_test.c $(slow_disk)
%canon_reldir%_scan_overview_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_scan_overview_test_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=pread,--wrap=pread64
%canon_reldir%_scan_overview_test_LDADD = $(unit_ldadd) -lm

unit_tests += %reldir%/scan/hit_map_test
%canon_reldir%_scan_hit_map_test_SOURCES = %reldir%/scan/hit_map_test.c $(slow_disk)
%canon_reldir%_scan_hit_map_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_scan_hit_map_test_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=pread,--wrap=pread64
%canon_reldir%_scan_hit_map_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/scan/replace_test
%canon_reldir%_scan_replace_test_SOURCES = %reldir%/scan/replace_test.c $(scan_support)
%canon_reldir%_scan_replace_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_scan_replace_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/scan/grep_test
%canon_reldir%_scan_grep_test_SOURCES = %reldir%/scan/grep_test.c $(scan_support)
%canon_reldir%_scan_grep_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_scan_grep_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/scan/regex_test
%canon_reldir%_scan_regex_test_SOURCES = %reldir%/scan/regex_test.c $(scan_support)
%canon_reldir%_scan_regex_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_scan_regex_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/scan/inspect_test
%canon_reldir%_scan_inspect_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_scan_inspect_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/scan/inspect_round_test
%canon_reldir%_scan_inspect_round_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_scan_inspect_round_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/scan/executable_test
%canon_reldir%_scan_executable_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_scan_executable_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/scan/disasm_test
%canon_reldir%_scan_disasm_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_scan_disasm_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/scan/hits_test
%canon_reldir%_scan_hits_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_scan_hits_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/scan/finder_test
%canon_reldir%_scan_finder_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_scan_finder_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/scan/search_test
%canon_reldir%_scan_search_test_SOURCES = %reldir%/scan/search_test.c $(scan_support)
%canon_reldir%_scan_search_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_scan_search_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/scan/transform_test
%canon_reldir%_scan_transform_test_SOURCES = %reldir%/scan/transform_test.c $(scan_support)
%canon_reldir%_scan_transform_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_scan_transform_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/scan/dump_test
%canon_reldir%_scan_dump_test_SOURCES = %reldir%/scan/dump_test.c $(scan_support)
%canon_reldir%_scan_dump_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_scan_dump_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/scan/dump_tools_test
%canon_reldir%_scan_dump_tools_test_SOURCES = %reldir%/scan/dump_tools_test.c $(scan_support)
%canon_reldir%_scan_dump_tools_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_scan_dump_tools_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/scan/undump_test
%canon_reldir%_scan_undump_test_SOURCES = %reldir%/scan/undump_test.c $(scan_support)
%canon_reldir%_scan_undump_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_scan_undump_test_LDADD = $(unit_ldadd)

unit_tests += %reldir%/scan/memory_test
%canon_reldir%_scan_memory_test_SOURCES = %reldir%/scan/memory_test.c $(scan_support)
%canon_reldir%_scan_memory_test_CPPFLAGS = $(unit_cppflags)
%canon_reldir%_scan_memory_test_LDADD = $(unit_ldadd)
%canon_reldir%_scan_memory_test_LDFLAGS = $(unit_fail_ldflags)
