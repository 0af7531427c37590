// SPDX-License-Identifier: GPL-2.0
/*
 * Text policies of seccomp: how a policy gets into a task.
 *
 * The policy and the states with it are built in process context with no lock
 * held. Publishing swaps pointers under siglock, and only if the task's states
 * are still those that were built upon.
 */
#define pr_fmt(fmt) "seccomp: " fmt

#include <linux/capability.h>
#include <linux/compat.h>
#include <linux/cred.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysctl.h>
#include <linux/uaccess.h>

#include "seccomp_filter.h"

/* Enough for most policies; longer ones are copied again into more. */
#define FIRST_COPY_SIZE	2048

/* The flags of seccomp(2) that are valid with a text */
#define TEXT_FLAGS	(SECCOMP_FILTER_FLAG_TSYNC | \
			 SECCOMP_FILTER_FLAG_TSYNC_ESRCH | \
			 SECCOMP_FILTER_FLAG_LOG | \
			 SECCOMP_FILTER_FLAG_SPEC_ALLOW)

/* Permissions */

/* Values of kernel.seccomp.text_policies: who may install texts */
enum {
	FOR_EVERYONE,
	FOR_ADMIN,
	FOR_NOBODY,
};

/* Written by the sysctl, read without a lock */
static int text_policies = FOR_EVERYONE;

static int may_use_text(void)
{
	switch (READ_ONCE(text_policies)) {
	case FOR_EVERYONE:
		return 0;
	case FOR_ADMIN:
		/* Everybody can have the capability in a namespace of their own. */
		return ns_capable_noaudit(&init_user_ns, CAP_SYS_ADMIN) ?
		       0 : -EACCES;
	default:
		return -EPERM;
	}
}

/**
 * seccomp_may_install_text - whether current may install, or check, a text
 * @flags: SECCOMP_FILTER_FLAG_*; 0 for a check
 *
 * Context: Process context.
 *
 * Return: 0, or
 *
 * * -EPERM if the administrator has switched text policies off;
 * * -EACCES if the administrator requires CAP_SYS_ADMIN;
 * * -EINVAL for a flag that is not valid with a text;
 * * -EOPNOTSUPP for a caller of a 32-bit ABI;
 * * -EACCES without no_new_privs and without CAP_SYS_ADMIN.
 */
int seccomp_may_install_text(unsigned int flags)
{
	int ret;

	ret = may_use_text();
	if (ret)
		return ret;
	if (flags & ~TEXT_FLAGS)
		return -EINVAL;
	if (in_compat_syscall()) {
		pr_info_once("text policies do not cover 32-bit ABIs yet\n");
		return -EOPNOTSUPP;
	}
	if (!task_no_new_privs(current) &&
	    !ns_capable_noaudit(current_user_ns(), CAP_SYS_ADMIN))
		return -EACCES;
	return 0;
}

/* Installing */

/**
 * seccomp_detect_text - tell a text of user space from a struct sock_fprog
 * @filter: the text or the struct sock_fprog
 *
 * Whichever it is, the code that copies it decides by its own copy alone: a text
 * checks its first two bytes again, and a sock_fprog that starts like a text is
 * too long to be valid.
 *
 * Context: Process context, may sleep.
 *
 * Return: 1 for a text, 0 for a sock_fprog, or -EFAULT.
 */
int seccomp_detect_text(const char __user *filter)
{
	char first_two[2];

	if (copy_from_user(first_two, filter, sizeof(first_two)))
		return -EFAULT;
	return seccomp_is_text(first_two);
}

/**
 * seccomp_copy_text - copy a text from user space
 * @user_text: where it is
 *
 * The text is copied once. Its length is not known in advance: if the buffer
 * turns out too small, drop it and start again with a larger one.
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

/* Turn a text of user space into a policy. */
static int begin(struct seccomp_install *install, unsigned int flags,
		 const char __user *text)
{
	struct seccomp_policy *policy;
	struct seccomp_error error;
	char *copy;

	copy = seccomp_copy_text(text);
	if (IS_ERR(copy))
		return PTR_ERR(copy);

	policy = seccomp_build_policy(copy, &install->slot, &error);
	kvfree(copy);
	if (IS_ERR(policy))
		return PTR_ERR(policy);

	install->policy = policy;
	policy->log = flags & SECCOMP_FILTER_FLAG_LOG;
	/* A sync takes effect at once. */
	if (install->slot != SECCOMP_TEXT_NOW && flags & SECCOMP_FILTER_FLAG_TSYNC)
		return -EINVAL;
	return 0;
}

static void drop_states(struct seccomp_install *install)
{
	seccomp_put_slots(install->base);
	seccomp_put_slots(install->made);
	memset(install->base, 0, sizeof(install->base));
	memset(install->made, 0, sizeof(install->made));
}

