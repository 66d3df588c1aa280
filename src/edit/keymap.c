/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A plain array, searched from start to end: some two hundred entries, looked at once per key a
 * person presses. A tree of prefixes was rejected: the array keeps the order for listings, and
 * "no sequence is the start of another" makes a match final without looking ahead. Each entry has
 * two numbers that rule most comparisons out: a preset is bound before the first frame, and hints
 * are looked up for every frame.
 *
 * An entry of the user's whose line is NULL is a hole: it hides what the preset binds there.
 */
#include "edit/keymap.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

struct binding {
	enum context context;
	bool user;           /* made by the user; else by a preset */
	bool hidden;         /* a hole of the user's, or a default that the user's bindings meet */
	size_t count;
	struct key keys[KEYMAP_SEQUENCE];
	uint32_t head;       /* head_of(); where it differs, two sequences do not meet */
	uint32_t hash;       /* hash_of(line) */
	char *notation;      /* owned; line is behind it */
	char *line;          /* NULL: bound to nothing */
};

enum { ROOM = 512, HEAD_BITS = 13 };

struct keymap {
	struct binding *bindings;
	size_t count, room;
	uint64_t heads[(1 << HEAD_BITS) / 64];   /* a bit for each head that was ever bound */
	size_t user_count;   /* of the user's own */
	struct buf notation; /* of the keys that are being bound; kept for its room */
};

static const char *const preset_names[PRESET_COUNT] = { "modern", "vi", "emacs" };
static const char *const context_names[CONTEXT_COUNT] = { "view", "edit", "pager", "list",
							  "inspector", "disassembly" };

struct keymap *keymap_new(struct err *err)
{
	struct keymap *keymap = calloc(1, sizeof *keymap);
	if (!keymap)
		err_nomem(err);
	return keymap;
}

static void binding_done(struct binding *binding)
{
	free(binding->notation);
}

void keymap_free(struct keymap *keymap)
{
	if (!keymap)
		return;
	for (size_t i = 0; i < keymap->count; i++)
		binding_done(&keymap->bindings[i]);
	free(keymap->bindings);
	buf_done(&keymap->notation);
	free(keymap);
}

static void remove_at(struct keymap *keymap, size_t index)
{
	keymap->user_count -= keymap->bindings[index].user;
	binding_done(&keymap->bindings[index]);
	memmove(keymap->bindings + index, keymap->bindings + index + 1,
		(keymap->count - index - 1) * sizeof *keymap->bindings);
	keymap->count--;
}

static uint32_t head_of(enum context context, const struct key *key)
{
	return (key->code << 8 ^ (uint32_t)key->mods) * 8 + (uint32_t)context;
}

/* The bit of a head among all; several share one. */
static bool test_and_set_head(struct keymap *keymap, uint32_t head)
{
	uint32_t bit = head * 2654435769u >> (32 - HEAD_BITS);
	uint64_t *word = &keymap->heads[bit / 64];
	bool was_set = *word >> bit % 64 & 1;
	*word |= UINT64_C(1) << bit % 64;
	return was_set;
}

static uint32_t hash_of(const char *line)
{
	uint32_t hash = 2166136261;
	while (*line)
		hash = (hash ^ (uint8_t)*line++) * 16777619;
	return hash;
}

/* One of the two sequences is the start of the other, or both are the same. */
static bool meet(const struct binding *a, const struct binding *b)
{
	if (a->head != b->head || a->context != b->context)
		return false;
	size_t shorter = a->count < b->count ? a->count : b->count;
	for (size_t i = 0; i < shorter; i++)
		if (!key_equal(&a->keys[i], &b->keys[i]))
			return false;
	return true;
}

static bool parse_sequence(const char *keys, struct binding *binding, struct buf *notation,
			   struct err *err)
{
	if (*keys == '\0')
		return err_set(err, ERR_SYNTAX, "no key is named");
	for (size_t used; *keys; keys += used) {
		if (binding->count == KEYMAP_SEQUENCE)
			return err_set(err, ERR_RANGE, "a key sequence has at most %d keys",
				       KEYMAP_SEQUENCE);
		struct key *key = &binding->keys[binding->count];
		if (!key_parse(keys, &used, key, err))
			return false;
		key_format(key, notation);
		binding->count++;
	}
	return true;
}

static bool make_room(struct keymap *keymap, struct err *err)
{
	if (keymap->count < keymap->room)
		return true;
	size_t room = keymap->room ? 2 * keymap->room : ROOM;
	struct binding *grown = realloc(keymap->bindings, room * sizeof *grown);
	if (!grown)
		return err_nomem(err);
	keymap->bindings = grown;
	keymap->room = room;
	return true;
}

/* What is in the way of a default stays; what is in the way of the user goes, but for defaults:
 * those are hidden by the order of keymap_find(), and come back with nothing lost. */
static bool in_the_way(const struct keymap *keymap, const struct binding *binding, size_t index)
{
	const struct binding *other = &keymap->bindings[index];
	return other->user == binding->user && meet(other, binding);
}

/* A default is hidden when a binding of the user meets it. Worked out once here, since listings
 * ask for every binding again and again. */
static bool is_hidden(const struct keymap *keymap, const struct binding *binding)
{
	if (binding->user)
		return binding->line == NULL;
	for (size_t i = 0; i < keymap->count && keymap->user_count > 0; i++)
		if (keymap->bindings[i].user && meet(&keymap->bindings[i], binding))
			return true;
	return false;
}

