/*
 * Rejected: refusing options without effect.  Scripts pass the same scope to all designs, and a bound that
 * a design does not have is never exceeded.
 */
#include <stdio.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/cli.h>
#include <heddle/design.h>
#include <heddle/err.h>
#include <heddle/session.h>

#include "cli/idle.h"

void idle_add(struct idle *idle, const char *option, const char *why)
{
	for (size_t i = 0; i < idle->count; i++)
		if (strcmp(idle->rows[i].option, option) == 0)
			return;
	if (idle->count == IDLE_MOST)
		return;
	idle->rows[idle->count].option = option;
	idle->rows[idle->count++].why = why;
}

void idle_of_design(const struct cli_args *args, const struct design *design, struct idle *idle)
{
	const struct scope_row *rows = design_scope_rows(design);

	for (unsigned i = 0; rows[i].option; i++) {
		const char *why = args->scope.of[i] == SCOPE_DEFAULT ? NULL : design_ignores(design, i);

		if (why)
			idle_add(idle, rows[i].option, why);
	}
	if (cli_has(args, "fair") && !design_has_cleaner(design))
		idle_add(idle, "fair", "the design has no cleaner");
	if (cli_has(args, "endless-failures") && !design_counts_failures(design))
		idle_add(idle, "endless-failures", "the design counts no failures");
}

void idle_scope(const struct cli_args *args, const char *why, struct idle *idle)
{
	for (unsigned i = 0; args->rows[i].option; i++)
		if (args->scope.of[i] != SCOPE_DEFAULT)
			idle_add(idle, args->rows[i].option, why);
}

void idle_bounds(const struct cli_args *args, const char *why, struct idle *idle)
{
	for (unsigned i = 0; args->rows[i].option; i++)
		if (args->rows[i].kind == SCOPE_BOUND && args->scope.of[i] != SCOPE_DEFAULT)
			idle_add(idle, args->rows[i].option, why);
}

/* --- reports ------------------------------------------------------------------------------ */

void idle_text(const struct idle *idle, struct buf *out)
{
	for (size_t i = 0; i < idle->count; i++)
		buf_printf(out, "--%s has no effect here: %s.\n", idle->rows[i].option, idle->rows[i].why);
}

void idle_warn(const struct idle *idle)
{
	for (size_t i = 0; i < idle->count; i++)
		fprintf(stderr, "heddle: --%s has no effect here: %s\n", idle->rows[i].option,
		        idle->rows[i].why);
}

void idle_json(const struct idle *idle, struct buf *out)
{
	buf_add_text(out, ", \"no_effect\": [");
	for (size_t i = 0; i < idle->count; i++) {
		buf_add_text(out, i ? ", {\"option\": " : "{\"option\": ");
		cli_json_text(out, idle->rows[i].option);
		cli_json_member(out, "why", idle->rows[i].why);
		buf_add_char(out, '}');
	}
	buf_add_char(out, ']');
}

/* --- sessions ----------------------------------------------------------------------------- */

static int refuse_without_operand(const struct cli_args *args, struct err *err)
{
	static const char *const needing[] = { "design", "invariant", "trace", NULL };
	const char *option = NULL;

	for (unsigned i = 0; args->rows[i].option && !option; i++)
		if (args->scope.of[i] != SCOPE_DEFAULT)
			option = args->rows[i].option;
	for (unsigned i = 0; needing[i] && !option; i++)
		if (cli_has(args, needing[i]))
			option = needing[i];
	if (!option)
		return 0;
	err_set(err, "--%s needs a design or a trace", option);
	return err_remedy(err, "name one: heddle %s DESIGN --%s …", args->subcommand->name, option);
}

int idle_check_session(const struct cli_args *args, const struct session *session, struct err *err)
{
	struct idle idle = { .count = 0 };

	if (!session)
		return refuse_without_operand(args, err);
	if (!session->design) {
		idle_scope(args, "no design explains the trace", &idle);
	} else {
		idle_of_design(args, session->design, &idle);
		idle_bounds(args, "playing has no bounds", &idle);
	}
	idle_warn(&idle);
	return 0;
}
