/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A rule is a section: what it is about, and its options with a mask of which they are. The words
 * of `set` are put on these options at once, so opening a file copies values and parses nothing.
 */
#include "edit/settings.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/number.h"
#include "edit/settings_type.h"

enum rule_kind { RULE_NAME, RULE_TYPE, RULE_MAGIC };

/* One section. */
struct settings_rule {
	enum rule_kind kind;
	char *pattern;           /* of RULE_NAME, owned */
	const char *type;        /* of RULE_TYPE: of the table */
	uint64_t at;             /* of RULE_MAGIC */
	uint8_t bytes[SETTINGS_MAGIC];
	bool any[SETTINGS_MAGIC];
	size_t len;
	uint64_t mask;
	struct options options;
};

void settings_done(struct settings *settings)
{
	for (size_t i = 0; i < settings->count; i++)
		free(settings->rules[i].pattern);
	free(settings->rules);
	*settings = (struct settings){ .count = 0 };
}

static int digit_of(char c)
{
	const char *digits = "0123456789abcdef0123456789ABCDEF";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)((at - digits) % 16) : -1;
}

/* "[AT] HH HH ?? HH". */
static bool parse_magic(struct settings_rule *rule, const char *text, struct err *err)
{
	size_t used;

	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
		if (!number_parse(text, strcspn(text, " "), &used, &rule->at, err))
			return false;
		text += strcspn(text, " ");
	}
	for (text += strspn(text, " "); *text; text += strspn(text, " ")) {
		bool any = text[0] == '?' && text[1] == '?';
		int high = digit_of(text[0]), low = high < 0 ? -1 : digit_of(text[1]);

		if ((!any && low < 0) || rule->len == SETTINGS_MAGIC)
			return err_set(err, ERR_SYNTAX, "[magic]: %s", any || low >= 0 ?
				       "too many bytes" : "bytes are two digits each, or ??");
		rule->any[rule->len] = any;
		rule->bytes[rule->len++] = any ? 0 : (uint8_t)(high << 4 | low);
		text += 2;
	}
	if (rule->len == 0 || rule->at > SETTINGS_BYTES - rule->len)
		return err_set(err, ERR_RANGE, "[magic]: bytes at a place among the first %d",
			       SETTINGS_BYTES);
	return true;
}

static bool parse_type(struct settings_rule *rule, const char *name, struct err *err)
{
	rule->type = settings_type_find(name, strlen(name));
	return rule->type || err_set(err, ERR_SYNTAX, "[type]: \"%.40s\" is not known: ELF, PNG, "
				     "ZIP and others are, or write [magic BYTES]", name);
}

static bool parse_rule(struct settings_rule *rule, const char *text, struct err *err)
{
	if (strncmp(text, "type ", 5) == 0) {
		rule->kind = RULE_TYPE;
		return parse_type(rule, text + 5 + strspn(text + 5, " "), err);
	}
	if (strncmp(text, "magic ", 6) == 0) {
		rule->kind = RULE_MAGIC;
		return parse_magic(rule, text + 6 + strspn(text + 6, " "), err);
	}
	if (*text == '\0')
		return err_set(err, ERR_SYNTAX, "[]: a pattern of names, type or magic is missing");
	rule->kind = RULE_NAME;
	rule->pattern = strdup(text);
	return rule->pattern || err_nomem(err);
}

/* A section that is wrong takes its lines all the same: they are not for all files. */
static bool begin(struct settings *settings, const char *text, struct err *err)
{
	struct settings_rule rule = { .len = 0 };
	struct settings_rule *rules;

	settings->inside = strcmp(text, "all") != 0;
	if (!settings->inside)
		return true;
	rules = realloc(settings->rules, (settings->count + 1) * sizeof(*rules));
	if (!rules)
		return err_nomem(err);
	settings->rules = rules;
	options_init(&rule.options);
	bool ok = parse_rule(&rule, text, err);
	/* One that fits no file. */
	if (!ok) {
		free(rule.pattern);
		rule = (struct settings_rule){ .kind = RULE_MAGIC };
	}
	rules[settings->count++] = rule;
	return ok;
}

static uint64_t bit_of(const struct option *option)
{
	for (size_t i = 0; option_at(i); i++)
		if (option_at(i) == option)
			return UINT64_C(1) << i;
	return 0;
}

static const struct option *option_of_word(const char *word)
{
	char name[32];
	size_t len = strcspn(word, "=!?");

	if (len >= sizeof(name))
		return NULL;
	memcpy(name, word, len);
	name[len] = '\0';
	if (!option_find(name) && strncmp(name, "no", 2) == 0)
		return option_find(name + 2);
	return option_find(name);
}

static bool is_encoding(const char *name, struct err *err)
{
	const struct charset *charset = charset_open(name, err);

	charset_unref(charset);
	return charset != NULL;
}

