/*
 * The model answers for the added properties: its ops are replaced by others that ask its own for the rest.
 *
 * After the wrappers of LTSmin's PINS.  Rejected: a model around the model, since a compiled design and a
 * recording are recognised by their address.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/mem.h>
#include <heddle/own_property.h>
#include <heddle/stepper.h>

enum { MARKS_MOST = 8 };

struct own {
	char *name, *text;
	struct arena *arena; /* of the tree */
	struct expr *expr;
	struct condition *condition; /* compiled from it; null: not possible */
	bool on_step;
	unsigned traits; /* of the condition */
};

struct own_properties {
	struct model_ops ops; /* the model's, with some replaced */
	const struct model_ops *base;
	const struct model_property *base_rows;
	unsigned base_count, count;
	struct own own[MODEL_PROPERTIES_MAX];
	struct model_property rows[MODEL_PROPERTIES_MAX];
	struct arena *arena; /* of the context */
	struct expr_context context;
};

struct expr_context model_context(const struct model *model, struct arena *arena)
{
	struct expr_variable *variables;
	struct expr_context context;

	if (model->ops->context) {
		model->ops->context(model, &context);
		return context;
	}
	variables = arena_array(arena, (size_t)model->variable_count + 1, sizeof(*variables));
	for (unsigned i = 0; i < model->variable_count; i++)
		variables[i] =
		        (struct expr_variable){ .name = model->variables[i].name,
			                        .type = model->ops->type ? model->ops->type(model, i, arena)
			                                                 : NULL };
	return (struct expr_context){ .variables = variables, .count = model->variable_count };
}

/* --- judging ------------------------------------------------------------------------------- */

struct judging {
	const struct own_properties *own;
	struct arena *arena;
	struct expr_state state;
};

static void judging_begin(struct judging *j, const struct model *model, const void *from, const void *to)
{
	j->own = model->own;
	j->arena = arena_new();
	j->state.now = j->own->base->describe(model, from ? from : to, j->arena);
	j->state.after = from ? j->own->base->describe(model, to, j->arena) : NULL;
}

/* State properties are evaluated in the state after the step. */
static struct expr_state about(const struct judging *j, const struct own *own)
{
	return own->on_step || !j->state.after ? j->state : (struct expr_state){ .now = j->state.after };
}

/* 1, 0, or -1 if the condition has no value. */
static int holds_described(const struct judging *j, const struct own *own, struct err *err)
{
	struct expr_state state = about(j, own);

	return own->on_step && !state.after ? 1 : expr_holds(own->expr, &state, j->arena, err);
}

static bool is_slow(const struct own *own)
{
	/* In a state beyond the bounds, the checker does not keep hours and failures. */
	return !own->condition || own->traits != (CONDITION_TOTAL | CONDITION_BOUNDED);
}

/* The same, without a description if the condition is compiled. */
static int holds(struct judging *j, const struct model *model, const struct own *own, const void *from,
                 const void *to)
{
	if (own->condition && own->on_step)
		return from ? model->own->base->holds(own->condition, from, to) : 1;
	if (own->condition)
		return model->own->base->holds(own->condition, to, NULL);
	if (!j->arena)
		judging_begin(j, model, from, to);
	return holds_described(j, own, NULL);
}

/* The added properties of `asked` with that outcome. */
static uint32_t with_outcome(const struct model *model, const void *from, const void *to, uint32_t asked,
                             int outcome)
{
	const struct own_properties *all = model->own;
	struct judging j = { .arena = NULL };
	uint32_t found = 0;

	for (unsigned i = 0; i < all->count && asked >> all->base_count; i++)
		if (asked >> (all->base_count + i) & 1 && holds(&j, model, &all->own[i], from, to) == outcome)
			found |= UINT32_C(1) << (all->base_count + i);
	arena_free(j.arena);
	return found;
}

static uint32_t base_bits(const struct model *model, uint32_t asked)
{
	return asked & ((UINT32_C(1) << model->own->base_count) - 1);
}

static uint32_t broken(const struct model *model, const void *from, const struct step *step, const void *to,
                       uint32_t asked)
{
	uint32_t base = base_bits(model, asked);

	return (base ? model->own->base->broken(model, from, step, to, base) : 0) |
	       with_outcome(model, from, to, asked, 0);
}

static uint32_t open(const struct model *model, const void *from, const struct step *step, const void *to,
                     uint32_t asked)
{
	uint32_t base = base_bits(model, asked);

	return (base && model->own->base->open ? model->own->base->open(model, from, step, to, base) : 0) |
	       with_outcome(model, from, to, asked, -1);
}

