/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which of the bytes on the screen another program changed while one looked at them.
 *
 * What was shown is kept and compared with what is shown next. So it finds what no clock of the
 * file tells, such as stores through a mapping; what nobody saw it does not know.
 *
 *	live_look(live, document, rows, count);     before each frame
 *	live_marks(live, pos, flags, len);          for painting
 *	live_forget(live);                          at a key: the marks have been seen
 *
 * A byte of one's own edit is never marked, and one that could not be read was not changed.
 */
#ifndef BURIN_EDIT_WINDOW_LIVE_H
#define BURIN_EDIT_WINDOW_LIVE_H

#include "edit/window.h"

#include <stddef.h>
#include <stdint.h>

struct live *live_new(void);                 /* NULL when memory ran out */
void live_free(struct live *live);           /* NULL is allowed */

/* Where memory runs out nothing is marked. */
void live_look(struct live *live, const struct document *document, const struct window_row *rows,
	       int count);

/* Sets flags[i] to 1 where the byte at pos + i is marked, to 0 elsewhere. */
void live_marks(const struct live *live, uint64_t pos, uint8_t *flags, size_t len);

void live_forget(struct live *live);

#endif
