/*
 * Each opcode goes through everything that is made of operations: interpreter, footprint, program listing,
 * "why not?" and what is exported.
 *
 * The words are made here from the rows of `opcodes`: each opcode with every pair of terms that its row
 * allows.  So an opcode that no word uses yet is tried too, and a row that claims too little is found out:
 * a cell that is not among those read is changed, and the step must not notice.
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
#include <heddle/err.h>
#include <heddle/export.h>
#include <heddle/mem.h>
#include <heddle/plan.h>

#include "plan/read_set.h"
#include "random.h"

enum { STATES = 12, TERMS_MAX = 64, NUMBER = 1, TEXTS_MAX = 4096 };

static const char text[] =
        "{\"name\":\"each-opcode\",\"title\":\"One word\",\"lesson\":\"None.\","
        "\"scope\":{\"servers\":2,\"users\":2,\"metadatas\":2,\"images\":2,\"image-ids\":2,\"max-"
        "operations\":2,"
        "\"max-time\":2,\"max-failures\":1},"
        "\"database\":{\"record\":[\"metadata\",\"imageId\"]},"
        "\"blobs\":{\"key\":\"id\",\"blob\":[\"image\",\"created\"]},"
        "\"globals\":[\"time\",\"usedIds\",\"failed\"],"
        "\"server\":{\"locals\":[\"userId\",\"metadata\",\"image\",\"imageId\",\"start\",\"blobKeys\","
        "\"unusedBlobKeys\",\"unusedKeyTime\"],\"steps\":["
        "{\"name\":\"Start\",\"part\":\"try\",\"at\":\"waiting\",\"choose\":[\"any user\"],"
        "\"do\":[\"keep user\",\"note start\"],\"goto\":\"busy\"},"
        "{\"name\":\"Try\",\"part\":\"try\",\"at\":\"busy\","
        "\"choose\":[\"any user\",\"any metadata\",\"any image\",\"any id\"],\"goto\":\"waiting\"},"
        "{\"name\":\"Fail\",\"part\":\"try\",\"at\":\"busy\",\"failure\":true,\"do\":[\"count failure\"],"
        "\"goto\":\"waiting\"}]},"
        "\"clock\":{\"steps\":[{\"name\":\"Hour\",\"do\":[\"advance time\"]}]}}";

enum { TRY = 1 }; /* the step that uses the word */

struct trial {
	struct design *design;
	struct word word;
	int number;
	struct model *model;
	const struct plan *plan;
	struct footprint print;
	uint64_t *state, *next, *changed, *changed_next;
	bool met[OP_COUNT]; /* opcodes seen in a plan */
	/* What was written of each word so far. */
	struct {
		enum opcode code;
		char *text;
	} listed[TEXTS_MAX];
	unsigned listed_count;
};

/* --- words made from rows ------------------------------------------------------------------- */

static bool is_there(const struct design *design, enum place place, enum field field)
{
	switch (place) {
	case PLACE_NONE:
		return false;
	case PLACE_ZERO:
		return field == FIELD_STATE;
	case PLACE_LOCAL:
		return role_has(&design->roles[ROLE_SERVER], field);
	case PLACE_RECORD:
		return store_has(&design->record, field);
	case PLACE_BLOB:
	case PLACE_CHOSEN_BLOB:
		return store_has(&design->blob, field);
	case PLACE_CHOICE:
		return field == FIELD_USER_ID || field == FIELD_METADATA || field == FIELD_IMAGE ||
		       field == FIELD_IMAGE_ID;
	case PLACE_GLOBAL:
		return design->has[field];
	}
	return false;
}

