/*
 * --always and --possible: conditions on the command line, as properties of a model.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/cli.h>
#include <heddle/expr.h>
#include <heddle/mem.h>

size_t cli_condition_name(const char *text)
{
	size_t length = 0;

	while (isalnum((unsigned char)text[length]) || text[length] == '_')
		length++;
	/* Names of variables may contain "::". */
	return text[length] == ':' && text[length + 1] != ':' && !isdigit((unsigned char)*text) ? length : 0;
}

int cli_conditions(const struct cli_args *args, const char *option, const char *usual, char ***conditions,
                   size_t *count, struct err *err)
{
	struct arena *arena = arena_new();
	const char *text;
	size_t room = 0;
	int at = 0, result = 0;

	*conditions = NULL;
	*count = 0;
	while (result == 0 && (text = cli_each(args, option, &at))) {
		size_t length = cli_condition_name(text), from = length ? length + 1 : 0;
		struct expr *expr;
		struct buf out;

		if (expr_parse(text + from, strlen(text + from), arena, &expr, err) < 0) {
			char file[32];

			snprintf(file, sizeof(file), "--%s", option);
			err_file(err, file);
			result = -1;
			continue;
		}
		buf_init(&out);
		if (length)
			buf_printf(&out, "%.*s: ", (int)length, text);
		else if (*count)
			buf_printf(&out, "%s%zu: ", usual, *count + 1);
		else
			buf_printf(&out, "%s: ", usual);
		buf_add_text(&out, text + from + strspn(text + from, " "));
		*conditions = mem_grow(*conditions, &room, *count + 1, sizeof(**conditions));
		(*conditions)[(*count)++] = buf_detach(&out);
	}
	arena_free(arena);
	if (result < 0)
		cli_conditions_free(*conditions, *count);
	return result;
}

void cli_conditions_free(char **conditions, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(conditions[i]);
	free(conditions);
}
