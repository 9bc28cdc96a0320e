/*
 * Journals of the dead, found and played again.
 *
 * A journal is left behind when nobody holds its lock.  Asking whether its
 * process lives was rejected: numbers of processes come round again, and a
 * container sees none of its neighbours.
 */
#include <heddle/autosave.h>

#include "autosave_private.h"

#include <heddle/buf.h>
#include <heddle/file.h>
#include <heddle/mem.h>
#include <heddle/session.h>
#include <heddle/trace.h>

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { UNUSABLE_AFTER = 60 }; /* seconds in which the first lines of a journal are surely written */

/* --- lines ------------------------------------------------------------------ */

struct lines {
	const char *at, *end;
};

struct line {
	const char *text; /* after the word and its blank */
	size_t length;
	char word[16];
};

/* The next whole line; false at the end, or where a torn one begins. */
static bool next_line(struct lines *lines, struct line *line)
{
	const char *end = memchr(lines->at, '\n', (size_t)(lines->end - lines->at));
	if (!end)
		return false;
	size_t word = 0;
	while (lines->at + word < end && lines->at[word] != ' ')
		word++;
	size_t kept = word < sizeof line->word ? word : sizeof line->word - 1;
	memcpy(line->word, lines->at, kept);
	line->word[kept] = '\0';
	line->text = lines->at + word + (lines->at + word < end ? 1 : 0);
	line->length = (size_t)(end - line->text);
	lines->at = end + 1;
	return true;
}

/* The next line, if it begins with `word`; its text in `out`. */
static bool expect_line(struct lines *lines, const char *word, struct buf *out)
{
	struct line line;
	if (!next_line(lines, &line) || strcmp(line.word, word) != 0)
		return false;
	buf_clear(out);
	journal_unescape(out, line.text, line.length);
	return true;
}

struct header {
	struct buf what, path, nodes, base;
};

static void header_init(struct header *header)
{
	buf_init(&header->what);
	buf_init(&header->path);
	buf_init(&header->nodes);
	buf_init(&header->base);
}

static void header_release(struct header *header)
{
	buf_release(&header->what);
	buf_release(&header->path);
	buf_release(&header->nodes);
	buf_release(&header->base);
}

static bool read_header(struct lines *lines, struct header *header)
{
	size_t length = strlen(JOURNAL_FIRST_LINE "\n");
	if ((size_t)(lines->end - lines->at) < length ||
	    memcmp(lines->at, JOURNAL_FIRST_LINE "\n", length) != 0)
		return false;
	lines->at += length;
	return expect_line(lines, "what", &header->what) &&
	       expect_line(lines, "path", &header->path) &&
	       expect_line(lines, "nodes", &header->nodes) &&
	       expect_line(lines, "base", &header->base);
}

/* --- finding ---------------------------------------------------------------- */

/* Fills in a row when the journal is whole enough to be restored. */
static bool describe(const char *path, struct autosave_left *left)
{
	char *text;
	size_t length;
	struct stat info;
	if (stat(path, &info) != 0 || file_read(path, FILE_READ_MAX, &text, &length, NULL) != 0)
		return false;
	struct lines lines = { text, text + length };
	struct header header;
	struct line line;
	header_init(&header);
	bool whole = read_header(&lines, &header);
	*left = (struct autosave_left){ .when = info.st_mtime };
	if (whole) {
		while (next_line(&lines, &line))
			left->changes++;
		left->path = mem_strdup(path);
		left->what = buf_detach(&header.what);
	} else if (time(NULL) - info.st_mtime > UNUSABLE_AFTER) {
		unlink(path); /* its playground died before it had written anything */
	}
	header_release(&header);
	free(text);
	return whole;
}

static bool left_behind(const char *path)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	bool free_to_take = file >= 0 && flock(file, LOCK_EX | LOCK_NB) == 0;
	if (file >= 0)
		close(file);
	return free_to_take;
}

static int latest_first(const void *a, const void *b)
{
	const struct autosave_left *left = a, *right = b;
	if (left->when != right->when)
		return left->when < right->when ? 1 : -1;
	return strcmp(right->path, left->path);
}

