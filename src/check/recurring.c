/*
 * A lasso violates "always eventually P" if no state of its loop has P.  Whether the lasso is fair is not
 * checked, because the assumptions under which it was recorded are unknown.
 */
#include <string.h>

#include <heddle/err.h>
#include <heddle/history.h>
#include <heddle/liveness.h>
#include <heddle/model.h>
#include <heddle/suggest.h>

const struct model_property *recurring_named(const struct model_property *properties, const char *name,
                                             struct err *err)
{
	struct nearest near = nearest_to(name);
	const char *one = NULL;

	for (const struct model_property *p = properties; p->name; p++) {
		if (!p->recurring)
			continue;
		if (strcmp(p->recurring, name) == 0)
			return p;
		nearest_offer(&near, p->recurring);
		one = one ? one : p->recurring;
	}
	nearest_err(&near, "temporal property", err);
	if (!near.name && one)
		err_remedy(err, "%s is one; for a property of states use --invariant", one);
	return NULL;
}

static bool holds_somewhere(const struct model *model, unsigned property, struct history *history,
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

const struct model_property *recurring_broken(const struct model *model, struct history *history,
                                              uint32_t first, uint32_t last)
{
	for (unsigned p = 0; p < model->property_count; p++)
		if (model->properties[p].recurring && !holds_somewhere(model, p, history, first, last))
			return &model->properties[p];
	return NULL;
}
