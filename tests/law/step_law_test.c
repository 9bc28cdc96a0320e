/*
 * Any item of a step and any declared type is written as a text that reads back as the same; and what fuzzing
 * them starts from keeps its promises.
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
#include "language/parser.h"
#include "random.h"
#include "step_aid.h"

enum { TREES = 10000, DEPTH = 4 };

static void any_item_is_read_back_from_its_text(void **unused)
{
	struct arena *arena = arena_new();
	unsigned read = 0;
	struct buf text;

	(void)unused;
	random_from(6);
	buf_init(&text);
	for (int i = 0; i < TREES; i++) {
		enum phrase_kind kind = (enum phrase_kind)random_below(PHRASE_KINDS);
		struct expr *expr = item_random(arena, kind, 1 + random_below(DEPTH));
		struct expr_item again;
		struct err err = { 0 };
		struct parser p;

		buf_clear(&text);
		expr_show(&text, expr, i % 2);
		if (text.length > EXPR_LENGTH_MAX)
			continue;
		if (!parser_begin(&p, text.data, text.length, arena, &err) || !parse_item(&p, kind, &again))
			fail_msg("%s: %s: %s", text.data, err.place, err.what);
		if (!expr_equal(expr, again.trees[0]))
			fail_msg("%s is read as another tree", text.data);
		read++;
		arena_clear(arena);
	}
	assert_true(read > TREES / 2);
	buf_release(&text);
	arena_free(arena);
}

static void any_type_is_read_back_from_its_text(void **unused)
{
	struct arena *arena = arena_new();
	unsigned read = 0;
	struct buf text;

	(void)unused;
	random_from(7);
	buf_init(&text);
	for (int i = 0; i < TREES; i++) {
		const struct declared_type *type = type_random(arena, random_below(DEPTH)), *again;
		struct err err = { 0 };

		buf_clear(&text);
		declared_type_show(&text, type, &step_aid_sets, i % 2);
		if (text.length > DECLARED_LENGTH_MAX)
			continue;
		if (declared_type_parse(text.data, &step_aid_sets, "most", arena, &again, &err) < 0)
			fail_msg("%s: %s: %s", text.data, err.place, err.what);
		if (!declared_type_equal(type, again))
			fail_msg("%s is read as another type", text.data);
		read++;
		arena_clear(arena);
	}
	assert_true(read > TREES / 2);
	buf_release(&text);
	arena_free(arena);
}

static void try_item(void *ctx, const char *text, size_t length)
{
	(void)ctx;
	fuzz_item((const uint8_t *)text, length);
}

static void try_type(void *ctx, const char *text, size_t length)
{
	(void)ctx;
	fuzz_type((const uint8_t *)text, length);
}

static void the_corpus_keeps_the_promises(void **unused)
{
	(void)unused;
	assert_true(corpus_each("item", try_item, NULL) > 0);
	assert_true(corpus_each("type", try_type, NULL) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_item_is_read_back_from_its_text),
		cmocka_unit_test(any_type_is_read_back_from_its_text),
		cmocka_unit_test(the_corpus_keeps_the_promises),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
