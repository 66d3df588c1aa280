/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/sim_folder.h"

#include "support/testing.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *path_of(const struct sim_folder *folder, const char *name)
{
	static char path[PATH_MAX + NAME_MAX + 2];

	snprintf(path, sizeof path, "%s/%s", folder->path, name);
	return path;
}

static uint64_t ino_of(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 ? (uint64_t)st.st_ino : 0;
}

/* The number of a file; a number of the system's is used again, so the last one has it. -1: it is
 * in another folder. */
static int file_of(const struct sim_folder *folder, uint64_t ino)
{
	for (int i = folder->count - 1; i >= 0; i--)
		if (folder->files[i].ino == ino)
			return i;
	return -1;
}

static int new_file(struct sim_folder *folder, const struct stat *st)
{
	struct sim_file *file = &folder->files[folder->count];

	assert_true(folder->count < SIM_FOLDER_FILES);
	file->ino = st->st_ino;
	file->now_mode = file->durable_mode = st->st_mode & 07777;
	return folder->count++;
}

static struct sim_entry *entry_of(struct sim_folder *folder, const char *text)
{
	struct sim_entry *entry;

	for (int i = 0; i < folder->entry_count; i++)
		if (strcmp(folder->entries[i].text, text) == 0)
			return &folder->entries[i];
	assert_true(folder->entry_count < SIM_ENTRIES);
	entry = &folder->entries[folder->entry_count++];
	*entry = (struct sim_entry){ .left = -1 };
	snprintf(entry->text, sizeof entry->text, "%s", text);
	sim_name_init(&entry->name, -1);
	return entry;
}

static void set_entry(struct sim_folder *folder, const char *text, int file)
{
	struct sim_entry *entry = entry_of(folder, text);

	sim_name_set(&entry->name, file);
	entry->forgotten = false;
}

void sim_folder_open(struct sim_folder *folder, struct random *random, const char *path)
{
	struct stat st;

	*folder = (struct sim_folder){ .random = random };
	snprintf(folder->path, sizeof folder->path, "%s", path);
	assert_int_equal(stat(path, &st), 0);
	folder->ino = st.st_ino;
}

void sim_folder_add(struct sim_folder *folder, const char *name)
{
	struct stat st;
	size_t len;
	char *bytes = tmpdir_read(path_of(folder, name), &len);
	int file;

	assert_int_equal(stat(path_of(folder, name), &st), 0);
	file = new_file(folder, &st);
	sim_file_put(&folder->files[file], bytes, len);
	sim_name_init(&entry_of(folder, name)->name, file);
	free(bytes);
}

static bool note_open(struct sim_folder *folder, const struct save_call *call)
{
	bool unnamed = (call->flags & O_TMPFILE) == O_TMPFILE;
	struct stat st;
	int file;

	if (ino_of(call->fd) != folder->ino || (!unnamed && !(call->flags & O_EXCL)))
		return false;
	assert_int_equal(fstat((int)call->result, &st), 0);
	file = new_file(folder, &st);
	if (!unnamed)
		set_entry(folder, call->to, file);
	return true;
}

/* What came to be in the file is read there. */
static bool note_write(struct sim_folder *folder, const struct save_call *call, uint64_t len)
{
	int file = file_of(folder, ino_of(call->fd));
	uint8_t *bytes = malloc(len + 1);

	assert_non_null(bytes);
	if (file >= 0) {
		assert_int_equal(pread(call->fd, bytes, len, (off_t)call->off), len);
		sim_file_change(&folder->files[file], (struct sim_op){ .kind = SIM_WRITE,
				.off = call->off, .len = len }, bytes);
	}
	free(bytes);
	return file >= 0;
}

static bool note_number(struct sim_folder *folder, const struct save_call *call,
			enum sim_kind kind)
{
	int file = file_of(folder, ino_of(call->fd));

	if (file >= 0)
		sim_file_change(&folder->files[file],
				(struct sim_op){ .kind = kind, .off = call->off }, NULL);
	return file >= 0;
}

static void sync_names(struct sim_folder *folder, bool fails)
{
	for (int i = 0; i < folder->entry_count; i++) {
		struct sim_entry *entry = &folder->entries[i];
		int now = sim_name_now(&entry->name);
		size_t last = entry->forgotten ? 0 : entry->name.count - 1;

		if (fails)
			last = (size_t)random_below(folder->random, entry->name.count);
		sim_name_keep(&entry->name, last);
		if (sim_name_now(&entry->name) == now)
			continue;
		sim_name_set(&entry->name, now);
		entry->forgotten = true;
	}
}

/* Nothing happens where a folder can not be synced. */
static bool note_sync(struct sim_folder *folder, const struct save_call *call)
{
	bool fails = call->result != 0;
	bool all = strcmp(call->name, "syncfs") == 0;
	int file = file_of(folder, ino_of(call->fd));

	if (call->error == EINVAL)
		return false;
	if (all || ino_of(call->fd) == folder->ino)
		sync_names(folder, fails);
	for (int i = 0; i < folder->count; i++)
		if (all || i == file)
			sim_file_flush(&folder->files[i], folder->random, fails);
	return true;
}

