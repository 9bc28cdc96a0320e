/*
 * Reads a role of a design file: locals, control states, steps.
 *
 * Targets are resolved after all steps are read, when all control states are known.
 */
#include <stdio.h>
#include <string.h>

#include <heddle/design_file.h>
#include <heddle/err.h>
#include <heddle/mem.h>
#include <heddle/suggest.h>

#include "design/json_members.h"

enum { PATH_MAX_TEXT = 180 };

static const char *const role_members[] = { "locals", "states", "steps", NULL };
static const char *const step_members[] = { "name", "part", "says",    "at",     "when",  "choose", "do",
	                                    "goto", "stay", "failure", "remove", "after", NULL };

/* --- control states ------------------------------------------------------------------- */

static int state_named(const struct design_role *role, const char *name)
{
	for (unsigned i = 0; i < role->state_count; i++)
		if (strcmp(role->states[i], name) == 0)
			return (int)i;
	return -1;
}

/* -1: there are too many. */
static int add_state(struct arena *arena, struct design_role *role, const char *name)
{
	int at = state_named(role, name);

	if (at >= 0)
		return at;
	if (role->state_count == DESIGN_STATES_MAX)
		return -1;
	role->states[role->state_count] = arena_strdup(arena, name);
	return (int)role->state_count++;
}

static int load_states(struct design *design, struct design_role *role, const cJSON *json, const char *name,
                       struct err *err)
{
	const cJSON *states = cJSON_GetObjectItemCaseSensitive(json, "states");

	role->states_listed = states != NULL;
	if (member_count(states) < 0)
		return member_misplaced(err, name, "states", "a list of control states");
	for (int i = 0; i < member_count(states); i++)
		if (add_state(design->arena, role, member_nth(states, i)) < 0)
			return member_misplaced(err, name, "states", "at most 31 control states in a role");
	return 0;
}

/* --- words ---------------------------------------------------------------------------- */

static int unknown_word(enum word_kind kind, const char *text, struct err *err)
{
	const char *near = word_nearest(kind, text), *number;
	size_t length;

	if (word_misnumbered(kind, text, &number, &length)) {
		err_set(err, "\"%s\" has %.*s as a number of hours", text, (int)length, number);
		return err_remedy(err, "hours are whole numbers, from 0 to %d", WORD_NUMBER_MAX);
	}
	err_set(err, "unknown word \"%s\" under \"%s\"", text, word_kind_names[kind]);
	if (near)
		return err_remedy(err, "did you mean \"%s\"?", near);
	return err_remedy(err, "`heddle design --words` lists all words");
}

/* Returns the number of errors. */
static int load_words(struct design_step *step, const cJSON *json, enum word_kind kind, const char *path,
                      struct err *err)
{
	const char *member = word_kind_names[kind];
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(json, member);
	int count = member_count(item), errors = 0;

	if (count < 0)
		return err_keep(member_misplaced(err, path, member, "a list of texts"), err);
	if (count > DESIGN_USES_MAX || (kind == WORD_CHOICE && count > STEP_CHOICES_MAX)) {
		err_set(err, "%d are too many", count);
		return err_keep(err_place(err, "%s.%s", path, member), err);
	}
	for (int i = 0; i < count; i++) {
		struct use *use = &step->uses[kind][step->use_count[kind]];

		use->word = word_find(kind, member_nth(item, i), &use->number);
		if (use->word) {
			step->use_count[kind]++;
			continue;
		}
		unknown_word(kind, member_nth(item, i), err);
		errors += err_keep(err_place(err, "%s.%s[%d]", path, member, i), err);
	}
	return errors;
}

/* --- one step --------------------------------------------------------------------------- */

/* A clock has no state of its own. */
static int clock_is_bare(const char *path, const char *member, struct err *err)
{
	err_set(err, "a clock has no control states and no locals");
	err_place(err, "%s.%s", path, member);
	return err_remedy(err, "leave \"%s\" out", member);
}

static int load_at(struct design *design, struct design_role *role, const cJSON *json,
                   struct design_step *step, const char *path, struct err *err)
{
	const cJSON *at = cJSON_GetObjectItemCaseSensitive(json, "at");
	const cJSON *target = cJSON_GetObjectItemCaseSensitive(json, "goto");
	bool clock = role == &design->roles[ROLE_CLOCK];
	int count = member_count(at);

