/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include "document/save_plan.h"

/* A changed document and its own file, with nothing that stands against a save. */
static const struct save_facts plain = {
	.name = "NAME",
	.folder = "DIR",
	.mode = DOCUMENT_COPY,
	.modified = true,
	.same_file = true,
	.target_exists = true,
	.links = 1,
	.owner_kept = true,
	.folder_writable = true,
	.file_writable = true,
	.need = 100,
	.room = 100,
	.size_limit = UINT64_MAX,
	.size = 100,
};

static void as_it_is(struct save_facts *facts)
{
	(void)facts;
}
static void unmodified(struct save_facts *facts)
{
	facts->modified = false;
}
static void in_place(struct save_facts *facts)
{
	facts->mode = DOCUMENT_WRITE;
}
static void read_only(struct save_facts *facts)
{
	facts->mode = DOCUMENT_READ;
}
static void partial(struct save_facts *facts)
{
	facts->partial = true;
}
static void elsewhere(struct save_facts *facts)
{
	facts->same_file = false;
}
static void absent(struct save_facts *facts)
{
	facts->target_exists = false;
	facts->links = 0;
}
static void agreed(struct save_facts *facts)
{
	facts->overwrite = true;
}
static void foreign(struct save_facts *facts)
{
	facts->changed_on_disk = true;
}
static void device(struct save_facts *facts)
{
	facts->kind = SAVE_TARGET_DEVICE;
}
static void shm(struct save_facts *facts)
{
	facts->kind = SAVE_TARGET_SHM;
}
static void folder(struct save_facts *facts)
{
	facts->kind = SAVE_TARGET_FOLDER;
}
static void fifo(struct save_facts *facts)
{
	facts->kind = SAVE_TARGET_OTHER;
}
static void linked(struct save_facts *facts)
{
	facts->links = 2;
}
static void owned(struct save_facts *facts)
{
	facts->owner_kept = false;
}
static void closed(struct save_facts *facts)
{
	facts->folder_writable = false;
}
static void mounted(struct save_facts *facts)
{
	facts->mount_point = true;
}
static void protected(struct save_facts *facts)
{
	facts->file_writable = false;
}
static void fixed(struct save_facts *facts)
{
	facts->immutable = true;
}
static void busy(struct save_facts *facts)
{
	facts->being_saved = true;
}
static void full(struct save_facts *facts)
{
	facts->need = 4ull << 30;
	facts->room = 1ull << 30;
}
static void limited(struct save_facts *facts)
{
	facts->size_limit = 64;
}
static void at_limit(struct save_facts *facts)
{
	facts->size_limit = facts->size;
}

/* The length is the same, and the file is open for writing. */
static void bytes(struct save_facts *facts)
{
	facts->same_inode = facts->same_size = facts->can_open = true;
	facts->changed = 10;
	facts->journal_need = 50;
	facts->journal_room = UINT64_MAX;
}
/* The same of which the length changed. */
static void longer(struct save_facts *facts)
{
	facts->same_inode = facts->can_open = true;
}
static void atomic(struct save_facts *facts)
{
	facts->choice = SAVE_ATOMIC;
}
static void inplace(struct save_facts *facts)
{
	facts->choice = SAVE_INPLACE;
}
static void unopened(struct save_facts *facts)
{
	facts->can_open = false;
}
static void homeless(struct save_facts *facts)
{
	facts->no_journal = "no home";
}
static void home_full(struct save_facts *facts)
{
	facts->journal_need = 4ull << 30;
	facts->journal_room = 1ull << 30;
}
/* A third of a gigabyte and more is written over. */
static void much(struct save_facts *facts)
{
	facts->size = facts->need = facts->room = 1ull << 30;
	facts->changed = 500ull << 20;
}
static void half(struct save_facts *facts)
{
	facts->changed = facts->size / 2;
}
static void other_inode(struct save_facts *facts)
{
	facts->same_inode = false;
}
/* Another length than the file has, which is open for writing. */
static void resized(struct save_facts *facts)
{
	facts->same_inode = true;
	facts->can_open = true;
	facts->can_shift = true;
	facts->moved = 2 << 20;
	facts->journal_need = 100;
	facts->journal_room = 100;
}
static void crowded(struct save_facts *facts)
{
	facts->journal_need = 101;
}

