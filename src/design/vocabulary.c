/*
 * The tables of opcodes and words.  Words are phrases, so that a design file can be read aloud.  Rejected: an
 * expression language, since a class can learn thirty phrases, and a phrase can be explained, exported and
 * suggested as a whole.
 */
#include <ctype.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/design.h>
#include <heddle/number.h>
#include <heddle/suggest.h>
#include <heddle/vocabulary.h>

bool design_field_is_number(const char *name)
{
	for (int f = 0; f < FIELD_MAX; f++)
		if (strcmp(fields[f].name, name) == 0)
			return fields[f].type == TYPE_TIME || fields[f].type == TYPE_COUNT;
	return false;
}

// clang-format off
#define LOGGING READS_USER | READS_A | READS_B | RENAMES | IS_EFFECT

const struct opcode_row opcodes[OP_COUNT] = {
	/* name, does, a, b, unbounded */
	[OP_NONE] = { "none", 0,
		OPERAND_NONE, OPERAND_NONE, OP_NONE },
	[OP_IS] = { "is", IS_GUARD | READS_A | READS_B | RENAMES,
		OPERAND_ANY, OPERAND_ANY, OP_IS },
	[OP_IS_NOT] = { "is not", IS_GUARD | READS_A | READS_B | RENAMES,
		OPERAND_ANY, OPERAND_ANY, OP_IS_NOT },
	[OP_BEFORE] = { "before", IS_GUARD | READS_A | READS_TIME | NUMBERED | RENAMES,
		OPERAND_TIME, OPERAND_NONE, OP_AGE_BELOW },
	[OP_SINCE] = { "since", IS_GUARD | READS_A | READS_TIME | NUMBERED | RENAMES | WAITS,
		OPERAND_TIME, OPERAND_NONE, OP_AGE_REACHED },
	[OP_EMPTY] = { "empty", IS_GUARD | READS_A | RENAMES,
		OPERAND_IDS, OPERAND_NONE, OP_EMPTY },
	[OP_NOT_EMPTY] = { "not empty", IS_GUARD | READS_A | RENAMES,
		OPERAND_IDS, OPERAND_NONE, OP_NOT_EMPTY },
	[OP_IN] = { "in", IS_GUARD | READS_A | READS_B | RENAMES,
		OPERAND_ID, OPERAND_IDS, OP_IN },
	[OP_NOT_IN] = { "not in", IS_GUARD | READS_A | READS_B | RENAMES,
		OPERAND_ID, OPERAND_IDS, OP_NOT_IN },
	[OP_UNNAMED] = { "unnamed", IS_GUARD | READS_A | READS_NAMES | RENAMES,
		OPERAND_ID, OPERAND_NONE, OP_UNNAMED },
	[OP_SET] = { "set", IS_EFFECT | WRITES_A | READS_B | COPIES | RENAMES,
		OPERAND_ANY, OPERAND_ANY, OP_SET },
	[OP_SET_KEYS] = { "set keys", IS_EFFECT | WRITES_A | READS_BLOBS | RENAMES,
		OPERAND_IDS, OPERAND_NONE, OP_SET_KEYS },
	[OP_SET_UNNAMED] = { "set unnamed", IS_EFFECT | WRITES_A | READS_B | READS_NAMES | RENAMES,
		OPERAND_IDS, OPERAND_IDS, OP_SET_UNNAMED },
	[OP_INCLUDE] = { "include", IS_EFFECT | READS_A | WRITES_A | READS_B | RENAMES,
		OPERAND_IDS, OPERAND_ID, OP_INCLUDE },
	[OP_EXCLUDE] = { "exclude", IS_EFFECT | READS_A | WRITES_A | READS_B | RENAMES,
		OPERAND_IDS, OPERAND_ID, OP_EXCLUDE },
	[OP_INCREMENT] = { "increment", IS_EFFECT | READS_A | WRITES_A | COUNTS | RENAMES,
		OPERAND_NUMBER, OPERAND_NONE, OP_NONE },
	[OP_LOG_WRITE] = { "log write", LOGGING | LOGS_WRITE,
		OPERAND_METADATA, OPERAND_IMAGE, OP_LOG_WRITE },
	[OP_LOG_READ] = { "log read", LOGGING | LOGS_READ,
		OPERAND_METADATA, OPERAND_IMAGE, OP_LOG_READ },
	[OP_AGE_BELOW] = { "age below", IS_GUARD | READS_A | NUMBERED | RENAMES,
		OPERAND_TIME, OPERAND_NONE, OP_AGE_BELOW },
	[OP_AGE_REACHED] = { "age reached", IS_GUARD | READS_A | NUMBERED | WAITS | RENAMES,
		OPERAND_TIME, OPERAND_NONE, OP_AGE_REACHED },
	[OP_AGE_ALL] = { "age all", IS_EFFECT | AGES | RENAMES,
		OPERAND_NONE, OPERAND_NONE, OP_AGE_ALL },
};
#define ZERO          { PLACE_ZERO, FIELD_STATE, false }
#define LOCAL(f)      { PLACE_LOCAL, FIELD_##f, false }
#define RECORD(f)     { PLACE_RECORD, FIELD_##f, false }
#define BLOB(f)       { PLACE_BLOB, FIELD_##f, false }
#define CHOSEN(f)     { PLACE_CHOICE, FIELD_##f, false }
#define CHOSENBLOB(f) { PLACE_CHOSEN_BLOB, FIELD_##f, false }
#define GLOBAL(f)     { PLACE_GLOBAL, FIELD_##f, false }
#define MAYBE(p, f)   { PLACE_##p, FIELD_##f, true }
// clang-format on

