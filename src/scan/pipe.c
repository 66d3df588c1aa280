/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One step is one wait for whatever is ready first: room for input, output, errors, the end. Our
 * ends of the pipes never block, so neither a command that does not read nor one that does not
 * write holds the worker for longer than STEP_MS.
 *
 * It is over when the end of the command was told, and not when its output is closed: what it left
 * behind in the background may hold that open for ever.
 */
#include "scan/pipe.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/checked.h"
#include "base/outside.h"

enum { STEP_MS = 50, CHUNK = 65536 };
enum { IN, OUT, ERRORS, CONTROL, ENDS };

struct piping {
	struct job base;
	struct snapshot snapshot;
	uint64_t pos, len;       /* what is still to be read by the command */
	size_t most;
	struct buf output, errors;
	int fds[ENDS];           /* our ends; -1: closed */
	bool ended, cut;
	int status;              /* as of waitpid() */
	uint8_t chunk[CHUNK];    /* of the input ... */
	size_t chunk_at, chunk_len;      /* ... and what of it is still to be written */
};

static void close_end(struct piping *piping, int which)
{
	if (piping->fds[which] >= 0)
		close(piping->fds[which]);
	piping->fds[which] = -1;
}

static bool fill_chunk(struct piping *piping, struct err *err)
{
	size_t len = (size_t)min_u64(piping->len, CHUNK);
	int why;

	if (snapshot_read(&piping->snapshot, piping->pos, piping->chunk, NULL, len, &why) > 0)
		return err_set(err, ERR_LOST, "bytes that could not be read can not be given to "
			       "a command");
	piping->pos += len;
	piping->len -= len;
	piping->chunk_at = 0;
	piping->chunk_len = len;
	return true;
}

/* A command that does not want more gets no more. */
static bool feed(struct piping *piping, struct err *err)
{
	if (piping->chunk_len == 0 && piping->len > 0 && !fill_chunk(piping, err))
		return false;
	if (piping->chunk_len == 0) {
		close_end(piping, IN);
		return true;
	}
	ssize_t put = write(piping->fds[IN], piping->chunk + piping->chunk_at, piping->chunk_len);
	if (put < 0 && errno != EAGAIN && errno != EINTR)
		close_end(piping, IN);
	if (put > 0) {
		piping->chunk_at += (size_t)put;
		piping->chunk_len -= (size_t)put;
		atomic_fetch_add(&piping->base.done, (uint64_t)put);
	}
	return true;
}

/* False when there is no more for now. */
static bool take(struct piping *piping, int which, struct buf *to, size_t most, bool *cut)
{
	uint8_t bytes[16384];
	ssize_t got = piping->fds[which] < 0 ? 0 : read(piping->fds[which], bytes, sizeof(bytes));

	if (got < 0)
		return errno == EINTR;
	if (got == 0) {
		close_end(piping, which);
		return false;
	}
	size_t room = most - to->len;
	if ((size_t)got > room && cut)
		*cut = true;
	buf_add(to, bytes, (size_t)got < room ? (size_t)got : room);
	return true;
}

static void take_all(struct piping *piping)
{
	bool more = true;

	while (more && !piping->cut && buf_ok(&piping->output))
		more = take(piping, OUT, &piping->output, piping->most, &piping->cut);
	/* What is too much is read all the same, and dropped: else the command would wait. */
	for (int rounds = 0; rounds < 64; rounds++)
		if (!take(piping, ERRORS, &piping->errors, PIPE_ERRORS, NULL))
			break;
}

/* The helper tells the status; when it is gone, so is the command. */
static void take_end(struct piping *piping)
{
	int status = -1;
	ssize_t got = read(piping->fds[CONTROL], &status, sizeof(status));

	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	piping->ended = true;
	piping->status = got == (ssize_t)sizeof(status) ? status : -1;
}

