// SPDX-License-Identifier: GPL-2.0
/*
 * Text policies of seccomp: print the states of a task as text.
 *
 * One text can express a state, however many policies it consists of. The
 * conditions of a call are sorted like the rules of one policy: the strictest
 * action first, the newest among equals. So each condition becomes a rule with
 * its action, and installing these rules results in the same conditions. The
 * directives express the rest: what the calls get that no line names.
 */
#include <linux/sched/signal.h>
#include <linux/seq_file.h>

#include "seccomp_filter.h"
#include "seccomp_parse.h"

/* Maximum length of an action in words, with its data */
#define ACTION_SIZE	32

/* Maximum length of a line without its expression, and of all directives */
#define LINE_SIZE	96
#define DIRECTIVES_SIZE	512

static const char * const delays[SECCOMP_NR_SLOTS] = {
	[SECCOMP_TEXT_NEXT] = "on_next_syscall: 1",
	[SECCOMP_TEXT_EXEC] = "on_exec: 1",
};

/**
 * struct printout - a state being printed
 * @file:      receives the text; NULL: only count its length
 * @len:       length so far
 * @prefix:    printed at the start of each line
 * @state:     the state
 * @action:    the on_violation of the text
 * @mark_log:  some policies have that flag, others do not
 * @strictest: the strictest action of the lines so far
 * @nr_rules:  number of rules so far
 */
struct printout {
	struct seq_file			*file;
	size_t				len;
	const char			*prefix;
	const struct seccomp_state	*state;
	u32				action;
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

	seccomp_print_action(action, text, sizeof(text));
	put(out, text);
}

static void put_line(struct printout *out, const char *line)
{
	put(out, out->prefix);
	put(out, line);
	put(out, "\n");
}

/* @comment, if not NULL, goes to the end of the line. */
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
cond_policy(const struct printout *out, const struct seccomp_cond *cond)
{
	return out->state->policies[cond->policy];
}

static const struct seccomp_rule *cond_rule(const struct printout *out,
					    const struct seccomp_cond *cond)
{
	if (cond->rule == SECCOMP_RULE_NONE)
		return NULL;
	return &cond_policy(out, cond)->rules[cond->rule];
}

static void put_cond(struct printout *out, const char *name,
		     const struct seccomp_cond *cond)
{
	const struct seccomp_rule *rule = cond_rule(out, cond);
	bool log = out->mark_log && cond_policy(out, cond)->log;

	/*
	 * Print the rule's own action: a predicate on an unbuilt call refuses
	 * with ENOSYS whatever its action is.
	 */
	put_rule(out, name, rule ? rule->words : "0",
		 rule ? rule->action : cond->action, log ? "LOG" : NULL);
}

/* Whether the directives alone refuse the call like this. */
static bool is_unlisted(const struct printout *out,
			const struct seccomp_cond *cond)
{
	const struct seccomp_rule *rule = cond_rule(out, cond);

	return out->state->unlisted_by && !cond->filter &&
	       cond->action == out->action && !(rule && rule->unbuilt) &&
	       (!out->mark_log || cond_policy(out, cond)->log == out->state->unlisted_by->log);
}

static void put_call(struct printout *out, int nr)
{
	const struct seccomp_state *state = out->state;
	const struct seccomp_cond *cond;
	const char *name;

	/* These always pass. */
	if (seccomp_is_injected_nr(nr))
		return;
	if (test_bit(nr, state->allow)) {
		if (state->unlisted_by)
			put_rule(out, seccomp_call_name(nr), "1", out->action,
				 NULL);
		return;
	}
	cond = seccomp_first_cond(state, nr);
	if (is_unlisted(out, cond))
		return;
	/* A number without a name is always unlisted or allowed. */
	name = seccomp_call_name(nr);
	if (WARN_ON_ONCE(!name))
		return;
	while (!cond->last)
		put_cond(out, name, cond++);
	put_cond(out, name, cond);
}