/* All terms that an opcode may have for one of its operands. */
static unsigned terms_for(const struct trial *t, enum opcode code, bool first, struct term *out)
{
	const struct opcode_row *row = &opcodes[code];
	enum operand operand = first ? row->a : row->b;
	bool written = first && row->does & WRITES_A;
	unsigned count = 0;

	if (operand == OPERAND_NONE)
		out[count++] = (struct term){ PLACE_ZERO, FIELD_STATE, false };
	for (int p = PLACE_ZERO; p <= PLACE_GLOBAL && operand != OPERAND_NONE; p++)
		for (int f = 0; f < FIELD_MAX; f++) {
			struct term term = { (enum place)p, (enum field)f, false };
			bool zero = p == PLACE_ZERO, loose = zero || p == PLACE_CHOICE;

			if (!is_there(t->design, term.place, term.field) ||
			    (!zero && !operand_takes(operand, fields[f].type)) || (loose && written) ||
			    (zero && first) || (row->does & COUNTS && p != PLACE_GLOBAL))
				continue;
			assert_true(count < TERMS_MAX);
			out[count++] = term;
		}
	return count;
}

static void set_word(struct trial *t, enum opcode code, struct term a, struct term b)
{
	struct design_step *step = &t->design->roles[ROLE_SERVER].steps[TRY];
	enum word_kind kind = op_does(code, IS_GUARD) ? WORD_GUARD : WORD_EFFECT;

	t->word = (struct word){
		.spelling = "the word", .kind = kind, .help = "it is tried", .ops = { { code, a, b } }
	};
	step->use_count[WORD_GUARD] = step->use_count[WORD_EFFECT] = 0;
	if (code == OP_NONE)
		return;
	step->uses[kind][0] = (struct use){ &t->word, t->number };
	step->use_count[kind] = 1;
}

typedef void word_fn(struct trial *t, enum opcode code);

/* Calls `fn` for each word that the row of an opcode allows. */
static void each_word_of(struct trial *t, enum opcode code, word_fn *fn)
{
	struct term a[TERMS_MAX], b[TERMS_MAX];
	unsigned count_a = terms_for(t, code, true, a), count_b = terms_for(t, code, false, b);

	for (unsigned i = 0; i < count_a; i++)
		for (unsigned j = 0; j < count_b; j++) {
			bool same_type = fields[a[i].field].type == fields[b[j].field].type;

			if (opcodes[code].a == OPERAND_ANY && b[j].place != PLACE_ZERO && !same_type)
				continue;
			set_word(t, code, a[i], b[j]);
			fn(t, code);
		}
}

/* Opcodes that only plans without bounds have come from others. */
static bool words_use(enum opcode code)
{
	return code != OP_NONE && code < OP_AGE_BELOW;
}

static void each_word(struct trial *t, word_fn *fn)
{
	random_from(11);
	for (int code = 0; code < OP_COUNT; code++) {
		if (!words_use((enum opcode)code))
			continue;
		t->number = op_does((enum opcode)code, NUMBERED) ? NUMBER : -1;
		each_word_of(t, (enum opcode)code, fn);
		if (!op_does((enum opcode)code, READS_BLOBS))
			continue;
		t->number = NUMBER;
		each_word_of(t, (enum opcode)code, fn);
	}
}

static void open_trial(struct trial *t)
{
	struct err err = { 0 };

	*t = (struct trial){ .number = -1 };
	if (design_parse(text, sizeof(text) - 1, NULL, &t->design, &err))
		fail_msg("%s %s", err.what, err.place);
}

static void close_trial(struct trial *t)
{
	for (unsigned i = 0; i < t->listed_count; i++)
		free(t->listed[i].text);
	design_free(t->design);
}

/* Compiles the design with its present word; false when it does not exist without bounds. */
static bool compile(struct trial *t, bool unbounded)
{
	const struct scope scope = t->design->scope;
	struct err err = { 0 };
	int made = unbounded ? design_compile_unbounded(t->design, &scope, NULL, &t->model, &err)
	                     : design_compile(t->design, &scope, NULL, true, &t->model, &err);

	if (made && unbounded)
		return false;
	if (made)
		fail_msg("%s: %s", opcodes[t->word.ops[0].code].name, err.what);
	t->plan = plan_of(t->model);
	t->state = mem_alloc(t->model->state_size);
	t->next = mem_alloc(t->model->state_size);
	t->changed = mem_alloc(t->model->state_size);
	t->changed_next = mem_alloc(t->model->state_size);
	t->print.reads = mem_array(t->model->cell_words, sizeof(uint64_t));
	t->print.writes = mem_array(t->model->cell_words, sizeof(uint64_t));
	return true;
}

