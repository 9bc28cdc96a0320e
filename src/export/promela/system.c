/*
 * A machine at its scope as a Promela model, whose states are heddle's states.
 *
 * Each process is a proctype that loops over its steps, and each step with each choice is one d_step.  Spin
 * stores states only between steps, where every process is at the head of its loop, so the variables alone
 * distinguish states, as in heddle.
 *
 * A state outside the bounds is checked, but neither counted nor expanded.  Spin cannot express that, so a
 * step that leads there is taken, checked and undone: to Spin it changes nothing.  Rejected: guards that
 * forbid such steps, which would leave the states after them unchecked.
 */
#include <string.h>

#include <heddle/err.h>
#include <heddle/utf8.h>
#include <heddle/value.h>

#include "export/promela/system.h"

enum { PROCESSES_MAX = 200, CALLS_MAX = 20000, SHOWN_MAX = 6 };

/* --- texts ------------------------------------------------------------------------------- */

void system_put_text(struct buf *out, const char *text)
{
	struct buf safe;
	char before = ' ';

	buf_init(&safe);
	utf8_escape(&safe, text, strlen(text));
	for (const char *c = safe.data; *c; c++) {
		if ((before == '*' && *c == '/') || (before == '/' && *c == '*'))
			buf_add_char(out, ' ');
		buf_add_char(out, *c);
		before = *c;
	}
	buf_release(&safe);
}

/* Appends a text that Spin prints as it is. */
static void put_printed(struct buf *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			buf_add_char(out, '\\');
		if (*text == '%')
			buf_add_char(out, '%');
		buf_add_char(out, *text);
	}
}

/* Whether a name can be read back from the line of a schedule that names the design. */
static bool is_plain(const char *text)
{
	return *text && utf8_printable(text) && !text[strcspn(text, "\"\\%; ")];
}

static const char *type_for(uint64_t most)
{
	return most <= 255 ? "byte" : most <= 32767 ? "short" : "int";
}

void system_put_declaration(struct system_writer *w, const struct family *family, const char *scratch,
                            const char *prefix)
{
	buf_printf(w->out, "%s%s %s%s", scratch, type_for(family->most), prefix, family->name);
	if (family->count > 1)
		buf_printf(w->out, "[%u]", family->count);
	buf_add_char(w->out, ';');
	buf_add_char(w->out, '\n');
}

/* --- the opening --------------------------------------------------------------------------- */

static void put_opening(struct system_writer *w)
{
	const struct design *design = machine_design(w->model);
	bool type_ok = false;

	buf_add_text(w->out, "/* ");
	system_put_text(w->out, text_format(w, "%s: %s", design_name(design), design_title(design)));
	buf_printf(w->out,
	           " */\n/*\n * Written by heddle from the design (checksum %s). Count and check with\n"
	           " *\n *   spin -o2 -a MODEL && cc -O2 -DSAFETY -DNOREDUCE -o pan pan.c &&\n"
	           " *   ./pan -m1000000\n",
	           design_checksum(design));
	buf_add_text(
	        w->out,
	        " *\n * Spin's \"states, stored\" are heddle check's distinct states, its \"transitions\" "
	        "the generated\n"
	        " * ones; -o2 keeps Spin from hiding variables that are only written. After an error,\n"
	        " * spin -t MODEL >TRAIL replays it, and heddle opens TRAIL. For a shortest counterexample\n"
	        " * give -DBFS to spin and to cc.\n *\n * Checked:");
	for (unsigned i = 0; i < w->check_count; i++) {
		buf_printf(w->out, " %s", w->model->properties[w->checks[i].property].name);
		type_ok |= w->checks[i].property == 0;
	}
	if (w->options->properties & 1 && !type_ok)
		buf_add_text(w->out, ". TypeOk always holds: no step can lack a value");
	else if (!w->check_count)
		buf_add_text(w->out, " nothing");
	buf_add_text(w->out, ".\n */\n");
}

static void put_scope(struct system_writer *w)
{
	const struct design *design = machine_design(w->model);
	const struct scope *scope = machine_scope(w->model);
	const struct scope_row *rows = design_scope_rows(design);

	buf_printf(w->out, "\ninline tell()\n{\n\tprintf(\"heddle schedule: design=%s checksum=%s",
	           design_name(design), design_checksum(design));
	for (unsigned i = 0; rows[i].option; i++)
		if (scope->of[i] >= 0)
			buf_printf(w->out, " %s=%d", rows[i].option, scope->of[i]);
	buf_add_text(w->out, "\\n\")\n}\n");
}

/* --- variables ------------------------------------------------------------------------------- */

