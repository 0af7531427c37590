// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp(1): judging call after call by the same stacked policies.
 */
#include <err.h>
#include <errno.h>

#include "main.h"
#include "stack.h"

/* The state of the policies that were asked for last */
static struct seccomp_state *last;

static void change_stack(struct compiled * const policies[], unsigned int nr_policies)
{
	struct seccomp_state *state;
	int ret = stack_policies(policies, nr_policies, &state);

	if (ret == -E2BIG)
		errx(EXIT_TOOL_FAILED,
		     "these policies cannot be in force together: they are too many, or too long");
	if (ret)
		errx(EXIT_TOOL_FAILED, "out of memory");
	seccomp_put_state(last);
	last = state;
}

void judge_call(struct compiled * const policies[], unsigned int nr_policies,
		uint32_t arch, int nr, const uint64_t args[6], struct verdict *verdict)
{
	if (!last || !is_intersection(last, policies, nr_policies))
		change_stack(policies, nr_policies);
	judge_state(last, arch, nr, args, verdict);
}
