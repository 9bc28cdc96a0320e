/*
 * Words: phrases that a story or a design declares.
 *
 *	"blob is older than N hours": "blobStoreState[imageId].created + N ≤ time"
 *
 * What a phrase stands for is a text, a list of texts, or an object that says where it is used.  A plain text
 * shows what it is: "choose …" is a choice, an assignment an effect, a comparison a condition, anything else
 *a value.
 */
#include <stdio.h>
#include <string.h>

#include <heddle/err.h>
#include <heddle/mem.h>

#include "design/open.h"

enum { WORD_PARTS_MAX = 16 };

const char *const open_word_members[] = { "when", "choose", "do", "is", "help", "none", NULL };
static const char *const kind_members[PHRASE_KINDS] = {
	[PHRASE_CONDITION] = "when", [PHRASE_CHOICE] = "choose", [PHRASE_EFFECT] = "do", [PHRASE_VALUE] = "is"
};

/* --- what a text is ------------------------------------------------------------------------ */

static bool begins(const char *text, const char *word)
{
	size_t length = strlen(word);

	return strncmp(text, word, length) == 0 && text[length] == ' ';
}

static bool is_condition(const struct expr *expr)
{
	switch (expr->kind) {
	case EXPR_BOOL:
	case EXPR_NOT:
	case EXPR_AND:
	case EXPR_OR:
	case EXPR_IMPLIES:
	case EXPR_EQUAL:
	case EXPR_NOT_EQUAL:
	case EXPR_LESS:
	case EXPR_AT_MOST:
	case EXPR_GREATER:
	case EXPR_AT_LEAST:
	case EXPR_IN:
	case EXPR_NOT_IN:
	case EXPR_SUBSET:
	case EXPR_ALL:
	case EXPR_SOME:
		return true;
	case EXPR_NUMBER:
	case EXPR_STRING:
	case EXPR_UNSET:
	case EXPR_NAME:
	case EXPR_FIELD:
	case EXPR_AT:
	case EXPR_PRIME:
	case EXPR_PLUS:
	case EXPR_MINUS:
	case EXPR_UNION:
	case EXPR_DIFFERENCE:
	case EXPR_INTERSECTION:
	case EXPR_BEFORE:
	case EXPR_COUNT:
	case EXPR_KEYS:
	case EXPR_IF:
	case EXPR_FILTER:
	case EXPR_SET:
	case EXPR_LIST:
	case EXPR_RECORD:
	case EXPR_CHOOSE:
	case EXPR_ASSIGN:
	case EXPR_ADD:
	case EXPR_REMOVE:
	case EXPR_APPEND:
	case EXPR_TAKE:
	case EXPR_KINDS:
		break;
	}
	return false;
}

/* A text with phrases in it is not an expression by itself; it counts as a condition. */
static enum phrase_kind kind_of(struct open *open, const char *text)
{
	static const char *const effects[] = { "add", "remove", "append", "take", NULL };
	struct err ignored = { .list = NULL };
	struct expr *expr = NULL;

	text += strspn(text, " ");
	if (begins(text, "choose"))
		return PHRASE_CHOICE;
	if (strstr(text, ":=") || strstr(text, "≔"))
		return PHRASE_EFFECT;
	for (unsigned i = 0; effects[i]; i++)
		if (begins(text, effects[i]))
			return PHRASE_EFFECT;
	if (expr_parse(text, strlen(text), open->arena, &expr, &ignored))
		return PHRASE_CONDITION;
	return is_condition(expr) ? PHRASE_CONDITION : PHRASE_VALUE;
}

/* --- reading --------------------------------------------------------------------------------- */

static int read_part(struct open *open, const cJSON *json, struct phrase_part *part, const char *path)
{
	const cJSON *optional = cJSON_IsObject(json) ? open_member(json, "optional") : NULL;
	const cJSON *text = optional ? optional : json;

	if (!cJSON_IsString(text) || (optional && (json->child->next || json->child != optional)))
		return open_misplaced(open, path, "a text, or {\"optional\": \"…\"}");
	*part = (struct phrase_part){ text->valuestring, optional != NULL };
	return 0;
}

/* What a phrase stands for: a part, or a list of them. */
static int read_parts(struct open *open, const cJSON *json, struct phrase *phrase, struct phrase_part *parts,
                      const char *path)
{
	const cJSON *item;

	phrase->parts = parts;
	if (!cJSON_IsArray(json)) {
		phrase->part_count = 1;
		return read_part(open, json, parts, path);
	}
	if (!cJSON_GetArraySize(json) || cJSON_GetArraySize(json) > WORD_PARTS_MAX) {
		err_set(open->err, "expected 1 to %d texts", WORD_PARTS_MAX);
		return err_place(open->err, "%s", path);
	}
	cJSON_ArrayForEach(item, json)
	{
		if (read_part(open, item, &parts[phrase->part_count++], path))
			return -1;
	}
	return 0;
}

/* Finds the one member that says what a phrase is.  Null with an error set if there is none, or several. */
static const cJSON *meaning_of(struct open *open, const cJSON *word, enum phrase_kind *kind, const char *path)
{
	const cJSON *found = NULL;
	unsigned count = 0;

	for (int k = 0; k < PHRASE_KINDS; k++) {
		const cJSON *member = open_member(word, kind_members[k]);

		if (!member)
			continue;
		found = member;
		*kind = (enum phrase_kind)k;
		count++;
	}
	if (count == 1)
		return found;
	open_misplaced(open, path, "one of \"when\", \"choose\", \"do\" and \"is\"");
	return NULL;
}

static int read_word(struct open *open, const cJSON *word, const char *path)
{
	struct phrase_part parts[WORD_PARTS_MAX] = { 0 };
	struct phrase phrase = { .spelling = word->string };
	const cJSON *meaning = word;

	if (cJSON_IsObject(word) && !open_member(word, "optional")) {
		open->errors += members_known(word, open_word_members, path, open->err);
		meaning = meaning_of(open, word, &phrase.kind, path);
		phrase.help = open_text(open, word, "help", path, NULL);
		phrase.none = open_text(open, word, "none", path, NULL);
		if (!meaning)
			return -1;
	}
	if (read_parts(open, meaning, &phrase, parts, path))
		return -1;
	if (meaning == word)
		phrase.kind = kind_of(open, parts[0].text);
	return expr_phrases_add(open->phrases, &phrase, open->err) ? open_place(open, path) : 0;
}

static void read_words(struct open *open, const cJSON *list, const cJSON *removed)
{
	char path[OPEN_PATH_MAX];
	const cJSON *word;

	cJSON_ArrayForEach(word, list)
	{
		if (cJSON_IsNull(word) ||
		    cJSON_IsNull(cJSON_GetObjectItemCaseSensitive(removed, word->string)))
			continue;
		snprintf(path, sizeof(path), "words[\"%.120s\"]", word->string);
		open_keep(open, read_word(open, word, path));
	}
}

void open_words(struct open *open)
{
	const cJSON *own = open_member(open->json, "words");

	open->phrases = expr_phrases_new(open->arena);
	read_words(open, open_member(open->story, "words"), own);
	if (own && !cJSON_IsObject(own))
		open_keep(open, open_misplaced(open, "words", "an object, {…}"));
	else
		read_words(open, own, NULL);
	open->system->phrases = open->phrases;
}
