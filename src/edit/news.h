/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What another program did to a file, in plain words. */
#ifndef BURIN_EDIT_NEWS_H
#define BURIN_EDIT_NEWS_H

#include "base/buf.h"
#include "document/document.h"

/* Appends what goes on after the file's name: "has grown by 4 bytes", "was removed or renamed". */
void news_text(const struct document_news *news, struct buf *out);

#endif
