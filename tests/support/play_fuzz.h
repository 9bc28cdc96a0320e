/*
 * The fuzzers of the playground: for any input it must either play or refuse with a message and a remedy.
 * Violations abort.  Each runs in an empty folder, which receives all files that the input makes it write.
 */
#ifndef TESTS_SUPPORT_PLAY_FUZZ_H
#define TESTS_SUPPORT_PLAY_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether each input is asked everything, as the ordinary tests do; else one thing that its bytes choose. */
extern bool fuzz_asks_all;

/* A design file, with what it extends: loaded, compiled at a small scope, walked, explored, drawn, exported.
 */
void fuzz_design(const uint8_t *data, size_t size);

/* The same of a design made of the vocabulary: each byte chooses a word, a state, a step; see the source. */
void fuzz_words(const uint8_t *data, size_t size);

/* A trace with all that heddle saved in it: opened as a session, looked at, saved, opened again. */
void fuzz_session(const uint8_t *data, size_t size);

/* Keys as --keys spells them, and command lines among them.  The first byte says on what. */
void fuzz_keys(const uint8_t *data, size_t size);

/* A journal that a playground left behind: listed, and played again. */
void fuzz_journal(const uint8_t *data, size_t size);

#define FUZZ_PLAY(what)                                                                                      \
	int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);                                        \
	int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)                                         \
	{                                                                                                    \
		what(data, size);                                                                            \
		return 0;                                                                                    \
	}

#endif
