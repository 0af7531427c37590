// SPDX-License-Identifier: GPL-2.0
/*
 * Text policies of seccomp: the slots of a task, and what the states in them say
 * of a system call.
 */
#include "seccomp_filter.h"

/* The slots of a task */

/**
 * seccomp_get_slots - take references to the states of a task
 * @task:   the task
 * @states: receives them, for seccomp_put_slots()
 *
 * Context: @task->sighand->siglock is held.
 */
void seccomp_get_slots(struct task_struct *task,
		       struct seccomp_state *states[SECCOMP_NR_SLOTS])
{
	int slot;

	lockdep_assert_held(seccomp_siglock(task));
	for (slot = 0; slot < SECCOMP_NR_SLOTS; slot++)
		states[slot] = seccomp_get_state(seccomp_slot_state(task, slot));
}

/**
 * seccomp_detach_slots - empty the slots of a task
 * @task:   a task that will make no more system calls
 * @states: receives their states, for seccomp_put_slots()
 *
 * Context: @task->sighand->siglock is held, or @task has no sighand any more.
 */
void seccomp_detach_slots(struct task_struct *task,
			  struct seccomp_state *states[SECCOMP_NR_SLOTS])
{
	int slot;

	lockdep_assert(seccomp_slots_held(task));
	for (slot = 0; slot < SECCOMP_NR_SLOTS; slot++) {
		states[slot] = seccomp_slot_state(task, slot);
		RCU_INIT_POINTER(task->seccomp.text[slot], NULL);
	}
}

/**
 * seccomp_put_slots - drop references to the states of a task
 * @states: the states; NULL where there is none
 *
 * Context: Any but NMI. Does not wait for a grace period.
 */
void seccomp_put_slots(struct seccomp_state *states[SECCOMP_NR_SLOTS])
{
	int slot;

	for (slot = 0; slot < SECCOMP_NR_SLOTS; slot++)
		seccomp_put_state(states[slot]);
}

/**
 * copy_seccomp_text - give a new task the text policies of current
 * @task: the new task, which is not visible yet
 *
 * Context: current->sighand->siglock is held.
 */
void copy_seccomp_text(struct task_struct *task)
{
	struct seccomp_state *states[SECCOMP_NR_SLOTS];
	int slot;

	seccomp_get_slots(current, states);
	for (slot = 0; slot < SECCOMP_NR_SLOTS; slot++)
		RCU_INIT_POINTER(task->seccomp.text[slot], states[slot]);
}

/**
 * seccomp_enforce_pending - put a pending state of current in force
 * @slot: its slot, SECCOMP_TEXT_NEXT or SECCOMP_TEXT_EXEC
 *
 * It replaces the states in the slots before it, which are at least as wide.
 *
 * Context: Process context. Takes siglock.
 */
void seccomp_enforce_pending(enum seccomp_slot slot)
{
	struct seccomp_state *old[SECCOMP_NR_SLOTS] = {};
	struct seccomp_state *pending;
	int i;

	spin_lock_irq(seccomp_siglock(current));
	pending = seccomp_slot_state(current, slot);
	/* A sync by another thread may have put it in force already. */
	if (pending) {
		for (i = SECCOMP_TEXT_NOW; i < slot; i++)
			old[i] = seccomp_slot_state(current, i);
		/* Pairs with seccomp_refuses() and seccomp_enter_text(). */
		rcu_assign_pointer(current->seccomp.text[SECCOMP_TEXT_NOW], pending);
		for (i = SECCOMP_TEXT_NOW + 1; i <= slot; i++)
			RCU_INIT_POINTER(current->seccomp.text[i], NULL);
		seccomp_set_alone(current);
	}
	spin_unlock_irq(seccomp_siglock(current));

	seccomp_put_slots(old);
}

/**
 * seccomp_execve - put a policy that waits for an execve in force
 *
 * Called after a successful execve, before the new program runs.
 *
 * Context: Process context. Takes siglock if such a policy is pending.
 */
void seccomp_execve(void)
{
	if (rcu_access_pointer(current->seccomp.text[SECCOMP_TEXT_EXEC]))
		seccomp_enforce_pending(SECCOMP_TEXT_EXEC);
}

