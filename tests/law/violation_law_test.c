/*
 * Everything shown about a violation agrees with the model's judgement of that step: the banner's properties,
 * step and facts, the marks in the schedule and the tree, the key "!", and exports.  On random walks of each
 * bundled design with all properties watched, most of which violate several, more than once.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/bundled.h>
#include <heddle/export.h>
#include <heddle/mem.h>
#include <heddle/trace.h>

#include "play.h"
#include "random.h"
#include "share.h"
#include "ui/ui_private.h"

enum { SEEDS = 4, WALK = 45, LINE_MOST = 200, WIDTH = 250, HEIGHT = 80 };

static struct ui *ui;
static struct grid grid;
static struct buf text;
static char what[100];

static void broken_law(const char *law)
{
	fail_msg("%s: %s\n%s", what, law, text.data);
}

static const char *draw(const char *view)
{
	ui_show(ui, view_named(view));
	ui_resize(ui, WIDTH, HEIGHT);
	grid_resize(&grid, WIDTH, HEIGHT);
	ui_draw(ui, &grid);
	buf_clear(&text);
	grid_show(&grid, &text, false);
	return text.data;
}

/* --- what is true, asked of the model state by state --------------------------------- */

struct truth {
	uint32_t broken; /* here */
	uint32_t breaks; /* by this step: not broken before, or by one more READ or blob */
};

struct marks {
	char paths[200][60];
	size_t count;
	enum mark_kind kind;
};

static void keep_mark(void *ctx, enum mark_kind kind, const char *path, const char *said)
{
	struct marks *marks = ctx;

	(void)said;
	if (kind == marks->kind)
		snprintf(marks->paths[marks->count++], sizeof(marks->paths[0]), "%s", path);
}

/* Whether a state has a mark of that kind that the previous one lacks. */
static bool new_mark(const void *from, const void *to, enum mark_kind kind)
{
	const struct model *model = ui->scene.session->model;
	struct marks before = { .kind = kind }, after = { .kind = kind };

	model->ops->marks(model, NULL, NULL, from, keep_mark, &before);
	model->ops->marks(model, NULL, NULL, to, keep_mark, &after);
	for (size_t i = 0; i < after.count; i++) {
		bool old = false;

		for (size_t k = 0; k < before.count; k++)
			old |= strcmp(before.paths[k], after.paths[i]) == 0;
		if (!old)
			return true;
	}
	return false;
}

static struct truth truth_at(uint32_t node)
{
	struct session *session = ui->scene.session;
	const struct model *model = session->model;
	const struct step *step = history_step(session->history, node);
	const void *to = history_state(session->history, node);
	const void *from =
	        step ? history_state(session->history, history_parent(session->history, node)) : NULL;
	struct truth truth = { 0 };

	for (unsigned i = 0; i < model->property_count; i++) {
		uint32_t bit = UINT32_C(1) << i;
		const char *name = model->properties[i].name;
		bool more = false;

		if (!model->ops->broken(model, from, step, to, bit))
			continue;
		truth.broken |= bit;
		if (from && strcmp(name, "ConsistentReads") == 0)
			more = new_mark(from, to, MARK_BROKEN);
		else if (from && strcmp(name, "NoOrphanFiles") == 0)
			more = new_mark(from, to, MARK_ORPHAN);
		if (!from || model->properties[i].on_step || more ||
		    !model->ops->broken(model, NULL, NULL, from, bit))
			truth.breaks |= bit;
	}
	return truth;
}

/* The model's facts about each property in a set, for the step into the node. */
static void facts_at(uint32_t node, uint32_t properties, const char *between, struct buf *out)
{
	struct session *session = ui->scene.session;
	const struct model *model = session->model;
	const struct step *step = history_step(session->history, node);
	const void *to = history_state(session->history, node);
	const void *from =
	        step ? history_state(session->history, history_parent(session->history, node)) : NULL;

	for (unsigned i = 0; i < model->property_count; i++)
		if (properties >> i & 1) {
			buf_add_text(out, out->length ? between : "");
			model->ops->broken_facts(model, from, step, to, i, out);
		}
}

