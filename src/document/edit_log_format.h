/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an edit log looks like on the disk, and how it is read. All numbers are little-endian.
 *
 *	header   "BURINLOG", version, length, what file it is about, who writes it, checksum
 *	record   length (8), type (1), flags (1), zero (2), checksum (4), body
 *	...
 *
 * The checksum of a record covers its body, its head and the checksum before it, so a log is
 * believed up to the first record that is not whole, and no record can be taken for one of another
 * log. (The body of LOG_SAVING is written later, counts as zeros, and has a sum in itself.) A log
 * is input like any other: nothing in it is a length to be allocated before it was found to be
 * there.
 *
 *	struct log_reader reader;
 *	if (!log_reader_open(&reader, fd, &header, err)) ...
 *	while (log_reader_next(&reader, &record)) {
 *		struct log_piece piece;
 *		while (log_take_piece(&record.body, &piece)) ...
 *	}
 *	log_reader_done(&reader);
 *
 * Positions are offsets of the file, also for a document that is a slice of it.
 *
 * Versions: 1 had no LOG_JOIN (but for logs of burins that were made before the number was raised),
 * all else is as in 2. Both are read. A log of a later one is refused as a whole: to a reader that
 * does not know a record it would be the end of what is whole. So whoever adds a type, a flag or a
 * kind of piece raises the number.
 */
#ifndef BURIN_DOCUMENT_EDIT_LOG_FORMAT_H
#define BURIN_DOCUMENT_EDIT_LOG_FORMAT_H

#include "base/buf.h"
#include "base/err.h"

#include <stdint.h>

#define LOG_MAGIC "BURINLOG"
enum { LOG_VERSION = 2, LOG_HEAD = 16, LOG_HEADER_MOST = 1 << 16 };

/* Old bytes are kept whole up to this many; of more, so many from either end. */
enum { LOG_OLD_MOST = 1 << 16, LOG_OLD_END = 1 << 15 };

/* What tells a file from every other, and its content from a later one. */
struct log_identity {
	uint64_t dev, ino;
	int64_t birth_s;         /* 0 where the file system does not know */
	uint64_t birth_ns;
	uint64_t size;
	int64_t mtime_s;
	uint64_t mtime_ns;
};

/* The body of LOG_SAVING: an identity and its checksum. */
enum { LOG_SLOT = 7 * 8 + 4 };

enum { LOG_NAME = 64 };          /* of a log in its folder, with the zero */

struct log_header {
	uint32_t version;
	bool in_place;           /* the edits are in the file */
	uint64_t origin;         /* of a slice: the file offset of its first byte */
	uint64_t length;         /* bytes of the document as it was saved */
	uint64_t pid;
	int64_t began;           /* seconds since 1970 */
	struct log_identity file;
	char host[65];
	char boot[40];           /* the kernel's number for this run of the machine */
	char *path;              /* real path, owned; raw bytes */
};

enum log_type {
	LOG_CHANGE = 1,          /* an edit; in a log in place it is in the file already */
	LOG_UNDO,                /* of one step */
	LOG_REDO,
	LOG_HISTORY,             /* a change from before the log began */
	LOG_APPLIED,             /* so many of these are applied in the saved file */
	LOG_CLEAN,               /* the session ended well; the log is kept for undo */
	LOG_SAVING,              /* what precedes goes to a new file, or into the file, which gets
				  * another length by that; the body says which one it is */
	LOG_JOIN,                /* so many of the last steps became one */
};

/* Flags of LOG_CHANGE: as history_add() takes them; of LOG_HISTORY: LOG_JOINED alone. */
enum { LOG_MERGE = 1, LOG_JOINED = 2 };

/* What is still to be read of a body. Reading past its end makes it bad. */
struct log_body {
	const uint8_t *at, *end;
	uint64_t off;            /* in the log, of `end` */
	bool bad;
};

struct log_record {
	enum log_type type;
	unsigned flags;
	struct log_body body;    /* borrowed until the next record */
};

