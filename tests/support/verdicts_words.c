/* What is said of a design: states shown and read back, steps as text, why a step cannot be taken,
 * and what it touches. */
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/design.h>
#include <heddle/err.h>
#include <heddle/export.h>
#include <heddle/mem.h>
#include <heddle/value.h>

#include "play_fuzz.h"
#include "random.h"
#include "verdicts.h"

enum { WALK = 25 };

struct visit {
	struct trial *trial;
	const struct model *model;
	const void *state;
	struct step *steps;
	size_t count;
	struct arena *arena;
};

static enum outcome reads_back(const struct visit *v)
{
	const struct value *shown = v->model->ops->describe(v->model, v->state, v->arena);
	void *again = mem_alloc(v->model->state_size);
	struct err err = { 0 };
	enum outcome outcome = AGREED;

	if (design_encode(v->model, shown, again, &err))
		outcome = disagree(v->trial, "a state cannot be read back: %s", err.what);
	else if (memcmp(again, v->state, v->model->state_size) != 0)
		outcome = disagree(v->trial, "a state is another when it is read back");
	free(again);
	return outcome;
}

static enum outcome steps_are_text(const struct visit *v)
{
	enum outcome outcome = AGREED;
	struct buf text;

	buf_init(&text);
	for (size_t i = 0; i < v->count && outcome == AGREED; i++) {
		struct step again;
		struct err err = { 0 };

		buf_clear(&text);
		step_show(v->model, &v->steps[i], &text);
		if (step_parse(v->model, text.data, text.length, &again, &err))
			outcome = disagree(v->trial, "\"%s\" cannot be read: %s", text.data, err.what);
		else if (!step_equal(&again, &v->steps[i]))
			outcome = disagree(v->trial, "\"%s\" is read as another step", text.data);
	}
	buf_release(&text);
	return outcome;
}

static bool can(const struct visit *v, unsigned process, unsigned action)
{
	for (size_t i = 0; i < v->count; i++)
		if (v->steps[i].process == process && v->steps[i].action == action)
			return true;
	return false;
}

/* A reason is given for just those that cannot be taken. */
static enum outcome refusals_have_reasons(const struct visit *v)
{
	enum outcome outcome = AGREED;
	struct buf why;

	buf_init(&why);
	for (unsigned p = 0; p < v->model->process_count; p++)
		for (unsigned a = 0; a < v->model->action_count && outcome == AGREED; a++) {
			bool told;

			buf_clear(&why);
			told = v->model->ops->why_not(v->model, v->state, p, a, &why);
			if (told == can(v, p, a) || told != (why.length > 0))
				outcome = disagree(v->trial, "%s: \"%s\" is why not, or it can",
				                   v->model->actions[a].name, why.data);
		}
	buf_release(&why);
	return outcome;
}

static void nothing(void *ctx, enum mark_kind kind, const char *path, const char *text)
{
	(void)ctx, (void)kind, (void)path, (void)text;
}

static bool is_in(const uint64_t *set, const struct model *model, const char *path)
{
	for (unsigned c = 0; c < model->cell_count; c++)
		if (strcmp(model->cells[c], path) == 0)
			return set[c / 64] >> c % 64 & 1;
	return false;
}

struct difference {
	const struct visit *visit;
	const uint64_t *writes;
	enum outcome outcome;
};

/* Every cell that a step changed is one that it writes.  A blob without an image shows no date: its
 * cells change together. */
static void note_difference(void *ctx, const char *path, const struct value *before,
                            const struct value *after)
{
	struct difference *d = ctx;

	(void)before, (void)after;
	if (d->outcome == AGREED && strncmp(path, "blobStoreState", 14) != 0 &&
	    !is_in(d->writes, d->visit->model, path) && strncmp(path, "operations", 10) != 0)
		d->outcome = disagree(d->visit->trial, "a step changes %s, which it does not write", path);
}

static enum outcome footprints_are_honest(const struct visit *v)
{
	size_t words = v->model->cell_words;
	struct footprint footprint = { mem_array(words, 8), mem_array(words, 8) };
	struct difference d = { v, footprint.writes, AGREED };
	void *next = mem_alloc(v->model->state_size);

	for (size_t i = 0; i < v->count && d.outcome == AGREED; i++) {
		memset(footprint.reads, 0, words * 8);
		memset(footprint.writes, 0, words * 8);
		v->model->ops->footprint(v->model, v->state, &v->steps[i], &footprint);
		if (v->model->ops->apply(v->model, v->state, &v->steps[i], next) != APPLY_OK)
			d.outcome = disagree(v->trial, "an enabled step cannot be taken");
		else
			value_diff(v->model->ops->describe(v->model, v->state, v->arena),
			           v->model->ops->describe(v->model, next, v->arena), note_difference, &d);
	}
	free(footprint.reads);
	free(footprint.writes);
	free(next);
	return d.outcome;
}

