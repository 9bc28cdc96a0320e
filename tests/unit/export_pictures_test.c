/*
 * Pictures of schedules, designs and screens: well-formed, harmless whatever a file contains, and right about
 * what a violation depends on.  The textual ones are compared whole in tests/golden/pictures.md.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/bundled.h>
#include <heddle/design.h>
#include <heddle/err.h>
#include <heddle/export.h>
#include <heddle/grid.h>
#include <heddle/trace.h>
#include <heddle/ui.h>

#include "export/picture/annotated_run.h"
#include "play.h"
#include "xml_aid.h"

#define HOSTILE "<script>alert(1)</script> & \"x\" ]]> --> \033[2J ${y} %%{init} %date() [[a]] **b**"

/* --- exporting ---------------------------------------------------------------------------------- */

static char *exported(const struct model *model, const struct trace *trace, const char *target)
{
	const struct export_target *t = export_target_named(target, &(struct err){ 0 });
	struct export_options options = { .properties = model_default_properties(model), .states = 60 };
	struct export out;
	struct err err = { 0 };
	char *text;
	int status;

	export_init(&out);
	status =
	        trace ? t->trace(model, trace, &options, &out, &err) : t->design(model, &options, &out, &err);
	if (status != 0)
		fail_msg("%s: %s", target, err.what);
	assert_int_equal(out.count, 1);
	text = strdup(out.files[0].text);
	export_release(&out);
	return text;
}

static char *design_as(const struct design *design, const char *target)
{
	struct scope scope = scope_unset();
	struct model *model;
	struct err err = { 0 };
	char *text;

	scope.of[SCOPE_OPERATIONS] = 1;
	assert_int_equal(design_compile(design, &scope, NULL, true, &model, &err), 0);
	text = exported(model, NULL, target);
	model_free(model);
	return text;
}

static char *session_as(struct session *session, const char *target)
{
	struct trace *trace = session_trace(session);
	char *text = exported(session->model, trace, target);

	trace_free(trace);
	return text;
}

static void bundled_designs_are_drawn_as_xml(void **state)
{
	(void)state;
	for (const struct bundled *row = bundled_designs; row->name; row++) {
		struct design *design;
		struct err err = { 0 };
		char *svg;

		assert_int_equal(design_open(row->name, &design, &err), 0);
		svg = design_as(design, "svg");
		assert_xml(svg);
		assert_non_null(strstr(svg, ">waiting</text>"));
		free(svg);
		design_free(design);
	}
}

static void bundled_traces_are_drawn_as_xml(void **state)
{
	(void)state;
	for (const struct bundled *row = bundled_traces; row->name; row++) {
		struct session *session = opened(row->name, NULL, NULL);
		char *svg;

		while (session_redo(session))
			;
		svg = session_as(session, "svg");
		assert_xml(svg);
		assert_non_null(strstr(svg, "class=\"bad\""));
		free(svg);
		session_free(session);
	}
}

static void screens_are_drawn_as_xml(void **state)
{
	(void)state;
	static const char *const keys[] = { "", "v", "?", ":", "0" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		struct ui *ui = ui_new(opened("traces/storage-cleaner-naive", NULL, NULL), false);
		struct grid grid;
		struct buf svg;
		struct err err = { 0 };

		ui_resize(ui, 80, 24);
		grid_init(&grid, 80, 24, false);
		buf_init(&svg);
		assert_int_equal(ui_type(ui, keys[i], &err), 0);
		ui_draw(ui, &grid);
		grid_svg(&grid, (enum grid_theme)(i % 3), &svg);
		assert_xml(svg.data);
		buf_release(&svg);
		grid_release(&grid);
		ui_free(ui);
	}
}

