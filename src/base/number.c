/*
 * Reads digit by digit.  Rejected: strtol, which reports overflow through errno and returns a long that the
 * next addition may overflow; atoi, whose overflow is undefined; strtod, which in many locales ends a number
 * at a point.
 */
#include <heddle/number.h>

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool number_take(const char **text, int64_t *number)
{
	const char *at = *text;
	bool negative = *at == '-';
	uint64_t found = 0, most = negative ? (uint64_t)INT64_MAX + 1 : INT64_MAX;

	at += negative || *at == '+';
	if (!is_digit(*at))
		return false;
	for (; is_digit(*at); at++) {
		unsigned digit = (unsigned)(*at - '0');

		found = found > (most - digit) / 10 ? most : found * 10 + digit;
	}
	*number = !negative ? (int64_t)found : found == most ? INT64_MIN : -(int64_t)found;
	*text = at;
	return true;
}

bool number_is(const char *text, int64_t least, int64_t most, int64_t *number)
{
	int64_t found;

	if (!number_take(&text, &found) || *text || found < least || found > most)
		return false;
	*number = found;
	return true;
}

bool number_take_decimal(const char **text, double *number)
{
	const char *at = *text;
	double found = 0, place = 1;
	bool any = false;

	for (; is_digit(*at); at++, any = true)
		found = found * 10 + (*at - '0');
	if (*at == '.')
		for (at++; is_digit(*at); at++, any = true) {
			place /= 10;
			found += place * (*at - '0');
		}
	if (!any)
		return false;
	*number = found;
	*text = at;
	return true;
}
