// SPDX-License-Identifier: GPL-2.0
/*
 * Text policies of seccomp: a task's states as text again.
 *
 * However many policies a state is made of, one text says the same. The
 * checks of a call are in the order in which they decide, the strictest first
 * and the newest first among equals, and that is also the order which the
 * rules of one policy are put in. So each check becomes a rule with its action,
 * and installing these rules makes the same checks. What remains are the calls
 * that no line names, which the directives have to say, and what no line can
 * name at all, see put_strictest().
 */
#include <linux/sched/signal.h>
#include <linux/seq_file.h>

#include "seccomp_filter.h"
#include "seccomp_policy.h"

#ifndef __NR_uretprobe
#error put_strictest() needs a call that passes whatever a policy says of it
#endif

/* Longest action in words, with its data. */
#define ACTION_SIZE	32

/* No line is longer but for its expression, and all others come to no more. */
#define LINE_SIZE	96
#define DIRECTIVES_SIZE	512

static const char * const delays[SECCOMP_NR_SLOTS] = {
	[SECCOMP_NEXT] = "on_next_syscall: 1",
	[SECCOMP_EXEC] = "on_exec: 1",
};

/**
 * struct printout - a state on its way to its reader
 * @file:      where to; NULL: only the length is wanted
 * @len:       length of what was put so far
 * @prefix:    what each line begins with
 * @state:     the state
 * @action:    the on_violation of the text
 * @log:       the calls that no line names are refused by a policy with
 *             SECCOMP_FILTER_FLAG_LOG
 * @mark_log:  some policies have that flag, others have not
 * @strictest: the strictest action of the lines so far
 * @nr_rules:  number of rules so far
 */
struct printout {
	struct seq_file			*file;
	size_t				len;
	const char			*prefix;
	const struct seccomp_state	*state;
	u32				action;
	bool				log;
	bool				mark_log;
	u32				strictest;
	u32				nr_rules;
};

static void put(struct printout *out, const char *text)
{
	out->len += strlen(text);
	if (out->file)
		seq_puts(out->file, text);
}

static void put_action(struct printout *out, u32 action)
{
	char text[ACTION_SIZE];

	policy_print_action(action, text, sizeof(text));
	put(out, text);
}

static void put_line(struct printout *out, const char *line)
{
	put(out, out->prefix);
	put(out, line);
	put(out, "\n");
}

/* @comment is NULL, or what stands at the line's end. */
static void put_rule(struct printout *out, const char *name, const char *expr,
		     u32 action, const char *comment)
{
	put(out, out->prefix);
	put(out, name);
	put(out, ": ");
	put(out, expr);
	if (action != out->action) {
		put(out, "; ");
		put_action(out, action);
	}
	if (comment) {
		put(out, "\t# ");
		put(out, comment);
	}
	put(out, "\n");
	out->strictest = seccomp_strictest(out->strictest, action);
	out->nr_rules++;
}

static const struct seccomp_policy *
check_policy(const struct printout *out, const struct seccomp_check *check)
{
	return out->state->policies[check->policy];
}

static const struct seccomp_rule *check_rule(const struct printout *out,
					     const struct seccomp_check *check)
{
	if (check->rule == SECCOMP_RULE_NONE)
		return NULL;
	return &check_policy(out, check)->rules[check->rule];
}

static void put_check(struct printout *out, const char *name,
		      const struct seccomp_check *check)
{
	const struct seccomp_rule *rule = check_rule(out, check);
	bool log = out->mark_log && check_policy(out, check)->log;

	/*
	 * The action is the rule's own: a predicate on a call that was not
	 * built refuses with ENOSYS whatever its action is.
	 */
	put_rule(out, name, rule ? rule->words : "0",
		 rule ? rule->action : check->action, log ? "LOG" : NULL);
}

