/*
 * Functions on any model through its interface.  Names are found by linear search: a model has tens of
 * them, and texts are parsed at typing speed.
 */
#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/mem.h>
#include <heddle/model.h>
#include <heddle/quote.h>
#include <heddle/suggest.h>
#include <heddle/value.h>

void model_free(struct model *model)
{
	if (model)
		model->ops->release(model);
}

struct model *model_larger(const struct model *model)
{
	return model->ops->larger ? model->ops->larger(model) : NULL;
}

bool model_grow(struct model **model)
{
	struct model *larger = model_larger(*model);

	if (!larger)
		return false;
	model_free(*model);
	*model = larger;
	return true;
}

/* --- enabled steps ---------------------------------------------------------- */

struct collected {
	struct step *steps;
	size_t count, room;
};

static bool collect(void *ctx, const struct step *step)
{
	struct collected *all = ctx;
	all->steps = mem_grow(all->steps, &all->room, all->count + 1, sizeof *all->steps);
	all->steps[all->count++] = *step;
	return true;
}

size_t model_enabled(const struct model *model, const void *state, struct arena *arena, struct step **steps)
{
	struct collected all = { 0 };
	model->ops->enabled(model, state, collect, &all);
	*steps = arena_array(arena, all.count, sizeof **steps);
	if (all.count)
		memcpy(*steps, all.steps, all.count * sizeof **steps);
	free(all.steps);
	return all.count;
}

uint32_t model_breaks(const struct model *model, const void *from, const struct step *step, const void *to,
                      uint32_t asked)
{
	uint32_t broken = model->ops->broken(model, from, step, to, asked), before;
	if (!broken || !from)
		return broken;
	before = model->ops->broken(model, NULL, NULL, from, broken);
	if (before && model->ops->again)
		before &= ~model->ops->again(model, from, step, to, before);
	return broken & ~before;
}

void model_walk_begin(struct model_walk *walk, const struct model *model, const void *state)
{
	*walk = (struct model_walk){ model, mem_alloc(model->state_size), mem_alloc(model->state_size) };
	if (state)
		memcpy(walk->at, state, model->state_size);
	else
		model->ops->initial(model, walk->at);
}

bool model_walk_take(struct model_walk *walk, const struct step *step)
{
	void *next = walk->from;

	if (walk->model->ops->apply(walk->model, walk->at, step, next) != APPLY_OK)
		return false;
	walk->from = walk->at;
	walk->at = next;
	return true;
}

void model_walk_end(struct model_walk *walk)
{
	free(walk->from);
	free(walk->at);
}

bool model_takes(const struct model *model, unsigned process, unsigned action)
{
	assert(process < model->process_count && "a process of this model");
	assert(action < model->action_count && "an action of this model");
	const struct model_action *row = &model->actions[action];
	const char *role = model->processes[process].role;
	return strcmp(row->role, role) == 0 || (row->also && strcmp(row->also, role) == 0);
}

/* --- names ------------------------------------------------------------------ */

uint32_t model_future_properties(const struct model *model)
{
	uint32_t properties = 0;

	for (unsigned i = 0; i < model->property_count; i++)
		if (model->properties[i].on_future)
			properties |= UINT32_C(1) << i;
	return properties;
}

void model_run_release(struct model_run *run)
{
	free(run->steps);
	free(run->facts);
	free(run->why);
	*run = (struct model_run){ 0 };
}

uint32_t model_slow_properties(const struct model *model, uint32_t *once)
{
	uint32_t slow = 0;

	*once = 0;
	for (unsigned i = 0; i < model->property_count; i++) {
		const struct model_property *property = &model->properties[i];

		if (property->slow || property->on_future)
			slow |= UINT32_C(1) << i;
		if ((property->slow || property->on_future) && !property->on_step)
			*once |= UINT32_C(1) << i;
	}
	return slow;
}

uint32_t model_default_properties(const struct model *model)
{
	uint32_t bits = 0;
	for (unsigned i = 0; i < model->property_count; i++)
		if (model->properties[i].by_default)
			bits |= UINT32_C(1) << i;
	return bits;
}

