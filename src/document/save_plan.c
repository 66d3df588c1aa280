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

/* What else the user can do where the file can not be replaced. */
static const char *way_out(const struct save_facts *facts)
{
	if (facts->same_file && !facts->partial)
		return "write another name, or make the edits in place (burin -w)";
	return "write another name";
}

static bool kind_allows(const struct save_facts *facts, struct err *err)
{
	switch (facts->kind) {
	case SAVE_TARGET_FILE:
		return true;
	case SAVE_TARGET_DEVICE:
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

static bool room_allows(const struct save_facts *facts, struct err *err)
{
	char need[NUMBER_TEXT];
	char have[NUMBER_TEXT];

	if (facts->size > facts->size_limit)
		return err_set(err, ERR_REFUSED,
			"%s would have %s, and this program may write files of "
			"%s at most; raise it with ulimit -f",
			facts->name, number_size(facts->size, need),
			number_size(facts->size_limit, have));
	if (facts->need > facts->room)
		return err_set(err, ERR_REFUSED,
			"needs %s, %s are free in %s; make room, or write to "
			"another place",
			number_size(facts->need, need), number_size(facts->room, have),
			facts->folder);
	return true;
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
	if (!kind_allows(facts, err) || !user_allows(facts, err))
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
