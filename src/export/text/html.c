/*
 * A schedule as one HTML page that plays it offline.
 *
 * The page is a separate file (player.html), compiled in; the run is inserted as a block of JSON without "<",
 * so that no text of a trace can end it.  Values are formatted here, as on screen: JSON has no sets, and
 * JavaScript no integers of arbitrary size.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/bundled.h>
#include <heddle/json.h>
#include <heddle/model.h>
#include <heddle/value.h>

#include "export/picture/annotated_run.h"
#include "export/targets.h"

static const char placeholder[] = "/*RUN*/";

static void put_member(struct buf *out, const char *name, const char *text)
{
	buf_printf(out, "\"%s\":", name);
	if (text)
		json_put_text(out, text);
	else
		buf_add_text(out, "null");
	buf_add_char(out, ',');
}

static void put_lines(struct buf *out, const struct annotated_run *run)
{
	buf_add_text(out, "\"why\":[");
	for (size_t i = 0; i < run->line_count; i++) {
		buf_add_text(out, i ? ",[" : "[");
		json_put_text(out, run->lines[i].head);
		buf_add_char(out, ',');
		json_put_text(out, run->lines[i].text);
		buf_add_char(out, ']');
	}
	buf_add_text(out, "],");
}

static void put_events(struct buf *out, const struct annotated_run *run)
{
	struct buf mark;

	buf_init(&mark);
	buf_add_text(out, "\"events\":[");
	for (size_t i = 0; i < run->count; i++) {
		const struct annotated_event *event = &run->events[i];

		buf_add_text(out, i ? ",{" : "{");
		put_member(out, "text", event->text);
		put_member(out, "place", event->place);
		put_member(out, "note", event->note);
		buf_printf(out, "\"outdated\":%s,", event->outdated ? "true" : "false");
		put_member(out, "broken", event->broken);
		put_member(out, "facts", event->facts);
		buf_clear(&mark);
		annotated_run_mark(run, i, &mark);
		put_member(out, "mark", mark.length ? mark.data : NULL);
		buf_printf(out, "\"essential\":%s}", event->essential && run->sliced ? "true" : "false");
	}
	buf_add_char(out, ']');
	buf_release(&mark);
}

/* --- values, as the page shows them ---------------------------------------------------- */

static void put_shown(struct buf *out, const struct value *value)
{
	struct buf text;

	buf_init(&text);
	value_show(&text, value, false);
	json_put_text(out, text.data);
	buf_release(&text);
}

static bool has_pairs(const struct value *value)
{
	return (value->kind == VALUE_RECORD || value->kind == VALUE_FUNCTION) && value->count;
}

static void put_pairs(struct buf *out, const struct value *value,
                      void (*put)(struct buf *out, const struct value *value))
{
	buf_add_char(out, '[');
	for (uint32_t i = 0; i < value->count; i++) {
		buf_add_text(out, i ? ",[" : "[");
		put_shown(out, value->pairs[i].key);
		buf_add_char(out, ',');
		put(out, value->pairs[i].value);
		buf_add_char(out, ']');
	}
	buf_add_char(out, ']');
}

/* A row of a table: its fields, or text. */
static void put_row(struct buf *out, const struct value *value)
{
	if (has_pairs(value))
		put_pairs(out, value, put_shown);
	else
		put_shown(out, value);
}

static bool has_records(const struct value *value)
{
	for (uint32_t i = 0; i < value->count; i++)
		if (has_pairs(value->items[i]))
			return true;
	return false;
}

/* A variable: rows with a key or number (in a set: without); or text. */
static void put_variable(struct buf *out, const struct value *value)
{
	bool set = value->kind == VALUE_SET;

	if (has_pairs(value)) {
		put_pairs(out, value, put_row);
		return;
	}
	if ((!set && value->kind != VALUE_TUPLE) || !has_records(value)) {
		put_shown(out, value);
		return;
	}
	buf_add_char(out, '[');
	for (uint32_t i = 0; i < value->count; i++) {
		buf_add_text(out, i ? "," : "");
		if (set)
			buf_add_text(out, "[\"\",");
		else
			buf_printf(out, "[\"%u\",", i + 1);
		put_row(out, value->items[i]);
		buf_add_char(out, ']');
	}
	buf_add_char(out, ']');
}

static void put_states(struct buf *out, const struct annotated_run *run)
{
	buf_add_text(out, ",\"states\":[");
	for (size_t i = 0; i <= run->count; i++) {
		buf_add_text(out, i ? ",[" : "[");
		for (unsigned v = 0; v < run->model->variable_count; v++) {
			const struct value *value = value_get(run->states[i], run->model->variables[v].name);

			buf_add_text(out, v ? "," : "");
			if (value)
				put_variable(out, value);
			else
				buf_add_text(out, "\"\"");
		}
		buf_add_char(out, ']');
	}
	buf_add_text(out, "],\"variables\":[");
	for (unsigned v = 0; v < run->model->variable_count; v++) {
		buf_add_text(out, v ? "," : "");
		json_put_text(out, run->model->variables[v].title);
	}
	buf_add_char(out, ']');
}

static void put_run(struct buf *out, const struct annotated_run *run)
{
	struct buf json;

	buf_init(&json);
	buf_add_char(&json, '{');
	put_member(&json, "title", run->title ? run->title : run->design);
	put_member(&json, "design", run->design);
	put_member(&json, "scope", run->scope);
	put_member(&json, "description", run->description);
	put_member(&json, "ended", run->ended);
	put_member(&json, "broken", run->broken);
	put_member(&json, "facts", run->facts);
	put_member(&json, "note", run->note);
	buf_printf(&json, "\"outdated\":%s,", run->outdated ? "true" : "false");
	buf_printf(&json, "\"brokenAt\":%zu,\"loop\":%lld,", run->broken_at, (long long)run->loop);
	put_member(&json, "back", run->closes ? run->events[run->count].text : NULL);
	put_lines(&json, run);
	put_events(&json, run);
	put_states(&json, run);
	buf_add_char(&json, '}');
	for (size_t i = 0; i < json.length; i++) {
		if (json.data[i] == '<')
			buf_add_text(out, "\\u003c");
		else
			buf_add_char(out, json.data[i]);
	}
	buf_release(&json);
}

static const char *page(void)
{
	for (const struct bundled *b = bundled_files; b->name; b++)
		if (strcmp(b->name, "player.html") == 0)
			return b->text;
	assert(!"the page is compiled in");
	return NULL;
}

static void put_page(struct buf *out, const struct annotated_run *run, const struct trace *trace)
{
	const char *text = page(), *gap = strstr(text, placeholder);

	(void)trace;
	buf_add(out, text, (size_t)(gap - text));
	put_run(out, run);
	buf_add_text(out, gap + strlen(placeholder));
}

static int write_trace(const struct model *model, const struct trace *trace,
                       const struct export_options *options, struct export *out, struct err *err)
{
	return annotated_run_export(model, trace, options, ".html", put_page, out, err);
}

const struct export_target target_html = {
	.name = "html",
	.summary = "a page that plays a schedule, offline, in a browser",
	.trace = write_trace,
	.trace_takes = EXPORT_INVARIANT | EXPORT_SCOPE,
};
