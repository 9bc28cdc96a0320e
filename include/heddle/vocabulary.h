/*
 * The vocabulary of designs, and the few terms and operations that every word
 * is made of.
 *
 * A word ("write record") is one row of `words`: its spelling and its
 * operations.  Everything else is a fold over the operations: the
 * interpreter (run.c), footprints (run.c with a tracer), the program listing
 * and disabled-because explanations (explain.c), and what the exporters write.
 * A new word that existing operations can express is one row and nothing else.
 *
 * An opcode is one row of `opcodes`: what it reads and writes.  Passes that need
 * no more than that read the row.  Passes that need the meaning of each opcode
 * switch over it without a default, so that the compiler names the places where
 * a new opcode is missing.
 */
#ifndef HEDDLE_VOCABULARY_H
#define HEDDLE_VOCABULARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a variable or choice can hold. */
enum type {
	TYPE_CONTROL, /* a control state of the role */
	TYPE_USER,    /* UNSET or one of the users; likewise the next three */
	TYPE_METADATA,
	TYPE_IMAGE,
	TYPE_ID,
	TYPE_IDS,   /* a set of ids */
	TYPE_TIME,  /* hours */
	TYPE_COUNT, /* failures */
};

/* Every field that a process, record, blob or the system as a whole can have. */
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
	bool global; /* it is a variable of its own */
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
	PLACE_CHOICE,      /* what was chosen; the field tells the type */
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
	/* effects, taken in order: each sees what the ones before it did */
	OP_SET,         /* a := b */
	OP_SET_KEYS,    /* a := the ids whose blob is set (and, with a number, created + N ≤ time) */
	OP_SET_UNNAMED, /* a := those of the set b that no record names */
	OP_INCLUDE,     /* the set a gains b */
	OP_EXCLUDE,     /* the set a loses b */
	OP_INCREMENT,   /* a := a + 1 */
	OP_LOG_WRITE,   /* append WRITE of userId, a, b */
	OP_LOG_READ,    /* append READ of userId, a, b */
	/* what some of the above become when a plan has no bounds (abstract.c); words do not use them */
	OP_AGE_BELOW,   /* the age a is less than N */
	OP_AGE_REACHED, /* the age a is N or more */
	OP_AGE_ALL,     /* everything that has an age gets an hour older */
	OP_COUNT
};

/* In a switch over the guards: all other opcodes; in one over the effects likewise. */
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

/* What a term of an opcode has to be. */
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

/* Whether a term of the type can be such an operand; no type is OPERAND_NONE. */
bool operand_takes(enum operand operand, enum type type);

/*
 * What an opcode does, as bits.  What it reads or writes at a or b includes what finds the place of the
 * term: the userId of a record, the key of a blob.  The log is not among what it reads.
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
	COPIES = 1 << 11,   /* all it does is a := b */
	COUNTS = 1 << 12,   /* a grows by one, and is full at its limit */
	WAITS = 1 << 13,    /* comes true as time passes */
	AGES = 1 << 14,     /* reads and writes every age */
	NUMBERED = 1 << 15, /* needs N */
	/* Renaming the constants of a type before or after makes no difference.  Without this bit there is
	 * no symmetry reduction, and no check without bounds. */
	RENAMES = 1 << 16,
};

struct opcode_row {
	const char *name;
	uint32_t does;
	enum operand a, b;
	/* What it becomes in a plan without bounds (docs/unbounded.md); itself when nothing changes. OP_NONE:
	 * a design that uses it cannot be checked without bounds.  COUNTS: abstract.c decides. */
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
	enum type chooses; /* WORD_CHOICE: what is chosen; its ops are a filter */
	const char *none;  /* WORD_CHOICE: why there may be nothing to choose, "every blob is set" */
	const char *help;  /* one line, for docs and messages */
	struct op ops[WORD_OPS_MAX]; /* ended by OP_NONE when fewer */
};

enum { WORD_NUMBER_MAX = 1000 };

extern const struct word words[];                     /* ended by a null spelling */
extern const char *const word_kind_names[WORD_KINDS]; /* the JSON field: "when", "choose", "do" */

/* Finds the word of `kind` that `text` spells; its number goes to *number (-1 when it has none).
 * Null when there is none. */
const struct word *word_find(enum word_kind kind, const char *text, int *number);
/* Whether `text` would be a word with another text in place of its number: "1.5".  *number and *length
 * are that text. */
bool word_misnumbered(enum word_kind kind, const char *text, const char **number, size_t *length);
/* The spelling nearest to `text`; null when none is near. */
const char *word_nearest(enum word_kind kind, const char *text);

#endif
