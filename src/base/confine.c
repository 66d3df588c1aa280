/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Landlock for files, a filter for system calls. A build with sanitizers or coverage gives up
 * nothing: what these add has to start processes and to write files at the end.
 */
#include "base/confine.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#include "base/seccomp.h"

#ifdef INSTRUMENTED
enum { IS_INSTRUMENTED = 1 };
#else
enum { IS_INSTRUMENTED = 0 };
#endif

/* Where descriptions of terminals are, besides what the environment says. */
static const char *const descriptions[] = {
	"/etc/terminfo", "/lib/terminfo", "/usr/lib/terminfo", "/usr/share/terminfo",
	"/usr/share/lib/terminfo", "/usr/local/share/terminfo", "/usr/share/tabset",
	"/usr/share/zoneinfo", "/etc/localtime",
};

/* "A:B", as TERMINFO_DIRS has it. */
static void keep_list(const struct landlock *landlock, const char *list)
{
	char path[PATH_MAX];

	while (list && *list) {
		size_t len = strcspn(list, ":");
		if (len > 0 && len < sizeof(path)) {
			memcpy(path, list, len);
			path[len] = '\0';
			landlock_allow(landlock, path, LANDLOCK_READ);
		}
		list += len + (list[len] == ':');
	}
}

static void keep_descriptions(const struct landlock *landlock)
{
	const char *home = getenv("HOME");
	const char *own = getenv("TERMINFO");
	struct buf path = BUF_INIT;

	for (size_t i = 0; i < sizeof(descriptions) / sizeof(descriptions[0]); i++)
		landlock_allow(landlock, descriptions[i], LANDLOCK_READ);
	keep_list(landlock, getenv("TERMINFO_DIRS"));
	if (own && *own == '/')
		landlock_allow(landlock, own, LANDLOCK_READ);
	if (home && *home == '/') {
		buf_format(&path, "%s/.terminfo", home);
		landlock_allow(landlock, buf_string(&path), LANDLOCK_READ);
	}
	buf_done(&path);
}

void confine_begin(struct confine *confine, enum confine_kind kind)
{
	*confine = (struct confine){ .kind = kind };
	if (IS_INSTRUMENTED)
		return;
	confine->has_landlock = landlock_begin(&confine->landlock);
	if (!confine->has_landlock)
		return;
	keep_descriptions(&confine->landlock);
	landlock_allow(&confine->landlock, "/dev/tty", LANDLOCK_DEVICE);
	/* Which start of the machine an edit log is of. */
	landlock_allow(&confine->landlock, "/proc/sys/kernel/random/boot_id", LANDLOCK_READ);
}

void confine_keep_folder(const struct confine *confine, const char *path)
{
	if (confine->has_landlock && confine->kind == CONFINE_EDITOR)
		landlock_allow(&confine->landlock, path, LANDLOCK_EDIT);
}

static void keep_folder_of(const struct confine *confine, const char *path)
{
	char folder[PATH_MAX];
	const char *slash = strrchr(path, '/');
	size_t len = slash ? (size_t)(slash - path) : 0;

	if (!slash) {
		confine_keep_folder(confine, ".");
		return;
	}
	if (len >= sizeof(folder))
		return;
	memcpy(folder, path, len);
	folder[len] = '\0';
	confine_keep_folder(confine, len > 0 ? folder : "/");
}

void confine_keep_file(const struct confine *confine, const char *path)
{
	char real[PATH_MAX];
	struct stat st;

	if (!confine->has_landlock || confine->kind != CONFINE_EDITOR || !realpath(path, real))
		return;
	if (stat(real, &st) == 0 && !S_ISREG(st.st_mode)) {
		landlock_allow(&confine->landlock, real, LANDLOCK_DEVICE);
		return;
	}
	keep_folder_of(confine, path);
	keep_folder_of(confine, real);
}

bool confine_end(struct confine *confine)
{
	bool some = false;

	if (IS_INSTRUMENTED)
		return false;
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (confine->has_landlock)
		some = landlock_end(&confine->landlock);
	confine->has_landlock = false;
	return seccomp_deny() || some;
}

void confine_describe(struct buf *out)
{
	int abi = landlock_abi();

	if (IS_INSTRUMENTED) {
		buf_text(out, "none: this build is instrumented");
		return;
	}
	if (abi > 0)
		buf_format(out, "Landlock %d", abi);
	else
		buf_text(out, "no Landlock in this kernel");
	buf_text(out, seccomp_is_built() ? ", filter of system calls" :
					   ", no filter of system calls for this machine");
}
