/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The numbers of the kernel's interface are written here and not taken from its headers, so that a
 * program built on an old system is confined on a new one. They are the same on all machines.
 *
 * Signals are not scoped: ^Z has to stop the whole job, also a shell script that waits for burin.
 */
#include "base/landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { CALL_CREATE = 444, CALL_ADD_RULE = 445, CALL_RESTRICT = 446 };
enum { CREATE_VERSION = 1, RULE_PATH_BENEATH = 1 };

#define FS_WRITE_FILE UINT64_C(0x2)
#define FS_READ_FILE UINT64_C(0x4)
#define FS_READ_DIR UINT64_C(0x8)
#define FS_REMOVE_DIR UINT64_C(0x10)
#define FS_REMOVE_FILE UINT64_C(0x20)
#define FS_MAKE_DIR UINT64_C(0x80)
#define FS_MAKE_REG UINT64_C(0x100)
#define FS_ABI_1 UINT64_C(0x1fff)
#define FS_REFER UINT64_C(0x2000)
#define FS_TRUNCATE UINT64_C(0x4000)
#define FS_IOCTL_DEV UINT64_C(0x8000)
#define NET_TCP UINT64_C(0x3)                /* bind, connect */
#define SCOPE_ABSTRACT_SOCKETS UINT64_C(0x1)

struct ruleset {
	uint64_t fs, net, scoped;
};

struct rule {
	uint64_t access;
	int32_t fd;
} __attribute__((packed));

/* All rights to files that this version can take away. */
static uint64_t known(int abi)
{
	uint64_t rights = FS_ABI_1;

	if (abi >= 2)
		rights |= FS_REFER;
	if (abi >= 3)
		rights |= FS_TRUNCATE;
	if (abi >= 5)
		rights |= FS_IOCTL_DEV;
	return rights;
}

int landlock_abi(void)
{
	long abi = syscall(CALL_CREATE, NULL, 0, CREATE_VERSION);

	return abi > 0 ? (int)abi : 0;
}

bool landlock_begin(struct landlock *landlock)
{
	struct ruleset ruleset = { 0 };
	size_t size = sizeof(ruleset.fs);

	landlock->abi = landlock_abi();
	if (landlock->abi == 0)
		return false;
	ruleset.fs = known(landlock->abi);
	if (landlock->abi >= 4) {
		ruleset.net = NET_TCP;
		size += sizeof(ruleset.net);
	}
	if (landlock->abi >= 6) {
		ruleset.scoped = SCOPE_ABSTRACT_SOCKETS;
		size += sizeof(ruleset.scoped);
	}
	landlock->fd = (int)syscall(CALL_CREATE, &ruleset, size, 0);
	return landlock->fd >= 0;
}

static uint64_t rights_of(enum landlock_access access)
{
	switch (access) {
	case LANDLOCK_READ:
		return FS_READ_FILE | FS_READ_DIR;
	case LANDLOCK_EDIT:
		return FS_READ_FILE | FS_READ_DIR | FS_WRITE_FILE | FS_REMOVE_FILE | FS_REMOVE_DIR |
		       FS_MAKE_REG | FS_MAKE_DIR | FS_REFER | FS_TRUNCATE;
	case LANDLOCK_DEVICE:
		break;
	}
	return FS_READ_FILE | FS_WRITE_FILE | FS_TRUNCATE | FS_IOCTL_DEV;
}

void landlock_allow(const struct landlock *landlock, const char *path,
		    enum landlock_access access)
{
	const uint64_t of_files = FS_READ_FILE | FS_WRITE_FILE | FS_TRUNCATE | FS_IOCTL_DEV;
	struct rule rule = { .access = rights_of(access) & known(landlock->abi) };
	struct stat st;

	rule.fd = open(path, O_PATH | O_CLOEXEC);
	if (rule.fd < 0)
		return;
	if (fstat(rule.fd, &st) == 0 && !S_ISDIR(st.st_mode))
		rule.access &= of_files;
	/* A rule that is not taken allows nothing, which is the safe side. */
	syscall(CALL_ADD_RULE, landlock->fd, RULE_PATH_BENEATH, &rule, 0);
	close(rule.fd);
}

bool landlock_end(struct landlock *landlock)
{
	bool ok = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
		  syscall(CALL_RESTRICT, landlock->fd, 0) == 0;
	int error = errno;

	close(landlock->fd);
	errno = error;
	return ok;
}
