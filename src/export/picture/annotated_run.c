/*
 * One pass over the replayed states that collects everything pictures need.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/design.h>
#include <heddle/err.h>
#include <heddle/mem.h>
#include <heddle/model.h>
#include <heddle/recording.h>
#include <heddle/trace.h>
#include <heddle/value.h>
#include <heddle/why.h>

#include "export/picture/annotated_run.h"
#include "export/picture/run_states.h"

struct annotator {
	struct annotated_run *run;
	struct run_states states;
	uint64_t *cells;        /* reads and writes of each step, cell_words each; null: no footprints */
	uint32_t asked, broken; /* broken: what the first violation violates */
};

/* --- texts ----------------------------------------------------------------------------- */

static const char *keep(struct annotated_run *run, struct buf *buf)
{
	const char *text = arena_strdup(run->arena, buf->data);

	buf_clear(buf);
	return text;
}

static const char *copied(struct annotated_run *run, const char *text)
{
	return text ? arena_strdup(run->arena, text) : NULL;
}

/* For a recording, also the step's place, which may be all that distinguishes it. */
static void name_event(struct annotator *a, size_t i, struct annotated_event *event, struct buf *buf)
{
	const struct model *model = a->states.model;
	const struct step *step = &a->states.steps[i];
	size_t action = step_show(model, step, buf), length = buf->length;

	if (model->recording) {
		const struct trace_step *recorded = recording_step(model, a->states.states[i]);

		event->place = recorded ? copied(a->run, recorded->location) : NULL;
		buf_add_char(buf, ' ');
		recording_place(model, a->states.states[i], buf);
		if (buf->length == length + 1) {
			buf->length = length;
			buf->data[length] = '\0';
		}
	}
	event->text = keep(a->run, buf);
	event->label = event->text + action + annotated_run_prefix(model, model->actions[step->action].role);
}

/* The variable that a path begins with, and the rest of the path. */
static unsigned variable_of(const struct model *model, const char *path, const char **rest)
{
	struct buf root;
	unsigned v = 0;

	buf_init(&root);
	for (; v < model->variable_count; v++) {
		struct value name = { .kind = VALUE_STRING, .text = model->variables[v].name };

		buf_clear(&root);
		value_path_field(&root, &name);
		*rest = path + root.length;
		if (strncmp(path, root.data, root.length) == 0 && (!**rest || **rest == '.' || **rest == '['))
			break;
	}
	if (v == model->variable_count)
		*rest = path;
	buf_release(&root);
	return v;
}

static const char *part_text(struct annotated_run *run, const char *rest)
{
	struct buf text;
	const char *kept;

	buf_init(&text);
	for (const char *p = rest + (*rest == '.'); *p; p++)
		buf_add_char(&text, *p == '.' ? ' ' : *p);
	kept = keep(run, &text);
	buf_release(&text);
	return kept;
}

struct collector {
	struct annotated_run *run;
	struct annotated_change *changes;
	size_t count, room;
	bool designed; /* the states are a design's, not recorded */
};

static const char *value_text_of(struct annotated_run *run, const struct value *value)
{
	struct buf buf;
	const char *text;

	if (!value)
		return NULL;
	buf_init(&buf);
	value_show(&buf, value, false);
	text = keep(run, &buf);
	buf_release(&buf);
	return text;
}

static void collect(void *ctx, const char *path, const struct value *old_value, const struct value *new_value)
{
	struct collector *c = ctx;
	const char *before = value_text_of(c->run, old_value), *after = value_text_of(c->run, new_value);
	const char *rest;
	unsigned variable;

	/* A blob with a time has more fields than an absent one; that alone is not a change. */
	if (c->designed && (!after || (!before && strcmp(after, "─") == 0)))
		return;
	c->changes = mem_grow(c->changes, &c->room, c->count + 1, sizeof(*c->changes));
	variable = variable_of(c->run->model, path, &rest);
	assert(variable < c->run->model->variable_count && "what changes is in a variable");
	c->changes[c->count++] = (struct annotated_change){
		.path = arena_strdup(c->run->arena, path),
		.variable = variable,
		.part = part_text(c->run, rest),
		.old_text = before,
		.new_text = after,
	};
}

static void add_changes(struct annotated_run *run, struct annotated_event *event, const struct value *before,
                        const struct value *after)
{
	struct collector c = { .run = run, .designed = design_model_scope(run->model) != NULL };

	value_diff(before, after, collect, &c);
	event->changes =
	        arena_copy(run->arena, c.changes ? c.changes : (void *)"", c.count * sizeof(*c.changes));
	event->change_count = c.count;
	free(c.changes);
}

/* --- stores ----------------------------------------------------------------------------- */

