/*
 * Encodes values as states: the inverse of describe.c.
 *
 * Constants are found by name, so a trace may use any names.
 */
#include <assert.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/domain.h>
#include <heddle/err.h>
#include <heddle/plan.h>

struct encoder {
	const struct plan *plan;
	uint64_t *state;
	struct err *err;
	const char *variable, *part; /* what is being encoded, for messages */
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

/* The number of a constant, by its name: 0 for UNSET, -1 if there is none. */
static int constant(const struct plan *plan, enum type type, const struct value *shown)
{
	const char *text = shown ? value_text(shown) : NULL;

	if (!text)
		return -1;
	for (unsigned i = 0; i <= plan->count[type]; i++)
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

static int encode_slot(const struct encoder *e, unsigned slot, enum role role, const struct value *shown)
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
			return misfit(e, shown, "a constant of that type");
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
	return shown && (shown->kind == VALUE_RECORD || shown->kind == VALUE_FUNCTION) ? shown->count
	                                                                               : UINT32_MAX;
}

static int encode_processes(struct encoder *e, const struct value *shown, unsigned first, unsigned count)
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
		const struct value *image = value_get(shown, fields[FIELD_IMAGE].name);

		if (constant(e->plan, TYPE_ID, status) != 0 || constant(e->plan, TYPE_IMAGE, image) != 0)
			return misfit(e, shown, "an entry of the store");
		return 0; /* all slots stay 0 */
	}
	if (pair_count(shown) != store->field_count)
		return misfit(e, shown, "an entry of the store");
	for (unsigned i = 0; i < store->field_count; i++)
		if (encode_slot(e, slot + i, ROLE_SERVER, value_get(shown, fields[store->fields[i]].name)))
			return -1;
	/* A blob with a date has an image. */
	return dated && !slot_get(&e->plan->slots[slot], e->state) ? misfit(e, shown, "an entry of the store")
	                                                           : 0;
}

static int encode_store(struct encoder *e, const struct store *store, enum type key, unsigned count,
                        unsigned slot, const struct value *shown)
{
	if (pair_count(shown) != count)
		return misfit(e, shown, "a function over the keys of the scope");
	for (unsigned i = 0; i < count; i++) {
		e->part = value_text(e->plan->names[key][i + 1]);
		if (encode_entry(e, store, slot + i * store->field_count, value_get(shown, e->part)))
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
		user = constant(plan, TYPE_USER, value_get(item, fields[FIELD_USER_ID].name));
		metadata = constant(plan, TYPE_METADATA, value_get(item, fields[FIELD_METADATA].name));
		image = constant(plan, TYPE_IMAGE, value_get(item, fields[FIELD_IMAGE].name));
		if (user <= 0 || metadata < 0 || image < 0)
			return misfit(e, item, "a READ or WRITE of userId, metadata, image");
		struct logged entry = { *word == 'R', (unsigned)user, (unsigned)metadata, (unsigned)image };
		slot_set(&plan->slots[plan->log_slot + i], e->state, log_pack(plan, entry));
	}
	return 0;
}

static int encode_variable(struct encoder *e, enum domain_variable variable, const struct value *shown)
{
	const struct plan *plan = e->plan;
	const struct design *design = plan->design;

	switch (variable) {
	case DOMAIN_RECORDS:
		return encode_store(e, &design->record, TYPE_USER, plan->count[TYPE_USER], plan->record_slot,
		                    shown);
	case DOMAIN_BLOBS:
		return encode_store(e, &design->blob, design->blob_by_user ? TYPE_USER : TYPE_ID,
		                    plan->blob_count, plan->blob_slot, shown);
	case DOMAIN_SERVERS:
		return encode_processes(e, shown, 0, plan->server_count);
	case DOMAIN_CLEANERS:
		return encode_processes(e, shown, plan->server_count,
		                        (unsigned)plan->scope.of[SCOPE_CLEANERS]);
	case DOMAIN_LOG:
		return encode_log(e, shown);
	case DOMAIN_TIME:
	case DOMAIN_USED_IDS:
	case DOMAIN_FAILED:
		return encode_slot(e, (unsigned)plan->global_at[domain_global(variable)], ROLE_SERVER, shown);
	case DOMAIN_BEGUN:
	case DOMAIN_READ_BROKEN:
	case DOMAIN_VARIABLES:
		break;
	}
	assert(!"only states of plans with a log are encoded");
	return -1;
}

int plan_encode(const struct model *model, const struct value *shown, void *state, struct err *err)
{
	const struct plan *plan = plan_of(model);
	struct encoder e = { .plan = plan, .state = state, .err = err };

	memset(state, 0, model->state_size);
	if (plan->abstract)
		return err_set(err, "a state without bounds cannot be read back");
	if (design_check_variables(model, shown, err))
		return -1;
	for (unsigned i = 0; i < model->variable_count; i++) {
		e.variable = model->variables[i].name;
		e.part = NULL;
		if (encode_variable(&e, plan->variables[i], value_get(shown, e.variable)))
			return -1;
	}
	return 0;
}
