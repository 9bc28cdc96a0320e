/*
 * Whatever a design or a trace is called, and whatever it says, an exported file stays what it is: the same
 * structure as of a harmless twin, no character that cannot be printed, and a name that leads nowhere.
 */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/design.h>
#include <heddle/err.h>
#include <heddle/export.h>
#include <heddle/file.h>
#include <heddle/json.h>
#include <heddle/mem.h>
#include <heddle/plan.h>
#include <heddle/session.h>
#include <heddle/trace.h>

#include "skeleton.h"
#include "trace_aid.h"

// clang-format off
static const char *const nasty[] = {
	"../../pwn", "/etc/passwd", ".hidden", "-rf", "a/b\\c", "CON", "a:b|c?d*e", "$(touch x)`touch y`",
	/* TLA+ */
	"a\"} \\union Int \\union {\"b", "\"", "\\", "\\\\\"", "*) x == 1 (*", "\\* x", "(* x",
	"====", "---- MODULE x ----",
	"Next", "TRUE", "WF_vars", "x == 1 /\\ FALSE", "%\n/\\ FALSE",
	/* Promela and C */
	"*/ active proctype x() { assert(false) } /*", "/* x", "//", "%s%n%d", "a\nb", "#define x y", "run", "x; skip",
	/* HTML, SVG, Markdown */
	"<img src=x onerror=alert(1)>", "</script><script>alert(1)</script>", "<!--", "]]>", "&lt;b&gt;", "__proto__",
	"constructor", "[x](javascript:alert(1))", "![x](http://x/)", "| a | b |", "```\n# x", "# x", "**x**",
	"$x$", "~~x~~",
	/* diagrams */
	"end", "x : y", "-->", "%%{init: {}}%%", "!include /etc/passwd", "/' x", "x\" as y", "\\n\\l", "s0 -> s1;",
	"wrap:x",
	"#35;#lt;", "<U+0041>", "@enduml", "note over x : y",
	/* what must not be printed */
	"\x1b[2J\x1b]0;x\x07", "\x01\x7f", "\302\23331m",
	"\xe2\x80\xa8x\xe2\x80\xa9", "\xe2\x80\xaetxet\xe2\x80\xac", "\xe2\x81\xa6x", "\xef\xbb\xbfx", "\xe2\x80\x8b",
	"\xf3\xa0\x80\x81", "\t", "\r", " ", "",
	/* what may be */
	"caf\xc3\xa9 \xe6\x97\xa5", "0",
};
// clang-format on
enum { NASTY = sizeof(nasty) / sizeof(nasty[0]) };

static void add_json(struct buf *out, const char *text)
{
	json_put_text(out, text);
}

/* `text` with something before and after it, as JSON. */
static void add_name(struct buf *out, const char *before, const char *text, const char *after)
{
	struct buf name;

	buf_init(&name);
	buf_printf(&name, "%s%s%s", before, text, after);
	json_put_text(out, name.data);
	buf_release(&name);
}

/* Names of steps are words without blanks. */
static char *without_blanks(const char *text)
{
	char *name = mem_strdup(text);

	for (char *c = name; *c; c++)
		if (strchr(" \t\r\n", *c))
			*c = '_';
	return name;
}

/* --- designs ----------------------------------------------------------------------------------- */

/* The texts of a design, by where they are. */
struct texts {
	const char *name, *state, *said;
};

/* A step from state `from` to state `to`. */
static void add_step(struct buf *out, const struct texts *t, char nth, const char *part, const char *from,
                     const char *to, const char *more)
{
	char *name = without_blanks(t->name), end[2] = { nth, '\0' };

	buf_add_text(out, out->data[out->length - 1] == '[' ? "{\"name\":" : ",{\"name\":");
	add_name(out, "", name, end);
	buf_add_text(out, ",\"part\":");
	add_json(out, part);
	buf_add_text(out, ",\"says\":");
	add_json(out, t->said);
	buf_add_text(out, ",\"at\":");
	add_name(out, "", t->state, from);
	buf_add_text(out, ",\"goto\":");
	add_name(out, "", t->state, to);
	buf_printf(out, ",%s}", more);
	free(name);
}

