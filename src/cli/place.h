/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What -s, -n and -o mean in a file: their expressions may ask for its end and for its bytes, so
 * they are evaluated when it is there.
 */
#ifndef BURIN_CLI_PLACE_H
#define BURIN_CLI_PLACE_H

#include "cli/options.h"

#include <stdint.h>

struct place {
	uint64_t offset;             /* 0 without -s; at most the size */
	uint64_t length;             /* up to the end without -n; cut to what is there */
	bool has_length;
};

/* In a document that is open as a whole. */
bool place_find(struct place *place, const struct cli *cli, const struct document *document,
		struct err *err) BURIN_MUST_CHECK;

/* How a file is to be opened: with -n as a slice. Where an expression needs the file it is opened
 * twice. */
bool place_options(struct document_options *options, const struct cli *cli, struct ropes *ropes,
		   const char *path, struct err *err) BURIN_MUST_CHECK;

/* A number that stands for itself: --base-address, --new, the offset of --undump. 0 for NULL. */
bool place_number(const char *option, const char *text, uint64_t *value, struct err *err)
	BURIN_MUST_CHECK;

#endif
