/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What only some places and some users can show: foreign owners, folders that may not be written,
 * immutable files, mount points, disks that are full at every size. The program goes into a mount
 * namespace of its own, so what it mounts is gone with it. What is not possible here is skipped
 * with the reason.
 */
#include "save_support.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { NOBODY = 65534, BLOCK = 4096 };

static bool real_root;
static bool can_mount;

/* cmocka's own skip() is a failure to Automake: "not ok # SKIP". */
static bool missing(bool there, const char *reason)
{
	if (!there)
		print_message("# skipped: %s\n", reason);
	return !there;
}

static void become(uid_t user)
{
	/* The group first while that is allowed, last when coming back. */
	if (user != 0)
		assert_int_equal(setegid(user), 0);
	assert_int_equal(seteuid(user), 0);
	if (user == 0)
		assert_int_equal(setegid(0), 0);
}

/* A folder that everybody may write to, and in it a file of that owner. */
static const char *make_file(struct world *world, uid_t owner, mode_t mode)
{
	const char *path;

	assert_int_equal(chmod(tmpdir_path(world->dir, ""), 0777), 0);
	path = tmpdir_write(world->dir, "file", "abc", 3);
	assert_int_equal(chown(path, owner, owner), 0);
	assert_int_equal(chmod(path, mode), 0);
	return path;
}

static bool no_nobody(struct world *world)
{
	bool reachable;

	if (missing(real_root, "only root can try as another user"))
		return true;
	assert_int_equal(chmod(tmpdir_path(world->dir, ""), 0777), 0);
	become(NOBODY);
	reachable = access(tmpdir_path(world->dir, ""), X_OK) == 0 &&
	            faccessat(AT_FDCWD, tmpdir_path(world->dir, ""), W_OK, AT_EACCESS) == 0;
	become(0);
	return missing(reachable, "the folder of the tests can not be reached by others");
}

static void a_foreign_owner_is_not_replaced(void **state)
{
	struct world *world = *state;
	struct save_request request = { .choice = SAVE_ATOMIC, 0 };
	struct save_request overwrite = { .choice = SAVE_ATOMIC, .overwrite = true };
	struct document *document;
	const char *path;

	if (no_nobody(world))
		return;
	path = make_file(world, 0, 0644);
	become(NOBODY);
	document = world_open(world, path);
	put(document, 0, "X");
	save_badly(document, &request, ERR_READONLY, "is write-protected");
	save_badly(document, &overwrite, ERR_REFUSED, "has another owner or group");
	save_well(document, tmpdir_path(world->dir, "mine"), false);
	become(0);
	tmpdir_check(world->dir, "file", "abc", 3);
	assert_int_equal(tmpdir_count(world->dir), 2);
	document_close(document);
}

static void a_foreign_group_is_not_replaced(void **state)
{
	struct world *world = *state;
	struct save_request request = { .choice = SAVE_ATOMIC, 0 };
	struct document *document;
	const char *path;

	if (no_nobody(world))
		return;
	path = make_file(world, NOBODY, 0644);
	assert_int_equal(chown(path, NOBODY, 4242), 0);
	become(NOBODY);
	document = world_open(world, path);
	put(document, 0, "X");
	save_badly(document, &request, ERR_REFUSED, "has another owner or group");
	become(0);
	document_close(document);
}

static void a_closed_folder_is_told(void **state)
{
	struct world *world = *state;
	struct save_request request = { .choice = SAVE_ATOMIC, 0 };
	struct save_request other = {
		.choice = SAVE_ATOMIC, .path = tmpdir_path(world->dir, "other")
	};
	struct document *document;
	const char *path;

	if (no_nobody(world))
		return;
	path = make_file(world, NOBODY, 0644);
	assert_int_equal(chmod(tmpdir_path(world->dir, ""), 0755), 0);
	become(NOBODY);
	document = world_open(world, path);
	put(document, 0, "X");
	save_badly(document, &request, ERR_REFUSED, "is not writable, so");
	save_badly(document, &other, ERR_REFUSED, "can not be made");
	become(0);
	tmpdir_check(world->dir, "file", "abc", 3);
	document_close(document);
}

