/*
 * Compares the steps of a role item by item.  An item that leaves one step and comes to another has moved; a
 * step that is gone while an equal one is new has another name.
 *
 * Rejected: the longest common subsequence of two lists.  Conditions have no order, and of effects it is
 * enough to say that theirs differs.
 */
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>

#include "design/changes_told.h"
#include "design/json_members.h"

enum { LOOSE_MAX = 256 };

/* An item that only one version of a step has. */
struct loose {
	const char *step, *text;
	int list; /* of `lists` */
	bool added, told;
};

struct role_pair {
	struct design_changes *changes;
	const char *name;
	const cJSON *before, *after; /* steps */
	struct loose loose[LOOSE_MAX];
	unsigned loose_count;
};

static const struct {
	const char *member, *gained, *lost, *moved;
} lists[] = {
	{ "at", "now starts at", "no longer starts at", NULL },
	{ "choose", "now chooses", "no longer chooses", "the choice" },
	{ "when", "now needs", "no longer needs", "the condition" },
	{ "do", "now does", "no longer does", "the effect" },
};
enum { LISTS = sizeof(lists) / sizeof(*lists) };

static const cJSON *get(const cJSON *object, const char *name)
{
	return cJSON_GetObjectItemCaseSensitive(object, name);
}

static const char *text_of(const cJSON *object, const char *name)
{
	const cJSON *value = get(object, name);

	return cJSON_IsString(value) ? value->valuestring : "";
}

static const cJSON *step_of(const cJSON *steps, const char *name)
{
	const cJSON *step;

	cJSON_ArrayForEach(step, steps)
	{
		if (strcmp(text_of(step, "name"), name) == 0)
			return step;
	}
	return NULL;
}

static int count_in(const cJSON *list, const char *text)
{
	int count = 0;

	for (int i = 0; i < member_count(list); i++)
		count += strcmp(member_nth(list, i), text) == 0;
	return count;
}

static void tell_step(const struct role_pair *pair, enum design_change_kind kind, const char *step,
                      const char *text)
{
	struct buf name;

	buf_init(&name);
	buf_printf(&name, "%s %s", pair->name, step);
	change_tell(pair->changes, kind, "steps", name.data, "%s", text);
	buf_release(&name);
}

/* "choose k ∈ Keys" as what is chosen. */
static const char *without_choose(const char *text)
{
	const char *word = "choose ";

	return strncmp(text, word, strlen(word)) == 0 ? text + strlen(word) : text;
}

/* --- one step --------------------------------------------------------------------------- */

static void find_loose(struct role_pair *pair, const char *step, int list, const cJSON *mine,
                       const cJSON *other, bool added)
{
	for (int i = 0; i < member_count(mine) && pair->loose_count < LOOSE_MAX; i++) {
		const char *text = member_nth(mine, i);

		if (count_in(mine, text) > count_in(other, text))
			pair->loose[pair->loose_count++] =
			        (struct loose){ .step = step, .text = text, .list = list, .added = added };
	}
}

static bool in_another_order(const cJSON *a, const cJSON *b)
{
	bool differs = false;

	if (member_count(a) != member_count(b))
		return false;
	for (int i = 0; i < member_count(a); i++) {
		if (count_in(a, member_nth(a, i)) != count_in(b, member_nth(a, i)))
			return false;
		differs |= strcmp(member_nth(a, i), member_nth(b, i)) != 0;
	}
	return differs;
}

static void compare_target(const struct role_pair *pair, const char *name, const cJSON *before,
                           const cJSON *after)
{
	const char *was = text_of(before, "goto"), *is = text_of(after, "goto");
	struct buf text;

	if (strcmp(was, is) == 0)
		return;
	buf_init(&text);
	if (*is)
		buf_printf(&text, "leads to %s", is);
	else
		buf_add_text(&text, "stays where it is");
	if (*was)
		buf_printf(&text, ", no longer to %s", was);
	else
		buf_add_text(&text, "; before, it stayed where it was");
	tell_step(pair, DESIGN_CHANGED, name, text.data);
	buf_release(&text);
}

static void compare_rest(const struct role_pair *pair, const char *name, const cJSON *before,
                         const cJSON *after)
{
	bool failed = cJSON_IsTrue(get(before, "failure")), fails = cJSON_IsTrue(get(after, "failure"));

	compare_target(pair, name, before, after);
	if (fails != failed)
		tell_step(pair, DESIGN_CHANGED, name, fails ? "is a failure now" : "is no failure any more");
	if (strcmp(text_of(before, "part"), text_of(after, "part")) != 0)
		tell_step(pair, DESIGN_CHANGED, name, "belongs to another operation");
	if (strcmp(text_of(before, "says"), text_of(after, "says")) != 0)
		tell_step(pair, DESIGN_CHANGED, name, "is explained in other words");
}

static void compare_step(struct role_pair *pair, const cJSON *before, const cJSON *after)
{
	const char *name = text_of(after, "name");

	for (int l = 0; l < LISTS; l++) {
		const cJSON *was = get(before, lists[l].member), *is = get(after, lists[l].member);

		find_loose(pair, name, l, was, is, false);
		find_loose(pair, name, l, is, was, true);
		if (strcmp(lists[l].member, "do") == 0 && in_another_order(was, is)) {
			struct buf text;

			buf_init(&text);
			buf_add_text(&text, "does the same in another order: ");
			change_put_value(&text, is);
			tell_step(pair, DESIGN_CHANGED, name, text.data);
			buf_release(&text);
		}
	}
	compare_rest(pair, name, before, after);
}

