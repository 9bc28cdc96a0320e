/* heddle render: one screen as text or as a picture, without a terminal. */
#include <stdio.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/cli.h>
#include <heddle/err.h>
#include <heddle/session.h>
#include <heddle/suggest.h>
#include <heddle/ui.h>

#include "cli/idle.h"

enum { SIZE_MAX_COLUMNS = 2000, SIZE_MAX_ROWS = 1000 };

static const struct cli_option options[] = {
	{ .name = "keys",
	  .value = "KEYS",
	  .summary = "press these keys first: characters, <Enter>, <Esc>, <C-d>, <lt>" },
	{ .name = "size", .value = "WxH", .summary = "columns and rows (80x24)" },
	{ .name = "view",
	  .value = "VIEW",
	  .summary = "show this view; keys are pressed in it",
	  .completes = CLI_VIEW },
	{ .name = "color", .summary = "colour the text with ANSI sequences" },
	{ .name = "to", .value = "KIND", .summary = "text, or svg: a picture" },
	{ .name = "theme",
	  .value = "THEME",
	  .summary = "colours of the picture: light, dark, or auto, as its viewer prefers (auto)" },
	{ 0 },
};

static int read_size(const struct cli_args *args, int *width, int *height, struct err *err)
{
	const char *size = cli_value(args, "size");
	char end;

	*width = 80;
	*height = 24;
	if (!size)
		return 0;
	if (sscanf(size, "%4dx%4d%c", width, height, &end) != 2 || *width < 1 || *height < 1 ||
	    *width > SIZE_MAX_COLUMNS || *height > SIZE_MAX_ROWS) {
		err_set(err, "\"%s\" is not a size", size);
		return err_remedy(err, "write columns and rows, --size 80x24, at most %dx%d",
		                  SIZE_MAX_COLUMNS, SIZE_MAX_ROWS);
	}
	return 0;
}

static const char *const kinds[] = { "text", "svg", NULL };
static const char *const themes[] = {
	[GRID_AUTO] = "auto",
	[GRID_LIGHT] = "light",
	[GRID_DARK] = "dark",
	NULL,
};

/* The index of the name that an option gives; 0 if it is absent. */
static int read_name(const struct cli_args *args, const char *option, const char *const *names, int *chosen,
                     struct err *err)
{
	const char *name = cli_value(args, option);
	struct nearest near = nearest_to(name ? name : "");

	*chosen = 0;
	if (!name)
		return 0;
	for (int i = 0; names[i]; i++) {
		*chosen = i;
		if (strcmp(names[i], name) == 0)
			return 0;
		nearest_offer(&near, names[i]);
	}
	nearest_err(&near, option, err);
	return near.name ? -1 : err_remedy(err, "--%s takes %s or %s", option, names[1], names[0]);
}

/* --color is for text, --theme for pictures. */
static int check_together(const struct cli_args *args, struct err *err)
{
	const char *to = cli_value(args, "to");
	bool picture = to && strcmp(to, "svg") == 0;
	const char *option = picture ? "color" : "theme";

	if (!cli_has(args, option))
		return 0;
	err_set(err, "--%s has no effect %s --to svg", option, picture ? "with" : "without");
	return err_remedy(err, "leave it out");
}

static int run(const struct cli_args *args, struct err *err)
{
	const char *keys = cli_value(args, "keys");
	struct session *session;
	struct grid grid;
	struct buf text;
	int width, height, kind, theme, result = -1;

	if (check_together(args, err) < 0 || read_name(args, "to", kinds, &kind, err) < 0 ||
	    read_name(args, "theme", themes, &theme, err) < 0 || read_size(args, &width, &height, err) < 0 ||
	    cli_open(args, &session, err) < 0)
		return -1;
	if (idle_check_session(args, session, err) < 0) {
		session_free(session);
		return -1;
	}

	struct ui *ui = ui_new(session, cli_ascii(args));

	ui_resize(ui, width, height);
	grid_init(&grid, width, height, ui_ascii(ui));
	buf_init(&text);
	if (cli_value(args, "view") && ui_show_named(ui, cli_value(args, "view"), err) < 0)
		goto out;
	if (keys && ui_type(ui, keys, err) < 0)
		goto out;
	ui_draw(ui, &grid);
	if (kind == 0)
		grid_show(&grid, &text, cli_has(args, "color"));
	else
		grid_svg(&grid, (enum grid_theme)theme, &text);
	cli_print(&text);
	result = CLI_OK;
out:
	buf_release(&text);
	grid_release(&grid);
	ui_free(ui);
	return result;
}

const struct subcommand subcommand_render = {
	.name = "render",
	.usage = "[DESIGN | TRACE]",
	.summary = "print one screen of the playground as text, or as a picture",
	.details = "Needs no terminal: for slides, documents and tests.",
	.shared = CLI_SCOPE | CLI_INVARIANT | CLI_DESIGN_OPTION | CLI_SCHEDULE | CLI_NTH | CLI_ASCII,
	.options = options,
	.operands_most = 1,
	.completes = CLI_PLAYABLE,
	.run = run,
};
