/*
 * The properties of designs, judged on packed states.
 *
 * ConsistentReads reads the whole log, so whether a state breaks it does not depend on where a check
 * started.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/plan.h>

#include "plan/future.h"
#include "plan/none_read.h"

/* --- the log -------------------------------------------------------------------------- */

static struct logged entry(const struct plan *plan, const uint64_t *state, unsigned nth)
{
	return log_unpack(plan, slot_get(&plan->slots[plan->log_slot + nth], state));
}

static bool read_breaks(const struct plan *plan, const uint64_t *state, unsigned nth)
{
	struct logged read = entry(plan, state, nth);

	if (!read.read || (!read.metadata && !read.image))
		return false;
	read.read = false;
	uint64_t write = log_pack(plan, read);
	for (unsigned i = 0; i < nth; i++)
		if (slot_get(&plan->slots[plan->log_slot + i], state) == write)
			return false;
	return true;
}

/* The newest READ that breaks ConsistentReads; -1: none.  One pass: the packed number of a READ is that of
 * its WRITE plus the number of all WRITEs. */
static int breaking_read(const struct plan *plan, const uint64_t *state)
{
	enum { WRITES_MAX = SCOPE_USERS_MAX * (SCOPE_METADATAS_MAX + 1) * (SCOPE_IMAGES_MAX + 1) };
	uint64_t pairs = (uint64_t)(plan->count[TYPE_METADATA] + 1) * (plan->count[TYPE_IMAGE] + 1);
	uint64_t writes = plan->count[TYPE_USER] * pairs;
	bool written[WRITES_MAX] = { false }; /* by log_pack - 1 */
	unsigned length = log_length(plan, state);
	int found = -1;

	for (unsigned i = 0; i < length; i++) {
		uint64_t at = slot_get(&plan->slots[plan->log_slot + i], state) - 1;

		if (at < writes)
			written[at] = true;
		else if (!written[at - writes] && (at - writes) % pairs != 0)
			found = (int)i;
	}
	return found;
}

static bool orphan(const struct plan *plan, const uint64_t *state, unsigned key, uint64_t named)
{
	if (!blob_get(plan, state, key, FIELD_IMAGE))
		return false;
	if (plan->design->blob_by_user)
		return !record_get(plan, state, key, FIELD_METADATA);
	return !(named >> key & 1);
}

/* Whether the user's record is set and leads to no image; a design may have records that lead nowhere. */
static bool dangling(const struct plan *plan, const uint64_t *state, unsigned user)
{
	bool leads = plan->design->blob_by_user || plan->record_at[FIELD_IMAGE_ID] >= 0;

	return leads && record_get(plan, state, user, FIELD_METADATA) && !record_image(plan, state, user);
}

/* The first orphan that was not one in `before` (may be null); -1: none. */
static int first_orphan(const struct plan *plan, const uint64_t *state, const uint64_t *before)
{
	uint64_t named = named_ids(plan, state);
	uint64_t named_before = before ? named_ids(plan, before) : 0;

	for (unsigned key = 0; key < plan->blob_count; key++)
		if (orphan(plan, state, key, named) && !(before && orphan(plan, before, key, named_before)))
			return (int)key;
	return -1;
}

/* --- types ------------------------------------------------------------------------------- */

/* The first slot whose value is not of its type; -1: none. */
static int ill_typed(const struct plan *plan, const uint64_t *state)
{
	bool ended = false;

	for (unsigned i = 0; i < plan->slot_count; i++) {
		uint64_t value = slot_get(&plan->slots[i], state);

		if (value > plan->slots[i].limit)
			return (int)i;
		if (i < plan->log_slot)
			continue;
		/* The log has no gaps. */
		if (value && ended)
			return (int)i;
		ended |= !value;
	}
	return -1;
}

/* --- steps ---------------------------------------------------------------------------------- */

/* The user to whom the step returns None although a good result is possible; 0: none. */
static unsigned denied(const struct plan *plan, const uint64_t *from, const struct step *step)
{
	uint32_t users = from && step ? none_returned(plan, from, step) : 0;

	return users ? none_needless(plan, from, users) : 0;
}

