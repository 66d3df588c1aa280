/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * On x86-64 the only instruction that touches the mapping is one `rep movsb`. The handler knows
 * its address and moves the program counter behind it; rcx then holds what was not copied. That
 * needs no lock, no system call and nothing prepared, and costs nothing until a page is gone.
 *
 * Other processors copy page by page under sigsetjmp(…, 0), which makes no system call either. The
 * jump buffer is published for the copy alone: a stale one would be jumped to for ever.
 * GUARDED_PORTABLE asks for this version, so that it is tested on x86-64 too.
 */
#include "store/guarded.h"

#include <stdint.h>

#if defined __x86_64__ && defined __LP64__ && !defined GUARDED_PORTABLE

#include <ucontext.h>

extern const char guarded_fault[] __attribute__((visibility("hidden")));
extern const char guarded_resume[] __attribute__((visibility("hidden")));

/* System V arguments: rdi to, rsi from, rdx len. The direction flag is clear on entry, by the
 * ABI. */
__asm__(".pushsection .text\n"
	"	.p2align 4\n"
	"	.globl guarded_copy, guarded_fault, guarded_resume\n"
	"	.hidden guarded_copy, guarded_fault, guarded_resume\n"
	"	.type guarded_copy, @function\n"
	"guarded_copy:\n"
	"	.cfi_startproc\n"
	"	endbr64\n"
	"	mov %rdx, %rcx\n"
	"	mov %rdx, %rax\n"
	"guarded_fault:\n"
	"	rep movsb\n"
	"guarded_resume:\n"
	"	sub %rcx, %rax\n"
	"	ret\n"
	"	.cfi_endproc\n"
	"	.size guarded_copy, . - guarded_copy\n"
	".popsection\n");

bool guarded_recover(void *context)
{
	greg_t *regs = ((ucontext_t *)context)->uc_mcontext.gregs;

	if (regs[REG_RIP] != (greg_t)(uintptr_t)guarded_fault)
		return false;
	regs[REG_RIP] = (greg_t)(uintptr_t)guarded_resume;
	return true;
}

#else

#include "base/checked.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <ucontext.h>

enum { STEP = 4096 };        /* every page size is a multiple of it */

static _Thread_local sigjmp_buf *volatile guard;

/* From `at` to the next place where a page can begin. */
static size_t to_boundary(const void *at)
{
	return STEP - ((uintptr_t)at & (STEP - 1));
}

size_t guarded_copy(void *to, const void *from, size_t len)
{
	volatile size_t done = 0;
	sigjmp_buf jump;

	if (sigsetjmp(jump, 0) == 0) {
		guard = &jump;
		atomic_signal_fence(memory_order_seq_cst);
		while (done < len) {
			uint8_t *out = (uint8_t *)to + done;
			const uint8_t *in = (const uint8_t *)from + done;
			size_t part = min_size(to_boundary(out), to_boundary(in));

			part = min_size(part, len - done);
			memcpy(out, in, part);
			atomic_signal_fence(memory_order_seq_cst);
			done += part;
		}
	}
	atomic_signal_fence(memory_order_seq_cst);
	guard = NULL;
	return done;
}

bool guarded_recover(void *context)
{
	if (!guard)
		return false;
	/* As a return from the handler would do, and the buffer does not. */
	pthread_sigmask(SIG_SETMASK, &((ucontext_t *)context)->uc_sigmask, NULL);
	siglongjmp(*guard, 1);
}

#endif
