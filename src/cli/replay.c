/* heddle replay: whether a design allows the schedule of a trace, and if not, where it diverges and why. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/bundled.h>
#include <heddle/cli.h>
#include <heddle/err.h>
#include <heddle/liveness.h>
#include <heddle/match.h>
#include <heddle/mem.h>
#include <heddle/replay.h>
#include <heddle/schedule.h>
#include <heddle/session.h>
#include <heddle/trace.h>
#include <heddle/utf8.h>

#include "cli/behaviours.h"
#include "cli/idle.h"
#include "cli/replay_expressions.h"

static void add_number(struct buf *out, const char *name, bool present, size_t number)
{
	if (present)
		buf_printf(out, ", \"%s\": %zu", name, number);
	else
		buf_printf(out, ", \"%s\": null", name);
}

/* What is replayed: the line of a session, for heddle's own files, which need not contain all states; or
 * the states of a trace, from which its design is found. */
struct source {
	struct session *session; /* null: replay the trace */
	struct trace *trace;     /* null: a schedule on the command line */
};

/* What the file says about the end of the run, and what could not be read. */
static void add_file(struct buf *out, const struct trace *trace)
{
	cli_json_member(out, "claims", trace ? trace->claims : NULL);
	cli_json_member(out, "ended", trace ? trace->ended : NULL);
	buf_add_text(out, ", \"remarks\": [");
	for (size_t i = 0; trace && i < trace->remark_count; i++) {
		buf_add_text(out, i ? ", " : "");
		cli_json_text(out, trace->remarks[i]);
	}
	buf_add_char(out, ']');
}

static void add_json(struct buf *out, const struct replay *r, const struct trace *trace)
{
	buf_add_text(out, "{\"design\": ");
	cli_json_text(out, r->design);
	buf_printf(out, ", \"fits\": %s, \"steps\": %zu, \"matched\": %zu", r->fits ? "true" : "false",
	           r->steps, r->matched);
	add_number(out, "diverges_at", !r->fits, r->diverges_at);
	cli_json_member(out, "reason", r->reason);
	cli_json_member(out, "violates", r->property < 0 ? NULL : r->model->properties[r->property].name);
	add_number(out, "violated_at", r->property >= 0, r->violated_at);
	add_number(out, "loop", r->loop >= 0, (size_t)r->loop);
	cli_json_member(out, "loop_violates", r->starved ? r->starved->recurring : NULL);
	add_file(out, trace);
	buf_add_char(out, '}');
}

static void add_text(struct buf *out, const struct replay *r, bool full)
{
	struct buf safe;

	buf_init(&safe);
	utf8_escape(&safe, r->design, strlen(r->design));
	buf_printf(out, "%s: ", safe.data);
	buf_clear(&safe);
	if (r->reason)
		utf8_escape(&safe, r->reason, strlen(r->reason));
	if (r->fits) {
		buf_printf(out, "fits, %s%zu step%s", r->steps == 1 ? "" : "all ", r->steps,
		           r->steps == 1 ? "" : "s");
		replay_ending(r, out);
	} else {
		buf_add_text(out, "diverges ");
		replay_where(r, out);
		buf_printf(out, ": %s", safe.data);
	}
	buf_add_char(out, '\n');
	if (r->property >= 0) {
		buf_clear(&safe);
		utf8_escape(&safe, r->facts, strlen(r->facts));
		buf_printf(out, "%s%s broken at step %zu: %s\n", full ? "" : "  ",
		           r->model->properties[r->property].name, r->violated_at, safe.data);
	} else if (full && !r->starved) {
		buf_printf(out, "No property is broken %s.\n", r->fits ? "on the way" : "up to there");
	}
	if (r->starved) {
		buf_add_text(out, full ? "" : "  ");
		replay_starved(r, out);
		buf_add_char(out, '\n');
	}
	buf_release(&safe);
}

/* The schedule's steps next to the design's, whose names may differ. */
static void add_steps(struct buf *out, const struct replay *r)
{
	struct buf mine, theirs;

	if (!r->source)
		return;
	buf_init(&mine);
	buf_init(&theirs);
	buf_add_char(out, '\n');
	for (size_t i = 0; i < r->steps + r->closes; i++) {
		buf_clear(&mine);
		buf_clear(&theirs);
		step_show(r->source, &r->source_steps[i], &mine);
		if (i < r->matched || r->fits)
			step_show(r->model, &r->taken[i], &theirs);
		else if (i == r->matched)
			buf_add_text(&theirs, "(cannot)");
		if (i < r->steps)
			buf_printf(out, "%4zu", i + 1);
		else
			buf_add_text(out, "back");
		buf_printf(out, "  %-40s  %s%s\n", mine.data, theirs.data,
		           r->property >= 0 && r->violated_at == i + 1 ? "   <- violation" : "");
	}
	buf_release(&mine);
	buf_release(&theirs);
}

