/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The programs that are compared, and their keys. */
#ifndef BURIN_BENCH_PEERS_H
#define BURIN_BENCH_PEERS_H

#include <stdbool.h>
#include <stddef.h>

#include "pty.h"

enum { PEER_ARGUMENTS = 2 };

struct peer {
	const char *name;
	const char *program;     /* looked for in $PATH; with a slash, in the build folder */
	const char *arguments[PEER_ARGUMENTS];    /* before the file; NULL: none */
	const char *page_down;
	const char *end;         /* to the last byte */
	bool plain;              /* started with $NO_COLOR */
};

/* The rows that comparisons are made with: the minimal program draws what burin draws, once without
 * and once with colours. */
enum { PEER_PAGE, PEER_COLOUR, PEER_BURIN, PEER_MONO };

extern const struct peer peers[];
extern const size_t peer_count;

/* Is it here? */
bool peer_found(const struct peer *peer);
struct pty *peer_start(const struct peer *peer, const char *file, int rows, int cols);

#endif
