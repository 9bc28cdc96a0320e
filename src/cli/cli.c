/*
 * The table of subcommands, and dispatch.  Without a subcommand the command line means play.  An unknown
 * word is answered with the nearest subcommand, design or trace.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <heddle/buf.h>
#include <heddle/bundled.h>
#include <heddle/err.h>
#include <heddle/file.h>
#include <heddle/progress.h>
#include <heddle/suggest.h>

#include "cli/options.h"

// clang-format off
const struct subcommand *const subcommands[] = {
	&subcommand_play,
	&subcommand_check,
	&subcommand_replay,
	&subcommand_explain,
	&subcommand_convert,
	&subcommand_render,
	&subcommand_design,
	&subcommand_export,
	&subcommand_manual,
	NULL,
};
// clang-format on

static const struct subcommand *subcommand_named(const char *name)
{
	for (int i = 0; subcommands[i]; i++)
		if (strcmp(subcommands[i]->name, name) == 0)
			return subcommands[i];
	return NULL;
}

/* Keeps "heddle chek naive" from being a request to play "chek". */
static int check_implied(const char *word, struct err *err)
{
	struct nearest nearest = nearest_to(word);
	bool means_subcommand = false;

	if (word[0] == '-' || file_exists(word) || bundled_design(word) || bundled_find(bundled_traces, word))
		return 0;
	for (int i = 0; subcommands[i]; i++)
		nearest_offer(&nearest, subcommands[i]->name);
	const char *subcommand = nearest.name;

	for (size_t i = 0; bundled_design_nth(i); i++)
		nearest_offer(&nearest, bundled_design_nth(i)->name);
	for (const struct bundled *row = bundled_traces; row->name; row++)
		nearest_offer(&nearest, row->name);
	means_subcommand = nearest.name && nearest.name == subcommand;
	err_set(err, "\"%s\" is neither a subcommand, a design, a bundled trace nor a file", word);
	if (nearest.name)
		return err_remedy(err, "did you mean \"heddle %s%s\"?", means_subcommand ? "" : "play ",
		                  nearest.name);
	return err_remedy(err, "\"heddle --help\" lists subcommands, \"heddle design\" designs");
}

static void print(void (*make)(struct buf *out))
{
	struct buf text;

	buf_init(&text);
	make(&text);
	cli_print(&text);
}

static void add_general_help(struct buf *out)
{
	cli_help(NULL, scope_rows, out);
}

/* Parses the words after the subcommand, and runs it. */
static int run_subcommand(struct cli_args *args, int argc, char **argv, bool asks_help, struct err *err)
{
	struct buf text;

	if (cli_parse(args, argv, argc, err) < 0)
		return -1;
	if (!asks_help && !cli_has(args, "help"))
		return args->subcommand->run(args, err);
	buf_init(&text);
	own_options_find(args);
	cli_help(args->subcommand, args->rows, &text);
	cli_print(&text);
	return CLI_OK;
}

static int run(int argc, char **argv, const struct cli_terminal *terminal, struct err *err)
{
	struct cli_args args = { .subcommand = &subcommand_play, .terminal = terminal };
	bool asks_help = false;
	int status;

	if (argc > 0) {
		if (strcmp(argv[0], "--help") == 0 || strcmp(argv[0], "-h") == 0 ||
		    (strcmp(argv[0], "help") == 0 && argc == 1)) {
			print(add_general_help);
			return CLI_OK;
		}
		if (strcmp(argv[0], "--version") == 0 || strcmp(argv[0], "-V") == 0) {
			printf("heddle %s\n", HEDDLE_VERSION);
			return CLI_OK;
		}
		if (strcmp(argv[0], "help") == 0) {
			asks_help = true;
			argc--;
			argv++;
		}
		const struct subcommand *named = subcommand_named(argv[0]);

		if (named) {
			args.subcommand = named;
			argc--;
			argv++;
		} else if (check_implied(argv[0], err) < 0) {
			return -1;
		}
	}
	status = run_subcommand(&args, argc, argv, asks_help, err);
	cli_release(&args);
	return status;
}

enum { PROGRESS_MS = 200 };

/* Shows progress on one line, erased when the work is done. */
static bool show_progress(void *ctx, const struct progress *progress)
{
	char text[100];

	(void)ctx;
	if (!isatty(STDERR_FILENO)) /* tested each time: the playground redirects standard error */
		return true;
	fprintf(stderr, "\r\033[K%s", progress->doing ? progress_text(progress, text, sizeof(text)) : "");
	return true;
}

static void print_err(const struct err *err)
{
	char text[2 * ERR_TEXT_MAX + 2 * ERR_PLACE_MAX];
	unsigned left = err->others;

	fprintf(stderr, "heddle: %s\n", err_format(err, text, sizeof(text)));
	for (const char *line = err->more; *line; left--) {
		size_t length = strcspn(line, "\n");

		fprintf(stderr, "heddle: %.*s\n", (int)length, line);
		line += length + (line[length] == '\n');
	}
	if (left)
		fprintf(stderr, "heddle: and %u more error%s\n", left, left == 1 ? "" : "s");
}

int cli_main(int argc, char **argv, const struct cli_terminal *terminal)
{
	struct err err = { 0 };

	progress_to(show_progress, NULL, PROGRESS_MS);

	int status = run(argc - 1, argv + 1, terminal, &err);

	if (status >= 0 && (fflush(stdout) != 0 || ferror(stdout)))
		status = err_set(&err, "cannot write the output: %s", strerror(errno));
	if (status < 0) {
		print_err(&err);
		status = CLI_USAGE;
	}
	return status;
}
