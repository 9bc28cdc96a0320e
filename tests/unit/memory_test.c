/*
 * Every allocation fails once.  Whatever heddle was doing, it ends with what it says with enough memory, or
 * with a word on memory and status 2 or 3; never with another verdict, and never with a file that is neither
 * the old one nor the new one.
 *
 * The linker puts the functions below in the place of the library's (see the Makefile).  A run is a child
 * process; of long runs, some failures are picked, unless HEDDLE_EVERY asks for all.
 */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/cli.h>
#include <heddle/file.h>

#include "share.h"

enum { FAILURES_MOST = 80, WORDS_MOST = 16 };

/* --- allocations that fail ---------------------------------------------------------------- */

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__real_mmap(void *at, size_t size, int protection, int flags, int file, off_t offset);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__wrap_mmap(void *at, size_t size, int protection, int flags, int file, off_t offset);

static atomic_long asked;                /* allocations so far */
static long first_failing, last_failing; /* from 1; 0: none */

static bool fails(void)
{
	long nth = atomic_fetch_add(&asked, 1) + 1;

	return nth >= first_failing && nth <= last_failing;
}

void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
	return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
	return fails() ? NULL : __real_realloc(old, size);
}

void *__wrap_mmap(void *at, size_t size, int protection, int flags, int file, off_t offset)
{
	return fails() ? MAP_FAILED : __real_mmap(at, size, protection, flags, file, offset);
}

/* --- one run --------------------------------------------------------------------------------- */

struct outcome {
	int status;             /* as a shell tells it */
	char *out, *err, *file; /* file: what the run leaves; null: none */
	long asked;
};

static char *read_all(const char *path)
{
	char *text = NULL;
	size_t length;

	return file_exists(path) && !file_read(path, FILE_READ_MAX, &text, &length, NULL) ? text : NULL;
}

static void outcome_release(struct outcome *outcome)
{
	free(outcome->out);
	free(outcome->err);
	free(outcome->file);
}

static void run_child(char **words, int count, long from, long to, int report)
{
	static const struct cli_terminal terminal = { .play = NULL, .utf8 = true };
	long total;

	if (!freopen("out", "w", stdout) || !freopen("err", "w", stderr))
		_exit(99);
	atomic_store(&asked, 0);
	first_failing = from;
	last_failing = to;
	int status = cli_main(count + 1, words, &terminal);

	first_failing = last_failing = 0;
	total = atomic_load(&asked);
	if (write(report, &total, sizeof(total)) != (ssize_t)sizeof(total))
		_exit(99);
	fflush(stdout);
	fflush(stderr);
	_exit(status);
}

/* Runs heddle with the words of `line`, and the allocations from `from` to `to` failing. */
static struct outcome run(const char *line, const char *file, long from, long to)
{
	struct outcome outcome = { .asked = 0 };
	char text[600], *words[WORDS_MOST] = { (char[]){ "heddle" } }, *rest = NULL;
	int pipes[2], status, count = 0;

