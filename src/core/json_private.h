/*
 * Between json.c (the tree) and json_syntax.c (the check).
 */
#ifndef HEDDLE_CORE_JSON_PRIVATE_H
#define HEDDLE_CORE_JSON_PRIVATE_H

#include <stddef.h>

struct err;

/* Checks the syntax.  *blocks becomes the number of memory blocks of the tree, one per value and string. */
int json_scan(const char *text, size_t length, size_t *blocks, struct err *err);

#endif
