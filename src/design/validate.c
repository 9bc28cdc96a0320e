/*
 * Checks that every word of a design makes sense where it is used; errors name the step and the word.
 *
 * Whether a user is known where one is needed is a forward analysis over control states (a greatest
 * fixpoint).  Rejecting other designs here means that neither the interpreter nor an exported model ever
 * looks up the record of UNSET.
 */
#include <string.h>

#include <heddle/design_file.h>
#include <heddle/err.h>

struct scan {
	const struct design *design;
	enum role role;
	const struct design_step *step;
	struct err *err;
};

static int at_word(const struct scan *s, enum word_kind kind, unsigned nth)
{
	return err_place(s->err, "%s.steps[%s].%s[%u]", role_names[s->role], s->step->name,
	                 word_kind_names[kind], nth);
}

static const char *choice_name(enum type type)
{
	return type == TYPE_USER       ? "a user"
	       : type == TYPE_METADATA ? "a metadata"
	       : type == TYPE_IMAGE    ? "an image"
	                               : "an id";
}

/* Returns -1 with the error "… needs …" set. */
static int lacks(const struct scan *s, const struct word *word, const char *what, const char *remedy)
{
	err_set(s->err, "\"%s\" needs %s", word->spelling, what);
	return err_remedy(s->err, "%s", remedy);
}

static int check_term(const struct scan *s, const struct term *term, enum opcode op_code,
                      const struct word *word)
{
	const struct design *design = s->design;
	const struct design_role *role = &design->roles[s->role];
	const char *name = fields[term->field].name;

	switch (term->place) {
	case PLACE_NONE:
	case PLACE_ZERO:
		return 0;
	case PLACE_LOCAL:
		if (role_has(role, term->field) || term->optional)
			return 0;
		err_set(s->err, "\"%s\" needs the local %s, which a %s here does not have", word->spelling,
		        name, role_names[s->role]);
		return err_remedy(s->err, "add \"%s\" to %s.locals", name, role_names[s->role]);
	case PLACE_RECORD:
		if (!role_has(role, FIELD_USER_ID))
			break;
		if (store_has(&design->record, term->field) || term->optional)
			return 0;
		err_set(s->err, "\"%s\" needs %s in the record", word->spelling, name);
		return err_remedy(s->err, "add \"%s\" to database.record", name);
	case PLACE_BLOB:
	case PLACE_CHOSEN_BLOB:
		if (!store_has(&design->blob, term->field) && !term->optional) {
			err_set(s->err, "\"%s\" needs %s in the blob", word->spelling, name);
			return err_remedy(s->err, "add \"%s\" to blobs.blob", name);
		}
		if (term->place == PLACE_CHOSEN_BLOB) {
			if (design->blob_by_user)
				return lacks(s, word, "blobs that are keyed by id",
				             "set blobs.key to \"id\"");
			if (step_chooses(s->step, TYPE_ID))
				return 0;
			return lacks(s, word, "a choice of an id", "add one to \"choose\"");
		}
		/* "list blobs" goes over all of them and needs no key. */
		if (!op_does(op_code, READS_BLOBS) && !term->optional &&
		    !role_has(role, design->blob_by_user ? FIELD_USER_ID : FIELD_IMAGE_ID))
			break;
		return 0;
	case PLACE_GLOBAL:
		if (design->has[term->field] || term->optional)
			return 0;
		err_set(s->err, "\"%s\" needs the variable %s", word->spelling, name);
		return err_remedy(s->err, "add \"%s\" to globals", name);
	case PLACE_CHOICE:
		if (step_chooses(s->step, fields[term->field].type))
			return 0;
		err_set(s->err, "\"%s\" needs a choice of %s", word->spelling,
		        choice_name(fields[term->field].type));
		return err_remedy(s->err, "add one to \"choose\"");
	}
	err_set(s->err, "\"%s\" needs a key, which a %s does not have", word->spelling, role_names[s->role]);
	return err_remedy(s->err, "use it in a role that has userId and imageId");
}

static int check_op(const struct scan *s, const struct use *use, const struct op *op)
{
	const struct word *word = use->word;
	const struct design *design = s->design;
	uint32_t does = opcodes[op->code].does;
	bool dates = does & READS_BLOBS && use->number >= 0;

	if (check_term(s, &op->a, op->code, word) || check_term(s, &op->b, op->code, word))
		return -1;
	if ((does & READS_TIME || dates) && !design->has[FIELD_TIME])
		return lacks(s, word, "a clock",
		             "add \"time\" to globals and a clock with a step that does \"advance time\"");
	if (does & WRITES_A && does & (READS_BLOBS | READS_NAMES) && design->blob_by_user)
		return lacks(s, word, "blobs that are keyed by id", "set blobs.key to \"id\"");
	if (does & READS_NAMES && !store_has(&design->record, FIELD_IMAGE_ID))
		return lacks(s, word, "records that name blobs", "add \"imageId\" to database.record");
	if (dates && !store_has(&design->blob, FIELD_CREATED))
		return lacks(s, word, "blobs with a creation date", "add \"created\" to blobs.blob");
	if (does & READS_USER && !role_has(&design->roles[s->role], FIELD_USER_ID))
		return lacks(s, word, "a user", "use it in a role that has userId among its locals");
	return 0;
}

static int check_word(const struct scan *s, enum word_kind kind, unsigned nth)
{
	const struct use *uses = s->step->uses[kind];
	const struct word *word = uses[nth].word;

	for (unsigned i = 0; i < WORD_OPS_MAX && word->ops[i].code != OP_NONE; i++)
		if (check_op(s, &uses[nth], &word->ops[i]))
			return at_word(s, kind, nth);
	for (unsigned other = 0; kind == WORD_CHOICE && other < nth; other++)
		if (uses[other].word->chooses == word->chooses) {
			err_set(s->err, "a step can choose only one thing of a kind");
			err_remedy(s->err, "remove \"%s\"", word->spelling);
			return at_word(s, kind, nth);
		}
	return 0;
}