static void wide_and_marked_characters_stay_in_their_cells(void **state)
{
	(void)state;
	struct grid grid;
	struct buf svg;

	grid_init(&grid, 12, 1, false);
	buf_init(&svg);
	grid_text(&grid, 0, 0, 12, STYLE_PLAIN, "a界b e\xcc\x81 <&>");
	grid_svg(&grid, GRID_LIGHT, &svg);
	assert_xml(svg.data);
	/* 14 of margin, 8.4 a cell: the wide one is in the middle of the second and third. */
	assert_non_null(strstr(svg.data, "x=\"30.8\" y=\"28\" class=\"m s0\">界<"));
	assert_non_null(strstr(svg.data, ">e\xcc\x81<"));
	assert_non_null(strstr(svg.data, ">&lt;&amp;&gt;<"));
	buf_release(&svg);
	grid_release(&grid);
}

/* --- texts that mean harm ------------------------------------------------------------------- */

/* Fails unless every `mark` has `before` in front of it. */
static void only_after(const char *text, const char *mark, char before)
{
	for (const char *p = text; (p = strstr(p, mark)); p++)
		assert_true(p > text && p[-1] == before);
}

static void no_quote_is_left_open(const char *dot)
{
	bool inside = false;

	for (; *dot; dot++) {
		if (*dot == '\\')
			dot++;
		else if (*dot == '"')
			inside = !inside;
		else
			assert_false(inside && *dot == '\n');
	}
	assert_false(inside);
}

static size_t times(const char *text, const char *word)
{
	size_t n = 0;

	for (const char *p = text; (p = strstr(p, word)); p++)
		n++;
	return n;
}

static void are_harmless(char *svg, char *mermaid, char *plantuml, char *markdown, char *dot)
{
	assert_xml(svg);
	assert_null(strstr(svg, "<script"));
	only_after(mermaid, "<script", '\\'); /* in headings, where it comes in Markdown */
	assert_null(strstr(mermaid, "%%{"));
	assert_null(strstr(plantuml, "<script"));
	assert_null(strstr(plantuml, "%date("));
	assert_null(strstr(plantuml, "[["));
	/* Between its fences, Markdown is Mermaid; the rest has its marks escaped. */
	only_after(markdown, "<script", '\\');
	no_quote_is_left_open(dot);
	const char *all[] = { svg, mermaid, plantuml, markdown, dot };

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		assert_null(strchr(all[i], '\033'));
	free(svg);
	free(mermaid);
	free(plantuml);
	free(markdown);
	free(dot);
}

static void notes_and_titles_cannot_break_out(void **state)
{
	(void)state;
	struct session *session = opened("naive", NULL, NULL);
	char *html;

	play_short_story(session);
	history_set_note(session->history, history_cursor(session->history), HOSTILE);
	are_harmless(session_as(session, "svg"), session_as(session, "mermaid"),
	             session_as(session, "plantuml"), session_as(session, "markdown"),
	             session_as(session, "dot"));
	html = session_as(session, "html");
	assert_int_equal(times(html, "<script"), 2);
	assert_int_equal(times(html, "</script"), 2);
	assert_non_null(strstr(html, "\\u003cscript>alert"));
	free(html);
	session_free(session);
}

static void has(char *text, const char *wanted)
{
	if (!strstr(text, wanted))
		fail_msg("no \"%s\" in: %s", wanted, text);
	free(text);
}

static void the_note_of_the_first_state_is_in_every_export(void **state)
{
	static const char *const targets[] = { "svg", "html", "markdown", "mermaid", "plantuml", "dot" };

	(void)state;
	for (int steps = 0; steps < 2; steps++) {
		struct session *session = opened("naive", NULL, NULL);

		if (steps)
			play_short_story(session);
		history_set_note(session->history, 0, "beginning");
		for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++)
			has(session_as(session, targets[i]), "beginning");
		history_set_note(session->history, 0, HOSTILE);
		are_harmless(session_as(session, "svg"), session_as(session, "mermaid"),
		             session_as(session, "plantuml"), session_as(session, "markdown"),
		             session_as(session, "dot"));
		session_free(session);
	}
}

