/*
 * Properties, as definitions in the module and lines of the configuration: INVARIANT or PROPERTY.  One
 * without a definition here is refused.
 */
#include <ctype.h>
#include <string.h>

#include <heddle/mem.h>

#include "export/tla/system.h"
#include "export/tla/tla.h"

/* --- definitions ------------------------------------------------------------------------------- */

static void put_reads(const struct module *m)
{
	const char *log = domain_variables[DOMAIN_LOG].name;

	buf_printf(m->out,
	           "ConsistentReads ==\n"
	           "    \\A i \\in DOMAIN %s :\n"
	           "        %s[i].type = \"READ\" =>\n"
	           "            \\/ %s[i].%s = UNSET /\\ %s[i].%s = UNSET\n"
	           "            \\/ \\E j \\in 1 .. i - 1 :\n"
	           "                  %s[j] = [%s[i] EXCEPT !.type = \"WRITE\"]\n",
	           log, log, log, fields[FIELD_METADATA].name, log, fields[FIELD_IMAGE].name, log, log);
}

static void put_no_orphans(const struct module *m)
{
	const struct design *design = m->plan->design;
	const char *key = design->blob_by_user ? "u" : "key";

	buf_printf(m->out, "NoOrphanFiles ==\n    \\A %s \\in %s :\n        %s # UNSET => ", key,
	           module_constant(design->blob_by_user ? TYPE_USER : TYPE_ID),
	           state_blob(m->arena, design, key, FIELD_IMAGE));
	if (design->blob_by_user)
		buf_printf(m->out, "%s # UNSET\n", state_record(m->arena, design, key, FIELD_METADATA));
	else
		buf_add_text(m->out,
		             store_has(&design->record, FIELD_IMAGE_ID) ? "key \\in NamedIds\n" : "FALSE\n");
}

/* Whether a good result is possible for a user. */
static void put_can_be_read(const struct module *m)
{
	const struct design *design = m->plan->design;
	const char *record = state_record(m->arena, design, "u", FIELD_METADATA);

	if (design->blob_by_user)
		buf_printf(m->out, "CanBeRead(u) == %s # UNSET /\\ %s # UNSET\n", record,
		           state_blob(m->arena, design, "u", FIELD_IMAGE));
	else if (store_has(&design->record, FIELD_IMAGE_ID))
		buf_printf(m->out,
		           "CanBeRead(u) ==\n    /\\ %s # UNSET\n"
		           "    /\\ ImageAt(%s) # UNSET\n",
		           record, state_record(m->arena, design, "u", FIELD_IMAGE_ID));
}

static void put_empty_reads(const struct module *m)
{
	bool any = false;

	put_can_be_read(m);
	buf_add_text(m->out, "EmptyReadsOnlyWhenUnset ==\n");
	for (unsigned a = 0; a < m->plan->model.action_count; a++) {
		const struct plan_action *action = &m->plan->actions[a];
		const char *when = module_needless_none(m->plan, a, m->arena);

		if (!when)
			continue;
		buf_printf(m->out, "    %s\\A s \\in %s%s%s :\n             %s(s) => ~(%s)\n",
		           any ? "   /\\ " : "[][/\\ ", scope_rows[SCOPE_SERVERS].tla,
		           action->reader ? " \\union " : "",
		           action->reader ? scope_rows[SCOPE_READERS].tla : "", m->names.actions[a], when);
		any = true;
	}
	if (!any)
		module_comment(m->out, 4, "No step returns None where a good result is possible.");
	buf_add_text(m->out, any ? "      ]_vars\n" : "    [][TRUE]_vars\n");
}

static void put_summary(const struct module *m, const char *summary)
{
	buf_add_char(m->out, '\n');
	module_comment(m->out, 0,
	               arena_printf(m->arena, "%c%s.", toupper((unsigned char)summary[0]), summary + 1));
}

static const struct definition {
	const char *keyword;
	void (*put)(const struct module *m);
} definitions[PROPERTY_KNOWN] = {
	[PROPERTY_TYPE_OK] = { "INVARIANT", module_type_ok },
	[PROPERTY_READS] = { "INVARIANT", put_reads },
	[PROPERTY_EMPTY_READS] = { "PROPERTY", put_empty_reads },
	[PROPERTY_ORPHANS] = { "INVARIANT", put_no_orphans },
};

/* Null: there is none. */
static const struct definition *definition_of(unsigned property)
{
	return property < PROPERTY_KNOWN && definitions[property].put ? &definitions[property] : NULL;
}

const char *module_keyword(unsigned property)
{
	const struct definition *definition = definition_of(property);

	return definition ? definition->keyword : NULL;
}

const char *module_cannot(const struct model *model, unsigned property)
{
	if (machine_is(model))
		return spec_cannot(model, property);
	if (model->properties[property].on_future)
		return "it is about the possible futures of a state, and TLA+ properties are about single "
		       "behaviours";
	return definition_of(property) ? NULL : "heddle has no TLA+ definition for it";
}

static void put_property(const struct module *m, unsigned property)
{
	const struct definition *definition = definition_of(property);

	if (!definition)
		return;
	put_summary(m, m->plan->model.properties[property].summary);
	definition->put(m);
}

/* --- the requested ones --------------------------------------------------------------------------- */

/* As a property of whole behaviours. */
static bool is_requested_liveness(const struct module *m, unsigned property)
{
	return m->plan->abstract && m->options->recurring >> property & 1;
}

void module_properties(const struct module *m)
{
	const struct model *model = &m->plan->model;

	module_heading(m->out, "properties");
	m->out->data[--m->out->length] = '\0';
	for (unsigned p = 0; p < model->property_count; p++)
		if (!m->plan->abstract || is_requested_liveness(m, p))
			put_property(m, p);
	for (unsigned p = 0; p < model->property_count; p++)
		if (is_requested_liveness(m, p)) {
			put_summary(m, model->properties[p].recurring_summary);
			buf_printf(m->out, "%s == Assumptions => []<>%s\n", model->properties[p].recurring,
			           model->properties[p].name);
		}
}

void module_request(const struct module *m, struct buf *out)
{
	const struct model *model = &m->plan->model;

	for (unsigned p = 0; p < model->property_count; p++)
		if (!m->plan->abstract && m->options->properties >> p & 1 && module_keyword(p))
			buf_printf(out, "%s %s\n", module_keyword(p), model->properties[p].name);
	for (unsigned p = 0; p < model->property_count; p++)
		if (is_requested_liveness(m, p))
			buf_printf(out, "PROPERTY %s\n", model->properties[p].recurring);
}