static bool set_word(struct settings_rule *rule, const char *word, struct err *err)
{
	const struct option *option = option_of_word(word);
	struct buf asked = BUF_INIT;
	bool ok = option_apply(&rule->options, word, &asked, err);

	if (ok && (asked.len > 0 || !option || strchr(word, '!')))
		ok = err_set(err, ERR_SYNTAX, "%.40s: a section sets values", word);
	else if (ok && !option->of_file)
		ok = err_set(err, ERR_REFUSED, "%s is no option of single files", option->name);
	if (ok && option->type == OPTION_TEXT)
		ok = is_encoding(rule->options.encoding, err);
	if (ok)
		rule->mask |= bit_of(option);
	buf_done(&asked);
	return ok;
}

static bool set_words(struct settings_rule *rule, const char *text, struct err *err)
{
	bool ok = true;

	while (ok && *(text += strspn(text, " ")) != '\0') {
		char *word = strndup(text, strcspn(text, " "));

		ok = word ? set_word(rule, word, err) : err_nomem(err);
		free(word);
		text += strcspn(text, " ");
	}
	return ok;
}

/* "set" or its short name. */
static bool begins_set(const char *line)
{
	return strncmp(line, "set ", 4) == 0 || strncmp(line, "se ", 3) == 0;
}

bool settings_line(struct settings *settings, const char *line, bool *used, struct err *err)
{
	size_t len = strlen(line);
	char *text;
	bool ok;

	*used = settings->inside || *line == '[';
	if (!*used || *line == '\0' || *line == '#')
		return true;
	if (*line != '[') {
		if (!begins_set(line))
			return err_set(err, ERR_SYNTAX, "in a section for some files stands only "
				       "\"set\"; [all] ends it");
		return settings->count == 0 ||
		       set_words(&settings->rules[settings->count - 1], line + strcspn(line, " "),
				 err);
	}
	if (line[len - 1] != ']')
		return err_set(err, ERR_SYNTAX, "the line begins a section, and ']' is missing");
	text = strndup(line + 1, len - 2);
	ok = text ? begin(settings, text, err) : err_nomem(err);
	free(text);
	return ok;
}

bool settings_pause(struct settings *settings)
{
	bool inside = settings->inside;

	settings->inside = false;
	return inside;
}

void settings_resume(struct settings *settings, bool inside)
{
	settings->inside = inside;
}

static size_t size_of(const struct option *option)
{
	switch (option->type) {
	case OPTION_BOOL: return sizeof(bool);
	case OPTION_TEXT: return CHARSET_NAME;
	default: return sizeof(uint64_t);
	}
}

void settings_give(struct settings *settings, const struct options *before,
		   const struct options *after)
{
	for (size_t i = 0; option_at(i); i++) {
		const struct option *option = option_at(i);

		if (memcmp((const char *)before + option->offset,
			   (const char *)after + option->offset, size_of(option)) != 0)
			settings->given |= UINT64_C(1) << i;
	}
}

void settings_copy(struct options *to, const struct options *from, uint64_t mask)
{
	for (size_t i = 0; option_at(i); i++) {
		const struct option *option = option_at(i);

		if (mask & UINT64_C(1) << i)
			memcpy((char *)to + option->offset, (const char *)from + option->offset,
			       size_of(option));
	}
}

static bool has_magic(const struct settings_rule *rule, const uint8_t *bytes, size_t len)
{
	if (rule->len == 0 || rule->at > len || rule->len > len - rule->at)
		return false;
	for (size_t i = 0; i < rule->len; i++)
		if (!rule->any[i] && bytes[rule->at + i] != rule->bytes[i])
			return false;
	return true;
}

static bool has_name(const struct settings_rule *rule, const char *name)
{
	const char *slash = name ? strrchr(name, '/') : NULL;

	if (!name)
		return false;
	if (!strchr(rule->pattern, '/') && slash)
		name = slash + 1;
	return fnmatch(rule->pattern, name, 0) == 0;
}

static bool fits(const struct settings_rule *rule, const char *name, const uint8_t *bytes,
		 size_t len)
{
	switch (rule->kind) {
	case RULE_NAME: return has_name(rule, name);
	case RULE_TYPE: return settings_type_fits(rule->type, bytes, len);
	default: return has_magic(rule, bytes, len);
	}
}

void settings_match(struct settings *settings, const char *name, const uint8_t *bytes, size_t len,
		    struct settings_local *local)
{
	*local = (struct settings_local){ .mask = 0 };
	for (size_t i = 0; i < settings->count; i++) {
		const struct settings_rule *rule = &settings->rules[i];
		uint64_t mask = rule->mask & ~settings->given;

		if (mask == 0 || !fits(rule, name, bytes, len))
			continue;
		settings_copy(&local->options, &rule->options, mask);
		local->mask |= mask;
	}
	if (local->mask != 0)
		local->serial = ++settings->serial;
}
