# SPDX-License-Identifier: GPL-3.0-or-later
# Files of scan/, part of libburin.

libburin_la_SOURCES += \
	%reldir%/dump.c \
	%reldir%/dump.h \
	%reldir%/dump_colour.c \
	%reldir%/dump_format.h \
	%reldir%/dump_grid.c \
	%reldir%/dump_json.c \
	%reldir%/dump_stream.c \
	%reldir%/finder.c \
	%reldir%/finder.h \
	%reldir%/finder_kernel.h \
	%reldir%/finder_linear.c \
	%reldir%/finder_linear.h \
	%reldir%/finder_portable.c \
	%reldir%/finder_x86.c \
	%reldir%/pattern.c \
	%reldir%/pattern.h \
	%reldir%/search.c \
	%reldir%/search.h \
	%reldir%/search_mark.c \
	%reldir%/search_private.h \
	%reldir%/transform.c \
	%reldir%/transform.h \
	%reldir%/transform_private.h \
	%reldir%/undump.c \
	%reldir%/undump.h
