/*
 * heddle check: explores everything that a design can do within a scope.
 *
 * Ctrl-C takes effect at the next progress report, so the results so far are still printed; a second one
 * ends the program at once.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <heddle/buf.h>
#include <heddle/bundled.h>
#include <heddle/check_design.h>
#include <heddle/cli.h>
#include <heddle/design.h>
#include <heddle/err.h>
#include <heddle/file.h>
#include <heddle/machine.h>
#include <heddle/number.h>
#include <heddle/own_property.h>
#include <heddle/session.h>
#include <heddle/trace.h>

#include "cli/behaviours.h"
#include "cli/check_ahead.h"
#include "cli/check_demands.h"
#include "cli/check_liveness.h"
#include "cli/check_possible.h"
#include "cli/check_report.h"
#include "cli/check_stories.h"
#include "cli/check_vacuous.h"
#include "cli/idle.h"
#include "cli/interrupt.h"

enum { THREADS_MOST = 64, STORIES_MOST = 100 };

/* --- options ----------------------------------------------------------------------- */

static int bad_value(const char *option, const char *value, const char *remedy, struct err *err)
{
	err_set(err, "--%s cannot be \"%s\"", option, value);
	return err_remedy(err, "%s", remedy);
}

static int take_states(const struct cli_args *args, uint64_t *states, struct err *err)
{
	const char *text = cli_value(args, "max-states");
	int64_t number;

	if (!text)
		return 0;
	if (!number_is(text, 1, INT64_MAX, &number))
		return bad_value("max-states", text, "give a whole number above 0", err);
	*states = (uint64_t)number;
	return 0;
}

static int take_memory(const struct cli_args *args, uint64_t *bytes, struct err *err)
{
	static const char remedy[] = "give a size such as 500M or 4G; without a letter, M is assumed";
	const char *text = cli_value(args, "max-memory"), *end = text;
	double size;
	int shift = 20;

	if (!text)
		return 0;
	if (!number_take_decimal(&end, &size))
		return bad_value("max-memory", text, remedy, err);
	if (*end == 'K' || *end == 'k')
		shift = 10;
	else if (*end == 'G' || *end == 'g')
		shift = 30;
	else if (*end && *end != 'M' && *end != 'm')
		return bad_value("max-memory", text, remedy, err);
	if ((*end && end[1] && strcmp(end + 1, "B") != 0) || !isfinite(size) || size <= 0 ||
	    ldexp(size, shift) < 1 || ldexp(size, shift) > ldexp(1, 50))
		return bad_value("max-memory", text, remedy, err);
	*bytes = (uint64_t)ldexp(size, shift);
	return 0;
}

static int take_seconds(const struct cli_args *args, double *seconds, struct err *err)
{
	const char *text = cli_value(args, "timeout"), *end = text;

	if (!text)
		return 0;
	if (!number_take_decimal(&end, seconds) || (*end && strcmp(end, "s") != 0) || !isfinite(*seconds) ||
	    *seconds <= 0)
		return bad_value("timeout", text, "give a number of seconds above 0", err);
	return 0;
}

static int take_simplest(const struct cli_args *args, bool *first, struct err *err)
{
	const char *text = cli_value(args, "simplest");

	if (!text || strcmp(text, "on") == 0)
		return 0;
	*first = strcmp(text, "off") == 0;
	return *first ? 0 : bad_value("simplest", text, "say on or off", err);
}

static int take_options(const struct cli_args *args, struct check_options *options, struct err *err)
{
	long threads, stories;

	if (take_states(args, &options->max_states, err) || take_memory(args, &options->max_memory, err) ||
	    take_seconds(args, &options->max_seconds, err) || take_simplest(args, &options->first, err) ||
	    cli_number(args, "count", 1, STORIES_MOST, 0, &stories, err) ||
	    cli_number(args, "threads", 1, THREADS_MOST, 2, &threads, err))
		return -1;
	options->threads = (unsigned)threads;
	options->stories = stories > 0;
	options->keep_going = cli_has(args, "continue");
	options->symmetry = cli_has(args, "symmetry");
	return 0;
}

/* Refused before an hour of checking rather than after it. */
static int check_output(const char *path, struct err *err)
{
	const struct trace_format *format = path ? trace_format_for_path(path) : NULL;

	if (!format || format->write)
		return 0;
	err_set(err, "heddle reads %s but does not write it", format->name);
	return err_remedy(err, "save as NAME.itf.json");
}

/* --- stopping and progress ------------------------------------------------------------ */

