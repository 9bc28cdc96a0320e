/*
 * Files in the order of the folder, which is none: no test may depend on it.
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include <heddle/file.h>

#include "corpus.h"

size_t corpus_each(const char *name, void (*fn)(void *ctx, const char *text, size_t length), void *ctx)
{
	char path[500], *text;
	struct dirent *entry;
	size_t length, count = 0;
	DIR *folder;

	snprintf(path, sizeof(path), "tests/fuzz/corpus/%s", name);
	folder = opendir(path);
	if (!folder)
		fail_msg("there is no folder %s", path);
	while ((entry = readdir(folder))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "tests/fuzz/corpus/%s/%s", name, entry->d_name);
		assert_int_equal(file_read(path, FILE_READ_MAX, &text, &length, NULL), 0);
		fn(ctx, text, length);
		free(text);
		count++;
	}
	closedir(folder);
	return count;
}
