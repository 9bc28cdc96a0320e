/*
 * A system as a TLA+ module and a configuration for TLC.
 *
 * The module is the design; the scope is in the configuration.  The body is written first, because only then
 * it is known which constants it uses and what UNSET is compared with.
 */
#include <string.h>

#include <heddle/utf8.h>

#include "export/tla/system_term.h"
#include "export/tla/tla_text.h"

static bool omits(const struct spec *spec, const struct system_step *step)
{
	return step->failure && spec->scope->of[SCOPE_NO_FAILURES] == 1;
}

/* Whether the further processes of a role take a step. */
static bool takes(const struct system_role *role, const struct system_step *step)
{
	return role->also && (!step->part || !role->also_part || strcmp(step->part, role->also_part) == 0);
}

static bool is_single(const struct system_role *role)
{
	return role->row == SCOPE_ROWS_MAX;
}

/* --- steps ------------------------------------------------------------------------------------ */

static void put_steps(struct spec *spec, unsigned r)
{
	const struct system_role *role = &spec->system->roles[r];
	const char *part = NULL;
	bool first = true;

	for (unsigned s = 0; s < role->step_count; s++) {
		const struct system_step *step = &role->steps[s];

		if (omits(spec, step)) {
			spec->has_value[r][s] = NULL;
			continue;
		}
		if (first || strcmp(part ? part : "", step->part ? step->part : "") != 0)
			module_heading(spec->out,
			               arena_printf(spec->arena, "%s%s%s", role->name, step->part ? ": " : "",
			                            step->part ? step->part : ""));
		else
			buf_add_char(spec->out, '\n');
		first = false;
		part = step->part;
		spec_put_step(spec, r, s);
	}
}

static void put_next_of(struct spec *spec, unsigned r, bool also)
{
	const struct system_role *role = &spec->system->roles[r];
	bool any = false;

	buf_printf(spec->out, is_single(role) ? "%s ==\n" : "%s(self) ==\n",
	           also ? spec->also_next[r] : spec->next[r]);
	for (unsigned s = 0; s < role->step_count; s++) {
		if (omits(spec, &role->steps[s]) || (also && !takes(role, &role->steps[s])))
			continue;
		buf_printf(spec->out, is_single(role) ? "    \\/ %s\n" : "    \\/ %s(self)\n",
		           spec->steps[r][s]);
		any = true;
	}
	buf_add_text(spec->out, any ? "\n" : "    FALSE\n\n");
}

static void put_behaviour(struct spec *spec)
{
	const struct system *system = spec->system;

	module_heading(spec->out, "next steps: one process takes one at a time");
	for (unsigned r = 0; r < system->role_count; r++) {
		put_next_of(spec, r, false);
		if (system->roles[r].also)
			put_next_of(spec, r, true);
	}
	buf_add_text(spec->out, "Next ==\n");
	for (unsigned r = 0; r < system->role_count; r++) {
		const struct system_role *role = &system->roles[r];

		if (is_single(role))
			buf_printf(spec->out, "    \\/ %s\n", spec->next[r]);
		else
			buf_printf(spec->out, "    \\/ \\E self \\in %s : %s(self)\n",
			           spec_processes(spec, role, false), spec->next[r]);
		if (role->also)
			buf_printf(spec->out, "    \\/ \\E self \\in %s : %s(self)\n",
			           spec_processes(spec, role, true), spec->also_next[r]);
	}
	buf_add_text(spec->out, "\nSpec == Init /\\ [][Next]_vars\n");
}

/* --- constants ---------------------------------------------------------------------------------------- */

static bool is_bound(const struct spec *spec, unsigned row)
{
	return spec->system->rows[row].kind == SCOPE_BOUND;
}

static void put_constant(struct spec *spec, const char *name, bool last, const char *meaning)
{
	size_t width = strlen(name) + !last;

	buf_printf(spec->out, "    %s%s", name, last ? "" : ",");
	buf_add_repeat(spec->out, ' ', width < 16 ? 16 - width : 1);
	module_remark(spec->out, meaning);
}