/* --- the laws ----------------------------------------------------------------------------- */

/* The latest violation of what is still broken here, its facts, and how many there were before. */
static void banner_is_true(const uint32_t *line, const struct truth *truths, size_t depth)
{
	const struct model *model = ui->scene.session->model;
	size_t at = depth, others = 0;
	uint32_t properties;
	struct buf wanted, facts;
	const char *shown = draw("play"), *row = strchr(shown, '\n') + 1;

	if (!truths[depth].broken) {
		if (strncmp(row, " ✗", strlen(" ✗")) == 0)
			broken_law("a banner where nothing is broken");
		return;
	}
	while (!(truths[at].breaks & truths[depth].broken))
		at--;
	for (size_t i = 0; i < at; i++)
		others += (truths[i].breaks & truths[depth].broken) != 0;
	properties = truths[at].breaks & truths[depth].broken;
	buf_init(&wanted);
	buf_init(&facts);
	buf_add_text(&wanted, " ✗ ");
	for (unsigned i = 0, count = 0; i < model->property_count; i++)
		if (properties >> i & 1)
			buf_printf(&wanted, "%s%s", count++ ? ", " : "", model->properties[i].name);
	if (at)
		buf_printf(&wanted, " broken at step %zu by ", at);
	else
		buf_add_text(&wanted, " broken in the first state");
	if (strncmp(row, wanted.data, wanted.length) != 0)
		fail_msg("%s, step %zu: \"%s\" is not what the banner says:\n%s", what, depth, wanted.data,
		         shown);
	row += wanted.length;
	buf_clear(&wanted);
	if (others == 1)
		buf_add_text(&wanted, "at step ");
	else if (others)
		buf_printf(&wanted, "%zu more before, the first at step ", others);
	if (others && !memmem(row, strcspn(row, "\n"), wanted.data, wanted.length))
		fail_msg("%s, step %zu: \"%s\" is not in the banner:\n%s", what, depth, wanted.data, shown);
	row = strchr(row, '\n') + 1;
	facts_at(line[at], properties, " · ", &facts);
	if (strncmp(row + 3, facts.data, facts.length) != 0 || row[3 + facts.length] != '\n')
		fail_msg("%s, step %zu: \"%s\" are not the facts of the banner:\n%s", what, depth, facts.data,
		         shown);
	buf_release(&facts);
	buf_release(&wanted);
}

/* The text of the row of step `depth`; null when it is not on the screen. */
static const char *row_of(const char *shown, size_t depth)
{
	static char row[WIDTH * 4 + 1];

	for (const char *at = shown; *at; at = strchr(at, '\n') + 1) {
		size_t length = strcspn(at, "\n");
		const char *digits = at + strcspn(at, "0123456789\n");
		char *end;

		if (digits - at > 8 || strtoul(digits, &end, 10) != depth || end == digits)
			continue;
		memcpy(row, at, length < sizeof(row) ? length : sizeof(row) - 1);
		row[length < sizeof(row) ? length : sizeof(row) - 1] = '\0';
		return row;
	}
	return NULL;
}

static void marks_are_true(const char *view, const struct truth *truths, size_t length)
{
	const char *shown = draw(view);

	for (int i = 0; i < 4; i++) /* head and heading */
		shown = strchr(shown, '\n') + 1;
	for (size_t i = 1; i < length; i++) {
		const char *row = row_of(shown, i);

		if (row && (strstr(row, "✗") != NULL) != (truths[i].breaks != 0))
			fail_msg("%s, %s, the mark of step %zu:\n%s", what, view, i, text.data);
	}
}

/* From the start through all violations, in order, and back to the first. */
static void the_key_finds_all(const uint32_t *line, const struct truth *truths, size_t length)
{
	size_t first = length;
	struct err err = { 0 };

	session_jump(ui->scene.session, line[0]);
	for (size_t i = 0; i < length; i++) {
		if (!truths[i].breaks)
			continue;
		if (first == length && i == 0) {
			first = 0; /* the cursor is on it */
			continue;
		}
		first = first == length ? i : first;
		assert_int_equal(ui_type(ui, "!", &err), 0);
		if (ui->scene.session->now.depth != i)
			fail_msg("%s: ! goes to step %u and not to %zu", what, ui->scene.session->now.depth,
			         i);
	}
	if (first == length)
		return;
	assert_int_equal(ui_type(ui, "!", &err), 0);
	assert_int_equal(ui->scene.session->now.depth, first);
}

