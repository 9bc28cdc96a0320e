/*
 * An explanation as lines: fact, reasons, what it needed, the order that had to be, the contrast, the way
 * out.
 *
 * Each line says only what was computed; what is not known is said so.  Lines are not broken here: a terminal
 * and a page have different widths.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/mem.h>
#include <heddle/quote.h>

#include "why/line.h"
#include "why/why_private.h"

enum { ORDERS_MOST = 5, WAY_MOST = 3, STEPS_SHOWN = 40 };

struct why_line *line_add(struct line_list *list, const char *head, struct buf *text)
{
	struct why_line *line;

	list->lines = mem_grow(list->lines, &list->room, list->count + 1, sizeof(*list->lines));
	line = &list->lines[list->count++];
	*line = (struct why_line){ mem_strdup(head), buf_detach(text), WHY_NO_STEP, NULL, 0, NULL };
	return line;
}

struct why_line *line_printf(struct line_list *list, const char *head, const char *fmt, ...)
{
	struct buf text;
	va_list args;

	buf_init(&text);
	va_start(args, fmt);
	buf_vprintf(&text, fmt, args);
	va_end(args);
	return line_add(list, head, &text);
}

void line_step_name(struct buf *out, const struct model *model, const struct step *step)
{
	const struct model_action *action = &model->actions[step->action];

	if (!model->processes[step->process].silent) {
		quote_put(out, model->processes[step->process].name);
		buf_add_char(out, ' ');
	}
	quote_put(out, model_action_label(model, step->action));
	for (unsigned i = 0; i < step->choice_count; i++) {
		buf_add_char(out, ' ');
		quote_put(out, action->choice[i]->names[step->choice[i]]);
	}
}

void line_step(struct buf *out, const struct model *model, const struct step *steps, uint32_t number)
{
	buf_printf(out, "%" PRIu32 " ", number + 1);
	line_step_name(out, model, &steps[number]);
}

static void add_numbers(struct buf *out, const uint32_t *numbers, size_t count)
{
	for (size_t i = 0; i < count && i < STEPS_SHOWN; i++)
		buf_printf(out, "%s%" PRIu32, i ? " " : "", numbers[i] + 1);
	if (count > STEPS_SHOWN)
		buf_add_text(out, " \xe2\x80\xa6");
}

/* --- runs ------------------------------------------------------------------------------- */

static void give_run(const struct line_writer *w, struct why_line *line, const uint32_t *numbers,
                     size_t count, const char *what)
{
	line->run = mem_array(count, sizeof(*line->run));
	line->run_count = count;
	line->run_is = what;
	for (size_t i = 0; i < count; i++)
		line->run[i] = w->why->steps[numbers[i]];
}

static void add_cause(struct line_writer *w)
{
	const struct why *why = w->why;
	struct why_line *line;
	struct buf text;

	if (why->cause_status != WHY_KNOWN) {
		line_printf(&w->list, "needs", "not known: the search was too long");
		return;
	}
	if (why->cause.count == why->count) {
		line_printf(&w->list, "needs", "all %zu steps%s", why->count,
		            why->cause.shortest ? "" : ", as far as is known");
		return;
	}
	buf_init(&text);
	buf_printf(&text, "%s%zu of %zu steps: ", why->cause.shortest ? "" : "at most ", why->cause.count,
	           why->count);
	add_numbers(&text, why->cause.kept, why->cause.count);
	line = line_add(&w->list, "needs", &text);
	give_run(w, line, why->cause.kept, why->cause.count, "the cause");
}

static void add_orders(struct line_writer *w)
{
	const struct why_census *census = &w->why->census;
	size_t told = 0, necessary = 0;

	for (size_t i = 0; i < census->order_count; i++)
		necessary += !census->orders[i].forced;
	for (size_t i = 0; i < census->order_count && told < ORDERS_MOST; i++) {
		const struct why_order *order = &census->orders[i];
		struct why_line *line;
		struct buf text;

		if (order->forced)
			continue;
		buf_init(&text);
		lines_step(w, &text, order->before);
		buf_add_text(&text, " before ");
		lines_step(w, &text, order->after);
		buf_add_text(&text, "; else fine");
		line = line_add(&w->list, told++ ? "" : "had to be", &text);
		if (order->reversed)
			give_run(w, line, order->reversed, w->why->cause.count, "the other way round");
	}
	if (necessary > told)
		line_printf(&w->list, "", "and %zu orders more", necessary - told);
}

static void add_count(struct buf *out, uint64_t count)
{
	char digits[24];
	int length = snprintf(digits, sizeof(digits), "%" PRIu64, count);

	if (count == WHY_MANY) {
		buf_add_text(out, "more than 10^19");
		return;
	}
	for (int i = 0; i < length; i++) {
		if (i && (length - i) % 3 == 0)
			buf_add_char(out, ',');
		buf_add_char(out, digits[i]);
	}
}

