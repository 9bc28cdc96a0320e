/*
 * States as values, exactly as the published models show them, and back.
 *
 * Both directions walk the same slots in the same order; encoding looks each
 * constant up by its name, so a trace may name them as it likes.
 */
#include "plan.h"

#include <string.h>

#include <heddle/buf.h>
#include <heddle/err.h>

/* --- out ------------------------------------------------------------------------- */

static const struct value *show_set(const struct plan *plan, struct arena *arena, uint64_t set)
{
	const struct value *items[SCOPE_IDS_MAX];
	size_t count = 0;

	for (unsigned id = 0; id < plan->ids; id++)
		if (set >> id & 1)
			items[count++] = plan->names[TYPE_ID][id + 1];
	return value_set(arena, items, count);
}

static const struct value *show_slot(const struct plan *plan, const uint64_t *state, unsigned slot,
                                     enum role role, struct arena *arena)
{
	uint64_t value = slot_get(&plan->slots[slot], state);

	switch ((enum type)plan->slots[slot].type) {
	case TYPE_CONTROL:
		return plan->control_names[role][value];
	case TYPE_USER:
	case TYPE_METADATA:
	case TYPE_IMAGE:
	case TYPE_ID:
		return plan->names[plan->slots[slot].type][value];
	case TYPE_IDS:
		return show_set(plan, arena, value);
	case TYPE_TIME:
	case TYPE_COUNT:
		break;
	}
	return value_int(arena, (int64_t)value);
}

static const struct value *show_process(const struct plan *plan, const uint64_t *state,
                                        const struct plan_process *process, struct arena *arena)
{
	const struct design_role *role = &plan->design->roles[process->role];
	struct value_pair pairs[FIELD_MAX];

	for (unsigned i = 0; i < role->local_count; i++) {
		pairs[i].key = plan->field_names[role->locals[i]];
		pairs[i].value = show_slot(plan, state, process->slot + i, process->role, arena);
	}
	return value_record(arena, pairs, role->local_count);
}

static const struct value *show_processes(const struct plan *plan, const uint64_t *state,
                                          unsigned first, unsigned count, struct arena *arena)
{
	struct value_pair pairs[SCOPE_PROCESSES_MAX];

	for (unsigned i = 0; i < count; i++) {
		pairs[i].key = plan->processes[first + i].name;
		pairs[i].value = show_process(plan, state, &plan->processes[first + i], arena);
	}
	return value_function(arena, pairs, count);
}

static const struct value *show_entry(const struct plan *plan, const struct store *store,
                                      const uint64_t *state, unsigned slot, struct arena *arena)
{
	struct value_pair pairs[FIELD_MAX];
	/* A blob with a date says so when it is not there, and has no date then. */
	bool dated = store_has(store, FIELD_CREATED);

	if (store->bare)
		return show_slot(plan, state, slot, ROLE_SERVER, arena);
	if (dated && !slot_get(&plan->slots[slot], state)) {
		pairs[0] = (struct value_pair){ plan->word_status, plan->unset };
		pairs[1] = (struct value_pair){ plan->field_names[FIELD_IMAGE], plan->unset };
		return value_record(arena, pairs, 2);
	}
	for (unsigned i = 0; i < store->field_count; i++) {
		pairs[i].key = plan->field_names[store->fields[i]];
		pairs[i].value = show_slot(plan, state, slot + i, ROLE_SERVER, arena);
	}
	return value_record(arena, pairs, store->field_count);
}

static const struct value *show_store(const struct plan *plan, const struct store *store,
                                      enum type key, unsigned count, unsigned slot,
                                      const uint64_t *state, struct arena *arena)
{
	struct value_pair pairs[SCOPE_IDS_MAX];

	for (unsigned i = 0; i < count; i++) {
		pairs[i].key = plan->names[key][i + 1];
		pairs[i].value =
		        show_entry(plan, store, state, slot + i * store->field_count, arena);
	}
	return value_function(arena, pairs, count);
}

static const struct value *show_log(const struct plan *plan, const uint64_t *state,
                                    struct arena *arena)
{
	unsigned count = log_length(plan, state);
	const struct value **items = arena_array(arena, count ? count : 1, sizeof(*items));

	for (unsigned i = 0; i < count; i++)
		items[i] = plan->logged[slot_get(&plan->slots[plan->log_slot + i], state)];
	return value_tuple(arena, items, count);
}

/* What an abstract state keeps of the log: the WRITEs that were begun. */
static const struct value *show_begun(const struct plan *plan, const uint64_t *state,
                                      struct arena *arena)
{
	const struct value **items = arena_array(arena, plan->begun_count, sizeof(*items));
	size_t count = 0;

