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

struct journal {
	struct session *session; /* null: none; only looked at while it is tracked */
	bool dirty;              /* the session, when it was last looked at */
	struct journal_file file;
	bool failing;  /* the last change is not in the journal */
	char *message; /* why, until it is told */

	/* The journal of an earlier process that holds the session too, and is locked by us: it goes
	 * as soon as this journal holds the session, or nothing of it is unsaved. */
	char *before; /* null: none */
	int before_lock;

	/* What the journal has. */
	size_t nodes;
	uint32_t cursor, properties;
	uint64_t look;  /* hash of what is hidden and watched, and of the properties added */
	uint64_t *said; /* by node: hash of its note and bookmark; 0: none */
	size_t said_room;
};

/* --- failing ---------------------------------------------------------------- */

static void fails(struct journal *journal, const char *why)
{
	struct buf text;
	if (journal->failing)
		return; /* that was said */
	buf_init(&text);
	buf_printf(&text,
	           "cannot write the journal (%s), so a crash would lose unsaved steps; heddle tries "
	           "again at the next change",
	           why);
	free(journal->message);
	journal->message = buf_detach(&text);
	journal->failing = true;
}

static void works(struct journal *journal)
{
	journal->failing = false;
	free(journal->message);
	journal->message = NULL;
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

static uint64_t look_of(const struct session *session)
{
	const struct name_list *lists[] = { &session->hidden, &session->watched, &session->conditions };
	uint64_t hash = 0;

	for (size_t i = 0; i < 3; i++)
		for (size_t j = 0; j < lists[i]->count; j++) {
			uint64_t all[] = { hash, i, hash_text(lists[i]->items[j]) };

			hash = hash_bytes(all, sizeof(all));
		}
	return hash;
}

/* Takes down that the journal has everything that the session has now. */
static void note_all(struct journal *journal, const struct session *session)
{
	size_t count = history_count(session->history);
	journal->said = mem_grow(journal->said, &journal->said_room, count, sizeof *journal->said);
	for (uint32_t i = 0; i < count; i++)
		journal->said[i] = said_about(session, i);
	journal->nodes = count;
	journal->cursor = history_cursor(session->history);
	journal->properties = session->properties;
	journal->look = look_of(session);
}

/* Begins a journal with all of the session; only then the one before, which is not whole, goes. */
static void begin(struct journal *journal, struct session *session)
{
	struct trace *trace = session_trace_tree(session);
	struct journal_file fresh = { .fd = -1 };
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
		result = journal_file_create(&fresh, what, &out, &why);
	else
		buf_add_text(&why, "the session has no text form");
	if (result == 0) {
		journal_file_close(&journal->file, false);
		journal->file = fresh;
		note_all(journal, session);
		works(journal);
	} else {
		fails(journal, why.data);
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

static void append(struct journal *journal, const struct session *session)
{
	const struct history *history = session->history;
	size_t count = history_count(history);
	uint32_t at = journal->cursor;
	struct buf lines, out;
	buf_init(&lines);
	buf_init(&out);
	for (uint32_t i = (uint32_t)journal->nodes; i < count; i++) {
		buf_printf(&lines, "step %u ", (unsigned)history_parent(history, i));
		step_show(session->model, history_step(history, i), &lines);
		buf_add_char(&lines, '\n');
		at = i;
	}
	for (uint32_t i = 0; i < count; i++)
		if (said_about(session, i) != (i < journal->nodes ? journal->said[i] : 0))
			add_said(session, i, &lines);
	if (history_cursor(history) != at)
		buf_printf(&lines, "at %u\n", (unsigned)history_cursor(history));
	if (session->properties != journal->properties)
		add_watch(session, &lines);
	journal_add_lines(&out, &lines);
	int code = journal_file_append(&journal->file, &out);
	buf_release(&out);
	buf_release(&lines);
	if (code != 0) {
		fails(journal, strerror(code));
		return;
	}
	note_all(journal, session);
	works(journal);
}

/* --- the journal of an earlier process -------------------------------------- */

/* Gives it up; the file goes only if what it holds is held elsewhere, or is not wanted. */
static void leave_before(struct journal *journal, bool remove)
{
	if (!journal->before)
		return;
	if (remove)
		unlink(journal->before);
	close(journal->before_lock);
	free(journal->before);
	journal->before = NULL;
}

static void settle_before(struct journal *journal)
{
	if (!journal->before)
		return;
	if (!journal->dirty || (journal_holds(journal) && journal_file_sync(&journal->file) == 0))
		leave_before(journal, true);
}

bool journal_replaces(struct journal *journal, const char *path)
{
	bool alive;
	leave_before(journal, false);
	int lock = journal_lock(path, true, &alive);
	if (lock < 0)
		return false;
	journal->before = mem_strdup(path);
	journal->before_lock = lock;
	settle_before(journal);
	return !journal->before;
}

/* --- the life of a journal -------------------------------------------------- */

struct journal *journal_new(void)
{
	struct journal *journal = mem_alloc(sizeof *journal);
	journal->file.fd = -1;
	return journal;
}

void journal_track(struct journal *journal, struct session *session)
{
	bool goes_on = session && journal->session && session->follows == journal->session;
	bool other = journal->session != session;
	if (other && !goes_on) {
		journal_file_close(&journal->file, journal->dirty);
		leave_before(journal, false);
	}
	if (other)
		works(journal);
	journal->session = session;
	journal->dirty = session && session->dirty;
	if (!journal->dirty) {
		journal_file_close(&journal->file, false);
		works(journal);
	} else if (!other && journal->file.fd >= 0 && journal_file_intact(&journal->file) &&
	           journal->look == look_of(session)) {
		append(journal, session);
	} else {
		begin(journal, session);
	}
	settle_before(journal);
}

bool journal_holds(const struct journal *journal)
{
	return !journal->dirty || (journal->file.fd >= 0 && !journal->failing);
}

char *journal_message(struct journal *journal)
{
	char *message = journal->message;
	journal->message = NULL;
	return message;
}

void journal_free(struct journal *journal)
{
	if (!journal)
		return;
	journal_file_close(&journal->file, journal->dirty);
	leave_before(journal, false);
	free(journal->message);
	free(journal->said);
	free(journal);
}
