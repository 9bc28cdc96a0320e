/* Each helper is the plain call and a complaint. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/trace.h>

#include "play.h"

struct session *opened(const char *what, const char *design, const struct scope *scope)
{
	struct session *session = NULL;
	struct err err = { 0 };
	char text[1500];
	if (session_open(what, design, scope, &session, &err) != 0)
		fail_msg("%s", err_format(&err, text, sizeof text));
	return session;
}

void take(struct session *session, const char *text)
{
	struct err err = { 0 };
	if (session_do_text(session, text, &err) != 0)
		fail_msg("%s", err.what);
}

void schedule_is(struct session *session, const char *expected)
{
	struct buf text;
	buf_init(&text);
	session_schedule(session, &text);
	assert_string_equal(text.data, expected);
	buf_release(&text);
}

struct session *reloaded(struct session *session, const struct scope *over)
{
	struct trace *trace = session_trace(session), *again = NULL;
	struct session *copy = NULL;
	struct buf text;
	struct err err = { 0 };
	char why[1500];
	buf_init(&text);
	assert_int_equal(trace_format_named("itf")->write(trace, &text, NULL, &err), 0);
	if (trace_parse(text.data, text.length, "saved", &again, &err) != 0 ||
	    session_open_trace(again, NULL, NULL, over, &copy, &err) != 0)
		fail_msg("%s", err_format(&err, why, sizeof why));
	buf_release(&text);
	trace_free(again);
	trace_free(trace);
	return copy;
}

void play_short_story(struct session *session)
{
	take(session, "s1 StartWrite u1 m1 i1");
	take(session, "s1 WriteMetadata");
	take(session, "s1 FailWrite");
}
