/*
 * The command line: one const table of subcommands, from which dispatch, help, errors, the manual
 * page and shell completion are made.
 *
 * A subcommand is a file src/cli/NAME.c that exports one const struct subcommand, and a row in cli.c. Options
 * that several subcommands share (the scope, --invariant, --json, …) are declared once in options.c and
 * selected by a bit.
 *
 * Exit status: 0 holds or fits; 1 violated or does not fit; 2 wrong usage or input; 3 a limit was reached, or
 * a bound prevents a step.
 */
#ifndef HEDDLE_CLI_H
#define HEDDLE_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <heddle/err.h>
#include <heddle/scope.h>

struct buf;
struct cli_args;
struct err;
struct model;
struct session;
struct ui;

enum cli_status { CLI_OK = 0, CLI_VIOLATED = 1, CLI_USAGE = 2, CLI_LIMIT = 3 };
enum { CLI_OPERANDS_MAX = 8, CLI_GIVEN_MAX = 100 };

/* The kind of an argument, for completion. */
enum cli_completes {
	CLI_ANY,
	CLI_FILE,
	CLI_DESIGN,
	CLI_TRACE,
	CLI_PLAYABLE,
	CLI_VIEW,
	CLI_SUBCOMMAND,
	CLI_FORMAT,
	CLI_TARGET,
	CLI_PROPERTY,
	CLI_TEMPORAL
};

struct cli_option {
	const char *name;    /* "size", without dashes */
	char letter;         /* -o; 0: none */
	const char *value;   /* "WxH" in help; null: a flag */
	const char *summary; /* a line for help, no full stop */
	enum cli_completes completes;
	bool repeats; /* may be given more than once */
};

/* Groups of options that several subcommands take. */
enum cli_shared {
	CLI_SCOPE = 1,         /* --servers …, into args->scope */
	CLI_INVARIANT = 2,     /* --invariant NAME, repeatable; see cli_properties */
	CLI_JSON = 4,          /* --json */
	CLI_DESIGN_OPTION = 8, /* --design D: the design that a trace is tried on */
	CLI_ASCII = 16,        /* --ascii */
	CLI_SCHEDULE = 32,     /* --schedule TEXT, which replaces one operand, a trace */
	CLI_NTH = 64,          /* --trace N; see cli_trace_number */
	CLI_ALWAYS = 128,      /* --always CONDITION, repeatable; see cli_conditions */
};

struct subcommand {
	const char *name;
	const char *usage;   /* operands: "[DESIGN | TRACE]" */
	const char *summary; /* a line for help, no full stop */
	const char *details; /* paragraphs for --help and the manual, separated by \n\n; or null */
	unsigned shared;     /* enum cli_shared, or'ed */
	const struct cli_option *options; /* its other options, ending with a null name; or null */
	int operands_least, operands_most;
	enum cli_completes completes; /* what its operands are */
	/* Returns an exit status, or -1 with err set: then the error is printed and the status is CLI_USAGE.
	 */
	int (*run)(const struct cli_args *args, struct err *err);
};
extern const struct subcommand *const subcommands[]; /* ended by null */

/* What the library lacks; main passes it in. */
struct cli_terminal {
	/* Plays until the ui quits; borrows the ui. */
	int (*play)(struct ui *ui, bool mouse, struct err *err);
	bool utf8; /* the locale's encoding is UTF-8 */
};

/* A parsed command line.  Texts are borrowed from argv. */
struct cli_args {
	const struct subcommand *subcommand;
	const struct cli_terminal *terminal;
	const char *operands[CLI_OPERANDS_MAX];
	int operand_count;
	struct scope scope;
	const struct scope_row *rows; /* of the scope: those of the design that the line names, or scope_rows
	                               */
	/* Options that may be rows of the design's own, until the whole line is read. */
	struct {
		const char *name;
		const char *joined; /* after =; or null */
		const char *next;   /* the word after it, if that is no option; or null */
		bool taken;         /* `next` is a number, and not an operand */
	} own[CLI_GIVEN_MAX];
	int own_count;
	struct arena *arena; /* of `rows` */
	struct {
		const struct cli_option *option;
		const char *value; /* null for a flag */
	} given[CLI_GIVEN_MAX];
	int given_count;
};

