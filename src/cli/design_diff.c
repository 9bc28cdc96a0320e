/*
 * heddle design --diff FROM TO: what differs between two designs, and what follows from it.
 *
 * The text of the files is compared (design_changes.h); then schedules of each are tried on the other: the
 * shortest that one refuses (diverge.h), counterexamples, and bundled traces.  Both use the numbers of the
 * first.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/bundled.h>
#include <heddle/check_design.h>
#include <heddle/cli.h>
#include <heddle/demand.h>
#include <heddle/design_changes.h>
#include <heddle/diverge.h>
#include <heddle/err.h>
#include <heddle/mem.h>
#include <heddle/replay.h>
#include <heddle/trace.h>
#include <heddle/utf8.h>

#include "cli/design_diff.h"

enum { PAIRS_MOST = 100000, STATES_MOST = 200000 };

struct side {
	const char *label; /* its name; if both have the same, what was given */
	struct design *design;
	struct scope scope;
	struct model *model;  /* within the bounds */
	struct model *follow; /* with larger bounds */
	struct check_result check;
	struct diverge only; /* what it alone allows */
};

struct comparison {
	struct side sides[2];
	struct design_changes changes;
	bool json;
	struct buf *out;
};

/* --- the numbers ------------------------------------------------------------------------- */

/* The numbers of `from`, and those of `to` for what only that has. */
static struct scope shared_scope(const struct design *from, const struct design *to)
{
	const struct scope_row *rows = design_scope_rows(to), *theirs = design_scope_rows(from);
	struct scope scope = design_scope(to), other = design_scope(from);

	for (unsigned i = 0; rows[i].option; i++) {
		unsigned k = scope_find(theirs, rows[i].option);

		if (theirs[k].option && theirs[k].kind != SCOPE_ABSENT && rows[i].kind != SCOPE_ABSENT &&
		    !design_ignores(from, k))
			scope.of[i] = other.of[k];
	}
	return scope;
}

static struct scope larger_bounds(const struct scope_row *rows, struct scope scope)
{
	for (unsigned i = 0; rows[i].option; i++)
		if (rows[i].kind == SCOPE_BOUND) {
			int more = 2 * scope.of[i] + 2;

			scope.of[i] = more < rows[i].most ? more : rows[i].most;
		}
	return scope;
}

static int compile_side(struct side *side, struct err *err)
{
	struct scope more = larger_bounds(design_scope_rows(side->design), side->scope);

	return design_compile(side->design, &side->scope, NULL, true, &side->model, err) ||
	                       design_compile(side->design, &more, NULL, true, &side->follow, err)
	               ? -1
	               : 0;
}

static int explore(struct comparison *c, struct err *err)
{
	struct check_options options = { .max_states = STATES_MOST, .keep_going = true };

	c->sides[0].scope = design_scope(c->sides[0].design);
	c->sides[1].scope = shared_scope(c->sides[0].design, c->sides[1].design);
	for (int i = 0; i < 2; i++) {
		struct side *side = &c->sides[i];

		if (compile_side(side, err))
			return -1;
		options.properties = model_default_properties(side->model);
		check_design(side->model, &options, &side->check);
	}
	for (int i = 0; i < 2; i++)
		diverge_find(c->sides[i].model, c->sides[!i].follow, PAIRS_MOST, &c->sides[i].only);
	return 0;
}

/* --- pieces of text ----------------------------------------------------------------------- */

static void add_safe(struct buf *out, const char *text)
{
	utf8_escape(out, text, strlen(text));
}

static void add_steps_json(struct buf *out, const struct model *model, const struct step *steps, size_t count)
{
	struct buf step;

	buf_init(&step);
	buf_add_text(out, "[");
	for (size_t i = 0; i < count; i++) {
		buf_clear(&step);
		step_show(model, &steps[i], &step);
		buf_add_text(out, i ? ", " : "");
		cli_json_text(out, step.data);
	}
	buf_add_char(out, ']');
	buf_release(&step);
}

static void add_steps(struct buf *out, const struct model *model, const struct step *steps, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		buf_printf(out, "%4zu  ", i + 1);
		step_show(model, &steps[i], out);
		buf_add_char(out, '\n');
	}
}

static const char *plural(size_t count)
{
	return count == 1 ? "" : "s";
}

/* --- what differs --------------------------------------------------------------------------- */

