/*
 * Everything is done in process, by the calls that the commands make.  What an input may ask for is bounded
 * here, not in the program: a search is sound, and takes as long as it takes.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/grid.h>
#include <heddle/journal.h>
#include <heddle/mem.h>
#include <heddle/progress.h>
#include <heddle/session.h>
#include <heddle/trace.h>
#include <heddle/ui.h>
#include <heddle/utf8.h>

#include "fuzz_aid.h"
#include "play_fuzz.h"

enum { KEYS_MAX = 300, PROGRESS_MOST = 5 /* times that work says how far it is */ };

/* --- sessions ----------------------------------------------------------------- */

static int open_text(const char *text, size_t length, struct session **session, struct err *err)
{
	struct trace *trace = NULL;
	int result = trace_parse(text, length, "input", &trace, err);

	if (result == 0)
		result = session_open_trace(trace, NULL, NULL, NULL, session, err);
	trace_free(trace);
	return result;
}

/* What was saved is opened again, and is as much. */
static void save(struct session *session)
{
	struct trace *trace = session_trace(session);
	struct session *again = NULL;
	struct err err = { 0 };
	struct buf text;

	buf_init(&text);
	if (trace_format_named("itf")->write(trace, &text, NULL, &err) != 0) {
		refused(&err);
	} else {
		promise(open_text(text.data, text.length, &again, &err) == 0, "what was saved opens again",
		        &err);
		promise(history_count(again->history) == history_count(session->history), "as many steps",
		        NULL);
		session_free(again);
	}
	buf_release(&text);
	trace_free(trace);
}

void fuzz_session(const uint8_t *data, size_t size)
{
	struct session *session = NULL;
	struct err err = { 0 };
	char *text;

	if (size > FUZZ_INPUT_MAX)
		return;
	text = mem_alloc(size + 1);
	memcpy(text, data, size);
	ask_about(data, size);
	enter_folder();
	if (open_text(text, size, &session, &err) != 0) {
		refused(&err);
	} else {
		session_walk(session, FUZZ_WALK, 1, NULL);
		if (asked(0, 1, 2))
			save(session);
		if (asked(1, 1, 2))
			look(session);
		else
			session_free(session);
	}
	leave_folder();
	free(text);
}

/* --- keys ---------------------------------------------------------------------- */

/* Stops long searches. */
static bool stop_soon(void *ctx, const struct progress *progress)
{
	unsigned *left = ctx;

	return !progress->doing || (*left && --*left);
}

/* A command with a path could write outside the folder, or read from there forever. */
static bool leads_out(const uint8_t *data, size_t size)
{
	return memchr(data, '~', size) ||
	       ((memchr(data, ':', size) || memchr(data, 'w', size)) && memchr(data, '/', size));
}

void fuzz_keys(const uint8_t *data, size_t size)
{
	static const char *const opened[] = { "naive", "traces/storage-cleaner-naive",
		                              "storage-cleaner-kill" };
	enum { OPENED = sizeof(opened) / sizeof(opened[0]), SELDOM = 32 };
	struct session *session = NULL;
	struct err err = { 0 };
	unsigned left = PROGRESS_MOST;
	char *keys;

	if (size < 1 || size > KEYS_MAX || leads_out(data, size))
		return;
	/* The list of chapters, which is long in the making, is asked about seldom. */
	if (data[0] % SELDOM && session_open(opened[data[0] % OPENED], NULL, NULL, &session, &err))
		promise(false, "what is bundled opens", &err);
	keys = mem_alloc(size);
	memcpy(keys, data + 1, size - 1);
	keys[size - 1] = '\0';
	enter_folder();
	progress_to(stop_soon, &left, 0);

	/* Each key lays the screen out: most are asked of a small one. */
	static const int sizes[4][2] = { { 40, 12 }, { 42, 13 }, { 60, 18 }, { 100, 30 } };
	const int *size_of = sizes[data[0] >> 6];
	bool ascii = data[0] & 32;
	struct ui *ui = ui_new(session, ascii);
	struct grid grid;

	ui_resize(ui, size_of[0], size_of[1]);
	grid_init(&grid, size_of[0], size_of[1], ascii);
	if (ui_type(ui, keys, &err) != 0)
		refused(&err);
	ui_draw(ui, &grid);
	grid_release(&grid);
	ui_free(ui);
	progress_to(NULL, NULL, 0);
	leave_folder();
	free(keys);
}

/* --- journals ------------------------------------------------------------------ */

static void put_journal(const uint8_t *data, size_t size)
{
	int fd;

	promise(mkdir("heddle", 0700) == 0, "there is room", NULL);
	fd = open("heddle/1.journal", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	promise(fd >= 0 && write(fd, data, size) == (ssize_t)size, "it is there", NULL);
	close(fd);
}

void fuzz_journal(const uint8_t *data, size_t size)
{
	struct journal_left *left = NULL;
	struct session *session = NULL;
	struct err err = { 0 };
	struct journal_lost lost;
	size_t count;

	if (size > FUZZ_INPUT_MAX)
		return;
	ask_about(data, size);
	enter_folder();
	put_journal(data, size);
	count = journal_leftovers(&left);
	for (size_t i = 0; i < count; i++)
		promise(utf8_valid(left[i].what, strlen(left[i].what)), "what was played is text", NULL);
	journal_left_free(left, count);
	if (journal_restore("heddle/1.journal", &session, &lost, &err) != 0) {
		refused(&err);
	} else if (asked(0, 2, 8)) {
		save(session);
		look(session);
	} else {
		session_free(session);
	}
	leave_folder();
}