#define GUARD(spelling_)         .spelling = spelling_, .kind = WORD_GUARD
#define EFFECT(spelling_)        .spelling = spelling_, .kind = WORD_EFFECT
#define CHOICE(spelling_, type_) .spelling = spelling_, .kind = WORD_CHOICE, .chooses = type_

const char *const word_kind_names[WORD_KINDS] = { "when", "choose", "do" };

// clang-format off
const struct word words[] = {
	/* guards */
	{ GUARD("record is set"), .help = "the user has a record in the database",
	  .ops = { { OP_IS_NOT, RECORD(METADATA), ZERO } } },
	{ GUARD("record is unset"), .help = "the user has no record in the database",
	  .ops = { { OP_IS, RECORD(METADATA), ZERO } } },
	{ GUARD("blob is set"), .help = "the blob of the process's key is there",
	  .ops = { { OP_IS_NOT, BLOB(IMAGE), ZERO } } },
	{ GUARD("blob is unset"), .help = "the blob of the process's key is not there",
	  .ops = { { OP_IS, BLOB(IMAGE), ZERO } } },
	{ GUARD("record is unchanged"), .help = "the record is still the one that the process read",
	  .ops = { { OP_IS, RECORD(METADATA), LOCAL(METADATA) },
	           { OP_IS, MAYBE(RECORD, IMAGE_ID), MAYBE(LOCAL, IMAGE_ID) } } },
	{ GUARD("unused keys remain"), .help = "the cleaner still has keys to delete",
	  .ops = { { OP_NOT_EMPTY, LOCAL(UNUSED_BLOB_KEYS), ZERO } } },
	{ GUARD("no unused keys remain"), .help = "the cleaner has nothing left to delete",
	  .ops = { { OP_EMPTY, LOCAL(UNUSED_BLOB_KEYS), ZERO } } },
	{ GUARD("key is still unused"), .help = "no record names the chosen key now",
	  .ops = { { OP_UNNAMED, CHOSEN(IMAGE_ID), ZERO } } },
	{ GUARD("started less than N hours ago"), .help = "the request is younger than N hours",
	  .ops = { { OP_BEFORE, LOCAL(START), ZERO } } },
	{ GUARD("started N or more hours ago"), .help = "the request is at least N hours old",
	  .ops = { { OP_SINCE, LOCAL(START), ZERO } } },
	{ GUARD("keys checked N or more hours ago"),
	  .help = "the cleaner asked the database at least N hours ago",
	  .ops = { { OP_SINCE, LOCAL(UNUSED_KEY_TIME), ZERO } } },

	/* choices */
	{ CHOICE("any user", TYPE_USER), .help = "one of the users" },
	{ CHOICE("any metadata", TYPE_METADATA), .help = "one of the metadatas" },
	{ CHOICE("any image", TYPE_IMAGE), .help = "one of the images" },
	{ CHOICE("any id", TYPE_ID), .help = "one of the ids, whether in use or not" },
	{ CHOICE("a free id", TYPE_ID), .help = "an id under which no blob is stored now",
	  .none = "every id has a blob", .ops = { { OP_IS, CHOSENBLOB(IMAGE), ZERO } } },
	{ CHOICE("a fresh id", TYPE_ID), .help = "a free id that was never issued before",
	  .none = "every id was issued before",
	  .ops = { { OP_IS, CHOSENBLOB(IMAGE), ZERO },
	           { OP_NOT_IN, CHOSEN(IMAGE_ID), GLOBAL(USED_IDS) } } },
	{ CHOICE("an unused key", TYPE_ID), .help = "one of the cleaner's unused keys",
	  .none = "the cleaner has no unused key left",
	  .ops = { { OP_IN, CHOSEN(IMAGE_ID), LOCAL(UNUSED_BLOB_KEYS) } } },

	/* effects */
	{ EFFECT("keep user"), .help = "the process remembers the chosen user",
	  .ops = { { OP_SET, LOCAL(USER_ID), CHOSEN(USER_ID) } } },
	{ EFFECT("keep metadata"), .help = "the process remembers the chosen metadata",
	  .ops = { { OP_SET, LOCAL(METADATA), CHOSEN(METADATA) } } },
	{ EFFECT("keep image"), .help = "the process remembers the chosen image",
	  .ops = { { OP_SET, LOCAL(IMAGE), CHOSEN(IMAGE) } } },
	{ EFFECT("keep id"), .help = "the process remembers the chosen id",
	  .ops = { { OP_SET, LOCAL(IMAGE_ID), CHOSEN(IMAGE_ID) } } },
	{ EFFECT("log WRITE"), .help = "a WRITE of the process's user, metadata and image begins",
	  .ops = { { OP_LOG_WRITE, LOCAL(METADATA), LOCAL(IMAGE) } } },
	{ EFFECT("log READ"), .help = "a READ returned the process's metadata and image",
	  .ops = { { OP_LOG_READ, LOCAL(METADATA), LOCAL(IMAGE) } } },
	{ EFFECT("log empty READ"), .help = "a READ returned None",
	  .ops = { { OP_LOG_READ, ZERO, ZERO } } },
	{ EFFECT("write record"), .help = "store the process's metadata (and imageId) for its user",
	  .ops = { { OP_SET, RECORD(METADATA), LOCAL(METADATA) },
	           { OP_SET, MAYBE(RECORD, IMAGE_ID), MAYBE(LOCAL, IMAGE_ID) } } },
	{ EFFECT("read record"), .help = "copy the record of the process's user, UNSET included",
	  .ops = { { OP_SET, LOCAL(METADATA), RECORD(METADATA) },
	           { OP_SET, MAYBE(LOCAL, IMAGE_ID), MAYBE(RECORD, IMAGE_ID) } } },
	{ EFFECT("delete record"), .help = "the user's record is gone",
	  .ops = { { OP_SET, RECORD(METADATA), ZERO },
	           { OP_SET, MAYBE(RECORD, IMAGE_ID), ZERO } } },
	{ EFFECT("write blob"), .help = "store the process's image under its key",
	  .ops = { { OP_SET, BLOB(IMAGE), LOCAL(IMAGE) },
	           { OP_SET, MAYBE(BLOB, CREATED), MAYBE(GLOBAL, TIME) } } },
	{ EFFECT("read blob"), .help = "copy the image of the process's key, UNSET included",
	  .ops = { { OP_SET, LOCAL(IMAGE), BLOB(IMAGE) } } },
	{ EFFECT("delete own blob"), .help = "the blob of the process's own key is gone",
	  .ops = { { OP_SET, BLOB(IMAGE), ZERO }, { OP_SET, MAYBE(BLOB, CREATED), ZERO } } },
	{ EFFECT("delete blob"), .help = "the blob of the chosen key is gone",
	  .ops = { { OP_SET, CHOSENBLOB(IMAGE), ZERO },
	           { OP_SET, MAYBE(CHOSEN_BLOB, CREATED), ZERO } } },
	{ EFFECT("clear locals"), .help = "userId, metadata, image and imageId become UNSET",
	  .ops = { { OP_SET, LOCAL(USER_ID), ZERO },
	           { OP_SET, LOCAL(METADATA), ZERO },
	           { OP_SET, LOCAL(IMAGE), ZERO },
	           { OP_SET, MAYBE(LOCAL, IMAGE_ID), ZERO } } },
	{ EFFECT("note start"), .help = "the process remembers the hour at which the request began",
	  .ops = { { OP_SET, LOCAL(START), GLOBAL(TIME) } } },
	{ EFFECT("use up id"), .help = "the process's id is never issued again",
	  .ops = { { OP_INCLUDE, GLOBAL(USED_IDS), LOCAL(IMAGE_ID) } } },
	{ EFFECT("list blobs"), .help = "the cleaner's keys are all ids whose blob is set",
	  .ops = { { OP_SET_KEYS, LOCAL(BLOB_KEYS), ZERO } } },
	{ EFFECT("list blobs N or more hours old"),
	  .help = "the cleaner's keys are the ids whose blob was created at least N hours ago",
	  .ops = { { OP_SET_KEYS, LOCAL(BLOB_KEYS), BLOB(CREATED) } } },
	{ EFFECT("find unused keys"), .help = "those of the cleaner's keys that no record names",
	  .ops = { { OP_SET_UNNAMED, LOCAL(UNUSED_BLOB_KEYS), LOCAL(BLOB_KEYS) } } },
	{ EFFECT("note key time"), .help = "the cleaner remembers the hour at which it asked",
	  .ops = { { OP_SET, LOCAL(UNUSED_KEY_TIME), GLOBAL(TIME) } } },
	{ EFFECT("drop key"), .help = "the chosen key leaves the cleaner's unused keys",
	  .ops = { { OP_EXCLUDE, LOCAL(UNUSED_BLOB_KEYS), CHOSEN(IMAGE_ID) } } },
	{ EFFECT("forget keys"), .help = "the cleaner loses both of its lists",
	  .ops = { { OP_SET, LOCAL(BLOB_KEYS), ZERO },
	           { OP_SET, LOCAL(UNUSED_BLOB_KEYS), ZERO } } },
	{ EFFECT("count failure"), .help = "one more failure happened",
	  .ops = { { OP_INCREMENT, GLOBAL(FAILED), ZERO } } },
	{ EFFECT("advance time"), .help = "an hour passes",
	  .ops = { { OP_INCREMENT, GLOBAL(TIME), ZERO } } },
	{ .spelling = NULL },
};
// clang-format on

