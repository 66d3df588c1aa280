/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parser of patterns, spread over
 *
 *	pattern_parse.c     the sequence and groups; what becomes of it
 *	pattern_alone.c     regular expressions, expressions, lists
 *	pattern_hex.c       hexadecimal, classes, gaps
 *	pattern_modifier.c  /near and its like
 *	pattern_text.c      quoted text in its encodings
 *	pattern_number.c    numbers, ranges, LEB128
 *
 * A take function reads one item at parser->at and leaves parser->at behind it.
 */
#ifndef BURIN_SCAN_PATTERN_PRIVATE_H
#define BURIN_SCAN_PATTERN_PRIVATE_H

#include "scan/pattern.h"

enum item {
	ITEM_TAKEN,
	ITEM_TEXT,               /* no item: the whole of what was typed is text */
	ITEM_WRONG,              /* *err says why */
};

struct parser {
	const char *text;        /* all of it */
	const struct charset *charset;   /* of texts that do not say theirs; NULL: UTF-8 */
	const char *at;          /* what comes next */
	struct program program;
	struct buf extra;        /* what the description says beside what was typed */
	const char *modifiers;   /* where the first stands; NULL: there are none */
	unsigned near;
	bool xored, inverted, base64, changed, selection;
	size_t items, texts;     /* at the top level: of all, and of quoted text */
	uint64_t pointer;        /* the size of a pointer that was taken; 0: none */
	uint64_t align;
	int depth;               /* of groups */
	struct err *err;
};

/* ITEM_WRONG, with "WHAT at column N in TEXT". */
enum item pattern_wrong(struct parser *parser, const char *where, const char *what);

/* ITEM_WRONG, with what another parser said in parser->err, but our place. */
enum item pattern_wrong_inside(struct parser *parser, const char *where);

bool pattern_is_blank(char c);

void pattern_add_byte(struct parser *parser, uint8_t value, uint8_t mask, bool fold);

/* Alternatives, written one behind the other: next() between two of them, end() behind the last.
 * start is parser->program.count before the first. */
struct branches {
	size_t start;
	size_t jump;             /* the last jump to the end, 1 more than its step; 0: none */
};
void branches_next(struct program *program, struct branches *branches);
void branches_end(struct program *program, struct branches *branches);

/* What may be hexadecimal at `at`: its characters; whether it is, and holds a question mark. */
size_t pattern_hex_len(const char *at);
bool pattern_is_hex(const char *at, size_t len, bool *wild);
enum item pattern_take_hex(struct parser *parser, size_t len, bool wild);
enum item pattern_take_literal(struct parser *parser, size_t len);       /* 0xde, \xde */
enum item pattern_take_class(struct parser *parser);
enum item pattern_take_gap(struct parser *parser);

/* All of the pattern; ITEM_TEXT: none of what stands alone. */
enum item pattern_take_alone(struct parser *parser, struct pattern *pattern);

enum item pattern_take_quoted(struct parser *parser);
bool pattern_is_number(const struct parser *parser);
enum item pattern_take_number(struct parser *parser);

/* At a slash: ITEM_TEXT where it begins no modifier. */
enum item pattern_take_modifier(struct parser *parser);
bool pattern_is_modifier(const char *name, size_t len);

/* Applies /base64, then checks that the modifiers fit the pattern and sets them. */
bool pattern_apply_base64(struct parser *parser);
bool pattern_apply_modifiers(struct parser *parser, struct pattern *pattern);

/* The bytes of a program of nothing but STEP_BYTE; false when it is none such. */
bool pattern_make_bytes(const struct program *program, struct pattern *pattern, struct err *err);
bool pattern_is_straight(const struct program *program);

#endif
