/*
 * A lasso breaks "always eventually P" when no state of its loop has P; that is all there is to
 * look at.  Whether the lasso is fair is not asked here: who recorded it knows under which
 * assumptions.
 */
#include <heddle/liveness.h>

#include <heddle/model.h>

const struct temporal temporals[] = {
	{ "AlwaysEventuallyNoOrphanFiles", "NoOrphanFiles" },
	{ NULL, NULL },
};

static bool holds_somewhere(const struct model *model, int property, const void *const *states,
                            size_t count)
{
	uint32_t bit = UINT32_C(1) << property;

	for (size_t i = 0; i < count; i++)
		if (!model->ops->broken(model, NULL, NULL, states[i], bit))
			return true;
	return false;
}

const struct temporal *temporal_broken(const struct model *model, const void *const *states,
                                       size_t count)
{
	for (const struct temporal *t = temporals; t->name; t++) {
		int property = model_property_index(model, t->eventually);

		if (property >= 0 && !holds_somewhere(model, property, states, count))
			return t;
	}
	return NULL;
}
