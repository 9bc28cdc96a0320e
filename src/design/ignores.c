/*
 * What of a scope a design has no use for.  Worked out from its steps, so that a design to come is
 * judged by what it does.
 */
#include <string.h>

#include <heddle/design_file.h>

static bool any_step(const struct design *design, bool (*is)(const struct design_step *step))
{
	for (int r = 0; r < ROLE_COUNT; r++)
		for (unsigned i = 0; i < design->roles[r].step_count; i++)
			if (is(&design->roles[r].steps[i]))
				return true;
	return false;
}

static bool chooses(const struct design_step *step, enum type type)
{
	for (unsigned i = 0; i < step->use_count[WORD_CHOICE]; i++)
		if (step->uses[WORD_CHOICE][i].word->chooses == type)
			return true;
	return false;
}

static bool chooses_user(const struct design_step *step)
{
	return chooses(step, TYPE_USER);
}

static bool chooses_metadata(const struct design_step *step)
{
	return chooses(step, TYPE_METADATA);
}

static bool chooses_image(const struct design_step *step)
{
	return chooses(step, TYPE_IMAGE);
}

static bool chooses_id(const struct design_step *step)
{
	return chooses(step, TYPE_ID);
}

static bool fails(const struct design_step *step)
{
	return step->failure;
}

static bool logs(const struct design_step *step)
{
	for (unsigned u = 0; u < step->use_count[WORD_EFFECT]; u++)
		for (unsigned o = 0; o < WORD_OPS_MAX; o++)
			if (op_does(step->uses[WORD_EFFECT][u].word->ops[o].code, LOGS))
				return true;
	return false;
}

const char *design_ignores(const struct design *design, const char *option)
{
	static const struct {
		const char *option;
		bool (*uses)(const struct design_step *step); /* a step that does has a use for it, */
		enum field counts;                            /* or this variable */
		const char *why;
	} rows[] = {
		{ "users", chooses_user, FIELD_MAX, "no step of the design chooses a user" },
		{ "metadatas", chooses_metadata, FIELD_MAX, "no step of the design chooses a metadata" },
		{ "images", chooses_image, FIELD_MAX, "no step of the design chooses an image" },
		{ "image-ids", chooses_id, FIELD_MAX, "no step of the design chooses an id" },
		{ "max-operations", logs, FIELD_MAX, "no step of the design logs an operation" },
		{ "max-time", NULL, FIELD_TIME, "the design has no clock" },
		{ "max-failures", NULL, FIELD_FAILED, "the design counts no failures" },
		{ "no-failures", fails, FIELD_MAX, "no step of the design models a failure" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (strcmp(rows[i].option, option) == 0)
			return rows[i].uses ? (any_step(design, rows[i].uses) ? NULL : rows[i].why)
			                    : (design->has[rows[i].counts] ? NULL : rows[i].why);
	return NULL;
}

bool design_counts_failures(const struct design *design)
{
	return design->has[FIELD_FAILED];
}
