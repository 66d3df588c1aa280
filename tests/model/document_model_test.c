/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/testing.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/checked.h"
#include "document/document_private.h"
#include "round.h"

/*
 * Random operations on a document and on the naive model (model.h), compared byte by byte
 * after each. One round is one document; the kinds of document take turns. Beside the present
 * bytes it checks undo counts, "modified", snapshots and clipboards that were kept, the edits
 * that a lagging observer is told, marks, changed flags, and readers with windows of a few
 * bytes.
 *
 * BURIN_SEED=... replays a run; BURIN_ROUNDS=... makes it longer.
 */

enum { ROUNDS = 60, STEPS = 2000 };

static uint64_t operations;
static uint64_t merges;

static bool is_fixed(const struct round *round)
{
	return round->kind == SLICE || round->kind == IN_PLACE;
}

static unsigned choose_flags(void)
{
	switch (below(8)) {
	case 0:
		return DOCUMENT_GROUP;
	case 1:
	case 2:
		return DOCUMENT_MERGE;
	default:
		return 0;
	}
}

/* Tells the model of an edit that was made with these flags. */
static void follow(struct round *round, size_t pos, size_t len, const uint8_t *with,
		   size_t with_len, unsigned flags, uint64_t steps_before)
{
	enum model_step how = flags & DOCUMENT_GROUP ? MODEL_GROUP : MODEL_STEP;

	if (flags & DOCUMENT_MERGE && document_undo_count(round->document) == steps_before) {
		assert_false(round->model.sealed);
		how = MODEL_MERGED;
		merges++;
	}
	model_replace(&round->model, pos, len, with, with_len, how);
	round->last_pos = pos + with_len;
}

/* Overwrites, inserts or replaces with new bytes. */
static void edit_bytes(struct round *round, size_t pos, size_t len, size_t with_len, unsigned flags)
{
	uint64_t steps = document_undo_count(round->document);
	uint8_t bytes[64];
	struct rope *rope;
	struct err err;
	bool done;

	random_fill(&rnd, bytes, with_len);
	if (len == with_len) {
		done = document_overwrite(round->document, pos, bytes, len, flags, &err);
	} else if (len == 0) {
		done = document_insert(round->document, pos, bytes, with_len, flags, &err);
	} else if (with_len == 0) {
		done = document_delete(round->document, pos, len, flags, &err);
	} else {
		rope = document_make(&round->ropes, bytes, with_len, &err);
		assert_non_null(rope);
		done = document_replace(round->document, pos, len, rope, flags, &err);
		rope_unref(&round->ropes, rope);
	}
	if (len != with_len && is_fixed(round)) {
		assert_false(done);
		assert_int_equal(err.code, ERR_FIXED_SIZE);
		return;
	}
	assert_true(done);
	if (len > 0 || with_len > 0)
		follow(round, pos, len, bytes, with_len, flags, steps);
}

static void edit_anywhere(struct round *round)
{
	size_t size = model_len(&round->model);
	size_t pos = below(size + 1);
	size_t len = below(min_size(size - pos, 63) + 1);
	size_t with_len = below(3) ? len : below(MOST - size > 63 ? 64 : 1);

	edit_bytes(round, pos, len, with_len, choose_flags());
}

/* What keys do: one byte beside the last edit. */
static void type(struct round *round)
{
	size_t size = model_len(&round->model);
	size_t pos = min_size(round->last_pos, size);
	unsigned flags = DOCUMENT_MERGE;

	switch (below(6)) {
	case 0:
		if (pos > 0)
			edit_bytes(round, pos - 1, 1, 1, flags);
		break;
	case 1:
		if (pos > 0)
			edit_bytes(round, pos - 1, 1, 0, flags);
		break;
	case 2:
		if (pos < size)
			edit_bytes(round, pos, 1, 0, flags);
		break;
	case 3:
		if (size < MOST)
			edit_bytes(round, pos, 0, 1, flags);
		break;
	default:
		if (pos < size)
			edit_bytes(round, pos, 1, 1, flags);
	}
}

static void fill(struct round *round)
{
	size_t size = model_len(&round->model);
	size_t pos = below(size + 1), len = below(size - pos + 1);
	size_t pattern_len = 1 + below(3);
	unsigned flags = choose_flags();
	uint64_t steps = document_undo_count(round->document);
	uint8_t pattern[3], bytes[MOST];
	struct err err;

	random_fill(&rnd, pattern, pattern_len);
	for (size_t i = 0; i < len; i++)
		bytes[i] = pattern[i % pattern_len];
	assert_true(document_fill(round->document, pos, len, pattern, pattern_len, flags, &err));
	if (len > 0)
		follow(round, pos, len, bytes, len, flags, steps);
}

