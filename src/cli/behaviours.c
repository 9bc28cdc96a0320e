/* Shared by check and export: --property and the options that depend on it. */
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
		{ "fair", "property", true },
		{ "unfair", "property", true },
		{ "endless-writes", "property", true },
		{ "endless-failures", "property", true },
		{ "fair", "unfair", false },
		{ NULL, NULL, false },
	};

	return options_check_together(args, rules, err);
}

int behaviours_check_bounds(const struct cli_args *args, const char *without, const char *remedy,
                            struct err *err)
{
	for (unsigned i = 0; i < SCOPE_ROWS && cli_has(args, without); i++)
		if (scope_rows[i].kind == SCOPE_BOUND && args->scope.of[i] != SCOPE_DEFAULT) {
			err_set(err, "--%s has no effect with --%s, which has no bounds",
			        scope_rows[i].option, without);
			return err_remedy(err, "%s", remedy);
		}
	return 0;
}
