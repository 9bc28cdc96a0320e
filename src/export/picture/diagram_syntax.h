/*
 * The two languages of diagrams, Mermaid and PlantUML, and how a text stands safely in either.
 */
#ifndef HEDDLE_EXPORT_PICTURE_DIAGRAM_SYNTAX_H
#define HEDDLE_EXPORT_PICTURE_DIAGRAM_SYNTAX_H

#include <stdbool.h>

enum { DIAGRAM_SYNTAX_COLUMNS = 56 }; /* of a note or label: neither language wraps them */

struct buf;

struct diagram_syntax {
	/* sequence diagrams */
	const char *open, *close;
	const char *unnumbered;                  /* before what closes a loop, which is none of the steps */
	const char *participant, *store;         /* id, name */
	const char *write, *read;                /* process, store, label */
	const char *own;                         /* process, label */
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
	bool entities; /* marks of the language are spelled #59; in texts, else <U+003B> */
};

extern const struct diagram_syntax diagram_syntax_mermaid, diagram_syntax_plantuml;

/* Adds a row of a syntax with its texts filled in, which are safe already. */
void diagram_syntax_put(struct buf *out, const char *row, const char *a, const char *b, const char *c);

/* Adds a text without what the syntax would take for its own, in lines of at most `columns`
 * with its line breaks between them. */
void diagram_syntax_text(struct buf *out, const struct diagram_syntax *syntax, const char *text, int columns);

#endif