static bool note_link(struct sim_folder *folder, const struct save_call *call)
{
	struct stat st;
	int file;

	if (ino_of(call->fd) != folder->ino || fstatat(call->fd, call->to, &st, 0) != 0)
		return false;
	file = file_of(folder, st.st_ino);
	assert_true(file >= 0);
	set_entry(folder, call->to, file);
	return true;
}

static bool note_rename(struct sim_folder *folder, const struct save_call *call)
{
	int from, to;

	if (ino_of(call->fd) != folder->ino)
		return false;
	from = sim_name_now(&entry_of(folder, call->from)->name);
	to = sim_name_now(&entry_of(folder, call->to)->name);
	set_entry(folder, call->from, call->flags & RENAME_EXCHANGE ? to : -1);
	set_entry(folder, call->to, from);
	return true;
}

static bool note_unlink(struct sim_folder *folder, const struct save_call *call)
{
	if (ino_of(call->fd) != folder->ino)
		return false;
	set_entry(folder, call->from, -1);
	return true;
}

bool sim_folder_note(struct sim_folder *folder, const struct save_call *call)
{
	const char *name = call->name;

	if (strcmp(name, "fsync") == 0 || strcmp(name, "fdatasync") == 0 ||
	    strcmp(name, "syncfs") == 0)
		return note_sync(folder, call);
	if (call->result < 0)
		return false;
	if (strcmp(name, "openat") == 0)
		return note_open(folder, call);
	if (strcmp(name, "pwrite") == 0 || strcmp(name, "copy_file_range") == 0)
		return note_write(folder, call, (uint64_t)call->result);
	if (strcmp(name, "ioctl") == 0)
		return call->len > 0 && note_write(folder, call, call->len);
	if (strcmp(name, "ftruncate") == 0)
		return note_number(folder, call, SIM_RESIZE);
	if (strcmp(name, "fchmod") == 0)
		return note_number(folder, call, SIM_MODE);
	if (strcmp(name, "linkat") == 0)
		return note_link(folder, call);
	if (strcmp(name, "renameat2") == 0)
		return note_rename(folder, call);
	return strcmp(name, "unlinkat") == 0 && note_unlink(folder, call);
}

void sim_folder_crash(struct sim_folder *folder, bool killed)
{
	folder->killed = killed;
	for (int i = 0; i < folder->entry_count; i++) {
		struct sim_entry *entry = &folder->entries[i];
		size_t states = entry->name.count;
		size_t state = killed ? states - 1 : (size_t)random_below(folder->random, states);

		entry->left = entry->name.state[state];
	}
}

bool sim_folder_look(struct sim_folder *folder, const char *name, struct sim_rest *rest)
{
	const struct sim_entry *entry = entry_of(folder, name);
	const struct sim_file *file = &folder->files[entry->left < 0 ? 0 : entry->left];

	if (entry->left < 0)
		return false;
	if (folder->killed) {
		*rest = (struct sim_rest){ file->now, file->now_size, file->now_mode };
		return true;
	}
	folder->room = realloc(folder->room, file->room + 1);
	assert_non_null(folder->room);
	rest->bytes = folder->room;
	rest->len = sim_file_cut(file, folder->random, folder->room, &rest->mode);
	return true;
}

int sim_folder_others(const struct sim_folder *folder, const char *const *names)
{
	int count = 0;

	for (int i = 0; i < folder->entry_count; i++) {
		const char *const *name = names;

		while (*name && strcmp(*name, folder->entries[i].text) != 0)
			name++;
		count += !*name && folder->entries[i].left >= 0;
	}
	return count;
}

void sim_folder_check(struct sim_folder *folder)
{
	for (int i = 0; i < folder->entry_count; i++) {
		const struct sim_entry *entry = &folder->entries[i];
		int file = sim_name_now(&entry->name);
		size_t len;
		char *bytes;

		assert_int_equal(access(path_of(folder, entry->text), F_OK), file < 0 ? -1 : 0);
		if (file < 0)
			continue;
		bytes = tmpdir_read(path_of(folder, entry->text), &len);
		if (!sim_file_holds(&folder->files[file], bytes, len))
			fail_msg("%s is not what the calls wrote", entry->text);
		free(bytes);
	}
}

void sim_folder_clear(const struct sim_folder *folder, const char *but)
{
	for (int i = 0; i < folder->entry_count; i++) {
		const struct sim_entry *entry = &folder->entries[i];

		if (sim_name_now(&entry->name) >= 0 && strcmp(entry->text, but) != 0)
			assert_int_equal(unlink(path_of(folder, entry->text)), 0);
	}
}

void sim_folder_close(struct sim_folder *folder)
{
	for (int i = 0; i < folder->count; i++)
		sim_file_wipe(&folder->files[i]);
	free(folder->room);
}
