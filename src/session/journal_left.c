/*
 * Lists the journals left by crashed sessions.
 *
 * A journal was left behind if nothing holds its lock.  Unreadable ones are listed too: each may be the
 * only copy of someone's work, and may be repairable.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <heddle/file.h>
#include <heddle/journal.h>
#include <heddle/mem.h>
#include <heddle/number.h>

#include "session/journal_private.h"

enum { EMPTY_AFTER = 60 }; /* seconds; a live session has written its first text by then */

/* Fills in what is known without restoring the session. */
static void describe(struct journal_left *left)
{
	char *text;
	size_t length;
	struct err err = { 0 };
	if (file_read(left->path, FILE_READ_MAX, &text, &length, &err) != 0) {
		left->broken = mem_strdup(err.what);
		return;
	}
	struct journal_lines lines = { .at = text, .end = text + length };
	struct journal_header header;
	struct journal_line line;
	journal_header_init(&header);
	if (journal_read_header(&lines, &header, &err) == 0) {
		int64_t nodes = 0;

		number_is(header.nodes.data, 1, UINT32_MAX, &nodes);
		left->steps = nodes ? (size_t)nodes - 1 : 0;
		while (journal_next_line(&lines, &line) && !line.damaged) {
			left->steps += strcmp(line.key, "step") == 0;
			left->changes += strcmp(line.key, "file") != 0;
		}
		free(left->what);
		left->what = buf_detach(&header.what);
	} else {
		left->unknown = !journal_known(text, length);
		left->broken = mem_strdup(err.what);
	}
	journal_header_release(&header);
	free(text);
}

/* An empty journal holds nothing: its process died before the first write, or is about to write. */
static bool is_empty(const char *path, const struct stat *info)
{
	if (!S_ISREG(info->st_mode) || info->st_size > 0)
		return false;
	if (time(NULL) - info->st_mtime > EMPTY_AFTER)
		unlink(path);
	return true;
}

/* Fills in `left` if the journal was left behind; otherwise returns false. */
static bool examine(const char *path, const char *name, struct journal_left *left)
{
	bool alive;
	struct stat info;
	int lock = journal_lock(path, false, &alive), code = errno;
	bool there = !alive && lstat(path, &info) == 0 && !(lock >= 0 && is_empty(path, &info));
	if (there) {
		*left = (struct journal_left){ .path = mem_strdup(path),
			                       .name = mem_strdup(name),
			                       .what = mem_strdup(""),
			                       .when = info.st_mtime };
		left->name[strlen(name) - strlen(JOURNAL_ENDING)] = '\0';
		if (!S_ISREG(info.st_mode))
			left->broken = mem_strdup("is not a plain file");
		else if (lock < 0)
			left->broken = mem_strdup(strerror(code));
		else
			describe(left);
	}
	if (lock >= 0)
		close(lock);
	return there;
}

static int latest_first(const void *a, const void *b)
{
	const struct journal_left *left = a, *right = b;
	if (!left->broken != !right->broken)
		return left->broken ? 1 : -1;
	if (left->when != right->when)
		return left->when < right->when ? 1 : -1;
	return strcmp(right->path, left->path);
}

size_t journal_leftovers(struct journal_left **list)
{
	size_t count = 0, room = 0, ending = strlen(JOURNAL_ENDING);
	struct buf folder, path;
	*list = NULL;
	buf_init(&folder);
	buf_init(&path);
	DIR *entries = journal_folder(&folder) ? opendir(folder.data) : NULL;
	for (struct dirent *entry; entries && (entry = readdir(entries));) {
		size_t length = strlen(entry->d_name);
		struct journal_left left;
		if (length <= ending || strcmp(entry->d_name + length - ending, JOURNAL_ENDING) != 0)
			continue;
		buf_clear(&path);
		buf_printf(&path, "%s/%s", folder.data, entry->d_name);
		if (!examine(path.data, entry->d_name, &left))
			continue;
		*list = mem_grow(*list, &room, count + 1, sizeof **list);
		(*list)[count++] = left;
	}
	if (entries)
		closedir(entries);
	if (count)
		qsort(*list, count, sizeof **list, latest_first);
	buf_release(&path);
	buf_release(&folder);
	return count;
}

void journal_left_free(struct journal_left *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(list[i].path);
		free(list[i].name);
		free(list[i].what);
		free(list[i].broken);
	}
	free(list);
}

int journal_discard(const struct journal_left *left, struct err *err)
{
	bool alive;
	int result = -1;
	if (left->unknown) {
		err_set(err, "a later version of heddle may have written it, so it was kept");
		err_file(err, left->path);
		return err_remedy(err, "delete the file yourself if you do not need it");
	}
	int lock = journal_lock(left->path, true, &alive);
	if (alive) {
		err_set(err, "another heddle is using it");
		err_file(err, left->path);
	} else if (unlink(left->path) != 0 && errno != ENOENT) {
		err_set(err, "cannot be removed: %s", strerror(errno));
		err_file(err, left->path);
	} else {
		result = 0;
	}
	if (lock >= 0)
		close(lock);
	return result;
}
