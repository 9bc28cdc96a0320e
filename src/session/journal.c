/*
 * The journal is kept by comparing: after each change, what the session has and
 * the journal has not is appended.
 *
 * Recording commands where they run was rejected: every new command would have
 * to remember to.  Saving the whole session after every step was rejected as
 * well, because a long play would write its whole length again each time.
 * Nothing is flushed to the disk: what the kernel has survives the process, and
 * waiting for the disk at every key would be felt.  Only before another journal is removed
 * because this one holds its session is the disk waited for.
 *
 * A change that cannot be written is not noted, so that the next one writes both.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <heddle/buf.h>
#include <heddle/design.h>
#include <heddle/hash.h>
#include <heddle/journal.h>
#include <heddle/mem.h>
#include <heddle/trace.h>

#include "session/journal_private.h"
#include "session/session_private.h"

struct autosave {
	struct session *session; /* null: none; only looked at while it is tracked */
	bool dirty;              /* the session, when it was last looked at */
	struct journal journal;
	bool failing;  /* the last change is not in the journal */
	char *message; /* why, until it is told */

	/* The journal of an earlier process that holds the session too, and is locked by us: it goes
	 * as soon as this journal holds the session, or nothing of it is unsaved. */
	char *before; /* null: none */
	int before_lock;

	/* What the journal has. */
	size_t nodes;
	uint32_t cursor, properties;
	uint64_t *said; /* by node: hash of its note and bookmark; 0: none */
	size_t said_room;
};

/* --- failing ---------------------------------------------------------------- */

static void fails(struct autosave *autosave, const char *why)
{
	struct buf text;
	if (autosave->failing)
		return; /* that was said */
	buf_init(&text);
	buf_printf(&text,
	           "cannot write the journal (%s), so a crash would lose unsaved steps; heddle tries "
	           "again at the next change",
	           why);
	free(autosave->message);
	autosave->message = buf_detach(&text);
	autosave->failing = true;
}

static void works(struct autosave *autosave)
{
	autosave->failing = false;
	free(autosave->message);
	autosave->message = NULL;
}

/* --- what is written -------------------------------------------------------- */

static void add_line(struct buf *out, const char *word, const char *text)
{
	buf_printf(out, "%s ", word);
	journal_escape(out, text ? text : "");
	buf_add_char(out, '\n');
}

static uint64_t said_about(const struct session *session, uint32_t node)
{
	const char *note = history_note(session->history, node);
	const char *bookmark = history_bookmark(session->history, node);
	if (!note && !bookmark)
		return 0;
	uint64_t all[] = { note ? hash_text(note) : 0, bookmark ? hash_text(bookmark) : 0,
		           note ? history_note_version(session->history, node) : 0 };
	uint64_t hash = hash_bytes(all, sizeof all);
	return hash ? hash : 1;
}

static void add_watch(const struct session *session, struct buf *out)
{
	const char *separator = "watch ";
	for (unsigned i = 0; i < session->model->property_count; i++) {
		if (!(session->properties >> i & 1))
			continue;
		buf_printf(out, "%s%s", separator, session->model->properties[i].name);
		separator = ",";
	}
	buf_add_text(out, *separator == ',' ? "\n" : "watch \n");
}

/* Takes down that the journal has everything that the session has now. */
static void note_all(struct autosave *autosave, const struct session *session)
{
	size_t count = history_count(session->history);
	autosave->said = mem_grow(autosave->said, &autosave->said_room, count, sizeof *autosave->said);
	for (uint32_t i = 0; i < count; i++)
		autosave->said[i] = said_about(session, i);
	autosave->nodes = count;
	autosave->cursor = history_cursor(session->history);
	autosave->properties = session->properties;
}

/* Begins a journal with all of the session; only then the one before, which is not whole, goes. */
static void begin(struct autosave *autosave, struct session *session)
{
	struct trace *trace = session_trace_tree(session);
	struct journal fresh = { .file = -1 };
	struct buf base, lines, out, why;
	buf_init(&base);
	buf_init(&lines);
	buf_init(&out);
	buf_init(&why);
	const char *what = session->path     ? session->path
	                   : session->design ? design_name(session->design)
	                                     : session->model->name;
	int result = trace_format_named("itf")->write(trace, &base, NULL, NULL);
	add_line(&lines, "what", what);
	add_line(&lines, "path", session->path);
	buf_printf(&lines, "nodes %zu\n", history_count(session->history));
	add_line(&lines, "base", base.data);
	if (session->properties != model_default_properties(session->model))
		add_watch(session, &lines);
	if (session->path)
		journal_add_stamp(&session->stamp, &lines);
	buf_add_text(&out, JOURNAL_FIRST_LINE "\n");
	journal_add_lines(&out, &lines);
	if (result == 0)
		result = journal_create(&fresh, what, &out, &why);
	else
		buf_add_text(&why, "the session has no text form");
	if (result == 0) {
		journal_close(&autosave->journal, false);
		autosave->journal = fresh;
		note_all(autosave, session);
		works(autosave);
	} else {
		fails(autosave, why.data);
	}
	buf_release(&why);
	buf_release(&out);
	buf_release(&lines);
	buf_release(&base);
	trace_free(trace);
}