static bool show_progress(void *ctx, const struct check_progress *now)
{
	struct buf line;

	if (*(const bool *)ctx) {
		buf_init(&line);
		check_report_progress(now, &line);
		fprintf(stderr, "\r%s\033[K", line.data);
		fflush(stderr);
		buf_release(&line);
	}
	return !interrupt_seen();
}

static void run_check(const struct model *model, struct check_options *options, struct check_result *result)
{
	bool shown = isatty(STDERR_FILENO);

	interrupt_catch();
	options->progress = show_progress;
	options->ctx = &shown;
	check_design(model, options, result);
	interrupt_release();
	if (shown)
		fprintf(stderr, "\r\033[K");
}

/* --- the counterexample as a file -------------------------------------------------------- */

int check_save(struct session *session, const char *path, struct err *err)
{
	struct buf lost;
	int status;

	buf_init(&lost);
	status = session_save(session, path, true, &lost, err);
	if (!status && lost.length)
		cli_warn("%s cannot hold all of it; left out: %s", path, lost.data);
	buf_release(&lost);
	return status;
}

static int save(const char *design_name, const struct check_report *report, const char *path, struct err *err)
{
	const struct check_trace *trace = &report->result->traces[0];
	struct scope scope = *design_model_scope(report->model);
	bool ahead = check_ahead_has(report->model, trace);
	struct session *session = NULL;
	struct design *design = NULL;
	int status = -1;

	if (ahead && (int)check_ahead_ids(report->model, trace) > scope.of[SCOPE_IMAGE_IDS])
		scope.of[SCOPE_IMAGE_IDS] = (int)check_ahead_ids(report->model, trace);

	if (design_open(design_name, &design, err))
		return -1;
	if (session_open_design(design, &scope, &session, err)) {
		design_free(design);
		return -1;
	}
	for (unsigned p = 0; p < report->model->property_count; p++)
		if (model_own_text(report->model, p) &&
		    session_add_property(session, report->model->properties[p].name,
		                         model_own_text(report->model, p), err))
			goto done;
	session_set_properties(session, report->options->properties);
	for (size_t i = 0; i < trace->length; i++)
		if (session_do(session, &trace->steps[i], err))
			goto done;
	if (ahead && check_ahead_play(session, trace, err))
		goto done;
	status = check_save(session, path, err);
done:
	session_free(session);
	return status;
}

/* --- unbounded traces ---------------------------------------------------------------------- */

/* Replaces the traces of an unbounded check, in place, by steps of an ordinary model, which replaces
 * *model. */
static int concretise(struct model **model, struct check_result *result, struct err *err)
{
	struct model *widest = NULL;

	for (size_t i = 0; i < result->trace_count; i++) {
		struct check_trace *trace = &result->traces[i];
		struct model *made = NULL;

		if (design_concretise(*model, trace->steps, trace->length, &made, trace->steps, err)) {
			model_free(widest);
			return -1;
		}
		/* The model with the most ids has the steps of all traces. */
		if (widest && design_model_scope(widest)->of[SCOPE_IMAGE_IDS] >=
		                      design_model_scope(made)->of[SCOPE_IMAGE_IDS]) {
			model_free(made);
		} else {
			model_free(widest);
			widest = made;
		}
	}
	if (widest) {
		model_free(*model);
		*model = widest;
	}
	return 0;
}

/* Options that need or exclude each other. */
static int check_together(const struct cli_args *args, struct err *err)
{
	static const struct option_rule rules[] = {
		{ "symmetry", "unbounded", false },
		{ "continue", "property", false },
		{ "simplest", "property", false },
		{ "count", "property", false },
		{ "count", "unbounded", false },
		{ "count", "simplest", false },
		{ "always", "unbounded", false },
		{ "always", "property", false },
		{ "possible", "unbounded", false },
		{ "possible", "property", false },
		{ "always-possible", "property", false },
		{ "always-eventually", "property", false },
		{ "leads-to", "property", false },
		{ "alone", "always-possible", true },
		{ NULL, NULL, false },
	};

	return options_check_together(args, rules, err) || behaviours_check(args, err) ? -1 : 0;
}

/* --- the subcommand ------------------------------------------------------------------------ */

/* --unbounded and --property ignore bounds, so giving one is an error. */
static int check_bounds(const struct cli_args *args, struct err *err)
{
	static const char remedy[] =
	        "leave it out; --max-states, --max-memory and --timeout end a check early";

	return behaviours_check_bounds(args, "unbounded", remedy, err) ||
	                       behaviours_check_bounds(args, "property", remedy, err)
	               ? -1
	               : 0;
}

