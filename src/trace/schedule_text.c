/*
 * A schedule as text: a comment that names the design and scope, and a line of steps; for chats, slides and
 * the command line.
 *
 *   # heddle schedule: design=naive checksum=0123456789abcdef servers=1 users=1
 *   s1 StartWrite u1 m1 i1; s1 WriteMetadata; s1 FailWrite
 *
 * Unusual names of constants follow a colon: users:alice,bob; odd names
 * are quoted (heddle/quote.h).  Steps are separated by ';' or line ends; other lines that start with
 * '#' are comments.  Reading gives no states, only heddle's nodes: the design
 * decides what the steps mean, so they are not checked here.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/mem.h>
#include <heddle/quote.h>

#include "trace/format.h"
#include "trace/tla_value.h"

#define HEAD "# heddle schedule:"

enum {
	STEP_MAX = 400, /* bytes */
	SCOPE_ROOM = sizeof(((struct trace_meta *)0)->scope) / sizeof(((struct trace_meta *)0)->scope[0]),
	NAMES_ROOM = sizeof(((struct trace_meta *)0)->names) / sizeof(((struct trace_meta *)0)->names[0]),
};

/* Text without a head is still a schedule if it has only words and semicolons. */
static int recognise(const char *text, size_t length)
{
	bool steps = false;

	if (length >= sizeof(HEAD) - 1 && memcmp(text, HEAD, sizeof(HEAD) - 1) == 0)
		return 100;
	for (size_t i = 0; i < length; i++) {
		steps = steps || text[i] == ';';
		if (text[i] == '"')
			i += quote_length(text + i, length - i, "") - 1;
		else if (!tla_is_word((unsigned char)text[i]) && !strchr(" \t\r\n;.-", text[i]))
			return 0;
	}
	return steps ? 10 : 0;
}

/* --- reading ------------------------------------------------------------------- */

static int read_number(struct tla_reader *reader, size_t at, const char *key, struct trace_meta *meta)
{
	size_t number;

	if (meta->scope_count == SCOPE_ROOM)
		return tla_fail(reader, at, "more than %d numbers of a scope", SCOPE_ROOM);
	if (tla_number(reader, 0, 1000000, &number))
		return -1;
	meta->scope[meta->scope_count].option = key;
	meta->scope[meta->scope_count++].number = (int)number;
	return 0;
}

/* Reads one name of a list: alice, "user one". */
static int read_name(struct tla_reader *reader, const char **name)
{
	const char *word = reader->text + reader->at;
	size_t length = quote_length(word, reader->length - reader->at, "," QUOTE_BLANKS);
	struct buf text;
	bool whole;

	buf_init(&text);
	whole = length && quote_get(word, length, &text);
	*name = arena_strdup(reader->arena, text.data);
	buf_release(&text);
	if (!whole)
		return tla_broken(reader, reader->at, "a name, quoted if it is unusual");
	reader->at += length;
	return 0;
}

/* alice,"user one" */
static int read_names(struct tla_reader *reader, size_t at, const char *key, struct trace_meta *meta)
{
	const char **names = NULL;
	size_t count = 0, room = 0;
	bool more;

	if (meta->name_count == NAMES_ROOM)
		return tla_fail(reader, at, "more than %d lists of names", NAMES_ROOM);
	do {
		names = mem_grow(names, &room, count + 1, sizeof(*names));
		if (read_name(reader, &names[count++])) {
			free(names);
			return -1;
		}
		more = reader->text[reader->at] == ',';
		reader->at += more;
	} while (more);
	meta->names[meta->name_count].option = key;
	meta->names[meta->name_count].names = arena_copy(reader->arena, names, count * sizeof(*names));
	meta->names[meta->name_count++].count = count;
	free(names);
	return 0;
}

/* The name of a design, or its checksum; an odd one is quoted as in TLA+. */
static int read_text(struct tla_reader *reader, const char **text)
{
	size_t length = strcspn(reader->text + reader->at, " \t\r\n");

	if (reader->text[reader->at] == '"') {
		const struct value *value = tla_value(reader, 1);

		if (!value)
			return -1;
		*text = value->text;
		return 0;
	}
	*text = arena_strndup(reader->arena, reader->text + reader->at, length);
	reader->at += length;
	return 0;
}

