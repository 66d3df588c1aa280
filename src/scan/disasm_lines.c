/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lines of a reply, which is as hostile as the bytes were: those that overlap or lie outside
 * are left out, and what no line covers becomes lines of data, or of unknown bytes.
 */
#include "scan/disasm_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"

enum { DATA_MOST = 16 };                 /* bytes a line of what the parser left out */

static struct disasm_line *add_line(struct disasm_job *job, uint64_t pos)
{
	struct disasm_lines *lines = &job->lines;
	struct disasm_line *line;

	if (lines->count == lines->room) {
		size_t room = lines->room > 0 ? 2 * lines->room : 256;

		line = realloc(lines->line, room * sizeof(*line));
		if (!line)
			return NULL;
		lines->line = line;
		lines->room = room;
	}
	line = &lines->line[lines->count++];
	*line = (struct disasm_line){ .pos = pos };
	line->address = disasm_address(job, pos, &line->mapped);
	return line;
}

static uint32_t add_text(struct buf *text, const char *from, size_t len)
{
	size_t at = text->len;

	for (size_t i = 0; i < len; i++)
		buf_add_byte(text, from[i] >= ' ' && from[i] <= '~' ? (uint8_t)from[i] : '?');
	buf_add_byte(text, 0);
	return (uint32_t)at;
}

static void add_data_text(struct disasm_lines *lines, struct disasm_line *line,
			  const uint8_t *bytes)
{
	char text[6 * DATA_MOST + 1] = "";
	size_t len = 0;

	line->mnemonic = add_text(&lines->text, ".byte", strlen(".byte"));
	for (size_t i = 0; i < line->len; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s0x%02x",
					i > 0 ? ", " : "", bytes[i]);
	line->operands = add_text(&lines->text, text, len);
}

/* A line of bytes that are all known or all not. */
static struct disasm_line *add_left_out(struct disasm_part *part, uint64_t pos, uint64_t end)
{
	struct disasm_lines *lines = &part->job->lines;
	const uint8_t *known = part->known + (pos - part->begin);
	size_t len = (size_t)min_u64(end - pos, DATA_MOST);
	const uint8_t *other = memchr(known, !*known, len);
	struct disasm_line *line = add_line(part->job, pos);

	if (!line)
		return NULL;
	line->len = (uint8_t)(other ? (size_t)(other - known) : len);
	line->kind = *known ? DISASM_DATA : DISASM_UNKNOWN;
	if (*known) {
		add_data_text(lines, line, part->bytes + (pos - part->begin));
		return line;
	}
	line->mnemonic = add_text(&lines->text, "??", 2);
	line->operands = add_text(&lines->text, "", 0);
	return line;
}

/* Lines of what no line of the parser covers. */
static bool fill(struct disasm_part *part, uint64_t pos, uint64_t end)
{
	while (pos < end) {
		const struct disasm_line *line = add_left_out(part, pos, end);

		if (!line)
			return false;
		pos += line->len;
	}
	return true;
}

static void find_target(const struct disasm_job *job, struct disasm_line *line, uint64_t address)
{
	uint64_t size = snapshot_len(&job->snapshot);

	line->target = address - job->ask.base;
	line->has_target = (!line->mapped || executable_position(&job->header, address, line->pos,
								 &line->target)) &&
			   line->target < size;
}

static bool take_line(struct disasm_part *part, const struct disasm_reply_line *said, uint64_t *at)
{
	struct disasm_job *job = part->job;
	struct disasm_line *line;
	uint64_t pos = part->begin + said->off;

	if (pos < *at || pos >= part->end || said->len > part->end - pos ||
	    said->len > DISASM_LONGEST)
		return true;
	if (!fill(part, *at, pos) || !(line = add_line(job, pos)))
		return false;
	line->len = said->len;
	line->kind = said->code ? DISASM_CODE : DISASM_DATA;
	line->mnemonic = add_text(&job->lines.text, said->mnemonic, said->mnemonic_len);
	line->operands = add_text(&job->lines.text, said->operands, said->operands_len);
	if (said->has_target)
		find_target(job, line, said->target);
	*at = pos + said->len;
	return true;
}

/* Where the first line begins: an instruction may stand across `from`, unless all begins there. */
static uint64_t first_pos(const struct disasm_part *part, const struct buf *reply)
{
	struct disasm_reply_line said;
	size_t at = 1;

	if (part->from > part->begin &&
	    disasm_reply_next(reply->data, reply->len, &at, &said) &&
	    said.off >= part->from - part->begin && part->begin + said.off < part->end &&
	    said.off - (part->from - part->begin) < DISASM_LONGEST)
		return part->begin + said.off;
	return part->from;
}

/* The parser may have stopped before the end; then so do the lines. */
static bool take_lines(struct disasm_part *part, const struct buf *reply)
{
	struct disasm_lines *lines = &part->job->lines;
	struct disasm_reply_line said;
	uint64_t pos = first_pos(part, reply);
	size_t at = 1, before = lines->count;
	bool ok = true;

	if (lines->count == 0)
		lines->start = pos;
	while (ok && disasm_reply_next(reply->data, reply->len, &at, &said))
		ok = take_line(part, &said, &pos);
	/* Lines that were left out do not count: else there could be none at all. */
	if (ok && lines->count - before < DISASM_LINES)
		ok = fill(part, pos, part->end);
	return ok && buf_ok(&lines->text);
}

/* Of a range that goes on: what may be cut short at its end comes again. */
static void drop_last(struct disasm_part *part)
{
	struct disasm_lines *lines = &part->job->lines;

	if (!part->job->is_range || part->end == part->job->end)
		return;
	while (lines->count > 1 &&
	       part->end - lines->line[lines->count - 1].pos < DISASM_LONGEST)
		lines->count--;
}

static bool add_bytes(struct disasm_part *part)
{
	struct disasm_lines *lines = &part->job->lines;
	const struct disasm_line *last = &lines->line[lines->count - 1];
	uint64_t pos = lines->start + lines->bytes.len;

	lines->end = last->pos + last->len;
	buf_add(&lines->bytes, part->bytes + (pos - part->begin), (size_t)(lines->end - pos));
	return buf_ok(&lines->bytes);
}

bool disasm_take_reply(struct disasm_part *part, const struct buf *reply)
{
	if (!take_lines(part, reply))
		return false;
	drop_last(part);
	return add_bytes(part);
}

void disasm_lines_done(struct disasm_lines *lines)
{
	free(lines->line);
	buf_done(&lines->text);
	buf_done(&lines->bytes);
	*lines = (struct disasm_lines){ .count = 0 };
}

size_t disasm_find(const struct disasm_lines *lines, uint64_t pos)
{
	size_t low = 0, high = lines->count;

	if (pos < lines->start || pos >= lines->end)
		return lines->count;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (lines->line[middle].pos <= pos)
			low = middle;
		else
			high = middle;
	}
	return low;
}

const uint8_t *disasm_bytes(const struct disasm_lines *lines, const struct disasm_line *line)
{
	return lines->bytes.data + (line->pos - lines->start);
}

const char *disasm_mnemonic(const struct disasm_lines *lines, const struct disasm_line *line)
{
	return (const char *)lines->text.data + line->mnemonic;
}

const char *disasm_operands(const struct disasm_lines *lines, const struct disasm_line *line)
{
	return (const char *)lines->text.data + line->operands;
}
