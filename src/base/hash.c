/*
 * One 64×64→128 multiplication per sixteen bytes, with the halves folded together (the step of Wang Yi's
 * wyhash), closed by the finaliser of Austin Appleby's MurmurHash3.  States are tens of bytes, so hashes
 * with an expensive set-up or a table (CRC, SipHash) would cost more.
 */
#include <string.h>

#include <heddle/hash.h>

/* Odd, with about half the bits set: the first 64 binary digits after the
 * point of √2 (made odd), √3 and √5. */
static const uint64_t key_a = 0x6a09e667f3bcc909;
static const uint64_t key_b = 0xbb67ae8584caa73b;
static const uint64_t key_c = 0x3c6ef372fe94f82b;

static uint64_t fold(uint64_t a, uint64_t b)
{
	return a * b ^ hash_high(a, b);
}

/* Little-endian on every machine, because checksums of designs are written to files. */
static uint64_t word(const unsigned char *bytes)
{
	return (uint64_t)bytes[0] | (uint64_t)bytes[1] << 8 | (uint64_t)bytes[2] << 16 |
	       (uint64_t)bytes[3] << 24 | (uint64_t)bytes[4] << 32 | (uint64_t)bytes[5] << 40 |
	       (uint64_t)bytes[6] << 48 | (uint64_t)bytes[7] << 56;
}

static uint64_t finish(uint64_t hash)
{
	hash ^= hash >> 33;
	hash *= 0xff51afd7ed558ccd;
	hash ^= hash >> 33;
	hash *= 0xc4ceb9fe1a85ec53;
	hash ^= hash >> 33;
	return hash;
}

uint64_t hash_bytes(const void *bytes, size_t length)
{
	const unsigned char *at = bytes;
	uint64_t hash = key_c ^ ((uint64_t)length * key_a);
	size_t left = length;

	for (; left > 16; left -= 16, at += 16)
		hash = fold(word(at) ^ key_a, word(at + 8) ^ hash ^ key_b);

	/* The last block overlaps the one before; a single short block is padded.  The length is already in
	 * the hash, so padding is not mistaken for data. */
	unsigned char tail[16] = { 0 };

	if (length >= 16)
		at -= 16 - left;
	else if (length)
		at = memcpy(tail, at, length);
	else
		at = tail;
	hash = fold(word(at) ^ key_a, word(at + 8) ^ hash ^ key_b);
	return finish(hash ^ length);
}

uint64_t hash_text(const char *text)
{
	return hash_bytes(text, strlen(text));
}
