/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The expressions of the command line; see place.h. */
#include "cli/place.h"

#include <inttypes.h>

#include "base/checked.h"
#include "base/expression.h"

static bool read_document(void *context, uint64_t pos, uint8_t *bytes, size_t len, struct err *err)
{
	const struct document *document = context;
	uint64_t size = document_size(document);

	if (pos > size || len > size - pos)
		return err_set(err, ERR_RANGE, "position 0x%" PRIx64 " is past the end", pos);
	if (document_read(document, pos, bytes, NULL, len, NULL) > 0)
		return err_set(err, ERR_LOST, "the bytes at 0x%" PRIx64 " can not be read", pos);
	return true;
}

static bool find_offset(struct place *place, const struct cli *cli, struct expression_env *env,
			struct err *err)
{
	place->offset = 0;
	if (!cli->offset)
		return true;
	if (!expression_eval(cli->offset, env, &place->offset, err))
		return err_prefix(err, "offset");
	if (place->offset > env->end)
		return err_set(err, ERR_RANGE, "offset 0x%" PRIx64 " is past the end, 0x%" PRIx64,
			       place->offset, env->end);
	return true;
}

bool place_find(struct place *place, const struct cli *cli, const struct document *document,
		struct err *err)
{
	uint64_t size = document_size(document);
	struct expression_env env = {
		.end = size,
		.has_cursor = true,
		.sign = EXPRESSION_FROM_END,
		.read = read_document,
		.context = (void *)document,
	};

	place->has_length = cli->length != NULL;
	if (!find_offset(place, cli, &env, err))
		return false;
	place->length = size - place->offset;
	if (!cli->length)
		return true;
	env.cursor = place->offset;
	env.sign = EXPRESSION_PLAIN;
	if (!expression_eval(cli->length, &env, &place->length, err))
		return err_prefix(err, "length");
	place->length = min_u64(place->length, size - place->offset);
	return true;
}

/* An expression that has the same value in every file. */
static bool find_constant(const char *text, uint64_t *value, struct err *err)
{
	struct expression_env empty = { .end = 0 }, large = { .end = UINT64_C(1) << 40 };
	uint64_t other;

	*value = 0;
	if (!text)
		return true;
	if (!expression_eval(text, &empty, value, err) ||
	    !expression_eval(text, &large, &other, err))
		return false;
	return *value == other || err_set(err, ERR_SYNTAX, "%s has no meaning here", text);
}

bool place_number(const char *option, const char *text, uint64_t *value, struct err *err)
{
	return find_constant(text, value, err) || err_prefix(err, "%s", option);
}

/* Both are known without the file. */
static bool find_plain(struct place *place, const struct cli *cli)
{
	struct err err;

	return find_constant(cli->offset, &place->offset, &err) &&
	       find_constant(cli->length, &place->length, &err);
}

static bool find_in_file(struct place *place, const struct cli *cli, struct ropes *ropes,
			 const char *path, struct err *err)
{
	struct document_options whole = { .mode = DOCUMENT_READ, .no_map = cli->no_map,
		.in_use = cli->force, .forensic = cli->forensic };
	struct document *document = document_open(ropes, path, &whole, err);
	bool ok = document && place_find(place, cli, document, err);

	document_close(document);
	return ok;
}

bool place_options(struct document_options *options, const struct cli *cli, struct ropes *ropes,
		   const char *path, struct err *err)
{
	struct place place;

	*options = (struct document_options){ .mode = cli->mode, .no_map = cli->no_map,
		.in_use = cli->force, .forensic = cli->forensic };
	if (!cli->length)
		return true;
	if (!find_plain(&place, cli) && !find_in_file(&place, cli, ropes, path, err))
		return false;
	options->sliced = true;
	options->offset = place.offset;
	options->length = place.length;
	return true;
}
