/*
 * The skeleton of an exported text: what remains without names, comments and strings.  A harmless design and
 * one with hostile names must have the same.
 */
#ifndef TESTS_SUPPORT_SKELETON_H
#define TESTS_SUPPORT_SKELETON_H

#include <stdbool.h>

struct buf;

/* Punctuation, N for a word or number, S for a string; false, with where in *at, when a string or comment
 * does not end or something outside of them is not a character of the language. */
bool skeleton_tla(const char *text, struct buf *out, const char **at);
bool skeleton_promela(const char *text, struct buf *out, const char **at);
bool skeleton_dot(const char *text, struct buf *out, const char **at);
/* The marks of Markdown that are not escaped, line by line; fenced lines as those of diagrams. */
bool skeleton_markdown(const char *text, struct buf *out, const char **at);
/* The keyword and arrow that each line of a Mermaid or PlantUML diagram begins with. */
bool skeleton_diagram(const char *text, struct buf *out, const char **at);

/* Whether elements are nested rightly, with nothing raw in texts and attributes; and, of SVG, are those of
 * pictures. */
bool well_formed_xml(const char *text, const char **at);

/* Whether every character can be printed as it is, ends of lines and tabs aside. */
bool nothing_raw(const char *text, const char **at);

#endif