	if (clock && (count || target))
		return clock_is_bare(path, count ? "at" : "goto", err);
	if (count < 0)
		return member_misplaced(err, path, "at", "a control state or a list of them");
	for (int i = 0; i < count; i++) {
		int state = add_state(design->arena, role, member_nth(at, i));

		if (state < 0)
			return member_misplaced(err, path, "at", "at most 31 control states in a role");
		step->at |= UINT32_C(1) << state;
	}
	if (!clock && !step->at)
		return member_misplaced(err, path, "at", "the control state that the step starts from");
	return 0;
}

/* Merging has consumed the members that a variant may use for inherited steps. */
static int check_merged(const cJSON *json, const char *path, struct err *err)
{
	static const char *const members[] = { "remove", "after", NULL };

	for (int i = 0; members[i]; i++) {
		if (!cJSON_GetObjectItemCaseSensitive(json, members[i]))
			continue;
		err_set(err, "\"%s\" is only for inherited steps, and there are none here", members[i]);
		err_place(err, "%s.%s", path, members[i]);
		return err_remedy(err, "use it in a role that the extended design has, or leave it out");
	}
	return 0;
}

static int load_step(struct design *design, struct design_role *role, const cJSON *json,
                     struct design_step *step, const char *path, struct err *err)
{
	bool stay = false;
	int errors = members_known(json, step_members, path, err);

	errors += err_keep(check_merged(json, path, err), err);
	errors += err_keep(member_text(design->arena, json, "part", path, &step->part, err), err);
	errors += err_keep(member_text(design->arena, json, "says", path, &step->says, err), err);
	errors += err_keep(member_flag(json, "failure", path, &step->failure, err), err);
	errors += err_keep(member_flag(json, "stay", path, &stay, err), err);
	errors += err_keep(load_at(design, role, json, step, path, err), err);
	step->target = -1;
	for (int kind = 0; kind < WORD_KINDS; kind++)
		errors += load_words(step, json, (enum word_kind)kind, path, err);
	return errors;
}

static int load_target(struct design_role *role, const cJSON *json, struct design_step *step,
                       const char *path, struct err *err)
{
	const cJSON *target = cJSON_GetObjectItemCaseSensitive(json, "goto");
	struct nearest near;

	if (!target || cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(json, "stay")))
		return 0;
	if (!cJSON_IsString(target))
		return member_misplaced(err, path, "goto", "a control state");
	step->target = state_named(role, target->valuestring);
	if (step->target >= 0)
		return 0;
	near = nearest_to(target->valuestring);
	for (unsigned i = 0; i < role->state_count; i++)
		nearest_offer(&near, role->states[i]);
	err_set(err, "no step starts at \"%s\", so a process would be stuck there", target->valuestring);
	err_place(err, "%s.goto", path);
	if (near.name)
		return err_remedy(err, "did you mean \"%s\"?", near.name);
	return err_remedy(err, "list it under \"states\" if the dead end is intended");
}

/* --- all steps ---------------------------------------------------------------------------- */

static int check_name(const struct design *design, const char *name, const char *path, struct err *err)
{
	if (!name || !*name || strpbrk(name, " ;\t\n\"()"))
		return member_misplaced(err, path, "name", "a name without blanks");
	for (int r = 0; r < ROLE_COUNT; r++)
		for (unsigned i = 0; i < design->roles[r].step_count; i++)
			if (strcmp(design->roles[r].steps[i].name, name) == 0) {
				err_set(err, "two steps are named \"%s\"", name);
				return err_place(err, "%s", path);
			}
	return 0;
}

static int load_name(const struct design *design, const cJSON *item, const char *path, const char **name,
                     struct err *err)
{
	if (!cJSON_IsObject(item))
		return member_misplaced(err, path, "", "an object");
	if (member_text(design->arena, item, "name", path, name, err))
		return -1;
	return check_name(design, *name, path, err);
}

