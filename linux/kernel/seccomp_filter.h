/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Text policies of seccomp: the state of a task, and what may happen to it.
 *
 * A *policy* is what one install handed in. It is made of *rules*. A *state*
 * is the intersection of the policies that are in force, prepared so that a
 * system call is looked up once. A task has up to three states, one per
 * enum seccomp_slot; each is at most as wide as the ones before it.
 *
 * Policies and states never change once they are published: who narrows a
 * state builds another one. A state holds a reference to each of its
 * policies, and each slot of a task holds a reference to its state.
 *
 * The slots of a task are written under its sighand->siglock, by the task
 * itself or by a thread that synchronises its group. The task reads its own
 * slots in an RCU read-side section and takes no reference; anybody else
 * takes siglock and a reference. A state is freed after a grace period.
 */
#ifndef _KERNEL_SECCOMP_FILTER_H
#define _KERNEL_SECCOMP_FILTER_H

#include <linux/sched.h>
#include <linux/seccomp.h>

#ifdef CONFIG_SECCOMP_FILTER_TEXT
#include <linux/bitmap.h>
#include <linux/gfp.h>
#include <linux/nospec.h>
#include <linux/ptrace.h>
#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/sched/signal.h>
#include <linux/sched/task_stack.h>
#include <linux/trace_filter.h>
#include <asm/syscall.h>
#include <asm/unistd.h>

#include "seccomp_policy.h"
#endif

struct seccomp_policy;
struct seccomp_text_report;

/**
 * struct seccomp_refusal - what refused a call, copied out of the state
 * @action:  a SECCOMP_RET_* with its data
 * @policy:  the policy; NULL if it was none in particular. Its memory may be
 *           gone: it can only be compared with the policies of a state that
 *           still lives.
 * @rule:    the rule, or SECCOMP_RULE_NONE
 * @log:     SECCOMP_FILTER_FLAG_LOG was given with that policy
 * @older_bpf_filters: how many BPF filters are older than that policy
 * @decides: the text has the last word on this call, not a BPF filter. Only
 *           known once these have been asked
 */
struct seccomp_refusal {
	u32				action;
	const struct seccomp_policy	*policy;
	u16				rule;
	bool				log;
	bool				decides;
	int				older_bpf_filters;
};

#ifdef CONFIG_SECCOMP_FILTER_TEXT

/* All memory is that of who installs a policy, and may run out quietly. */
#define SECCOMP_GFP	(GFP_KERNEL_ACCOUNT | __GFP_NOWARN)

/* Limits of a state; passing one is -E2BIG. */
#define SECCOMP_MAX_POLICIES	64	/* stacked in one state */
#define SECCOMP_MAX_CALL_RULES	64	/* conditional, for any one call */
#define SECCOMP_MAX_CALL_PREDS	512	/* comparisons for any one call */
#define SECCOMP_MAX_STATE_PREDS	8192	/* comparisons in all policies */
#define SECCOMP_MAX_STATE_TEXT	262144	/* bytes of rules in all policies */
#define SECCOMP_MAX_RULE_PREDS	256	/* comparisons in one rule */
#define SECCOMP_MAX_RULE_DEPTH	64	/* nested parentheses in one rule */

/* The index of no rule: the policy does not name the call. */
#define SECCOMP_RULE_NONE	U16_MAX

/**
 * struct seccomp_rule - one rule of a policy that can refuse a call
 * @nr:     the call
 * @preds:  number of comparisons in @test
 * @line:   the line of the policy's text it stands on, from 1
 * @action: what a refusal does, a SECCOMP_RET_* with its data
 * @unbuilt: the rule is a predicate, but nobody knows what arguments the call
 *          has, as it was not built into this kernel
 * @test:   the predicate; NULL if there is none, or if it is @unbuilt
 * @words:  the expression as written, in the memory of @seccomp_policy.words
 */
