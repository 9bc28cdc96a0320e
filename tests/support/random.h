/*
 * Reproducible pseudo-random numbers.
 */
#ifndef TESTS_SUPPORT_RANDOM_H
#define TESTS_SUPPORT_RANDOM_H

#include <stdint.h>

void random_from(uint32_t seed);
uint32_t random_below(uint32_t limit);

#endif
