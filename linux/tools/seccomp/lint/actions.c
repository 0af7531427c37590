// SPDX-License-Identifier: GPL-2.0
/*
 * Lint: what becomes of calls that are refused.
 */
#include <linux/seccomp.h>

#include "abi.h"
#include "lint.h"
#include "main.h"

/* Actions that refuse nothing */
static void lint_log(const struct lint *lint)
{
	const struct clause *clause = find_clause(lint, "on_violation");
	unsigned int i;

	if (clause && span_is(clause->expression, "log")) {
		add_lint(lint->remarks, KIND_WARNING, "log", clause,
			 "log refuses nothing: %s is made and recorded, as in a dry run",
			 lint->denylist ? "what the rules refuse" :
			 "each call that the rules do not allow");
		return;
	}
	for (i = 0; i < lint->nr_rules; i++) {
		clause = &lint->rules[i].clause;
		if (clause->action.len && span_is(clause->action, "log"))
			add_lint(lint->remarks, KIND_WARNING, "log", clause,
				 "log refuses nothing: the call is made and recorded, as in a dry run");
	}
}

/* An errno for one call, given to each call of another ABI */
static void lint_foreign(const struct lint *lint)
{
	const struct lint foreign = { .policy = lint->policy, .arch = FOREIGN_ARCH };
	char words[64];
	uint32_t action;

	if (!foreign_abis || !lint->denylist || find_clause(lint, "foreign"))
		return;
	action = judge_action(&foreign, 1, NULL);
	if ((action & SECCOMP_RET_ACTION_FULL) != SECCOMP_RET_ERRNO)
		return;
	print_action(action, words, sizeof(words));
	add_lint(lint->remarks, KIND_WARNING, "foreign", NULL,
		 "every %s call gets '%s', the strictest action here; a line 'foreign: kill' or 'foreign: errno ENOSYS' decides it",
		 foreign_abis, words);
}

void lint_actions(const struct lint *lint)
{
	lint_log(lint);
	lint_foreign(lint);
}
