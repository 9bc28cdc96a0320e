/* ASCII only: isalnum depends on the user's locale. */
#include <string.h>

#include <heddle/mem.h>

#include "export/identifier.h"

static bool is_letter_or_digit(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool identifier_listed(const char *const *list, const char *name)
{
	while (*list && strcmp(*list, name) != 0)
		list++;
	return *list != NULL;
}

char *identifier_of(struct arena *arena, const char *prefix, const char *text)
{
	char *name = arena_printf(arena, "%s%.*s", prefix, IDENTIFIER_MAX, text);

	if (strlen(name) > IDENTIFIER_MAX)
		name[IDENTIFIER_MAX] = '\0';
	for (char *c = name; *c; c++)
		if (!is_letter_or_digit(*c))
			*c = '_';
	return name;
}
