/*
 * The start screen: the designs as chapters, each with its annotated traces.
 *
 * The bundled files are read once per process, in their order: designs of one chapter are together, and those
 * after the first are its variants.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/bundled.h>
#include <heddle/design.h>
#include <heddle/mem.h>
#include <heddle/trace.h>
#include <heddle/utf8.h>

#include "views/views.h"

enum { DETAIL_ROWS = 3 };

struct chapter {
	enum { CHAPTER_DESIGN, CHAPTER_VARIANT, CHAPTER_TRACE, CHAPTER_HEADING } kind;
	int number; /* of a CHAPTER_DESIGN, from 1 */
	char *name; /* for :open; "": nothing to open */
	char *title, *lesson;
};

static const struct keeper keeper = { .size = sizeof(struct list), .outlasts_session = true };

/* Read on demand, in the only thread that draws; never freed. */
static struct {
	struct chapter *rows;
	size_t count;
} chapters;

/* --- reading ---------------------------------------------------------------- */

static struct chapter *add(int kind, const char *name, const char *title, const char *lesson)
{
	chapters.rows = mem_resize(chapters.rows, chapters.count + 1, sizeof(*chapters.rows));

	struct chapter *chapter = &chapters.rows[chapters.count++];

	*chapter = (struct chapter){ .kind = kind,
		                     .name = mem_strdup(name),
		                     .title = mem_strdup(title ? title : ""),
		                     .lesson = mem_strdup(lesson ? lesson : "") };
	return chapter;
}

static void add_traces(const char *design)
{
	for (const struct bundled *at = bundled_traces; at->name; at++) {
		struct trace *trace;
		struct err err = { 0 };

		if (trace_parse(at->text, at->length, at->name, &trace, &err) != 0)
			continue;
		if (trace->heddle && trace->heddle->design && strcmp(trace->heddle->design, design) == 0)
			add(CHAPTER_TRACE, at->name, trace->heddle->title ? trace->heddle->title : at->name,
			    trace->heddle->description);
		trace_free(trace);
	}
}

/* A variant's title without the name of its chapter: "as its author published it". */
static const char *without_name(const char *title, const char *name)
{
	size_t length = strlen(name);

	return title && strncmp(title, name, length) == 0 && strncmp(title + length, ", ", 2) == 0
	               ? title + length + 2
	               : title;
}

/* A row above the first design of a heading. */
static void add_heading(const struct design *design)
{
	static char last[200];
	const char *heading = design_heading(design);

	if (!heading || strcmp(last, heading) == 0)
		return;
	snprintf(last, sizeof(last), "%s", heading);
	add(CHAPTER_HEADING, "", heading, NULL);
}

/* `main` is the design before it that is a chapter of its own, or null.  Returns whether this one is. */
static bool add_design(const struct design *design, const struct design *main)
{
	bool numbered = !design_system(design) || design_story(design);
	bool variant =
	        numbered && main && design_chapter(design) && design_chapter(design) == design_chapter(main);
	const char *title = design_title(design);

	add_heading(design);
	if (variant)
		title = without_name(title, design_name(main));
	add(variant ? CHAPTER_VARIANT : CHAPTER_DESIGN, design_name(design), title, design_lesson(design))
	        ->number = numbered ? (int)design_chapter(design) : 0;
	add_traces(design_name(design));
	return !variant;
}

static void read_chapters(void)
{
	const struct bundled *row;
	struct design *main = NULL;

	if (chapters.rows)
		return;
	for (size_t i = 0; (row = bundled_design_nth(i)); i++) {
		struct design *design;
		struct err err = { 0 };

		if (design_open(row->name, &design, &err))
			continue;
		if (add_design(design, main)) {
			design_free(main);
			main = design;
		} else {
			design_free(design);
		}
	}
	design_free(main);
}

/* --- drawing ---------------------------------------------------------------- */

static int name_width(void)
{
	int width = 0;

	for (size_t i = 0; i < chapters.count; i++) {
		int one = (int)utf8_width(chapters.rows[i].name);

		if (chapters.rows[i].kind == CHAPTER_DESIGN && one > width)
			width = one;
	}
	return width;
}

