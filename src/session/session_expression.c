/*
 * Expressions over the variables of a session: added properties, watched expressions, searches.
 *
 * A condition is kept as text, "NAME:  CONDITION", so that it carries over to another design or trace; if
 * that lacks its variables, the condition stays inactive.  Parsed expressions are cached by their text.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/mem.h>
#include <heddle/own_property.h>
#include <heddle/suggest.h>

#include "session/session_private.h"

/* --- parsed expressions --------------------------------------------------------------- */

struct parsed {
	struct parsed *next;
	char *text;
	struct expr *expr; /* null: not an expression; `err` says why */
	struct err err;
};

struct expressions {
	struct arena *arena;
	const struct model *model; /* the model that they were checked against */
	struct expr_context context;
	struct parsed *first;
};

static void forget(struct expressions *all)
{
	while (all->first) {
		struct parsed *next = all->first->next;

		free(all->first->text);
		free(all->first);
		all->first = next;
	}
	arena_free(all->arena);
	*all = (struct expressions){ 0 };
}

void session_expressions_free(struct expressions *all)
{
	if (!all)
		return;
	forget(all);
	free(all);
}

static struct expressions *expressions_of(struct session *session)
{
	struct play *play = play_of(session);

	if (!play->expressions)
		play->expressions = mem_alloc(sizeof(*play->expressions));
	if (play->expressions->model != session->model) {
		forget(play->expressions);
		play->expressions->arena = arena_new();
		play->expressions->model = session->model;
		play->expressions->context = model_context(session->model, play->expressions->arena);
	}
	return play->expressions;
}

const struct expr_context *session_context(struct session *session)
{
	return &expressions_of(session)->context;
}

const struct expr *session_expression(struct session *session, const char *text, struct err *err)
{
	struct expressions *all = expressions_of(session);
	struct parsed *parsed = all->first;

	while (parsed && strcmp(parsed->text, text) != 0)
		parsed = parsed->next;
	if (!parsed) {
		parsed = mem_alloc(sizeof(*parsed));
		parsed->text = mem_strdup(text);
		parsed->next = all->first;
		all->first = parsed;
		if (expr_read(text, &all->context, VALUE_TYPE_ANY, all->arena, &parsed->expr, &parsed->err) <
		    0)
			parsed->expr = NULL;
	}
	if (!parsed->expr && err)
		*err = parsed->err;
	return parsed->expr;
}

const struct expr *session_condition(struct session *session, const char *text, struct err *err)
{
	const struct expr *expr = session_expression(session, text, err);

	if (!expr || expr->type->kind == VALUE_TYPE_BOOL || expr->type->kind == VALUE_TYPE_ANY)
		return expr;
	err_set(err, "\"%s\" is not a condition", text);
	err_remedy(err, "compare it with something: %s = …", text);
	return NULL;
}

const struct value *session_value(struct session *session, const char *text, const struct value *description,
                                  struct arena *arena)
{
	const struct value *part = value_at(description, text);
	const struct expr_state state = { .now = description };
	const struct expr *expr = part ? NULL : session_expression(session, text, NULL);

	return expr ? expr_value(expr, &state, arena, NULL) : part;
}

/* --- added properties --------------------------------------------------------------------- */

static char *condition_of(const char *name, const char *text)
{
	struct buf out;

	buf_init(&out);
	buf_printf(&out, "%s: %s", name, text);
	return buf_detach(&out);
}

/* Splits a copy of "NAME:  CONDITION"; *text is the condition. */
static char *split(const char *condition, const char **text)
{
	char *name = mem_strdup(condition), *colon = strchr(name, ':');

	*text = "";
	if (colon) {
		*colon = '\0';
		*text = colon + 1 + strspn(colon + 1, " ");
	}
	return name;
}

/* Results for other properties are no longer valid. */
static void changed(struct session *session)
{
	play_of(session)->judgement_count = 0;
	play_of(session)->judged = 0;
	session->dirty = true;
	session_refresh(session);
}

static int attach(struct session *session, const char *condition, struct err *err)
{
	const char *text;
	char *name = split(condition, &text);
	int result = model_add_property(session->model, name, text, err);

	if (result == 0)
		session->properties |= UINT32_C(1) << (session->model->property_count - 1);
	free(name);
	return result;
}

/* The index of a condition by name; the count if there is none. */
static size_t find(const struct session *session, const char *name)
{
	size_t length = strlen(name), i = 0;

	while (i < session->conditions.count && (strncmp(session->conditions.items[i], name, length) != 0 ||
	                                         session->conditions.items[i][length] != ':'))
		i++;
	return i;
}

int session_add_property(struct session *session, const char *name, const char *text, struct err *err)
{
	char *condition = condition_of(name, text);
	int result = -1;

	if (find(session, name) < session->conditions.count) {
		err_set(err, "there is a property %s already", name);
		err_remedy(err, "choose another name, or remove that one first");
	} else if (attach(session, condition, err) == 0) {
		free(condition);
		condition = condition_of(name,
		                         model_own_text(session->model, session->model->property_count - 1));
		name_list_add(&session->conditions, condition);
		changed(session);
		result = 0;
	}
	free(condition);
	return result;
}

int session_remove_property(struct session *session, const char *name, struct err *err)
{
	size_t at = find(session, name);
	int index = model_property_index(session->model, name);

	if (at == session->conditions.count) {
		struct nearest nearest = nearest_to(name);

		if (index >= 0) {
			err_set(err, "%s belongs to the design", name);
			return err_remedy(err, ":property %s off does not check it", name);
		}
		for (unsigned i = 0; i < session->model->property_count; i++)
			if (model_own_text(session->model, i))
				nearest_offer(&nearest, session->model->properties[i].name);
		return nearest_err(&nearest, "property", err);
	}
	name_list_drop(&session->conditions, session->conditions.items[at]);
	if (index >= 0) {
		uint32_t below = (UINT32_C(1) << index) - 1;

		model_remove_property(session->model, (unsigned)index);
		session->properties = (session->properties & below) | (session->properties >> 1 & ~below);
	}
	changed(session);
	return 0;
}

void session_add_conditions(struct session *session, const char *const *conditions, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!name_list_add(&session->conditions, conditions[i]))
			continue;
		attach(session, conditions[i], NULL);
	}
	play_of(session)->judgement_count = 0;
	play_of(session)->judged = 0;
}

const char *session_waiting_condition(struct session *session, size_t nth, struct err *err)
{
	for (size_t i = 0; i < session->conditions.count; i++) {
		const char *text;
		char *name = split(session->conditions.items[i], &text);
		bool waits = model_property_index(session->model, name) < 0;

		if (waits && nth-- == 0) {
			model_add_property(session->model, name, text, err);
			free(name);
			return session->conditions.items[i];
		}
		free(name);
	}
	return NULL;
}
