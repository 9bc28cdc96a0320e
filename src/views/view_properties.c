/*
 * Each property: its summary, whether it holds, and where it was violated.
 *
 * Enter turns the checking of a property on or off.  What is demanded of the whole system comes last.
 */
#include <stdio.h>
#include <stdlib.h>

#include <heddle/buf.h>
#include <heddle/demand.h>
#include <heddle/own_property.h>

#include "views/views.h"

enum { ROWS_EACH = 4 };

static const struct keeper keeper = { .size = sizeof(struct list) };

static struct list *list(struct scene *scene)
{
	struct list *list = scene_kept(scene, &keeper);

	list->count = (int)(scene->session->model->property_count + scene->session->model->demand_count);
	return list;
}

static void draw_status(struct scene *scene, struct pen *pen, unsigned at)
{
	const struct session *session = scene->session;
	const struct model_property *property = &session->model->properties[at];
	uint32_t bit = UINT32_C(1) << at;

	if (!(session->properties & bit)) {
		pen_text(pen, STYLE_DIM, "  ");
		pen_text(pen, STYLE_DIM, property->name);
		pen_text(pen, STYLE_DIM, "   off");
		return;
	}
	if (session->now.broken & bit) {
		pen_printf(pen, STYLE_BROKEN, "%s %s   broken", scene_symbol(scene, SYMBOL_BROKEN),
		           property->name);
		return;
	}
	if (session->now.open & bit) {
		pen_printf(pen, STYLE_DIM, "%s ", scene_symbol(scene, SYMBOL_OPEN));
		pen_text(pen, STYLE_BOLD, property->name);
		pen_text(pen, STYLE_DIM,
		         property->on_future ? "   unknown here: too many states can follow"
		                             : "   unknown here");
		return;
	}
	pen_printf(pen, STYLE_GOOD, "%s ", scene_symbol(scene, SYMBOL_HOLDS));
	pen_text(pen, STYLE_BOLD, property->name);
	pen_text(pen, STYLE_DIM, property->on_step ? "   holds for the last step" : "   holds here");
}

/* The latest violation of a property up to here, or else the first one after; null: there is none on the
 * line. *others: the number of others. */
static const struct violation *violation_of(const struct session *session, uint32_t bit, size_t *others)
{
	const struct violation *found = NULL;

	*others = 0;
	for (size_t i = 0; i < session->violation_count; i++) {
		const struct violation *one = &session->violations[i];
		bool before = history_depth(session->history, one->node) <= session->now.depth;

		if (!(one->properties & bit))
			continue;
		*others += found != NULL;
		if (!found || before)
			found = one;
	}
	return found;
}

/* "at step 9 by n1 Receive, one of 2" */
static void draw_where(struct scene *scene, struct pen *pen, unsigned at)
{
	struct session *session = scene->session;
	size_t others;
	const struct violation *violation = violation_of(session, UINT32_C(1) << at, &others);
	struct buf where;

	if (!violation)
		return;
	buf_init(&where);
	violation_where(session, violation->node, &where);
	if (!(session->now.broken >> at & 1))
		pen_printf(pen, STYLE_BROKEN, "   %s broken", scene_symbol(scene, SYMBOL_BROKEN));
	pen_printf(pen, STYLE_BROKEN, " %s", where.data);
	if (others)
		pen_printf(pen, STYLE_DIM, ", one of %zu", others + 1);
	buf_release(&where);
}

static void draw_facts(struct scene *scene, struct grid *grid, struct rect area, unsigned at)
{
	size_t others;
	const struct violation *violation = violation_of(scene->session, UINT32_C(1) << at, &others);
	struct buf facts;

	bool open = !violation && scene->session->now.open >> at & 1;

	if (!violation && !open)
		return;
	buf_init(&facts);
	session_facts(scene->session, open ? scene->session->now.came : violation->node, at, &facts);
	grid_wrap(grid, area.x, area.y, area.width, area.height, open ? STYLE_DIM : STYLE_BROKEN, facts.data);
	buf_release(&facts);
}

static void draw_property(struct scene *scene, struct grid *grid, struct rect area, unsigned at)
{
	struct pen pen = pen_at(grid, area.x + 1, area.y, area.width - 1);

	draw_status(scene, &pen, at);
	draw_where(scene, &pen, at);
	if (area.height > 1) {
		pen = pen_at(grid, area.x + 3, area.y + 1, area.width - 4);
		pen_text(&pen, STYLE_DIM, scene->session->model->properties[at].summary);
	}
	draw_facts(scene, grid, (struct rect){ area.x + 3, area.y + 2, area.width - 4, area.height - 2 }, at);
}

