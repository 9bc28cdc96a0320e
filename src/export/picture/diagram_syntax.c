/*
 * The two languages are so similar that a table of templates for each serves the writers of schedules and of
 * designs.  Special characters are written by number.  Rejected: omitting them, since the diagram would then
 * differ from the design.
 */
#include <string.h>

#include <heddle/buf.h>
#include <heddle/utf8.h>
#include <heddle/xml.h>

#include "export/picture/diagram_syntax.h"

const struct diagram_syntax diagram_syntax_mermaid = {
	.open = "sequenceDiagram\n    autonumber\n",
	.close = "",
	.unnumbered = "    autonumber off\n",
	.participant = "    participant %s as %s\n",
	.store = "    participant %s as %s\n",
	.write = "    %s->>%s: %s\n",
	.read = "    %2$s-->>%1$s: %3$s\n",
	.internal = "    %1$s->>%1$s: %2$s\n",
	.note = "    Note over %s: %s\n",
	.broken = "    Note over %s,%s: ✗ %s\n",
	.loop = "    loop %s\n",
	.alternative = "    alt %s\n",
	.option = "    opt %s\n",
	.otherwise = "    else %s\n",
	.end = "    end\n",
	.open_states = "stateDiagram-v2\n",
	.state = "    state \"%2$s\" as %1$s\n",
	.start = "    [*] --> %s\n",
	.go = "    %s --> %s : %s\n",
	.fault = "    %s --> %s : ✗ %s\n",
	.line_break = "<br/>",
	.entities = true,
};

const struct diagram_syntax diagram_syntax_plantuml = {
	.open = "@startuml\nautonumber\n",
	.close = "@enduml\n",
	.unnumbered = "autonumber stop\n",
	.participant = "participant \"%2$s\" as %1$s\n",
	.store = "database \"%2$s\" as %1$s\n",
	.write = "%s -> %s : %s\n",
	.read = "%2$s --> %1$s : %3$s\n",
	.internal = "%1$s -> %1$s : %2$s\n",
	.note = "note over %s : %s\n",
	.broken = "note over %s,%s #FFDDDD : ✗ %s\n",
	.loop = "loop %s\n",
	.alternative = "alt %s\n",
	.option = "opt %s\n",
	.otherwise = "else %s\n",
	.end = "end\n",
	.open_states = "@startuml\nhide empty description\n",
	.state = "state \"%2$s\" as %1$s\n",
	.start = "[*] --> %s\n",
	.go = "%s --> %s : %s\n",
	.fault = "%s -[dashed]-> %s : ✗ %s\n",
	.line_break = "\\n",
};

/* Whether the character at `at` is special in texts of the language. */
static bool is_special(const struct diagram_syntax *syntax, const char *text, const char *at)
{
	if (syntax->entities)
		return strchr(";#<>&:%\"\\$`", *at) != NULL;
	/* At the start of a line: a list, a heading or a table. */
	if (strchr("#*=|-", *at) && strspn(text, " ") == (size_t)(at - text))
		return true;
	/* Creole's marks are doubled; % and $ call functions; <, [ and & start tags, links and entities; ~
	 * and \ escape; a quote next to a slash starts or ends a comment. */
	return strchr("<>[]&%\"~\\$", *at) ||
	       (strchr("*/_-=.", *at) && (at[1] == *at || (at > text && at[-1] == *at))) ||
	       (*at == '\'' && (at[1] == '/' || (at > text && at[-1] == '/')));
}

void diagram_syntax_text(struct buf *out, const struct diagram_syntax *syntax, const char *text, int columns)
{
	struct buf safe;

	buf_init(&safe);
	while (*text) {
		const char *line = text;
		size_t length = xml_next_line(line, columns, &text);

		buf_clear(&safe);
		utf8_escape(&safe, line, length);
		for (const char *p = safe.data; *p; p++) {
			if (!is_special(syntax, safe.data, p))
				buf_add_char(out, *p);
			else if (syntax->entities)
				buf_printf(out, "#%d;", *p);
			else
				buf_printf(out, "<U+%04X>", (unsigned char)*p);
		}
		if (*text)
			buf_add_text(out, syntax->line_break);
	}
	buf_release(&safe);
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
/* The formats are those of the tables above. */
void diagram_syntax_put(struct buf *out, const char *row, const char *a, const char *b, const char *c)
{
	buf_printf(out, row, a, b, c);
}
#pragma GCC diagnostic pop
