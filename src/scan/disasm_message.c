/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers of fixed widths in little endian, and nothing that points. */
#include "scan/disasm_message.h"

#include "base/checked.h"
#include "base/scalar.h"

enum { HEAD = 12, SEGMENT = 16, LINE = 16, CODE = 1, TARGET = 2 };

static void add_int(struct buf *out, size_t size, uint64_t value)
{
	uint8_t bytes[8];

	store_int(bytes, size, false, value);
	buf_add(out, bytes, size);
}

void disasm_request_add(struct buf *out, const struct disasm_request *request)
{
	add_int(out, 2, request->architecture);
	add_int(out, 2, request->count);
	add_int(out, 4, request->skip);
	add_int(out, 4, request->len);
	for (size_t i = 0; i < request->count; i++) {
		add_int(out, 4, request->segment[i].off);
		add_int(out, 4, request->segment[i].len);
		add_int(out, 8, request->segment[i].address);
	}
	buf_add(out, request->bytes, request->len);
}

static bool take_segments(const uint8_t *data, const struct disasm_request *request,
			  struct disasm_segment *segment)
{
	for (size_t i = 0; i < request->count; i++, data += SEGMENT) {
		segment[i].off = (uint32_t)load_int(data, 4, false);
		segment[i].len = (uint32_t)load_int(data + 4, 4, false);
		segment[i].address = load_int(data + 8, 8, false);
		if (segment[i].off > request->len ||
		    segment[i].len > request->len - segment[i].off)
			return false;
	}
	return true;
}

bool disasm_request_parse(const uint8_t *data, size_t len, struct disasm_request *request,
			  struct disasm_segment *segment)
{
	if (len < HEAD)
		return false;
	uint64_t architecture = load_int(data, 2, false);
	request->count = (size_t)load_int(data + 2, 2, false);
	request->skip = (uint32_t)load_int(data + 4, 4, false);
	request->len = (uint32_t)load_int(data + 8, 4, false);
	request->segment = segment;
	if (architecture == ARCHITECTURE_AUTO || architecture >= ARCHITECTURE_COUNT ||
	    request->count > DISASM_SEGMENTS || len - HEAD < request->count * SEGMENT ||
	    len - HEAD - request->count * SEGMENT != request->len)
		return false;
	request->architecture = (enum architecture)architecture;
	request->bytes = data + HEAD + request->count * SEGMENT;
	return take_segments(data + HEAD, request, segment);
}

void disasm_reply_add(struct buf *out, const struct disasm_reply_line *line)
{
	size_t mnemonic = min_size(line->mnemonic_len, DISASM_MNEMONIC);
	size_t operands = min_size(line->operands_len, DISASM_OPERANDS);

	add_int(out, 4, line->off);
	add_int(out, 1, line->len);
	add_int(out, 1, (line->code ? CODE : 0) | (line->has_target ? TARGET : 0));
	add_int(out, 1, mnemonic);
	add_int(out, 1, operands);
	add_int(out, 8, line->target);
	buf_add(out, line->mnemonic, mnemonic);
	buf_add(out, line->operands, operands);
}

bool disasm_reply_next(const uint8_t *data, size_t len, size_t *at,
		       struct disasm_reply_line *line)
{
	const uint8_t *head = data + *at;

	if (len - *at < LINE)
		return false;
	line->off = (uint32_t)load_int(head, 4, false);
	line->len = head[4];
	line->code = head[5] & CODE;
	line->has_target = head[5] & TARGET;
	line->mnemonic_len = head[6];
	line->operands_len = head[7];
	line->target = load_int(head + 8, 8, false);
	*at += LINE;
	if (line->len == 0 || len - *at < line->mnemonic_len + line->operands_len)
		return false;
	line->mnemonic = (const char *)data + *at;
	line->operands = line->mnemonic + line->mnemonic_len;
	*at += line->mnemonic_len + line->operands_len;
	return true;
}
