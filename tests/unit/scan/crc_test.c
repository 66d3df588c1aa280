/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The catalogue's check values; every length and cut beside a second implementation, bit by bit. */
#include "support/testing.h"

#include "scan/crc.h"

/* By the definition: bits one after the other, through a register as wide as the CRC. */
static uint64_t slow_crc(const struct crc_model *model, const uint8_t *bytes, size_t len)
{
	uint64_t top = UINT64_C(1) << (model->width - 1), value = model->init, result = 0;
	uint64_t all = top | (top - 1);

	for (size_t i = 0; i < 8 * len; i++) {
		unsigned at = i % 8;
		unsigned bit = bytes[i / 8] >> (model->refin ? at : 7 - at) & 1;
		bool out = ((value & top) != 0) != (bit != 0);

		value = (value << 1 & all) ^ (out ? model->poly : 0);
	}
	if (!model->refout)
		return value ^ model->xorout;
	for (unsigned i = 0; i < model->width; i++)
		result |= (value >> i & 1) << (model->width - 1 - i);
	return result ^ model->xorout;
}

static struct crc *start(const struct crc_model *model)
{
	struct crc *crc = malloc(sizeof(*crc));

	assert_non_null(crc);
	crc_start(crc, model);
	return crc;
}

static void has_the_check_values(void **state)
{
	static const char check[] = "123456789";
	struct crc_model model;
	size_t count = 0;

	(void)state;
	for (; crc_model_at(count, &model); count++) {
		struct crc *crc = start(&model);

		crc_add(crc, check, strlen(check));
		if (crc_value(crc) != model.check ||
		    slow_crc(&model, (const uint8_t *)check, strlen(check)) != model.check)
			fail_msg("%s: 0x%llx", model.name, (unsigned long long)crc_value(crc));
		free(crc);
	}
	assert_true(count > 100);
}

/* Each alias is found, and none belongs to two. */
static void is_found_by_name(void **state)
{
	static const struct { const char *typed, *name; } cases[] = {
		{ "crc32", "CRC-32/ISO-HDLC" }, { "CRC-32C", "CRC-32/ISCSI" },
		{ "crc_16-ccitt.false", "CRC-16/IBM-3740" }, { "modbus", "CRC-16/MODBUS" },
		{ "crc64xz", "CRC-64/XZ" }, { "crc-8", "CRC-8/SMBUS" }, { "crc16", "CRC-16/ARC" },
	};
	struct crc_model model, found;

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		assert_true(crc_model_find(cases[i].typed, strlen(cases[i].typed), &model));
		assert_string_equal(model.name, cases[i].name);
	}
	assert_false(crc_model_find("crc", 3, &model));
	assert_false(crc_model_find("", 0, &model));
	assert_false(crc_model_find("-", 1, &model));
	for (size_t i = 0; crc_model_at(i, &model); i++) {
		const char *alias = model.aliases;

		assert_true(crc_model_find(model.name, strlen(model.name), &found));
		assert_string_equal(found.name, model.name);
		while (*alias) {
			size_t len = strcspn(alias, " ");

			assert_true(crc_model_find(alias, len, &found));
			assert_string_equal(found.name, model.name);
			alias += len;
			alias += strspn(alias, " ");
		}
	}
}

static void check_cuts(const struct crc_model *model, const uint8_t *bytes, size_t len,
		       struct random *random)
{
	struct crc *crc = start(model);
	uint64_t wanted = slow_crc(model, bytes, len);

	crc_add(crc, bytes, len);
	if (crc_value(crc) != wanted)
		fail_msg("%s, %zu bytes at once: 0x%llx, not 0x%llx", model->name, len,
			 (unsigned long long)crc_value(crc), (unsigned long long)wanted);
	crc_start(crc, model);
	for (size_t at = 0; at < len;) {
		size_t part = random_below(random, len - at) + 1;

		crc_add(crc, bytes + at, part);
		at += part;
	}
	if (crc_value(crc) != wanted)
		fail_msg("%s, %zu bytes in parts", model->name, len);
	crc_start(crc, model);
	crc->folds = false;
	crc_add(crc, bytes, len);
	if (crc_value(crc) != wanted)
		fail_msg("%s, %zu bytes by table", model->name, len);
	free(crc);
}

static void any_length_in_any_parts(void **state)
{
	static uint8_t bytes[1000];
	struct random random;
	struct crc_model model;

	(void)state;
	random_start(&random);
	random_fill(&random, bytes, sizeof(bytes));
	for (size_t i = 0; crc_model_at(i, &model); i++) {
		check_cuts(&model, bytes, random_below(&random, 20), &random);
		check_cuts(&model, bytes, 250 + random_below(&random, 20), &random);
		check_cuts(&model, bytes, random_below(&random, sizeof(bytes)), &random);
	}
	crc_model_find("crc32", 5, &model);
	for (size_t len = 0; len < 700; len++)
		check_cuts(&model, bytes, len, &random);
}

static void any_parameters(void **state)
{
	static uint8_t bytes[1000];
	struct random random;

	(void)state;
	random_start(&random);
	random_fill(&random, bytes, sizeof(bytes));
	for (int i = 0; i < 300; i++) {
		unsigned width = 3 + (unsigned)random_below(&random, 62);
		uint64_t all = UINT64_MAX >> (64 - width);
		uint64_t numbers[3];

		random_fill(&random, numbers, sizeof(numbers));
		const struct crc_model model = {
			.name = "random", .aliases = "", .width = width,
			.poly = (numbers[0] & all) | 1, .init = numbers[1] & all,
			.xorout = numbers[2] & all,
			.refin = random_below(&random, 2), .refout = random_below(&random, 2),
		};
		check_cuts(&model, bytes, random_below(&random, sizeof(bytes)), &random);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(has_the_check_values),
		cmocka_unit_test(is_found_by_name),
		cmocka_unit_test(any_length_in_any_parts),
		cmocka_unit_test(any_parameters),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