/* key=value or key:name,name */
static int read_field(struct tla_reader *reader, struct trace_meta *meta)
{
	size_t at = reader->at, length = strcspn(reader->text + at, "=: \t\r\n");
	const char *key = arena_strndup(reader->arena, reader->text + at, length);
	char mark = reader->text[at + length];

	reader->at += length;
	if (!length || (mark != '=' && mark != ':'))
		return tla_broken(reader, reader->at, "a word, '=' and a value");
	reader->at++;
	if (mark == ':')
		return read_names(reader, at, key, meta);
	if (strcmp(key, "design") == 0)
		return read_text(reader, &meta->design);
	if (strcmp(key, "checksum") == 0)
		return read_text(reader, &meta->checksum);
	return read_number(reader, at, key, meta);
}

static int read_head(struct tla_reader *reader, struct trace_meta *meta)
{
	reader->at += sizeof(HEAD) - 1;
	for (;;) {
		reader->at += strspn(reader->text + reader->at, " \t\r");
		if (reader->at >= reader->length || reader->text[reader->at] == '\n')
			return 0;
		if (read_field(reader, meta))
			return -1;
	}
}

/* Steps that are read. */
struct steps {
	struct trace_meta *meta;
	size_t room;
	size_t line, counted; /* the number of the line that text[counted] is in */
};

static size_t line_at(struct steps *steps, const char *text, size_t at)
{
	for (; steps->counted < at; steps->counted++)
		steps->line += text[steps->counted] == '\n';
	return steps->line;
}

/* Adds the step between two places, if there is one. */
static int add_step(struct tla_reader *reader, size_t from, size_t to, struct steps *steps)
{
	struct trace_meta *meta = steps->meta;
	const char *text = reader->text;

	while (from < to && strchr(" \t\r", text[from]))
		from++;
	while (to > from && strchr(" \t\r", text[to - 1]))
		to--;
	if (from == to)
		return 0;
	if (to - from > STEP_MAX)
		return tla_fail(reader, from, "a step of %zu bytes; at most %d are read", to - from,
		                STEP_MAX);
	if (meta->node_count > TRACE_STATES_MAX)
		return tla_fail(reader, from, "more than %d steps", TRACE_STATES_MAX);
	for (size_t i = from; i < to; i++)
		if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
			return tla_fail(reader, i, "a control character; expected words");
	meta->nodes = mem_grow(meta->nodes, &steps->room, meta->node_count + 1, sizeof(*meta->nodes));
	meta->nodes[meta->node_count] = (struct trace_node){
		.parent = (uint32_t)meta->node_count - 1,
		.step = arena_strndup(reader->arena, text + from, to - from),
		.line = line_at(steps, text, from),
	};
	meta->node_count++;
	return 0;
}

static int read_steps(struct tla_reader *reader, struct steps *steps)
{
	const char *text = reader->text;
	size_t at = 0;

	while (at < reader->length) {
		size_t end = at;

		if (text[at] == '#') {
			const char *line = memchr(text + at, '\n', reader->length - at);

			reader->at = at;
			if (reader->length - at >= sizeof(HEAD) - 1 &&
			    memcmp(text + at, HEAD, sizeof(HEAD) - 1) == 0 && read_head(reader, steps->meta))
				return -1;
			at = line ? (size_t)(line - text) + 1 : reader->length;
			continue;
		}
		while (end < reader->length && text[end] != ';' && text[end] != '\n') {
			size_t word = quote_length(text + end, reader->length - end, QUOTE_BLANKS ";");

			end += word ? word : 1;
		}
		if (add_step(reader, at, end, steps))
			return -1;
		at = end + 1;
	}
	return 0;
}

static int read(const char *text, size_t length, struct trace *trace, struct err *err)
{
	struct trace_meta *meta = arena_alloc(trace->arena, sizeof(*meta));
	char *copy = arena_strndup(trace->arena, text, length);
	struct tla_reader reader;
	struct steps steps = { .meta = meta, .line = 1 };
	int status;

	tla_open(&reader, copy, length, trace->arena, err);
	meta->nodes = mem_grow(NULL, &steps.room, 1, sizeof(*meta->nodes));
	meta->nodes[0] = (struct trace_node){ 0 };
	meta->node_count = 1;
	status = read_steps(&reader, &steps);

	struct trace_node *nodes = meta->nodes;

	meta->nodes = arena_copy(trace->arena, nodes, meta->node_count * sizeof(*nodes));
	meta->cursor = meta->tip = (uint32_t)meta->node_count - 1;
	trace->heddle = meta;
	free(nodes);
	tla_close(&reader);
	return status;
}

/* --- writing ------------------------------------------------------------------- */

static void put_field(struct buf *out, const char *key, const char *text)
{
	if (!text)
		return;
	buf_printf(out, " %s=", key);
	if (text[0] && !text[strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	                                  "0123456789_-./")])
		buf_add_text(out, text);
	else
		tla_put_text(out, text);
}