/* True if a file that is not a design is a trace. */
static bool is_trace(const char *name)
{
	char *text;
	size_t length;
	bool is;

	if (bundled_find(bundled_traces, name))
		return true;
	if (!file_exists(name) || file_read(name, FILE_READ_MAX, &text, &length, NULL) != 0)
		return false;
	is = trace_format_of(text, length) != NULL;
	free(text);
	return is;
}

static int open_design(const char *name, struct design **design, struct err *err)
{
	if (design_open(name, design, err) == 0)
		return 0;
	if (is_trace(name)) {
		*err = (struct err){ 0 };
		err_set(err, "%s is a trace; check explores designs", name);
		err_remedy(err, "name its design, or use \"heddle replay\" on the trace");
	}
	return -1;
}

static int print_report(const struct cli_args *args, const struct check_report *report)
{
	struct buf out;

	buf_init(&out);
	if (cli_has(args, "json"))
		check_report_json(report, &out);
	else
		check_report_text(report, &out);
	cli_print(&out);
	return check_report_status(report);
}

/* Adds the conditions of --always to the model. */
static int add_conditions(const struct cli_args *args, struct model *model, struct err *err)
{
	char **conditions;
	size_t count;
	int result = 0;

	if (cli_conditions(args, "always", "Always", &conditions, &count, err) < 0)
		return -1;
	for (size_t i = 0; i < count && result == 0; i++) {
		char *colon = strchr(conditions[i], ':');

		*colon = '\0';
		result = model_add_property(model, conditions[i], colon + 2, err);
		if (result < 0)
			err_file(err, "--always");
	}
	cli_conditions_free(conditions, count);
	return result;
}

static void find_idle(const struct cli_args *args, const struct design *design,
                      const struct check_result *result, bool plain, struct idle *idle)
{
	idle_of_design(args, design, idle);
	if (cli_has(args, "threads") && plain)
		idle_add(idle, "threads", "an unbounded check uses one thread");
	if (result->unreduced)
		idle_add(idle, "symmetry", result->unreduced);
}

/* Saves the first counterexample: of an invariant, or else of a demand. */
static int save_first(const char *name, struct check_report *report, const char *path, struct err *err)
{
	const struct demand_row *demand = demands_violated(report->demands);

	report->unsaved = path;
	if (report->result->trace_count && !report->unshown) {
		if (save(name, report, path, err))
			return -1;
	} else if (demand) {
		if (demands_save(demand, report->model, name, path, err))
			return -1;
	} else {
		return 0;
	}
	report->saved = path;
	report->unsaved = NULL;
	return 0;
}

static int run(const struct cli_args *args, struct err *err)
{
	const char *name = cli_operand(args, 0), *path = cli_value(args, "output");
	struct design *design = NULL;
	struct model *model = NULL;
	struct check_options options = { 0 };
	struct check_result result = { 0 };
	struct vacuous_report vacuous = { 0 };
	struct possible_report possible = { 0 };
	struct demands demands = { 0 };
	struct told_stories stories = { 0 };
	long wanted = 0;
	struct idle idle = { .count = 0 };
	bool unbounded = cli_has(args, "unbounded"), shown;
	struct err why = { .file = "" };
	struct scope scope;
	int status = -1;

	if (open_design(name, &design, err))
		return -1;
	if (check_together(args, err) || check_bounds(args, err))
		goto done;
	if (cli_has(args, "property")) {
		if (!take_options(args, &options, err) && !check_output(path, err))
			status = check_liveness(args, &options, design, name, err);
		goto done;
	}
	if ((unbounded ? design_compile_unbounded(design, &args->scope, NULL, &model, err)
	               : design_compile(design, &args->scope, NULL, true, &model, err)) ||
	    add_conditions(args, model, err) || demands_init(args, model, &demands, err) ||
	    cli_properties(args, model, &options.properties, err) || take_options(args, &options, err) ||
	    check_output(path, err))
		goto done;
	if (demands.chosen && !cli_has(args, "invariant") && !cli_has(args, "always"))
		options.properties = 0;
	scope = *design_model_scope(model);
	run_check(model, &options, &result);
	find_idle(args, design, &result, options.plain || (unbounded && !machine_is(model)), &idle);
	if (!unbounded && check_possible_find(args, design, model, &scope, &options, &possible, err))
		goto done;
	if (demands_run(args, design, model, unbounded, &options, result.seconds, &demands, err))
		goto done;
	check_vacuous_find(design, model, &options, &result, unbounded, &vacuous);
	if (cli_number(args, "count", 1, STORIES_MOST, 0, &wanted, err))
		goto done;
	if (wanted && !result.trace_count)
		idle_add(&idle, "count", "there is no counterexample of an invariant");
	check_stories_find(model, &result, (size_t)wanted, &stories);
	shown = !unbounded || !concretise(&model, &result, &why);
	struct check_report report = { .design = design,
		                       .model = model,
		                       .scope = &scope,
		                       .unbounded = unbounded,
		                       .options = &options,
		                       .result = &result,
		                       .idle = &idle,
		                       .vacuous = &vacuous,
		                       .possible = &possible,
		                       .demands = &demands,
		                       .stories = &stories,
		                       .unshown = shown ? NULL : why.what,
		                       .ascii = cli_ascii(args) };

	status = path && save_first(name, &report, path, err) ? -1 : print_report(args, &report);
done:
	check_stories_release(&stories);
	demands_release(&demands);
	check_possible_release(&possible);
	vacuous_release(&vacuous);
	check_result_release(&result);
	model_free(model);
	design_free(design);
	return status;
}

