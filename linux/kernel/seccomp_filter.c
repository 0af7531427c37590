// SPDX-License-Identifier: GPL-2.0
/*
 * Text policies of seccomp: the slots of a task. What is in force there, how a
 * policy gets in, and what it says of a system call. What the types mean stands
 * in seccomp_filter.h.
 *
 * A policy is built in process context with no lock held; so is the state
 * that would be in force with it. Publishing swaps pointers under siglock,
 * and only if the task's states are still those that were built upon.
 */
#define pr_fmt(fmt) "seccomp: " fmt

#include <linux/capability.h>
#include <linux/compat.h>
#include <linux/cred.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "seccomp_filter.h"
#include "seccomp_policy.h"

/* Enough for most policies; longer ones are copied again into more. */
#define FIRST_COPY_SIZE	2048

/* The flags of seccomp(2) that a text can come with */
#define TEXT_FLAGS	(SECCOMP_FILTER_FLAG_TSYNC | \
			 SECCOMP_FILTER_FLAG_TSYNC_ESRCH | \
			 SECCOMP_FILTER_FLAG_LOG | \
			 SECCOMP_FILTER_FLAG_SPEC_ALLOW)

/* The slots of a task */

/* Context: @task->sighand->siglock is held. */
static struct seccomp_state *slot_state(struct task_struct *task, int slot)
{
	return rcu_dereference_protected(task->seccomp.text[slot],
					 lockdep_is_held(seccomp_siglock(task)));
}

/**
 * get_seccomp_text - take the references that a copy of @task's slots needs
 * @task: the task about to be copied
 *
 * Context: @task->sighand->siglock is held.
 */
void get_seccomp_text(struct task_struct *task)
{
	int slot;

	lockdep_assert_held(seccomp_siglock(task));
	for (slot = 0; slot < SECCOMP_NR_SLOTS; slot++)
		seccomp_get_state(slot_state(task, slot));
}

/**
 * seccomp_take_text - empty the slots of a task
 * @task:  a task that will enforce nothing any more
 * @taken: receives their states, for seccomp_put_text()
 *
 * Context: @task->sighand->siglock is held.
 */
void seccomp_take_text(struct task_struct *task,
		       struct seccomp_state *taken[SECCOMP_NR_SLOTS])
{
	int slot;

	lockdep_assert_held(seccomp_siglock(task));
	for (slot = 0; slot < SECCOMP_NR_SLOTS; slot++) {
		taken[slot] = slot_state(task, slot);
		RCU_INIT_POINTER(task->seccomp.text[slot], NULL);
	}
}

/**
 * seccomp_put_text - drop the references of states that were in slots
 * @taken: the states, or NULLs
 *
 * Context: Any but NMI. Does not wait for a grace period.
 */
void seccomp_put_text(struct seccomp_state *taken[SECCOMP_NR_SLOTS])
{
	int slot;

	for (slot = 0; slot < SECCOMP_NR_SLOTS; slot++)
		seccomp_put_state(taken[slot]);
}

/**
 * seccomp_enforce_pending - let what waits in a slot of current take effect
 * @slot: SECCOMP_NEXT or SECCOMP_EXEC
 *
 * It is at most as wide as what the slots before it hold, which it replaces.
 *
 * Context: Process context. Takes siglock.
 */
void seccomp_enforce_pending(enum seccomp_slot slot)
{
	struct seccomp_state *old[SECCOMP_NR_SLOTS] = {};
	struct seccomp_state *pending;
	int i;

	spin_lock_irq(seccomp_siglock(current));
	pending = slot_state(current, slot);
	/* Another thread's sync may have put it in force already. */
	if (pending) {
		for (i = SECCOMP_NOW; i < slot; i++)
			old[i] = slot_state(current, i);
		/* Pairs with seccomp_refuses() and seccomp_enter_text(). */
		rcu_assign_pointer(current->seccomp.text[SECCOMP_NOW], pending);
		for (i = SECCOMP_NOW + 1; i <= slot; i++)
			RCU_INIT_POINTER(current->seccomp.text[i], NULL);
	}
	spin_unlock_irq(seccomp_siglock(current));

	seccomp_put_text(old);
}

