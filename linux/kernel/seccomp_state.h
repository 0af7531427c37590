/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Text policies of seccomp: states.
 *
 * A *state* is the intersection of policies, prepared so that a system call
 * needs one lookup. It never changes: narrowing it builds another one. It holds
 * a reference to each of its policies.
 */
#ifndef _KERNEL_SECCOMP_STATE_H
#define _KERNEL_SECCOMP_STATE_H

#include <linux/bitmap.h>
#include <linux/log2.h>
#include <linux/ptrace.h>
#include <linux/refcount.h>
#include <linux/sched.h>
#include <linux/sched/task_stack.h>
#include <linux/seccomp.h>
#include <linux/trace_filter.h>
#include <linux/workqueue.h>
#include <asm/syscall.h>
#include <asm/unistd.h>

#include "seccomp_policy.h"

/**
 * struct seccomp_cond - a condition: what a call must meet to be allowed
 * @filter: matches if the call meets it; NULL: no call does
 * @action: what a refusal does, a SECCOMP_RET_* with its data
 * @rule:   index of the rule in its policy, or SECCOMP_RULE_NONE
 * @policy: index of that policy in @seccomp_state.policies
 * @last:   there is no further condition for the call
 */
struct seccomp_cond {
	const struct trace_filter	*filter;
	u32				action;
	u16				rule;
	u8				policy;
	bool				last;
};

/* Entries of what is indexed by a call's number: the next power of two */
#define SECCOMP_NR_ENTRIES	roundup_pow_of_two(NR_syscalls)

/**
 * struct seccomp_state - policies in force together
 * @refs:         one for each slot of a task that holds it, and one for each
 *                other user
 * @free_work:    frees it after a grace period
 * @foreign_by:   the policy that decides what calls of a foreign ABI get: the one
 *                with the strictest action for them, the newest among equals
 * @unlisted_by:  the policy that refuses what no policy names: of those that drop
 *                what they do not name, the one with the strictest on_violation,
 *                the newest among equals. NULL if there is none
 * @arch:         the AUDIT_ARCH_* that @first and @allow are indexed for; always
 *                SECCOMP_ARCH_NATIVE so far
 * @nr_policies:  number of @policies; 0 in seccomp_open_state only
 * @nr_conds:     number of @conds
 * @nr_steps:     number of @steps
 * @policies:     oldest first
 * @conds:        the conditions of each call that is not in @allow; calls may
 *                share them. The strictest action comes first and the newest
 *                policy among equals, so the first one that a call fails to meet
 *                decides. One without a filter is the last. In the same
 *                allocation as the state
 * @allow:        the calls that are allowed unconditionally
 * @first:        the first step of each call that is not in @allow
 * @steps:        the filters of all conditions of a call, linked to one filter; a
 *                condition without a filter is a step that never matches. The
 *                tag of a step is the index of its condition
 */
struct seccomp_state {
	refcount_t			refs;
	struct rcu_work			free_work;
	const struct seccomp_policy	*foreign_by;
	const struct seccomp_policy	*unlisted_by;
	u32				arch;
	u16				nr_policies;
	u16				nr_conds;
	u32				nr_steps;
	struct seccomp_policy		**policies;
	struct seccomp_cond		*conds;
	DECLARE_BITMAP(allow, SECCOMP_NR_ENTRIES);
	u16				first[SECCOMP_NR_ENTRIES];
	struct trace_filter_step	steps[] __counted_by(nr_steps);
};

/*
 * Allows everything. It is in force while a policy is pending and no other is,
 * so a task has a text policy if and only if slot SECCOMP_TEXT_NOW is not NULL.
 */
extern struct seccomp_state seccomp_open_state;

struct seccomp_state *seccomp_intersect(const struct seccomp_state *old,
					struct seccomp_policy *policy,
					struct seccomp_error *error);
u32 seccomp_unconditional_action(const struct seccomp_state *state, int nr);
bool seccomp_state_covers(const struct seccomp_state *whole,
			  const struct seccomp_state *part);
struct seccomp_state *seccomp_get_state(struct seccomp_state *state);
void seccomp_put_state(struct seccomp_state *state);

/* The first condition of a call that is not in @state->allow */
static inline const struct seccomp_cond *
seccomp_first_cond(const struct seccomp_state *state, int nr)
{
	return &state->conds[state->steps[state->first[nr]].tag];
}

/*
 * Keep the number of a call in bounds when the test that it is below NR_syscalls
 * is mispredicted. As there is an entry for each number that the mask leaves,
 * this is cheaper than array_index_nospec().
 */
static __always_inline unsigned long seccomp_clamp_nr(unsigned long nr)
{
	/* Or the compiler would know from that test that the mask has no effect. */
	OPTIMIZER_HIDE_VAR(nr);
	return nr & (SECCOMP_NR_ENTRIES - 1);
}

/**
 * seccomp_allows - whether a state allows current's call, in few instructions
 * @state: the state, which the caller keeps alive
 * @step:  if it does not, receives the step that decided, or NULL if none did
 *
 * seccomp_refuses() repeats the decision to find the reason of a refusal. Both
 * must agree on these points:
 *
 * * @state->arch is the ABI of the call, and only SECCOMP_ARCH_NATIVE so far;
 * * the number indexes @state->allow and @state->first, after
 *   seccomp_clamp_nr();
 * * what is not in @state->allow is decided by the steps from @state->first on.
 *
 * Foreign ABIs and numbers out of range are left to seccomp_refuses(): here they
 * are never allowed.
 *
 * Context: Any context that a system call is entered from. Takes no lock, writes
 *          nothing shared, does not sleep.
 *
 * Return: true if @state allows the call; false if it does not, or if
 * seccomp_refuses() decides.
 */
static __always_inline bool
seccomp_allows(const struct seccomp_state *state,
	       const struct trace_filter_step **step)
{
	unsigned long nr;

	*step = NULL;
	nr = (unsigned int)syscall_get_nr(current, current_pt_regs());
	if (unlikely(syscall_get_arch(current) != SECCOMP_ARCH_NATIVE ||
		     nr >= NR_syscalls))
		return false;

	nr = seccomp_clamp_nr(nr);
	if (likely(test_bit(nr, state->allow)))
		return true;

	*step = &state->steps[state->first[nr]];
	return trace_filter_run(step, current_pt_regs());
}

#endif /* _KERNEL_SECCOMP_STATE_H */