static void hide(struct keymap *keymap)
{
	for (size_t i = 0; i < keymap->count; i++)
		keymap->bindings[i].hidden = is_hidden(keymap, &keymap->bindings[i]);
}

/* One allocation for both texts: there are hundreds of bindings before the first frame. */
static bool keep_texts(struct binding *binding, const struct buf *notation, const char *line,
		       struct err *err)
{
	size_t len = line ? strlen(line) + 1 : 0;

	binding->notation = buf_ok(notation) ? malloc(notation->len + 1 + len) : NULL;
	if (!binding->notation)
		return err_nomem(err);
	memcpy(binding->notation, notation->data, notation->len);
	binding->notation[notation->len] = '\0';
	binding->hash = line ? hash_of(line) : 0;
	if (line)
		binding->line = memcpy(binding->notation + notation->len + 1, line, len);
	return true;
}

static bool bind(struct keymap *keymap, enum context context, const char *keys, const char *line,
		 bool user, struct err *err)
{
	struct binding binding = { .context = context, .user = user };

	buf_clear(&keymap->notation);
	if (!parse_sequence(keys, &binding, &keymap->notation, err) || !make_room(keymap, err) ||
	    !keep_texts(&binding, &keymap->notation, line, err))
		return false;
	binding.head = head_of(context, &binding.keys[0]);
	if (test_and_set_head(keymap, binding.head))
		for (size_t i = keymap->count; i-- > 0;)
			if (in_the_way(keymap, &binding, i))
				remove_at(keymap, i);
	keymap->bindings[keymap->count++] = binding;
	keymap->user_count += user;
	if (user)
		hide(keymap);
	else
		keymap->bindings[keymap->count - 1].hidden = is_hidden(keymap, &binding);
	return true;
}

bool keymap_bind(struct keymap *keymap, enum context context, const char *keys, const char *line,
		 struct err *err)
{
	return bind(keymap, context, keys, line, true, err);
}

bool keymap_bind_default(struct keymap *keymap, enum context context, const char *keys,
			 const char *line, struct err *err)
{
	return bind(keymap, context, keys, line, false, err);
}

void keymap_drop_defaults(struct keymap *keymap)
{
	for (size_t i = keymap->count; i-- > 0;)
		if (!keymap->bindings[i].user)
			remove_at(keymap, i);
}

enum keymap_match keymap_find(const struct keymap *keymap, enum context context,
			      const struct key *keys, size_t count, const char **line)
{
	struct binding wanted = { .context = context, .count = count };
	if (count == 0 || count > KEYMAP_SEQUENCE)
		return KEYMAP_NO_MATCH;
	memcpy(wanted.keys, keys, count * sizeof *keys);
	wanted.head = head_of(context, &keys[0]);
	enum keymap_match match = KEYMAP_NO_MATCH;
	for (size_t i = 0; i < keymap->count; i++) {
		const struct binding *binding = &keymap->bindings[i];
		if (binding->count < count || !meet(binding, &wanted) ||
		    binding->hidden)
			continue;
		if (binding->count > count) {
			match = KEYMAP_PREFIX;
			continue;
		}
		*line = binding->line;
		return KEYMAP_MATCH;
	}
	return match;
}

bool keymap_next(const struct keymap *keymap, size_t *at, enum context *context,
		 const char **keys, const char **line)
{
	while (*at < keymap->count) {
		const struct binding *binding = &keymap->bindings[(*at)++];

		if (binding->hidden)
			continue;
		*context = binding->context;
		*keys = binding->notation;
		*line = binding->line;
		return true;
	}
	return false;
}

bool keymap_next_after(const struct keymap *keymap, size_t *at, enum context context,
		       const struct key *keys, size_t count, struct key *next, bool *ends,
		       const char **line)
{
	struct binding start = { .context = context, .count = count };

	memcpy(start.keys, keys, count * sizeof(*keys));
	start.head = head_of(context, &keys[0]);
	while (*at < keymap->count) {
		const struct binding *binding = &keymap->bindings[(*at)++];

		if (binding->hidden || !binding->line || binding->count <= count ||
		    !meet(binding, &start))
			continue;
		*next = binding->keys[count];
		*ends = binding->count == count + 1;
		*line = binding->line;
		return true;
	}
	return false;
}

const char *keymap_lookup(const struct keymap *keymap, enum context context, const char *line)
{
	uint32_t hash = hash_of(line);
	for (size_t i = 0; i < keymap->count; i++) {
		const struct binding *binding = &keymap->bindings[i];
		if (binding->hash == hash && binding->context == context && binding->line &&
		    strcmp(binding->line, line) == 0 && !binding->hidden)
			return binding->notation;
	}
	return NULL;
}

static bool find_name(const char *const *names, size_t count, const char *name, size_t *index)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(names[i], name) == 0) {
			*index = i;
			return true;
		}
	}
	return false;
}

const char *preset_name(enum preset preset)
{
	return preset_names[preset];
}

bool preset_find(const char *name, enum preset *preset)
{
	size_t index;
	if (!find_name(preset_names, PRESET_COUNT, name, &index))
		return false;
	*preset = (enum preset)index;
	return true;
}

const char *context_name(enum context context)
{
	return context_names[context];
}

bool context_find(const char *name, enum context *context)
{
	size_t index;
	if (!find_name(context_names, CONTEXT_COUNT, name, &index))
		return false;
	*context = (enum context)index;
	return true;
}
