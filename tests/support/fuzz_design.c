/*
 * Everything is done in process, by the calls that the commands make.  What an input may ask for is bounded
 * here, not in the program: a design of twelve servers is sound, and takes as long as it takes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/check.h>
#include <heddle/design.h>
#include <heddle/err.h>
#include <heddle/export.h>
#include <heddle/mem.h>
#include <heddle/session.h>

#include "fuzz_aid.h"
#include "oracle.h"
#include "play_fuzz.h"

enum { STATES_MAX = 500, BASES = 4 };

static struct scope small(struct scope scope, int most)
{
	for (unsigned i = 0; i < SCOPE_ROWS; i++)
		if (scope.of[i] > most)
			scope.of[i] = most;
	return scope;
}

static void walk(const struct model *model)
{
	struct arena *arena = arena_new();
	void *state = arena_alloc(arena, model->state_size), *next = arena_alloc(arena, model->state_size);
	struct buf text;
	struct step *steps, again;
	size_t count;

	buf_init(&text);
	model->ops->initial(model, state);
	for (unsigned n = 0; n < FUZZ_WALK && (count = model_enabled(model, state, arena, &steps)); n++) {
		const struct step *step = &steps[n * 7 % count];

		buf_clear(&text);
		step_show(model, step, &text);
		promise(step_parse(model, text.data, text.length, &again, NULL) == 0 &&
		                step_equal(step, &again),
		        "a step is read as it is shown", NULL);
		model->ops->describe(model, state, arena);
		if (model->ops->apply(model, state, step, next) != APPLY_OK)
			break;
		model->ops->broken(model, state, step, next, model_default_properties(model));
		memcpy(state, next, model->state_size);
		if (model->ops->within && !model->ops->within(model, state))
			break;
	}
	buf_release(&text);
	arena_free(arena);
}

/* The explorers count what the obvious one counts. */
static void agree(const struct design *design)
{
	struct scope scope = small(design_scope(design), 1);
	struct model *model;
	struct oracle oracle;

	scope.of[SCOPE_IMAGE_IDS] = scope.of[SCOPE_OPERATIONS] = 2;
	if (design_compile(design, &scope, NULL, true, &model, NULL) != 0)
		return;
	oracle_run(model, NULL, STATES_MAX, &oracle);
	for (int plain = 0; plain < 2 && oracle.complete; plain++) {
		uint32_t all = (UINT32_C(1) << model->property_count) - 1;
		struct check_options options = { .properties = all, .keep_going = true, .plain = plain };
		struct check_result result;
		size_t broken = 0;

		check_run(model, &options, &result);
		promise(result.complete && result.distinct == oracle.distinct, "as many states", NULL);
		promise(result.generated == oracle.generated, "as many steps", NULL);
		promise(result.depth == oracle.depth, "as deep", NULL);
		for (size_t i = 0; i < result.trace_count; i++)
			promise(result.traces[i].length == oracle.shortest[result.traces[i].property],
			        "as short a counterexample", NULL);
		for (unsigned p = 0; p < model->property_count; p++)
			broken += oracle.shortest[p] != SIZE_MAX;
		promise(broken == result.trace_count, "as many broken properties", NULL);
		check_result_release(&result);
	}
	oracle_release(&oracle);
	model_free(model);
}

static void export_all(const struct model *model)
{
	struct export_options options = { .properties = 7, .states = 20 };

	size_t kinds = 0;

	while (export_targets[kinds])
		kinds++;
	for (size_t i = 0; i < kinds; i++) {
		struct export out;
		struct err err = { 0 };

		if (!asked_kind(i, kinds) || !export_targets[i]->design)
			continue;
		export_init(&out);
		if (export_targets[i]->design(model, &options, &out, &err) != 0)
			refused(&err);
		export_release(&out);
	}
}

/* Of sixteen questions, what takes long is asked seldom. */
static void ask_model(const struct design *design, const struct scope *scope)
{
	struct model *model = NULL;
	struct err err = { 0 };

	if (design_compile(design, scope, NULL, true, &model, &err) != 0) {
		refused(&err);
	} else {
		if (asked(0, 8, 16))
			walk(model);
		if (asked(8, 2, 16))
			export_all(model);
		model_free(model);
		if (asked(10, 1, 16))
			agree(design);
	}
	if (asked(11, 2, 16) && design_compile_unbounded(design, scope, NULL, &model, &err) == 0) {
		walk(model);
		model_free(model);
	}
}

/* Takes the design. */
static void play_design(struct design *design, const struct scope *scope)
{
	struct session *session = NULL;
	struct err err = { 0 };

	if (!asked(13, 3, 16)) {
		design_free(design);
	} else if (session_open_design(design, scope, &session, &err) == 0) {
		session_walk(session, FUZZ_WALK, 1, NULL);
		look(session);
	} else {
		refused(&err);
		design_free(design);
	}
}

