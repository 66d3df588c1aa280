/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/save_check.h"

#include <inttypes.h>

#include "base/buf.h"
#include "document/comparison.h"
#include "document/document_private.h"

enum { NAMED = 3 };

struct check {
	const struct document *document;
	uint64_t conflicts;      /* ranges that differ */
	uint64_t end;            /* of the last of them, as a position */
	struct buf text;         /* the first of them */
};

static bool note(void *context, const struct document_change *change, uint64_t pos,
		 struct err *err)
{
	struct check *check = context;
	bool joins = check->conflicts > 0 && pos == check->end;

	(void)change;
	(void)err;
	check->end = pos + 1;
	if (joins)
		return true;
	check->conflicts++;
	if (check->conflicts <= NAMED)
		buf_format(&check->text, "%s0x%" PRIx64, check->conflicts > 1 ? ", " : "",
			   document_origin(check->document) + pos);
	return true;
}

static bool tell(struct check *check, const char *name, struct err *err)
{
	if (check->conflicts == 0)
		return true;
	if (check->conflicts > NAMED)
		buf_format(&check->text, " and %" PRIu64 " more places",
			   check->conflicts - NAMED);
	return err_set(err, ERR_CHANGED,
		       "%s was changed by another program where you edited it, at %s; :write! "
		       "writes over it, :reload reads it anew, :write OTHER saves elsewhere",
		       name, buf_string(&check->text));
}

bool save_check(const struct document *document, int fd, const char *name, struct err *err)
{
	struct check check = { .document = document, .text = BUF_INIT };
	struct document_changes changes;
	bool ok;

	if (!document_list_changes(document, &changes, err))
		return false;
	ok = compare_with_file(document, &changes, fd, SAVE_CHECK_MOST, note, &check, err) &&
	     tell(&check, name, err);
	document_changes_done(&changes);
	buf_done(&check.text);
	return ok;
}
