/*
 * Files that are not traces: what each is, and how to get a trace from its source.
 *
 * One table by first bytes, one by marks in the text.  Rejected: file names, which standard input does not
 * have.
 */
#include <ctype.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/json.h>
#include <heddle/quote.h>

#include "trace/format.h"
#include "trace/log_line.h"

/* --- by bytes --------------------------------------------------------------------- */

#define UNPACK "unpack it and open the content"
#define SOURCE "open the file it was made from"

// clang-format off
static const struct magic {
	const char *bytes;
	size_t length, at;
	const char *what, *remedy;
} magics[] = {
	{ "\x1f\x8b", 2, 0,
	  "data compressed by gzip, like the states next to a *_TTrace_*.tla (.bin)",
	  "unpack it (gunzip) and open the content; for TLC's .bin, open the module next to it, or "
	  "let TLC "
	  "write the trace: -dumpTrace json trace.json" },
	{ "PK\x03\x04", 4, 0, "a zip archive", UNPACK },
	{ "BZh", 3, 0, "data compressed by bzip2", UNPACK },
	{ "\xfd"
	  "7zXZ",
	  5, 0, "data compressed by xz", UNPACK },
	{ "\x28\xb5\x2f\xfd", 4, 0, "data compressed by zstd", UNPACK },
	{ "7z\xbc\xaf", 4, 0, "a 7-Zip archive", UNPACK },
	{ "ustar", 5, 257, "a tar archive", UNPACK },
	{ "%PDF-", 5, 0, "a PDF document", SOURCE },
	{ "\x89PNG", 4, 0, "a picture (PNG)", SOURCE },
	{ "\xff\xd8\xff", 3, 0, "a picture (JPEG)", SOURCE },
	{ "GIF8", 4, 0, "a picture (GIF)", SOURCE },
	{ "\x7f"
	  "ELF",
	  4, 0, "a program", "open a trace that a checker exported" },
	{ "\xca\xfe\xba\xbe", 4, 0, "a Java class file", "open a trace that a checker exported" },
	{ "\xac\xed\x00\x05", 4, 0, "serialised Java objects",
	  "let TLC write the trace: -dumpTrace json trace.json" },
	{ "SQLite format 3", 15, 0, "a database (SQLite)", "open a trace that a checker exported" },
};
// clang-format on

static int report(const char *what, const char *remedy, struct err *err)
{
	err_set(err, "%s; expected a trace", what);
	return err_remedy(err, "%s", remedy);
}

int foreign_bytes(const char *text, size_t length, struct err *err)
{
	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++)
		if (length >= magics[i].at + magics[i].length &&
		    memcmp(text + magics[i].at, magics[i].bytes, magics[i].length) == 0)
			return report(magics[i].what, magics[i].remedy, err);
	return 0;
}

/* --- by marks in the text ------------------------------------------------------------ */

/* Whether every line is numbers separated by colons, "12:0:34". */
static bool is_raw_trail(const char *text, size_t length)
{
	size_t colons = 0;

	for (size_t i = 0; i < length; i++) {
		colons += text[i] == ':';
		if (!strchr("0123456789:-\r\n", text[i]))
			return false;
	}
	return colons > 1;
}

/* "  1:	proc  0 (:init::1) model.pml:12 (state 3)	[x = 1]" */
static bool is_spin_step(struct log_line line)
{
	size_t number;

	return line_takes_number(&line, &number) && line_takes(&line, ":\tproc ");
}

/* "[State 3] { n: 2 }" */
static bool is_quint_state(struct log_line line)
{
	size_t number;

	return line_takes(&line, "[State ") && line_takes_number(&line, &number) && line_takes(&line, "]");
}

static bool is_config(struct log_line line)
{
	static const char *const words[] = { "SPECIFICATION", "INVARIANT", "CONSTANT", "PROPERT",
		                             "INIT ",         "NEXT ",     NULL };

	return line_starts(line, words);
}

static bool is_page(struct log_line line)
{
	static const char *const tags[] = { "<!DOCTYPE", "<!doctype", "<html", "<HTML", NULL };

	return line_starts(line, tags);
}

