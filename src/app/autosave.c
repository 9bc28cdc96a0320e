/*
 * The journal is kept by comparing: after each change, what the session has and
 * the journal has not is appended.
 *
 * Recording commands where they run was rejected: every new command would have
 * to remember to.  Saving the whole session after every step was rejected as
 * well, because a long play would write its whole length again each time.
 * Nothing is flushed to the disk: what the kernel has survives the process, and
 * waiting for the disk at every key would be felt.
 */
#include <heddle/autosave.h>

#include "autosave_private.h"
#include "session_private.h"

#include <heddle/buf.h>
#include <heddle/design.h>
#include <heddle/hash.h>
#include <heddle/mem.h>
#include <heddle/trace.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct autosave {
	struct session *session; /* null: none; only looked at while it is tracked */
	bool dirty;              /* the session, when it was last looked at */
	int file;                /* -1: no journal yet */
	char *path;              /* of the journal; null: none */
	bool off;
	char *message; /* why it is off */
	bool told;

	/* What the journal has. */
	size_t nodes;
	uint32_t cursor, properties;
	uint64_t *said; /* by node: hash of its note and bookmark; 0: none */
	size_t said_room;
};

/* --- shared with autosave_restore.c ----------------------------------------- */

bool journal_folder(struct buf *out)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	/* The XDG base directory specification has relative paths ignored. */
	if (state && state[0] == '/')
		buf_printf(out, "%s/heddle", state);
	else if (home && *home)
		buf_printf(out, "%s/.local/state/heddle", home);
	else
		return false;
	return true;
}

void journal_escape(struct buf *out, const char *text)
{
	for (; *text; text++)
		switch (*text) {
		case '\n':
			buf_add_text(out, "\\n");
			break;
		case '\r':
			buf_add_text(out, "\\r");
			break;
		case '\\':
			buf_add_text(out, "\\\\");
			break;
		default:
			buf_add_char(out, *text);
		}
}

void journal_unescape(struct buf *out, const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (text[i] != '\\' || i + 1 == length) {
			buf_add_char(out, text[i]);
			continue;
		}
		char c = text[++i];
		buf_add_char(out, c == 'n' ? '\n' : c == 'r' ? '\r' : c);
	}
}

/* --- the file --------------------------------------------------------------- */

static void drop_file(struct autosave *autosave, bool keep)
{
	if (autosave->file < 0)
		return;
	if (!keep)
		unlink(autosave->path);
	close(autosave->file); /* last, for it gives up the lock */
	autosave->file = -1;
	free(autosave->path);
	autosave->path = NULL;
}

/* What is in the journal already stays: it is better than nothing. */
static void switch_off(struct autosave *autosave, const char *what, int code)
{
	struct buf text;
	buf_init(&text);
	buf_printf(&text, "nothing is kept for the case of a crash: %s: %s", what, strerror(code));
	free(autosave->message);
	autosave->message = buf_detach(&text);
	autosave->off = true;
	drop_file(autosave, true);
}

static int make_folders(char *path)
{
	for (char *slash = path + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		int result = mkdir(path, 0700);
		*slash = '/';
		if (result != 0 && errno != EEXIST)
			return -1;
	}
	return mkdir(path, 0700) == 0 || errno == EEXIST ? 0 : -1;
}

