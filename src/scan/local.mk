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
	%reldir%/finder.h \
	%reldir%/pattern.h \
	%reldir%/search.h \
	%reldir%/transform.h \
	%reldir%/undump.c \
	%reldir%/undump.h
