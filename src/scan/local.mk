# SPDX-License-Identifier: GPL-3.0-or-later
# Files of scan/, part of libburin.

libburin_la_SOURCES += \
	%reldir%/architecture.c \
	%reldir%/architecture.h \
	%reldir%/clip.c \
	%reldir%/clip.h \
	%reldir%/crc.c \
	%reldir%/crc.h \
	%reldir%/crc_catalogue.c \
	%reldir%/crc_fold.c \
	%reldir%/difference.c \
	%reldir%/difference.h \
	%reldir%/digest.c \
	%reldir%/digest.h \
	%reldir%/digest_job.c \
	%reldir%/digest_library.h \
	%reldir%/digest_names.c \
	%reldir%/digest_private.h \
	%reldir%/charset.c \
	%reldir%/charset.h \
	%reldir%/charset_byte.c \
	%reldir%/charset_iconv.c \
	%reldir%/charset_private.h \
	%reldir%/charset_table.c \
	%reldir%/charset_tbl.c \
	%reldir%/charset_unicode.c \
	%reldir%/disasm.h \
	%reldir%/disasm_job.c \
	%reldir%/disasm_lines.c \
	%reldir%/disasm_message.c \
	%reldir%/disasm_message.h \
	%reldir%/disasm_plan.c \
	%reldir%/disasm_private.h \
	%reldir%/disasm_target.c \
	%reldir%/disasm_target.h \
	%reldir%/disasm_text.c \
	%reldir%/executable.c \
	%reldir%/executable.h \
	%reldir%/executable_elf.c \
	%reldir%/executable_macho.c \
	%reldir%/executable_pe.c \
	%reldir%/executable_private.h \
	%reldir%/dump_colour.c \
	%reldir%/dump_format.h \
	%reldir%/dump_grid.c \
	%reldir%/dump_json.c \
	%reldir%/dump_stream.c \
	%reldir%/dump.c \
	%reldir%/dump.h \
	%reldir%/filetype.h \
	%reldir%/filetype_job.c \
	%reldir%/finder_avx512.c \
	%reldir%/finder_kernel.h \
	%reldir%/finder_linear.c \
	%reldir%/finder_linear.h \
	%reldir%/finder_portable.c \
	%reldir%/finder_x86.c \
	%reldir%/finder.c \
	%reldir%/finder.h \
	%reldir%/hit_map.c \
	%reldir%/hit_map.h \
	%reldir%/hits.c \
	%reldir%/hits.h \
	%reldir%/inspect.c \
	%reldir%/inspect.h \
	%reldir%/inspect_float.c \
	%reldir%/inspect_integer.c \
	%reldir%/inspect_name.c \
	%reldir%/inspect_private.h \
	%reldir%/inspect_text.c \
	%reldir%/inspect_time.c \
	%reldir%/inspect_varint.c \
	%reldir%/match.h \
	%reldir%/matcher_plain.c \
	%reldir%/matcher_private.h \
	%reldir%/matcher_regex.c \
	%reldir%/matcher.c \
	%reldir%/matcher.h \
	%reldir%/pattern_alone.c \
	%reldir%/pattern_hex.c \
	%reldir%/pipe.c \
	%reldir%/pipe.h \
	%reldir%/pattern_list.c \
	%reldir%/pattern_list.h \
	%reldir%/matcher_list.c \
	%reldir%/matcher_list.h \
	%reldir%/pattern_modifier.c \
	%reldir%/pattern_number.c \
	%reldir%/pattern_parse.c \
	%reldir%/pattern_private.h \
	%reldir%/pattern_text.c \
	%reldir%/overview.c \
	%reldir%/overview.h \
	%reldir%/pattern.c \
	%reldir%/pattern.h \
	%reldir%/program_run.c \
	%reldir%/program.c \
	%reldir%/program.h \
	%reldir%/regex.h \
	%reldir%/regex_shape.c \
	%reldir%/regex_shape.h \
	%reldir%/search_lane.c \
	%reldir%/search_lane.h \
	%reldir%/search_mark.c \
	%reldir%/search_private.h \
	%reldir%/replace.c \
	%reldir%/replace.h \
	%reldir%/replace_apply.c \
	%reldir%/scanner.c \
	%reldir%/scanner.h \
	%reldir%/search.c \
	%reldir%/search.h \
	%reldir%/sha256.c \
	%reldir%/sha256.h \
	%reldir%/sha256_x86.c \
	%reldir%/record_width.c \
	%reldir%/record_width.h \
	%reldir%/statistics_figures.c \
	%reldir%/statistics_private.h \
	%reldir%/statistics_walk.c \
	%reldir%/statistics.c \
	%reldir%/statistics.h \
	%reldir%/strings_encoding.c \
	%reldir%/strings_kernel.h \
	%reldir%/strings_merge.c \
	%reldir%/strings_merge.h \
	%reldir%/strings_portable.c \
	%reldir%/strings_private.h \
	%reldir%/strings_track.c \
	%reldir%/strings_track.h \
	%reldir%/strings_walk.c \
	%reldir%/strings_x86.c \
	%reldir%/strings.c \
	%reldir%/strings.h \
	%reldir%/sums.c \
	%reldir%/sums.h \
	%reldir%/template.c \
	%reldir%/template.h \
	%reldir%/template_number.c \
	%reldir%/template_number.h \
	%reldir%/which.c \
	%reldir%/which.h \
	%reldir%/transform_private.h \
	%reldir%/transform.c \
	%reldir%/transform.h \
	%reldir%/unclip.c \
	%reldir%/unclip.h \
	%reldir%/undump.c \
	%reldir%/undump.h

# Regular expressions: with PCRE2, or refused.
libburin_la_LIBADD = $(PCRE2_LIBS)
if WITH_PCRE2
libburin_la_SOURCES += %reldir%/regex.c
else
libburin_la_SOURCES += %reldir%/regex_none.c
endif

# What kind of file it is: with libmagic, or the answer that it is missing.
if WITH_MAGIC
libburin_la_SOURCES += %reldir%/filetype.c
else
libburin_la_SOURCES += %reldir%/filetype_none.c
endif

# More digests: with RHash, or none.
if WITH_RHASH
libburin_la_SOURCES += %reldir%/digest_rhash.c
else
libburin_la_SOURCES += %reldir%/digest_none.c
endif

# Instructions: with capstone, or the answer that it is missing.
if WITH_CAPSTONE
libburin_la_SOURCES += %reldir%/disasm.c
else
libburin_la_SOURCES += %reldir%/disasm_none.c
endif
