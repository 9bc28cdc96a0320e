/*
 * From a key to the cells of the screen: a session of 500 steps at 200×60.
 *
 *   key_bench
 *
 * Prints median and worst for each key.  Exits with 1 when the worst is over 16 ms, a
 * frame at 60 Hz.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <heddle/err.h>
#include <heddle/grid.h>
#include <heddle/session.h>
#include <heddle/ui.h>

enum { STEPS = 500, WIDTH = 200, HEIGHT = 60, ROUNDS = 200 };
static const double frame = 16.0; /* milliseconds */

/* Keys that are pressed in turn, each of them measured; they end where they began. */
static const struct {
	const char *view, *key, *back;
	const char *what;
} rows[] = {
	{ "play", "u", "C-r", "undo" },           { "play", "j", "k", "cursor down" },
	{ "play", "0", "$", "to the start" },     { "play", "1", "1", "open a group" },
	{ "lanes", "u", "C-r", "undo in lanes" }, { "program", "u", "C-r", "undo in program" },
	{ "tree", "u", "C-r", "undo in tree" },   { "state", "u", "C-r", "undo in state" },
	{ "log", "u", "C-r", "undo in log" },     { "play", "v", "V", "next view" },
	{ "play", "?", "Esc", "help" },
};

/* Of the processor: what else the machine does is not ours to measure. */
static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double press(struct ui *ui, struct grid *grid, const char *key)
{
	double from = now();

	ui_key(ui, key);
	ui_draw(ui, grid);
	return now() - from;
}

/* A walk that is the same every time. */
static struct session *walk(void)
{
	struct scope scope = scope_unset();
	struct session *session;
	struct err err = { 0 };
	uint32_t seed = 12345;
	char text[1000];

	scope.of[SCOPE_SERVERS] = 3;
	scope.of[SCOPE_READERS] = 1;
	scope.of[SCOPE_CLEANERS] = 2;
	scope.of[SCOPE_USERS] = 3;
	scope.of[SCOPE_IMAGE_IDS] = 12;
	if (session_open("storage-cleaner-naive", NULL, &scope, &session, &err) < 0) {
		fprintf(stderr, "key_bench: %s\n", err_format(&err, text, sizeof(text)));
		exit(2);
	}
	while (session->now.depth < STEPS) {
		seed = seed * 1664525 + 1013904223;
		size_t pick = (seed >> 8) % session->now.step_count;
		struct step step = session->now.steps[pick];

		if (session_do(session, &step, &err) < 0) {
			fprintf(stderr, "key_bench: %s\n", err_format(&err, text, sizeof(text)));
			exit(2);
		}
	}
	return session;
}

int main(void)
{
	struct ui *ui = ui_new(walk(), false);
	double worst_of_all = 0;
	struct grid grid;

	ui_resize(ui, WIDTH, HEIGHT);
	grid_init(&grid, WIDTH, HEIGHT, false);
	ui_draw(ui, &grid);
	printf("%d steps at %dx%d, from a key to the cells, milliseconds of the processor:\n", STEPS, WIDTH,
	       HEIGHT);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		double times[ROUNDS];

		ui_show(ui, view_named(rows[i].view));
		ui_draw(ui, &grid);
		for (int round = 0; round < ROUNDS; round++) {
			times[round] = press(ui, &grid, rows[i].key);
			press(ui, &grid, rows[i].back);
		}
		qsort(times, ROUNDS, sizeof(times[0]), by_size);
		printf("  %-18s median %6.2f   worst %6.2f\n", rows[i].what, times[ROUNDS / 2],
		       times[ROUNDS - 1]);
		if (times[ROUNDS - 1] > worst_of_all)
			worst_of_all = times[ROUNDS - 1];
	}
	printf("  worst of all %.2f, allowed %.0f\n", worst_of_all, frame);
	grid_release(&grid);
	ui_free(ui);
	return worst_of_all > frame;
}
