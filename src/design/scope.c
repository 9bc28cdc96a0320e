/*
 * Scopes as one table of members: options, limits, merging and headings are
 * loops over it.  A chain of ifs per member was rejected: each new number
 * would have to be added in five places.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/design.h>
#include <heddle/err.h>
#include <heddle/number.h>
#include <heddle/scope.h>
#include <heddle/suggest.h>

static int *member(struct scope *scope, const struct scope_field *field)
{
	return (int *)(void *)((char *)scope + field->offset);
}

int scope_get(const struct scope *scope, const struct scope_field *field)
{
	return *(const int *)(const void *)((const char *)scope + field->offset);
}

int scope_count(const struct scope *scope, enum constant_kind kind)
{
	return scope_get(scope, &scope_fields[kind]);
}

struct scope scope_unset(void)
{
	struct scope scope = { 0 };

	for (const struct scope_field *f = scope_fields; f->option; f++)
		*member(&scope, f) = SCOPE_DEFAULT;
	return scope;
}

int scope_set(struct scope *scope, const char *option, const char *text, struct err *err)
{
	const struct scope_field *f = scope_fields;

	while (f->option && strcmp(f->option, option) != 0)
		f++;
	if (!f->option) {
		struct nearest near = nearest_to(option);

		for (f = scope_fields; f->option; f++)
			nearest_offer(&near, f->option);
		return nearest_err(&near, "number of a scope", err);
	}
	if (f->flag && (!text || !*text)) {
		*member(scope, f) = 1;
		return 0;
	}

	const char *end = text ? text : "";
	int64_t number;

	if (!number_take(&end, &number) || *end) {
		err_set(err, "%s takes a whole number, not \"%s\"", option, text ? text : "");
		return err_remedy(err, "give a number from %d to %d", f->least, f->most);
	}
	if (number < f->least || number > f->most) {
		err_set(err, "%s %s is outside the limits", text, f->noun);
		return err_remedy(err, "give %s a number from %d to %d", option, f->least, f->most);
	}
	*member(scope, f) = (int)number;
	return 0;
}

struct scope scope_merge(struct scope under, struct scope over)
{
	for (const struct scope_field *f = scope_fields; f->option; f++)
		if (scope_get(&over, f) != SCOPE_DEFAULT)
			*member(&under, f) = scope_get(&over, f);
	return under;
}

static int check_processes(const struct scope *scope, struct err *err)
{
	enum constant_kind most = CONSTANT_SERVERS;
	int all = 0, rest;

	for (int kind = CONSTANT_SERVERS; kind <= CONSTANT_CLEANERS; kind++) {
		all += scope_count(scope, (enum constant_kind)kind);
		if (scope_count(scope, (enum constant_kind)kind) > scope_count(scope, most))
			most = (enum constant_kind)kind;
	}
	if (all > SCOPE_PROCESSES_MAX) {
		err_set(err,
		        "%d servers, %d readers and %d cleaners are %d processes, and heddle can hold %d",
		        scope->servers, scope->readers, scope->cleaners, all, SCOPE_PROCESSES_MAX);
		rest = scope_count(scope, most) - (all - SCOPE_PROCESSES_MAX);
		if (rest > 0)
			return err_remedy(err, "lower --%s to at most %d", scope_fields[most].option, rest);
		return err_remedy(err, "lower --servers, --readers and --cleaners to %d in all",
		                  SCOPE_PROCESSES_MAX);
	}
	if (scope->servers + scope->readers == 0) {
		err_set(err, "there is no server and no reader, so nothing can happen");
		return err_remedy(err, "raise --servers to at least 1");
	}
	return 0;
}

int scope_check(const struct scope *scope, struct err *err)
{
	for (const struct scope_field *f = scope_fields; f->option; f++) {
		int number = scope_get(scope, f);

		if (number < f->least) {
			err_set(err, "%d %s is too few", number, f->noun);
			return err_remedy(err, "raise --%s to at least %d", f->option, f->least);
		}
		if (number > f->most) {
			err_set(err, "%d %s is more than heddle can hold", number, f->noun);
			return err_remedy(err, "lower --%s to at most %d", f->option, f->most);
		}
	}

	return check_processes(scope, err);
}

const char *scope_show(const struct scope *scope, bool ascii, char *out, size_t size)
{
	size_t used = 0;

	out[0] = '\0';
	for (int kind = CONSTANT_SERVERS; kind <= CONSTANT_CLEANERS && used < size; kind++) {
		int count = scope_count(scope, (enum constant_kind)kind);
		const char *noun = scope_fields[kind].noun;

		if (count > 0)
			used += (size_t)snprintf(out + used, size - used, "%s%d %.*s",
			                         !used   ? ""
			                         : ascii ? ", "
			                                 : " · ",
			                         count, (int)strlen(noun) - (count == 1), noun);
	}
	return out;
}
