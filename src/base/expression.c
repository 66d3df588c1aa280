/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Precedence climbing over a table of operators, evaluating on the way: no tree, no memory, and a
 * depth that ends long before the stack does. Values are 128 bits wide, so each step is computed
 * exactly and then checked; 64-bit arithmetic with a sign beside it was rejected as error-prone.
 *
 * The right side of && and || that does not count is still parsed but not evaluated (`skip`), so
 * "size > 4 && u8(4)" is safe on a short document.
 *
 * % is modulo where an operand follows, else percent. A sign does not count as an operand:
 * "50% - 16" means 16 before the middle. In a list, "25% 50%" are two operands.
 */
#include "base/expression.h"

#include "base/number.h"
#include "base/scalar.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum { DEPTH_MAX = 64, QUOTE_MAX = 160 };

__extension__ typedef __int128 wide;
__extension__ typedef unsigned __int128 uwide;

enum operator {
	OP_MUL, OP_DIV, OP_MOD, OP_ADD, OP_SUB, OP_SHL, OP_SHR, OP_LT, OP_LE, OP_GT, OP_GE,
	OP_EQ, OP_NE, OP_AND, OP_XOR, OP_OR, OP_LOGIC_AND, OP_LOGIC_OR,
};

struct operator_row {
	const char *text;
	enum operator op;
	int precedence;          /* higher binds tighter, as in C */
};

/* Longer ones first where one begins like another. */
static const struct operator_row operators[] = {
	{ "<<", OP_SHL, 8 }, { ">>", OP_SHR, 8 },
	{ "<=", OP_LE, 7 }, { ">=", OP_GE, 7 },
	{ "==", OP_EQ, 6 }, { "!=", OP_NE, 6 },
	{ "&&", OP_LOGIC_AND, 2 }, { "||", OP_LOGIC_OR, 1 },
	{ "*", OP_MUL, 10 }, { "/", OP_DIV, 10 }, { "%", OP_MOD, 10 },
	{ "+", OP_ADD, 9 }, { "-", OP_SUB, 9 },
	{ "<", OP_LT, 7 }, { ">", OP_GT, 7 },
	{ "&", OP_AND, 5 }, { "^", OP_XOR, 4 }, { "|", OP_OR, 3 },
};

struct parser {
	const char *text;        /* all of it, for messages */
	const char *at;          /* what comes next */
	const struct expression_env *env;
	bool list;               /* something may follow the expression */
	int depth;               /* how deep parentheses and signs are nested */
	int skip;                /* > 0: parse, but do not evaluate */
	struct err *err;
};

static bool parse_binary(struct parser *parser, int least, wide *value);

