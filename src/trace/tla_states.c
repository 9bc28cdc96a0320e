/*
 * First collects what each state says, since only the last state shows whether the file is from -difftrace.
 * Rejected: deciding state by state, which mistakes a state that lost a line for one in which nothing
 * changed.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/mem.h>

#include "trace/tla_states.h"

static const struct value no_value = { .kind = VALUE_OPAQUE, .text = "" };

void tla_states_open(struct tla_states *states, struct trace *trace)
{
	*states = (struct tla_states){ 0 };
	draft_init(&states->draft, trace);
}

void tla_states_close(struct tla_states *states)
{
	draft_release(&states->draft);
	string_set_release(&states->vars);
	free(states->names);
	free(states->cells);
	free(states->blocks);
	free(states->seen);
	*states = (struct tla_states){ 0 };
}

/* --- one state ------------------------------------------------------------------ */

/* The next line, after that of `at`, that begins with a variable; `end` if there is none before. */
static size_t next_variable(const struct tla_reader *reader, size_t at, size_t end)
{
	while ((at = tla_line_end(reader, at)) < end) {
		at++;
		if (at < end && tla_begins_variable(reader, at))
			return at;
	}
	return end;
}

/* The index of a variable, which any state may add. */
static size_t variable_of(struct tla_states *states, struct tla_reader *reader, size_t at, size_t length)
{
	const char *name = arena_strndup(reader->arena, reader->text + at, length);
	unsigned mark = string_set_marks(&states->vars, name);

	if (mark)
		return mark - 1;
	if (states->draft.count)
		trace_remark(states->draft.trace, "state %zu has a variable %s that the first one lacks",
		             states->draft.count + 1, name);
	else
		states->first_count++;
	states->names =
	        mem_grow(states->names, &states->name_room, states->var_count + 1, sizeof(*states->names));
	states->seen =
	        mem_grow(states->seen, &states->seen_room, states->var_count + 1, sizeof(*states->seen));
	states->seen[states->var_count] = (struct tla_seen){ 0 };
	states->names[states->var_count++] = value_string(reader->arena, name);
	string_set_mark(&states->vars, name, (unsigned)states->var_count);
	return states->var_count - 1;
}

/* A state gives a variable a second value; if they differ, the right one is unknown. */
static void add_again(struct tla_states *states, size_t variable, const struct value *value)
{
	struct tla_cell *cell = &states->cells[states->seen[variable].cell];
	bool same = value_compare(cell->value, value) == 0;

	trace_remark(states->draft.trace,
	             same ? "state %zu gives %s the same value twice"
	                  : "state %zu gives %s two values: neither is used",
	             states->draft.count + 1, states->names[variable]->text);
	if (!same)
		cell->value = &no_value;
}

static void add_cell(struct tla_states *states, struct tla_reader *reader, size_t name, size_t length,
                     const struct value *value)
{
	size_t variable = variable_of(states, reader, name, length);

	if (states->seen[variable].state == states->draft.count + 1) {
		add_again(states, variable, value);
		return;
	}
	states->seen[variable] = (struct tla_seen){ states->draft.count + 1, states->cell_count };
	states->cells =
	        mem_grow(states->cells, &states->cell_room, states->cell_count + 1, sizeof(*states->cells));
	states->cells[states->cell_count++] =
	        (struct tla_cell){ .value = value, .variable = (uint32_t)variable };
}

/* Notes a line that could not be read. */
static void lose(struct tla_states *states, struct tla_block *block, size_t at)
{
	block->lost = true;
	if (!states->lost++)
		states->first_lost = at;
}

/* Whether a line that is not a variable and its value still belongs to the state: one that starts with `/\\`,
 * and any words before the first variable.  A line cut by the end of the text is reported at the end. */
static bool loses_a_part(const struct tla_reader *reader, const struct tla_block *block, size_t at,
                         size_t stop, bool first)
{
	if (at >= stop || (block->at_end && stop == reader->length) || tla_is_dots(reader->text, at, stop))
		return false;
	return first || (stop - at >= 2 && memcmp(reader->text + at, "/\\", 2) == 0);
}

/* Skips lines that are not variables; notes dots and lost lines. */
static bool find_variable(struct tla_states *states, struct tla_reader *reader, size_t end,
                          struct tla_block *block, size_t *name, size_t *length)
{
	bool first = states->cell_count == block->first_cell;

	while (reader->at < end) {
		size_t begins, stop;

		if (tla_take_variable(reader, first, name, length))
			return true;
		begins = tla_after_blanks(reader, reader->at);
		stop = tla_line_end(reader, begins);
		block->dots |= tla_is_dots(reader->text, begins, stop);
		if (loses_a_part(reader, block, begins, stop, first))
			lose(states, block, begins);
		reader->at = stop < end ? stop + 1 : end;
	}
	return false;
}