int model_property_index(const struct model *model, const char *name)
{
	for (unsigned i = 0; i < model->property_count; i++)
		if (strcmp(model->properties[i].name, name) == 0)
			return (int)i;
	return -1;
}

int model_action_index(const struct model *model, const char *name)
{
	for (unsigned i = 0; i < model->action_count; i++)
		if (strcmp(model->actions[i].name, name) == 0)
			return (int)i;
	return -1;
}

int model_variable_index(const struct model *model, const char *name)
{
	for (unsigned i = 0; i < model->variable_count; i++)
		if (strcmp(model->variables[i].name, name) == 0)
			return (int)i;
	return -1;
}

int model_process_index(const struct model *model, const char *name)
{
	for (unsigned i = 0; i < model->process_count; i++)
		if (strcmp(model->processes[i].name, name) == 0)
			return (int)i;
	return -1;
}

unsigned model_variable_of_path(const struct model *model, const char *path)
{
	struct buf spelled;
	unsigned i = 0;

	buf_init(&spelled);
	for (; i < model->variable_count; i++) {
		struct value name = { .kind = VALUE_STRING, .text = model->variables[i].name };

		buf_clear(&spelled);
		value_path_field(&spelled, &name);
		if (path_within(path, spelled.data))
			break;
	}
	buf_release(&spelled);
	return i;
}

static bool starts_with_role(const char *name, const char *role)
{
	size_t length = role ? strlen(role) : 0;

	return length && toupper((unsigned char)role[0]) == name[0] &&
	       strncmp(name + 1, role + 1, length - 1) == 0 && isupper((unsigned char)name[length]);
}

const char *model_action_label(const struct model *model, unsigned action)
{
	const char *name = model->actions[action].name;

	if (starts_with_role(name, model->actions[action].role))
		name += strlen(model->actions[action].role);
	return name;
}

/* --- the text form of a step ------------------------------------------------ */

size_t step_show(const struct model *model, const struct step *step, struct buf *out)
{
	const struct model_process *process = &model->processes[step->process];
	const struct model_action *action = &model->actions[step->action];
	if (!process->silent) {
		quote_put(out, process->name);
		buf_add_char(out, ' ');
	}
	size_t at = out->length;
	quote_put(out, action->name);
	for (unsigned i = 0; i < step->choice_count; i++) {
		buf_add_char(out, ' ');
		quote_put(out, action->choice[i]->names[step->choice[i]]);
	}
	return at;
}

bool step_equal(const struct step *a, const struct step *b)
{
	return memcmp(a, b, sizeof *a) == 0;
}

/* Iterates over the words of a text (quote.h). */
struct word_reader {
	const char *at, *end;
	struct buf word; /* the name that the current word spells */
	bool past;       /* past the last word */
	bool broken;     /* the current word has an unclosed quote or an unknown escape */
	unsigned number; /* from 1 */
};

static const char *next_word(struct word_reader *words)
{
	while (words->at < words->end && *words->at && strchr(QUOTE_BLANKS, *words->at))
		words->at++;
	size_t length = quote_length(words->at, (size_t)(words->end - words->at), QUOTE_BLANKS);
	words->past = length == 0; /* reading stops at a NUL */
	buf_clear(&words->word);
	words->broken = !quote_get(words->at, length, &words->word);
	words->at += length;
	words->number++;
	return words->word.data;
}

static int misplaced(const struct word_reader *words, struct err *err)
{
	return err_place(err, "word %u", words->number);
}

static int broken_quote(const struct word_reader *words, struct err *err)
{
	quote_refuse(err);
	return misplaced(words, err);
}

/* The silent process that takes `action`; -1: none. */
static int silent_taker(const struct model *model, unsigned action)
{
	for (unsigned i = 0; i < model->process_count; i++)
		if (model->processes[i].silent && model_takes(model, i, action))
			return (int)i;
	return -1;
}

