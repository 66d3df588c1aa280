/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An output file is edited as a document and then saved, so a mistake in the last line of the text
 * leaves it as it was, and what the text does not name stays. On standard output nothing can be
 * taken back: it gets what comes before the mistake.
 */
#include "cli/undump_mode.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/checked.h"
#include "cli/place.h"
#include "cli/report.h"
#include "document/save.h"
#include "scan/undump.h"

enum { TEXT_PART = 1 << 16, ARENA_CHUNK = 1 << 20 };

static bool is_standard(const char *name)
{
	return !name || strcmp(name, "-") == 0;
}

/* Feeds the whole text. */
static bool feed_all(int fd, const char *name, struct undump *undump, struct err *err)
{
	char text[TEXT_PART];

	for (;;) {
		ssize_t len = read(fd, text, sizeof text);

		if (len < 0 && errno == EINTR)
			continue;
		if (len < 0)
			return err_sys(err, errno, "%s", name);
		if (len == 0)
			return undump_end(undump, err);
		if (!undump_feed(undump, text, (size_t)len, err))
			return false;
	}
}

static bool undump_file(const struct cli *cli, undump_sink *sink, void *context, struct err *err)
{
	const char *input = cli->file_count > 0 ? cli->files[0] : NULL;
	const char *name = is_standard(input) ? "standard input" : input;
	int fd = is_standard(input) ? STDIN_FILENO : open(input, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	struct undump *undump;
	bool ok;

	if (fd < 0)
		return err_sys(err, errno, "%s", name);
	undump = undump_new(cli->format == DUMP_PLAIN, sink, context, err);
	ok = undump && feed_all(fd, name, undump, err);
	if (!ok && err->code == ERR_SYNTAX)
		err_prefix(err, "%s", name);
	undump_free(undump);
	if (fd != STDIN_FILENO)
		close(fd);
	return ok;
}

/* Standard output: bytes wait in a buffer until there are many. */
struct writer {
	struct buf out;
	uint64_t pos;                /* of the next byte */
	uint64_t shift;              /* added to the addresses of the text */
};

static bool flush_writer(struct writer *writer, struct err *err)
{
	bool ok = buf_ok(&writer->out) || err_nomem(err);

	ok = ok && report_write(writer->out.data, writer->out.len, err);
	buf_clear(&writer->out);
	return ok;
}

static bool write_gap(struct writer *writer, uint64_t len, struct err *err)
{
	while (len > 0) {
		size_t part = (size_t)min_u64(len, TEXT_PART);

		buf_fill(&writer->out, 0, part);
		if (!flush_writer(writer, err))
			return false;
		len -= part;
	}
	return true;
}

static bool shift_pos(uint64_t shift, uint64_t *pos, size_t len, struct err *err)
{
	uint64_t end;

	if (add_fits(*pos, shift, pos) && add_fits(*pos, len, &end) && end <= INT64_MAX)
		return true;
	return err_set(err, ERR_RANGE, "the dump has an address that no file can have");
}

static bool write_run(void *context, uint64_t pos, const uint8_t *bytes, size_t len,
		      struct err *err)
{
	struct writer *writer = context;

	if (!shift_pos(writer->shift, &pos, len, err))
		return false;
	if (pos < writer->pos)
		return err_set(err, ERR_REFUSED, "the dump goes back from 0x%" PRIx64 " to 0x%"
			       PRIx64 ", which needs an output file", writer->pos, pos);
	if (!write_gap(writer, pos - writer->pos, err))
		return false;
	buf_add(&writer->out, bytes, len);
	writer->pos = pos + len;
	return writer->out.len < TEXT_PART || flush_writer(writer, err);
}

static int undump_to_output(const struct cli *cli, uint64_t shift)
{
	struct writer writer = { .out = BUF_INIT, .shift = shift };
	struct err err, late;
	bool ok = undump_file(cli, write_run, &writer, &err);

	/* What comes before a mistake is written, as every filter does. */
	if (!flush_writer(&writer, &late) && ok) {
		err = late;
		ok = false;
	}
	buf_done(&writer.out);
	return ok ? CLI_OK : report_write_failure(&err);
}

/* A file. */
struct patch {
	struct document *document;
	uint64_t shift;
};

static bool patch_run(void *context, uint64_t pos, const uint8_t *bytes, size_t len,
		      struct err *err)
{
	struct patch *patch = context;
	struct document *document = patch->document;
	uint64_t size = document_size(document);
	size_t over;

	if (len == 0)
		return true;
	if (!shift_pos(patch->shift, &pos, len, err))
		return false;
	if (pos > size && !document_resize(document, pos, err))
		return false;
	over = pos < size ? (size_t)min_u64(len, size - pos) : 0;
	if (over > 0 && !document_overwrite(document, pos, bytes, over, 0, err))
		return false;
	return over == len ||
	       document_insert(document, pos + over, bytes + over, len - over, 0, err);
}

static bool save(struct document *document, const char *path, struct err *err)
{
	struct save_request request = { .path = document_path(document) ? NULL : path };
	struct job *job;
	bool ok;

	if (request.path == NULL && !document_is_modified(document))
		return true;
	job = save_new(document, &request, err);
	ok = job && job_run(job, err);
	if (ok)
		save_finish(job, document);
	job_free(job);
	return ok;
}

static bool undump_into(const struct cli *cli, struct ropes *ropes, uint64_t shift, struct err *err)
{
	struct document_options options = { .mode = DOCUMENT_COPY, .no_map = cli->no_map };
	const char *path = cli->files[1];
	struct patch patch = { .shift = shift };
	struct stat st;
	bool ok;

	if (lstat(path, &st) != 0 && errno == ENOENT)
		patch.document = document_new(ropes, 0, err);
	else
		patch.document = document_open(ropes, path, &options, err);
	ok = patch.document && undump_file(cli, patch_run, &patch, err) &&
	     save(patch.document, path, err);
	document_close(patch.document);
	return ok;
}

static int undump_to_file(const struct cli *cli, uint64_t shift)
{
	struct err err;
	struct store *store = store_new(ARENA_CHUNK, &err);
	struct ropes ropes;
	bool ok;

	if (!store) {
		report_error(&err);
		return CLI_FAILURE;
	}
	ropes_init(&ropes, store);
	ok = undump_into(cli, &ropes, shift, &err);
	if (!ok)
		report_error(&err);
	ropes_done(&ropes);
	store_free(store);
	return ok ? CLI_OK : CLI_FAILURE;
}

int undump_mode_run(const struct cli *cli)
{
	const char *output = cli->file_count > 1 ? cli->files[1] : NULL;
	struct err err;
	uint64_t shift;

	if (!place_number("offset", cli->offset, &shift, &err)) {
		report_error(&err);
		return CLI_USAGE;
	}
	return is_standard(output) ? undump_to_output(cli, shift) : undump_to_file(cli, shift);
}
