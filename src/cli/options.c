/*
 * Parses a command line by GNU conventions: options anywhere, --name VALUE and --name=VALUE, -o VALUE and
 * -oVALUE; -- ends them.  Rejected: getopt_long, whose messages name neither the nearest option nor a
 * remedy.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/mem.h>
#include <heddle/number.h>
#include <heddle/suggest.h>

#include "cli/options.h"

static const struct {
	unsigned bit;
	struct cli_option option;
} shared_options[] = {
	{ CLI_INVARIANT,
	  { .name = "invariant",
	    .value = "NAME",
	    .completes = CLI_PROPERTY,
	    .summary = "check only this property; repeat for more",
	    .repeats = true } },
	{ CLI_ALWAYS,
	  { .name = "always",
	    .value = "CONDITION",
	    .summary = "check only this condition, 'x < 3' or 'Name: x < 3'; repeat for more",
	    .repeats = true } },
	{ CLI_DESIGN_OPTION,
	  { .name = "design",
	    .value = "DESIGN",
	    .summary = "play the trace on this design",
	    .completes = CLI_DESIGN } },
	{ CLI_SCHEDULE,
	  { .name = "schedule",
	    .value = "STEPS",
	    .summary = "play these steps, in full or in short: 's1 StartWrite u1 m1 i1; …'" } },
	{ CLI_NTH,
	  { .name = "trace", .value = "N", .summary = "open trace N of a file with several traces" } },
	{ CLI_JSON, { .name = "json", .summary = "print one JSON object" } },
	{ CLI_ASCII, { .name = "ascii", .summary = "draw with ASCII characters only" } },
};
enum { SHARED_COUNT = sizeof(shared_options) / sizeof(shared_options[0]) };

static const struct cli_option help_option = { .name = "help", .letter = 'h', .summary = "print this help" };

const struct cli_option *cli_nth_option(const struct subcommand *subcommand, int n)
{
	for (int i = 0; i < SHARED_COUNT; i++)
		if (subcommand->shared & shared_options[i].bit && n-- == 0)
			return &shared_options[i].option;
	for (const struct cli_option *own = subcommand->options; own && own->name; own++)
		if (n-- == 0)
			return own;
	return n == 0 ? &help_option : NULL;
}

/* --- queries ------------------------------------------------------------------ */

const char *cli_operand(const struct cli_args *args, int index)
{
	return index < args->operand_count ? args->operands[index] : NULL;
}

bool cli_has(const struct cli_args *args, const char *option)
{
	for (int i = 0; i < args->given_count; i++)
		if (strcmp(args->given[i].option->name, option) == 0)
			return true;
	return false;
}

const char *cli_value(const struct cli_args *args, const char *option)
{
	const char *value = NULL;

	for (int i = 0; i < args->given_count; i++)
		if (strcmp(args->given[i].option->name, option) == 0)
			value = args->given[i].value;
	return value;
}

const char *cli_each(const struct cli_args *args, const char *option, int *at)
{
	while (*at < args->given_count) {
		int i = (*at)++;

		if (strcmp(args->given[i].option->name, option) == 0)
			return args->given[i].value;
	}
	return NULL;
}

int cli_number(const struct cli_args *args, const char *option, long least, long most, long otherwise,
               long *number, struct err *err)
{
	const char *value = cli_value(args, option);
	int64_t found = otherwise;

	*number = otherwise;
	if (!value)
		return 0;
	if (!number_is(value, least, most, &found)) {
		err_set(err, "--%s takes a whole number, not \"%s\"", option, value);
		return err_remedy(err, "give a number from %ld to %ld", least, most);
	}
	*number = (long)found;
	return 0;
}

bool cli_ascii(const struct cli_args *args)
{
	return cli_has(args, "ascii") || !args->terminal->utf8;
}

/* --- parsing ------------------------------------------------------------------ */

struct words {
	char **at;
	int left;
};

static const char *next_word(struct words *words)
{
	if (words->left == 0)
		return NULL;
	words->left--;
	return *words->at++;
}

/* "; the design's own are --keys and --janitors" */
static void add_own(struct buf *out, const struct scope_row *rows)
{
	unsigned count = scope_count(rows);

	for (unsigned i = SCOPE_ROWS; i < count; i++)
		buf_printf(out, "%s--%s",
		           i > SCOPE_ROWS  ? i + 1 < count ? ", " : " and "
		           : i + 1 < count ? "; the design's own are "
		                           : "; the design's own is ",
		           rows[i].option);
}

int cli_unknown_option(const struct cli_args *args, const char *name, struct err *err)
{
	const struct subcommand *subcommand = args->subcommand;
	struct nearest nearest = nearest_to(name);
	const struct cli_option *option;
	struct buf own;

	for (int i = 0; (option = cli_nth_option(subcommand, i)); i++)
		nearest_offer(&nearest, option->name);
	if (subcommand->shared & CLI_SCOPE)
		scope_offer(args->rows, &nearest);
	err_set(err, "\"%s\" has no option --%s", subcommand->name, name);
	if (nearest.name)
		return err_remedy(err, "did you mean --%s?", nearest.name);
	buf_init(&own);
	if (subcommand->shared & CLI_SCOPE)
		add_own(&own, args->rows);
	err_remedy(err, "\"heddle %s --help\" lists them%s", subcommand->name, own.length ? own.data : "");
	buf_release(&own);
	return -1;
}

static int needs_value(const char *name, const char *placeholder, struct err *err)
{
	err_set(err, "--%s needs a value", name);
	return err_remedy(err, "write --%s %s", name, placeholder);
}