static void find_stores(struct annotated_run *run, const struct model *model)
{
	for (unsigned v = 0; v < model->variable_count && run->store_count < ANNOTATED_RUN_STORES_MAX; v++)
		if (model->variables[v].kind == VARIABLE_TABLE) {
			run->stores[run->store_count] = model->variables[v].title;
			run->stores_variable[run->store_count++] = v;
		}
}

/* The store that a variable is, as a bit. */
static uint32_t store_of(const struct annotated_run *run, unsigned variable)
{
	for (unsigned i = 0; i < run->store_count; i++)
		if (run->stores_variable[i] == variable)
			return UINT32_C(1) << i;
	return 0;
}

static uint32_t stores_in(const struct annotated_run *run, const struct model *model, const uint64_t *cells)
{
	uint32_t stores = 0;
	const char *rest;

	for (unsigned c = 0; c < model->cell_count; c++)
		if (cells[c / 64] >> c % 64 & 1)
			stores |= store_of(run, variable_of(model, model->cells[c], &rest));
	return stores;
}

static void add_stores(struct annotator *a, size_t i)
{
	struct annotated_run *run = a->run;
	struct annotated_event *event = &run->events[i];
	size_t words = a->states.model->cell_words;

	if (a->cells) {
		struct footprint print = { a->cells + 2 * words * i, a->cells + 2 * words * i + words };

		a->states.model->ops->footprint(a->states.model, a->states.states[i], &a->states.steps[i],
		                                &print);
		event->reads = stores_in(run, a->states.model, print.reads);
		event->writes = stores_in(run, a->states.model, print.writes);
		return;
	}
	for (size_t c = 0; c < event->change_count; c++)
		event->writes |= store_of(run, event->changes[c].variable);
}

/* --- what the violation depends on -------------------------------------------------------- */

static void keep_lines(struct annotated_run *run, const struct why *why)
{
	struct why_line *lines;
	size_t count = why_lines(why, false, &lines);

	run->lines = arena_array(run->arena, count, sizeof(*run->lines));
	run->line_count = count;
	for (size_t i = 0; i < count; i++)
		run->lines[i] = (struct annotated_line){ arena_strdup(run->arena, lines[i].head),
			                                 arena_strdup(run->arena, lines[i].text) };
	why_lines_release(lines, count);
}

static void keep_orders(struct annotated_run *run, const struct why_census *census)
{
	run->orders = arena_array(run->arena, census->order_count, sizeof(*run->orders));
	for (size_t i = 0; i < census->order_count; i++)
		if (!census->orders[i].forced)
			run->orders[run->order_count++] =
			        (struct annotated_order){ census->orders[i].before, census->orders[i].after };
}

static void keep_cause(struct annotated_run *run, const struct why_cause *cause)
{
	run->sliced = true;
	for (size_t i = 0; i < run->count; i++)
		run->events[i].essential = false;
	for (size_t i = 0; i < cause->count; i++)
		run->events[cause->kept[i]].essential = true;
}

static void explain(struct annotator *a)
{
	struct annotated_run *run = a->run;
	struct why_question question = { .model = a->states.model,
		                         .steps = a->states.steps,
		                         .count = run->broken_at };
	struct why why;

	for (size_t i = 0; i < run->count; i++)
		run->events[i].essential = !run->broken || !a->cells || run->broken_at;
	if (!a->cells || !run->broken_at)
		return;
	while (!(a->broken >> question.property & 1))
		question.property++;
	if (why_explain(&question, &why) == WHY_KNOWN) {
		if (why.cause_status == WHY_KNOWN)
			keep_cause(run, &why.cause);
		if (why.census_status == WHY_KNOWN)
			keep_orders(run, &why.census);
		if (why.chance_status == WHY_KNOWN)
			run->lost = why.chance.lost;
		keep_lines(run, &why);
	}
	why_release(&why);
}

/* The names of the properties, and the facts of each, in one line each. */
static void describe_broken(struct annotator *a, const void *from, const struct step *step, const void *to,
                            uint32_t broken, const char **names, const char **facts)
{
	const struct model *model = a->states.model;
	struct buf name, fact;

	buf_init(&name);
	buf_init(&fact);
	for (unsigned i = 0; i < model->property_count; i++) {
		if (!(broken >> i & 1))
			continue;
		buf_printf(&name, "%s%s", name.length ? ", " : "", model->properties[i].name);
		if (fact.length)
			buf_add_text(&fact, "; ");
		model->ops->broken_facts(model, from, step, to, i, &fact);
	}
	*names = keep(a->run, &name);
	*facts = keep(a->run, &fact);
	buf_release(&name);
	buf_release(&fact);
}