void fuzz_design(const uint8_t *data, size_t size)
{
	struct design *design = NULL;
	struct err err = { 0 };

	if (size > FUZZ_INPUT_MAX)
		return;
	ask_about(data, size);
	enter_folder();
	if (design_parse((const char *)data, size, "input", &design, &err) == 0) {
		struct scope scope = small(design_scope(design), 2);

		ask_model(design, &scope);
		play_design(design, &scope);
	} else {
		refused(&err);
	}
	leave_folder();
}

/* --- designs of words --------------------------------------------------------- */

struct bytes {
	const uint8_t *at, *end;
};

static unsigned below(struct bytes *bytes, unsigned limit)
{
	return bytes->at < bytes->end ? *bytes->at++ % limit : 0;
}

/* Up to three words of one kind, as a member of a step. */
static void put_words(struct buf *out, struct bytes *bytes, const char *member)
{
	unsigned count = below(bytes, 4);
	const char *separator = "";

	buf_printf(out, ",\"%s\":[", member);
	while (count--) {
		struct design_word word = { 0 };
		size_t nth = below(bytes, 64);

		if (!design_nth_word(nth, &word) || strcmp(word.member, member) != 0)
			continue;
		buf_printf(out, "%s\"", separator);
		for (const char *c = word.spelling; *c; c++)
			if (*c == 'N')
				buf_printf(out, "%u", below(bytes, 4));
			else
				buf_add_char(out, *c);
		buf_add_char(out, '"');
		separator = ",";
	}
	buf_add_char(out, ']');
}

/* A step that changes one of the base's, or is new. */
static void put_step(struct buf *out, struct bytes *bytes, const struct model *base, unsigned process)
{
	static const char *const states[] = { "waiting",       "started_write", "started_read",  "wrote_blob",
		                              "got_blob_keys", "deleting_keys", "read_metadata", "new" };
	static const char *const kinds[] = { "choose", "when", "do" };
	unsigned name = below(bytes, base->action_count + 2);
	bool fresh = name >= base->action_count || !model_takes(base, process, name);

	buf_printf(out, "{\"name\":\"%s\"", !fresh ? base->actions[name].name : name % 2 ? "New" : "Other");
	if (fresh || below(bytes, 4) == 1)
		buf_printf(out, ",\"part\":\"write\",\"at\":\"%s\"", states[below(bytes, 8)]);
	if (fresh || below(bytes, 4) == 1)
		buf_printf(out, ",\"goto\":\"%s\"", states[below(bytes, 8)]);
	if (below(bytes, 8) == 1)
		buf_add_text(out, ",\"remove\":true");
	else if (below(bytes, 8) == 1)
		buf_add_text(out, ",\"failure\":true");
	for (unsigned kind = 0; kind < 3; kind++)
		if (fresh || below(bytes, 2))
			put_words(out, bytes, kinds[kind]);
	buf_add_char(out, '}');
}

/* A bundled design's model; made once. */
static const struct model *base_model(unsigned nth, const char *name)
{
	static struct session *opened[BASES];
	struct scope scope = scope_unset();

	if (!opened[nth])
		promise(session_open(name, NULL, &scope, &opened[nth], NULL) == 0, "a bundled design opens",
		        NULL);
	return opened[nth]->model;
}

static void put_design(struct buf *out, struct bytes *bytes)
{
	static const char *const bases[BASES] = { "naive", "working", "storage-cleaner-naive",
		                                  "storage-cleaner-working" };
	unsigned nth = below(bytes, BASES);
	const struct model *model = base_model(nth, bases[nth]);

	buf_printf(out, "{\"extends\":\"%s\",\"name\":\"x\"", bases[nth]);
	for (unsigned process = 0; process < model->process_count && process < 2; process++) {
		unsigned count = below(bytes, 4);

		buf_printf(out, ",\"%s\":{\"steps\":[", model->processes[process].role);
		for (unsigned i = 0; i < count; i++) {
			buf_add_text(out, i ? "," : "");
			put_step(out, bytes, model, process);
		}
		buf_add_text(out, "]}");
	}
	buf_add_char(out, '}');
}

void fuzz_words(const uint8_t *data, size_t size)
{
	struct bytes bytes = { data, data + size };
	struct buf text;

	buf_init(&text);
	put_design(&text, &bytes);
	if (getenv("FUZZ_SHOW"))
		puts(text.data);
	fuzz_design((const uint8_t *)text.data, text.length);
	buf_release(&text);
}
