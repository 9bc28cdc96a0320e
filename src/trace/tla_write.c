/*
 * Finds what value_tla cannot represent, before writing.  Rejected: reading the text back and comparing,
 * which is certain but costs a parse.
 */
#include <string.h>

#include <heddle/buf.h>
#include <heddle/utf8.h>

#include "trace/format.h"
#include "trace/tla_value.h"

void tla_put_text(struct buf *out, const char *text)
{
	const struct value value = { .kind = VALUE_STRING, .text = text };

	value_tla(out, &value);
}

static bool is_plain_text(const char *text)
{
	struct buf rest;
	bool plain;

	buf_init(&rest);
	for (const char *at = text; *at; at++)
		if (!strchr("\t\n\f\r\\", *at))
			buf_add_char(&rest, *at);
	plain = utf8_printable(rest.data);
	buf_release(&rest);
	return plain;
}

void tla_lost(struct buf *lost, const struct value *value)
{
	switch (value->kind) {
	case VALUE_BOOL:
	case VALUE_INT:
	case VALUE_BIGINT:
		break;
	case VALUE_OPAQUE:
		lost_add(lost, LOST_TEXTS);
		break;
	case VALUE_STRING:
		if (!is_plain_text(value->text))
			lost_add(lost, "control characters in strings");
		break;
	case VALUE_MODEL:
		if (!value_is_model_name(value->text))
			lost_add(lost, "model values with odd names (now strings)");
		break;
	case VALUE_VARIANT:
		tla_lost(lost, value->payload);
		break;
	case VALUE_SET:
	case VALUE_TUPLE:
		for (size_t i = 0; i < value->count; i++)
			tla_lost(lost, value->items[i]);
		break;
	case VALUE_RECORD:
	case VALUE_FUNCTION:
		if (!value->count)
			lost_add(lost, "empty records and functions (now <<>>)");
		for (size_t i = 0; i < value->count; i++) {
			if (value->kind == VALUE_RECORD && !value_is_name(value->pairs[i].key->text))
				lost_add(lost, "records with odd fields (now functions)");
			else
				tla_lost(lost, value->pairs[i].key);
			tla_lost(lost, value->pairs[i].value);
		}
		break;
	}
}

void tla_lost_state(struct buf *lost, const struct value *state)
{
	for (size_t i = 0; i < state->count; i++)
		tla_lost(lost, state->pairs[i].value);
}
