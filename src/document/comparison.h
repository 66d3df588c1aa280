/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What was saved against what is in the file: the proof that another program wrote where one
 * edited, which asks no clock.
 *
 * The bytes of the file were seen when they were edited (witness.h), those that were saved since
 * are in the arena; everything else is compared with itself, which does no harm.
 */
#ifndef BURIN_DOCUMENT_COMPARISON_H
#define BURIN_DOCUMENT_COMPARISON_H

#include "base/err.h"
#include "document/document.h"

#include <stdint.h>

/* The byte at old_pos of what was saved, which lies in this change, is another one in the file.
 * False stops (err filled). */
typedef bool comparison_found(void *context, const struct document_change *change,
			      uint64_t old_pos, struct err *err);

/* Compares the first `most` bytes that the changes took away with those of the file `fd`, in the
 * order of the changes. Bytes that can not be read, and what is behind the end of the file, are no
 * proof of anything. */
bool compare_with_file(const struct document *document, const struct document_changes *changes,
		       int fd, uint64_t most, comparison_found *found, void *context,
		       struct err *err) BURIN_MUST_CHECK;

#endif
