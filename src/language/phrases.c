/*
 * The phrases of a design.
 *
 * What a phrase stands for is parsed when it is added, phrases of earlier ones included, so that none can
 * contain itself; its names are resolved where it is used.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include <heddle/mem.h>
#include <heddle/utf8.h>

#include "language/phrases.h"

struct expr_phrases *expr_phrases_new(struct arena *arena)
{
	struct expr_phrases *phrases = arena_alloc(arena, sizeof(*phrases));

	phrases->arena = arena;
	return phrases;
}

const struct phrase *expr_phrases_nth(const struct expr_phrases *phrases, unsigned n)
{
	return phrases && n < phrases->count ? &phrases->rows[n]->phrase : NULL;
}

/* --- spellings ------------------------------------------------------------------------- */

/* A capital letter, perhaps with digits. */
static bool is_parameter(const char *word)
{
	return word[0] >= 'A' && word[0] <= 'Z' && strspn(word + 1, "0123456789") == strlen(word + 1);
}

static int parse_parameter(struct phrase_row *row, struct phrase_word *word, struct err *err)
{
	for (unsigned i = 0; i < row->parameter_count; i++)
		if (strcmp(row->parameters[i], word->text) == 0)
			return err_set(err, "the parameter %s is there twice", word->text);
	if (row->parameter_count == PHRASE_PARAMETERS_MAX)
		return err_set(err, "a phrase has at most %d parameters", PHRASE_PARAMETERS_MAX);
	word->kind = word->text[0] == 'N' ? PHRASE_NUMBER : PHRASE_PATH;
	word->parameter = row->parameter_count;
	row->parameters[row->parameter_count++] = word->text;
	return 0;
}

static int parse_spelling(struct phrase_row *row, struct arena *arena, struct err *err)
{
	const char *text = row->phrase.spelling;
	size_t length = strlen(text);
	bool has_literal = false;
	struct token token;
	uint32_t at = 0;

	if (!utf8_printable(text) || length > EXPR_LENGTH_MAX)
		return err_set(err, "the phrase cannot be printed");
	while (token_next(text, length, &at, &token, err) == 0) {
		struct phrase_word *word = &row->words[row->word_count];

		if (token.kind == TOKEN_END) {
			if (has_literal)
				return 0;
			return err_set(err, "a phrase needs a word that is no parameter");
		}
		if (row->word_count++ == PHRASE_WORDS_MAX) {
			err_set(err, "a phrase has at most %d words", PHRASE_WORDS_MAX);
			return expr_place(err, text, token.from);
		}
		word->text = arena_strndup(arena, text + token.from, token.to - token.from);
		if (!is_parameter(word->text))
			has_literal = true;
		else if (parse_parameter(row, word, err) < 0)
			return expr_place(err, text, token.from);
	}
	return expr_place(err, text, at);
}

/* --- meanings -------------------------------------------------------------------------- */

static int at_part(struct err *err, const struct phrase *phrase, unsigned nth)
{
	char place[ERR_PLACE_MAX];

	if (!err || phrase->part_count == 1)
		return -1;
	snprintf(place, sizeof(place), "%s", err->place);
	return err_place(err, "part %u%s%s", nth + 1, *place ? ", " : "", place);
}

static int too_large(struct err *err)
{
	return err_set(err, "the phrase stands for more than %d parts", EXPR_NODES_MAX);
}

/* Parses a part, and adds its trees. */
static int parse_part(struct expr_phrases *phrases, struct phrase_row *row, const struct phrase_part *part,
                      struct err *err)
{
	struct expr **trees;
	struct expr_item item;
	struct parser p;

	if (!parser_begin(&p, part->text, strlen(part->text), phrases->arena, err))
		return -1;
	p.phrases = phrases;
	if (!parse_item(&p, row->phrase.kind, &item))
		return -1;
	trees = arena_array(phrases->arena, (size_t)row->tree_count + item.count, sizeof(struct expr *));
	for (unsigned i = 0; i < row->tree_count; i++)
		trees[i] = row->trees[i];
	row->trees = trees;
	for (unsigned i = 0; i < item.count; i++) {
		item.trees[i]->optional |= part->optional;
		trees[row->tree_count++] = item.trees[i];
	}
	return 0;
}

static int parse_parts(struct expr_phrases *phrases, struct phrase_row *row, const struct phrase_part *parts,
                       struct err *err)
{
	const struct phrase *phrase = &row->phrase;
	bool one = phrase->kind == PHRASE_CHOICE || phrase->kind == PHRASE_VALUE;
	size_t size = 0;

	if (phrase->part_count == 0)
		return err_set(err, "the phrase stands for nothing");
	if (phrase->part_count > PHRASE_PARTS_MAX || (one && phrase->part_count > 1))
		return err_set(err, "the phrase stands for more than %d parts", one ? 1 : PHRASE_PARTS_MAX);
	for (unsigned i = 0; i < phrase->part_count; i++)
		if (parse_part(phrases, row, &parts[i], err) < 0)
			return at_part(err, phrase, i);
	for (unsigned i = 0; i < row->tree_count; i++)
		size += expr_size(row->trees[i]);
	return size > EXPR_NODES_MAX ? too_large(err) : 0;
}

static void copy_phrase(struct phrase_row *row, const struct phrase *phrase, struct arena *arena)
{
	struct phrase_part *parts = arena_array(arena, phrase->part_count, sizeof(*parts));

	row->phrase = *phrase;
	row->phrase.spelling = arena_strdup(arena, phrase->spelling);
	row->phrase.help = phrase->help ? arena_strdup(arena, phrase->help) : NULL;
	row->phrase.none = phrase->none ? arena_strdup(arena, phrase->none) : NULL;
	for (unsigned i = 0; i < phrase->part_count; i++)
		parts[i] = (struct phrase_part){ arena_strdup(arena, phrase->parts[i].text),
			                         phrase->parts[i].optional };
	row->phrase.parts = parts;
}

/* The place of the phrase, that of one of the same kind and spelling included; -1: there is no room. */
static int place_of(const struct expr_phrases *phrases, const struct phrase *phrase)
{
	for (unsigned i = 0; i < phrases->count; i++)
		if (phrases->rows[i]->phrase.kind == phrase->kind &&
		    strcmp(phrases->rows[i]->phrase.spelling, phrase->spelling) == 0)
			return (int)i;
	return phrases->count < PHRASES_MAX ? (int)phrases->count : -1;
}

int expr_phrases_add(struct expr_phrases *phrases, const struct phrase *phrase, struct err *err)
{
	struct phrase_row *row = arena_alloc(phrases->arena, sizeof(*row));
	int place = place_of(phrases, phrase);

	if (place < 0)
		return err_set(err, "more than %d phrases", PHRASES_MAX);
	copy_phrase(row, phrase, phrases->arena);
	if (parse_spelling(row, phrases->arena, err) < 0 || parse_parts(phrases, row, phrase->parts, err) < 0)
		return -1;
	phrases->rows[place] = row;
	phrases->count += (unsigned)place == phrases->count;
	return 0;
}
