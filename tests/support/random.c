/*
 * The generator of "Numerical Recipes"; its low bits repeat too soon and are left out.
 */
#include "random.h"

static uint32_t last;

void random_from(uint32_t seed)
{
	last = seed;
}

uint32_t random_below(uint32_t limit)
{
	last = last * 1664525 + 1013904223;
	return (last >> 8) % limit;
}
