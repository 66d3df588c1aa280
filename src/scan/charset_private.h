/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parts of scan/charset.h:
 *
 *	charset.c           names, and which part does what
 *	charset_byte.c      the encodings of one byte that are built in
 *	charset_unicode.c   UTF-8, UTF-16, UTF-32
 *	charset_table.c     tables of any encoding without a state
 *	charset_iconv.c     makes these
 *	charset_tbl.c       tables that people write
 */
#ifndef BURIN_SCAN_CHARSET_PRIVATE_H
#define BURIN_SCAN_CHARSET_PRIVATE_H

#include "scan/charset.h"

#include <stdatomic.h>

#define CHARSET_NONE UINT32_MAX      /* no character */

enum charset_kind {
	CHARSET_ASCII, CHARSET_LATIN1, CHARSET_CP437, CHARSET_EBCDIC, CHARSET_UTF8, CHARSET_UTF16,
	CHARSET_UTF32, CHARSET_TABLE, CHARSET_TBL,
};

/* A byte that differs from the table it is based on. */
struct charset_patch {
	uint8_t byte, code;
};

struct charset {
	const char *name, *title;
	enum charset_kind kind;
	bool big;                            /* of UTF-16 and -32: the byte order */
	const struct charset_patch *patches; /* over EBCDIC 037, ended by byte 0 */
	struct charset_table *table;         /* owned */
	struct charset_tbl *tbl;             /* owned */
	char *names[2];                      /* owned: the strings of those that are opened */
	atomic_uint refs;                    /* of those that are opened */
};

/* charset_byte.c: CHARSET_NONE where there is none; -1 likewise. */
uint32_t charset_byte_decode(const struct charset *charset, uint8_t byte);
int charset_byte_encode(const struct charset *charset, uint32_t code);

/* charset_unicode.c */
void charset_utf8_decode(const uint8_t *bytes, size_t len, struct charset_unit *unit);
void charset_utf16_decode(bool big, const uint8_t *bytes, size_t len, struct charset_unit *unit);
void charset_utf32_decode(bool big, const uint8_t *bytes, size_t len, struct charset_unit *unit);
size_t charset_unicode_encode(const struct charset *charset, uint32_t code,
			      uint8_t bytes[CHARSET_KEY]);
size_t charset_unicode_start(const struct charset *charset, const uint8_t *bytes, size_t at,
			     uint64_t position);

/*
 * A table travels as numbers of 32 bits in the machine's order: CHARSET_MAGIC, how many nodes, how
 * many linear entries; 256 entries for each node; the linear entries. The first byte of a character
 * is looked up in node 0. An entry is a character, which with CHARSET_ONE_WAY is written otherwise;
 * CHARSET_CHILD plus the number of the node for the next byte, which is greater than its own and
 * has no other parent; CHARSET_LINEAR for the four bytes of GB18030; or CHARSET_NONE.
 */
#define CHARSET_MAGIC 0x62637331u
#define CHARSET_CHILD 0x80000000u
#define CHARSET_ONE_WAY 0x40000000u
#define CHARSET_LINEAR 0xfffffffeu
enum {
	CHARSET_DEPTH = 4,               /* bytes of one character in a table */
	CHARSET_NODES = 1024,
	CHARSET_HEAD = 3,                /* numbers before the nodes */
	CHARSET_LINEARS = 39420,         /* characters of GB18030 up to U+FFFF, of four bytes */
	CHARSET_TABLE_MOST = 4 * (CHARSET_HEAD + 256 * CHARSET_NODES + CHARSET_LINEARS),
};
#define CHARSET_PLANES UINT64_C(189000)  /* where those from U+10000 on begin */

/* charset_iconv.c: a table; false where iconv has none. */
bool charset_make(const uint8_t *name, size_t len, struct buf *table);

/* charset_table.c: from what charset_make() made, which is believed nothing. */
struct charset_table *charset_table_new(const uint8_t *bytes, size_t len, struct err *err);
void charset_table_free(struct charset_table *table);
void charset_table_decode(const struct charset_table *table, const uint8_t *bytes, size_t len,
			  struct charset_unit *unit);
size_t charset_table_encode(const struct charset_table *table, uint32_t code,
			    uint8_t bytes[CHARSET_KEY]);

/* The most bytes of a character. */
unsigned charset_table_most(const struct charset_table *table);

/* Whether a byte can stand anywhere but at the beginning of a character. */
bool charset_table_trails(const struct charset_table *table, uint8_t byte);

/* charset_tbl.c */
struct charset_tbl *charset_tbl_read(const char *path, struct err *err);
struct charset_tbl *charset_tbl_parse(const char *text, size_t len, const char *path,
				      struct err *err);
void charset_tbl_free(struct charset_tbl *tbl);
void charset_tbl_decode(const struct charset_tbl *tbl, const uint8_t *bytes, size_t len,
			struct charset_unit *unit);
unsigned charset_tbl_most(const struct charset_tbl *tbl);
bool charset_tbl_trails(const struct charset_tbl *tbl, uint8_t byte);

/* The longest entry that text begins with: its bytes and how much of the text it is; 0: none. */
size_t charset_tbl_encode(const struct charset_tbl *tbl, const char *text, size_t len,
			  uint8_t bytes[CHARSET_KEY], size_t *used);

/* The text of the bytes as far as they are one entry; NULL: they are none. */
const char *charset_tbl_text(const struct charset_tbl *tbl, const uint8_t *bytes, size_t len,
			     size_t *text_len);

#endif
