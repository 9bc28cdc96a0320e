/*
 * Control states and steps come straight from the plan.  Steps that share both ends become one
 * arrow with a line for each, since parallel arrows say no more and fill the page;
 * faults stay apart from the rest, for they are drawn in another way.
 */
#include <string.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/mem.h>
#include <heddle/suggest.h>

#include "export/picture/annotated_run.h"
#include "export/picture/state_diagram.h"

const char *chart_step_name(const struct plan *plan, const struct plan_action *action)
{
	return action->step->name + story_prefix(&plan->model, role_names[action->role]);
}

unsigned chart_words(const struct plan_action *action, enum word_kind kind, struct buf *out)
{
	const struct design_step *step = action->step;

	for (unsigned i = 0; i < step->use_count[kind]; i++) {
		const struct use *use = &step->uses[kind][i];

		buf_add_text(out, i ? ", " : "");
		for (const char *p = use->word->spelling; *p; p++) {
			if (use->number == 1 && strncmp(p, "N hours", 7) == 0) {
				buf_add_text(out, "1 hour");
				p += 6;
			} else if (*p == 'N' && use->number >= 0) {
				buf_printf(out, "%d", use->number);
			} else {
				buf_add_char(out, *p);
			}
		}
	}
	return step->use_count[kind];
}

static void add_arrow(struct chart *chart, const struct plan_action *action, unsigned from,
                      struct arena *arena)
{
	unsigned to = action->target < 0 ? from : (unsigned)action->target;
	struct chart_arrow *arrow = chart->arrows;

	for (; arrow < chart->arrows + chart->arrow_count; arrow++)
		if (arrow->from == from && arrow->to == to && arrow->failure == action->step->failure)
			break;
	if (arrow == chart->arrows + chart->arrow_count) {
		chart->arrow_count++;
		*arrow = (struct chart_arrow){
			.from = from,
			.to = to,
			.failure = action->step->failure,
			.actions = arena_array(arena, DESIGN_STEPS_MAX, sizeof(*arrow->actions)),
		};
	}
	arrow->actions[arrow->count++] = action;
}

static void make_chart(const struct plan *plan, enum role role, struct arena *arena, struct chart *chart)
{
	const struct design_role *r = &plan->design->roles[role];

	*chart = (struct chart){ .role = role_names[role],
		                 .states = (const char *const *)r->states,
		                 .state_count = r->state_count };
	chart->arrows = arena_array(arena, (size_t)r->step_count * r->state_count, sizeof(*chart->arrows));
	for (unsigned a = 0; a < plan->model.action_count; a++)
		for (unsigned s = 0; s < r->state_count && plan->actions[a].role == role; s++)
			if (!plan->actions[a].at || plan->actions[a].at >> s & 1)
				add_arrow(chart, &plan->actions[a], s, arena);
}

/* Leaves only the diagram of that name. */
static int choose(struct charts *charts, const char *name, struct err *err)
{
	struct nearest near = nearest_to(name);

	for (size_t i = 0; i < charts->chart_count; i++) {
		if (strcmp(charts->charts[i].role, name) == 0) {
			charts->charts[0] = charts->charts[i];
			charts->chart_count = 1;
			charts->flow_count = 0;
			return 0;
		}
		nearest_offer(&near, charts->charts[i].role);
	}
	for (size_t i = 0; i < charts->flow_count; i++) {
		if (strcmp(charts->flows[i].part, name) == 0) {
			charts->flows[0] = charts->flows[i];
			charts->flow_count = 1;
			charts->chart_count = 0;
			return 0;
		}
		nearest_offer(&near, charts->flows[i].part);
	}
	nearest_err(&near, "diagram", err);
	if (near.name)
		return -1;
	return err_remedy(err, "leave --diagram out to get them all: roles and operations");
}

int charts_make(const struct model *model, const char *name, struct arena *arena, struct charts *charts,
                struct err *err)
{
	const struct plan *plan = plan_of(model);

	*charts = (struct charts){ .plan = plan, .whole = !name };
	for (unsigned role = 0; role < ROLE_COUNT; role++) {
		if (!plan->design->roles[role].present)
			continue;
		/* A role without states is always where it is: there is nothing to draw. */
		if (plan->design->roles[role].state_count)
			make_chart(plan, (enum role)role, arena, &charts->charts[charts->chart_count++]);
		flows_add(charts, (enum role)role, arena);
	}
	return name ? choose(charts, name, err) : 0;
}
