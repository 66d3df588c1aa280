/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The 256 colours are the fixed upper 240, but for two that are frequent and readable on every
 * background: of those the user's own are taken, which cost half the bytes. The 8 are the user's
 * own. On a background that is not known no colour can be far from both black and white: what is
 * for any background is as good as that can be (about 4.5 in the middle), and the test is of the
 * others.
 */
#include "tui/theme_colours.h"

#include <curses.h>

#define OWN THEME_OWN
#define OWN_COLOURS { OWN, OWN, OWN, OWN }, { OWN, OWN, OWN, OWN }

const struct theme_row theme_rows[STYLE_COUNT] = {
	[STYLE_DEFAULT] = { OWN_COLOURS, OWN, 0, 0 },
	[STYLE_ADDRESS] = {
		{ 0x808080, 0x8f9bb3, 0x5f6b7f, 0xbcbcbc }, { 244, 109, 60, 250 },
		COLOR_BLUE, 0, 0,
	},
	[STYLE_ZERO] = {
		{ 0x808080, 0x8a90a0, 0x646a76, 0xa8a8a8 }, { 244, 245, 242, 248 },
		OWN, A_DIM, A_DIM,
	},
	[STYLE_CONTROL] = {
		{ 0xaf5faf, 0xd787d7, 0x8b2f8b, 0xff87ff }, { COLOR_MAGENTA, 176, 90, 213 },
		COLOR_MAGENTA, 0, 0,
	},
	[STYLE_SPACE] = {
		{ 0x5f875f, 0x87af87, 0x3f6b3f, 0x87ff87 }, { 65, 108, 22, 120 },
		COLOR_GREEN, 0, 0,
	},
	[STYLE_PRINTABLE] = { OWN_COLOURS, OWN, 0, 0 },
	[STYLE_HIGH] = {
		{ 0xd75f5f, 0xff8787, 0xaf0000, 0xffafaf }, { COLOR_RED, 210, 124, 217 },
		COLOR_RED, 0, 0,
	},
	[STYLE_FULL] = {
		{ 0xaf8700, 0xd7af5f, 0x875f00, 0xffd75f }, { 136, 179, 94, 221 },
		COLOR_YELLOW, 0, 0,
	},
	[STYLE_UNKNOWN] = {
		{ 0xd70000, 0xff5f5f, 0xd70000, 0xff8787 }, { 160, 203, 160, 210 },
		COLOR_RED, A_BOLD, A_BOLD,
	},
	[STYLE_FRESH] = {
		{ 0x00af87, 0x5fffd7, 0x006b4f, 0x5fffff }, { 36, 86, 23, 87 },
		COLOR_CYAN, A_UNDERLINE, A_BOLD | A_UNDERLINE,
	},
	[STYLE_CONFLICT] = {
		{ 0xd70000, 0xff5f5f, 0xd70000, 0xff8787 }, { 160, 203, 160, 210 },
		COLOR_RED, A_BOLD | A_UNDERLINE, A_BOLD | A_UNDERLINE | A_REVERSE,
	},
	[STYLE_DIFFERENT] = {
		{ 0xd75f00, 0xffaf5f, 0x8a4500, 0xffaf5f }, { 166, 215, 94, 215 },
		COLOR_YELLOW, A_BOLD, A_BOLD | A_UNDERLINE,
	},
	[STYLE_NOTE] = {
		{ 0xaf8700, 0xffd75f, 0x875f00, 0xffd75f }, { 136, 221, 94, 221 },
		COLOR_YELLOW, A_UNDERLINE, A_UNDERLINE,
	},
	[STYLE_NOTE + 1] = {
		{ 0xd75f5f, 0xff8787, 0xaf0000, 0xffafaf }, { 167, 210, 124, 217 },
		COLOR_RED, A_UNDERLINE, A_UNDERLINE,
	},
	[STYLE_NOTE + 2] = {
		{ 0x5f875f, 0x87d787, 0x006b00, 0x87ff87 }, { 65, 114, 22, 120 },
		COLOR_GREEN, A_UNDERLINE, A_UNDERLINE,
	},
	[STYLE_NOTE + 3] = {
		{ 0x00878f, 0x5fd7d7, 0x006b70, 0x5fffff }, { 30, 80, 23, 87 },
		COLOR_CYAN, A_UNDERLINE, A_UNDERLINE,
	},
	[STYLE_NOTE + 4] = {
		{ 0x5f87d7, 0x87afff, 0x005faf, 0xafd7ff }, { 68, 111, 25, 153 },
		COLOR_BLUE, A_UNDERLINE, A_UNDERLINE,
	},
	[STYLE_NOTE + 5] = {
		{ 0xaf5faf, 0xd787d7, 0x8b2f8b, 0xff87ff }, { 133, 176, 90, 213 },
		COLOR_MAGENTA, A_UNDERLINE, A_UNDERLINE,
	},
	[STYLE_ENTROPY] = {
		{ 0x808080, 0x8a90a0, 0x646a76, 0xa8a8a8 }, { 244, 245, 242, 248 },
		OWN, A_DIM, 0,
	},
	[STYLE_ENTROPY + 1] = {
		{ 0x5f87d7, 0x87afff, 0x005faf, 0xafd7ff }, { 68, 111, 25, 153 },
		COLOR_BLUE, 0, 0,
	},
	[STYLE_ENTROPY + 2] = {
		{ 0x5f875f, 0x87af87, 0x3f6b3f, 0x87ff87 }, { 65, 108, 22, 120 },
		COLOR_GREEN, 0, 0,
	},
	[STYLE_ENTROPY + 3] = {
		{ 0xaf8700, 0xd7af5f, 0x875f00, 0xffd75f }, { 136, 179, 94, 221 },
		COLOR_YELLOW, 0, 0,
	},
	[STYLE_ENTROPY + 4] = {
		{ 0xd75f5f, 0xff8787, 0xaf0000, 0xffafaf }, { COLOR_RED, 210, 124, 217 },
		COLOR_RED, 0, 0,
	},
	[STYLE_FOLD] = {
		{ 0x808080, 0x8a8a8a, 0x6c6c6c, 0xbcbcbc }, { 244, 245, 242, 250 },
		COLOR_CYAN, A_DIM, A_DIM,
	},
	[STYLE_STATUS] = { OWN_COLOURS, OWN, A_REVERSE, A_REVERSE },
	[STYLE_STATUS_MARK] = { OWN_COLOURS, OWN, A_REVERSE | A_BOLD, A_REVERSE | A_BOLD },
	[STYLE_INFO] = { OWN_COLOURS, OWN, 0, 0 },
	[STYLE_WARNING] = {
		{ 0xaf8700, 0xffd75f, 0x875f00, 0xffff00 }, { 136, 221, 94, 226 },
		COLOR_YELLOW, A_BOLD, A_BOLD,
	},
	[STYLE_ERROR] = {
		{ 0xd75f5f, 0xff8787, 0xaf0000, 0xff8787 }, { 167, 210, 124, 210 },
		COLOR_RED, A_BOLD, A_BOLD,
	},
	[STYLE_LABEL] = { OWN_COLOURS, OWN, A_BOLD, A_BOLD },
	[STYLE_TYPED] = { OWN_COLOURS, OWN, 0, 0 },
	[STYLE_HINT_KEY] = { OWN_COLOURS, OWN, A_BOLD, A_BOLD },
	[STYLE_HINT] = {
		{ 0x8a8a8a, 0x9a9a9a, 0x5f5f5f, 0xd0d0d0 }, { 245, 247, 241, 252 },
		OWN, 0, 0,
	},
	[STYLE_CHOSEN] = { OWN_COLOURS, OWN, A_REVERSE, A_REVERSE },
	[STYLE_HEADING] = {
		{ 0x5f87d7, 0x87afff, 0x005faf, 0x87d7ff }, { 68, 111, 25, 117 },
		COLOR_CYAN, A_BOLD, A_BOLD | A_UNDERLINE,
	},
	[STYLE_PROGRESS] = {
		{ 0x5f87d7, 0x87afff, 0x005faf, 0x87d7ff }, { 68, 111, 25, 117 },
		COLOR_CYAN, A_BOLD, A_BOLD,
	},
};
