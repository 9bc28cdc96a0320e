/*
 * Makes an annotated run: one replay that collects everything pictures need.
 *
 * What the violation depends on is a backward slice over footprints (Weiser, "Program Slicing", ICSE
 * 1981): a step is essential when it wrote a cell that a later essential step read.
 * Cells that a step writes need not be kept for the steps before it.
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

#include "export/picture/annotated_run.h"
#include "export/picture/needed_steps.h"

struct teller {
	struct annotated_run *run;
	const struct model *model;
	struct model *own; /* a larger model, if the given one was full */
	struct step *steps;
	void **states;
	uint64_t *cells;        /* reads and writes of each step, cell_words each; null: no footprints */
	uint32_t asked, broken; /* broken: what the first violation violates */
};

/* --- the steps ---------------------------------------------------------------------- */

/* The nodes from the root to the trace's last state, in order.  Returns the number of steps. */
static size_t line_of(const struct trace_meta *meta, uint32_t **line)
{
	size_t length = 0, i;

	for (uint32_t n = meta->tip; n; n = meta->nodes[n].parent)
		length++;
	*line = mem_array(length + 1, sizeof(**line));
	i = length;
	for (uint32_t n = meta->tip; i; n = meta->nodes[n].parent)
		(*line)[i--] = n;
	return length;
}

static bool only_step(void *ctx, const struct step *step)
{
	*(struct step *)ctx = *step;
	return false;
}

static int find_step(const struct teller *t, const char *text, const void *state, struct step *step,
                     struct err *err)
{
	if (text)
		return step_parse(t->model, text, strlen(text), step, err);
	step->action = UINT32_MAX;
	t->model->ops->enabled(t->model, state, only_step, step);
	return step->action == UINT32_MAX ? err_set(err, "the trace ends early") : 0;
}

static bool grow(struct teller *t, size_t taken)
{
	struct model *larger = model_larger(t->model);

	if (!larger)
		return false;
	for (size_t i = 0; i <= taken; i++) {
		free(t->states[i]);
		t->states[i] = mem_alloc(larger->state_size);
		if (i)
			larger->ops->apply(larger, t->states[i - 1], &t->steps[i - 1], t->states[i]);
		else
			larger->ops->initial(larger, t->states[0]);
	}
	model_free(t->own);
	t->model = t->own = larger;
	return true;
}

static int take(struct teller *t, size_t i, const char *text, struct err *err)
{
	int status;

	if (find_step(t, text, t->states[i], &t->steps[i], err))
		return -1;
	do {
		free(t->states[i + 1]);
		t->states[i + 1] = mem_alloc(t->model->state_size);
		status = t->model->ops->apply(t->model, t->states[i], &t->steps[i], t->states[i + 1]);
	} while (status == APPLY_FULL && grow(t, i));
	if (status == APPLY_OK)
		return 0;
	err_set(err, "step %zu of the trace cannot be taken", i + 1);
	return err_remedy(err, "open it with heddle to see why");
}

/* The step that closes a lasso's loop: from the last state to the loop's first one. */
struct closing {
	const struct teller *teller;
	const void *from, *to;
	const char *name; /* of its action, or null */
	struct step step;
	void *next;
	bool found;
};

static bool try_closing(void *ctx, const struct step *step)
{
	struct closing *c = ctx;
	const struct model *model = c->teller->model;

	if (c->name && strcmp(c->name, model->actions[step->action].name) != 0)
		return true;
	c->found = model->ops->apply(model, c->from, step, c->next) == APPLY_OK &&
	           memcmp(c->next, c->to, model->state_size) == 0;
	c->step = *step;
	return !c->found;
}

static void close_loop(struct teller *t, const struct trace *trace)
{
	struct annotated_run *run = t->run;
	struct closing c = { .teller = t, .name = trace->back.action };

	if (run->loop < 0 || (size_t)run->loop > run->count)
		return;
	c.from = t->states[run->count];
	c.to = t->states[run->loop];
	c.next = mem_alloc(t->model->state_size);
	t->model->ops->enabled(t->model, c.from, try_closing, &c);
	/* At the last state, a step without changes is only shown if it has a name. */
	run->closes = c.found && ((size_t)run->loop < run->count || c.name);
	t->steps[run->count] = c.step;
	free(c.next);
}

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

size_t annotated_run_prefix(const struct model *model, const char *role)
{
	const char *first = NULL;
	size_t length = 0;

	for (unsigned a = 0; a < model->action_count; a++) {
		const char *name = model->actions[a].name;
		size_t same = 0;

		if (!model->actions[a].role || strcmp(model->actions[a].role, role) != 0)
			continue;
		if (!first) {
			first = name;
			length = strlen(name);
			continue;
		}
		while (same < length && name[same] == first[same])
			same++;
		length = same;
	}
	/* The only action of a role keeps its name. */
	if (first && !first[length])
		return 0;
	while (length && !(first[length] >= 'A' && first[length] <= 'Z'))
		length--;
	return length;
}

