/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-256 of all files at the start and at the end of a session (--sha256), which show that it
 * changed nothing. */
#ifndef BURIN_EDIT_PROOF_H
#define BURIN_EDIT_PROOF_H

#include "base/err.h"
#include "base/job.h"
#include "scan/sha256.h"

struct call;
struct editor;
struct window;

/* Starts one for each file; the action log has what comes of it. */
void proof_begin(struct editor *editor);

/* The command: tells it, logs it, and keeps the first of each file. */
bool proof_run(struct call *call);

enum proof { PROOF_FAILED, PROOF_ALONE, PROOF_SAME, PROOF_OTHER };

/* Takes it again, here and now, and compares. PROOF_FAILED has *err. */
enum proof proof_end(struct editor *editor, size_t index, char text[SHA256_TEXT],
		     struct err *err);

#endif