static void broken_facts(const struct model *model, const void *from, const struct step *step, const void *to,
                         unsigned property, struct buf *out)
{
	const struct own_properties *all = model->own;
	struct err err = { 0 };
	const struct own *own;
	struct judging j;
	int held;

	if (property < all->base_count) {
		all->base->broken_facts(model, from, step, to, property, out);
		return;
	}
	own = &all->own[property - all->base_count];
	judging_begin(&j, model, from, to);
	held = holds_described(&j, own, &err);
	if (held < 0) {
		buf_add_text(out, err.what);
	} else if (held == 0) {
		struct expr_state state = about(&j, own);

		expr_explain_false(own->expr, &state, j.arena, false, out, NULL, NULL);
	}
	arena_free(j.arena);
}

static uint32_t again(const struct model *model, const void *from, const struct step *step, const void *to,
                      uint32_t asked)
{
	uint32_t base = base_bits(model, asked), before;

	before = base && model->own->base->again ? model->own->base->again(model, from, step, to, base) : 0;
	return before;
}

struct marking {
	mark_fn *fn;
	void *ctx;
	const char *name;
	unsigned left;
};

static void mark_cell(void *ctx, const char *path)
{
	struct marking *marking = ctx;

	if (marking->left == 0)
		return;
	marking->left--;
	marking->fn(marking->ctx, MARK_BROKEN, path, marking->name);
}

static void marks(const struct model *model, const void *from, const struct step *step, const void *to,
                  mark_fn *fn, void *ctx)
{
	const struct own_properties *all = model->own;
	struct judging j;

	if (all->base->marks)
		all->base->marks(model, from, step, to, fn, ctx);
	judging_begin(&j, model, from, to);
	for (unsigned i = 0; i < all->count; i++) {
		struct expr_state state = about(&j, &all->own[i]);
		struct marking marking = { fn, ctx, all->own[i].name, MARKS_MOST };
		struct buf unused;

		if (holds_described(&j, &all->own[i], NULL) != 0)
			continue;
		buf_init(&unused);
		expr_explain_false(all->own[i].expr, &state, j.arena, false, &unused, mark_cell, &marking);
		buf_release(&unused);
	}
	arena_free(j.arena);
}

/* --- symmetry --------------------------------------------------------------------------------------- */

static bool lists_name(const struct value_type *type, const char *name)
{
	for (uint32_t i = 0; type->kind == VALUE_TYPE_NAME && i < type->count; i++)
		if (strcmp(type->names[i], name) == 0)
			return true;
	return false;
}

/* Whether a name is one of several interchangeable constants. */
static bool is_interchangeable(const struct value_type *type, const char *name)
{
	if (!type)
		return false;
	if (type->all && lists_name(type, name))
		return true;
	for (uint32_t i = 0; i < type->count && type->parts; i++)
		if (is_interchangeable(type->parts[i], name))
			return true;
	return is_interchangeable(type->key, name) || is_interchangeable(type->item, name);
}

static bool tells_apart(const struct expr_context *context, const struct expr *expr)
{
	bool named;

	if (!expr)
		return false;
	named = expr->kind == EXPR_STRING || expr->kind == EXPR_FIELD ||
	        (expr->kind == EXPR_NAME && expr->meaning == EXPR_NAME_CONSTANT);
	for (unsigned i = 0; named && i < context->count; i++)
		if (is_interchangeable(context->variables[i].type, expr->name))
			return true;
	for (uint32_t i = 0; i < expr->count; i++)
		if (tells_apart(context, expr->items[i]))
			return true;
	return tells_apart(context, expr->part[0]) || tells_apart(context, expr->part[1]) ||
	       tells_apart(context, expr->part[2]);
}

/* Symmetry reduction is sound only for conditions that name no constant. */
static struct stepper *stepper(const struct model *model, bool symmetry)
{
	const struct own_properties *all = model->own;
	struct stepper *made;
	bool apart = false;

	for (unsigned i = 0; i < all->count; i++)
		apart |= tells_apart(&all->context, all->own[i].expr);
	made = all->base->stepper(model, symmetry && !apart);
	if (made && symmetry && apart)
		made->unreduced = "a condition names a constant";
	return made;
}

/* --- the model's life --------------------------------------------------------------------------- */

static void own_release(const struct model_ops *base, struct own *own)
{
	if (own->condition)
		base->forget(own->condition);
	free(own->name);
	free(own->text);
	arena_free(own->arena);
}

