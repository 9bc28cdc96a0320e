/*
 * Finds the step that a text means, and the shortest text that means a step.
 *
 * The words of a text are matched with those of each enabled step, in order and with gaps.  The most
 * specific reading of the action wins; several steps at that level are ambiguous.  The short form is found
 * by dropping words and reading the rest back, so writing and reading cannot disagree.  Rejected: a grammar
 * of what may be omitted when, which is longer and would have to be proved unambiguous.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/quote.h>
#include <heddle/schedule.h>
#include <heddle/suggest.h>

enum { WORDS_MAX = 2 + STEP_CHOICES_MAX, WORD_MAX = 200, NAMED_MOST = 5 };

/* The names that the words of a text spell. */
struct words {
	const char *at[WORDS_MAX + 1];
	size_t count;
};

static int split(const char *text, size_t length, struct arena *arena, struct words *words, struct err *err)
{
	size_t at = 0;
	struct buf name;
	int result = 0;
	words->count = 0;
	buf_init(&name);
	while (result == 0 && words->count <= WORDS_MAX) {
		while (at < length && text[at] && strchr(QUOTE_BLANKS, text[at]))
			at++;
		size_t word = quote_length(text + at, length - at, QUOTE_BLANKS);
		if (word == 0)
			break;
		buf_clear(&name);
		if (quote_get(text + at, word, &name)) {
			words->at[words->count++] = arena_strdup(arena, name.data);
		} else {
			result = quote_refuse(err);
			err_place(err, "word %zu", words->count + 1);
		}
		at += word;
	}
	buf_release(&name);
	return result;
}

static bool is(const struct words *words, size_t i, const char *name)
{
	return strcmp(words->at[i], name) == 0;
}

static bool begins(const struct words *words, size_t i, const char *name)
{
	return words->at[i][0] && strncasecmp(words->at[i], name, strlen(words->at[i])) == 0;
}

/* How a word matches an action: full name, name without role, prefix of either.  Higher is more specific. */
enum sure { NOT, LEFT_OUT, BEGUN, WITHOUT_ROLE, WHOLE };

static enum sure reads_as(const struct model *model, const struct words *words, size_t i, unsigned action)
{
	const char *name = model->actions[action].name, *label = model_action_label(model, action);
	if (is(words, i, name))
		return WHOLE;
	if (is(words, i, label))
		return WITHOUT_ROLE;
	return begins(words, i, name) || begins(words, i, label) ? BEGUN : NOT;
}

/* --- reading ---------------------------------------------------------------- */

/* True if the words from `from` on are, in order, some of the step's choices. */
static bool choices_fit(const struct model *model, const struct step *step, const struct words *words,
                        size_t from)
{
	const struct model_action *action = &model->actions[step->action];
	for (unsigned i = 0; i < step->choice_count && from < words->count; i++)
		if (is(words, from, action->choice[i]->names[step->choice[i]]))
			from++;
	return from == words->count;
}

/* Matches the words from `from` on with the action and the choices. */
static enum sure rest_fits(const struct model *model, const struct step *step, const struct words *words,
                           size_t from)
{
	enum sure sure = from < words->count ? reads_as(model, words, from, step->action) : NOT;
	if (sure && choices_fit(model, step, words, from + 1))
		return sure;
	return choices_fit(model, step, words, from) ? LEFT_OUT : NOT;
}

static enum sure fits(const struct model *model, const struct step *step, const struct words *words)
{
	const struct model_process *process = &model->processes[step->process];
	enum sure sure = rest_fits(model, step, words, 0), named = NOT;
	if (!process->silent && words->count && is(words, 0, process->name))
		named = rest_fits(model, step, words, 1);
	return named > sure ? named : sure;
}

static size_t find(const struct model *model, const struct step *possible, size_t count,
                   const struct words *words, size_t *first)
{
	enum sure best = LEFT_OUT;
	size_t found = 0;
	for (size_t i = 0; i < count && words->count && words->count <= WORDS_MAX; i++) {
		enum sure sure = fits(model, &possible[i], words);
		if (sure < best)
			continue;
		if (sure > best)
			found = 0;
		if (found++ == 0)
			*first = i;
		best = sure;
	}
	return found;
}

/* --- error messages ----------------------------------------------------------- */

/* Lists the best matches:  "s1 StartWrite u1 m1 i1, s1 StartWrite u1 m1 i2 and 3 more". */
static void name_candidates(const struct model *model, const struct step *possible, size_t count,
                            const struct words *words, struct buf *out)
{
	enum sure best = NOT;
	size_t named = 0, more = 0;
	for (size_t i = 0; i < count; i++) {
		enum sure sure = fits(model, &possible[i], words);
		best = sure > best ? sure : best;
	}
	for (size_t i = 0; i < count; i++) {
		if (!best || fits(model, &possible[i], words) < best)
			continue;
		if (named == NAMED_MOST) {
			more++;
			continue;
		}
		if (named++)
			buf_add_text(out, ", ");
		step_show(model, &possible[i], out);
	}
	if (more)
		buf_printf(out, " and %zu more", more);
}

/* Offers a name or, since names may be abbreviated, a prefix of it as long as the word. */
static void offer(struct nearest *nearest, const char *name)
{
	char begun[WORD_MAX];
	size_t length = strlen(nearest->word);
	struct nearest cut = nearest_to(nearest->word);
	nearest_offer(nearest, name);
	if (length < 3 || length >= strlen(name))
		return;
	snprintf(begun, sizeof begun, "%.*s", (int)length, name);
	nearest_offer(&cut, begun);
	if (cut.name && cut.distance * 3 <= length && (!nearest->name || cut.distance < nearest->distance)) {
		nearest->name = name;
		nearest->distance = cut.distance;
	}
}

