/*
 * The name ends where the arguments or the location begin; anything else in between is skipped.  Rejected: a
 * strict grammar, since a label only breaks ties and should not make a trace unreadable.
 */
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>

#include "trace/format.h"
#include "trace/label.h"
#include "trace/tla_value.h"

#define PLACE " line "

void label_read(const char *text, size_t length, struct arena *arena, struct trace_step *step)
{
	const char *place = memmem(text, length, PLACE, sizeof(PLACE) - 1);
	size_t end = place ? (size_t)(place - text) : length;
	const char *open = memchr(text, '(', end);
	size_t name = open ? (size_t)(open - text) : end;
	struct tla_reader reader;
	size_t base = 0;

	static const char *const stops[] = { ",", ")", NULL };

	*step = (struct trace_step){ 0 };
	if (place)
		step->location = arena_strndup(arena, place + 1, length - end - 1);
	while (name && text[name - 1] == ' ')
		name--;
	if (name)
		step->action = arena_strndup(arena, text, name);
	if (!open)
		return;

	tla_open(&reader, text, end, arena, NULL);
	reader.at = (size_t)(open - text) + 1;
	do {
		const struct value *arg = tla_part(&reader, 1, stops);

		if (!arg)
			goto out;
		value_stack_item(&reader.stack, arg);
	} while (tla_take(&reader, ","));
	if (!tla_take(&reader, ")"))
		goto out;
	step->arg_count = reader.stack.item_count - base;
	step->args = arena_copy(arena, reader.stack.items, step->arg_count * sizeof(*step->args));
out:
	tla_close(&reader);
}

void label_write(struct buf *out, const struct trace_step *step, struct buf *lost)
{
	buf_add_char(out, '<');
	if (step->action && is_one_line(step->action, "<>(") && !strstr(step->action, PLACE))
		buf_add_text(out, step->action);
	else if (step->action)
		lost_add(lost, "odd names of steps");
	for (size_t i = 0; i < step->arg_count; i++) {
		buf_add_text(out, i ? ", " : "(");
		value_tla(out, step->args[i]);
		if (lost)
			tla_lost(lost, step->args[i]);
	}
	if (step->arg_count) {
		buf_add_char(out, ')');
		if (step->arg_names)
			lost_add(lost, "the names of parameters");
	}
	if (step->location && strncmp(step->location, "line ", 5) == 0 && is_one_line(step->location, "<>"))
		buf_printf(out, " %s", step->location);
	else if (step->location)
		lost_add(lost, "locations");
	buf_add_char(out, '>');
}
