/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Questions in the order in which a person wants them answered: what can never be, then what
 * :write! would allow, then what the file system stands against. Each is a function that refuses
 * or does not. A table of predicates and texts was rejected: the texts need different
 * numbers, so it would only have moved the same lines into callbacks.
 */
#include "document/save_plan.h"

#include "base/number.h"

#include <inttypes.h>
#include <stdio.h>

/* What else the user can do where the file can not be replaced. */
static const char *way_out(const struct save_facts *facts)
{
	if (facts->same_file && !facts->partial)
		return "write another name, or make the edits in place (burin -w)";
	return "write another name";
}

static bool is_new_length(const struct save_facts *facts)
{
	return facts->same_file && !facts->partial && facts->same_inode && !facts->same_size;
}

static bool kind_allows(const struct save_facts *facts, struct err *err)
{
	switch (facts->kind) {
	case SAVE_TARGET_FILE:
		return true;
	case SAVE_TARGET_DEVICE:
		if (is_new_length(facts))
			return err_set(err, ERR_REFUSED,
				"the length of a device can not change; undo what was inserted or "
				"deleted, or write another name");
		return err_set(
			err, ERR_REFUSED, "a device can not be replaced; open it in place with -w");
	case SAVE_TARGET_SHM:
		return err_set(err, ERR_REFUSED,
			"shared memory can not be replaced without cutting off "
			"those who use it; open it in place with -w");
	case SAVE_TARGET_FOLDER:
		return err_set(err, ERR_REFUSED, "%s is a folder; write another name", facts->name);
	case SAVE_TARGET_OTHER:
		break;
	}
	return err_set(
		err, ERR_REFUSED, "%s is not a regular file; write another name", facts->name);
}

static bool document_allows(const struct save_facts *facts, struct err *err)
{
	if (facts->same_file && facts->partial)
		return err_set(err, ERR_REFUSED,
			"a range can not replace the file it is part of; "
			"write another name");
	if (facts->same_file && facts->mode == DOCUMENT_READ)
		return err_set(err, ERR_READONLY,
			"%s is open read-only; use :mode copy to save it, or "
			"write another name",
			facts->name);
	/* A new file would get the content, but not the edits that come after. */
	if (facts->same_file && facts->mode == DOCUMENT_WRITE && facts->changed_on_disk)
		return err_set(err, ERR_CHANGED,
			"%s was replaced or removed by another program since it "
			"was opened, and what is edited here has no name any more; :write OTHER "
			"saves it, :reload reads the new one",
			facts->name);
	return true;
}

/* What the user has to agree to. */
static bool user_allows(const struct save_facts *facts, struct err *err)
{
	if (facts->overwrite)
		return true;
	if (facts->same_file && facts->changed_on_disk && !facts->target_exists)
		return err_set(err, ERR_CHANGED,
			"%s was removed by another program since it was "
			"opened; :write! makes it anew, :write OTHER saves elsewhere",
			facts->name);
	if (facts->same_file && facts->changed_on_disk)
		return err_set(err, ERR_CHANGED,
			"%s was changed by another program since it was "
			"opened; :write! replaces it, :reload reads it anew, :write OTHER "
			"saves elsewhere",
			facts->name);
	if (!facts->same_file && facts->target_exists)
		return err_set(
			err, ERR_EXISTS, "%s exists; use :write! to replace it", facts->name);
	if (facts->target_exists && facts->modified && !facts->file_writable)
		return err_set(err, ERR_READONLY,
			"%s is write-protected; :write! replaces it, "
			":write OTHER saves elsewhere",
			facts->name);
	return true;
}

