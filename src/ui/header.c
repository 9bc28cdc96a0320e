/*
 * The top of the screen: the title, the properties and a rule.  When a property is broken, a banner replaces
 * the last two, so that the violation is unmistakable and yet nothing moves.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/journal.h>
#include <heddle/labels.h>
#include <heddle/pen.h>
#include <heddle/utf8.h>

#include "ui/ui_private.h"

enum { DISTANCE_LEAST = 50, DISTANCE_ROOM = 4 };
enum { HEIGHT_FOR_THREE = 18, HEIGHT_FOR_TWO = 8 };

static int header_rows(const struct ui *ui)
{
	return ui->scene.height >= HEIGHT_FOR_THREE ? 3 : ui->scene.height >= HEIGHT_FOR_TWO ? 2 : 1;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* --- the title -------------------------------------------------------------- */

/* The names of the views, right-aligned, with the current one in bold; returns where they begin. */
static int draw_views(struct ui *ui, struct grid *grid, int least_x, int end)
{
	int width = 0, x;

	for (int i = 0; views[i]; i++)
		if (!views[i]->overlay && view_available(views[i], &ui->scene) && i > 0)
			width += (int)utf8_width(views[i]->name) + 2;
	if (width == 0 || end - width < least_x)
		return end;
	x = end - width;
	for (int i = 1; views[i]; i++) {
		const struct view *view = views[i];
		int one = (int)utf8_width(view->name);

		if (view->overlay || !view_available(view, &ui->scene))
			continue;
		grid_text(grid, x, 0, one, view == ui->view ? STYLE_BOLD : STYLE_DIM, view->name);
		scene_hit(&ui->scene, (struct rect){ x, 0, one, 1 }, "view %s", view->name);
		x += one + 2;
	}
	return end - width;
}

static void text_if_fits(struct pen *pen, unsigned style, const char *text)
{
	if ((int)utf8_width(text) + 2 <= pen->end - pen->x)
		pen_printf(pen, style, "  %s", text);
}

/* The distance from here to a violation, right-aligned in a fixed space. */
static void draw_distance(struct ui *ui, struct grid *grid, struct pen *pen)
{
	struct buf text;
	int width;

	if (!hints_shown(&ui->scene) || ui->scene.width < DISTANCE_LEAST)
		return;
	buf_init(&text);
	hint_text(&ui->scene, SIZE_MAX, &text);
	width = (int)utf8_width(text.data);
	grid_text(grid, pen->end - width, 0, width,
	          hint_style(&ui->scene, 0, ui->scene.session->now.step_count) | STYLE_STRONG, text.data);
	pen->end -= width > DISTANCE_ROOM ? width + 2 : DISTANCE_ROOM + 2;
	buf_release(&text);
}

static void draw_title(struct ui *ui, struct grid *grid)
{
	const struct session *session = ui->scene.session;
	struct pen pen = pen_at(grid, 1, 0, ui->scene.width - 2);
	size_t length;
	const char *file = session->path ? base_name(session->path) : NULL;
	char text[200];
	struct buf where;
	int width;

	history_line(session->history, &length);
	buf_init(&where);
	if (length > 1)
		session_where(ui->scene.session, session->now.depth, &where);
	else
		buf_add_text(&where, "at the start");
	if (session->round)
		buf_printf(&where, ", round %u", session->round + 1);
	width = (int)utf8_width(where.data);
	draw_distance(ui, grid, &pen);
	if (width < pen.end - 20) {
		grid_text(grid, pen.end - width, 0, width, STYLE_BOLD, where.data);
		pen.end -= width + 2;
	}
	buf_release(&where);
	pen_text(&pen, STYLE_TITLE, session->model->recording && file ? file : session->model->name);
	if (ui->view != views[1])
		pen_printf(&pen, STYLE_BOLD, "  %s", ui->view->title);
	if (session->model->recording)
		snprintf(text, sizeof(text), "recording");
	else
		scope_show(session_scope_rows(session), &session->scope, ui->scene.ascii, text, sizeof(text));
	text_if_fits(&pen, STYLE_DIM, text);
	if (session->dirty)
		text_if_fits(&pen, STYLE_CHANGED, "not saved");
	if (ui->journal && !journal_holds(ui->journal))
		text_if_fits(&pen, STYLE_BROKEN, "no journal");
	if (file && !session->model->recording)
		text_if_fits(&pen, STYLE_DIM, file);
	draw_views(ui, grid, pen.x + 3, pen.end);
}