/* The fixed part of LOG_CHANGE; the new content follows as pieces until the end. */
struct log_change {
	uint64_t pos;
	uint64_t removed;        /* bytes */
	enum { LOG_OLD_UNKNOWN, LOG_OLD_WHOLE, LOG_OLD_ENDS } old;
	const uint8_t *bytes;    /* `removed` of them, or LOG_OLD_END from either end */
	uint64_t bytes_off;      /* where they are in the log */
};

enum log_piece_kind { LOG_LITERAL = 1, LOG_FILL, LOG_FILE, LOG_OTHER, LOG_EARLIER };

struct log_piece {
	enum log_piece_kind kind;
	uint64_t len;            /* bytes, at least 1 */
	uint64_t off;            /* FILE, OTHER: in the file; EARLIER, LITERAL: in the log; FILL: in
				  * the pattern */
	const uint8_t *bytes;    /* LITERAL: len of them; FILL: the pattern; OTHER: the path */
	size_t count;            /* of the pattern or path */
	struct log_identity file;/* OTHER */
};

/* Writing. */
void log_put(struct buf *buf, uint64_t number, unsigned bytes);
void log_put_identity(struct buf *buf, const struct log_identity *file);
void log_put_header(struct buf *buf, const struct log_header *header, uint32_t *sum);

/* The name of the n-th log about a file: from its identity and its real path. */
void log_name(const struct log_identity *file, const char *path, unsigned n, char name[LOG_NAME]);

/* Whether a log of this name may be about the file whose first log is named `own`, or about another
 * one that has its path. */
bool log_name_fits(const char *name, const char *own);
bool log_name_is(const char *name);      /* of a log at all; "NAME.PID.new" is none */

/* Of an open file; path is made real, owned by the caller. */
bool log_identify(int fd, struct log_identity *file, char **path, struct err *err)
	BURIN_MUST_CHECK;
bool log_is_same_file(const struct log_identity *a, const struct log_identity *b);
bool log_is_same_content(const struct log_identity *a, const struct log_identity *b);

/* Of this process and machine: host, pid, began; boot is the caller's. */
void log_describe_session(struct log_header *header);

/* The kernel's number for this run of the machine, "" where it can not be read: a confined program
 * can not, and so keeps it from before. */
void log_read_boot(char boot[40]);

/* Reading. */
struct log_reader {
	int fd;                  /* borrowed */
	uint64_t size;           /* of the log */
	uint64_t at;             /* where the next record begins: all before is whole */
	uint32_t sum;            /* of what was read last */
	struct buf record;
};

/* False: no log of this or an earlier version, or its header is not whole. On a future version
 * header->version says so. An empty log is ERR_RANGE. */
bool log_reader_open(struct log_reader *reader, int fd, struct log_header *header, struct err *err)
	BURIN_MUST_CHECK;
void log_header_done(struct log_header *header);
void log_reader_done(struct log_reader *reader);

/* False at the end of what is whole. */
bool log_reader_next(struct log_reader *reader, struct log_record *record) BURIN_MUST_CHECK;

uint64_t log_take(struct log_body *body, unsigned bytes);    /* 0 and bad past the end */
/* Of a whole record, head and body, after one whose checksum is `sum`. */
uint32_t log_record_sum(uint32_t sum, const uint8_t *record, size_t len);
void log_take_identity(struct log_body *body, struct log_identity *file);

/* False where the slot was not written. `sum` is reader->sum before the record. */
bool log_take_slot(struct log_body *body, uint32_t sum, struct log_identity *file)
	BURIN_MUST_CHECK;

/* Whether a save within the file, which told that with this slot, has come to its end: the records
 * before it are in the file as it is now. */
bool log_is_saved_within(const struct log_identity *saved, const struct log_identity *now);
bool log_take_change(struct log_body *body, struct log_change *change) BURIN_MUST_CHECK;

/* False at the end, and where what follows is no piece; then body->bad. */
bool log_take_piece(struct log_body *body, struct log_piece *piece) BURIN_MUST_CHECK;

#endif
