/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "round.h"

#include <unistd.h>

#include "base/checked.h"
#include "document/reader.h"
#include "document/snapshot.h"

struct random rnd;

size_t below(size_t bound)
{
	return (size_t)random_below(&rnd, bound);
}

uint8_t *copy_of(const uint8_t *bytes, size_t len)
{
	uint8_t *copy = malloc(len + 1);

	assert_non_null(copy);
	memcpy(copy, bytes, len);
	return copy;
}

void keep(struct round *round, struct kept *kept, struct rope *rope, const uint8_t *bytes,
	  size_t len)
{
	rope_unref(&round->ropes, kept->rope);
	free(kept->bytes);
	*kept = (struct kept){ rope, copy_of(bytes, len), len };
}

void check_kept(struct round *round, const struct kept *kept)
{
	struct snapshot snapshot = snapshot_of(&round->ropes, kept->rope);
	uint8_t bytes[MOST];
	int why;

	assert_int_equal(snapshot_len(&snapshot), kept->len);
	assert_int_equal(snapshot_read(&snapshot, 0, bytes, NULL, kept->len, &why), 0);
	if (kept->len > 0)
		assert_memory_equal(bytes, kept->bytes, kept->len);
	snapshot_done(&snapshot);
}

void check_content(const struct round *round)
{
	size_t len = model_len(&round->model);
	uint8_t bytes[MOST], known[MOST];

	assert_int_equal(document_size(round->document), len);
	assert_int_equal(document_read(round->document, 0, bytes, known, len, NULL), 0);
	if (len > 0)
		assert_memory_equal(bytes, model_bytes(&round->model), len);
	for (size_t i = 0; i < len; i++)
		assert_int_equal(known[i], 1);
	assert_int_equal(document_undo_count(round->document), round->model.at);
	assert_int_equal(document_redo_count(round->document),
			 round->model.count - 1 - round->model.at);
	if (round->kind != IN_PLACE) {
		assert_int_equal(document_is_modified(round->document),
				 model_is_modified(&round->model));
		return;
	}
	assert_false(document_is_modified(round->document));
	assert_int_equal(pread(round->fd, bytes, sizeof bytes, 0), len);
	if (len > 0)
		assert_memory_equal(bytes, model_bytes(&round->model), len);
}

/* The edits told turn what the observer saw last into what is there now, up to the bytes that
 * came. */
void check_edits(struct round *round)
{
	struct document_edit edits[DOCUMENT_EDITS];
	uint8_t bytes[2 * MOST], fresh[2 * MOST];
	size_t len = round->seen.len;
	size_t count;

	memcpy(bytes, round->seen.bytes, len);
	memset(fresh, 0, sizeof fresh);
	if (!document_edits_since(round->document, round->seen_generation, edits, &count)) {
		assert_true(document_generation(round->document) - round->seen_generation >
			    DOCUMENT_EDITS);
		goto out;
	}
	for (size_t i = 0; i < count; i++) {
		size_t pos = (size_t)edits[i].pos, out = (size_t)edits[i].removed;
		size_t in = (size_t)edits[i].inserted;

		assert_true(pos <= len && out <= len - pos && len - out + in <= sizeof bytes);
		memmove(bytes + pos + in, bytes + pos + out, len - pos - out);
		memmove(fresh + pos + in, fresh + pos + out, len - pos - out);
		memset(fresh + pos, 1, in);
		len = len - out + in;
	}
	assert_int_equal(len, model_len(&round->model));
	for (size_t i = 0; i < len; i++)
		assert_true(fresh[i] || bytes[i] == model_bytes(&round->model)[i]);
out:
	round->seen_generation = document_generation(round->document);
	keep(round, &round->seen, NULL, model_bytes(&round->model), model_len(&round->model));
}

/* A mark goes where the edits told send it. */
void check_marks(struct round *round)
{
	struct document_edit edits[DOCUMENT_EDITS];
	char name = (char)('a' + below(26));
	uint64_t before = 0, after = 0;
	size_t count;
	bool set = marks_get(&round->marks, name, &before);
	bool told = document_edits_since(round->document, round->marks.generation, edits, &count);

	marks_follow(&round->marks, round->document);
	assert_int_equal(marks_get(&round->marks, name, &after), set);
	assert_true(after <= document_size(round->document));
	for (size_t i = 0; told && i < count; i++)
		before = document_edit_move(&edits[i], before);
	if (set)
		assert_int_equal(after, min_u64(before, document_size(round->document)));
	assert_true(marks_set(&round->marks, name, below(model_len(&round->model) + 1)));
}

/* A flag that is not set is a promise while the length is the same. */
void check_changed(const struct round *round)
{
	size_t len = model_len(&round->model);
	size_t pos = below(len + 1);
	uint8_t flags[MOST];

	len = below(len - pos + 1);
	document_changed(round->document, pos, flags, len);
	if (round->kind == IN_PLACE)
		return;
	for (size_t i = 0; i < len; i++) {
		if (!model_is_modified(&round->model))
			assert_int_equal(flags[i], 0);
		if (round->saved_len == model_len(&round->model) && !flags[i])
			assert_int_equal(round->saved[pos + i],
					 model_bytes(&round->model)[pos + i]);
	}
}

void check_reader(const struct round *round)
{
	struct snapshot snapshot = document_snapshot(round->document);
	size_t most = (size_t)1 << below(9);
	struct err err;
	struct reader *reader = reader_new(&snapshot, most, &err);
	const uint8_t *bytes = model_bytes(&round->model);
	size_t len = model_len(&round->model);
	struct reader_window window;

	assert_non_null(reader);
	for (int i = 0; i < 20; i++) {
		size_t pos = below(len + 1), want = 1 + below(most);
		bool back = below(2) == 0;

		do {
			assert_true(back ? reader_look_back(reader, pos, want, &window, &err) :
					   reader_look(reader, pos, want, &window, &err));
			assert_int_equal(window.unknown, 0);
			assert_true(window.bytes.len <= most);
			assert_true(window.bytes.len >= min_size(want, back ? pos : len - pos));
			assert_int_equal(back ? window.pos + window.bytes.len : window.pos, pos);
			if (window.bytes.len > 0)
				assert_memory_equal(window.bytes.data, bytes + window.pos,
						    window.bytes.len);
		} while (!reader_accept(reader));
	}
	reader_drop(reader, 0, len);
	reader_free(reader);
	snapshot_done(&snapshot);
}
