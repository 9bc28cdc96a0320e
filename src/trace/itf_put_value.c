/*
 * Writing values: which texts and records need a form that only heddle understands (itf.h).
 */
#include <heddle/buf.h>

#include "trace/itf.h"

void itf_learn(struct itf *itf, const struct value *value)
{
	switch (value->kind) {
	case VALUE_MODEL:
		string_set_mark(&itf->texts, value->text, TEXT_MODEL);
		break;
	case VALUE_STRING:
		string_set_mark(&itf->texts, value->text, TEXT_STRING);
		break;
	case VALUE_SET:
	case VALUE_TUPLE:
		for (size_t i = 0; i < value->count; i++)
			itf_learn(itf, value->items[i]);
		break;
	case VALUE_FUNCTION:
	case VALUE_RECORD:
		for (size_t i = 0; i < value->count; i++) {
			itf_learn(itf, value->pairs[i].key);
			itf_learn(itf, value->pairs[i].value);
		}
		break;
	case VALUE_VARIANT:
		string_set_mark(&itf->texts, value->text, TEXT_STRING);
		itf_learn(itf, value->payload);
		break;
	case VALUE_BOOL:
	case VALUE_INT:
	case VALUE_BIGINT:
	case VALUE_OPAQUE:
		break;
	}
}

static bool is_tagged_record(const struct value *value)
{
	const struct value *tag = value->count == 2 ? value_get(value, "tag") : NULL;

	return tag && value_get(value, "value") && (tag->kind == VALUE_STRING || tag->kind == VALUE_MODEL);
}

unsigned itf_tags(const struct value *value)
{
	unsigned tags = 0;

	switch (value->kind) {
	case VALUE_SET:
	case VALUE_TUPLE:
		for (size_t i = 0; i < value->count; i++)
			tags |= itf_tags(value->items[i]);
		break;
	case VALUE_FUNCTION:
	case VALUE_RECORD:
		for (size_t i = 0; i < value->count; i++)
			tags |= itf_tags(value->pairs[i].key) | itf_tags(value->pairs[i].value);
		if (value->kind == VALUE_RECORD && is_tagged_record(value))
			tags |= TAG_RECORD;
		break;
	case VALUE_VARIANT:
		tags = TAG_VARIANT | itf_tags(value->payload);
		break;
	default:
		break;
	}
	return tags;
}

static void put_form(struct buf *out, const char *key, const char *text)
{
	buf_printf(out, "{\"%s\": ", key);
	json_put_text(out, text);
	buf_add_char(out, '}');
}

static void put_items(struct buf *out, const struct itf *itf, const struct value *value)
{
	buf_add_char(out, '[');
	for (size_t i = 0; i < value->count; i++) {
		if (i)
			buf_add_text(out, ", ");
		itf_put_value(out, itf, value->items[i]);
	}
	buf_add_char(out, ']');
}

static void put_map(struct buf *out, const struct itf *itf, const struct value *value)
{
	buf_add_text(out, "{\"#map\": [");
	for (size_t i = 0; i < value->count; i++) {
		buf_add_text(out, i ? ", [" : "[");
		itf_put_value(out, itf, value->pairs[i].key);
		buf_add_text(out, ", ");
		itf_put_value(out, itf, value->pairs[i].value);
		buf_add_char(out, ']');
	}
	buf_add_text(out, "]}");
}

/* Whether a record's tag looks like a reserved one. */
static bool is_reserved_tag(const struct value *record)
{
	const struct value *tag = value_get(record, "tag");

	return tag && value_text(tag) && value_text(tag)[0] == '#';
}

/* Whether itf_value would read the object as something else. */
static bool is_ambiguous(const struct itf *itf, const struct value *record)
{
	const struct value_pair *pairs = record->pairs;

	if (!record->count)
		return false;
	if (pairs[0].key->text[0] == '#')
		return true;
	if (record->count != 2 || (itf->records && !is_reserved_tag(record)))
		return false;

	const struct value *tag = value_get(record, "tag");

	/* A string, or a model value that is written as one. */
	return tag && value_get(record, "value") &&
	       (tag->kind == VALUE_STRING ||
	        (tag->kind == VALUE_MODEL && string_set_marks(&itf->texts, tag->text) == TEXT_MODEL));
}

bool itf_has_own_form(const struct itf *itf, const struct value *value)
{
	return (value->kind == VALUE_MODEL && string_set_marks(&itf->texts, value->text) & TEXT_STRING) ||
	       (value->kind == VALUE_RECORD && is_ambiguous(itf, value));
}

static void put_record(struct buf *out, const struct itf *itf, const struct value *record)
{
	if (itf_has_own_form(itf, record)) {
		buf_add_text(out, "{\"tag\": \"#record\", \"value\": ");
		put_map(out, itf, record);
		buf_add_char(out, '}');
		return;
	}
	buf_add_char(out, '{');
	for (size_t i = 0; i < record->count; i++) {
		if (i)
			buf_add_text(out, ", ");
		json_put_text(out, record->pairs[i].key->text);
		buf_add_text(out, ": ");
		itf_put_value(out, itf, record->pairs[i].value);
	}
	buf_add_char(out, '}');
}

static void put_variant(struct buf *out, const struct itf *itf, const struct value *value)
{
	bool odd = value->text[0] == '#';

	buf_add_text(out, odd ? "{\"tag\": \"#variant\", \"value\": [" : "{\"tag\": ");
	json_put_text(out, value->text);
	buf_add_text(out, odd ? ", " : ", \"value\": ");
	itf_put_value(out, itf, value->payload);
	buf_add_text(out, odd ? "]}" : "}");
}

void itf_put_value(struct buf *out, const struct itf *itf, const struct value *value)
{
	switch (value->kind) {
	case VALUE_BOOL:
		buf_add_text(out, value->truth ? "true" : "false");
		break;
	case VALUE_INT:
		if (value->number >= -JSON_INTEGER_MAX && value->number <= JSON_INTEGER_MAX)
			buf_printf(out, "%lld", (long long)value->number);
		else
			buf_printf(out, "{\"#bigint\": \"%lld\"}", (long long)value->number);
		break;
	case VALUE_BIGINT:
		put_form(out, "#bigint", value->text);
		break;
	case VALUE_STRING:
		json_put_text(out, value->text);
		break;
	case VALUE_MODEL:
		if (itf_has_own_form(itf, value)) {
			buf_add_text(out, "{\"tag\": \"#model\", \"value\": ");
			json_put_text(out, value->text);
			buf_add_char(out, '}');
		} else {
			json_put_text(out, value->text);
		}
		break;
	case VALUE_SET:
		buf_add_text(out, "{\"#set\": ");
		put_items(out, itf, value);
		buf_add_char(out, '}');
		break;
	case VALUE_TUPLE:
		put_items(out, itf, value);
		break;
	case VALUE_RECORD:
		put_record(out, itf, value);
		break;
	case VALUE_FUNCTION:
		put_map(out, itf, value);
		break;
	case VALUE_VARIANT:
		put_variant(out, itf, value);
		break;
	case VALUE_OPAQUE:
		put_form(out, "#unserializable", value->text);
		break;
	}
}