/* The program without main: returns the exit status. */
int cli_main(int argc, char **argv, const struct cli_terminal *terminal);

/* --- for subcommands -------------------------------------------------------- */

/* The operand, or null. */
const char *cli_operand(const struct cli_args *args, int index);
bool cli_has(const struct cli_args *args, const char *option);
/* The last value given of an option; null if it was not given. */
const char *cli_value(const struct cli_args *args, const char *option);
/* Iterates over the values of a repeatable option: start with *at = 0; null at the end. */
const char *cli_each(const struct cli_args *args, const char *option, int *at);
/* An option's value, an integer from `least` to `most`; `otherwise` if it was not given. */
int cli_number(const struct cli_args *args, const char *option, long least, long most, long otherwise,
               long *number, struct err *err);

/*
 * Reads what a repeatable option gives, "CONDITION" or "NAME: CONDITION", as "NAME: CONDITION" each; those
 * without a name are called `usual`, "Always", and Always2, ….  The caller frees the texts and the array.
 * Returns -1 with `err` set if one is not an expression.
 */
int cli_conditions(const struct cli_args *args, const char *option, const char *usual, char ***conditions,
                   size_t *count, struct err *err);
/* The length of "NAME" in "NAME: CONDITION"; 0: it has no name. */
size_t cli_condition_name(const char *text);
void cli_conditions_free(char **conditions, size_t count);

/* The properties that --invariant and --always name, or the model's default ones; none if --invariant names
 * only what the model demands (demand.h). */
int cli_properties(const struct cli_args *args, const struct model *model, uint32_t *properties,
                   struct err *err);
/* The number of the trace to take from a file, from 1. */
int cli_trace_number(const struct cli_args *args, size_t *which, struct err *err);
/* Prints "heddle: …" on standard error, escaped. */
void cli_warn(const char *fmt, ...) ERR_PRINTF(1, 2);
/* Warns that a file has several traces, unless --trace chose one. */
void cli_warn_several(const struct cli_args *args, size_t total);
/* Warns of what could not be read of a trace (trace.h). */
void cli_warn_remarks(const char *file, const char *const *remarks, size_t count);
/* Opens what the first operand names, with the given scope, --design and --invariant.  Without an operand,
 * *session is null.  The caller frees it. */
int cli_open(const struct cli_args *args, struct session **session, struct err *err);
/* True for --ascii, and in a locale without UTF-8. */
bool cli_ascii(const struct cli_args *args);

/* Prints `text` on standard output and releases it. */
void cli_print(struct buf *text);
/* Appends `text` as a JSON string with its quotes; bytes that are not UTF-8 become U+FFFD. */
void cli_json_text(struct buf *out, const char *text);
/* Appends ", \"key\": \"text\"", or null for a null text. */
void cli_json_member(struct buf *out, const char *key, const char *text);
/* Appends an object with the members of the scope that are not SCOPE_DEFAULT and that the design has. */
void cli_json_scope(struct buf *out, const struct scope_row *rows, const struct scope *scope);

/* --- generated texts -------------------------------------------------------- */

/* Help for a subcommand, with the rows of the scope that it takes; null: for heddle as a whole. */
void cli_help(const struct subcommand *subcommand, const struct scope_row *rows, struct buf *out);
void cli_manual(struct buf *out);     /* roff */
void cli_completion(struct buf *out); /* bash */

/* The nth option that a subcommand takes, shared ones first; null at the end.  The scope's options are not
 * included (see scope_rows). */
const struct cli_option *cli_nth_option(const struct subcommand *subcommand, int n);

#endif
