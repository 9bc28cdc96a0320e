/*
 * A design as diagrams: the control states of each role with the steps between them, and each operation as a
 * sequence of steps.
 *
 * Everything lives in the caller's arena.
 */
#ifndef HEDDLE_EXPORT_PICTURE_STATE_DIAGRAM_H
#define HEDDLE_EXPORT_PICTURE_STATE_DIAGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <heddle/domain.h>
#include <heddle/plan.h>

struct arena;
struct buf;
struct err;
struct export;
struct export_options;

/* The steps from one state to another, drawn as one arrow. */
struct state_diagram_arrow {
	unsigned from, to;
	const struct plan_action **actions;
	unsigned count;
	bool failure; /* all of them are faults */
};

/* The control states of a role; processes start in the first. */
struct state_diagram {
	const char *role;
	const char *const *states;
	unsigned state_count;
	struct state_diagram_arrow *arrows;
	size_t arrow_count;
};

enum operation_flow_kind {
	OPERATION_FLOW_STEP,
	OPERATION_FLOW_ALT,  /* the first of several alternatives, with its condition; ended by
	                        OPERATION_FLOW_END */
	OPERATION_FLOW_ELSE, /* the next alternative */
	OPERATION_FLOW_LOOP, /* any number of times */
	OPERATION_FLOW_OPT,  /* may happen, at the named states */
	OPERATION_FLOW_END,
	OPERATION_FLOW_NOTE,
};

struct operation_flow_item {
	enum operation_flow_kind kind;
	const struct plan_action *action; /* OPERATION_FLOW_STEP */
	const char *text;                 /* condition, states or note */
	uint32_t reads, writes;           /* stores: bits of enum domain_variable */
	unsigned depth;                   /* fragments around it */
};

/* One operation of a role. */
struct operation_flow {
	const char *part, *role;
	struct operation_flow_item *items;
	size_t count;
	uint32_t touches; /* likewise, by any step */
	unsigned depth;   /* the maximum of its items' */
};

struct diagrams {
	const struct plan *plan;
	struct state_diagram states[ROLE_COUNT];
	size_t state_count;
	struct operation_flow *flows;
	size_t flow_count;
	bool all; /* not only a requested one */
};

/*
 * Makes the diagrams of a compiled design, or only that of the role or operation `name` (null: all).  Returns
 * -1 with `err` set if there is none of that name.
 */
int diagrams_make(const struct model *model, const char *name, struct arena *arena, struct diagrams *diagrams,
                  struct err *err);

/* operation_flow.c: the operations of a role, added to diagrams->flows. */
void operation_flows_add(struct diagrams *diagrams, enum role role, struct arena *arena);

/* The step's name without its role's common prefix. */
const char *state_diagram_step_name(const struct plan *plan, const struct plan_action *action);
/* Appends the words of a kind that a step uses, separated by ", ".  Returns their number. */
unsigned state_diagram_words(const struct plan_action *action, enum word_kind kind, struct buf *out);

/* Draws at the origin, and sets the size in pixels. */
void state_diagram_draw(const struct diagrams *diagrams, const struct state_diagram *diagram, struct buf *out,
                        double *width, double *height);

/* As in struct export_target. */
int diagrams_svg(const struct model *model, const struct export_options *options, struct export *out,
                 struct err *err);
int diagrams_mermaid(const struct model *model, const struct export_options *options, struct export *out,
                     struct err *err);
int diagrams_plantuml(const struct model *model, const struct export_options *options, struct export *out,
                      struct err *err);
int diagrams_markdown(const struct model *model, const struct export_options *options, struct export *out,
                      struct err *err);

#endif