static void add_said(const struct session *session, uint32_t node, struct buf *out)
{
	char word[40];
	snprintf(word, sizeof word, "note %u", (unsigned)node);
	add_line(out, word, history_note(session->history, node));
	snprintf(word, sizeof word, "bookmark %u", (unsigned)node);
	add_line(out, word, history_bookmark(session->history, node));
}

static void append(struct autosave *autosave, const struct session *session)
{
	const struct history *history = session->history;
	size_t count = history_count(history);
	uint32_t at = autosave->cursor;
	struct buf lines, out;
	buf_init(&lines);
	buf_init(&out);
	for (uint32_t i = (uint32_t)autosave->nodes; i < count; i++) {
		buf_printf(&lines, "step %u ", (unsigned)history_parent(history, i));
		step_show(session->model, history_step(history, i), &lines);
		buf_add_char(&lines, '\n');
		at = i;
	}
	for (uint32_t i = 0; i < count; i++)
		if (said_about(session, i) != (i < autosave->nodes ? autosave->said[i] : 0))
			add_said(session, i, &lines);
	if (history_cursor(history) != at)
		buf_printf(&lines, "at %u\n", (unsigned)history_cursor(history));
	if (session->properties != autosave->properties)
		add_watch(session, &lines);
	journal_add_lines(&out, &lines);
	int code = journal_append(&autosave->journal, &out);
	buf_release(&out);
	buf_release(&lines);
	if (code != 0) {
		fails(autosave, strerror(code));
		return;
	}
	note_all(autosave, session);
	works(autosave);
}

/* --- the journal of an earlier process -------------------------------------- */

/* Gives it up; the file goes only if what it holds is held elsewhere, or is not wanted. */
static void leave_before(struct autosave *autosave, bool remove)
{
	if (!autosave->before)
		return;
	if (remove)
		unlink(autosave->before);
	close(autosave->before_lock);
	free(autosave->before);
	autosave->before = NULL;
}

static void settle_before(struct autosave *autosave)
{
	if (!autosave->before)
		return;
	if (!autosave->dirty || (autosave_holds(autosave) && journal_sync(&autosave->journal) == 0))
		leave_before(autosave, true);
}

bool autosave_replaces(struct autosave *autosave, const char *path)
{
	bool alive;
	leave_before(autosave, false);
	int lock = journal_lock(path, true, &alive);
	if (lock < 0)
		return false;
	autosave->before = mem_strdup(path);
	autosave->before_lock = lock;
	settle_before(autosave);
	return !autosave->before;
}

/* --- the life of a journal -------------------------------------------------- */

struct autosave *autosave_new(void)
{
	struct autosave *autosave = mem_alloc(sizeof *autosave);
	autosave->journal.file = -1;
	return autosave;
}

void autosave_track(struct autosave *autosave, struct session *session)
{
	bool goes_on = session && autosave->session && session->follows == autosave->session;
	bool other = autosave->session != session;
	if (other && !goes_on) {
		journal_close(&autosave->journal, autosave->dirty);
		leave_before(autosave, false);
	}
	if (other)
		works(autosave);
	autosave->session = session;
	autosave->dirty = session && session->dirty;
	if (!autosave->dirty) {
		journal_close(&autosave->journal, false);
		works(autosave);
	} else if (!other && autosave->journal.file >= 0 && journal_intact(&autosave->journal)) {
		append(autosave, session);
	} else {
		begin(autosave, session);
	}
	settle_before(autosave);
}

bool autosave_holds(const struct autosave *autosave)
{
	return !autosave->dirty || (autosave->journal.file >= 0 && !autosave->failing);
}

char *autosave_message(struct autosave *autosave)
{
	char *message = autosave->message;
	autosave->message = NULL;
	return message;
}

void autosave_free(struct autosave *autosave)
{
	if (!autosave)
		return;
	journal_close(&autosave->journal, autosave->dirty);
	leave_before(autosave, false);
	free(autosave->message);
	free(autosave->said);
	free(autosave);
}
