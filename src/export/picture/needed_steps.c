/*
 * A sufficient guess stays as it is.  Otherwise the search starts with all steps and removes those not
 * guessed, in shrinking windows of each process's steps (Zeller and Hildebrandt, "Simplifying and Isolating
 * Failure-Inducing Input", 2002), as long as the rest is sufficient.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/mem.h>

#include "export/picture/needed_steps.h"

enum { STEPS_MOST = 300 };

bool needed_enough(const struct needed_run *run, const bool *kept)
{
	struct model_walk walk;
	bool enough = run->count && kept[run->count - 1];

	model_walk_begin(&walk, run->model, NULL);
	for (size_t i = 0; i < run->count && enough; i++)
		enough = !kept[i] || model_walk_take(&walk, &run->steps[i]);
	enough = enough && model_breaks(run->model, walk.from, &run->steps[run->count - 1], walk.at,
	                                run->broken) == run->broken;
	model_walk_end(&walk);
	return enough;
}

/* Removes a window of the removable steps of `process`, from the nth.  Returns false, and removes nothing, if
 * the rest is not sufficient. */
static bool leave_out(const struct needed_run *run, unsigned process, size_t nth, size_t window,
                      const bool *guessed, bool *kept)
{
	bool *less = mem_array(run->count, sizeof(*less));
	bool some = false, enough;

	memcpy(less, kept, run->count * sizeof(*less));
	for (size_t i = 0; i + 1 < run->count && window; i++) {
		if (run->steps[i].process != process || !kept[i] || guessed[i])
			continue;
		if (nth) {
			nth--;
			continue;
		}
		less[i] = false;
		some = true;
		window--;
	}
	enough = some && needed_enough(run, less);
	if (enough)
		memcpy(kept, less, run->count * sizeof(*less));
	free(less);
	return enough;
}

static size_t may_go(const struct needed_run *run, unsigned process, const bool *guessed, const bool *kept)
{
	size_t count = 0;

	for (size_t i = 0; i + 1 < run->count; i++)
		count += run->steps[i].process == process && kept[i] && !guessed[i];
	return count;
}

bool needed_find(const struct needed_run *run, bool *kept)
{
	bool *guessed;

	if (needed_enough(run, kept))
		return true;
	if (run->count > STEPS_MOST)
		return false;
	guessed = mem_array(run->count, sizeof(*guessed));
	memcpy(guessed, kept, run->count * sizeof(*guessed));
	for (size_t i = 0; i < run->count; i++)
		kept[i] = true;
	for (size_t window = run->count; window; window /= 2)
		for (unsigned p = 0; p < run->model->process_count; p++)
			for (size_t nth = 0; nth < may_go(run, p, guessed, kept);)
				nth += leave_out(run, p, nth, window, guessed, kept) ? 0 : window;
	free(guessed);
	return needed_enough(run, kept);
}
