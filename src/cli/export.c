/* heddle export: a design or a trace in another tool's language. */
#include <stdio.h>
#include <string.h>

#include <heddle/cli.h>
#include <heddle/constants.h>
#include <heddle/design.h>
#include <heddle/err.h>
#include <heddle/export.h>
#include <heddle/liveness.h>
#include <heddle/mem.h>
#include <heddle/session.h>
#include <heddle/trace.h>

#include "cli/behaviours.h"
#include "cli/idle.h"
#include "cli/options.h"

/* Larger pictures are unreadable, and Graphviz takes very long. */
enum { GRAPH_STATES_MAX = 5000 };

// clang-format off
static const struct cli_option options[] = {
	{ .name = "to",
	  .value = "TARGET",
	  .summary = "what to write; see below",
	  .completes = CLI_TARGET },
	{ .name = "output",
	  .letter = 'o',
	  .value = "PATH",
	  .summary = "output folder, or file for targets of one file",
	  .completes = CLI_FILE },
	{ .name = "property",
	  .value = "NAME",
	  .summary = "check this property of whole behaviours, without bounds; repeat for more",
	  .completes = CLI_TEMPORAL,
	  .repeats = true },
	BEHAVIOUR_OPTIONS,
	{ .name = "symmetry", .summary = "count states that differ only in names as one" },
	{ .name = "diagram",
	  .value = "NAME",
	  .summary = "write only the diagram of this role or operation" },
	{ .name = "max-states",
	  .value = "N",
	  .summary = "draw at most N states; a larger graph is cut after a whole level (200)" },
	{ .name = "force", .summary = "overwrite files that exist" },
	{ 0 },
};
// clang-format on

static int read_recurring(const struct cli_args *args, uint32_t *recurring, struct err *err)
{
	const char *name;
	int at = 0;

	*recurring = 0;
	while ((name = cli_each(args, "property", &at))) {
		const struct model_property *found = recurring_named(design_properties, name, err);

		if (!found)
			return -1;
		*recurring |= UINT32_C(1) << (found - design_properties);
	}
	return 0;
}

static int refuse(const struct export_target *target, const char *what, struct err *err)
{
	err_set(err, "%s cannot be written from %s", target->name, what);
	return err_remedy(err, "\"heddle export --help\" lists what can be written from what");
}

static bool has_numbers(const struct scope *scope)
{
	for (unsigned i = 0; i < SCOPE_ROWS_MAX; i++)
		if (scope->of[i] != SCOPE_DEFAULT)
			return true;
	return false;
}

/* The options given that only some targets take: enum export_takes, or'ed. */
static unsigned given(const struct cli_args *args)
{
	static const struct {
		const char *option;
		unsigned bit;
	} rows[] = {
		{ "invariant", EXPORT_INVARIANT },   { "property", EXPORT_PROPERTY },
		{ "symmetry", EXPORT_SYMMETRY },     { "diagram", EXPORT_DIAGRAM },
		{ "max-states", EXPORT_MAX_STATES },
	};
	unsigned bits = has_numbers(&args->scope) ? EXPORT_SCOPE : 0;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (cli_has(args, rows[i].option))
			bits |= rows[i].bit;
	return bits;
}

/* A given scope must be large enough for the trace. */
static int check_room(const struct scope_row *rows, const struct scope *asked, const struct scope *shown,
                      struct err *err)
{
	for (unsigned i = 0; rows[i].option; i++) {
		int least = shown->of[i], number = asked->of[i];

		if (number == SCOPE_DEFAULT || number >= least)
			continue;
		err_set(err, "the trace has more %s than %d", rows[i].noun, number);
		return err_remedy(err, "leave --%s out, or raise it to %d", rows[i].option, least);
	}
	return 0;
}

/*
 * The model of --design, which does not explain the trace, at a scope that can express the trace's states:
 * another tool then shows where they diverge.  Null without --design.
 */
static int other_model(const struct cli_args *args, const struct trace *trace, struct model **model,
                       struct err *err)
{
	const char *name = cli_value(args, "design");
	struct constants constants = { 0 };
	struct scope scope = scope_unset();
	struct arena *arena;
	struct design *design;
	int result;

	*model = NULL;
	if (!name)
		return 0;
	if (design_open(name, &design, err) < 0)
		return -1;
	arena = arena_new();
	constants_infer(design, trace, arena, &constants, &scope);
	/* If only the trace has cleaners, its variables already show the difference. */
	if (!design_has_cleaner(design))
		scope.of[SCOPE_CLEANERS] = SCOPE_DEFAULT;
	result = check_room(design_scope_rows(design), &args->scope, &scope, err);
	scope = scope_merge(scope, args->scope);
	if (scope.of[SCOPE_OPERATIONS] < 0 && trace->state_count < SCOPE_OPERATIONS_MAX)
		scope.of[SCOPE_OPERATIONS] = (int)trace->state_count;
	if (result == 0)
		result = design_compile(design, &scope, &constants, false, model, err);
	if (result < 0 && !has_numbers(&args->scope))
		err_remedy(err, "the trace has that many; it can still be drawn with --to svg");
	arena_free(arena);
	design_free(design);
	return result;
}

static void warn_unseen(const struct session *session, const struct trace *trace)
{
	size_t length;

	history_line(session->history, &length);
	if (trace_goes_on(trace))
		fprintf(stderr, "heddle: only the first %zu of %zu steps are written\n",
		        trace->state_count - 1, length - 1);
}