static void add_changes(const struct comparison *c)
{
	struct buf *out = c->out;

	buf_add_text(out, c->json ? ", \"changes\": [" : "");
	for (size_t i = 0; i < c->changes.count; i++) {
		const struct design_change *change = &c->changes.items[i];

		if (c->json) {
			buf_add_text(out, i ? ",\n  {\"part\": " : "\n  {\"part\": ");
			cli_json_text(out, change->part);
			cli_json_member(out, "name", change->name);
			cli_json_member(out, "kind", design_change_kinds[change->kind]);
			cli_json_member(out, "text", change->text);
			buf_add_char(out, '}');
			continue;
		}
		buf_printf(out, "  %s: ", change->part);
		add_safe(out, change->name);
		buf_add_char(out, ' ');
		add_safe(out, change->text);
		buf_add_char(out, '\n');
	}
	buf_add_text(out, c->json ? "]" : "");
	if (!c->changes.count && !c->json)
		buf_add_text(out, "  no difference that has a meaning\n");
}

/* --- what only one of them allows ----------------------------------------------------------- */

static void add_only_json(const struct comparison *c, int i)
{
	const struct diverge *only = &c->sides[i].only;
	struct buf *out = c->out;

	buf_printf(out, ",\n\"%s\": {\"complete\": %s, \"pairs\": %llu, \"schedules\": [",
	           i ? "only_to" : "only_from", only->complete ? "true" : "false",
	           (unsigned long long)only->pairs);
	for (unsigned k = 0; k < only->count; k++) {
		buf_add_text(out, k ? ",\n  {\"steps\": " : "\n  {\"steps\": ");
		add_steps_json(out, c->sides[i].model, only->items[k].steps, only->items[k].count);
		cli_json_member(out, "reason", only->items[k].reason);
		buf_add_char(out, '}');
	}
	buf_add_text(out, "]}");
}

static void add_only(const struct comparison *c, int i)
{
	const struct side *side = &c->sides[i];
	const struct diverge *only = &side->only;
	struct buf *out = c->out;

	if (!only->count) {
		buf_printf(out, "\nWhat %s allows, %s allows too%s", side->label, c->sides[!i].label,
		           only->complete ? ", within these numbers.\n" : "");
		if (!only->complete)
			buf_printf(out, ", as far as %llu pairs of states show; others were not tried.\n",
			           (unsigned long long)only->pairs);
		return;
	}
	for (unsigned k = 0; k < only->count; k++) {
		const struct divergence *item = &only->items[k];

		buf_printf(out, "\n%s %s allows (%zu step%s):\n", k ? "And only" : "Only", side->label,
		           item->count, plural(item->count));
		add_steps(out, side->model, item->steps, item->count);
		buf_add_text(out, "      ");
		add_safe(out, item->reason);
		buf_add_char(out, '\n');
	}
}

/* --- verdicts ----------------------------------------------------------------------------------- */

static const struct check_trace *counterexample(const struct side *side, const char *name)
{
	for (size_t i = 0; i < side->check.trace_count; i++)
		if (strcmp(side->model->properties[side->check.traces[i].property].name, name) == 0)
			return &side->check.traces[i];
	return NULL;
}

static void add_verdict(const struct comparison *c, const struct side *side, const char *name)
{
	const struct check_trace *trace = counterexample(side, name);
	int known = model_property_index(side->model, name);
	struct buf *out = c->out;

	if (c->json) {
		const char *verdict = trace                  ? "violated"
		                      : known < 0            ? "absent"
		                      : side->check.complete ? "holds"
		                                             : "unknown";

		buf_printf(out, "{\"verdict\": \"%s\", \"steps\": ", verdict);
		if (trace)
			add_steps_json(out, side->model, trace->steps, trace->length);
		else
			buf_add_text(out, "null");
		buf_add_char(out, '}');
	} else if (trace) {
		buf_printf(out, "violated after %zu step%s in %s", trace->length, plural(trace->length),
		           side->label);
	} else if (known < 0) {
		buf_printf(out, "no property of %s", side->label);
	} else if (side->check.complete) {
		buf_printf(out, "holds in %s", side->label);
	} else {
		buf_printf(out, "not violated in the first %llu states of %s",
		           (unsigned long long)side->check.distinct, side->label);
	}
}

/* Whether both have it, and neither violates it. */
static bool same_in_both(const struct comparison *c, const char *name)
{
	const struct side *a = &c->sides[0], *b = &c->sides[1];

	return model_property_index(a->model, name) >= 0 && model_property_index(b->model, name) >= 0 &&
	       !counterexample(a, name) && !counterexample(b, name) && a->check.complete == b->check.complete;
}

