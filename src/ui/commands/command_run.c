/*
 * Commands that take many steps or look ahead: hints, runs, walks and checks.  Here they are parsed;
 * background.c does the work.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <heddle/number.h>
#include <heddle/own_property.h>
#include <heddle/suggest.h>

#include "ui/background.h"
#include "ui/ui_private.h"

enum { WALK_MOST = 10000, SEEDS = 10000 };

int command_hints(struct ui *ui, const char *args, struct err *err)
{
	bool on = hints_shown(&ui->scene);
	struct buf uncovered;

	if (parse_switch(args, &on, err) < 0 || background_set_hints(ui, on, err) < 0)
		return -1;
	if (!on) {
		ui_say(ui, "hints are off");
		return 0;
	}
	buf_init(&uncovered);
	background_uncovered(ui->scene.session, &uncovered);
	ui_say(ui, "hints are on: ▲ n means that a property can break n steps later%s", uncovered.data);
	buf_release(&uncovered);
	return 0;
}

/* --- run ------------------------------------------------------------------------------ */

/* Removes the first word of *text. */
static void take_word(const char **text, char *word, size_t size)
{
	size_t length = strcspn(*text, " ");

	snprintf(word, size, "%.*s", (int)length, *text);
	*text += length;
	*text += strspn(*text, " ");
}

static int run_to_step(struct ui *ui, const char *args, struct err *err)
{
	size_t length;
	const uint32_t *line = history_line(ui->scene.session->history, &length);
	int64_t depth;

	if (!number_is(args, 0, INT64_MAX, &depth)) {
		err_set(err, "\"%s\" is not a step number", args);
		return err_remedy(err, "run until step 12");
	}
	if (depth < (int64_t)ui->scene.session->now.depth) {
		err_set(err, "step %s is before this one", args);
		return err_remedy(err, ":jump %s goes back there", args);
	}
	if ((uint64_t)depth >= length) {
		err_set(err, "this branch ends at step %zu", length - 1);
		return err_remedy(err, ":walk %" PRId64 " goes on at random from its end",
		                  depth - (int64_t)length + 1);
	}
	background_mark(ui);
	session_jump(ui->scene.session, line[depth]);
	ui_say(ui, "step %s; b goes back", args);
	return 0;
}

/* The steps, or else the control states, of a process that an argument can name, each ended by \n. */
static void places_of(const struct model *model, unsigned process, bool steps, struct buf *out)
{
	for (unsigned a = 0; a < model->action_count; a++) {
		const struct model_action *action = &model->actions[a];
		const char *target = action->target;

		if (!model_takes(model, process, a))
			continue;
		if (steps)
			buf_printf(out, "%s\n", action->name);
		else if (target && !strstr(out->data, target))
			buf_printf(out, "%s\n", target);
	}
}

static int no_such_place(const struct model *model, unsigned process, bool steps, const char *name,
                         struct err *err)
{
	struct nearest nearest = nearest_to(name);
	struct buf places;
	char *rest, *place;

	buf_init(&places);
	buf_add_text(&places, "");
	places_of(model, process, steps, &places);
	for (place = strtok_r(places.data, "\n", &rest); place; place = strtok_r(NULL, "\n", &rest))
		nearest_offer(&nearest, place);
	nearest_err(&nearest, steps ? "step" : "state", err);
	if (!nearest.name)
		err_remedy(err, "Tab lists the states and steps of %s", model->processes[process].name);
	buf_release(&places);
	return -1;
}

static int process_goal(const struct model *model, unsigned process, const char *args, struct goal *goal,
                        struct err *err)
{
	char word[100];

	goal->process = process;
	take_word(&args, word, sizeof(word));
	if (strcmp(word, "at") != 0) {
		int action = *word ? model_action_index(model, word) : -1;

		goal->kind = GOAL_ACTION;
		if (action < 0 || !model_takes(model, process, (unsigned)action))
			return no_such_place(model, process, true, word, err);
		goal->action = (unsigned)action;
		return 0;
	}
	goal->kind = GOAL_CONTROL;
	take_word(&args, word, sizeof(word));
	for (unsigned a = 0; a < model->action_count; a++) {
		const char *target = model->actions[a].target;

		if (target && model_takes(model, process, a) && strcmp(target, word) == 0) {
			goal->control = target;
			return 0;
		}
	}
	return no_such_place(model, process, false, word, err);
}

