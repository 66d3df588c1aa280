/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One table: a row per style, its colour in each depth.
 *
 * True colours are used only where terminfo says RGB, since a pair then names the colour itself;
 * redefining the palette (init_color) would change the user's terminal for other programs. The 256
 * colours are the fixed upper 240, but for two that are frequent and readable on every background:
 * of those the user's own are taken, which cost half the bytes. The 8 are the user's own.
 */
#include "tui/theme.h"

#include <curses.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>

enum shade { SHADE_MIDDLE, SHADE_DARK, SHADE_LIGHT, SHADE_COUNT };
enum depth { DEPTH_MONO, DEPTH_8, DEPTH_256, DEPTH_RGB };

enum { OWN = -1 };           /* the terminal's own foreground */

static const struct {
	int rgb[SHADE_COUNT];    /* for any background, dark, light; OWN */
	short indexed[SHADE_COUNT];
	short basic;
	attr_t attributes;       /* with colours */
	attr_t mono;             /* without */
} rows[STYLE_COUNT] = {
	[STYLE_DEFAULT] = { { OWN, OWN, OWN }, { OWN, OWN, OWN }, OWN, 0, 0 },
	[STYLE_ADDRESS] = { { 0x808080, 0x8f9bb3, 0x5f6b7f }, { 244, 109, 60 }, COLOR_BLUE, 0, 0 },
	[STYLE_ZERO] = { { 0x808080, 0x6c7280, 0x8a909c }, { 244, 243, 246 }, OWN, A_DIM, A_DIM },
	[STYLE_CONTROL] = { { 0xaf5faf, 0xd787d7, 0x8b2f8b }, { COLOR_MAGENTA, 176, 90 },
			    COLOR_MAGENTA, 0, 0 },
	[STYLE_SPACE] = { { 0x5f875f, 0x87af87, 0x3f6b3f }, { 65, 108, 65 }, COLOR_GREEN, 0, 0 },
	[STYLE_PRINTABLE] = { { OWN, OWN, OWN }, { OWN, OWN, OWN }, OWN, 0, 0 },
	[STYLE_HIGH] = { { 0xd75f5f, 0xff8787, 0xaf0000 }, { COLOR_RED, 210, 124 }, COLOR_RED, 0,
			 0 },
	[STYLE_FULL] = { { 0xaf8700, 0xd7af5f, 0x875f00 }, { 136, 179, 94 }, COLOR_YELLOW, 0, 0 },
	[STYLE_UNKNOWN] = { { 0xd70000, 0xff5f5f, 0xd70000 }, { 160, 203, 160 }, COLOR_RED, A_BOLD,
			    A_BOLD },
	[STYLE_FRESH] = { { 0x00af87, 0x5fffd7, 0x00875f }, { 36, 86, 29 }, COLOR_CYAN, A_UNDERLINE,
			  A_BOLD | A_UNDERLINE },
	[STYLE_CONFLICT] = { { 0xd70000, 0xff5f5f, 0xd70000 }, { 160, 203, 160 }, COLOR_RED,
			     A_BOLD | A_UNDERLINE, A_BOLD | A_UNDERLINE | A_REVERSE },
	[STYLE_NOTE] = { { 0xaf8700, 0xffd75f, 0x875f00 }, { 136, 221, 94 }, COLOR_YELLOW,
			 A_UNDERLINE, A_UNDERLINE },
	[STYLE_NOTE + 1] = { { 0xd75f5f, 0xff8787, 0xaf0000 }, { 167, 210, 124 }, COLOR_RED,
			     A_UNDERLINE, A_UNDERLINE },
	[STYLE_NOTE + 2] = { { 0x5f875f, 0x87d787, 0x006b00 }, { 65, 114, 22 }, COLOR_GREEN,
			     A_UNDERLINE, A_UNDERLINE },
	[STYLE_NOTE + 3] = { { 0x00878f, 0x5fd7d7, 0x006b70 }, { 30, 80, 23 }, COLOR_CYAN,
			     A_UNDERLINE, A_UNDERLINE },
	[STYLE_NOTE + 4] = { { 0x5f87d7, 0x87afff, 0x005faf }, { 68, 111, 25 }, COLOR_BLUE,
			     A_UNDERLINE, A_UNDERLINE },
	[STYLE_NOTE + 5] = { { 0xaf5faf, 0xd787d7, 0x8b2f8b }, { 133, 176, 90 }, COLOR_MAGENTA,
			     A_UNDERLINE, A_UNDERLINE },
	[STYLE_FOLD] = { { 0x808080, 0x8a8a8a, 0x6c6c6c }, { 244, 245, 242 }, COLOR_CYAN, A_DIM,
			 A_DIM },
	[STYLE_STATUS] = { { OWN, OWN, OWN }, { OWN, OWN, OWN }, OWN, A_REVERSE, A_REVERSE },
	[STYLE_STATUS_MARK] = { { OWN, OWN, OWN }, { OWN, OWN, OWN }, OWN, A_REVERSE | A_BOLD,
				A_REVERSE | A_BOLD },
	[STYLE_INFO] = { { OWN, OWN, OWN }, { OWN, OWN, OWN }, OWN, 0, 0 },
	[STYLE_WARNING] = { { 0xaf8700, 0xffd75f, 0x875f00 }, { 136, 221, 94 }, COLOR_YELLOW,
			    A_BOLD, A_BOLD },
	[STYLE_ERROR] = { { 0xd75f5f, 0xff8787, 0xaf0000 }, { 167, 210, 124 }, COLOR_RED, A_BOLD,
			  A_BOLD },
	[STYLE_LABEL] = { { OWN, OWN, OWN }, { OWN, OWN, OWN }, OWN, A_BOLD, A_BOLD },
	[STYLE_TYPED] = { { OWN, OWN, OWN }, { OWN, OWN, OWN }, OWN, 0, 0 },
	[STYLE_HINT_KEY] = { { OWN, OWN, OWN }, { OWN, OWN, OWN }, OWN, A_BOLD, A_BOLD },
	[STYLE_HINT] = { { 0x8a8a8a, 0x9a9a9a, 0x5f5f5f }, { 245, 247, 241 }, OWN, 0, 0 },
	[STYLE_CHOSEN] = { { OWN, OWN, OWN }, { OWN, OWN, OWN }, OWN, A_REVERSE, A_REVERSE },
	[STYLE_HEADING] = { { 0x5f87d7, 0x87afff, 0x005faf }, { 68, 111, 25 }, COLOR_CYAN, A_BOLD,
			    A_BOLD | A_UNDERLINE },
	[STYLE_PROGRESS] = { { 0x5f87d7, 0x87afff, 0x005faf }, { 68, 111, 25 }, COLOR_CYAN, A_BOLD,
			     A_BOLD },
};

