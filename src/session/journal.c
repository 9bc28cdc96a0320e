/*
 * After each change, appends what the session has and the journal lacks.
 *
 * Rejected: recording commands where they run, because each new command could forget to; and saving the
 * whole session after every step, whose cost grows with the length of the play.
 *
 * Nothing is flushed to disk: what the kernel holds survives the process, and an fsync at every key would
 * be felt.  The exception: before an earlier journal of the same session is removed, this one is flushed.
 *
 * A change that cannot be written is not recorded as written, so the next append retries it.
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
	struct session *session; /* null: none; read only while tracked */
	bool dirty;              /* the session had unsaved changes at the last call */
	struct journal_file file;
	bool failing;
	char *message; /* why it fails, until reported */

	/* The journal of an earlier process with the same session, locked by us.  It is removed once this
	 * journal holds the session, or nothing is unsaved. */
	char *before; /* null: none */
	int before_lock;

	/* The state of the session that the journal describes. */
	size_t nodes;
	uint32_t cursor, properties;
	uint64_t visibility; /* hash of hidden and watched names and of added properties */
	uint64_t *notes;     /* by node: hash of its note and bookmark; 0: neither */
	size_t notes_room;
};

/* --- failing ---------------------------------------------------------------- */

static void fails(struct journal *journal, const char *why)
{
	struct buf text;
	if (journal->failing)
		return; /* already reported */
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

static void add_line(struct buf *out, const char *key, const char *text)
{
	buf_printf(out, "%s ", key);
	journal_escape(out, text ? text : "");
	buf_add_char(out, '\n');
}

static uint64_t notes_hash(const struct session *session, uint32_t node)
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

static void add_checked(const struct session *session, struct buf *out)
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

static uint64_t visibility_hash(const struct session *session)
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

/* Records that the journal is up to date. */
static void note_all(struct journal *journal, const struct session *session)
{
	size_t count = history_count(session->history);
	journal->notes = mem_grow(journal->notes, &journal->notes_room, count, sizeof *journal->notes);
	for (uint32_t i = 0; i < count; i++)
		journal->notes[i] = notes_hash(session, i);
	journal->nodes = count;
	journal->cursor = history_cursor(session->history);
	journal->properties = session->properties;
	journal->visibility = visibility_hash(session);
}

/* Starts a journal with the whole session, and only then removes the previous, incomplete one. */
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
		add_checked(session, &lines);
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

static void add_notes(const struct session *session, uint32_t node, struct buf *out)
{
	char key[40];
	snprintf(key, sizeof key, "note %u", (unsigned)node);
	add_line(out, key, history_note(session->history, node));
	snprintf(key, sizeof key, "bookmark %u", (unsigned)node);
	add_line(out, key, history_bookmark(session->history, node));
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
		if (notes_hash(session, i) != (i < journal->nodes ? journal->notes[i] : 0))
			add_notes(session, i, &lines);
	if (history_cursor(history) != at)
		buf_printf(&lines, "at %u\n", (unsigned)history_cursor(history));
	if (session->properties != journal->properties)
		add_checked(session, &lines);
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

/* Releases it.  The file is removed only if its contents are held elsewhere or no longer wanted. */
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
	           journal->visibility == visibility_hash(session)) {
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
	free(journal->notes);
	free(journal);
}
