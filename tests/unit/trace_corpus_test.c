/*
 * What fuzzing starts from, and what it has ever found, is read again in every
 * ordinary run: tests/fuzz/corpus/FORMAT/ for each format, by the format it is for and
 * by whatever recognises it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include <heddle/trace.h>

#include "corpus.h"
#include "trace_fuzz.h"

static void read_both_ways(void *ctx, const char *text, size_t length)
{
	fuzz_trace(ctx, (const uint8_t *)text, length);
	fuzz_trace(NULL, (const uint8_t *)text, length);
}

static size_t replay_folder(const char *format)
{
	char folder[100];

	snprintf(folder, sizeof(folder), "%s", format);
	for (char *at = folder; *at; at++)
		if (*at == '-')
			*at = '_';
	return corpus_each(folder, read_both_ways, (void *)(uintptr_t)format);
}

static void every_format_keeps_its_promises_on_its_corpus(void **state)
{
	(void)state;
	for (size_t i = 0; trace_formats[i]; i++)
		if (trace_formats[i]->read)
			assert_true(replay_folder(trace_formats[i]->name) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_format_keeps_its_promises_on_its_corpus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
