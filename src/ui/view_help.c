/*
 * Help, made from the tables of keys, symbols, views and commands.
 *
 * Keys with the same command share a row, and a wide screen has several columns of keys.  Texts are wrapped,
 * not cut.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/pen.h>
#include <heddle/ui.h>
#include <heddle/utf8.h>

enum { KEYS_WIDTH = 12, COLUMN_LEAST = 38, COMMAND_WIDTH = 26 };

static const struct keeper keeper = { .size = sizeof(struct list), .outlasts_session = true };

struct help_row {
	const char *heading; /* null: an entry */
	char *name;          /* keys or command */
	const char *text;
	size_t length; /* of the part of the text that is shown; 0: all */
};

struct help {
	struct help_row *rows;
	size_t count, room;
};

static void add(struct help *help, const char *heading, char *name, const char *text)
{
	help->rows = mem_grow(help->rows, &help->room, help->count + 1, sizeof(*help->rows));
	help->rows[help->count++] = (struct help_row){ heading, name, text, 0 };
}

static void release(struct help *help)
{
	for (size_t i = 0; i < help->count; i++)
		free(help->rows[i].name);
	free(help->rows);
}

/* --- keys ------------------------------------------------------------------- */

static bool same_command(const struct key *a, const struct key *b)
{
	return strcmp(a->command, b->command) == 0 && strcmp(a->section, b->section) == 0 &&
	       (a->view == b->view || (a->view && b->view && strcmp(a->view, b->view) == 0));
}

static void add_keys(struct help *help, const char *section)
{
	bool headed = false;

	for (const struct key *key = keymap; key->name; key++) {
		struct buf names;
		bool first = true;

		if (key->view || strcmp(key->section, section) != 0)
			continue;
		for (const struct key *before = keymap; before < key; before++)
			first &= !same_command(before, key);
		if (!first)
			continue;
		if (!headed)
			add(help, section, NULL, NULL);
		headed = true;
		buf_init(&names);
		for (const struct key *other = key; other->name; other++)
			if (same_command(other, key) &&
			    (!names.length ||
			     utf8_width(names.data) + 1 + utf8_width(key_shown(other->name)) < KEYS_WIDTH))
				buf_printf(&names, "%s%s", names.length ? " " : "", key_shown(other->name));
		add(help, NULL, buf_detach(&names), key_does(key));
		/* The columns of keys are narrow: only the first clause. */
		help->rows[help->count - 1].length = strcspn(key_does(key), ",;:");
	}
}

/* Sections in the order of the table. */
static void add_sections(struct help *help)
{
	for (const struct key *key = keymap; key->name; key++) {
		bool first = !key->view;

		for (const struct key *before = keymap; before < key; before++)
			first &= before->view || strcmp(before->section, key->section) != 0;
		if (first)
			add_keys(help, key->section);
	}
}

/* --- everything else -------------------------------------------------------- */

static const struct {
	enum symbol symbol;
	const char *text;
} legend[] = {
	{ SYMBOL_CHANGED, "changed by the last step" },
	{ SYMBOL_BROKEN, "broken: a property, or a dangling reference" },
	{ SYMBOL_ORPHAN, "orphan: stored, and nothing refers to it" },
	{ SYMBOL_HOLDS, "the property holds" },
	{ SYMBOL_OPEN, "it is unknown whether the property holds here" },
	{ SYMBOL_UNSET, "nothing is stored here" },
	{ SYMBOL_HERE, "here: the current step, the row under the cursor, an action that can be taken" },
	{ SYMBOL_BRANCH, "other branches start at the step before" },
	{ SYMBOL_NOTE, "the step has a note" },
	{ SYMBOL_BOOKMARK, "the step has a bookmark" },
};

/* Splits rows that are wider than their column. */
static void wrap(struct help *help, int width, int name_width)
{
	struct help out = { 0 };

	for (size_t i = 0; i < help->count; i++) {
		struct help_row *row = &help->rows[i];
		const char *text = row->text;
		size_t length = row->heading ? 0 : row->length ? row->length : strlen(text);
		int name = row->heading ? 0 : (int)utf8_width(row->name);
		char *shown = row->name;

		if (name > width / 2) { /* its text begins in the next row */
			add(&out, NULL, shown, "");
			shown = mem_strdup("");
			name = 0;
		}
		do {
			int room = width - (name < name_width ? name_width : name + 1);
			size_t next, fit = grid_row_length(text, length, room, &next);

			add(&out, row->heading, shown, text);
			out.rows[out.count - 1].length = fit;
			text = text ? text + next : NULL;
			length -= next;
			shown = length ? mem_strdup("") : NULL;
			name = 0;
		} while (length);
	}
	free(help->rows);
	*help = out;
}

static int columns_of(int width)
{
	return clamp(width / COLUMN_LEAST, 1, 3);
}