static int run_until(struct ui *ui, const char *args, struct err *err)
{
	const char *rest = args;
	char word[100], text[200];
	struct goal goal = { 0 };

	take_word(&rest, word, sizeof(word));
	if (strcmp(word, "step") == 0)
		return run_to_step(ui, rest, err);
	if (!*word) {
		err_set(err, "until what?");
		return err_remedy(err, "give a property, PROCESS at STATE, PROCESS STEP, or step N");
	}

	const struct model *model = background_model(ui, err);

	if (!model)
		return -1;

	int property = model_property_index(model, word);
	int process = model_process_index(model, word);

	if (property >= 0) {
		goal.kind = GOAL_PROPERTY;
		goal.properties = UINT32_C(1) << property;
		snprintf(text, sizeof(text), "where %s breaks", word);
		return background_run(ui, &goal, text, err);
	}
	if (process < 0 && model_property_index(ui->scene.session->model, word) >= 0) {
		err_set(err, "run does not search for %s, which was added", word);
		return err_remedy(err, "heddle check --always finds its shortest violation");
	}
	if (process < 0) {
		struct nearest nearest = nearest_to(word);

		for (unsigned i = 0; i < model->property_count; i++)
			nearest_offer(&nearest, model->properties[i].name);
		for (unsigned i = 0; i < model->process_count; i++)
			nearest_offer(&nearest, model->processes[i].name);
		nearest_err(&nearest, "property or process", err);
		return -1;
	}
	if (process_goal(model, (unsigned)process, rest, &goal, err) < 0)
		return -1;
	if (goal.kind == GOAL_CONTROL) {
		const char *now = ui->scene.session->model->ops->control(
		        ui->scene.session->model, ui->scene.session->now.state, goal.process);

		if (now && strcmp(now, goal.control) == 0)
			return err_set(err, "%s is %s already", word, now);
	}
	snprintf(text, sizeof(text), "%s", args);
	return background_run(ui, &goal, text, err);
}

/* Moves the cursor forward to the next state where a condition becomes true. */
static int run_to_condition(struct ui *ui, const char *text, struct err *err)
{
	struct session *session = ui->scene.session;
	const struct expr *condition = session_condition(session, text, err);
	size_t length, depth;
	const uint32_t *line = history_line(session->history, &length);

	if (!condition)
		return -1;
	if (find_condition(ui, condition, 1, &depth) != 1 || depth <= session->now.depth) {
		err_set(err, "no later step of this branch makes \"%s\" true", text);
		return err_remedy(err, ":find searches from the start on as well");
	}
	background_mark(ui);
	session_jump(session, line[depth]);
	ui_say(ui, "step %zu: %s; b goes back", depth, text);
	return 0;
}

/* A recording has only one future. */
static int run_recording(struct ui *ui, const char *args, struct err *err)
{
	if (strncmp(args, "until ", 6) != 0)
		return command_violation(ui, "", err);
	args += 6 + strspn(args + 6, " ");
	if (strncmp(args, "step ", 5) == 0)
		return run_to_step(ui, args + 5 + strspn(args + 5, " "), err);
	return run_to_condition(ui, args, err);
}

int command_run(struct ui *ui, const char *args, struct err *err)
{
	struct goal goal = { .kind = GOAL_VIOLATION };

	if (ui->scene.session->model->recording)
		return run_recording(ui, args, err);
	if (!*args || strcmp(args, "violation") == 0)
		return background_run(ui, &goal, "a violation", err);
	if (strncmp(args, "until", 5) == 0 && (args[5] == ' ' || !args[5]))
		return run_until(ui, args + 5 + strspn(args + 5, " "), err);
	err_set(err, "unknown goal \"%s\"", args);
	return err_remedy(err, "run violation, or run until PROPERTY, PROCESS at STATE or step N");
}