size_t autosave_leftovers(struct autosave_left **list)
{
	size_t count = 0, room = 0, ending = strlen(JOURNAL_ENDING);
	struct buf folder, path;
	*list = NULL;
	buf_init(&folder);
	buf_init(&path);
	DIR *entries = journal_folder(&folder) ? opendir(folder.data) : NULL;
	for (struct dirent *entry; entries && (entry = readdir(entries));) {
		size_t length = strlen(entry->d_name);
		if (length <= ending ||
		    strcmp(entry->d_name + length - ending, JOURNAL_ENDING) != 0)
			continue;
		buf_clear(&path);
		buf_printf(&path, "%s/%s", folder.data, entry->d_name);
		*list = mem_grow(*list, &room, count + 1, sizeof **list);
		if (left_behind(path.data) && describe(path.data, &(*list)[count]))
			count++;
	}
	if (entries)
		closedir(entries);
	if (count)
		qsort(*list, count, sizeof **list, latest_first);
	buf_release(&path);
	buf_release(&folder);
	return count;
}

void autosave_left_free(struct autosave_left *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(list[i].path);
		free(list[i].what);
	}
	free(list);
}

void autosave_discard(const char *path)
{
	unlink(path);
}

/* --- playing again ---------------------------------------------------------- */

/* Reads the number at the start of a text; false when there is none below `count`. */
static bool read_node(char **text, size_t count, uint32_t *node)
{
	char *end;
	unsigned long long number = strtoull(*text, &end, 10);
	if (end == *text || number >= count)
		return false;
	*text = *end == ' ' ? end + 1 : end;
	*node = (uint32_t)number;
	return true;
}

static bool watch(struct session *session, char *names)
{
	uint32_t properties = 0;
	for (char *rest = NULL, *name = strtok_r(names, ",", &rest); name;
	     name = strtok_r(NULL, ",", &rest)) {
		int property = model_property_index(session->model, name);
		if (property < 0)
			return false;
		properties |= UINT32_C(1) << property;
	}
	session_watch(session, properties);
	return true;
}

/* Makes one change again; false when it makes no sense. */
static bool change(struct session *session, const char *word, char *text)
{
	size_t count = history_count(session->history);
	uint32_t node;
	if (strcmp(word, "watch") == 0)
		return watch(session, text);
	if (!read_node(&text, count, &node))
		return false;
	if (strcmp(word, "step") == 0) {
		session_jump(session, node);
		return session_do_text(session, text, NULL) == 0 &&
		       history_count(session->history) == count + 1;
	}
	if (strcmp(word, "at") == 0)
		session_jump(session, node);
	else if (strcmp(word, "note") == 0)
		session_note(session, node, text);
	else if (strcmp(word, "bookmark") == 0)
		session_bookmark(session, node, text);
	else
		return false;
	return true;
}

/* Makes the changes again, as many as possible.  Returns the number of those that are not. */
static size_t change_all(struct session *session, struct lines *lines, const struct buf *nodes,
                         size_t *made)
{
	struct line line;
	struct buf text;
	size_t lost = 0;
	/* Nodes are told by number, so the tree must be the one that was saved. */
	bool possible = strtoull(nodes->data, NULL, 10) == history_count(session->history);
	buf_init(&text);
	*made = 0;
	while (next_line(lines, &line)) {
		buf_clear(&text);
		journal_unescape(&text, line.text, line.length);
		possible = possible && change(session, line.word, text.data);
		if (possible)
			++*made;
		else
			lost++;
	}
	buf_release(&text);
	return lost;
}

static void set_origin(struct session *session, const char *what, size_t made, size_t lost)
{
	struct buf text;
	buf_init(&text);
	buf_printf(&text, "%s, recovered with its last %zu change%s", what, made,
	           made == 1 ? "" : "s");
	if (lost)
		buf_printf(&text, "; %zu more no longer fit and are left out", lost);
	free(session->origin);
	session->origin = buf_detach(&text);
	buf_release(&text);
}

int autosave_restore(const char *path, struct session **session, struct err *err)
{
	char *text;
	size_t length, made;
	struct trace *trace = NULL;
	struct header header;
	if (file_read(path, FILE_READ_MAX, &text, &length, err) != 0)
		return -1;
	header_init(&header);
	struct lines lines = { text, text + length };
	int result = -1;
	if (!read_header(&lines, &header)) {
		err_set(err, "not a journal, or one that ends before it begins");
		err_file(err, path);
	} else if (trace_parse(header.base.data, header.base.length, path, &trace, err) == 0) {
		result = session_open_trace(trace, header.path.length ? header.path.data : NULL,
		                            NULL, NULL, session, err);
	}
	if (result == 0) {
		size_t lost = change_all(*session, &lines, &header.nodes, &made);
		set_origin(*session, header.what.data, made, lost);
		(*session)->dirty = true;
		/* The journal does not say who wrote the file; only the plainest ending is trusted. */
		(*session)->own_file = header.path.length > 9 &&
		                       strcmp(header.path.data + header.path.length - 9, ".itf.json") == 0;
	}
	trace_free(trace);
	header_release(&header);
	free(text);
	return result;
}