/* Evaluation */

/* A refusal by no rule, of a call that has no number in the native ABI */
static void explain_policy(const struct seccomp_policy *policy, u32 action,
			   struct seccomp_refusal *refusal)
{
	*refusal = (struct seccomp_refusal){
		.action = action,
		.rule = SECCOMP_RULE_NONE,
		.log = policy->log,
		.older_bpf_filters = policy->bpf_filters,
	};
}

/**
 * seccomp_explain - why a state refuses a call
 * @state:   the state
 * @step:    the step that decided
 * @refusal: filled in
 *
 * Context: Any. The caller keeps @state alive.
 */
void seccomp_explain(const struct seccomp_state *state,
		     const struct trace_filter_step *step,
		     struct seccomp_refusal *refusal)
{
	const struct seccomp_cond *cond = &state->conds[step->tag];
	const struct seccomp_policy *policy = state->policies[cond->policy];

	*refusal = (struct seccomp_refusal){
		.action = cond->action,
		.policy = policy,
		.rule = cond->rule,
		.log = policy->log,
		.older_bpf_filters = policy->bpf_filters,
	};
}

/**
 * seccomp_refuses - whether current's text policies refuse a system call
 * @regs:    the registers of current
 * @nr:      the call
 * @refusal: filled in if they do
 *
 * Must agree with seccomp_allows(), see there.
 *
 * Context: Any context that a system call is entered from. Takes no lock, writes
 *          nothing shared, does not sleep.
 *
 * Return: true if they refuse it; false if they allow it, or if there are none.
 */
bool seccomp_refuses(const struct pt_regs *regs, int nr,
		     struct seccomp_refusal *refusal)
{
	const struct trace_filter_step *step;
	const struct seccomp_state *state;

	guard(rcu)();

	state = rcu_dereference(current->seccomp.text[SECCOMP_TEXT_NOW]);
	if (!state || !state->nr_policies)
		return false;

	if (syscall_get_arch(current) != state->arch ||
	    seccomp_is_foreign_nr(nr)) {
		explain_policy(state->foreign_by, state->foreign_by->foreign, refusal);
		return true;
	}
	if (nr < 0 || nr >= NR_syscalls) {
		if (!state->unlisted_by)
			return false;
		explain_policy(state->unlisted_by, state->unlisted_by->action, refusal);
		return true;
	}

	nr = seccomp_clamp_nr(nr);
	if (test_bit(nr, state->allow))
		return false;

	step = &state->steps[state->first[nr]];
	if (trace_filter_run(&step, regs))
		return false;
	seccomp_explain(state, step, refusal);
	return true;
}

/* Whether a BPF filter returned an action that exists; others kill. */
static bool is_action(u32 action)
{
	switch (action & SECCOMP_RET_ACTION_FULL) {
	case SECCOMP_RET_KILL_PROCESS:
	case SECCOMP_RET_KILL_THREAD:
	case SECCOMP_RET_TRAP:
	case SECCOMP_RET_ERRNO:
	case SECCOMP_RET_USER_NOTIF:
	case SECCOMP_RET_TRACE:
	case SECCOMP_RET_LOG:
	case SECCOMP_RET_ALLOW:
		return true;
	default:
		return false;
	}
}

/**
 * seccomp_refusal_decides - whether a refusal overrides the BPF filters
 * @refusal: the refusal
 * @bpf:     what the BPF filters returned together
 * @age:     how many BPF filters there are up to the one that returned it
 *
 * The strictest action decides, and the newest of text and BPF among equals.
 *
 * Context: Any.
 *
 * Return: true if it does.
 */
bool seccomp_refusal_decides(const struct seccomp_refusal *refusal, u32 bpf,
			     int age)
{
	s32 text_order = seccomp_action_order(refusal->action);
	s32 bpf_order = seccomp_action_order(bpf);

	if (!is_action(bpf) || text_order > bpf_order)
		return false;
	return text_order < bpf_order || age <= refusal->older_bpf_filters;
}
