// SPDX-License-Identifier: GPL-2.0
/*
 * Look in a policy for what is valid, but hardly meant.
 */
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lint.h"
#include "main.h"
#include "stack.h"

static const uint64_t no_args[6];

/* Asking the policy */

uint32_t judge_action(const struct lint *lint, int nr, const uint64_t args[6])
{
	struct verdict verdict;

	judge_call(&lint->policy, 1, lint->arch, nr, args ? args : no_args, &verdict);
	return verdict.action;
}

bool is_refused(uint32_t action)
{
	action &= SECCOMP_RET_ACTION_FULL;
	return action != SECCOMP_RET_ALLOW && action != SECCOMP_RET_LOG;
}

bool refuses(const struct lint *lint, const char *name, const uint64_t args[6])
{
	struct seccomp_text_call call;

	return describe_offline(&call, name, 0) &&
	       is_refused(judge_action(lint, call.nr, args));
}

bool passes(const struct lint *lint, const char *name, const uint64_t args[6])
{
	struct seccomp_text_call call;

	return describe_offline(&call, name, 0) &&
	       !is_refused(judge_action(lint, call.nr, args));
}

/* s390x has the stack before the flags. */
struct clone_call clone_with(uint64_t flags)
{
	struct clone_call clone = { };
	struct seccomp_text_call call;
	unsigned int i;

	if (describe_offline(&call, "clone", 0)) {
		for (i = 0; i < call.nr_args; i++) {
			if (!strcmp(call.args[i].name, "clone_flags"))
				clone.args[i] = flags;
		}
	}
	return clone;
}

const struct rule *find_rule(const struct lint *lint, const char *name)
{
	const struct rule *found = NULL;
	struct seccomp_text_call call;
	unsigned int i;

	if (!describe_offline(&call, name, 0))
		return NULL;
	for (i = 0; i < lint->nr_rules; i++) {
		if (lint->rules[i].nr != call.nr)
			continue;
		if (!found || found->effect == EFFECT_ALLOW)
			found = &lint->rules[i];
	}
	return found;
}

enum effect judge_effect(const struct lint *lint, const char *name)
{
	enum effect effect = lint->denylist ? EFFECT_ALLOW : EFFECT_REFUSE;
	struct seccomp_text_call call;
	bool named = false;
	unsigned int i;

	if (!describe_offline(&call, name, 0) || (call.flags & SECCOMP_CALL_UNBUILT))
		return EFFECT_REFUSE;
	for (i = 0; i < lint->nr_rules; i++) {
		const struct rule *rule = &lint->rules[i];

		if (rule->nr != call.nr)
			continue;
		if (!named || rule->effect > effect)
			effect = rule->effect;
		named = true;
	}
	return effect;
}

const struct clause *find_clause(const struct lint *lint, const char *name)
{
	static struct clause clause;
	bool more;

	for (more = first_clause(&clause, lint->remarks->text->bytes); more;
	     more = next_clause(&clause)) {
		if (clause.name.len && span_is(clause.name, name))
			return &clause;
	}
	return NULL;
}

/* Names */

void add_name(struct names *names, const char *name)
{
	size_t len = strlen(names->list);

	snprintf(names->list + len, sizeof(names->list) - len, names->nr++ ? ", %s" : "%s",
		 name);
}

const char *next_word(char word[SECCOMP_TEXT_NAME_SIZE], const char *at)
{
	int len;

	at += strspn(at, " ");
	len = strcspn(at, " ");
	snprintf(word, SECCOMP_TEXT_NAME_SIZE, "%.*s", len, at);
	return len ? at + len : NULL;
}

/* Reading the policy */

static void add_rule(struct lint *lint, const struct clause *clause)
{
	char name[SECCOMP_TEXT_NAME_SIZE];
	struct seccomp_text_call call;
	enum effect effect = EFFECT_LIMIT;

	if (!clause->name.len || clause->name.len >= sizeof(name))
		return;
	snprintf(name, sizeof(name), "%.*s", clause->name.len, clause->name.at);
	if (!describe_offline(&call, name, 0))
		return;
	if (span_is(clause->expression, "1"))
		effect = EFFECT_ALLOW;
	else if (span_is(clause->expression, "0"))
		effect = EFFECT_REFUSE;
	lint->rules = need_memory(realloc(lint->rules,
					  (lint->nr_rules + 1) * sizeof(*lint->rules)));
	lint->rules[lint->nr_rules++] = (struct rule){ *clause, call.nr, effect };
}

/* Who confines itself has started before, so its policy lacks what a start takes. */
static bool is_for_programs(const struct lint *lint)
{
	static const char * const of_starts[] = {
		"arch_prctl", "set_tid_address", "execve",
	};
	unsigned int i;

	if (lint->denylist || find_clause(lint, "on_exec") ||
	    find_clause(lint, "on_next_syscall"))
		return true;
	for (i = 0; i < ARRAY_SIZE(of_starts); i++) {
		if (judge_effect(lint, of_starts[i]) != EFFECT_REFUSE)
			return true;
	}
	return false;
}

static void read_rules(struct lint *lint)
{
	const struct clause *unlisted = find_clause(lint, "unlisted");
	struct seccomp_text_call call;
	struct clause clause;
	bool more;

	lint->denylist = unlisted && span_is(unlisted->expression, "1");
	if (describe_offline(&call, "exit_group", 0))
		lint->arch = call.arch;
	for (more = first_clause(&clause, lint->remarks->text->bytes); more;
	     more = next_clause(&clause))
		add_rule(lint, &clause);
	lint->starts = is_for_programs(lint);
}

void lint(struct remarks *remarks)
{
	struct lint lint = { .remarks = remarks };
	struct problem problem;

	lint.policy = compile_policy(remarks->text->bytes, &problem);
	if (!lint.policy) {
		/* The kernel took it, so this is a word that only it knows. */
		add_remark(remarks, (struct remark){
			.kind = KIND_NOTE,
			.line = problem.line,
			.column = problem.column,
			.message = format_string("no warnings, as the tool does not know this: %s",
						 problem.message),
		});
		return;
	}
	read_rules(&lint);
	lint_values(&lint);
	lint_flags(&lint);
	lint_equivalents(&lint);
	lint_code(&lint);
	lint_programs(&lint);
	lint_actions(&lint);
	lint_names(&lint);
	free(lint.rules);
	free_compiled(lint.policy);
}