static void put_states(struct system_writer *w)
{
	const struct system *system = design_system(machine_design(w->model));

	w->states =
	        arena_array(w->arena, (size_t)SYSTEM_ROLES_MAX * SYSTEM_STATES_MAX + 1, sizeof(*w->states));
	for (unsigned r = 0; r < system->role_count; r++) {
		const struct system_role *role = &system->roles[r];

		if (!role->state_count)
			continue;
		buf_add_text(w->out, "\n/* Control states of ");
		system_put_text(w->out, role->plural);
		buf_add_text(w->out, ". */\n");
		for (unsigned i = 0; i < role->state_count; i++) {
			const char *name =
			        system_identifier(w, text_format(w, "%s_%s", role->name, role->states[i]));

			w->states[r * SYSTEM_STATES_MAX + i] = name;
			buf_printf(w->out, "#define %s %u\n", name, i);
		}
	}
}

/* What the numbers of a family stand for: "0 UNSET, 1 m1, 2 m2". */
static const char *meaning(struct system_writer *w, const struct family *family)
{
	const char *text = NULL;

	if (!family->shape || !family->shape->radix || family->shape->kind == DECLARED_BOOL)
		return NULL;
	if (family->shape->kind == DECLARED_NUMBER && !family->shape->optional && !family->shape->least)
		return NULL; /* itself */
	for (uint64_t raw = 0; raw < family->shape->radix; raw++) {
		struct buf shown;

		if (raw == SHOWN_MAX && family->shape->radix > SHOWN_MAX + 2) {
			text = text_format(w, "%s, …", text);
			raw = family->shape->radix - 1;
		}
		buf_init(&shown);
		machine_show_raw(w->model, family->shape, raw, &shown);
		text = text_format(w, "%s%s%llu %s", text ? text : "", text ? ", " : "",
		                   (unsigned long long)raw, shown.data);
		buf_release(&shown);
	}
	return text;
}

static bool starts_at_zero(const struct system_writer *w, unsigned family)
{
	for (unsigned i = 0; i < w->slot_count; i++)
		if (w->cells[i].family == family && machine_slot_initial(w->model, i))
			return false;
	return true;
}

/* Initial values that are not 0 are given one by one. */
static void put_variable(struct system_writer *w, unsigned f)
{
	const struct family *family = &w->families[f];
	const char *text = meaning(w, family);

	if (family->note || text) {
		buf_add_text(w->out, "/* ");
		if (family->note)
			buf_printf(w->out, "%s%s", family->note, text ? ": " : "");
		if (text)
			system_put_text(w->out, text);
		buf_add_text(w->out, " */\n");
	}
	if (starts_at_zero(w, f)) {
		system_put_declaration(w, family, "", "");
		return;
	}
	buf_printf(w->out, "%s %s", type_for(family->most), family->name);
	if (family->count > 1)
		buf_printf(w->out, "[%u] = { ", family->count);
	else
		buf_add_text(w->out, " = ");
	for (unsigned i = 0, nth = 0; i < w->slot_count; i++)
		if (w->cells[i].family == f)
			buf_printf(w->out, "%s%llu", nth++ ? ", " : "",
			           (unsigned long long)machine_slot_initial(w->model, i));
	buf_add_text(w->out, family->count > 1 ? " };\n" : ";\n");
}

static void put_outside(struct system_writer *w)
{
	uint64_t most;
	unsigned slot;

	buf_add_text(w->out, "\n/* The state is outside the bounds. */\n#define outside (false");
	for (unsigned n = 0; machine_nth_bounded(w->model, n, &slot, &most); n++) {
		const struct family *family = &w->families[w->cells[slot].family];

		if (most >= family->most)
			continue;
		if (family->count > 1)
			buf_printf(w->out, " || %s[%u] > %llu", family->name, w->cells[slot].index,
			           (unsigned long long)most);
		else
			buf_printf(w->out, " || %s > %llu", family->name, (unsigned long long)most);
	}
	buf_add_text(w->out, ")\n");
}

static void put_variables(struct system_writer *w)
{
	unsigned variable = UINT32_MAX;

	buf_add_text(w->out, "\n/* The state. Elements are in the order of their keys. */\n");
	for (unsigned f = 0; f < w->family_count; f++) {
		if (!w->families[f].name)
			continue;
		if (w->families[f].variable != variable)
			buf_add_char(w->out, '\n');
		variable = w->families[f].variable;
		put_variable(w, f);
	}
	put_outside(w);
}

static void put_scratch(struct system_writer *w)
{
	buf_add_text(
	        w->out,
	        "\n/*\n * A step that leads outside the bounds is taken, checked and undone: states outside\n"
	        " * are not stored. Hidden variables are not part of a state, but Spin's breadth-first\n"
	        " * search does not support them; for it, run spin and the compiler with -DBFS.\n */\n"
	        "#ifdef BFS\n#define SCRATCH\n#else\n#define SCRATCH hidden\n#endif\n");
	if (w->log_room) {
		unsigned room = w->log_room > 1 ? w->log_room : 2;

		buf_printf(w->out, "SCRATCH int old[%u];\nSCRATCH int at[%u];\nSCRATCH int kept[%u];\n", room,
		           room, room);
	}
}

/* --- processes --------------------------------------------------------------------------------- */

