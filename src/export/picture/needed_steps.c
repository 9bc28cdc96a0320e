/*
 * The first guess is a backward slice over footprints (Weiser, "Program Slicing", ICSE 1981): a step is kept
 * if it wrote a cell that a later kept step read.  The slice knows what the last step read, but not what the
 * property read, so it may not be sufficient.  Then the search starts with all steps and removes those
 * outside the slice, in shrinking windows of each process's steps (Zeller and Hildebrandt, "Simplifying and
 * Isolating Failure-Inducing Input", 2002), as long as the rest is sufficient.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/mem.h>

#include "export/picture/needed_steps.h"

enum { STEPS_MAX = 300 };

static void slice(const struct needed_run *run, bool *kept)
{
	size_t words = run->model->cell_words;
	uint64_t *read = mem_array(words + 1, sizeof(*read)); /* by a later kept step */

	for (size_t i = run->count; i-- > 0;) {
		const uint64_t *reads = run->cells + 2 * words * i, *writes = reads + words;

		kept[i] = i + 1 == run->count;
		for (size_t w = 0; w < words; w++)
			kept[i] |= (read[w] & writes[w]) != 0;
		for (size_t w = 0; w < words && kept[i]; w++)
			read[w] = ((read[w] & ~writes[w]) | reads[w]) & ~run->logs[w];
	}
	free(read);
}

static bool is_enough(const struct needed_run *run, const bool *kept)
{
	struct model_walk walk;
	bool enough = kept[run->count - 1];

	model_walk_begin(&walk, run->model, NULL);
	for (size_t i = 0; i < run->count && enough; i++)
		enough = !kept[i] || model_walk_take(&walk, &run->steps[i]);
	enough = enough && model_breaks(run->model, walk.from, &run->steps[run->count - 1], walk.at,
	                                run->broken) == run->broken;
	model_walk_end(&walk);
	return enough;
}

/* Removes `window` removable steps of `process`, from the nth.  Returns false, and removes nothing, if the
 * rest is not sufficient. */
static bool remove_window(const struct needed_run *run, unsigned process, size_t nth, size_t window,
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
	enough = some && is_enough(run, less);
	if (enough)
		memcpy(kept, less, run->count * sizeof(*less));
	free(less);
	return enough;
}

static size_t count_removable(const struct needed_run *run, unsigned process, const bool *guessed,
                              const bool *kept)
{
	size_t count = 0;

	for (size_t i = 0; i + 1 < run->count; i++)
		count += run->steps[i].process == process && kept[i] && !guessed[i];
	return count;
}

bool needed_find(const struct needed_run *run, bool *kept)
{
	bool *guessed;

	slice(run, kept);
	if (is_enough(run, kept))
		return true;
	if (run->count > STEPS_MAX)
		return false;
	guessed = mem_array(run->count, sizeof(*guessed));
	memcpy(guessed, kept, run->count * sizeof(*guessed));
	for (size_t i = 0; i < run->count; i++)
		kept[i] = true;
	for (size_t window = run->count; window; window /= 2)
		for (unsigned p = 0; p < run->model->process_count; p++)
			for (size_t nth = 0; nth < count_removable(run, p, guessed, kept);)
				nth += remove_window(run, p, nth, window, guessed, kept) ? 0 : window;
	free(guessed);
	return is_enough(run, kept);
}