static void add_property(const struct comparison *c, const char *name, bool first)
{
	if (!c->json && same_in_both(c, name)) {
		buf_printf(c->out, "  %s: %s", name,
		           c->sides[0].check.complete ? "holds in both\n" : "not violated in the first ");
		if (!c->sides[0].check.complete)
			buf_printf(c->out, "%llu states of either\n", (unsigned long long)STATES_MOST);
		return;
	}
	if (c->json) {
		buf_add_text(c->out, first ? "\n  {\"name\": " : ",\n  {\"name\": ");
		cli_json_text(c->out, name);
		buf_add_text(c->out, ", \"from\": ");
	} else {
		buf_printf(c->out, "  %s: ", name);
	}
	add_verdict(c, &c->sides[0], name);
	buf_add_text(c->out, c->json ? ", \"to\": " : ", ");
	add_verdict(c, &c->sides[1], name);
	buf_add_text(c->out, c->json ? "}" : "\n");
}

/* Demands take a search of their own. */
static void add_uncompared(const struct comparison *c)
{
	bool any = false;

	for (int i = 0; i < 2; i++)
		for (unsigned d = 0; d < c->sides[i].model->demand_count; d++) {
			const char *name = c->sides[i].model->demands[d].name;

			if (c->sides[i].model->demands[d].asked_only)
				continue;
			buf_printf(c->out, "%s%s of %s",
			           any ? ", " : "  Not judged here but by check: ", name, c->sides[i].label);
			any = true;
		}
	buf_add_text(c->out, any ? "\n" : "");
}

/* Each property that one of them checks by default. */
static void add_properties(const struct comparison *c)
{
	bool first = true;

	buf_add_text(c->out, c->json ? ",\n\"properties\": [" : "\nProperties:\n");
	for (int i = 0; i < 2; i++) {
		const struct model *model = c->sides[i].model;

		for (unsigned p = 0; p < model->property_count; p++) {
			const char *name = model->properties[p].name;
			int before = model_property_index(c->sides[0].model, name);

			if (!model->properties[p].by_default ||
			    (i && before >= 0 && c->sides[0].model->properties[before].by_default))
				continue;
			add_property(c, name, first);
			first = false;
		}
	}
	buf_add_text(c->out, c->json ? "]" : "");
	if (!c->json)
		add_uncompared(c);
}

/* --- runs of one, played on the other ------------------------------------------------------ */

static void add_replay_json(const struct comparison *c, const char *what, int on, const struct replay *r)
{
	struct buf *out = c->out;

	cli_json_text(out, what);
	buf_printf(out,
	           ", \"on\": \"%s\", \"fits\": %s, \"steps\": %zu, \"diverges_at\": ", on ? "to" : "from",
	           r->fits ? "true" : "false", r->steps);
	if (r->fits)
		buf_add_text(out, "null");
	else
		buf_printf(out, "%zu", r->diverges_at);
	cli_json_member(out, "reason", r->reason);
	cli_json_member(out, "violates", r->property < 0 ? NULL : r->model->properties[r->property].name);
	buf_add_char(out, '}');
}

static void add_replay(const struct comparison *c, const char *what, int on, const struct replay *r,
                       bool first)
{
	struct buf *out = c->out;

	if (c->json) {
		buf_add_text(out, first ? "\n  {\"run\": " : ",\n  {\"run\": ");
		add_replay_json(c, what, on, r);
		return;
	}
	buf_add_text(out, "  ");
	add_safe(out, what);
	if (r->fits) {
		buf_printf(out, ": %s plays all of it, %zu step%s", c->sides[on].label, r->steps,
		           plural(r->steps));
		if (r->property >= 0)
			buf_printf(out, "; %s is violated at step %zu",
			           r->model->properties[r->property].name, r->violated_at);
	} else {
		buf_printf(out, ": %s refuses it ", c->sides[on].label);
		replay_where(r, out);
		buf_add_text(out, ": ");
		add_safe(out, r->reason ? r->reason : "");
	}
	buf_add_char(out, '\n');
}

/* Shortest counterexamples of one side, on the other. */
static int replay_counterexamples(const struct comparison *c, int i, bool *first, struct err *err)
{
	const struct side *side = &c->sides[i];

	for (size_t t = 0; t < side->check.trace_count; t++) {
		const struct check_trace *trace = &side->check.traces[t];
		struct replay r;
		struct buf what;

		if (replay_schedule(side->model, trace->steps, trace->length, c->sides[!i].design,
		                    &c->sides[!i].scope, &r, err))
			return -1;
		buf_init(&what);
		buf_printf(&what, "counterexample to %s in %s", side->model->properties[trace->property].name,
		           side->label);
		add_replay(c, what.data, !i, &r, *first);
		*first = false;
		buf_release(&what);
		replay_release(&r);
	}
	return 0;
}

