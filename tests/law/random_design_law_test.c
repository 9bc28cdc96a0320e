/*
 * Random designs: all verdicts of heddle agree with an obviously right explorer.
 *
 *   random_design_law_test [DESIGNS [SEED]]   so many designs, and ten times as many sloppy files
 *
 * Without arguments: those in tests/designs/, then about a hundred.  `make torture` runs many.  Designs are
 * judged in a child process, a bunch at a time.  One that a row disagrees on, or that ends the process, is
 * shrunk and printed; put it into tests/designs/.
 */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/design.h>
#include <heddle/err.h>
#include <heddle/file.h>

#include "draft_random.h"
#include "random.h"
#include "share.h"
#include "shrink.h"

enum { ROWS_MOST = 32, BUNCH = 50, LIST_MOST = 400, LIST_MOST_KEPT = 4000 };

static unsigned designs = 100, first_seed = 1, sloppy = 2;

/* Shared with the processes that judge. */
static struct shared {
	unsigned at; /* the seed being judged */
	unsigned counts[ROWS_MOST];
} * shared;

static void report(struct draft *draft, unsigned most, struct finding *finding)
{
	struct buf text;

	buf_init(&text);
	shrink(draft, most, finding);
	draft_print(draft, &text);
	fprintf(stderr, "%s: %s%s\n%s\n", finding->row < 0 ? "judging it" : verdicts[finding->row].name,
	        finding->why, finding->signal ? " (it ended the process)" : "", text.data);
	buf_release(&text);
}

/* --- designs kept in files ------------------------------------------------------------------ */

static void designs_that_were_judged_wrongly_once_are_judged_rightly(void **unused)
{
	(void)unused;
	glob_t files = { 0 };
	unsigned counts[ROWS_MOST] = { 0 };

	assert_int_equal(glob("tests/designs/*.json", 0, NULL, &files), 0);
	for (size_t i = 0; i < files.gl_pathc; i++) {
		char *text = NULL, why[TRIAL_WHY];
		size_t length;
		struct draft draft;
		int row;

		assert_int_equal(file_read(files.gl_pathv[i], 1 << 20, &text, &length, NULL), 0);
		if (!draft_read(text, length, &draft))
			fail_msg("%s is no draft: it has to say everything itself", files.gl_pathv[i]);
		row = verdicts_judge(&draft, LIST_MOST_KEPT, -1, counts, why);
		if (row >= 0)
			fail_msg("%s: %s: %s", files.gl_pathv[i], verdicts[row].name, why);
		free(text);
	}
	globfree(&files);
}

/* --- random ones -------------------------------------------------------------------------------
 */

static void draw(unsigned seed, struct draft *draft)
{
	random_from(seed * 2654435761U);
	draft_random(draft);
}

/* Runs in a child process, and exits at the first design that a row disagrees on. */
static void judge_bunch(unsigned from, unsigned to)
{
	static struct draft draft;
	char why[TRIAL_WHY];

	for (shared->at = from; shared->at < to; shared->at++) {
		draw(shared->at, &draft);
		if (verdicts_judge(&draft, LIST_MOST, -1, shared->counts, why) >= 0)
			exit(1);
	}
	exit(0);
}

static void report_drawn(unsigned seed)
{
	static struct draft draft;
	struct finding finding;

	fprintf(stderr, "seed %u: ", seed);
	draw(seed, &draft);
	judge_apart(&draft, LIST_MOST, -1, &finding);
	report(&draft, LIST_MOST, &finding);
}

/* Judges `count` seeds; reports failures and continues after them. */
static bool in_bunches(unsigned count, void (*judge)(unsigned from, unsigned to),
                       void (*report_seed)(unsigned seed))
{
	unsigned end = first_seed + count;
	bool good = true;

	for (unsigned from = first_seed; from < end;) {
		unsigned to = end - from < BUNCH ? end : from + BUNCH;
		int status = 0;
		pid_t child;

		fflush(NULL);
		child = fork();
		if (child == 0)
			judge(from, to);
		waitpid(child, &status, 0);
		from = to;
		if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
			continue;
		good = false;
		from = shared->at + 1;
		report_seed(shared->at);
	}
	return good;
}

static void every_verdict_on_a_random_design_is_the_references(void **unused)
{
	(void)unused;
	assert_true(in_bunches(designs, judge_bunch, report_drawn));
	/* No row may pass because it never had anything to compare. */
	for (int row = 0; verdicts[row].name; row++) {
		fprintf(stderr, "%6u of %u: %s\n", shared->counts[row], designs, verdicts[row].name);
		assert_true(shared->counts[row] > designs / 8);
	}
}

/* --- and what only looks like a design ----------------------------------------------------------
 */

static void draw_sloppy(unsigned seed, struct buf *text)
{
	buf_clear(text);
	random_from(seed * 2246822519U);
	draft_sloppy(text);
}

/* Whatever is accepted as sound can be judged; whatever is not is refused with a reason. */
static bool survives(const struct buf *text)
{
	struct design *design = NULL;
	struct err err = { 0 };
	struct draft draft;
	char why[TRIAL_WHY];
	bool sound = design_parse(text->data, text->length, NULL, &design, &err) == 0;

	design_free(design);
	if (!sound)
		return *err.what != '\0';
	return !draft_read(text->data, text->length, &draft) ||
	       verdicts_judge(&draft, LIST_MOST / 4, -1, shared->counts, why) < 0;
}

static void judge_sloppy(unsigned from, unsigned to)
{
	struct buf text;

	buf_init(&text);
	for (shared->at = from; shared->at < to; shared->at++) {
		draw_sloppy(shared->at, &text);
		if (!survives(&text))
			exit(1);
	}
	buf_release(&text);
	exit(0);
}

static void report_sloppy(unsigned seed)
{
	static struct draft draft;
	struct finding finding = { .row = -1 };
	struct buf text;

	buf_init(&text);
	draw_sloppy(seed, &text);
	fprintf(stderr, "file of seed %u: ", seed);
	if (draft_read(text.data, text.length, &draft))
		judge_apart(&draft, LIST_MOST / 4, -1, &finding);
	if (finding.row >= 0 || finding.signal)
		report(&draft, LIST_MOST / 4, &finding);
	else
		fprintf(stderr, "%s\n", text.data);
	buf_release(&text);
}

static void what_only_looks_like_a_design_is_refused_or_judged(void **unused)
{
	(void)unused;
	assert_true(in_bunches(sloppy * designs, judge_sloppy, report_sloppy));
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(designs_that_were_judged_wrongly_once_are_judged_rightly),
		cmocka_unit_test(every_verdict_on_a_random_design_is_the_references),
		cmocka_unit_test(what_only_looks_like_a_design_is_refused_or_judged),
	};

	designs = share_of(designs);
	if (argc > 1) {
		designs = (unsigned)strtoul(argv[1], NULL, 10);
		sloppy = 10;
	}
	if (argc > 2)
		first_seed = (unsigned)strtoul(argv[2], NULL, 10);
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		return 2;
	return cmocka_run_group_tests_name("random designs", tests, NULL, NULL);
}
