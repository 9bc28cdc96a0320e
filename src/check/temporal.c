/*
 * A lasso breaks "always eventually P" when no state of its loop has P; that is all there is to
 * look at.  Whether the lasso is fair is not asked here: who recorded it knows under which
 * assumptions.
 */
#include <string.h>

#include <heddle/err.h>
#include <heddle/history.h>
#include <heddle/liveness.h>
#include <heddle/model.h>
#include <heddle/suggest.h>

const struct temporal temporals[] = {
	{ "AlwaysEventuallyNoOrphanFiles", "NoOrphanFiles",
	  "again and again there comes a moment at which a record names every blob" },
	{ NULL, NULL, NULL },
};

const struct temporal *temporal_named(const char *name, struct err *err)
{
	struct nearest near = nearest_to(name);

	for (const struct temporal *t = temporals; t->name; t++) {
		if (strcmp(t->name, name) == 0)
			return t;
		nearest_offer(&near, t->name);
	}
	nearest_err(&near, "temporal property", err);
	if (!near.name)
		err_remedy(err, "%s is one; for a property of states use --invariant", temporals[0].name);
	return NULL;
}

static bool holds_somewhere(const struct model *model, int property, struct history *history, uint32_t first,
                            uint32_t last)
{
	uint32_t bit = UINT32_C(1) << property;

	for (uint32_t node = last;; node = history_parent(history, node)) {
		if (!model->ops->broken(model, NULL, NULL, history_state(history, node), bit))
			return true;
		if (node == first)
			return false;
	}
}

const struct temporal *temporal_broken(const struct model *model, struct history *history, uint32_t first,
                                       uint32_t last)
{
	for (const struct temporal *t = temporals; t->name; t++) {
		int property = model_property_index(model, t->eventually);

		if (property >= 0 && !holds_somewhere(model, property, history, first, last))
			return t;
	}
	return NULL;
}
