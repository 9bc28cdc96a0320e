/*
 * First a design such as those that are bundled, then up to eight changes, each kept if the
 * design is still sound.  Designs of words picked at random were tried first: hardly one in a
 * thousand was sound, and those did nothing.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/design.h>
#include <heddle/mem.h>

#include "draft_random.h"
#include "random.h"

static bool one_in(unsigned n)
{
	return random_below(n) == 0;
}

/* --- changes --------------------------------------------------------------------------------- */

static struct draft_role *some_role(struct draft *draft)
{
	struct draft_role *role = &draft->roles[random_below(DRAFT_ROLES)];

	return role->present && role->step_count ? role : &draft->roles[DRAFT_SERVER];
}

static struct draft_step *some_step(struct draft_role *role)
{
	return &role->steps[random_below(role->step_count)];
}

/* Any word of the vocabulary, its N a small number. */
static void some_word(enum draft_words_index *kind, char *text)
{
	static const char *const members[DRAFT_KINDS] = { "when", "choose", "do" };
	struct design_word word = { 0 };
	size_t count = 0;
	const char *number;

	while (design_nth_word(count, &word))
		count++;
	design_nth_word(random_below((uint32_t)count), &word);
	for (int k = 0; k < DRAFT_KINDS; k++)
		if (strcmp(members[k], word.member) == 0)
			*kind = (enum draft_words_index)k;
	number = strstr(word.spelling, "N ");
	if (number)
		snprintf(text, DRAFT_TEXT, "%.*s%u%s", (int)(number - word.spelling), word.spelling,
		         random_below(4), number + 1);
	else
		snprintf(text, DRAFT_TEXT, "%s", word.spelling);
}

static void insert_word(struct draft_words *words, unsigned at, const char *word)
{
	if (words->count == DRAFT_WORDS)
		return;
	memmove(words->text[at + 1], words->text[at], (words->count++ - at) * sizeof(*words->text));
	snprintf(words->text[at], DRAFT_TEXT, "%s", word);
}

static void remove_word(struct draft_words *words, unsigned at)
{
	memmove(words->text[at], words->text[at + 1], (--words->count - at) * sizeof(*words->text));
}

static void add_word(struct draft *draft)
{
	enum draft_words_index kind = DRAFT_DO;
	struct draft_words *words;
	char word[DRAFT_TEXT];

	some_word(&kind, word);
	words = &some_step(some_role(draft))->words[kind];
	insert_word(words, random_below(words->count + 1), word);
}

static void lose_word(struct draft *draft)
{
	struct draft_words *words = &some_step(some_role(draft))->words[random_below(DRAFT_KINDS)];

	if (words->count)
		remove_word(words, random_below(words->count));
}

static void move_word(struct draft *draft)
{
	struct draft_role *role = some_role(draft);
	unsigned kind = one_in(3) ? random_below(DRAFT_KINDS) : DRAFT_DO, at;
	struct draft_words *from = &some_step(role)->words[kind], *to = &some_step(role)->words[kind];
	char word[DRAFT_TEXT];

	if (!from->count)
		return;
	at = random_below(from->count);
	memcpy(word, from->text[at], sizeof(word));
	remove_word(from, at);
	insert_word(to, random_below(to->count + 1), word);
}

/* Another way to issue an id. */
static void change_issue(struct draft *draft)
{
	static const char *const issues[] = { "a free id", "a fresh id", "any id", "an unused key" };
	struct draft_words *words = &some_step(some_role(draft))->words[DRAFT_CHOOSE];

	for (unsigned i = 0; i < words->count; i++)
		if (strstr(words->text[i], " id"))
			snprintf(words->text[i], DRAFT_TEXT, "%s", issues[random_below(4)]);
}

static void move_goto(struct draft *draft)
{
	struct draft_role *role = some_role(draft);

	if (role->state_count)
		some_step(role)->target = one_in(3) ? -1 : (int)random_below(role->state_count);
}

static void move_start(struct draft *draft)
{
	struct draft_role *role = some_role(draft);

	if (role->state_count)
		some_step(role)->at ^= 1U << random_below(role->state_count);
}

static void lose_step(struct draft *draft)
{
	struct draft_role *role = some_role(draft);
	unsigned at = random_below(role->step_count);

	if (role->step_count > 1)
		memmove(&role->steps[at], &role->steps[at + 1],
		        (--role->step_count - at) * sizeof(*role->steps));
}

/* A copy of a step, to be changed later. */
static void double_step(struct draft *draft)
{
	struct draft_role *role = some_role(draft);
	struct draft_step *step;

	if (role->step_count == DRAFT_STEPS)
		return;
	step = &role->steps[role->step_count];
	*step = *some_step(role);
	snprintf(step->name, sizeof(step->name), "Again%c%u", "SCT"[role - draft->roles],
	         role -> step_count++);
	if (role->state_count)
		step->target = (int)random_below(role->state_count + 1) - 1;
}

