/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whole rows of what was read become a document of their own in a store of their own, which is let
 * go when they are printed: the dump engine works on snapshots, and a second engine for pipes would
 * be a second chance to differ from xxd.
 */
#include "cli/stream.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/checked.h"
#include "cli/place.h"
#include "cli/report.h"

enum { ROOM = 1 << 20, LONGEST_ROW = 1 << 16 };

struct stream {
	struct dump_options options;
	size_t row;                  /* bytes a row */
	uint64_t skip;               /* still to be thrown away */
	uint64_t left;               /* still to be printed */
	uint8_t *bytes;              /* read and not printed, ROOM of them */
	size_t len;
};

/* Bytes a row; 0 where rows can not be cut. */
static size_t row_bytes(const struct dump_options *options)
{
	size_t row = options->columns;

	switch (options->format) {
	case DUMP_XXD:
	case DUMP_JSON:
		row = row ? row : 16;
		break;
	case DUMP_PLAIN:
		row = row ? row : 30;
		break;
	case DUMP_BITS:
		row = row ? row : 6;
		break;
	case DUMP_C:
	case DUMP_HEXDUMP:
	case DUMP_OD:
		return 0;
	}
	return row <= LONGEST_ROW ? row : 0;
}

static bool find_range(struct stream *stream, const struct cli *cli, struct err *err)
{
	if (!place_number("offset", cli->offset, &stream->skip, err))
		return false;
	stream->left = UINT64_MAX;
	return !cli->length || place_number("length", cli->length, &stream->left, err);
}

bool stream_can(const struct cli *cli, const struct dump_options *options)
{
	struct stream stream;
	struct err err;

	return row_bytes(options) > 0 && find_range(&stream, cli, &err);
}

/* Dumps bytes[0..len). */
static bool print_rows(struct stream *stream, struct ropes *ropes, size_t len, struct buf *text,
		       struct err *err)
{
	struct rope *rope = document_make(ropes, stream->bytes, len, err);
	struct snapshot snapshot = snapshot_of(ropes, rope);
	struct dump *dump = NULL;
	bool ok = false;

	if (rope)
		dump = dump_new(&snapshot, 0, len, &stream->options, err);
	while (dump && (ok = dump_next(dump, text, err)) && text->len > 0) {
		ok = report_write(text->data, text->len, err);
		if (!ok)
			break;
		buf_clear(text);
	}
	dump_free(dump);
	snapshot_done(&snapshot);
	rope_unref(ropes, rope);
	return ok;
}

/* Prints what is whole (at the end: all) and moves the rest to the front. */
static bool print_whole(struct stream *stream, bool ended, struct err *err)
{
	size_t len = ended ? stream->len : stream->len - stream->len % stream->row;
	struct buf text = BUF_INIT;
	struct store *store;
	struct ropes ropes;
	bool ok;

	if (len == 0)
		return true;
	store = store_new(ROOM, err);
	if (!store)
		return false;
	ropes_init(&ropes, store);
	ok = print_rows(stream, &ropes, len, &text, err);
	ropes_done(&ropes);
	store_free(store);
	buf_done(&text);
	stream->options.base += len;
	stream->len -= len;
	memmove(stream->bytes, stream->bytes + len, stream->len);
	return ok;
}

/* Takes what was read behind the bytes that wait, less what is to be skipped. */
static void take(struct stream *stream, size_t got)
{
	size_t skip = (size_t)min_u64(got, stream->skip);
	uint8_t *at = stream->bytes + stream->len;

	memmove(at, at + skip, got - skip);
	stream->skip -= skip;
	got = (size_t)min_u64(got - skip, stream->left);
	stream->left -= got;
	stream->len += got;
}

/* More can be had at once, and there is room for it. */
static bool has_more(const struct stream *stream)
{
	struct pollfd ready = { .fd = STDIN_FILENO, .events = POLLIN };

	return stream->left > 0 && stream->len < ROOM && poll(&ready, 1, 0) > 0;
}

/* Never reads more than is wanted: what follows is another's. */
static bool read_some(struct stream *stream, bool *ended, struct err *err)
{
	uint64_t wanted;
	ssize_t got;

	if (!add_fits(stream->skip, stream->left, &wanted))
		wanted = UINT64_MAX;
	got = read(STDIN_FILENO, stream->bytes + stream->len,
		   (size_t)min_u64(ROOM - stream->len, wanted));
	if (got < 0 && errno == EAGAIN)
		poll(&(struct pollfd){ .fd = STDIN_FILENO, .events = POLLIN }, 1, -1);
	else if (got < 0 && errno != EINTR)
		return err_sys(err, errno, "standard input");
	*ended = got == 0;
	if (got > 0)
		take(stream, (size_t)got);
	return true;
}

static bool run(struct stream *stream, struct err *err)
{
	uint64_t skip = stream->skip;
	bool ended = false;

	while (!ended) {
		do {
			if (stream->left > 0 && !read_some(stream, &ended, err))
				return false;
		} while (!ended && has_more(stream));
		ended = ended || stream->left == 0;
		if (!print_whole(stream, ended, err))
			return false;
	}
	/* Where nothing was wanted nothing was read, so the end is not known. */
	if (stream->skip > 0 && stream->left > 0)
		return err_set(err, ERR_RANGE, "standard input: offset 0x%" PRIx64
			       " is past the end, 0x%" PRIx64, skip, skip - stream->skip);
	return true;
}

int stream_dump(const struct cli *cli, const struct dump_options *options)
{
	struct stream stream = { .options = *options, .row = row_bytes(options) };
	struct err err = { 0 };
	int status = CLI_OK;

	stream.bytes = malloc(ROOM);
	if (!stream.bytes)
		err_nomem(&err);
	if (!stream.bytes || !find_range(&stream, cli, &err)) {
		report_error(&err);
		free(stream.bytes);
		return CLI_FAILURE;
	}
	stream.options.base += stream.skip;
	if (!run(&stream, &err))
		status = report_write_failure(&err);
	free(stream.bytes);
	return status;
}