/* A folder that may be written but not listed: files can be made, and synced. */
static void an_unlisted_folder_will_do(void **state)
{
	struct world *world = *state;
	struct document *document;
	const char *path;

	if (no_nobody(world))
		return;
	path = make_file(world, NOBODY, 0644);
	assert_int_equal(chmod(tmpdir_path(world->dir, ""), 0733), 0);
	become(NOBODY);
	document = world_open(world, path);
	put(document, 0, "X");
	save_well(document, NULL, false);
	become(0);
	tmpdir_check(world->dir, "file", "Xbc", 3);
	assert_int_equal(tmpdir_count(world->dir), 1);
	document_close(document);
}

static void a_protected_file_needs_consent(void **state)
{
	struct world *world = *state;
	struct save_request request = { .choice = SAVE_ATOMIC, 0 };
	struct document *document;
	const char *path;
	struct stat st;

	if (no_nobody(world))
		return;
	path = make_file(world, NOBODY, 0444);
	become(NOBODY);
	document = world_open(world, path);
	put(document, 0, "X");
	save_badly(document, &request, ERR_READONLY, "is write-protected; :write! replaces it");
	save_well(document, NULL, true);
	become(0);
	tmpdir_check(world->dir, "file", "Xbc", 3);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0444);
	assert_int_equal(st.st_uid, NOBODY);
	document_close(document);
}

static bool set_flags(const char *path, int flags)
{
	int fd = open(path, O_RDONLY);
	bool ok = fd >= 0 && ioctl(fd, FS_IOC_SETFLAGS, &flags) == 0;

	if (fd >= 0)
		close(fd);
	return ok;
}

static void an_immutable_file_is_told(void **state)
{
	struct world *world = *state;
	const char *path = tmpdir_write(world->dir, "file", "abc", 3);
	struct save_request request = { .choice = SAVE_ATOMIC, .overwrite = true };
	static const int flags[] = { FS_IMMUTABLE_FL, FS_APPEND_FL };
	struct document *document = world_open(world, path);
	bool possible = true;

	put(document, 0, "X");
	for (size_t i = 0; i < ARRAY_COUNT(flags) && possible; i++) {
		struct err err = { 0 };
		bool saved;

		possible = set_flags(path, flags[i]);
		if (!possible)
			break;
		saved = try_save(document, &request, &err);
		assert_true(set_flags(path, 0));
		assert_false(saved);
		assert_int_equal(err.code, ERR_REFUSED);
		assert_non_null(strstr(err.text, "is immutable or append-only"));
	}
	document_close(document);
	missing(possible, "files can not be made immutable here");
}

static void a_mount_point_is_told(void **state)
{
	struct world *world = *state;
	const char *path = tmpdir_write(world->dir, "file", "abc", 3);
	struct save_request request = { .choice = SAVE_ATOMIC, .overwrite = true };
	struct document *document;
	struct err err = { 0 };
	bool saved;

	if (missing(can_mount, "nothing can be mounted here"))
		return;
	assert_int_equal(mount(path, path, NULL, MS_BIND, NULL), 0);
	document = world_open(world, path);
	put(document, 0, "X");
	saved = try_save(document, &request, &err);
	assert_int_equal(umount2(path, MNT_DETACH), 0);
	assert_false(saved);
	assert_int_equal(err.code, ERR_REFUSED);
	assert_non_null(strstr(err.text, "is a mount point"));
	tmpdir_check(world->dir, "file", "abc", 3);
	document_close(document);
}

/* A small file system with a file of 100 blocks in it, and a document that has grown by half. */
struct disk {
	const char *root;
	struct document *document;
	char bytes[100 * BLOCK];
};

static void open_disk(struct world *world, struct disk *disk)
{
	char *more = calloc(50, BLOCK);
	struct err err = { 0 };

	assert_non_null(more);
	disk->root = tmpdir_path(world->dir, "disk");
	assert_int_equal(mkdir(disk->root, 0700), 0);
	assert_int_equal(mount("none", disk->root, "tmpfs", 0, "size=1200k,mode=0700"), 0);
	random_fill(&(struct random){ 9 }, disk->bytes, sizeof disk->bytes);
	memset(more, 'm', 50 * BLOCK);
	tmpdir_write(world->dir, "disk/file", disk->bytes, sizeof disk->bytes);
	disk->document = world_open(world, tmpdir_path(world->dir, "disk/file"));
	assert_true(document_insert(disk->document, 1000, more, 50 * BLOCK, 0, &err));
	free(more);
}

static void close_disk(struct disk *disk)
{
	document_close(disk->document);
	assert_int_equal(umount2(disk->root, MNT_DETACH), 0);
}

