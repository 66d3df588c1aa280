/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A redirected file is opened by its name in /proc: it may have no other name any more. */
#include "cli/input.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/checked.h"

static const char input_path[] = "/proc/self/fd/0";

bool input_is_file(void)
{
	struct stat st;

	return fstat(STDIN_FILENO, &st) == 0 && S_ISREG(st.st_mode) &&
	       lseek(STDIN_FILENO, 0, SEEK_CUR) == 0;
}

struct document *input_open(struct ropes *ropes, struct err *err)
{
	struct document_options options = { .mode = DOCUMENT_READ };
	struct document *document = NULL;

	/* Opening it again can be refused where reading on is not. */
	if (input_is_file())
		document = document_open(ropes, input_path, &options, err);
	return document ? document : input_spool(ropes, err);
}

struct document *input_spool(struct ropes *ropes, struct err *err)
{
	return document_spool(ropes, STDIN_FILENO, input_limit(), err);
}

uint64_t input_limit(void)
{
	const uint64_t most = UINT64_C(16) << 30;
	long pages = sysconf(_SC_PHYS_PAGES);
	long page = sysconf(_SC_PAGESIZE);
	uint64_t half;

	if (pages <= 0 || page <= 0 || !mul_fits((uint64_t)pages / 2, (uint64_t)page, &half))
		return most;
	return min_u64(half, most);
}
