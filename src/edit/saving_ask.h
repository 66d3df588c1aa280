/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The questions that a save can raise. Each returns whether it is asked: then *err is ERR_NONE. */
#ifndef BURIN_EDIT_SAVING_ASK_H
#define BURIN_EDIT_SAVING_ASK_H

#include <stdint.h>

#include "base/err.h"
#include "document/save.h"

struct editor;
struct window;

/* Longer saves, in bytes, are asked about, and tell how fast the disk is. */
#define SAVING_LONG (UINT64_C(64) << 20)

/* What the job is going to write, and how long that takes. */
bool saving_ask_long(struct editor *editor, const struct window *window,
		     const struct save_request *request, const struct job *job, struct err *err)
	BURIN_MUST_CHECK;

/* Whether bytes may be moved within the file. err: in, the plan's refusal, whose text is asked. */
bool saving_ask_shift(struct editor *editor, const struct window *window,
		      const struct save_request *request, struct err *err) BURIN_MUST_CHECK;

/* What is to be done about another file (why is ERR_EXISTS) or another program's changes
 * (ERR_CHANGED). */
bool saving_ask(struct editor *editor, const struct window *window,
		const struct save_request *request, enum err_code why, struct err *err)
	BURIN_MUST_CHECK;

/* Whether a device is meant. Where nobody can be asked it is ERR_REFUSED. */
bool saving_ask_for_device(struct editor *editor, const struct window *window, struct err *err)
	BURIN_MUST_CHECK;

#endif
