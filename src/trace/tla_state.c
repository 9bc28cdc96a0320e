/*
 * States written as values: records of variables, alone or in a sequence.
 */
#include <heddle/err.h>

#include "trace/tla_value.h"

const struct value *tla_state(struct tla_reader *reader)
{
	size_t start;
	const struct value *value;
	bool named = true;

	tla_space(reader);
	start = reader->at;
	if (!(value = tla_value(reader, 1)) || value->kind == VALUE_RECORD)
		return value;
	/* A variable whose name is not an identifier requires the other notation. */
	for (size_t i = 0; i < value->count && value->kind == VALUE_FUNCTION && named; i++)
		named = value->pairs[i].key->kind == VALUE_STRING;
	if (value->kind == VALUE_FUNCTION && named)
		return value_record(reader->arena, value->pairs, value->count);
	if (value->kind == VALUE_TUPLE && !value->count)
		return value_record(reader->arena, NULL, 0);
	tla_fail(reader, start, "not a state; expected a record of variables");
	return NULL;
}

int tla_cut(struct tla_reader *reader, struct trace *trace, const struct err *before)
{
	if (!reader->cut || reader->stopped)
		return -1;
	trace_remark(trace, "the file ends inside the list of its states; only complete states are read");
	if (reader->err)
		*reader->err = *before;
	reader->at = reader->length;
	return 0;
}

static int read_list(struct tla_reader *reader, struct draft *draft)
{
	do {
		const struct value *state = tla_state(reader);

		if (!state || draft_add(draft, state, NULL, reader->err))
			return -1;
	} while (tla_take(reader, ","));
	return tla_expect(reader, ">>");
}

int tla_state_list(struct tla_reader *reader, struct draft *draft)
{
	struct err before = { .file = "" };

	if (tla_expect(reader, "<<"))
		return -1;
	if (tla_take(reader, ">>"))
		return 0;
	if (reader->err)
		before = *reader->err;
	if (!read_list(reader, draft))
		return 0;
	return draft->count ? tla_cut(reader, draft->trace, &before) : -1;
}

const char *tla_text_field(const struct value *record, const char *name)
{
	const struct value *field = value_get(record, name);

	return field && field->kind == VALUE_STRING ? field->text : NULL;
}