/* What replacing would break. */
static bool target_allows(const struct save_facts *facts, struct err *err)
{
	if (facts->immutable)
		return err_set(err, ERR_REFUSED,
			"%s is immutable or append-only; write another name, or "
			"use chattr -i -a first",
			facts->name);
	if (facts->links > 1)
		return err_set(err, ERR_REFUSED,
			"%s has %" PRIu64 " hard links, and replacing it "
			"would break them; %s",
			facts->name, facts->links, way_out(facts));
	if (facts->mount_point)
		return err_set(err, ERR_REFUSED,
			"%s is a mount point, which can not be replaced; %s", facts->name,
			way_out(facts));
	if (!facts->owner_kept)
		return err_set(err, ERR_REFUSED,
			"%s has another owner or group, and replacing it would "
			"make it yours; %s",
			facts->name, way_out(facts));
	if (!facts->folder_writable)
		return err_set(err, ERR_REFUSED,
			"%s is not writable, so %s can not be replaced; %s", facts->folder,
			facts->name, way_out(facts));
	return true;
}

static bool limit_allows(const struct save_facts *facts, struct err *err)
{
	char need[NUMBER_TEXT];
	char have[NUMBER_TEXT];

	if (facts->size > facts->size_limit)
		return err_set(err, ERR_REFUSED,
			"%s would have %s, and this program may write files of "
			"%s at most; raise it with ulimit -f",
			facts->name, number_size(facts->size, need),
			number_size(facts->size_limit, have));
	return true;
}

static bool room_allows(const struct save_facts *facts, struct err *err)
{
	char need[NUMBER_TEXT];
	char have[NUMBER_TEXT];

	if (!limit_allows(facts, err))
		return false;
	if (facts->need > facts->room)
		return err_set(err, ERR_REFUSED,
			"needs %s, %s are free in %s; make room, or write to "
			"another place",
			number_size(facts->need, need), number_size(facts->room, have),
			facts->folder);
	return true;
}

/* A longer journal than this, and it is weighed against a new file. */
#define PATCH_SMALL (UINT64_C(64) << 20)

static bool can_replace(const struct save_facts *facts)
{
	struct err ignored;

	return facts->kind == SAVE_TARGET_FILE && target_allows(facts, &ignored) &&
	       room_allows(facts, &ignored);
}

/* The file itself may be written, and only bytes change. */
static bool can_patch(const struct save_facts *facts)
{
	return facts->same_file && facts->target_exists && facts->same_inode && facts->same_size &&
	       facts->mode == DOCUMENT_COPY && !facts->partial && facts->can_open &&
	       !facts->immutable && facts->choice != SAVE_ATOMIC &&
	       facts->kind != SAVE_TARGET_FOLDER && facts->kind != SAVE_TARGET_OTHER;
}

/* It writes each changed byte three times, a new file all bytes once. */
static bool is_patch_better(const struct save_facts *facts)
{
	return facts->choice == SAVE_INPLACE || facts->changed <= PATCH_SMALL ||
	       facts->changed <= facts->size / 3 || !can_replace(facts);
}

static bool journal_allows(const struct save_facts *facts, struct err *err)
{
	char need[NUMBER_TEXT];
	char have[NUMBER_TEXT];

	if (facts->no_journal)
		return err_set(err, ERR_REFUSED,
			"there is no place for the journal that a save in place needs: %s",
			facts->no_journal);
	if (facts->journal_need > facts->journal_room)
		return err_set(err, ERR_REFUSED,
			"the journal of the save needs %s, %s are free for it in the folder of "
			"XDG_STATE_HOME; make room there",
			number_size(facts->journal_need, need),
			number_size(facts->journal_room, have));
	return true;
}

/* What stands against a patch is told where nothing else can be done. */
static enum save_method plan_patch(const struct save_facts *facts, struct err *err)
{
	if (!user_allows(facts, err))
		return SAVE_REFUSED;
	if (journal_allows(facts, err))
		return SAVE_PATCH;
	if (facts->choice == SAVE_INPLACE || !can_replace(facts))
		return SAVE_REFUSED;
	err_clear(err);
	return SAVE_REPLACE;
}

