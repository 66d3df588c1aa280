# SPDX-License-Identifier: GPL-3.0-or-later
# Files of edit/, part of libburinedit.

# Windows, jobs, registers.
libburinedit_la_SOURCES += \
	%reldir%/fold.c \
	%reldir%/fold.h \
	%reldir%/layout.c \
	%reldir%/layout.h \
	%reldir%/queue.c \
	%reldir%/queue.h \
	%reldir%/registers.c \
	%reldir%/registers.h \
	%reldir%/window.c \
	%reldir%/window.h \
	%reldir%/window_move.c \
	%reldir%/window_rows.c
