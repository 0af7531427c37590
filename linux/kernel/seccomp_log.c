// SPDX-License-Identifier: GPL-2.0
/*
 * Text policies of seccomp: the line in the kernel log on a violation. It has the
 * process, what happens to the call, its name, its arguments, and the rule.
 */
#define pr_fmt(fmt) "seccomp: " fmt

#include <linux/bitops.h>
#include <linux/cred.h>
#include <linux/nospec.h>
#include <linux/ratelimit.h>
#include <linux/sched/user.h>
#include <linux/string_helpers.h>
#include <linux/user_namespace.h>
#include <trace/syscall.h>

#include "seccomp_filter.h"

#define REASON_SIZE	128

/* Room for six names of 24 characters with a number of 20 */
#define ARGS_SIZE	320

/*
 * Spell out the rule that refused a call. Its policy is still in force: a task's
 * state only ever gains policies.
 */
static void explain(const struct seccomp_refusal *refusal, char *reason)
{
	const struct seccomp_state *state;
	const struct seccomp_rule *rule;
	u16 i;

	strscpy(reason, "not in the policy", REASON_SIZE);
	if (refusal->rule == SECCOMP_RULE_NONE)
		return;

	guard(rcu)();
	state = rcu_dereference(current->seccomp.text[SECCOMP_TEXT_NOW]);
	for (i = 0; state && i < state->nr_policies; i++) {
		if (state->policies[i] != refusal->policy)
			continue;
		rule = &state->policies[i]->rules[refusal->rule];
		if (snprintf(reason, REASON_SIZE, "line %u: %s", rule->line,
			     rule->words) >= REASON_SIZE)
			memcpy(reason + REASON_SIZE - 4, "...", 4);
	}
}

/* The name of current in printable ASCII; the process can set it to anything. */
static void escape_comm(char escaped[4 * TASK_COMM_LEN])
{
	char comm[TASK_COMM_LEN];
	int len;

	get_task_comm(comm, current);
	/* Each character becomes \ooo at worst. */
	len = string_escape_mem(comm, strlen(comm), escaped,
				4 * TASK_COMM_LEN - 1, ESCAPE_ANY | ESCAPE_NAP,
				NULL);
	escaped[len] = 0;
}

/* An argument as the call's code uses it. Never print pointer values. */
static int print_arg(char *text, size_t size, const char *name,
		     const struct syscall_arg_type *type, u64 value)
{
	unsigned int bits = type->size * BITS_PER_BYTE;

	if (type->is_pointer)
		return scnprintf(text, size, "%s=ptr", name);
	if (type->is_signed)
		return scnprintf(text, size, "%s=%lld", name,
				 sign_extend64(value, bits - 1));
	return scnprintf(text, size, "%s=%llu", name,
			 value & GENMASK_ULL(bits - 1, 0));
}

/* @args stays empty for a call without arguments, or with unknown ones. */
static void print_args(const struct seccomp_data *sd, int nr,
		       char args[ARGS_SIZE])
{
	const struct syscall_metadata *meta = syscall_find_metadata(nr);
	size_t at = 0;
	int i;

	args[0] = 0;
	for (i = 0; meta && i < meta->nb_args; i++) {
		at += scnprintf(args + at, ARGS_SIZE - at, i ? ", " : ": ");
		at += print_arg(args + at, ARGS_SIZE - at, meta->args[i],
				&meta->arg_types[i], sd->args[i]);
	}
}

static const char *fate(u32 action)
{
	switch (action & SECCOMP_RET_ACTION_FULL) {
	case SECCOMP_RET_LOG:
		return "would be refused by its policy";
	case SECCOMP_RET_TRAP:
	case SECCOMP_RET_ERRNO:
	case SECCOMP_RET_TRACE:
		return "refused by its policy";
	default:
		return "killed by its policy";
	}
}

/*
 * Charge what runs in a user namespace to the user who made it, whatever its IDs
 * there: otherwise a user would have one limit for each subordinate ID. Root
 * makes namespaces for others, so skip those: the maker is the owner of the
 * outermost namespace around current that root did not make, if there is one.
 */
static kuid_t namespace_maker(void)
{
	const struct user_namespace *ns = current_user_ns();
	kuid_t maker = INVALID_UID;

	for (; ns != &init_user_ns; ns = ns->parent) {
		if (!uid_eq(ns->owner, GLOBAL_ROOT_UID))
			maker = ns->owner;
	}
	return maker;
}

/* Makers without a process share one limit. */
static bool maker_may_report(kuid_t maker)
{
	static DEFINE_RATELIMIT_STATE(absent, DEFAULT_RATELIMIT_INTERVAL,
				      DEFAULT_RATELIMIT_BURST);
	struct user_struct *user = find_user(maker);
	bool may = __ratelimit(user ? &user->seccomp_ratelimit : &absent);

	free_uid(user);
	return may;
}

/* Check current's own limit first: only the other one takes a lock. */
static bool may_report(void)
{
	kuid_t maker = namespace_maker();

	if (!__ratelimit(&current_user()->seccomp_ratelimit))
		return false;
	return !uid_valid(maker) || uid_eq(maker, current_uid()) ||
	       maker_may_report(maker);
}

/**
 * seccomp_log_refusal - log a violation of current's policies
 * @sd:      the call
 * @refusal: why it is refused
 *
 * Limits the rate for each user, and for everything in the user namespaces that
 * a user made, so that one user cannot suppress the lines about another.
 *
 * Context: Process context.
 */
void seccomp_log_refusal(const struct seccomp_data *sd,
			 const struct seccomp_refusal *refusal)
{
	char reason[REASON_SIZE];
	char comm[4 * TASK_COMM_LEN];
	char args[ARGS_SIZE] = "";
	const char *name;
	int nr;

	if (!may_report())
		return;

	escape_comm(comm);
	if (refusal->policy) {
		nr = array_index_nospec(sd->nr, NR_syscalls);
		name = seccomp_call_name(nr);
		print_args(sd, nr, args);
		explain(refusal, reason);
	} else {
		name = "?";
		strscpy(reason, sd->arch != SECCOMP_ARCH_NATIVE ||
			seccomp_is_foreign_nr(sd->nr) ?
			"foreign ABI" : "no call has this number",
			sizeof(reason));
	}
	pr_info("%s[%d]: %s: %s (%d)%s: %s\n", comm, task_tgid_nr(current),
		fate(refusal->action), name ?: "?", sd->nr, args, reason);
}
