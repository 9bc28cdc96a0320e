/*
 * Scopes as one table of members: options, limits, merging and headings are
 * loops over it.  A chain of ifs per member was rejected: each new number
 * would have to be added in five places.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/err.h>
#include <heddle/number.h>
#include <heddle/scope.h>
#include <heddle/suggest.h>

#define FIELD(option_, member, noun_, least_, most_)                                                         \
	{                                                                                                    \
		.option = option_, .noun = noun_, .offset = offsetof(struct scope, member), .least = least_, \
		.most = most_                                                                                \
	}

// clang-format off
const struct scope_field scope_fields[] = {
	FIELD("servers", servers, "servers", 0, SCOPE_PROCESSES_MAX),
	FIELD("readers", readers, "readers", 0, SCOPE_PROCESSES_MAX),
	FIELD("cleaners", cleaners, "cleaners", 0, SCOPE_PROCESSES_MAX),
	FIELD("users", users, "users", 1, SCOPE_USERS_MAX),
	FIELD("metadatas", metadatas, "metadatas", 1, SCOPE_METADATAS_MAX),
	FIELD("images", images, "images", 1, SCOPE_IMAGES_MAX),
	FIELD("image-ids", image_ids, "image ids", 1, SCOPE_IDS_MAX),
	FIELD("max-operations", max_operations, "operations", 0, SCOPE_OPERATIONS_MAX),
	FIELD("max-time", max_time, "hours", 0, SCOPE_TIME_MAX),
	FIELD("max-failures", max_failures, "failures", 0, SCOPE_FAILURES_MAX),
	{ .option = "no-failures", .noun = "no failures", .least = 0, .most = 1, .flag = true,
	  .offset = offsetof(struct scope, no_failures) },
	{ .option = NULL },
};
// clang-format on

static int *member(struct scope *scope, const struct scope_field *field)
{
	return (int *)(void *)((char *)scope + field->offset);
}

int scope_get(const struct scope *scope, const struct scope_field *field)
{
	return *(const int *)(const void *)((const char *)scope + field->offset);
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

	int all = scope->servers + scope->readers + scope->cleaners;
	if (all > SCOPE_PROCESSES_MAX) {
		int most = scope->servers;
		const char *option = "servers";

		if (scope->readers > most) {
			most = scope->readers;
			option = "readers";
		}
		if (scope->cleaners > most) {
			most = scope->cleaners;
			option = "cleaners";
		}
		err_set(err,
		        "%d servers, %d readers and %d cleaners are %d processes, and heddle can hold %d",
		        scope->servers, scope->readers, scope->cleaners, all, SCOPE_PROCESSES_MAX);
		if (most > all - SCOPE_PROCESSES_MAX)
			return err_remedy(err, "lower --%s to at most %d", option,
			                  most - (all - SCOPE_PROCESSES_MAX));
		return err_remedy(err, "lower --servers, --readers and --cleaners to %d in all",
		                  SCOPE_PROCESSES_MAX);
	}
	if (scope->servers + scope->readers == 0) {
		err_set(err, "there is no server and no reader, so nothing can happen");
		return err_remedy(err, "raise --servers to at least 1");
	}
	return 0;
}

const char *scope_show(const struct scope *scope, bool ascii, char *out, size_t size)
{
	const struct {
		int count;
		const char *noun;
	} parts[] = { { scope->servers, "server" },
		      { scope->readers, "reader" },
		      { scope->cleaners, "cleaner" } };
	size_t used = 0;

	out[0] = '\0';
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts) && used < size; i++)
		if (parts[i].count > 0)
			used += (size_t)snprintf(out + used, size - used, "%s%d %s%s",
			                         !used   ? ""
			                         : ascii ? ", "
			                                 : " · ",
			                         parts[i].count, parts[i].noun,
			                         parts[i].count == 1 ? "" : "s");
	return out;
}
