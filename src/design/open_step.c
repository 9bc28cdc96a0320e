/*
 * The steps of a role: control states by name, choices, guards and effects as trees.
 *
 * Choices are read first, since guards and effects name what is chosen, then guards, then effects, whatever
 * the order in the file.
 */
#include <stdio.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/mem.h>
#include <heddle/suggest.h>

#include "design/open.h"

const char *const open_step_members[] = { "name", "part", "says",    "at",     "when",  "choose", "do",
	                                  "goto", "stay", "failure", "remove", "after", NULL };

struct step_reader {
	struct open *open;
	struct system_role *role;
	struct system_step *step;
	const cJSON *json;
	char path[OPEN_PATH_MAX];
	struct expr_context context;
	struct expr_variable chosen[STEP_CHOICES_MAX];
};

static int state_named(const struct system_role *role, const char *name)
{
	for (unsigned i = 0; i < role->state_count; i++)
		if (strcmp(role->states[i], name) == 0)
			return (int)i;
	return -1;
}

/* --- control states ---------------------------------------------------------------------- */

static int read_at(struct step_reader *r)
{
	const cJSON *at = open_member(r->json, "at");
	int count = member_count(at);
	char path[OPEN_PATH_MAX];

	open_path(path, r->path, "at");
	if (count < 0)
		return open_misplaced(r->open, path, "a control state or a list of them");
	for (int i = 0; i < count; i++) {
		int state = state_named(r->role, member_nth(at, i));

		if (state >= 0)
			r->step->at |= UINT64_C(1) << state;
	}
	if (r->role->state_count && !count)
		return open_misplaced(r->open, path, "the control state that the step starts from");
	return 0;
}

static int read_target(struct step_reader *r)
{
	const cJSON *target = open_member(r->json, "goto");
	struct nearest near;
	char path[OPEN_PATH_MAX];

	r->step->target = -1;
	if (!target || cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(r->json, "stay")))
		return 0;
	open_path(path, r->path, "goto");
	if (!cJSON_IsString(target))
		return open_misplaced(r->open, path, "a control state");
	r->step->target = state_named(r->role, target->valuestring);
	if (r->step->target >= 0)
		return 0;
	near = nearest_to(target->valuestring);
	for (unsigned i = 0; i < r->role->state_count; i++)
		nearest_offer(&near, r->role->states[i]);
	err_set(r->open->err, "no step starts at \"%s\", so a process would be stuck there",
	        target->valuestring);
	err_place(r->open->err, "%s", path);
	if (near.name)
		return err_remedy(r->open->err, "did you mean \"%s\"?", near.name);
	return err_remedy(r->open->err, "list it under \"states\" if the dead end is intended");
}

/* --- choices, guards, effects --------------------------------------------------------------- */

static int too_many(struct step_reader *r, const char *path, unsigned most)
{
	err_set(r->open->err, "more than %u are too many in one step", most);
	return err_place(r->open->err, "%s", path);
}

static int add_trees(struct step_reader *r, const struct expr_item *item, const struct expr **to,
                     unsigned *count, const char *path)
{
	if (item->count > SYSTEM_PIECES_MAX - *count)
		return too_many(r, path, SYSTEM_PIECES_MAX);
	for (unsigned i = 0; i < item->count; i++)
		to[(*count)++] = item->trees[i];
	return 0;
}

static void add_choice(struct step_reader *r, const struct expr_item *item)
{
	const struct expr *tree = item->trees[0];
	unsigned n = r->step->choice_count;

	r->step->choices[n] =
	        (struct system_choice){ .tree = tree,
		                        .spelling = item->phrase ? item->phrase->spelling : NULL,
		                        .none = item->phrase ? item->phrase->none : NULL };
	r->chosen[n] = (struct expr_variable){ .name = tree->name, .type = tree->part[0]->type->item };
	r->context.chosen = r->chosen;
	r->context.chosen_count = ++r->step->choice_count;
}

/* A local hides what is chosen under the same name. */
static int check_effect(struct step_reader *r, const struct expr *tree, const char *path)
{
	const struct expr *to = tree->part[0], *from = tree->part[1];

	if (tree->kind != EXPR_ASSIGN || to->kind != EXPR_NAME || from->kind != EXPR_NAME ||
	    to->meaning != from->meaning || to->index != from->index)
		return 0;
	err_set(r->open->err, "%s := %s changes nothing", to->name, from->name);
	err_place(r->open->err, "%s", path);
	for (unsigned i = 0; i < r->step->choice_count; i++)
		if (strcmp(r->chosen[i].name, from->name) == 0)
			return err_remedy(r->open->err, "write %s := the chosen %s", to->name, from->name);
	return err_remedy(r->open->err, "leave it out");
}

static int read_item(struct step_reader *r, const char *text, enum phrase_kind kind, const char *path)
{
	struct expr_item item = { .count = 0 };

	if (expr_read_item(text, kind, &r->context, r->open->arena, &item, r->open->err))
		return open_place(r->open, path);
	if (kind == PHRASE_CHOICE) {
		add_choice(r, &item);
		return 0;
	}
	if (kind == PHRASE_CONDITION)
		return add_trees(r, &item, r->step->guards, &r->step->guard_count, path);
	for (unsigned i = 0; i < item.count; i++)
		if (check_effect(r, item.trees[i], path))
			return -1;
	return add_trees(r, &item, r->step->effects, &r->step->effect_count, path);
}

