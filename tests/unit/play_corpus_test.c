/*
 * What fuzzing the playground starts from, and what it has ever found, is played again in every ordinary run:
 * tests/fuzz/corpus/design, words, session, keys and journal.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "heddle/file.h"
#include "play_fuzz.h"

static const struct corpus {
	const char *name;
	void (*play)(const uint8_t *data, size_t size);
} corpora[] = {
	{ "design", fuzz_design },
	{ "words", fuzz_words },
	{ "session", fuzz_session },
	{ "keys", fuzz_keys },
	{ "journal", fuzz_journal },
};

static size_t replay(const struct corpus *corpus)
{
	char path[500], *text;
	struct dirent *entry;
	size_t length, count = 0;
	DIR *folder;

	snprintf(path, sizeof(path), "tests/fuzz/corpus/%s", corpus->name);
	folder = opendir(path);
	if (!folder)
		fail_msg("there is no folder %s", path);
	while ((entry = readdir(folder))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "tests/fuzz/corpus/%s/%s", corpus->name, entry->d_name);
		assert_int_equal(file_read(path, FILE_READ_MAX, &text, &length, NULL), 0);
		corpus->play((const uint8_t *)text, length);
		free(text);
		count++;
	}
	closedir(folder);
	return count;
}

static void the_playground_keeps_its_promises_on_each_corpus(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(corpora) / sizeof(corpora[0]); i++)
		assert_true(replay(&corpora[i]) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_playground_keeps_its_promises_on_each_corpus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
