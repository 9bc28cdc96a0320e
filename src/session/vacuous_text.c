/*
 * Groups steps with the same reason, so that each reason appears once.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/design.h>
#include <heddle/mem.h>
#include <heddle/utf8.h>
#include <heddle/vacuous.h>

/* --- a reason ------------------------------------------------------------------------------ */

/* The number of processes is not a bound: it defines the system. */
static bool is_bound(const struct scope_row *row)
{
	return row->kind != SCOPE_PROCESS;
}

static unsigned raised(const struct scope *way)
{
	unsigned count = 0;

	for (unsigned i = 0; i < SCOPE_ROWS_MAX; i++)
		count += way->of[i] != SCOPE_DEFAULT;
	return count;
}

static bool of_bounds(const struct scope_row *rows, const struct scope *way)
{
	for (unsigned i = 0; rows[i].option; i++)
		if (way->of[i] != SCOPE_DEFAULT && !is_bound(&rows[i]))
			return false;
	return true;
}

/* "max-time 3 and image-ids 2": the members of `scope` that a way raises. */
static void add_bounds(const struct scope_row *rows, const struct scope *way, const struct scope *scope,
                       struct buf *out)
{
	unsigned said = 0;

	for (unsigned i = 0; rows[i].option; i++)
		if (way->of[i] != SCOPE_DEFAULT)
			buf_printf(out, "%s%s %d", said++ ? " and " : "", rows[i].option, scope->of[i]);
}

/* "a server", "2 servers" */
static void add_processes(const struct scope_row *row, int number, struct buf *out)
{
	struct buf text;

	buf_init(&text);
	scope_add_count(row, number, &text);
	if (number == 1)
		buf_printf(out, "%s%s", strchr("aeiou", text.data[2]) ? "an" : "a", text.data + 1);
	else
		buf_add_text(out, text.data);
	buf_release(&text);
}

/* "2 servers and max-time 4" */
static void add_needs(const struct scope_row *rows, const struct scope *way, struct buf *out)
{
	unsigned said = 0;

	for (unsigned i = 0; rows[i].option; i++) {
		int number = way->of[i];

		if (number == SCOPE_DEFAULT)
			continue;
		buf_add_text(out, said++ ? " and " : "");
		if (is_bound(&rows[i]))
			buf_printf(out, "%s %d", rows[i].option, number);
		else
			add_processes(&rows[i], number, out);
	}
}

static void add_ways(const struct scope_row *rows, const struct vacuous *step, const struct scope *scope,
                     struct buf *out)
{
	bool bounds = true, one_each = true;

	for (unsigned i = 0; i < step->way_count; i++) {
		bounds &= of_bounds(rows, &step->ways[i]);
		one_each &= raised(&step->ways[i]) == 1;
	}
	if (!bounds)
		buf_add_text(out, "it takes ");
	for (unsigned i = 0; i < step->way_count; i++) {
		buf_add_text(out, !i ? "" : one_each || !bounds ? " or " : ", or ");
		if (bounds)
			add_bounds(rows, &step->ways[i], scope, out);
		else
			add_needs(rows, &step->ways[i], out);
	}
	if (bounds)
		buf_add_text(out, raised(&step->ways[step->way_count - 1]) == 1 ? " is reached first"
		                                                                : " are reached first");
}

/* "whatever the bounds on operations, hours and failures"; "at this scope" where there are no bounds */
static void add_whatever(const struct scope_row *rows, struct buf *out)
{
	unsigned count = 0, said = 0;

	for (const struct scope_row *row = rows; row->option; row++)
		count += row->kind == SCOPE_BOUND;
	for (const struct scope_row *row = rows; row->option; row++) {
		if (row->kind != SCOPE_BOUND)
			continue;
		buf_add_text(out, !said ? "whatever the bounds on " : said + 1 == count ? " and " : ", ");
		buf_add_text(out, row->noun);
		said++;
	}
	if (!count)
		buf_add_text(out, "at this scope");
}

/* Nothing for a check without bounds: the verdict says it already. */
static void add_reason(const struct vacuous_report *report, size_t nth, const struct scope *scope,
                       struct buf *out)
{
	const struct vacuous *step = &report->steps[nth];