static void release(struct trial *t)
{
	free(t->state);
	free(t->next);
	free(t->changed);
	free(t->changed_next);
	free(t->print.reads);
	free(t->print.writes);
	model_free(t->model);
}

static const struct plan_action *tried(const struct trial *t)
{
	for (unsigned a = 0; a < t->model->action_count; a++)
		if (strcmp(t->plan->actions[a].step->name, "Try") == 0)
			return &t->plan->actions[a];
	fail_msg("the design has a step Try");
	return NULL;
}

/* --- states --------------------------------------------------------------------------------- */

static uint64_t get(const struct trial *t, const uint64_t *state, unsigned slot)
{
	return slot_get(&t->plan->slots[slot], state);
}

static bool is_log(const struct trial *t, unsigned slot)
{
	return t->plan->slots[slot].kind == SLOT_LOG;
}

/* The image of the blob that a slot belongs to; -1: it belongs to none. */
static int image_of(const struct trial *t, unsigned slot)
{
	const struct plan *plan = t->plan;
	unsigned end = plan->blob_slot + plan->blob_count * plan->blob_stride;

	if (slot < plan->blob_slot || slot >= end)
		return -1;
	return (int)(slot - (slot - plan->blob_slot) % plan->blob_stride) + plan->blob_at[FIELD_IMAGE];
}

/* Whether a state has the form that all states have: no date without an image, no hole in the log, a user
 * where the step needs one. */
static bool is_state(const struct trial *t, const uint64_t *state)
{
	unsigned user = (unsigned)t->plan->local_at[ROLE_SERVER][FIELD_USER_ID];
	bool ended = false;

	for (unsigned i = 0; i < t->plan->slot_count; i++) {
		int image = image_of(t, i);
		uint64_t value = get(t, state, i);

		if (image >= 0 && value && !get(t, state, (unsigned)image))
			return false;
		if (is_log(t, i) && value && ended)
			return false;
		ended |= is_log(t, i) && !value;
	}
	for (unsigned p = 0; p < t->plan->server_count; p++)
		if (!get(t, state, t->plan->processes[p].slot + user))
			return false;
	return true;
}

static void make_state(struct trial *t)
{
	do {
		memset(t->state, 0, t->model->state_size);
		for (unsigned i = 0; i < t->plan->slot_count; i++) {
			uint64_t limit = t->plan->slots[i].limit;
			uint64_t value = random_below((uint32_t)limit + 1);

			/* Many states are to be nearly full, or nearly empty. */
			value = random_below(4) ? value : random_below(2) ? limit : 0;
			slot_set(&t->plan->slots[i], t->state, value);
		}
	} while (!is_state(t, t->state));
}

/* --- interpreter and footprint --------------------------------------------------------------- */

static bool has(const uint64_t *set, unsigned cell)
{
	return set[cell / 64] >> cell % 64 & 1;
}

struct reads {
	const struct trial *trial;
	bool slot[512];
};

static void note_slot(void *ctx, unsigned slot)
{
	((struct reads *)ctx)->slot[slot] = true;
}

static const char *cell_name(const struct trial *t, unsigned cell)
{
	return t->model->cells[cell];
}

/* The static reads contain those of this step. */
static void check_read_set(const struct trial *t, const struct step *step)
{
	const struct plan_process *process = &t->plan->processes[step->process];
	struct reads reads = { .trial = t };

	action_reads(t->plan, process, &t->plan->actions[step->action], note_slot, &reads);
	reads.slot[process->slot] = true; /* the control state, by which the stepper goes anyway */
	for (unsigned i = 0; i < t->plan->slot_count; i++)
		if (has(t->print.reads, i) && !is_log(t, i) && !reads.slot[i])
			fail_msg("%s reads %s, which action_reads does not say",
			         opcodes[t->word.ops[0].code].name, cell_name(t, i));
}