struct row {
	void (*change[5])(struct save_facts *facts);
	enum save_method method;
	enum err_code code;
	const char *text; /* of the refusal: all of it, or a part */
};

static const struct row rows[] = {
	{ { as_it_is }, SAVE_REPLACE, ERR_NONE, "" },
	{ { resized }, SAVE_REPLACE, ERR_NONE, "" },
	{ { resized, agreed }, SAVE_REPLACE, ERR_NONE, "" },
	{ { resized, inplace }, SAVE_SHIFT, ERR_NONE, "" },
	{ { resized, busy }, SAVE_REFUSED, ERR_BUSY, "NAME is being saved just now" },
	{ { resized, linked, busy, agreed }, SAVE_REFUSED, ERR_BUSY, "being saved just now" },
	{ { bytes, busy }, SAVE_REFUSED, ERR_BUSY, "being saved just now" },
	{ { resized, linked }, SAVE_REFUSED, ERR_ASK,
		"NAME has 2 hard links, so 2 MiB would move within it; :write! does that, by way "
		"of a journal, as it can not be replaced; :write OTHER saves elsewhere" },
	{ { resized, linked, agreed }, SAVE_SHIFT, ERR_NONE, "" },
	{ { resized, linked, inplace }, SAVE_SHIFT, ERR_NONE, "" },
	{ { resized, linked, atomic }, SAVE_REFUSED, ERR_REFUSED, "hard links" },
	{ { resized, owned }, SAVE_REFUSED, ERR_ASK, "has another owner or group" },
	{ { resized, closed }, SAVE_REFUSED, ERR_ASK, "in a folder that is not writable" },
	{ { resized, mounted }, SAVE_REFUSED, ERR_ASK, "is a mount point" },
	{ { resized, full }, SAVE_REFUSED, ERR_ASK, "has no room for a copy" },
	{ { resized, closed, agreed }, SAVE_SHIFT, ERR_NONE, "" },
	{ { resized, mounted, agreed }, SAVE_SHIFT, ERR_NONE, "" },
	{ { resized, owned, agreed }, SAVE_SHIFT, ERR_NONE, "" },
	{ { resized, full, agreed }, SAVE_SHIFT, ERR_NONE, "" },
	{ { resized, inplace, limited }, SAVE_REFUSED, ERR_REFUSED, "ulimit -f" },
	{ { resized, inplace, crowded }, SAVE_REFUSED, ERR_REFUSED, "the journal of the save" },
	{ { resized, inplace, homeless }, SAVE_REFUSED, ERR_REFUSED, "no place for the journal" },
	{ { resized, inplace, fixed }, SAVE_REFUSED, ERR_REFUSED, "" },
	{ { resized, inplace, foreign }, SAVE_REFUSED, ERR_CHANGED, "" },
	{ { resized, inplace, protected }, SAVE_REFUSED, ERR_READONLY, "" },
	{ { resized, inplace, device }, SAVE_REFUSED, ERR_REFUSED, "the length of a device" },
	{ { at_limit }, SAVE_REPLACE, ERR_NONE, "" },
	{ { unmodified }, SAVE_NOTHING, ERR_NONE, "" },
	{ { unmodified, agreed }, SAVE_NOTHING, ERR_NONE, "" },
	{ { unmodified, linked, full }, SAVE_NOTHING, ERR_NONE, "" },
	{ { unmodified, protected }, SAVE_NOTHING, ERR_NONE, "" },
	{ { elsewhere, absent }, SAVE_NEW, ERR_NONE, "" },
	{ { elsewhere, absent, unmodified }, SAVE_NEW, ERR_NONE, "" },
	{ { elsewhere, absent, partial }, SAVE_NEW, ERR_NONE, "" },
	{ { elsewhere, absent, read_only }, SAVE_NEW, ERR_NONE, "" },
	{ { elsewhere, absent, in_place }, SAVE_NEW, ERR_NONE, "" },
	{ { elsewhere, agreed }, SAVE_REPLACE, ERR_NONE, "" },
	{ { elsewhere, agreed, read_only }, SAVE_REPLACE, ERR_NONE, "" },
	{ { elsewhere }, SAVE_REFUSED, ERR_EXISTS, "NAME exists; use :write! to replace it" },
	{ { elsewhere, unmodified }, SAVE_REFUSED, ERR_EXISTS, "NAME exists" },

	{ { in_place }, SAVE_SYNC, ERR_NONE, "" },
	{ { in_place, unmodified }, SAVE_SYNC, ERR_NONE, "" },
	{ { in_place, linked, full, closed }, SAVE_SYNC, ERR_NONE, "" },
	{ { in_place, device }, SAVE_SYNC, ERR_NONE, "" },
	{ { in_place, shm }, SAVE_SYNC, ERR_NONE, "" },
	{ { in_place, foreign }, SAVE_REFUSED, ERR_CHANGED, "replaced or removed" },
	{ { in_place, foreign, agreed }, SAVE_REFUSED, ERR_CHANGED, ":write OTHER" },
	{ { in_place, foreign, absent, agreed }, SAVE_REFUSED, ERR_CHANGED, ":write OTHER" },

	{ { read_only }, SAVE_REFUSED, ERR_READONLY, "NAME is open read-only; use :mode copy" },
	{ { read_only, unmodified, agreed }, SAVE_REFUSED, ERR_READONLY, "read-only" },
	{ { partial }, SAVE_REFUSED, ERR_REFUSED,
		"a range can not replace the file it is part of" },
	{ { partial, agreed }, SAVE_REFUSED, ERR_REFUSED, "write another name" },
	{ { partial, in_place }, SAVE_REFUSED, ERR_REFUSED, "a range" },

	{ { foreign }, SAVE_REFUSED, ERR_CHANGED,
		"NAME was changed by another program since it was opened; :write! replaces it, "
		":reload reads it anew, :write OTHER saves elsewhere" },
	{ { foreign, unmodified }, SAVE_REFUSED, ERR_CHANGED, "NAME was changed" },
	{ { foreign, agreed }, SAVE_REPLACE, ERR_NONE, "" },
	{ { foreign, agreed, unmodified }, SAVE_REPLACE, ERR_NONE, "" },
	{ { foreign, agreed, linked }, SAVE_REFUSED, ERR_REFUSED, "2 hard links" },
	{ { foreign, absent }, SAVE_REFUSED, ERR_CHANGED, "NAME was removed by another program" },
	{ { foreign, absent, agreed }, SAVE_NEW, ERR_NONE, "" },

	{ { device }, SAVE_REFUSED, ERR_REFUSED,
		"a device can not be replaced; open it in place with -w" },
	{ { device, agreed, elsewhere }, SAVE_REFUSED, ERR_REFUSED, "a device" },
	{ { shm }, SAVE_REFUSED, ERR_REFUSED, "open it in place with -w" },
	{ { folder, elsewhere, agreed }, SAVE_REFUSED, ERR_REFUSED, "NAME is a folder" },
	{ { fifo, elsewhere, agreed }, SAVE_REFUSED, ERR_REFUSED, "NAME is not a regular file" },

	{ { linked }, SAVE_REFUSED, ERR_REFUSED,
		"NAME has 2 hard links, and replacing it would break them; write another name, or "
		"make the edits in place (burin -w)" },
	{ { linked, agreed }, SAVE_REFUSED, ERR_REFUSED, "2 hard links" },
	{ { linked, agreed, elsewhere }, SAVE_REFUSED, ERR_REFUSED,
		"NAME has 2 hard links, and replacing it would break them; write another name" },
	{ { owned, agreed }, SAVE_REFUSED, ERR_REFUSED, "NAME has another owner or group" },
	{ { closed, agreed }, SAVE_REFUSED, ERR_REFUSED,
		"DIR is not writable, so NAME can not be replaced; write another name" },
	{ { closed, absent, elsewhere }, SAVE_REFUSED, ERR_REFUSED,
		"DIR is not writable, so NAME can not be made" },
	{ { mounted, agreed }, SAVE_REFUSED, ERR_REFUSED, "NAME is a mount point" },
	{ { fixed, agreed }, SAVE_REFUSED, ERR_REFUSED, "chattr -i -a" },
	{ { protected }, SAVE_REFUSED, ERR_READONLY,
		"NAME is write-protected; :write! replaces it" },
	{ { protected, agreed }, SAVE_REPLACE, ERR_NONE, "" },
	{ { full, agreed }, SAVE_REFUSED, ERR_REFUSED, "needs 4 GiB, 1 GiB are free in DIR" },
	{ { full, absent, elsewhere }, SAVE_REFUSED, ERR_REFUSED, "needs 4 GiB" },
	{ { limited }, SAVE_REFUSED, ERR_REFUSED, "ulimit -f" },
	{ { limited, absent, elsewhere }, SAVE_REFUSED, ERR_REFUSED, "64 bytes at most" },

	{ { bytes }, SAVE_PATCH, ERR_NONE, "" },
	{ { bytes, inplace }, SAVE_PATCH, ERR_NONE, "" },
	{ { bytes, half }, SAVE_PATCH, ERR_NONE, "" },
	{ { bytes, linked }, SAVE_PATCH, ERR_NONE, "" },
	{ { bytes, owned, closed }, SAVE_PATCH, ERR_NONE, "" },
	{ { bytes, mounted }, SAVE_PATCH, ERR_NONE, "" },
	{ { bytes, full }, SAVE_PATCH, ERR_NONE, "" },
	{ { bytes, device }, SAVE_PATCH, ERR_NONE, "" },
	{ { bytes, device, closed, inplace }, SAVE_PATCH, ERR_NONE, "" },
	{ { bytes, shm }, SAVE_PATCH, ERR_NONE, "" },
	{ { bytes, foreign, agreed }, SAVE_PATCH, ERR_NONE, "" },
	{ { bytes, much, inplace }, SAVE_PATCH, ERR_NONE, "" },
	{ { bytes, much, linked }, SAVE_PATCH, ERR_NONE, "" },
	{ { bytes, much, device }, SAVE_PATCH, ERR_NONE, "" },
	{ { bytes, much }, SAVE_REPLACE, ERR_NONE, "" },
	{ { bytes, atomic }, SAVE_REPLACE, ERR_NONE, "" },
	{ { bytes, unopened }, SAVE_REPLACE, ERR_NONE, "" },
	{ { bytes, homeless }, SAVE_REPLACE, ERR_NONE, "" },
	{ { bytes, home_full }, SAVE_REPLACE, ERR_NONE, "" },
	{ { bytes, other_inode, agreed }, SAVE_REPLACE, ERR_NONE, "" },
	{ { bytes, unmodified }, SAVE_NOTHING, ERR_NONE, "" },
	{ { bytes, in_place }, SAVE_SYNC, ERR_NONE, "" },
	{ { bytes, elsewhere, absent }, SAVE_NEW, ERR_NONE, "" },
	{ { bytes, foreign, absent, agreed }, SAVE_NEW, ERR_NONE, "" },
	{ { bytes, foreign }, SAVE_REFUSED, ERR_CHANGED, "NAME was changed" },
	{ { bytes, foreign, inplace }, SAVE_REFUSED, ERR_CHANGED, "NAME was changed" },
	{ { bytes, foreign, device }, SAVE_REFUSED, ERR_CHANGED, "NAME was changed" },
	{ { bytes, protected }, SAVE_REFUSED, ERR_READONLY, "write-protected" },
	{ { bytes, protected, agreed }, SAVE_PATCH, ERR_NONE, "" },
	{ { bytes, read_only }, SAVE_REFUSED, ERR_READONLY, "read-only" },
	{ { bytes, partial }, SAVE_REFUSED, ERR_REFUSED, "a range" },
	{ { bytes, fixed }, SAVE_REFUSED, ERR_REFUSED, "chattr -i -a" },
	{ { bytes, fixed, inplace }, SAVE_REFUSED, ERR_REFUSED, "" },
	{ { bytes, homeless, inplace }, SAVE_REFUSED, ERR_REFUSED, "no home" },
	{ { bytes, homeless, linked }, SAVE_REFUSED, ERR_REFUSED, "no home" },
	{ { bytes, homeless, device }, SAVE_REFUSED, ERR_REFUSED, "no home" },
	{ { bytes, homeless, full }, SAVE_REFUSED, ERR_REFUSED, "no home" },
	{ { bytes, home_full, inplace }, SAVE_REFUSED, ERR_REFUSED, "needs 4 GiB, 1 GiB are free" },
	{ { bytes, home_full, owned }, SAVE_REFUSED, ERR_REFUSED, "XDG_STATE_HOME" },
	{ { bytes, home_full, closed }, SAVE_REFUSED, ERR_REFUSED, "XDG_STATE_HOME" },
	{ { bytes, atomic, linked }, SAVE_REFUSED, ERR_REFUSED, "2 hard links" },
	{ { bytes, atomic, full }, SAVE_REFUSED, ERR_REFUSED, "needs 4 GiB" },
	{ { bytes, atomic, limited }, SAVE_REFUSED, ERR_REFUSED, "ulimit -f" },
	{ { bytes, unopened, inplace }, SAVE_REFUSED, ERR_REFUSED, "can not be opened for" },
	{ { bytes, unopened, device }, SAVE_REFUSED, ERR_REFUSED, "a device" },
	{ { longer }, SAVE_REPLACE, ERR_NONE, "" },
	{ { longer, atomic }, SAVE_REPLACE, ERR_NONE, "" },
};

