/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * without NUMBER=ERRNO... -- PROGRAM [ARGUMENT...]: runs a program for which these system calls
 * fail, as on a kernel that does not have them. `thread=ERRNO` is the making of threads alone.
 */
#include <errno.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/filter.h>
#include <linux/seccomp.h>

enum { STEPS_MOST = 64, CALL_CLONE3 = 435, CALL_LANDLOCK = 444 };

static const struct { const char *name; uint32_t number; } calls[] = {
	{ "landlock", CALL_LANDLOCK }, { "seccomp", SYS_seccomp },
	{ "inotify", SYS_inotify_init1 }, { "signalfd", SYS_signalfd4 },
	{ "statx", SYS_statx }, { "memfd", SYS_memfd_create },
	{ "copy", SYS_copy_file_range }, { "exchange", SYS_renameat2 },
};

static struct sock_filter steps[STEPS_MOST];
static unsigned short count;

static void add(uint16_t code, uint32_t k, uint8_t yes, uint8_t no)
{
	if (count == STEPS_MOST)
		exit(125);
	steps[count++] = (struct sock_filter){ code, yes, no, k };
}

/* Before and after it the number of the call is what was loaded. */
static void deny(uint32_t number, uint32_t error)
{
	add(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1);
	add(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error, 0, 0);
}

static void deny_threads(uint32_t error)
{
	deny(CALL_CLONE3, ENOSYS);
	add(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 4);
	add(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0]), 0, 0);
	add(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 0, 1);
	add(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error, 0, 0);
	add(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr), 0, 0);
}

static void take(const char *text)
{
	const char *equals = strchr(text, '=');
	uint32_t error = equals ? (uint32_t)atoi(equals + 1) : 0;
	size_t len = equals ? (size_t)(equals - text) : 0;

	if (len == 6 && memcmp(text, "thread", len) == 0) {
		deny_threads(error);
		return;
	}
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if (strlen(calls[i].name) == len && memcmp(calls[i].name, text, len) == 0) {
			deny(calls[i].number, error);
			return;
		}
	fprintf(stderr, "without: %s is not known\n", text);
	exit(125);
}

int main(int argc, char **argv)
{
	struct sock_fprog program = { .filter = steps };
	int at = 1;

	add(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr), 0, 0);
	for (; at < argc && strcmp(argv[at], "--") != 0; at++)
		take(argv[at]);
	add(BPF_RET | BPF_K, SECCOMP_RET_ALLOW, 0, 0);
	program.len = count;
	if (at + 1 >= argc)
		return 125;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
		return 126;
	execv(argv[at + 1], argv + at + 1);
	return 127;
}
