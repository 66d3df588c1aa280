/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the readings share: the functions of the table, and helpers. */
#ifndef BURIN_SCAN_INSPECT_PRIVATE_H
#define BURIN_SCAN_INSPECT_PRIVATE_H

#include "scan/inspect.h"

#define READING_DECODE(name) \
	enum reading_state name(const struct reading *reading, bool big, const uint8_t *bytes, \
				size_t len, struct buf *out, struct reading_value *value)
#define READING_ENCODE(name) \
	bool name(const struct reading *reading, bool big, const char *text, size_t len, \
		  uint8_t *bytes, size_t *used, struct err *err)

/* inspect_integer.c; kind: 1 signed */
READING_DECODE(integer_decode);
READING_ENCODE(integer_encode);
READING_DECODE(bits_decode);         /* kind 1: one byte, in the order of its bits */
READING_ENCODE(bits_encode);
READING_DECODE(bcd_decode);
READING_ENCODE(bcd_encode);
READING_DECODE(pointer_decode);
READING_ENCODE(pointer_encode);

/* inspect_varint.c */
READING_DECODE(leb_decode);          /* kind 1: signed */
READING_ENCODE(leb_encode);
READING_DECODE(vlq_decode);
READING_ENCODE(vlq_encode);

/* inspect_float.c */
enum { FLOAT_HALF, FLOAT_BRAIN, FLOAT_SINGLE, FLOAT_DOUBLE };    /* kinds */
READING_DECODE(float_decode);
READING_ENCODE(float_encode);
READING_DECODE(extended_decode);     /* x87 */
READING_ENCODE(extended_encode);
READING_DECODE(fixed_decode);        /* kind: bits behind the point */
READING_ENCODE(fixed_encode);

/* inspect_time.c */
enum { TIME_UNIX_32, TIME_UNIX, TIME_UNIX_MS, TIME_UNIX_US, TIME_UNIX_NS, TIME_FILE, TIME_HFS,
	TIME_WEBKIT };               /* kinds of time_decode */
READING_DECODE(time_decode);
READING_ENCODE(time_encode);
READING_DECODE(dos_decode);
READING_ENCODE(dos_encode);
READING_DECODE(ole_decode);
READING_ENCODE(ole_encode);

/* inspect_text.c; kind: bits of a unit */
READING_DECODE(character_decode);
READING_ENCODE(character_encode);

/* inspect_name.c */
READING_DECODE(guid_decode);
READING_ENCODE(guid_encode);
READING_DECODE(ipv4_decode);
READING_ENCODE(ipv4_encode);
READING_DECODE(ipv6_decode);
READING_ENCODE(ipv6_encode);
READING_DECODE(mac_decode);
READING_ENCODE(mac_encode);
READING_DECODE(colour_decode);
READING_ENCODE(colour_encode);

/* A whole number of 128 bits and a sign. */
struct wide {
	uint32_t limb[4];            /* the least first */
	bool negative;
};

/* Decimal, 0x, 0o or 0b digits with _ or ' between, all of the text but blanks around it. */
bool wide_parse(const char *text, struct wide *wide, const char *what, struct err *err)
	BURIN_MUST_CHECK;
void wide_print(const struct wide *wide, struct buf *out);
bool wide_is_zero(const struct wide *wide);

/* Two's complement in 16 bytes, the least first, and back. False: it does not fit `bits`. */
bool wide_store(const struct wide *wide, unsigned bits, bool is_signed, uint8_t bytes[16]);
void wide_load(struct wide *wide, const uint8_t bytes[16], bool negative);

/* bytes[0..len) from one order to the other, where `turn`. */
void bytes_turn(uint8_t *to, const uint8_t *from, size_t len, bool turn);

/* A number with a point, in the language of programs, whatever the user's is. */
bool real_parse(const char *text, double *value, struct err *err) BURIN_MUST_CHECK;

/* Reasons. Both return false. */
bool not_such(struct err *err, const struct reading *reading, const char *text,
	      const char *example);
bool not_fitting(struct err *err, const struct reading *reading, const char *text,
		 const char *limits);

#endif