/* Filled by theme_load(); the terminal is one per process, and so is this. */
static struct look looks[STYLE_COUNT];
static enum depth current;

static enum depth find_depth(enum theme theme)
{
	const char *no_color = getenv("NO_COLOR");

	if (theme == THEME_MONO || (no_color && *no_color) || !has_colors())
		return DEPTH_MONO;
	/* Only now: it already sends something. */
	if (COLORS == 0 && (start_color() == ERR || use_default_colors() == ERR))
		return DEPTH_MONO;
	if (tigetflag("RGB") == 1)
		return DEPTH_RGB;
	return COLORS >= 256 ? DEPTH_256 : DEPTH_8;
}

/* COLORFGBG ("15;0", "0;default;15") is what rxvt, konsole and others tell of their background. */
static enum shade find_shade(enum theme theme)
{
	const char *told = getenv("COLORFGBG"), *last = told ? strrchr(told, ';') : NULL;

	if (theme == THEME_DARK)
		return SHADE_DARK;
	if (theme == THEME_LIGHT)
		return SHADE_LIGHT;
	if (!last || last[1] < '0' || last[1] > '9')
		return SHADE_MIDDLE;
	int background = atoi(last + 1);
	return background == 7 || background == 15 ? SHADE_LIGHT : SHADE_DARK;
}