/* As a page of HTML has it, where nothing may look like a tag. */
static void facts_in_a_page(uint32_t node, uint32_t properties, struct buf *out)
{
	struct buf plain;

	buf_init(&plain);
	facts_at(node, properties, "; ", &plain);
	for (const char *c = plain.data; *c; c++)
		if (*c == '<')
			buf_add_text(out, "\\u003c");
		else
			buf_add_char(out, *c);
	buf_release(&plain);
}

/* A report has each violation with its own facts. */
static void the_export_is_true(const uint32_t *line, const struct truth *truths, size_t length)
{
	struct export_options options = { .properties = ui->scene.session->properties };
	struct trace *trace = session_trace(ui->scene.session);
	struct export out;
	struct err err = { 0 };
	struct buf facts;
	const char *at;

	export_init(&out);
	if (export_target_named("html", &err)->trace(ui->scene.session->model, trace, &options, &out, &err) <
	    0)
		fail_msg("%s", err.what);
	at = strstr(out.files[0].text, "\"events\":");
	buf_init(&facts);
	for (size_t i = 1; i < length; i++) {
		const char *end;

		at = strstr(at, "\"broken\":") + strlen("\"broken\":");
		end = strstr(at, "\"essential\"");
		buf_clear(&facts);
		facts_in_a_page(line[i], truths[i].breaks, &facts);
		if ((strncmp(at, "null", 4) != 0) != (truths[i].breaks != 0))
			fail_msg("%s: the export's mark of step %zu: %.60s", what, i, at);
		if (truths[i].breaks && !memmem(at, (size_t)(end - at), facts.data, facts.length))
			fail_msg("%s: the export's facts of step %zu, \"%s\": %.200s", what, i, facts.data,
			         at);
	}
	buf_release(&facts);
	export_release(&out);
	trace_free(trace);
}

static void walk_on(const char *design, unsigned seed)
{
	static struct truth truths[LINE_MOST];
	struct scope scope = scope_unset();
	static uint32_t line[LINE_MOST];
	size_t length;

	scope.of[SCOPE_SERVERS] = 1 + (int)seed % 2;
	ui = ui_new(opened(design, NULL, &scope), false);
	session_set_properties(ui->scene.session,
	                       (uint32_t)((UINT64_C(1) << ui->scene.session->model->property_count) - 1));
	random_from(seed * 977 + 5);
	while (ui->scene.session->now.depth < WALK && ui->scene.session->now.step_count) {
		uint32_t pick = random_below((uint32_t)ui->scene.session->now.step_count);

		assert_int_equal(session_do(ui->scene.session, &ui->scene.session->now.steps[pick], NULL), 0);
	}
	memcpy(line, history_line(ui->scene.session->history, &length), (WALK + 1) * sizeof(*line));
	for (size_t i = 0; i < length; i++)
		truths[i] = truth_at(line[i]);
	for (size_t i = 0; i < length; i++) {
		snprintf(what, sizeof(what), "%s, seed %u", design, seed);
		session_jump(ui->scene.session, line[i]);
		banner_is_true(line, truths, i);
	}
	marks_are_true("lanes", truths, length);
	marks_are_true("tree", truths, length);
	the_export_is_true(line, truths, length);
	the_key_finds_all(line, truths, length);
	ui_free(ui);
}

static void what_is_said_of_a_violation_is_so_at_its_step(void **state)
{
	(void)state;
	grid_init(&grid, 1, 1, false);
	buf_init(&text);
	for (const struct bundled *row = bundled_designs; row->name; row++)
		for (unsigned seed = 0; seed < share_of(SEEDS); seed++)
			walk_on(row->name, seed);
	buf_release(&text);
	grid_release(&grid);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_said_of_a_violation_is_so_at_its_step),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
