/*
 * The vocabulary of designs, and the terms and operations that words consist of.
 *
 * A word ("write record"), which texts for users call a phrase, is a row of `words`: its spelling and its
 * operations.  Everything else is a fold over the operations: the interpreter and footprints (run.c), the
 * program listing and reasons why a step is disabled (explain.c), and the exporters.  A new word that
 * existing operations can express is one row.
 *
 * An opcode is a row of `opcodes`, with what it reads and writes.  Passes that need only this read the row.
 * Passes that need its meaning switch over opcodes without a default, so the compiler names the places where
 * a new one is missing.
 */
#ifndef HEDDLE_VOCABULARY_H
#define HEDDLE_VOCABULARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The type of a field or choice. */
enum type {
	TYPE_CONTROL, /* a control state of the role */
	TYPE_USER,    /* UNSET or a user; likewise the next three */
	TYPE_METADATA,
	TYPE_IMAGE,
	TYPE_ID,
	TYPE_IDS,   /* a set of ids */
	TYPE_TIME,  /* hours */
	TYPE_COUNT, /* failures */
};

/* The fields of processes, records, blobs and the system. */
enum field {
	FIELD_STATE,
	FIELD_USER_ID,
	FIELD_METADATA,
	FIELD_IMAGE,
	FIELD_IMAGE_ID,
	FIELD_START,
	FIELD_BLOB_KEYS,
	FIELD_UNUSED_BLOB_KEYS,
	FIELD_UNUSED_KEY_TIME,
	FIELD_CREATED,
	FIELD_TIME,
	FIELD_USED_IDS,
	FIELD_FAILED,
	FIELD_MAX
};

struct field_info {
	const char *name; /* as the published models spell it */
	enum type type;
	bool local;  /* a process can have it */
	bool global; /* it is a variable of the system */
};
extern const struct field_info fields[FIELD_MAX];

/* Where a term finds its value. */
enum place {
	PLACE_NONE,
	PLACE_ZERO,        /* UNSET, {}, hour 0 */
	PLACE_LOCAL,       /* a field of the process that takes the step */
	PLACE_RECORD,      /* a field of the record of the process's userId */
	PLACE_BLOB,        /* a field of the blob of the process's key */
	PLACE_CHOSEN_BLOB, /* a field of the blob of the id that is chosen */
	PLACE_CHOICE,      /* the constant chosen, of the field's type */
	PLACE_GLOBAL,
};

struct term {
	enum place place;
	enum field field;
	bool optional; /* a design without the field leaves the operation out */
};

enum opcode {
	OP_NONE,
	/* guards */
	OP_IS,        /* a = b */
	OP_IS_NOT,    /* a ≠ b */
	OP_BEFORE,    /* time < a + N */
	OP_SINCE,     /* time ≥ a + N */
	OP_EMPTY,     /* the set a is empty */
	OP_NOT_EMPTY, /* the set a is not empty */
	OP_IN,        /* a is in the set b */
	OP_NOT_IN,    /* a is not in the set b */
	OP_UNNAMED,   /* no record names the id a */
	/* effects, run in order: each sees the results of those before it */
	OP_SET,         /* a := b */
	OP_SET_KEYS,    /* a := the ids whose blob is set (and, with a number, created + N ≤ time) */
	OP_SET_UNNAMED, /* a := those of the set b that no record names */
	OP_INCLUDE,     /* the set a gains b */
	OP_EXCLUDE,     /* the set a loses b */
	OP_INCREMENT,   /* a := a + 1 */
	OP_LOG_WRITE,   /* append WRITE of userId, a, b */
	OP_LOG_READ,    /* append READ of userId, a, b */
	/* Last, replacements in a plan without bounds (abstract.c), which words do not use. */
	OP_AGE_BELOW,   /* the age a is less than N */
	OP_AGE_REACHED, /* the age a is N or more */
	OP_AGE_ALL,     /* all ages grow by an hour */
	OP_COUNT
};

/* The other opcodes, in a switch over guards or effects. */
#define CASE_NO_GUARD                                                                                        \
	case OP_NONE:                                                                                        \
	case OP_SET:                                                                                         \
	case OP_SET_KEYS:                                                                                    \
	case OP_SET_UNNAMED:                                                                                 \
	case OP_INCLUDE:                                                                                     \
	case OP_EXCLUDE:                                                                                     \
	case OP_INCREMENT:                                                                                   \
	case OP_LOG_WRITE:                                                                                   \
	case OP_LOG_READ:                                                                                    \
	case OP_AGE_ALL:                                                                                     \
	case OP_COUNT
