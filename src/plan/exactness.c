/*
 * Decides whether the abstractions of abstract.c are exact for a design: checks the conditions of
 * docs/unbounded.md on each operation of each word that it uses, so new words are checked too.
 *
 * Rejected: a flag on each allowed word, which gives no reason and misses combinations of words.
 */
#include <stdio.h>

#include <heddle/err.h>
#include <heddle/plan.h>

/* --- terms ------------------------------------------------------------------------- */

static bool is_global(const struct term *term, enum field field)
{
	return term->place == PLACE_GLOBAL && term->field == field;
}

static bool has_value(const struct term *term)
{
	return term->place != PLACE_NONE && term->place != PLACE_ZERO;
}

static bool is_of(const struct term *term, enum type type)
{
	return has_value(term) && fields[term->field].type == type;
}

static bool is_chosen_id(const struct term *term)
{
	return term->place == PLACE_CHOICE && fields[term->field].type == TYPE_ID;
}

/* --- one operation: null if the proof covers it, else why not ------------------------------- */

/* Whether the operand can be the term; `other` is the operation's other term. */
static bool fits(enum operand operand, const struct term *term, const struct term *other)
{
	enum type type = fields[term->field].type;

	if (!has_value(term))
		return true;
	if (operand == OPERAND_NONE)
		return true; /* for validate.c */
	return operand_takes(operand, type) &&
	       (operand != OPERAND_ANY || !has_value(other) || type == fields[other->field].type);
}

/* Names: values are compared with values of their type and with UNSET, and copied to places of their type. */
static const char *objection_names(const struct op *op)
{
	const struct opcode_row *row = &opcodes[op->code];

	if (!(row->does & RENAMES))
		return "may distinguish names";
	return fits(row->a, &op->a, &op->b) && fits(row->b, &op->b, &op->a)
	               ? NULL
	               : "mixes values of different types";
}

/* Whether the word deletes the blob of the date that its nth operation clears. */
static bool goes_with_its_blob(const struct word *word, unsigned nth)
{
	const struct op *op = &word->ops[nth];

	if (op->a.field != FIELD_CREATED || op->b.place != PLACE_ZERO)
		return false;
	for (unsigned i = 0; i < nth; i++)
		if (op_does(word->ops[i].code, COPIES) && word->ops[i].a.place == op->a.place &&
		    word->ops[i].a.field == FIELD_IMAGE && word->ops[i].b.place == PLACE_ZERO)
			return true;
	return false;
}

/* Hours are set to the present, or cleared with their blob. */
static const char *objection_setting(const struct word *word, unsigned nth)
{
	const struct op *op = &word->ops[nth];

	if (!is_of(&op->a, TYPE_TIME))
		return is_of(&op->b, TYPE_TIME) ? "uses an hour as a value" : NULL;
	if (op->a.place == PLACE_GLOBAL)
		return "sets the clock";
	return op_does(op->code, COPIES) && (is_global(&op->b, FIELD_TIME) || goes_with_its_blob(word, nth))
	               ? NULL
	               : "sets a time to something other than the present";
}

/* Hours: only the present is stored, and only ages of locals and of existing blobs are compared, with
 * constants. */
static const char *objection_hours(const struct word *word, unsigned nth)
{
	const struct op *op = &word->ops[nth];
	uint32_t does = opcodes[op->code].does;
	bool hours = is_of(&op->a, TYPE_TIME), from_hours = is_of(&op->b, TYPE_TIME);

	if (does & NUMBERED)
		return hours && op->a.place == PLACE_LOCAL ? NULL
		                                           : "compares an hour that no process remembers";
	if (does & READS_BLOBS)
		return !has_value(&op->b) || op->b.field == FIELD_CREATED
		               ? NULL
		               : "compares something other than the dates of blobs";
	if (does & COUNTS)
		return is_global(&op->a, FIELD_TIME) || !hours ? NULL : "counts hours in a process";
	if (does & WRITES_A)
		return objection_setting(word, nth);
	return hours || from_hours ? "compares hours with each other" : NULL;
}

/* Failures are counted, and nothing reads the count. */
static const char *objection_count(const struct op *op)
{
	bool counts = op_does(op->code, COUNTS) && is_global(&op->a, FIELD_FAILED);

	return (is_of(&op->a, TYPE_COUNT) && !counts) || is_of(&op->b, TYPE_COUNT)
	               ? "reads a count, which is unlimited without bounds"
	               : NULL;
}

/* usedIds: the set only grows, and is read only to test whether it contains an id being chosen. */
static const char *objection_issued(const struct word *word, const struct op *op)
{
	bool a = is_global(&op->a, FIELD_USED_IDS), b = is_global(&op->b, FIELD_USED_IDS);

	if (!a && !b)
		return NULL;
	if (a && op->code == OP_INCLUDE)
		return NULL;
	if (b && op->code == OP_NOT_IN && word->kind == WORD_CHOICE && is_chosen_id(&op->a))
		return NULL;
	return "uses the issued ids in another way than \"a fresh id\"";
}

static const char *objection(const struct word *word, unsigned nth, bool recycles)
{
	const struct op *op = &word->ops[nth];
	const char *why = objection_names(op);

	if (opcodes[op->code].unbounded == OP_NONE && !op_does(op->code, COUNTS))
		return "is not supported there";
	why = why ? why : objection_hours(word, nth);
	why = why ? why : objection_count(op);
	return why || !recycles ? why : objection_issued(word, op);
}

