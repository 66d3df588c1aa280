# SPDX-License-Identifier: GPL-3.0-or-later
# Files of view/, part of libburinedit.
libburinedit_la_SOURCES += \
	%reldir%/grid.c %reldir%/grid.h \
	%reldir%/paint.h \
	%reldir%/paint_bytes.c \
	%reldir%/paint_disassembly.c \
	%reldir%/paint_foot.c \
	%reldir%/paint_inspector.c \
	%reldir%/paint_list.c \
	%reldir%/paint_menu.c \
	%reldir%/paint_minimap.c \
	%reldir%/paint_pager.c \
	%reldir%/paint_panes.c \
	%reldir%/paint_status.c \
	%reldir%/paint_text.c %reldir%/paint_text.h \
	%reldir%/render.c \
	%reldir%/style.c %reldir%/style.h
