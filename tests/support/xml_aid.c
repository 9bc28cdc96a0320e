#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "xml_aid.h"

enum { DEPTH_MAX = 64 };

static const char *entity(const char *p)
{
	static const char *const known[] = { "&amp;", "&lt;", "&gt;", "&quot;", "&#39;" };

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (strncmp(p, known[i], strlen(known[i])) == 0)
			return p + strlen(known[i]);
	fail_msg("not an entity: %.20s", p);
	return p;
}

/* From the "<" of a tag to after its ">". */
static const char *tag(const char *p, const char **open, size_t *depth)
{
	bool closing = p[1] == '/';
	const char *name = p + 1 + closing;
	size_t length = strcspn(name, " />\n");

	assert_true(length > 0);
	p = name + length;
	while (*p && *p != '>' && *p != '/') {
		if (*p++ != '"')
			continue;
		while (*p && *p != '"') {
			assert_int_not_equal(*p, '<');
			p = *p == '&' ? entity(p) : p + 1;
		}
		assert_int_equal(*p++, '"');
	}
	if (closing) {
		assert_true(*depth > 0);
		(*depth)--;
		assert_int_equal(strncmp(open[*depth], name, length), 0);
	} else if (*p != '/') {
		assert_true(*depth < DEPTH_MAX);
		open[(*depth)++] = name;
	}
	p += *p == '/';
	assert_int_equal(*p, '>');
	return p + 1;
}

void assert_xml(const char *text)
{
	const char *open[DEPTH_MAX];
	size_t depth = 0;

	for (const char *p = text; *p;) {
		assert_true((unsigned char)*p >= ' ' || *p == '\n');
		if (*p == '<') {
			p = tag(p, open, &depth);
			continue;
		}
		assert_int_not_equal(*p, '>');
		p = *p == '&' ? entity(p) : p + 1;
		assert_true(depth > 0 || *p == '\n' || !*p);
	}
	assert_int_equal(depth, 0);
}
