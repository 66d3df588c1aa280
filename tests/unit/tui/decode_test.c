/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bytes to keys. Most tests are rows "bytes and the keys they are", and each row is fed whole,
 * split at every place, and byte by byte: the keys must be the same.
 */
#include "support/testing.h"

#include "tui/decode.h"

/* Bytes with their length, since they may hold NUL. */
#define BYTES(text) text, sizeof(text) - 1

struct row {
	const char *bytes;
	size_t len;
	const char *keys;        /* notation of edit/key.h; a place follows as @row,col */
};

static const struct row rows[] = {
	{ BYTES("aG~ "), "aG~<Space>" },
	{ BYTES("<"), "<lt>" },
	{ BYTES("\xc3\xa9\xe2\x82\xac\xf0\x9f\x99\x82"), "é€🙂" },
	/* Invalid UTF-8 is nothing: stray, cut off, overlong, surrogate, too large. */
	{ BYTES("a\xffz\xa9z\xc3z"), "azzz" },
	{ BYTES("\xe2\x82z\xf0\x9fz"), "zz" },
	{ BYTES("\xc0\xafz"), "z" },
	{ BYTES("\xed\xa0\x80z"), "z" },
	{ BYTES("\xf5\x80\x80\x80z"), "z" },
	/* Controls. */
	{ BYTES("\r\n\t\x7f\b"), "<Enter><Enter><Tab><Backspace><Backspace>" },
	{ BYTES("\0\x01\x07\x1a"), "<C-Space><C-a><C-g><C-z>" },
	{ BYTES("\x1c\x1d\x1e\x1f"), "<C-\\><C-]><C-^><C-_>" },
	/* Alt. */
	{ BYTES("\033x\033Q\033\r\033\x7f\033\x01"), "<M-x><M-Q><M-Enter><M-Backspace><C-M-a>" },
	{ BYTES("\033\xc3\xa9z"), "<M-é>z" },
	{ BYTES("\033\xffz"), "z" },
	{ BYTES("\033\033x"), "<Esc><M-x>" },
	{ BYTES("\033\033[A"), "<Esc><Up>" },
	/* Cursor and function keys, both forms, with modifiers. */
	{ BYTES("\033[A\033[B\033[C\033[D\033[H\033[F"), "<Up><Down><Right><Left><Home><End>" },
	{ BYTES("\033OA\033OB\033OC\033OD\033OH\033OF"), "<Up><Down><Right><Left><Home><End>" },
	{ BYTES("\033[1;2A\033[1;3B\033[1;5C\033[1;8D"), "<S-Up><M-Down><C-Right><C-M-S-Left>" },
	{ BYTES("\033[1~\033[2~\033[3~\033[4~\033[5~\033[6~\033[7~\033[8~"),
	  "<Home><Insert><Delete><End><PageUp><PageDown><Home><End>" },
	{ BYTES("\033[5;5~\033[3;2~"), "<C-PageUp><S-Delete>" },
	{ BYTES("\033OP\033OS\033[1;2P\033[11~\033[15~\033[17~\033[21~\033[23~\033[24~"),
	  "<F1><F4><S-F1><F1><F5><F6><F10><F11><F12>" },
	{ BYTES("\033[[A\033[[Ez"), "<F1><F5>z" },
	{ BYTES("\033[Z"), "<BackTab>" },
	{ BYTES("\033O5A\033O2P"), "<C-Up><S-F1>" },
	{ BYTES("\033[21;2~\033[29~"), "<S-F10><S-F10>" },
	/* The keypad in application mode. */
	{ BYTES("\033Oj\033Ok\033Om\033On\033Oo\033Op\033Oy\033OM\033OX"), "*+-./09<Enter>=" },
	/* Sequences that are no keys are dropped whole. */
	{ BYTES("\033[99;7uz\033[?1;2cz\033[>0;276;0cz\033[24;80Rz"), "zzzz" },
	/* Nor with the ends of keys; and numbers do not wrap into some. */
	{ BYTES("\033[?Az\033[>5~z\033[4294967301~z"), "zzz" },
	{ BYTES("\033[1;5:3Az\033[1$~z\033[27;5;103~z\033[Iz\033[Oz"), "zzzzz" },
	{ BYTES("\033[1;2;3;4;5;6;7;8;9Az\033[201~z\033[16~z\033[99999999999~z"), "zzzz" },
	{ BYTES("\033[[Zz\033Oaz\033O\033[A"), "zz<Up>" },
	{ BYTES("\033[12\001z\033[1\033[A"), "<C-a>z<Up>" },
	{ BYTES("\033[1111111111222222222233333333334444444444555555555566666666667777777777"
		"8888888888Az"), "z" },
	/* Control strings, ended by BEL or ST; Esc, CAN and SUB break them off. */
	{ BYTES("\033]0;name\007z\033]11;rgb:0/0/0\033\\z"), "zz" },
	{ BYTES("\033P1$r0m\033\\z\033_a\033\\z\033^b\033\\z\033Xc\033\\z"), "zzzz" },
	{ BYTES("\033]0;\xc3\x9c\xe2\x9c\x9c\033\\z"), "z" },
	{ BYTES("\033]0;lost\033[A\033]0;lost\030z\033Plost\032z"), "<Up>zz" },
	/* Controls of one byte, and as UTF-8. */
	{ BYTES("\x9b" "1;2A\x9b" "31mz\x9d" "0;x\007z\x90" "a\033\\z\x8fPz"), "<S-Up>zzz<F1>z" },
	{ BYTES("\xc2\x9b" "31mz\xc2\x9d" "0;x\007z\xc2\x85z\xc2\xa9"), "zzz©" },
	/* Mouse. */
	{ BYTES("\033[<0;1;1M\033[<0;80;24m"), "<Click>@0,0<Release>@23,79" },
	{ BYTES("\033[<32;3;2M\033[<64;3;2M\033[<65;3;2M"),
	  "<Drag>@1,2<WheelUp>@1,2<WheelDown>@1,2" },
	{ BYTES("\033[<2;5;6M\033[<2;5;6mz"), "<RightClick>@5,4z" },
	{ BYTES("\033[<4;1;1M\033[<24;1;1M"), "<S-Click>@0,0<C-M-Click>@0,0" },
	{ BYTES("\033[<0;0;1Mz\033[<0;1;0Mz\033[<0;1Mz\033[<Mz\033[<0;-1;-1Mz"), "zzzzz" },
	{ BYTES("\033[<1;1;1Mz\033[<35;1;1Mz\033[<66;1;1Mz\033[<128;1;1Mz\033[<0;1;1;1Mz"),
	  "zzzzz" },
	{ BYTES("\033[M !!\033[M##%\033[M`!!z"), "<Click>@0,0<Release>@4,2<WheelUp>@0,0z" },
	{ BYTES("\033[M \033[A"), "<Space><Up>" },
};