// clang-format off
static const struct cli_option options_of_check[] = {
	{ .name = "output",
	  .letter = 'o',
	  .value = "TRACE",
	  .summary = "save the counterexample, in the format of the file's extension",
	  .completes = CLI_FILE },
	{ .name = "possible",
	  .value = "CONDITION",
	  .summary = "tell whether some state satisfies it, and how near; repeat for more",
	  .repeats = true },
	{ .name = "always-possible",
	  .value = "CONDITION",
	  .summary = "from every state some way leads to one that satisfies it; repeat for more",
	  .repeats = true },
	{ .name = "alone",
	  .value = "ROLE",
	  .summary = "with --always-possible: by steps of each process of the role alone, or 's in SET'" },
	{ .name = "always-eventually",
	  .value = "CONDITION",
	  .summary = "every fair behaviour satisfies it again and again; repeat for more",
	  .repeats = true },
	{ .name = "leads-to",
	  .value = "'P ~> Q'",
	  .summary = "in every fair behaviour P is followed by Q, or 'all s in S: P ~> Q'; repeat for more",
	  .repeats = true },
	{ .name = "fair-role",
	  .value = "ROLE",
	  .summary = "for these two: just this role's steps are weakly fair; repeat for more",
	  .repeats = true },
	{ .name = "continue",
	  .summary = "go on after a violation; print a shortest one per property" },
	{ .name = "unbounded",
	  .summary = "any number of operations, hours and failures, by exact abstraction" },
	{ .name = "property",
	  .value = "NAME",
	  .summary = "check this property of whole behaviours, always without bounds",
	  .completes = CLI_TEMPORAL },
	BEHAVIOUR_OPTIONS,
	{ .name = "symmetry",
	  .summary = "explore one representative per symmetry class" },
	{ .name = "simplest",
	  .value = "on|off",
	  .summary = "of the shortest counterexamples: the one with the fewest switches (on), or the first" },
	{ .name = "count",
	  .value = "N",
	  .summary = "tell N different ones: in what steps do, or in the orders that had to be" },
	{ .name = "max-states", .value = "N", .summary = "stop when N states are found" },
	{ .name = "max-memory", .value = "SIZE", .summary = "stop at this much memory (500M, 4G)" },
	{ .name = "timeout", .value = "SECONDS", .summary = "stop after this many seconds" },
	{ .name = "threads", .value = "N", .summary = "explore with N threads (2)" },
	{ .name = NULL },
};
// clang-format on

const struct subcommand subcommand_check = {
	.name = "check",
	.usage = "DESIGN",
	.summary = "explore everything a design can do; print verdict, counts and coverage",
	.details =
	        "Every state within the scope is visited, breadth-first, so the counterexample is a "
	        "shortest one; of these it is the simplest: with the fewest preemptions (a process is left "
	        "in the middle of something although it could go on), then switches of process, then "
	        "processes. The counts are those of TLC for the same bounds.\n\n"
	        "The verdict names each step that never happens and says why: which bound is reached "
	        "first, or that it is impossible whatever the bounds.\n\n"
	        "The exit status is 0 if all properties hold, 1 if one is violated, and 3 if a limit "
	        "or Ctrl-C ended the check early, if a property could not be decided, or if a bound "
	        "keeps a step from happening.",
	.shared = CLI_SCOPE | CLI_INVARIANT | CLI_ALWAYS | CLI_JSON,
	.options = options_of_check,
	.operands_least = 1,
	.operands_most = 1,
	.completes = CLI_DESIGN,
	.run = run,
};
