/*
 * One step as one TLA+ action: where it starts, guards, choices, and one primed assignment for each variable.
 *
 * A step that could lack a value, or write one that is not of its type, is not taken, as in heddle; a second
 * definition says where it does not lack one, and TypeOk asks for that.  TLC takes a disjunction in an action
 * for two steps, so a condition that has one is compared with TRUE.
 */
#include <string.h>

#include "export/tla/system_term.h"
#include "export/tla/tla_text.h"

/* A condition before the effects, in the order in which heddle decides. */
struct condition_line {
	const char *need, *text;
};

struct chosen_from {
	const char *name, *set;
	bool depends; /* on what was chosen before */
	struct condition_line in, such;
};

struct action {
	struct reading reading;
	const struct system_role *role;
	const struct system_step *step;
	const char *at;
	struct condition_line early[SYSTEM_PIECES_MAX], late[SYSTEM_PIECES_MAX];
	unsigned early_count, late_count;
	struct chosen_from choices[STEP_CHOICES_MAX];
	const char *next[SYSTEM_VARIABLES_MAX];
	struct buf versions;
};

/* --- reading ------------------------------------------------------------------------------------ */

static bool uses_choice(const struct expr *expr)
{
	if (!expr)
		return false;
	if (expr->kind == EXPR_NAME && expr->meaning == EXPR_NAME_CHOSEN)
		return true;
	for (uint32_t i = 0; i < expr->count; i++)
		if (uses_choice(expr->items[i]))
			return true;
	return uses_choice(expr->part[0]) || uses_choice(expr->part[1]) || uses_choice(expr->part[2]);
}

static struct condition_line condition(struct action *a, const struct expr *expr)
{
	struct term term = read_term(&a->reading, expr);

	add_condition(&a->reading, term.need);
	add_condition(&a->reading, term.text);
	return (struct condition_line){ term.need, term.text };
}

static void read_start(struct action *a)
{
	const struct system_role *role = a->role;
	struct arena *arena = a->reading.spec->arena;
	const char *list = "", *place;
	unsigned count = 0;

	if (!a->step->at || role->variable < 0 || !role->state_count)
		return;
	for (unsigned i = 0; i < role->state_count; i++)
		if (a->step->at >> i & 1)
			list = arena_printf(arena, "%s%s%s", list, count++ ? ", " : "",
			                    module_quoted(arena, role->states[i]));
	place = arena_printf(arena, "%s[self].%s", a->reading.spec->variables[role->variable],
	                     spec_field(a->reading.spec, role->locals->names[0]));
	a->at = arena_printf(arena, count > 1 ? "%s \\in {%s}" : "%s = %s", place, list);
}

static void read_choice(struct action *a, unsigned nth)
{
	const struct expr *tree = a->step->choices[nth].tree;
	struct term set = read_term(&a->reading, tree->part[0]);
	struct chosen_from *choice = &a->choices[nth];
	struct bound_name *chosen = &a->reading.chosen[nth];

	choice->set = tla_term_text(&a->reading, &set, LEVEL_SUM);
	choice->in.need = set.need;
	choice->name = binder_name(&a->reading, tree->name);
	choice->depends = uses_choice(tree->part[0]);
	*chosen = (struct bound_name){
		.text = choice->name,
		.term = tla_term_of(choice->name, LEVEL_ATOM,
		                    set.type && set.type->kind == DECLARED_SET ? set.type->item : NULL),
	};
	a->reading.chosen_count = nth + 1;
	if (tree->part[1])
		choice->such = condition(a, tree->part[1]);
}

static void read_action(struct action *a)
{
	const struct system_step *step = a->step;

	read_start(a);
	for (unsigned i = 0; i < step->guard_count; i++)
		if (!uses_choice(step->guards[i]))
			a->early[a->early_count++] = condition(a, step->guards[i]);
	for (unsigned i = 0; i < step->choice_count; i++)
		read_choice(a, i);
	for (unsigned i = 0; i < step->guard_count; i++)
		if (uses_choice(step->guards[i]))
			a->late[a->late_count++] = condition(a, step->guards[i]);
	a->reading.versions = &a->versions;
	run_effects(&a->reading, a->role, step, a->next);
}

/* --- writing the action ------------------------------------------------------------------------------ */

static bool may_split(const char *text)
{
	return strstr(text, "\\/") || strstr(text, "\\E") || strstr(text, "IF ");
}

/* Puts text, each line of it indented. */
static void put_indented(struct buf *out, unsigned indent, const char *text)
{
	for (; *text; text++) {
		buf_add_char(out, *text);
		if (*text == '\n' && text[1])
			buf_add_repeat(out, ' ', indent);
	}
}

static void put_conjunct(struct buf *out, unsigned indent, const char *text)
{
	if (!text || strcmp(text, "TRUE") == 0)
		return;
	buf_add_repeat(out, ' ', indent);
	buf_add_text(out, "/\\ ");
	put_indented(out, indent + 3, text);
	buf_add_char(out, '\n');
}

static void put_condition(struct buf *out, unsigned indent, struct spec *spec, const char *text)
{
	if (text && may_split(text))
		text = arena_printf(spec->arena, "(%s) = TRUE", text);
	put_conjunct(out, indent, text);
}

