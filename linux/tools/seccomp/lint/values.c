// SPDX-License-Identifier: GPL-2.0
/*
 * Lint: predicates that are never or always true, whatever the arguments are.
 *
 * What a predicate says about an argument depends on the comparisons with it
 * only. So it is enough to try values that give each possible combination of
 * their results. If those cannot be listed, nothing is claimed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "atoms.h"
#include "lint.h"
#include "main.h"

/* More combinations of arguments are not tried. */
#define MAX_TRIES	20000
#define MAX_VALUES	8192
/* More kinds of bits are not told apart. */
#define MAX_CLASSES	10

/**
 * struct values - values of an argument that stand for all
 * @of:       the values
 * @nr:       their number
 * @complete: no other value gives another combination of results
 */
struct values {
	uint64_t	of[MAX_VALUES];
	unsigned int	nr;
	bool		complete;
};

static void add_value(struct values *values, uint64_t value)
{
	if (values->nr == MAX_VALUES) {
		values->complete = false;
		return;
	}
	values->of[values->nr++] = value;
}

/* Ordered comparisons change at their constants only. */
static void add_neighbours(struct values *values, const struct atoms *atoms,
			   unsigned int arg, uint64_t mask)
{
	unsigned int i;

	add_value(values, 0);
	for (i = 0; i < atoms->nr; i++) {
		if (atoms->of[i].arg != arg)
			continue;
		add_value(values, atoms->of[i].value);
		add_value(values, (atoms->of[i].value + 1) & mask);
		add_value(values, (atoms->of[i].value - 1) & mask);
	}
	add_value(values, mask);
	add_value(values, mask >> 1);
	add_value(values, (mask >> 1) + 1);
}

/**
 * struct bits - the bits of an argument, by which masks have them
 * @classes: bits that the same masks have
 * @nr:      number of @classes
 * @rest:    bits that no mask has
 */
struct bits {
	uint64_t	classes[MAX_CLASSES];
	unsigned int	nr;
	uint64_t	rest;
};

/* Split the classes so that @mask has all or none of the bits of each. */
static bool split(struct bits *bits, uint64_t mask)
{
	unsigned int i, nr = bits->nr;

	for (i = 0; i < nr; i++) {
		uint64_t with = bits->classes[i] & mask;

		if (!with || with == bits->classes[i])
			continue;
		if (bits->nr == MAX_CLASSES)
			return false;
		bits->classes[bits->nr++] = with;
		bits->classes[i] &= ~mask;
	}
	if (bits->rest & mask) {
		if (bits->nr == MAX_CLASSES)
			return false;
		bits->classes[bits->nr++] = bits->rest & mask;
		bits->rest &= ~mask;
	}
	return true;
}

static bool sort_bits(struct bits *bits, const struct atoms *atoms, unsigned int arg)
{
	unsigned int i;

	for (i = 0; i < atoms->nr; i++) {
		if (atoms->of[i].arg == arg && atoms->of[i].operator == OPERATOR_BITS &&
		    !split(bits, atoms->of[i].value))
			return false;
	}
	return true;
}

/* Set some of the bits of @within: those that the bits of @number select. */
static uint64_t spread(uint64_t number, uint64_t within)
{
	uint64_t value = 0;

	for (; within && number; within &= within - 1, number >>= 1) {
		if (number & 1)
			value |= within & -within;
	}
	return value;
}

/*
 * Add values with a bit of each class that @pattern selects, and none of others:
 * @enough different ones, or all.
 */
static void add_pattern(struct values *values, const struct bits *bits,
			unsigned int pattern, uint64_t enough)
{
	uint64_t base = 0, free = bits->rest, i;
	unsigned int class;

	for (class = 0; class < bits->nr; class++) {
		uint64_t of = bits->classes[class];

		if (!(pattern & 1U << class))
			continue;
		base |= of & -of;
		free |= of & (of - 1);
	}
	if (__builtin_popcountll(free) < 32 && enough > 1ULL << __builtin_popcountll(free))
		enough = 1ULL << __builtin_popcountll(free);
	for (i = 0; i < enough; i++)
		add_value(values, base | spread(i, free));
}

/* Tests for bits see classes of them; a value that equals no constant may be needed. */
static void add_patterns(struct values *values, const struct atoms *atoms,
			 unsigned int arg, uint64_t mask)
{
	struct bits bits = { .rest = mask };
	unsigned int pattern, i;
	uint64_t equal = 0;

	if (!sort_bits(&bits, atoms, arg)) {
		values->complete = false;
		return;
	}
	for (i = 0; i < atoms->nr; i++) {
		if (atoms->of[i].arg != arg || atoms->of[i].operator != OPERATOR_EQUAL)
			continue;
		add_value(values, atoms->of[i].value);
		equal++;
	}
	for (pattern = 0; pattern < 1U << bits.nr; pattern++)
		add_pattern(values, &bits, pattern, equal + 1);
}

