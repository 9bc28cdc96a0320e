/*
 * The smallest edit distance wins.  A name is near too if it is a prefix of the typed text, or the reverse
 * ("ServerWrite" for "ServerWriteBlob").  A name that shares less than half of the typed text is not
 * suggested.
 */
#include <string.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/suggest.h>
#include <heddle/utf8.h>

struct nearest nearest_to(const char *word)
{
	return (struct nearest){ .word = word };
}

static bool begins(const char *a, const char *b, size_t length)
{
	return length >= 3 && strncmp(a, b, length) == 0;
}

static void keep(struct nearest *nearest, const char *name)
{
	for (size_t i = 0; i < nearest->count && i < NEAREST_LISTED; i++)
		if (strcmp(nearest->offered[i], name) == 0)
			return;
	if (nearest->count < NEAREST_LISTED)
		nearest->offered[nearest->count] = name;
	nearest->count++;
}

void nearest_offer(struct nearest *nearest, const char *name)
{
	size_t quote_length = strlen(nearest->word), name_length = strlen(name);
	size_t shorter = quote_length < name_length ? quote_length : name_length;
	unsigned distance = utf8_distance(nearest->word, name);
	bool near = distance <= (shorter + 1) / 2 || begins(nearest->word, name, shorter);

	keep(nearest, name);
	if (!near || (nearest->name && distance >= nearest->distance))
		return;
	nearest->name = name;
	nearest->distance = distance;
}

static void list(const struct nearest *nearest, struct err *err)
{
	size_t listed = nearest->count < NEAREST_LISTED ? nearest->count : NEAREST_LISTED;
	struct buf names;

	buf_init(&names);
	for (size_t i = 0; i < listed; i++)
		buf_printf(&names, "%s%s", i ? ", " : "", nearest->offered[i]);
	if (nearest->count > listed)
		buf_printf(&names, " and %zu more", nearest->count - listed);
	err_remedy(err, "known: %s", names.data);
	buf_release(&names);
}

int nearest_err(const struct nearest *nearest, const char *noun, struct err *err)
{
	err_set(err, "unknown %s \"%s\"", noun, nearest->word);
	if (nearest->name)
		err_remedy(err, "did you mean \"%s\"?", nearest->name);
	else if (nearest->count)
		list(nearest, err);
	return -1;
}
