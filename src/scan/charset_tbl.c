/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tables as people write them for the texts of games, in UTF-8:
 *
 *	41=A                     a byte is a character,
 *	8140=の                  several are one,
 *	E0=the                   or an entry is a whole text
 *	/FF  /FF=[END]           the end of a text
 *	*FE  *FE=…               a new line
 *
 * The longest entry that fits counts; of two for the same bytes or text, the first in the file.
 * Lines that are empty or begin with '#', ';', '@', '(' or '[' are passed over: comments, the
 * table's name, bookmarks of other programs.
 *
 * All entries are in one array by their bytes, and numbers of them in another by their text: what
 * is looked for is looked for by halves, longest first.
 */
#include "scan/charset_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/number.h"
#include "base/outside.h"
#include "base/printable.h"

enum { FILE_MOST = 1 << 20, ENTRIES_MOST = 65536, TEXT_MOST = 64 };

struct entry {
	uint8_t key[CHARSET_KEY];
	uint32_t order;          /* the line it stands in */
	uint8_t key_len;
	uint8_t text_len;
	char text[TEXT_MOST];    /* UTF-8 */
};

struct charset_tbl {
	struct entry *entries;   /* owned, by key */
	size_t count, room;
	uint32_t *texts;         /* owned: numbers of entries that have a text, by that */
	size_t text_count;
	uint8_t longest[256];    /* key that begins with this byte; 0: there is none */
	size_t longest_text;
	unsigned most;           /* the longest of all keys */
	bool trails[256];
};

static int compare(const void *a, size_t a_len, const void *b, size_t b_len)
{
	int order = memcmp(a, b, a_len < b_len ? a_len : b_len);

	return order != 0 ? order : a_len < b_len ? -1 : a_len > b_len;
}

static int by_key(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = compare(x->key, x->key_len, y->key, y->key_len);

	return order != 0 ? order : x->order < y->order ? -1 : 1;
}

static int by_text(const struct charset_tbl *tbl, uint32_t a, uint32_t b)
{
	const struct entry *x = &tbl->entries[a], *y = &tbl->entries[b];
	int order = compare(x->text, x->text_len, y->text, y->text_len);

	return order != 0 ? order : x->order < y->order ? -1 : 1;
}

static bool add(struct charset_tbl *tbl, const struct entry *entry, struct err *err)
{
	if (tbl->count == ENTRIES_MOST)
		return err_set(err, ERR_RANGE, "a table has at most %d entries", ENTRIES_MOST);
	if (tbl->count == tbl->room) {
		size_t room = tbl->room == 0 ? 256 : 2 * tbl->room;
		struct entry *grown = realloc(tbl->entries, room * sizeof(*grown));

		if (grown == NULL)
			return err_nomem(err);
		tbl->entries = grown;
		tbl->room = room;
	}
	tbl->entries[tbl->count++] = *entry;
	return true;
}

/* The digits before '=' or the end; how many characters they are. */
static size_t take_key(const char *line, size_t len, struct entry *entry, struct err *err)
{
	size_t at = 0;

	while (at < len && hex_digit_value((unsigned char)line[at]) >= 0)
		at++;
	if (at == 0 || (at < len && line[at] != '=')) {
		err_set(err, ERR_SYNTAX, "expected hexadecimal digits and =, as in 41=A");
		return 0;
	}
	if (at % 2 != 0 || at / 2 > CHARSET_KEY) {
		err_set(err, ERR_SYNTAX, at % 2 != 0 ? "half a byte before =" :
			"more than 8 bytes before =");
		return 0;
	}
	entry->key_len = (uint8_t)(at / 2);
	for (size_t i = 0; i < at / 2; i++)
		entry->key[i] = (uint8_t)(hex_digit_value((unsigned char)line[2 * i]) << 4 |
					  hex_digit_value((unsigned char)line[2 * i + 1]));
	return at;
}

static bool take_text(const char *text, size_t len, struct entry *entry, struct err *err)
{
	uint32_t code;

	for (size_t at = 0, used; at < len; at += used) {
		used = utf8_decode((const uint8_t *)text + at, len - at, &code);
		if (used == 0)
			return err_set(err, ERR_SYNTAX, "the text is no UTF-8: iconv makes it so");
	}
	if (len > TEXT_MOST)
		return err_set(err, ERR_RANGE, "the text has more than %d bytes", TEXT_MOST);
	memcpy(entry->text, text, len);
	entry->text_len = (uint8_t)len;
	return true;
}