static void a_note_for_another_design_says_so_in_every_export(void **state)
{
	static const char *const targets[] = { "svg", "html", "markdown", "mermaid", "plantuml", "dot" };

	(void)state;
	struct session *first = opened("naive", NULL, NULL), *session = NULL;
	struct scope scope = scope_unset();
	struct design *design = NULL;

	take(first, "s1 StartRead u1");
	session_note(first, 0, "beginning");
	session_note(first, 1, "reading");
	assert_int_equal(design_open("improved", &design, NULL), 0);
	assert_int_equal(session_change(first, design, &scope, &session, NULL), 0);
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
		char *text = session_as(session, targets[i]);

		assert_true(times(text, "written for naive") >= 2);
		free(text);
	}
	has(session_as(session, "svg"), "\"note faint\"");
	has(session_as(session, "html"), "\"outdated\":true");
	session_free(first);
	session_free(session);
}

static void an_inert_branch_is_in_parentheses(void **state)
{
	(void)state;
	struct session *first = opened("storage-cleaner-naive", NULL, NULL), *session = NULL;
	struct scope scope = scope_unset();
	struct design *design = NULL;

	take(first, "c1 CleanerStartGetBlobKeys");
	assert_int_equal(design_open("naive", &design, NULL), 0);
	assert_int_equal(session_change(first, design, &scope, &session, NULL), 0);
	has(session_as(session, "dot"),
	    "style=dotted, color=gray50, fontcolor=gray30, "
	    "label=\"(c1 CleanerStartGetBlobKeys)\", tooltip=\"naive has no cleaner\"");
	session_free(first);
	session_free(session);
}

static void lines_of_a_note_stay_lines_and_become_no_lists(void **state)
{
	(void)state;
	struct session *session = opened("naive", NULL, NULL);

	take(session, "s1 StartWrite u1 m1 i1");
	history_set_note(session->history, history_cursor(session->history),
	                 "# one\r\n* two\n- three\n=four\n|five|\n6. six\n~~7~~");
	has(session_as(session, "markdown"),
	    "| \\# one<br>\\* two<br>\\- three<br>\\=four<br>\\|five\\|<br>6\\. six<br>"
	    "\\~\\~7\\~\\~ |");
	history_set_note(session->history, history_cursor(session->history),
	                 "# one\n* two\n- three\n=four\n|five|\n#6# -7");
	has(session_as(session, "plantuml"),
	    ": <U+0023> one\\n<U+002A> two\\n<U+002D> three\\n<U+003D>four\\n<U+007C>five|"
	    "\\n<U+0023>6# -7\n");
	has(session_as(session, "mermaid"), ": #35; one<br/>* two<br/>- three<br/>=four<br/>");
	has(session_as(session, "dot"), "tooltip=\"# one\\n* two\\n- three\\n=four\\n");
	has(session_as(session, "svg"), "<tspan x=");
	has(session_as(session, "html"), "#note { color: var(--note); font-style: italic; "
	                                 "white-space: pre-wrap;");
	session_free(session);
}

static void designs_cannot_break_out(void **state)
{
	(void)state;
	static const char text[] =
	        "{ \"extends\": \"naive\", \"name\": \"mine\", \"title\": \"<script>%%{init}\\\"\","
	        "\"server\": { \"steps\": ["
	        "{ \"name\": \"<script>[[%date<\", \"part\": \"<script>%%{\", \"at\": \"waiting\", "
	        "\"choose\": [\"any user\"], \"do\": [\"keep user\"], "
	        "\"goto\": \"<script>%%{[[\\\"\", \"says\": \"<script>\\u001b[2J\\\" [[x]]\" }, "
	        "{ \"name\": \"Out\", \"at\": \"<script>%%{[[\\\"\", \"do\": [\"clear locals\"], "
	        "\"goto\": \"waiting\" } ] } }";
	struct design *design;
	struct err err = { 0 };
	char message[1000];

	if (design_parse(text, strlen(text), "mine.json", &design, &err) != 0)
		fail_msg("%s", err_format(&err, message, sizeof(message)));
	are_harmless(design_as(design, "svg"), design_as(design, "mermaid"), design_as(design, "plantuml"),
	             design_as(design, "markdown"), design_as(design, "dot"));
	design_free(design);
}

