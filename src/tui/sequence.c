/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables, as DEC's keyboards, xterm, rxvt and the Linux console send; see xterm's ctlseqs. */
#include "tui/sequence.h"

bool key_give(struct key *key, uint32_t code, unsigned mods)
{
	*key = (struct key){ .code = code, .mods = (uint8_t)mods };
	return true;
}

/* xterm's modifier parameter: 1 + (1 Shift, 2 Alt, 4 Ctrl, 8 Meta). */
static unsigned modifiers(unsigned modifier)
{
	unsigned bits = modifier > 0 ? modifier - 1 : 0;

	return ((bits & 1) ? KEY_SHIFT : 0u) | ((bits & 10) ? KEY_ALT : 0u) |
	       ((bits & 4) ? KEY_CTRL : 0u);
}

static uint32_t letter_code(char final)
{
	switch (final) {
	case 'A': return KEY_GO_UP;
	case 'B': return KEY_GO_DOWN;
	case 'C': return KEY_GO_RIGHT;
	case 'D': return KEY_GO_LEFT;
	case 'H': return KEY_GO_HOME;
	case 'F': return KEY_GO_END;
	case 'P': case 'Q': case 'R': case 'S':
		return KEY_FUNCTION + 1 + (uint32_t)(final - 'P');
	default: return KEY_NONE;
	}
}

/* The keypad in application mode, into which smkx puts many terminals. */
static uint32_t keypad_code(char final)
{
	if (final >= 'j' && final <= 'y')
		return (uint32_t)(final - 'j' + '*');
	switch (final) {
	case 'M': return KEY_RETURN;
	case 'I': return KEY_TABULATOR;
	case 'X': return '=';
	case ' ': return ' ';
	default: return letter_code(final);
	}
}

/* The numbers of ESC [ n ~, as DEC's and xterm's keyboards send them. */
static uint32_t tilde_code(unsigned number)
{
	static const uint8_t functions[] = { [11] = 1, [12] = 2, [13] = 3, [14] = 4, [15] = 5,
					     [17] = 6, [18] = 7, [19] = 8, [20] = 9, [21] = 10,
					     [23] = 11, [24] = 12 };

	switch (number) {
	case 1: case 7: return KEY_GO_HOME;
	case 2: return KEY_INS;
	case 3: return KEY_DEL;
	case 4: case 8: return KEY_GO_END;
	case 5: return KEY_PAGE_UP;
	case 6: return KEY_PAGE_DOWN;
	default:
		if (number < sizeof(functions) && functions[number])
			return KEY_FUNCTION + functions[number];
		return KEY_NONE;
	}
}

static bool mouse_key(const struct sequence *sequence, struct key *key)
{
	unsigned button = sequence->parameter[0];
	unsigned mods = ((button & 4) ? KEY_SHIFT : 0u) | ((button & 8) ? KEY_ALT : 0u) |
			((button & 16) ? KEY_CTRL : 0u);
	bool released = sequence->final == 'm';
	uint32_t code = KEY_NONE;

	if (sequence->count != 3 || sequence->parameter[1] == 0 || sequence->parameter[2] == 0)
		return false;
	switch (button & ~(unsigned)(4 | 8 | 16)) {
	case 0: code = released ? KEY_RELEASE : KEY_CLICK; break;
	case 2: code = released ? KEY_NONE : KEY_RIGHT_CLICK; break;
	case 32: code = KEY_DRAG; break;
	case 64: code = KEY_WHEEL_UP; break;
	case 65: code = KEY_WHEEL_DOWN; break;
	}
	if (code == KEY_NONE)
		return false;
	key_give(key, code, mods);
	key->col = (int)(sequence->parameter[1] - 1);
	key->row = (int)(sequence->parameter[2] - 1);
	return true;
}

bool sequence_mouse(const uint8_t bytes[3], struct key *key)
{
	enum { MODIFIERS = 4 | 8 | 16, RELEASED = 3 };
	struct sequence sequence = { .lead = '<', .count = 3, .final = 'M' };

	for (int i = 0; i < 3; i++)
		sequence.parameter[i] = bytes[i] - 0x20u;
	if ((sequence.parameter[0] & ~(unsigned)MODIFIERS) == RELEASED) {
		sequence.parameter[0] &= MODIFIERS;
		sequence.final = 'm';
	}
	return mouse_key(&sequence, key);
}

bool sequence_console(char final, struct key *key)
{
	return final >= 'A' && final <= 'E' &&
	       key_give(key, KEY_FUNCTION + 1 + (uint32_t)(final - 'A'), 0);
}

bool sequence_keypad(char final, unsigned modifier, struct key *key)
{
	uint32_t code = keypad_code(final);

	return code != KEY_NONE && key_give(key, code, modifiers(modifier));
}

bool sequence_begins_paste(const struct sequence *sequence)
{
	return !sequence->odd && sequence->lead == 0 && sequence->final == '~' &&
	       sequence->parameter[0] == 200;
}

bool sequence_key(const struct sequence *sequence, struct key *key)
{
	enum { MENU_KEY = 29 };          /* means what Shift-F10 does */
	uint32_t code = KEY_NONE;

	if (sequence->odd)
		return false;
	if (sequence->lead == '<' && (sequence->final == 'M' || sequence->final == 'm'))
		return mouse_key(sequence, key);
	if (sequence->lead != 0)
		return false;
	if (sequence->final == 'Z')
		return key_give(key, KEY_TABULATOR, KEY_SHIFT);
	if (sequence->final == '~' && sequence->parameter[0] == MENU_KEY)
		return key_give(key, KEY_FUNCTION + 10, KEY_SHIFT);
	if (sequence->final == '~')
		code = tilde_code(sequence->parameter[0]);
	else if (sequence->parameter[0] <= 1)    /* else a report of where the cursor is */
		code = letter_code(sequence->final);
	return code != KEY_NONE && key_give(key, code, modifiers(sequence->parameter[1]));
}

void sequence_parse(struct sequence *sequence, const uint8_t *bytes, size_t len)
{
	size_t i = 0;

	*sequence = (struct sequence){ .final = (char)bytes[len - 1], .count = 1 };
	if (bytes[0] >= '<' && bytes[0] <= '?')
		sequence->lead = (char)bytes[i++];
	for (; i + 1 < len; i++) {
		unsigned *parameter = &sequence->parameter[sequence->count - 1];
		if (bytes[i] == ';' && sequence->count < SEQUENCE_PARAMETERS)
			sequence->count++;
		else if (bytes[i] < '0' || bytes[i] > '9')
			sequence->odd = true;
		else if (*parameter < 100000)    /* what is too large stays so, it never wraps */
			*parameter = *parameter * 10 + (unsigned)(bytes[i] - '0');
	}
}
