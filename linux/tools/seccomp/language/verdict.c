// SPDX-License-Identifier: GPL-2.0
/* What stacked policies say of a call */
#include <linux/err.h>
#include <linux/seccomp_text.h>

#include "compiled.h"

struct seccomp_state *intersect_policies(struct compiled * const policies[],
					 unsigned int nr_policies)
{
	struct seccomp_state *state = NULL, *old;
	struct seccomp_error error;
	unsigned int i;

	if (nr_policies == 1)
		return seccomp_get_state(policies[0]->alone);
	for (i = 0; i < nr_policies; i++) {
		old = state;
		state = seccomp_intersect(old, policies[i]->policy, &error);
		seccomp_put_state(old);
		if (IS_ERR(state))
			break;
	}
	return state;
}

int stack_policies(struct compiled * const policies[], unsigned int nr_policies,
		   struct seccomp_state **state)
{
	*state = intersect_policies(policies, nr_policies);
	return IS_ERR(*state) ? PTR_ERR(*state) : 0;
}

bool is_intersection(const struct seccomp_state *state, struct compiled * const policies[],
		     unsigned int nr_policies)
{
	unsigned int i;

	if (state->nr_policies != nr_policies)
		return false;
	for (i = 0; i < nr_policies; i++) {
		if (state->policies[i] != policies[i]->policy)
			return false;
	}
	return true;
}

static unsigned int policy_index(const struct seccomp_state *state,
				 const struct seccomp_policy *policy)
{
	unsigned int i = 0;

	while (state->policies[i] != policy)
		i++;
	return i;
}

/* The policy that decides about a call that no rule can name */
static const struct seccomp_policy *decider(const struct seccomp_state *state)
{
	bool foreign = current->arch != state->arch || seccomp_is_foreign_nr(current->regs.nr);

	return foreign ? state->foreign_by : state->unlisted_by;
}

static void explain(const struct seccomp_state *state, const struct seccomp_refusal *refusal,
		    struct verdict *verdict)
{
	const struct seccomp_policy *policy = refusal->policy ?: decider(state);

	verdict->action = refusal->action;
	verdict->policy = policy_index(state, policy);
	if (refusal->rule != SECCOMP_RULE_NONE)
		verdict->line = policy->rules[refusal->rule].line;
}

void judge_state(struct seccomp_state *state, uint32_t arch, int nr, const uint64_t args[6],
		 struct verdict *verdict)
{
	struct seccomp_refusal refusal;
	unsigned int i;

	*verdict = (struct verdict){ .action = SECCOMP_RET_ALLOW };
	current->seccomp.text[SECCOMP_TEXT_NOW] = state;
	current->arch = arch;
	current->regs.nr = nr;
	for (i = 0; i < 6; i++)
		current->regs.args[i] = args[i];
	if (seccomp_refuses(&current->regs, nr, &refusal))
		explain(state, &refusal, verdict);

	/* Checks are of a task without a policy, of the native ABI. */
	current->seccomp.text[SECCOMP_TEXT_NOW] = NULL;
	current->arch = SECCOMP_ARCH_NATIVE;
}