static int unknown_start(const struct model *model, const struct word_reader *words, struct err *err)
{
	const char *word = words->word.data;
	struct nearest nearest = nearest_to(word);
	for (unsigned i = 0; i < model->process_count; i++)
		nearest_offer(&nearest, model->processes[i].name);
	for (unsigned i = 0; i < model->action_count; i++)
		if (silent_taker(model, i) >= 0)
			nearest_offer(&nearest, model->actions[i].name);
	int action = model_action_index(model, word);
	if (action >= 0) {
		err_set(err, "no process is named before %s", word);
		err_remedy(err, "write the process first: \"%s %s\"", model->processes[0].name, word);
	} else {
		nearest_err(&nearest, "process", err);
	}
	return misplaced(words, err);
}

/* The process with this one's name that takes the action: a server and a cleaner may have the same name.
 * -1: none. */
static int namesake(const struct model *model, int process, int action)
{
	const char *name = model->processes[process].name;
	for (unsigned i = (unsigned)process; i < model->process_count; i++)
		if (strcmp(model->processes[i].name, name) == 0 && model_takes(model, i, (unsigned)action))
			return (int)i;
	return -1;
}

/* Parses the process and the action:  "s1 ServerStartWrite", "TimePasses". */
static int parse_who_and_what(const struct model *model, struct word_reader *words, struct step *step,
                              struct err *err)
{
	const char *word = next_word(words);
	if (words->past)
		return err_set(err, "a step is missing");
	if (words->broken)
		return broken_quote(words, err);
	int process = model_process_index(model, word), action;
	if (process < 0) {
		action = model_action_index(model, word);
		process = action < 0 ? -1 : silent_taker(model, (unsigned)action);
		if (process < 0)
			return unknown_start(model, words, err);
	} else {
		word = next_word(words);
		if (words->broken)
			return broken_quote(words, err);
		action = model_action_index(model, word);
		if (action < 0) {
			struct nearest nearest = nearest_to(word);
			for (unsigned i = 0; i < model->action_count; i++)
				if (model_takes(model, (unsigned)process, i))
					nearest_offer(&nearest, model->actions[i].name);
			if (!words->past)
				nearest_err(&nearest, "step", err);
			else
				err_set(err, "no step is named after %s", model->processes[process].name);
			return misplaced(words, err);
		}
		int taker = namesake(model, process, action);
		if (taker < 0) {
			err_set(err, "%s is a %s and cannot take %s", model->processes[process].name,
			        model->processes[process].role, word);
			return misplaced(words, err);
		}
		process = taker;
	}
	step->process = (uint16_t)process;
	step->action = (uint32_t)action;
	return 0;
}

static int domain_index(const struct model_domain *domain, const char *name)
{
	for (uint32_t i = 0; i < domain->count; i++)
		if (strcmp(domain->names[i], name) == 0)
			return (int)i;
	return -1;
}

static int parse_choices(const struct model *model, struct word_reader *words, struct step *step,
                         struct err *err)
{
	const struct model_action *action = &model->actions[step->action];
	for (unsigned i = 0; i < action->choice_count; i++) {
		const struct model_domain *domain = action->choice[i];
		const char *word = next_word(words);
		if (words->broken)
			return broken_quote(words, err);
		if (words->past) {
			err_set(err, "%s is missing its %s", action->name, domain->name);
			return misplaced(words, err);
		}
		int choice = domain_index(domain, word);
		if (choice < 0) {
			struct nearest nearest = nearest_to(word);
			for (uint32_t k = 0; k < domain->count; k++)
				nearest_offer(&nearest, domain->names[k]);
			nearest_err(&nearest, domain->name, err);
			return misplaced(words, err);
		}
		step->choice[i] = (uint8_t)choice;
	}
	step->choice_count = action->choice_count;
	const char *word = next_word(words);
	if (!words->past) {
		err_set(err, "unexpected \"%s\" after %s", word, action->name);
		return misplaced(words, err);
	}
	return 0;
}

int step_parse(const struct model *model, const char *text, size_t length, struct step *step, struct err *err)
{
	struct word_reader words = { .at = text, .end = text + length };
	struct step parsed = { 0 };
	buf_init(&words.word);
	int result = parse_who_and_what(model, &words, &parsed, err);
	if (result == 0)
		result = parse_choices(model, &words, &parsed, err);
	if (result == 0)
		*step = parsed;
	buf_release(&words.word);
	return result;
}
