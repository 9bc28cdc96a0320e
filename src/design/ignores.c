/*
 * What of a scope a design has no use for.  Worked out from its steps, so that a design to come is
 * judged by what it does.
 */
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

const char *design_ignores(const struct design *design, enum scope_index index)
{
	static const struct {
		bool (*uses)(const struct design_step *step); /* a step that does has a use for it … */
		enum field counts;                            /* … or, if null, this variable */
		const char *why;
	} rows[SCOPE_ROWS] = {
		[SCOPE_USERS] = { chooses_user, .why = "no step of the design chooses a user" },
		[SCOPE_METADATAS] = { chooses_metadata, .why = "no step of the design chooses a metadata" },
		[SCOPE_IMAGES] = { chooses_image, .why = "no step of the design chooses an image" },
		[SCOPE_IMAGE_IDS] = { chooses_id, .why = "no step of the design chooses an id" },
		[SCOPE_OPERATIONS] = { logs, .why = "no step of the design logs an operation" },
		[SCOPE_TIME] = { .counts = FIELD_TIME, .why = "the design has no clock" },
		[SCOPE_FAILURES] = { .counts = FIELD_FAILED, .why = "the design counts no failures" },
		[SCOPE_NO_FAILURES] = { fails, .why = "no step of the design models a failure" },
	};
	bool used = rows[index].uses ? any_step(design, rows[index].uses) : design->has[rows[index].counts];

	return used ? NULL : rows[index].why;
}

bool design_counts_failures(const struct design *design)
{
	return design->has[FIELD_FAILED];
}
