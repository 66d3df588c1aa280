/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include "document/metadata.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

/* The files under test: one that has everything, one that has nothing yet. */
struct pair {
	struct tmpdir *dir;
	const char *from_path;
	const char *to_path;
	int from;
	int to;
};

static int start(void **state)
{
	struct pair *pair = malloc(sizeof *pair);

	assert_non_null(pair);
	pair->dir = tmpdir_new();
	pair->from_path = tmpdir_write(pair->dir, "from", "a", 1);
	pair->to_path = tmpdir_write(pair->dir, "to", "b", 1);
	assert_int_equal(chmod(pair->to_path, 0600), 0);
	pair->from = open(pair->from_path, O_RDONLY);
	pair->to = open(pair->to_path, O_RDWR);
	assert_true(pair->from >= 0 && pair->to >= 0);
	*state = pair;
	return 0;
}

static int end(void **state)
{
	struct pair *pair = *state;

	close(pair->from);
	close(pair->to);
	tmpdir_free(pair->dir);
	free(pair);
	return 0;
}

static void copy(const struct pair *pair)
{
	struct err err = { 0 };

	if (!metadata_copy(pair->from, pair->to, &err))
		fail_msg("%s", err.text);
}

static void keeps_every_mode(void **state)
{
	static const mode_t modes[] = { 0, 0400, 0644, 0777, 04755, 02755, 06711, 01644, 07777 };
	struct pair *pair = *state;
	struct stat st;

	for (size_t i = 0; i < ARRAY_COUNT(modes); i++) {
		assert_int_equal(fchmod(pair->from, modes[i]), 0);
		copy(pair);
		assert_int_equal(fstat(pair->to, &st), 0);
		assert_int_equal(st.st_mode & 07777, modes[i]);
	}
}

static void keeps_owner_and_set_user_id(void **state)
{
	struct pair *pair = *state;
	struct stat st;

	if (geteuid() != 0) {
		print_message("# skipped: only root gives files away\n");
		return;
	}
	assert_int_equal(fchown(pair->from, 1234, 5678), 0);
	assert_int_equal(fchmod(pair->from, 06755), 0);
	copy(pair);
	assert_int_equal(fstat(pair->to, &st), 0);
	assert_true(st.st_uid == 1234 && st.st_gid == 5678);
	assert_int_equal(st.st_mode & 07777, 06755);
}

/* False where it can not be done here. cmocka's own skip() is a failure to Automake: "not ok #
 * SKIP". */
static bool set(int fd, const char *name, const void *value, size_t len)
{
	if (fsetxattr(fd, name, value, len, 0) == 0)
		return true;
	print_message("# skipped: no %s here: %s\n", name, strerror(errno));
	return false;
}

static void check_attribute(int fd, const char *name, const void *value, size_t len)
{
	char found[4096];

	assert_int_equal(fgetxattr(fd, name, found, sizeof found), len);
	assert_memory_equal(found, value, len);
}

static void keeps_attributes_and_no_others(void **state)
{
	struct pair *pair = *state;
	char name[32];
	char big[2000];

	memset(big, 'b', sizeof big);
	if (!set(pair->from, "user.plain", "value", 5))
		return;
	assert_true(set(pair->from, "user.empty", "", 0));
	assert_true(set(pair->from, "user.big", big, sizeof big));
	assert_true(set(pair->from, "user.nul", "a\0b", 3));
	for (int i = 0; i < 40; i++) {
		snprintf(name, sizeof name, "user.number%d", i);
		assert_true(set(pair->from, name, &i, sizeof i));
	}
	assert_true(set(pair->to, "user.plain", "another", 7));
	assert_true(set(pair->to, "user.inherited", "x", 1));
	copy(pair);
	check_attribute(pair->to, "user.plain", "value", 5);
	check_attribute(pair->to, "user.empty", "", 0);
	check_attribute(pair->to, "user.big", big, sizeof big);
	check_attribute(pair->to, "user.nul", "a\0b", 3);
	for (int i = 0; i < 40; i++) {
		snprintf(name, sizeof name, "user.number%d", i);
		check_attribute(pair->to, name, &i, sizeof i);
	}
	assert_int_equal(fgetxattr(pair->to, "user.inherited", NULL, 0), -1);
	assert_int_equal(errno, ENODATA);
}

/* An ACL as the kernel takes it: version 2, then entries. */
struct acl {
	uint32_t version;
	struct {
		uint16_t tag;
		uint16_t rights;
		uint32_t id;
	} entries[5];
};

static const struct acl acl = { 2, {
					   { 0x01, 6, UINT32_MAX }, /* the owner: rw- */
					   { 0x02, 7, 4321 },       /* user 4321: rwx */
					   { 0x04, 4, UINT32_MAX }, /* the group: r-- */
					   { 0x10, 5, UINT32_MAX }, /* at most: r-x */
					   { 0x20, 0, UINT32_MAX }, /* others: --- */
				   } };

static void keeps_an_acl(void **state)
{
	struct pair *pair = *state;
	struct stat st;

	if (!set(pair->from, "system.posix_acl_access", &acl, sizeof acl))
		return;
	copy(pair);
	check_attribute(pair->to, "system.posix_acl_access", &acl, sizeof acl);
	assert_int_equal(fstat(pair->to, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0650);
}

/* What a new file gets from its folder is not what the old one had. */
static void drops_an_inherited_acl(void **state)
{
	struct pair *pair = *state;
	int folder = open(tmpdir_path(pair->dir, ""), O_RDONLY | O_DIRECTORY);
	bool possible;
	struct stat st;
	int to;

	assert_true(folder >= 0);
	possible = set(folder, "system.posix_acl_default", &acl, sizeof acl);
	close(folder);
	if (!possible)
		return;
	to = open(tmpdir_path(pair->dir, "heir"), O_RDWR | O_CREAT | O_EXCL, 0666);
	assert_true(to >= 0);
	assert_true(fgetxattr(to, "system.posix_acl_access", NULL, 0) > 0);
	assert_int_equal(fchmod(pair->from, 0640), 0);
	close(pair->to);
	pair->to = to;
	copy(pair);
	assert_int_equal(fgetxattr(to, "system.posix_acl_access", NULL, 0), -1);
	assert_int_equal(fstat(to, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
}

static void keeps_capabilities(void **state)
{
	/* Version 2, effective; CAP_NET_RAW is permitted. */
	static const uint32_t capability[5] = { 0x02000001, 1u << 13, 0, 0, 0 };
	struct pair *pair = *state;

	if (!set(pair->from, "security.capability", capability, sizeof capability))
		return;
	copy(pair);
	check_attribute(pair->to, "security.capability", capability, sizeof capability);
}

#define pair_test(name) cmocka_unit_test_setup_teardown(name, start, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		pair_test(keeps_every_mode),
		pair_test(keeps_owner_and_set_user_id),
		pair_test(keeps_attributes_and_no_others),
		pair_test(keeps_an_acl),
		pair_test(drops_an_inherited_acl),
		pair_test(keeps_capabilities),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
