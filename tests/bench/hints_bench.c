/*
 * From switching hints on to exact hints of every step, for each bundled design with one
 * server, one reader and one cleaner, one user, two metadatas, two images and three ids.
 *
 *   hints_bench [SERVERS]
 *
 * Prints the processor's time at the start of a session and, after that, the worst over a walk of 200
 * steps.  Exits with 1 when either is over a second.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <heddle/bundled.h>
#include <heddle/design.h>
#include <heddle/distance.h>
#include <heddle/err.h>
#include <heddle/mem.h>

enum { WALK = 200 };
static const double most = 1000.0; /* milliseconds */

/* Of the processor: what else the machine does is not ours to measure. */
static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static double find(struct distances *distances, const struct model *model, const void *state,
                   struct arena *arena, struct hint *here, struct step **steps, size_t *count)
{
	struct hint *hints;
	double from;

	*count = model_enabled(model, state, arena, steps);
	hints = arena_array(arena, *count, sizeof(*hints));
	from = now();
	distances_find(distances, state, here, hints, *count);
	return now() - from;
}

static void show(char *text, size_t size, struct hint hint)
{
	if (hint.kind == HINT_SAFE)
		snprintf(text, size, "safe");
	else
		snprintf(text, size, "%s%u", hint.kind == HINT_EXACT ? "" : ">=", hint.steps);
}

static bool measure(const struct model *model, const char *name)
{
	struct arena *arena = arena_new();
	void *state = mem_alloc(model->state_size), *next = mem_alloc(model->state_size);
	double first, worst = 0, from = now();
	struct distances *distances = distances_new(model, model_default_properties(model), NULL);
	struct hint here, later;
	struct step *steps;
	struct distances_size size;
	uint32_t seed = 1;
	size_t count;
	char text[20];

	first = now() - from;
	model->ops->initial(model, state);
	first += find(distances, model, state, arena, &here, &steps, &count);
	size = distances_size(distances);
	for (int i = 0; i < WALK && count; i++) {
		seed = seed * 1664525 + 1013904223;
		model->ops->apply(model, state, &steps[(seed >> 8) % count], next);
		void *swap = state;

		state = next;
		next = swap;

		double time = find(distances, model, state, arena, &later, &steps, &count);

		worst = time > worst ? time : worst;
	}
	show(text, sizeof(text), here);
	printf("  %-36s %6s %9.1f ms %9.1f ms %9llu states %6.1f MB\n", name, text, first, worst,
	       (unsigned long long)size.states, (double)size.memory / 1e6);
	distances_free(distances);
	arena_free(arena);
	free(state);
	free(next);
	return first <= most && worst <= most;
}

int main(int argc, char **argv)
{
	bool good = true;

	printf("hints: how far, until exact at the start, worst of %d steps after, the graph at the start\n",
	       WALK);
	for (const struct bundled *b = bundled_designs; b->name; b++) {
		struct scope scope = scope_unset();
		struct design *design;
		struct model *played, *quotient;
		struct err err = { 0 };
		char text[1000];

		scope.of[SCOPE_SERVERS] = argc > 1 ? atoi(argv[1]) : 1;
		scope.of[SCOPE_READERS] = 1;
		scope.of[SCOPE_IMAGE_IDS] = 3;
		if (design_open(b->name, &design, &err) < 0 ||
		    design_compile(design, &scope, NULL, false, &played, &err) < 0 ||
		    design_quotient(played, &quotient, &err) < 0) {
			fprintf(stderr, "hints_bench: %s\n", err_format(&err, text, sizeof(text)));
			return 2;
		}
		good &= measure(quotient, b->name);
		model_free(quotient);
		model_free(played);
		design_free(design);
	}
	return !good && argc == 1;
}
