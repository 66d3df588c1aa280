/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finding and describing. A log is looked at through the lock: who can lock it knows that its
 * session is gone, on whatever machine the folder is local to. (On a network file system locks may
 * not be seen; so another host is told.)
 */
#include "document/recovery.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/checked.h"
#include "base/outside.h"
#include "document/document_private.h"
#include "document/recovery_private.h"

void recovery_item_done(struct recovery_item *item)
{
	free(item->path);
	item->path = NULL;
}

int recovery_open(struct private_folder *folder, const char *name, struct err *err)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int fd = private_folder_file(folder, name, true, err);

	if (fd < 0 || fcntl(fd, F_OFD_SETLK, &whole) == 0)
		return fd;
	close(fd);
	err_set(err, ERR_BUSY, "the session that writes this log is alive");
	return -1;
}

/* The new file that the last save of a log was about to give the name to, or its own. */
struct saved_as {
	bool known;              /* and nothing was edited since that save began */
	struct log_identity file;
	uint64_t edits;          /* before it */
};

/* The number of changes less those that were undone. */
static void count_edits(struct log_reader *reader, struct recovery_item *item,
			struct saved_as *saved)
{
	struct log_record record = { .type = 0 };
	bool steps[2] = { false, false };
	uint64_t undone = 0;
	uint32_t sum = reader->sum;

	for (; log_reader_next(reader, &record); sum = reader->sum) {
		if (record.type == LOG_JOIN)
			continue;
		saved->known = record.type == LOG_SAVING &&
			       log_take_slot(&record.body, sum, &saved->file);
		if (saved->known)
			saved->edits = item->edits;
		if (record.type == LOG_CHANGE) {
			item->edits++;
			steps[0] = true;
			undone = 0;
		} else if (record.type == LOG_UNDO) {
			steps[1] = true;
			undone++;
		} else if (record.type == LOG_REDO) {
			undone -= undone > 0;
		}
	}
	if (record.type == LOG_CLEAN)
		item->state = RECOVERY_CLEAN;
	else if (!steps[0] && !steps[1])
		item->state = RECOVERY_EMPTY;
	item->edits -= undone < item->edits ? undone : item->edits;
	if (item->edits == 0 && steps[1])
		item->edits = undone;
}

/* A file system that tells no time of birth may give a number to one file after the other. */
static bool is_saved_as(const struct saved_as *saved, const struct log_identity *now)
{
	return saved->known && (now->birth_s != 0 ? log_is_same_file(now, &saved->file) :
						    log_is_same_content(now, &saved->file));
}

/* Whether the file of the log is still there under its name; else what has become of it. */
static void find_file(const struct log_header *header, const struct saved_as *saved,
		      struct recovery_item *item)
{
	int fd = outside_openat(AT_FDCWD, header->path,
				O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0);
	struct log_identity now;
	char *path = NULL;
	struct err err;

	if (fd < 0) {
		if (errno == ENOENT || errno == ENOTDIR)
			item->state = RECOVERY_ORPHAN;
		snprintf(item->why, sizeof item->why, "its file can not be opened: %s",
			 strerror(errno));
		return;
	}
	if (!log_identify(fd, &now, &path, &err) || !log_is_same_file(&now, &header->file)) {
		item->state = path && is_saved_as(saved, &now) ? RECOVERY_SAVED : RECOVERY_ORPHAN;
		snprintf(item->why, sizeof item->why, "%s",
			 "another file has its name now: it was replaced, by a save of that "
			 "session or by another program");
	} else if (log_is_saved_within(&saved->file, &now)) {
		item->state = saved->known ? RECOVERY_SAVED : RECOVERY_LEFT;
		item->edits -= min_u64(saved->edits, item->edits);
	}
	free(path);
	close(fd);
}

static void read_item(struct log_reader *reader, const struct log_header *header,
		      struct recovery_item *item)
{
	struct log_header here = { 0 };
	struct saved_as saved = { .file.mtime_s = -1 };

	log_describe_session(&here);
	log_read_boot(here.boot);
	item->in_place = header->in_place;
	item->pid = header->pid;
	item->other_host = strcmp(here.host, header->host) != 0;
	item->other_boot = !item->other_host && here.boot[0] && header->boot[0] &&
			   strcmp(here.boot, header->boot) != 0;
	memcpy(item->host, header->host, sizeof item->host);
	free(item->path);
	item->path = strdup(header->path);
	count_edits(reader, item, &saved);
	if (item->state == RECOVERY_LEFT)
		find_file(header, &saved, item);
}