static void detach(struct model *model)
{
	struct own_properties *all = model->own;

	model->ops = all->base;
	model->properties = all->base_rows;
	model->property_count = all->base_count;
	model->own = NULL;
	for (unsigned i = 0; i < all->count; i++)
		own_release(all->base, &all->own[i]);
	arena_free(all->arena);
	free(all);
}

static void release(struct model *model)
{
	detach(model);
	model->ops->release(model);
}

static struct model *larger(const struct model *model)
{
	struct model *made = model->own->base->larger(model);

	for (unsigned i = 0; made && i < model->own->count; i++)
		model_add_property(made, model->own->own[i].name, model->own->own[i].text, NULL);
	return made;
}

static void attach(struct model *model)
{
	struct own_properties *all = mem_alloc(sizeof(*all));

	all->base = model->ops;
	all->base_rows = model->properties;
	all->base_count = model->property_count;
	all->ops = *model->ops;
	all->ops.release = release;
	all->ops.broken = broken;
	all->ops.broken_facts = broken_facts;
	all->ops.open = open;
	all->ops.marks = marks;
	if (model->ops->again)
		all->ops.again = again;
	if (model->ops->larger)
		all->ops.larger = larger;
	if (model->ops->stepper)
		all->ops.stepper = stepper;
	all->arena = arena_new();
	all->context = model_context(model, all->arena);
	if (all->base_count)
		memcpy(all->rows, model->properties, all->base_count * sizeof(*all->rows));
	model->own = all;
	model->ops = &all->ops;
	model->properties = all->rows;
}

/* Rebuilds the rows; texts are borrowed from `own`. */
static void publish(struct model *model)
{
	struct own_properties *all = model->own;

	for (unsigned i = 0; i < all->count; i++)
		all->rows[all->base_count + i] = (struct model_property){
			.name = all->own[i].name,
			.summary = all->own[i].text,
			.by_default = true,
			.slow = is_slow(&all->own[i]),
			.condition = all->own[i].condition,
			.on_step = all->own[i].on_step,
		};
	model->property_count = all->base_count + all->count;
}

/* --- adding ---------------------------------------------------------------------------------- */

static int check_name(const struct model *model, const char *name, struct err *err)
{
	if (!value_is_name(name)) {
		err_set(err, "\"%s\" is not a name", name);
		return err_remedy(err, "use letters, digits and _");
	}
	if (model_property_index(model, name) >= 0) {
		err_set(err, "there is a property %s already", name);
		return err_remedy(err, "choose another name, or remove that one first");
	}
	if (model->property_count == MODEL_PROPERTIES_MAX)
		return err_set(err, "there are %d properties already, the most there can be",
		               MODEL_PROPERTIES_MAX);
	return 0;
}

int model_add_property(struct model *model, const char *name, const char *text, struct err *err)
{
	struct own own = { 0 };
	struct expr_context context;
	struct buf shown;

	if (check_name(model, name, err) < 0)
		return -1;
	if (!model->own)
		attach(model);
	own.arena = arena_new();
	context = model->own->context;
	context.steps = true;
	if (expr_read(text, &context, VALUE_TYPE_BOOL, own.arena, &own.expr, err) < 0) {
		arena_free(own.arena);
		if (!model->own->count)
			detach(model);
		return -1;
	}
	buf_init(&shown);
	expr_show(&shown, own.expr, false);
	/* It is read back from files and for larger models. */
	if (shown.length > EXPR_LENGTH_MAX) {
		err_set(err, "the expression is longer than %d bytes when written out", EXPR_LENGTH_MAX);
		err_remedy(err, "make two properties of it");
		buf_release(&shown);
		arena_free(own.arena);
		if (!model->own->count)
			detach(model);
		return -1;
	}
	own.name = mem_strdup(name);
	own.text = buf_detach(&shown);
	own.on_step = expr_has_prime(own.expr);
	if (model->own->base->compile)
		own.condition = model->own->base->compile(model, own.expr, &own.traits);
	model->own->own[model->own->count++] = own;
	publish(model);
	return 0;
}

void model_remove_property(struct model *model, unsigned property)
{
	struct own_properties *all = model->own;
	unsigned at = property - all->base_count;

	own_release(all->base, &all->own[at]);
	all->count--;
	memmove(&all->own[at], &all->own[at + 1], (all->count - at) * sizeof(*all->own));
	publish(model);
	if (!all->count)
		detach(model);
}

unsigned model_own_count(const struct model *model)
{
	return model->own ? model->own->count : 0;
}

const char *model_own_text(const struct model *model, unsigned property)
{
	return model->own && property >= model->own->base_count && property < model->property_count
	               ? model->own->own[property - model->own->base_count].text
	               : NULL;
}
