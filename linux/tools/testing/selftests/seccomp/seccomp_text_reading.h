/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A second reading of the policy language: a parser and an evaluator written
 * from the documentation alone. They share no code with the kernel, so that a
 * mistake has to be made twice before a comparison of the two misses it.
 * Simplicity comes before speed.
 */
#ifndef SECCOMP_TEXT_READING_H
#define SECCOMP_TEXT_READING_H

#include <stdbool.h>
#include <stdint.h>

/* Holds the value of any register, and constants that fit no register. */
#define wide	__int128

/* A system call, as the kernel's C code declares it. */
struct spec {
	int nr;
	const char *name;	/* in <asm/unistd.h> */
	const char *entry;	/* the kernel's; NULL for an unbuilt call */
	struct arg {
		const char *name;
		int bits;
		bool is_signed;
	} arg[6];		/* a NULL name ends the list */
};

struct errno_name {
	const char *name;
	int number;
};

struct constant_name {
	const char *name;
	long long value;
};

/* All names that a text may use. Each program defines its own. */
struct vocabulary {
	const struct spec *specs;
	int nr_specs;
	const struct errno_name *errnos;
	int nr_errnos;
	const struct constant_name *constants;
	int nr_constants;
};

extern const struct vocabulary vocabulary;

/* Ordered by strictness. */
enum kind { PASS, LOG, TRACE, ERRNO, TRAP, KILL_THREAD, KILL };

struct action {
	enum kind kind;
	int data;
};

enum op { EQ, NE, LE, LT, GE, GT, ANY, NR_OPS };

extern const char * const op_text[NR_OPS];

enum node_kind { COMPARE, NOT, AND, OR };

struct node {
	enum node_kind kind;
	int left, right;	/* NOT uses only the left one */
	int arg;
	enum op op;
	wide constant;
};

enum rule_kind { ALLOW, REFUSE, PREDICATE };

struct rule {
	const struct spec *spec;
	enum rule_kind kind;
	int root;		/* the node of a PREDICATE */
	int comparisons;
	bool has_action;
	struct action action;
};

enum directive {
	ON_NEXT, ON_EXEC, ON_VIOLATION, UNLISTED, FOREIGN, NR_DIRECTIVES
};

extern const char * const directives[NR_DIRECTIVES];

enum answer {
	VALID,
	INVALID,
	UNDECIDED,		/* the documentation leaves it open */
};

struct policy {
	enum answer answer;
	bool unlisted;
	bool on_next, on_exec;
	struct action on_violation;
	struct action foreign;	/* for calls of another ABI */
	int nr_rules;
	struct rule *rule;
	int comparisons, most_comparisons, deepest;
	int opened;		/* number of '(' in the text */
	int length;
};

/* Where the rules of policies live, and the nodes of their predicates. */
#define MAX_NODES	400000
#define MAX_RULES	200000

struct readings {
	int nr_nodes, nr_rules;	/* set both to 0 to drop all policies */
	struct node node[MAX_NODES];
	struct rule rule[MAX_RULES];
};

/* The program provides the memory, shared with its children if need be. */
extern struct readings *readings;

/* Comparisons made so far, by operator, width, sign and result. */
extern unsigned long compared[NR_OPS][65][2][2];

/* Parse @text, up to its NUL. */
void understand(const char *text, struct policy *policy);

/*
 * What @policy says about a call: PASS, or the action of its refusal. @nr may be
 * a number that no call has.
 */
struct action verdict_of(const struct policy *policy, int nr,
			 const uint64_t *arg);

struct word {
	const char *at;
	int len;
};

/* NULL for a name that is not in the vocabulary. */
const struct spec *find_call(struct word word);

/* The range of an argument, and its value given a register's. */
wide lowest(const struct arg *arg);
wide highest(const struct arg *arg);
wide as_used(const struct arg *arg, uint64_t reg);

#endif /* SECCOMP_TEXT_READING_H */