/* Whether the call is refused as one that no line names. */
static bool is_unlisted(const struct printout *out,
			const struct seccomp_check *check)
{
	const struct seccomp_rule *rule = check_rule(out, check);

	return !out->state->pass_unknown && !check->test &&
	       check->action == out->action && !(rule && rule->unbuilt) &&
	       (!out->mark_log || check_policy(out, check)->log == out->log);
}

static void put_call(struct printout *out, int nr)
{
	const struct seccomp_state *state = out->state;
	const struct seccomp_check *check;
	const char *name;

	/* Whatever a line said of these, they pass. */
	if (seccomp_is_injected_nr(nr))
		return;
	if (test_bit(nr, state->allow)) {
		if (!state->pass_unknown)
			put_rule(out, seccomp_call_name(nr), "1", out->action,
				 NULL);
		return;
	}
	check = seccomp_first_check(state, nr);
	if (is_unlisted(out, check))
		return;
	/* A number that has no name is always unlisted, or allowed. */
	name = seccomp_call_name(nr);
	if (WARN_ON_ONCE(!name))
		return;
	while (!check->last)
		put_check(out, name, check++);
	put_check(out, name, check);
}

/*
 * A foreign ABI gets the strictest action that any policy holds, be it one
 * that no call can get: in a rule that another overrules, or the on_violation
 * of a policy that leaves nothing to it. If the lines so far hold none such,
 * one is needed that does nothing else. It can be about a call of the kernel's
 * own, as these always pass.
 */
static void put_strictest(struct printout *out)
{
	const struct seccomp_state *state = out->state;
	u32 strictest = SECCOMP_RET_LOG;
	u16 i;

	/*
	 * Not state->strictest, which is kill for want of others as well: a
	 * kill that somebody wrote outlives what is installed on top.
	 */
	for (i = 0; i < state->nr_policies; i++)
		strictest = seccomp_strictest(strictest,
					      state->policies[i]->strictest);
	if (strictest != out->strictest)
		put_rule(out, seccomp_call_name(__NR_uretprobe), "0", strictest,
			 "for foreign ABIs, the call itself passes");
}

/* What the calls get that no policy names: never an ALLOW. */
static void find_unlisted(struct printout *out)
{
	const struct seccomp_state *state = out->state;
	const struct seccomp_policy *policy;
	int i;

	out->action = SECCOMP_RET_ALLOW;
	for (i = state->nr_policies - 1; i >= 0; i--) {
		policy = state->policies[i];
		if (policy->unlisted || seccomp_action_order(policy->action) >=
					seccomp_action_order(out->action))
			continue;
		out->action = policy->action;
		out->log = policy->log;
	}
}

/* With unlisted: 1 the on_violation decides on foreign ABIs only. */
static void find_foreign(struct printout *out)
{
	const struct seccomp_state *state = out->state;
	u16 i;

	out->action = SECCOMP_RET_LOG;
	for (i = 0; i < state->nr_policies; i++) {
		if (state->policies[i]->strictest != SECCOMP_RET_LOG)
			out->action = state->strictest;
	}
}

static void put_flags(struct printout *out)
{
	const struct seccomp_state *state = out->state;
	u16 logs = 0;
	u16 i;

	for (i = 0; i < state->nr_policies; i++)
		logs += state->policies[i]->log;
	out->mark_log = logs && logs < state->nr_policies;
	if (out->mark_log)
		put_line(out, "# flags: LOG, for lines so marked");
	else if (logs)
		put_line(out, "# flags: LOG");
}

static void put_directives(struct printout *out, enum seccomp_slot slot)
{
	bool mark = out->mark_log && out->log;

	if (delays[slot])
		put_line(out, delays[slot]);
	if (out->state->pass_unknown)
		put_line(out, "unlisted: 1");
	if (out->action == SECCOMP_RET_KILL_PROCESS && !mark)
		return;
	put(out, out->prefix);
	put(out, "on_violation: ");
	put_action(out, out->action);
	put(out, mark ? "\t# LOG\n" : "\n");
}

