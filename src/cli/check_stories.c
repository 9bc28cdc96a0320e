/*
 * Behaviours in which each process takes the same actions have the same orders to choose from, so the checker
 * gives one of each (simplest_stories), with their number.  Of those the census (why.h) says which orders had
 * to be; two that agree in these and in their actions differ in names only, and are told as one.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/cli.h>
#include <heddle/mem.h>
#include <heddle/utf8.h>

#include "cli/check_stories.h"

enum { COMPARED_MOST = 200 }; /* stories whose orders are found */

/* --- which are the same ---------------------------------------------------------------- */

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static int by_pair(const void *a, const void *b)
{
	return memcmp(a, b, 2 * sizeof(uint32_t));
}

/* The actions, sorted; then the necessary orders as pairs of actions, sorted. */
static void make_key(struct told_story *story, size_t length)
{
	size_t pairs = 0;

	story->key = mem_array(length + 2 * story->census.order_count, sizeof(*story->key));
	for (size_t i = 0; i < length; i++)
		story->key[i] = story->steps[i].action;
	qsort(story->key, length, sizeof(*story->key), by_number);
	for (size_t i = 0; story->status == WHY_KNOWN && i < story->census.order_count; i++) {
		const struct why_order *order = &story->census.orders[i];

		if (order->forced)
			continue;
		story->key[length + 2 * pairs] = story->steps[order->before].action;
		story->key[length + 2 * pairs + 1] = story->steps[order->after].action;
		pairs++;
	}
	qsort(story->key + length, pairs, 2 * sizeof(*story->key), by_pair);
	story->key_count = length + 2 * pairs;
}

static bool same_story(const struct told_story *a, const struct told_story *b)
{
	return a->status == WHY_KNOWN && b->status == WHY_KNOWN && a->key_count == b->key_count &&
	       memcmp(a->key, b->key, a->key_count * sizeof(*a->key)) == 0;
}

static void release_story(struct told_story *story)
{
	if (story->status == WHY_KNOWN)
		why_census_release(&story->census);
	free(story->key);
}

static void tell(const struct model *model, const struct check_trace *trace, struct told_list *list)
{
	size_t compared = trace->story_count < COMPARED_MOST ? trace->story_count : COMPARED_MOST;

	list->items = mem_array(compared, sizeof(*list->items));
	list->more = trace->choice != CHECK_SIMPLEST || compared < trace->story_count;
	for (size_t i = 0; i < compared; i++) {
		struct why_question question = { .model = model,
			                         .steps = trace->stories[i].steps,
			                         .count = trace->length,
			                         .property = trace->property };
		struct told_story story = { .steps = question.steps, .ways = trace->stories[i].ways };
		size_t k = 0;

		story.status = why_census(&question, &story.census);
		make_key(&story, trace->length);
		list->ways += story.ways;
		while (k < list->count && !same_story(&story, &list->items[k]))
			k++;
		if (k < list->count) {
			list->items[k].ways += story.ways;
			release_story(&story);
		} else {
			list->items[list->count++] = story;
		}
	}
}

void check_stories_find(const struct model *model, const struct check_result *result, size_t wanted,
                        struct told_stories *told)
{
	*told = (struct told_stories){ .wanted = wanted };
	if (!wanted)
		return;
	told->count = result->trace_count;
	told->of = mem_array(told->count, sizeof(*told->of));
	for (size_t i = 0; i < told->count; i++)
		if (result->traces[i].story_count)
			tell(model, &result->traces[i], &told->of[i]);
}

void check_stories_release(struct told_stories *told)
{
	for (size_t i = 0; i < told->count; i++) {
		for (size_t k = 0; k < told->of[i].count; k++)
			release_story(&told->of[i].items[k]);
		free(told->of[i].items);
	}
	free(told->of);
	*told = (struct told_stories){ 0 };
}

/* --- telling ---------------------------------------------------------------------------- */

