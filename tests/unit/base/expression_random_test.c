/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random expressions: trees that are written as text, with no more parentheses than C needs or some
 * more, and evaluated here in the plainest way, with the table of precedences written once more.
 */
#include "support/testing.h"

#include "base/expression.h"

/* The document of the trees: 4 bytes at 0x100. */
static const uint8_t content[4] = { 0x01, 0x02, 0x03, 0xff };

static bool find_mark(void *context, char name, uint64_t *pos)
{
	(void)context;
	*pos = 0x108;
	return name == 'a';
}

static bool read_content(void *context, uint64_t pos, uint8_t *bytes, size_t len, struct err *err)
{
	(void)context;
	if (pos < 0x100 || len > sizeof content || pos - 0x100 > sizeof content - len)
		return err_set(err, ERR_LOST, "not there");
	memcpy(bytes, content + (pos - 0x100), len);
	return true;
}

static const struct expression_env full = {
	.start = 0x100, .end = 0x110, .cursor = 0x103, .has_cursor = true,
	.mark = find_mark, .read = read_content,
};

__extension__ typedef __int128 wide;

struct result {
	bool ok;
	wide value;
};

struct rendered {
	char text[4000];
	int precedence;          /* of the outermost operator; 11 unary, 12 operand */
	struct result result;
};

static const struct {
	const char *text;
	int precedence;
} binary[] = {
	{ "*", 10 }, { "/", 10 }, { "%", 10 }, { "+", 9 }, { "-", 9 }, { "<<", 8 }, { ">>", 8 },
	{ "<", 7 }, { "<=", 7 }, { ">", 7 }, { ">=", 7 }, { "==", 6 }, { "!=", 6 }, { "&", 5 },
	{ "^", 4 }, { "|", 3 }, { "&&", 2 }, { "||", 1 },
};

static struct result in_range(wide value)
{
	bool ok = value >= INT64_MIN && value <= (wide)UINT64_MAX;
	return (struct result){ ok, value };
}

static struct result compute(const char *op, struct result a, struct result b)
{
	if (!a.ok)
		return a;
	if (strcmp(op, "&&") == 0 && a.value == 0)
		return in_range(0);
	if (strcmp(op, "||") == 0 && a.value != 0)
		return in_range(1);
	if (!b.ok)
		return b;
	static const struct result no = { false, 0 };
	wide x = a.value, y = b.value, product;
	switch (op[0]) {
	case '*': return __builtin_mul_overflow(x, y, &product) ? no : in_range(product);
	case '/': return y == 0 ? no : in_range(x / y);
	case '%': return y == 0 ? no : in_range(x % y);
	case '+': return in_range(x + y);
	case '-': return in_range(x - y);
	case '^': return in_range(x ^ y);
	case '=': return in_range(x == y);
	case '!': return in_range(x != y);
	case '&': return in_range(op[1] ? y != 0 : x & y);
	case '|': return in_range(op[1] ? y != 0 : x | y);
	}
	if (op[1] == op[0]) {
		if (y < 0 || y > 63)
			return no;
		for (; y > 0; y--)
			x = op[0] == '<' ? x * 2 : (x - (x & 1)) / 2;
		return in_range(x);
	}
	if (op[0] == '<')
		return in_range(op[1] ? x <= y : x < y);
	return in_range(op[1] ? x >= y : x > y);
}

