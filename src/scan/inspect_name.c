/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What names something: identifiers, addresses of networks, colours. */
#include "scan/inspect_private.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <string.h>

#include "base/number.h"
#include "base/scalar.h"

/* Where the bytes of a GUID as RFC 9562 writes it are in one that Windows stored. */
static const uint8_t guid_order[16] = { 3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15 };

READING_DECODE(guid_decode)
{
	(void)reading, (void)value;
	for (size_t i = 0; i < len; i++)
		buf_format(out, "%s%02x", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "",
			   bytes[big ? i : guid_order[i]]);
	return READING_FINE;
}

/* `count` bytes of two hexadecimal digits each; one of `between` may stand before each but the
 * first. False: it is another text. */
static bool take_hex(const char *text, const char *between, uint8_t *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (i > 0 && *text && strchr(between, *text))
			text++;
		int high = hex_digit_value(text[0]);
		int low = high < 0 ? -1 : hex_digit_value(text[1]);
		if (low < 0)
			return false;
		bytes[i] = (uint8_t)(high << 4 | low);
		text += 2;
	}
	text += strspn(text, "} ");
	return *text == '\0';
}

READING_ENCODE(guid_encode)
{
	uint8_t plain[16];

	(void)used;
	if (!take_hex(text + (*text == '{'), "-", plain, len))
		return not_such(err, reading, text, "00112233-4455-6677-8899-aabbccddeeff");
	for (size_t i = 0; i < len; i++)
		bytes[big ? i : guid_order[i]] = plain[i];
	return true;
}

READING_DECODE(ipv4_decode)
{
	uint8_t sent[4];

	(void)reading, (void)value;
	bytes_turn(sent, bytes, len, !big);
	buf_format(out, "%u.%u.%u.%u", sent[0], sent[1], sent[2], sent[3]);
	return READING_FINE;
}

READING_ENCODE(ipv4_encode)
{
	struct in_addr address;
	char word[INET_ADDRSTRLEN];
	size_t size = strcspn(text, " ");

	(void)used;
	if (size >= sizeof(word) || text[size + strspn(text + size, " ")] != '\0')
		return not_such(err, reading, text, "192.0.2.1");
	memcpy(word, text, size);
	word[size] = '\0';
	if (inet_pton(AF_INET, word, &address) != 1)
		return not_such(err, reading, text, "192.0.2.1, each part 0 to 255");
	bytes_turn(bytes, (const uint8_t *)&address, len, !big);
	return true;
}

READING_DECODE(ipv6_decode)
{
	char text[INET6_ADDRSTRLEN];

	(void)reading, (void)big, (void)value, (void)len;
	if (inet_ntop(AF_INET6, bytes, text, sizeof(text)))
		buf_text(out, text);
	return READING_FINE;
}

READING_ENCODE(ipv6_encode)
{
	char word[INET6_ADDRSTRLEN];
	size_t size = strcspn(text, " ");

	(void)used, (void)big, (void)len;
	if (size >= sizeof(word) || text[size + strspn(text + size, " ")] != '\0')
		return not_such(err, reading, text, "2001:db8::1");
	memcpy(word, text, size);
	word[size] = '\0';
	return inet_pton(AF_INET6, word, bytes) == 1 ||
	       not_such(err, reading, text, "2001:db8::1");
}

READING_DECODE(mac_decode)
{
	(void)reading, (void)big, (void)value;
	for (size_t i = 0; i < len; i++)
		buf_format(out, "%s%02x", i > 0 ? ":" : "", bytes[i]);
	return READING_FINE;
}

READING_ENCODE(mac_encode)
{
	(void)used, (void)big;
	return take_hex(text, ":-", bytes, len) ||
	       not_such(err, reading, text, "00:00:5e:00:53:01");
}

/* Five bits as eight: the highest are repeated, so that full is full. */
static uint32_t widen(uint32_t part, unsigned bits)
{
	return part << (8 - bits) | part >> (2 * bits - 8);
}

READING_DECODE(colour_decode)
{
	uint32_t raw = (uint32_t)load_int(bytes, len, big);

	(void)reading;
	value->is_colour = true;
	value->rgb = len == 4 ? raw >> 8 : raw;
	if (len == 2)
		value->rgb = widen(raw >> 11, 5) << 16 | widen(raw >> 5 & 63, 6) << 8 |
			     widen(raw & 31, 5);
	buf_format(out, "#%06" PRIx32, value->rgb);
	if (len == 4)
		buf_format(out, "%02" PRIx32, raw & 0xff);
	return READING_FINE;
}

READING_ENCODE(colour_encode)
{
	size_t parts = len == 4 ? 4 : 3;
	uint8_t part[4];

	(void)used;
	if (!take_hex(text + (*text == '#'), "", part, parts))
		return not_such(err, reading, text, parts == 4 ? "#ff8800ff" : "#ff8800");
	if (len == 2) {
		uint32_t raw = (uint32_t)(part[0] >> 3) << 11 | (uint32_t)(part[1] >> 2) << 5 |
			       part[2] >> 3;

		store_int(bytes, 2, big, raw);
	} else {
		bytes_turn(bytes, part, len, !big);
	}
	return true;
}
