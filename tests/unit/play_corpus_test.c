/*
 * What fuzzing the playground starts from, and what it has ever found, is played again in every ordinary run:
 * tests/fuzz/corpus/design, words, session, keys and journal.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "corpus.h"
#include "play_fuzz.h"

// clang-format off
static struct corpus {
	const char *name;
	void (*play)(const uint8_t *data, size_t size);
} corpora[] = {
	{ "design", fuzz_design },
	{ "words", fuzz_words },
	{ "session", fuzz_session },
	{ "keys", fuzz_keys },
	{ "journal", fuzz_journal },
};
// clang-format on

static void play(void *ctx, const char *text, size_t length)
{
	const struct corpus *corpus = ctx;

	corpus->play((const uint8_t *)text, length);
}

static void the_playground_keeps_its_promises_on_each_corpus(void **state)
{
	(void)state;
	fuzz_asks_all = true;
	for (size_t i = 0; i < sizeof(corpora) / sizeof(corpora[0]); i++)
		assert_true(corpus_each(corpora[i].name, play, &corpora[i]) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_playground_keeps_its_promises_on_each_corpus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