/* The rows of the keys in columns, such that no entry is split between columns. */
static int rows_of(const struct help *keys, int columns)
{
	int rows = ((int)keys->count + columns - 1) / columns;

	for (int i = 1; i < columns; i++) {
		int at = i * rows;

		if (at < (int)keys->count && keys->rows[at].name && !*keys->rows[at].name) {
			rows++;
			i = 0;
		}
	}
	return rows;
}

static void gather(struct scene *scene, struct help *keys, struct help *rest, int width)
{
	struct buf name;

	add_sections(keys);
	add(rest, "Symbols", NULL, NULL);
	for (size_t i = 0; i < sizeof(legend) / sizeof(legend[0]); i++)
		add(rest, NULL, mem_strdup(scene_symbol(scene, legend[i].symbol)), legend[i].text);
	add(rest, "Views", NULL, NULL);
	for (int i = 0; views[i]; i++)
		add(rest, NULL, mem_strdup(views[i]->name), views[i]->summary);
	add(rest, "Commands, after :", NULL, NULL);
	for (const struct command *command = commands; command->name; command++) {
		buf_init(&name);
		buf_printf(&name, "%s %s", command->name, command->args);
		add(rest, NULL, buf_detach(&name), command->summary);
	}
	wrap(keys, (width - 1) / columns_of(width - 1) - 2, KEYS_WIDTH);
	wrap(rest, width - 2, COMMAND_WIDTH);
}

static void draw_row(struct grid *grid, struct rect area, const struct help_row *row, int width)
{
	if (row->heading) {
		grid_text(grid, area.x, area.y, area.width, STYLE_TITLE, row->heading);
		return;
	}

	struct pen pen = pen_at(grid, area.x, area.y, area.width);
	int text = area.x + width;

	if (!row->text)
		return;
	pen_text(&pen, STYLE_KEY, row->name);
	if (pen.x >= text)
		pen_gap(&pen, 1);
	pen_to(&pen, text);
	if (row->length)
		pen_printf(&pen, STYLE_PLAIN, "%.*s", (int)row->length, row->text);
	else
		pen_text(&pen, STYLE_PLAIN, row->text);
}

static void draw(struct scene *scene, struct grid *grid, struct rect area)
{
	struct list *list = scene_kept(scene, &keeper);
	struct help keys = { 0 }, rest = { 0 };
	int columns = columns_of(area.width - 1), rows, total, wide = (area.width - 1) / columns;
	struct rect top = rect_rows(area, 0, 1);

	panel_heading(grid, rect_columns(top, 1, top.width), "help");
	area = rect_rows(area, 1, area.height);

	gather(scene, &keys, &rest, area.width);
	rows = rows_of(&keys, columns);
	total = rows + (int)rest.count;
	list_settle(list, total, area.height);
	/* The cursor is not shown, so moving it scrolls at once. */
	list->top = list->cursor = clamp(list->cursor, 0, total - area.height);
	for (int y = 0; y < area.height && list->top + y < total; y++) {
		int at = list->top + y;
		struct rect row = rect_rows(area, y, 1);

		if (at >= rows) {
			draw_row(grid, rect_columns(row, 1, row.width - 1), &rest.rows[at - rows],
			         COMMAND_WIDTH);
			continue;
		}
		for (int i = 0; i < columns && at + i * rows < (int)keys.count; i++)
			draw_row(grid, rect_columns(row, 1 + i * wide, wide - 2), &keys.rows[at + i * rows],
			         KEYS_WIDTH);
	}
	panel_more(grid, rect_columns(top, 0, top.width - 1), list);
	release(&keys);
	release(&rest);
}

static bool available(const struct scene *scene)
{
	(void)scene;
	return true;
}

static struct list *list(struct scene *scene)
{
	return scene_kept(scene, &keeper);
}

static void row_text(struct scene *scene, int row, struct buf *out)
{
	struct help keys = { 0 }, rest = { 0 };
	int columns = columns_of(scene->width - 1), rows;

	gather(scene, &keys, &rest, scene->width);
	rows = rows_of(&keys, columns);
	for (int i = 0; row < rows && i < columns && row + i * rows < (int)keys.count; i++)
		if (keys.rows[row + i * rows].name)
			buf_printf(out, "%s %s ", keys.rows[row + i * rows].name,
			           keys.rows[row + i * rows].text);
	if (row >= rows && row - rows < (int)rest.count && rest.rows[row - rows].name)
		buf_printf(out, "%s %s", rest.rows[row - rows].name, rest.rows[row - rows].text);
	release(&keys);
	release(&rest);
}

const struct view view_help = {
	.name = "help",
	.title = "help",
	.summary = "all keys and commands",
	.available = available,
	.draw = draw,
	.overlay = true,
	.list = list,
	.row_text = row_text,
};