/* --- is a user known? --------------------------------------------------------------------- */

static bool needs_user(const struct design *design, const struct op *op)
{
	const struct term *terms[] = { &op->a, &op->b };

	if (op_does(op->code, READS_USER))
		return true;
	for (int t = 0; t < 2; t++)
		if (terms[t]->place == PLACE_RECORD ||
		    (terms[t]->place == PLACE_BLOB && design->blob_by_user))
			return true;
	return false;
}

static bool sets_user(const struct op *op, bool *known)
{
	if (!op_does(op->code, WRITES_A) || op->a.place != PLACE_LOCAL || op->a.field != FIELD_USER_ID)
		return false;
	*known = op_does(op->code, COPIES) && op->b.place == PLACE_CHOICE;
	return true;
}

/* Runs a step from a state where a user is known, or not.  Returns whether one is known after it.  *kind and
 * *nth become the first word that needs a user without one being known; *nth is -1 if there is none. */
static bool run_users(const struct design *design, const struct design_step *step, bool known,
                      enum word_kind *kind, int *nth)
{
	*nth = -1;
	for (int k = 0; k < WORD_KINDS; k++)
		for (unsigned i = 0; i < step->use_count[k]; i++)
			for (unsigned o = 0; o < WORD_OPS_MAX; o++) {
				const struct op *op = &step->uses[k][i].word->ops[o];

				if (op->code == OP_NONE)
					break;
				if (*nth < 0 && !known && needs_user(design, op)) {
					*kind = (enum word_kind)k;
					*nth = (int)i;
				}
				sets_user(op, &known);
			}
	return known;
}

/* The control states that the step may lead to without a user being known. */
static uint32_t loses_user(const struct design *design, const struct design_step *step, uint32_t known)
{
	uint32_t lost = 0;
	enum word_kind kind;
	int nth;

	for (unsigned from = 0; from < DESIGN_STATES_MAX; from++)
		if (step->at >> from & 1 && !run_users(design, step, known >> from & 1, &kind, &nth))
			lost |= UINT32_C(1) << (step->target < 0 ? from : (unsigned)step->target);
	return lost;
}

static int check_users(struct scan *s)
{
	const struct design_role *role = &s->design->roles[s->role];
	uint32_t known = ~UINT32_C(1); /* not in states[0], where processes start */
	enum word_kind kind = WORD_GUARD;
	bool changed = true;
	int nth;

	while (changed) {
		uint32_t before = known;

		for (unsigned i = 0; i < role->step_count; i++)
			known &= ~loses_user(s->design, &role->steps[i], known);
		changed = known != before;
	}
	for (unsigned i = 0; i < role->step_count; i++) {
		s->step = &role->steps[i];
		run_users(s->design, s->step, !(s->step->at & ~known), &kind, &nth);
		if (nth < 0)
			continue;
		err_set(s->err, "\"%s\" needs a user, and there may be none here",
		        s->step->uses[kind][nth].word->spelling);
		err_remedy(s->err, "choose \"any user\" and \"keep user\" on every path to this step");
		return at_word(s, kind, (unsigned)nth);
	}
	return 0;
}

/* Processes start in the first step's state.  If no step returns to it, its name is probably misspelled; a
 * design that means it lists its states. */
static int check_start(const struct scan *s)
{
	const struct design_role *role = &s->design->roles[s->role];
	bool left = false;

	for (unsigned i = 0; i < role->step_count; i++) {
		if (role->steps[i].target == 0)
			return 0;
		left |= role->steps[i].at & 1 && role->steps[i].target > 0;
	}
	if (role->states_listed || !left)
		return 0;
	err_set(s->err, "processes start at \"%s\", and no step ever leads back there", role->states[0]);
	err_place(s->err, "%s.steps[%s].at", role_names[s->role], role->steps[0].name);
	return err_remedy(s->err, "correct the name; or, if that is intended, list all control states "
	                          "under \"states\", the first one first");
}

int design_validate_words(const struct design *design, const uint64_t *bad, struct err *err)
{
	struct scan s = { .design = design, .err = err };
	int errors = 0;

	for (int r = 0; r < ROLE_COUNT; r++) {
		const struct design_role *role = &design->roles[r];

		s.role = (enum role)r;
		for (unsigned i = 0; role->present && i < role->step_count; i++) {
			s.step = &role->steps[i];
			for (int kind = 0; kind < WORD_KINDS && !(bad[r] >> i & 1); kind++)
				for (unsigned n = 0; n < s.step->use_count[kind]; n++)
					errors += err_keep(check_word(&s, (enum word_kind)kind, n), err);
		}
	}
	return errors;
}

static int check_clock(const struct design *design, struct err *err)
{
	if (!design->roles[ROLE_CLOCK].present || design->has[FIELD_TIME])
		return 0;
	err_set(err, "there is a clock, but no variable that it advances");
	err_place(err, "globals");
	return err_remedy(err, "add \"time\" to globals");
}

void design_validate(const struct design *design, struct err *err)
{
	struct scan s = { .design = design, .err = err };

	for (int r = 0; r < ROLE_CLOCK; r++) {
		if (!design->roles[r].present)
			continue;
		s.role = (enum role)r;
		err_keep(check_start(&s), err);
		err_keep(check_users(&s), err);
	}
	err_keep(check_clock(design, err), err);
}
