/*
 * The start screen: the designs as chapters of a story, and the annotated traces
 * under the design that they belong to.
 *
 * Everything is read once from what is compiled in.  The order of the chapters is the story's, each
 * mending what broke the one before; a design that is not in the story comes after it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "heddle/bundled.h"
#include "heddle/buf.h"
#include "heddle/design.h"
#include "heddle/mem.h"
#include "heddle/trace.h"
#include "heddle/utf8.h"
#include "views.h"

static const char *const story[] = {
	"naive", "improved", "working", "storage-cleaner-naive", "storage-cleaner-improved",
	"storage-cleaner-kill", "storage-cleaner-working",
};
enum { STORY = sizeof(story) / sizeof(story[0]), DETAIL_ROWS = 3 };

/* --- reading ---------------------------------------------------------------- */

static struct chapter *add(struct views_memory *memory, int kind, const char *name,
                           const char *title, const char *lesson)
{
	memory->chapters = mem_resize(memory->chapters, memory->chapter_count + 1,
	                              sizeof(*memory->chapters));

	struct chapter *chapter = &memory->chapters[memory->chapter_count++];

	*chapter = (struct chapter){ .kind = kind,
		                     .name = mem_strdup(name),
		                     .title = mem_strdup(title ? title : ""),
		                     .lesson = mem_strdup(lesson ? lesson : "") };
	return chapter;
}

static void add_traces(struct views_memory *memory, const char *design)
{
	for (const struct bundled *at = bundled_traces; at->name; at++) {
		struct trace *trace;
		struct err err = { 0 };

		if (trace_parse(at->text, at->length, at->name, &trace, &err) != 0)
			continue;
		if (trace->heddle && trace->heddle->design && strcmp(trace->heddle->design, design) == 0)
			add(memory, CHAPTER_TRACE, at->name,
			    trace->heddle->title ? trace->heddle->title : at->name,
			    trace->heddle->description);
		trace_free(trace);
	}
}

/* What a title says after the name of another design: "as its author published it". */
static const char *without_name(const char *title)
{
	for (int i = 0; title && i < STORY; i++) {
		size_t length = strlen(story[i]);

		if (strncmp(title, story[i], length) == 0 && strncmp(title + length, ", ", 2) == 0)
			return title + length + 2;
	}
	return title;
}

static bool add_design(struct views_memory *memory, const char *name, int kind, int number)
{
	struct design *design;
	struct err err = { 0 };

	if (design_open(name, &design, &err) != 0)
		return false;
	add(memory, kind, name, without_name(design_title(design)), design_lesson(design))->number =
	        number;
	design_free(design);
	add_traces(memory, name);
	return true;
}

static bool in_story(const char *name)
{
	for (int i = 0; i < STORY; i++)
		if (strcmp(story[i], name) == 0)
			return true;
	return false;
}

/* "storage-cleaner-naive-published" is a variant of "storage-cleaner-naive". */
static bool is_variant(const char *name, const char *of)
{
	size_t length = strlen(of);

	return strncmp(name, of, length) == 0 && strcmp(name + length, "-published") == 0;
}

static void read_chapters(struct ui *ui)
{
	struct views_memory *memory = views_memory(ui);
	int number = 0;

	if (memory->chapters)
		return;
	for (int i = 0; i < STORY; i++) {
		char variant[200];

		if (add_design(memory, story[i], CHAPTER_DESIGN, number + 1))
			number++;
		snprintf(variant, sizeof(variant), "%s-published", story[i]);
		for (const struct bundled *at = bundled_designs; at->name; at++)
			if (strcmp(at->name, variant) == 0)
				add_design(memory, variant, CHAPTER_VARIANT, 0);
	}
	for (const struct bundled *at = bundled_designs; at->name; at++) {
		bool variant = false;

		for (int i = 0; i < STORY; i++)
			variant |= is_variant(at->name, story[i]);
		if (!variant && !in_story(at->name) &&
		    add_design(memory, at->name, CHAPTER_DESIGN, number + 1))
			number++;
	}
}

/* --- drawing ---------------------------------------------------------------- */