/* Matches text with a spelling, in which N is a number; after 1, "hours" may be "hour". */
static bool spells(const char *spelling, const char *text, int *number)
{
	*number = -1;
	while (*spelling) {
		if (*spelling == 'N' && (spelling[1] == ' ' || !spelling[1])) {
			int64_t n;

			if (!isdigit((unsigned char)*text) || !number_take(&text, &n) || n > WORD_NUMBER_MAX)
				return false;
			*number = (int)n;
			spelling++;
		} else if (*number == 1 && strncmp(spelling, "hours", 5) == 0 &&
		           strncmp(text, "hour", 4) == 0 && text[4] != 's') {
			spelling += 5;
			text += 4;
		} else if (*spelling++ != *text++) {
			return false;
		}
	}
	return *text == '\0';
}

const struct word *word_find(enum word_kind kind, const char *text, int *number)
{
	for (const struct word *w = words; w->spelling; w++)
		if (w->kind == kind && spells(w->spelling, text, number))
			return w;
	return NULL;
}

/* Like `spells`, with any text in place of the number. */
static bool spells_but_number(const char *spelling, const char *text, const char **number, size_t *length)
{
	const char *place = strstr(spelling, "N ");
	size_t before = place ? (size_t)(place - spelling) : 0;
	const char *rest;

	if (!place || strncmp(spelling, text, before) != 0)
		return false;
	*number = text + before;
	*length = strcspn(*number, " ");
	rest = *number + *length;
	place++;
	if (strcmp(place, rest) == 0)
		return *length > 0;
	/* "1.5 hour": the noun may be singular. */
	size_t common = strcspn(place, "h");

	return *length > 0 && strncmp(place, rest, common) == 0 && strncmp(rest + common, "hour ", 5) == 0 &&
	       strncmp(place + common, "hours ", 6) == 0 &&
	       strcmp(place + common + 6, rest + common + 5) == 0;
}

