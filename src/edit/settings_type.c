/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several rows may have one name. */
#include "edit/settings_type.h"

#include <string.h>
#include <strings.h>

#include "edit/settings.h"

#define BYTES(text) text, sizeof(text) - 1

static const struct {
	const char *name;
	size_t at;
	const char *bytes;
	size_t len;
} table[] = {
	{ "ELF", 0, BYTES("\177ELF") },
	{ "PE", 0, BYTES("MZ") },
	{ "Mach-O", 0, BYTES("\xfe\xed\xfa\xce") },
	{ "Mach-O", 0, BYTES("\xfe\xed\xfa\xcf") },
	{ "Mach-O", 0, BYTES("\xce\xfa\xed\xfe") },
	{ "Mach-O", 0, BYTES("\xcf\xfa\xed\xfe") },
	{ "class", 0, BYTES("\xca\xfe\xba\xbe") },
	{ "wasm", 0, BYTES("\0asm") },
	{ "dex", 0, BYTES("dex\n") },
	{ "script", 0, BYTES("#!") },
	{ "PNG", 0, BYTES("\x89PNG\r\n\032\n") },
	{ "JPEG", 0, BYTES("\xff\xd8\xff") },
	{ "GIF", 0, BYTES("GIF8") },
	{ "BMP", 0, BYTES("BM") },
	{ "TIFF", 0, BYTES("II*\0") },
	{ "TIFF", 0, BYTES("MM\0*") },
	{ "RIFF", 0, BYTES("RIFF") },
	{ "OGG", 0, BYTES("OggS") },
	{ "FLAC", 0, BYTES("fLaC") },
	{ "MP4", 4, BYTES("ftyp") },
	{ "PDF", 0, BYTES("%PDF-") },
	{ "ZIP", 0, BYTES("PK\3\4") },
	{ "ZIP", 0, BYTES("PK\5\6") },
	{ "gzip", 0, BYTES("\x1f\x8b") },
	{ "bzip2", 0, BYTES("BZh") },
	{ "xz", 0, BYTES("\xfd" "7zXZ\0") },
	{ "zstd", 0, BYTES("\x28\xb5\x2f\xfd") },
	{ "7z", 0, BYTES("7z\xbc\xaf\x27\x1c") },
	{ "RAR", 0, BYTES("Rar!\032\7") },
	{ "tar", 257, BYTES("ustar") },
	{ "ar", 0, BYTES("!<arch>\n") },
	{ "SQLite", 0, BYTES("SQLite format 3\0") },
	{ "pcap", 0, BYTES("\xd4\xc3\xb2\xa1") },
	{ "pcap", 0, BYTES("\xa1\xb2\xc3\xd4") },
	{ "pcap", 0, BYTES("\x0a\x0d\x0d\x0a") },
	{ "ext", 0x438, BYTES("\x53\xef") },
	{ "squashfs", 0, BYTES("hsqs") },
	{ "GPT", 512, BYTES("EFI PART") },
	{ "MBR", 510, BYTES("\x55\xaa") },
	{ "uboot", 0, BYTES("\x27\x05\x19\x56") },
	{ "dtb", 0, BYTES("\xd0\x0d\xfe\xed") },
	{ "ihex", 0, BYTES(":10") },
	{ "utf-8", 0, BYTES("\xef\xbb\xbf") },
	{ "utf-16le", 0, BYTES("\xff\xfe") },
	{ "utf-16be", 0, BYTES("\xfe\xff") },
};

enum { TYPES = sizeof(table) / sizeof(table[0]) };

const char *settings_type_find(const char *name, size_t len)
{
	for (size_t i = 0; i < TYPES; i++)
		if (strlen(table[i].name) == len && strncasecmp(table[i].name, name, len) == 0)
			return table[i].name;
	return NULL;
}

bool settings_type_fits(const char *name, const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < TYPES; i++)
		if (strcmp(table[i].name, name) == 0 && table[i].at <= len &&
		    table[i].len <= len - table[i].at &&
		    memcmp(bytes + table[i].at, table[i].bytes, table[i].len) == 0)
			return true;
	return false;
}

const char *settings_type_name(size_t index)
{
	for (size_t i = 0; i < TYPES; i++)
		if (i == 0 || strcmp(table[i].name, table[i - 1].name) != 0)
			if (index-- == 0)
				return table[i].name;
	return NULL;
}
