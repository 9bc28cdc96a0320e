/*
 * The trace-explorer module that TLC writes after an error, *_TTrace_*.tla.  Its states are the definition of
 * `trace`; the loop is in the CONFIG at the end of the file or, in older files, in numbers in _next.  Both
 * are found by their marks; the rest of the module is for TLC.
 */
#include <string.h>

#include <heddle/err.h>
#include <heddle/mem.h>

#include "trace/format.h"
#include "trace/tla_value.h"

/* Definitions of the states, newer first. */
static const char *const heads[] = { "\ntrace ==", "\n_TETrace ==" };

/* The name of the definition in the first versions of these modules, which their CONFIG contains. */
#define SUBSTITUTED "\n_TETrace <-"

/* The definition of the name that _TETrace is replaced by: of several, the one that is a sequence. */
static const char *find_substituted(const char *text, size_t length)
{
	const char *found = text_find(text, length, SUBSTITUTED), *end = text + length;
	struct tla_reader reader;

	if (!found)
		return NULL;
	tla_open(&reader, text, length, NULL, NULL);
	reader.at = (size_t)(found - text) + strlen(SUBSTITUTED);
	tla_space(&reader);

	const char *name = text + reader.at;
	size_t size = tla_word(&reader);

	for (const char *at = text; size && (at = memmem(at, (size_t)(end - at), name, size));) {
		bool starts = at > text && at[-1] == '\n';

		at += size;
		reader.at = (size_t)(at - text);
		if (!starts || !tla_take(&reader, "=="))
			continue;
		tla_space(&reader);
		if (tla_starts(&reader, "<<"))
			return text + reader.at;
	}
	return NULL;
}

static const char *find_head(const char *text, size_t length)
{
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		const char *head = text_find(text, length, heads[i]);

		if (head)
			return head + strlen(heads[i]);
	}
	return find_substituted(text, length);
}

static int recognise(const char *text, size_t length)
{
	if (!text_find(text, length, "_TETrace"))
		return 0;
	return find_head(text, length) ? 97 : 60;
}

/* The number in the first `name = number` between two places; 0 if there is none. */
static size_t number_after(const struct tla_reader *text, size_t from, size_t to, const char *name)
{
	struct tla_reader reader = *text;
	const char *found = text->text + from;

	reader.length = to;
	reader.err = NULL;
	while ((found = memmem(found, to - (size_t)(found - text->text), name, strlen(name)))) {
		bool whole = found == text->text || !tla_is_word((unsigned char)found[-1]);
		size_t number;

		found += strlen(name);
		reader.at = (size_t)(found - text->text);
		if (whole && tla_take(&reader, "=") && !tla_number(&reader, 1, TRACE_STATES_MAX + 1, &number))
			return number;
	}
	return 0;
}

static int read_loop(struct tla_reader *reader, struct trace *trace)
{
	const char *next = text_find(reader->text, reader->length, "\n_next ==");

	if (!next)
		next = text_find(reader->text, reader->length, "\n_SpecTENext ==");

	size_t from = next ? (size_t)(next - reader->text) : 0, to = reader->length;
	size_t first = number_after(reader, 0, to, "_TTraceLassoStart");
	size_t last = number_after(reader, 0, to, "_TTraceLassoEnd");

	if (!first && next) {
		const char *end = memmem(next, reader->length - from, "\n----", 5);

		if (end)
			to = (size_t)(end - reader->text);
		last = number_after(reader, from, to, "i");
		first = number_after(reader, from, to, "j");
	}
	if (!first && text_find(reader->text, reader->length, "_TTraceLassoStart")) {
		err_set(reader->err, "the module has a loop but does not define it");
		err_place(reader->err, "at its end");
		return err_remedy(reader->err, "give the whole file: _TTraceLassoStart and _TTraceLassoEnd "
		                               "are in the CONFIG after the module");
	}
	if (!first)
		return 0;
	if (first > trace->state_count || (last && last != trace->state_count)) {
		err_set(reader->err,
		        "the loop goes from state %zu back to state %zu; expected it "
		        "to go from state %zu back to one before",
		        last, first, trace->state_count);
		err_place(reader->err, "the loop in CONFIG or _next");
		return err_remedy(reader->err, "let TLC write the module again");
	}
	trace->loop = (int64_t)first - 1;
	return 0;
}

static int read(const char *text, size_t length, struct trace *trace, struct err *err)
{
	const char *head = find_head(text, length);
	struct tla_reader reader;
	struct draft draft;
	int status = -1;

	draft_init(&draft, trace);
	tla_open(&reader, text, length, trace->arena, err);
	if (!head) {
		tla_fail(&reader, length, "the module has no definition `trace ==`");
		goto out;
	}
	reader.at = (size_t)(head - text);
	if (tla_take(&reader, "IODeserialize")) {
		tla_fail(&reader, reader.at, "the states are in a binary file next to this one");
		err_remedy(err, "uncomment the module in this file that lists them, or dump the "
		                "trace with -dumpTrace json");
		goto out;
	}
	if (tla_state_list(&reader, &draft) || draft_finish(&draft, err))
		goto out;
	status = read_loop(&reader, trace);
out:
	tla_close(&reader);
	draft_release(&draft);
	return status;
}

const struct trace_format format_ttrace = {
	.name = "ttrace",
	.extension = "_TTrace.tla",
	.summary = "TLC's trace-explorer module (*_TTrace_*.tla)",
	.recognise = recognise,
	.read = read,
};