struct seccomp_rule {
	u16			nr;
	u16			preds;
	u32			line;
	u32			action;
	bool			unbuilt;
	struct trace_filter	*test;
	const char		*words;
};

/**
 * struct seccomp_policy - what one install handed in
 * @refs:        one per state it is part of, and one of who builds it
 * @arch:        the AUDIT_ARCH_* its numbers belong to
 * @action:      on_violation, a SECCOMP_RET_* with its data
 * @strictest:   the strictest action it has anywhere that is not log, or log;
 *               see seccomp_strictest()
 * @preds:       number of comparisons in all of its rules
 * @text_len:    bytes of text that its rules stand for
 * @bpf_filters: how many BPF filters the task had when this was installed:
 *               tells which of the two is newer. Written under siglock before
 *               it is published.
 * @unlisted:    calls that no rule names stay as they were
 * @log:         SECCOMP_FILTER_FLAG_LOG
 * @listed:      the calls that rules name; a rule that says 1 leaves no more
 * @nr_rules:    number of @rules
 * @words:       the expressions of all rules, each terminated by a NUL
 * @rules:       sorted by call, and by line within a call
 */
struct seccomp_policy {
	refcount_t		refs;
	u32			arch;
	u32			action;
	u32			strictest;
	u32			preds;
	u32			text_len;
	int			bpf_filters;
	bool			unlisted;
	bool			log;
	DECLARE_BITMAP(listed, NR_syscalls);
	u32			nr_rules;
	char			*words;
	struct seccomp_rule	rules[] __counted_by(nr_rules);
};

/**
 * struct seccomp_check - one reason to refuse a call
 * @test:   the call is refused if it does not match; NULL: it is refused
 * @action: what a refusal does, a SECCOMP_RET_* with its data
 * @rule:   index of the rule in its policy, or SECCOMP_RULE_NONE
 * @policy: index of that policy in @seccomp_state.policies
 * @last:   there is no further check for the call
 */
struct seccomp_check {
	const struct trace_filter	*test;
	u32				action;
	u16				rule;
	u8				policy;
	bool				last;
};

/**
 * struct seccomp_state - policies in force together
 * @refs:         one per slot of a task, and one of whoever looks at it
 * @rcu:          to free it after a grace period
 * @pass_unknown: every policy says unlisted: 1
 * @strictest:    what a foreign ABI or a number out of range gets
 * @arch:         the AUDIT_ARCH_* that @first and @allow are indexed for;
 *                always SECCOMP_ARCH_NATIVE so far
 * @nr_policies:  number of @policies; 0 in seccomp_open_state only
 * @policies:     oldest first
 * @checks:       for each call that is not in @allow, or for several of them,
 *                the strictest first, the newest first among equals: so the
 *                first that refuses has the verdict that counts. One without
 *                a test is the last. In the same memory as the state
 * @nr_checks:    number of @checks
 * @nr_steps:     number of @steps
 * @allow:        the calls that are allowed without a condition
 * @first:        where in @steps a call that is not in @allow begins
 * @steps:        the tests of all @checks of a call, linked to one filter; a
 *                check without a test is a step that never matches. Their tag
 *                is the index of the check
 */
struct seccomp_state {
	refcount_t			refs;
	struct rcu_head			rcu;
	bool				pass_unknown;
	u32				strictest;
	u32				arch;
	u16				nr_policies;
	u16				nr_checks;
	u32				nr_steps;
	struct seccomp_policy		**policies;
	struct seccomp_check		*checks;
	DECLARE_BITMAP(allow, NR_syscalls);
	u16				first[NR_syscalls];
	struct trace_filter_step	steps[] __counted_by(nr_steps);
};

/*
 * What is in force while something is pending and nothing else is: everything
 * is allowed. So a task has a text policy of any kind, if, and only if, its
 * SECCOMP_NOW is not NULL.
 */
extern struct seccomp_state seccomp_open_state;

/* The first check of a call that is not in @state->allow */
static inline const struct seccomp_check *
seccomp_first_check(const struct seccomp_state *state, int nr)
{
	return &state->checks[state->steps[state->first[nr]].tag];
}

