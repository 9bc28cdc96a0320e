/*
 * Designs like the bundled ones with random features: blobs keyed by user or by id, ids issued in three ways
 * and used up at once or later, with or without a clock, restarts, cleaners, and a dead end.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "draft_random.h"
#include "random.h"

static bool one_in(unsigned n)
{
	return random_below(n) == 0;
}

/* --- the family --------------------------------------------------------------------------- */

enum { WAITING, STARTED_WRITE, WROTE_ONE, WROTE_TWO, STARTED_READ, READ_METADATA };
enum { GOT_KEYS = 1, GOT_UNUSED, DELETING };

static void say(struct draft_step *step, enum draft_words_index kind, const char *word)
{
	struct draft_words *words = &step->words[kind];

	if (words->count < DRAFT_WORDS)
		snprintf(words->text[words->count++], DRAFT_TEXT, "%s", word);
}

/* "keep user, keep image": each a word. */
static void say_all(struct draft_step *step, enum draft_words_index kind, const char *list)
{
	char word[DRAFT_TEXT];

	while (*list) {
		size_t length = strcspn(list, ",");

		snprintf(word, sizeof(word), "%.*s", (int)length, list);
		say(step, kind, word);
		list += length;
		list += strspn(list, ", ");
	}
}

static struct draft_step *add_step(struct draft_role *role, const char *name, const char *part, unsigned at,
                                   int target)
{
	struct draft_step *step = &role->steps[role->step_count++];

	*step = (struct draft_step){ .at = at, .target = target };
	snprintf(step->name, sizeof(step->name), "%s", name);
	snprintf(step->part, sizeof(step->part), "%s", part);
	return step;
}

static void set_locals(struct draft_role *role, ...)
{
	va_list args;
	int local;

	va_start(args, role);
	while ((local = va_arg(args, int)) >= 0)
		role->locals[role->local_count++] = (unsigned char)local;
	va_end(args);
}

static void set_states(struct draft_role *role, const char *const *names, unsigned count)
{
	role->state_count = count;
	for (unsigned i = 0; i < count; i++)
		snprintf(role->states[i], DRAFT_TEXT, "%s", names[i]);
}

struct features {
	bool clock, start, ids, fresh, cleaner, blob_first, clears, looks_once, guesses, lingers, retries;
	const char *issue; /* the choice of an id */
};

/* The same as a step that takes a fresh id, with one that may have been issued before. */
static void add_reuse(struct draft_role *server, const struct draft_step *fresh)
{
	struct draft_step *step = add_step(server, "ReuseId", fresh->part, fresh->at, fresh->target);
	struct draft_words *choices = &step->words[DRAFT_CHOOSE];

	memcpy(step->words, fresh->words, sizeof(step->words));
	snprintf(choices->text[choices->count - 1], DRAFT_TEXT, "%s", one_in(2) ? "a free id" : "any id");
}

static void add_writes(struct draft_role *server, const struct features *f)
{
	struct draft_step *step = add_step(server, "StartWrite", "write", 1 << WAITING, STARTED_WRITE);
	bool id_first = f->ids && one_in(5), used_late = f->fresh && one_in(4);
	const char *names[2] = { "WriteRecord", "WriteBlob" };

	say_all(step, DRAFT_CHOOSE, "any user, any metadata, any image");
	say_all(step, DRAFT_DO, "keep user, keep metadata, keep image");
	if (f->start)
		say(step, DRAFT_DO, "note start");
	say(step, DRAFT_DO, "log WRITE");
	if (id_first) {
		say(step, DRAFT_CHOOSE, f->issue);
		say(step, DRAFT_DO, "keep id");
	}
	for (unsigned i = 0; i < 2; i++) {
		bool blob = (i == 0) == f->blob_first, last = i == 1;

		step = add_step(server, names[blob], "write", last ? 1 << WROTE_ONE : 1 << STARTED_WRITE,
		                last ? WAITING : WROTE_ONE);
		if (f->start && !one_in(4))
			say(step, DRAFT_WHEN, "started less than 1 hour ago");
		if (blob && f->ids && !id_first) {
			say(step, DRAFT_CHOOSE, f->issue);
			say(step, DRAFT_DO, "keep id");
		}
		say(step, DRAFT_DO, blob ? "write blob" : "write record");
		if (f->fresh && blob != used_late)
			say(step, DRAFT_DO, "use up id");
		if (last && f->clears)
			say(step, DRAFT_DO, "clear locals");
		if (blob && f->fresh && !id_first && one_in(6))
			add_reuse(server, step);
	}
	step = add_step(server, "FailWrite", "write", 1 << STARTED_WRITE | 1 << WROTE_ONE, WAITING);
	say(step, DRAFT_DO, "clear locals");
	step->failure = true;
}