static char *design_of(const struct texts *t)
{
	struct buf out;

	buf_init(&out);
	buf_add_text(&out, "{\"name\":");
	add_json(&out, t->name);
	buf_add_text(&out, ",\"title\":");
	add_json(&out, t->said);
	buf_add_text(&out, ",\"lesson\":");
	add_json(&out, t->said);
	buf_add_text(&out,
	             ",\"database\":{\"record\":[\"metadata\",\"imageId\"]},"
	             "\"blobs\":{\"key\":\"id\",\"blob\":\"image\"},\"fair\":[\"cleaner\"],"
	             "\"server\":{\"locals\":[\"userId\",\"metadata\",\"image\",\"imageId\"],\"steps\":[");
	add_step(&out, t, 'a', t->said, "1", "2",
	         "\"choose\":[\"any user\",\"any metadata\",\"any image\"],"
	         "\"do\":[\"keep user\",\"keep metadata\",\"keep image\",\"log WRITE\"]");
	add_step(&out, t, 'b', t->said, "2", "3",
	         "\"choose\":\"a free id\",\"do\":[\"keep id\",\"write blob\"]");
	add_step(&out, t, 'c', t->said, "3", "1", "\"when\":\"record is unset\",\"do\":[\"write record\"]");
	add_step(&out, t, 'd', "read", "1", "4", "\"choose\":\"any user\",\"do\":\"keep user\"");
	add_step(&out, t, 'e', "read", "4", "1", "\"do\":[\"read record\",\"log READ\",\"log empty READ\"]");
	add_step(&out, t, 'f', t->said, "3", "1", "\"failure\":true,\"do\":\"clear locals\"");
	buf_add_text(&out, "]},\"cleaner\":{\"locals\":[\"blobKeys\",\"unusedBlobKeys\"],\"steps\":[");
	add_step(&out, t, 'g', "clean", "1", "2", "\"do\":[\"list blobs\",\"find unused keys\"]");
	add_step(&out, t, 'h', "clean", "2", "1", "\"choose\":\"an unused key\",\"do\":\"delete blob\"");
	buf_add_text(&out, "]}}");
	return buf_detach(&out);
}

/* Null when heddle refuses the design. */
static struct design *parsed(const struct texts *texts)
{
	char *json = design_of(texts);
	struct design *design = NULL;

	if (design_parse(json, strlen(json), "test", &design, NULL))
		design = NULL;
	free(json);
	return design;
}

static const struct texts harmless_texts = { "a", "a", "a" };

/* --- traces ------------------------------------------------------------------------------------- */

/* Appends a template in which @ is `text` and @x is `text` with x behind it, both in JSON's quotes. */
static void fill_in(struct buf *out, const char *template, const char *text)
{
	for (const char *c = template; *c; c++) {
		char end[2] = { 0 };

		if (*c != '@') {
			buf_add_char(out, *c);
			continue;
		}
		if (isalnum((unsigned char)c[1]))
			end[0] = *++c;
		add_name(out, "", text, end);
	}
}

/* A recording with `text` in every place that takes one; a note is not empty, since an empty one would not be
 * written. */
static char *recording_of(const char *text)
{
	struct buf out;

	buf_init(&out);
	fill_in(&out,
	        "{\"#meta\":{\"heddle\":{\"version\":1,\"claims\":@p,\"title\":@,\"description\":@,"
	        "\"nodes\":[{\"parent\":0,\"note\":@n},{\"parent\":0,\"step\":\"Step\",\"note\":@n}],"
	        "\"cursor\":1,\"tip\":1}},\"vars\":[@v,@w],\"states\":["
	        "{@v:{@k:@1,\"f\":{\"#set\":[@]}},@w:{\"#map\":[[@,{\"#tup\":[0,@]}]]}},"
	        "{\"#meta\":{\"index\":1,\"action\":@a,\"arguments\":[@],\"location\":@l},"
	        "@v:{@k:@2,\"f\":{\"#set\":[@]}},@w:{\"#map\":[[@,{\"#tup\":[1,@]}]]}}]}\n",
	        text);
	return buf_detach(&out);
}

/* Null when heddle refuses it. */
static struct trace *recorded(const char *text)
{
	char *json = recording_of(text);
	struct trace *trace = NULL;

	if (trace_parse(json, strlen(json), "test", &trace, NULL))
		trace = NULL;
	free(json);
	return trace;
}

/* --- laws ------------------------------------------------------------------------------------------- */

// clang-format off
static const struct {
	const char *ending;
	bool (*skeleton)(const char *text, struct buf *out, const char **at);
} skeletons[] = {
	{ ".tla", skeleton_tla },       { ".cfg", skeleton_tla },      { ".pml", skeleton_promela },
	{ ".dot", skeleton_dot },       { ".md", skeleton_markdown },  { ".mmd", skeleton_diagram },
	{ ".puml", skeleton_diagram },
};
// clang-format on

static bool ends_in(const char *name, const char *ending)
{
	size_t length = strlen(name), end = strlen(ending);

	return length > end && strcmp(name + length - end, ending) == 0;
}

static void fail_at(const char *what, const char *text, const struct export_file *file, const char *at)
{
	fail_msg("\"%s\" in %s: %s: %.120s", text, file->name, what, at);
}

