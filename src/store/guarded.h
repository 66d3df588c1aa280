/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A memcpy that stops at a page that is gone, for fault.c alone. Both sides may be the mapping,
 * so it serves loads and stores alike. The SIGBUS handler has to call guarded_recover() first.
 */
#ifndef BURIN_STORE_GUARDED_H
#define BURIN_STORE_GUARDED_H

#include <stdbool.h>
#include <stddef.h>

/* Returns how many bytes were copied, from the start on. */
size_t guarded_copy(void *to, const void *from, size_t len);

/* In the handler, with its third argument: true when the signal came out of guarded_copy(), which
 * will go on behind the fault when the handler returns (or which is jumped to at once). */
bool guarded_recover(void *context);

#endif