/* Leaves so many blocks free. */
static void fill_disk(struct world *world, struct disk *disk, unsigned long blocks)
{
	int fd = open(tmpdir_path(world->dir, "disk/ballast"), O_WRONLY | O_CREAT | O_TRUNC, 0600);
	struct statvfs fs;

	assert_true(fd >= 0);
	assert_int_equal(statvfs(disk->root, &fs), 0);
	assert_int_equal(fs.f_bsize, BLOCK);
	assert_true(fs.f_bfree > blocks);
	assert_int_equal(posix_fallocate(fd, 0, (off_t)((fs.f_bfree - blocks) * BLOCK)), 0);
	close(fd);
}

static void a_full_disk_is_known_beforehand(void **state)
{
	struct world *world = *state;
	struct save_request request = { .choice = SAVE_ATOMIC, 0 };
	struct disk disk;

	if (missing(can_mount, "nothing can be mounted here"))
		return;
	open_disk(world, &disk);
	fill_disk(world, &disk, 20);
	save_badly(disk.document, &request, ERR_REFUSED, "needs 600 KiB, 80 KiB are free in");
	tmpdir_check(world->dir, "disk/file", disk.bytes, sizeof disk.bytes);
	close_disk(&disk);
}

/* The disk fills after the plan: at every number of free blocks it is all or nothing. */
static void a_disk_may_fill_at_any_time(void **state)
{
	struct world *world = *state;
	struct save_request request = { .choice = SAVE_ATOMIC, 0 };
	unsigned failures = 0;
	struct disk disk;
	bool saved = false;

	if (missing(can_mount, "nothing can be mounted here"))
		return;
	open_disk(world, &disk);
	for (unsigned long blocks = 0; !saved; blocks += blocks < 140 ? 7 : 1) {
		struct err err = { 0 };
		struct job *job = save_new(disk.document, &request, &err);

		assert_non_null(job);
		assert_true(blocks < 160);
		fill_disk(world, &disk, blocks);
		saved = job_run(job, &err);
		assert_int_equal(unlink(tmpdir_path(world->dir, "disk/ballast")), 0);
		if (saved) {
			save_finish(job, disk.document);
			check_saved(disk.document, tmpdir_path(world->dir, "disk/file"));
		} else {
			assert_int_equal(err.code, ERR_IO);
			assert_int_equal(err.sys, ENOSPC);
			assert_non_null(strstr(err.text, "there is no room"));
			tmpdir_check(world->dir, "disk/file", disk.bytes, sizeof disk.bytes);
			assert_true(document_is_modified(disk.document));
			failures++;
		}
		job_free(job);
	}
	assert_true(failures > 20);
	close_disk(&disk);
}

/* The document's file lies on another file system than the target. */
static void saves_to_another_disk(void **state)
{
	struct world *world = *state;
	struct disk disk;

	if (missing(can_mount, "nothing can be mounted here"))
		return;
	open_disk(world, &disk);
	save_well(disk.document, tmpdir_path(world->dir, "elsewhere"), false);
	check_saved(disk.document, tmpdir_path(world->dir, "elsewhere"));
	close_disk(&disk);
}

static bool write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);
	bool ok = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return ok;
}

/* A mount namespace, as root or by way of a user namespace in which we are. */
static void enter_namespace(void)
{
	char users[64], groups[64];

	real_root = geteuid() == 0;
	snprintf(users, sizeof users, "0 %u 1", (unsigned)geteuid());
	snprintf(groups, sizeof groups, "0 %u 1", (unsigned)getegid());
	if (real_root)
		can_mount = unshare(CLONE_NEWNS) == 0;
	else
		can_mount = unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 &&
		            write_text("/proc/self/uid_map", users) &&
		            write_text("/proc/self/setgroups", "deny") &&
		            write_text("/proc/self/gid_map", groups);
	can_mount = can_mount && mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		world_test(a_foreign_owner_is_not_replaced),
		world_test(a_foreign_group_is_not_replaced),
		world_test(a_closed_folder_is_told),
		world_test(an_unlisted_folder_will_do),
		world_test(a_protected_file_needs_consent),
		world_test(an_immutable_file_is_told),
		world_test(a_mount_point_is_told),
		world_test(a_full_disk_is_known_beforehand),
		world_test(a_disk_may_fill_at_any_time),
		world_test(saves_to_another_disk),
	};
	enter_namespace();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
