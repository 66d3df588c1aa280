/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A plain array, searched from start to end: some hundred entries, looked at once per key a
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

/* What is bound and what to, as text; the contexts that it was bound in at once share it. */
struct texts {
	unsigned users;      /* bindings */
	char *line;          /* in bytes[], behind the notation; NULL: bound to nothing */
	char bytes[];        /* the notation */
};

struct binding {
	enum context context;
	bool user;           /* made by the user; else by a preset */
	bool hidden;         /* a hole of the user's, or a default that the user's bindings meet */
	size_t count;
	struct key keys[KEYMAP_SEQUENCE];
	uint32_t head;       /* head_of(); where it differs, two sequences do not meet */
	uint32_t hash;       /* hash_of(line) */
	struct texts *texts;
};

enum { ROOM = 1024, SEEN_BITS = 14 };

struct keymap {
	struct binding *bindings;
	size_t count, room;
	uint64_t seen[(1 << SEEN_BITS) / 64];   /* of what was ever bound; see note() */
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
	if (--binding->texts->users == 0)
		free(binding->texts);
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

static bool test_and_set(struct keymap *keymap, uint32_t hash, bool set)
{
	uint32_t bit = hash * 2654435769u >> (32 - SEEN_BITS);
	uint64_t *word = &keymap->seen[bit / 64];
	bool was_set = *word >> bit % 64 & 1;
	*word |= (uint64_t)set << bit % 64;
	return was_set;
}

/* Notes a sequence and each start of it; may it meet one that was noted before? Several hashes
 * share a bit. */
static bool note(struct keymap *keymap, const struct binding *binding)
{
	enum { WHOLE = 1, START = 2 };
	bool meets = false;
	uint32_t hash = 0;
	for (size_t i = 0; i < binding->count; i++) {
		bool last = i + 1 == binding->count;
		hash = (hash ^ head_of(binding->context, &binding->keys[i])) * 16777619;
		meets |= test_and_set(keymap, hash ^ WHOLE, last);
		meets |= test_and_set(keymap, hash ^ START, !last) && last;
	}
	return meets;
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

/* For one in each context. */
static bool make_room(struct keymap *keymap, struct err *err)
{
	if (keymap->count + CONTEXT_COUNT <= keymap->room)
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
		return binding->texts->line == NULL;
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
static struct texts *make_texts(const struct buf *notation, const char *line, struct err *err)
{
	size_t len = line ? strlen(line) + 1 : 0;
	struct texts *texts =
		buf_ok(notation) ? malloc(sizeof *texts + notation->len + 1 + len) : NULL;

	if (!texts) {
		err_nomem(err);
		return NULL;
	}
	*texts = (struct texts){ .users = 0 };
	memcpy(texts->bytes, notation->data, notation->len);
	texts->bytes[notation->len] = '\0';
	if (line)
		texts->line = memcpy(texts->bytes + notation->len + 1, line, len);
	return texts;
}

static void bind_in(struct keymap *keymap, struct binding *binding, enum context context)
{
	binding->context = context;
	binding->head = head_of(context, &binding->keys[0]);
	if (note(keymap, binding))
		for (size_t i = keymap->count; i-- > 0;)
			if (in_the_way(keymap, binding, i))
				remove_at(keymap, i);
	binding->hidden = is_hidden(keymap, binding);
	binding->texts->users++;
	keymap->bindings[keymap->count++] = *binding;
	keymap->user_count += binding->user;
}

/* Nothing is changed where it fails. */
static bool bind(struct keymap *keymap, unsigned contexts, const char *keys, const char *line,
		 bool user, struct err *err)
{
	struct binding binding = { .user = user };

	buf_clear(&keymap->notation);
	if (!parse_sequence(keys, &binding, &keymap->notation, err) || !make_room(keymap, err))
		return false;
	if (!user && key_is_text(&binding.keys[0]))
		contexts &= ~(1u << CONTEXT_EDIT);
	if (contexts == 0)
		return true;
	binding.texts = make_texts(&keymap->notation, line, err);
	if (!binding.texts)
		return false;
	binding.hash = line ? hash_of(line) : 0;
	for (int context = 0; context < CONTEXT_COUNT; context++)
		if (contexts & 1u << context)
			bind_in(keymap, &binding, (enum context)context);
	if (user)
		hide(keymap);
	return true;
}

bool keymap_bind(struct keymap *keymap, enum context context, const char *keys, const char *line,
		 struct err *err)
{
	return bind(keymap, 1u << context, keys, line, true, err);
}

bool keymap_bind_default(struct keymap *keymap, unsigned contexts, const char *keys,
			 const char *line, struct err *err)
{
	return bind(keymap, contexts, keys, line, false, err);
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
		*line = binding->texts->line;
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
		*keys = binding->texts->bytes;
		*line = binding->texts->line;
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

		if (binding->hidden || !binding->texts->line || binding->count <= count ||
		    !meet(binding, &start))
			continue;
		*next = binding->keys[count];
		*ends = binding->count == count + 1;
		*line = binding->texts->line;
		return true;
	}
	return false;
}

const char *keymap_lookup(const struct keymap *keymap, enum context context, const char *line)
{
	uint32_t hash = hash_of(line);
	for (size_t i = 0; i < keymap->count; i++) {
		const struct binding *binding = &keymap->bindings[i];
		if (binding->hash == hash && binding->context == context && binding->texts->line &&
		    strcmp(binding->texts->line, line) == 0 && !binding->hidden)
			return binding->texts->bytes;
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
