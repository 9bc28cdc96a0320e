/*
 * UTF-8: decoding, width on a terminal, and escaping of untrusted text.
 *
 * Every string that is not a literal of the program passes through utf8_escape before it reaches a terminal,
 * a message or a picture.
 */
#ifndef HEDDLE_UTF8_H
#define HEDDLE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

/* Reads one code point from `text` (at most `length` bytes, length > 0) into
 * *point and returns the bytes it took.  An invalid byte gives U+FFFD and 1.
 * Overlong forms, surrogates and values past U+10FFFF are invalid. */
size_t utf8_decode(const char *text, size_t length, uint32_t *point);

/* Writes `point` to out (at least 4 bytes, not terminated); returns its length. */
size_t utf8_encode(uint32_t point, char *out);

bool utf8_valid(const char *text, size_t length);

/* Appends `text` with U+FFFD in place of each byte that is not UTF-8 and of each NUL. */
void utf8_clean(struct buf *out, const char *text, size_t length);

/* The columns of `point`: 0 (combining), 1 or 2; -1 if it must not be printed: C0 and C1 controls, and
 * characters that change the direction of text or hide it (bidirectional controls, zero-width characters,
 * line separators). */
int utf8_point_width(uint32_t point);

/* The columns of a string after utf8_escape. */
size_t utf8_width(const char *text);
/* Whether it is wider than `most` columns; reads no further than necessary. */
bool utf8_wider(const char *text, size_t most);

/* Appends `text` with everything unprintable spelled out: \n, \t, \e, \x9b for a
 * stray byte, \u{202e} for a point. */
void utf8_escape(struct buf *out, const char *text, size_t length);

/* Appends `text` as a JSON string, everything unprintable as \u202e; a byte that is not UTF-8 becomes U+FFFD.
 */
void utf8_json(struct buf *out, const char *text);

/* Whether every character can be printed, so that utf8_escape does not change the text. */
bool utf8_printable(const char *text);

/* The edit distance between two short names, for "did you mean"; swapping neighbours counts as one edit
 * (Damerau-Levenshtein).  Only the first 64 bytes count. */
unsigned utf8_distance(const char *a, const char *b);

#endif
