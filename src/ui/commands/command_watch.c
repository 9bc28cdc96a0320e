/*
 * Commands on checked properties, watched paths and hidden variables.  In the state view, :watch and :hide
 * without a name take the row under the cursor.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include <heddle/expr.h>
#include <heddle/labels.h>
#include <heddle/suggest.h>

#include "ui/ui_private.h"

enum { NAMED_MOST = 6 };

/* --- properties ------------------------------------------------------------- */

static void say_properties(struct ui *ui)
{
	const struct model *model = ui->scene.session->model;
	const char *waiting;
	struct err why = { 0 };
	struct buf on, off;

	buf_init(&on);
	buf_init(&off);
	for (unsigned i = 0; i < model->property_count; i++) {
		struct buf *list = ui->scene.session->properties >> i & 1 ? &on : &off;

		buf_printf(list, "%s%s", list->length ? ", " : "", model->properties[i].name);
	}
	for (size_t i = 0; (waiting = session_waiting_condition(ui->scene.session, i, &why)); i++)
		buf_printf(&off, "; %.*s waits: %s", (int)strcspn(waiting, ":"), waiting, why.what);
	ui_say(ui, "checking %s%s%s", on.length ? on.data : "nothing",
	       off.length && off.data[0] != ';' ? "; not " : "", off.data);
	buf_release(&on);
	buf_release(&off);
}

/* :property NAME CONDITION adds one; NAME remove, takes one that was added away again. */
static int change_property(struct ui *ui, const char *name, const char *args, struct err *err)
{
	struct session *session = ui->scene.session;

	if (strcmp(args, "remove") == 0) {
		if (session_remove_property(session, name, err) < 0)
			return -1;
		ui_say(ui, "%s is removed", name);
		return 0;
	}
	if (session_add_property(session, name, args, err) < 0)
		return -1;
	say_properties(ui);
	return 0;
}

/* Whether an added property lacks its variables here; `why` is set. */
static bool is_waiting(struct session *session, const char *name, struct err *why)
{
	const char *waiting;

	for (size_t i = 0; (waiting = session_waiting_condition(session, i, why)); i++)
		if (strlen(name) == strcspn(waiting, ":") && strncmp(waiting, name, strlen(name)) == 0)
			return true;
	return false;
}

static int unknown_property(struct session *session, const char *name, struct err *err)
{
	const struct model *model = session->model;
	struct nearest nearest = nearest_to(name);
	struct err why = { 0 };

	if (is_waiting(session, name, &why)) {
		err_set(err, "%s waits: %s", name, why.what);
		return err_remedy(err, ":property %s remove takes it away", name);
	}

	for (unsigned i = 0; i < model->property_count; i++)
		nearest_offer(&nearest, model->properties[i].name);
	nearest_err(&nearest, "property", err);
	if (!nearest.name)
		err_remedy(err, "%s CONDITION adds one: :property %s x = 1", name, name);
	return -1;
}

static bool is_switch(const char *args)
{
	return strcmp(args, "on") == 0 || strcmp(args, "off") == 0;
}

int command_property(struct ui *ui, const char *args, struct err *err)
{
	const struct model *model = ui->scene.session->model;
	size_t length = strcspn(args, " ");
	char name[100];
	int index;

	if (!*args) {
		say_properties(ui);
		return 0;
	}
	snprintf(name, sizeof(name), "%.*s", (int)length, args);
	if (length && name[length - 1] == ':')
		name[length - 1] = '\0';
	args += length + strspn(args + length, " ");
	index = model_property_index(model, name);
	if (strcmp(args, "remove") == 0 || (*args && !is_switch(args)))
		return change_property(ui, name, args, err);
	if (index < 0)
		return unknown_property(ui->scene.session, name, err);

	uint32_t bit = UINT32_C(1) << index;
	bool on = ui->scene.session->properties & bit;

	if (parse_switch(args, &on, err) < 0)
		return -1;
	session_set_properties(ui->scene.session, on ? ui->scene.session->properties | bit
	                                             : ui->scene.session->properties & ~bit);
	say_properties(ui);
	return 0;
}

/* Completes the last word of an expression. */
struct word_offer {
	struct buf *out;
	const char *args, *word;
};