	for (unsigned i = 0; i < plan->begun_count; i++)
		if (slot_get(&plan->slots[plan->begun_slot + i], state))
			items[count++] = plan->logged[i + 1];
	return value_set(arena, items, count);
}

static const enum field shown_globals[] = { FIELD_TIME, FIELD_USED_IDS, FIELD_FAILED };

static const struct value *show_global(const struct plan *plan, enum field field,
                                       const uint64_t *state, struct arena *arena)
{
	return show_slot(plan, state, (unsigned)plan->global_at[field], ROLE_SERVER, arena);
}

const struct value *plan_describe(const struct model *model, const void *state,
                                  struct arena *arena)
{
	const struct plan *plan = plan_of(model);
	const struct design *design = plan->design;
	struct value_pair pairs[8];
	unsigned count = 0;

	pairs[count++].value = show_store(plan, &design->record, TYPE_USER, plan->users,
	                                  plan->record_slot, state, arena);
	pairs[count++].value =
	        show_store(plan, &design->blob, design->blob_by_user ? TYPE_USER : TYPE_ID,
	                   plan->blob_count, plan->blob_slot, state, arena);
	pairs[count++].value = show_processes(plan, state, 0, plan->server_count, arena);
	if (design->roles[ROLE_CLEANER].present)
		pairs[count++].value = show_processes(plan, state, plan->server_count,
		                                      (unsigned)plan->scope.cleaners, arena);
	if (plan->abstract) {
		pairs[count++].value = show_begun(plan, state, arena);
		pairs[count++].value =
		        value_bool(arena, slot_get(&plan->slots[plan->flag_slot], state) != 0);
	} else {
		pairs[count++].value = show_log(plan, state, arena);
	}
	for (size_t i = 0; i < sizeof(shown_globals) / sizeof(*shown_globals); i++)
		if (plan->global_at[shown_globals[i]] >= 0)
			pairs[count++].value = show_global(plan, shown_globals[i], state, arena);
	for (unsigned i = 0; i < count; i++)
		pairs[i].key = plan->variable_names[i];
	return value_record(arena, pairs, count);
}

const char *plan_control(const struct model *model, const void *state, unsigned process)
{
	const struct plan *plan = plan_of(model);
	const struct plan_process *p = &plan->processes[process];

	if (p->role == ROLE_CLOCK)
		return NULL;
	return plan->design->roles[p->role].states[slot_get(&plan->slots[p->slot], state)];
}

/* --- paths ------------------------------------------------------------------------- */

static void store_path(const struct plan *plan, const char *variable, const struct store *store,
                       enum type key, unsigned offset, struct buf *out)
{
	buf_add_text(out, variable);
	value_path_field(out, plan->names[key][offset / store->field_count + 1]);
	if (!store->bare)
		value_path_field(out, plan->field_names[store->fields[offset % store->field_count]]);
}

void slot_path(const struct plan *plan, unsigned slot, struct buf *out)
{
	const struct design *design = plan->design;

	if (plan->abstract && slot >= plan->begun_slot) {
		buf_add_text(out, slot == plan->flag_slot ? "readBroken" : "writesBegun");
		return;
	}
	if (slot >= plan->log_slot) {
		buf_add_text(out, "operations");
		value_path_index(out, slot - plan->log_slot + 1);
		return;
	}
	for (int f = 0; f < FIELD_MAX; f++)
		if (plan->global_at[f] == (int)slot) {
			buf_add_text(out, fields[f].name);
			return;
		}
	if (slot >= plan->blob_slot) {
		store_path(plan, "blobStoreState", &design->blob,
		           design->blob_by_user ? TYPE_USER : TYPE_ID, slot - plan->blob_slot, out);
		return;
	}
	if (slot >= plan->record_slot) {
		store_path(plan, "databaseState", &design->record, TYPE_USER,
		           slot - plan->record_slot, out);
		return;
	}
	for (unsigned p = plan->model.process_count; p-- > 0;) {
		const struct plan_process *process = &plan->processes[p];

		if (process->role == ROLE_CLOCK || slot < process->slot)
			continue;
		buf_add_text(out, process->role == ROLE_CLEANER ? "cleanerStates" : "serverStates");
		value_path_field(out, process->name);
		value_path_field(out, plan->field_names[design->roles[process->role]
		                                                .locals[slot - process->slot]]);
		return;
	}
}

/* --- in ------------------------------------------------------------------------------- */

struct encoder {
	const struct plan *plan;
	uint64_t *state;
	struct err *err;
	const char *variable, *part; /* being read, for messages */
};