static void add_orders(const struct told_story *story, struct buf *out)
{
	unsigned said = 0, all = 0;

	for (size_t i = 0; story->status == WHY_KNOWN && i < story->census.order_count; i++)
		all += !story->census.orders[i].forced;
	if (story->status != WHY_KNOWN)
		buf_add_text(out, "which orders had to be is not known");
	else if (!all)
		buf_add_text(out, "every possible order of its steps breaks it");
	for (size_t i = 0; i < story->census.order_count && all; i++) {
		const struct why_order *order = &story->census.orders[i];

		if (order->forced)
			continue;
		buf_printf(out, "%sstep %u %sbefore %u",
		           !said             ? ""
		           : said + 1 == all ? " and "
		                             : ", ",
		           order->before + 1, said ? "" : "had to be ", order->after + 1);
		said++;
	}
}

static void add_steps(const struct told_story *story, const struct model *model, size_t length,
                      struct buf *out)
{
	struct buf line;

	buf_init(&line);
	for (size_t i = 0; i < length; i++) {
		buf_clear(&line);
		step_show(model, &story->steps[i], &line);
		buf_printf(out, "%4zu  ", i + 1);
		utf8_escape(out, line.data, line.length);
		buf_add_char(out, '\n');
	}
	buf_release(&line);
}

void check_stories_text(const struct told_stories *told, const struct model *model, size_t trace,
                        size_t length, struct buf *out)
{
	const struct told_list *list = told->wanted ? &told->of[trace] : NULL;

	if (!list || !list->count)
		return;
	if (list->ways == 1 && !list->more) {
		buf_add_text(out, "It is the only one of that length: ");
		add_orders(&list->items[0], out);
		buf_add_text(out, ".\n");
		return;
	}
	buf_printf(out, "The %s%" PRIu64 " shortest counterexamples are %s%zu stor%s.\n",
	           list->more ? "at least " : "", list->ways, list->more ? "at least " : "", list->count,
	           list->count == 1 ? "y" : "ies");
	for (size_t i = 0; i < list->count && i < told->wanted; i++) {
		const struct told_story *story = &list->items[i];

		buf_printf(out, "Story %zu%s, %" PRIu64 " of them: ", i + 1, i ? "" : ", the one above",
		           story->ways);
		add_orders(story, out);
		buf_add_text(out, i ? ":\n" : ".\n");
		if (i)
			add_steps(story, model, length, out);
	}
}

static void add_orders_json(const struct told_story *story, struct buf *out)
{
	bool said = false;

	if (story->status != WHY_KNOWN) {
		buf_add_text(out, "null");
		return;
	}
	buf_add_char(out, '[');
	for (size_t i = 0; i < story->census.order_count; i++) {
		const struct why_order *order = &story->census.orders[i];

		if (order->forced)
			continue;
		buf_printf(out, "%s[%u, %u]", said ? ", " : "", order->before + 1, order->after + 1);
		said = true;
	}
	buf_add_char(out, ']');
}

void check_stories_json(const struct told_stories *told, const struct model *model, size_t trace,
                        size_t length, struct buf *out)
{
	const struct told_list *list = told->wanted ? &told->of[trace] : NULL;
	struct buf text;

	if (!list)
		return;
	buf_printf(out,
	           ", \"shortest\": %" PRIu64 ", \"story_count\": %zu, \"all_stories\": %s, \"stories\": [",
	           list->ways, list->count, list->more ? "false" : "true");
	buf_init(&text);
	for (size_t i = 0; i < list->count && i < told->wanted; i++) {
		buf_printf(out, "%s{\"counterexamples\": %" PRIu64 ", \"necessary_orders\": ", i ? ", " : "",
		           list->items[i].ways);
		add_orders_json(&list->items[i], out);
		buf_add_text(out, ", \"trace\": [");
		for (size_t k = 0; k < length; k++) {
			buf_clear(&text);
			step_show(model, &list->items[i].steps[k], &text);
			buf_add_text(out, k ? ", " : "");
			cli_json_text(out, text.data);
		}
		buf_add_text(out, "]}");
	}
	buf_add_char(out, ']');
	buf_release(&text);
}