static void add_census(struct line_writer *w)
{
	const struct why_census *census = &w->why->census;
	struct buf text;

	if (w->why->cause_status != WHY_KNOWN)
		return;
	if (w->why->census_status != WHY_KNOWN) {
		line_printf(&w->list, "orders", "not known: there are too many");
		return;
	}
	buf_init(&text);
	if (census->all == 1) {
		buf_add_text(&text, "one process: its steps have no other order");
	} else {
		buf_add_text(&text, "of ");
		add_count(&text, census->all);
		buf_add_text(&text, census->possible == 1 ? " orders of these steps 1 is possible"
		                                          : " orders of these steps ");
		if (census->possible != 1) {
			add_count(&text, census->possible);
			buf_add_text(&text, " are possible");
		}
		if (census->breaking == census->possible) {
			buf_add_text(&text, census->possible == 1 ? "" : ", and all of them break it");
		} else {
			buf_add_text(&text, ", and ");
			add_count(&text, census->breaking);
			buf_add_text(&text, census->breaking == 1 ? " breaks it" : " break it");
		}
	}
	line_add(&w->list, "orders", &text);
}

/* --- the way out --------------------------------------------------------------------------- */

static void add_chance(struct line_writer *w)
{
	const struct why *why = w->why;
	const struct why_chance *chance = &why->chance;
	struct why_line *line;
	struct buf text;

	if (why->chance_status != WHY_KNOWN) {
		line_printf(&w->list, "lost since", "not known");
		return;
	}
	if (!chance->lost) {
		line_printf(&w->list, "lost since", "the start")->step = 0;
		return;
	}
	buf_init(&text);
	lines_step(w, &text, (uint32_t)chance->lost - 1);
	line = line_add(&w->list, "lost since", &text);
	line->step = (uint32_t)chance->lost;
	if (!chance->way_count) {
		line = line_printf(&w->list, "last chance", "after %zu: nothing was under way",
		                   chance->lost - 1);
		line->step = (uint32_t)chance->lost - 1;
		return;
	}
	buf_init(&text);
	buf_printf(&text, "after %zu: ", chance->lost - 1);
	for (size_t i = 0; i < chance->way_count && i < WAY_MOST; i++) {
		buf_add_text(&text, i ? ", then " : "");
		line_step_name(&text, why->model, &chance->way[i]);
	}
	if (chance->way_count > WAY_MOST)
		buf_add_text(&text, ", \xe2\x80\xa6");
	line = line_add(&w->list, "last chance", &text);
	line->step = (uint32_t)chance->lost - 1;
	line->run_count = chance->lost - 1 + chance->way_count;
	line->run = mem_array(line->run_count, sizeof(*line->run));
	memcpy(line->run, why->steps, (chance->lost - 1) * sizeof(*line->run));
	memcpy(line->run + chance->lost - 1, chance->way, chance->way_count * sizeof(*line->run));
	line->run_is = "the last chance, taken";
}

static void add_fine(struct line_writer *w)
{
	const struct why *why = w->why;
	struct why_line *line;
	struct buf text;

	if (why->cause_status != WHY_KNOWN)
		return;
	if (why->fine_status != WHY_KNOWN) {
		line_printf(&w->list, "nearest fine",
		            why->fine_status == WHY_NONE ? "none with %d differences or fewer" : "not known",
		            WHY_DIFFERENCES);
		return;
	}
	buf_init(&text);
	for (size_t i = 0; i < why->fine.count; i++) {
		const struct why_played *played = &why->fine.run[i];

		buf_add_text(&text, i ? " " : "");
		if (played->number != WHY_NO_STEP) {
			buf_printf(&text, "%" PRIu32, played->number + 1);
		} else {
			buf_add_char(&text, '[');
			line_step_name(&text, why->model, &played->step);
			buf_add_char(&text, ']');
		}
	}
	line = line_add(&w->list, "nearest fine", &text);
	line->run = mem_array(why->fine.count, sizeof(*line->run));
	line->run_count = why->fine.count;
	for (size_t i = 0; i < why->fine.count; i++)
		line->run[i] = why->fine.run[i].step;
	line->run_is = "the nearest fine run";
}

size_t why_lines(const struct why *why, bool ascii, struct why_line **lines)
{
	struct line_writer w = lines_begin(why, ascii);
	struct why_line *line;

	line = line_printf(&w.list, "why", "%s is broken at step %zu",
	                   why->model->properties[why->property].name, why->count);
	line->step = (uint32_t)why->count;
	line = line_printf(&w.list, "the fact", "%s", why->facts);
	line->step = (uint32_t)why->count;
	lines_add_reasons(&w);
	add_cause(&w);
	add_orders(&w);
	add_census(&w);
	add_chance(&w);
	add_fine(&w);
	*lines = w.list.lines;
	return w.list.count;
}

void why_lines_release(struct why_line *lines, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(lines[i].head);
		free(lines[i].text);
		free(lines[i].run);
	}
	free(lines);
}