static void add_keys(struct decode *decode, bool flush, struct buf *out)
{
	struct key key;

	while (decode_next(decode, flush, &key)) {
		if (key.code == ' ' && key.mods == 0)
			buf_text(out, "<Space>");
		else
			key_format(&key, out);
		if (key_is_mouse(&key))
			buf_format(out, "@%d,%d", key.row, key.col);
		else
			assert_true(key.row == 0 && key.col == 0);
	}
}

static void feed(struct decode *decode, const char *bytes, size_t len, struct buf *out)
{
	decode_feed(decode, (const uint8_t *)bytes, len);
	add_keys(decode, false, out);
}

/* What a pause behind it tells. */
static void feed_and_pause(struct decode *decode, const char *bytes, size_t len, struct buf *out)
{
	feed(decode, bytes, len, out);
	assert_true(decode_waits(decode));
	add_keys(decode, true, out);
	assert_false(decode_waits(decode));
}

static void check(struct buf *out, const char *keys, const char *bytes)
{
	if (strcmp(buf_string(out), keys) != 0)
		fail_msg("%s: %s instead of %s", bytes, buf_string(out), keys);
	buf_done(out);
}

/* The row, fed in pieces that end at `cut` and then every `step` bytes. */
static void check_split(const struct row *row, size_t cut, size_t step)
{
	struct decode decode;
	struct buf out = BUF_INIT;

	decode_init(&decode);
	feed(&decode, row->bytes, cut, &out);
	for (size_t at = cut; at < row->len; at += step)
		feed(&decode, row->bytes + at, row->len - at < step ? row->len - at : step, &out);
	assert_false(decode_waits(&decode));
	check(&out, row->keys, row->bytes + 1);
	decode_done(&decode);
}

