/*
 * The fuzzing corpus: initial inputs, and all that ever failed.  Include after cmocka.h.
 */
#ifndef TESTS_SUPPORT_CORPUS_H
#define TESTS_SUPPORT_CORPUS_H

#include <stddef.h>

/* Calls `fn` for each file of tests/fuzz/corpus/NAME.  Returns their number.  Fails the test if the folder
 * does not exist. */
size_t corpus_each(const char *name, void (*fn)(void *ctx, const char *text, size_t length), void *ctx);

#endif
