/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What there is, in this order: CRCs by name, own sums and digests, the library's. Where both have
 * an algorithm it is the own one.
 */
#include "scan/digest_private.h"

#include <inttypes.h>
#include <string.h>

#include "base/number.h"

/* An algorithm, found. */
struct found {
	const char *name;
	enum digest_kind kind;
	unsigned bits;
	size_t index;
	struct crc_model model;
};

static const char cksum[] = "cksum", sha256[] = "SHA-256";

/* The own ones that are not CRCs of the catalogue. */
static bool own_at(size_t index, struct found *found)
{
	*found = (struct found){ .index = index };
	if (index < SUM_KINDS) {
		found->kind = DIGEST_SUM;
		found->name = sum_name((enum sum_kind)index);
		found->bits = sum_bits((enum sum_kind)index);
	} else if (index == SUM_KINDS) {
		found->kind = DIGEST_CKSUM;
		found->name = cksum;
		found->bits = 32;
		return crc_model_find("CRC-32/CKSUM", 12, &found->model);
	} else if (index == SUM_KINDS + 1) {
		found->kind = DIGEST_SHA256;
		found->name = sha256;
		found->bits = 256;
	} else {
		return false;
	}
	return true;
}

static bool crc_at(size_t index, struct found *found)
{
	*found = (struct found){ .kind = DIGEST_CRC };
	if (!crc_model_at(index, &found->model))
		return false;
	found->name = found->model.name;
	found->bits = found->model.width;
	return true;
}

static bool is_own(const char *name)
{
	struct crc_model model;
	struct found found;

	for (size_t i = 0; own_at(i, &found); i++)
		if (crc_name_is(found.name, name, strlen(name)))
			return true;
	return crc_model_find(name, strlen(name), &model);
}

/* The next one that is not own. *at is 0 at first. */
static bool library_next(const struct digest *digest, size_t *at, struct found *found)
{
	*found = (struct found){ .kind = DIGEST_LIBRARY };
	while (digest->library) {
		size_t index = (*at)++;

		found->name = digest_library_name(digest->library, index);
		if (!found->name)
			break;
		if (is_own(found->name))
			continue;
		found->index = index;
		found->bits = digest_library_bits(digest->library, index);
		return true;
	}
	return false;
}

static bool take(struct digest *digest, const struct found *found, struct err *err)
{
	return digest_start(digest, found->name, found->kind, found->bits, found->index,
			    &found->model, err);
}

/* "init=0xffff" and the like, after the width and the polynomial. */
static bool read_parameter(const char *text, size_t len, struct crc_model *model, struct err *err)
{
	const char *equals = memchr(text, '=', len);
	size_t word = equals ? (size_t)(equals - text) : len, used;
	uint64_t *number = crc_name_is("init", text, word) ? &model->init :
			   crc_name_is("xorout", text, word) ? &model->xorout : NULL;

	if (equals && number)
		return number_parse(equals + 1, len - word - 1, &used, number, err) &&
		       (used == len - word - 1 ||
			err_set(err, ERR_SYNTAX, "\"%.*s\" is no number", (int)(len - word - 1),
				equals + 1));
	if (!equals && crc_name_is("reflected", text, word))
		model->refin = model->refout = true;
	else if (!equals && crc_name_is("refin", text, word))
		model->refin = true;
	else if (!equals && crc_name_is("refout", text, word))
		model->refout = true;
	else
		return err_set(err, ERR_SYNTAX, "\"%.*s\" is not init=N, xorout=N, refin, refout "
			       "or reflected", (int)len, text);
	return true;
}

static bool check_model(const struct crc_model *model, uint64_t width, struct err *err)
{
	uint64_t most = width == 64 ? UINT64_MAX : (UINT64_C(1) << (width & 63)) - 1;

	if (width < 3 || width > 64)
		return err_set(err, ERR_RANGE, "a CRC has 3 to 64 bits");
	if (model->poly > most || model->init > most || model->xorout > most)
		return err_set(err, ERR_RANGE, "a number does not fit %" PRIu64 " bits", width);
	return true;
}

/* "crc:WIDTH:POLY[:PARAMETER]...", text behind the first colon. */
static bool read_model(const char *text, size_t len, struct crc_model *model, struct err *err)
{
	uint64_t width = 0;

	*model = (struct crc_model){ .name = "crc", .aliases = "" };
	for (int field = 0; len > 0 || field < 2; field++) {
		const char *colon = memchr(text, ':', len);
		size_t word = colon ? (size_t)(colon - text) : len, used = 0;

		if (field >= 2) {
			if (!read_parameter(text, word, model, err))
				return false;
		} else if (!number_parse(text, word, &used, field == 0 ? &width : &model->poly,
					 err) || used != word) {
			return err_set(err, ERR_SYNTAX, "crc:WIDTH:POLY is followed by :init=N, "
				       ":xorout=N, :refin, :refout, :reflected");
		}
		len -= word + (colon != NULL);
		text += word + (colon != NULL);
	}
	if (!check_model(model, width, err))
		return false;
	model->width = (unsigned)width;
	return true;
}

