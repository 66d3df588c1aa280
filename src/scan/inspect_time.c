/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Dates, in UTC. The calendar is computed here: the C library's knows zones and leap seconds of
 * the machine it runs on, and ends where an int of years ends. Years that have not four digits are
 * written with a sign, as ISO 8601 has it; the year before 0001 is 0000.
 */
#include "scan/inspect_private.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/scalar.h"

enum { DAY = 86400, MS = 1000, DIGITS_MOST = 9 };

struct date {
	int64_t year;
	unsigned month, day;         /* from 1 */
	unsigned second;             /* of the day */
	uint32_t fraction;           /* of a second, in units of 10^-digits */
};

/* Days since 1970-01-01. Years begin in March here, so that the leap day is the last. */
static int64_t days_of(const struct date *date)
{
	int64_t year = date->year - (date->month <= 2);
	int64_t era = (year >= 0 ? year : year - 399) / 400;
	int64_t in_era = year - era * 400;
	int64_t month = (date->month + 9) % 12;
	int64_t day = (153 * month + 2) / 5 + date->day - 1;

	return era * 146097 + in_era * 365 + in_era / 4 - in_era / 100 + day - 719468;
}

static void set_days(struct date *date, int64_t days)
{
	days += 719468;
	int64_t era = (days >= 0 ? days : days - 146096) / 146097;
	int64_t in_era = days - era * 146097;
	int64_t year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
	int64_t day = in_era - (365 * year + year / 4 - year / 100);
	int64_t month = (5 * day + 2) / 153;

	date->day = (unsigned)(day - (153 * month + 2) / 5 + 1);
	date->month = (unsigned)(month < 10 ? month + 3 : month - 9);
	date->year = year + era * 400 + (date->month <= 2);
}