	switch (step->why) {
	case VACUOUS_NEVER:
		if (!step->control) {
			if (!report->unbounded)
				add_whatever(report->rows, out);
			break;
		}
		buf_add_text(out, "no step leads to ");
		utf8_escape(out, step->control, strlen(step->control));
		break;
	case VACUOUS_ALONE:
	case VACUOUS_BOUND:
		add_ways(report->rows, step, scope, out);
		break;
	case VACUOUS_UNKNOWN:
		buf_add_text(out, "it is unknown whether a bound is the reason");
		break;
	}
}

/* "--max-time 5, or with --max-operations 4" */
static void add_remedy(const struct scope_row *rows, const struct vacuous *step, struct buf *out)
{
	for (unsigned w = 0; w < step->way_count; w++) {
		buf_add_text(out, w ? ", or with" : " with");
		for (unsigned i = 0; rows[i].option; i++)
			if (step->ways[w].of[i] != SCOPE_DEFAULT)
				buf_printf(out, " --%s %d", rows[i].option, step->ways[w].of[i]);
	}
}

/* --- grouping --------------------------------------------------------------------------------- */

/* One text for each step of a report; freed by texts_free. */
static char **texts_new(const struct vacuous_report *report, const struct scope *scope)
{
	char **texts = mem_array(report->count, sizeof(*texts));

	for (size_t i = 0; i < report->count; i++) {
		struct buf text;

		buf_init(&text);
		if (scope)
			add_reason(report, i, scope, &text);
		else
			add_remedy(report->rows, &report->steps[i], &text);
		texts[i] = buf_detach(&text);
	}
	return texts;
}

static void texts_free(char **texts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(texts[i]);
	free(texts);
}

static bool said_before(char *const *texts, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (strcmp(texts[i], texts[at]) == 0)
			return true;
	return false;
}

/* "A, B and C": the steps from `first` on with the same text.  Returns their number. */
static size_t add_steps(const struct vacuous_report *report, const struct model *model, char *const *texts,
                        size_t first, struct buf *out)
{
	size_t count = 0, said = 0;

	for (size_t i = first; i < report->count; i++)
		count += strcmp(texts[i], texts[first]) == 0;
	for (size_t i = first; i < report->count; i++) {
		const char *name = model->actions[report->steps[i].action].name;

		if (strcmp(texts[i], texts[first]) != 0)
			continue;
		buf_add_text(out, !said ? "" : said + 1 == count ? " and " : ", ");
		utf8_escape(out, name, strlen(name));
		said++;
	}
	return count;
}

static void add_untaken(const struct vacuous_report *report, const struct model *model, struct buf *out)
{
	size_t count = report->untaken_count;

	for (size_t i = 0; i < count; i++) {
		const char *name = model->actions[report->untaken[i]].name;

		buf_add_text(out, !i ? "" : i + 1 == count ? " and " : ", ");
		utf8_escape(out, name, strlen(name));
	}
	buf_add_text(out, count == 1 ? " never happens (no process takes it)"
	                             : " never happen (no process takes them)");
}

void vacuous_summary(const struct vacuous_report *report, const struct model *model,
                     const struct scope *scope, struct buf *out)
{
	char **reasons = texts_new(report, scope);
	size_t groups = 0;

	for (size_t i = 0; i < report->count; i++) {
		if (said_before(reasons, i))
			continue;
		buf_add_text(out, groups++ ? ", and " : "");
		size_t count = add_steps(report, model, reasons, i, out);

		buf_add_text(out, count == 1 ? " never happens" : " never happen");
		if (*reasons[i])
			buf_printf(out, " (%s)", reasons[i]);
	}
	if (report->untaken_count) {
		buf_add_text(out, groups ? ", and " : "");
		add_untaken(report, model, out);
	}
	texts_free(reasons, report->count);
}

void vacuous_remedies(const struct vacuous_report *report, const struct model *model, struct buf *out)
{
	char **remedies = texts_new(report, NULL);
	bool unknown = false;

	for (size_t i = 0; i < report->count; i++) {
		unknown |= report->steps[i].why == VACUOUS_UNKNOWN;
		if (!*remedies[i] || said_before(remedies, i))
			continue;
		buf_add_text(out, add_steps(report, model, remedies, i, out) == 1 ? " happens" : " happen");
		buf_printf(out, "%s.\n", remedies[i]);
	}
	texts_free(remedies, report->count);
	if (unknown && report->ended)
		buf_printf(out, "A search beyond the bounds decided nothing: %s.\n", report->ended);
}