static void move(struct round *round)
{
	size_t size = model_len(&round->model);
	size_t pos = below(size + 1), len = below(size - pos + 1);
	size_t to = below(size + 1);
	struct err err;
	bool done = document_move(round->document, pos, len, to, &err);

	assert_int_equal(done, to <= pos || to >= pos + len);
	if (!done)
		assert_int_equal(err.code, ERR_RANGE);
	else if (len > 0 && to != pos && to != pos + len)
		model_move(&round->model, pos, len, to);
}

static void resize(struct round *round)
{
	size_t size = model_len(&round->model);
	size_t new_size = below(4) ? below(size + 50) : below(MOST);
	uint8_t zeroes[MOST] = { 0 };
	struct err err;
	bool done;

	new_size = min_size(new_size, MOST);
	done = document_resize(round->document, new_size, &err);
	assert_int_equal(done, new_size == size || round->kind != SLICE);
	if (!done || new_size == size)
		return;
	if (new_size < size)
		model_replace(&round->model, new_size, size - new_size, zeroes, 0, MODEL_STEP);
	else
		model_replace(&round->model, size, 0, zeroes, new_size - size, MODEL_STEP);
}

static void copy(struct round *round)
{
	size_t size = model_len(&round->model);
	size_t pos = below(size + 1), len = below(size - pos + 1);
	struct kept *clip = &round->clips[below(CLIPS)];
	struct err err;
	struct rope *rope = document_copy(round->document, pos, len, &err);

	assert_int_equal(err.code, ERR_NONE);
	assert_int_equal(rope == NULL, len == 0);
	keep(round, clip, rope, model_bytes(&round->model) + pos, len);
}

static void paste(struct round *round)
{
	const struct kept *clip = &round->clips[below(CLIPS)];
	size_t size = model_len(&round->model);
	size_t pos = below(size + 1);
	size_t len = is_fixed(round) ? clip->len : below(size - pos + 1);
	unsigned flags = choose_flags();
	uint64_t steps = document_undo_count(round->document);
	struct err err;

	if (len > size - pos || size - len + clip->len > MOST)
		return;
	assert_true(document_replace(round->document, pos, len, clip->rope, flags, &err));
	if (len > 0 || clip->len > 0)
		follow(round, pos, len, clip->bytes, clip->len, flags, steps);
}

static void undo_or_redo(struct round *round, bool redo)
{
	struct document_place place;
	struct err err;

	for (size_t times = 1 + below(8); times > 0; times--) {
		bool expected = redo ? model_redo(&round->model) : model_undo(&round->model);

		assert_int_equal(redo ? document_redo(round->document, &place, &err) :
					document_undo(round->document, &place, &err),
				 expected);
		assert_int_equal(err.code, ERR_NONE);
		if (!expected)
			return;
		assert_true(place.pos <= model_len(&round->model));
		assert_true(place.len <= model_len(&round->model) - place.pos);
		round->last_pos = (size_t)place.pos;
	}
}

static void save(struct round *round)
{
	struct snapshot snapshot = document_snapshot(round->document);

	document_seal(round->document);
	document_mark_saved(round->document, document_state(round->document), snapshot.rope,
			    &round->document->identity, NULL);
	snapshot_done(&snapshot);
	model_save(&round->model);
	free(round->saved);
	round->saved_len = model_len(&round->model);
	round->saved = copy_of(model_bytes(&round->model), round->saved_len);
}

static void keep_snapshot(struct round *round)
{
	struct kept *kept = &round->snapshots[below(KEPT)];
	struct snapshot snapshot;

	if (kept->bytes)
		check_kept(round, kept);
	if (round->kind == IN_PLACE)
		return;
	snapshot = document_snapshot(round->document);
	keep(round, kept, rope_ref(snapshot.rope), model_bytes(&round->model),
	     model_len(&round->model));
	snapshot_done(&snapshot);
}

static void step(struct round *round)
{
	switch (below(20)) {
	case 0:
	case 1:
		undo_or_redo(round, false);
		break;
	case 2:
		undo_or_redo(round, true);
		break;
	case 3:
		fill(round);
		break;
	case 4:
		move(round);
		break;
	case 5:
		copy(round);
		break;
	case 6:
		paste(round);
		break;
	case 7:
		if (below(4) == 0)
			resize(round);
		break;
	case 8:
		document_seal(round->document);
		round->model.sealed = true;
		break;
	case 9:
		keep_snapshot(round);
		break;
	case 10:
		if (round->kind != IN_PLACE && below(10) == 0)
			save(round);
		break;
	case 11:
	case 12:
	case 13:
	case 14:
	case 15:
		type(round);
		break;
	default:
		edit_anywhere(round);
	}
	operations++;
}

