/* SPDX-License-Identifier: GPL-2.0 */
/* Random policies and calls, for seccomp_text_verdicts */
#ifndef SECCOMP_TEXT_RANDOM_H
#define SECCOMP_TEXT_RANDOM_H

#include <stddef.h>

#include "seccomp_text_reading.h"

/* Well within the limits that a kernel must allow. */
#define MAX_LAYERS	6
#define MAX_SUBJECTS	3
#define MAX_CALLS	24	/* in one case */
#define MAX_TEXT	65536

#define BASE_ERRNO	1001
#define RULE_ERRNO	1002

/* Calls at the end of the vocabulary that a child makes on its own behalf. */
#define NEEDED_CALLS	3

/* One policy of a case. */
struct layer {
	bool spoiled;		/* has a constant that does not fit */
	bool crlf;
	struct policy policy;	/* what the text means */
	size_t len;
	char text[MAX_TEXT];
};

struct trial_call {
	const struct spec *spec;	/* NULL: not a native call */
	bool int80;			/* enters by int 0x80 */
	uint64_t nr;			/* with garbage above */
	uint64_t arg[6];
	struct action expected;
};

/* The constants that a case compares an argument with. */
struct near {
	int nr;
	wide constant[32];
};

struct trial_case {
	int nr_subjects;
	const struct spec *subject[MAX_SUBJECTS];
	struct near near[MAX_SUBJECTS][6];
	int nr_preds;
	struct action base;	/* of layer[0], which refuses all subjects */
	bool any_number;	/* make calls of other numbers and ABIs, too */
	int nr_layers;
	struct layer layer[MAX_LAYERS];
	int nr_calls;
	struct trial_call call[MAX_CALLS];
};

extern struct trial_case this_case;

/* Does the kernel know the names of constants? */
extern bool names_known;

/* No call has this number or a greater one. */
extern int nr_native;

extern bool knows_int80;

/* What the texts so far have made use of */
enum drawn {
	NAME, FLIP, MINUS, UNION, PARENTHESES, JOIN, FOREIGN_ACTION,
	ALTERNATIVE, NR_DRAWN
};

extern long drawn[NR_DRAWN];

/* The subjects to choose from. Unbuilt calls have no argument types. */
extern const struct spec *built[];
extern int nr_built;

uint64_t mix(uint64_t x);

/* Everything that follows depends on @seed and @nr alone. */
void begin_case(uint64_t seed, long nr);

/* Write the texts of a case: one predicate, or a stack of any policies. */
void write_predicate_case(void);
void write_stack_case(void);

/*
 * A call of a subject, with registers near the constants of the case; or one of a
 * number that no call has, or of another ABI.
 */
void make_trial_call(struct trial_call *call);

bool is_foreign(const struct trial_call *call);

int count_args(const struct spec *spec);

#endif /* SECCOMP_TEXT_RANDOM_H */
