/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One step: the bytes are copied, handed over, and the answer is taken apart. What comes back is as
 * hostile as what was sent. */
#include "scan/filetype.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/confined.h"
#include "base/printable.h"

enum { REPLY_MOST = 1 << 16 };

struct naming {
	struct job base;
	struct snapshot snapshot;
	uint64_t pos;
	size_t len;
	size_t known;            /* bytes up to the first that can not be read */
	struct buf reply;
};

static bool ask(struct naming *naming, uint8_t *bytes, uint8_t *known, struct err *err)
{
	const uint8_t *hole;

	snapshot_read(&naming->snapshot, naming->pos, bytes, known, naming->len, NULL);
	hole = memchr(known, 0, naming->len);
	naming->known = hole ? (size_t)(hole - known) : naming->len;
	if (naming->known == 0 && naming->len > 0)
		return err_set(err, ERR_LOST, "it has no type: the byte at 0x%" PRIx64
			       " can not be read", naming->pos);
	return confined_run("type", bytes, naming->known, &naming->reply, REPLY_MOST, err);
}

static bool check_reply(const struct buf *reply, struct err *err)
{
	if (reply->len > 0 && reply->data[0] == '+')
		return true;
	if (reply->len > 0 && reply->data[0] == '-')
		return err_set(err, ERR_REFUSED, "%.*s", (int)min_size(reply->len - 1, 300),
			       (const char *)reply->data + 1);
	return err_set(err, ERR_REFUSED, "the parser of file types gave no answer");
}

static enum job_state step(struct job *job, struct err *err)
{
	struct naming *naming = (struct naming *)job;
	uint8_t *bytes = malloc(2 * naming->len + 1);
	bool ok;

	if (!bytes) {
		err_nomem(err);
		return JOB_FAILED;
	}
	ok = ask(naming, bytes, bytes + naming->len, err) && check_reply(&naming->reply, err);
	free(bytes);
	return ok ? JOB_DONE : JOB_FAILED;
}

static void naming_free(struct job *job)
{
	struct naming *naming = (struct naming *)job;

	snapshot_done(&naming->snapshot);
	buf_done(&naming->reply);
	free(naming);
}

static const struct job_class class = { "looking at the type", step, naming_free };

struct job *filetype_new(const struct snapshot *snapshot, uint64_t pos, uint64_t len,
			 struct err *err)
{
	struct naming *naming = calloc(1, sizeof(*naming));

	if (!naming) {
		err_nomem(err);
		return NULL;
	}
	job_init(&naming->base, &class, 0);
	naming->snapshot = snapshot_copy(snapshot);
	naming->pos = pos;
	naming->len = (size_t)min_u64(len, FILETYPE_MOST);
	return &naming->base;
}

void filetype_parts(const struct job *job, struct buf *description, struct buf *mime)
{
	const struct naming *naming = (const struct naming *)job;
	const char *text = (const char *)naming->reply.data + 1;
	size_t len = naming->reply.len - 1;
	const char *end = memchr(text, '\n', len);
	size_t first = end ? (size_t)(end - text) : len;

	printable_add(description, text, first);
	if (naming->known < naming->len)
		buf_format(description, ", judged by the first %zu bytes, as the next can not be "
			   "read", naming->known);
	if (end)
		printable_add(mime, end + 1, len - first - 1);
}

void filetype_text(const struct job *job, struct buf *out)
{
	struct buf mime = BUF_INIT;

	filetype_parts(job, out, &mime);
	buf_format(out, " (%s)", buf_string(&mime));
	buf_done(&mime);
}