static void assert_safe_name(const char *name, const char *text)
{
	const char *at;

	if (strpbrk(name, "/\\ \"'`$&|;<>*?!#%~:\t\n") || *name == '.' || *name == '-' ||
	    strlen(name) > 120 || !nothing_raw(name, &at))
		fail_msg("\"%s\" gives the file name \"%s\"", text, name);
}

static void assert_like_twin(const struct export_file *file, const struct export_file *twin, const char *text)
{
	const char *at = "";
	struct buf left, right;

	buf_init(&left);
	buf_init(&right);
	for (size_t i = 0; i < sizeof(skeletons) / sizeof(skeletons[0]); i++) {
		if (!ends_in(file->name, skeletons[i].ending))
			continue;
		if (!skeletons[i].skeleton(file->text, &left, &at))
			fail_at("something is outside of a text", text, file, at);
		assert_true(skeletons[i].skeleton(twin->text, &right, &at));
		if (strcmp(left.data, right.data) != 0) {
			size_t same = 0;

			while (left.data[same] == right.data[same])
				same++;
			same = same > 40 ? same - 40 : 0;
			fail_msg("\"%s\" in %s: %.160s\nand of the twin\n%.160s\n%s", text, file->name,
			         left.data + same, right.data + same, file->text);
		}
	}
	buf_release(&left);
	buf_release(&right);
}

/* The block of JSON in the page is JSON, and everything else is the page as it is. */
static void assert_page(const struct export_file *file, const struct export_file *twin, const char *text)
{
	static const char block[] = "id=\"run\">";
	const char *start = strstr(file->text, block), *other = strstr(twin->text, block), *end, *other_end;

	assert_non_null(start);
	start += strlen(block);
	other += strlen(block);
	end = strchr(start, '<');
	other_end = strchr(other, '<');
	if (json_check(start, (size_t)(end - start), NULL))
		fail_at("no JSON", text, file, start);
	assert_int_equal(start - file->text, other - twin->text);
	assert_memory_equal(file->text, twin->text, (size_t)(start - file->text));
	assert_string_equal(end, other_end);
}

static void assert_safe(const struct export *out, const struct export *twin, const char *text)
{
	const char *at;

	assert_int_equal(out->count, twin->count);
	for (size_t i = 0; i < out->count; i++) {
		const struct export_file *file = &out->files[i];

		assert_safe_name(file->name, text);
		if (!nothing_raw(file->text, &at))
			fail_at("a raw character", text, file, at);
		if (ends_in(file->name, ".svg") && !well_formed_xml(file->text, &at))
			fail_at("no XML", text, file, at);
		if (ends_in(file->name, ".html"))
			assert_page(file, &twin->files[i], text);
		assert_like_twin(file, &twin->files[i], text);
	}
}

static int write_design(const struct export_target *target, struct design *design, uint32_t recurring,
                        struct export *out, struct err *err)
{
	struct export_options options = { .properties = 15, .recurring = recurring, .states = 60 };
	struct scope scope = scope_unset();
	struct model *model = NULL;
	int result;

	scope.of[SCOPE_METADATAS] = scope.of[SCOPE_IMAGES] = scope.of[SCOPE_IMAGE_IDS] = 1;
	scope.of[SCOPE_OPERATIONS] = 2;
	assert_int_equal(design_compile(design, &scope, NULL, true, &model, NULL), 0);
	export_init(out);
	result = target->design(model, &options, out, err);
	model_free(model);
	return result;
}

/* How many of the targets' ways to write the design were asked for, and how many could. */
struct tally {
	unsigned asked, written;
};

static void assert_designs_are_safe(struct design *design, struct design *twin, const char *text,
                                    struct tally *tally)
{
	for (size_t t = 0; export_targets[t]; t++)
		for (int whole = 0; whole < 2; whole++) {
			const struct export_target *target = export_targets[t];
			uint32_t recurring = whole ? 1U << PROPERTY_ORPHANS : 0;
			struct export out, harmless;
			struct err err = { 0 };

			if (!target->design || (recurring && !(target->design_takes & EXPORT_PROPERTY)))
				continue;
			tally->asked++;
			/* A language that cannot hold a name says so. */
			if (write_design(target, design, recurring, &out, &err)) {
				assert_true(err.what[0] && err.remedy[0]);
			} else {
				assert_int_equal(write_design(target, twin, recurring, &harmless, NULL), 0);
				assert_safe(&out, &harmless, text);
				export_release(&harmless);
				tally->written++;
			}
			export_release(&out);
		}
}

static void designs_with_hostile_names_and_texts_are_written_safely(void **state)
{
	struct design *twin = parsed(&harmless_texts);
	struct tally tally = { 0 };

	(void)state;
	assert_non_null(twin);
	for (int n = 0; n < NASTY; n++) {
		const char *text = nasty[n];
		const struct texts places[] = {
			{ text, "b", "b" },
			{ "b", text, "b" },
			{ "b", "b", text },
			{ text, text, text },
		};

		for (size_t p = 0; p < sizeof(places) / sizeof(places[0]); p++) {
			struct design *design = parsed(&places[p]);

			if (design)
				assert_designs_are_safe(design, twin, text, &tally);
			design_free(design);
		}
	}
	design_free(twin);
	/* Most can be written. */
	assert_true(tally.written > tally.asked * 3 / 4);
}

