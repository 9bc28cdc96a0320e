/* heddle design: lists the bundled designs, prints one, or checks a file. */
#include <stdio.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/bundled.h>
#include <heddle/cli.h>
#include <heddle/design.h>
#include <heddle/err.h>
#include <heddle/system.h>
#include <heddle/utf8.h>

#include "cli/design_diff.h"

static void add_left_out_json(struct buf *out, const struct design *design)
{
	const struct system *system = design_system(design);

	buf_add_text(out, ", \"left_out\": {");
	for (unsigned i = 0; system && i < system->left_out_count; i++) {
		buf_add_text(out, i ? ", " : "");
		cli_json_text(out, system->left_out[i].name);
		buf_add_text(out, ": ");
		cli_json_text(out, system->left_out[i].why);
	}
	buf_add_char(out, '}');
}

static void add_json(struct buf *out, const struct design *design)
{
	struct scope scope = design_scope(design);

	buf_add_text(out, "{\"name\": ");
	cli_json_text(out, design_name(design));
	cli_json_member(out, "title", design_title(design));
	cli_json_member(out, "lesson", design_lesson(design));
	buf_printf(out, ", \"bundled\": %s, \"checksum\": \"%s\", \"cleaner\": %s, \"clock\": %s",
	           design_bundled(design) ? "true" : "false", design_checksum(design),
	           design_has_cleaner(design) ? "true" : "false",
	           design_has_clock(design) ? "true" : "false");
	buf_add_text(out, ", \"scope\": ");
	cli_json_scope(out, design_scope_rows(design), &scope);
	add_left_out_json(out, design);
	buf_add_char(out, '}');
}

/* Designs of one subject are together: the chapters, their variants, other stories. */
static void add_heading(struct buf *out, const struct design *design, char *last, size_t size)
{
	const char *heading = design_heading(design);

	if (!heading || strcmp(last, heading) == 0)
		return;
	buf_printf(out, "\n%s\n", heading);
	snprintf(last, size, "%s", heading);
}

static int add_list(struct buf *out, bool json, struct err *err)
{
	const struct bundled *row;
	char last[200] = "";

	if (json)
		buf_add_text(out, "{\"designs\": [");
	for (size_t i = 0; (row = bundled_design_nth(i)); i++) {
		struct design *design;

		if (design_open(row->name, &design, err) < 0)
			return -1;
		if (json) {
			buf_add_text(out, i ? ",\n  " : "\n  ");
			add_json(out, design);
		} else {
			add_heading(out, design, last, sizeof(last));
			buf_printf(out, "%-36s%s\n", row->name, design_title(design));
		}
		design_free(design);
	}
	if (json)
		buf_add_text(out, "\n]}\n");
	return 0;
}

/* Properties of the story that a design cannot express: their absence is not seen in a verdict. */
static void add_left_out(struct buf *out, const struct design *design)
{
	const struct system *system = design_system(design);

	for (unsigned i = 0; system && i < system->left_out_count; i++)
		buf_printf(out, "%s is not checked: %s\n", system->left_out[i].name, system->left_out[i].why);
}

/* A bundled design is printed, for copying; a file only gets a verdict. */
static void add_verdict(struct buf *out, const struct design *design, const char *path)
{
	struct buf safe;

	buf_init(&safe);
	utf8_escape(&safe, path, strlen(path));
	buf_printf(out, "%s: the design \"", safe.data);
	buf_clear(&safe);
	utf8_escape(&safe, design_name(design), strlen(design_name(design)));
	buf_printf(out, "%s\" is sound (checksum %s)\n", safe.data, design_checksum(design));
	buf_release(&safe);
	add_left_out(out, design);
}

static int add_one(struct buf *out, const char *name, bool json, struct err *err)
{
	struct scope scope = scope_unset();
	struct design *design;
	struct model *model;

	if (design_open(name, &design, err) < 0)
		return -1;
	/* A well-formed design may still not compile. */
	if (design_compile(design, &scope, NULL, true, &model, err) < 0) {
		design_free(design);
		return -1;
	}
	model_free(model);
	if (json) {
		add_json(out, design);
		buf_add_char(out, '\n');
	} else if (design_bundled(design)) {
		buf_add_text(out, design_text(design));
	} else {
		add_verdict(out, design, name);
	}
	design_free(design);
	return 0;
}