static void offer_word(void *ctx, const char *name)
{
	struct word_offer *offer = ctx;
	struct buf whole;

	if (strncmp(name, offer->word, strlen(offer->word)) != 0)
		return;
	buf_init(&whole);
	buf_add(&whole, offer->args, (size_t)(offer->word - offer->args));
	buf_add_text(&whole, name);
	complete_add(offer->out, offer->args, whole.data);
	buf_release(&whole);
}

/* Offers the fields of what is named in front of the dot: of rm.r1, not of r.  As in the state shown. */
static void offer_fields(struct ui *ui, const char *from, const char *dot, struct word_offer *offer)
{
	const struct value *value;
	const char *start = dot;
	struct buf path;

	while (start > from && (isalnum((unsigned char)start[-1]) || strchr("_.'", start[-1])))
		start--;
	buf_init(&path);
	for (; start < dot; start++)
		if (*start != '\'')
			buf_add_char(&path, *start);
	value = value_at(ui->scene.session->now.description, path.data);
	for (uint32_t i = 0; value && value_is_map(value) && i < value->count; i++) {
		const char *name = value_text(value->pairs[i].key);

		if (name && value_is_name(name))
			offer_word(offer, name);
	}
	buf_release(&path);
}

void complete_expression(struct ui *ui, const char *args, const char *from, struct buf *out)
{
	struct word_offer offer = { out, args, args + strlen(args) };

	while (offer.word > from && (isalnum((unsigned char)offer.word[-1]) || offer.word[-1] == '_'))
		offer.word--;
	if (offer.word > from && offer.word[-1] == '.')
		offer_fields(ui, from, offer.word - 1, &offer);
	else
		expr_names(session_context(ui->scene.session), offer_word, &offer);
}

void complete_property(struct ui *ui, const char *args, struct buf *out)
{
	static const char *const words[] = { "on", "off", "remove", NULL };
	const char *condition = strchr(args, ' ');
	struct buf name;

	if (!ui->scene.session)
		return;
	if (condition) {
		struct word_offer offer = { out, args, condition + 1 };

		buf_init(&name);
		buf_add(&name, args, (size_t)(condition - args));
		if (model_property_index(ui->scene.session->model, name.data) >= 0) {
			for (unsigned i = 0; words[i]; i++)
				offer_word(&offer, words[i]);
			condition = NULL;
		}
		buf_release(&name);
	}
	for (unsigned i = 0; i < ui->scene.session->model->property_count; i++)
		complete_add(out, args, ui->scene.session->model->properties[i].name);
	if (condition)
		complete_expression(ui, args, condition + 1, out);
}

/* --- paths ------------------------------------------------------------------ */

static bool in_state_view(const struct ui *ui)
{
	return strcmp(ui->view->name, "state") == 0;
}

static void say_watched(struct ui *ui)
{
	struct session *session = ui->scene.session;
	struct buf text;

	buf_init(&text);
	for (size_t i = 0; i < session->watched.count; i++)
		buf_printf(&text, "%s%s", i ? ", " : "", session->watched.items[i]);
	if (text.length)
		ui_say(ui, "watching %s; T shows them over all steps", text.data);
	else
		ui_say(ui, "no path is watched; :watch PATH adds one, Tab lists them");
	buf_release(&text);
}

int command_watch(struct ui *ui, const char *args, struct err *err)
{
	struct session *session = ui->scene.session;
	struct buf path;
	int result = 0;

	if (!*args && !in_state_view(ui)) {
		say_watched(ui);
		return 0;
	}
	if (model_property_index(session->model, args) >= 0) {
		err_set(err, "%s is a property, not a part of the state", args);
		return err_remedy(err, "use :property %s on", args);
	}
	buf_init(&path);
	if (*args)
		buf_add_text(&path, args);
	else
		values_path(&ui->scene, &path);
	/* The same key on the same row again stops it. */
	if (!*args && name_list_has(&session->watched, path.data))
		result = session_unwatch_path(session, path.data, err);
	else
		result = session_watch_path(session, path.data, err);
	if (result == 0)
		say_watched(ui);
	buf_release(&path);
	return result;
}

/* Goes to a step that the view told of. */
static int go_from(struct ui *ui, const char *number, struct err *err)
{
	command_close(ui, "", err);
	return command_jump(ui, number, err);
}

