/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Text policies of seccomp: policies and their rules.
 *
 * A *policy* is what one install handed in, compiled. It does not change once
 * it is part of a state, which holds a reference to it.
 */
#ifndef _KERNEL_SECCOMP_POLICY_H
#define _KERNEL_SECCOMP_POLICY_H

#include <linux/bitmap.h>
#include <linux/gfp.h>
#include <linux/refcount.h>
#include <linux/seccomp.h>
#include <linux/trace_filter.h>
#include <asm/unistd.h>

#include "seccomp_parse.h"

/* Charge memory to the installer; fail without a warning. */
#define SECCOMP_GFP	(GFP_KERNEL_ACCOUNT | __GFP_NOWARN)

/* Limits. Exceeding one is -E2BIG. */
#define SECCOMP_MAX_POLICIES	64	/* policies in one state */
#define SECCOMP_MAX_CALL_RULES	64	/* rules that can decide one call */
#define SECCOMP_MAX_CALL_STEPS	64	/* steps that can decide one call */
#define SECCOMP_MAX_STATE_PREDS	8192	/* comparisons in all policies */
#define SECCOMP_MAX_STATE_TEXT	262144	/* bytes of rules in all policies */
#define SECCOMP_MAX_RULE_PREDS	256	/* comparisons in one rule */
#define SECCOMP_MAX_RULE_DEPTH	64	/* nested parentheses in one rule */

/* The index of no rule: the policy does not name the call. */
#define SECCOMP_RULE_NONE	U16_MAX

/**
 * struct seccomp_rule - a rule that can refuse a call
 * @nr:     the call
 * @line:   its line in the text, from 1
 * @action: what a refusal does, a SECCOMP_RET_* with its data
 * @unbuilt: the rule has a predicate, but the kernel was built without the call,
 *          so its arguments are unknown
 * @filter: the predicate; NULL if there is none, or if the call is @unbuilt
 * @words:  the expression as written, part of @seccomp_policy.words
 */
struct seccomp_rule {
	u16			nr;
	u32			line;
	u32			action;
	bool			unbuilt;
	struct trace_filter	*filter;
	const char		*words;
};

/**
 * struct seccomp_policy - what one install handed in
 * @refs:        one for each state it is part of, and one of its install
 * @arch:        the AUDIT_ARCH_* that its numbers belong to
 * @action:      on_violation, a SECCOMP_RET_* with its data
 * @foreign:     what calls of another ABI get, a SECCOMP_RET_* with its data. By
 *               default the strictest of @action and all rules that is not log,
 *               or kill; see seccomp_strictest()
 * @preds:       number of comparisons in all of its rules
 * @text_len:    length of its rules as text, in bytes
 * @bpf_filters: number of BPF filters that the task had at the install, to tell
 *               which is newer. Written under siglock, before it is published
 * @unlisted:    calls that no rule names stay as they were
 * @log:         SECCOMP_FILTER_FLAG_LOG
 * @listed:      the calls that rules name
 * @nr_rules:    number of @rules
 * @words:       the expressions of all rules, each terminated
 * @rules:       the rules that can refuse a call, by their lines
 */
struct seccomp_policy {
	refcount_t		refs;
	u32			arch;
	u32			action;
	u32			foreign;
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

/* The part of a SECCOMP_RET_* that orders actions: less is stricter. */
static inline s32 seccomp_action_order(u32 action)
{
	return action & SECCOMP_RET_ACTION_FULL;
}

/*
 * The stricter of two actions; among equals the one with the smaller data, so
 * that the order of the arguments does not matter.
 */
static inline u32 seccomp_strictest(u32 a, u32 b)
{
	return (s32)a < (s32)b ? a : b;
}

/* What calls of another ABI get if the strictest action of a policy is this one */
static inline u32 seccomp_foreign_default(u32 strictest)
{
	return strictest == SECCOMP_RET_LOG ? SECCOMP_RET_KILL_PROCESS : strictest;
}

struct seccomp_policy *seccomp_build_policy(const char *text,
					    enum seccomp_slot *slot,
					    struct seccomp_error *error);
void seccomp_put_policy(struct seccomp_policy *policy);

#endif /* _KERNEL_SECCOMP_POLICY_H */
