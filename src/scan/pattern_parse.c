/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How it works: items, each known by what it begins with, become the steps of a program; one of
 * nothing but bytes and masks is then turned into these, for the finder. As soon as an item is
 * none of what is known, the whole of what was typed is text. A quoted text or a number that is
 * wrong is an error instead, since its beginning says what was meant.
 *
 * "abc" is three hexadecimal digits but no bytes: alone it is text, among others an error. "[abc"
 * is wrong, "[section" is text.
 */
#include "scan/pattern.h"

#include <stdlib.h>
#include <string.h>

#include "scan/pattern_private.h"

enum { DEPTH_MOST = 30 };

bool pattern_is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

enum item pattern_wrong(struct parser *parser, const char *where, const char *what)
{
	int column = 1;

	for (const char *c = parser->text; c < where; c++)
		column += ((unsigned char)*c & 0xc0) != 0x80;
	err_set(parser->err, ERR_SYNTAX, "%s at column %d in \"%.200s\"", what, column,
		parser->text);
	return ITEM_WRONG;
}

enum item pattern_wrong_inside(struct parser *parser, const char *where)
{
	enum err_code code = parser->err->code;
	char *what = strdup(parser->err->text), *place;

	if (code == ERR_NOMEM || what == NULL) {
		err_nomem(parser->err);
	} else {
		place = strstr(what, " at column ");
		if (place != NULL)
			*place = '\0';
		pattern_wrong(parser, where, what);
		parser->err->code = code;
	}
	free(what);
	return ITEM_WRONG;
}

void pattern_add_byte(struct parser *parser, uint8_t value, uint8_t mask, bool fold)
{
	bool letter = (value >= 'a' && value <= 'z') || (value >= 'A' && value <= 'Z');
	struct program_step step = { .op = STEP_BYTE, .mask = mask };

	step.fold = fold && letter && mask == 0xff;
	step.value = step.fold ? value | 0x20 : value & mask;
	program_add(&parser->program, &step);
}

void branches_next(struct program *program, struct branches *branches)
{
	struct program_step split = { .op = STEP_SPLIT };
	struct program_step jump = { .op = STEP_JUMP };

	jump.a = (uint32_t)branches->jump;
	split.a = (uint32_t)(program->count - branches->start + 2);
	program_insert(program, branches->start, &split);
	program_add(program, &jump);
	branches->jump = program->count;
	branches->start = program->count;
}

void branches_end(struct program *program, struct branches *branches)
{
	while (!program->failed && branches->jump > 0) {
		size_t at = branches->jump - 1;

		branches->jump = program->steps[at].a;
		program->steps[at].a = (uint32_t)(program->count - at);
	}
}

static enum item take_items(struct parser *parser);

static void add_save(struct parser *parser, unsigned place)
{
	struct program_step step = { .op = STEP_SAVE, .a = place };

	program_add(&parser->program, &step);
}

static enum item take_group(struct parser *parser)
{
	const char *open = parser->at++;
	unsigned group = ++parser->program.groups;
	enum item result;

	if (group > MATCH_GROUPS)
		return pattern_wrong(parser, open, "too many groups");
	if (++parser->depth > DEPTH_MOST)
		return pattern_wrong(parser, open, "nested too deeply");
	add_save(parser, 2 * group);
	result = take_items(parser);
	add_save(parser, 2 * group + 1);
	parser->depth--;
	if (result != ITEM_TAKEN)
		return result;
	if (*parser->at != ')')
		return pattern_wrong(parser, open, "the group is not closed");
	parser->at++;
	return ITEM_TAKEN;
}

static bool is_literal(const char *at, size_t len)
{
	return len >= 2 && (memcmp(at, "0x", 2) == 0 || memcmp(at, "0X", 2) == 0 ||
			    memcmp(at, "\\x", 2) == 0);
}

static enum item take_item(struct parser *parser)
{
	size_t len;
	bool wild;

	parser->items += *parser->at != '/';
	parser->texts += *parser->at == '"' || *parser->at == '\'';
	switch (*parser->at) {
	case '"': case '\'': return pattern_take_quoted(parser);
	case '[': return pattern_take_class(parser);
	case '{': return pattern_take_gap(parser);
	case '(': return take_group(parser);
	case '/':
		return parser->depth == 0 && parser->program.count > 0 ?
		       pattern_take_modifier(parser) : ITEM_TEXT;
	default: break;
	}
	len = pattern_hex_len(parser->at);
	if (parser->modifiers != NULL)
		return pattern_wrong(parser, parser->at, "nothing can follow what begins with /");
	if (pattern_is_hex(parser->at, len, &wild))
		return pattern_take_hex(parser, len, wild);
	if (pattern_is_number(parser))
		return pattern_take_number(parser);
	return is_literal(parser->at, len) ? pattern_take_literal(parser, len) : ITEM_TEXT;
}