static bool add_line(struct charset_tbl *tbl, const char *line, size_t len, uint32_t number,
		     struct err *err)
{
	struct entry entry = { .order = number };
	char mark = len > 0 ? line[0] : '#';
	size_t key;

	if (strchr("#;@([", mark) != NULL && mark != '\0')
		return true;
	if (mark == '/' || mark == '*') {
		line++;
		len--;
	}
	key = take_key(line, len, &entry, err);
	if (key == 0)
		return false;
	if (mark == '*')
		return take_text("\n", 1, &entry, err) && add(tbl, &entry, err);
	if (key + 1 >= len && mark != '/')
		return err_set(err, ERR_SYNTAX, "there is no text after =");
	return (key == len || take_text(line + key + 1, len - key - 1, &entry, err)) &&
	       add(tbl, &entry, err);
}

/* Merge sort: qsort() could not tell it which table the numbers are of. */
static void sort_texts(const struct charset_tbl *tbl, uint32_t *numbers, uint32_t *room,
		       size_t count)
{
	size_t half = count / 2, a = 0, b = half;

	if (count < 2)
		return;
	sort_texts(tbl, numbers, room, half);
	sort_texts(tbl, numbers + half, room, count - half);
	for (size_t i = 0; i < count; i++)
		room[i] = b == count || (a < half && by_text(tbl, numbers[a], numbers[b]) < 0) ?
			  numbers[a++] : numbers[b++];
	memcpy(numbers, room, count * sizeof(*room));
}

/* Of entries with the same bytes the first stays. */
static void drop_doubles(struct charset_tbl *tbl)
{
	size_t kept = 0;

	for (size_t i = 0; i < tbl->count; i++) {
		const struct entry *entry = &tbl->entries[i], *last = &tbl->entries[kept];

		if (kept > 0 && compare(last[-1].key, last[-1].key_len, entry->key,
					entry->key_len) == 0)
			continue;
		tbl->entries[kept++] = *entry;
	}
	tbl->count = kept;
}

static bool arrange(struct charset_tbl *tbl, struct err *err)
{
	uint32_t *room = malloc((tbl->count + 1) * sizeof(*room));

	tbl->texts = malloc((tbl->count + 1) * sizeof(*tbl->texts));
	if (room == NULL || tbl->texts == NULL) {
		free(room);
		return err_nomem(err);
	}
	if (tbl->count > 0)
		qsort(tbl->entries, tbl->count, sizeof(*tbl->entries), by_key);
	drop_doubles(tbl);
	for (size_t i = 0; i < tbl->count; i++) {
		const struct entry *entry = &tbl->entries[i];
		uint8_t *longest = &tbl->longest[entry->key[0]];

		*longest = entry->key_len > *longest ? entry->key_len : *longest;
		for (size_t k = 1; k < entry->key_len; k++)
			tbl->trails[entry->key[k]] = true;
		tbl->most = entry->key_len > tbl->most ? entry->key_len : tbl->most;
		if (entry->text_len > 0)
			tbl->texts[tbl->text_count++] = (uint32_t)i;
		if (entry->text_len > tbl->longest_text)
			tbl->longest_text = entry->text_len;
	}
	sort_texts(tbl, tbl->texts, room, tbl->text_count);
	free(room);
	return true;
}

static bool add_lines(struct charset_tbl *tbl, const char *text, size_t len, const char *path,
		      struct err *err)
{
	const char *at = len > 0 ? text : "", *end = at + len;

	/* Of editors that mark UTF-8 so. */
	if (len >= 3 && memcmp(at, "\xef\xbb\xbf", 3) == 0)
		at += 3;
	for (uint32_t number = 1; at < end; number++) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		const char *next = stop == NULL ? end : stop + 1;

		stop = stop == NULL ? end : stop;
		if (stop > at && stop[-1] == '\r')
			stop--;
		if (!add_line(tbl, at, (size_t)(stop - at), number, err))
			return err_prefix(err, "%s:%u", path, (unsigned)number);
		at = next;
	}
	return tbl->count > 0 || err_set(err, ERR_SYNTAX, "%s: has no entries", path);
}

struct charset_tbl *charset_tbl_parse(const char *text, size_t len, const char *path,
				      struct err *err)
{
	struct charset_tbl *tbl = calloc(1, sizeof(*tbl));