static int colour_for(enum style style, enum depth depth, enum shade shade)
{
	switch (depth) {
	case DEPTH_RGB: return rows[style].rgb[shade];
	case DEPTH_256: return rows[style].indexed[shade];
	case DEPTH_8: return rows[style].basic;
	default: return OWN;
	}
}

/* Where a colour of its own says "dim" already, the attribute would only cost bytes. */
static attr_t attributes_for(enum style style, enum depth depth)
{
	switch (depth) {
	case DEPTH_MONO: return rows[style].mono;
	case DEPTH_8: return rows[style].attributes;
	default: return rows[style].attributes & ~(attr_t)A_DIM;
	}
}

/* A pair for each colour that is used. The terminal's own has one, too, beside pair 0: to come back
 * to that one curses resets colours and then all attributes, which is twice as long. */
static int pair_for(int colour, int used[STYLE_COUNT], int *count)
{
	for (int i = 0; i < *count; i++)
		if (used[i] == colour)
			return i + 1;
	used[(*count)++] = colour;
	if (init_extended_pair(*count, colour, -1) == ERR)
		return 0;
	return *count;
}

/* A pair for the nearest that the terminal has; made when it is first asked for. */
static struct look swatch_look(int index)
{
	static const int basic[] = { COLOR_BLACK, COLOR_BLUE, COLOR_GREEN, COLOR_CYAN, COLOR_RED,
				     COLOR_MAGENTA, COLOR_YELLOW, COLOR_WHITE };
	struct look look = { 0, 0 };
	int red = index / 36, green = index / 6 % 6, blue = index % 6, colour;

	if (current == DEPTH_MONO)
		return look;
	if (current == DEPTH_RGB)
		colour = (red * 0x33) << 16 | (green * 0x33) << 8 | blue * 0x33;
	else if (current == DEPTH_256)
		colour = 16 + index;
	else
		colour = basic[(red > 2) << 2 | (green > 2) << 1 | (blue > 2)];
	if (init_extended_pair(STYLE_COUNT + 1 + index, -1, colour) != ERR)
		look.pair = STYLE_COUNT + 1 + index;
	return look;
}

void theme_load(enum theme theme)
{
	enum depth depth = find_depth(theme);
	enum shade shade = find_shade(theme);
	int used[STYLE_COUNT], count = 0;

	current = depth;
	for (int style = 0; style < STYLE_COUNT; style++) {
		int colour = colour_for((enum style)style, depth, shade);
		looks[style].attributes = (uint32_t)attributes_for((enum style)style, depth);
		looks[style].pair = style == STYLE_DEFAULT || depth == DEPTH_MONO
					    ? 0 : pair_for(colour, used, &count);
	}
}

bool theme_is_plain(const struct look *look)
{
	return (look->attributes & (uint32_t)(A_REVERSE | A_UNDERLINE)) == 0 &&
	       look->pair <= STYLE_COUNT;
}

struct look theme_look(enum style style, unsigned flags)
{
	if (style >= STYLE_SWATCH)
		return swatch_look((int)style - STYLE_SWATCH);
	struct look look = looks[style];

	if (flags & CELL_CHANGED)
		look.attributes |= (uint32_t)A_BOLD;
	if (flags & CELL_HIT)
		look.attributes |= (uint32_t)A_UNDERLINE;
	if (flags & CELL_SHADOW)
		look.attributes |= (uint32_t)(A_UNDERLINE | A_BOLD);
	if (flags & (CELL_SELECTED | CELL_CURSOR))
		look.attributes ^= (uint32_t)A_REVERSE;
	/* Inside a selection the cursor is the one cell that is not reversed. */
	if ((flags & CELL_SELECTED) && (flags & CELL_CURSOR))
		look.attributes ^= (uint32_t)A_REVERSE | (uint32_t)A_BOLD;
	return look;
}
