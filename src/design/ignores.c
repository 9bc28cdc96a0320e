/*
 * Which numbers of a scope a design ignores.  Derived from its steps rather than listed by design.
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

static bool chooses(const struct design *design, enum type type)
{
	for (int r = 0; r < ROLE_COUNT; r++)
		for (unsigned i = 0; i < design->roles[r].step_count; i++)
			if (step_chooses(&design->roles[r].steps[i], type))
				return true;
	return false;
}

static const char *vocabulary_ignores(const struct design *design, enum scope_index index)
{
	switch (index) {
	case SCOPE_USERS:
		return chooses(design, TYPE_USER) ? NULL : "no step of the design chooses a user";
	case SCOPE_METADATAS:
		return chooses(design, TYPE_METADATA) ? NULL : "no step of the design chooses a metadata";
	case SCOPE_IMAGES:
		return chooses(design, TYPE_IMAGE) ? NULL : "no step of the design chooses an image";
	case SCOPE_IMAGE_IDS:
		return chooses(design, TYPE_ID) ? NULL : "no step of the design chooses an id";
	case SCOPE_OPERATIONS:
		return any_step(design, logs) ? NULL : "no step of the design logs an operation";
	case SCOPE_TIME:
		return design->has[FIELD_TIME] ? NULL : "the design has no clock";
	case SCOPE_FAILURES:
		return design->has[FIELD_FAILED] ? NULL : "the design counts no failures";
	case SCOPE_NO_FAILURES:
		return any_step(design, fails) ? NULL : "no step of the design models a failure";
	case SCOPE_SERVERS:
	case SCOPE_READERS:
	case SCOPE_CLEANERS:
	case SCOPE_ROWS:
		break;
	}
	return NULL;
}

const char *design_ignores(const struct design *design, unsigned row)
{
	return design->system ? system_ignores(design, row)
	                      : vocabulary_ignores(design, (enum scope_index)row);
}

bool design_counts_failures(const struct design *design)
{
	return design->system ? design->system->rows[SCOPE_FAILURES].kind != SCOPE_ABSENT
	                      : design->has[FIELD_FAILED];
}