static void foreign_names_cannot_break_out(void **state)
{
	(void)state;
	static const char text[] =
	        "{\"#meta\":{\"format\":\"ITF\"},\"vars\":[\"f<script>\",\"q\"],\"states\":["
	        "{\"#meta\":{\"index\":0},\"f<script>\":{\"#map\":[[\"<script>\",\"x\"]]},\"q\":1},"
	        "{\"#meta\":{\"index\":1,\"action\":\"<script>\\\"%%{\"},"
	        "\"f<script>\":{\"#map\":[[\"<script>\",\"<script>\\u001b\\\"\"]]},\"q\":2}]}";
	struct trace *trace;
	struct session *session;
	struct err err = { 0 };
	char *svg;

	assert_int_equal(trace_parse(text, strlen(text), "x.itf.json", &trace, &err), 0);
	assert_int_equal(session_open_trace(trace, NULL, NULL, NULL, &session, &err), 0);
	trace_free(trace);
	svg = session_as(session, "svg");
	/* It is a store all the same, and the step is seen to write to it. */
	assert_non_null(strstr(svg, ">f&lt;script&gt;<"));
	assert_non_null(strstr(svg, "class=\"write\""));
	are_harmless(svg, session_as(session, "mermaid"), session_as(session, "plantuml"),
	             session_as(session, "markdown"), session_as(session, "dot"));
	session_free(session);
}

/* --- what a violation depends on ---------------------------------------------------------- */

/* "x" for each essential step, "." for each other. */
static void essential_are(struct session *session, const char *expected)
{
	struct trace *trace = session_trace(session);
	struct annotated_run run;
	struct err err = { 0 };
	char marks[100] = "";

	assert_int_equal(annotated_run_make(session->model, trace, 0, &run, &err), 0);
	for (size_t i = 0; i < run.count; i++)
		marks[i] = run.events[i].essential ? 'x' : '.';
	assert_string_equal(marks, expected);
	annotated_run_release(&run);
	trace_free(trace);
}

static void every_step_of_a_shortest_counterexample_is_essential(void **state)
{
	(void)state;
	struct session *session = opened("traces/storage-cleaner-naive", NULL, NULL);

	while (session_redo(session))
		;
	essential_are(session, "xxxxxxxxx");
	session_free(session);
}

static void steps_without_consequences_are_not_essential(void **state)
{
	(void)state;
	static const char *const steps[] = {
		"c2 CleanerStartGetBlobKeys", /* finds nothing, */
		"c2 CleanerGetUnusedKeys",    /* asks, */
		"s1 ServerStartWrite u1 m1 i1",
		"c2 CleanerFail", /* and forgets */
		"s1 ServerWriteBlob ui1",
		"c1 CleanerStartGetBlobKeys",
		"c1 CleanerGetUnusedKeys",
		"s1 ServerWriteMetadataAndReturn",
		"c2 CleanerStartGetBlobKeys", /* looks again */
		"s1 ServerStartRead u1",
		"s1 ServerReadMetadata",
		"c1 CleanerDeletingKeys ui1",
		"s1 ServerReadBlobAndReturn",
		"c2 CleanerFail", /* comes after */
	};
	struct scope scope = scope_unset();
	struct session *session;

	scope.of[SCOPE_CLEANERS] = 2;
	session = opened("storage-cleaner-naive", NULL, &scope);
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++)
		take(session, steps[i]);
	essential_are(session, "..x.xxxx.xxxx.");
	session_free(session);
}

static void the_explanation_of_a_violation_is_in_pictures_and_reports(void **state)
{
	static const struct {
		const char *target, *wanted;
	} rows[] = {
		{ "svg", "class=\"order\"" },
		{ "svg", ">before 9, lost here</text>" },
		{ "svg", ">nearest fine</text>" },
		{ "html", "[\"nearest fine\",\"1 2 3 4 5 6 7 9 8\"]" },
		{ "html", "\"mark\":\"last chance\"" },
		{ "markdown", "| nearest fine | 1 2 3 4 5 6 7 9 8 |" },
		{ "markdown", "*(last chance)*" },
		{ "mermaid", "Note over p1: before 9, lost here" },
		{ "plantuml", "note over p1 : before 9, lost here" },
	};
	struct session *session = opened("traces/storage-cleaner-naive", NULL, NULL);

	(void)state;
	while (session_redo(session))
		;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		has(session_as(session, rows[i].target), rows[i].wanted);
	session_free(session);
}

