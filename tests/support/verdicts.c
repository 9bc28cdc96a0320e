#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/design.h>
#include <heddle/err.h>

#include "random.h"
#include "verdicts.h"

const struct verdict verdicts[] = {
	{ "the file, read again", judge_file, false },
	{ "each step", judge_steps, true },
	{ "bounded check, by every explorer", judge_bounded, true },
	{ "--symmetry", judge_symmetric, true },
	{ "--unbounded", judge_unbounded, true },
	{ "--property", judge_liveness, true },
	{ "hints", judge_hints, true },
	{ "steps that never happen", judge_vacuous, true },
	{ "what can follow", judge_future, true },
	{ "words and footprints", judge_words, false },
	{ "exports", judge_exports, false },
	{ "played and drawn", judge_played, false },
	{ .name = NULL },
};

enum outcome disagree(struct trial *trial, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(trial->why, sizeof(trial->why), format, args);
	va_end(args);
	return DISAGREED;
}

struct model *trial_compile(struct trial *trial, bool bounded)
{
	struct scope scope = scope_unset();
	struct model *model = NULL;
	struct err err = { 0 };

	if (design_compile(trial->design, &scope, NULL, bounded, &model, &err))
		disagree(trial, "it does not compile: %s", err.what);
	return model;
}

bool same_step(const struct ref *ref, const struct model *model, const struct step *step,
               const struct ref_step *other)
{
	static const char *const kinds[] = { "user", "metadata", "image", "id" };
	const struct model_action *action = &model->actions[step->action];
	const struct draft_step *meant = &ref->draft->roles[ref->role[other->process]].steps[other->action];
	unsigned chosen = 0;

	if (step->process != other->process || strcmp(action->name, meant->name) != 0)
		return false;
	for (unsigned i = 0; i < step->choice_count; i++)
		for (int k = 0; k < 4; k++)
			if (strcmp(action->choice[i]->name, kinds[k]) == 0) {
				if (other->choice[k] != step->choice[i] + 1)
					return false;
				chosen++;
			}
	return chosen == meant->words[DRAFT_CHOOSE].count;
}

bool successors_add(void *ctx, const struct ref_step *step, const struct ref_state *next,
                    const struct ref_event *event)
{
	struct successors *s = ctx;

	if (s->count == SUCCESSORS_MOST)
		return false;
	s->step[s->count] = *step;
	s->state[s->count] = *next;
	s->event[s->count++] = *event;
	return true;
}

uint64_t times_taken(const struct ref *ref, const struct ref_result *found, const char *name)
{
	for (int r = 0; r < DRAFT_ROLES; r++)
		for (unsigned i = 0; i < ref->draft->roles[r].step_count; i++)
			if (strcmp(ref->draft->roles[r].steps[i].name, name) == 0)
				return found->taken[r][i];
	return 0;
}

unsigned property_of(const struct model *model, enum ref_property property)
{
	return (unsigned)model_property_index(model, ref_property_names[property]);
}

enum outcome judge_file(struct trial *trial)
{
	struct design *again = NULL;
	struct draft draft;
	struct buf text;
	enum outcome outcome = AGREED;

	buf_init(&text);
	if (!draft_read(trial->text, trial->length, &draft))
		outcome = disagree(trial, "the draft cannot be read back");
	else
		draft_print(&draft, &text);
	if (outcome == AGREED && design_parse(text.data, text.length, NULL, &again, NULL))
		outcome = disagree(trial, "the draft that was read back is not sound");
	else if (outcome == AGREED && strcmp(design_checksum(again), design_checksum(trial->design)) != 0)
		outcome = disagree(trial, "the draft that was read back means something else");
	else if (outcome == AGREED && strcmp(design_text(trial->design), trial->text) != 0)
		outcome = disagree(trial, "the design's text is not its file");
	design_free(again);
	buf_release(&text);
	return outcome;
}

int verdicts_judge(const struct draft *draft, unsigned most, int only, unsigned *counts, char *why)
{
	struct trial trial = { .draft = draft, .most = most };
	struct err err = { 0 };
	struct buf text;
	int disagreeing = -1;

	buf_init(&text);
	draft_print(draft, &text);
	trial.text = text.data;
	trial.length = text.length;
	if (design_parse(text.data, text.length, NULL, &trial.design, &err)) {
		snprintf(why, TRIAL_WHY, "it is not sound: %s: %s", err.place, err.what);
		buf_release(&text);
		return 0;
	}
	for (int row = 0; verdicts[row].name && disagreeing < 0; row++) {
		enum outcome outcome;

		if (only >= 0 && row != only)
			continue;
		random_from(1); /* a row finds the same by itself as after the others */
		outcome = verdicts[row].refers && !ref_has_room(draft) ? TOO_LARGE
		                                                       : verdicts[row].judge(&trial);
		counts[row] += outcome == AGREED;
		if (outcome == DISAGREED)
			disagreeing = row;
	}
	if (disagreeing >= 0)
		snprintf(why, TRIAL_WHY, "%s", trial.why);
	design_free(trial.design);
	buf_release(&text);
	return disagreeing;
}
