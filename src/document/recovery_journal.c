/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saves that were interrupted while they wrote into the file itself (document/journal.h), for those
 * who know documents and no folders. */
#include "document/recovery.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/number.h"
#include "base/outside.h"
#include "document/disk.h"
#include "document/document_private.h"
#include "document/journal.h"
#include "document/recovery_private.h"
#include "store/private_folder.h"

static struct journal *find(const struct document *document, struct private_folder *folder,
			    struct err *err)
{
	err_clear(err);
	if (!document->path || !document->file || document->file->kind == FILE_SPOOL)
		return NULL;
	return journal_find(&disk_real, private_folder_fd(folder), document->file->fd, err);
}

static void describe(const struct journal *journal, struct buf *out)
{
	struct journal_about about = journal_about(journal);
	time_t when = (time_t)about.when;
	char text[32] = "?", size[NUMBER_TEXT];
	struct tm parts;

	if (localtime_r(&when, &parts))
		strftime(text, sizeof text, "%d %b %H:%M", &parts);
	buf_format(out, "a save of %s was interrupted (%" PRIu64 " range%s, %s)", text,
		   about.count, about.count == 1 ? "" : "s", number_size(about.bytes, size));
}

bool recovery_save_find(const struct document *document, struct buf *about, struct err *err)
{
	struct private_folder *folder = private_folder_open(false, err);
	struct journal *journal = folder ? find(document, folder, err) : NULL;

	if (!folder)
		err_clear(err);
	if (journal)
		describe(journal, about);
	journal_close(journal);
	private_folder_close(folder);
	return journal != NULL;
}

bool recovery_is_save_name(const char *name)
{
	return strspn(name, "0123456789abcdef") == 16 && strcmp(name + 16, ".save") == 0;
}

/* Of itself; whether it fits to its file is asked when that is opened. */
void recovery_examine_save(struct private_folder *folder, const char *name,
			   struct recovery_item *item)
{
	struct journal *journal;
	struct err err;

	*item = (struct recovery_item){ .state = RECOVERY_EMPTY };
	memcpy(item->name, name, strnlen(name, sizeof item->name - 1));
	journal = journal_open(&disk_real, private_folder_fd(folder), name, &err);
	if (journal) {
		struct journal_about about = journal_about(journal);

		item->state = RECOVERY_HALF_SAVED;
		item->edits = about.count;
		item->when = about.when;
		item->path = strdup(about.path);
	} else if (err.code == ERR_BUSY) {
		item->state = RECOVERY_ALIVE;
	} else if (err.code != ERR_NONE) {
		item->state = RECOVERY_UNREADABLE;
		snprintf(item->why, sizeof item->why, "%.199s", err.text);
	}
	if (!journal)
		item->path = strdup("");
	journal_close(journal);
}

static bool settle(struct journal *journal, int fd, enum recovery_save how, struct err *err)
{
	switch (how) {
	case RECOVERY_SAVE_FINISH:
		return journal_finish(journal, fd, err);
	case RECOVERY_SAVE_UNDO:
		return journal_undo(journal, fd, err);
	case RECOVERY_SAVE_LEAVE:
		break;
	}
	return journal_discard(journal, err);
}

bool recovery_save_settle(struct document *document, enum recovery_save how, struct err *err)
{
	const int flags = O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
	struct private_folder *folder = private_folder_open(false, err);
	struct journal *journal = folder ? find(document, folder, err) : NULL;
	int fd = journal ? outside_openat(AT_FDCWD, document->path, flags, 0) : -1;
	bool done = false;

	if (folder && !journal && err->code == ERR_NONE)
		err_set(err, ERR_REFUSED, "no save of this file was interrupted");
	else if (journal && fd < 0)
		err_sys(err, errno, "%s", document->path);
	else if (journal)
		done = settle(journal, fd, how, err);
	if (fd >= 0)
		close(fd);
	journal_close(journal);
	private_folder_close(folder);
	return done && document_revert(document, err);
}