static int name_width(const struct views_memory *memory)
{
	int width = 0;

	for (size_t i = 0; i < memory->chapter_count; i++) {
		int one = (int)utf8_width(memory->chapters[i].name);

		if (memory->chapters[i].kind == CHAPTER_DESIGN && one > width)
			width = one;
	}
	return width;
}

static void draw_row(struct ui *ui, struct grid *grid, struct rect row,
                     const struct chapter *chapter, int width, bool selected)
{
	struct pen pen = pen_at(grid, row.x, row.y, row.width);

	pen_text(&pen, STYLE_BOLD, selected ? ui_symbol(ui, SYMBOL_HERE) : " ");
	if (chapter->kind == CHAPTER_DESIGN) {
		pen_printf(&pen, STYLE_DIM, "%d ", chapter->number);
		pen_text(&pen, STYLE_BOLD, chapter->name);
		pen_to(&pen, row.x + 3 + width + 2);
		pen_text(&pen, STYLE_PLAIN, chapter->title);
	} else if (chapter->kind == CHAPTER_VARIANT) {
		pen_gap(&pen, 4);
		pen_text(&pen, STYLE_DIM, chapter->name);
		pen_gap(&pen, 2);
		pen_text(&pen, STYLE_DIM, chapter->title);
	} else {
		pen_gap(&pen, 4);
		pen_printf(&pen, STYLE_NOTE, "%s ", ui_symbol(ui, SYMBOL_NOTE));
		pen_text(&pen, STYLE_NOTE, chapter->title);
	}
	if (selected)
		panel_select(grid, row);
}

static void draw(struct ui *ui, struct grid *grid, struct rect area)
{
	struct views_memory *memory;
	int width, detail = area.height >= 14 ? DETAIL_ROWS : 0, rows;

	read_chapters(ui);
	memory = views_memory(ui);
	width = name_width(memory);
	rows = area.height - (detail ? detail + 1 : 0);
	list_settle(&ui->chapters, (int)memory->chapter_count, rows > 0 ? rows : 1);
	for (int i = 0; i < rows && ui->chapters.top + i < ui->chapters.count; i++) {
		int at = ui->chapters.top + i;

		draw_row(ui, grid, rect_rows(area, i, 1), &memory->chapters[at], width,
		         at == ui->chapters.cursor);
		ui_hit(ui, rect_rows(area, i, 1), "row %d", at + 1);
	}
	panel_more(grid, rect_rows(area, rows - 1, 1), &ui->chapters);
	if (!detail || !memory->chapter_count)
		return;

	const struct chapter *chapter = &memory->chapters[ui->chapters.cursor];
	int y = area.y + rows;

	panel_rule(ui, grid, area.x, y, area.width);
	y += 1 + grid_wrap(grid, area.x + 3, y + 1, area.width - 5, 1, STYLE_BOLD,
	                   chapter->kind == CHAPTER_TRACE ? chapter->name : chapter->title);
	grid_wrap(grid, area.x + 3, y, area.width - 5, area.y + area.height - y, STYLE_PLAIN,
	          chapter->lesson);
}

static bool available(const struct ui *ui)
{
	(void)ui;
	return true;
}

static struct list *list(struct ui *ui)
{
	read_chapters(ui);
	ui->chapters.count = (int)views_memory(ui)->chapter_count;
	return &ui->chapters;
}

static void enter(struct ui *ui)
{
	char line[300];

	if (list(ui)->cursor >= ui->chapters.count)
		return;
	snprintf(line, sizeof(line), "open %s", views_memory(ui)->chapters[ui->chapters.cursor].name);
	ui_run(ui, line);
}

static void row_text(struct ui *ui, int row, struct buf *out)
{
	const struct chapter *chapter = &views_memory(ui)->chapters[row];

	buf_printf(out, "%s %s %s", chapter->name, chapter->title, chapter->lesson);
}

const struct view view_start = {
	.name = "start",
	.title = "designs",
	.summary = "the designs as chapters, and the annotated traces; Enter opens one",
	.available = available,
	.draw = draw,
	.enter = enter,
	.list = list,
	.row_text = row_text,
};
