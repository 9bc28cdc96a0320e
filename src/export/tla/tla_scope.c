/*
 * The scope: declarations of constants in the module, their values in the configuration, and symmetry, all
 * from one table of constants.
 */
#include <string.h>

#include <heddle/err.h>
#include <heddle/utf8.h>

#include "export/tla/tla.h"

/* The constants, in the order in which they are declared. */
struct constant {
	enum scope_index index;
	enum field needs; /* a global that the design must have; FIELD_STATE: none */
	const char *meaning;
};

static const struct constant constants[] = {
	{ SCOPE_USERS, .meaning = "each with a profile" },
	{ SCOPE_METADATAS, .meaning = "contents of records" },
	{ SCOPE_IMAGES, .meaning = "contents of blobs" },
	{ SCOPE_IMAGE_IDS, .meaning = "keys under which blobs are stored" },
	{ SCOPE_SERVERS, .meaning = "processes that write and read profiles" },
	{ SCOPE_READERS, .meaning = "processes that only read profiles" },
	{ SCOPE_CLEANERS, .meaning = "processes that delete blobs" },
	{ SCOPE_OPERATIONS, .meaning = "bound on the length of the log" },
	{ SCOPE_TIME, FIELD_TIME, "bound on the hours passed" },
	{ SCOPE_FAILURES, FIELD_FAILED, "bound on the failures of cleaners" },
};
enum { CONSTANTS = sizeof(constants) / sizeof(constants[0]) };

static bool is_number(const struct constant *constant)
{
	return scope_rows[constant->index].kind == SCOPE_BOUND;
}

static const char *name_of(const struct constant *constant)
{
	return scope_rows[constant->index].tla;
}

/* Whether the design uses ids at all. */
static bool has_ids(const struct plan *plan)
{
	const struct design *design = plan->design;
	bool any = !design->blob_by_user || store_has(&design->record, FIELD_IMAGE_ID) ||
	           design->has[FIELD_USED_IDS];

	for (int r = 0; r < ROLE_COUNT; r++)
		for (unsigned i = 0; i < design->roles[r].local_count; i++) {
			enum type type = fields[design->roles[r].locals[i]].type;

			any |= type == TYPE_ID || type == TYPE_IDS;
		}
	for (unsigned a = 0; a < plan->model.action_count; a++)
		for (unsigned c = 0; c < plan->actions[a].choice_count; c++)
			any |= plan->actions[a].choices[c].type == TYPE_ID;
	return any;
}

static bool declares(const struct plan *plan, const struct constant *constant)
{
	if (is_number(constant))
		return !plan->abstract && (!constant->needs || plan->design->has[constant->needs]);
	if (constant->index == SCOPE_CLEANERS)
		return plan->design->roles[ROLE_CLEANER].present;
	return constant->index != SCOPE_IMAGE_IDS || has_ids(plan);
}

void module_declare_constants(const struct plan *plan, struct buf *out)
{
	const struct constant *last = NULL;

	for (int i = 0; i < CONSTANTS; i++)
		if (declares(plan, &constants[i]))
			last = &constants[i];
	buf_add_text(out, "CONSTANTS\n");
	for (int i = 0; i < CONSTANTS; i++)
		if (declares(plan, &constants[i])) {
			const char *comma = &constants[i] == last ? "" : ",";
			int pad = (int)(16 - strlen(name_of(&constants[i])) - strlen(comma));

			buf_printf(out, "    %s%s%*s\\* %s\n", name_of(&constants[i]), comma, pad, "",
			           constants[i].meaning);
		}
}

static int number_of(const struct plan *plan, const struct constant *constant)
{
	return plan->scope.of[constant->index];
}

static const char *const *names_of(const struct plan *plan, const struct constant *constant)
{
	return plan->constants.of[constant->index];
}

/* Whether a TLA+ string can hold the text: it has escapes for quotes, backslashes, tabs and line ends. */
static bool fits_string(const char *text)
{
	struct buf rest;
	bool fits;

	buf_init(&rest);
	for (; *text; text++)
		if (!strchr("\t\n\f\r", *text))
			buf_add_char(&rest, *text);
	fits = utf8_printable(rest.data);
	buf_release(&rest);
	return fits;
}

