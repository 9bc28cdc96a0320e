/*
 * The variables of a Promela model, and the elements that addresses name.
 *
 * Slots are in the order in which people read a state; those that differ only in keys become the elements of
 * one array.  Rejected: a typedef for each record, since Spin has no arrays of more than one dimension in
 * them and packs each element of one bit into a byte anyway.
 */
#include <ctype.h>
#include <string.h>

#include "export/identifier.h"
#include "export/promela/system.h"

/* --- names ----------------------------------------------------------------------------- */

/* Keywords of Promela and C, and what the models define. */
// clang-format off
static const char *const reserved[] = {
	"active", "accept", "assert", "atomic", "auto", "bit", "bool", "break", "byte", "case", "c_code",
	"c_decl", "c_expr", "c_state", "c_track", "chan", "char", "const", "continue", "d_proctype", "d_step",
	"default", "do", "double", "else", "empty", "enabled", "end", "enum", "eval", "extern", "false", "fi",
	"float", "for", "full", "get_priority", "goto", "hidden", "if", "in", "init", "inline", "int", "len",
	"local", "long", "ltl", "main", "mtype", "nempty", "never", "nfull", "notrace", "now", "np_", "od", "of",
	"pan", "pc_value", "pid", "print", "printf", "printm", "priority", "proctype", "progress", "provided",
	"register", "return", "run", "select", "self", "set_priority", "short", "show", "signed", "sizeof",
	"skip", "static", "struct", "switch", "timeout", "trace", "true", "typedef", "union", "unless",
	"unsigned", "until", "void", "volatile", "weak", "while", "xr", "xs",
	"BFS", "SCRATCH", "at", "kept", "old", "outside", "tell", NULL,
};
// clang-format on

const char *system_identifier(struct system_writer *w, const char *text)
{
	char *name = identifier_of(w->arena, "", text);
	unsigned n = 0;

	if (!isalpha((unsigned char)*name))
		name = identifier_of(w->arena, "the_", name);
	while (identifier_listed(reserved, name) || identifier_listed(w->names, name))
		name = arena_printf(w->arena, "%s_", name);
	while (w->names[n])
		n++;
	w->names[n] = name;
	return name;
}

/* --- families ------------------------------------------------------------------------------ */

struct naming {
	struct system_writer *w;
	unsigned variable;
	unsigned slot; /* the next one */
};

static unsigned family_named(struct naming *naming, unsigned from, const char *path,
                             const struct shape *shape, const char *note)
{
	struct system_writer *w = naming->w;

	for (unsigned f = from; f < w->family_count; f++)
		if (strcmp(w->families[f].name, path) == 0)
			return f;
	w->families[w->family_count] =
	        (struct family){ .name = path, .variable = naming->variable, .shape = shape, .note = note };
	return w->family_count++;
}

static void add_slot(struct naming *naming, unsigned from, const char *path, const struct shape *shape,
                     const char *note)
{
	struct system_writer *w = naming->w;
	unsigned f = family_named(naming, from, path, shape, note);
	uint64_t most = machine_slot_most(w->model, naming->slot);

	if (most > w->families[f].most)
		w->families[f].most = most;
	if (most > INT32_MAX)
		w->failed = "a part of the state has more values than Promela's int";
	w->cells[naming->slot++] = (struct cell){ f, w->families[f].count++, most };
}

static void name_slots(struct naming *naming, unsigned from, const char *path, const struct shape *shape)
{
	struct arena *arena = naming->w->arena;

	switch (shape->kind) {
	case DECLARED_RECORD:
	case DECLARED_EITHER:
		if (shape->kind == DECLARED_EITHER)
			add_slot(naming, from, arena_printf(arena, "%s.which", path), NULL,
			         "which of the records it is");
		else if (shape->optional)
			add_slot(naming, from, arena_printf(arena, "%s.there", path), NULL,
			         "1 if the record is there");
		for (unsigned i = 0; i < shape->count; i++)
			name_slots(naming, from, arena_printf(arena, "%s.%s", path, shape->fields[i]),
			           shape->parts[i]);
		break;
	case DECLARED_TABLE:
		for (unsigned i = 0; i < shape->count; i++)
			name_slots(naming, from, path, shape->item);
		break;
	case DECLARED_LIST:
		for (unsigned i = 0; i < shape->slots; i++)
			add_slot(naming, from, path, shape->item, "each item and one; 0 behind the last");
		break;
	case DECLARED_BOOL:
	case DECLARED_NUMBER:
	case DECLARED_NAMES:
	case DECLARED_CONSTANT:
	case DECLARED_SET:
		add_slot(naming, from, path, shape, NULL);
		break;
	}
}

static unsigned count_slots(const struct model *model)
{
	unsigned count = 0, slot;

	for (unsigned v = 0; v < model->variable_count; v++)
		count += machine_shape(model, v, &slot)->slots;
	return count;
}

void system_name_families(struct system_writer *w)
{
	struct naming naming = { .w = w };
	uint64_t most;
	unsigned slot;

	w->slot_count = count_slots(w->model);
	w->cells = arena_array(w->arena, (size_t)w->slot_count + 1, sizeof(*w->cells));
	w->families = arena_array(w->arena, (size_t)w->slot_count + 1, sizeof(*w->families));
	for (unsigned v = 0; v < w->model->variable_count; v++) {
		const struct shape *shape = machine_shape(w->model, v, &naming.slot);

		naming.variable = v;
		name_slots(&naming, w->family_count, w->model->variables[v].name, shape);
	}
	for (unsigned n = 0; machine_nth_bounded(w->model, n, &slot, &most); n++)
		if (most < w->cells[slot].within)
			w->cells[slot].within = most;
	for (unsigned i = 0; i < w->slot_count; i++) {
		struct family *family = &w->families[w->cells[i].family];

		if (w->cells[i].within > family->within)
			family->within = w->cells[i].within;
	}
	for (unsigned f = 0; f < w->family_count; f++)
		w->families[f].name = w->families[f].most ? system_identifier(w, w->families[f].name) : NULL;
}

