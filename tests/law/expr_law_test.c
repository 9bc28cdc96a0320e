/*
 * Any tree is written as a text that reads back as the same tree; and what fuzzing expressions starts from,
 * and has ever found, keeps its promises.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/mem.h>

#include "corpus.h"
#include "expr_aid.h"
#include "random.h"

enum { TREES = 20000, DEPTH = 5 };

static void any_tree_is_read_back_from_its_text(void **unused)
{
	struct arena *arena = arena_new();
	unsigned read = 0;
	struct buf text;

	(void)unused;
	random_from(5);
	buf_init(&text);
	for (int i = 0; i < TREES; i++) {
		struct expr *expr = expr_random(arena, 1 + random_below(DEPTH)), *again;
		struct err err = { 0 };

		buf_clear(&text);
		expr_show(&text, expr, i % 2);
		if (text.length > EXPR_LENGTH_MAX)
			continue;
		if (expr_parse(text.data, text.length, arena, &again, &err) < 0)
			fail_msg("%s: %s: %s", text.data, err.place, err.what);
		if (!expr_equal(expr, again))
			fail_msg("%s is read as another tree", text.data);
		fuzz_expr((const uint8_t *)text.data, text.length);
		read++;
		arena_clear(arena);
	}
	assert_true(read > TREES / 2);
	buf_release(&text);
	arena_free(arena);
}

static void try_text(void *ctx, const char *text, size_t length)
{
	(void)ctx;
	fuzz_expr((const uint8_t *)text, length);
}

static void the_corpus_keeps_the_promises(void **unused)
{
	(void)unused;
	assert_true(corpus_each("expr", try_text, NULL) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_tree_is_read_back_from_its_text),
		cmocka_unit_test(the_corpus_keeps_the_promises),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
