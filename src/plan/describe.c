/*
 * Describes states as values, exactly as in the published models; encode_value.c is the inverse.
 *
 * Names and log entries are made once for the plan, so descriptions share them and allocate little.
 */
#include <string.h>

#include <heddle/buf.h>
#include <heddle/domain.h>
#include <heddle/err.h>
#include <heddle/plan.h>

static const struct value *show_set(const struct plan *plan, struct arena *arena, uint64_t set)
{
	const struct value *items[SCOPE_IDS_MAX];
	size_t count = 0;

	for (unsigned id = 0; id < plan->count[TYPE_ID]; id++)
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

static const struct value *show_processes(const struct plan *plan, const uint64_t *state, unsigned first,
                                          unsigned count, struct arena *arena)
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
	/* As in the published models, an absent blob has a status instead of a date. */
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

static const struct value *show_store(const struct plan *plan, const struct store *store, enum type key,
                                      unsigned count, unsigned slot, const uint64_t *state,
                                      struct arena *arena)
{
	struct value_pair pairs[SCOPE_IDS_MAX];

	for (unsigned i = 0; i < count; i++) {
		pairs[i].key = plan->names[key][i + 1];
		pairs[i].value = show_entry(plan, store, state, slot + i * store->field_count, arena);
	}
	return value_function(arena, pairs, count);
}

static const struct value *show_log(const struct plan *plan, const uint64_t *state, struct arena *arena)
{
	unsigned count = log_length(plan, state);
	const struct value **items = arena_array(arena, count ? count : 1, sizeof(*items));

	for (unsigned i = 0; i < count; i++)
		items[i] = plan->logged[slot_get(&plan->slots[plan->log_slot + i], state)];
	return value_tuple(arena, items, count);
}

/* In place of the log of an abstract state: the WRITEs begun. */
static const struct value *show_begun(const struct plan *plan, const uint64_t *state, struct arena *arena)
{
	const struct value **items = arena_array(arena, plan->begun_count, sizeof(*items));
	size_t count = 0;

	for (unsigned i = 0; i < plan->begun_count; i++)
		if (slot_get(&plan->slots[plan->begun_slot + i], state))
			items[count++] = plan->logged[i + 1];
	return value_set(arena, items, count);
}

static const struct value *show_variable(const struct plan *plan, enum domain_variable variable,
                                         const uint64_t *state, struct arena *arena)
{
	const struct design *design = plan->design;

	switch (variable) {
	case DOMAIN_RECORDS:
		return show_store(plan, &design->record, TYPE_USER, plan->count[TYPE_USER], plan->record_slot,
		                  state, arena);
	case DOMAIN_BLOBS:
		return show_store(plan, &design->blob, design->blob_by_user ? TYPE_USER : TYPE_ID,
		                  plan->blob_count, plan->blob_slot, state, arena);
	case DOMAIN_SERVERS:
		return show_processes(plan, state, 0, plan->server_count, arena);
	case DOMAIN_CLEANERS:
		return show_processes(plan, state, plan->server_count,
		                      (unsigned)plan->scope.of[SCOPE_CLEANERS], arena);
	case DOMAIN_BEGUN:
		return show_begun(plan, state, arena);
	case DOMAIN_READ_BROKEN:
		return value_bool(arena, slot_get(&plan->slots[plan->flag_slot], state) != 0);
	case DOMAIN_LOG:
		return show_log(plan, state, arena);
	case DOMAIN_TIME:
	case DOMAIN_USED_IDS:
	case DOMAIN_FAILED:
		return show_slot(plan, state, (unsigned)plan->global_at[domain_global(variable)], ROLE_SERVER,
		                 arena);
	case DOMAIN_VARIABLES:
		break;
	}
	return NULL;
}

const struct value *plan_describe(const struct model *model, const void *state, struct arena *arena)
{
	const struct plan *plan = plan_of(model);
	struct value_pair pairs[DOMAIN_VARIABLES];

	for (unsigned i = 0; i < model->variable_count; i++)
		pairs[i] = (struct value_pair){ plan->variable_names[i],
			                        show_variable(plan, plan->variables[i], state, arena) };
	return value_record(arena, pairs, model->variable_count);
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
		buf_add_text(
		        out,
		        domain_variables[slot == plan->flag_slot ? DOMAIN_READ_BROKEN : DOMAIN_BEGUN].name);
		return;
	}
	if (slot >= plan->log_slot) {
		buf_add_text(out, domain_variables[DOMAIN_LOG].name);
		value_path_index(out, slot - plan->log_slot + 1);
		return;
	}
	for (int f = 0; f < FIELD_MAX; f++)
		if (plan->global_at[f] == (int)slot) {
			buf_add_text(out, fields[f].name);
			return;
		}
	if (slot >= plan->blob_slot) {
		store_path(plan, domain_variables[DOMAIN_BLOBS].name, &design->blob,
		           design->blob_by_user ? TYPE_USER : TYPE_ID, slot - plan->blob_slot, out);
		return;
	}
	if (slot >= plan->record_slot) {
		store_path(plan, domain_variables[DOMAIN_RECORDS].name, &design->record, TYPE_USER,
		           slot - plan->record_slot, out);
		return;
	}
	for (unsigned p = plan->model.process_count; p-- > 0;) {
		const struct plan_process *process = &plan->processes[p];

		if (process->role == ROLE_CLOCK || slot < process->slot)
			continue;
		buf_add_text(out, domain_processes(process->role));
		value_path_field(out, process->name);
		value_path_field(
		        out, plan->field_names[design->roles[process->role].locals[slot - process->slot]]);
		return;
	}
}