/* The state that will be in force once slot @slot has taken effect */
static struct seccomp_state *
effective(struct seccomp_state * const states[SECCOMP_NR_SLOTS], int slot)
{
	while (slot > SECCOMP_TEXT_NOW && !states[slot])
		slot--;
	return states[slot];
}

/**
 * seccomp_install_prepare - build the states that a policy results in
 * @install: with its policy and its slot; can be prepared again
 *
 * A pending state must stay at most as wide as the ones it will replace, so
 * the policy also goes into each later slot that holds a state.
 *
 * Context: Process context, may sleep. Takes siglock.
 *
 * Return: 0, -E2BIG if the policy exceeds a limit, -ENOMEM, or -EINTR if the
 * task is being killed.
 */
int seccomp_install_prepare(struct seccomp_install *install)
{
	struct seccomp_state *state;
	int slot;

	drop_states(install);
	if (fatal_signal_pending(current))
		return -EINTR;

	spin_lock_irq(seccomp_siglock(current));
	seccomp_get_slots(current, install->base);
	spin_unlock_irq(seccomp_siglock(current));

	if (install->slot != SECCOMP_TEXT_NOW && !install->base[SECCOMP_TEXT_NOW])
		install->made[SECCOMP_TEXT_NOW] =
			seccomp_get_state(&seccomp_open_state);

	for (slot = install->slot; slot < SECCOMP_NR_SLOTS; slot++) {
		if (slot != install->slot && !install->base[slot])
			continue;
		state = seccomp_intersect(effective(install->base, slot),
					  install->policy, &install->error);
		if (IS_ERR(state))
			return PTR_ERR(state);
		install->made[slot] = state;
	}
	return seccomp_install_fits(install);
}

/**
 * seccomp_install_base - the state that a policy narrows
 * @install: prepared
 *
 * Return: the state, or NULL. It lives until @install is prepared again or ends.
 */
struct seccomp_state *
seccomp_install_base(const struct seccomp_install *install)
{
	return effective(install->base, install->slot);
}

/**
 * seccomp_install_is_current - whether prepared states can be published
 * @install: prepared
 *
 * Context: current->sighand->siglock is held.
 *
 * Return: false if another thread has changed the task's states since then.
 * Publishing would undo that.
 */
bool seccomp_install_is_current(const struct seccomp_install *install)
{
	int slot;

	for (slot = 0; slot < SECCOMP_NR_SLOTS; slot++) {
		if (seccomp_slot_state(current, slot) != install->base[slot])
			return false;
	}
	return true;
}

/**
 * seccomp_install_publish - put prepared states into the task's slots
 * @install: prepared, and seccomp_install_is_current()
 *
 * Context: current->sighand->siglock is held, and has been since
 *          seccomp_install_is_current() was called.
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
		old = seccomp_slot_state(current, slot);
		/* Pairs with seccomp_refuses() and seccomp_enter_text(). */
		rcu_assign_pointer(current->seccomp.text[slot],
				   install->made[slot]);
		install->made[slot] = old;
	}
}

/**
 * seccomp_install_end - drop all references of an install
 * @install: the install, whether or not it was published
 *
 * Context: Process context, may sleep.
 */
void seccomp_install_end(struct seccomp_install *install)
{
	drop_states(install);
	seccomp_put_policy(install->policy);
}

/**
 * seccomp_install_text - install a text policy
 * @flags: SECCOMP_FILTER_FLAG_*
 * @text:  where the text is
 *
 * Context: Process context, may sleep. Takes siglock, and for a sync
 *          cred_guard_mutex.
 *
 * Return: 0, the tid of a thread that cannot be synchronised, the errors of
 * seccomp_may_install_text(), or
 *
 * * -EINVAL for an invalid text, a pending policy with a sync, or strict mode;
 * * -EFAULT if the text cannot be read;
 * * -E2BIG if the text or the policy exceeds a limit;
 * * -ENOMEM if memory ran out;
 * * -ESRCH in place of a tid, with SECCOMP_FILTER_FLAG_TSYNC_ESRCH;
 * * -EINTR if the task is being killed.
 */
long seccomp_install_text(unsigned int flags, const char __user *text)
{
	struct seccomp_install install = { .slot = SECCOMP_TEXT_NOW };
	long ret;

	ret = seccomp_may_install_text(flags);
	if (ret)
		return ret;
	ret = begin(&install, flags, text);
	if (ret)
		goto out_end;

	do {
		ret = seccomp_install_prepare(&install);
		if (ret)
			break;
		/* As for BPF: no sync while another thread is in execve. */
		if (flags & SECCOMP_FILTER_FLAG_TSYNC &&
		    mutex_lock_killable(&current->signal->cred_guard_mutex)) {
			ret = -EINTR;
			break;
		}
		spin_lock_irq(seccomp_siglock(current));
		ret = seccomp_attach_text(flags, &install);
		spin_unlock_irq(seccomp_siglock(current));
		if (flags & SECCOMP_FILTER_FLAG_TSYNC)
			mutex_unlock(&current->signal->cred_guard_mutex);
	} while (ret == -EAGAIN);
out_end:
	seccomp_install_end(&install);
	return ret;
}