static void put_call(struct system_writer *w, unsigned process, unsigned action, const struct step *step,
                     const char *arguments)
{
	unsigned self = machine_process(w->model, process)->nth;
	struct buf shown;

	buf_init(&shown);
	step_show(w->model, step, &shown);
	if (++w->calls > CALLS_MAX)
		w->failed = "its steps have more than 20000 choices at this scope";
	buf_printf(w->out, "\t:: d_step { may_%s(%u%s) -> tell(); printf(\"heddle step: ", w->steps[action],
	           self, arguments);
	put_printed(w->out, shown.data);
	buf_printf(w->out, "\\n\"); do_%s(%u%s) }\n", w->steps[action], self, arguments);
	buf_release(&shown);
}

static void put_processes(struct system_writer *w)
{
	const struct model *model = w->model;

	for (unsigned p = 0; p < model->process_count; p++) {
		const struct machine_process *process = machine_process(model, p);
		unsigned before = w->calls;

		buf_printf(w->out, "\nactive proctype %s()\n{\nend:\tdo\n",
		           system_identifier(w, text_format(w, "%s_%s", model->processes[p].role,
		                                            model->processes[p].name)));
		for (unsigned a = process->first; a < process->last; a++)
			if (system_takes(w, p, a))
				system_each_call(w, p, a, put_call);
		buf_add_text(w->out, w->calls > before ? "\tod\n}\n" : "\t:: false\n\tod\n}\n");
	}
}

/* --- the model ------------------------------------------------------------------------------------ */

static void name_all(struct system_writer *w)
{
	const struct model *model = w->model;
	unsigned slots = 0, slot;

	for (unsigned v = 0; v < model->variable_count; v++)
		slots += machine_shape(model, v, &slot)->slots;
	w->names =
	        arena_array(w->arena,
	                    (size_t)slots + model->action_count + model->process_count +
	                            model->property_count + (size_t)SYSTEM_ROLES_MAX * SYSTEM_STATES_MAX + 1,
	                    sizeof(*w->names));
	w->steps = arena_array(w->arena, (size_t)model->action_count + 1, sizeof(*w->steps));
	w->stuck = arena_array(w->arena, (size_t)model->action_count + 1, sizeof(*w->stuck));
	system_name_families(w);
	for (unsigned a = 0; a < model->action_count; a++)
		w->steps[a] = system_identifier(w, model->actions[a].name);
}

/* Appends a part that is written out of order. */
static void add_part(struct buf *out, struct buf *part)
{
	buf_add(out, part->data, part->length);
	buf_release(part);
}

static void put_model(struct system_writer *w, struct buf *text)
{
	struct buf opening, variables, conditions, kept, effects;

	buf_init(&opening);
	buf_init(&variables);
	buf_init(&conditions);
	buf_init(&kept);
	buf_init(&effects);
	w->out = &variables;
	put_states(w);
	put_variables(w);
	w->out = &conditions;
	for (unsigned a = 0; a < w->model->action_count; a++)
		system_put_step(w, a);
	system_put_checks(w);
	w->out = &effects;
	for (unsigned a = 0; a < w->model->action_count; a++)
		system_put_effects(w, a);
	put_scope(w);
	put_processes(w);
	system_put_initial_checks(w);
	w->out = &kept;
	put_scratch(w);
	system_put_kept(w);
	w->out = &opening;
	put_opening(w);
	add_part(text, &opening);
	add_part(text, &variables);
	add_part(text, &kept);
	add_part(text, &conditions);
	add_part(text, &effects);
}

static int check_scope(const struct model *model, struct err *err)
{
	void *state = mem_alloc(model->state_size);
	bool within;

	model->ops->initial(model, state);
	within = model->ops->within(model, state);
	free(state);
	if (!within) {
		err_set(err, "the initial state is outside the bounds, so there is nothing to explore");
		return err_remedy(err, "raise them");
	}
	if (!is_plain(design_name(machine_design(model)))) {
		err_set(err, "Spin cannot print the name of the design");
		return err_remedy(err,
		                  "rename it without blanks, quotes, percent signs or control characters");
	}
	if (model->process_count <= PROCESSES_MAX)
		return 0;
	err_set(err, "%u processes are too many for Spin", model->process_count);
	return err_remedy(err, "lower their number to at most %d", PROCESSES_MAX);
}

int promela_system(const struct model *model, const struct export_options *options, struct export *out,
                   struct err *err)
{
	struct system_writer w = { .model = model, .options = options, .arena = out->arena };
	struct buf text;
	int status = -1;

	if (check_scope(model, err))
		return -1;
	buf_init(&text);
	name_all(&w);
	put_model(&w, &text);
	if (w.failed) {
		err_set(err, "the design cannot be exported to promela at this scope: %s", w.failed);
		err_remedy(err, "lower the numbers of the scope, or export it to tla");
	} else {
		export_add(out, design_name(machine_design(model)), ".pml", &text);
		status = 0;
	}
	buf_release(&text);
	return status;
}