static void load_steps(struct design *design, struct design_role *role, const cJSON *steps,
                       const char *role_name, struct role_reading *reading, struct err *err)
{
	const cJSON *items[DESIGN_STEPS_MAX], *item;
	char path[PATH_MAX_TEXT];
	unsigned nth = 0;

	cJSON_ArrayForEach(item, steps)
	{
		struct design_step *step = &role->steps[role->step_count];
		const char *name = NULL;
		int errors;

		snprintf(path, sizeof(path), "%s.steps[%u]", role_name, nth++);
		errors = err_keep(load_name(design, item, path, &name, err), err);
		reading->errors += errors;
		if (errors)
			continue;
		step->name = name;
		snprintf(path, sizeof(path), "%s.steps[%.80s]", role_name, step->name);
		errors = load_step(design, role, item, step, path, err);
		reading->errors += errors;
		if (errors)
			reading->bad |= UINT64_C(1) << role->step_count;
		items[role->step_count++] = item;
	}
	for (unsigned i = 0; i < role->step_count; i++) {
		struct design_step *step = &role->steps[i];
		int errors;

		snprintf(path, sizeof(path), "%s.steps[%.80s]", role_name, step->name);
		errors = role == &design->roles[ROLE_CLOCK]
		                 ? 0
		                 : err_keep(load_target(role, items[i], step, path, err), err);
		reading->errors += errors;
		if (errors)
			reading->bad |= UINT64_C(1) << i;
	}
}

/* --- the role ------------------------------------------------------------------------------- */

static bool is_local(enum field f)
{
	return fields[f].local && f != FIELD_STATE;
}

static int load_local(struct design_role *role, const char *local, const char *path, struct err *err)
{
	enum field field = FIELD_STATE;

	if (field_named(local, is_local, path, "locals", &field, err))
		return -1;
	if (role_has(role, field))
		return member_misplaced(err, path, "locals", "each field once");
	role->locals[role->local_count++] = field;
	return 0;
}

static int load_locals(struct design_role *role, const cJSON *json, const char *path, struct err *err)
{
	const cJSON *locals = cJSON_GetObjectItemCaseSensitive(json, "locals");
	int count = member_count(locals), errors = 0;

	role->locals[role->local_count++] = FIELD_STATE;
	if (count < 0)
		return err_keep(member_misplaced(err, path, "locals", "a list of fields"), err);
	for (int i = 0; i < count; i++)
		errors += err_keep(load_local(role, member_nth(locals, i), path, err), err);
	return errors;
}

static int check_steps(const cJSON *steps, const char *name, struct err *err)
{
	if (!cJSON_IsArray(steps) || !cJSON_GetArraySize(steps))
		return member_misplaced(err, name, "steps", "a list of steps");
	if (cJSON_GetArraySize(steps) > DESIGN_STEPS_MAX)
		return member_misplaced(err, name, "steps", "at most 64 steps");
	return 0;
}

static int check_clock(const cJSON *json, const char *name, struct err *err)
{
	static const char *const bare[] = { "locals", "states", NULL };

	for (int i = 0; bare[i]; i++)
		if (cJSON_GetObjectItemCaseSensitive(json, bare[i]))
			return clock_is_bare(name, bare[i], err);
	return 0;
}

struct role_reading load_role(struct design *design, int which, const cJSON *json, struct err *err)
{
	struct design_role *role = &design->roles[which];
	const char *name = role_names[which];
	const cJSON *steps = cJSON_GetObjectItemCaseSensitive(json, "steps");
	struct role_reading reading = { .errors = 0 };

	role->present = true;
	role->steps = arena_array(design->arena, DESIGN_STEPS_MAX, sizeof(*role->steps));
	if (!cJSON_IsObject(json)) {
		reading.errors = err_keep(member_misplaced(err, "", name, "an object with \"steps\""), err);
		reading.no_locals = true;
		return reading;
	}
	reading.errors = members_known(json, role_members, name, err);
	if (which == ROLE_CLOCK)
		reading.errors += err_keep(check_clock(json, name, err), err);
	else
		reading.errors += load_locals(role, json, name, err);
	reading.no_locals = reading.errors > 0;
	if (which != ROLE_CLOCK)
		reading.errors += err_keep(load_states(design, role, json, name, err), err);
	if (err_keep(check_steps(steps, name, err), err))
		reading.errors++;
	else
		load_steps(design, role, steps, name, &reading, err);
	return reading;
}