static bool add_model(struct digest *digest, const char *text, size_t len, struct err *err)
{
	struct found found = { .kind = DIGEST_CRC };
	char name[DIGEST_NAME];

	if (!read_model(text + 4, len - 4, &found.model, err))
		return err_prefix(err, "%.*s", (int)len, text);
	if (len >= sizeof(name))
		return err_set(err, ERR_SYNTAX, "%.*s... is too long", 20, text);
	memcpy(name, text, len);
	name[len] = '\0';
	found.name = name;
	found.bits = found.model.width;
	return take(digest, &found, err);
}

/* Of the own ones and the library's, which has none of the same names. */
static bool find(const struct digest *digest, const char *text, size_t len, struct found *found)
{
	for (size_t i = 0; own_at(i, found); i++)
		if (crc_name_is(found->name, text, len))
			return true;
	*found = (struct found){ .kind = DIGEST_CRC };
	if (crc_model_find(text, len, &found->model)) {
		found->name = found->model.name;
		found->bits = found->model.width;
		return true;
	}
	for (size_t i = 0; library_next(digest, &i, found);)
		if (crc_name_is(found->name, text, len))
			return true;
	return false;
}

static bool add_group(struct digest *digest, bool crcs, bool sums, bool rest, struct err *err)
{
	struct found found;

	for (size_t i = 0; crcs && crc_at(i, &found); i++)
		if (!take(digest, &found, err))
			return false;
	for (size_t i = 0; own_at(i, &found); i++)
		if ((found.kind == DIGEST_SUM ? sums : rest) && !take(digest, &found, err))
			return false;
	for (size_t i = 0; rest && library_next(digest, &i, &found);)
		if (!take(digest, &found, err))
			return false;
	return true;
}

static bool add_word(struct digest *digest, const char *text, size_t len, struct err *err)
{
	struct found found;

	if (len > 4 && strncmp(text, "crc:", 4) == 0)
		return add_model(digest, text, len, err);
	if (crc_name_is("crc", text, len))
		return add_group(digest, true, false, false, err);
	if (crc_name_is("sums", text, len))
		return add_group(digest, false, true, false, err);
	if (crc_name_is("all", text, len))
		return digest_add(digest, "crc32 crc32c crc64xz", err) &&
		       add_group(digest, false, true, true, err);
	if (find(digest, text, len, &found))
		return take(digest, &found, err);
	return err_set(err, ERR_SYNTAX, "there is no digest \"%.*s\"%s%s; \"list\" tells those "
		       "that there are", (int)(len > 40 ? 40 : len), text,
		       digest->library ? "" : ", and ",
		       digest->library ? "" : digest_library_missing());
}

bool digest_add(struct digest *digest, const char *names, struct err *err)
{
	for (;;) {
		size_t len;

		names += strspn(names, " ,");
		if (*names == '\0')
			return true;
		len = strcspn(names, " ,");
		if (!add_word(digest, names, len, err))
			return false;
		names += len;
	}
}

bool digest_add_digits(struct digest *digest, unsigned digits, struct err *err)
{
	struct found found;

	for (size_t i = 0; crc_at(i, &found); i++)
		if ((found.bits + 3) / 4 == digits && !take(digest, &found, err))
			return false;
	for (size_t i = 0; own_at(i, &found); i++)
		if ((found.bits + 3) / 4 == digits && !take(digest, &found, err))
			return false;
	for (size_t i = 0; library_next(digest, &i, &found);)
		if (found.bits / 4 == digits && !take(digest, &found, err))
			return false;
	if (digest->count > 0)
		return true;
	return err_set(err, ERR_SYNTAX, "no digest has %u digits%s%s", digits,
		       digest->library ? "" : ": ",
		       digest->library ? "" : digest_library_missing());
}

const char *digest_usual(const struct digest *digest)
{
	return digest->library ? "crc32 md5 sha1 sha256" : "crc32 adler32 sha256";
}

void digest_list(const struct digest *digest, struct buf *out)
{
	struct found found;

	for (size_t i = 0; own_at(i, &found); i++)
		buf_format(out, "%s\n", found.name);
	for (size_t i = 0; library_next(digest, &i, &found);)
		buf_format(out, "%s\n", found.name);
	if (!digest->library)
		buf_format(out, "(%s)\n", digest_library_missing());
	for (size_t i = 0; crc_at(i, &found); i++)
		buf_format(out, "%s%s%s\n", found.name, *found.model.aliases ? "  " : "",
			   found.model.aliases);
	buf_text(out, "crc:WIDTH:POLY[:init=N][:xorout=N][:refin][:refout][:reflected]\n"
		 "all\nsums\ncrc\n");
}

void digest_describe(struct buf *out)
{
	struct digest digest = { .library = digest_library_open() };
	struct found found;
	size_t more = 0, at = 0;

	while (library_next(&digest, &at, &found))
		more++;
	buf_text(out, "CRCs, sums, SHA-256; ");
	if (digest.library)
		buf_format(out, "RHash, %zu more", more);
	else
		buf_text(out, digest_library_missing());
	digest_library_close(digest.library);
}

void digest_prepare(void)
{
	digest_library_close(digest_library_open());
}