static void open_document(struct round *round, const uint8_t *start)
{
	struct document_options options = { .mode = DOCUMENT_COPY };
	struct err err;

	if (round->kind == SCRATCH) {
		round->document = document_new(&round->ropes, START, &err);
		assert_non_null(round->document);
		return;
	}
	options.no_map = round->kind == BY_BLOCKS || no_map_asked();
	if (round->kind == SLICE) {
		options.sliced = true;
		options.offset = 100;
		options.length = START / 2;
	}
	if (round->kind == IN_PLACE) {
		options.mode = DOCUMENT_WRITE;
		options.no_map = below(2) == 0 || no_map_asked();
	}
	round->document = document_open(&round->ropes, round->path, &options, &err);
	assert_non_null(round->document);
	assert_int_equal(document_origin(round->document), options.offset);
	(void)start;
}

static void start_round(struct round *round, struct tmpdir *dir, enum kind kind)
{
	uint8_t start[START];
	struct err err;

	memset(round, 0, sizeof *round);
	round->kind = kind;
	random_fill(&rnd, start, sizeof start);
	round->path = tmpdir_write(dir, "file", start, sizeof start);
	round->fd = open(round->path, O_RDONLY | O_CLOEXEC);
	assert_true(round->fd >= 0);
	round->store = store_new((size_t)1 << (3 + below(6)), &err);
	assert_non_null(round->store);
	ropes_init(&round->ropes, round->store);
	open_document(round, start);
	if (kind == SCRATCH)
		memset(start, 0, sizeof start);
	if (kind == SLICE)
		model_init(&round->model, start + 100, START / 2);
	else
		model_init(&round->model, start, START);
	marks_init(&round->marks, round->document);
	round->seen_generation = document_generation(round->document);
	keep(round, &round->seen, NULL, model_bytes(&round->model), model_len(&round->model));
	for (size_t i = 0; i < CLIPS; i++)
		keep(round, &round->clips[i], NULL, start, 0);
	round->saved_len = model_len(&round->model);
	round->saved = copy_of(model_bytes(&round->model), round->saved_len);
}

static void end_round(struct round *round)
{
	struct snapshot snapshot = document_snapshot(round->document);

	rope_check(snapshot.rope);
	snapshot_done(&snapshot);
	while (model_undo(&round->model)) {
		struct document_place place;
		struct err err;

		assert_true(document_undo(round->document, &place, &err));
	}
	check_content(round);
	document_close(round->document);
	for (size_t i = 0; i < KEPT; i++) {
		if (round->snapshots[i].bytes)
			check_kept(round, &round->snapshots[i]);
		keep(round, &round->snapshots[i], NULL, (const uint8_t *)"", 0);
		free(round->snapshots[i].bytes);
	}
	for (size_t i = 0; i < CLIPS; i++) {
		check_kept(round, &round->clips[i]);
		keep(round, &round->clips[i], NULL, (const uint8_t *)"", 0);
		free(round->clips[i].bytes);
	}
	assert_int_equal(round->ropes.leaves.live_count, 0);
	assert_int_equal(round->ropes.branches.live_count, 0);
	free(round->seen.bytes);
	free(round->saved);
	model_done(&round->model);
	ropes_done(&round->ropes);
	store_free(round->store);
	close(round->fd);
}

static void a_document_does_as_an_array(void **state)
{
	struct tmpdir *dir = tmpdir_new();
	const char *wish = getenv("BURIN_ROUNDS");
	unsigned long rounds = wish ? strtoul(wish, NULL, 0) : ROUNDS;
	struct round round;

	(void)state;
	random_start(&rnd);
	for (unsigned long i = 0; i < rounds; i++) {
		start_round(&round, dir, (enum kind)(i % KINDS));
		for (int k = 0; k < STEPS; k++) {
			step(&round);
			check_content(&round);
			if (below(30) == 0)
				check_edits(&round);
			if (below(10) == 0)
				check_marks(&round);
			if (below(10) == 0)
				check_changed(&round);
			if (below(50) == 0)
				check_reader(&round);
		}
		end_round(&round);
	}
	printf("# %" PRIu64 " operations, %" PRIu64 " of them merged\n", operations, merges);
	assert_true(merges > rounds);
	tmpdir_free(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_document_does_as_an_array),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