int command_from(struct ui *ui, const char *args, struct err *err)
{
	struct buf path;
	int result = 0;

	if (strncmp(args, "step ", 5) == 0)
		return go_from(ui, args + 5, err);
	if (!*args && !in_state_view(ui)) {
		err_set(err, "no part of the state is named");
		return err_remedy(err,
		                  "press F on it in the state view (S), or :from PATH; Tab completes it");
	}
	buf_init(&path);
	if (*args)
		buf_add_text(&path, args);
	else
		values_path(&ui->scene, &path);
	result = session_find_path(ui->scene.session, path.data, err);
	if (!result && origin_ask(&ui->scene, path.data))
		ui_show(ui, view_named("from"));
	else if (!result)
		result = err_set(err, "where %s is from is not known: there are too many steps", path.data);
	buf_release(&path);
	return result;
}

int command_unwatch(struct ui *ui, const char *args, struct err *err)
{
	bool all = !*args || strcmp(args, "all") == 0;

	if (session_unwatch_path(ui->scene.session, all ? NULL : args, err) < 0)
		return -1;
	say_watched(ui);
	return 0;
}

/* Completes the last name of a path, or of an expression. */
void complete_watch(struct ui *ui, const char *args, struct buf *out)
{
	const struct value *value;
	struct buf path;
	size_t end = strlen(args);

	if (!ui->scene.session)
		return;
	while (end > 0 && args[end - 1] != '.' && args[end - 1] != '[')
		end--;
	end -= end > 0;
	buf_init(&path);
	buf_add(&path, args, end);
	value = end ? value_at(ui->scene.session->now.description, path.data)
	            : ui->scene.session->now.description;
	if (value && value->kind == VALUE_VARIANT)
		value = value->payload;
	for (uint32_t i = 0; value && i < value->count; i++) {
		buf_clear(&path);
		buf_add(&path, args, end);
		if (value_is_map(value))
			value_path_field(&path, value->pairs[i].key);
		else if (value->kind == VALUE_TUPLE)
			value_path_index(&path, i + 1);
		else
			break;
		complete_add(out, args, path.data);
	}
	buf_release(&path);
	if (!out->length)
		complete_expression(ui, args, args, out);
}

void complete_unwatch(struct ui *ui, const char *args, struct buf *out)
{
	if (!ui->scene.session)
		return;
	for (size_t i = 0; i < ui->scene.session->watched.count; i++)
		complete_add(out, args, ui->scene.session->watched.items[i]);
	complete_add(out, args, "all");
}

/* --- hiding ----------------------------------------------------------------- */

static void say_hidden(struct ui *ui)
{
	struct session *session = ui->scene.session;
	struct buf text;

	buf_init(&text);
	for (size_t i = 0; i < session->hidden.count && i < NAMED_MOST; i++)
		buf_printf(&text, "%s%s", i ? ", " : "", session->hidden.items[i]);
	if (session->hidden.count > NAMED_MOST)
		buf_printf(&text, " and %zu more", session->hidden.count - NAMED_MOST);
	if (text.length)
		ui_say(ui, "hidden: %s; :show all shows them again", text.data);
	else
		ui_say(ui, "all variables are shown");
	buf_release(&text);
}

int command_hide(struct ui *ui, const char *args, struct err *err)
{
	struct buf path;
	int result = 0;

	buf_init(&path);
	buf_add_text(&path, args);
	if (!*args && in_state_view(ui)) {
		values_path(&ui->scene, &path);
		path.length = strcspn(path.data, ".[");
		path.data[path.length] = '\0';
	}
	if (path.length)
		result = session_hide(ui->scene.session, path.data, err);
	if (result == 0)
		say_hidden(ui);
	buf_release(&path);
	return result;
}

int command_show(struct ui *ui, const char *args, struct err *err)
{
	bool all = !*args || strcmp(args, "all") == 0;

	if (session_unhide(ui->scene.session, all ? NULL : args, err) < 0)
		return -1;
	say_hidden(ui);
	return 0;
}

void complete_hide(struct ui *ui, const char *args, struct buf *out)
{
	if (!ui->scene.session)
		return;
	for (unsigned i = 0; i < ui->scene.session->model->variable_count; i++) {
		const char *name = ui->scene.session->model->variables[i].name;

		if (!name_list_has(&ui->scene.session->hidden, name))
			complete_add(out, args, name);
	}
}

void complete_show(struct ui *ui, const char *args, struct buf *out)
{
	if (!ui->scene.session)
		return;
	for (size_t i = 0; i < ui->scene.session->hidden.count; i++)
		complete_add(out, args, ui->scene.session->hidden.items[i]);
	complete_add(out, args, "all");
}
