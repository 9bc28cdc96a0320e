/*
 * The words of types, between declared_type.c and declared_type_parse.c.
 */
#ifndef HEDDLE_LANGUAGE_DECLARED_TYPE_PRIVATE_H
#define HEDDLE_LANGUAGE_DECLARED_TYPE_PRIVATE_H

#include <stdbool.h>

/* The words that have a meaning of their own in a type; null at the end. */
extern const char *const declared_keywords[];
bool declared_is_keyword(const char *word);

#endif