static void decodes_rows_however_split(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		for (size_t cut = 0; cut <= rows[i].len; cut++)
			check_split(&rows[i], cut, rows[i].len);
		check_split(&rows[i], 0, 1);
	}
}

/* What a pause makes of an incomplete sequence, and what then becomes of its rest. */
static void flushes(void **state)
{
	static const struct {
		const char *bytes;
		const char *keys;
		const char *rest;
		const char *rest_keys;
	} cases[] = {
		{ "\033", "<Esc>", "[A", "[A" },
		{ "a\033", "a<Esc>", "", "" },
		{ "\033[", "<M-[>", "z", "z" },
		{ "\033[", "<M-[>", ":a1", ":a1" },
		{ "\033[", "<M-[>", "24;80Rz", "z" },
		{ "\033[", "<M-[>", "?62;1cz", "z" },
		{ "\033[", "<M-[>", "<0;1;1Mz", "z" },
		{ "\033[", "<M-[>", "\033[A1", "<Up>1" },
		{ "\033O", "<M-O>", "z", "z" },
		{ "\033]", "<M-]>", "z", "z" },
		{ "\033P", "<M-P>", "z", "z" },
		{ "\033[1", "", ";5Az", "z" },
		{ "\033[<0;1", "", "0;20Mz", "z" },
		{ "\033[1", "", "\033[A", "<Up>" },
		{ "\033\xc3", "", "z", "z" },
		{ "\xe2\x82", "", "z", "z" },
		{ "\033O5", "", "z", "z" },
		{ "\033]0;abc\033", "<Esc>", "z", "z" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct decode decode;
		struct buf out = BUF_INIT;
		decode_init(&decode);
		feed(&decode, cases[i].bytes, strlen(cases[i].bytes), &out);
		assert_true(decode_waits(&decode));
		add_keys(&decode, true, &out);
		assert_false(decode_waits(&decode));
		check(&out, cases[i].keys, cases[i].bytes);
		feed(&decode, cases[i].rest, strlen(cases[i].rest), &out);
		add_keys(&decode, true, &out);
		check(&out, cases[i].rest_keys, cases[i].rest);
		decode_done(&decode);
	}
}

static void learns_the_terminals_own(void **state)
{
	struct decode decode;
	struct buf out = BUF_INIT;

	(void)state;
	decode_init(&decode);
	decode_learn(&decode, "\033[d", KEY_GO_LEFT, KEY_SHIFT);
	decode_learn(&decode, "\033[[25~", KEY_FUNCTION + 7, 0);
	decode_learn(&decode, "\x9fx", KEY_DEL, 0);
	decode_learn(&decode, "\b", KEY_GO_LEFT, 0);
	decode_learn(&decode, NULL, KEY_GO_LEFT, 0);
	for (int i = 0; i < 2 * DECODE_KEYS; i++)
		decode_learn(&decode, "\033[y", KEY_INS, 0);
	feed(&decode, BYTES("\033[d\033[[25~\b\x9fx\033[y\033[Az"), &out);
	check(&out, "<S-Left><F7><Backspace><Delete><Insert><Up>z", "learned");
	feed(&decode, BYTES("\033[[2"), &out);
	assert_true(decode_waits(&decode));
	feed(&decode, BYTES("5~"), &out);
	check(&out, "<F7>", "learned, split");
	decode_done(&decode);
}

static void paste_is_data(void **state)
{
	static const char text[] = "q\033[A\033]0;x\a\033[20\033[201:wq\r\n\xff\0end";
	static const char start[] = "a\033[200~", end[] = "\033[201~b";
	struct buf input = BUF_INIT;

	(void)state;
	buf_add(&input, start, sizeof(start) - 1);
	buf_add(&input, text, sizeof(text) - 1);
	buf_add(&input, end, sizeof(end) - 1);
	for (size_t cut = 0; cut <= input.len; cut++) {
		struct decode decode;
		struct buf out = BUF_INIT;
		decode_init(&decode);
		feed(&decode, (const char *)input.data, cut, &out);
		check(&out, cut ? "a" : "", "nothing yet");
		feed_and_pause(&decode, (const char *)input.data + cut, input.len - cut, &out);
		check(&out, cut ? "<Paste>b" : "a<Paste>b", "paste");
		assert_int_equal(decode.paste.len, sizeof(text) - 1);
		assert_memory_equal(decode.paste.data, text, sizeof(text) - 1);
		assert_false(decode_waits(&decode));
		decode_done(&decode);
	}
	buf_done(&input);
}

/* However it is split, and whatever pretends that a second paste begins. */
static void paste_may_hold_its_end(void **state)
{
	static const struct { const char *bytes; size_t len; const char *text; } pastes[] = {
		{ BYTES("\033[200~a\033[201~:q!\r\033[201~"), "a:q!\r" },
		{ BYTES("\033[200~\033[201~q\033[201~Z\033[201~"), "qZ" },
		{ BYTES("\033[200~a\033[201~q\033[200~b\033[201~"), "aq\033[200~b" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(pastes); i++)
		for (size_t step = 1; step <= pastes[i].len; step++) {
			struct decode decode;
			struct buf out = BUF_INIT;
			decode_init(&decode);
			for (size_t at = 0; at < pastes[i].len; at += step)
				feed(&decode, pastes[i].bytes + at,
				     pastes[i].len - at < step ? pastes[i].len - at : step, &out);
			feed_and_pause(&decode, "", 0, &out);
			check(&out, "<Paste>", pastes[i].text);
			assert_string_equal(buf_string(&decode.paste), pastes[i].text);
			feed(&decode, BYTES("z"), &out);
			check(&out, "z", "after");
			decode_done(&decode);
		}
}

static void paste_may_be_empty_and_repeated(void **state)
{
	struct decode decode;
	struct buf out = BUF_INIT;

	(void)state;
	decode_init(&decode);
	feed(&decode, BYTES("\033[200~one\033[201~"), &out);
	check(&out, "", "perhaps more");
	/* At once. */
	feed(&decode, BYTES("\033[200~"), &out);
	check(&out, "<Paste>", "over");
	assert_int_equal(decode.paste.len, 0);
	feed_and_pause(&decode, BYTES("\033[201~"), &out);
	assert_int_equal(decode.paste.len, 0);
	check(&out, "<Paste>", "empty");
	/* Nothing of an unfinished one is typed, however long it pauses. */
	feed(&decode, BYTES("\033[200~:q!\r\033"), &out);
	assert_false(decode_waits(&decode));
	add_keys(&decode, true, &out);
	check(&out, "", "unfinished");
	decode_done(&decode);
}

static void paste_of_10_mib(void **state)
{
	enum { SIZE = 10 << 20, PIECE = 65536 };
	struct decode decode;
	struct buf out = BUF_INIT;
	char *piece = malloc(PIECE);

	(void)state;
	decode_init(&decode);
	feed(&decode, BYTES("\033[200~"), &out);
	for (size_t at = 0; at < SIZE; at += PIECE) {
		for (size_t i = 0; i < PIECE; i++)
			piece[i] = (char)((at + i) * 7 >> 3);
		feed(&decode, piece, PIECE, &out);
	}
	feed_and_pause(&decode, BYTES("\033[201~z"), &out);
	check(&out, "<Paste>z", "10 MiB");
	assert_int_equal(decode.paste.len, SIZE);
	for (size_t at = 0; at < SIZE; at += 4099)
		assert_int_equal(decode.paste.data[at], (uint8_t)(at * 7 >> 3));
	free(piece);
	decode_done(&decode);
}

/* Its rest is no command while it comes, and the keys live again after a pause. */
/* What is more than a person pastes is dropped, and not taken for keys. */
static void paste_has_an_end(void **state)
{
	enum { PIECE = 1 << 20 };
	char *piece = malloc(PIECE);
	struct decode decode;
	struct buf out = BUF_INIT;

	(void)state;
	assert_non_null(piece);
	memset(piece, 'q', PIECE);
	decode_init(&decode);
	feed(&decode, BYTES("\033[200~"), &out);
	for (size_t at = 0; at <= DECODE_PASTE_MOST; at += PIECE)
		feed(&decode, piece, PIECE, &out);
	feed_and_pause(&decode, BYTES("\033[201~z"), &out);
	check(&out, "<Paste>z", "too much");
	assert_int_equal(decode.paste.len, DECODE_PASTE_MOST);
	free(piece);
	decode_done(&decode);
}

/* A control sequence that only goes on is stepped over, and nothing of it is kept. */
static void endless_sequence_is_not_kept(void **state)
{
	struct decode decode;
	struct buf out = BUF_INIT;

	(void)state;
	decode_init(&decode);
	feed(&decode, BYTES("\033["), &out);
	for (int i = 0; i < 1000; i++)
		feed(&decode, BYTES("1;"), &out);
	assert_true(decode.input.len - decode.at < 100);
	feed(&decode, BYTES("Az"), &out);
	check(&out, "z", "endless");
	decode_done(&decode);
}

static void endless_string_ends_with_a_pause(void **state)
{
	struct decode decode;
	struct buf out = BUF_INIT;
	char piece[4096];

	(void)state;
	memset(piece, 'q', sizeof(piece));
	decode_init(&decode);
	feed(&decode, BYTES("\033]52;"), &out);
	for (size_t at = 0; at < DECODE_STRING_MOST; at += sizeof(piece)) {
		assert_false(decode_waits(&decode));
		add_keys(&decode, true, &out);
		feed(&decode, piece, sizeof(piece), &out);
	}
	assert_true(decode_waits(&decode));
	feed(&decode, piece, sizeof(piece), &out);
	check(&out, "", "endless");
	add_keys(&decode, true, &out);
	assert_false(decode_waits(&decode));
	feed(&decode, BYTES("z"), &out);
	check(&out, "z", "after");
	/* The count begins anew. */
	feed(&decode, BYTES("\033]0;"), &out);
	assert_false(decode_waits(&decode));
	decode_done(&decode);
}

/* A length that nobody can allocate stands for memory that ran out: no byte of it is read. */
static void without_memory_input_is_dropped(void **state)
{
	volatile size_t huge = SIZE_MAX;
	struct decode decode;
	struct buf out = BUF_INIT;
	struct key key;

	(void)state;
	decode_init(&decode);
	decode_feed(&decode, (const uint8_t *)"dxyz", 4);
	assert_true(decode_next(&decode, false, &key));
	decode_feed(&decode, (const uint8_t *)"", huge);
	add_keys(&decode, true, &out);
	check(&out, "", "no key again");
	assert_false(decode_waits(&decode));
	feed(&decode, BYTES("a\033[A"), &out);
	check(&out, "a<Up>", "and the next ones live");
	/* A paste whose end may have been lost does not turn into keys. */
	feed(&decode, BYTES("\033[200~one"), &out);
	decode_feed(&decode, (const uint8_t *)"", huge);
	feed_and_pause(&decode, BYTES(":q!\r\033[201~z"), &out);
	check(&out, "<Paste>z", "paste");
	/* Nor does one that has had its end. */
	feed(&decode, BYTES("\033[200~one\033[201~:q"), &out);
	decode_feed(&decode, (const uint8_t *)"", huge);
	feed_and_pause(&decode, BYTES("!\r\033[201~z"), &out);
	check(&out, "<Paste>z", "paste that had its end");
	assert_int_equal(decode.paste.len, 5);
	decode_done(&decode);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decodes_rows_however_split),
		cmocka_unit_test(flushes),
		cmocka_unit_test(learns_the_terminals_own),
		cmocka_unit_test(paste_is_data),
		cmocka_unit_test(paste_may_hold_its_end),
		cmocka_unit_test(paste_may_be_empty_and_repeated),
		cmocka_unit_test(paste_of_10_mib),
		cmocka_unit_test(paste_has_an_end),
		cmocka_unit_test(endless_sequence_is_not_kept),
		cmocka_unit_test(endless_string_ends_with_a_pause),
		cmocka_unit_test(without_memory_input_is_dropped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