/* A line that begins with a variable ends what was before, even a comment, so a comment that is never closed,
 * or far below, hides no variable. */
static int read_cells(struct tla_states *states, struct tla_reader *reader, size_t end,
                      struct tla_block *block)
{
	size_t name, length;

	while (reader->at < end) {
		size_t limit = next_variable(reader, reader->at, end);
		bool dots;

		reader->length = limit;
		while (find_variable(states, reader, limit, block, &name, &length)) {
			const struct value *value = tla_assigned(reader, limit, &dots);

			if (!value)
				return -1;
			add_cell(states, reader, name, length, value);
			block->dots |= dots;
		}
		reader->length = end;
	}
	return 0;
}

/* Whether the text ends with the part between `from` and `to`, without a blank line after it. */
static bool is_open(const struct tla_reader *reader, size_t from, size_t to)
{
	size_t ends = 0;

	if (to < reader->length)
		return false;
	while (to > from && strchr(" \t\r\n", reader->text[to - 1]))
		ends += reader->text[--to] == '\n';
	return ends < 2;
}

int tla_states_read(struct tla_states *states, struct tla_reader *reader, size_t end,
                    const struct trace_step *into)
{
	size_t length = reader->length, start = reader->at;
	struct tla_block block = { .first_cell = states->cell_count,
		                   .at_end = end == reader->length,
		                   .open = is_open(reader, reader->at, end) };
	int status;

	reader->length = end;
	status = read_cells(states, reader, end, &block);
	if (!status && !states->var_count) {
		reader->at = start;
		tla_space(reader);
		status = tla_broken(reader, reader->at, "a variable and its value");
	}
	reader->length = length;
	reader->at = end;
	if (status)
		return -1;
	states->blocks = mem_grow(states->blocks, &states->block_room, states->draft.count + 1,
	                          sizeof(*states->blocks));
	states->blocks[states->draft.count] = block;
	return draft_add(&states->draft, NULL, into, reader->err);
}

/* --- all of them ------------------------------------------------------------------ */

static size_t cells_end(const struct tla_states *states, size_t state)
{
	return state + 1 < states->draft.count ? states->blocks[state + 1].first_cell : states->cell_count;
}

static bool is_whole(const struct tla_states *states, size_t state)
{
	return cells_end(states, state) - states->blocks[state].first_cell == states->var_count;
}

/* Whether a state has all variables of the first. */
static bool has_first(const struct tla_states *states, size_t state)
{
	size_t count = 0;

	for (size_t i = states->blocks[state].first_cell; i < cells_end(states, state); i++)
		count += states->cells[i].variable < states->first_count;
	return count == states->first_count;
}

/* Whether a state repeats a value, which -difftrace does only in the last one; `last` has each variable's
 * last value. */
static bool repeats(const struct tla_states *states, size_t state, const struct value **last)
{
	bool found = false;

	for (size_t i = states->blocks[state].first_cell; i < cells_end(states, state); i++) {
		const struct tla_cell *cell = &states->cells[i];

		found |= state && !states->draft.into[state].skipped && last[cell->variable] &&
		         value_compare(last[cell->variable], cell->value) == 0;
		last[cell->variable] = cell->value;
	}
	return found;
}

/* The number of places in a state where variables are omitted; neighbours in the first state count as one. */
static size_t count_gaps(const struct tla_states *states, size_t state, bool *has)
{
	size_t gaps = 0;

	memset(has, 0, states->var_count * sizeof(*has));
	for (size_t i = states->blocks[state].first_cell; i < cells_end(states, state); i++)
		has[states->cells[i].variable] = true;
	for (size_t i = 0; i < states->var_count; i++)
		gaps += !has[i] && (!i || has[i - 1]);
	return gaps;
}

/* *gaps: the number of places where variables are omitted. */
static bool may_be_difftrace(const struct tla_states *states, size_t *gaps)
{
	const struct value **last = mem_array(states->var_count, sizeof(*last));
	bool *has = mem_array(states->var_count, sizeof(*has)), repeated = false;

	*gaps = 0;
	for (size_t i = 0; i < states->draft.count && !repeated; i++) {
		bool whole = is_whole(states, i), ends = i + 1 == states->draft.count;

		repeated = repeats(states, i, last) && !(ends && whole);
		if (!whole && !states->blocks[i].open && !states->blocks[i].lost)
			*gaps += count_gaps(states, i, has);
	}
	free(last);
	free(has);
	return *gaps && !repeated && states->var_count == states->first_count;
}

