# SPDX-License-Identifier: GPL-3.0-or-later
# Files of tui/, part of the program.
burin_SOURCES += %reldir%/tui.h
if WITH_NCURSES
burin_SOURCES += \
	%reldir%/decode.c %reldir%/decode.h \
	%reldir%/screen.c %reldir%/screen.h \
	%reldir%/sequence.c %reldir%/sequence.h \
	%reldir%/signals.c %reldir%/signals.h \
	%reldir%/theme.c %reldir%/theme.h \
	%reldir%/theme_colours.c %reldir%/theme_colours.h \
	%reldir%/tui.c \
	%reldir%/watch.c %reldir%/watch.h
else
burin_SOURCES += %reldir%/tui_none.c
endif
EXTRA_DIST += %reldir%/tui_none.c