/* The value after = or in the next word. */
static int take_value(const char *name, const char *placeholder, const char *joined, struct words *words,
                      const char **value, struct err *err)
{
	*value = joined ? joined : next_word(words);
	return *value ? 0 : needs_value(name, placeholder, err);
}

static int take_option(struct cli_args *args, const struct cli_option *option, const char *joined,
                       struct words *words, struct err *err)
{
	const char *value = NULL;

	if (option->value) {
		if (take_value(option->name, option->value, joined, words, &value, err) < 0)
			return -1;
	} else if (joined) {
		err_set(err, "--%s takes no value", option->name);
		return err_remedy(err, "leave out \"=%s\"", joined);
	}
	if (!option->repeats && cli_has(args, option->name) && option->value) {
		err_set(err, "--%s is given twice", option->name);
		return err_remedy(err, "give it once");
	}
	if (args->given_count == CLI_GIVEN_MAX)
		return err_set(err, "there are more than %d options", CLI_GIVEN_MAX);
	args->given[args->given_count].option = option;
	args->given[args->given_count++].value = value;
	return 0;
}

int cli_take_row(struct cli_args *args, const struct scope_row *row, const char *joined, const char *next,
                 struct err *err)
{
	if (row->kind == SCOPE_FLAG && joined) {
		err_set(err, "--%s takes no value", row->option);
		return err_remedy(err, "leave out \"=%s\"", joined);
	}
	if (row->kind == SCOPE_FLAG)
		return scope_set(args->rows, &args->scope, row->option, NULL, err);
	if (!joined && !next)
		return needs_value(row->option, "N", err);
	return scope_set(args->rows, &args->scope, row->option, joined ? joined : next, err);
}

/* An option that no subcommand has: perhaps the design's. */
static int take_own(struct cli_args *args, const char *word, const char *joined, struct words *words,
                    struct err *err)
{
	const char *next = words->left ? *words->at : NULL;
	bool taken;
	size_t length = strcspn(word, "=");
	const char *name = arena_strndup(args->arena, word, length);

	if (own_options_keep(args, name, joined, next, &taken, err) < 0)
		return -1;
	if (taken)
		next_word(words);
	return 0;
}

static int take_long(struct cli_args *args, const char *word, struct words *words, struct err *err)
{
	const struct cli_option *option;
	char name[40];
	size_t length = strcspn(word, "=");
	const char *joined = word[length] ? word + length + 1 : NULL;

	if (length >= sizeof(name))
		return err_set(err, "\"%s\" has no option --%.40s…", args->subcommand->name, word);
	memcpy(name, word, length);
	name[length] = '\0';
	for (int i = 0; (option = cli_nth_option(args->subcommand, i)); i++)
		if (strcmp(option->name, name) == 0)
			return take_option(args, option, joined, words, err);
	if (!(args->subcommand->shared & CLI_SCOPE))
		return cli_unknown_option(args, name, err);

	const struct scope_row *row = &scope_rows[scope_find(scope_rows, name)];

	if (!row->option)
		return take_own(args, word, joined, words, err);
	return cli_take_row(args, row, joined, joined || row->kind == SCOPE_FLAG ? NULL : next_word(words),
	                    err);
}

static int take_short(struct cli_args *args, const char *word, struct words *words, struct err *err)
{
	const struct cli_option *option;

	for (; *word; word++) {
		int i = 0;

		while ((option = cli_nth_option(args->subcommand, i)) && option->letter != *word)
			i++;
		if (!option) {
			err_set(err, "\"%s\" has no option -%c", args->subcommand->name, *word);
			return err_remedy(err, "\"heddle %s --help\" lists them", args->subcommand->name);
		}
		if (option->value)
			return take_option(args, option, word[1] ? word + 1 : NULL, words, err);
		if (take_option(args, option, NULL, words, err) < 0)
			return -1;
	}
	return 0;
}

static int say_usage(const struct cli_args *args, struct err *err)
{
	const char *usage = args->subcommand->usage;

	return err_remedy(err, "usage: heddle %s%s%s", args->subcommand->name, *usage ? " " : "", usage);
}

static int take_operand(struct cli_args *args, const char *word, struct err *err)
{
	if (args->operand_count == args->subcommand->operands_most) {
		err_set(err, "unexpected argument \"%s\"", word);
		return say_usage(args, err);
	}
	args->operands[args->operand_count++] = word;
	return 0;
}

void cli_release(struct cli_args *args)
{
	arena_free(args->arena);
	args->arena = NULL;
}

int cli_parse(struct cli_args *args, char **words_at, int count, struct err *err)
{
	struct words words = { words_at, count };
	bool ended = false;
	const char *word;
	int result = 0;

	args->scope = scope_unset();
	args->rows = scope_rows;
	args->arena = arena_new();
	while (result == 0 && (word = next_word(&words))) {
		if (ended || word[0] != '-' || !word[1])
			result = take_operand(args, word, err);
		else if (strcmp(word, "--") == 0)
			ended = true;
		else if (word[1] == '-')
			result = take_long(args, word + 2, &words, err);
		else
			result = take_short(args, word + 1, &words, err);
	}
	/* An option that there is not is told first. */
	if (args->own_count && own_options_take(args, result < 0 ? word : NULL, err) < 0)
		return -1;
	if (result < 0 || cli_has(args, "help"))
		return result;

	int least = args->subcommand->operands_least;

	least -= least > 0 && cli_has(args, "schedule");
	if (args->operand_count < least) {
		err_set(err, "\"%s\" needs %s", args->subcommand->name, args->subcommand->usage);
		return say_usage(args, err);
	}
	return 0;
}