/* Taking the step in a state that differs in one cell, which the step does not read. */
static void check_other_state(struct trial *t, const struct step *step, unsigned cell, int applied)
{
	const char *name = opcodes[t->word.ops[0].code].name;

	if (plan_apply(t->model, t->changed, step, t->changed_next) != applied)
		fail_msg("%s can be taken or not by %s, which it does not read", name, cell_name(t, cell));
	for (unsigned i = 0; i < t->plan->slot_count && applied == APPLY_OK; i++) {
		const uint64_t *same = i == cell && !has(t->print.writes, i) ? t->changed : t->next;

		if (get(t, t->changed_next, i) != get(t, same, i))
			fail_msg("%s: %s becomes another by %s, which is not read", name, cell_name(t, i),
			         cell_name(t, cell));
	}
}

/* Changes each cell that the step does not read to other values. */
static void check_reads(struct trial *t, const struct step *step, int applied)
{
	for (unsigned i = 0; i < t->plan->slot_count; i++)
		for (unsigned n = 0; n < 3 && !has(t->print.reads, i); n++) {
			uint64_t value = random_below((uint32_t)t->plan->slots[i].limit + 1);

			/* How long the log is, is not read. */
			if (is_log(t, i) && (!value || !get(t, t->state, i)))
				continue;
			memcpy(t->changed, t->state, t->model->state_size);
			slot_set(&t->plan->slots[i], t->changed, value);
			if (is_state(t, t->changed))
				check_other_state(t, step, i, applied);
		}
}

static void check_writes(const struct trial *t)
{
	for (unsigned i = 0; i < t->plan->slot_count; i++)
		if (get(t, t->state, i) != get(t, t->next, i) && !has(t->print.writes, i))
			fail_msg("%s changes %s, which it does not write", opcodes[t->word.ops[0].code].name,
			         cell_name(t, i));
}

/* A step with random choices in a random state. */
static struct step make_step(struct trial *t, unsigned process, unsigned action)
{
	struct step step = { .process = (uint16_t)process, .action = action };
	const struct plan_action *a = &t->plan->actions[action];

	step.choice_count = (uint8_t)a->choice_count;
	for (unsigned i = 0; i < a->choice_count; i++)
		step.choice[i] = (uint8_t)random_below(a->choices[i].count);
	return step;
}

static void check_step(struct trial *t, unsigned process, unsigned action)
{
	struct step step;
	int applied;

	make_state(t);
	step = make_step(t, process, action);
	memset(t->print.reads, 0, t->model->cell_words * sizeof(uint64_t));
	memset(t->print.writes, 0, t->model->cell_words * sizeof(uint64_t));
	plan_footprint(t->model, t->state, &step, &t->print);
	applied = plan_apply(t->model, t->state, &step, t->next);
	if (applied == APPLY_OK)
		check_writes(t);
	if (!t->plan->abstract)
		check_read_set(t, &step);
	check_reads(t, &step, applied);
}

static void check_steps(struct trial *t)
{
	for (unsigned p = 0; p < t->model->process_count; p++)
		for (unsigned a = t->plan->processes[p].first; a < t->plan->processes[p].last; a++)
			for (int n = 0; n < STATES; n++)
				check_step(t, p, a);
}

/* --- in words ------------------------------------------------------------------------------------- */

/* No two opcodes read alike; with nothing in place of a term some mean the same. */
static void check_listing(struct trial *t, const struct plan_op *op, const char *line)
{
	if (!*line || strstr(line, "(null)"))
		fail_msg("%s is listed as \"%s\"", opcodes[op->code].name, line);
	if (t->word.ops[0].b.place == PLACE_ZERO && opcodes[op->code].b != OPERAND_NONE)
		return;
	for (unsigned i = 0; i < t->listed_count; i++)
		if (t->listed[i].code != op->code && strcmp(t->listed[i].text, line) == 0)
			fail_msg("%s and %s are both listed as \"%s\"", opcodes[op->code].name,
			         opcodes[t->listed[i].code].name, line);
	assert_true(t->listed_count < TEXTS_MAX);
	t->listed[t->listed_count].code = op->code;
	t->listed[t->listed_count++].text = strdup(line);
}