/* Items and alternatives up to the end of the text or of the group. */
static enum item take_items(struct parser *parser)
{
	struct branches branches = { parser->program.count, 0 };
	enum item result = ITEM_TAKEN;
	bool filled = false, more = false;

	while (result == ITEM_TAKEN) {
		while (pattern_is_blank(*parser->at))
			parser->at++;
		if (*parser->at == '\0' || (*parser->at == ')' && parser->depth > 0))
			break;
		if (*parser->at == '|' && filled && parser->modifiers == NULL) {
			parser->at++;
			branches_next(&parser->program, &branches);
			filled = false;
			more = true;
			continue;
		}
		if (*parser->at == '|' || *parser->at == ')')
			return parser->depth == 0 && !more && *parser->at == ')' ? ITEM_TEXT :
			       pattern_wrong(parser, parser->at, "an alternative is missing");
		result = take_item(parser);
		filled = true;
	}
	if (result == ITEM_TAKEN && !filled && (more || parser->depth > 0))
		return pattern_wrong(parser, parser->at, "an alternative is missing");
	branches_end(&parser->program, &branches);
	return result;
}

bool pattern_is_straight(const struct program *program)
{
	for (size_t i = 0; i < program->count; i++) {
		if (program->steps[i].op != STEP_BYTE)
			return false;
	}
	return true;
}

/* Consumes the parser's program. */
static bool make_program(struct parser *parser, struct pattern *pattern)
{
	struct program *program;

	if (!program_seal(&parser->program, parser->err))
		return false;
	program = malloc(sizeof(*program));
	if (program == NULL)
		return err_nomem(parser->err);
	*program = parser->program;
	parser->program = (struct program){ 0 };
	*pattern = (struct pattern){
		.kind = PATTERN_PROGRAM, .len = (size_t)program->least, .most = program->most,
		.groups = program->groups, .program = program,
	};
	return true;
}

static bool make_pattern(struct parser *parser, struct pattern *pattern)
{
	struct pattern made;
	bool ok;

	if (parser->base64 && !pattern_apply_base64(parser))
		return false;
	if (pattern_is_straight(&parser->program))
		ok = pattern_make_bytes(&parser->program, &made, parser->err);
	else
		ok = make_program(parser, &made);
	if (!ok)
		return false;
	made.quoted = parser->items == parser->texts;
	if (parser->extra.len > 0)
		made.note = buf_take_string(&parser->extra);
	made.charset = parser->charset == NULL ? NULL : charset_ref(parser->charset);
	made.source = strdup(parser->text);
	if (made.source == NULL || parser->extra.failed)
		ok = err_nomem(parser->err);
	if (ok)
		ok = pattern_apply_modifiers(parser, &made);
	if (ok)
		*pattern = made;
	else
		pattern_done(&made);
	return ok;
}

/* The whole of what was typed. */
static bool make_text(const struct parser *parser, struct pattern *pattern)
{
	struct buf bytes = BUF_INIT;
	size_t len = strlen(parser->text);
	bool done;

	if (parser->charset == NULL)
		done = pattern_from_bytes(parser->text, len, pattern, parser->err);
	else
		done = charset_encode_text(parser->charset, parser->text, len, &bytes,
					   parser->err) &&
		       pattern_from_bytes(bytes.data, bytes.len, pattern, parser->err);
	buf_done(&bytes);
	if (done) {
		pattern->quoted = true;
		pattern->charset = parser->charset == NULL ? NULL : charset_ref(parser->charset);
	}
	return done;
}

bool pattern_parse_in(const char *text, const struct charset *charset, struct pattern *pattern,
		      struct err *err)
{
	struct parser parser = { .text = text, .at = text, .extra = BUF_INIT, .err = err };
	enum item result;
	bool done = false;

	if (charset != NULL && !charset_is_ascii(charset))
		parser.charset = charset;
	result = pattern_take_alone(&parser, pattern);
	if (result != ITEM_TEXT)
		return result == ITEM_TAKEN;
	result = take_items(&parser);
	if (result == ITEM_TEXT)
		done = make_text(&parser, pattern);
	else if (result == ITEM_TAKEN && parser.program.count >= PROGRAM_STEPS)
		err_set(err, ERR_RANGE, "the pattern is too long");
	else if (result == ITEM_TAKEN && parser.program.failed)
		err_nomem(err);
	else if (result == ITEM_TAKEN)
		done = make_pattern(&parser, pattern);
	program_done(&parser.program);
	buf_done(&parser.extra);
	return done;
}

bool pattern_parse(const char *text, struct pattern *pattern, struct err *err)
{
	return pattern_parse_in(text, NULL, pattern, err);
}