/* Synchronising threads */

/* The slots of current, with those of @install published */
static void slots_after(const struct seccomp_install *install,
			struct seccomp_state *states[SECCOMP_NR_SLOTS])
{
	int slot;

	for (slot = 0; slot < SECCOMP_NR_SLOTS; slot++) {
		states[slot] = seccomp_slot_state(current, slot);
		if (install && install->made[slot])
			states[slot] = install->made[slot];
	}
}

/**
 * seccomp_text_covers - whether a sync would give a thread nothing back
 * @install: the text that current is about to publish; NULL for a BPF filter
 * @thread:  the thread
 *
 * A state of the thread must be covered by the one that current has in the same
 * slot or, if that is empty, in the next earlier one that is not: so what is
 * pending for the thread may be pending for current, but not for longer.
 *
 * Context: The siglock that the threads share is held.
 *
 * Return: true if all states of the thread are covered.
 */
bool seccomp_text_covers(const struct seccomp_install *install,
			 struct task_struct *thread)
{
	struct seccomp_state *states[SECCOMP_NR_SLOTS];
	const struct seccomp_state *state;
	int slot;

	slots_after(install, states);
	for (slot = 0; slot < SECCOMP_NR_SLOTS; slot++) {
		state = seccomp_slot_state(thread, slot);
		if (state && !seccomp_state_covers(effective(states, slot), state))
			return false;
	}
	return true;
}

/* Context: siglock is held. */
static void replace_state(struct task_struct *task, enum seccomp_slot slot,
			  struct seccomp_state *state)
{
	struct seccomp_state *old = seccomp_slot_state(task, slot);

	/*
	 * Pairs with seccomp_refuses() and seccomp_enter_text(). The task may
	 * be there right now, so the slot must not be empty in between.
	 */
	rcu_assign_pointer(task->seccomp.text[slot], seccomp_get_state(state));
	seccomp_put_state(old);
}

/**
 * seccomp_sync_text - give a thread the text policies of current
 * @thread: the thread; seccomp_text_covers() it
 *
 * The thread gets the state in force for current. Where the thread has a pending
 * state, it gets the one of current that covers it, which stays pending unless
 * it is in force. A thread without a pending state gets none.
 *
 * Context: The siglock that the threads share is held.
 */
void seccomp_sync_text(struct task_struct *thread)
{
	struct seccomp_state *states[SECCOMP_NR_SLOTS];
	struct seccomp_state *before, *state;
	int slot;

	slots_after(NULL, states);
	/* If nothing is in force for current, nothing is for the thread. */
	if (states[SECCOMP_TEXT_NOW] && states[SECCOMP_TEXT_NOW]->nr_policies)
		replace_state(thread, SECCOMP_TEXT_NOW, states[SECCOMP_TEXT_NOW]);

	before = states[SECCOMP_TEXT_NOW];
	for (slot = SECCOMP_TEXT_NOW + 1; slot < SECCOMP_NR_SLOTS; slot++) {
		if (!seccomp_slot_state(thread, slot))
			continue;
		state = effective(states, slot);
		replace_state(thread, slot, state == before ? NULL : state);
		before = state;
	}
}

/* The sysctl */

#ifdef CONFIG_SYSCTL
static const char * const text_policies_words[] = {
	[FOR_EVERYONE]	= "everyone",
	[FOR_ADMIN]	= "admin",
	[FOR_NOBODY]	= "off",
};

/**
 * seccomp_text_policies - read or write the sysctl kernel.seccomp.text_policies
 * @write:  whether to write
 * @buffer: as for proc_dostring()
 * @lenp:   likewise
 * @ppos:   likewise
 *
 * Context: Process context, may sleep.
 *
 * Return: 0, -EPERM without CAP_SYS_ADMIN, -EINVAL for another word, or an error
 * of proc_dostring().
 */
int seccomp_text_policies(int write, void *buffer, size_t *lenp, loff_t *ppos)
{
	char word[16] = "";
	struct ctl_table table = { .data = word, .maxlen = sizeof(word) };
	int ret;

	if (write && !capable(CAP_SYS_ADMIN))
		return -EPERM;

	if (!write)
		strscpy(word, text_policies_words[READ_ONCE(text_policies)],
			sizeof(word));
	ret = proc_dostring(&table, write, buffer, lenp, ppos);
	if (ret || !write)
		return ret;

	ret = match_string(text_policies_words, ARRAY_SIZE(text_policies_words),
			   word);
	if (ret < 0)
		return ret;
	WRITE_ONCE(text_policies, ret);
	return 0;
}
#endif /* CONFIG_SYSCTL */

#ifdef CONFIG_SECCOMP_FILTER_TEXT_KUNIT_TEST
#include "seccomp_install_kunit.c"
#endif
