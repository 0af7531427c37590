/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the parts of lint share. A remark must be certain: lint asks the compiled
 * policy about calls rather than guessing from its words.
 */
#ifndef _TOOLS_SECCOMP_LINT_H
#define _TOOLS_SECCOMP_LINT_H

#include <linux/seccomp_text.h>
#include <stdbool.h>
#include <stdint.h>

#include "check.h"
#include "language/language.h"
#include "clause.h"

/* What a rule does to its call */
enum effect {
	EFFECT_ALLOW,
	EFFECT_LIMIT,
	EFFECT_REFUSE,
};

/**
 * struct rule - a rule of the policy, for a call that exists
 * @clause: where it stands
 * @nr:        the number of its call
 * @effect:    what it does by itself
 */
struct rule {
	struct clause	clause;
	int			nr;
	enum effect		effect;
};

/**
 * struct lint - a policy that is looked at
 * @remarks:  receives what is found
 * @policy:    the policy, compiled
 * @rules:     its rules
 * @nr_rules:  their number
 * @denylist:  it says "unlisted: 1"
 * @starts:    it is meant for programs from their first instruction on
 * @arch:      the native ABI
 */
struct lint {
	struct remarks	*remarks;
	struct compiled	*policy;
	struct rule	*rules;
	unsigned int	nr_rules;
	bool		denylist;
	bool		starts;
	uint32_t	arch;
};

/* The action for a call; a refused one is neither allowed nor logged. */
uint32_t judge_action(const struct lint *lint, int nr, const uint64_t args[6]);
bool is_refused(uint32_t action);
/* The same for a call by name, with all arguments 0; false if there is no such call */
bool refuses(const struct lint *lint, const char *name, const uint64_t args[6]);
bool passes(const struct lint *lint, const char *name, const uint64_t args[6]);

/* The arguments of clone with these flags */
struct clone_call {
	uint64_t	args[6];
};

struct clone_call clone_with(uint64_t flags);

/* The first rule for a call that does not just allow it, else the first, or NULL */
const struct rule *find_rule(const struct lint *lint, const char *name);
/* What all of its rules do to a call. One that does not exist is refused. */
enum effect judge_effect(const struct lint *lint, const char *name);
/* The directive, or NULL */
const struct clause *find_clause(const struct lint *lint, const char *name);

/* A list of names for messages */
struct names {
	char		list[512];
	unsigned int	nr;
};

void add_name(struct names *names, const char *name);
/* The next of the words in @at, or NULL after the last */
const char *next_word(char word[SECCOMP_TEXT_NAME_SIZE], const char *at);

void lint_values(const struct lint *lint);
void lint_flags(const struct lint *lint);
void lint_equivalents(const struct lint *lint);
void lint_code(const struct lint *lint);
void lint_programs(const struct lint *lint);
void lint_actions(const struct lint *lint);
void lint_names(const struct lint *lint);

#endif /* _TOOLS_SECCOMP_LINT_H */