/**
 * seccomp_execve - let what waits for an execve take effect
 *
 * Called when one has succeeded, before the new program runs.
 *
 * Context: Process context. Takes siglock if there is such a policy.
 */
void seccomp_execve(void)
{
	if (rcu_access_pointer(current->seccomp.text[SECCOMP_EXEC]))
		seccomp_enforce_pending(SECCOMP_EXEC);
}

/**
 * seccomp_text_covers - whether a state may replace all of a thread's
 * @text:   the state, or NULL for no text policy
 * @thread: the thread, whose pending policies count as well
 *
 * Context: @thread->sighand->siglock is held.
 *
 * Return: true if every policy of the thread is part of @text.
 */
bool seccomp_text_covers(const struct seccomp_state *text,
			 struct task_struct *thread)
{
	const struct seccomp_state *state;
	int slot;

	for (slot = 0; slot < SECCOMP_NR_SLOTS; slot++) {
		state = slot_state(thread, slot);
		if (state && (!text || !seccomp_is_covered(state, text)))
			return false;
	}
	return true;
}

/**
 * seccomp_sync_text - put in force for a thread what is for another
 * @caller: the thread to take the state from
 * @thread: the thread to give it to; seccomp_text_covers() said it may be
 *
 * What was pending for @thread is part of that state, and no longer pending.
 *
 * Context: the siglock that the threads share is held.
 */
void seccomp_sync_text(struct task_struct *caller, struct task_struct *thread)
{
	struct seccomp_state *state = seccomp_get_state(seccomp_text_now(caller));
	struct seccomp_state *old[SECCOMP_NR_SLOTS];
	int slot;

	/* Nothing is in force for the caller, so nothing is for the thread. */
	if (!state || !state->nr_policies) {
		seccomp_put_state(state);
		return;
	}

	for (slot = 0; slot < SECCOMP_NR_SLOTS; slot++)
		old[slot] = slot_state(thread, slot);
	/*
	 * Pairs with rcu_dereference*() in seccomp_refuses() and
	 * seccomp_enter_text(). The thread may be there right now: at no time
	 * may it find nothing.
	 */
	rcu_assign_pointer(thread->seccomp.text[SECCOMP_NOW], state);
	for (slot = SECCOMP_NOW + 1; slot < SECCOMP_NR_SLOTS; slot++)
		RCU_INIT_POINTER(thread->seccomp.text[slot], NULL);
	seccomp_put_text(old);
}

/* Installing */

/**
 * seccomp_may_install_text - whether current may install, or check, a text
 *
 * Return: 0, -EOPNOTSUPP for a caller of a 32-bit ABI, or -EACCES without
 * no_new_privs and without CAP_SYS_ADMIN.
 */
int seccomp_may_install_text(void)
{
	if (in_compat_syscall()) {
		pr_info_once("text policies do not cover 32-bit ABIs yet\n");
		return -EOPNOTSUPP;
	}
	if (!task_no_new_privs(current) &&
	    !ns_capable_noaudit(current_user_ns(), CAP_SYS_ADMIN))
		return -EACCES;
	return 0;
}

/**
 * seccomp_copy_text - take a text from user space
 * @user_text: where it is
 *
 * One copy decides. Its size is not known before, so a copy that turns out
 * too short is thrown away, and a longer one made from the beginning.
 *
 * Context: Process context, may sleep.
 *
 * Return: the text, to be freed with kvfree(), or ERR_PTR() of -EFAULT,
 * -E2BIG if it is longer than SECCOMP_TEXT_MAX, or -ENOMEM.
 */
char *seccomp_copy_text(const char __user *user_text)
{
	size_t size = FIRST_COPY_SIZE;
	char *text;
	long len;

	for (;;) {
		text = kvmalloc(size, SECCOMP_GFP);
		if (!text)
			return ERR_PTR(-ENOMEM);
		len = strncpy_from_user(text, user_text, size);
		if (len >= 0 && len < size)
			return text;

		kvfree(text);
		if (len < 0)
			return ERR_PTR(len);
		if (size > SECCOMP_TEXT_MAX)
			return ERR_PTR(-E2BIG);
		size = min(size * 8, (size_t)SECCOMP_TEXT_MAX + 1);
	}
}

