/*
 * What fuzzing starts from, and what it has ever found, is read again in every
 * ordinary run: tests/fuzz/corpus/FORMAT/ for each format, by the format it is for and
 * by whatever recognises it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "heddle/err.h"
#include "heddle/file.h"
#include "heddle/trace.h"
#include "trace_fuzz.h"

static size_t replay_folder(const char *format)
{
	char folder[200];
	struct dirent *entry;
	size_t count = 0;
	DIR *dir;

	snprintf(folder, sizeof(folder), "tests/fuzz/corpus/%s", format);
	for (char *at = folder; *at; at++)
		if (*at == '-')
			*at = '_';
	dir = opendir(folder);
	if (!dir)
		fail_msg("there is no folder %s", folder);
	while ((entry = readdir(dir))) {
		char path[500], *text;
		size_t length;
		struct err err;

		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		assert_int_equal(file_read(path, FILE_READ_MAX, &text, &length, &err), 0);
		fuzz_trace(format, (const uint8_t *)text, length);
		fuzz_trace(NULL, (const uint8_t *)text, length);
		free(text);
		count++;
	}
	closedir(dir);
	return count;
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