static unsigned int count_operators(const struct atoms *atoms, unsigned int arg,
				    enum operator operator)
{
	unsigned int i, nr = 0;

	for (i = 0; i < atoms->nr; i++)
		nr += atoms->of[i].arg == arg && atoms->of[i].operator == operator;
	return nr;
}

static int compare_values(const void *a, const void *b)
{
	const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static void sort_values(struct values *values)
{
	unsigned int i, nr = 0;

	qsort(values->of, values->nr, sizeof(*values->of), compare_values);
	for (i = 0; i < values->nr; i++) {
		if (!nr || values->of[nr - 1] != values->of[i])
			values->of[nr++] = values->of[i];
	}
	values->nr = nr;
}

static void list_values(struct values *values, const struct atoms *atoms,
			unsigned int arg, uint64_t mask)
{
	unsigned int order = count_operators(atoms, arg, OPERATOR_ORDER);
	unsigned int bits = count_operators(atoms, arg, OPERATOR_BITS);

	values->nr = 0;
	values->complete = !order || !bits;
	if (!order && !bits && !count_operators(atoms, arg, OPERATOR_EQUAL))
		add_value(values, 0);
	else if (order)
		add_neighbours(values, atoms, arg, mask);
	else
		add_patterns(values, atoms, arg, mask);
	sort_values(values);
}

/**
 * struct trial - all values of all arguments of a call
 * @call:   the call
 * @values: those of its arguments
 */
struct trial {
	struct seccomp_text_call	call;
	struct values			values[6];
};

/* False if they are too many, or do not stand for all. */
static bool prepare(struct trial *trial, const struct atoms *atoms)
{
	unsigned long tries = 1;
	unsigned int i;

	for (i = 0; i < trial->call.nr_args; i++) {
		list_values(&trial->values[i], atoms, i, arg_mask(&trial->call.args[i]));
		tries *= trial->values[i].nr;
		if (!trial->values[i].complete || tries > MAX_TRIES)
			return false;
	}
	return true;
}

/* What was seen of a policy in all tries */
struct outcome {
	bool	passed;
	bool	refused;
};

static struct outcome try_all(const struct trial *trial, struct compiled *policy,
			      uint32_t arch)
{
	const struct lint one = { .policy = policy, .arch = arch };
	unsigned int at[6] = { }, i = 0;
	struct outcome outcome = { };
	uint64_t args[6] = { };

	while (!outcome.passed || !outcome.refused) {
		for (i = 0; i < trial->call.nr_args; i++)
			args[i] = trial->values[i].of[at[i]];
		if (is_refused(judge_action(&one, trial->call.nr, args)))
			outcome.refused = true;
		else
			outcome.passed = true;
		for (i = 0; i < trial->call.nr_args; i++) {
			if (++at[i] < trial->values[i].nr)
				break;
			at[i] = 0;
		}
		if (i == trial->call.nr_args)
			break;
	}
	return outcome;
}

/* The outcome of a rule that stands alone and refuses for good */
static struct outcome try_rule(const struct trial *trial, const struct rule *rule,
			       uint32_t arch)
{
	struct outcome outcome = { true, true };
	struct compiled *policy;
	struct problem problem;
	char *text;

	text = format_string("%.*s: %.*s\n", rule->clause.name.len,
			     rule->clause.name.at, rule->clause.expression.len,
			     rule->clause.expression.at);
	policy = compile_policy(text, &problem);
	if (policy)
		outcome = try_all(trial, policy, arch);
	free_compiled(policy);
	free(text);
	return outcome;
}

/* Say what the rules do one by one. True if one of them explains that nothing passes. */
static bool judge_rules(const struct lint *lint, const struct trial *trial)
{
	struct outcome outcome;
	bool explained = false;
	unsigned int i;

	for (i = 0; i < lint->nr_rules; i++) {
		struct rule *rule = &lint->rules[i];

		if (rule->nr != trial->call.nr || rule->effect != EFFECT_LIMIT)
			continue;
		outcome = try_rule(trial, rule, lint->arch);
		if (!outcome.passed)
			add_lint(lint->remarks, KIND_WARNING, "never-true", &rule->clause,
				 "this is never true, so the call is always refused; 0 says so");
		explained = explained || !outcome.passed;
		if (outcome.refused)
			continue;
		rule->effect = EFFECT_ALLOW;
		add_lint(lint->remarks, KIND_WARNING, "always-true", &rule->clause,
			 "this is true for all arguments; 1 says so");
	}
	return explained;
}

static void list_lines(const struct lint *lint, int nr, char *lines, size_t size)
{
	const struct text *text = lint->remarks->text;
	unsigned int i;
	int len = 0;

	for (i = 0; i < lint->nr_rules && len < size; i++) {
		const struct clause *clause = &lint->rules[i].clause;
		unsigned int line = clause->line;

		if (lint->rules[i].nr != nr || lint->rules[i].effect != EFFECT_LIMIT)
			continue;
		if (line <= text->nr_lines && text->origins[line - 1].line)
			line = text->origins[line - 1].line;
		len += snprintf(lines + len, size - len, len ? ", %u" : "%u", line);
	}
}

/* Look at all rules of the call of @rule, the first of its rules that limits it. */
static void lint_call(const struct lint *lint, struct trial *trial, struct atoms *atoms,
		      const struct rule *rule)
{
	struct outcome outcome;
	char lines[256] = "";

	if (!prepare(trial, atoms))
		return;
	if (judge_rules(lint, trial))
		return;
	outcome = try_all(trial, lint->policy, lint->arch);
	if (outcome.passed)
		return;
	list_lines(lint, rule->nr, lines, sizeof(lines));
	add_lint(lint->remarks, KIND_WARNING, "contradiction", &rule->clause,
		 "the rules for this call (lines %s) are never true at once, so it is always refused; || joins alternatives in one rule",
		 lines);
}

/* A test for the bits of 0 */
static void lint_zero_bits(const struct lint *lint, const struct rule *rule,
			   const struct atoms *atoms)
{
	unsigned int i;

	for (i = 0; i < atoms->nr; i++) {
		if (atoms->of[i].operator == OPERATOR_BITS && !atoms->of[i].value)
			add_lint(lint->remarks, KIND_WARNING, "zero-bits", &rule->clause,
				 "'& 0' is never true: a constant here is 0, as O_RDONLY and PROT_NONE are, and has no bits");
	}
}

/* Arguments that the kernel declares wider than what it uses of them */
static bool is_wider_than_used(const struct seccomp_text_arg *arg)
{
	static const char * const names[] = { "clone_flags", "prot", "flags" };
	unsigned int i;

	for (i = 0; arg->size == 8 && i < ARRAY_SIZE(names); i++) {
		if (!strcmp(arg->name, names[i]))
			return !(arg->flags & SECCOMP_ARG_POINTER);
	}
	return false;
}

static void lint_width(const struct lint *lint, const struct rule *rule,
		       const struct seccomp_text_call *call, const struct atoms *atoms)
{
	unsigned int i;

	for (i = 0; i < atoms->nr; i++) {
		const struct atom *atom = &atoms->of[i];

		if (atom->negative && is_wider_than_used(&call->args[atom->arg]))
			add_lint(lint->remarks, KIND_WARNING, "unused-bits", &rule->clause,
				 "what is refused here passes with a bit set that the kernel ignores: test bits of '%s' with '&', or list what is allowed with '=='",
				 call->args[atom->arg].name);
	}
}

static bool is_first_limit(const struct lint *lint, const struct rule *rule)
{
	const struct rule *other;

	for (other = lint->rules; other < rule; other++) {
		if (other->nr == rule->nr && other->effect == EFFECT_LIMIT)
			return false;
	}
	return true;
}

/* Collect the comparisons of all rules for a call, and look at each rule. */
static bool read_call(const struct lint *lint, const struct seccomp_text_call *call,
		      struct atoms *all)
{
	struct atoms *own = need_memory(malloc(sizeof(*own)));
	bool refused = false, known = true;
	unsigned int i;

	all->nr = 0;
	for (i = 0; i < lint->nr_rules; i++) {
		const struct rule *rule = &lint->rules[i];

		if (rule->nr != call->nr)
			continue;
		refused = refused || rule->effect == EFFECT_REFUSE;
		if (rule->effect != EFFECT_LIMIT)
			continue;
		own->nr = 0;
		known = add_atoms(own, call, rule->clause.expression) && known;
		lint_zero_bits(lint, rule, own);
		lint_width(lint, rule, call, own);
		known = add_atoms(all, call, rule->clause.expression) && known;
	}
	free(own);
	return known && !refused;
}

void lint_values(const struct lint *lint)
{
	struct atoms *atoms = need_memory(malloc(sizeof(*atoms)));
	struct trial *trial = need_memory(malloc(sizeof(*trial)));
	unsigned int i;

	for (i = 0; i < lint->nr_rules; i++) {
		const struct rule *rule = &lint->rules[i];

		if (rule->effect != EFFECT_LIMIT || !is_first_limit(lint, rule))
			continue;
		if (describe_offline(&trial->call, NULL, rule->nr) && trial->call.nr_args &&
		    read_call(lint, &trial->call, atoms))
			lint_call(lint, trial, atoms, rule);
	}
	free(trial);
	free(atoms);
}