static void set_time(int fd, struct recovery_item *item)
{
	struct stat st;

	if (fstat(fd, &st) == 0)
		item->when = st.st_mtim.tv_sec;
}

/* Whether the process that wrote the log is gone, though its lock is held: what closes its files
 * after it (store/closer.h) releases that in a moment. */
static bool is_ending(struct private_folder *folder, const char *name)
{
	struct log_header here = { 0 }, header;
	struct log_reader reader;
	struct err ignored;
	int fd = private_folder_file(folder, name, false, &ignored);
	bool is = false;

	log_describe_session(&here);
	if (fd >= 0 && log_reader_open(&reader, fd, &header, &ignored)) {
		is = strcmp(here.host, header.host) == 0 && header.pid <= INT32_MAX &&
		     header.pid > 0 && kill((pid_t)header.pid, 0) != 0 && errno == ESRCH;
		log_reader_done(&reader);
		log_header_done(&header);
	}
	if (fd >= 0)
		close(fd);
	return is;
}

static int open_left(struct private_folder *folder, const char *name, struct err *err)
{
	const struct timespec moment = { .tv_nsec = 20000000 };
	enum { MOMENTS = 50 };
	int fd = recovery_open(folder, name, err);

	for (int i = 0; i < MOMENTS && fd < 0 && err->code == ERR_BUSY; i++) {
		if (!is_ending(folder, name))
			break;
		nanosleep(&moment, NULL);
		fd = recovery_open(folder, name, err);
	}
	return fd;
}

/* A log whose session is alive is read as well: what it is about does not change. */
static void examine(struct private_folder *folder, const char *name, struct recovery_item *item)
{
	struct log_reader reader;
	struct log_header header;
	struct err err;
	int fd = open_left(folder, name, &err);
	bool alive = fd < 0 && err.code == ERR_BUSY;

	*item = (struct recovery_item){ .state = RECOVERY_LEFT };
	memcpy(item->name, name, strnlen(name, sizeof item->name - 1));
	item->path = strdup("");
	if (alive)
		fd = private_folder_file(folder, name, false, &err);
	if (fd >= 0)
		set_time(fd, item);
	if (fd >= 0 && log_reader_open(&reader, fd, &header, &err)) {
		read_item(&reader, &header, item);
		log_reader_done(&reader);
		log_header_done(&header);
	} else {
		item->state = fd >= 0 && err.code == ERR_RANGE ? RECOVERY_EMPTY :
								 RECOVERY_UNREADABLE;
		snprintf(item->why, sizeof item->why, "%.199s", err.text);
	}
	if (fd >= 0)
		close(fd);
	if (alive)
		item->state = RECOVERY_ALIVE;
}

static int compare(const void *a, const void *b)
{
	const struct recovery_item *left = a, *right = b;

	if (left->when != right->when)
		return left->when > right->when ? -1 : 1;
	return strcmp(left->name, right->name);
}

/* Items of a folder whose names fit. */
struct finding {
	const char *own;                         /* a log of this file has this name; NULL: all */
	struct recovery_item *items;             /* owned while growing */
	size_t count, room, most;
};

static bool keep(struct finding *finding, struct private_folder *folder, const char *name)
{
	if (finding->count == finding->most)
		return true;
	if (finding->count == finding->room) {
		size_t room = finding->room ? 2 * finding->room : 8;
		struct recovery_item *items = realloc(finding->items, room * sizeof *items);

		if (!items)
			return false;
		finding->items = items;
		finding->room = room;
	}
	if (recovery_is_save_name(name))
		recovery_examine_save(folder, name, &finding->items[finding->count]);
	else
		examine(folder, name, &finding->items[finding->count]);
	if (!finding->items[finding->count].path)
		return false;
	finding->count++;
	return true;
}

static bool fits(const struct finding *finding, const char *name)
{
	if (finding->own)
		return log_name_fits(name, finding->own);
	return log_name_is(name) || recovery_is_save_name(name) ||
	       (strlen(name) < RECOVERY_NAME && strstr(name, ".log."));
}

