/*
 * Help, made from the tables of keys, views, symbols and commands.
 *
 * The screen is a flat run of lines that scrolls.  Keys that do the same share a line, and where it
 * is wide enough two columns of them stand side by side.  A text that is longer than its column goes on
 * below itself: nothing is cut.
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

struct kept {
	struct list list;
};

static const struct keeper keeper = { .size = sizeof(struct kept), .outlasts_session = true };

static struct kept *kept_in(struct scene *scene)
{
	return scene_kept(scene, &keeper);
}

struct help_line {
	const char *heading; /* null: an entry */
	char *name;          /* keys or command */
	const char *text;
	size_t length; /* of the text that is shown; 0: all */
};

struct help {
	struct help_line *lines;
	size_t count, room;
};

static void add(struct help *help, const char *heading, char *name, const char *text)
{
	help->lines = mem_grow(help->lines, &help->room, help->count + 1, sizeof(*help->lines));
	help->lines[help->count++] = (struct help_line){ heading, name, text, 0 };
}

static void release(struct help *help)
{
	for (size_t i = 0; i < help->count; i++)
		free(help->lines[i].name);
	free(help->lines);
}

/* --- keys ------------------------------------------------------------------- */

static bool same_command(const struct key *a, const struct key *b)
{
	return strcmp(a->command, b->command) == 0 && strcmp(a->section, b->section) == 0 &&
	       (a->view == b->view || (a->view && b->view && strcmp(a->view, b->view) == 0));
}

/* Up to the first comma or semicolon: the rest is for who has the width. */
static void brief(struct help_line *line)
{
	line->length = strcspn(line->text, ",;:");
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
		brief(&help->lines[help->count - 1]);
	}
}

/* Sections in the order in which the table names them first. */
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
	{ SYMBOL_BROKEN, "broken: a property, or a reference to what is not there" },
	{ SYMBOL_ORPHAN, "orphan: stored, and nothing refers to it" },
	{ SYMBOL_HOLDS, "the property holds" },
	{ SYMBOL_OPEN, "it is unknown whether the property holds here" },
	{ SYMBOL_UNSET, "nothing is stored here" },
	{ SYMBOL_HERE, "here: the current step, the row under the cursor; can be taken now" },
	{ SYMBOL_BRANCH, "other branches start at the step before" },
	{ SYMBOL_NOTE, "the step has a note" },
	{ SYMBOL_BOOKMARK, "the step has a bookmark" },
};

/* Bytes of the text that fit in `width` columns, up to a blank. */
static size_t line_of(const char *text, size_t length, int width)
{
	size_t fit = 0, at = 0;
	int columns = 0;

	for (; at < length && columns <= width; at++) {
		if (text[at] == ' ')
			fit = at;
		columns += (text[at] & 0xc0) != 0x80;
	}
	return at == length && columns <= width ? length : fit ? fit : length;
}

/* Breaks what is longer than its column. */
static void wrap(struct help *help, int width, int name_width)
{
	struct help out = { 0 };

	for (size_t i = 0; i < help->count; i++) {
		struct help_line *line = &help->lines[i];
		const char *text = line->text;
		size_t length = line->heading ? 0 : line->length ? line->length : strlen(text), fit;
		int name = line->heading ? 0 : (int)utf8_width(line->name);
		char *shown = line->name;

		do {
			fit = line_of(text, length, width - (name < name_width ? name_width : name + 1));
			add(&out, line->heading, shown, text);
			out.lines[out.count - 1].length = fit;
			fit += fit < length; /* and the blank */
			text = text ? text + fit : NULL;
			length -= fit;
			shown = length ? mem_strdup("") : NULL;
			name = 0;
		} while (length);
	}
	free(help->lines);
	*help = out;
}

static int columns_of(int width)
{
	int columns = width / COLUMN_LEAST;

	return columns < 1 ? 1 : columns > 3 ? 3 : columns;
}

/* Lines of the keys in columns: a column does not begin within an entry. */
static int rows_of(const struct help *keys, int columns)
{
	int rows = ((int)keys->count + columns - 1) / columns;

	for (int i = 1; i < columns; i++) {
		int at = i * rows;

		if (at < (int)keys->count && keys->lines[at].name && !*keys->lines[at].name) {
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
	add(rest, "Signs", NULL, NULL);
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

static void draw_line(struct grid *grid, struct rect row, const struct help_line *line, int width)
{
	if (line->heading) {
		grid_text(grid, row.x, row.y, row.width, STYLE_TITLE, line->heading);
		return;
	}

	struct pen pen = pen_at(grid, row.x, row.y, row.width);
	int text = row.x + width;

	if (!line->text)
		return;
	pen_text(&pen, STYLE_KEY, line->name);
	if (pen.x >= text)
		pen_gap(&pen, 1);
	pen_to(&pen, text);
	if (line->length)
		pen_printf(&pen, STYLE_PLAIN, "%.*s", (int)line->length, line->text);
	else
		pen_text(&pen, STYLE_PLAIN, line->text);
}

static void draw(struct scene *scene, struct grid *grid, struct rect area)
{
	struct kept *kept = kept_in(scene);
	struct help keys = { 0 }, rest = { 0 };
	int columns = columns_of(area.width - 1), rows, total, wide = (area.width - 1) / columns;
	struct rect top = rect_rows(area, 0, 1);

	panel_heading(grid, rect_columns(top, 1, top.width), "help");
	area = rect_rows(area, 1, area.height);

	gather(scene, &keys, &rest, area.width);
	rows = rows_of(&keys, columns);
	total = rows + (int)rest.count;
	list_settle(&kept->list, total, area.height);
	/* The cursor is not shown: it moves the window at once. */
	kept->list.top = kept->list.cursor;
	if (kept->list.top > total - area.height)
		kept->list.top = total > area.height ? total - area.height : 0;
	kept->list.cursor = kept->list.top;
	for (int y = 0; y < area.height && kept->list.top + y < total; y++) {
		int at = kept->list.top + y;
		struct rect row = rect_rows(area, y, 1);

		if (at >= rows) {
			draw_line(grid, rect_columns(row, 1, row.width - 1), &rest.lines[at - rows],
			          COMMAND_WIDTH);
			continue;
		}
		for (int i = 0; i < columns && at + i * rows < (int)keys.count; i++)
			draw_line(grid, rect_columns(row, 1 + i * wide, wide - 2), &keys.lines[at + i * rows],
			          KEYS_WIDTH);
	}
	panel_more(grid, rect_columns(top, 0, top.width - 1), &kept->list);
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
	return &kept_in(scene)->list;
}

static void row_text(struct scene *scene, int row, struct buf *out)
{
	struct help keys = { 0 }, rest = { 0 };
	int columns = columns_of(scene->width - 1), rows;

	gather(scene, &keys, &rest, scene->width);
	rows = rows_of(&keys, columns);
	for (int i = 0; row < rows && i < columns && row + i * rows < (int)keys.count; i++)
		if (keys.lines[row + i * rows].name)
			buf_printf(out, "%s %s ", keys.lines[row + i * rows].name,
			           keys.lines[row + i * rows].text);
	if (row >= rows && row - rows < (int)rest.count && rest.lines[row - rows].name)
		buf_printf(out, "%s %s", rest.lines[row - rows].name, rest.lines[row - rows].text);
	release(&keys);
	release(&rest);
}

const struct view view_help = {
	.name = "help",
	.title = "help",
	.summary = "every key and every command",
	.available = available,
	.draw = draw,
	.overlay = true,
	.list = list,
	.row_text = row_text,
};