static void swap_steps(struct draft *draft)
{
	struct draft_role *role = some_role(draft);
	struct draft_step *a = some_step(role), *b = some_step(role), swap = *a;

	*a = *b;
	*b = swap;
}

static void change_fields(struct draft *draft)
{
	struct draft_role *role = &draft->roles[random_below(DRAFT_CLOCK)];
	unsigned local = random_below(DRAFT_LOCALS);

	if (!draft_has_local(role, (enum draft_local)local) && role->present)
		role->locals[role->local_count++] = (unsigned char)local;
	else if (role->local_count)
		role->local_count -= one_in(2);
}

static void change_stores(struct draft *draft)
{
	bool *flags[] = { &draft->by_user, &draft->names_blobs, &draft->dated, &draft->bare_record,
		          &draft->bare_blob };
	bool *flag = flags[random_below(5)];

	*flag = !*flag;
	draft->bare_record &= !draft->names_blobs;
	draft->bare_blob &= !draft->dated;
}

static void change_marks(struct draft *draft)
{
	static const char *const parts[] = { "", "write", "read", "clean" };
	struct draft_step *step = some_step(some_role(draft));

	switch (random_below(5)) {
	case 0:
		draft->globals ^= 1U << random_below(DRAFT_GLOBALS);
		break;
	case 1:
		draft->fair ^= 1U << random_below(DRAFT_ROLES);
		break;
	case 2:
		step->failure = !step->failure;
		break;
	case 3:
		snprintf(step->part, sizeof(step->part), "%s", parts[random_below(4)]);
		break;
	default:
		draft->roles[random_below(DRAFT_CLOCK)].lists_states ^= true;
	}
}

/* Names are free; none of them may be taken for something else. */
static void change_names(struct draft *draft)
{
	static const char *const odd[] = { "\\",   "<b>",   "é",  "x'y",     "a_b",  "IF",
		                           "init", "Next",  "1",  "*|*",     "%s",   "\xe2\x80\xae",
		                           "{}",   "&amp;", "u1", "waiting", "UNSET" };
	struct draft_role *role = some_role(draft);
	const char *name = odd[random_below(sizeof(odd) / sizeof(*odd))];

	for (unsigned s = 0; s < role->state_count; s++)
		if (strcmp(role->states[s], name) == 0)
			return;
	if (role->state_count && one_in(2))
		snprintf(role->states[random_below(role->state_count)], DRAFT_TEXT, "%s", name);
	else
		snprintf(some_step(role)->name, DRAFT_TEXT, "%s", name);
}

static void change(struct draft *draft)
{
	static void (*const changes[])(struct draft *) = {
		add_word,      add_word,      add_word,     add_word,     lose_word,    move_word,
		move_word,     move_goto,     move_goto,    move_start,   double_step,  swap_steps,
		change_fields, change_stores, change_marks, change_names, change_issue, lose_step,
	};

	changes[random_below(sizeof(changes) / sizeof(*changes))](draft);
}

/* --- the two -----------------------------------------------------------------------------------
 */

static bool is_sound(const struct draft *draft)
{
	struct design *design = NULL;
	struct buf text;
	bool sound;

	buf_init(&text);
	draft_print(draft, &text);
	sound = design_parse(text.data, text.length, NULL, &design, NULL) == 0;
	design_free(design);
	buf_release(&text);
	return sound;
}

void draft_random(struct draft *draft)
{
	unsigned changes = random_below(9);

	do
		draft_family(draft);
	while (!is_sound(draft));
	for (unsigned tries = 0; tries < 4 * changes; tries++) {
		struct draft before = *draft;

		change(draft);
		if (!is_sound(draft))
			*draft = before;
	}
}

struct design *draft_random_design(unsigned seed)
{
	static struct draft draft;
	struct design *design = NULL;
	struct buf text;

	buf_init(&text);
	random_from(seed);
	draft_random(&draft);
	draft_print(&draft, &text);
	design_parse(text.data, text.length, NULL, &design, NULL);
	buf_release(&text);
	return design;
}

void draft_sloppy(struct buf *out)
{
	struct draft draft;
	char *twice;
	size_t at;

	draft_family(&draft);
	for (unsigned changes = random_below(12); changes > 0; changes--)
		change(&draft);
	draft_print(&draft, out);
	for (unsigned garbled = one_in(3) ? 1 + random_below(4) : 0; garbled > 0; garbled--) {
		at = random_below((uint32_t)out->length);
		switch (random_below(3)) {
		case 0: /* a stretch is written twice */
			twice = mem_strdup(out->data + at);
			buf_add(out, twice, strlen(twice) / 8);
			free(twice);
			break;
		case 1:
			out->data[at] = "\"{}[]:,0-\\x"[random_below(11)];
			break;
		default: {
			size_t gone = random_below(24);

			gone = gone < out->length - at ? gone : out->length - at;
			memmove(out->data + at, out->data + at + gone, out->length - at - gone);
			out->length -= gone;
			out->data[out->length] = '\0';
		}
		}
	}
}
