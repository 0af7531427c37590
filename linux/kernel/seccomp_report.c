// SPDX-License-Identifier: GPL-2.0
/*
 * Text policies of seccomp: what the kernel log says of a violation. One line:
 * who it was, what became of the call, its name, its arguments, and the rule.
 */
#define pr_fmt(fmt) "seccomp: " fmt

#include <linux/bitops.h>
#include <linux/cred.h>
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
 * Find the rule that refused a call again, in words. The policy is still part
 * of what is in force: a task's state only ever gains policies.
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
	state = rcu_dereference(current->seccomp.text[SECCOMP_NOW]);
	for (i = 0; state && i < state->nr_policies; i++) {
		if (state->policies[i] != refusal->policy)
			continue;
		rule = &state->policies[i]->rules[refusal->rule];
		if (snprintf(reason, REASON_SIZE, "line %u: %s", rule->line,
			     rule->words) >= REASON_SIZE)
			memcpy(reason + REASON_SIZE - 4, "...", 4);
	}
}

/* The name of current, which it chose itself, in printable ASCII. */
static void escape_comm(char escaped[4 * TASK_COMM_LEN])
{
	char comm[TASK_COMM_LEN];
	int len;

	get_task_comm(comm, current);
	/* \ooo at worst, and a NUL is not among the characters */
	len = string_escape_mem(comm, strlen(comm), escaped,
				4 * TASK_COMM_LEN - 1, ESCAPE_ANY | ESCAPE_NAP,
				NULL);
	escaped[len] = 0;
}

/*
 * An argument as the call's code would use it. Where a pointer points to is
 * nobody's business but the process's.
 */
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

/* @args stays empty for a call that has none, or whose are not known. */
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
 * Whoever makes a user namespace answers for all who run in it, under whatever
 * of its IDs: else one user would have as many limits as subordinate IDs. What
 * root makes, though, is made for others. So the maker that counts is that of
 * the outermost namespace around current that root did not make, if any.
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

/* Makers who have no process any more share one limit. */
static bool maker_may_report(kuid_t maker)
{
	static DEFINE_RATELIMIT_STATE(absent, DEFAULT_RATELIMIT_INTERVAL,
				      DEFAULT_RATELIMIT_BURST);
	struct user_struct *user = find_user(maker);
	bool may = __ratelimit(user ? &user->seccomp_ratelimit : &absent);

	free_uid(user);
	return may;
}

/* Current's own limit comes first, as only that is asked without a lock. */
static bool may_report(void)
{
	kuid_t maker = namespace_maker();

	if (!__ratelimit(&current_user()->seccomp_ratelimit))
		return false;
	return !uid_valid(maker) || uid_eq(maker, current_uid()) ||
	       maker_may_report(maker);
}

/**
 * seccomp_report_text - tell the kernel log what a policy of current's did
 * @sd:      the call
 * @refusal: what refused it
 *
 * How often is limited for each user, and for all who run in the user
 * namespaces that a user made: what one of them does, or has others told of,
 * must not hide what is told of another.
 *
 * Context: Process context.
 */
void seccomp_report_text(const struct seccomp_data *sd,
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
		strscpy(reason, sd->nr < 0 || sd->nr >= NR_syscalls ?
			"no call of the policy's ABI" : "foreign ABI",
			sizeof(reason));
	}
	pr_info("%s[%d]: %s: %s (%d)%s: %s\n", comm, task_tgid_nr(current),
		fate(refusal->action), name ?: "?", sd->nr, args, reason);
}