/**
 * struct seccomp_excess - which limit of a state would be passed
 * @limit: the limit
 * @nr:    the call, if it is a limit of one
 * @used:  what older policies take of it
 */
struct seccomp_excess {
	enum policy_error_id	limit;
	int			nr;
	u32			used;
};

/* The part of a SECCOMP_RET_* that orders actions: less is stricter. */
static inline s32 seccomp_action_order(u32 action)
{
	return action & SECCOMP_RET_ACTION_FULL;
}

/*
 * The stricter of two actions; the one with the smaller data among equals, so
 * that it does not matter in which order they are met.
 */
static inline u32 seccomp_strictest(u32 a, u32 b)
{
	return (s32)a < (s32)b ? a : b;
}

/*
 * The lock of a task's slots, which it shares with its thread group. Context:
 * @task is current, one of its threads, or about to be copied from it, so its
 * sighand stays.
 */
static inline spinlock_t *seccomp_siglock(struct task_struct *task)
{
	return &rcu_dereference_protected(task->sighand, true)->siglock;
}

/**
 * struct seccomp_install - a text on its way into a task
 * @policy: what the text says
 * @slot:   when it takes effect
 * @excess: which limit a draft has passed
 * @base:   the task's states that @made were built from, with references
 * @made:   what is to be published; after that, what was in force before
 */
struct seccomp_install {
	struct seccomp_policy	*policy;
	enum seccomp_slot	slot;
	struct seccomp_excess	excess;
	struct seccomp_state	*base[SECCOMP_NR_SLOTS];
	struct seccomp_state	*made[SECCOMP_NR_SLOTS];
};

/*
 * x32 shares its AUDIT_ARCH_* with the native ABI. Its numbers have room for
 * 16 bits here; what has more bits is nobody's number.
 */
static inline bool seccomp_is_foreign_nr(int nr)
{
#ifdef __X32_SYSCALL_BIT
	return (nr & ~0xffff) == __X32_SYSCALL_BIT;
#else
	return false;
#endif
}

/* Calls of the native ABI that the kernel itself makes a task do. */
static inline bool seccomp_is_injected_nr(int nr)
{
#ifdef __NR_uretprobe
	if (nr == __NR_uretprobe)
		return true;
#endif
#ifdef __NR_uprobe
	if (nr == __NR_uprobe)
		return true;
#endif
	return false;
}

/* A text policy is in force for @task, or waits to be. */
static inline bool seccomp_has_text(struct task_struct *task)
{
	return rcu_access_pointer(task->seccomp.text[SECCOMP_NOW]);
}

/**
 * seccomp_allows - whether a state allows current's call, with few instructions
 * @state: the state, which the caller keeps alive
 *
 * Context: Any that a system call is entered from. Takes no lock, writes
 *          nothing shared, does not sleep.
 *
 * Return: true if it does; false if it refuses the call, and for a number that
 * it does not know and an ABI that it is not for, which are not for here.
 */
static __always_inline bool seccomp_allows(const struct seccomp_state *state)
{
	const struct trace_filter_step *step;
	unsigned long nr;

	nr = (unsigned int)syscall_get_nr(current, current_pt_regs());
	if (unlikely(syscall_get_arch(current) != SECCOMP_ARCH_NATIVE ||
		     nr >= NR_syscalls))
		return false;

	nr = array_index_nospec(nr, NR_syscalls);
	if (likely(test_bit(nr, state->allow)))
		return true;

	step = &state->steps[state->first[nr]];
	return trace_filter_run(&step, current_pt_regs());
}

/* seccomp_compile.c */
struct seccomp_policy *seccomp_build_policy(const char *text,
					    enum seccomp_slot *slot,
					    struct policy_error *error);
u32 seccomp_rule_text_len(const struct policy_item *item);
void seccomp_put_policy(struct seccomp_policy *policy);

