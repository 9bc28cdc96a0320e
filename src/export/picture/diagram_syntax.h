/*
 * The two diagram languages, Mermaid and PlantUML: templates, and escaping of texts.
 */
#ifndef HEDDLE_EXPORT_PICTURE_DIAGRAM_SYNTAX_H
#define HEDDLE_EXPORT_PICTURE_DIAGRAM_SYNTAX_H

#include <stdbool.h>

enum { DIAGRAM_SYNTAX_COLUMNS = 56 }; /* of a note or label: neither language wraps them */

struct buf;

struct diagram_syntax {
	/* sequence diagrams */
	const char *open, *close;
	const char *unnumbered;                  /* before the unnumbered step that closes a loop */
	const char *participant, *store;         /* id, name */
	const char *write, *read;                /* process, store, label */
	const char *internal;                    /* process, label */
	const char *note;                        /* process, text */
	const char *broken;                      /* first, last, text */
	const char *loop, *alternative, *option; /* text */
	const char *otherwise;                   /* text */
	const char *end;                         /* of any of these */
	/* state diagrams */
	const char *open_states;
	const char *state;      /* id, name */
	const char *start;      /* id */
	const char *go, *fault; /* from, to, text */

	const char *line_break;
	bool entities; /* special characters are written #59; in texts, else <U+003B> */
};

extern const struct diagram_syntax diagram_syntax_mermaid, diagram_syntax_plantuml;

/* Appends a template with its texts, which must be escaped. */
void diagram_syntax_put(struct buf *out, const char *row, const char *a, const char *b, const char *c);

/* Appends an escaped text, in lines of at most `columns` separated by the language's line breaks. */
void diagram_syntax_text(struct buf *out, const struct diagram_syntax *syntax, const char *text, int columns);

#endif