static void add_word(void *ctx, const struct design_word *word)
{
	buf_printf(ctx, "%-8s%-34s%s\n", word->member, word->spelling, word->help);
}

static int add_words(const struct cli_args *args, struct buf *out, struct err *err)
{
	(void)args;
	(void)err;
	design_each_word(add_word, out);
	return 0;
}

static int add_flat(const struct cli_args *args, struct buf *out, struct err *err)
{
	return design_flatten(cli_operand(args, 0), out, err);
}

static int add_schema(const struct cli_args *args, struct buf *out, struct err *err)
{
	(void)args;
	(void)err;
	design_schema(out);
	return 0;
}

static int add_usual(const struct cli_args *args, struct buf *out, struct err *err)
{
	const char *name = cli_operand(args, 0);
	bool json = cli_has(args, "json");

	return name ? add_one(out, name, json, err) : add_list(out, json, err);
}

static const struct cli_option options[] = {
	{ .name = "words", .summary = "list the phrases that steps are written in" },
	{ .name = "flatten", .summary = "print the design without \"extends\", as one file" },
	{ .name = "diff",
	  .summary = "tell what differs between two designs, what became possible, and what no longer is" },
	{ .name = "schema", .summary = "print a JSON schema of design files, for editors" },
	{ 0 },
};

/* What an option prints instead. */
static const struct mode {
	const char *option; /* null: none is given */
	int operands;       /* how many it takes; -1: at most one */
	bool json;          /* it has a form in JSON */
	const char *needs, *example;
	int (*add)(const struct cli_args *args, struct buf *out, struct err *err);
} modes[] = {
	{ "words", 0, false, "lists the phrases of all designs", "", add_words },
	{ "schema", 0, false, "is for the files of all designs", "", add_schema },
	{ "flatten", 1, false, "needs a design", "DESIGN", add_flat },
	{ "diff", 2, true, "needs two designs", "FROM TO", design_diff },
	{ NULL, -1, true, NULL, NULL, add_usual },
};

static int refuse_operands(const struct cli_args *args, const struct mode *mode, struct err *err)
{
	if (!mode->option) {
		err_set(err, "two designs: only --diff takes more than one");
		return err_remedy(err, "heddle design --diff FROM TO compares them");
	}
	if (args->operand_count > mode->operands && mode->operands < 2) {
		err_set(err, "--%s %s, not those of %s", mode->option, mode->needs,
		        args->operands[mode->operands]);
		return err_remedy(err, "leave out one of them");
	}
	err_set(err, "--%s %s", mode->option, mode->needs);
	return err_remedy(err, "name %s: heddle design --%s %s", mode->operands > 1 ? "both" : "it",
	                  mode->option, mode->example);
}

static int find_mode(const struct cli_args *args, const struct mode **found, struct err *err)
{
	const struct mode *mode = modes;

	while (mode->option && !cli_has(args, mode->option))
		mode++;
	*found = mode;
	if (mode->operands < 0 ? args->operand_count > 1 : args->operand_count != mode->operands)
		return refuse_operands(args, mode, err);
	if (!mode->json && cli_has(args, "json")) {
		err_set(err, "--%s and --json cannot be combined", mode->option);
		return err_remedy(err, "leave out --json");
	}
	for (const struct mode *other = mode; other->option; other++)
		if (other != mode && cli_has(args, other->option)) {
			err_set(err, "--%s and --%s cannot be combined", mode->option, other->option);
			return err_remedy(err, "leave out one of them");
		}
	return 0;
}

static int run(const struct cli_args *args, struct err *err)
{
	const struct mode *mode;
	struct buf out;
	int result;

	if (find_mode(args, &mode, err))
		return -1;
	buf_init(&out);
	result = mode->add(args, &out, err);
	if (result == 0)
		cli_print(&out);
	else
		buf_release(&out);
	return result;
}

// clang-format off
const struct subcommand subcommand_design = {
	.name = "design",
	.usage = "[NAME | FILE] [NAME | FILE]",
	.summary = "list the designs, print a bundled one, check a file, or compare two designs",
	.details =
	        "A design is a JSON file. To make your own, print a similar one, change "
	        "a few lines and play the file:\n\n"
	        "heddle design working > mine.json && heddle mine.json",
	.shared = CLI_JSON,
	.options = options,
	.operands_most = 2,
	.completes = CLI_DESIGN,
	.run = run,
};
// clang-format on
