/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an edit log is made of, for its own files.
 *
 *	edit_log.c         made, appended to, closed
 *	edit_log_write.c   records and pieces into the file
 *	edit_log_dump.c    what a new log begins with
 *	edit_log_sync.c    the thread that brings it to the disk
 *	edit_log_format.c  header, names, identities
 *	edit_log_reader.c  reading
 *	edit_log_saving.c  which new file a save makes
 */
#ifndef BURIN_DOCUMENT_EDIT_LOG_PRIVATE_H
#define BURIN_DOCUMENT_EDIT_LOG_PRIVATE_H

#include "base/buf.h"
#include "document/edit_log.h"
#include "document/edit_log_format.h"
#include "store/private_folder.h"

#include <pthread.h>
#include <stdatomic.h>

/* A run of a source and where it stands: in the saved file, or in the log. */
struct log_run {
	uint16_t source;
	uint64_t off;            /* in the source */
	uint64_t len;
	uint64_t to;
};

/* Sorted by source and offset. */
struct log_runs {
	struct log_run *runs;    /* owned */
	size_t count, room;
};

/* The thread. */
struct log_sync {
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t wake;
	int fd;                  /* of the log, borrowed */
	int folder;              /* borrowed */
	bool runs;               /* the thread was made */
	bool stop;               /* under the mutex */
	atomic_bool sleeps;      /* the thread waits for the first append */
	atomic_uint_fast64_t pending;    /* bytes appended since the last sync began */
	atomic_int error;        /* errno of a sync that failed */
	bool named;              /* the folder was synced */
};

struct edit_log {
	struct ropes *ropes;     /* borrowed */
	struct private_folder *folder;   /* owned */
	char name[LOG_NAME];     /* "" until it has its place */
	int fd;
	bool in_place;
	uint64_t origin;
	uint64_t end;            /* bytes of the log that are whole */
	uint32_t sum;            /* of the last record */
	struct log_runs saved;   /* what of the sources stands in the saved file */
	struct log_runs logged;  /* what of the arena stands in the log */
	struct buf buf;          /* the record that is being made, or the rest of it */
	uint64_t flushed;        /* bytes of it that are in the file already */
	uint32_t record_sum;     /* over these */
	bool failed;             /* of it: `problem` says why */
	bool broken;             /* takes no more */
	struct err problem;
	struct log_sync sync;
};

/* Records. begin, put into log->buf or through log_write_*, end. False: nothing was appended, and
 * the log is broken. */
void log_begin(struct edit_log *log);
bool log_end(struct edit_log *log, enum log_type type, unsigned flags);
bool log_plain(struct edit_log *log, enum log_type type, uint64_t number);

/* The bytes that go, as they were; unknown where they can not be read. */
void log_write_old(struct edit_log *log, const struct edit_log_edit *edit);

/* A rope as pieces. */
void log_write_rope(struct edit_log *log, struct rope *rope);

/* Whether log_write_rope() could keep all of it: false where bytes would be gone with us. */
bool log_can_write_rope(struct edit_log *log, struct rope *rope);
void log_break(struct edit_log *log, const struct err *err);

/* Runs. */
bool log_runs_add(struct log_runs *runs, const struct log_run *run);
void log_runs_sort(struct log_runs *runs);
const struct log_run *log_runs_find(const struct log_runs *runs, uint16_t source, uint64_t off);

bool log_dump(struct edit_log *log, const struct edit_log_base *base, struct err *err);

/* The thread. */
void log_sync_start(struct log_sync *sync, int fd, int folder);
void log_sync_note(struct log_sync *sync, uint64_t bytes);
void log_sync_stop(struct log_sync *sync);
bool log_sync_now(struct log_sync *sync, struct err *err);
extern const char log_sync_gone[];       /* what is told of a log without a name */

#endif