	if (tbl == NULL) {
		err_nomem(err);
		return NULL;
	}
	if (add_lines(tbl, text, len, path, err) && arrange(tbl, err))
		return tbl;
	charset_tbl_free(tbl);
	return NULL;
}

static bool read_all(int fd, struct buf *text, struct err *err)
{
	uint8_t part[4096];
	ssize_t got;

	for (;;) {
		got = read(fd, part, sizeof(part));
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_sys(err, errno, "cannot be read");
		if (got == 0)
			return buf_ok(text) || err_nomem(err);
		if ((size_t)got > FILE_MOST - text->len)
			return err_set(err, ERR_RANGE, "is longer than 1 MiB: it is no table");
		buf_add(text, part, (size_t)got);
	}
}

struct charset_tbl *charset_tbl_read(const char *path, struct err *err)
{
	int fd = outside_openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0);
	struct charset_tbl *tbl = NULL;
	struct buf text = BUF_INIT;
	struct stat st;
	bool ok;

	if (fd < 0 || fstat(fd, &st) != 0)
		ok = err_sys(err, errno, "cannot be opened");
	else if (!S_ISREG(st.st_mode))
		ok = err_set(err, ERR_REFUSED, "is no regular file");
	else
		ok = read_all(fd, &text, err);
	if (fd >= 0)
		close(fd);
	if (ok)
		tbl = charset_tbl_parse((const char *)text.data, text.len, path, err);
	else
		err_prefix(err, "%s", path);
	buf_done(&text);
	return tbl;
}

void charset_tbl_free(struct charset_tbl *tbl)
{
	if (tbl == NULL)
		return;
	free(tbl->entries);
	free(tbl->texts);
	free(tbl);
}

/* The longest entry that the bytes begin with. */
static const struct entry *find(const struct charset_tbl *tbl, const uint8_t *bytes, size_t len)
{
	size_t most = tbl->longest[bytes[0]];

	for (size_t want = most < len ? most : len; want > 0; want--) {
		size_t low = 0, high = tbl->count;

		while (low < high) {
			size_t middle = (low + high) / 2;
			const struct entry *entry = &tbl->entries[middle];
			int order = compare(entry->key, entry->key_len, bytes, want);

			if (order == 0)
				return entry;
			if (order < 0)
				low = middle + 1;
			else
				high = middle;
		}
	}
	return NULL;
}

void charset_tbl_decode(const struct charset_tbl *tbl, const uint8_t *bytes, size_t len,
			struct charset_unit *unit)
{
	const struct entry *entry = find(tbl, bytes, len);

	unit->len = entry != NULL ? entry->key_len : 1;
	unit->count = 0;
	for (size_t at = 0; entry != NULL && at < entry->text_len && unit->count < CHARSET_CODES;)
		at += utf8_decode((const uint8_t *)entry->text + at, entry->text_len - at,
				  &unit->codes[unit->count++]);
}

const char *charset_tbl_text(const struct charset_tbl *tbl, const uint8_t *bytes, size_t len,
			     size_t *text_len)
{
	const struct entry *entry = find(tbl, bytes, len);

	if (entry == NULL)
		return NULL;
	*text_len = entry->text_len;
	return entry->text;
}

unsigned charset_tbl_most(const struct charset_tbl *tbl)
{
	return tbl->most;
}

bool charset_tbl_trails(const struct charset_tbl *tbl, uint8_t byte)
{
	return tbl->trails[byte];
}

/* The first in the order of texts that is not before this one. */
static const struct entry *find_text(const struct charset_tbl *tbl, const char *text, size_t len)
{
	size_t low = 0, high = tbl->text_count;

	while (low < high) {
		size_t middle = (low + high) / 2;
		const struct entry *entry = &tbl->entries[tbl->texts[middle]];

		if (compare(entry->text, entry->text_len, text, len) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == tbl->text_count)
		return NULL;
	const struct entry *entry = &tbl->entries[tbl->texts[low]];
	return compare(entry->text, entry->text_len, text, len) == 0 ? entry : NULL;
}

size_t charset_tbl_encode(const struct charset_tbl *tbl, const char *text, size_t len,
			  uint8_t bytes[CHARSET_KEY], size_t *used)
{
	size_t most = tbl->longest_text < len ? tbl->longest_text : len;

	for (*used = most; *used > 0; --*used) {
		const struct entry *entry = find_text(tbl, text, *used);

		if (entry != NULL) {
			memcpy(bytes, entry->key, entry->key_len);
			return entry->key_len;
		}
	}
	return 0;
}