static void render_leaf(struct random *rnd, struct rendered *out)
{
	static const struct {
		const char *text;
		wide value;
	} names[] = {
		{ ".", 0x103 }, { "$", 0x110 }, { "'a", 0x108 }, { "start", 0x100 }, { "size", 16 },
		{ "50%", 0x108 }, { "75%", 0x10c }, { "u16be(0x100)", 0x102 }, { "i8(.)", -1 },
		{ "0b11", 3 }, { "4k", 4096 }, { "0", 0 }, { "1", 1 },
	};
	out->precedence = 12;
	uint64_t value = random_next(rnd) >> random_below(rnd, 64);
	size_t name = (size_t)random_below(rnd, ARRAY_COUNT(names));
	switch (random_below(rnd, 4)) {
	case 0: sprintf(out->text, "0x%" PRIx64, value); break;
	case 1: sprintf(out->text, "%" PRIu64, value); break;
	case 2: sprintf(out->text, "%" PRIu64, value &= 63); break;
	case 3:
		strcpy(out->text, names[name].text);
		out->result = in_range(names[name].value);
		return;
	}
	out->result = in_range(value);
}

static void wrap(struct rendered *out)
{
	size_t len = strlen(out->text);
	memmove(out->text + 1, out->text, len);
	out->text[0] = '(';
	strcpy(out->text + 1 + len, ")");
	out->precedence = 12;
}

static void render(struct random *rnd, int depth, struct rendered *out);

static void render_unary(struct random *rnd, int depth, struct rendered *out)
{
	struct rendered *operand = malloc(sizeof *operand);
	assert_non_null(operand);
	render(rnd, depth - 1, operand);
	if (operand->precedence < 11)
		wrap(operand);
	char op = "-+~!"[random_below(rnd, 4)];
	out->text[0] = op;
	strcpy(out->text + 1, operand->text);
	out->precedence = 11;
	wide x = operand->result.value;
	out->result = operand->result;
	if (operand->result.ok)
		out->result = in_range(op == '-' ? -x : op == '~' ? (wide)~(uint64_t)x :
				       op == '!' ? x == 0 : x);
	free(operand);
}

static void render_binary(struct random *rnd, int depth, struct rendered *out)
{
	static const char *const blanks[] = { "", " ", "  ", "\t" };
	size_t op = (size_t)random_below(rnd, ARRAY_COUNT(binary));
	struct rendered *left = malloc(sizeof *left), *right = malloc(sizeof *right);
	assert_true(left && right);
	render(rnd, depth - 1, left);
	render(rnd, depth - 1, right);
	if (left->precedence < binary[op].precedence || random_below(rnd, 5) == 0)
		wrap(left);
	/* A sign behind % would make it percent. */
	bool sign = right->text[0] == '-' || right->text[0] == '+';
	if (right->precedence <= binary[op].precedence || (sign && binary[op].text[0] == '%'))
		wrap(right);
	strcpy(out->text, left->text);
	strcat(out->text, blanks[random_below(rnd, 4)]);
	strcat(out->text, binary[op].text);
	strcat(out->text, blanks[random_below(rnd, 4)]);
	strcat(out->text, right->text);
	out->precedence = binary[op].precedence;
	out->result = compute(binary[op].text, left->result, right->result);
	free(left);
	free(right);
}

static void render(struct random *rnd, int depth, struct rendered *out)
{
	uint64_t kind = random_below(rnd, 6);
	if (depth == 0 || kind == 0)
		render_leaf(rnd, out);
	else if (kind == 1)
		render_unary(rnd, depth, out);
	else
		render_binary(rnd, depth, out);
}

static void random_trees(void **state)
{
	(void)state;
	struct random rnd;
	struct rendered *tree = malloc(sizeof *tree);
	assert_non_null(tree);
	int fine = 0;
	random_start(&rnd);
	for (int i = 0; i < 20000; i++) {
		struct err err = { 0 };
		uint64_t value = 0;
		render(&rnd, 4, tree);
		bool expected = tree->result.ok && tree->result.value >= 0;
		bool ok = expression_eval(tree->text, &full, &value, &err);
		if (ok != expected || (ok && (wide)value != tree->result.value))
			fail_msg("%s gives %" PRIu64 " %s", tree->text, value, err.text);
		assert_true(ok || err.code == ERR_RANGE);
		fine += ok;
	}
	assert_true(fine > 5000);
	free(tree);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_trees),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