static void put_constants(struct spec *spec)
{
	unsigned left = spec->unset_is_value;

	for (unsigned i = 0; i < spec->system->row_count; i++)
		left += spec->row_used[i];
	if (!left)
		return;
	buf_add_text(spec->out, "CONSTANTS\n");
	for (unsigned i = 0; i < spec->system->row_count; i++)
		if (spec->row_used[i])
			put_constant(spec, spec->rows[i], --left == 0,
			             is_bound(spec, i) ? arena_printf(spec->arena, "bound on the %s",
			                                              spec->system->rows[i].noun)
			                               : spec->system->rows[i].noun);
	if (spec->unset_is_value)
		put_constant(spec, "UNSET", true, "no value");
}

/* Whether a TLA+ string can hold the text. */
static bool fits_string(const char *text)
{
	return !strpbrk(text, "\"\\") && utf8_printable(text);
}

static int check_names(struct spec *spec)
{
	for (unsigned i = 0; i < spec->system->row_count; i++)
		for (int n = 0; spec->row_used[i] && !is_bound(spec, i) && n < spec->scope->of[i]; n++) {
			const char *name = spec->constants->of[i][n];

			if (spec->options->symmetry ? module_is_model_value(name) : fits_string(name))
				continue;
			err_set(spec->err, "\"%s\", one of %s, cannot be written in a TLC configuration%s",
			        name, spec->rows[i], spec->options->symmetry ? " as a model value" : "");
			return err_remedy(spec->err,
			                  fits_string(name)
			                          ? "leave out --symmetry"
			                          : "rename it in the trace: no quotes, backslashes "
			                            "or control characters");
		}
	return 0;
}

void spec_assign_constants(struct spec *spec)
{
	bool any = spec->unset_is_value;

	for (unsigned i = 0; i < spec->system->row_count; i++)
		any |= spec->row_used[i];
	if (!any)
		return;
	buf_add_text(spec->out, "CONSTANTS\n");
	for (unsigned i = 0; i < spec->system->row_count; i++) {
		if (!spec->row_used[i])
			continue;
		buf_printf(spec->out, "    %s = ", spec->rows[i]);
		if (is_bound(spec, i)) {
			buf_printf(spec->out, "%d\n", spec->scope->of[i]);
			continue;
		}
		buf_add_char(spec->out, '{');
		for (int n = 0; n < spec->scope->of[i]; n++) {
			buf_add_text(spec->out, n ? ", " : "");
			if (spec->options->symmetry)
				buf_add_text(spec->out, spec->constants->of[i][n]);
			else
				module_text(spec->out, spec->constants->of[i][n]);
		}
		buf_add_text(spec->out, "}\n");
	}
	if (spec->unset_is_value)
		buf_add_text(spec->out, "    UNSET = UNSET\n");
}

static bool is_symmetric(const struct spec *spec, unsigned row)
{
	return spec->row_used[row] && !is_bound(spec, row) && spec->scope->of[row] > 1;
}

/* TLC rejects the symmetry of a set with one element or none. */
static bool put_symmetry(struct spec *spec)
{
	bool any = false;

	for (unsigned i = 0; i < spec->system->row_count; i++)
		any |= spec->options->symmetry && is_symmetric(spec, i);
	if (!any)
		return false;
	module_heading(spec->out, "symmetry");
	module_comment(spec->out, 0,
	               "TLC explores one state of all that differ only by a permutation of these.");
	buf_add_text(spec->out, "Symmetry ==");
	for (unsigned i = 0; i < spec->system->row_count; i++)
		if (is_symmetric(spec, i))
			buf_printf(spec->out, "%sPermutations(%s)",
			           spec->out->data[spec->out->length - 1] == '=' ? "\n    "
			                                                         : " \\union\n    ",
			           spec->rows[i]);
	buf_add_char(spec->out, '\n');
	return true;
}

