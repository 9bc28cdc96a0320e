/*
 * Each part is formatted, escaped, and only then cut to its field, so a cut never splits an escape or a
 * character.  Rejected: vsnprintf directly into the field, which cuts anywhere and stores a hostile file's
 * text unescaped.
 */
#include <assert.h>
#include <stdarg.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/utf8.h>

/* Copies `text` to out; if it does not fit, cuts it between characters and marks the cut with "…" (if that
 * fits). */
static void keep(char *out, size_t size, const char *text, size_t length)
{
	static const char mark[] = "…";
	size_t mark_size = sizeof(mark) - 1;

	if (!size)
		return;
	if (length < size) {
		memcpy(out, text, length);
		out[length] = '\0';
		return;
	}

	size_t room = size - 1;
	size_t stop = room >= mark_size ? room - mark_size : room;

	while (stop > 0 && ((unsigned char)text[stop] & 0xc0) == 0x80)
		stop--;
	memcpy(out, text, stop);
	if (room >= mark_size) {
		memcpy(out + stop, mark, mark_size);
		stop += mark_size;
	}
	out[stop] = '\0';
}

static void store(char *out, size_t size, const char *text, size_t length)
{
	struct buf safe;

	buf_init(&safe);
	utf8_escape(&safe, text, length);
	keep(out, size, safe.data, safe.length);
	buf_release(&safe);
}

static void store_format(char *out, size_t size, const char *fmt, va_list args)
        __attribute__((format(printf, 3, 0)));

static void store_format(char *out, size_t size, const char *fmt, va_list args)
{
	struct buf text;

	buf_init(&text);
	buf_vprintf(&text, fmt, args);
	store(out, size, text.data, text.length);
	buf_release(&text);
}

int err_set(struct err *err, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	err_vset(err, fmt, args);
	va_end(args);
	return -1;
}

int err_vset(struct err *err, const char *fmt, va_list args)
{
	if (err) {
		/* Built separately first: the arguments may quote the error being replaced. */
		char what[ERR_TEXT_MAX];

		store_format(what, sizeof(what), fmt, args);
		memcpy(err->what, what, sizeof(what));
		err->file[0] = err->place[0] = err->remedy[0] = err->more[0] = '\0';
		err->others = 0;
	}
	return -1;
}

/* --- lists of errors -------------------------------------------------------------- */

void err_list_begin(struct err_list *list, struct err *err, const char *file)
{
	*list = (struct err_list){ .file = file };
	*err = (struct err){ .list = list };
}

static void add_line(struct err *first, const struct err *err)
{
	char line[2 * ERR_TEXT_MAX + 2 * ERR_PLACE_MAX];
	size_t used = strlen(first->more), length = strlen(err_format(err, line, sizeof(line)));

	if (used + length + 2 > sizeof(first->more))
		return;
	if (used)
		first->more[used++] = '\n';
	memcpy(first->more + used, line, length + 1);
}

bool err_next(struct err *err)
{
	struct err_list *list = err ? err->list : NULL;

	if (!list)
		return false;
	if (!err->file[0] && list->file)
		err_file(err, list->file);
	if (list->each)
		list->each(err, list->user);
	if (!list->count)
		list->first = *err;
	else if (list->count < ERR_LIST_MAX)
		add_line(&list->first, err);
	list->count++;
	return true;
}

int err_keep(int status, struct err *err)
{
	if (!status)
		return 0;
	err_next(err);
	return 1;
}

int err_list_end(const struct err_list *list, struct err *out)
{
	if (!list->count)
		return 0;
	if (out) {
		struct err_list *outer = out->list;

		*out = list->first;
		out->others = list->count - 1;
		out->list = outer;
	}
	return -1;
}

int err_file(struct err *err, const char *file)
{
	assert(file && "an error names a file or has none set");
	if (err)
		store(err->file, sizeof(err->file), file, strlen(file));
	return -1;
}

int err_place(struct err *err, const char *fmt, ...)
{
	if (err) {
		va_list args;

		va_start(args, fmt);
		store_format(err->place, sizeof(err->place), fmt, args);
		va_end(args);
	}
	return -1;
}

int err_remedy(struct err *err, const char *fmt, ...)
{
	if (err) {
		va_list args;

		va_start(args, fmt);
		store_format(err->remedy, sizeof(err->remedy), fmt, args);
		va_end(args);
	}
	return -1;
}

const char *err_format(const struct err *err, char *out, size_t size)
{
	struct buf text;

	buf_init(&text);
	if (err->file[0])
		buf_printf(&text, "%s: ", err->file);
	if (err->place[0])
		buf_printf(&text, "%s: ", err->place);
	buf_add_text(&text, err->what);
	if (err->remedy[0])
		buf_printf(&text, "; %s", err->remedy);
	keep(out, size, text.data, text.length);
	buf_release(&text);
	return out;
}

int err_place_at(struct err *err, const char *text, size_t length, size_t at)
{
	size_t line = 1, column = 1;

	assert(at <= length && "a place lies within its text");
	for (size_t i = 0; i < at; i++) {
		if (text[i] == '\n') {
			line++;
			column = 1;
		} else if (((unsigned char)text[i] & 0xc0) != 0x80) {
			column++;
		}
	}
	return err_place(err, "line %zu, column %zu", line, column);
}
