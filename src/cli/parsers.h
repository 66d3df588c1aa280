/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parsers of foreign bytes that the program has, for helper_start() and help. */
#ifndef BURIN_CLI_PARSERS_H
#define BURIN_CLI_PARSERS_H

#include "base/confined.h"

extern const struct confined_parser parsers_all[];       /* ends with one without a name */

/* For outside_set_starter(): a helper that does nothing but open files and parse. */
bool parsers_start_helper(struct err *err);

#endif