/* --- one step: does it keep an id that it chose? --- */

static bool tests_issued(const struct word *word)
{
	for (unsigned o = 0; o < WORD_OPS_MAX; o++)
		if (word->ops[o].code == OP_NOT_IN && is_global(&word->ops[o].b, FIELD_USED_IDS))
			return true;
	return false;
}

/* Whether the choice is from a process's list, so that something refers to the id already. */
static bool from_a_list(const struct word *word)
{
	for (unsigned o = 0; o < WORD_OPS_MAX; o++)
		if (word->ops[o].code == OP_IN && is_chosen_id(&word->ops[o].a))
			return true;
	return false;
}

static bool keeps_chosen_id(const struct design_step *step)
{
	for (unsigned u = 0; u < step->use_count[WORD_EFFECT]; u++)
		for (unsigned o = 0; o < WORD_OPS_MAX; o++) {
			const struct op *op = &step->uses[WORD_EFFECT][u].word->ops[o];

			if ((is_chosen_id(&op->b) && op->code != OP_EXCLUDE) ||
			    (op_does(op->code, WRITES_A) && op->a.place == PLACE_CHOSEN_BLOB &&
			     op->b.place != PLACE_ZERO))
				return true;
		}
	return false;
}

/* --- the design --- */

/* A use of a word, and its place in the design. */
struct place_of_use {
	const struct design *design;
	enum role role;
	const struct design_step *step;
	enum word_kind kind;
	unsigned nth;
};

static const struct word *word_at(const struct place_of_use *p)
{
	return p->step->uses[p->kind][p->nth].word;
}

/* Calls `fn` for each use of a word until it returns true.  Returns whether it did. */
typedef bool use_fn(const struct place_of_use *p, void *ctx);

static bool any_use(const struct design *design, use_fn *fn, void *ctx)
{
	struct place_of_use p = { .design = design };

	for (int r = 0; r < ROLE_COUNT; r++)
		for (unsigned i = 0; i < design->roles[r].step_count; i++)
			for (int kind = 0; kind < WORD_KINDS; kind++) {
				p.role = (enum role)r;
				p.step = &design->roles[r].steps[i];
				p.kind = (enum word_kind)kind;
				for (p.nth = 0; p.nth < p.step->use_count[kind]; p.nth++)
					if (fn(&p, ctx))
						return true;
			}
	return false;
}

struct examination {
	bool recycles;
	const struct design_step *tester; /* a step that tests which ids were issued; or null */
	const char *test_word;
	struct err *err;
};

static bool note_test(const struct place_of_use *p, void *ctx)
{
	struct examination *e = ctx;

	if (p->kind != WORD_CHOICE || !tests_issued(word_at(p)))
		return false;
	e->tester = p->step;
	e->test_word = word_at(p)->spelling;
	return true;
}

static bool refuse(const struct place_of_use *p, const struct examination *e, const char *why)
{
	err_set(e->err, "%s cannot be checked without bounds: \"%s\" %s", p->design->name,
	        word_at(p)->spelling, why);
	err_place(e->err, "%s.steps[%s].%s[%u]", role_names[p->role], p->step->name, word_kind_names[p->kind],
	          p->nth);
	err_remedy(e->err, "check it with bounds, without --unbounded");
	return true;
}

static bool refuse_mixture(const struct place_of_use *p, const struct examination *e)
{
	char why[200];

	snprintf(why, sizeof(why),
	         "may bring back an id that was issued, and the step keeps it; but %.60s asks for "
	         "\"%s\"",
	         e->tester->name, e->test_word);
	refuse(p, e, why);
	err_remedy(e->err, "choose \"%s\" here too, or check it with bounds", e->test_word);
	return true;
}

static bool examine(const struct place_of_use *p, void *ctx)
{
	const struct examination *e = ctx;
	const struct word *word = word_at(p);

	for (unsigned o = 0; o < WORD_OPS_MAX && word->ops[o].code != OP_NONE; o++) {
		const char *why = objection(word, o, e->recycles);

		if (why)
			return refuse(p, e, why);
	}
	if (e->recycles && e->tester && p->kind == WORD_CHOICE && word->chooses == TYPE_ID &&
	    !tests_issued(word) && !from_a_list(word) && keeps_chosen_id(p->step))
		return refuse_mixture(p, e);
	return false;
}

int abstract_check(const struct design *design, bool recycles, struct err *err)
{
	struct examination e = { .recycles = recycles, .err = err };

	any_use(design, note_test, &e);
	return any_use(design, examine, &e) ? -1 : 0;
}

static bool mixes_names(const struct place_of_use *p, void *ctx)
{
	(void)ctx;
	for (unsigned o = 0; o < WORD_OPS_MAX && word_at(p)->ops[o].code != OP_NONE; o++)
		if (objection_names(&word_at(p)->ops[o]))
			return true;
	return false;
}

bool abstract_names_only(const struct design *design)
{
	return !any_use(design, mixes_names, NULL);
}

bool abstract_looks_at_used_ids(const struct design *design)
{
	struct examination e = { 0 };

	return any_use(design, note_test, &e);
}