/* A demand is about all that can follow; what it asks of a state is told of this one. */
static void draw_demand_status(struct scene *scene, struct pen *pen, const struct demand *demand)
{
	const struct session *session = scene->session;
	const void *state = history_state(session->history, history_cursor(session->history));
	bool owes = demand->kind == DEMAND_LEADS_TO;
	int here = demand_here(session->model, demand, state);

	pen_text(pen, STYLE_DIM, "  ");
	pen_text(pen, STYLE_BOLD, demand->name);
	pen_text(pen, STYLE_DIM,
	         here < 0 ? "   unknown here"
	         : here   ? (owes ? "   nothing is owed here" : "   true here")
	                  : (owes ? "   owed here" : "   false here"));
	pen_text(pen, STYLE_DIM,
	         demand->asked_only ? "; checked by heddle check --invariant" : "; checked by heddle check");
}

static void draw_demand(struct scene *scene, struct grid *grid, struct rect area, unsigned at)
{
	const struct demand *demand = &scene->session->model->demands[at];
	struct pen pen = pen_at(grid, area.x + 1, area.y, area.width - 1);
	struct buf text;

	draw_demand_status(scene, &pen, demand);
	buf_init(&text);
	demand_text(demand, scene->ascii, &text);
	if (demand->says && area.height > 1) {
		pen = pen_at(grid, area.x + 3, area.y + 1, area.width - 4);
		pen_text(&pen, STYLE_DIM, demand->says);
		area = rect_rows(area, 1, area.height);
	}
	grid_wrap(grid, area.x + 3, area.y + 1, area.width - 4, area.height - 1, STYLE_DIM, text.data);
	buf_release(&text);
}

static void draw_row(struct scene *scene, struct grid *grid, struct rect area, unsigned at)
{
	unsigned properties = scene->session->model->property_count;

	if (at < properties)
		draw_property(scene, grid, area, at);
	else
		draw_demand(scene, grid, area, at - properties);
	if ((int)at == list(scene)->cursor)
		panel_select(grid, rect_rows(area, 0, 1));
	scene_hit(scene, rect_rows(area, 0, ROWS_EACH), "row %u", at + 1);
}

/* What the trace's file says about itself: why the run ended, what is missing. */
static void draw_origin(struct scene *scene, struct grid *grid, struct rect area)
{
	if (area.height < 2 || !scene->session->origin)
		return;
	panel_heading(grid, rect_columns(area, 1, area.width), "the file");
	grid_wrap(grid, area.x + 3, area.y + 1, area.width - 4, area.height - 1, STYLE_PLAIN,
	          scene->session->origin);
}

static void draw(struct scene *scene, struct grid *grid, struct rect area)
{
	struct list *properties = list(scene);
	struct rect rows = rect_rows(area, 1, area.height);
	int y = 0;

	panel_heading(grid, rect_columns(area, 1, area.width), "properties");
	list_settle(properties, properties->count, rows.height / ROWS_EACH);
	for (int i = properties->top; i < properties->count && y < rows.height; i++, y += ROWS_EACH)
		draw_row(scene, grid, rect_rows(rows, y, ROWS_EACH), (unsigned)i);
	if (scene->session->ended && scene->session->design)
		draw_origin(scene, grid, rect_rows(rows, y, rows.height));
	panel_more(grid, (struct rect){ area.x, area.y, area.width - 1, area.height }, properties);
}

static bool available(const struct scene *scene)
{
	return scene->session &&
	       (scene->session->model->property_count || scene->session->model->demand_count) &&
	       (scene->session->design || scene->session->ended || model_own_count(scene->session->model));
}

static int enter(struct scene *scene, struct buf *command, struct err *err)
{
	const struct list *properties = list(scene);

	(void)command;
	(void)err;
	if (properties->cursor < (int)scene->session->model->property_count)
		session_set_properties(scene->session,
		                       scene->session->properties ^ UINT32_C(1) << properties->cursor);
	return 0;
}

static void row_text(struct scene *scene, int row, struct buf *out)
{
	const struct model *model = scene->session->model;
	const struct demand *demand;

	if (row < (int)model->property_count) {
		buf_printf(out, "%s %s", model->properties[row].name, model->properties[row].summary);
		return;
	}
	demand = &model->demands[row - (int)model->property_count];
	buf_printf(out, "%s %s ", demand->name, demand->says ? demand->says : "");
	demand_text(demand, scene->ascii, out);
}

const struct view view_properties = {
	.name = "properties",
	.title = "properties",
	.summary = "the properties, and where they broke; Enter turns one on or off",
	.available = available,
	.draw = draw,
	.enter = enter,
	.list = list,
	.row_text = row_text,
};
