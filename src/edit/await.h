/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A command that names a file whose server does not answer: it waits in the queue, where Esc gives
 * it up, and is run when the server has answered. For command_line.c.
 */
#ifndef BURIN_EDIT_AWAIT_H
#define BURIN_EDIT_AWAIT_H

#include "base/err.h"
#include "edit/command.h"

/* False: there is nothing to wait for, run it now. True: it waits, or that could not be begun; then
 * *ok is what there is to return, with call->err. `line` is the whole line, copied. */
bool await_begin(const struct call *call, const char *line, bool *ok);

#endif