	snprintf(text, sizeof(text), "%s", line);
	for (char *word = strtok_r(text, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
		words[++count] = word;
	assert_int_equal(pipe(pipes), 0);
	fflush(stdout);
	fflush(stderr);

	pid_t child = fork();

	assert_true(child >= 0);
	if (!child)
		run_child(words, count, from, to, pipes[1]);
	close(pipes[1]);
	if (read(pipes[0], &outcome.asked, sizeof(outcome.asked)) != (ssize_t)sizeof(outcome.asked))
		outcome.asked = 0;
	close(pipes[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	outcome.out = read_all("out");
	outcome.err = read_all("err");
	outcome.file = file ? read_all(file) : NULL;
	return outcome;
}

/* --- what may come of it ------------------------------------------------------------------------ */

/* Seconds and memory differ from run to run. */
static char *without_figures(const char *text)
{
	struct buf out;

	buf_init(&out);
	buf_add_text(&out, "");
	while (*text) {
		const char *end = text + strcspn(text, "\n");
		const char *figures = strstr(text, " s, "), *json = strstr(text, "\"seconds\"");

		if (figures && figures < end)
			buf_printf(&out, "%.*s", (int)strcspn(text, "."), text);
		else if (!json || json > end)
			buf_add(&out, text, (size_t)(end - text));
		text = end + (*end == '\n');
		buf_add_char(&out, '\n');
	}
	return buf_detach(&out);
}

static bool same_text(const char *a, const char *b)
{
	char *x = without_figures(a ? a : ""), *y = without_figures(b ? b : "");
	bool same = strcmp(x, y) == 0;

	free(x);
	free(y);
	return same;
}

static bool same_file(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

/* A clean end for want of memory: told as such, and by the status; a check in the playground has no status.
 */
static bool gave_up(const struct outcome *got)
{
	if (got->status == CLI_OK && got->out && strstr(got->out, "; the memory limit was reached\n"))
		return true;

	bool told = (got->err && strstr(got->err, "memory")) || (got->out && strstr(got->out, "memory"));

	return told && (got->status == CLI_LIMIT || got->status == CLI_USAGE);
}

static void judge(const char *line, long from, long to, const struct outcome *right, const char *old_file,
                  const struct outcome *got)
{
	bool same = got->status == right->status && same_text(got->out, right->out);

	if (!same && !gave_up(got))
		fail_msg("%s: with allocations %ld to %ld failing, status %d, printed\n%s\n%s", line, from,
		         to, got->status, got->out ? got->out : "", got->err ? got->err : "");
	if (same ? !same_file(got->file, right->file)
	         : !same_file(got->file, right->file) && !same_file(got->file, old_file))
		fail_msg("%s: with allocations %ld to %ld failing, the file is\n%s", line, from, to,
		         got->file ? got->file : "gone");
}

static void put(const char *file, const char *text)
{
	FILE *out = fopen(file, "w");

	assert_non_null(out);
	fputs(text, out);
	assert_int_equal(fclose(out), 0);
}

static void put_back(const char *file, const char *old_text)
{
	if (file)
		unlink(file);
	if (file && old_text)
		put(file, old_text);
}

/* Fails each allocation of a run, one at a time, and some with all that follow. */
static void survives(const char *line, const char *file, const char *old_text)
{
	struct outcome right;
	long stride;

	put_back(file, old_text);
	right = run(line, file, 0, 0);
	assert_true(right.asked > 0);
	stride = getenv("HEDDLE_EVERY") ? 1 : right.asked / (long)share_of(FAILURES_MOST) + 1;
	for (long nth = 1; nth <= right.asked; nth += stride)
		for (int all = 0; all < 2; all++) {
			long last = all ? LONG_MAX : nth;
			struct outcome got;

			if (all && (nth / stride) % 8)
				continue;
			put_back(file, old_text);
			got = run(line, file, nth, last);
			judge(line, nth, last, &right, old_text, &got);
			outcome_release(&got);
		}
	outcome_release(&right);
}

/* --- the runs -------------------------------------------------------------------------------------- */

static const char variant[] =
        "{ \"extends\": \"storage-cleaner-naive\", \"scope\": { \"metadatas\": 1, \"images\": 1, "
        "\"image-ids\": 1, \"max-operations\": 2 },\n"
        "  \"server\": { \"steps\": [ { \"name\": \"ServerFailWrite\", \"remove\": true },\n"
        "    { \"name\": \"ServerStartRead\", \"says\": \"x\" } ] } }\n";
static const char safe_variant[] =
        "{ \"extends\": \"working\", \"scope\": { \"metadatas\": 1, \"images\": 1, "
        "\"image-ids\": 1, \"max-operations\": 1 },\n"
        "  \"server\": { \"steps\": [ { \"name\": \"WriteMetadataAndReturn\", "
        "\"when\": [ \"record is unchanged\" ] } ] } }\n";

static void a_design_is_read_whole_or_not_at_all(void **state)
{
	(void)state;
	survives("design mine.json", NULL, NULL);
	survives("design mine.json --json", NULL, NULL);
	survives("design wrong.json", NULL, NULL);
}

static void out_of_memory_never_changes_a_verdict(void **state)
{
	(void)state;
	survives("check mine.json", NULL, NULL);
	survives("check mine.json --json --symmetry", NULL, NULL);
	survives("check safe.json", NULL, NULL);
	survives("check safe.json --unbounded", NULL, NULL);
	survives("check safe.json --property AlwaysEventuallyNoOrphanFiles", NULL, NULL);
	survives("check mine.json --property AlwaysEventuallyNoOrphanFiles --fair", NULL, NULL);
}

static void a_counterexample_is_saved_whole_or_not_at_all(void **state)
{
	(void)state;
	survives("check mine.json -o saved.itf.json", "saved.itf.json", NULL);
	survives("check mine.json -o saved.itf.json", "saved.itf.json", "what was there before\n");
}

static void a_trace_is_converted_whole_or_not_at_all(void **state)
{
	(void)state;
	survives("convert trace.itf.json again.json --force", "again.json", "what was there before\n");
	survives("convert trace.itf.json again.txt --to tlc-text --force", "again.txt", NULL);
	survives("convert trace.txt again.itf.json --force", "again.itf.json", "what was there before\n");
}

static void an_export_is_written_whole_or_not_at_all(void **state)
{
	(void)state;
	survives("export mine.json --to promela -o mine.pml --force", "mine.pml", "what was there before\n");
	survives("export mine.json --to tla -o spec --force", "spec/mine.tla", NULL);
	survives("export trace.itf.json --to svg -o mine.svg --force", "mine.svg", "what was there before\n");
}

static void out_of_memory_never_changes_a_replay(void **state)
{
	(void)state;
	survives("replay trace.itf.json", NULL, NULL);
	survives("replay trace.itf.json --design storage-cleaner-improved --json", NULL, NULL);
	survives("replay trace.txt", NULL, NULL);
}

static void out_of_memory_never_changes_a_screen(void **state)
{
	(void)state;
	survives("render mine.json --keys 1<Enter>2:check<Enter>", NULL, NULL);
	survives("render trace.itf.json --keys $:save!<Space>screen.itf.json<Enter>", "screen.itf.json",
	         "what was there before\n");
	survives("render mine.json --keys H", NULL, NULL);
}

static int in_a_folder_of_its_own(void **state)
{
	static char folder[] = "/tmp/heddle-memory-XXXXXX";

	if (!mkdtemp(folder) || chdir(folder) != 0)
		return -1;
	*state = folder;
	put("mine.json", variant);
	put("safe.json", safe_variant);
	put("wrong.json", "{ \"extends\": \"naive\", \"nam\": 1, \"server\": { \"steps\": [ {} ] } }");

	struct outcome made = run("check mine.json -o trace.itf.json", "trace.itf.json", 0, 0);

	assert_non_null(made.file);
	outcome_release(&made);
	made = run("convert trace.itf.json trace.txt --to tlc-text", "trace.txt", 0, 0);
	assert_non_null(made.file);
	outcome_release(&made);
	return 0;
}

static int remove_folder(void **state)
{
	char command[200];

	if (chdir("/") != 0)
		return -1;
	snprintf(command, sizeof(command), "rm -rf '%s'", (const char *)*state);
	return system(command);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_design_is_read_whole_or_not_at_all),
		cmocka_unit_test(out_of_memory_never_changes_a_verdict),
		cmocka_unit_test(a_counterexample_is_saved_whole_or_not_at_all),
		cmocka_unit_test(a_trace_is_converted_whole_or_not_at_all),
		cmocka_unit_test(an_export_is_written_whole_or_not_at_all),
		cmocka_unit_test(out_of_memory_never_changes_a_replay),
		cmocka_unit_test(out_of_memory_never_changes_a_screen),
	};

	return cmocka_run_group_tests(tests, in_a_folder_of_its_own, remove_folder);
}
