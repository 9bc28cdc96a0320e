/* heddle play: the playground in the terminal. */
#include <stdlib.h>

#include <heddle/cli.h>
#include <heddle/journal.h>
#include <heddle/session.h>
#include <heddle/ui.h>

#include "cli/idle.h"

// clang-format off
static const struct cli_option options[] = {
	{ .name = "no-mouse", .summary = "leave the mouse to the terminal, for selecting text" },
	{ .name = "no-journal",
	  .summary = "write no journal; a crash then loses unsaved steps" },
	{ 0 },
};
// clang-format on

struct play {
	struct ui *ui;
	struct journal *journal;
};

/* Called after each change: updates the journal. */
static void changed(void *ctx)
{
	struct play *play = ctx;

	journal_track(play->journal, ui_session(play->ui));
	char *message = journal_message(play->journal);

	if (message)
		ui_say(play->ui, "%s", message);
	free(message);
}

static int run(const struct cli_args *args, struct err *err)
{
	struct session *session;

	if (cli_open(args, &session, err) < 0)
		return -1;
	if (idle_check_session(args, session, err) < 0) {
		session_free(session);
		return -1;
	}

	struct ui *ui = ui_new(session, cli_ascii(args));

	if (session && session->origin)
		ui_say(ui, "%s", session->origin);

	struct play play = { ui, cli_has(args, "no-journal") ? NULL : journal_new() };

	if (play.journal) {
		ui_keep_journal(ui, play.journal, changed, &play);
		changed(&play);
	}
	ui_offer_recovery(ui);
	if (!cli_has(args, "trace"))
		ui_offer_traces(ui);
	ui_background(ui);

	int result = args->terminal->play(ui, !cli_has(args, "no-mouse"), err);

	journal_free(play.journal);
	ui_free(ui);
	return result;
}

// clang-format off
const struct subcommand subcommand_play = {
	.name = "play",
	.usage = "[DESIGN | TRACE]",
	.summary = "open the playground; without an operand, the list of chapters",
	.details =
	        "DESIGN is the name of a bundled design or a design file; TRACE the name of a "
	        "bundled trace, or a trace file as a model checker exported it or heddle saved it."
	        "\n\nThis is what heddle does without a subcommand.",
	.shared = CLI_SCOPE | CLI_INVARIANT | CLI_DESIGN_OPTION | CLI_SCHEDULE | CLI_NTH | CLI_ASCII,
	.options = options,
	.operands_most = 1,
	.completes = CLI_PLAYABLE,
	.run = run,
};
// clang-format on