/* For a recording, also the step's place, which may be all that distinguishes it. */
static void name_event(struct teller *t, size_t i, struct annotated_event *event, struct buf *buf)
{
	const struct model *model = t->model;
	const struct step *step = &t->steps[i];
	size_t action = step_show(model, step, buf), length = buf->length;

	if (model->recording) {
		const struct trace_step *recorded = recording_step(model, t->states[i]);

		event->place = recorded ? copied(t->run, recorded->location) : NULL;
		buf_add_char(buf, ' ');
		recording_place(model, t->states[i], buf);
		if (buf->length == length + 1) {
			buf->length = length;
			buf->data[length] = '\0';
		}
	}
	event->text = keep(t->run, buf);
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

static const char *shown(struct annotated_run *run, const struct value *value)
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
	const char *before = shown(c->run, old_value), *after = shown(c->run, new_value);
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

static void tell_changes(struct annotated_run *run, struct annotated_event *event, const struct value *before,
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

static void tell_stores(struct teller *t, size_t i)
{
	struct annotated_run *run = t->run;
	struct annotated_event *event = &run->events[i];
	size_t words = t->model->cell_words;

	if (t->cells) {
		struct footprint print = { t->cells + 2 * words * i, t->cells + 2 * words * i + words };

		t->model->ops->footprint(t->model, t->states[i], &t->steps[i], &print);
		event->reads = stores_in(run, t->model, print.reads);
		event->writes = stores_in(run, t->model, print.writes);
		return;
	}
	for (size_t c = 0; c < event->change_count; c++)
		event->writes |= store_of(run, event->changes[c].variable);
}

/* --- what the violation depends on -------------------------------------------------------- */

/* The cells of logs: an entry does not depend on the ones before it. */
static uint64_t *logs_of(const struct model *model)
{
	uint64_t *logs = mem_array(model->cell_words ? model->cell_words : 1, sizeof(*logs));

	for (unsigned c = 0; c < model->cell_count; c++) {
		const char *rest;
		unsigned v = variable_of(model, model->cells[c], &rest);

		if (v < model->variable_count && model->variables[v].kind == VARIABLE_LOG)
			logs[c / 64] |= UINT64_C(1) << c % 64;
	}
	return logs;
}

/* The slice is a guess: it knows what the last step read, but not what the property read.  It is extended
 * until it is sufficient, or discarded. */
static void make_enough(struct teller *t)
{
	struct annotated_run *run = t->run;
	const struct needed_run needed = { t->model, t->steps, run->broken_at, t->broken };
	bool *kept = mem_array(needed.count, sizeof(*kept));

	for (size_t i = 0; i < needed.count; i++)
		kept[i] = run->events[i].essential;
	run->sliced = needed_find(&needed, kept);
	for (size_t i = 0; i < needed.count; i++)
		run->events[i].essential = !run->sliced || kept[i];
	for (size_t i = needed.count; i < run->count && !run->sliced; i++)
		run->events[i].essential = true;
	free(kept);
}

static void slice(struct teller *t)
{
	struct annotated_run *run = t->run;
	size_t words = t->model->cell_words;
	uint64_t *needed, *unheard;

	for (size_t i = 0; i < run->count; i++)
		run->events[i].essential = !run->broken || !t->cells;
	if (!run->broken || !t->cells || !run->broken_at)
		return;
	needed = mem_array(words ? words : 1, sizeof(*needed));
	unheard = logs_of(t->model);
	for (size_t i = run->broken_at; i-- > 0;) {
		const uint64_t *reads = t->cells + 2 * words * i, *writes = reads + words;
		bool wanted = i + 1 == run->broken_at;

		for (size_t w = 0; w < words && !wanted; w++)
			wanted = needed[w] & writes[w];
		if (!wanted)
			continue;
		run->events[i].essential = true;
		for (size_t w = 0; w < words; w++)
			needed[w] = ((needed[w] & ~writes[w]) | reads[w]) & ~unheard[w];
	}
	free(needed);
	free(unheard);
	make_enough(t);
}

/* The names of the properties, and the facts of each, in one line each. */
static void tell_broken(struct teller *t, const void *from, const struct step *step, const void *to,
                        uint32_t broken, const char **names, const char **facts)
{
	const struct model *model = t->model;
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
	*names = keep(t->run, &name);
	*facts = keep(t->run, &fact);
	buf_release(&name);
	buf_release(&fact);
}

/* What the step to state `i` violates; `i` is count + 1 for the step that closes a loop. */
static void judge(struct teller *t, size_t i)
{
	struct annotated_run *run = t->run;
	const void *from = i ? t->states[i - 1] : NULL;
	const void *to = t->states[i > run->count ? (size_t)run->loop : i];
	const struct step *step = i ? &t->steps[i - 1] : NULL;
	const char *names, *facts;
	uint32_t broken = 0;

	if (t->model->property_count)
		broken = model_breaks(t->model, from, step, to, t->asked);
	if (!broken)
		return;
	tell_broken(t, from, step, to, broken, &names, &facts);
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
	t->broken = broken;
}

/* --- the whole ------------------------------------------------------------------------------ */

/* A note written for another version of the system says so. */
static const char *written(struct annotated_run *run, const char *text, const char *past)
{
	return text && past ? arena_printf(run->arena, "(written for %s) %s", past, text) : copied(run, text);
}

static const char *note_of(struct annotated_run *run, const struct trace_node *node, bool *past)
{
	*past = node->note && node->note_for;
	return written(run, node->note, node->note_for);
}

static void tell_heading(struct annotated_run *run, const struct model *model, const struct trace_meta *meta)
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
		scope_show(scope, false, text, sizeof(text));
	run->scope = arena_strdup(run->arena, text);
}

static void tell_events(struct teller *t, const struct trace_meta *meta, const uint32_t *line)
{
	struct annotated_run *run = t->run;
	const struct value *before = t->model->ops->describe(t->model, t->states[0], run->arena);
	struct buf buf;

	run->states[0] = before;
	run->note = line ? note_of(run, &meta->nodes[0], &run->past) : NULL;
	judge(t, 0);
	buf_init(&buf);
	for (size_t i = 0; i < run->count; i++) {
		struct annotated_event *event = &run->events[i];
		const struct value *after = t->model->ops->describe(t->model, t->states[i + 1], run->arena);

		run->states[i + 1] = after;
		event->process = t->steps[i].process;
		run->acts[event->process] = true;
		name_event(t, i, event, &buf);
		if (line) {
			event->note = note_of(run, &meta->nodes[line[i + 1]], &event->past);
			event->bookmark = copied(run, meta->nodes[line[i + 1]].bookmark);
		}
		tell_changes(run, event, before, after);
		tell_stores(t, i);
		judge(t, i + 1);
		before = after;
	}
	if (run->closes) {
		struct annotated_event *event = &run->events[run->count];

		event->process = t->steps[run->count].process;
		event->essential = true;
		run->acts[event->process] = true;
		name_event(t, run->count, event, &buf);
		tell_stores(t, run->count);
		judge(t, run->count + 1);
	}
	buf_release(&buf);
}

int annotated_run_make(const struct model *model, const struct trace *trace, uint32_t properties,
                       struct annotated_run *run, struct err *err)
{
	const struct trace_meta *meta = trace->heddle && trace->heddle->node_count ? trace->heddle : NULL;
	struct teller t = { .run = run,
		            .model = model,
		            .asked = properties ? properties : model_default_properties(model) };
	uint32_t *line = NULL;
	size_t count = meta ? line_of(meta, &line) : trace->state_count - 1;
	int status = 0;

	*run = (struct annotated_run){
		.arena = arena_new(), .model = model, .loop = trace->loop, .count = count
	};
	t.steps = mem_array(count + 1, sizeof(*t.steps));
	t.states = mem_array(count + 1, sizeof(*t.states));
	t.states[0] = mem_alloc(model->state_size);
	model->ops->initial(model, t.states[0]);
	for (size_t i = 0; i < count && !status; i++)
		status = take(&t, i, meta ? meta->nodes[line[i + 1]].step : NULL, err);
	if (!status) {
		run->acts = arena_array(run->arena, model->process_count, sizeof(*run->acts));
		run->events = arena_array(run->arena, count + 1, sizeof(*run->events));
		run->states = arena_array(run->arena, count + 1, sizeof(*run->states));
		if (model->ops->footprint)
			t.cells = mem_array(2 * t.model->cell_words * (count + 1) + 1, sizeof(*t.cells));
		close_loop(&t, trace);
		tell_heading(run, model, meta);
		run->ended = copied(run, trace->ended);
		find_stores(run, model);
		tell_events(&t, meta, line);
		slice(&t);
	}
	for (size_t i = 0; i <= count; i++)
		free(t.states[i]);
	free(t.states);
	free(t.steps);
	free(t.cells);
	free(line);
	model_free(t.own);
	if (status)
		annotated_run_release(run);
	return status;
}

void annotated_run_ending(const struct annotated_run *run, struct buf *out)
{
	if (run->loop < 0)
		return;
	if ((size_t)run->loop == run->count && !run->closes)
		buf_add_text(out, "after that, nothing happens any more");
	else if ((size_t)run->loop == run->count)
		buf_printf(out, "after that, %s repeats forever", run->events[run->count].text);
	else
		buf_printf(out, "from step %lld on, this repeats forever", (long long)run->loop + 1);
}

void annotated_run_release(struct annotated_run *run)
{
	arena_free(run->arena);
	*run = (struct annotated_run){ 0 };
}
