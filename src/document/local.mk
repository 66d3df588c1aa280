# SPDX-License-Identifier: GPL-3.0-or-later
# Files of document/, part of libburin.

libburin_la_SOURCES += \
	%reldir%/document.c \
	%reldir%/document.h \
	%reldir%/document_apply.c \
	%reldir%/document_bytes.c \
	%reldir%/document_edit.c \
	%reldir%/document_in_place.c \
	%reldir%/document_private.h \
	%reldir%/document_read.c \
	%reldir%/document_undo.c \
	%reldir%/history.c \
	%reldir%/history.h \
	%reldir%/marks.c \
	%reldir%/marks.h \
	%reldir%/reader.c \
	%reldir%/reader.h \
	%reldir%/rope.c \
	%reldir%/rope.h \
	%reldir%/snapshot.c \
	%reldir%/snapshot.h