static unsigned days_in(int64_t year, unsigned month)
{
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	if (month == 2)
		return leap ? 29 : 28;
	return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

static void print_date(const struct date *date, unsigned digits, struct buf *out)
{
	bool usual = date->year >= 0 && date->year <= 9999;
	unsigned second = date->second;

	buf_format(out, usual ? "%04" PRId64 : "%+05" PRId64, date->year);
	buf_format(out, "-%02u-%02u %02u:%02u:%02u", date->month, date->day, second / 3600,
		   second / 60 % 60, second % 60);
	if (digits > 0)
		buf_format(out, ".%0*" PRIu32, (int)digits, date->fraction);
}

/* `least` to `most` digits at *text. */
static bool take_number(const char **text, unsigned least, unsigned most, int64_t *number)
{
	unsigned count = 0;

	for (*number = 0; count < most && **text >= '0' && **text <= '9'; count++)
		*number = *number * 10 + (*(*text)++ - '0');
	return count >= least;
}

static bool take(const char **text, char wanted)
{
	if (**text != wanted)
		return false;
	(*text)++;
	return true;
}

static bool take_day(const char **text, struct date *date)
{
	bool minus = **text == '-', sign = minus || **text == '+';
	int64_t month, day;

	*text += sign;
	if (!take_number(text, 4, sign ? 12 : 4, &date->year) || !take(text, '-') ||
	    !take_number(text, 1, 2, &month) || !take(text, '-') ||
	    !take_number(text, 1, 2, &day) || month < 1 || month > 12)
		return false;
	date->year = minus ? -date->year : date->year;
	date->month = (unsigned)month;
	date->day = (unsigned)day;
	return day >= 1 && day <= days_in(date->year, date->month);
}

static bool take_fraction(const char **text, unsigned digits, struct date *date)
{
	unsigned count = 0;

	if (!take(text, '.'))
		return true;
	for (; **text >= '0' && **text <= '9'; (*text)++, count++) {
		if (count < digits)
			date->fraction = date->fraction * 10 + (uint32_t)(**text - '0');
		else if (**text != '0')
			return false;
	}
	bool any = count > 0;
	for (; count < digits; count++)
		date->fraction *= 10;
	return any;
}

static bool take_clock(const char **text, unsigned digits, struct date *date)
{
	int64_t hour, minute, second = 0;

	if (!take_number(text, 1, 2, &hour) || !take(text, ':') ||
	    !take_number(text, 2, 2, &minute))
		return false;
	if (take(text, ':') && (!take_number(text, 2, 2, &second) ||
				!take_fraction(text, digits, date)))
		return false;
	date->second = (unsigned)(hour * 3600 + minute * 60 + second);
	return hour < 24 && minute < 60 && second < 60;
}

static bool parse_date(const struct reading *reading, const char *text, unsigned digits,
		       struct date *date, struct err *err)
{
	static const char example[] = "2026-11-22 20:30:00";
	char finer[96];
	const char *at = text;

	*date = (struct date){ .fraction = 0 };
	bool ok = take_day(&at, date);
	if (ok && (*at == 'T' || (*at == ' ' && at[1] >= '0' && at[1] <= '9'))) {
		at++;
		ok = take_clock(&at, digits, date);
	}
	take(&at, 'Z');
	at += strspn(at, " ");
	if (ok && *at == '\0')
		return true;
	if (digits == 0)
		return not_such(err, reading, text, example);
	snprintf(finer, sizeof(finer), "%s, with up to %u digits after the point", example,
		 digits);
	return not_such(err, reading, text, finer);
}

static const struct clock {
	bool is_signed;
	unsigned digits;             /* of a second's fraction */
	uint32_t per_second;
	int64_t epoch;               /* seconds from 1970 */
	const char *limits;
} clocks[] = {
	[TIME_UNIX_32] = { true, 0, 1, 0, "1901-12-13 20:45:52 to 2038-01-19 03:14:07" },
	[TIME_UNIX] = { true, 0, 1, 0, "64 bits of seconds do not reach it" },
	[TIME_UNIX_MS] = { true, 3, 1000, 0, "64 bits of milliseconds do not reach it" },
	[TIME_UNIX_US] = { true, 6, 1000000, 0, "64 bits of microseconds do not reach it" },
	[TIME_UNIX_NS] = { true, 9, 1000000000, 0, "1677-09-21 to 2262-04-11" },
	[TIME_FILE] = { false, 7, 10000000, -11644473600, "1601-01-01 to +60056-05-28" },
	[TIME_HFS] = { false, 0, 1, -2082844800, "1904-01-01 00:00:00 to 2040-02-06 06:28:15" },
	[TIME_WEBKIT] = { true, 6, 1000000, -11644473600,
			  "64 bits of microseconds do not reach it" },
};

static void set_seconds(struct date *date, int64_t seconds)
{
	int64_t days = seconds / DAY, second = seconds % DAY;

	if (second < 0) {
		second += DAY;
		days--;
	}
	set_days(date, days);
	date->second = (unsigned)second;
}

READING_DECODE(time_decode)
{
	const struct clock *clock = &clocks[reading->kind];
	uint64_t raw = load_int(bytes, len, big);
	int64_t seconds, fraction;
	struct date date;

	(void)value;
	if (clock->is_signed) {
		uint64_t sign = UINT64_C(1) << (len * 8 - 1);
		int64_t number = (int64_t)((raw ^ sign) - sign);

		seconds = number / clock->per_second;
		fraction = number % clock->per_second;
		seconds -= fraction < 0;
		fraction += fraction < 0 ? clock->per_second : 0;
	} else {
		seconds = (int64_t)(raw / clock->per_second);
		fraction = (int64_t)(raw % clock->per_second);
	}
	if (__builtin_add_overflow(seconds, clock->epoch, &seconds)) {
		buf_text(out, "beyond all years");
		return READING_WRONG;
	}
	set_seconds(&date, seconds);
	date.fraction = (uint32_t)fraction;
	print_date(&date, clock->digits, out);
	return READING_FINE;
}

/* The count of the clock; false: it does not fit 64 bits. */
static bool count_of(const struct clock *clock, const struct date *date, int64_t *count)
{
	int64_t seconds, fraction = date->fraction;

	int64_t days = days_of(date), second = date->second;

	/* From above, so that the least number does not overflow on the way. */
	if (days < 0) {
		days++;
		second -= DAY;
	}
	if (__builtin_mul_overflow(days, (int64_t)DAY, &seconds) ||
	    __builtin_add_overflow(seconds, second, &seconds) ||
	    __builtin_sub_overflow(seconds, clock->epoch, &seconds))
		return false;
	if (seconds < 0 && fraction > 0) {
		seconds++;
		fraction -= clock->per_second;
	}
	if (clock->is_signed)
		return !__builtin_mul_overflow(seconds, (int64_t)clock->per_second, count) &&
		       !__builtin_add_overflow(*count, fraction, count);
	uint64_t whole;
	bool fits = seconds >= 0 && fraction >= 0 &&
		    !__builtin_mul_overflow((uint64_t)seconds, (uint64_t)clock->per_second,
					    &whole) &&
		    !__builtin_add_overflow(whole, (uint64_t)fraction, &whole);
	*count = fits ? (int64_t)whole : 0;
	return fits;
}

READING_ENCODE(time_encode)
{
	const struct clock *clock = &clocks[reading->kind];
	struct date date;
	int64_t count;

	(void)used;
	if (!parse_date(reading, text, clock->digits, &date, err))
		return false;
	bool fits = count_of(clock, &date, &count);
	if (len == 4)
		fits = fits && (clock->is_signed ? count >= INT32_MIN && count <= INT32_MAX
						 : count >= 0 && count <= UINT32_MAX);
	if (!fits)
		return not_fitting(err, reading, text, clock->limits);
	store_int(bytes, len, big, (uint64_t)count);
	return true;
}

READING_DECODE(dos_decode)
{
	uint32_t raw = (uint32_t)load_int(bytes, len, big);
	struct date date = { .year = 1980 + (raw >> 25), .month = raw >> 21 & 15,
			     .day = raw >> 16 & 31 };
	unsigned hour = raw >> 11 & 31, minute = raw >> 5 & 63, second = (raw & 31) * 2;

	(void)reading, (void)value;
	if (date.month < 1 || date.month > 12 || date.day < 1 ||
	    date.day > days_in(date.year, date.month) || hour > 23 || minute > 59 || second > 59) {
		buf_text(out, "no date");
		return READING_WRONG;
	}
	date.second = hour * 3600 + minute * 60 + second;
	print_date(&date, 0, out);
	return READING_FINE;
}

READING_ENCODE(dos_encode)
{
	struct date date;

	(void)used;
	if (!parse_date(reading, text, 0, &date, err))
		return false;
	if (date.year < 1980 || date.year > 2107)
		return not_fitting(err, reading, text, "1980-01-01 to 2107-12-31");
	if (date.second % 2 != 0)
		return not_fitting(err, reading, text, "it counts in steps of two seconds");
	uint32_t day = (uint32_t)(date.year - 1980) << 9 | date.month << 5 | date.day;
	uint32_t clock = date.second / 3600 << 11 | date.second / 60 % 60 << 5 |
			 date.second % 60 / 2;
	store_int(bytes, len, big, day << 16 | clock);
	return true;
}

enum { OLE_EPOCH = -25569, OLE_FIRST = -657434, OLE_LAST = 2958465 };

/* Before the epoch the part behind the point still counts forward: -1.25 is six o'clock of the day
 * before. Milliseconds are what such a number holds for all years. */
READING_DECODE(ole_decode)
{
	uint64_t raw = load_int(bytes, len, big);
	struct date date;
	double number;

	(void)reading, (void)value;
	memcpy(&number, &raw, sizeof(number));
	if (!(number > OLE_FIRST - 1 && number < OLE_LAST + 1)) {
		buf_text(out, "no date");
		return READING_WRONG;
	}
	int64_t day = (int64_t)number;
	double part = number - (double)day;
	int64_t ms = (int64_t)((part < 0 ? -part : part) * DAY * MS + 0.5);
	if (ms == DAY * MS && day < OLE_LAST) {
		ms = 0;
		day++;
	} else if (ms == DAY * MS) {
		ms--;
	}
	set_days(&date, day + OLE_EPOCH);
	date.second = (unsigned)(ms / MS);
	date.fraction = (uint32_t)(ms % MS);
	print_date(&date, 3, out);
	return READING_FINE;
}

READING_ENCODE(ole_encode)
{
	struct date date;
	uint64_t raw;

	(void)used;
	if (!parse_date(reading, text, 3, &date, err))
		return false;
	int64_t day = days_of(&date) - OLE_EPOCH;
	if (day < OLE_FIRST || day > OLE_LAST)
		return not_fitting(err, reading, text, "0100-01-01 to 9999-12-31");
	double part = ((double)date.second * MS + date.fraction) / ((double)DAY * MS);
	double number = (double)day + (day < 0 ? -part : part);
	memcpy(&raw, &number, sizeof(raw));
	store_int(bytes, len, big, raw);
	return true;
}
