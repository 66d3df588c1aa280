/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "edit/news.h"

#include "base/number.h"

void news_text(const struct document_news *news, struct buf *out)
{
	char was[NUMBER_TEXT], is[NUMBER_TEXT];

	switch (news->disk) {
	case DISK_CHANGED:
		buf_text(out, "was changed by another program");
		break;
	case DISK_GROWN:
		buf_format(out, "has grown by %s", number_size(news->is - news->was, is));
		break;
	case DISK_SHRUNK:
		buf_format(out, "was cut from %s to %s by another program",
			   number_size(news->was, was), number_size(news->is, is));
		break;
	case DISK_REPLACED:
		buf_text(out, "is another file now");
		break;
	case DISK_GONE:
		buf_text(out, "was removed or renamed");
		break;
	case DISK_SAME:
		buf_text(out, "is as it was");
		break;
	}
}