/* Calls of a foreign ABI: if their action is not what follows from the lines */
static void put_foreign(struct printout *out)
{
	const struct seccomp_policy *policy = out->state->foreign_by;
	bool mark = out->mark_log && policy->log;

	if (policy->foreign == seccomp_foreign_default(out->strictest) && !mark)
		return;
	put(out, out->prefix);
	put(out, "foreign: ");
	put_action(out, policy->foreign);
	put(out, mark ? "\t# LOG\n" : "\n");
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
	bool mark = out->mark_log && out->state->unlisted_by && out->state->unlisted_by->log;

	if (delays[slot])
		put_line(out, delays[slot]);
	if (!out->state->unlisted_by)
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
	out->nr_rules = 0;
	/* With unlisted: 1 the on_violation is for foreign ABIs only. */
	out->action = state->unlisted_by ? state->unlisted_by->action :
				      state->foreign_by->foreign;
	out->strictest = out->action;

	put_flags(out);
	put_directives(out, slot);
	for (nr = 0; nr < NR_syscalls; nr++) {
		put_call(out, nr);
		cond_resched();
		/* When only counting, stop at the limit. */
		if (!out->file && out->len > SECCOMP_TEXT_MAX)
			return;
	}
	/* A policy needs a rule or an unlisted: line. */
	if (!out->nr_rules && state->unlisted_by)
		put_line(out, "unlisted: 0");
	put_foreign(out);
}

/*
 * A text expresses one state. Print the first one as the policy, and those of
 * later slots in comments.
 */
static void put_states(struct printout *out,
		       struct seccomp_state * const states[SECCOMP_NR_SLOTS])
{
	int slot;

	out->prefix = "";
	for (slot = 0; slot < SECCOMP_NR_SLOTS; slot++) {
		/* None, or the one that allows everything */
		if (!states[slot] || !states[slot]->nr_policies)
			continue;
		put_state(out, states[slot], slot);
		out->prefix = "# ";
	}
}

/*
 * An upper bound for the length of @state as text: a line for each call or for
 * each of its conditions, and all expressions, as each belongs to one condition
 * of one call. This is much cheaper than printing.
 */
static size_t length_bound(const struct seccomp_state *state)
{
	size_t len = DIRECTIVES_SIZE;
	u16 i;

	len += LINE_SIZE * (NR_syscalls + state->nr_conds);
	for (i = 0; i < state->nr_policies; i++)
		len += state->policies[i]->text_len;
	return len;
}

/**
 * seccomp_install_fits - whether the states of an install can be printed
 * @install: prepared, apart from this; receives the error
 *
 * What /proc/<pid>/seccomp_filter shows can be installed again, so it must not
 * be longer than a text. It gets shorter when a pending state takes effect, and
 * for a thread that a sync gives the states to.
 *
 * Context: Process context, may sleep.
 *
 * Return: 0, or -E2BIG.
 */
int seccomp_install_fits(struct seccomp_install *install)
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
	if (out.len <= SECCOMP_TEXT_MAX)
		return 0;
	install->error.id = SECCOMP_ERROR_SHOWN_TEXT;
	return -E2BIG;
}

/**
 * seccomp_show_text - print the text policies of a task as a policy
 * @file: receives the text
 * @task: any task; prints nothing if it has no text policy, or has exited
 *
 * Context: Process context. Takes siglock. The caller has checked that the reader
 *          may trace @task.
 */
void seccomp_show_text(struct seq_file *file, struct task_struct *task)
{
	struct seccomp_state *states[SECCOMP_NR_SLOTS];
	struct printout out = { .file = file };
	unsigned long flags;

	if (!lock_task_sighand(task, &flags))
		return;
	seccomp_get_slots(task, states);
	unlock_task_sighand(task, &flags);

	put_states(&out, states);
	seccomp_put_slots(states);
}

#ifdef CONFIG_SECCOMP_FILTER_TEXT_KUNIT_TEST
#include "seccomp_show_kunit.c"
#endif
