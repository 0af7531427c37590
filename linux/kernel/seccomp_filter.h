/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Text policies of seccomp: the slots of a task, installing, and refusing.
 *
 * A task has up to three states, one for each enum seccomp_slot. Each is at
 * most as wide as those in the slots before it. A slot holds a reference to its
 * state.
 *
 * The slots are written under the task's sighand->siglock, by the task itself or
 * by a thread that synchronises its group. The task reads its own slots in an
 * RCU read-side section, without a reference; everybody else takes siglock and a
 * reference. A state is freed after a grace period.
 */
#ifndef _KERNEL_SECCOMP_FILTER_H
#define _KERNEL_SECCOMP_FILTER_H

#include <linux/sched.h>
#include <linux/seccomp.h>

struct seccomp_policy;
struct seccomp_text_call;
struct seccomp_text_report;

/**
 * struct seccomp_refusal - why a call is refused, copied out of the state
 * @action:  a SECCOMP_RET_* with its data
 * @policy:  the policy; NULL for a foreign ABI or a number out of range. Only for
 *           comparing with the policies of a live state: it may have been freed
 * @rule:    the rule, or SECCOMP_RULE_NONE
 * @log:     the policy was installed with SECCOMP_FILTER_FLAG_LOG
 * @older_bpf_filters: how many BPF filters are older than the policy
 */
struct seccomp_refusal {
	u32				action;
	const struct seccomp_policy	*policy;
	u16				rule;
	bool				log;
	int				older_bpf_filters;
};

#ifdef CONFIG_SECCOMP_FILTER_TEXT

#include <linux/rcupdate.h>
#include <linux/sched/signal.h>

#include "seccomp_names.h"
#include "seccomp_state.h"

/**
 * struct seccomp_install - a text on its way into a task
 * @policy: what the text says
 * @slot:   when it takes effect
 * @error:  the limit that preparing has exceeded
 * @base:   the task's states that @made were built from, with references
 * @made:   the states to be published; after that, those they have replaced
 */
struct seccomp_install {
	struct seccomp_policy	*policy;
	enum seccomp_slot	slot;
	struct seccomp_error	error;
	struct seccomp_state	*base[SECCOMP_NR_SLOTS];
	struct seccomp_state	*made[SECCOMP_NR_SLOTS];
};

/*
 * The lock of a task's slots. Context: @task is current, one of its threads, or
 * about to be copied from it, or its siglock is held, so its sighand stays.
 */
static inline spinlock_t *seccomp_siglock(struct task_struct *task)
{
	return &rcu_dereference_protected(task->sighand, true)->siglock;
}

/*
 * Whether nobody else can write the slots of @task: its siglock is held, or it has
 * exited and lost its sighand, so that no thread finds it any more.
 */
#define seccomp_slots_held(task)				\
	(!rcu_access_pointer((task)->sighand) ||		\
	 lockdep_is_held(seccomp_siglock(task)))

/* Context: seccomp_slots_held(@task) */
static inline struct seccomp_state *
seccomp_slot_state(struct task_struct *task, enum seccomp_slot slot)
{
	return rcu_dereference_protected(task->seccomp.text[slot],
					 seccomp_slots_held(task));
}

/* Whether @task has a text policy, in force or pending */
static inline bool seccomp_has_text(struct task_struct *task)
{
	return rcu_access_pointer(task->seccomp.text[SECCOMP_TEXT_NOW]);
}

/* seccomp_filter.c: slots and evaluation */
void seccomp_get_slots(struct task_struct *task,
		       struct seccomp_state *states[SECCOMP_NR_SLOTS]);
void seccomp_detach_slots(struct task_struct *task,
			  struct seccomp_state *states[SECCOMP_NR_SLOTS]);
void seccomp_put_slots(struct seccomp_state *states[SECCOMP_NR_SLOTS]);
void seccomp_enforce_pending(enum seccomp_slot slot);
void seccomp_explain(const struct seccomp_state *state,
		     const struct trace_filter_step *step,
		     struct seccomp_refusal *refusal);
bool seccomp_refuses(const struct pt_regs *regs, int nr,
		     struct seccomp_refusal *refusal);
bool seccomp_refusal_decides(const struct seccomp_refusal *refusal, u32 bpf,
			     int age);

/* seccomp_install.c: installing, and synchronising threads */
int seccomp_may_install_text(unsigned int flags);
char *seccomp_copy_text(const char __user *user_text);
int seccomp_install_prepare(struct seccomp_install *install);
struct seccomp_state *
seccomp_install_base(const struct seccomp_install *install);
bool seccomp_install_is_current(const struct seccomp_install *install);
void seccomp_install_publish(struct seccomp_install *install);
void seccomp_install_end(struct seccomp_install *install);
int seccomp_detect_text(const char __user *filter);
long seccomp_install_text(unsigned int flags, const char __user *text);
bool seccomp_text_covers(const struct seccomp_install *install,
			 struct task_struct *thread);
