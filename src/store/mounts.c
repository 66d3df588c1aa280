/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A name is followed as far as the kernel knows it already (RESOLVE_CACHED), which waits for
 * nobody, and what was found is looked up in the list of mounts by its number. A name that the
 * kernel does not know, or an older kernel, gives no certainty. To compare the text of the name
 * with the places of the mounts was rejected: it does not see through symbolic links.
 */
#include "store/mounts.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/outside.h"

enum { LIST_MOST = 1 << 20, CALL_OPENAT2 = 437, ONLY_CACHED = 0x20 };

#ifndef STATX_MNT_ID
#define STATX_MNT_ID 0x1000u
#define NO_MOUNT_NUMBER
#endif

/* As /proc/self/mountinfo has them; what follows a dot is left out: fuse.sshfs. */
static const char *const with_server[] = {
	"fuse", "fuseblk", "virtiofs", "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "vboxsf",
	"vmhgfs", "ceph", "afs", "coda", "ncpfs", "orangefs", "lustre", "beegfs", "gpfs", "autofs",
};

/* The list as text; NULL when there is none. */
static char *read_list(void)
{
	int fd = outside_openat(AT_FDCWD, "/proc/self/mountinfo", O_RDONLY | O_CLOEXEC, 0);
	char *list = fd >= 0 ? malloc(LIST_MOST + 1) : NULL;
	size_t len = 0;

	while (list && len < LIST_MOST) {
		ssize_t n = read(fd, list + len, LIST_MOST - len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		len += (size_t)n;
	}
	if (list)
		list[len] = '\0';
	if (fd >= 0)
		close(fd);
	return list;
}

/* A line: "36 35 98:0 /root /place options [more] - type source options". */
static bool has_server(const char *line)
{
	const char *type = strstr(line, " - ");
	size_t len = type ? strcspn(type + 3, " .") : 0;

	for (size_t i = 0; i < sizeof with_server / sizeof *with_server; i++)
		if (len == strlen(with_server[i]) && memcmp(type + 3, with_server[i], len) == 0)
			return true;
	return false;
}

/* Is there a mount with a server, and if `number` is not NULL, with this number? True as well where
 * the list is longer than what was read of it. */
static bool search_list(char *list, const uint64_t *number)
{
	char *rest = list;

	if (strlen(list) == LIST_MOST)
		return true;
	for (char *line; (line = strsep(&rest, "\n")) != NULL;)
		if (has_server(line) && (!number || strtoull(line, NULL, 10) == *number))
			return true;
	return false;
}

bool mounts_have_servers(void)
{
	char *list = read_list();
	bool have = list && search_list(list, NULL);

	free(list);
	return have;
}

/* False where that is not certain. */
static bool find_number(const char *path, uint64_t *number)
{
	/* struct open_how, which older headers do not have. */
	struct { uint64_t flags, mode, resolve; } how = { O_PATH | O_CLOEXEC, 0, ONLY_CACHED };
	int fd = (int)syscall(CALL_OPENAT2, AT_FDCWD, path, &how, sizeof how);
	bool found = false;
	struct statx st;

	if (fd < 0)
		return false;
#ifndef NO_MOUNT_NUMBER
	found = statx(fd, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC, STATX_MNT_ID, &st) == 0 &&
		st.stx_mask & STATX_MNT_ID;
	*number = found ? st.stx_mnt_id : 0;
#else
	(void)st;
	(void)number;
#endif
	close(fd);
	return found;
}

bool mounts_may_ask_for(const char *path)
{
	char *list = read_list();
	char *again = list ? strdup(list) : NULL;
	bool may = false;
	uint64_t number;

	if (again && search_list(again, NULL))
		may = !find_number(path, &number) || search_list(list, &number);
	free(again);
	free(list);
	return may;
}