static const char *skip_blanks(const char *text)
{
	return text + strspn(text, " \t");
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Columns count characters from 1, so a byte inside a character of UTF-8 is none. */
static int column(const char *text, const char *where)
{
	int col = 1;
	for (const char *c = text; c < where; c++)
		col += ((unsigned char)*c & 0xc0) != 0x80;
	return col;
}

static bool fail(struct parser *parser, enum err_code code, const char *where, const char *what)
{
	bool cut = strlen(parser->text) > QUOTE_MAX;
	return err_set(parser->err, code, "%s at column %d in \"%.*s%s\"", what,
		       column(parser->text, where), QUOTE_MAX, parser->text, cut ? "..." : "");
}

static bool fail_syntax(struct parser *parser, const char *where, const char *what)
{
	return fail(parser, ERR_SYNTAX, where, what);
}

static bool fail_range(struct parser *parser, const char *where, const char *what)
{
	return fail(parser, ERR_RANGE, where, what);
}

static bool check(struct parser *parser, const char *where, wide value)
{
	if (value < INT64_MIN || value > (wide)UINT64_MAX)
		return fail_range(parser, where, "the value does not fit 64 bits");
	return true;
}

static bool enter(struct parser *parser)
{
	if (parser->depth == DEPTH_MAX)
		return fail(parser, ERR_SYNTAX, parser->at, "nested too deeply");
	parser->depth++;
	return true;
}

static bool shift(struct parser *parser, const char *where, bool left, wide a, wide b, wide *value)
{
	if (b < 0 || b > 63)
		return fail_range(parser, where, "a shift has to be 0 to 63 bits");
	/* A product and not <<, which is undefined for what is negative; 2^64 * 2^63 still fits. */
	*value = left ? a * ((wide)1 << b) : a >> b;
	return true;
}

static bool divide(struct parser *parser, const char *where, bool modulo, wide a, wide b,
		   wide *value)
{
	if (b == 0)
		return fail_range(parser, where, "division by zero");
	*value = modulo ? a % b : a / b;
	return true;
}

/* Both operands are within 65 bits, so that nothing but a product can leave 128. */
static bool apply(struct parser *parser, const char *where, enum operator op, wide a, wide b,
		  wide *value)
{
	bool ok = true;
	switch (op) {
	case OP_MUL:
		if (__builtin_mul_overflow(a, b, value))
			return fail_range(parser, where, "the value does not fit 64 bits");
		break;
	case OP_DIV: case OP_MOD: ok = divide(parser, where, op == OP_MOD, a, b, value); break;
	case OP_SHL: case OP_SHR: ok = shift(parser, where, op == OP_SHL, a, b, value); break;
	case OP_ADD: *value = a + b; break;
	case OP_SUB: *value = a - b; break;
	case OP_LT: *value = a < b; break;
	case OP_LE: *value = a <= b; break;
	case OP_GT: *value = a > b; break;
	case OP_GE: *value = a >= b; break;
	case OP_EQ: *value = a == b; break;
	case OP_NE: *value = a != b; break;
	case OP_AND: *value = a & b; break;
	case OP_XOR: *value = a ^ b; break;
	case OP_OR: *value = a | b; break;
	case OP_LOGIC_AND: *value = a != 0 && b != 0; break;
	case OP_LOGIC_OR: *value = a != 0 || b != 0; break;
	}
	return ok && check(parser, where, *value);
}

static bool parse_number(struct parser *parser, wide *value)
{
	size_t used;
	uint64_t number;
	struct err why;
	if (!number_parse(parser->at, strlen(parser->at), &used, &number, &why))
		return fail(parser, why.code, parser->at, why.text);
	parser->at += used;
	*value = number;
	return true;
}

static bool parse_mark(struct parser *parser, wide *value)
{
	const char *start = parser->at;
	char name = start[1];
	uint64_t pos = 0;
	if (!is_letter(name))
		return fail_syntax(parser, start, "expected a mark such as 'a");
	if (!parser->env->mark)
		return fail_syntax(parser, start, "marks have no meaning here");
	if (parser->skip == 0 && !parser->env->mark(parser->env->context, name, &pos))
		return fail_syntax(parser, start, "this mark is not set");
	parser->at += 2;
	*value = pos;
	return true;
}

/* Letters, digits, '_', '.', and whatever is not ASCII. */
static size_t note_len(const char *name)
{
	size_t len = 0;
	while (is_letter(name[len]) || is_digit(name[len]) || name[len] == '_' ||
	       name[len] == '.' || (name[len] & 0x80))
		len++;
	return len;
}

static bool parse_note(struct parser *parser, wide *value)
{
	const char *start = parser->at;
	size_t len = note_len(start + 1);
	uint64_t pos = 0;
	if (len == 0)
		return fail_syntax(parser, start, "expected a note such as @name");
	if (!parser->env->note)
		return fail_syntax(parser, start, "notes have no meaning here");
	if (parser->skip == 0 && !parser->env->note(parser->env->context, start + 1, len, &pos))
		return fail_syntax(parser, start, "there is no note of this name");
	parser->at += 1 + len;
	*value = pos;
	return true;
}

static bool parse_cursor(struct parser *parser, wide *value)
{
	if (!parser->env->has_cursor)
		return fail_syntax(parser, parser->at, "there is no cursor that . could mean");
	parser->at++;
	*value = parser->env->cursor;
	return true;
}

static bool parse_group(struct parser *parser, wide *value)
{
	parser->at++;
	if (!enter(parser) || !parse_binary(parser, 1, value))
		return false;
	parser->depth--;
	parser->at = skip_blanks(parser->at);
	if (*parser->at != ')')
		return fail_syntax(parser, parser->at, "expected )");
	parser->at++;
	return true;
}

/* A float as the integer towards zero; false for what has none in range. */
static bool truncate_float(const struct scalar *scalar, uint64_t bits, wide *value)
{
	double number;
	if (scalar->size == 4) {
		uint32_t raw = (uint32_t)bits;
		float single;
		memcpy(&single, &raw, sizeof single);
		number = (double)single;
	} else {
		memcpy(&number, &bits, sizeof number);
	}
	if (!(number > -0x1.0p64 && number < 0x1.0p64))
		return false;
	*value = (wide)number;
	return true;
}

static bool read_scalar(struct parser *parser, const char *where, const struct scalar *scalar,
			wide pos, wide *value)
{
	const struct expression_env *env = parser->env;
	if (pos < env->start || pos > env->end || scalar->size > env->end - (uint64_t)pos)
		return fail_range(parser, where, "the read is not inside the document");
	uint8_t bytes[8] = { 0 };
	if (!env->read(env->context, (uint64_t)pos, bytes, scalar->size, parser->err))
		return err_prefix(parser->err, "%s(0x%" PRIx64 ")", scalar->name, (uint64_t)pos);
	uint64_t bits = scalar_load(scalar, bytes);
	*value = scalar->kind == SCALAR_SIGNED ? (wide)(int64_t)bits : (wide)bits;
	if (scalar->kind == SCALAR_FLOAT && !truncate_float(scalar, bits, value))
		return fail_range(parser, where, "the float read has no value in 64 bits");
	return check(parser, where, *value);
}

/* start, size, or the name of a type and its position. */
static bool parse_name(struct parser *parser, wide *value)
{
	const char *name = parser->at;
	size_t len = 0;
	while (is_letter(name[len]) || is_digit(name[len]) || name[len] == '_')
		len++;
	parser->at = skip_blanks(name + len);
	const struct scalar *scalar = scalar_find(name, len);
	if (scalar && *parser->at == '(') {
		if (!parser->env->read)
			return fail_syntax(parser, name, "the document can not be read here");
		if (!parse_group(parser, value))
			return false;
		return parser->skip > 0 || read_scalar(parser, name, scalar, *value, value);
	}
	if (scalar)
		return fail_syntax(parser, parser->at, "expected ( and a position");
	parser->at = name + len;
	if (len == 5 && memcmp(name, "start", len) == 0)
		*value = parser->env->start;
	else if (len == 4 && memcmp(name, "size", len) == 0)
		*value = (wide)parser->env->end - parser->env->start;
	else
		return fail_syntax(parser, name, "unknown name");
	return true;
}

static bool parse_operand(struct parser *parser, wide *value)
{
	char c = *parser->at;
	if (is_digit(c))
		return parse_number(parser, value);
	if (is_letter(c))
		return parse_name(parser, value);
	switch (c) {
	case '\'': return parse_mark(parser, value);
	case '@': return parse_note(parser, value);
	case '.': return parse_cursor(parser, value);
	case '(': return parse_group(parser, value);
	case '$':
		parser->at++;
		*value = parser->env->end;
		return true;
	}
	return fail_syntax(parser, parser->at, "expected a number");
}

static bool starts_operand(const char *text)
{
	return is_digit(*text) || is_letter(*text) ||
	       (*text != '\0' && strchr("'@.($~", *text)) || (text[0] == '!' && text[1] != '=');
}

/* Whether the % at `at` is percent. A list tells "25% 50%" from "25 % 50" and "25%50". */
static bool is_percent(const struct parser *parser, const char *at)
{
	const char *next = skip_blanks(at + 1);
	bool glued = at == parser->at && next > at + 1;
	return !starts_operand(next) || (parser->list && glued);
}

static bool take_percent(struct parser *parser, wide *value)
{
	const struct expression_env *env = parser->env;
	const char *where = parser->at++;
	if (parser->skip > 0)
		return true;
	if (*value < 0)
		return fail_range(parser, where, "a negative percentage");
	/* Both are at most 2^64-1, so the product fits unsigned but not signed. */
	uwide part = (uwide)(env->end - env->start) * (uwide)*value / 100;
	if (part > UINT64_MAX - env->start)
		return fail_range(parser, where, "the value does not fit 64 bits");
	*value = (wide)part + env->start;
	return true;
}

static bool parse_postfix(struct parser *parser, wide *value)
{
	if (!parse_operand(parser, value))
		return false;
	const char *next = skip_blanks(parser->at);
	if (*next == '%' && is_percent(parser, next)) {
		parser->at = next;
		return take_percent(parser, value);
	}
	return true;
}

static bool parse_unary(struct parser *parser, wide *value)
{
	parser->at = skip_blanks(parser->at);
	const char *where = parser->at;
	if (*where == '\0' || !strchr("+-~!", *where))
		return parse_postfix(parser, value);
	parser->at++;
	if (!enter(parser) || !parse_unary(parser, value))
		return false;
	parser->depth--;
	if (parser->skip > 0)
		return true;
	switch (*where) {
	case '-': *value = -*value; break;
	case '~': *value = (wide)~(uint64_t)*value; break;
	case '!': *value = *value == 0; break;
	}
	return check(parser, where, *value);
}

/* The operator at text, or NULL. */
static const struct operator_row *find_operator(const char *text)
{
	for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++) {
		const char *name = operators[i].text;
		if (strncmp(text, name, strlen(name)) == 0)
			return &operators[i];
	}
	return NULL;
}

