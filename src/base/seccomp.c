/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Plain BPF. The editor has a list of what is denied, which no new version of the C library can
 * break; the parser of foreign bytes has a list of what is allowed.
 *
 * Executable memory is not denied to the editor, as research had it: regular expressions are
 * compiled to machine code.
 *
 * clone3() has its flags behind a pointer, where a filter can not look: it "does not exist", and
 * the C library takes clone(), which may make threads.
 */
#include "base/seccomp.h"

#include <errno.h>
#include <stddef.h>
#include <stdint.h>

#if defined __has_include && __has_include(<linux/seccomp.h>) && __has_include(<linux/audit.h>)
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#if defined __x86_64__ && !defined __ILP32__
#define MACHINE AUDIT_ARCH_X86_64
#elif defined __aarch64__
#define MACHINE AUDIT_ARCH_AARCH64
#endif
#endif

#ifdef MACHINE

#ifndef TIOCLINUX
#define TIOCLINUX 0x541c
#endif
enum { X32_BIT = 0x40000000, STEPS_MOST = 256, CALL_CLONE3 = 435 };

struct program {
	struct sock_filter steps[STEPS_MOST];
	unsigned short count;
};

static const int denied[] = {
	SYS_execve, SYS_execveat, SYS_ptrace, SYS_socket, SYS_process_vm_readv,
	SYS_process_vm_writev, SYS_bpf, SYS_userfaultfd, SYS_keyctl, SYS_add_key, SYS_request_key,
	SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_unshare, SYS_setns,
	SYS_kexec_load, SYS_init_module, SYS_finit_module, SYS_delete_module,
	SYS_perf_event_open, SYS_open_by_handle_at, SYS_swapon, SYS_swapoff, SYS_reboot,
	SYS_acct, SYS_quotactl, SYS_settimeofday, SYS_personality,
	425,     /* io_uring_setup */
	438,     /* pidfd_getfd */
#ifdef SYS_fork
	SYS_fork, SYS_vfork,
#endif
};

static const int allowed[] = {
	SYS_read, SYS_pread64, SYS_write, SYS_writev, SYS_mmap, SYS_munmap, SYS_mremap,
	SYS_madvise, SYS_brk, SYS_mprotect, SYS_futex, SYS_exit, SYS_exit_group, SYS_rt_sigreturn,
	SYS_rt_sigprocmask, SYS_rt_sigaction, SYS_getpid, SYS_gettid, SYS_clock_gettime,
	SYS_getrandom, SYS_lseek, SYS_fstat, SYS_close, SYS_restart_syscall, SYS_tgkill,
	SYS_sysinfo,         /* qsort() asks how much memory there is */
};

static void add(struct program *program, struct sock_filter step)
{
	if (program->count < STEPS_MOST)
		program->steps[program->count++] = step;
}

static void load(struct program *program, size_t off)
{
	add(program, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)off));
}

static void end_with(struct program *program, uint32_t what)
{
	add(program, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, what));
}

/* Where what was loaded is `value`, it ends with that. */
static void end_if(struct program *program, uint32_t value, uint32_t what)
{
	add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1));
	end_with(program, what);
}

/* Calls of another machine's numbers mean something else than they seem. */
static void begin(struct program *program)
{
	load(program, offsetof(struct seccomp_data, arch));
	add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MACHINE, 1, 0));
	end_with(program, SECCOMP_RET_KILL_PROCESS);
	load(program, offsetof(struct seccomp_data, nr));
#ifdef __x86_64__
	add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, X32_BIT, 0, 1));
	end_with(program, SECCOMP_RET_KILL_PROCESS);
#endif
}

static bool enforce(const struct program *program, unsigned long flags)
{
	struct sock_fprog given = { program->count, (struct sock_filter *)program->steps };

	if (program->count == STEPS_MOST) {
		errno = E2BIG;
		return false;
	}
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return false;
	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &given) == 0;
}

bool seccomp_is_built(void)
{
	return true;
}

/* Both begin with the number of the call loaded, and load it again at the end. */
static void deny_processes(struct program *program)
{
	const uint32_t refuse = SECCOMP_RET_ERRNO | EPERM;

	end_if(program, CALL_CLONE3, SECCOMP_RET_ERRNO | ENOSYS);
	/* clone() without CLONE_THREAD: four steps are jumped over for any other call. */
	add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 4));
	load(program, offsetof(struct seccomp_data, args[0]));
	add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 1, 0));
	end_with(program, refuse);
	load(program, offsetof(struct seccomp_data, nr));
}

static void deny_typing(struct program *program)
{
	const uint32_t refuse = SECCOMP_RET_ERRNO | EPERM;

	add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ioctl, 0, 6));
	load(program, offsetof(struct seccomp_data, args[1]));
	end_if(program, TIOCSTI, refuse);
	end_if(program, TIOCLINUX, refuse);
	load(program, offsetof(struct seccomp_data, nr));
}

bool seccomp_deny(void)
{
	struct program program = { .count = 0 };

	begin(&program);
	for (size_t i = 0; i < sizeof(denied) / sizeof(denied[0]); i++)
		end_if(&program, (uint32_t)denied[i], SECCOMP_RET_ERRNO | EPERM);
	deny_processes(&program);
	deny_typing(&program);
	end_with(&program, SECCOMP_RET_ALLOW);
	return enforce(&program, SECCOMP_FILTER_FLAG_TSYNC);
}

bool seccomp_compute_only(void)
{
	struct program program = { .count = 0 };

	begin(&program);
	for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++)
		end_if(&program, (uint32_t)allowed[i], SECCOMP_RET_ALLOW);
	end_with(&program, SECCOMP_RET_KILL_PROCESS);
	return enforce(&program, 0);
}

#else

bool seccomp_is_built(void)
{
	return false;
}

bool seccomp_deny(void)
{
	errno = ENOSYS;
	return false;
}

bool seccomp_compute_only(void)
{
	errno = ENOSYS;
	return false;
}

#endif