static bool is_difftrace(const struct tla_states *states, enum tla_diff diff)
{
	size_t gaps;

	if (diff == DIFF_NO || !may_be_difftrace(states, &gaps))
		return false;
	if (diff == DIFF_NAMED || gaps > 1)
		return true;
	trace_remark(states->draft.trace,
	             "variables are missing in one place: the file does not say whether they are unchanged "
	             "(-difftrace) or lines were lost");
	return false;
}

void tla_states_stray(struct tla_states *states, size_t at)
{
	size_t last = states->draft.count - 1;

	if (states->draft.count && (!last || !is_whole(states, last)))
		lose(states, &states->blocks[last], at);
}

/* Completes a state with the values of `before` (null: with no values). */
static int complete(struct tla_states *states, struct tla_reader *reader, size_t state,
                    const struct value *before)
{
	size_t base = reader->stack.pair_count, end = cells_end(states, state);

	if (!is_whole(states, state) && tla_count(reader, states->var_count))
		return -1;
	for (size_t i = 0; i < states->var_count; i++)
		value_stack_pair(&reader->stack, states->names[i],
		                 before ? before->pairs[i].value : &no_value);
	for (size_t i = states->blocks[state].first_cell; i < end; i++)
		reader->stack.pairs[base + states->cells[i].variable].value = states->cells[i].value;
	states->draft.states[state] =
	        value_record(reader->arena, value_stack_pairs(&reader->stack, base), states->var_count);
	reader->stack.pair_count = base;
	return 0;
}

void tla_states_unassigned(struct tla_states *states, struct arena *arena)
{
	size_t first = states->draft.count ? states->blocks[states->draft.count - 1].first_cell : 0;

	for (size_t i = first; i < states->cell_count; i++) {
		struct tla_cell *cell = &states->cells[i];

		if (cell->value->kind == VALUE_MODEL && strcmp(cell->value->text, "null") == 0)
			cell->value = value_opaque(arena, "null");
	}
}

/* Whether a value ends with the text, so that its last digits or letters may be missing. */
static bool may_be_cut(const struct tla_states *states, const struct tla_reader *reader)
{
	const struct tla_block *last = &states->blocks[states->draft.count - 1];

	return last->open && reader->length && tla_is_word((unsigned char)reader->text[reader->length - 1]);
}

/* Reports what may be missing at the end of the text; drops a last state without variables. */
static void check_end(struct tla_states *states, const struct tla_reader *reader, bool diff)
{
	size_t last = states->draft.count - 1;
	const struct tla_block *block = &states->blocks[last];
	struct trace *trace = states->draft.trace;

	if (has_first(states, last)) {
		if (may_be_cut(states, reader))
			trace_remark(trace, "the file ends right after the last value, which may "
			                    "be cut short");
		return;
	}
	if (!block->open && (diff || !block->at_end))
		return;
	if (last && block->first_cell == states->cell_count) {
		trace_remark(trace, "the file ends in the heading of its last state, which is dropped");
		states->draft.count--;
	} else {
		trace_remark(trace, "the file ends inside its last state");
	}
}

static void report_lost(const struct tla_states *states, const struct tla_reader *reader)
{
	struct trace *trace = states->draft.trace;
	size_t line = 1;

	for (size_t i = 0; states->lost && i < states->first_lost; i++)
		line += reader->text[i] == '\n';
	if (states->lost == 1)
		trace_remark(trace, "line %zu looks like part of a state, but cannot be read", line);
	else if (states->lost)
		trace_remark(trace,
		             "%zu lines look like parts of states, but cannot be read; the first is "
		             "line %zu",
		             states->lost, line);
}

int tla_states_finish(struct tla_states *states, struct tla_reader *reader, enum tla_diff may_be)
{
	size_t count;
	bool diff;

	if (!states->draft.count)
		return draft_finish(&states->draft, reader->err);
	diff = is_difftrace(states, may_be);
	report_lost(states, reader);
	check_end(states, reader, diff);
	count = states->draft.count;
	for (size_t i = 0; i < count; i++) {
		const struct tla_block *block = &states->blocks[i];
		bool keeps = diff && i && !block->dots && !block->lost && !block->open &&
		             !states->draft.into[i].skipped;

		if (complete(states, reader, i, keeps ? states->draft.states[i - 1] : NULL))
			return -1;
	}
	if (diff)
		trace_remark(states->draft.trace, "the file omits unchanged variables (-difftrace)");
	return draft_finish(&states->draft, reader->err);
}