static bool walk(struct private_folder *folder, struct finding *finding, struct err *err)
{
	int fd = openat(private_folder_fd(folder), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *list = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *entry;
	bool ok = true;

	if (!list) {
		if (fd >= 0)
			close(fd);
		return err_sys(err, errno, "the folder %s", private_folder_path(folder));
	}
	while (ok && (entry = readdir(list)) != NULL) {
		if (fits(finding, entry->d_name))
			ok = keep(finding, folder, entry->d_name);
	}
	closedir(list);
	if (finding->count > 1)
		qsort(finding->items, finding->count, sizeof *finding->items, compare);
	return ok || err_nomem(err);
}

bool recovery_list(struct recovery_item **items, size_t *count, struct err *err)
{
	struct private_folder *folder = private_folder_open(false, err);
	struct finding finding = { .most = SIZE_MAX };
	bool ok;

	*items = NULL;
	*count = 0;
	if (!folder)
		return err->sys == ENOENT;
	ok = walk(folder, &finding, err);
	private_folder_close(folder);
	*items = finding.items;
	*count = finding.count;
	return ok;
}

/* A log of the file that had the name before is about another one. */
static void set_orphan(struct recovery_item *item, const char *own)
{
	if (item->state == RECOVERY_LEFT && memcmp(own, item->name, 16) != 0) {
		item->state = RECOVERY_ORPHAN;
		snprintf(item->why, sizeof item->why, "%s", "the file was replaced since, by a "
			 "save of that session or by another program");
	} else if (item->state == RECOVERY_ORPHAN && memcmp(own, item->name, 16) == 0) {
		/* It was renamed. */
		item->state = RECOVERY_LEFT;
	}
}

size_t recovery_find(const struct document *document, struct recovery_item *items, size_t most)
{
	struct finding finding = { .most = most };
	struct private_folder *folder;
	struct log_identity file;
	char *path = NULL, own[LOG_NAME];
	struct err err;

	if (!document->path || !document->file || document->file->kind == FILE_SPOOL ||
	    !log_identify(document->file->fd, &file, &path, &err))
		return 0;
	folder = private_folder_open(false, &err);
	log_name(&file, path, 0, own);
	finding.own = own;
	if (folder && !walk(folder, &finding, &err))
		err_clear(&err);
	for (size_t i = 0; i < finding.count; i++) {
		items[i] = finding.items[i];
		set_orphan(&items[i], own);
	}
	private_folder_close(folder);
	free(finding.items);
	free(path);
	return finding.count;
}

void recovery_describe(const struct recovery_item *item, struct buf *out)
{
	time_t when = (time_t)item->when;
	char text[32] = "?";
	struct tm parts;

	if (localtime_r(&when, &parts))
		strftime(text, sizeof text, "%d %b %H:%M", &parts);
	buf_format(out, "%" PRIu64 " %sedit%s of %s (pid %" PRIu64 " %s", item->edits,
		   item->in_place ? "in-place " : "", item->edits == 1 ? "" : "s", text, item->pid,
		   item->state == RECOVERY_ALIVE ? "alive" : "gone");
	if (item->other_host)
		buf_format(out, ", on %s", item->host);
	buf_text(out, item->other_boot ? ", before the restart)" : ")");
}

bool recovery_discard(const char *name, struct err *err)
{
	struct private_folder *folder = private_folder_open(false, err);
	bool ok = false;
	int fd = -1;

	if (!folder)
		return false;
	fd = recovery_open(folder, name, err);
	/* What is no private file is removed by its name; nothing else of it is touched. */
	if (fd >= 0 || err->code == ERR_REFUSED)
		ok = private_folder_remove(folder, name, err);
	if (fd >= 0)
		close(fd);
	private_folder_close(folder);
	return ok;
}

void recovery_bar(struct document *document, bool half_saved)
{
	document->barred = half_saved ?
		"a save was interrupted and the file may be half written: recover finish (also "
		"--recover=finish), or recover undo, settles that" :
		"edits of a session that ended badly are not recovered yet: open the file with "
		"--recover, or with --recover=discard to drop them";
}

void recovery_unbar(struct document *document)
{
	document->barred = NULL;
}