static void make_file(struct autosave *autosave)
{
	static unsigned number; /* several sessions may follow each other in one process */
	struct buf path;
	buf_init(&path);
	if (!journal_folder(&path)) {
		switch_off(autosave, "HOME is not set", ENOENT);
	} else if (make_folders(path.data) != 0) {
		switch_off(autosave, path.data, errno);
	} else {
		buf_printf(&path, "/%lld-%ld-%u" JOURNAL_ENDING, (long long)time(NULL),
		           (long)getpid(), number++);
		autosave->file =
		        open(path.data, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
		if (autosave->file < 0) {
			switch_off(autosave, path.data, errno);
		} else {
			/* Without locks, as on some network disks, it looks left behind while we
			 * live, which does no harm. */
			flock(autosave->file, LOCK_EX | LOCK_NB);
			autosave->path = buf_detach(&path);
		}
	}
	buf_release(&path);
}

static void put(struct autosave *autosave, const struct buf *text)
{
	size_t done = 0;
	while (done < text->length) {
		ssize_t count = write(autosave->file, text->data + done, text->length - done);
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0) {
			switch_off(autosave, autosave->path, errno);
			return;
		}
		done += (size_t)count;
	}
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
	uint64_t both[] = { note ? hash_text(note) : 0, bookmark ? hash_text(bookmark) : 0 };
	uint64_t hash = hash_bytes(both, sizeof both);
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
	autosave->said =
	        mem_grow(autosave->said, &autosave->said_room, count, sizeof *autosave->said);
	for (uint32_t i = 0; i < count; i++)
		autosave->said[i] = said_about(session, i);
	autosave->nodes = count;
	autosave->cursor = history_cursor(session->history);
	autosave->properties = session->properties;
}

static void begin(struct autosave *autosave, struct session *session)
{
	make_file(autosave);
	if (autosave->file < 0)
		return;
	struct trace *trace = session_trace_tree(session);
	struct buf base, out;
	buf_init(&base);
	buf_init(&out);
	const char *what = session->path     ? session->path
	                   : session->design ? design_name(session->design)
	                                     : session->model->name;
	int result = trace_format_named("itf")->write(trace, &base, NULL, NULL);
	buf_add_text(&out, JOURNAL_FIRST_LINE "\n");
	add_line(&out, "what", what);
	add_line(&out, "path", session->path);
	buf_printf(&out, "nodes %zu\n", history_count(session->history));
	add_line(&out, "base", base.data);
	if (session->properties != model_default_properties(session->model))
		add_watch(session, &out);
	if (result == 0)
		put(autosave, &out);
	else
		switch_off(autosave, "the session cannot be written", EINVAL);
	buf_release(&out);
	buf_release(&base);
	trace_free(trace);
	note_all(autosave, session);
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
	struct buf out;
	buf_init(&out);
	for (uint32_t i = (uint32_t)autosave->nodes; i < count; i++) {
		buf_printf(&out, "step %u ", (unsigned)history_parent(history, i));
		step_show(session->model, history_step(history, i), &out);
		buf_add_char(&out, '\n');
		at = i;
	}
	for (uint32_t i = 0; i < count; i++)
		if (said_about(session, i) != (i < autosave->nodes ? autosave->said[i] : 0))
			add_said(session, i, &out);
	if (history_cursor(history) != at)
		buf_printf(&out, "at %u\n", (unsigned)history_cursor(history));
	if (session->properties != autosave->properties)
		add_watch(session, &out);
	put(autosave, &out);
	buf_release(&out);
	note_all(autosave, session);
}

/* --- the life of a journal -------------------------------------------------- */

struct autosave *autosave_new(void)
{
	struct autosave *autosave = mem_alloc(sizeof *autosave);
	autosave->file = -1;
	return autosave;
}

void autosave_track(struct autosave *autosave, struct session *session)
{
	if (autosave->session != session) {
		drop_file(autosave, autosave->dirty);
		autosave->session = session;
	}
	autosave->dirty = session && session->dirty;
	if (!autosave->dirty)
		drop_file(autosave, false);
	else if (autosave->file >= 0)
		append(autosave, session);
	else if (!autosave->off)
		begin(autosave, session);
}

const char *autosave_message(struct autosave *autosave)
{
	if (!autosave->message || autosave->told)
		return NULL;
	autosave->told = true;
	return autosave->message;
}

void autosave_free(struct autosave *autosave)
{
	if (!autosave)
		return;
	drop_file(autosave, autosave->dirty);
	free(autosave->message);
	free(autosave->said);
	free(autosave);
}