/* --- in words ------------------------------------------------------------------------------ */

static const char *name_of(const struct plan *plan, enum type type, uint64_t value)
{
	return value_text(plan->names[type][value]);
}

static void say_read(const struct plan *plan, struct logged read, struct buf *out)
{
	const char *user = name_of(plan, TYPE_USER, read.user);

	if (!read.image)
		buf_printf(out, "READ %s returned %s with no image; no WRITE of that pair exists", user,
		           name_of(plan, TYPE_METADATA, read.metadata));
	else if (!read.metadata)
		buf_printf(out, "READ %s returned %s with no metadata; no WRITE of that pair exists", user,
		           name_of(plan, TYPE_IMAGE, read.image));
	else
		buf_printf(out, "READ %s returned %s with %s; no earlier WRITE of that pair exists", user,
		           name_of(plan, TYPE_METADATA, read.metadata),
		           name_of(plan, TYPE_IMAGE, read.image));
}

/* An abstract state does not show which READ it was, so the step is taken again. */
static void say_logged_read(const struct plan *plan, const void *from, const struct step *step,
                            struct buf *out)
{
	struct logged read = { 0 };
	struct situation at;
	uint64_t *next;

	if (!from || !step)
		return;
	next = mem_alloc(plan->model.state_size);
	memcpy(next, from, plan->model.state_size);
	at = (struct situation){ plan, &plan->processes[step->process], step->choice, NULL, &read };
	effects_run(&at, &plan->actions[step->action], next, NULL);
	free(next);
	if (read.read)
		say_read(plan, read, out);
}

/* "s1 returned None for u1, though its record m1 names ui1, which holds i1" */
static void say_denied(const struct plan *plan, const uint64_t *from, const struct step *step,
                       struct buf *out)
{
	unsigned user = denied(plan, from, step);
	bool by_user = plan->design->blob_by_user;
	uint64_t key = by_user ? user : record_get(plan, from, user - 1, FIELD_IMAGE_ID);
	const char *image = name_of(plan, TYPE_IMAGE, blob_get(plan, from, (unsigned)key - 1, FIELD_IMAGE));

	buf_printf(out, "%s returned None for %s, though its record %s ",
	           plan->model.processes[step->process].name, name_of(plan, TYPE_USER, user),
	           name_of(plan, TYPE_METADATA, record_get(plan, from, user - 1, FIELD_METADATA)));
	if (by_user)
		buf_printf(out, "and its blob %s are there", image);
	else
		buf_printf(out, "names %s, which holds %s", name_of(plan, TYPE_ID, key), image);
}

/* --- the rules ----------------------------------------------------------------------------- */

static bool type_broken(const struct plan *plan, const uint64_t *from, const struct step *step,
                        const uint64_t *to)
{
	(void)from, (void)step;
	return ill_typed(plan, to) >= 0;
}

static void type_facts(const struct plan *plan, const uint64_t *from, const struct step *step,
                       const uint64_t *to, struct buf *out)
{
	(void)from, (void)step;
	buf_printf(out, "%s holds a value outside its type", plan->model.cells[ill_typed(plan, to)]);
}

static bool reads_broken(const struct plan *plan, const uint64_t *from, const struct step *step,
                         const uint64_t *to)
{
	(void)from, (void)step;
	return plan->abstract ? slot_get(&plan->slots[plan->flag_slot], to) != 0
	                      : breaking_read(plan, to) >= 0;
}

static bool reads_again(const struct plan *plan, const uint64_t *from, const uint64_t *to)
{
	return breaking_read(plan, to) >= (int)log_length(plan, from);
}

static void reads_facts(const struct plan *plan, const uint64_t *from, const struct step *step,
                        const uint64_t *to, struct buf *out)
{
	if (plan->abstract)
		say_logged_read(plan, from, step, out);
	else
		say_read(plan, entry(plan, to, (unsigned)breaking_read(plan, to)), out);
}

static bool none_broken(const struct plan *plan, const uint64_t *from, const struct step *step,
                        const uint64_t *to)
{
	(void)to;
	return denied(plan, from, step) != 0;
}