#define CASE_NO_EFFECT                                                                                       \
	case OP_NONE:                                                                                        \
	case OP_IS:                                                                                          \
	case OP_IS_NOT:                                                                                      \
	case OP_BEFORE:                                                                                      \
	case OP_SINCE:                                                                                       \
	case OP_EMPTY:                                                                                       \
	case OP_NOT_EMPTY:                                                                                   \
	case OP_IN:                                                                                          \
	case OP_NOT_IN:                                                                                      \
	case OP_UNNAMED:                                                                                     \
	case OP_AGE_BELOW:                                                                                   \
	case OP_AGE_REACHED:                                                                                 \
	case OP_COUNT

/* What a term of an opcode must be. */
enum operand {
	OPERAND_NONE, /* the opcode has no such term; SET_KEYS has one for validate.c only */
	OPERAND_ANY,  /* any value; two of them have one type */
	OPERAND_METADATA,
	OPERAND_IMAGE,
	OPERAND_ID,
	OPERAND_IDS,
	OPERAND_TIME,
	OPERAND_NUMBER, /* hours or failures */
};

/* Whether a term of that type can be the operand. */
bool operand_takes(enum operand operand, enum type type);

/*
 * What an opcode does, as bits.  Reading or writing a or b includes reading what locates the term: the userId
 * of a record, the key of a blob.  Reading the log is not included.
 */
enum {
	IS_GUARD = 1 << 0,
	IS_EFFECT = 1 << 1,
	READS_A = 1 << 2,
	READS_B = 1 << 3,
	WRITES_A = 1 << 4, /* without READS_A: what a held before does not matter */
	READS_TIME = 1 << 5,
	READS_NAMES = 1 << 6, /* the imageId of every record */
	READS_BLOBS = 1 << 7, /* which blobs are set; with a number, also their dates and the time */
	READS_USER = 1 << 8,  /* the process's userId */
	LOGS_WRITE = 1 << 9,
	LOGS_READ = 1 << 10, /* and compares with what the process found (none_read.h) */
	LOGS = LOGS_WRITE | LOGS_READ,
	COPIES = 1 << 11,   /* it does only a := b */
	COUNTS = 1 << 12,   /* adds one to a, up to its limit */
	WAITS = 1 << 13,    /* becomes true as time passes */
	AGES = 1 << 14,     /* reads and writes every age */
	NUMBERED = 1 << 15, /* needs N */
	/* Commutes with renaming the constants of a type.  Symmetry reduction and checks without bounds
	 * require it. */
	RENAMES = 1 << 16,
};

struct opcode_row {
	const char *name;
	uint32_t does;
	enum operand a, b;
	/* Its replacement in a plan without bounds (docs/unbounded.md); usually itself.  OP_NONE: a design
	 * that uses it cannot be checked without bounds.  For COUNTS, abstract.c decides. */
	enum opcode unbounded;
};
extern const struct opcode_row opcodes[OP_COUNT];

/* Whether the opcode does any of the bits. */
static inline bool op_does(enum opcode code, uint32_t bits)
{
	return (opcodes[code].does & bits) != 0;
}

struct op {
	enum opcode code;
	struct term a, b;
};

enum word_kind { WORD_GUARD, WORD_CHOICE, WORD_EFFECT, WORD_KINDS };

enum { WORD_OPS_MAX = 8 };

struct word {
	const char *spelling; /* "blobs N or more hours old": N is a number */
	enum word_kind kind;
	enum type chooses; /* WORD_CHOICE: the type chosen; ops filter its constants */
	const char *none;  /* WORD_CHOICE: why there may be nothing to choose, "every blob is set" */
	const char *help;  /* one line, for docs and messages */
	struct op ops[WORD_OPS_MAX]; /* fewer end with OP_NONE */
};

enum { WORD_NUMBER_MAX = 1000 };

extern const struct word words[];                     /* ends with a null spelling */
extern const char *const word_kind_names[WORD_KINDS]; /* the JSON field: "when", "choose", "do" */

/* Finds the word of `kind` that `text` spells; *number becomes its number, or -1.  Null if there is none. */
const struct word *word_find(enum word_kind kind, const char *text, int *number);
/* Whether `text` spells a word except for its number, such as "1.5", which becomes *number and *length. */
bool word_misnumbered(enum word_kind kind, const char *text, const char **number, size_t *length);
/* The spelling nearest to `text`; null if none is near. */
const char *word_nearest(enum word_kind kind, const char *text);

#endif