static void put_state(struct printout *out, const struct seccomp_state *state,
		      enum seccomp_slot slot)
{
	int nr;

	out->state = state;
	out->log = false;
	out->nr_rules = 0;
	if (state->pass_unknown)
		find_foreign(out);
	else
		find_unlisted(out);
	out->strictest = out->action;

	put_flags(out);
	put_directives(out, slot);
	for (nr = 0; nr < NR_syscalls; nr++) {
		put_call(out, nr);
		cond_resched();
		/* Who only counts knows enough. */
		if (!out->file && out->len > SECCOMP_TEXT_MAX)
			return;
	}
	put_strictest(out);
	/* A policy needs a rule or this line. */
	if (!out->nr_rules && !state->pass_unknown)
		put_line(out, "unlisted: 0");
}

/*
 * One text can say one state. The first there is stands there as a policy,
 * the others behind it in comments.
 */
static void put_states(struct printout *out,
		       struct seccomp_state * const states[SECCOMP_NR_SLOTS])
{
	int slot;

	out->prefix = "";
	for (slot = 0; slot < SECCOMP_NR_SLOTS; slot++) {
		/* None, or the one that only says that others are pending */
		if (!states[slot] || !states[slot]->nr_policies)
			continue;
		put_state(out, states[slot], slot);
		out->prefix = "# ";
	}
}

/*
 * At least as long as @state is when it is printed: a line for each call or for
 * each of its checks, and all expressions there are, for each belongs to one
 * check of one call. Counting this is much cheaper than printing.
 */
static size_t length_bound(const struct seccomp_state *state)
{
	size_t len = DIRECTIVES_SIZE;
	u16 i;

	len += LINE_SIZE * (NR_syscalls + state->nr_checks);
	for (i = 0; i < state->nr_policies; i++)
		len += state->policies[i]->text_len;
	return len;
}

/**
 * seccomp_install_fits - whether a draft can be read back
 * @install: drafted
 *
 * What /proc/<pid>/seccomp_filter shows can be installed again, so it must
 * not be longer than a text can be. What a pending state is when it takes
 * effect, or what another thread gets by a sync, is shorter.
 *
 * Context: Process context, may sleep.
 *
 * Return: 0, or -E2BIG.
 */
int seccomp_install_fits(const struct seccomp_install *install)
{
	struct seccomp_state *states[SECCOMP_NR_SLOTS];
	struct printout out = { };
	size_t bound = 0;
	int slot;

	for (slot = 0; slot < SECCOMP_NR_SLOTS; slot++) {
		states[slot] = install->made[slot] ?: install->base[slot];
		if (states[slot] && states[slot]->nr_policies)
			bound += length_bound(states[slot]);
	}
	if (bound <= SECCOMP_TEXT_MAX)
		return 0;
	put_states(&out, states);
	return out.len > SECCOMP_TEXT_MAX ? -E2BIG : 0;
}

/**
 * seccomp_show_text - print a task's text policies as one
 * @file: where to
 * @task: any task; nothing is printed if it has none, or has exited
 *
 * Context: Process context. Takes siglock. The caller has found that whoever
 * reads may trace @task.
 */
void seccomp_show_text(struct seq_file *file, struct task_struct *task)
{
	struct seccomp_state *states[SECCOMP_NR_SLOTS];
	struct printout out = { .file = file };
	unsigned long flags;
	int slot;

	if (!lock_task_sighand(task, &flags))
		return;
	get_seccomp_text(task);
	for (slot = 0; slot < SECCOMP_NR_SLOTS; slot++)
		states[slot] = rcu_dereference_protected(task->seccomp.text[slot],
							 true);
	unlock_task_sighand(task, &flags);

	put_states(&out, states);
	seccomp_put_text(states);
}

#ifdef CONFIG_SECCOMP_FILTER_TEXT_KUNIT_TEST
#include "seccomp_show_kunit.c"
#endif