static void none_facts(const struct plan *plan, const uint64_t *from, const struct step *step,
                       const uint64_t *to, struct buf *out)
{
	(void)to;
	say_denied(plan, from, step, out);
}

static bool orphans_broken(const struct plan *plan, const uint64_t *from, const struct step *step,
                           const uint64_t *to)
{
	(void)from, (void)step;
	return first_orphan(plan, to, NULL) >= 0;
}

static bool orphans_again(const struct plan *plan, const uint64_t *from, const uint64_t *to)
{
	return first_orphan(plan, to, from) >= 0;
}

static void orphans_facts(const struct plan *plan, const uint64_t *from, const struct step *step,
                          const uint64_t *to, struct buf *out)
{
	enum type type = plan->design->blob_by_user ? TYPE_USER : TYPE_ID;
	int found = first_orphan(plan, to, from);

	(void)step;
	if (found < 0)
		found = first_orphan(plan, to, NULL);
	buf_printf(out, "blob %s holds %s and no record names it", name_of(plan, type, (uint64_t)found + 1),
	           name_of(plan, TYPE_IMAGE, blob_get(plan, to, (unsigned)found, FIELD_IMAGE)));
}

// clang-format off
const struct model_property design_properties[] = {
	[PROPERTY_TYPE_OK] = {
		"TypeOk", "every variable holds a value of its type",
		.by_default = true,
		.rule = &(const struct property_rule){
			.broken = type_broken,
			.facts = type_facts, .by = JUDGED_BY_CHANGE } },
	[PROPERTY_READS] = {
		"ConsistentReads", "every READ is empty or returns what one earlier WRITE wrote",
		.by_default = true,
		.rule = &(const struct property_rule){
			.broken = reads_broken, .again = reads_again,
			.facts = reads_facts, .by = JUDGED_BY_READS } },
	[PROPERTY_EMPTY_READS] = {
		"EmptyReadsOnlyWhenUnset", "a read returns None only where a good result is impossible",
		.by_default = true, .on_step = true,
		.rule = &(const struct property_rule){
			.broken = none_broken,
			.facts = none_facts, .by = JUDGED_BY_NONE } },
	[PROPERTY_ORPHANS] = {
		"NoOrphanFiles", "no blob is stored that no record names",
		.recurring = "AlwaysEventuallyNoOrphanFiles",
		.recurring_summary = "again and again there comes a moment at which a record names every blob",
		.rule = &(const struct property_rule){
			.broken = orphans_broken, .again = orphans_again,
			.facts = orphans_facts, .by = JUDGED_BY_STATE } },
	{
		"ServersRecover", "a busy server or reader can always become idle again",
		.on_future = true,
		.rule = &(const struct property_rule){ .future = &future_recover } },
	{
		"RetrySucceeds", "an idle server can do any write alone: it ends stored and linked",
		.on_future = true,
		.rule = &(const struct property_rule){ .future = &future_retry } },
	{
		"LoneReadsEnd", "when all are idle, a read done alone ends, and is consistent",
		.on_future = true,
		.rule = &(const struct property_rule){ .future = &future_lone_read } },
	{ .name = NULL },
};
// clang-format on
const unsigned design_property_count = sizeof(design_properties) / sizeof(*design_properties) - 1;
_Static_assert(sizeof(design_properties) / sizeof(*design_properties) - 1 <= MODEL_PROPERTIES_MAX,
               "a set of properties has a bit for each");

/* --- asking them --------------------------------------------------------------------------- */

uint32_t plan_judged_by(const struct model *model, enum judged_by by)
{
	uint32_t judged = 0;

	for (unsigned p = 0; p < model->property_count; p++) {
		const struct model_property *property = &model->properties[p];
		/* One that was added (own_property.h) has no rule; the model's ops judge it. */
		bool added = !property->rule && !property->slow && by == JUDGED_BY_STATE;

		if (property->rule && !property->on_future ? property->rule->by == by : added)
			judged |= UINT32_C(1) << p;
	}
	return judged;
}