/* A read that finds no blob looks once more, and may give up, with what it found or without. */
static void add_retries(struct draft_role *server, const struct features *f)
{
	bool apart = !one_in(3);
	struct draft_step *step = add_step(server, "ReadAgain", "read", 1 << READ_METADATA, STARTED_READ);

	say(step, DRAFT_WHEN, "blob is unset");
	if (apart)
		step = add_step(server, "FindNone", "read", 1 << READ_METADATA, WROTE_TWO);
	if (apart && one_in(2))
		say(step, DRAFT_WHEN, "blob is unset");
	else if (apart && one_in(2))
		say(step, DRAFT_DO, "read blob");
	step = add_step(server, "GiveUp", "read", 1 << (apart ? WROTE_TWO : READ_METADATA), WAITING);
	if (apart && one_in(2))
		say(step, DRAFT_DO, "read record");
	say(step, DRAFT_DO, "log empty READ");
	if (f->clears)
		say(step, DRAFT_DO, "clear locals");
}

static void add_reads(struct draft_role *server, const struct features *f)
{
	struct draft_step *step = add_step(server, "StartRead", "read", 1 << WAITING, STARTED_READ);

	say(step, DRAFT_CHOOSE, "any user");
	say(step, DRAFT_DO, "keep user");
	if (f->start)
		say(step, DRAFT_DO, "note start");
	step = add_step(server, "ReadRecord", "read", 1 << STARTED_READ, READ_METADATA);
	say(step, DRAFT_DO, "read record");
	if (f->looks_once) {
		say(step, DRAFT_WHEN, "record is set");
		step = add_step(server, "ReadNone", "read", 1 << STARTED_READ, WAITING);
		say(step, DRAFT_WHEN, "record is unset");
		say(step, DRAFT_DO, "log empty READ");
		if (f->clears)
			say(step, DRAFT_DO, "clear locals");
	}
	step = add_step(server, "ReadBlob", "read", 1 << READ_METADATA, WAITING);
	if (f->guesses) {
		say(step, DRAFT_CHOOSE, "any id");
		say(step, DRAFT_DO, "keep id");
	}
	say_all(step, DRAFT_DO, "read blob, log READ");
	if (f->clears)
		say(step, DRAFT_DO, "clear locals");
	if (f->retries)
		add_retries(server, f);
	if (f->start && !one_in(3)) {
		step = add_step(server, "Restart", "",
		                1 << STARTED_WRITE | 1 << WROTE_ONE | 1 << STARTED_READ | 1 << READ_METADATA,
		                WAITING);
		say(step, DRAFT_WHEN, "started 1 or more hours ago");
		say(step, DRAFT_DO, "clear locals");
	}
}

static void add_cleaner(struct draft *draft, const struct features *f)
{
	static const char *const states[] = { "waiting", "got_keys", "got_unused", "deleting" };
	struct draft_role *cleaner = &draft->roles[DRAFT_CLEANER];
	bool waits = f->clock && one_in(2), counts = one_in(2);
	struct draft_step *step;

	cleaner->present = true;
	set_states(cleaner, states, 4);
	set_locals(cleaner, DRAFT_BLOB_KEYS, DRAFT_UNUSED_BLOB_KEYS, waits ? DRAFT_UNUSED_KEY_TIME : -1, -1);
	step = add_step(cleaner, "CleanerList", "clean", 1 << WAITING, GOT_KEYS);
	say(step, DRAFT_DO,
	    draft->dated && one_in(2) ? "list blobs 2 or more hours old"
	    : draft->dated            ? "list blobs 1 or more hours old"
	                              : "list blobs");
	step = add_step(cleaner, "CleanerAsk", "clean", 1 << GOT_KEYS, GOT_UNUSED);
	say(step, DRAFT_DO, "find unused keys");
	if (waits)
		say(step, DRAFT_DO, "note key time");
	step = add_step(cleaner, "CleanerDelete", "clean", 1 << GOT_UNUSED | 1 << DELETING,
	                one_in(4) ? -1 : DELETING);
	say(step, DRAFT_WHEN, one_in(5) ? "key is still unused" : "unused keys remain");
	if (waits)
		say(step, DRAFT_WHEN, "keys checked 1 or more hours ago");
	say(step, DRAFT_CHOOSE, "an unused key");
	say_all(step, DRAFT_DO, "delete blob, drop key");
	step = add_step(cleaner, "CleanerFinish", "clean", 1 << GOT_UNUSED | 1 << DELETING, WAITING);
	if (!one_in(5))
		say(step, DRAFT_WHEN, "no unused keys remain");
	say(step, DRAFT_DO, "forget keys");
	step = add_step(cleaner, "CleanerFail", "clean", 1 << GOT_KEYS | 1 << GOT_UNUSED | 1 << DELETING,
	                WAITING);
	say(step, DRAFT_DO, "forget keys");
	step->failure = true;
	if (counts) {
		draft->globals |= 1U << DRAFT_FAILED;
		say(step, DRAFT_DO, "count failure");
	}
	if (one_in(2))
		draft->fair |= 1U << DRAFT_CLEANER;
}