/* --- the module ------------------------------------------------------------------------------------------
 */

void spec_init(struct spec *spec, const struct model *model, const struct export_options *options,
               struct arena *arena, struct err *err)
{
	const struct design *design = machine_design(model);

	memset(spec, 0, sizeof(*spec));
	spec->model = model;
	spec->system = design_system(design);
	spec->scope = machine_scope(model);
	spec->constants = machine_constants(model);
	spec->options = options;
	spec->arena = arena;
	spec->err = err;
	spec_name_all(spec);
}

static void put_opening(struct spec *spec)
{
	const struct design *design = machine_design(spec->model);

	module_open(spec->out, spec->module);
	if (*design_title(design))
		module_comment(spec->out, 0, design_title(design));
	if (*design_lesson(design))
		module_comment(spec->out, 0, design_lesson(design));
	module_comment(spec->out, 0,
	               arena_printf(spec->arena,
	                            "Written by heddle from the design %s (checksum %s)%s. Each action is "
	                            "one atomic step; the scope is in the configuration.",
	                            design_name(design), design_checksum(design),
	                            spec->scope->of[SCOPE_NO_FAILURES] == 1
	                                    ? ", without the steps that model faults"
	                                    : ""));
	spec_tell_renamed(spec);
	buf_add_text(spec->out, "EXTENDS Integers, Sequences, FiniteSets, TLC\n\n");
	put_constants(spec);
	spec_put_variables(spec);
	if (!spec->unset_is_value)
		buf_add_text(spec->out, "\nUNSET == \"UNSET\"\n");
}

/* All that follows the declarations; *bounded, *symmetric: what it defines. */
static void put_body(struct spec *spec, bool *bounded, bool *symmetric)
{
	module_heading(spec->out, "initial state");
	spec_put_first_state(spec);
	for (unsigned r = 0; r < spec->system->role_count; r++)
		put_steps(spec, r);
	put_behaviour(spec);
	*bounded = spec_put_bound(spec);
	spec_put_properties(spec);
	*symmetric = put_symmetry(spec);
	module_close(spec->out);
}

static int refuse(struct spec *spec)
{
	struct buf text;

	buf_init(&text);
	expr_show(&text, spec->refused, false);
	err_set(spec->err, "%.200s: this is too long in TLA+", text.data);
	buf_release(&text);
	return err_remedy(spec->err, "nest tables and records less deeply");
}

static void put_config(struct spec *spec, bool bounded, bool symmetric)
{
	buf_printf(spec->out, "\\* The scope of %s.tla, and what TLC checks.\nSPECIFICATION Spec\n",
	           spec->module);
	spec_assign_constants(spec);
	buf_add_text(spec->out, bounded ? "CONSTRAINT Bound\n" : "");
	spec_request(spec);
	if (symmetric)
		buf_add_text(spec->out, "SYMMETRY Symmetry\n");
	buf_add_text(spec->out, "\\* A process that waits forever is not an error.\n"
	                        "CHECK_DEADLOCK FALSE\n");
}

int spec_write(const struct model *model, const struct export_options *options, struct export *out,
               struct err *err)
{
	struct buf body, text;
	struct spec spec;
	bool bounded, symmetric;

	spec_init(&spec, model, options, out->arena, err);
	buf_init(&body);
	buf_init(&text);
	spec.out = &body;
	put_body(&spec, &bounded, &symmetric);
	if (spec.refused || check_names(&spec)) {
		buf_release(&body);
		return spec.refused ? refuse(&spec) : -1;
	}
	spec.out = &text;
	put_opening(&spec);
	buf_add(&text, body.data, body.length);
	export_add(out, spec.module, ".tla", &text);
	put_config(&spec, bounded, symmetric);
	export_add(out, spec.module, ".cfg", &text);
	buf_release(&body);
	buf_release(&text);
	return 0;
}
