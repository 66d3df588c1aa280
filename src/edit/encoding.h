/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The encoding of texts, as the option says: of the text pane, of what is typed and pasted there,
 * and of texts that are searched for and do not say theirs. */
#ifndef BURIN_EDIT_ENCODING_H
#define BURIN_EDIT_ENCODING_H

#include "edit/editor.h"

/* Puts options.encoding into force, in all windows. On an error the option is as it was. */
bool encoding_apply(struct editor *editor, struct err *err) BURIN_MUST_CHECK;

#endif