/* How the run ended according to the file, unless the replay found the same. */
static void add_end(struct buf *out, const struct replay *r, const struct trace *trace)
{
	bool deadlock = trace->claims && strcmp(trace->claims, TRACE_DEADLOCK) == 0;
	bool found = (trace->claims && r->property >= 0 &&
	              strcmp(r->model->properties[r->property].name, trace->claims) == 0) ||
	             r->starved;

	if (found || (!trace->claims && !trace->ended))
		return;
	if (deadlock) {
		buf_add_text(out, "The file says that no step is possible at its end.\n");
		return;
	}

	const char *text = trace->claims ? trace->claims : trace->ended;

	buf_add_text(out, trace->claims ? "The file says that " : "The run ended, according to the file: ");
	utf8_escape(out, text, strlen(text));
	buf_add_text(out, trace->claims ? " is violated.\n" : "\n");
}

static void add_replay(struct buf *out, const struct replay *r, const struct trace *trace,
                       const struct cli_args *args, bool full)
{
	if (cli_has(args, "json"))
		add_json(out, r, trace);
	else
		add_text(out, r, full);
	if (full && trace && !cli_has(args, "json"))
		add_end(out, r, trace);
	if (full && !cli_has(args, "json"))
		add_steps(out, r);
}

static int replay_line(const struct session *session, const char *name, const struct cli_args *args,
                       struct replay *replay, struct err *err)
{
	struct design *design = NULL;
	int status;

	if (strcmp(name, design_name(session->design)) == 0)
		return replay_session(session, session->design, &args->scope, replay, err);
	if (design_open(name, &design, err))
		return -1;
	status = replay_session(session, design, &args->scope, replay, err);
	design_free(design);
	return status;
}

static int replay_on(const struct source *source, const char *design, const struct cli_args *args,
                     struct buf *out, bool full, bool *fits, struct err *err)
{
	struct replay r;

	if (source->session ? replay_line(source->session, design, args, &r, err)
	                    : replay_trace(source->trace, design, &args->scope, &r, err))
		return -1;
	add_replay(out, &r, source->trace, args, full);
	*fits = r.fits;
	replay_release(&r);
	return 0;
}

static int replay_on_all(const struct source *source, const struct cli_args *args, struct buf *out,
                         struct err *err)
{
	bool json = cli_has(args, "json"), any = false, fits;
	const struct bundled *b;

	if (json)
		buf_add_text(out, "{\"replays\": [");
	for (size_t i = 0; (b = bundled_design_nth(i)); i++) {
		if (json)
			buf_add_text(out, i ? ",\n  " : "\n  ");
		if (replay_on(source, b->name, args, out, false, &fits, err))
			return -1;
		any |= fits;
	}
	if (json)
		buf_add_text(out, "\n]}");
	return any ? CLI_OK : CLI_VIOLATED;
}

static void warn_misnamed(const struct match_attempt *attempt)
{
	struct buf text;

	if (!attempt->contradicted)
		return;
	buf_init(&text);
	match_attempt_misnamed(attempt, &text);
	cli_warn("%s", text.data);
	buf_release(&text);
}

/* The design that explains the trace, or the closest one. */
static int own_design(const struct source *source, char *name, size_t size, struct err *err)
{
	struct match match;

	if (source->session) {
		snprintf(name, size, "%s", design_name(source->session->design));
		return 0;
	}
	if (match_find(source->trace, NULL, NULL, &match, err))
		return -1;
	snprintf(name, size, "%s", match.attempts[match.best].design);
	if (!match.model)
		fprintf(stderr, "heddle: no design explains the trace; this one is the closest\n");
	warn_misnamed(&match.attempts[match.best]);
	match_release(&match);
	return 0;
}

/* The design to replay on: --design or, with --schedule, the operand; null: the trace's own. */
static const char *target_of(const struct cli_args *args)
{
	const char *design = cli_value(args, "design");

	return design || !cli_value(args, "schedule") ? design : cli_operand(args, 0);
}

/* A schedule that its design does not allow can still be replayed if all its steps are written in full.
 * Returns 1 if they are not. */
static int replay_written(const struct cli_args *args, const char *text, const char *name,
                          struct replay *replay, struct err *err)
{
	struct trace *written = trace_new();
	struct design *design = NULL;
	struct model *model = NULL;
	struct step *steps = NULL;
	size_t count = 0;
	int status = -1;

	if (trace_format_named("schedule")->read(text, strlen(text), written, err) ||
	    design_open(name, &design, err) || design_compile(design, &args->scope, NULL, false, &model, err))
		goto done;
	steps = mem_array(written->heddle->node_count, sizeof(*steps));
	for (; count + 1 < written->heddle->node_count; count++) {
		const char *step = written->heddle->nodes[count + 1].step;

		if (step_parse(model, step, strlen(step), &steps[count], NULL)) {
			status = 1;
			goto done;
		}
	}
	status = replay_schedule(model, steps, count, design, NULL, replay, err);
done:
	trace_free(written);
	free(steps);
	model_free(model);
	design_free(design);
	return status;
}

