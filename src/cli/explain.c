/*
 * heddle explain: why the run of a trace breaks a property, and what would have kept it.
 *
 * The trace is opened as a session, so that whatever can be played can be explained.  The text is the lines
 * that the playground shows, broken at the width of a terminal.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/cli.h>
#include <heddle/err.h>
#include <heddle/explained.h>
#include <heddle/session.h>
#include <heddle/suggest.h>
#include <heddle/utf8.h>

#include "cli/explain_json.h"
#include "cli/idle.h"

enum { HEAD = 13, WIDTH = 80, STEPS_MOST = 10000000 };

/* --- the text ------------------------------------------------------------------------- */

/* Appends `text` from column HEAD on, broken between words. */
static void add_wrapped(struct buf *out, const char *text)
{
	size_t column = HEAD;
	struct buf word;

	buf_init(&word);

	while (*text) {
		size_t length = strcspn(text, " ");
		size_t width;

		buf_clear(&word);
		buf_add(&word, text, length);
		width = utf8_width(word.data);

		if (column > HEAD && column + 1 + width > WIDTH) {
			buf_add_char(out, '\n');
			buf_add_repeat(out, ' ', HEAD);
			column = HEAD;
		} else if (column > HEAD) {
			buf_add_char(out, ' ');
			column++;
		}
		buf_add_text(out, word.data);
		column += width;
		text += length;
		text += strspn(text, " ");
	}
	buf_add_char(out, '\n');
	buf_release(&word);
}

static void add_lines(struct buf *out, const struct explained *explained)
{
	struct buf safe;

	buf_init(&safe);
	for (size_t i = 0; i < explained->line_count; i++) {
		const struct why_line *line = &explained->lines[i];

		buf_clear(&safe);
		utf8_escape(&safe, line->text, strlen(line->text));
		buf_printf(out, "%-*s", HEAD, line->head);
		add_wrapped(out, safe.data);
	}
	buf_release(&safe);
}

/* --- the input -------------------------------------------------------------------------- */

static int read_property(const struct cli_args *args, struct session *session, int *property, struct err *err)
{
	const char *name = cli_value(args, "property");
	struct nearest nearest = nearest_to(name ? name : "");

	*property = name ? model_property_index(session->model, name) : -1;
	if (!name || *property >= 0) {
		if (name)
			session_set_properties(session, session->properties | UINT32_C(1) << *property);
		return 0;
	}
	for (unsigned i = 0; i < session->model->property_count; i++)
		nearest_offer(&nearest, session->model->properties[i].name);
	nearest_err(&nearest, "property", err);
	return -1;
}

static int explain(const struct cli_args *args, struct session *session, struct explained *explained,
                   struct err *err)
{
	struct explain_request request = { .ascii = cli_ascii(args) };
	long step;

	if (cli_number(args, "step", 1, STEPS_MOST, 0, &step, err) < 0 ||
	    read_property(args, session, &request.property, err) < 0)
		return -1;
	request.step = (size_t)step;
	return explain_line(session, &request, explained, err);
}

static int run(const struct cli_args *args, struct err *err)
{
	struct explained explained;
	struct session *session;
	struct buf out;
	int status = -1;

	if (cli_open(args, &session, err) < 0)
		return -1;
	if (idle_check_session(args, session, err) == 0 && explain(args, session, &explained, err) == 0) {
		buf_init(&out);
		if (cli_has(args, "json"))
			explain_json(&out, session, &explained);
		else
			add_lines(&out, &explained);
		cli_print(&out);
		status = explained.kind == EXPLAINED_STEP ? CLI_OK : CLI_VIOLATED;
		explained_release(&explained);
	}
	session_free(session);
	return status;
}

static const struct cli_option options[] = {
	{ .name = "step", .value = "N", .summary = "explain step N instead of the first violation" },
	{ .name = "property",
	  .value = "NAME",
	  .summary = "explain where the run breaks this property",
	  .completes = CLI_PROPERTY },
	{ .name = NULL },
};

// clang-format off
const struct subcommand subcommand_explain = {
	.name = "explain",
	.usage = "TRACE",
	.summary = "tell why the run of a trace breaks a property, and what would have kept it",
	.details = "Prints the fact, where what was found came from, the steps that the violation needs, "
	           "the orders of steps that had to be, how many orders of these steps break the property, "
	           "since when it was lost, and the nearest run that is fine. All of it is computed; what a "
	           "bound cut off is \"not known\".\n\n"
	           "A step that breaks nothing is explained by what it found and changed; a lasso by what "
	           "repeats and what never happens; a recording by what changed.",
	.shared = CLI_SCOPE | CLI_JSON | CLI_ASCII | CLI_DESIGN_OPTION | CLI_SCHEDULE | CLI_NTH,
	.options = options,
	.operands_least = 1,
	.operands_most = 1,
	.completes = CLI_TRACE,
	.run = run,
};
// clang-format on
