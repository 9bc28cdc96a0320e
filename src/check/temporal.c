/*
 * A lasso breaks "always eventually P" when no state of its loop has P; that is all there is to
 * look at.  Whether the lasso is fair is not asked here: who recorded it knows under which
 * assumptions.
 */
#include <heddle/liveness.h>

#include <heddle/history.h>
#include <heddle/model.h>

const struct temporal temporals[] = {
	{ "AlwaysEventuallyNoOrphanFiles", "NoOrphanFiles" },
	{ NULL, NULL },
};

static bool holds_somewhere(const struct model *model, int property, struct history *history,
                            uint32_t first, uint32_t last)
{
	uint32_t bit = UINT32_C(1) << property;

	for (uint32_t node = last;; node = history_parent(history, node)) {
		if (!model->ops->broken(model, NULL, NULL, history_state(history, node), bit))
			return true;
		if (node == first)
			return false;
	}
}

const struct temporal *temporal_broken(const struct model *model, struct history *history,
                                       uint32_t first, uint32_t last)
{
	for (const struct temporal *t = temporals; t->name; t++) {
		int property = model_property_index(model, t->eventually);

		if (property >= 0 && !holds_somewhere(model, property, history, first, last))
			return t;
	}
	return NULL;
}