/**
 * seccomp_install_begin - turn a text of user space into a policy
 * @install: filled in; to be ended with seccomp_install_end() on success
 * @flags:   SECCOMP_FILTER_FLAG_*
 * @text:    where the text is
 *
 * Context: Process context, may sleep.
 *
 * Return: 0, or
 *
 * * -EINVAL for a flag that texts do not take, or for anything wrong with
 *   the text;
 * * -EOPNOTSUPP for a caller of a 32-bit ABI;
 * * -EACCES without no_new_privs and without CAP_SYS_ADMIN;
 * * -EFAULT if the text cannot be read;
 * * -E2BIG if it is longer than SECCOMP_TEXT_MAX or a rule passes its limit;
 * * -ENOMEM if memory ran out;
 * * -EINTR if the task is being killed.
 */
int seccomp_install_begin(struct seccomp_install *install, unsigned int flags,
			  const char __user *text)
{
	struct seccomp_policy *policy;
	struct policy_error error;
	char *copy;
	int ret;

	if (flags & ~TEXT_FLAGS)
		return -EINVAL;
	ret = seccomp_may_install_text();
	if (ret)
		return ret;

	copy = seccomp_copy_text(text);
	if (IS_ERR(copy))
		return PTR_ERR(copy);

	*install = (struct seccomp_install){ .slot = SECCOMP_NOW };
	policy = seccomp_build_policy(copy, &install->slot, &error);
	kvfree(copy);
	if (IS_ERR(policy))
		return PTR_ERR(policy);

	install->policy = policy;

	/* What a sync puts in force is in force at once. */
	if (install->slot != SECCOMP_NOW && flags & SECCOMP_FILTER_FLAG_TSYNC) {
		seccomp_install_end(install);
		return -EINVAL;
	}
	policy->log = flags & SECCOMP_FILTER_FLAG_LOG;
	return 0;
}

static void drop_drafts(struct seccomp_install *install)
{
	seccomp_put_text(install->base);
	seccomp_put_text(install->made);
	memset(install->base, 0, sizeof(install->base));
	memset(install->made, 0, sizeof(install->made));
}

/* The state that slot @slot of the task stands for, pending or not. */
static struct seccomp_state *effective(const struct seccomp_install *install,
				       int slot)
{
	while (slot > SECCOMP_NOW && !install->base[slot])
		slot--;
	return install->base[slot];
}

/**
 * seccomp_install_draft - work out what would be in force with a policy
 * @install: begun; can be drafted again after publishing it was -EAGAIN
 *
 * A pending state must stay at most as wide as what it will replace, so the
 * policy goes into every slot from its own on that holds something.
 *
 * Context: Process context, may sleep. Takes siglock.
 *
 * Return: 0, -E2BIG if a limit would be passed, -ENOMEM, or -EINTR if the
 * task is being killed.
 */
int seccomp_install_draft(struct seccomp_install *install)
{
	struct seccomp_state *state;
	int slot;

	drop_drafts(install);
	if (fatal_signal_pending(current))
		return -EINTR;

	spin_lock_irq(seccomp_siglock(current));
	for (slot = 0; slot < SECCOMP_NR_SLOTS; slot++)
		install->base[slot] = seccomp_get_state(slot_state(current, slot));
	spin_unlock_irq(seccomp_siglock(current));

	if (install->slot != SECCOMP_NOW && !install->base[SECCOMP_NOW])
		install->made[SECCOMP_NOW] = seccomp_get_state(&seccomp_open_state);

	for (slot = install->slot; slot < SECCOMP_NR_SLOTS; slot++) {
		if (slot != install->slot && !install->base[slot])
			continue;
		state = seccomp_intersect(effective(install, slot),
					  install->policy, &install->excess);
		if (IS_ERR(state))
			return PTR_ERR(state);
		install->made[slot] = state;
	}
	return 0;
}