static void without_a_violation_no_step_is_picked_out(void **state)
{
	(void)state;
	struct session *session = opened("naive", NULL, NULL);
	char *svg;

	play_short_story(session);
	essential_are(session, "xxx");
	svg = session_as(session, "svg");
	assert_null(strstr(svg, "class=\"bad\""));
	free(svg);
	session_free(session);
}

static void the_chosen_properties_are_judged(void **state)
{
	(void)state;
	struct session *session = opened("working", NULL, NULL);
	int orphans = model_property_index(session->model, "NoOrphanFiles");
	struct trace *trace;
	struct annotated_run run;
	struct err err = { 0 };

	take(session, "s1 StartWrite u1 m1 i1");
	take(session, "s1 WriteBlob ui1");
	trace = session_trace(session);
	assert_int_equal(annotated_run_make(session->model, trace, 0, &run, &err), 0);
	assert_null(run.broken);
	annotated_run_release(&run);
	assert_int_equal(annotated_run_make(session->model, trace, UINT32_C(1) << orphans, &run, &err), 0);
	assert_string_equal(run.broken, "NoOrphanFiles");
	assert_int_equal(run.broken_at, 2);
	annotated_run_release(&run);
	trace_free(trace);
	session_free(session);
}

/* --- state graphs ------------------------------------------------------------------------------ */

static void a_graph_that_is_too_large_says_so_and_keeps_its_limit(void **state)
{
	(void)state;
	struct design *design;
	struct err err = { 0 };
	char *dot;

	assert_int_equal(design_open("storage-cleaner-naive", &design, &err), 0);
	dot = design_as(design, "dot");
	assert_non_null(strstr(dot, "there are more than 60 (lower the scope"));
	assert_true(times(dot, "tooltip=") <= 60);
	assert_true(times(dot, "dashed") > 0);
	free(dot);
	design_free(design);
}

static void a_diagram_that_a_design_does_not_have_is_refused(void **state)
{
	(void)state;
	struct design *design;
	struct model *model;
	struct scope scope = scope_unset();
	struct export_options options = { .diagram = "clen" };
	struct export out;
	struct err err = { 0 };

	assert_int_equal(design_open("storage-cleaner-naive", &design, &err), 0);
	assert_int_equal(design_compile(design, &scope, NULL, true, &model, &err), 0);
	export_init(&out);
	assert_int_equal(export_target_named("svg", &err)->design(model, &options, &out, &err), -1);
	assert_non_null(strstr(err.remedy, "clean"));
	export_release(&out);
	model_free(model);
	design_free(design);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bundled_designs_are_drawn_as_xml),
		cmocka_unit_test(bundled_traces_are_drawn_as_xml),
		cmocka_unit_test(screens_are_drawn_as_xml),
		cmocka_unit_test(wide_and_marked_characters_stay_in_their_cells),
		cmocka_unit_test(notes_and_titles_cannot_break_out),
		cmocka_unit_test(the_note_of_the_first_state_is_in_every_export),
		cmocka_unit_test(a_note_for_another_design_says_so_in_every_export),
		cmocka_unit_test(an_inert_branch_is_in_parentheses),
		cmocka_unit_test(lines_of_a_note_stay_lines_and_become_no_lists),
		cmocka_unit_test(designs_cannot_break_out),
		cmocka_unit_test(foreign_names_cannot_break_out),
		cmocka_unit_test(every_step_of_a_shortest_counterexample_is_essential),
		cmocka_unit_test(steps_without_consequences_are_not_essential),
		cmocka_unit_test(the_explanation_of_a_violation_is_in_pictures_and_reports),
		cmocka_unit_test(without_a_violation_no_step_is_picked_out),
		cmocka_unit_test(the_chosen_properties_are_judged),
		cmocka_unit_test(a_graph_that_is_too_large_says_so_and_keeps_its_limit),
		cmocka_unit_test(a_diagram_that_a_design_does_not_have_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
