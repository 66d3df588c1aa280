/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Digests of all files at the start and at the end of a session (--sha256). */
#ifndef BURIN_EDIT_DIGEST_H
#define BURIN_EDIT_DIGEST_H

#include "base/err.h"
#include "scan/sha256.h"

struct editor;

/* Starts one for each file; the action log has what comes of it. */
void digest_begin(struct editor *editor);

enum digest_end { DIGEST_FAILED, DIGEST_ALONE, DIGEST_SAME, DIGEST_OTHER };

/* Takes it again, here and now, and compares. DIGEST_FAILED has *err. */
enum digest_end digest_end(struct editor *editor, size_t index, char text[SHA256_TEXT],
			   struct err *err);

#endif