/**
 * seccomp_install_narrows - the state that a policy will narrow
 * @install: drafted
 *
 * Return: the state, which lives as long as the draft, or NULL.
 */
struct seccomp_state *
seccomp_install_narrows(const struct seccomp_install *install)
{
	return effective(install, install->slot);
}

/**
 * seccomp_install_is_current - whether a draft can be published
 * @install: drafted
 *
 * Context: current->sighand->siglock is held.
 *
 * Return: false if another thread changed the task's states since they were
 * drafted upon. Publishing would undo that.
 */
bool seccomp_install_is_current(const struct seccomp_install *install)
{
	int slot;

	for (slot = 0; slot < SECCOMP_NR_SLOTS; slot++) {
		if (slot_state(current, slot) != install->base[slot])
			return false;
	}
	return true;
}

/**
 * seccomp_install_publish - put a drafted policy in force
 * @install: drafted, and seccomp_install_is_current()
 *
 * Context: current->sighand->siglock is held, and was since that was asked.
 */
void seccomp_install_publish(struct seccomp_install *install)
{
	struct seccomp_state *old;
	int slot;

	install->policy->bpf_filters =
		atomic_read(&current->seccomp.filter_count);
	for (slot = 0; slot < SECCOMP_NR_SLOTS; slot++) {
		if (!install->made[slot])
			continue;
		old = slot_state(current, slot);
		/* Pairs with seccomp_refuses() and seccomp_enter_text(). */
		rcu_assign_pointer(current->seccomp.text[slot],
				   install->made[slot]);
		install->made[slot] = old;
	}
}

/**
 * seccomp_install_end - let go of what an install holds
 * @install: begun, whether or not it was published
 *
 * Context: Process context, no lock held.
 */
void seccomp_install_end(struct seccomp_install *install)
{
	drop_drafts(install);
	seccomp_put_policy(install->policy);
}

/* Evaluating */

/*
 * The newest policy that has what foreign ABIs get. If none has, as all of them
 * log only, it is the newest of all.
 */
static const struct seccomp_policy *
foreign_policy(const struct seccomp_state *state)
{
	int i = state->nr_policies - 1;

	while (i && state->policies[i]->strictest != state->strictest)
		i--;
	if (state->policies[i]->strictest != state->strictest)
		i = state->nr_policies - 1;
	return state->policies[i];
}

static void explain_foreign(const struct seccomp_state *state,
			    struct seccomp_refusal *refusal)
{
	const struct seccomp_policy *policy = foreign_policy(state);

	*refusal = (struct seccomp_refusal){
		.action = state->strictest,
		.rule = SECCOMP_RULE_NONE,
		.log = policy->log,
		.older_bpf_filters = policy->bpf_filters,
	};
}

static void explain_check(const struct seccomp_state *state,
			  const struct seccomp_check *check,
			  struct seccomp_refusal *refusal)
{
	const struct seccomp_policy *policy = state->policies[check->policy];

	*refusal = (struct seccomp_refusal){
		.action = check->action,
		.policy = policy,
		.rule = check->rule,
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
 * Context: Any that a system call is entered from. Takes no lock, writes
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

	state = rcu_dereference(current->seccomp.text[SECCOMP_NOW]);
	if (!state || !state->nr_policies)
		return false;

	if (syscall_get_arch(current) != state->arch ||
	    seccomp_is_foreign_nr(nr)) {
		explain_foreign(state, refusal);
		return true;
	}
	if (nr < 0 || nr >= NR_syscalls) {
		if (state->pass_unknown)
			return false;
		explain_foreign(state, refusal);
		return true;
	}

	nr = array_index_nospec(nr, NR_syscalls);
	if (test_bit(nr, state->allow))
		return false;

	step = &state->steps[state->first[nr]];
	if (trace_filter_run(&step, regs))
		return false;
	explain_check(state, &state->checks[step->tag], refusal);
	return true;
}