static void put_line(struct buf *out, unsigned indent, struct spec *spec, const struct condition_line *line)
{
	put_condition(out, indent, spec, line->need);
	put_condition(out, indent, spec, line->text);
}

/* Puts the choices from the nth on that one \E can bind; returns how many. */
static unsigned put_binder(const struct action *a, struct buf *out, unsigned indent, unsigned nth)
{
	struct spec *spec = a->reading.spec;
	const char *text = "";
	unsigned n = nth;

	do {
		put_condition(out, indent, spec, a->choices[n].in.need);
		text = arena_printf(spec->arena, "%s%s%s \\in %s", text, n > nth ? ", " : "",
		                    a->choices[n].name, a->choices[n].set);
		n++;
	} while (n < a->step->choice_count && !a->choices[n].depends && !a->choices[n].in.need &&
	         !a->choices[n - 1].such.text);
	put_conjunct(out, indent, arena_printf(spec->arena, "\\E %s :", text));
	return n - nth;
}

static void put_changes(const struct action *a, struct buf *out, unsigned indent)
{
	struct spec *spec = a->reading.spec;
	const char *same = "";

	for (unsigned v = 0; v < spec->system->variable_count; v++) {
		const char *name = spec->variables[v];

		if (a->next[v])
			put_conjunct(out, indent, arena_printf(spec->arena, "%s' = %s", name, a->next[v]));
		else
			same = arena_printf(spec->arena, "%s%s%s", same, *same ? ", " : "", name);
	}
	if (*same)
		put_conjunct(out, indent, arena_printf(spec->arena, "UNCHANGED <<%s>>", same));
}

static void put_action(const struct action *a, struct buf *out)
{
	struct spec *spec = a->reading.spec;
	unsigned indent = 4, nth = 0;

	put_conjunct(out, indent, a->at);
	for (unsigned i = 0; i < a->early_count; i++)
		put_line(out, indent, spec, &a->early[i]);
	while (nth < a->step->choice_count) {
		unsigned count = put_binder(a, out, indent, nth);

		indent += 4;
		for (unsigned i = 0; i < count; i++)
			put_line(out, indent, spec, &a->choices[nth + i].such);
		nth += count;
	}
	for (unsigned i = 0; i < a->late_count; i++)
		put_line(out, indent, spec, &a->late[i]);
	if (a->versions.length) {
		put_conjunct(out, indent, "LET");
		out->data[--out->length] = '\0';
		buf_add_char(out, ' ');
		put_indented(out, indent + 7, a->versions.data);
		buf_add_repeat(out, ' ', indent + 3);
		buf_add_text(out, "IN\n");
		indent += 3;
	}
	put_condition(out, indent, spec, a->reading.fits);
	put_changes(a, out, indent);
}

/* --- whether it has a value --------------------------------------------------------------------------------
 */

/* Where it starts, its conditions imply that what follows has a value. */
static const char *needs_of(struct spec *spec, const struct condition_line *line, const char *rest)
{
	return both_hold(spec, line->need, if_then(spec, line->text, rest));
}

static const char *value_condition(const struct action *a)
{
	struct spec *spec = a->reading.spec;
	const char *rest = a->reading.fits;

	if (rest && a->versions.length)
		rest = arena_printf(spec->arena, "(LET %s IN %s)", a->versions.data, rest);
	for (unsigned i = a->late_count; i-- > 0;)
		rest = needs_of(spec, &a->late[i], rest);
	for (unsigned i = a->step->choice_count; i-- > 0;) {
		const struct chosen_from *choice = &a->choices[i];

		rest = needs_of(spec, &choice->such, rest);
		if (rest)
			rest = arena_printf(spec->arena, "(\\A %s \\in %s : %s)", choice->name, choice->set,
			                    rest);
		rest = both_hold(spec, choice->in.need, rest);
	}
	for (unsigned i = a->early_count; i-- > 0;)
		rest = needs_of(spec, &a->early[i], rest);
	return if_then(spec, a->at, rest);
}

static void put_value_condition(const struct action *a, unsigned role, unsigned step)
{
	struct spec *spec = a->reading.spec;
	const char *text = value_condition(a);

	if (!text) {
		spec->has_value[role][step] = NULL;
		return;
	}
	buf_add_char(spec->out, '\n');
	module_comment(spec->out, 0,
	               "Whether it has a value of the declared types; if not, it cannot be taken.");
	buf_printf(spec->out, a->role->row == SCOPE_ROWS_MAX ? "%s ==\n    " : "%s(self) ==\n    ",
	           spec->has_value[role][step]);
	put_indented(spec->out, 4, text);
	buf_add_char(spec->out, '\n');
}

void spec_put_step(struct spec *spec, unsigned r, unsigned s)
{
	struct action *a = arena_alloc(spec->arena, sizeof(*a));

	memset(a, 0, sizeof(*a));
	a->role = &spec->system->roles[r];
	a->step = &a->role->steps[s];
	read_begin(&a->reading, spec, (int)r);
	buf_init(&a->versions);
	read_action(a);
	if (a->step->says)
		module_comment(spec->out, 0, a->step->says);
	buf_printf(spec->out, a->role->row == SCOPE_ROWS_MAX ? "%s ==\n" : "%s(self) ==\n",
	           spec->steps[r][s]);
	put_action(a, spec->out);
	put_value_condition(a, r, s);
	buf_release(&a->versions);
}