/* What a step that is new or gone consists of. */
static void describe_step(const struct role_pair *pair, const cJSON *step)
{
	static const char *const heads[LISTS] = { "at ", "; chooses ", "; needs ", "; does " };
	struct buf text;

	buf_init(&text);
	buf_add_text(&text, "is new: ");
	for (int l = 0; l < LISTS; l++)
		if (member_count(get(step, lists[l].member)) > 0) {
			const char *head = heads[l];

			buf_add_text(&text, text.length == strlen("is new: ") && l ? head + 2 : head);
			for (int i = 0; i < member_count(get(step, lists[l].member)); i++)
				buf_printf(&text, "%s%s", i ? ", " : "",
				           without_choose(member_nth(get(step, lists[l].member), i)));
		}
	if (*text_of(step, "goto"))
		buf_printf(&text, "; leads to %s", text_of(step, "goto"));
	tell_step(pair, DESIGN_ADDED, text_of(step, "name"), text.data);
	buf_release(&text);
}

/* --- several steps --------------------------------------------------------------------------------- */

static bool alike_but_for_the_name(const cJSON *a, const cJSON *b)
{
	static const char *const free_members[] = { "name", "says" };
	cJSON *x = cJSON_Duplicate(a, true), *y = cJSON_Duplicate(b, true);
	bool same;

	for (size_t i = 0; i < sizeof(free_members) / sizeof(*free_members); i++) {
		cJSON_DeleteItemFromObjectCaseSensitive(x, free_members[i]);
		cJSON_DeleteItemFromObjectCaseSensitive(y, free_members[i]);
	}
	same = cJSON_Compare(x, y, true);
	cJSON_Delete(x);
	cJSON_Delete(y);
	return same;
}

/* The step that only `others` has and that is equal but for its name; null: none. */
static const cJSON *renamed(const cJSON *step, const cJSON *own, const cJSON *others)
{
	const cJSON *other;

	cJSON_ArrayForEach(other, others)
	{
		if (!step_of(own, text_of(other, "name")) && alike_but_for_the_name(step, other))
			return other;
	}
	return NULL;
}

static void compare_steps(struct role_pair *pair)
{
	const cJSON *step, *other;

	cJSON_ArrayForEach(step, pair->after)
	{
		other = step_of(pair->before, text_of(step, "name"));
		if (other) {
			compare_step(pair, other, step);
		} else if (!renamed(step, pair->after, pair->before)) {
			describe_step(pair, step);
		}
	}
	cJSON_ArrayForEach(step, pair->before)
	{
		const char *name = text_of(step, "name");

		if (step_of(pair->after, name))
			continue;
		other = renamed(step, pair->before, pair->after);
		if (other) {
			struct buf text;

			buf_init(&text);
			buf_printf(&text, "is called %s now", text_of(other, "name"));
			tell_step(pair, DESIGN_CHANGED, name, text.data);
			buf_release(&text);
		} else {
			tell_step(pair, DESIGN_REMOVED, name, "is gone");
		}
	}
}

/* Items that went from one step to another. */
static void tell_moves(struct role_pair *pair)
{
	for (unsigned i = 0; i < pair->loose_count; i++)
		for (unsigned k = 0; k < pair->loose_count && !pair->loose[i].added; k++) {
			struct loose *from = &pair->loose[i], *to = &pair->loose[k];

			if (!to->added || to->told || from->told || !lists[from->list].moved ||
			    to->list != from->list || strcmp(from->text, to->text) != 0)
				continue;
			from->told = to->told = true;

			struct buf text;

			buf_init(&text);
			buf_printf(&text, "has %s that %s had: %s", lists[to->list].moved, from->step,
			           to->text);
			tell_step(pair, DESIGN_MOVED, to->step, text.data);
			buf_release(&text);
		}
}

static void tell_loose(const struct role_pair *pair)
{
	for (unsigned i = 0; i < pair->loose_count; i++) {
		const struct loose *item = &pair->loose[i];
		struct buf text;

		if (item->told)
			continue;
		buf_init(&text);
		buf_printf(&text, "%s%s %s", item->added ? lists[item->list].gained : lists[item->list].lost,
		           item->list ? ":" : "", without_choose(item->text));
		tell_step(pair, DESIGN_CHANGED, item->step, text.data);
		buf_release(&text);
	}
}

void change_compare_role(struct design_changes *changes, const char *name, const cJSON *before,
                         const cJSON *after)
{
	static const char *const others[] = { "short",    "count", "plural", "title",
		                              "variable", "also",  "silent" };
	struct role_pair pair = { .changes = changes, .name = name };
	struct buf prefix;

	if (!before || !after)
		change_tell(changes, after ? DESIGN_ADDED : DESIGN_REMOVED, "roles", name,
		            after ? "is new" : "is gone");
	if (!after)
		return;
	pair.before = get(before, "steps");
	pair.after = get(after, "steps");
	buf_init(&prefix);
	buf_printf(&prefix, "%s ", name);
	change_compare_names(changes, "locals", prefix.data, get(before, "locals"), get(after, "locals"));
	for (size_t i = 0; before && i < sizeof(others) / sizeof(*others); i++)
		if (!change_same(get(before, others[i]), get(after, others[i])))
			change_tell(changes, DESIGN_CHANGED, "roles", name, "has another \"%s\"", others[i]);
	buf_release(&prefix);
	compare_steps(&pair);
	tell_moves(&pair);
	tell_loose(&pair);
}