void complete_run(struct ui *ui, const char *args, struct buf *out)
{
	const struct model *model;
	const char *rest = args;
	char word[100], prefix[250];
	struct buf places;

	complete_add(out, args, "violation");
	complete_add(out, args, "until ");
	if (!ui->scene.session || strncmp(args, "until ", 6) != 0)
		return;
	model = ui->scene.session->model;
	if (model->recording) {
		complete_expression(ui, args, args + 6, out);
		complete_add(out, args, "until step ");
		return;
	}
	rest += 6;
	take_word(&rest, word, sizeof(word));

	int process = model_process_index(model, word);

	if (process < 0 || args[strlen("until ") + strlen(word)] != ' ') {
		unsigned properties = model->property_count - model_own_count(model);

		for (unsigned i = 0; i < properties + model->process_count; i++) {
			bool property = i < properties;

			snprintf(prefix, sizeof(prefix), "until %s%s",
			         property ? model->properties[i].name : model->processes[i - properties].name,
			         property ? "" : " ");
			complete_add(out, args, prefix);
		}
		complete_add(out, args, "until step ");
		return;
	}
	for (int steps = 0; steps < 2; steps++) {
		char *next, *place;

		buf_init(&places);
		buf_add_text(&places, "");
		places_of(model, (unsigned)process, steps, &places);
		for (place = strtok_r(places.data, "\n", &next); place; place = strtok_r(NULL, "\n", &next)) {
			snprintf(prefix, sizeof(prefix), "until %s %s%s", word, steps ? "" : "at ", place);
			complete_add(out, args, prefix);
		}
		buf_release(&places);
	}
}

/* --- walk -------------------------------------------------------------------------------- */

static const char *const walk_ends[] = {
	[WALK_DONE] = "",
	[WALK_BROKEN] = ", to a violation",
	[WALK_STUCK] = ", to a state where no step is possible",
	[WALK_FULL] = "; no room for the next step",
};

int command_walk(struct ui *ui, const char *args, struct err *err)
{
	const char *rest = args;
	int64_t count = 20, seed = -1;

	number_take(&rest, &count);
	rest += strspn(rest, " ");
	if (count < 1 || count > WALK_MOST || (*rest && !number_is(rest, 0, UINT32_MAX, &seed))) {
		err_set(err, "\"%s\" is not a number of steps", args);
		return err_remedy(err,
		                  "give a number of steps from 1 to %d, and a seed to repeat a "
		                  "walk: walk 20 7",
		                  WALK_MOST);
	}
	if (seed < 0)
		seed = (int64_t)((uint64_t)time(NULL) * 2654435761U % SEEDS);
	background_mark(ui);

	enum walk_end why;
	size_t taken = session_walk(ui->scene.session, (size_t)count, (uint32_t)seed, &why);

	ui_say(ui, "walked %zu step%s with seed %ld%s; b goes back", taken, taken == 1 ? "" : "s", seed,
	       walk_ends[why]);
	return 0;
}

/* --- check and back ------------------------------------------------------------------------- */

int command_check(struct ui *ui, const char *args, struct err *err)
{
	if (strcmp(args, "stop") == 0) {
		ui_say(ui, background_checking(ui) ? "the check is stopped" : "no check is running");
		background_check_stop(ui);
		return 0;
	}
	if (*args) {
		err_set(err, "check takes no argument or \"stop\", not \"%s\"", args);
		return err_remedy(err, "use check or check stop");
	}
	if (background_checking(ui)) {
		ui_say(ui, "a check is running; :check stop ends it");
		return 0;
	}
	return background_check_apply(ui) ? 0 : background_check(ui, err);
}

int command_back(struct ui *ui, const char *args, struct err *err)
{
	(void)args;
	if (background_back(ui))
		return 0;
	err_set(err, "no run, walk or check yet");
	return err_remedy(err, "u goes back one step");
}
