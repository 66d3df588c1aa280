/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a cell means. Painters name meanings; tui/theme.c alone knows colours.
 */
#ifndef BURIN_VIEW_STYLE_H
#define BURIN_VIEW_STYLE_H

enum style {
	STYLE_DEFAULT,
	STYLE_ADDRESS,
	STYLE_ZERO, STYLE_CONTROL, STYLE_SPACE, STYLE_PRINTABLE, STYLE_HIGH, STYLE_FULL,
	STYLE_UNKNOWN,       /* a byte that could not be read */
	STYLE_FRESH,         /* another program changed it just now */
	STYLE_CONFLICT,      /* an edit over what another program changed as well */
	STYLE_DIFFERENT,     /* another one than in the pane it is compared with */
	/* Of a note, in the order of enum note_colour. */
	STYLE_NOTE,
	STYLE_NOTE_LAST = STYLE_NOTE + 5,
	/* In the minimap, from bytes that are all alike to random ones. */
	STYLE_ENTROPY,
	STYLE_ENTROPY_LAST = STYLE_ENTROPY + 4,
	STYLE_FOLD,          /* stands for rows that repeat */
	STYLE_STATUS,        /* the status line */
	STYLE_STATUS_MARK,   /* what stands out in it: changed, in place, read-only */
	STYLE_INFO, STYLE_WARNING, STYLE_ERROR,  /* messages */
	STYLE_LABEL,         /* before what is typed */
	STYLE_TYPED,
	STYLE_HINT_KEY, STYLE_HINT,
	STYLE_CHOSEN,        /* the completion that was taken */
	STYLE_HEADING,
	STYLE_PROGRESS,      /* the full part of a bar */
	STYLE_COUNT,
	/* A blank in a colour of its own: 216 of them, 36 * red + 6 * green + blue, each 0 to 5.
	 * Without colours it is nothing. */
	STYLE_SWATCH = 1024,
};

/* What is on top of a style. */
enum cell_flag {
	CELL_CHANGED = 1,    /* differs from what is saved */
	CELL_HIT = 2,        /* part of a search hit */
	CELL_SELECTED = 4,
	CELL_SHADOW = 8,     /* the cursor's byte in the other pane */
	CELL_CURSOR = 16,
};

/* One letter each, for the style plane of a dumped grid; a flag's letter wins, the highest first:
 * C cursor, O its shadow, S selected, / hit, M changed. */
char style_letter(enum style style, unsigned flags);
const char *style_name(enum style style);

#endif