/* --- properties and the banner ---------------------------------------------- */

static void property_names(const struct session *session, uint32_t properties, struct buf *out)
{
	const char *between = "";

	for (unsigned i = 0; i < session->model->property_count; i++)
		if (properties >> i & 1) {
			buf_printf(out, "%s%s", between, session->model->properties[i].name);
			between = ", ";
		}
}

static void violation_facts(struct session *session, const struct violation *violation, uint32_t properties,
                            struct buf *out)
{
	for (unsigned i = 0; i < session->model->property_count; i++) {
		if (!(properties >> i & 1))
			continue;
		if (out->length)
			buf_add_text(out, " · ");
		session_facts(session, violation->node, i, out);
	}
}

/* Earlier violations of what is still broken: "also at step 9". */
static void earlier_violations(const struct session *session, const struct violation *shown, size_t count,
                               struct buf *out)
{
	const struct violation *first = session->violations;
	uint32_t other;

	while (!(first->properties & session->now.broken))
		first++;
	other = first->properties & session->now.broken & ~shown->properties;
	if (count > 1) {
		buf_printf(out, "%zu more before, the first ", count);
	} else if (other) {
		property_names(session, other, out);
		buf_add_char(out, ' ');
	} else {
		buf_add_text(out, "also ");
	}
	if (history_depth(session->history, first->node))
		buf_printf(out, "at step %u", history_depth(session->history, first->node));
	else
		buf_add_text(out, "in the first state");
}

/* The latest violation of a property that is broken here: the properties, the step, the facts, and earlier
 * violations. */
static void draw_banner(struct ui *ui, struct grid *grid, int rows)
{
	struct session *session = ui->scene.session;
	size_t others;
	const struct violation *violation = session_violation(session, &others);
	struct buf text, facts;
	struct pen pen = pen_at(grid, 1, 1, ui->scene.width - 2);

	for (int y = 1; y <= rows; y++)
		grid_fill(grid, 0, y, ui->scene.width, STYLE_BANNER, ' ');
	scene_hit(&ui->scene, (struct rect){ 0, 1, ui->scene.width, rows }, "violation");
	if (!violation) /* the user stopped the search for it */
		return;
	buf_init(&text);
	buf_init(&facts);
	buf_printf(&text, "%s ", scene_symbol(&ui->scene, SYMBOL_BROKEN));
	property_names(session, violation->properties & session->now.broken, &text);
	buf_add_text(&text, " broken ");
	violation_where(session, violation->node, &text);
	violation_facts(session, violation, violation->properties & session->now.broken, &facts);
	if (rows == 1)
		buf_printf(&text, ": %s", facts.data);
	pen_text(&pen, STYLE_BANNER, text.data);
	if (rows > 1)
		grid_text(grid, 3, 2, ui->scene.width - 4, STYLE_BANNER, facts.data);
	buf_clear(&text);
	buf_add_text(&text, "· ");
	if (others)
		earlier_violations(session, violation, others, &text);
	if (others && (int)utf8_width(text.data) + 2 <= pen.end - pen.x)
		pen_printf(&pen, STYLE_BANNER, "  %s", text.data);
	else if (others && rows > 1 && pen.end - pen.x >= 8)
		pen_printf(&pen, STYLE_BANNER, "  +%zu", others);
	buf_release(&facts);
	buf_release(&text);
}

/* Right-aligned: a violation elsewhere on the line, dangling references and orphans.  Returns where they
 * begin. */