static void put_name(struct buf *out, const char *option, const char *name, size_t index)
{
	if (index)
		buf_add_char(out, ',');
	else
		buf_printf(out, " %s:", option);
	quote_put(out, name);
}

static void name_lost(const struct trace_meta *meta, struct buf *lost)
{
	if (meta->title || meta->description)
		lost_add(lost, "title and description");
	if (meta->design_text)
		lost_add(lost, "the design's text");
	for (size_t i = 0; i < meta->node_count; i++) {
		if (meta->nodes[i].note || meta->nodes[i].bookmark)
			lost_add(lost, "notes and bookmarks");
		if (i && meta->nodes[i].parent != i - 1)
			lost_add(lost, "branches");
	}
}

static bool is_key(const char *text)
{
	return text[0] && is_one_line(text, " =:\"") && strcmp(text, "design") != 0 &&
	       strcmp(text, "checksum") != 0;
}

/* Whether the scope and the names of constants can be read again. */
static int check_head(const struct trace_meta *meta, struct err *err)
{
	const char *odd = NULL;

	for (size_t i = 0; i < meta->scope_count && !odd; i++)
		if (!is_key(meta->scope[i].option))
			odd = meta->scope[i].option;
	for (size_t i = 0; i < meta->name_count && !odd; i++)
		if (!is_key(meta->names[i].option) || !meta->names[i].count)
			odd = meta->names[i].option;
	if (!odd)
		return 0;
	err_set(err, "a schedule cannot contain the scope's name \"%s\"", odd);
	return err_remedy(err, "save the trace as itf");
}

/* Whether a step's text contains no separator: the nodes of an ITF file may contain anything. */
static bool stays_whole(const char *step)
{
	size_t length = strlen(step), at = 0;
	bool whole = is_one_line(step, "");
	struct buf name;

	buf_init(&name);
	while (whole && at < length) {
		size_t word = quote_length(step + at, length - at, QUOTE_BLANKS ";");

		whole = step[at] != ';' && quote_get(step + at, word, &name);
		at += word ? word : 1;
	}
	buf_release(&name);
	return whole;
}

/* Whether every step of the line can be read again. */
static int check_line(const struct trace_meta *meta, struct err *err)
{
	for (uint32_t node = meta->tip; node; node = meta->nodes[node].parent) {
		const char *step = meta->nodes[node].step;

		if (step[0] && step[0] != '#' && strlen(step) <= STEP_MAX && stays_whole(step))
			continue;
		err_set(err, "a schedule cannot contain the step \"%s\"", step);
		return err_remedy(err, "save the trace as itf");
	}
	return 0;
}

static int write(const struct trace *trace, struct buf *out, struct buf *lost, struct err *err)
{
	const struct trace_meta *meta = trace->heddle;
	uint32_t *line;
	size_t depth = 0;

	/* A recording's steps look like those of a design, but no design could play them. */
	if (!meta || !meta->node_count || (!meta->design && trace->state_count)) {
		err_set(err, "the trace has no schedule: its steps are not those of a design");
		return err_remedy(err, "save it as NAME.itf.json, or open it with a design that fits "
		                       "and save it from there");
	}
	if (check_head(meta, err) || check_line(meta, err))
		return -1;
	name_lost(meta, lost);
	if (trace->loop >= 0)
		lost_add(lost, "the loop");
	buf_add_text(out, HEAD);
	put_field(out, "design", meta->design);
	put_field(out, "checksum", meta->checksum);
	for (size_t i = 0; i < meta->scope_count; i++)
		buf_printf(out, " %s=%d", meta->scope[i].option, meta->scope[i].number);
	for (size_t i = 0; i < meta->name_count; i++)
		for (size_t k = 0; k < meta->names[i].count; k++)
			put_name(out, meta->names[i].option, meta->names[i].names[k], k);
	buf_add_char(out, '\n');
	line = mem_array(meta->node_count, sizeof(*line));
	for (uint32_t node = meta->tip; node; node = meta->nodes[node].parent)
		line[depth++] = node;
	for (size_t i = depth; i > 0; i--)
		buf_printf(out, "%s%s", meta->nodes[line[i - 1]].step, i > 1 ? "; " : "");
	buf_add_char(out, '\n');
	free(line);
	return 0;
}

const struct trace_format format_schedule = {
	.name = "schedule",
	.extension = ".schedule",
	.summary = "a line of steps, with the design and scope it belongs to",
	.recognise = recognise,
	.keeps_design = true,
	.of_steps = true,
	.read = read,
	.write = write,
};
