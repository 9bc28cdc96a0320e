/* heddle play: the playground in the terminal. */
#include "heddle/cli.h"
#include "heddle/session.h"
#include "heddle/ui.h"

static const struct cli_option options[] = {
	{ .name = "no-mouse", .summary = "leave the mouse to the terminal, for selecting text" },
	{ 0 },
};

static int run(const struct cli_args *args, struct err *err)
{
	struct session *session;

	if (cli_open(args, &session, err) < 0)
		return -1;

	struct ui *ui = ui_new(session, cli_ascii(args));

	if (session && session->origin)
		ui_say(ui, "%s", session->origin);

	int result = args->terminal->play(ui, !cli_has(args, "no-mouse"), err);

	ui_free(ui);
	return result;
}

const struct subcommand subcommand_play = {
	.name = "play",
	.usage = "[DESIGN | TRACE]",
	.summary = "open the playground; without an operand, the list of chapters",
	.details =
	        "DESIGN is the name of a bundled design or a design file; TRACE the name of a "
	        "bundled trace, or a trace file as a model checker exported it or heddle saved it."
	        "\n\nThis is what heddle does without a subcommand.",
	.shared = CLI_SCOPE | CLI_INVARIANT | CLI_DESIGN_OPTION | CLI_ASCII,
	.options = options,
	.operands_most = 1,
	.completes = CLI_PLAYABLE,
	.run = run,
};
