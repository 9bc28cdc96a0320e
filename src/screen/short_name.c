/*
 * Shortens names to a number of columns and keeps them distinct.
 *
 * Tries several cuts in order, each on all names at once, and takes the first that keeps them distinct: cut
 * the end; cut the middle; drop the common beginning; drop the common end too.  Rejected: choosing for each
 * name alone, which makes related names look unrelated.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/labels.h>
#include <heddle/mem.h>
#include <heddle/utf8.h>

struct cutting {
	const char *const *names;
	const int *widths;
	size_t count;
	size_t before, after; /* bytes of the common beginning and end */
	const char *ellipsis;
	int tail; /* columns of the ellipsis */
};

/* Bytes of `text` whose characters fit in `width` columns. */
static size_t fitting(const char *text, size_t length, int width)
{
	size_t at = 0;

	while (at < length) {
		uint32_t point;
		size_t taken = utf8_decode(text + at, length - at, &point);
		int columns = utf8_point_width(point);

		width -= columns < 0 ? 4 : columns;
		if (width < 0)
			break;
		at += taken;
	}
	return at;
}

/* The offset of the longest ending that fits in `width` columns. */
static size_t ending(const char *text, size_t length, int width)
{
	size_t at = 0, whole = utf8_width(text);

	while (at < length && whole > (size_t)(width > 0 ? width : 0)) {
		uint32_t point;
		size_t taken = utf8_decode(text + at, length - at, &point);
		int columns = utf8_point_width(point);

		whole -= (size_t)(columns < 0 ? 4 : columns);
		at += taken;
	}
	return at;
}

static void cut_end(const struct cutting *cutting, const char *name, int width, struct buf *out)
{
	size_t length = strlen(name);

	if ((int)utf8_width(name) <= width) {
		buf_add_text(out, name);
		return;
	}
	if (width <= cutting->tail) {
		buf_add(out, name, fitting(name, length, width));
		return;
	}
	buf_add(out, name, fitting(name, length, width - cutting->tail));
	buf_add_text(out, cutting->ellipsis);
}

/* "no…12"; with few columns only the end. */
static void cut_middle(const struct cutting *cutting, const char *name, int width, struct buf *out)
{
	size_t length = strlen(name);
	int room = width - cutting->tail, head = room / 3;

	if ((int)utf8_width(name) <= width) {
		buf_add_text(out, name);
		return;
	}
	if (room < 2) {
		buf_add_text(out, name + ending(name, length, width));
		return;
	}
	buf_add(out, name, fitting(name, length, head));
	buf_add_text(out, cutting->ellipsis);
	buf_add_text(out, name + ending(name, length, room - head));
}

static void drop_beginning(const struct cutting *cutting, const char *name, int width, struct buf *out)
{
	cut_end(cutting, name + cutting->before, width, out);
}

static void drop_both_ends(const struct cutting *cutting, const char *name, int width, struct buf *out)
{
	struct buf middle;

	buf_init(&middle);
	buf_add(&middle, name + cutting->before, strlen(name) - cutting->before - cutting->after);
	cut_middle(cutting, middle.data, width, out);
	buf_release(&middle);
}

typedef void cut_fn(const struct cutting *cutting, const char *name, int width, struct buf *out);
static cut_fn *const ways[] = { cut_end, cut_middle, drop_beginning, drop_both_ends };
enum { WAYS = sizeof(ways) / sizeof(ways[0]) };

/* The common beginning and end, in whole characters; every name has something left between them. */
static void find_common(struct cutting *cutting)
{
	const char *first = cutting->names[0];
	size_t least = strlen(first);

	cutting->before = cutting->after = least;
	for (size_t i = 1; i < cutting->count; i++) {
		const char *name = cutting->names[i];
		size_t length = strlen(name), same = 0;

		least = length < least ? length : least;
		while (same < cutting->before && name[same] == first[same])
			same++;
		cutting->before = same;
		for (same = 0; same < cutting->after && same < length &&
		               name[length - 1 - same] == first[strlen(first) - 1 - same];)
			same++;
		cutting->after = same;
	}
	if (cutting->before >= least)
		cutting->before = least ? least - 1 : 0;
	if (cutting->before + cutting->after >= least)
		cutting->after = least - cutting->before - (least > cutting->before);
	while (cutting->before && ((unsigned char)first[cutting->before] & 0xc0) == 0x80)
		cutting->before--;
	while (cutting->after && ((unsigned char)first[strlen(first) - cutting->after] & 0xc0) == 0x80)
		cutting->after--;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The number of names that equal an earlier one. */
static size_t alike(char *const *names, size_t count)
{
	char **sorted = mem_array(count, sizeof(*sorted));
	size_t same = 0;

	memcpy(sorted, names, count * sizeof(*sorted));
	qsort(sorted, count, sizeof(*sorted), by_text);
	for (size_t i = 1; i < count; i++)
		same += strcmp(sorted[i - 1], sorted[i]) == 0;
	free(sorted);
	return same;
}

static char **cut_all(const struct cutting *cutting, cut_fn *cut)
{
	char **result = mem_array(cutting->count, sizeof(*result));

	for (size_t i = 0; i < cutting->count; i++) {
		struct buf text;

		buf_init(&text);
		cut(cutting, cutting->names[i], cutting->widths[i], &text);
		result[i] = buf_detach(&text);
	}
	return result;
}

void short_names_free(char **names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(names[i]);
	free(names);
}

char **short_names(const char *const *names, const int *widths, size_t count, bool ascii)
{
	struct cutting cutting = { .names = names, .widths = widths, .count = count };
	char **best = NULL;
	size_t least = SIZE_MAX;

	if (!count)
		return mem_array(1, sizeof(*best));
	cutting.ellipsis = ascii ? ".." : "…";
	cutting.tail = ascii ? 2 : 1;
	find_common(&cutting);
	for (size_t i = 0; i < WAYS && least; i++) {
		char **cut = cut_all(&cutting, ways[i]);
		size_t same = alike(cut, count);

		if (same < least) {
			if (best)
				short_names_free(best, count);
			best = cut;
			least = same;
		} else {
			short_names_free(cut, count);
		}
	}
	return best;
}
