/*
 * Output of subcommands: text, warnings and JSON.
 */
#include <stdarg.h>
#include <stdio.h>

#include <heddle/buf.h>
#include <heddle/cli.h>
#include <heddle/scope.h>
#include <heddle/utf8.h>

void cli_print(struct buf *text)
{
	fwrite(text->data, 1, text->length, stdout);
	buf_release(text);
}

void cli_warn(const char *fmt, ...)
{
	struct buf text, safe;
	va_list args;

	buf_init(&text);
	buf_init(&safe);
	va_start(args, fmt);
	buf_vprintf(&text, fmt, args);
	va_end(args);
	utf8_escape(&safe, text.data, text.length);
	fprintf(stderr, "heddle: %s\n", safe.data);
	buf_release(&text);
	buf_release(&safe);
}

void cli_warn_several(const struct cli_args *args, size_t total)
{
	if (total > 1 && !cli_has(args, "trace"))
		cli_warn("the file has %zu traces; this is the first, --trace N opens another", total);
}

void cli_warn_remarks(const char *file, const char *const *remarks, size_t count)
{
	for (size_t i = 0; i < count; i++)
		cli_warn("%s: %s", file, remarks[i]);
}

/* --- JSON --------------------------------------------------------------------- */

void cli_json_text(struct buf *out, const char *text)
{
	utf8_json(out, text);
}

void cli_json_member(struct buf *out, const char *key, const char *text)
{
	buf_printf(out, ", \"%s\": ", key);
	if (text)
		cli_json_text(out, text);
	else
		buf_add_text(out, "null");
}

void cli_json_scope(struct buf *out, const struct scope_row *rows, const struct scope *scope)
{
	unsigned members = 0;

	buf_add_char(out, '{');
	for (unsigned i = 0; rows[i].option; i++)
		if (scope->of[i] != SCOPE_DEFAULT && rows[i].kind != SCOPE_ABSENT)
			buf_printf(out, "%s\"%s\": %d", members++ ? ", " : "", rows[i].option, scope->of[i]);
	buf_add_char(out, '}');
}