static int make_trace(const struct cli_args *args, const struct export_target *target,
                      struct session *session, struct export_options *chosen, struct export *out,
                      struct err *err)
{
	struct trace *trace = session_trace(session);
	struct model *other = NULL;
	unsigned bits = given(args);
	int result = -1;

	if (!session->design && cli_has(args, "design"))
		bits |= EXPORT_UNFIT;
	if (export_check(target, true, bits, err) < 0 ||
	    (!session->design && other_model(args, trace, &other, err) < 0))
		goto done;
	if (other)
		chosen->properties = model_default_properties(other);
	if (export_check_properties(target, other ? other : session->model, chosen->properties, err) < 0)
		goto done;
	warn_unseen(session, trace);
	result = target->trace(other ? other : session->model, trace, chosen, out, err);
done:
	model_free(other);
	trace_free(trace);
	return result;
}

static int make(const struct cli_args *args, const struct export_target *target, struct session *session,
                struct export *out, struct err *err)
{
	struct export_options chosen = { .properties = session->properties,
		                         .symmetry = cli_has(args, "symmetry"),
		                         .diagram = cli_value(args, "diagram") };
	struct assumptions assumed;
	bool plain = session->design && history_count(session->history) == 1 && !session->origin;
	struct model *model;
	long states;
	int result;

	if (behaviours_check(args, err) < 0 || read_recurring(args, &chosen.recurring, err) < 0 ||
	    behaviours_check_bounds(args, "property", "leave it out", err) < 0 ||
	    cli_number(args, "max-states", 1, GRAPH_STATES_MAX, 0, &states, err) < 0)
		return -1;
	chosen.states = (uint32_t)states;
	if (!plain) {
		if (!target->trace)
			return refuse(target, "a trace", err);
		return make_trace(args, target, session, &chosen, out, err);
	}
	if (!target->design)
		return refuse(target, "a design", err);
	if (export_check(target, false, given(args), err) < 0 ||
	    export_check_properties(target, session->model, chosen.recurring ? 0 : chosen.properties, err) <
	            0)
		return -1;
	assumed = behaviours_assumed(args, session->design);
	chosen.assumptions = &assumed;
	if (design_compile(session->design, &session->scope, NULL, true, &model, err) < 0)
		return -1;
	result = target->design(model, &chosen, out, err);
	model_free(model);
	return result;
}

static int store(const struct cli_args *args, const struct export_target *target, const struct export *out,
                 struct err *err)
{
	const char *path = cli_value(args, "output");

	if (path && strcmp(path, "-") != 0) {
		if (export_save(out, target->folder, path, cli_has(args, "force"), err) < 0)
			return -1;
		for (size_t i = 0; i < out->count; i++)
			if (target->folder)
				fprintf(stderr, "%s/%s\n", path, out->files[i].name);
		return CLI_OK;
	}
	if (out->count > 1) {
		err_set(err, "%s writes several files", target->name);
		return err_remedy(err, "name a folder for them: -o FOLDER");
	}
	fwrite(out->files[0].text, 1, out->files[0].length, stdout);
	return CLI_OK;
}

static void warn_idle(const struct cli_args *args, const struct session *session)
{
	struct idle idle = { .count = 0 };

	if (session->design)
		idle_of_design(args, session->design, &idle);
	else if (!cli_has(args, "design"))
		idle_scope(args, "no design explains the trace", &idle);
	idle_warn(&idle);
}

static int run(const struct cli_args *args, struct err *err)
{
	const char *to = cli_value(args, "to");
	const struct export_target *target;
	struct session *session = NULL;
	struct export out;
	int result = -1;

	if (!to) {
		err_set(err, "\"export\" needs a target");
		return err_remedy(err, "give --to TARGET; \"heddle export --help\" lists the targets");
	}
	target = export_target_named(to, err);
	if (!target || cli_open(args, &session, err) < 0)
		return -1;
	cli_warn_several(args, session->trace_total);
	cli_warn_remarks(cli_operand(args, 0), (const char *const *)session->remarks.items,
	                 session->remarks.count);
	warn_idle(args, session);
	export_init(&out);
	if (make(args, target, session, &out, err) == 0)
		result = store(args, target, &out, err);
	export_release(&out);
	session_free(session);
	return result;
}

const struct subcommand subcommand_export = {
	.name = "export",
	.usage = "DESIGN | TRACE",
	.summary = "write a design or a trace for another tool",
	.details = "From a design, tla writes a TLA+ module and a configuration for TLC, which explores the "
	           "same states as heddle check does, on many machines if needed. From a trace, it "
	           "adds a module with which TLC checks that the trace is a behaviour of its design, "
	           "or of the one that --design names.\n\n"
	           "promela writes a model in which Spin finds the same number of states. heddle opens the "
	           "counterexample that spin -t prints.\n\n"
	           "The other targets are pictures and reports. From a design, they show the states of its "
	           "roles and each operation as a sequence.\n\n"
	           "heddle export storage-cleaner-working --servers 2 --to tla -o spec\n\n"
	           "heddle export trace.itf.json --to svg -o trace.svg",
	.shared = CLI_SCOPE | CLI_INVARIANT | CLI_DESIGN_OPTION | CLI_NTH,
	.options = options,
	.operands_least = 1,
	.operands_most = 1,
	.completes = CLI_PLAYABLE,
	.run = run,
};
