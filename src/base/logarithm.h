/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Logarithm and exponential, for entropies and probabilities. They are right to some units in the
 * fifteenth digit; the library of mathematics would be loaded in every start for them.
 */
#ifndef BURIN_BASE_LOGARITHM_H
#define BURIN_BASE_LOGARITHM_H

/* To the base 2, and natural; x > 0, and not smaller than 1e-300. */
double logarithm_2(double x);
double logarithm_e(double x);

/* e to the power x <= 700; 0 where that is less than 1e-300. */
double logarithm_power(double x);

#endif