static int misfit(const struct encoder *e, const struct value *shown, const char *expected)
{
	struct buf text;

	buf_init(&text);
	if (shown)
		value_show(&text, shown, false);
	err_set(e->err, "%s%s%s is %.100s, which is not %s", e->variable, e->part ? "." : "",
	        e->part ? e->part : "", shown ? text.data : "missing", expected);
	buf_release(&text);
	return -1;
}

/* The index of a constant by its text: 0 for UNSET, -1 for none. */
static int constant(const struct plan *plan, enum type type, const struct value *shown)
{
	const char *text = shown ? value_text(shown) : NULL;
	unsigned count = type == TYPE_USER       ? plan->users
	                 : type == TYPE_METADATA ? plan->metadatas
	                 : type == TYPE_IMAGE    ? plan->images
	                                         : plan->ids;

	if (!text)
		return -1;
	for (unsigned i = 0; i <= count; i++)
		if (strcmp(value_text(plan->names[type][i]), text) == 0)
			return (int)i;
	return -1;
}

static int encode_set(const struct encoder *e, const struct value *shown, uint64_t *set)
{
	*set = 0;
	if (!shown || (shown->kind != VALUE_SET && shown->kind != VALUE_TUPLE))
		return misfit(e, shown, "a set of ids");
	for (uint32_t i = 0; i < shown->count; i++) {
		int id = constant(e->plan, TYPE_ID, shown->items[i]);

		if (id <= 0 || *set >> (id - 1) & 1)
			return misfit(e, shown, "a set of ids");
		*set |= UINT64_C(1) << (id - 1);
	}
	return 0;
}

static int encode_slot(const struct encoder *e, unsigned slot, enum role role,
                       const struct value *shown)
{
	const struct plan *plan = e->plan;
	const struct slot *s = &plan->slots[slot];
	uint64_t value = 0;
	int found;

	switch ((enum type)s->type) {
	case TYPE_CONTROL:
		for (; value <= s->limit; value++)
			if (shown && value_text(shown) &&
			    strcmp(value_text(shown), plan->design->roles[role].states[value]) == 0)
				break;
		if (value > s->limit)
			return misfit(e, shown, "a control state of the design");
		break;
	case TYPE_USER:
	case TYPE_METADATA:
	case TYPE_IMAGE:
	case TYPE_ID:
		found = constant(plan, (enum type)s->type, shown);
		if (found < 0)
			return misfit(e, shown, "a constant of that place");
		value = (uint64_t)found;
		break;
	case TYPE_IDS:
		if (encode_set(e, shown, &value))
			return -1;
		break;
	case TYPE_TIME:
	case TYPE_COUNT:
		if (!shown || shown->kind != VALUE_INT || shown->number < 0 ||
		    (uint64_t)shown->number > s->limit)
			return misfit(e, shown, "a number within the scope");
		value = (uint64_t)shown->number;
		break;
	}
	slot_set(s, e->state, value);
	return 0;
}

static uint32_t pair_count(const struct value *shown)
{
	return shown && (shown->kind == VALUE_RECORD || shown->kind == VALUE_FUNCTION)
	               ? shown->count
	               : UINT32_MAX;
}

static int encode_processes(struct encoder *e, const struct value *shown, unsigned first,
                            unsigned count)
{
	const struct plan *plan = e->plan;

	if (pair_count(shown) != count)
		return misfit(e, shown, "a function over the processes of the scope");
	for (unsigned p = first; p < first + count; p++) {
		const struct plan_process *process = &plan->processes[p];
		const struct design_role *role = &plan->design->roles[process->role];
		const struct value *record = value_get(shown, value_text(process->name));

		e->part = value_text(process->name);
		if (pair_count(record) != role->local_count)
			return misfit(e, record, "a process with the locals of the design");
		for (unsigned i = 0; i < role->local_count; i++)
			if (encode_slot(e, process->slot + i, process->role,
			                value_get(record, fields[role->locals[i]].name)))
				return -1;
	}
	return 0;
}

static int encode_entry(const struct encoder *e, const struct store *store, unsigned slot,
                        const struct value *shown)
{
	bool dated = store_has(store, FIELD_CREATED);
	const struct value *status;

	if (store->bare)
		return encode_slot(e, slot, ROLE_SERVER, shown);
	status = dated && pair_count(shown) == 2 ? value_get(shown, "status") : NULL;
	if (status) {
		const struct value *image = value_get(shown, "image");

		if (constant(e->plan, TYPE_ID, status) != 0 ||
		    constant(e->plan, TYPE_IMAGE, image) != 0)
			return misfit(e, shown, "an entry of the store");
		return 0; /* all slots stay 0 */
	}
	if (pair_count(shown) != store->field_count)
		return misfit(e, shown, "an entry of the store");
	for (unsigned i = 0; i < store->field_count; i++)
		if (encode_slot(e, slot + i, ROLE_SERVER,
		                value_get(shown, fields[store->fields[i]].name)))
			return -1;
	/* There is no dated blob without an image. */
	return dated && !slot_get(&e->plan->slots[slot], e->state)
	               ? misfit(e, shown, "an entry of the store")
	               : 0;
}