static bool is_graph(struct log_line line)
{
	static const char *const words[] = { "digraph ", "strict digraph ", NULL };

	return line_starts(line, words);
}

#define SCHEDULE_HEAD "# heddle schedule"

static bool takes_word(struct log_line *line, bool numbered)
{
	const char *word = line->text + line->at;
	size_t length = quote_length(word, line->end - line->at, QUOTE_BLANKS ";");

	if (!length ||
	    (numbered ? !isalpha((unsigned char)word[0]) || !isdigit((unsigned char)word[length - 1])
	              : !isupper((unsigned char)word[0])))
		return false;
	for (size_t i = 0; i < length; i++)
		if (!isalnum((unsigned char)word[i]) && word[i] != '_')
			return false;
	line->at += length;
	while (line->at < line->end && strchr(" \t", line->text[line->at]))
		line->at++;
	return true;
}

/* Whether every non-empty line starts like a step, "s1 StartWrite …", or is a comment. */
static bool is_schedule(const char *text, size_t length)
{
	struct log_line line;
	size_t steps = 0;

	for (size_t at = 0; line_at(text, length, at, &line); at = line_next(text, length, at)) {
		if (line_is_empty(&line) || text[line.at] == '#')
			continue;
		if (!takes_word(&line, true) || !takes_word(&line, false))
			return false;
		steps++;
	}
	return steps > 0;
}

/* What identifies a file: two texts in it (the second may be null), a line, or the whole text. */
// clang-format off
static const struct near_miss {
	const char *mark, *and;
	bool (*line)(struct log_line line);
	bool (*all)(const char *text, size_t length);
	const char *what, *remedy;
} near_misses[] = {
	{ .mark = "\"ApalacheIR\"",
	  .what = "an Apalache module as JSON",
	  .remedy = "Apalache writes the trace next to it, as violation.itf.json" },
	{ .mark = "ConstInit ==",
	  .and = "State0 ==",
	  .what = "an Apalache trace as a TLA+ module",
	  .remedy = "Apalache writes the same trace next to it, as violation.itf.json" },
	{ .mark = "The outcome is: NoError",
	  .and = "EXITCODE: ",
	  .what = "the console output of Apalache, which found no error",
	  .remedy = "give the violation.itf.json of a run that found one" },
	{ .mark = "The outcome is: ",
	  .and = "EXITCODE: ",
	  .what = "the console output of Apalache",
	  .remedy = "open the violation.itf.json in the folder that it names" },
	{ .mark = "pan: wrote ",
	  .what = "the output of Spin's verifier",
	  .remedy = "replay the trail that it wrote, and give that output: spin -t -p -g MODEL.pml" },
	{ .line = is_quint_state,
	  .what = "the console output of Quint",
	  .remedy = "let Quint write the trace into a file: --out-itf=trace.itf.json" },
	{ .mark = "- MODULE ",
	  .and = "====",
	  .what = "a TLA+ module with no trace in it",
	  .remedy = "let TLC write one: -dumpTrace json trace.json, then open trace.json" },
	{ .mark = "proctype ",
	  .and = "{",
	  .what = "a Promela model",
	  .remedy =
	          "give the output of \"spin -t -p -g MODEL.pml\" after a run that found an error" },
	{ .mark = "\ninit {",
	  .what = "a Promela model",
	  .remedy =
	          "give the output of \"spin -t -p -g MODEL.pml\" after a run that found an error" },
	{ .all = is_raw_trail,
	  .what = "a Spin trail, whose numbers mean nothing without the model",
	  .remedy = "give the output of \"spin -t -p -g MODEL.pml\"" },
	{ .line = is_spin_step,
	  .what = "Spin's replay of a model that heddle did not export",
	  .remedy = "heddle reads the trails of models that \"heddle export --to promela\" wrote" },
	{ .line = is_graph,
	  .what = "a graph for Graphviz, which has no order of steps",
	  .remedy = "let TLC write a trace: -dumpTrace json trace.json" },
	{ .all = is_schedule,
	  .what = "steps without the first line of a schedule, which names the design",
	  .remedy = "begin the file with a line such as \"" SCHEDULE_HEAD
	            ": design=naive servers=1 users=1\"" },
	{ .line = is_page, .what = "a web page", .remedy = "open the file that it shows" },
	{ .line = is_config,
	  .what = "a TLC configuration",
	  .remedy = "give the trace that TLC exports: -dumpTrace json trace.json" },
};
// clang-format on

