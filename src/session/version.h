/*
 * The versions of the system that a session was played on: designs as they were, at a scope each.
 *
 * A session's tree tells them apart by number (history_version).  Two are the same when they can do the same:
 * the meaning of the design, the numbers but for those that only end a check, and the names of constants.
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
	const char *design;     /* name; null: a recording, which no design explains */
	const char *checksum;   /* may be null */
	const char *text;       /* of the design's file; null: a bundled one */
	struct scope scope;     /* members that nothing says are SCOPE_DEFAULT */
	struct constants names; /* complete, or null where nothing says */
};

struct versions {
	struct arena *arena;
	struct version_row *rows;
	size_t count, room;
	uint32_t clock;
};

void versions_init(struct versions *versions);
void versions_release(struct versions *versions);

/* The number of a version, which is added (copied) when it is new.  It is the latest that was used now. */
uint32_t versions_use(struct versions *versions, const struct version *version);
const struct version *versions_at(const struct versions *versions, uint32_t number);
/* Adds all of another table, in the same order, under the same numbers; `to` is empty. */
void versions_copy(struct versions *to, const struct versions *from);

/* The model of a version, made when it is asked for first, and owned by the table.  Null for a recording,
 * and when there is no such design (any more). */
const struct model *versions_model(struct versions *versions, uint32_t number);
/* How many cleaners the latest version had that had any; 0 when none had. */
int versions_cleaners(const struct versions *versions);

/* What sets a version apart from the present one in what can be said about a state that both have: "design",
 * "version" (of it) or "names"; null: nothing, or numbers only. */
const char *versions_other(const struct versions *versions, uint32_t number, uint32_t present);

/* What people call a version beside the present one: by its design, "another version of mine", or, where that
 * is the same, by what is different, "2 servers · 1 cleaner". */
void versions_show(const struct versions *versions, uint32_t number, uint32_t present, bool ascii,
                   struct buf *out);

/* In and out of files: of the meta, only the members that say what the system is. */
void version_to_meta(const struct version *version, struct arena *arena, struct trace_meta *meta);
struct version version_from_meta(const struct trace_meta *meta, struct arena *arena);

#endif
