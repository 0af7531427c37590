/* SPDX-License-Identifier: GPL-2.0 */
/* One policy as text and as BPF, and how to install it. */
#ifndef _POLICIES_H
#define _POLICIES_H

#include <linux/filter.h>

#define NR_MAX		462
#define EVERY_CALL	NR_MAX
#define ALL_RULES	340
#define SOME_RULES	6
#define TEXT_SIZE	(64 * 1024)

enum kind { NONE, LINEAR, TREE, TEXT, BOTH, COMPILED, NR_KINDS };

extern const char * const kind_names[];

/**
 * struct policy - one policy, for libseccomp and as text
 * @rules: number of @calls
 * @calls: the calls that have a rule
 * @alternatives: how many values of its argument getpgid may have; 0: only 0
 * @each:  each call that has an argument compares it
 * @text:  the text
 */
struct policy {
	int		rules;
	int		calls[NR_MAX];
	int		alternatives;
	int		each;
	char		text[TEXT_SIZE];
};

/**
 * make_policy - make a policy of some rules
 * @rules: SOME_RULES or more; exact below EVERY_CALL
 *
 * Each rule is for another call. getpgid has one comparison (pid == 0), lseek
 * three (fd == 1000 and zeros), getppid none, and so have all others. Calls
 * without a rule fail.
 *
 * Return: the policy, in static memory.
 */
struct policy *make_policy(int rules);

/*
 * The same with ALL_RULES, but getpgid has @n alternatives, and so have both
 * arguments of setpgid.
 */
struct policy *make_alternatives(int n);

/* A value that is allowed, from 0 to n - 1. No two are close to each other. */
long alternative(int i);

/*
 * The same with ALL_RULES, but each call that has an argument has one comparison, with
 * another number.
 */
struct policy *make_each(void);

/* How many instructions of BPF @kind has for it: LINEAR, TREE or COMPILED */
unsigned int count_instructions(const struct policy *p, enum kind kind);

/* Install it as a program would. Returns -1 if this kernel refuses it. */
int load(const struct policy *p, enum kind kind);
int load_text(const char *text);

/* Install a text with a rule of @n comparisons of different words for lseek. */
int load_comparisons(int n);

/* A text with nothing but a rule for getpgid that has @n alternatives */
const char *text_of_alternatives(int n);

/* Install hand-written BPF with @n alternatives for getpgid. */
int load_by_hand(int n);

/**
 * struct prepared - a policy, ready for the kernel
 * @filter: the argument of prctl(); NULL if there is no policy
 * @prog:   for BPF, @filter points here
 */
struct prepared {
	const void		*filter;
	struct sock_fprog	prog;
};

/* Do what a program does before it calls the kernel, no_new_privs included. */
void prepare(struct prepared *prepared, const struct policy *p, enum kind kind);

int install_prepared(const struct prepared *prepared);

/* Do the same without success, to touch all pages that it needs. */
void rehearse_install(void);

#endif /* _POLICIES_H */
