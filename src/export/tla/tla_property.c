/*
 * What should hold, as definitions of a module and lines of its configuration.
 *
 * Properties are asked for in one of two ways.  One that has no definition here is refused, with the reason.
 */
#include <ctype.h>
#include <string.h>

#include <heddle/mem.h>

#include "export/tla/tla.h"

/* --- definitions ------------------------------------------------------------------------------- */

static void put_reads(const struct module *m)
{
	buf_add_text(m->out,
	             "ConsistentReads ==\n"
	             "    \\A i \\in DOMAIN operations :\n"
	             "        operations[i].type = \"READ\" =>\n"
	             "            \\/ operations[i].metadata = UNSET /\\ operations[i].image = UNSET\n"
	             "            \\/ \\E j \\in 1 .. i - 1 :\n"
	             "                  operations[j] = [operations[i] EXCEPT !.type = \"WRITE\"]\n");
}

static void put_no_orphans(const struct module *m)
{
	const struct design *design = m->plan->design;
	const char *image = design->blob.bare ? "" : ".image";

	if (design->blob_by_user)
		buf_printf(m->out,
		           "NoOrphanFiles ==\n    \\A u \\in Users :\n"
		           "        blobStoreState[u]%s # UNSET => databaseState[u]%s # UNSET\n",
		           image, design->record.bare ? "" : ".metadata");
	else if (store_has(&design->record, FIELD_IMAGE_ID))
		buf_printf(m->out,
		           "NoOrphanFiles ==\n    \\A key \\in ImageIds :\n"
		           "        blobStoreState[key]%s # UNSET => key \\in NamedIds\n",
		           image);
	else
		buf_printf(m->out,
		           "NoOrphanFiles ==\n    \\A key \\in ImageIds : blobStoreState[key]%s = UNSET\n",
		           image);
}

/* Whether a good result is possible for a user. */
static void put_can_be_read(const struct module *m)
{
	const struct design *design = m->plan->design;
	const char *metadata = design->record.bare ? "" : ".metadata";

	if (design->blob_by_user)
		buf_printf(m->out,
		           "CanBeRead(u) == databaseState[u]%s # UNSET /\\ blobStoreState[u]%s # UNSET\n",
		           metadata, design->blob.bare ? "" : ".image");
	else if (store_has(&design->record, FIELD_IMAGE_ID))
		buf_printf(m->out,
		           "CanBeRead(u) ==\n    /\\ databaseState[u]%s # UNSET\n"
		           "    /\\ ImageAt(databaseState[u].imageId) # UNSET\n",
		           metadata);
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
		buf_printf(m->out, "    %s\\A s \\in Servers%s :\n             %s(s) => ~(%s)\n",
		           any ? "   /\\ " : "[][/\\ ", action->reader ? " \\union Readers" : "",
		           m->names.actions[a], when);
		any = true;
	}
	if (!any)
		module_comment(m->out, 4, "No step here returns None where a good result is possible.");
	buf_add_text(m->out, any ? "      ]_vars\n" : "    [][TRUE]_vars\n");
}

/* The summary of a property is a sentence in the making. */
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
	if (model->properties[property].on_future)
		return "it asks what can follow a state, and TLA+ speaks of one run at a time";
	return definition_of(property) ? NULL : "heddle has no definition of it in TLA+";
}

static void put_property(const struct module *m, unsigned property)
{
	const struct definition *definition = definition_of(property);

	if (!definition)
		return;
	put_summary(m, m->plan->model.properties[property].summary);
	definition->put(m);
}

/* --- which are asked for --------------------------------------------------------------------------- */

/* As a property of whole behaviours. */
static bool asks_for(const struct module *m, unsigned property)
{
	return m->plan->abstract && m->options->recurring >> property & 1;
}

void module_properties(const struct module *m)
{
	const struct model *model = &m->plan->model;

	module_heading(m->out, "what should hold");
	m->out->data[--m->out->length] = '\0';
	for (unsigned p = 0; p < model->property_count; p++)
		if (!m->plan->abstract || asks_for(m, p))
			put_property(m, p);
	for (unsigned p = 0; p < model->property_count; p++)
		if (asks_for(m, p)) {
			put_summary(m, model->properties[p].recurring_summary);
			buf_printf(m->out, "%s == Assumed => []<>%s\n", model->properties[p].recurring,
			           model->properties[p].name);
		}
}

void module_ask(const struct module *m, struct buf *out)
{
	const struct model *model = &m->plan->model;

	for (unsigned p = 0; p < model->property_count; p++)
		if (!m->plan->abstract && m->options->properties >> p & 1 && module_keyword(p))
			buf_printf(out, "%s %s\n", module_keyword(p), model->properties[p].name);
	for (unsigned p = 0; p < model->property_count; p++)
		if (asks_for(m, p))
			buf_printf(out, "PROPERTY %s\n", model->properties[p].recurring);
}