static int draw_asides(struct ui *ui, struct grid *grid, int least_x)
{
	const struct session *session = ui->scene.session;
	size_t orphans = 0, dangling = 0;
	int end = ui->scene.width - 1;
	struct buf text;

	buf_init(&text);
	for (size_t i = 0; i < session->now.mark_count; i++) {
		orphans += session->now.marks[i].kind == MARK_ORPHAN;
		dangling += session->now.marks[i].kind == MARK_DANGLING;
	}
	if (session->violation_node != UINT32_MAX) {
		buf_printf(&text, "%s at step %u", scene_symbol(&ui->scene, SYMBOL_BROKEN),
		           history_depth(session->history, session->violation_node));
		if (session->violation_count > 1)
			buf_printf(&text, " +%zu", session->violation_count - 1);
		int width = (int)utf8_width(text.data);

		end -= width;
		grid_text(grid, end, 1, width, STYLE_BROKEN, text.data);
		scene_hit(&ui->scene, (struct rect){ end, 1, width, 1 }, "violation");
		end -= 3;
	}
	for (int kind = 0; kind < 2; kind++) {
		size_t count = kind ? orphans : dangling;

		if (!count)
			continue;
		buf_clear(&text);
		buf_printf(&text, "%s %zu %s%s",
		           scene_symbol(&ui->scene, kind ? SYMBOL_ORPHAN : SYMBOL_BROKEN), count,
		           kind ? "orphan" : "dangling", kind && count > 1 ? "s" : "");

		int width = (int)utf8_width(text.data);

		if (end - width < least_x)
			break;
		end -= width;
		grid_text(grid, end, 1, width, kind ? STYLE_ORPHAN : STYLE_BROKEN, text.data);
		end -= 3;
	}
	buf_release(&text);
	return end;
}

static void draw_properties(struct ui *ui, struct grid *grid)
{
	const struct session *session = ui->scene.session;
	struct pen pen = pen_at(grid, 1, 1, 0);
	int width = 1;

	for (unsigned i = 0; i < session->model->property_count; i++)
		if (session->properties & UINT32_C(1) << i)
			width += (int)utf8_width(session->model->properties[i].name) + 5;
	pen.end = draw_asides(ui, grid, width);
	pen.full = pen.end <= pen.x;
	for (unsigned i = 0; i < session->model->property_count; i++) {
		int x = pen.x;

		if (!(session->properties & UINT32_C(1) << i))
			continue;
		bool open = session->now.open >> i & 1;

		pen_printf(&pen, open ? STYLE_DIM : STYLE_GOOD, "%s ",
		           scene_symbol(&ui->scene, open ? SYMBOL_OPEN : SYMBOL_HOLDS));
		pen_text(&pen, STYLE_PLAIN, session->model->properties[i].name);
		if (session->design)
			scene_hit(&ui->scene, (struct rect){ x, 1, pen.x - x, 1 }, "view properties");
		pen_gap(&pen, 3);
	}
}

/* Where a recording comes from; at its first state in full, over the rule if necessary. */
static bool draw_origin(struct ui *ui, struct grid *grid, int rows)
{
	const struct session *session = ui->scene.session;
	bool start = session->now.depth == 0;
	int taken = session->model->property_count ? 1 : 0, room = start ? rows - taken : 1;

	if (session->design || !session->origin || room < 1 || (taken && !start))
		return false;
	return grid_wrap(grid, 1, 1 + taken, ui->scene.width - 2, room, STYLE_DIM, session->origin) + taken >
	       1;
}

/* Why the traced run of a design ended, over the rule; shown at both ends of the line. */
static bool draw_end(struct ui *ui, struct grid *grid)
{
	const struct session *session = ui->scene.session;
	size_t length;

	history_line(session->history, &length);
	if (!session->design || !session->ended || (session->now.depth && session->now.depth + 1 < length))
		return false;
	grid_printf(grid, 1, 2, ui->scene.width - 2, STYLE_NOTE, "the run ended, according to the file: %s",
	            session->ended);
	return true;
}

int header_draw(struct ui *ui, struct grid *grid)
{
	int rows = header_rows(ui);

	if (!ui->scene.session || ui->view == views[0] || ui->view->overlay) {
		struct pen pen = pen_at(grid, 1, 0, ui->scene.width - 2);

		pen_text(&pen, STYLE_TITLE, "heddle");
		pen_text(&pen, STYLE_DIM, "   you pick which process moves next");
		return 1;
	}
	draw_title(ui, grid);
	if (rows == 1)
		return rows;
	if (ui->scene.session->now.broken)
		draw_banner(ui, grid, rows - 1);
	else {
		draw_properties(ui, grid);
		if (!draw_origin(ui, grid, rows - 1) && rows > 2 && !draw_end(ui, grid))
			panel_rule(grid, 0, 2, ui->scene.width);
	}
	return rows;
}