static bool has(const char *text, size_t length, const char *mark)
{
	return !mark || text_find(text, length, mark);
}

static bool has_line(const char *text, size_t length, bool (*is)(struct log_line line))
{
	struct log_line line;

	for (size_t at = 0; line_at(text, length, at, &line); at = line_next(text, length, at))
		if (is(line))
			return true;
	return false;
}

static bool is_near(const struct near_miss *miss, const char *text, size_t length)
{
	if (miss->line)
		return has_line(text, length, miss->line);
	if (miss->all)
		return miss->all(text, length);
	return has(text, length, miss->mark) && has(text, length, miss->and);
}

/* --- JSON ----------------------------------------------------------------------------- */

/* Whether the first line is a complete value and a later line starts another. */
static bool is_lines(const char *text, size_t length)
{
	struct log_line first, next;
	size_t at = 0;

	while (line_at(text, length, at, &first) && line_is_empty(&first))
		at = line_next(text, length, at);
	if (at >= length || !strchr("{[", text[first.at]) ||
	    json_check(text + first.at, first.end - first.at, NULL))
		return false;
	do
		at = line_next(text, length, at);
	while (line_at(text, length, at, &next) && line_is_empty(&next));
	return at < length && strchr("{[", text[next.at]);
}

#define JSON_WAYS                                                                                            \
	"traces in JSON are ITF (Apalache's violation.itf.json, Quint's --out-itf) and TLC's "               \
	"-dumpTrace json"

void foreign_lines(const char *text, size_t length, struct err *err)
{
	if (!is_lines(text, length))
		return;
	err_set(err, "JSON Lines (a JSON value on each line); expected one trace");
	err_remedy(err, "if one line is the whole trace, save that line as a file; " JSON_WAYS);
}

/* Names the first members of an object. */
static void add_members(const char *text, size_t length, struct buf *out)
{
	enum { FEW = 4 };
	cJSON *tree;
	const cJSON *node;
	unsigned count = 0;

	if (json_parse(text, length, &tree, NULL))
		return;
	if (cJSON_IsObject(tree))
		cJSON_ArrayForEach(node, tree) if (count++ < FEW)
		        buf_printf(out, "%s%s", count == 1 ? " with the members " : ", ", node->string);
	if (count > FEW)
		buf_add_text(out, ", …");
	cJSON_Delete(tree);
}

static int foreign_json(const char *text, size_t length, struct err *err)
{
	struct buf members;

	if (is_lines(text, length)) {
		foreign_lines(text, length, err);
		return -1;
	}
	if (json_check(text, length, err))
		return -1;
	buf_init(&members);
	add_members(text, length, &members);
	err_set(err, "JSON%s, which is neither a trace nor a design", members.data);
	buf_release(&members);
	return err_remedy(err, JSON_WAYS);
}

int foreign_text(const char *text, size_t length, struct err *err)
{
	struct buf names;
	size_t at = 0;

	while (at < length && strchr(" \t\r\n", text[at]))
		at++;
	if (at == length) {
		err_set(err, "the file is empty; expected a trace");
		return err_remedy(err, "let the checker export the trace again");
	}
	for (size_t i = 0; i < sizeof(near_misses) / sizeof(near_misses[0]); i++)
		if (is_near(&near_misses[i], text, length))
			return report(near_misses[i].what, near_misses[i].remedy, err);
	if (text[at] == '{' || text[at] == '[')
		return foreign_json(text, length, err);
	buf_init(&names);
	for (size_t i = 0; trace_formats[i]; i++)
		if (trace_formats[i]->read)
			buf_printf(&names, "%s%s", i ? ", " : "", trace_formats[i]->name);
	err_set(err, "not a trace in any format that heddle reads");
	err_remedy(err, "the formats are %s", names.data);
	buf_release(&names);
	return -1;
}
