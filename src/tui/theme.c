/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From the table of theme_colours.c to the pairs of curses.
 *
 * True colours are used only where terminfo says RGB, since a pair then names the colour itself;
 * redefining the palette (init_color) would change the user's terminal for other programs.
 */
#include "tui/theme.h"

#include <curses.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>

#include "tui/theme_colours.h"

enum depth { DEPTH_MONO, DEPTH_8, DEPTH_256, DEPTH_RGB };

/* Filled by theme_load(); the terminal is one per process, and so is this. */
static struct look looks[STYLE_COUNT];
static enum depth current;
static bool grounded;        /* white on black was chosen for all cells */

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
	if (theme == THEME_CONTRAST)
		return SHADE_CONTRAST;
	if (!last || last[1] < '0' || last[1] > '9')
		return SHADE_MIDDLE;
	int background = atoi(last + 1);
	return background == 7 || background == 15 ? SHADE_LIGHT : SHADE_DARK;
}

static int colour_for(enum style style, enum depth depth, enum shade shade)
{
	switch (depth) {
	case DEPTH_RGB: return theme_rows[style].rgb[shade];
	case DEPTH_256: return theme_rows[style].indexed[shade];
	/* Of the 8 who knows how dark they are: there white on black is all. */
	case DEPTH_8: return shade == SHADE_CONTRAST ? THEME_OWN : theme_rows[style].basic;
	default: return THEME_OWN;
	}
}

/* Where a colour of its own says "dim" already, the attribute would only cost bytes. */
static attr_t attributes_for(enum style style, enum depth depth)
{
	switch (depth) {
	case DEPTH_MONO: return (attr_t)theme_rows[style].mono;
	case DEPTH_8: return (attr_t)theme_rows[style].attributes;
	default: return (attr_t)theme_rows[style].attributes & ~(attr_t)A_DIM;
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

/* What cells without a colour have: the terminal's own, or white on black. */
static void choose_ground(enum depth depth, enum shade shade)
{
	static const struct { int white, black; } rows[] = {
		[DEPTH_8] = { COLOR_WHITE, COLOR_BLACK },
		[DEPTH_256] = { THEME_WHITE, THEME_BLACK },
		[DEPTH_RGB] = { 0xffffff, 0x000000 },
	};

	if (depth == DEPTH_MONO || (shade == SHADE_CONTRAST) == grounded)
		return;
	grounded = shade == SHADE_CONTRAST;
	if (grounded)
		assume_default_colors(rows[depth].white, rows[depth].black);
	else
		assume_default_colors(THEME_OWN, THEME_OWN);
}

void theme_load(enum theme theme)
{
	enum depth depth = find_depth(theme);
	enum shade shade = find_shade(theme);
	int used[STYLE_COUNT], count = 0;

	current = depth;
	choose_ground(depth, shade);
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
