/*
 * One table of phrases recognises violated properties; any other error is kept as TLC words it, since there
 * are hundreds.  Rejected: the codes of -tool, which plain logs do not have.
 */
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/trace.h>

#include "trace/tlc_verdict.h"

enum { LINES_MAX = 40 }; /* of a message */

/* The name is between prefix and suffix. */
static const struct phrase {
	const char *prefix, *suffix;
	const char *claims; /* if there is no name */
	bool initial;       /* the state follows immediately */
	bool words;         /* the text says more than the name */
} phrases[] = {
	{ "Invariant ", " is violated by the initial state:", NULL, true, false },
	{ "Property ", " is violated by the initial state:", NULL, true, false },
	{ "Invariant ", " is violated.", NULL, false, false },
	{ "Invariant is violated", ".", NULL, false, true },
	{ "Action property ", " is violated.", NULL, false, false },
	{ "Temporal property ", " was violated.", NULL, false, false },
	{ "Temporal properties ", "were violated.", NULL, false, true },
	{ "Deadlock reached.", "", TRACE_DEADLOCK, false, false },
	{ "State is not completely specified by the initial predicate:", "", NULL, true, true },
	{ "While working on the initial state:", "", NULL, true, false },
};

/* Errors that introduce the states, or follow them. */
static const char *const headings[] = {
	"The behavior up to this point is:",
	"The following behavior constitutes a counter-example:",
	"The error occurred when TLC was evaluating the nested",
	"TLC was unable to fingerprint.",
	NULL,
};

/* The text around every error that TLC did not expect. */
static const char *const wrapping[] = {
	"TLC threw an unexpected exception.",
	"This was probably caused by an error in the spec or model.",
	"See the User Output or TLC Console for clues to what happened.",
	"The exception was a java.",
	NULL,
};

static const struct phrase *find_phrase(struct log_line line, struct log_line *name)
{
	for (size_t i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++) {
		struct log_line rest = line;
		size_t suffix = strlen(phrases[i].suffix);

		if (!line_takes(&rest, phrases[i].prefix) || rest.end - rest.at < suffix ||
		    memcmp(rest.text + rest.end - suffix, phrases[i].suffix, suffix) != 0)
			continue;
		rest.end -= suffix;
		*name = rest;
		return &phrases[i];
	}
	return NULL;
}

bool tlc_verdict_unassigned(const char *ended)
{
	return strstr(ended, " is not completely specified by ") ||
	       strstr(ended, "current state is not a legal state");
}

bool tlc_verdict_begins(struct log_line line)
{
	struct log_line name;

	return line_takes(&line, "Error: ") || find_phrase(line, &name) || line_starts(line, headings);
}

/* The message that begins with a line, up to a blank one or the next message. */
static const char *message(struct log_line line, size_t *at, struct arena *arena)
{
	const char *words;
	struct buf text;
	size_t next = *at;

	buf_init(&text);
	for (unsigned i = 0; i < LINES_MAX && !line_is_empty(&line); i++) {
		struct log_line name, rest = line;
		const struct phrase *phrase = find_phrase(line, &name);
		size_t number;

		if (i && (line_takes(&rest, "Error: ") || line_takes(&rest, "@!@!@") ||
		          line_takes_heading(&rest, &number) || (phrase && phrase->initial)))
			break;
		if (!line_starts(line, wrapping)) {
			if (text.length)
				buf_add_char(&text, ' ');
			else
				line_takes(&line, ": ");
			buf_add(&text, line.text + line.at, line.end - line.at);
		}
		*at = next = line_next(line.text, line.length, next);
		if (!line_at(line.text, line.length, next, &line))
			break;
	}
	words = arena_strdup(arena, text.data);
	buf_release(&text);
	return words;
}

bool tlc_verdict_read(const char *text, size_t length, size_t *at, bool framed, struct arena *arena,
                      struct tlc_verdict *verdict, bool *initial)
{
	struct log_line line, name;
	const struct phrase *phrase;
	bool error;

	*initial = false;
	if (!line_at(text, length, *at, &line))
		return false;
	error = line_takes(&line, "Error: ") || framed;
	phrase = find_phrase(line, &name);
	if (phrase && !phrase->words && !(phrase->suffix[0] && name.at == name.end)) {
		*initial = phrase->initial;
		*at = line_next(text, length, *at);
		/* Without a name, the text before is the reason. */
		if (phrase->claims || phrase->suffix[0])
			*verdict = (struct tlc_verdict){
				.claims = phrase->claims ? phrase->claims
				                         : arena_strndup(arena, name.text + name.at,
				                                         name.end - name.at),
			};
		return true;
	}
	if (!phrase && (!error || line_starts(line, headings)))
		return false;
	if (phrase && phrase->initial) {
		*initial = true;
		*verdict = (struct tlc_verdict){
			.ended = arena_strndup(arena, line.text + line.at, line.end - line.at),
		};
		*at = line_next(text, length, *at);
		return true;
	}
	*verdict = (struct tlc_verdict){ .ended = message(line, at, arena) };
	return true;
}