static void list_ops(struct trial *t, const struct plan_op *ops, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		struct buf line;

		buf_init(&line);
		buf_add_text(&line, "");
		op_show(t->plan, &ops[i], &line);
		check_listing(t, &ops[i], line.data);
		t->met[ops[i].code] = true;
		buf_release(&line);
	}
}

static void check_words(struct trial *t)
{
	const struct plan_action *action = tried(t);

	list_ops(t, action->guards, action->guard_count);
	list_ops(t, action->late_guards, action->late_guard_count);
	list_ops(t, action->effects, action->effect_count);
	for (unsigned a = 0; a < t->model->action_count; a++) /* the hour, where it is an opcode */
		if (t->plan->actions[a].role == ROLE_CLOCK)
			for (unsigned i = 0; i < t->plan->actions[a].effect_count; i++)
				t->met[t->plan->actions[a].effects[i].code] = true;
}

struct finding {
	unsigned action;
	bool found;
};

static bool find_action(void *ctx, const struct step *step)
{
	struct finding *f = ctx;

	f->found |= step->process == 0 && step->action == f->action;
	return !f->found;
}

/* A reason is given just where the step cannot be taken; a guard that does not hold says what it needs. */
static void check_why_not(struct trial *t)
{
	struct finding f = { .action = (unsigned)(tried(t) - t->plan->actions) };
	unsigned control = t->plan->processes[0].slot;
	struct buf why;

	buf_init(&why);
	for (int n = 0; n < STATES; n++) {
		bool told;

		make_state(t);
		slot_set(&t->plan->slots[control], t->state, 1);
		f.found = false;
		plan_enabled(t->model, t->state, find_action, &f);
		buf_clear(&why);
		told = plan_why_not(t->model, t->state, 0, f.action, &why);
		assert_int_equal(told, !f.found);
		if (told &&
		    (strncmp(why.data, "needs ", 6) != 0 || why.length <= 6 || strstr(why.data, "(null)")))
			fail_msg("%s is refused with \"%s\"", opcodes[t->word.ops[0].code].name, why.data);
	}
	buf_release(&why);
}

/* --- exports ------------------------------------------------------------------------------------ */

static char *exported(const struct trial *t, const char *name, uint32_t recurring)
{
	const struct export_target *target = export_target_named(name, NULL);
	const struct export_options options = { .properties = recurring ? 0 : 1U << PROPERTY_READS,
		                                .recurring = recurring };
	struct export out;
	struct err err = { 0 };
	struct buf all;

	buf_init(&all);
	export_init(&out);
	if (target->design(t->model, &options, &out, &err))
		fail_msg("%s: %s", name, err.what);
	for (size_t i = 0; i < out.count; i++)
		buf_add(&all, out.files[i].text, out.files[i].length);
	export_release(&out);
	return buf_detach(&all);
}

/* What is exported with the word differs from what is exported without it. */
static void check_export(struct trial *t, const char *name, uint32_t recurring)
{
	struct word word = t->word;
	enum opcode code = word.ops[0].code;
	char *with = exported(t, name, recurring), *without;

	release(t);
	set_word(t, OP_NONE, word.ops[0].a, word.ops[0].b);
	assert_true(compile(t, false));
	without = exported(t, name, recurring);
	if (strstr(with, "(null)"))
		fail_msg("%s is exported to %s as (null)", opcodes[code].name, name);
	if (strcmp(with, without) == 0)
		fail_msg("%s leaves no mark in %s", opcodes[code].name, name);
	free(with);
	free(without);
	release(t);
	set_word(t, code, word.ops[0].a, word.ops[0].b);
	assert_true(compile(t, false));
}

/* --- the laws ------------------------------------------------------------------------------------- */

static void try_runs(struct trial *t, enum opcode code)
{
	(void)code;
	for (int unbounded = 0; unbounded < 2; unbounded++) {
		if (!compile(t, unbounded != 0))
			continue;
		check_steps(t);
		release(t);
	}
}

static void test_a_step_depends_on_what_it_reads_and_changes_what_it_writes(void **unused)
{
	struct trial t;

	(void)unused;
	open_trial(&t);
	each_word(&t, try_runs);
	close_trial(&t);
}