static void plans_by_the_facts(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		const struct row *row = &rows[i];
		struct save_facts facts = plain;
		struct err err = { 0 };
		enum save_method method;

		for (size_t n = 0; n < ARRAY_COUNT(row->change) && row->change[n]; n++)
			row->change[n](&facts);
		method = save_plan(&facts, &err);
		if (method != row->method || err.code != row->code || !strstr(err.text, row->text))
			fail_msg("row %zu: method %d, error %d, %s", i, (int)method, (int)err.code,
				err.text);
	}
}

/* Whatever the facts, a save that goes on breaks nothing that they name. */
static void never_breaks_what_the_facts_name(void **state)
{
	(void)state;
	for (unsigned bits = 0; bits < 1u << 18; bits++) {
		struct save_facts facts = plain;
		struct err err = { 0 };

		facts.modified = bits & 1;
		facts.partial = bits & 2;
		facts.same_file = bits & 4;
		facts.target_exists = bits & 8;
		facts.overwrite = bits & 16;
		facts.changed_on_disk = (bits & 32) && facts.same_file;
		facts.links = bits & 64 ? 3 : 1;
		facts.owner_kept = bits & 128;
		facts.folder_writable = bits & 256;
		facts.mount_point = bits & 512;
		facts.file_writable = bits & 1024;
		facts.immutable = bits & 2048;
		facts.mode = (enum document_mode)((bits >> 12) % 3);
		facts.kind = bits & (1u << 14) ? SAVE_TARGET_DEVICE : SAVE_TARGET_FILE;
		facts.same_inode = facts.same_size = bits & (1u << 15);
		facts.can_open = bits & (1u << 16);
		facts.being_saved = bits & (1u << 17);

		enum save_method method = save_plan(&facts, &err);

		assert_int_equal(method == SAVE_REFUSED, err.code != ERR_NONE);
		if (method == SAVE_PATCH) {
			assert_true(facts.same_size && facts.can_open && !facts.immutable);
			assert_true(facts.same_file && facts.target_exists && !facts.partial);
			assert_int_equal(facts.mode, DOCUMENT_COPY);
			assert_true(facts.overwrite ||
				    (!facts.changed_on_disk && facts.file_writable));
		}
		if (method == SAVE_REPLACE || method == SAVE_NEW) {
			assert_true(facts.folder_writable);
			assert_int_equal(facts.kind, SAVE_TARGET_FILE);
			assert_int_equal(method == SAVE_REPLACE, facts.target_exists);
			assert_true(facts.overwrite || !facts.changed_on_disk);
		}
		if (method == SAVE_REPLACE) {
			assert_true(facts.links == 1 && facts.owner_kept && !facts.mount_point &&
				    !facts.immutable && !facts.being_saved);
			assert_true(facts.same_file || facts.overwrite);
			assert_true(facts.file_writable || facts.overwrite);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plans_by_the_facts),
		cmocka_unit_test(never_breaks_what_the_facts_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
