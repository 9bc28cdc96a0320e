/*
 * What fuzzing starts from, and what it has ever found.  Include after cmocka.h.
 */
#ifndef TESTS_SUPPORT_CORPUS_H
#define TESTS_SUPPORT_CORPUS_H

#include <stddef.h>

/* Hands every file of tests/fuzz/corpus/NAME to `fn`; returns how many there are.  The test fails when
 * there is no such folder. */
size_t corpus_each(const char *name, void (*fn)(void *ctx, const char *text, size_t length), void *ctx);

#endif