/* What the step to state `i` violates; `i` is count + 1 for the step that closes a loop. */
static void judge(struct annotator *a, size_t i)
{
	struct annotated_run *run = a->run;
	const void *from = i ? a->states.states[i - 1] : NULL;
	const void *to = a->states.states[i > run->count ? (size_t)run->loop : i];
	const struct step *step = i ? &a->states.steps[i - 1] : NULL;
	const char *names, *facts;
	uint32_t broken = 0;

	if (a->states.model->property_count)
		broken = model_breaks(a->states.model, from, step, to, a->asked);
	if (!broken)
		return;
	describe_broken(a, from, step, to, broken, &names, &facts);
	if (i) {
		run->events[i - 1].broken = names;
		run->events[i - 1].facts = facts;
	}
	run->violations++;
	if (run->broken || i > run->count)
		return;
	run->broken = names;
	run->facts = facts;
	run->broken_at = i;
	a->broken = broken;
}

/* --- the run ------------------------------------------------------------------------------ */

static const char *written(struct annotated_run *run, const char *text, const char *version)
{
	return text && version ? arena_printf(run->arena, "(written for %s) %s", version, text)
	                       : copied(run, text);
}

static const char *note_of(struct annotated_run *run, const struct trace_node *node, bool *outdated)
{
	*outdated = node->note && node->note_for;
	return written(run, node->note, node->note_for);
}

static void add_heading(struct annotated_run *run, const struct model *model, const struct trace_meta *meta)
{
	const struct scope *scope = design_model_scope(model);
	char text[200] = "";

	run->design = arena_strdup(run->arena, model->name);
	if (meta && meta->title_for) {
		run->description =
		        written(run, meta->description ? meta->description : meta->title, meta->title_for);
	} else if (meta) {
		run->title = copied(run, meta->title);
		run->description = copied(run, meta->description);
	}
	if (scope)
		scope_show(design_model_rows(model), scope, false, text, sizeof(text));
	run->scope = arena_strdup(run->arena, text);
}

static void add_events(struct annotator *a, const struct trace_meta *meta)
{
	struct annotated_run *run = a->run;
	const uint32_t *path = a->states.path;
	const struct value *before =
	        a->states.model->ops->describe(a->states.model, a->states.states[0], run->arena);
	struct buf buf;

	run->states[0] = before;
	run->note = path ? note_of(run, &meta->nodes[0], &run->outdated) : NULL;
	judge(a, 0);
	buf_init(&buf);
	for (size_t i = 0; i < run->count; i++) {
		struct annotated_event *event = &run->events[i];
		const struct value *after =
		        a->states.model->ops->describe(a->states.model, a->states.states[i + 1], run->arena);

		run->states[i + 1] = after;
		event->process = a->states.steps[i].process;
		run->acts[event->process] = true;
		name_event(a, i, event, &buf);
		if (path) {
			event->note = note_of(run, &meta->nodes[path[i + 1]], &event->outdated);
			event->bookmark = copied(run, meta->nodes[path[i + 1]].bookmark);
		}
		add_changes(run, event, before, after);
		add_stores(a, i);
		judge(a, i + 1);
		before = after;
	}
	if (run->closes) {
		struct annotated_event *event = &run->events[run->count];

		event->process = a->states.steps[run->count].process;
		event->essential = true;
		run->acts[event->process] = true;
		name_event(a, run->count, event, &buf);
		add_stores(a, run->count);
		judge(a, run->count + 1);
	}
	buf_release(&buf);
}

int annotated_run_make(const struct model *model, const struct trace *trace, uint32_t properties,
                       struct annotated_run *run, struct err *err)
{
	const struct trace_meta *meta = trace->heddle && trace->heddle->node_count ? trace->heddle : NULL;
	struct annotator a = { .run = run,
		               .asked = properties ? properties : model_default_properties(model) };
	size_t count;

	if (run_states_make(model, trace, &a.states, err))
		return -1;
	count = a.states.count;
	*run = (struct annotated_run){ .arena = arena_new(),
		                       .model = model,
		                       .loop = trace->loop,
		                       .count = count,
		                       .closes = a.states.closes };
	run->acts = arena_array(run->arena, model->process_count, sizeof(*run->acts));
	run->events = arena_array(run->arena, count + 1, sizeof(*run->events));
	run->states = arena_array(run->arena, count + 1, sizeof(*run->states));
	if (model->ops->footprint)
		a.cells = mem_array(2 * a.states.model->cell_words * (count + 1) + 1, sizeof(*a.cells));
	add_heading(run, model, meta);
	run->ended = copied(run, trace->ended);
	find_stores(run, model);
	add_events(&a, meta);
	explain(&a);
	free(a.cells);
	run_states_release(&a.states);
	return 0;
}

void annotated_run_release(struct annotated_run *run)
{
	arena_free(run->arena);
	*run = (struct annotated_run){ 0 };
}
