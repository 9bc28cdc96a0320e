/*
 * Scopes: every function is a loop over a table of rows.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/mem.h>
#include <heddle/number.h>
#include <heddle/scope.h>
#include <heddle/suggest.h>

struct scope scope_unset(void)
{
	struct scope scope;

	for (unsigned i = 0; i < SCOPE_ROWS_MAX; i++)
		scope.of[i] = SCOPE_DEFAULT;
	return scope;
}

unsigned scope_count(const struct scope_row *rows)
{
	unsigned count = 0;

	while (rows[count].option)
		count++;
	return count;
}

static const char *copy_text(const char *text, struct arena *arena)
{
	return text ? arena_strdup(arena, text) : NULL;
}

const struct scope_row *scope_copy_rows(const struct scope_row *rows, unsigned count, struct arena *arena)
{
	struct scope_row *copy = arena_array(arena, (size_t)count + 1, sizeof(*copy));

	assert(count <= SCOPE_ROWS_MAX && "a scope has a number for each row");
	for (unsigned i = 0; i < count; i++) {
		copy[i] = rows[i];
		copy[i].option = copy_text(rows[i].option, arena);
		copy[i].noun = copy_text(rows[i].noun, arena);
		copy[i].one = copy_text(rows[i].one, arena);
		copy[i].prefix = copy_text(rows[i].prefix, arena);
		copy[i].tla = copy_text(rows[i].tla, arena);
	}
	copy[count] = (struct scope_row){ .kind = SCOPE_ABSENT };
	return copy;
}

unsigned scope_find(const struct scope_row *rows, const char *option)
{
	unsigned i = 0;

	while (rows[i].option && strcmp(rows[i].option, option) != 0)
		i++;
	return i;
}

void scope_offer(const struct scope_row *rows, struct nearest *near)
{
	for (const struct scope_row *row = rows; row->option; row++)
		if (row->kind != SCOPE_ABSENT)
			nearest_offer(near, row->option);
}

int scope_set(const struct scope_row *rows, struct scope *scope, const char *option, const char *text,
              struct err *err)
{
	unsigned i = scope_find(rows, option);
	const struct scope_row *row = &rows[i];

	if (!row->option) {
		struct nearest near = nearest_to(option);

		scope_offer(rows, &near);
		return nearest_err(&near, "number of a scope", err);
	}
	if (row->kind == SCOPE_FLAG && (!text || !*text)) {
		scope->of[i] = 1;
		return 0;
	}

	const char *end = text ? text : "";
	int64_t number;

	if (!number_take(&end, &number) || *end) {
		err_set(err, "%s takes a whole number, not \"%s\"", option, text ? text : "");
		return err_remedy(err, "give a number from %d to %d", row->least, row->most);
	}
	if (number < row->least || number > row->most) {
		err_set(err, "%s %s is outside the limits", text, row->noun);
		return err_remedy(err, "give %s a number from %d to %d", option, row->least, row->most);
	}
	scope->of[i] = (int)number;
	return 0;
}

struct scope scope_merge(struct scope under, struct scope over)
{
	for (unsigned i = 0; i < SCOPE_ROWS_MAX; i++)
		if (over.of[i] != SCOPE_DEFAULT)
			under.of[i] = over.of[i];
	return under;
}

struct scope scope_carry(const struct scope_row *from, const struct scope *scope, const struct scope_row *to)
{
	struct scope carried = scope_unset();

	if (from == to)
		return *scope;
	for (unsigned i = 0; to[i].option; i++) {
		unsigned row = scope_find(from, to[i].option);

		if (from[row].option)
			carried.of[i] = scope->of[row];
	}
	return carried;
}

/* "2 servers, 0 readers and 1 cleaners" or, with a null scope, "--servers, --readers and --cleaners" */
static void add_processes(struct buf *out, const struct scope_row *rows, const struct scope *scope)
{
	unsigned count = 0, said = 0;

	for (unsigned i = 0; rows[i].option; i++)
		count += rows[i].kind == SCOPE_PROCESS;
	for (unsigned i = 0; rows[i].option; i++) {
		if (rows[i].kind != SCOPE_PROCESS)
			continue;
		buf_add_text(out, !said ? "" : said + 1 == count ? " and " : ", ");
		said++;
		if (scope)
			buf_printf(out, "%d %s", scope->of[i], rows[i].noun);
		else
			buf_printf(out, "--%s", rows[i].option);
	}
}

static int refuse_processes(const struct scope_row *rows, const struct scope *scope, int all, unsigned most,
                            struct err *err)
{
	int rest = scope->of[most] - (all - SCOPE_PROCESSES_MAX);
	struct buf text;

	buf_init(&text);
	add_processes(&text, rows, scope);
	err_set(err, "%s are %d processes, and heddle can hold %d", text.data, all, SCOPE_PROCESSES_MAX);
	buf_clear(&text);
	add_processes(&text, rows, NULL);
	if (rest > 0)
		err_remedy(err, "lower --%s to at most %d", rows[most].option, rest);
	else
		err_remedy(err, "lower %s to %d in all", text.data, SCOPE_PROCESSES_MAX);
	buf_release(&text);
	return -1;
}

static int check_processes(const struct scope_row *rows, const struct scope *scope, struct err *err)
{
	unsigned most = scope_count(rows);
	int all = 0;

	for (unsigned i = 0; rows[i].option; i++) {
		if (rows[i].kind != SCOPE_PROCESS)
			continue;
		all += scope->of[i];
		if (!rows[most].option || scope->of[i] > scope->of[most])
			most = i;
	}
	return all > SCOPE_PROCESSES_MAX ? refuse_processes(rows, scope, all, most, err) : 0;
}

int scope_check(const struct scope_row *rows, const struct scope *scope, struct err *err)
{
	for (unsigned i = 0; rows[i].option; i++) {
		const struct scope_row *row = &rows[i];
		int number = scope->of[i];

		if (row->kind == SCOPE_ABSENT || (row->kind == SCOPE_FLAG && number == SCOPE_DEFAULT))
			continue;
		if (number < row->least) {
			err_set(err, "%d %s is too few", number, row->noun);
			return err_remedy(err, "raise --%s to at least %d", row->option, row->least);
		}
		if (number > row->most) {
			err_set(err, "%d %s is more than heddle can hold", number, row->noun);
			return err_remedy(err, "lower --%s to at most %d", row->option, row->most);
		}
	}
	return check_processes(rows, scope, err);
}

static const char *one_of(const struct scope_row *row, size_t *length)
{
	*length = strlen(row->one ? row->one : row->noun) - !row->one;
	return row->one ? row->one : row->noun;
}

void scope_add_count(const struct scope_row *row, int count, struct buf *out)
{
	size_t length;
	const char *one = one_of(row, &length);

	if (count == 1)
		buf_printf(out, "1 %.*s", (int)length, one);
	else
		buf_printf(out, "%d %s", count, row->noun);
}

const char *scope_show(const struct scope_row *rows, const struct scope *scope, bool ascii, char *out,
                       size_t size)
{
	struct buf text;

	buf_init(&text);
	for (unsigned i = 0; rows[i].option; i++) {
		if (rows[i].kind != SCOPE_PROCESS || scope->of[i] <= 0)
			continue;
		buf_add_text(&text, !text.length ? "" : ascii ? ", " : " · ");
		scope_add_count(&rows[i], scope->of[i], &text);
	}
	snprintf(out, size, "%s", text.length ? text.data : "");
	buf_release(&text);
	return out;
}