/* True if the word occurs in any step of the model, enabled or not. */
static bool is_known(const struct model *model, const struct words *words, size_t i, struct nearest *nearest)
{
	bool known = false;
	for (unsigned p = 0; p < model->process_count; p++) {
		if (model->processes[p].silent)
			continue;
		known |= is(words, i, model->processes[p].name);
		nearest_offer(nearest, model->processes[p].name);
	}
	for (unsigned a = 0; a < model->action_count; a++) {
		const struct model_action *action = &model->actions[a];
		known |= reads_as(model, words, i, a) != NOT;
		offer(nearest, model_action_label(model, a));
		offer(nearest, action->name);
		for (unsigned c = 0; c < action->choice_count; c++)
			for (uint32_t k = 0; k < action->choice[c]->count; k++) {
				known |= is(words, i, action->choice[c]->names[k]);
				nearest_offer(nearest, action->choice[c]->names[k]);
			}
	}
	return known;
}

/* Explains why nothing matches: which word is the first that does not fit, and whether it is known at all. */
static int no_step(const struct model *model, const struct step *possible, size_t count,
                   const struct words *words, struct err *err)
{
	struct words fitting = *words;
	struct buf candidates;
	size_t first;
	while (fitting.count && !find(model, possible, count, &fitting, &first))
		fitting.count--;
	size_t at = fitting.count;
	assert(at < words->count && "some word does not fit");
	struct nearest nearest = nearest_to(words->at[at]);
	bool known = is_known(model, words, at, &nearest);
	if (known)
		err_set(err, "%s is not possible here", words->at[at]);
	else
		nearest_err(&nearest, at ? "word" : "process or step", err);
	if (known || !nearest.name) {
		buf_init(&candidates);
		name_candidates(model, possible, count, &fitting, &candidates);
		if (candidates.length)
			err_remedy(err, "expected %s", candidates.data);
		buf_release(&candidates);
	}
	return err_place(err, "word %zu", at + 1);
}

static int several_steps(const struct model *model, const struct step *possible, size_t count,
                         const struct words *words, struct err *err)
{
	struct buf text, candidates;
	buf_init(&text);
	buf_init(&candidates);
	for (size_t i = 0; i < words->count; i++)
		buf_printf(&text, "%s%s", i ? " " : "", words->at[i]);
	name_candidates(model, possible, count, words, &candidates);
	err_set(err, "\"%.80s\" is ambiguous, %zu steps match: %s", text.data,
	        find(model, possible, count, words, &(size_t){ 0 }), candidates.data);
	err_remedy(err, "write more of the step you mean");
	buf_release(&text);
	buf_release(&candidates);
	return err_place(err, "word %zu", words->count);
}

static int choose(const struct model *model, const struct step *possible, size_t count,
                  const struct words *words, struct step *step, struct err *err)
{
	size_t first = 0, found = find(model, possible, count, words, &first);
	if (found == 1) {
		*step = possible[first];
		return 0;
	}
	if (words->count == 0)
		return err_set(err, "a step is missing");
	if (words->count > WORDS_MAX) {
		err_set(err, "too many words for one step");
		return err_place(err, "word %d", WORDS_MAX + 1);
	}
	return found ? several_steps(model, possible, count, words, err)
	             : no_step(model, possible, count, words, err);
}

int schedule_step(const struct model *model, const struct step *possible, size_t count, const char *text,
                  size_t length, struct step *step, struct err *err)
{
	struct words words;
	struct step full;
	if (step_parse(model, text, length, &full, NULL) == 0)
		for (size_t i = 0; i < count; i++)
			if (step_equal(&full, &possible[i])) {
				*step = full;
				return 0;
			}
	struct arena *arena = arena_new();
	int result = split(text, length, arena, &words, err);
	if (result == 0)
		result = choose(model, possible, count, &words, step, err);
	arena_free(arena);
	return result;
}

/* --- writing ---------------------------------------------------------------- */

/* True if the text of `parts`, without those marked in `out`, reads as possible[which]. */
static bool means(const struct model *model, const struct step *possible, size_t count, size_t which,
                  const char *const *parts, const bool *out, size_t part_count, struct buf *text)
{
	struct step step;
	buf_clear(text);
	for (size_t i = 0; i < part_count; i++)
		if (!out[i]) {
			buf_add_text(text, text->length ? " " : "");
			quote_put(text, parts[i]);
		}
	return text->length > 0 &&
	       schedule_step(model, possible, count, text->data, text->length, &step, NULL) == 0 &&
	       step_equal(&step, &possible[which]);
}

void schedule_short(const struct model *model, const struct step *possible, size_t count, size_t which,
                    struct buf *out)
{
	const struct step *step = &possible[which];
	const struct model_action *action = &model->actions[step->action];
	const struct model_process *process = &model->processes[step->process];
	const char *parts[WORDS_MAX];
	bool left_out[WORDS_MAX] = { false };
	size_t count_of_parts = 0, name;
	struct buf text;
	if (!process->silent)
		parts[count_of_parts++] = process->name;
	name = count_of_parts;
	parts[count_of_parts++] = model_action_label(model, step->action);
	for (unsigned i = 0; i < step->choice_count; i++)
		parts[count_of_parts++] = action->choice[i]->names[step->choice[i]];
	buf_init(&text);
	if (!means(model, possible, count, which, parts, left_out, count_of_parts, &text))
		parts[name] = action->name;
	for (size_t i = 0; i < count_of_parts; i++) {
		if (i == name)
			continue;
		left_out[i] = true;
		left_out[i] = means(model, possible, count, which, parts, left_out, count_of_parts, &text);
	}
	if (means(model, possible, count, which, parts, left_out, count_of_parts, &text))
		buf_add(out, text.data, text.length);
	else
		step_show(model, step, out);
	buf_release(&text);
}