static void try_words(struct trial *t, enum opcode code)
{
	(void)code;
	for (int unbounded = 0; unbounded < 2; unbounded++) {
		if (!compile(t, unbounded != 0))
			continue;
		check_words(t);
		check_why_not(t);
		release(t);
	}
}

static void test_an_operation_is_listed_and_its_refusal_explained(void **unused)
{
	struct trial t;

	(void)unused;
	open_trial(&t);
	each_word(&t, try_words);
	for (int code = 1; code < OP_COUNT; code++)
		if (!t.met[code])
			fail_msg("no word here makes \"%s\"", opcodes[code].name);
	close_trial(&t);
}

/* A module for liveness properties has no bounds, and no log and no count of failures. */
static bool lasts(struct trial *t)
{
	const struct op *op = &t->word.ops[0];
	bool unbounded = compile(t, true);

	if (unbounded)
		release(t);
	return unbounded && !op_does(op->code, LOGS | COUNTS);
}

static void try_exports(struct trial *t, enum opcode code)
{
	const struct op *op = &t->word.ops[0];
	bool same = op->a.place == op->b.place && op->a.field == op->b.field; /* x := x */
	bool unbounded = lasts(t);

	if (same && op_does(code, COPIES))
		return;
	assert_true(compile(t, false));
	check_export(t, "tla", 0);
	check_export(t, "promela", 0);
	if (unbounded)
		check_export(t, "tla", 1U << PROPERTY_ORPHANS);
	release(t);
}

static void test_an_operation_is_exported(void **unused)
{
	struct trial t;

	(void)unused;
	open_trial(&t);
	each_word(&t, try_exports);
	close_trial(&t);
}

/* A word of the vocabulary has the terms that the rows of its opcodes ask for. */
static void check_word(const struct word *word)
{
	for (unsigned i = 0; i < WORD_OPS_MAX && word->ops[i].code != OP_NONE; i++) {
		const struct op *op = &word->ops[i];
		const struct opcode_row *row = &opcodes[op->code];
		bool guards = word->kind != WORD_EFFECT;

		if (!op_does(op->code, guards ? IS_GUARD : IS_EFFECT) || !words_use(op->code))
			fail_msg("\"%s\" has no use for \"%s\"", word->spelling, row->name);
		if (op->a.place != PLACE_ZERO && !operand_takes(row->a, fields[op->a.field].type))
			fail_msg("\"%s\": \"%s\" cannot have that a", word->spelling, row->name);
		if (row->b != OPERAND_NONE && op->b.place != PLACE_ZERO &&
		    !operand_takes(row->b, fields[op->b.field].type))
			fail_msg("\"%s\": \"%s\" cannot have that b", word->spelling, row->name);
		if (row->does & NUMBERED && !strstr(word->spelling, "N "))
			fail_msg("\"%s\" has no number for \"%s\"", word->spelling, row->name);
	}
}

static void test_every_row_is_whole_and_every_word_fits_it(void **unused)
{
	(void)unused;
	for (int code = 1; code < OP_COUNT; code++) {
		const struct opcode_row *row = &opcodes[code];
		bool guard = row->does & IS_GUARD;

		if (!row->name)
			fail_msg("opcode %d has no row", code);
		if (guard == !!(row->does & IS_EFFECT) || (guard && row->does & (WRITES_A | LOGS | AGES)))
			fail_msg("\"%s\" is a guard or an effect", row->name);
		if ((row->does & (READS_A | WRITES_A) && row->a == OPERAND_NONE) ||
		    (row->does & READS_B && row->b == OPERAND_NONE))
			fail_msg("\"%s\" reads or writes a term that it does not have", row->name);
	}
	for (const struct word *word = words; word->spelling; word++)
		check_word(word);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_row_is_whole_and_every_word_fits_it),
		cmocka_unit_test(test_a_step_depends_on_what_it_reads_and_changes_what_it_writes),
		cmocka_unit_test(test_an_operation_is_listed_and_its_refusal_explained),
		cmocka_unit_test(test_an_operation_is_exported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