static bool can_be_written(const char *name, bool model_value)
{
	return model_value ? module_is_model_value(name) : !strpbrk(name, "\"\\") && utf8_printable(name);
}

static int check_constant(const struct plan *plan, const struct constant *constant, bool model_values,
                          struct err *err)
{
	for (int n = 0; n < number_of(plan, constant); n++) {
		const char *name = names_of(plan, constant)[n];

		if (can_be_written(name, model_values))
			continue;
		err_set(err, "\"%s\", one of %s, cannot be written in a TLC configuration%s", name,
		        name_of(constant), model_values ? " as a model value" : "");
		return err_remedy(err, can_be_written(name, false)
		                               ? "leave out --symmetry"
		                               : "rename it in the trace: no quotes, backslashes or control "
		                                 "characters");
	}
	return 0;
}

int module_check_names(const struct plan *plan, bool model_values, struct err *err)
{
	for (int i = 0; i < CONSTANTS; i++)
		if (!is_number(&constants[i]) && declares(plan, &constants[i]) &&
		    check_constant(plan, &constants[i], model_values, err))
			return -1;
	for (int r = 0; r < ROLE_COUNT; r++)
		for (unsigned i = 0; i < plan->design->roles[r].state_count; i++) {
			const char *state = plan->design->roles[r].states[i];

			if (fits_string(state))
				continue;
			err_set(err, "a TLA+ string cannot hold \"%s\", a control state of the %s", state,
			        role_names[r]);
			return err_remedy(err, "rename it without control characters");
		}
	return 0;
}

void module_assign_constants(const struct plan *plan, bool model_values, struct buf *out)
{
	buf_add_text(out, "CONSTANTS\n");
	for (int i = 0; i < CONSTANTS; i++) {
		int number = number_of(plan, &constants[i]);

		if (!declares(plan, &constants[i]))
			continue;
		buf_printf(out, "    %s = ", name_of(&constants[i]));
		if (is_number(&constants[i])) {
			buf_printf(out, "%d\n", number);
			continue;
		}
		buf_add_char(out, '{');
		for (int n = 0; n < number; n++) {
			buf_add_text(out, n ? ", " : "");
			if (model_values)
				buf_add_text(out, names_of(plan, &constants[i])[n]);
			else
				module_text(out, names_of(plan, &constants[i])[n]);
		}
		buf_add_text(out, "}\n");
	}
}

/* TLC rejects the symmetry of a set with one element or none. */
bool module_symmetry(const struct plan *plan, struct buf *out)
{
	bool any = false;

	for (int i = 0; i < CONSTANTS; i++)
		if (!is_number(&constants[i]) && declares(plan, &constants[i]) &&
		    number_of(plan, &constants[i]) > 1)
			any = true;
	if (!any)
		return false;
	module_heading(out, "symmetry");
	module_comment(out, 0, "TLC explores one state of all that differ only by a permutation of these.");
	buf_add_text(out, "Symmetry ==");
	for (int i = 0; i < CONSTANTS; i++)
		if (!is_number(&constants[i]) && declares(plan, &constants[i]) &&
		    number_of(plan, &constants[i]) > 1)
			buf_printf(out, "%sPermutations(%s)",
			           out->data[out->length - 1] == '=' ? "\n    " : " \\union\n    ",
			           name_of(&constants[i]));
	buf_add_char(out, '\n');
	return true;
}

void module_config(const struct module *m, bool symmetric)
{
	buf_printf(m->out,
	           m->plan->abstract ? "\\* The constants of %s.tla, and what TLC checks.\n"
	                             : "\\* The scope of %s.tla, and what TLC checks.\n",
	           m->names.module);
	buf_add_text(m->out, "SPECIFICATION Spec\n");
	module_assign_constants(m->plan, symmetric, m->out);
	buf_add_text(m->out, m->plan->abstract ? "" : "CONSTRAINT Bound\n");
	module_request(m, m->out);
	if (symmetric)
		buf_add_text(m->out, "SYMMETRY Symmetry\n");
	buf_add_text(m->out, "\\* A process that waits forever is not an error.\n"
	                     "CHECK_DEADLOCK FALSE\n");
}