/* seccomp_state.c */
struct seccomp_state *seccomp_intersect(const struct seccomp_state *old,
					struct seccomp_policy *policy,
					struct seccomp_excess *excess);
u32 seccomp_refusal_of(const struct seccomp_state *state, int nr);
bool seccomp_is_covered(const struct seccomp_state *part,
			const struct seccomp_state *whole);
struct seccomp_state *seccomp_get_state(struct seccomp_state *state);
void seccomp_put_state(struct seccomp_state *state);

/* seccomp_filter.c */
int seccomp_may_install_text(void);
char *seccomp_copy_text(const char __user *user_text);
int seccomp_install_begin(struct seccomp_install *install, unsigned int flags,
			  const char __user *text);
int seccomp_install_draft(struct seccomp_install *install);
struct seccomp_state *
seccomp_install_narrows(const struct seccomp_install *install);
bool seccomp_install_is_current(const struct seccomp_install *install);
void seccomp_install_publish(struct seccomp_install *install);
void seccomp_install_end(struct seccomp_install *install);

bool seccomp_refuses(const struct pt_regs *regs, int nr,
		     struct seccomp_refusal *refusal);

/* seccomp_report.c */
void seccomp_report_text(const struct seccomp_data *sd,
			 const struct seccomp_refusal *refusal);

/* seccomp_show.c */
int seccomp_install_fits(const struct seccomp_install *install);

void seccomp_enforce_pending(enum seccomp_slot slot);

/* A system call has been evaluated: what waited for it takes effect. */
static inline void seccomp_entry_done(int nr)
{
	if (likely(!rcu_access_pointer(current->seccomp.text[SECCOMP_NEXT])))
		return;
	/* In a foreign ABI the numbers of injected calls mean others. */
	if (syscall_get_arch(current) == SECCOMP_ARCH_NATIVE &&
	    seccomp_is_injected_nr(nr))
		return;
	seccomp_enforce_pending(SECCOMP_NEXT);
}

void seccomp_take_text(struct task_struct *task,
		       struct seccomp_state *taken[SECCOMP_NR_SLOTS]);
void seccomp_put_text(struct seccomp_state *taken[SECCOMP_NR_SLOTS]);

bool seccomp_text_covers(const struct seccomp_state *text,
			 struct task_struct *thread);
void seccomp_sync_text(struct task_struct *caller, struct task_struct *thread);

/* What is in force for @task. Context: its siglock is held. */
static inline struct seccomp_state *seccomp_text_now(struct task_struct *task)
{
	return rcu_dereference_protected(task->seccomp.text[SECCOMP_NOW],
					 lockdep_is_held(seccomp_siglock(task)));
}

/* seccomp_names.c */
int seccomp_find_call(const char *name, size_t len);
const char *seccomp_call_name(int nr);
const char *seccomp_guess_name(const char *name, size_t len);

/* seccomp_check.c */
long seccomp_check_text(struct seccomp_text_report __user *report);

#else /* CONFIG_SECCOMP_FILTER_TEXT */

static inline bool seccomp_has_text(struct task_struct *task)
{
	return false;
}

static inline struct seccomp_state *seccomp_text_now(struct task_struct *task)
{
	return NULL;
}

static inline bool seccomp_text_covers(const struct seccomp_state *text,
				       struct task_struct *thread)
{
	return true;
}

static inline void seccomp_sync_text(struct task_struct *caller,
				     struct task_struct *thread) { }

static inline void
seccomp_take_text(struct task_struct *task,
		  struct seccomp_state *taken[SECCOMP_NR_SLOTS]) { }
static inline void
seccomp_put_text(struct seccomp_state *taken[SECCOMP_NR_SLOTS]) { }

static inline void
seccomp_report_text(const struct seccomp_data *sd,
		    const struct seccomp_refusal *refusal) { }

#endif /* CONFIG_SECCOMP_FILTER_TEXT */
#endif /* _KERNEL_SECCOMP_FILTER_H */
