/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letters, what is recorded, and a stack of what is played. */
#include "edit/macro.h"

#include <assert.h>

void macros_done(struct macros *macros)
{
	macros_stop(macros);
	for (int i = 0; i < MACRO_LETTERS; i++)
		buf_done(&macros->keys[i]);
	buf_done(&macros->record);
	*macros = (struct macros){ .recording = 0 };
}

void macros_begin(struct macros *macros, char letter)
{
	assert(letter >= 'a' && letter <= 'z');
	macros->recording = letter;
	macros->mark = 0;
	buf_clear(&macros->record);
}

void macros_key(struct macros *macros, const struct key *key, bool begins)
{
	if (!macros->recording || macros->stepping)
		return;
	if (begins)
		macros->mark = macros->record.len;
	key_format(key, &macros->record);
}

bool macros_end(struct macros *macros, struct err *err)
{
	struct buf *keys = &macros->keys[macros->recording - 'a'];
	struct buf copy = BUF_INIT;

	macros->recording = 0;
	if (buf_ok(&macros->record))
		buf_add(&copy, macros->record.data, macros->mark);
	if (!buf_ok(&macros->record) || !buf_ok(&copy)) {
		buf_done(&macros->record);
		buf_done(&copy);
		return err_nomem(err);
	}
	buf_done(&macros->record);
	buf_done(keys);
	*keys = copy;
	return true;
}

bool macros_play(struct macros *macros, char letter, uint64_t times, struct err *err)
{
	struct macro_frame *frame = &macros->frame[macros->depth];

	if (letter == '"')
		letter = macros->last;
	if (letter == 0)
		return err_set(err, ERR_REFUSED, "no macro was played yet");
	if (letter < 'a' || letter > 'z' || macros->keys[letter - 'a'].len == 0)
		return err_set(err, ERR_REFUSED, "no macro %c was recorded", letter);
	if (macros->depth == MACRO_DEPTH)
		return err_set(err, ERR_REFUSED, "macro %c: more than %d play each other", letter,
			       MACRO_DEPTH);
	*frame = (struct macro_frame){ .keys = BUF_INIT, .left = times };
	buf_add(&frame->keys, macros->keys[letter - 'a'].data, macros->keys[letter - 'a'].len);
	if (!buf_ok(&frame->keys)) {
		buf_done(&frame->keys);
		return err_nomem(err);
	}
	macros->last = letter;
	macros->depth += times > 0;
	if (times == 0)
		buf_done(&frame->keys);
	return true;
}

void macros_stop(struct macros *macros)
{
	while (macros->depth > 0)
		buf_done(&macros->frame[--macros->depth].keys);
}

bool macros_next(struct macros *macros, struct key *key)
{
	while (macros->depth > 0) {
		struct macro_frame *frame = &macros->frame[macros->depth - 1];
		struct err err;
		size_t used;

		if (frame->at < frame->keys.len) {
			if (!key_parse(buf_string(&frame->keys) + frame->at, &used, key, &err))
				break;
			frame->at += used;
			return true;
		}
		frame->at = 0;
		if (--frame->left == 0) {
			buf_done(&frame->keys);
			macros->depth--;
		}
	}
	macros_stop(macros);
	return false;
}