static enum outcome facts_are_told(const struct visit *v)
{
	void *next = mem_alloc(v->model->state_size);
	enum outcome outcome = AGREED;
	struct buf facts;

	buf_init(&facts);
	v->model->ops->marks(v->model, NULL, NULL, v->state, nothing, NULL);
	for (size_t i = 0; i < v->count && outcome == AGREED; i++) {
		uint32_t broken;

		v->model->ops->apply(v->model, v->state, &v->steps[i], next);
		broken = v->model->ops->broken(v->model, v->state, &v->steps[i], next, UINT32_MAX);
		v->model->ops->marks(v->model, v->state, &v->steps[i], next, nothing, NULL);
		for (unsigned p = 0; p < v->model->property_count && outcome == AGREED; p++) {
			buf_clear(&facts);
			if (broken >> p & 1)
				v->model->ops->broken_facts(v->model, v->state, &v->steps[i], next, p,
				                            &facts);
			if ((broken >> p & 1) != (facts.length > 0))
				outcome = disagree(v->trial, "nothing is told of a broken %s",
				                   v->model->properties[p].name);
		}
	}
	buf_release(&facts);
	free(next);
	return outcome;
}

static enum outcome visit(struct visit *v)
{
	enum outcome outcome = reads_back(v);

	outcome = outcome == AGREED ? steps_are_text(v) : outcome;
	outcome = outcome == AGREED ? refusals_have_reasons(v) : outcome;
	outcome = outcome == AGREED ? footprints_are_honest(v) : outcome;
	return outcome == AGREED ? facts_are_told(v) : outcome;
}

enum outcome judge_words(struct trial *trial)
{
	struct model *model = trial_compile(trial, true);
	enum outcome outcome = AGREED;
	struct visit v = { .trial = trial, .model = model };
	void *state, *next;

	if (!model)
		return DISAGREED;
	state = mem_alloc(model->state_size);
	next = mem_alloc(model->state_size);
	v.arena = arena_new();
	model->ops->initial(model, state);
	for (int i = 0; i < WALK && outcome == AGREED; i++) {
		v.state = state;
		v.count = model_enabled(model, state, v.arena, &v.steps);
		outcome = visit(&v);
		if (!v.count ||
		    model->ops->apply(model, state, &v.steps[random_below((uint32_t)v.count)], next) !=
		            APPLY_OK ||
		    !model->ops->within(model, next))
			break;
		memcpy(state, next, model->state_size);
	}
	arena_free(v.arena);
	free(state);
	free(next);
	model_free(model);
	return outcome;
}

/* A target writes the design, or says why it cannot; and the same each time. */
static enum outcome export_twice(struct trial *trial, const struct export_target *target,
                                 const struct model *model)
{
	struct export_options options = { .properties = model_default_properties(model), .states = 60 };
	struct export first, second;
	struct err err = { 0 };
	enum outcome outcome = AGREED;
	int status, again;

	export_init(&first);
	export_init(&second);
	status = target->design(model, &options, &first, &err);
	again = target->design(model, &options, &second, NULL);
	if (status != again || (status == 0 && (first.count == 0 || first.count != second.count)))
		outcome = disagree(trial, "%s is written, or not", target->name);
	else if (status && !*err.what)
		outcome = disagree(trial, "%s is not written, and nothing says why", target->name);
	for (size_t i = 0; i < first.count && outcome == AGREED && !status; i++)
		if (first.files[i].length != second.files[i].length ||
		    memcmp(first.files[i].text, second.files[i].text, first.files[i].length) != 0)
			outcome = disagree(trial, "%s is another each time", target->name);
	export_release(&first);
	export_release(&second);
	return outcome;
}

enum outcome judge_exports(struct trial *trial)
{
	struct model *model = trial_compile(trial, true);
	enum outcome outcome = model ? AGREED : DISAGREED;

	for (size_t i = 0; export_targets[i] && outcome == AGREED; i++)
		if (export_targets[i]->design)
			outcome = export_twice(trial, export_targets[i], model);
	model_free(model);
	return outcome;
}

/* Played at random, in every view; what does not go well ends the process.  It takes as long as all
 * other rows, so not each design is. */
enum outcome judge_played(struct trial *trial)
{
	if (trial->length % 4)
		return TOO_LARGE;
	fuzz_design((const uint8_t *)trial->text, trial->length);
	return AGREED;
}