/* A schedule gets its states from a design: its own or, if that is unknown, the one asked for. */
static int read_input(const struct cli_args *args, struct source *source, struct err *err)
{
	const char *text = cli_value(args, "schedule"), *design = target_of(args);
	const struct scope *scope;
	size_t which;
	int result;

	if (cli_trace_number(args, &which, err) ||
	    (!text && trace_read_nth(cli_operand(args, 0), which, &source->trace, err)))
		return -1;
	if (!text) {
		cli_warn_several(args, source->trace->of);
		cli_warn_remarks(cli_operand(args, 0), source->trace->remarks, source->trace->remark_count);
	}
	if (!text && !source->trace->heddle)
		return 0;
	scope = text || source->trace->state_count ? NULL : &args->scope;
	result = text ? schedule_open(text, NULL, NULL, &source->session, err)
	              : session_open_trace(source->trace, NULL, NULL, scope, &source->session, err);
	if (result < 0 && design)
		result = text ? schedule_open(text, design, &args->scope, &source->session, err)
		              : session_open_trace(source->trace, NULL, design, scope, &source->session, err);
	if (result < 0)
		return -1;
	if (source->session->other_version)
		cli_warn("%s", source->session->origin);
	if (!source->session->design) {
		session_free(source->session);
		source->session = NULL;
	}
	return 0;
}

/* Replays a schedule that could not be opened on the requested design.  Returns an exit status, or -1,
 * leaving the error unchanged. */
static int run_written(const struct cli_args *args, const char *design, struct buf *out)
{
	const char *text = cli_value(args, "schedule");
	struct replay r;
	int status;

	if (!text || !design || replay_written(args, text, design, &r, NULL))
		return -1;
	add_replay(out, &r, NULL, args, true);
	status = r.fits ? CLI_OK : CLI_VIOLATED;
	replay_release(&r);
	return status;
}

/* `name`: null for all designs. */
static void warn_idle(const struct cli_args *args, const char *name)
{
	struct idle idle = { .count = 0 };
	struct design *design = NULL;

	if (name && !design_open(name, &design, NULL))
		idle_of_design(args, design, &idle);
	idle_bounds(args, "a replay has no bounds", &idle);
	idle_warn(&idle);
	design_free(design);
}

static int run(const struct cli_args *args, struct err *err)
{
	static const struct option_rule rules[] = {
		{ "all", "design", false },
		{ "all", "always", false },
		{ "all", "watch", false },
		{ NULL, NULL, false },
	};
	const char *design = target_of(args);
	struct source source = { 0 };
	struct buf out;
	char name[200];
	bool fits = false;
	int status = -1;

	if (options_check_together(args, rules, err))
		return -1;
	if (replay_has_expressions(args))
		return replay_expressions(args, err);
	buf_init(&out);
	if (read_input(args, &source, err)) {
		status = run_written(args, design, &out);
	} else if (cli_has(args, "all")) {
		warn_idle(args, NULL);
		status = replay_on_all(&source, args, &out, err);
	} else {
		if (!design && own_design(&source, name, sizeof(name), err))
			goto done;
		warn_idle(args, design ? design : name);
		if (!replay_on(&source, design ? design : name, args, &out, true, &fits, err))
			status = fits ? CLI_OK : CLI_VIOLATED;
	}
	if (status >= 0) {
		if (cli_has(args, "json"))
			buf_add_char(&out, '\n');
		cli_print(&out);
	}
done:
	session_free(source.session);
	trace_free(source.trace);
	buf_release(&out);
	return status;
}

static const struct cli_option options[] = {
	{ .name = "all", .summary = "replay on every bundled design, one line each" },
	{ .name = "watch",
	  .value = "EXPRESSION",
	  .summary = "print its value in each state of the trace; repeat for more",
	  .repeats = true },
	{ .name = NULL },
};

// clang-format off
const struct subcommand subcommand_replay = {
	.name = "replay",
	.usage = "TRACE",
	.summary = "tell whether a design allows the schedule of a trace, or where it diverges and why",
	.details = "The schedule is replayed step by step: the same process takes the design's step of "
	           "the same name or, if there is none, the step with the same function, with the same "
	           "choices. The schedule fits to its end or diverges at a step.\n\n"
	           "Without --design the trace's own design is found and replayed.",
	.shared = CLI_ALWAYS | CLI_SCOPE | CLI_JSON | CLI_DESIGN_OPTION | CLI_SCHEDULE | CLI_NTH,
	.options = options,
	.operands_least = 1,
	.operands_most = 1,
	.completes = CLI_TRACE,
	.run = run,
};
// clang-format on
