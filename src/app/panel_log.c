/*
 * The operation log: the newest entries, and always the one that is broken.
 *
 * A set, of messages on their way for instance, has no order in time: those that just came stand
 * last, and how many went is said in the heading.
 *
 * Entries fill columns side by side when they are short, so that a low panel still holds
 * the usual handful.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "heddle/buf.h"
#include "heddle/mem.h"
#include "heddle/utf8.h"
#include "views.h"

bool log_has_entries(const struct value *value)
{
	return value->kind == VALUE_TUPLE || value->kind == VALUE_SET;
}

void log_entry_text(const struct value *entry, bool ascii, struct buf *out)
{
	if (entry->kind != VALUE_RECORD) {
		value_show(out, entry, ascii);
		return;
	}
	if (entry->count == 1) { /* what it is cannot be told from a lone value */
		value_show(out, entry->pairs[0].key, ascii);
		buf_add_char(out, ' ');
	}
	for (uint32_t i = 0; i < entry->count; i++) {
		if (i)
			buf_add_char(out, ' ');
		value_show(out, entry->pairs[i].value, ascii);
	}
}

const struct mark *log_mark(const struct session *session, const char *name, size_t index)
{
	struct buf path;
	const struct mark *found = NULL;

	buf_init(&path);
	buf_add_text(&path, name);
	value_path_index(&path, index);
	for (size_t i = 0; i < session->now.mark_count && !found; i++)
		if (path_within(session->now.marks[i].path, path.data))
			found = &session->now.marks[i];
	buf_release(&path);
	return found;
}

/* Whether the step that led here made the entry. */
static bool is_new(const struct session *session, const char *name, const struct value *log,
                   size_t index)
{
	const struct value *before = session->now.before ? value_get(session->now.before, name) : NULL;

	if (!session->now.before)
		return false;
	if (!before || before->kind != log->kind)
		return true;
	return log->kind == VALUE_SET ? !set_has(before, log->items[index - 1]) : index > before->count;
}

/* How many entries the step that led here took away from a set. */
static size_t gone_from(const struct session *session, const char *name, const struct value *log)
{
	const struct value *before = session->now.before ? value_get(session->now.before, name) : NULL;
	size_t gone = 0;

	if (log->kind != VALUE_SET || !before || before->kind != VALUE_SET)
		return 0;
	for (uint32_t i = 0; i < before->count; i++)
		gone += !set_has(log, before->items[i]);
	return gone;
}

void log_row(struct ui *ui, struct pen *pen, const char *name, const struct value *log, size_t index,
             int digits)
{
	const struct session *session = ui->session;
	const struct mark *mark = log_mark(session, name, index);
	bool new = is_new(session, name, log, index);
	struct buf text;

	buf_init(&text);
	log_entry_text(log->items[index - 1], ui->ascii, &text);
	pen_text(pen, new ? STYLE_CHANGED : STYLE_PLAIN, new ? ui_symbol(ui, SYMBOL_CHANGED) : " ");
	if (log->kind == VALUE_TUPLE)
		pen_printf(pen, STYLE_DIM, "%*zu ", digits, index);
	pen_text(pen, mark ? STYLE_BROKEN : new ? STYLE_CHANGED : STYLE_PLAIN, text.data);
	if (mark)
		pen_printf(pen, STYLE_BROKEN, " %s", ui_symbol(ui, SYMBOL_BROKEN));
	if (mark && (int)utf8_width(mark->text) + 1 <= pen->end - pen->x)
		pen_printf(pen, STYLE_BROKEN, " %s", mark->text);
	buf_release(&text);
}

static int digits_of(size_t number)
{
	int digits = 1;

	for (; number >= 10; number /= 10)
		digits++;
	return digits;
}

/* The numbers of the entries as they stand: of a set those that just came last.  The caller frees it. */
static size_t *order_of(const struct session *session, const char *name, const struct value *log)
{
	size_t *order = mem_array(log->count ? log->count : 1, sizeof(*order)), count = 0;

	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 1; i <= log->count; i++)
			if (log->kind == VALUE_SET ? is_new(session, name, log, i) == (pass == 1)
			                           : pass == 0)
				order[count++] = i;
	return order;
}

void panel_log(struct ui *ui, struct grid *grid, struct rect area, unsigned variable)
{
	const struct session *session = ui->session;
	const struct model_variable *of = &session->model->variables[variable];
	const struct value *log = value_get(session->now.description, of->name);
	const struct shape *shape = views_shape(ui, variable);
	int rows = area.height - 1, beside, width, digits, room;
	size_t first, broken = 0, gone, *order;
	char count[80] = "";

	if (!log || !log_has_entries(log) || area.height < 1 || area.width < 4)
		return;
	digits = digits_of(log->count > 9 ? log->count : 9);
	width = 1 + digits + 1 + (shape->value_width > 6 ? shape->value_width : 6) + 4;
	beside = area.width / width;
	beside = beside < 1 ? 1 : beside;
	if (rows < 1)
		rows = 0;
	else if ((int)log->count <= rows && shape->rows <= rows)
		beside = 1;
	/* No more of them than are needed: each entry has a mark that wants room. */
	while (beside > 1 && rows * (beside - 1) >= (int)log->count && rows * (beside - 1) >= shape->rows)
		beside--;
	room = rows * beside;
	first = (int)log->count > room ? log->count - (size_t)room : 0;
	gone = gone_from(session, of->name, log);
	if (first)
		snprintf(count, sizeof(count), log->kind == VALUE_SET ? "+%zu" : "+%zu earlier", first);
	if (gone)
		snprintf(count + strlen(count), sizeof(count) - strlen(count), "%s%zu gone",
		         first ? ", " : "", gone);
	panel_heading(grid, (struct rect){ area.x + 1, area.y, area.width - 1, area.height },
	              of->title ? of->title : of->name, count[0] ? count : NULL);
	if (!room)
		return;
	for (size_t i = 1; i <= first && !broken; i++)
		if (log_mark(session, of->name, i))
			broken = i;
	order = order_of(session, of->name, log);
	width = area.width / beside;
	for (int i = 0; i < room && first + (size_t)i < log->count; i++) {
		/* A broken one that is long ago stands for the oldest that fits. */
		size_t index = i == 0 && broken ? broken : order[first + (size_t)i];
		struct pen pen = pen_at(grid, area.x + i / rows * width, area.y + 1 + i % rows,
		                        beside > 1 ? width - 1 : width);

		log_row(ui, &pen, of->name, log, index, digits);
	}
	free(order);
	if (!log->count)
		grid_text(grid, area.x + 1, area.y + 1, area.width - 1, STYLE_DIM, "empty");
}