/* A step that leads nowhere: what it changes, if anything, only fairness asks for. */
static void add_idling(struct draft *draft, const struct features *f)
{
	static const char *const words[] = { "log empty READ", "note start", "use up id", "log READ",
		                             "clear locals" };
	struct draft_role *role = &draft->roles[random_below(2)];
	unsigned word = random_below(6);
	struct draft_step *step;

	if (!role->present)
		return;
	step = add_step(role, "Idle", "", 1U << random_below(one_in(2) ? 3 : role->state_count), -1);
	if (role == &draft->roles[DRAFT_SERVER] && word < 5 && (f->start || word != 1) &&
	    (f->fresh || word != 2))
		say(step, DRAFT_DO, words[word]);
}

/* A fair server may stay between writing the blob and the record forever; only its log entries show that it
 * takes steps.  In most drafts nothing else leaves an orphan forever. */
static void add_lingering(struct draft *draft)
{
	struct draft_step *step = add_step(&draft->roles[DRAFT_SERVER], "Linger", "", 1 << WROTE_ONE, -1);

	say(step, DRAFT_DO, one_in(2) ? "log READ" : "log empty READ");
}

static void draw_scope(struct draft *draft)
{
	int *scope = draft->scope;
	bool crowd = one_in(2);

	scope[DRAFT_SERVERS] = crowd && one_in(2) ? 2 : 1;
	scope[DRAFT_READERS] = crowd && scope[DRAFT_SERVERS] == 1 && one_in(2);
	scope[DRAFT_CLEANERS] = !draft->roles[DRAFT_CLEANER].present ? 0 : crowd && one_in(3) ? 2 : 1;
	scope[DRAFT_USERS] = one_in(6) ? 2 : 1;
	scope[DRAFT_METADATAS] = one_in(4) ? 2 : 1;
	scope[DRAFT_IMAGES] = one_in(4) ? 2 : 1;
	scope[DRAFT_IDS] = 1 + (int)random_below(2);
	scope[DRAFT_MAX_OPERATIONS] = 1 + (int)random_below(3);
	scope[DRAFT_MAX_TIME] = (int)random_below(4);
	scope[DRAFT_MAX_FAILURES] = (int)random_below(2);
	scope[DRAFT_NO_FAILURES] = one_in(4);
}

void draft_family(struct draft *draft)
{
	static const char *const states[] = { "waiting",   "started_write", "wrote_one",
		                              "wrote_two", "started_read",  "read_metadata" };
	static const char *const issues[] = { "a free id", "a fresh id", "any id" };
	struct draft_role *server = &draft->roles[DRAFT_SERVER];
	struct features f = { .clock = one_in(3),
		              .ids = !one_in(3),
		              .blob_first = !one_in(3),
		              .clears = !one_in(3),
		              .looks_once = !one_in(3),
		              .lingers = one_in(10),
		              .retries = one_in(8) };

	*draft = (struct draft){ .name = "drawn" };
	if (f.lingers) {
		f.blob_first = true;
		f.ids &= one_in(3);
	} else if (f.retries) {
		f.blob_first &= one_in(2);
	}
	f.issue = issues[one_in(8) ? 2 : random_below(2)];
	f.fresh = f.ids && strcmp(f.issue, "a fresh id") == 0;
	f.start = f.clock && !f.lingers && one_in(2);
	f.guesses = f.ids && !f.fresh && one_in(6);
	f.cleaner = f.ids ? !one_in(3) : false;
	draft->by_user = !f.ids;
	draft->names_blobs = f.ids;
	draft->bare_record = !f.ids && one_in(2);
	draft->dated = f.clock && one_in(2);
	draft->bare_blob = !draft->dated && one_in(2);
	draft->globals = (f.clock ? 1U << DRAFT_TIME : 0) | (f.fresh ? 1U << DRAFT_USED_IDS : 0);
	server->present = true;
	set_states(server, states, 6);
	set_locals(server, DRAFT_USER_ID, DRAFT_METADATA, DRAFT_IMAGE, f.ids ? DRAFT_IMAGE_ID : -1, -1);
	if (f.start)
		set_locals(server, DRAFT_START, -1);
	add_writes(server, &f);
	add_reads(server, &f);
	if (f.cleaner)
		add_cleaner(draft, &f);
	if (f.clock) {
		draft->roles[DRAFT_CLOCK].present = true;
		say(add_step(&draft->roles[DRAFT_CLOCK], "TimePasses", "", 0, -1), DRAFT_DO, "advance time");
	}
	if (one_in(5))
		draft->fair |= 1U << DRAFT_SERVER;
	for (int r = 0; r < DRAFT_CLOCK; r++)
		draft->roles[r].lists_states = one_in(4);
	if (f.lingers)
		add_lingering(draft);
	else if (one_in(3))
		add_idling(draft, &f);
	draw_scope(draft);
	/* A blob under an id that was guessed is the wrong one only where there are two of them. */
	if (f.guesses) {
		draft->scope[DRAFT_IMAGES] = draft->scope[DRAFT_IDS] = 2;
		draft->scope[one_in(2) ? DRAFT_METADATAS : DRAFT_USERS] = 2;
	}
	if (f.lingers)
		draft->scope[DRAFT_NO_FAILURES] = 1;
	/* What was not there at the first look comes from another process. */
	if (f.retries && !draft->scope[DRAFT_READERS])
		draft->scope[DRAFT_SERVERS] = 2;
}
