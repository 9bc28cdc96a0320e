/*
 * The versions of the system that a session was played on: designs as they were, each at a scope.
 *
 * A session's tree refers to them by number (history_version).  Two versions are the same if they behave
 * the same: same design, same names of constants, same scope apart from the bounds of a check.
 */
#ifndef HEDDLE_SESSION_VERSION_H
#define HEDDLE_SESSION_VERSION_H

#include <stdint.h>

#include <heddle/design.h>
#include <heddle/scope.h>

struct arena;
struct buf;
struct trace_meta;

struct version {
	const char *design;   /* name; null: a recording */
	const char *checksum; /* may be null */
	const char *text;     /* the design file's; null: a bundled design */
	/* Of its scope and names (design_scope_rows); of a design that cannot be opened, rows with the
	 * options that were saved. */
	const struct scope_row *rows;
	struct scope scope;     /* SCOPE_DEFAULT where unknown */
	struct constants names; /* complete, or null where unknown */
};

struct versions {
	struct arena *arena;
	struct version_row *rows;
	size_t count, room;
	uint32_t clock;
};

void versions_init(struct versions *versions);
void versions_release(struct versions *versions);

/* The number of a version, added (copied) if new, and marks it as used last. */
uint32_t versions_use(struct versions *versions, const struct version *version);
const struct version *versions_at(const struct versions *versions, uint32_t number);
/* Copies all rows, keeping their numbers; `to` must be empty. */
void versions_copy(struct versions *to, const struct versions *from);

/* The model of a version, compiled on first use and owned by the table.  Null for a recording, and if the
 * design no longer exists or has changed. */
const struct model *versions_model(struct versions *versions, uint32_t number);
/* The number of cleaners in the most recently used version that had any; 0: none had. */
int versions_cleaners(const struct versions *versions);

/* Why statements about a state in one version may not apply in the present one:  "design", "version" (of
 * the design) or "names"; null: they apply. */
const char *versions_other(const struct versions *versions, uint32_t number, uint32_t present);

/* Appends how a version differs from the present one: its design's name, "another version of mine", or what
 * is different in the scope, "2 servers · 1 cleaner". */
void versions_show(const struct versions *versions, uint32_t number, uint32_t present, bool ascii,
                   struct buf *out);

/* Convert to and from files; only the members of `meta` that define the system. */
void version_to_meta(const struct version *version, struct arena *arena, struct trace_meta *meta);
struct version version_from_meta(const struct trace_meta *meta, struct arena *arena);

#endif