/* The file itself may be written, and its length changes. */
static bool can_shift(const struct save_facts *facts)
{
	return facts->can_shift && facts->same_file && facts->target_exists && facts->same_inode &&
	       !facts->same_size && facts->mode == DOCUMENT_COPY && !facts->partial &&
	       facts->can_open && !facts->immutable && facts->choice != SAVE_ATOMIC &&
	       facts->kind == SAVE_TARGET_FILE;
}

/* Why the file can not be replaced, in few words. */
static const char *why_shift(const struct save_facts *facts, char text[NUMBER_TEXT + 16])
{
	if (facts->links > 1) {
		snprintf(text, NUMBER_TEXT + 16, "has %" PRIu64 " hard links", facts->links);
		return text;
	}
	if (facts->mount_point)
		return "is a mount point";
	if (!facts->owner_kept)
		return "has another owner or group";
	if (!facts->folder_writable)
		return "is in a folder that is not writable";
	return "has no room for a copy beside it";
}

/* The file is at no moment whole while its bytes move, but for its journal: nobody is surprised by
 * that. */
static enum save_method plan_shift(const struct save_facts *facts, struct err *err)
{
	char why[NUMBER_TEXT + 16];
	char size[NUMBER_TEXT];

	if (!limit_allows(facts, err) || !journal_allows(facts, err))
		return SAVE_REFUSED;
	if (facts->choice == SAVE_INPLACE || facts->overwrite)
		return SAVE_SHIFT;
	err_set(err, ERR_ASK, "%s %s, so %s would move within it; :write! does that, by way of a "
		"journal, as it can not be replaced; :write OTHER saves elsewhere",
		facts->name, why_shift(facts, why),
		number_size(facts->moved, size));
	return SAVE_REFUSED;
}

/* Where only the choice stands against a new file. */
static bool choice_allows(const struct save_facts *facts, struct err *err)
{
	if (facts->choice != SAVE_INPLACE || !facts->target_exists || !facts->same_inode)
		return true;
	return err_set(err, ERR_REFUSED,
		"%s can not be saved in place, because %s; use :set savemethod=auto, or write "
		"another name", facts->name,
		facts->can_open ? "its length changes" : "it can not be opened for writing");
}

enum save_method save_plan(const struct save_facts *facts, struct err *err)
{
	bool own = facts->same_file && facts->target_exists && !facts->changed_on_disk;

	if (!document_allows(facts, err))
		return SAVE_REFUSED;
	if (own && facts->mode == DOCUMENT_WRITE)
		return SAVE_SYNC;
	if (own && facts->mode == DOCUMENT_COPY && !facts->modified)
		return SAVE_NOTHING;
	if (facts->being_saved) {
		err_set(err, ERR_BUSY,
			"%s is being saved just now: wait for that, or write another name",
			facts->name);
		return SAVE_REFUSED;
	}
	if (can_patch(facts) && is_patch_better(facts))
		return plan_patch(facts, err);
	if (!kind_allows(facts, err) || !user_allows(facts, err))
		return SAVE_REFUSED;
	if (can_shift(facts) && (facts->choice == SAVE_INPLACE || !can_replace(facts)))
		return plan_shift(facts, err);
	if (!choice_allows(facts, err))
		return SAVE_REFUSED;
	if (facts->target_exists) {
		if (!target_allows(facts, err) || !room_allows(facts, err))
			return SAVE_REFUSED;
		return SAVE_REPLACE;
	}
	if (!facts->folder_writable) {
		err_set(err, ERR_REFUSED,
			"%s is not writable, so %s can not be made; write another name",
			facts->folder, facts->name);
		return SAVE_REFUSED;
	}
	return room_allows(facts, err) ? SAVE_NEW : SAVE_REFUSED;
}

const char *save_method_text(enum save_method method)
{
	switch (method) {
	case SAVE_PATCH:
		return "in place, by way of a journal";
	case SAVE_SHIFT:
		return "moved within the file, by way of a journal";
	case SAVE_REPLACE:
		return "as a new file that takes its place";
	case SAVE_NEW:
		return "as a new file";
	default:
		return "as it is";
	}
}
