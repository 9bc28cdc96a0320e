/*
 * Hashing of short byte runs (states, names).  Not for untrusted tables that
 * must resist collisions: equality is always checked on the bytes themselves.
 */
#ifndef HEDDLE_HASH_H
#define HEDDLE_HASH_H

#include <stddef.h>
#include <stdint.h>

/* 64 well-mixed bits; the same bytes give the same value on every machine of
 * one byte order.  The mixer is that of wyhash/MurmurHash3's finaliser: multiply and fold. */
uint64_t hash_bytes(const void *bytes, size_t length);
uint64_t hash_text(const char *text);

#endif