bool word_misnumbered(enum word_kind kind, const char *text, const char **number, size_t *length)
{
	for (const struct word *w = words; w->spelling; w++)
		if (w->kind == kind && spells_but_number(w->spelling, text, number, length))
			return true;
	return false;
}

bool operand_takes(enum operand operand, enum type type)
{
	switch (operand) {
	case OPERAND_NONE:
		return false;
	case OPERAND_ANY:
		return type != TYPE_CONTROL;
	case OPERAND_METADATA:
		return type == TYPE_METADATA;
	case OPERAND_IMAGE:
		return type == TYPE_IMAGE;
	case OPERAND_ID:
		return type == TYPE_ID;
	case OPERAND_IDS:
		return type == TYPE_IDS;
	case OPERAND_TIME:
		return type == TYPE_TIME;
	case OPERAND_NUMBER:
		return type == TYPE_TIME || type == TYPE_COUNT;
	}
	return false;
}

const char *word_nearest(enum word_kind kind, const char *text)
{
	struct nearest near = nearest_to(text);

	for (const struct word *w = words; w->spelling; w++)
		if (w->kind == kind)
			nearest_offer(&near, w->spelling);
	return near.name;
}

bool design_nth_word(size_t n, struct design_word *word)
{
	if (n >= sizeof(words) / sizeof(*words) || !words[n].spelling)
		return false;
	*word = (struct design_word){ word_kind_names[words[n].kind], words[n].spelling, words[n].help };
	return true;
}