static void read_items(struct step_reader *r, const char *member, enum phrase_kind kind, unsigned most)
{
	const cJSON *items = open_member(r->json, member);
	char path[OPEN_PATH_MAX], nth[32];
	int count = member_count(items);

	open_path(path, r->path, member);
	if (count < 0) {
		open_keep(r->open, open_misplaced(r->open, path, "a text or a list of texts"));
		return;
	}
	if (count > (int)most) {
		open_keep(r->open, too_many(r, path, most));
		return;
	}
	for (int i = 0; i < count; i++) {
		snprintf(nth, sizeof(nth), "%s[%d]", member, i);
		open_keep(r->open, read_item(r, member_nth(items, i), kind, open_path(path, r->path, nth)));
	}
}

/* --- one step ---------------------------------------------------------------------------------- */

/* Merging has consumed the members that a variant may use for inherited steps. */
static int check_merged(struct step_reader *r)
{
	static const char *const members[] = { "remove", "after", NULL };

	for (int i = 0; members[i]; i++) {
		if (!cJSON_GetObjectItemCaseSensitive(r->json, members[i]))
			continue;
		err_set(r->open->err, "\"%s\" is only for inherited steps, and there are none here",
		        members[i]);
		err_place(r->open->err, "%s.%s", r->path, members[i]);
		return err_remedy(r->open->err,
		                  "use it in a role that the extended design has, or leave it out");
	}
	return 0;
}

static int check_name(const struct open *open, const char *name, const char *path)
{
	const struct system *system = open->system;

	if (!name || !*name || strpbrk(name, " ;\t\n\"()"))
		return member_misplaced(open->err, path, "name", "a name without blanks");
	for (unsigned r = 0; r < system->role_count; r++)
		for (unsigned i = 0; i < system->roles[r].step_count; i++)
			if (strcmp(system->roles[r].steps[i].name, name) == 0) {
				err_set(open->err, "two steps are named \"%s\"", name);
				return err_place(open->err, "%s", path);
			}
	return 0;
}

static void read_step(struct step_reader *r, bool trees)
{
	struct open *open = r->open;
	struct system_step *step = r->step;
	bool stay = false;

	open->errors += members_known(r->json, open_step_members, r->path, open->err);
	open_keep(open, check_merged(r));
	step->part = open_text(open, r->json, "part", r->path, NULL);
	step->says = open_text(open, r->json, "says", r->path, NULL);
	open_keep(open, member_flag(r->json, "failure", r->path, &step->failure, open->err));
	open_keep(open, member_flag(r->json, "stay", r->path, &stay, open->err));
	open_keep(open, read_at(r));
	open_keep(open, read_target(r));
	if (!trees)
		return;
	read_items(r, "choose", PHRASE_CHOICE, STEP_CHOICES_MAX);
	read_items(r, "when", PHRASE_CONDITION, SYSTEM_PIECES_MAX);
	read_items(r, "do", PHRASE_EFFECT, SYSTEM_PIECES_MAX);
}

/* --- all steps ------------------------------------------------------------------------------------ */

static int check_list(struct open *open, const cJSON *steps, const char *path)
{
	char list[OPEN_PATH_MAX];

	open_path(list, path, "steps");
	if (!cJSON_IsArray(steps) || !cJSON_GetArraySize(steps))
		return open_misplaced(open, list, "a list of steps");
	if (cJSON_GetArraySize(steps) <= SYSTEM_STEPS_MAX)
		return 0;
	err_set(open->err, "a role has at most %d steps", SYSTEM_STEPS_MAX);
	return err_place(open->err, "%s", list);
}

static int name_of(struct open *open, const cJSON *item, const char *path, const char **name)
{
	if (!cJSON_IsObject(item))
		return open_misplaced(open, path, "an object");
	if (member_text(open->arena, item, "name", path, name, open->err))
		return -1;
	return check_name(open, *name, path);
}

void open_steps(struct open *open, unsigned role)
{
	struct system_role *to = &open->system->roles[role];
	struct open_role *from = &open->roles[role];
	const cJSON *steps = open_member(from->json, "steps"), *item;
	unsigned nth = 0;

	if (open_keep(open, check_list(open, steps, from->path)))
		return;
	to->steps = arena_array(open->arena, SYSTEM_STEPS_MAX, sizeof(*to->steps));
	cJSON_ArrayForEach(item, steps)
	{
		struct step_reader r = { .open = open, .role = to, .json = item, .context = from->context };
		const char *name = NULL;

		snprintf(r.path, sizeof(r.path), "%.80s.steps[%u]", from->path, nth++);
		if (open_keep(open, name_of(open, item, r.path, &name)))
			continue;
		r.step = &to->steps[to->step_count++];
		r.step->name = name;
		snprintf(r.path, sizeof(r.path), "%.80s.steps[%.80s]", from->path, name);
		read_step(&r, !from->failed);
	}
}
