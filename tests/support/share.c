/*
 * A percentage from the environment.
 */
#include <stdlib.h>

#include "share.h"

static unsigned percentage(void)
{
	const char *given = getenv("HEDDLE_SHARE");
	unsigned long share = given ? strtoul(given, NULL, 10) : 100;

	return share < 1 ? 1 : share > 100 ? 100 : (unsigned)share;
}

unsigned share_of(unsigned rounds)
{
	unsigned share = rounds * percentage() / 100;

	return share ? share : 1;
}

bool share_has(unsigned nth)
{
	return nth % (100 / percentage()) == 0;
}
