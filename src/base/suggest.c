/*
 * The smallest edit distance wins.  A name that the typed text is a prefix of, or the reverse, is near too
 * ("ServerWrite" for "ServerWriteBlob").  A name that shares less than half of the typed text is not
 * suggested: it would be noise.
 */
#include <string.h>

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

void nearest_offer(struct nearest *nearest, const char *name)
{
	size_t quote_length = strlen(nearest->word), name_length = strlen(name);
	size_t shorter = quote_length < name_length ? quote_length : name_length;
	unsigned distance = utf8_distance(nearest->word, name);
	bool near = distance <= (shorter + 1) / 2 || begins(nearest->word, name, shorter);
	if (!near || (nearest->name && distance >= nearest->distance))
		return;
	nearest->name = name;
	nearest->distance = distance;
}

int nearest_err(const struct nearest *nearest, const char *noun, struct err *err)
{
	err_set(err, "unknown %s \"%s\"", noun, nearest->word);
	if (nearest->name)
		err_remedy(err, "did you mean \"%s\"?", nearest->name);
	return -1;
}
