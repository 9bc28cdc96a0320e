/*
 * Builds the tree with cJSON after the syntax is checked (json_syntax.c).
 *
 * cJSON neither reports progress nor can be stopped, but it fails cleanly when an allocation fails, so the
 * allocator reports progress and stops it.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/json.h>
#include <heddle/mem.h>
#include <heddle/progress.h>

#include "core/json_private.h"

enum { FEW = 8, PROGRESS_EVERY = 1 << 16, MUCH = 4 << 20 /* bytes of text */ };

static int by_name(const void *a, const void *b)
{
	return strcmp((*(const cJSON *const *)a)->string, (*(const cJSON *const *)b)->string);
}

/* A key that occurs twice in an object; or null. */
static const char *repeated(const cJSON *object)
{
	size_t count = (size_t)cJSON_GetArraySize(object), i = 0;
	const char *found = NULL;
	const cJSON *node;

	if (count <= FEW) {
		cJSON_ArrayForEach(
		        node, object) for (const cJSON *other = node->next; other;
		                           other = other->next) if (strcmp(node->string, other->string) ==
		                                                    0) return node->string;
		return NULL;
	}

	const cJSON **sorted = mem_array(count, sizeof(const cJSON *));

	cJSON_ArrayForEach(node, object) sorted[i++] = node;
	qsort(sorted, count, sizeof(const cJSON *), by_name);
	for (i = 1; i < count && !found; i++)
		if (strcmp(sorted[i - 1]->string, sorted[i]->string) == 0)
			found = sorted[i]->string;
	free(sorted);
	return found;
}

static int check_keys(const struct json_at *at, struct err *err)
{
	const cJSON *node;
	size_t index = 0;
	bool object = cJSON_IsObject(at->node);
	const char *twice = object ? repeated(at->node) : NULL;

	if (twice) {
		json_fail(at, err, "the key \"%s\" is given twice", twice);
		return err_remedy(err, "keep one of them");
	}
	cJSON_ArrayForEach(node, at->node)
	{
		struct json_at next = { at, object ? node->string : NULL, index++, node };

		if (node->child && check_keys(&next, err))
			return -1;
	}
	return 0;
}

static _Thread_local size_t blocks_made, blocks_wanted;
static _Thread_local bool parsing, parsing_much;

/* Running out of memory is an error only while parsing a very large text.  Elsewhere it ends the program,
 * as everywhere in heddle: otherwise a changed tree would silently lose members, and an unreadable design
 * would look like one that does not fit a trace. */
static void *make_block(size_t size)
{
	if (parsing && ++blocks_made % PROGRESS_EVERY == 0 &&
	    !progress_at("parsing the JSON", blocks_made < blocks_wanted ? blocks_made : blocks_wanted,
	                 blocks_wanted))
		return NULL;
	return parsing && parsing_much ? malloc(size) : mem_alloc(size);
}

static void watch_blocks(void)
{
	static cJSON_Hooks hooks = { .malloc_fn = make_block, .free_fn = free };

	cJSON_InitHooks(&hooks);
}

int json_parse(const char *text, size_t length, cJSON **tree, struct err *err)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	if (json_scan(text, length, &blocks_wanted, err))
		return -1;
	pthread_once(&once, watch_blocks);
	blocks_made = 0;
	parsing = true;
	parsing_much = length > MUCH;

	cJSON *fresh = cJSON_ParseWithLength(text, length);

	parsing = false;

	if (!fresh && progress_stopped())
		return progress_err(err);
	if (!fresh) {
		err_set(err, "the JSON does not fit in memory");
		return err_remedy(err, "make the file smaller");
	}

	struct json_at root = json_root(fresh);

	if (check_keys(&root, err)) {
		cJSON_Delete(fresh);
		return -1;
	}
	*tree = fresh;
	return 0;
}
