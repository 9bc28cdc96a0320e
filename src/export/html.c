/*
 * A schedule as one HTML page that plays it offline.
 *
 * The page is a file of its own (player.html), compiled in; only the story is put into it, as JSON in
 * which "<" cannot stand, so that no text of a trace can end the script.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include <heddle/bundled.h>
#include <heddle/buf.h>
#include <heddle/model.h>
#include <heddle/value.h>

#include <heddle/json.h>
#include "../trace/json_value.h"
#include "story.h"
#include "targets.h"

static const char placeholder[] = "/*STORY*/null";

static void put_member(struct buf *out, const char *name, const char *text)
{
	buf_printf(out, "\"%s\":", name);
	if (text)
		json_put_text(out, text);
	else
		buf_add_text(out, "null");
	buf_add_char(out, ',');
}

static void put_events(struct buf *out, const struct story *s)
{
	buf_add_text(out, "\"events\":[");
	for (size_t i = 0; i < s->count; i++) {
		const struct story_event *event = &s->events[i];

		buf_add_text(out, i ? ",{" : "{");
		put_member(out, "text", event->text);
		put_member(out, "note", event->note);
		put_member(out, "broken", event->broken);
		put_member(out, "facts", event->facts);
		buf_printf(out, "\"essential\":%s}",
		           event->essential && s->broken ? "true" : "false");
	}
	buf_add_text(out, "],\"states\":[");
	for (size_t i = 0; i <= s->count; i++) {
		buf_add_text(out, i ? "," : "");
		json_put_value(out, s->states[i], NULL);
	}
	buf_add_text(out, "],\"variables\":[");
	for (unsigned v = 0; v < s->model->variable_count; v++) {
		buf_add_text(out, v ? ",[" : "[");
		json_put_text(out, s->model->variables[v].name);
		buf_add_char(out, ',');
		json_put_text(out, s->model->variables[v].title);
		buf_printf(out, ",\"%s\"]",
		           s->model->variables[v].kind == VARIABLE_LOG ? "log" : "value");
	}
	buf_add_text(out, "]");
}

static void put_story(struct buf *out, const struct story *s)
{
	struct buf json;

	buf_init(&json);
	buf_add_char(&json, '{');
	put_member(&json, "title", s->title ? s->title : s->design);
	put_member(&json, "design", s->design);
	put_member(&json, "scope", s->scope);
	put_member(&json, "description", s->description);
	put_member(&json, "broken", s->broken);
	put_member(&json, "facts", s->facts);
	put_member(&json, "note", s->note);
	buf_printf(&json, "\"brokenAt\":%zu,\"loop\":%lld,", s->broken_at, (long long)s->loop);
	put_member(&json, "back", s->closes ? s->events[s->count].text : NULL);
	put_events(&json, s);
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

static int write_trace(const struct model *model, const struct trace *trace,
                       const struct export_options *options, struct export *out, struct err *err)
{
	const char *text = page(), *gap = strstr(text, placeholder);
	struct story story;
	struct buf html;

	if (story_tell(model, trace, options->properties, &story, err))
		return -1;
	buf_init(&html);
	buf_add(&html, text, (size_t)(gap - text));
	put_story(&html, &story);
	buf_add_text(&html, gap + strlen(placeholder));
	export_add(out, "schedule.html", &html);
	buf_release(&html);
	story_release(&story);
	return 0;
}

const struct export_target target_html = {
	.name = "html",
	.summary = "a page that plays a schedule, offline, in a browser",
	.trace = write_trace,
	.trace_takes = EXPORT_INVARIANT | EXPORT_SCOPE,
};