static int encode_store(struct encoder *e, const struct store *store, enum type key,
                        unsigned count, unsigned slot, const struct value *shown)
{
	if (pair_count(shown) != count)
		return misfit(e, shown, "a function over the keys of the scope");
	for (unsigned i = 0; i < count; i++) {
		e->part = value_text(e->plan->names[key][i + 1]);
		if (encode_entry(e, store, slot + i * store->field_count,
		                 value_get(shown, e->part)))
			return -1;
	}
	return 0;
}

static int encode_log(const struct encoder *e, const struct value *shown)
{
	const struct plan *plan = e->plan;

	if (!shown || (shown->kind != VALUE_TUPLE && !(shown->kind == VALUE_SET && !shown->count)))
		return misfit(e, shown, "a sequence of operations");
	if (shown->count > plan->room.operations)
		return misfit(e, shown, "as short as the scope allows");
	for (uint32_t i = 0; i < shown->count; i++) {
		const struct value *item = shown->items[i];
		const struct value *type = pair_count(item) == 4 ? value_get(item, "type") : NULL;
		const char *word = type ? value_text(type) : NULL;
		int user, metadata, image;

		if (!word || (strcmp(word, "READ") != 0 && strcmp(word, "WRITE") != 0))
			return misfit(e, item, "a READ or WRITE of userId, metadata, image");
		user = constant(plan, TYPE_USER, value_get(item, "userId"));
		metadata = constant(plan, TYPE_METADATA, value_get(item, "metadata"));
		image = constant(plan, TYPE_IMAGE, value_get(item, "image"));
		if (user <= 0 || metadata < 0 || image < 0)
			return misfit(e, item, "a READ or WRITE of userId, metadata, image");
		struct logged entry = { *word == 'R', (unsigned)user, (unsigned)metadata,
			                (unsigned)image };
		slot_set(&plan->slots[plan->log_slot + i], e->state, log_pack(plan, entry));
	}
	return 0;
}

int design_check_variables(const struct model *model, const struct value *shown, struct err *err)
{
	for (unsigned i = 0; i < model->variable_count; i++)
		if (!value_get(shown, model->variables[i].name))
			return err_set(err, "the trace has no variable %s, which %s has",
			               model->variables[i].name, model->name);
	for (unsigned i = 0; i < shown->count; i++) {
		const char *name = value_text(shown->pairs[i].key);

		if (!name || model_variable_index(model, name) < 0)
			return err_set(err, "the trace has a variable %s, which %s has not",
			               name ? name : "without a name", model->name);
	}
	return 0;
}

int design_encode(const struct model *model, const struct value *shown, void *state,
                  struct err *err)
{
	const struct plan *plan = plan_of(model);
	const struct design *design = plan->design;
	struct encoder e = { .plan = plan, .state = state, .err = err };

	memset(state, 0, model->state_size);
	if (plan->abstract)
		return err_set(err, "a state without bounds cannot be read back");
	if (design_check_variables(model, shown, err))
		return -1;
	for (unsigned i = 0; i < model->variable_count; i++) {
		const struct value *variable;
		int status;

		e.variable = model->variables[i].name;
		e.part = NULL;
		variable = value_get(shown, e.variable);
		if (strcmp(e.variable, "databaseState") == 0)
			status = encode_store(&e, &design->record, TYPE_USER, plan->users,
			                      plan->record_slot, variable);
		else if (strcmp(e.variable, "blobStoreState") == 0)
			status = encode_store(&e, &design->blob,
			                      design->blob_by_user ? TYPE_USER : TYPE_ID,
			                      plan->blob_count, plan->blob_slot, variable);
		else if (strcmp(e.variable, "serverStates") == 0)
			status = encode_processes(&e, variable, 0, plan->server_count);
		else if (strcmp(e.variable, "cleanerStates") == 0)
			status = encode_processes(&e, variable, plan->server_count,
			                          (unsigned)plan->scope.cleaners);
		else if (strcmp(e.variable, "operations") == 0)
			status = encode_log(&e, variable);
		else {
			int f = 0;

			while (strcmp(fields[f].name, e.variable) != 0)
				f++;
			status = encode_slot(&e, (unsigned)plan->global_at[f], ROLE_SERVER,
			                     variable);
		}
		if (status)
			return -1;
	}
	return 0;
}
