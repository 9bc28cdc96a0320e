/*
 * The first state tells the variables; every later one is put together from
 * what it says and what the state before had.  Rejected: asking whether the
 * whole log is a -difftrace first, which only its end can tell.
 */
#include "tla_states.h"

#include <stdlib.h>
#include <string.h>

#include "heddle/mem.h"

void tla_states_open(struct tla_states *states, struct trace *trace)
{
	*states = (struct tla_states){ 0 };
	draft_init(&states->draft, trace);
}

void tla_states_close(struct tla_states *states)
{
	draft_release(&states->draft);
	words_release(&states->vars);
	free(states->given);
	*states = (struct tla_states){ 0 };
}

/* A variable's name may hold "::", as Quint's do. */
static size_t name_length(struct tla_reader *reader)
{
	size_t start = reader->at, length = 0, more;

	while ((more = tla_word(reader))) {
		reader->at += more;
		length = reader->at - start;
		if (reader->length - reader->at < 2 ||
		    memcmp(reader->text + reader->at, "::", 2) != 0)
			break;
		reader->at += 2;
	}
	reader->at = start;
	return length;
}

/* Takes `name =`; leaves the reader alone when something else is next. */
static bool take_name(struct tla_reader *reader, size_t *name, size_t *length)
{
	size_t start = reader->at;

	tla_space(reader);
	*name = reader->at;
	*length = name_length(reader);
	reader->at += *length;
	if (*length && tla_take(reader, "=") &&
	    !(reader->at < reader->length && strchr("=>", reader->text[reader->at])))
		return true;
	reader->at = start;
	return false;
}

bool tla_is_variable(const char *name)
{
	struct tla_reader reader;

	tla_open(&reader, name, strlen(name), NULL, NULL);
	return reader.length && name_length(&reader) == reader.length;
}

/* Pushes the assignments of a state as pairs. */
static int read_pairs(struct tla_reader *reader)
{
	bool listed = true;

	for (size_t i = 0; listed; i++) {
		size_t end = reader->at, name, length;
		const struct value *value;

		listed = tla_take(reader, "/\\");
		if (!listed && i) {
			reader->at = end;
			break;
		}
		if (!take_name(reader, &name, &length)) {
			if (!listed) {
				reader->at = end;
				break;
			}
			tla_space(reader);
			return tla_broken(reader, reader->at, "a variable and '='");
		}
		if (!(value = tla_value(reader, 2)))
			return -1;

		const char *text = arena_strndup(reader->arena, reader->text + name, length);

		pile_pair(&reader->pile, value_string(reader->arena, text), value);
	}
	return 0;
}

static int add_first(struct tla_states *states, struct tla_reader *reader, size_t base,
                     const struct trace_step *into)
{
	const struct value_pair *pairs = pile_pairs(&reader->pile, base);
	size_t count = reader->pile.pair_count - base;

	if (!count) {
		tla_space(reader);
		return tla_broken(reader, reader->at, "a variable and its value");
	}
	for (size_t i = 0; i < count; i++) {
		if (words_marks(&states->vars, pairs[i].key->text))
			return tla_fail(reader, reader->at, "%s has a value twice in this state",
			                pairs[i].key->text);
		words_mark(&states->vars, pairs[i].key->text, (unsigned)i + 1);
	}
	states->var_count = count;
	states->given = mem_array(count, sizeof(*states->given));
	return draft_add(&states->draft, value_record(reader->arena, pairs, count), into,
	                 reader->err);
}

static int add_later(struct tla_states *states, struct tla_reader *reader, size_t base,
                     const struct trace_step *into)
{
	const struct value *before = states->draft.states[states->draft.count - 1];
	size_t given = reader->pile.pair_count - base, count = states->var_count, end;

	/* A state without a word is one in which nothing changed, but not at the very end. */
	end = reader->at;
	tla_space(reader);
	if (given < count && reader->at >= reader->length)
		return tla_broken(reader, reader->at, "the state's other variables");
	reader->at = end;
	if (!given)
		return draft_add(&states->draft, before, into, reader->err);

	memset(states->given, 0, count * sizeof(*states->given));
	for (size_t i = 0; i < given; i++) {
		const struct value_pair *pair = &reader->pile.pairs[base + i];
		unsigned mark = words_marks(&states->vars, pair->key->text);

		if (!mark)
			return tla_fail(reader, reader->at,
			                "the state has a variable %s that the first one has not",
			                pair->key->text);
		if (states->given[mark - 1])
			return tla_fail(reader, reader->at, "%s has a value twice in this state",
			                pair->key->text);
		states->given[mark - 1] = pair->value;
	}
	if (tla_count(reader, count))
		return -1;

	size_t start = reader->pile.pair_count;

	for (size_t i = 0; i < count; i++)
		pile_pair(&reader->pile, before->pairs[i].key,
		          states->given[i] ? states->given[i] : before->pairs[i].value);
	return draft_add(&states->draft,
	                 value_record(reader->arena, pile_pairs(&reader->pile, start), count), into,
	                 reader->err);
}

int tla_states_read(struct tla_states *states, struct tla_reader *reader,
                    const struct trace_step *into)
{
	size_t base = reader->pile.pair_count;
	int status = read_pairs(reader);

	if (!status)
		status = states->draft.count ? add_later(states, reader, base, into)
		                             : add_first(states, reader, base, into);
	reader->pile.pair_count = base;
	return status;
}
