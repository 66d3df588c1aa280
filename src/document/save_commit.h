/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The last moment of a save: the temporary file, which is whole and on the disk, takes the target's
 * place. For the files of saving alone; any thread.
 *
 * On failure the target is as it was, unless *touched says otherwise; err.text then tells what is
 * where.
 */
#ifndef BURIN_DOCUMENT_SAVE_COMMIT_H
#define BURIN_DOCUMENT_SAVE_COMMIT_H

#include "base/err.h"
#include "document/edit_log.h"
#include "document/save_target.h"
#include "document/temporary.h"

/* Replaces the target. ERR_CHANGED when another program changed it since save_target_open(), which
 * `overwrite` allows; another file under the name is never replaced. `log` is told of the new file
 * before it has the name. */
bool save_commit_replace(const struct save_target *target, struct temporary *temporary,
			 const struct edit_log_slot *log, bool overwrite, bool *touched,
			 struct err *err) BURIN_MUST_CHECK;

/* Gives it the target's name, where nothing has it: else ERR_EXISTS. */
bool save_commit_new(const struct save_target *target, struct temporary *temporary, bool *touched,
		     struct err *err) BURIN_MUST_CHECK;

#endif
