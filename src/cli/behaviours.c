/* Shared by check and export: --property and the options that depend on it. */
#include <string.h>

#include <heddle/buf.h>
#include <heddle/cli.h>
#include <heddle/err.h>

#include "cli/behaviours.h"

struct assumptions behaviours_assumed(const struct cli_args *args, const struct design *design)
{
	struct assumptions assumed = design_assumptions(design);

	if (cli_has(args, "fair"))
		assumed.cleaners_fair = true;
	if (cli_has(args, "unfair"))
		assumed.servers_fair = assumed.cleaners_fair = assumed.time_goes_on = false;
	if (cli_has(args, "endless-writes"))
		assumed.writes_end = false;
	if (cli_has(args, "endless-failures"))
		assumed.failures_end = false;
	return assumed;
}

void behaviours_tell(const struct design *design, const struct assumptions *assumed, int ids, struct buf *out)
{
	struct buf clauses;

	buf_init(&clauses);
	if (assumed->cleaners_fair)
		buf_add_text(&clauses, "; the cleaners' steps, taken together, are weakly fair");
	else if (design_has_cleaner(design))
		buf_add_text(&clauses, "; nothing about the cleaners, which may stop at any time");
	if (assumed->servers_fair)
		buf_add_text(&clauses, "; the servers' and readers' steps, taken together, are weakly fair");
	buf_add_text(&clauses, assumed->time_goes_on ? "; time goes on" : "");
	buf_add_text(&clauses, assumed->writes_end ? "; writes begin only finitely often" : "");
	buf_add_text(&clauses, assumed->failures_end ? "; cleaners fail only finitely often" : "");
	if (ids && !design_ignores(design, SCOPE_IMAGE_IDS))
		buf_printf(&clauses, "; at most %d id%s alive at a time", ids, ids == 1 ? " is" : "s are");
	buf_printf(out, "Assumed: %s.\n", clauses.length ? clauses.data + strlen("; ") : "nothing");
	buf_release(&clauses);
}

int options_check_together(const struct cli_args *args, const struct option_rule *rules, struct err *err)
{
	for (; rules->one; rules++) {
		if (!cli_has(args, rules->one) || cli_has(args, rules->other) == rules->without)
			continue;
		err_set(err, rules->without ? "--%s needs --%s" : "--%s and --%s cannot be combined",
		        rules->one, rules->other);
		return rules->without ? err_remedy(err, "give --%s, or leave it out", rules->other)
		                      : err_remedy(err, "leave one of them out");
	}
	return 0;
}

int behaviours_check(const struct cli_args *args, struct err *err)
{
	static const struct option_rule rules[] = {
		{ "symmetry", "property", false },
		{ "invariant", "property", false },
		{ "fair", "unfair", false },
		{ NULL, NULL, false },
	};

	static const struct option_rule needs[] = {
		{ "fair", "property", true },
		{ "unfair", "property", true },
		{ "endless-writes", "property", true },
		{ "endless-failures", "property", true },
		{ NULL, NULL, false },
	};
	bool demanded = cli_has(args, "always-eventually") || cli_has(args, "leads-to");

	return options_check_together(args, rules, err) ||
	                       (!demanded && options_check_together(args, needs, err))
	               ? -1
	               : 0;
}

int behaviours_check_bounds(const struct cli_args *args, const char *without, const char *remedy,
                            struct err *err)
{
	for (unsigned i = 0; args->rows[i].option && cli_has(args, without); i++)
		if (args->rows[i].kind == SCOPE_BOUND && args->scope.of[i] != SCOPE_DEFAULT) {
			err_set(err, "--%s has no effect with --%s, which has no bounds",
			        args->rows[i].option, without);
			return err_remedy(err, "%s", remedy);
		}
	return 0;
}
