/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The contrast of each colour of a theme with its background, by the formula of WCAG 2: text needs
 * 4.5, and of the theme that is for those who see little each needs 7.
 */
#include <math.h>

#include "support/testing.h"
#include "tui/theme_colours.h"

/* The upper 240 of the 256: a cube of 6 * 6 * 6, and 24 greys. */
static int rgb_of(int index)
{
	int channel[3], rgb = 0;

	assert_in_range(index, 16, 255);
	for (int i = 0; i < 3; i++) {
		int step = i == 0 ? (index - 16) / 36 : i == 1 ? (index - 16) / 6 % 6
							       : (index - 16) % 6;
		channel[i] = index >= 232 ? 8 + 10 * (index - 232) : step ? 55 + 40 * step : 0;
		rgb = rgb << 8 | channel[i];
	}
	return rgb;
}

static double linear(int value)
{
	double part = value / 255.0;

	return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4);
}

static double luminance(int rgb)
{
	return 0.2126 * linear(rgb >> 16 & 0xff) + 0.7152 * linear(rgb >> 8 & 0xff) +
	       0.0722 * linear(rgb & 0xff);
}

static double contrast(int one, int other)
{
	double a = luminance(one), b = luminance(other);

	return (fmax(a, b) + 0.05) / (fmin(a, b) + 0.05);
}

static void the_formula_is_that_of_wcag(void **state)
{
	(void)state;
	assert_true(fabs(contrast(0x000000, 0xffffff) - 21) < 0.001);
	assert_true(fabs(contrast(0x777777, 0xffffff) - 4.48) < 0.005);
	assert_true(fabs(contrast(0xffffff, 0xffffff) - 1) < 0.001);
	assert_int_equal(rgb_of(16), 0x000000);
	assert_int_equal(rgb_of(231), 0xffffff);
	assert_int_equal(rgb_of(208), 0xff8700);
	assert_int_equal(rgb_of(244), 0x808080);
}

static void check(enum shade shade, int background, double least)
{
	for (int style = 0; style < STYLE_COUNT; style++) {
		int index = theme_rows[style].indexed[shade], rgb = theme_rows[style].rgb[shade];

		assert_int_equal(index == THEME_OWN, rgb == THEME_OWN);
		if (index == THEME_OWN)
			continue;
		if (contrast(rgb_of(index), background) < least)
			fail_msg("style %d on %06x: colour %d has %.2f, not %.1f", style,
				 (unsigned)background, index,
				 contrast(rgb_of(index), background), least);
		if (contrast(rgb, background) < least)
			fail_msg("style %d on %06x: %06x has %.2f, not %.1f", style,
				 (unsigned)background, (unsigned)rgb, contrast(rgb, background),
				 least);
	}
}

/* Black, and the dark grey that many have instead. */
static void dark_can_be_read(void **state)
{
	(void)state;
	check(SHADE_DARK, 0x000000, 4.5);
	check(SHADE_DARK, 0x1c1c1c, 4.5);
}

static void light_can_be_read(void **state)
{
	(void)state;
	check(SHADE_LIGHT, 0xffffff, 4.5);
	check(SHADE_LIGHT, 0xeeeeee, 4.5);
}

static void contrast_is_high(void **state)
{
	(void)state;
	assert_true(contrast(rgb_of(THEME_WHITE), rgb_of(THEME_BLACK)) >= 7);
	check(SHADE_CONTRAST, rgb_of(THEME_BLACK), 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_formula_is_that_of_wcag),
		cmocka_unit_test(dark_can_be_read),
		cmocka_unit_test(light_can_be_read),
		cmocka_unit_test(contrast_is_high),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