static enum job_state step(struct job *job, struct err *err)
{
	struct piping *piping = (struct piping *)job;
	struct pollfd ready[ENDS];
	bool ok = true;

	for (int i = 0; i < ENDS; i++)
		ready[i] = (struct pollfd){ piping->fds[i], i == IN ? POLLOUT : POLLIN, 0 };
	if (poll(ready, ENDS, STEP_MS) < 0)
		return JOB_RUNNING;
	if (ready[CONTROL].revents)
		take_end(piping);
	if (ready[IN].revents)
		ok = feed(piping, err);
	take_all(piping);
	if (!ok)
		return JOB_FAILED;
	if (!buf_ok(&piping->output) || !buf_ok(&piping->errors)) {
		err_nomem(err);
		return JOB_FAILED;
	}
	return piping->ended || piping->cut ? JOB_DONE : JOB_RUNNING;
}

/* Closing the control kills what still runs. */
static void piping_free(struct job *job)
{
	struct piping *piping = (struct piping *)job;

	for (int i = 0; i < ENDS; i++)
		close_end(piping, i);
	buf_done(&piping->output);
	buf_done(&piping->errors);
	snapshot_done(&piping->snapshot);
	free(piping);
}

static const struct job_class class = { "running", step, piping_free };

/* Pipes for 0, 1 and 2 of the command: theirs in fds, ours in the struct. */
static bool make_pipes(struct piping *piping, bool together, int fds[3])
{
	int in[2], out[2], errors[2];

	if (pipe2(in, O_CLOEXEC) != 0)
		return false;
	fds[0] = in[0];
	piping->fds[IN] = in[1];
	if (pipe2(out, O_CLOEXEC) != 0)
		return false;
	piping->fds[OUT] = out[0];
	fds[1] = out[1];
	if (together) {
		fds[2] = fcntl(out[1], F_DUPFD_CLOEXEC, 0);
		return fds[2] >= 0;
	}
	if (pipe2(errors, O_CLOEXEC) != 0)
		return false;
	piping->fds[ERRORS] = errors[0];
	fds[2] = errors[1];
	return true;
}

static bool start(struct piping *piping, const struct pipe_request *request, struct err *err)
{
	int fds[3] = { -1, -1, -1 };
	bool ok = make_pipes(piping, request->together, fds);

	if (!ok)
		err_sys(err, errno, "cannot run a command");
	else
		piping->fds[CONTROL] = outside_run(request->command, fds, err);
	for (int i = 0; i < 3; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	for (int i = 0; ok && i < ENDS; i++)
		if (piping->fds[i] >= 0)
			fcntl(piping->fds[i], F_SETFL,
			      fcntl(piping->fds[i], F_GETFL) | O_NONBLOCK);
	return ok && piping->fds[CONTROL] >= 0;
}

struct job *pipe_new(const struct snapshot *snapshot, const struct pipe_request *request,
		     struct err *err)
{
	struct piping *piping = calloc(1, sizeof(*piping));

	if (!piping) {
		err_nomem(err);
		return NULL;
	}
	job_init(&piping->base, &class, request->len);
	piping->snapshot = snapshot_copy(snapshot);
	piping->pos = request->pos;
	piping->len = request->len;
	piping->most = request->most;
	for (int i = 0; i < ENDS; i++)
		piping->fds[i] = -1;
	if (start(piping, request, err))
		return &piping->base;
	job_free(&piping->base);
	return NULL;
}

const struct buf *pipe_output(const struct job *job)
{
	return &((const struct piping *)job)->output;
}

const struct buf *pipe_errors(const struct job *job)
{
	return &((const struct piping *)job)->errors;
}

bool pipe_is_cut(const struct job *job)
{
	return ((const struct piping *)job)->cut;
}

int pipe_status(const struct job *job)
{
	int status = ((const struct piping *)job)->status;

	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	return WIFSIGNALED(status) ? -WTERMSIG(status) : -1;
}
