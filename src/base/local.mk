# SPDX-License-Identifier: GPL-3.0-or-later

libburin_la_SOURCES += \
	%reldir%/base64.c \
	%reldir%/base64.h \
	%reldir%/buf.c \
	%reldir%/buf.h \
	%reldir%/byteclass.h \
	%reldir%/bytes.c \
	%reldir%/bytes.h \
	%reldir%/checked.h \
	%reldir%/checksum.c \
	%reldir%/checksum.h \
	%reldir%/clock.c \
	%reldir%/clock.h \
	%reldir%/confine.c \
	%reldir%/confine.h \
	%reldir%/confined.c \
	%reldir%/confined.h \
	%reldir%/err.c \
	%reldir%/err.h \
	%reldir%/expression.c \
	%reldir%/expression.h \
	%reldir%/job.c \
	%reldir%/job.h \
	%reldir%/landlock.c \
	%reldir%/landlock.h \
	%reldir%/number.c \
	%reldir%/number.h \
	%reldir%/outside.c \
	%reldir%/outside.h \
	%reldir%/pool.c \
	%reldir%/pool.h \
	%reldir%/printable.c \
	%reldir%/printable.h \
	%reldir%/processor.h \
	%reldir%/scalar.c \
	%reldir%/scalar.h \
	%reldir%/seccomp.c \
	%reldir%/seccomp.h \
	%reldir%/span.h \
	%reldir%/workers.c \
	%reldir%/workers.h \
	%reldir%/write.c \
	%reldir%/write.h \
	%reldir%/xxhash.c \
	%reldir%/xxhash.h