static void assert_formats_are_printable(const struct trace *trace, const char *text)
{
	for (size_t f = 0; trace_formats[f]; f++) {
		struct buf out, lost;
		const char *at;

		if (!trace_formats[f]->write)
			continue;
		buf_init(&out);
		buf_init(&lost);
		if (trace_formats[f]->write(trace, &out, &lost, NULL) == 0 && !nothing_raw(out.data, &at))
			fail_msg("\"%s\" as %s: a raw character: %.80s", text, trace_formats[f]->name, at);
		buf_release(&out);
		buf_release(&lost);
	}
}

static void write_session(const struct export_target *target, struct session *session, struct export *out)
{
	struct trace *trace = session_trace(session);
	struct export_options options = { .properties = session->properties };
	struct err err = { 0 };

	export_init(out);
	if (target->trace(session->model, trace, &options, out, &err))
		out->count = 0;
	trace_free(trace);
}

static void assert_sessions_are_safe(struct session *session, struct session *twin, const char *text)
{
	for (size_t t = 0; export_targets[t]; t++) {
		struct export out, harmless;

		if (!export_targets[t]->trace)
			continue;
		write_session(export_targets[t], session, &out);
		write_session(export_targets[t], twin, &harmless);
		if (out.count)
			assert_safe(&out, &harmless, text);
		export_release(&out);
		export_release(&harmless);
	}
}

static struct session *opened_recording(const char *text)
{
	struct trace *trace = recorded(text);
	struct session *session = NULL;

	if (trace && session_open_trace(trace, text, NULL, NULL, &session, NULL))
		session = NULL;
	trace_free(trace);
	return session;
}

static void recordings_with_hostile_texts_are_written_safely(void **state)
{
	struct session *twin = opened_recording("a");
	unsigned opened = 0;

	(void)state;
	assert_non_null(twin);
	for (int n = 0; n < NASTY; n++) {
		struct session *session = opened_recording(nasty[n]);

		if (!session)
			continue;
		opened++;
		struct trace *trace = session_trace(session);

		assert_formats_are_printable(trace, nasty[n]);
		trace_free(trace);
		assert_sessions_are_safe(session, twin, nasty[n]);
		session_free(session);
	}
	session_free(twin);
	assert_true(opened > NASTY * 2 / 3);
}

/* A few steps of the design, each with a note. */
static struct session *played(const char *text)
{
	struct design *design = parsed(&(struct texts){ text, text, text });
	struct scope scope = scope_unset();
	struct session *session = NULL;

	if (!design || session_open_design(design, &scope, &session, NULL)) {
		design_free(design);
		return NULL;
	}
	for (int i = 0; i < 6; i++) {
		struct arena *arena = arena_new();
		struct step *steps;
		size_t count = model_enabled(
		        session->model, history_state(session->history, history_cursor(session->history)),
		        arena, &steps);

		if (count)
			session_do(session, &steps[i == 3 ? count - 1 : 0], NULL);
		session_note(session, history_cursor(session->history), *text ? text : "n");
		session_bookmark(session, history_cursor(session->history), text);
		arena_free(arena);
	}
	return session;
}

static void what_was_played_on_hostile_designs_is_written_safely(void **state)
{
	struct session *twin = played("a");

	(void)state;
	assert_non_null(twin);
	for (int n = 0; n < NASTY; n++) {
		struct session *session = played(nasty[n]);

		if (!session)
			continue;
		struct trace *trace = session_trace(session);

		assert_formats_are_printable(trace, nasty[n]);
		trace_free(trace);
		assert_sessions_are_safe(session, twin, nasty[n]);
		session_free(session);
	}
	session_free(twin);
}

static void names_of_files_lead_nowhere(void **state)
{
	(void)state;
	for (int n = 0; n < NASTY; n++) {
		struct buf name;

		buf_init(&name);
		file_name(&name, nasty[n], ".x");
		assert_safe_name(name.data, nasty[n]);
		assert_true(ends_in(name.data, ".x"));
		buf_release(&name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(designs_with_hostile_names_and_texts_are_written_safely),
		cmocka_unit_test(recordings_with_hostile_texts_are_written_safely),
		cmocka_unit_test(what_was_played_on_hostile_designs_is_written_safely),
		cmocka_unit_test(names_of_files_lead_nowhere),
	};

	return cmocka_run_group_tests_name("hostile", tests, NULL, NULL);
}