uint32_t plan_broken(const struct model *model, const void *from, const struct step *step, const void *to,
                     uint32_t asked)
{
	const struct plan *plan = plan_of(model);
	uint32_t broken = 0, open;

	for (unsigned p = 0; p < model->property_count; p++) {
		const struct property_rule *rule = model->properties[p].rule;

		if (asked >> p & 1 && !rule->future && rule->broken(plan, from, step, to))
			broken |= UINT32_C(1) << p;
	}
	return broken | plan_foresee(plan, to, asked, &open);
}

/* Each READ that breaks the property is another violation, and so is each orphan.  Abstract states do not
 * show them. */
uint32_t plan_again(const struct model *model, const void *from, const struct step *step, const void *to,
                    uint32_t asked)
{
	const struct plan *plan = plan_of(model);
	uint32_t again = 0;

	(void)step;
	for (unsigned p = 0; p < model->property_count && !plan->abstract; p++) {
		const struct property_rule *rule = model->properties[p].rule;

		if (asked >> p & 1 && rule->again && rule->again(plan, from, to))
			again |= UINT32_C(1) << p;
	}
	return again;
}

static void say_shown(const struct model *model, const void *state, unsigned property, struct buf *out)
{
	struct model_run run;

	plan_shown(model, state, property, &run);
	if (run.facts)
		buf_printf(out, "%s: %s", run.facts, run.why);
	model_run_release(&run);
}

void plan_broken_facts(const struct model *model, const void *from, const struct step *step, const void *to,
                       unsigned property, struct buf *out)
{
	const struct property_rule *rule = model->properties[property].rule;
	const struct plan *plan = plan_of(model);

	if (rule->future)
		say_shown(model, to, property, out);
	else if (!rule->broken(plan, from, step, to))
		return;
	else if (rule->facts)
		rule->facts(plan, from, step, to, out);
	else
		buf_printf(out, "it does not hold that %s", model->properties[property].summary);
}

/* --- marks ----------------------------------------------------------------------------------- */

static void mark(const struct plan *plan, mark_fn *fn, void *ctx, enum mark_kind kind, unsigned slot,
                 const char *text)
{
	fn(ctx, kind, plan->model.cells[slot], text);
}

/* The log entry of a step that returned None needlessly. */
static void mark_denied(const struct plan *plan, const void *from, const struct step *step, const void *to,
                        mark_fn *fn, void *ctx)
{
	unsigned length = log_length(plan, to);
	unsigned user = length ? denied(plan, from, step) : 0;

	while (user && length-- > 0) {
		struct logged read = entry(plan, to, length);

		if (read.read && read.user == user && !read.metadata && !read.image) {
			mark(plan, fn, ctx, MARK_BROKEN, plan->log_slot + length, "needless None");
			return;
		}
	}
}

void plan_marks(const struct model *model, const void *from, const struct step *step, const void *to,
                mark_fn *fn, void *ctx)
{
	const struct plan *plan = plan_of(model);
	const uint64_t *state = to;
	uint64_t named = named_ids(plan, state);
	unsigned length = log_length(plan, state);

	for (unsigned user = 0; user < plan->count[TYPE_USER]; user++)
		if (dangling(plan, state, user)) {
			enum field f = plan->record_at[FIELD_IMAGE_ID] >= 0 ? FIELD_IMAGE_ID : FIELD_METADATA;
			mark(plan, fn, ctx, MARK_DANGLING, record_slot(plan, user, f), "no blob");
		}
	for (unsigned key = 0; key < plan->blob_count; key++)
		if (orphan(plan, state, key, named))
			mark(plan, fn, ctx, MARK_ORPHAN, blob_slot(plan, key, FIELD_IMAGE), "orphan");
	for (unsigned i = 0; i < length; i++)
		if (read_breaks(plan, state, i)) {
			struct logged read = entry(plan, state, i);

			mark(plan, fn, ctx, MARK_BROKEN, plan->log_slot + i,
			     !read.image      ? "no image"
			     : !read.metadata ? "no metadata"
			                      : "never written together");
		}
	mark_denied(plan, from, step, to, fn, ctx);
}
