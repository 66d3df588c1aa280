/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * "A+LEN" is a valid expression as a whole, so the expression is read first and cut at its last
 * outer plus afterwards. What has no comma and no such plus is a single position, and no range.
 */
#include "edit/argument_range.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "edit/window.h"

/* Two addresses and how much of the text they took. */
struct ends {
	uint64_t start, end;
	size_t used;
};

enum outcome { RANGE, NO_RANGE, WRONG };

bool argument_position(struct window *window, uint64_t address, uint64_t *pos, struct err *err)
{
	if (!window)
		return err_set(err, ERR_REFUSED, "no file is open");
	if (window_position(window, address, pos))
		return true;
	uint64_t start = window_address(window, 0);
	if (address < start)
		return err_set(err, ERR_RANGE,
			       "0x%" PRIx64 " is before the start, which is 0x%" PRIx64, address,
			       start);
	return err_set(err, ERR_RANGE, "0x%" PRIx64 " is past the end, which is 0x%" PRIx64,
		       address, window_address(window, document_size(window->document)));
}

static bool set_len(struct ends *ends, uint64_t len, struct err *err)
{
	return add_fits(ends->start, len, &ends->end) ||
	       err_set(err, ERR_RANGE, "%" PRIu64 " bytes from 0x%" PRIx64 " on are too many", len,
		       ends->start);
}

static size_t skip_blanks(const char *text, size_t at)
{
	return at + strspn(text + at, " ");
}

static enum outcome after_comma(struct window *window, const char *text, size_t comma,
				struct ends *ends, struct err *err)
{
	size_t at = skip_blanks(text, comma + 1);
	bool is_len = text[at] == '+';
	size_t used;
	uint64_t value;
	at += is_len;
	if (text[at] == '\0') {
		err_set(err, ERR_SYNTAX, "the end of the range is missing");
		return WRONG;
	}
	if (!command_eval(window, text + at, is_len ? EXPRESSION_PLAIN : EXPRESSION_RELATIVE,
			  &used, &value, err))
		return WRONG;
	ends->used = at + used;
	if (is_len)
		return set_len(ends, value, err) ? RANGE : WRONG;
	ends->end = value;
	return RANGE;
}

/* The last + outside parentheses of text[0..len), not at its start; 0: none. */
static size_t outer_plus(const char *text, size_t len)
{
	size_t plus = 0;
	int depth = 0;
	for (size_t i = 0; i < len; i++) {
		depth += (text[i] == '(') - (text[i] == ')');
		if (text[i] == '+' && depth == 0 && i > 0)
			plus = i;
	}
	return plus;
}

static enum outcome around_plus(struct window *window, const char *text, size_t len,
				struct ends *ends, struct err *err)
{
	size_t plus = outer_plus(text, len);
	char *copy = plus > 0 ? strndup(text, len) : NULL;
	if (plus == 0)
		return NO_RANGE;
	if (!copy) {
		err_nomem(err);
		return WRONG;
	}
	copy[plus] = '\0';
	uint64_t count;
	enum outcome outcome = NO_RANGE;
	struct err ignored;
	if (command_eval(window, copy, EXPRESSION_RELATIVE, NULL, &ends->start, &ignored) &&
	    command_eval(window, copy + plus + 1, EXPRESSION_PLAIN, NULL, &count, &ignored))
		outcome = set_len(ends, count, err) ? RANGE : WRONG;
	ends->used = len;
	free(copy);
	return outcome;
}

static enum outcome find_ends(struct window *window, const char *text, bool last,
			      struct ends *ends, struct err *err)
{
	size_t used;
	if (!command_eval(window, text, EXPRESSION_RELATIVE, &used, &ends->start, err))
		return WRONG;
	size_t at = skip_blanks(text, used);
	if (text[at] == ',')
		return after_comma(window, text, at, ends, err);
	uint64_t start = ends->start;
	enum outcome outcome = around_plus(window, text, used, ends, err);
	if (outcome != NO_RANGE)
		return outcome;
	ends->start = start;
	if (!last || text[at] == '\0' || at == used)
		return NO_RANGE;
	size_t more;
	if (!command_eval(window, text + at, EXPRESSION_RELATIVE, &more, &ends->end, err))
		return WRONG;
	ends->used = at + more;
	return RANGE;
}

static bool none(bool optional, bool last, size_t *used, struct value *value)
{
	*used = 0;
	value->given = false;
	return optional && !last;
}

/* A range without blanks ends there, whatever follows: the name in "1,3 /tmp/x" does not divide
 * by it. */
static bool find_word(struct window *window, const char *text, struct ends *ends)
{
	char *word = strndup(text, strcspn(text, " "));
	struct err ignored;
	bool found = word && find_ends(window, word, false, ends, &ignored) == RANGE &&
		     word[ends->used] == '\0';
	free(word);
	return found;
}

bool argument_range(struct window *window, const char *text, bool optional, bool last,
		    size_t *used, struct value *value, struct err *err)
{
	struct ends ends;
	uint64_t end;
	enum outcome outcome = !last && find_word(window, text, &ends)
				       ? RANGE : find_ends(window, text, last, &ends, err);
	bool whole = outcome == RANGE && (text[ends.used] == '\0' || text[ends.used] == ' ');
	if (outcome == WRONG && !(optional && !last))
		return false;
	if (!whole)
		return none(optional, last, used, value) ||
		       err_set(err, ERR_SYNTAX, "a range is A,B or A+LEN: 0x10,0x20 or 0x10+16");
	if (!argument_position(window, ends.start, &value->number, err) ||
	    !argument_position(window, ends.end, &end, err))
		return false;
	if (end <= value->number)
		return err_set(err, ERR_RANGE,
			       end < value->number ? "the range ends before it starts"
						   : "the range is empty");
	value->len = end - value->number;
	*used = ends.used;
	return true;
}