/* --- addresses -------------------------------------------------------------------------------- */

/* Adds one key to a place. */
static void add_key(struct view *view, struct place *at, const struct node_key *key, unsigned slot)
{
	struct system_writer *w = view->w;
	struct term value = term_of(view, key->node);
	const char *in = NULL, *text;
	int64_t step = key->count > 1
	                       ? (int64_t)w->cells[slot + key->stride].index - (int64_t)w->cells[slot].index
	                       : 0;

	at->ok = text_and(w, at->ok, text_implies(w, at->in, term_defined(w, &value)));
	if (value.unset) {
		value = term_number(key->is_index ? -1 : 0);
	} else if (value.zero) {
		struct term known = value;

		known.zero = false;
		at->ok =
		        text_and(w, at->ok, text_implies(w, at->in, text_format(w, "(%s != 0)", value.text)));
		value = known;
	}
	text = term_value(w, &value);
	if (term_is_number(&value)) {
		in = value.add >= 1 && value.add <= key->count ? NULL : never;
		if (in == never && (key->is_index || value.add < 0))
			at->ok = text_and(w, at->ok, text_implies(w, at->in, never));
		at->offset += in ? 0 : (value.add - 1) * step;
	} else {
		if (value.most > key->count)
			in = text_format(w, "(%s <= %u)", text, key->count);
		if (value.least < 1)
			in = text_and(w, text_format(w, "(%s >= 1)", text), in);
		if (key->is_index)
			at->ok = text_and(w, at->ok, text_implies(w, at->in, in));
		else if (value.least < 0)
			at->ok = text_and(w, at->ok,
			                  text_implies(w, at->in, text_format(w, "(%s >= 0)", text)));
		if (step) {
			text = step == 1 ? value.text
			                 : text_format(w, "%s * %lld", value.text, (long long)step);
			at->index = at->index ? text_format(w, "%s + %s", at->index, text) : text;
			at->offset += (value.add - 1) * step;
		}
	}
	at->in = text_and(w, at->in, in);
}

struct place place_of(struct view *view, const struct address *from, unsigned offset)
{
	struct system_writer *w = view->w;
	unsigned slot = from->slot + offset;
	struct place at = { .in = NULL };

	/* A table without entries has no slots. */
	for (unsigned k = 0; k < from->key_count; k++)
		if (!from->keys[k].count)
			at.in = never;
	if (at.in == never || slot >= w->slot_count) {
		for (unsigned k = 0; k < from->key_count; k++)
			at.ok = text_and(w, at.ok, from->keys[k].is_index ? never : NULL);
		at.in = never;
		return at;
	}
	at.family = w->cells[slot].family;
	at.offset = w->cells[slot].index;
	for (unsigned k = 0; k < from->key_count; k++)
		add_key(view, &at, &from->keys[k], slot);
	at.most = !view->within     ? w->families[at.family].most
	          : from->key_count ? w->families[at.family].within
	                            : w->cells[slot].within;
	return at;
}

const char *place_index(struct system_writer *w, const struct place *at)
{
	if (!at->index)
		return text_format(w, "%lld", (long long)at->offset);
	if (!at->offset)
		return at->index;
	return at->offset > 0 ? text_format(w, "%s + %lld", at->index, (long long)at->offset)
	                      : text_format(w, "%s - %lld", at->index, (long long)-at->offset);
}

const char *place_name(struct system_writer *w, const struct place *at, bool before)
{
	const struct family *family = &w->families[at->family];
	const char *name = before ? text_format(w, "before_%s", family->name) : family->name;

	return family->count == 1 ? name : text_format(w, "%s[%s]", name, place_index(w, at));
}

/* What was there, unless the write has replaced it. */
static struct term behind(struct view *view, struct term was, const struct write *write,
                          const struct place *at)
{
	struct system_writer *w = view->w;
	const char *same = NULL;
	struct term is_same;

	if (write->at.family != at->family || write->at.in == never)
		return was;
	if (!write->at.index && !at->index) {
		if (write->at.offset != at->offset)
			return was;
	} else if (w->families[at->family].count > 1) {
		same = text_format(w, "(%s == %s)", place_index(w, &write->at), place_index(w, at));
	}
	same = text_and(w, write->at.in, same);
	is_same = term_truth_of(same);
	was = term_if(view, &is_same, write->raw, was);
	was.ok = was.fits = was.room = NULL; /* else the step is not taken */
	return was;
}

struct term place_read(struct view *view, const struct place *at, bool after)
{
	struct family *family = &view->w->families[at->family];
	bool before = view->steps && !after;
	struct term raw;

	view->reads |= UINT32_C(1) << family->variable;
	if (!family->name || at->most == 0)
		raw = term_number(0);
	else
		raw = term_text(place_name(view->w, at, before), 0, (int64_t)at->most);
	family->kept |= before;
	for (unsigned i = 0; i < view->write_count; i++)
		raw = behind(view, raw, &view->writes[i], at);
	return raw;
}