static void draw_row(struct scene *scene, struct grid *grid, struct rect row, const struct chapter *chapter,
                     int width, bool selected)
{
	struct pen pen = pen_at(grid, row.x, row.y, row.width);

	pen_text(&pen, STYLE_BOLD, selected ? scene_symbol(scene, SYMBOL_HERE) : " ");
	if (chapter->kind == CHAPTER_DESIGN) {
		if (chapter->number)
			pen_printf(&pen, STYLE_DIM, "%d ", chapter->number);
		else
			pen_gap(&pen, 2);
		pen_text(&pen, STYLE_BOLD, chapter->name);
		pen_to(&pen, row.x + 3 + width + 2);
		pen_text(&pen, STYLE_PLAIN, chapter->title);
	} else if (chapter->kind == CHAPTER_HEADING) {
		pen_text(&pen, STYLE_DIM, chapter->title);
	} else if (chapter->kind == CHAPTER_VARIANT) {
		pen_gap(&pen, 4);
		pen_text(&pen, STYLE_DIM, chapter->name);
		pen_gap(&pen, 2);
		pen_text(&pen, STYLE_DIM, chapter->title);
	} else {
		pen_gap(&pen, 4);
		pen_printf(&pen, STYLE_NOTE, "%s ", scene_symbol(scene, SYMBOL_NOTE));
		pen_text(&pen, STYLE_NOTE, chapter->title);
	}
	if (selected)
		panel_select(grid, row);
}

/* 1: blank rows before chapters fit; 2: lessons below them fit too. */
static int spacing_of(int rows)
{
	int designs = 0;

	for (size_t i = 0; i < chapters.count; i++)
		designs += chapters.rows[i].kind == CHAPTER_DESIGN;
	if ((int)chapters.count + 2 * designs - 1 <= rows)
		return 2;
	return (int)chapters.count + designs - 1 <= rows;
}

static struct list *list(struct scene *scene)
{
	struct list *list = scene_kept(scene, &keeper);

	read_chapters();
	list->count = (int)chapters.count;
	return list;
}

static void draw(struct scene *scene, struct grid *grid, struct rect area)
{
	struct list *listed = list(scene);
	int width = name_width(), detail = area.height >= 14 ? DETAIL_ROWS : 0, rows, spacing;

	if ((int)chapters.count + detail + 2 <= area.height)
		area = rect_rows(area, 1, area.height);
	rows = area.height - (detail ? detail + 1 : 0);
	list_settle(listed, listed->count, rows);
	spacing = spacing_of(rows);
	for (int at = listed->top, y = 0; y < rows && at < listed->count; at++) {
		const struct chapter *chapter = &chapters.rows[at];
		bool design = chapter->kind == CHAPTER_DESIGN;

		if (design && spacing > 0 && at > listed->top)
			y++;
		draw_row(scene, grid, rect_rows(area, y, 1), chapter, width, at == listed->cursor);
		scene_hit(scene, rect_rows(area, y++, 1), "row %d", at + 1);
		if (design && spacing > 1)
			grid_text(grid, area.x + 3 + width + 2, area.y + y++, area.width - width - 6,
			          STYLE_DIM, chapter->lesson);
	}
	if (!detail || !chapters.count)
		return;

	const struct chapter *chapter = &chapters.rows[listed->cursor];
	int y = area.y + rows;

	panel_rule(grid, area.x, y, area.width);
	panel_more(grid, (struct rect){ area.x, y, area.width - 1, 1 }, listed);
	y += 1 + grid_wrap(grid, area.x + 3, y + 1, area.width - 5, 1, STYLE_BOLD,
	                   chapter->kind == CHAPTER_TRACE ? chapter->name : chapter->title);
	grid_wrap(grid, area.x + 3, y, area.width - 5, area.y + area.height - y, STYLE_PLAIN,
	          chapter->lesson);
}

static bool available(const struct scene *scene)
{
	(void)scene;
	return true;
}

static int enter(struct scene *scene, struct buf *command, struct err *err)
{
	const struct list *listed = list(scene);

	(void)err;
	if (listed->cursor < listed->count && *chapters.rows[listed->cursor].name)
		buf_printf(command, "open %s", chapters.rows[listed->cursor].name);
	return 0;
}

static void row_text(struct scene *scene, int row, struct buf *out)
{
	const struct chapter *chapter = &chapters.rows[row];

	(void)scene;
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
