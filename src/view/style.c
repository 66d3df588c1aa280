/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One table; the tests compare screens by its letters. */
#include "view/style.h"

static const struct {
	const char *name;
	char letter;
} styles[STYLE_COUNT] = {
	[STYLE_DEFAULT] = { "default", '.' },
	[STYLE_ADDRESS] = { "address", 'a' },
	[STYLE_ZERO] = { "zero", 'z' },
	[STYLE_CONTROL] = { "control", 'c' },
	[STYLE_SPACE] = { "space", 'w' },
	[STYLE_PRINTABLE] = { "printable", 'p' },
	[STYLE_HIGH] = { "high", 'h' },
	[STYLE_FULL] = { "full", 'f' },
	[STYLE_UNKNOWN] = { "unknown", '?' },
	[STYLE_FRESH] = { "fresh", 'r' },
	[STYLE_CONFLICT] = { "conflict", '!' },
	[STYLE_DIFFERENT] = { "different", '#' },
	[STYLE_NOTE] = { "note-yellow", '1' },
	[STYLE_NOTE + 1] = { "note-red", '2' },
	[STYLE_NOTE + 2] = { "note-green", '3' },
	[STYLE_NOTE + 3] = { "note-cyan", '4' },
	[STYLE_NOTE + 4] = { "note-blue", '5' },
	[STYLE_NOTE + 5] = { "note-magenta", '6' },
	[STYLE_ENTROPY] = { "entropy-least", 'd' },
	[STYLE_ENTROPY + 1] = { "entropy-low", 'j' },
	[STYLE_ENTROPY + 2] = { "entropy-middle", 'm' },
	[STYLE_ENTROPY + 3] = { "entropy-high", 'q' },
	[STYLE_ENTROPY + 4] = { "entropy-most", '0' },
	[STYLE_FOLD] = { "fold", 'o' },
	[STYLE_STATUS] = { "status", 's' },
	[STYLE_STATUS_MARK] = { "status-mark", 'k' },
	[STYLE_INFO] = { "info", 'i' },
	[STYLE_WARNING] = { "warning", 'v' },
	[STYLE_ERROR] = { "error", 'e' },
	[STYLE_LABEL] = { "label", 'l' },
	[STYLE_TYPED] = { "typed", 't' },
	[STYLE_HINT_KEY] = { "hint-key", 'y' },
	[STYLE_HINT] = { "hint", 'n' },
	[STYLE_CHOSEN] = { "chosen", 'x' },
	[STYLE_HEADING] = { "heading", 'g' },
	[STYLE_PROGRESS] = { "progress", 'b' },
};

char style_letter(enum style style, unsigned flags)
{
	if (flags & CELL_CURSOR)
		return 'C';
	if (flags & CELL_SHADOW)
		return 'O';
	if (flags & CELL_SELECTED)
		return 'S';
	if (flags & CELL_HIT)
		return '/';
	if (flags & CELL_CHANGED)
		return 'M';
	return style >= STYLE_SWATCH ? 'u' : styles[style].letter;
}

const char *style_name(enum style style)
{
	return style >= STYLE_SWATCH ? "swatch" : styles[style].name;
}