void seccomp_sync_text(struct task_struct *thread);
int seccomp_text_policies(int write, void *buffer, size_t *lenp, loff_t *ppos);

/* seccomp_log.c: the kernel log */
void seccomp_log_refusal(const struct seccomp_data *sd,
			 const struct seccomp_refusal *refusal);

/* seccomp_show.c: /proc/<pid>/seccomp_filter */
int seccomp_install_fits(struct seccomp_install *install);

/* seccomp_check.c: SECCOMP_CHECK_TEXT */
int seccomp_give_struct(void __user *user, const void *known, u32 known_size,
			u32 size);
long seccomp_check_text(unsigned int flags,
			struct seccomp_text_report __user *report);

/* seccomp_describe.c: SECCOMP_DESCRIBE_CALL */
long seccomp_describe_call(unsigned int flags,
			   struct seccomp_text_call __user *call);

/* seccomp.c */
long seccomp_attach_text(unsigned int flags, struct seccomp_install *install);

/*
 * Work out @task->seccomp.text_alone, after a filter or a slot has changed. A task
 * that has been killed has a mode of its own.
 *
 * Context: @task->sighand->siglock is held.
 */
static inline void seccomp_set_alone(struct task_struct *task)
{
	struct seccomp *seccomp = &task->seccomp;

	lockdep_assert_held(seccomp_siglock(task));
	WRITE_ONCE(seccomp->text_alone,
		   seccomp->mode <= SECCOMP_MODE_FILTER && !seccomp->filter &&
		   !rcu_access_pointer(seccomp->text[SECCOMP_TEXT_NEXT]));
}

/* Let each call of current, which is being killed, look for its mode. */
static inline void seccomp_clear_alone(void)
{
	WRITE_ONCE(current->seccomp.text_alone, false);
}

static inline bool seccomp_is_alone(void)
{
	/* A sync by another thread comes before this call, or after it. */
	return data_race(current->seccomp.text_alone);
}

/* Whether a policy waits for the end of the current entry */
static inline bool seccomp_has_next(void)
{
	return rcu_access_pointer(current->seccomp.text[SECCOMP_TEXT_NEXT]);
}

/* A system call has been evaluated: a policy that waited for it takes effect. */
static inline void seccomp_entry_done(int nr)
{
	if (likely(!seccomp_has_next()))
		return;
	/* In a foreign ABI the numbers of injected calls mean other calls. */
	if (syscall_get_arch(current) == SECCOMP_ARCH_NATIVE &&
	    seccomp_is_injected_nr(nr))
		return;
	seccomp_enforce_pending(SECCOMP_TEXT_NEXT);
}

#else /* CONFIG_SECCOMP_FILTER_TEXT */

struct seccomp_install;
struct seccomp_state;

static inline bool seccomp_has_text(struct task_struct *task)
{
	return false;
}

static inline void seccomp_set_alone(struct task_struct *task) { }
static inline void seccomp_clear_alone(void) { }

static inline bool seccomp_is_alone(void)
{
	return false;
}

static inline bool seccomp_has_next(void)
{
	return false;
}

static inline void seccomp_entry_done(int nr) { }

static inline bool seccomp_refuses(const struct pt_regs *regs, int nr,
				   struct seccomp_refusal *refusal)
{
	return false;
}

static inline bool
seccomp_refusal_decides(const struct seccomp_refusal *refusal, u32 bpf, int age)
{
	return false;
}

static inline bool seccomp_text_covers(const struct seccomp_install *install,
				       struct task_struct *thread)
{
	return true;
}

static inline void seccomp_sync_text(struct task_struct *thread) { }

static inline void
seccomp_detach_slots(struct task_struct *task,
		     struct seccomp_state *states[SECCOMP_NR_SLOTS]) { }
static inline void
seccomp_put_slots(struct seccomp_state *states[SECCOMP_NR_SLOTS]) { }

static inline void seccomp_log_refusal(const struct seccomp_data *sd,
				       const struct seccomp_refusal *refusal) { }

static inline int seccomp_detect_text(const char __user *filter)
{
	return 0;
}

static inline long seccomp_install_text(unsigned int flags,
					const char __user *text)
{
	return -EINVAL;
}

static inline long seccomp_check_text(unsigned int flags,
				      struct seccomp_text_report __user *report)
{
	return -EINVAL;
}

static inline long seccomp_describe_call(unsigned int flags,
					 struct seccomp_text_call __user *call)
{
	return -EINVAL;
}

#endif /* CONFIG_SECCOMP_FILTER_TEXT */
#endif /* _KERNEL_SECCOMP_FILTER_H */