/* A chain of operators that bind at least as tight as `least`. */
static bool parse_binary(struct parser *parser, int least, wide *value)
{
	if (!parse_unary(parser, value))
		return false;
	for (;;) {
		const char *where = skip_blanks(parser->at);
		const struct operator_row *row = find_operator(where);
		if (!row || row->precedence < least)
			return true;
		parser->at = where + strlen(row->text);
		bool decided = (row->op == OP_LOGIC_AND && *value == 0) ||
			       (row->op == OP_LOGIC_OR && *value != 0);
		wide right = 0;
		parser->skip += decided;
		if (!parse_binary(parser, row->precedence + 1, &right))
			return false;
		parser->skip -= decided;
		if (decided)
			right = 0;
		if (parser->skip > 0)
			*value = 0;
		else if (!apply(parser, where, row->op, *value, right, value))
			return false;
	}
}

/* Adds what a leading sign is relative to. */
static bool make_relative(struct parser *parser, const char *where, wide *value)
{
	const struct expression_env *env = parser->env;
	bool relative = env->sign == EXPRESSION_RELATIVE && (*where == '+' || *where == '-');
	bool from_end = env->sign == EXPRESSION_FROM_END && *where == '-';
	if (relative && !env->has_cursor)
		return fail_syntax(parser, where, "there is no cursor to count from");
	if (relative)
		*value += env->cursor;
	if (from_end)
		*value += env->end;
	if (*value < 0)
		return fail_range(parser, where, "the value is below 0");
	return check(parser, where, *value);
}

static bool evaluate(struct parser *parser, uint64_t *value)
{
	const char *start = skip_blanks(parser->text);
	wide result = 0;
	if (!parse_binary(parser, 1, &result) || !make_relative(parser, start, &result))
		return false;
	*value = (uint64_t)result;
	return true;
}

bool expression_eval(const char *text, const struct expression_env *env, uint64_t *value,
		     struct err *err)
{
	struct parser parser = { .text = text, .at = text, .env = env, .err = err };
	uint64_t result;
	if (!evaluate(&parser, &result))
		return false;
	const char *rest = skip_blanks(parser.at);
	if (*rest != '\0')
		return fail_syntax(&parser, rest, "expected an operator");
	*value = result;
	return true;
}

bool expression_eval_part(const char *text, size_t *used, const struct expression_env *env,
			  uint64_t *value, struct err *err)
{
	struct parser parser = { .text = text, .at = text, .env = env, .list = true, .err = err };
	if (!evaluate(&parser, value))
		return false;
	*used = (size_t)(parser.at - text);
	return true;
}
