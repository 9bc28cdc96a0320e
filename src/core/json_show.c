/*
 * JSON as people write it: what fits in a line is in one line.
 *
 * Each value is first written in one line, and again in several if that is too long.  Rejected: cJSON_Print,
 * which gives each element of a list and each member a line of its own.
 */
#include <math.h>

#include <heddle/buf.h>
#include <heddle/json.h>
#include <heddle/utf8.h>

enum { LINE_MOST = 100, LINE_BYTES_MOST = 4 * LINE_MOST, INDENT = 2 };

/* Gives up, false, once the line is too long for certain. */
static bool show_line(struct buf *out, const cJSON *node);

static void show_number(struct buf *out, double number)
{
	if (number == floor(number) && fabs(number) <= (double)JSON_INTEGER_MAX)
		buf_printf(out, "%.0f", number);
	else
		buf_printf(out, "%.17g", number);
}

static void show_key(struct buf *out, const cJSON *node, bool object)
{
	if (!object)
		return;
	utf8_json(out, node->string);
	buf_add_text(out, ": ");
}

static bool show_parts_in_line(struct buf *out, const cJSON *node)
{
	bool object = cJSON_IsObject(node);
	const cJSON *part;

	buf_add_text(out, object ? "{" : "[");
	cJSON_ArrayForEach(part, node)
	{
		buf_add_text(out, part == node->child ? object ? " " : "" : ", ");
		show_key(out, part, object);
		if (!show_line(out, part) || out->length > LINE_BYTES_MOST)
			return false;
	}
	buf_add_text(out, object ? node->child ? " }" : "}" : "]");
	return true;
}

static bool show_line(struct buf *out, const cJSON *node)
{
	if (cJSON_IsString(node))
		utf8_json(out, node->valuestring);
	else if (cJSON_IsNumber(node))
		show_number(out, node->valuedouble);
	else if (cJSON_IsBool(node))
		buf_add_text(out, cJSON_IsTrue(node) ? "true" : "false");
	else if (cJSON_IsNull(node))
		buf_add_text(out, "null");
	else
		return show_parts_in_line(out, node);
	return true;
}

static void indent(struct buf *out, unsigned columns)
{
	buf_printf(out, "\n%*s", (int)columns, "");
}

/* `column` is where the value begins, `margin` where its line does. */
static void show(struct buf *out, const cJSON *node, unsigned column, unsigned margin)
{
	bool object = cJSON_IsObject(node);
	struct buf line;
	const cJSON *part;
	bool whole;

	buf_init(&line);
	whole = show_line(&line, node);
	if (!node->child || (whole && column + utf8_width(line.data) <= LINE_MOST)) {
		buf_add_text(out, line.data);
		buf_release(&line);
		return;
	}
	buf_release(&line);
	buf_add_text(out, object ? "{" : "[");
	cJSON_ArrayForEach(part, node)
	{
		size_t key;

		indent(out, margin + INDENT);
		key = out->length;
		show_key(out, part, object);
		show(out, part, margin + INDENT + (unsigned)(out->length - key), margin + INDENT);
		buf_add_text(out, part->next ? "," : "");
	}
	indent(out, margin);
	buf_add_text(out, object ? "}" : "]");
}

void json_show(struct buf *out, const cJSON *tree)
{
	show(out, tree, 0, 0);
	buf_add_char(out, '\n');
}
