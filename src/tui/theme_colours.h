/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The colours of the themes: one table, a row per style. tests/unit/tui/theme_test.c computes how
 * far each is from its background.
 */
#ifndef BURIN_TUI_THEME_COLOURS_H
#define BURIN_TUI_THEME_COLOURS_H

#include "view/style.h"

#include <stdint.h>

/* Backgrounds that colours are for. The last is not the terminal's own but black, which the theme
 * sets, with white for what has no colour. */
enum shade { SHADE_MIDDLE, SHADE_DARK, SHADE_LIGHT, SHADE_CONTRAST, SHADE_COUNT };

enum {
	THEME_OWN = -1,          /* the terminal's own foreground */
	THEME_BLACK = 16, THEME_WHITE = 231,     /* of the 256 */
};

struct theme_row {
	int rgb[SHADE_COUNT];    /* 0xrrggbb or THEME_OWN */
	short indexed[SHADE_COUNT];      /* of the 256 */
	short basic;             /* of the 8 */
	uint32_t attributes;     /* curses A_..., with colours */
	uint32_t mono;           /* without */
};

extern const struct theme_row theme_rows[STYLE_COUNT];

#endif