static bool is_of(const struct trace *trace, const struct design *design)
{
	return trace->heddle && trace->heddle->design &&
	       strcmp(trace->heddle->design, design_name(design)) == 0 && design_bundled(design);
}

/* A file's design is known by its path, a bundled one by its name. */
static int replay_bundled(const struct comparison *c, int i, const char *on, bool *first, struct err *err)
{
	for (const struct bundled *b = bundled_traces; b->name; b++) {
		struct trace *trace;
		struct replay r;

		if (trace_parse(b->text, b->length, b->name, &trace, err))
			return -1;
		if (is_of(trace, c->sides[i].design)) {
			if (replay_trace(trace, on, NULL, &r, err)) {
				trace_free(trace);
				return -1;
			}
			add_replay(c, b->name, !i, &r, *first);
			*first = false;
			replay_release(&r);
		}
		trace_free(trace);
	}
	return 0;
}

static int add_runs(const struct comparison *c, const char *const *operands, struct err *err)
{
	struct buf *out = c->out;
	bool first = true;
	size_t start;

	if (!c->json)
		buf_add_text(out, "\n");
	buf_add_text(out, c->json ? ",\n\"runs\": [" : "Runs of one, played on the other:\n");
	start = out->length;
	for (int i = 0; i < 2; i++)
		if (replay_counterexamples(c, i, &first, err) ||
		    replay_bundled(c, i, operands[!i], &first, err))
			return -1;
	if (out->length == start && !c->json)
		buf_add_text(out,
		             "  none: no property is violated, and no bundled trace is of these designs\n");
	buf_add_text(out, c->json ? "]" : "");
	return 0;
}

/* --- the whole ------------------------------------------------------------------------------- */

static void add_head(const struct comparison *c)
{
	struct buf *out = c->out;

	if (c->json) {
		buf_add_text(out, "{\"from\": ");
		cli_json_text(out, c->sides[0].label);
		cli_json_member(out, "to", c->sides[1].label);
		buf_printf(out, ", \"same_story\": %s", c->changes.other_story ? "false" : "true");
		return;
	}
	buf_printf(out, "From %s to %s:\n", c->sides[0].label, c->sides[1].label);
	if (c->changes.other_story)
		buf_printf(out, "  They are different systems: %s is of the story %s, %s of %s.\n",
		           c->sides[0].label, c->changes.stories[0], c->sides[1].label,
		           c->changes.stories[1]);
}

static void add_numbers(const struct comparison *c)
{
	char shown[300];

	if (c->json) {
		buf_add_text(c->out, ",\n\"scope\": ");
		cli_json_scope(c->out, design_scope_rows(c->sides[1].design), &c->sides[1].scope);
		return;
	}
	scope_show(design_scope_rows(c->sides[1].design), &c->sides[1].scope, false, shown, sizeof(shown));
	if (*shown)
		buf_printf(c->out, "\nTried with %s, and the other numbers of %s.\n", shown,
		           c->sides[0].label);
	else
		buf_printf(c->out, "\nTried with the numbers of %s.\n", c->sides[0].label);
}

static int add_all(struct comparison *c, const char *const *operands, struct err *err)
{
	int status = 0;

	add_head(c);
	if (!c->changes.other_story) {
		add_changes(c);
		if (explore(c, err))
			return -1;
		add_numbers(c);
		for (int i = 1; i >= 0; i--) {
			if (c->json)
				add_only_json(c, i);
			else
				add_only(c, i);
		}
		add_properties(c);
		status = add_runs(c, operands, err);
	}
	buf_add_text(c->out, c->json ? "}\n" : "");
	return status;
}

static void release(struct comparison *c)
{
	for (int i = 0; i < 2; i++) {
		struct side *side = &c->sides[i];

		diverge_release(&side->only);
		check_result_release(&side->check);
		model_free(side->follow);
		model_free(side->model);
		design_free(side->design);
	}
	design_changes_release(&c->changes);
}

int design_diff(const struct cli_args *args, struct buf *out, struct err *err)
{
	const char *operands[] = { cli_operand(args, 0), cli_operand(args, 1) };
	struct comparison c = { .out = out, .json = cli_has(args, "json") };
	int status = -1;

	if (design_open(operands[0], &c.sides[0].design, err) ||
	    design_open(operands[1], &c.sides[1].design, err) ||
	    design_changes_find(operands[0], operands[1], &c.changes, err))
		goto done;
	for (int i = 0; i < 2; i++)
		c.sides[i].label = strcmp(design_name(c.sides[0].design), design_name(c.sides[1].design))
		                           ? design_name(c.sides[i].design)
		                           : operands[i];
	status = add_all(&c, operands, err);
done:
	release(&c);
	return status;
}
