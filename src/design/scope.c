/*
 * Scopes: every function is a loop over the table of rows.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/err.h>
#include <heddle/number.h>
#include <heddle/scope.h>
#include <heddle/suggest.h>

struct scope scope_unset(void)
{
	struct scope scope;

	for (unsigned i = 0; i < SCOPE_ROWS_MAX; i++)
		scope.of[i] = SCOPE_DEFAULT;
	return scope;
}

unsigned scope_find(const char *option)
{
	unsigned i = 0;

	while (i < SCOPE_ROWS && strcmp(scope_rows[i].option, option) != 0)
		i++;
	return i;
}

int scope_set(struct scope *scope, const char *option, const char *text, struct err *err)
{
	unsigned i = scope_find(option);
	const struct scope_row *row = &scope_rows[i];

	if (i == SCOPE_ROWS) {
		struct nearest near = nearest_to(option);

		for (row = scope_rows; row->option; row++)
			nearest_offer(&near, row->option);
		return nearest_err(&near, "number of a scope", err);
	}
	if (row->kind == SCOPE_FLAG && (!text || !*text)) {
		scope->of[i] = 1;
		return 0;
	}

	const char *end = text ? text : "";
	int64_t number;

	if (!number_take(&end, &number) || *end) {
		err_set(err, "%s takes a whole number, not \"%s\"", option, text ? text : "");
		return err_remedy(err, "give a number from %d to %d", row->least, row->most);
	}
	if (number < row->least || number > row->most) {
		err_set(err, "%s %s is outside the limits", text, row->noun);
		return err_remedy(err, "give %s a number from %d to %d", option, row->least, row->most);
	}
	scope->of[i] = (int)number;
	return 0;
}

struct scope scope_merge(struct scope under, struct scope over)
{
	for (unsigned i = 0; i < SCOPE_ROWS_MAX; i++)
		if (over.of[i] != SCOPE_DEFAULT)
			under.of[i] = over.of[i];
	return under;
}

static int check_processes(const struct scope *scope, struct err *err)
{
	unsigned most = SCOPE_SERVERS;
	int all = 0, rest;

	for (unsigned i = 0; i < SCOPE_ROWS; i++) {
		if (scope_rows[i].kind != SCOPE_PROCESS)
			continue;
		all += scope->of[i];
		most = scope->of[i] > scope->of[most] ? i : most;
	}
	if (all > SCOPE_PROCESSES_MAX) {
		err_set(err,
		        "%d servers, %d readers and %d cleaners are %d processes, and heddle can hold %d",
		        scope->of[SCOPE_SERVERS], scope->of[SCOPE_READERS], scope->of[SCOPE_CLEANERS], all,
		        SCOPE_PROCESSES_MAX);
		rest = scope->of[most] - (all - SCOPE_PROCESSES_MAX);
		if (rest > 0)
			return err_remedy(err, "lower --%s to at most %d", scope_rows[most].option, rest);
		return err_remedy(err, "lower --servers, --readers and --cleaners to %d in all",
		                  SCOPE_PROCESSES_MAX);
	}
	if (scope->of[SCOPE_SERVERS] + scope->of[SCOPE_READERS] == 0) {
		err_set(err, "there is no server and no reader, so nothing can happen");
		return err_remedy(err, "raise --servers to at least 1");
	}
	return 0;
}

int scope_check(const struct scope *scope, struct err *err)
{
	for (unsigned i = 0; i < SCOPE_ROWS; i++) {
		const struct scope_row *row = &scope_rows[i];
		int number = scope->of[i];

		if (number < row->least) {
			err_set(err, "%d %s is too few", number, row->noun);
			return err_remedy(err, "raise --%s to at least %d", row->option, row->least);
		}
		if (number > row->most) {
			err_set(err, "%d %s is more than heddle can hold", number, row->noun);
			return err_remedy(err, "lower --%s to at most %d", row->option, row->most);
		}
	}
	return check_processes(scope, err);
}

const char *scope_show(const struct scope *scope, bool ascii, char *out, size_t size)
{
	size_t used = 0;

	out[0] = '\0';
	for (unsigned i = 0; i < SCOPE_ROWS && used < size; i++) {
		const char *noun = scope_rows[i].noun;
		int count = scope->of[i];

		if (scope_rows[i].kind == SCOPE_PROCESS && count > 0)
			used += (size_t)snprintf(out + used, size - used, "%s%d %.*s",
			                         !used   ? ""
			                         : ascii ? ", "
			                                 : " · ",
			                         count, (int)strlen(noun) - (count == 1), noun);
	}
	return out;
}
