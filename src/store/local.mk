# SPDX-License-Identifier: GPL-3.0-or-later
# Files of store/, part of libburin.

libburin_la_SOURCES += \
	%reldir%/anonymous.c \
	%reldir%/arena.c \
	%reldir%/arena.h \
	%reldir%/badmap.c \
	%reldir%/badmap.h \
	%reldir%/careful.c \
	%reldir%/careful.h \
	%reldir%/closer.c \
	%reldir%/closer.h \
	%reldir%/detour.c \
	%reldir%/detour.h \
	%reldir%/fault.c \
	%reldir%/fault.h \
	%reldir%/fetcher.c \
	%reldir%/fetcher.h \
	%reldir%/fetchers.c \
	%reldir%/fetchers.h \
	%reldir%/file.c \
	%reldir%/file.h \
	%reldir%/file_kind.c \
	%reldir%/file_kind.h \
	%reldir%/file_looker.c \
	%reldir%/file_looker.h \
	%reldir%/fill.c \
	%reldir%/guarded.c \
	%reldir%/guarded.h \
	%reldir%/io.c \
	%reldir%/io.h \
	%reldir%/kinds.h \
	%reldir%/lock.c \
	%reldir%/lock.h \
	%reldir%/map.c \
	%reldir%/mounts.c \
	%reldir%/mounts.h \
	%reldir%/nursery.c \
	%reldir%/nursery.h \
	%reldir%/private_folder.c \
	%reldir%/private_folder.h \
	%reldir%/probe.c \
	%reldir%/probe.h \
	%reldir%/source.c \
	%reldir%/source.h \
	%reldir%/spool.c \
	%reldir%/spool.h \
	%reldir%/store.c \
	%reldir%/store.h \
	%reldir%/window.c
