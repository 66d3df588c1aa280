/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The helper: a small process with the user's rights, which does for a confined editor what the
 * user asks for by name (base/outside.h has the protocol, and who asks).
 *
 * It is started before the program gives up its rights and before any thread, has no terminal, and
 * ends with the program, whatever ends that. It believes nothing that it is sent: a message that is
 * not as it should be is answered with EINVAL.
 */
#ifndef BURIN_CLI_HELPER_H
#define BURIN_CLI_HELPER_H

#include "base/confined.h"
#include "base/err.h"

enum helper_kind {
	HELPER_VIEWER,       /* opens files to be read, and parses */
	HELPER_EDITOR,       /* does all */
};

/* Forks; the program's end is given to outside_set_helper(). `parsers` are what outside_parse()
 * finds by name; they end with one without a name. */
bool helper_start(enum helper_kind kind, const struct confined_parser *parsers, struct err *err)
	BURIN_MUST_CHECK;

/* One message from `fd`, done and answered. False when the other end is closed. For tests. */
bool helper_serve(int fd, enum helper_kind kind, const struct confined_parser *parsers);

#endif
