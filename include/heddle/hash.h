/*
 * Hash functions for short byte strings (states, names).  They do not resist crafted collisions, so every
 * table also compares the bytes themselves.
 */
#ifndef HEDDLE_HASH_H
#define HEDDLE_HASH_H

#include <stddef.h>
#include <stdint.h>

/* The upper half of a product of 128 bits, in 64-bit arithmetic. */
static inline uint64_t hash_high_portable(uint64_t a, uint64_t b)
{
	uint64_t a_low = a & UINT32_MAX, a_high = a >> 32, b_low = b & UINT32_MAX, b_high = b >> 32;
	uint64_t middle = a_high * b_low + (a_low * b_low >> 32);

	return a_high * b_high + (middle >> 32) + ((a_low * b_high + (middle & UINT32_MAX)) >> 32);
}

/* The same, with the machine's instruction if there is one. */
static inline uint64_t hash_high(uint64_t a, uint64_t b)
{
#ifdef __SIZEOF_INT128__
	__extension__ typedef unsigned __int128 wide;

	return (uint64_t)((wide)a * b >> 64);
#else
	return hash_high_portable(a, b);
#endif
}

/* 64 well-mixed bits; the same bytes give the same value on every machine.  The mixer is that of
 * wyhash/MurmurHash3's finaliser: multiply and fold. */
uint64_t hash_bytes(const void *bytes, size_t length);
uint64_t hash_text(const char *text);

#endif
