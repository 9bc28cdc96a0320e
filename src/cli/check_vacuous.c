/*
 * The search for reasons uses the time that the check left.
 */

#include <heddle/buf.h>
#include <heddle/cli.h>
#include <heddle/clock.h>

#include "cli/check_vacuous.h"
#include "cli/interrupt.h"

struct inquiry {
	double ends; /* seconds of the monotonic clock; 0: never */
};

static bool go_on(void *ctx)
{
	const struct inquiry *inquiry = ctx;

	return !interrupt_seen() && (inquiry->ends <= 0 || clock_seconds() < inquiry->ends);
}

void check_vacuous_find(const struct design *design, const struct model *model,
                        const struct check_options *options, const struct check_result *result,
                        bool unbounded, struct vacuous_report *report)
{
	struct inquiry inquiry = { 0 };
	struct vacuous_options asked = {
		.unbounded = unbounded, .max_memory = options->max_memory, .go_on = go_on, .ctx = &inquiry
	};

	if (options->max_seconds > 0)
		inquiry.ends = clock_seconds() + options->max_seconds - result->seconds;
	interrupt_catch();
	vacuous_find(design, model, result, &asked, report);
	interrupt_release();
}

/* --- JSON -------------------------------------------------------------------------------- */

static void add_why_json(const struct scope_row *rows, const struct vacuous *step, const struct model *model,
                         struct buf *out)
{
	static const char *const whys[] = { [VACUOUS_NEVER] = "never",
		                            [VACUOUS_ALONE] = "alone",
		                            [VACUOUS_BOUND] = "bound",
		                            [VACUOUS_UNKNOWN] = "unknown" };

	buf_add_text(out, "{\"step\": ");
	cli_json_text(out, model->actions[step->action].name);
	cli_json_member(out, "why", whys[step->why]);
	cli_json_member(out, "unreached", step->control);
	buf_add_text(out, ", \"happens_with\": [");
	for (unsigned w = 0; w < step->way_count; w++) {
		buf_add_text(out, w ? ", " : "");
		cli_json_scope(out, rows, &step->ways[w]);
	}
	buf_add_text(out, "]}");
}

void check_vacuous_json(const struct vacuous_report *vacuous, const struct model *model, struct buf *out)
{
	struct buf whys;

	buf_init(&whys);
	buf_add_text(out, ", \"vacuous\": [");
	for (size_t i = 0; i < vacuous->count; i++) {
		buf_add_text(out, i ? ", " : "");
		cli_json_text(out, model->actions[vacuous->steps[i].action].name);
		buf_add_text(&whys, i ? ", " : "");
		add_why_json(vacuous->rows, &vacuous->steps[i], model, &whys);
	}
	buf_printf(out, "], \"vacuous_why\": [%s], \"untaken\": [", whys.data);
	buf_release(&whys);
	for (size_t i = 0; i < vacuous->untaken_count; i++) {
		buf_add_text(out, i ? ", " : "");
		cli_json_text(out, model->actions[vacuous->untaken[i]].name);
	}
	buf_add_char(out, ']');
}
