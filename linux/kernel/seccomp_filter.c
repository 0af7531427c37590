// SPDX-License-Identifier: GPL-2.0
/*
 * Text policies of seccomp: building, intersecting, publishing and evaluating
 * the state of a task. What the types mean stands in seccomp_filter.h.
 *
 * A policy is built in process context with no lock held; so is the state
 * that would be in force with it. Publishing swaps pointers under siglock,
 * and only if the task's states are still those that were built upon.
 */
#define pr_fmt(fmt) "seccomp: " fmt

#include <linux/capability.h>
#include <linux/compat.h>
#include <linux/cred.h>
#include <linux/nospec.h>
#include <linux/ratelimit.h>
#include <linux/sched/signal.h>
#include <linux/sched/user.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string_helpers.h>
#include <linux/trace_filter.h>
#include <linux/uaccess.h>
#include <asm/syscall.h>
#include <trace/syscall.h>

#include "seccomp_filter.h"
#include "seccomp_policy.h"

/* Everything a policy pins is its installer's, and may fail quietly. */
#define GFP_POLICY	(GFP_KERNEL_ACCOUNT | __GFP_NOWARN)

/* The flags of seccomp(2) that a text can come with */
#define TEXT_FLAGS	(SECCOMP_FILTER_FLAG_TSYNC | \
			 SECCOMP_FILTER_FLAG_TSYNC_ESRCH | \
			 SECCOMP_FILTER_FLAG_LOG | \
			 SECCOMP_FILTER_FLAG_SPEC_ALLOW)

/* checks[0] of every state */
#define ALLOWED_CHECK	0

/* Enough for most policies; longer ones are copied again into more. */
#define FIRST_COPY_SIZE	2048

/* An argument can be named as the source names it, and by its position. */
#define NR_ARG_FIELDS	(2 * ARRAY_SIZE(positions))

static const char * const positions[] = { "a0", "a1", "a2", "a3", "a4", "a5" };

static bool is_stricter(u32 a, u32 b)
{
	return seccomp_action_order(a) < seccomp_action_order(b);
}

/* Policies */

static void free_policy(struct seccomp_policy *policy)
{
	u32 i;

	for (i = 0; i < policy->nr_rules; i++)
		trace_filter_free(policy->rules[i].test);
	kvfree(policy->words);
	kvfree(policy);
}

static void put_policy(struct seccomp_policy *policy)
{
	if (policy && refcount_dec_and_test(&policy->refs))
		free_policy(policy);
}

/*
 * The fields that a rule for this call can speak of, in @fields. An argument
 * lies in its struct seccomp_data slot as the register held it, and its C
 * type picks the low end of that.
 */
static unsigned int call_fields(const struct syscall_metadata *meta,
				struct trace_filter_field *fields)
{
	unsigned int n = 0;
	int i;

	for (i = 0; i < meta->nb_args; i++) {
		const struct syscall_arg_type *type = &meta->arg_types[i];
		struct trace_filter_field field = {
			.name = meta->args[i],
			.offset = i * sizeof(u64),
			.size = type->size,
			.is_signed = type->is_signed,
		};

		if (IS_ENABLED(CONFIG_CPU_BIG_ENDIAN))
			field.offset += sizeof(u64) - type->size;
		fields[n++] = field;
		field.name = positions[i];
		fields[n++] = field;
	}
	return n;
}

/*
 * Compile the predicate of @rule. A call that the kernel was built without
 * has no metadata, so nobody knows what its arguments are. It can only ever
 * return ENOSYS: its predicate has to be well formed, and is not evaluated.
 */
static int compile_test(struct seccomp_rule *rule)
{
	const struct syscall_metadata *meta = syscall_find_metadata(rule->nr);
	struct trace_filter_field fields[NR_ARG_FIELDS];
	struct trace_filter_scope scope = {
		.fields = fields,
		.max_preds = SECCOMP_MAX_RULE_PREDS,
		.max_depth = SECCOMP_MAX_RULE_DEPTH,
		.gfp = GFP_POLICY,
	};
	struct trace_filter_error error;
	struct event_filter *test;

	if (meta)
		scope.nr_fields = call_fields(meta, fields);
	else
		scope.any_field = true;
	test = trace_filter_create(&scope, rule->words, &error);
	if (IS_ERR(test))
		return PTR_ERR(test);

	if (!meta) {
		trace_filter_free(test);
		rule->allows = true;
		return 0;
	}
	rule->test = test;
	rule->preds = trace_filter_count_preds(test);
	return 0;
}

/*
 * Turn an item of the text into the next rule of @policy, with its expression
 * kept at @words. Returns how many bytes it took there.
 */
static int add_rule(struct seccomp_policy *policy,
		    const struct policy_item *item, char *words)
{
	int nr = seccomp_find_call(item->name.text, item->name.len);
	struct seccomp_rule *rule;
	int ret;

	if (nr < 0)
		return item->optional ? 0 : -EINVAL;

	memcpy(words, item->expr.text, item->expr.len);
	words[item->expr.len] = 0;

	rule = &policy->rules[policy->nr_rules++];
	*rule = (struct seccomp_rule){
		.nr = nr,
		.line = item->line,
		.action = item->action,
		.allows = item->verdict == POLICY_ALLOW,
		.words = words,
	};

	if (item->verdict == POLICY_TEST) {
		ret = compile_test(rule);
		if (ret)
			return ret;
	}
	return item->expr.len + 1;
}

static void apply_directive(struct seccomp_policy *policy,
			    const struct policy_item *item,
			    enum seccomp_slot *slot)
{
	switch (item->kind) {
	case POLICY_RULE:
		break;
	case POLICY_UNLISTED:
		policy->unlisted = item->verdict == POLICY_ALLOW;
		break;
	case POLICY_ON_VIOLATION:
		policy->action = item->action;
		break;
	case POLICY_ON_NEXT_SYSCALL:
		*slot = SECCOMP_NEXT;
		break;
	case POLICY_ON_EXEC:
		*slot = SECCOMP_EXEC;
		break;
	}
}

static int compare_rules(const void *a, const void *b)
{
	const struct seccomp_rule *x = a, *y = b;

	if (x->nr != y->nr)
		return x->nr < y->nr ? -1 : 1;
	return x->line < y->line ? -1 : 1;
}

/* Rules without an action of their own take the policy's, wherever it stood. */
static void finish_rules(struct seccomp_policy *policy)
{
	u32 i;

	sort(policy->rules, policy->nr_rules, sizeof(policy->rules[0]),
	     compare_rules, NULL);
	for (i = 0; i < policy->nr_rules; i++) {
		if (policy->rules[i].action == SECCOMP_ACTION_DEFAULT)
			policy->rules[i].action = policy->action;
	}
}

/* Read all of a text for its syntax; count its rules and their expressions. */
static int measure_text(const char *text, u32 *nr_rules, size_t *words)
{
	struct policy_reader reader;
	struct policy_item item;
	int ret;

	*words = 0;
	policy_reader_init(&reader, text);
	while ((ret = policy_read_item(&reader, &item)) > 0) {
		if (item.kind == POLICY_RULE)
			*words += item.expr.len + 1;
	}
	*nr_rules = reader.rules;
	return ret;
}

static int fill_policy(struct seccomp_policy *policy, const char *text,
		       enum seccomp_slot *slot)
{
	struct policy_reader reader;
	struct policy_item item;
	char *words = policy->words;
	int ret;

	policy_reader_init(&reader, text);
	while ((ret = policy_read_item(&reader, &item)) > 0) {
		if (fatal_signal_pending(current))
			return -EINTR;
		cond_resched();

		if (item.kind != POLICY_RULE) {
			apply_directive(policy, &item, slot);
			continue;
		}
		ret = add_rule(policy, &item, words);
		if (ret < 0)
			return ret;
		words += ret;
	}
	finish_rules(policy);
	return ret;
}

static struct seccomp_policy *build_policy(const char *text,
					   enum seccomp_slot *slot)
{
	struct seccomp_policy *policy;
	size_t words;
	u32 nr_rules;
	int ret;

	ret = measure_text(text, &nr_rules, &words);
	if (ret)
		return ERR_PTR(ret);

	policy = kvzalloc(struct_size(policy, rules, nr_rules), GFP_POLICY);
	if (!policy)
		return ERR_PTR(-ENOMEM);
	refcount_set(&policy->refs, 1);
	policy->arch = syscall_get_arch(current);
	policy->action = SECCOMP_RET_KILL_PROCESS;

	/* At least a byte: a policy may have no rules. */
	policy->words = kvmalloc(words + 1, GFP_POLICY);
	ret = policy->words ? fill_policy(policy, text, slot) : -ENOMEM;
	if (ret) {
		put_policy(policy);
		return ERR_PTR(ret);
	}
	return policy;
}

/* States */

static void free_state(struct seccomp_state *state)
{
	u16 i;

	for (i = 0; i < state->nr_policies; i++)
		put_policy(state->policies[i]);
	kfree(state->policies);
	kvfree(state);
}

static void free_state_rcu(struct rcu_head *rcu)
{
	free_state(container_of(rcu, struct seccomp_state, rcu));
}

static void put_state(struct seccomp_state *state)
{
	/* The other side is rcu_read_lock() in seccomp_run_text(). */
	if (state && refcount_dec_and_test(&state->refs))
		call_rcu(&state->rcu, free_state_rcu);
}

static struct seccomp_state *get_state(struct seccomp_state *state)
{
	if (state)
		refcount_inc(&state->refs);
	return state;
}

/**
 * struct draft - an intersection being worked out, call by call
 * @old:     what is in force; NULL: everything is allowed
 * @policy:  what comes on top of it
 * @index:   the index that @policy will have
 * @rule:    cursor into @policy's rules
 * @out:     where the checks go; NULL while they are being counted
 * @nr_out:  number of checks that went there
 * @preds:   number of comparisons in them
 * @shared:  for each policy, where the check is that refuses what it does not
 *           name; 0 if there is none yet
 * @call:    the checks of the call at hand
 * @nr_call: number of @call
 */
struct draft {
	const struct seccomp_state	*old;
	const struct seccomp_policy	*policy;
	u16				index;
	u32				rule;
	struct seccomp_check		*out;
	u32				nr_out;
	u32				preds;
	u16				shared[SECCOMP_MAX_POLICIES];
	struct seccomp_check		call[SECCOMP_MAX_CALL_RULES + 1];
	u32				nr_call;
};

/*
 * Put a check where it belongs among those of the call: stricter ones first,
 * earlier added ones first among equals. Nothing counts behind a check that
 * always refuses.
 */
static int draft_add(struct draft *draft, const struct seccomp_check *check)
{
	struct seccomp_check *call = draft->call;
	u32 nr_tests = draft->nr_call;
	u32 at = draft->nr_call;

	if (nr_tests && !call[nr_tests - 1].test)
		nr_tests--;
	while (at && is_stricter(check->action, call[at - 1].action))
		at--;
	if (at && !call[at - 1].test)
		return 0;

	if (!check->test)
		draft->nr_call = at;
	else if (nr_tests == SECCOMP_MAX_CALL_RULES)
		return -E2BIG;

	memmove(&call[at + 1], &call[at],
		(draft->nr_call - at) * sizeof(call[0]));
	call[at] = *check;
	draft->nr_call++;
	return 0;
}

/* What the new policy asks of call @nr; its rules are sorted by call. */
static int draft_add_policy(struct draft *draft, int nr)
{
	const struct seccomp_policy *policy = draft->policy;
	const struct seccomp_rule *rule;
	struct seccomp_check check = { .policy = draft->index };
	bool listed = false;
	int ret;

	for (; draft->rule < policy->nr_rules; draft->rule++) {
		rule = &policy->rules[draft->rule];
		if (rule->nr != nr)
			break;
		listed = true;
		if (rule->allows)
			continue;
		check.test = rule->test;
		check.action = rule->action;
		check.rule = draft->rule;
		ret = draft_add(draft, &check);
		if (ret)
			return ret;
	}

	if (listed || policy->unlisted)
		return 0;

	check.action = policy->action;
	check.rule = SECCOMP_RULE_NONE;
	return draft_add(draft, &check);
}

static int draft_add_old(struct draft *draft, int nr)
{
	const struct seccomp_check *check;
	int ret;

	if (!draft->old)
		return 0;

	check = &draft->old->checks[draft->old->first[nr]];
	for (; check->test || check->action != SECCOMP_RET_ALLOW; check++) {
		ret = draft_add(draft, check);
		if (ret)
			return ret;
		if (!check->test)
			break;
	}
	return 0;
}

static void draft_emit(struct draft *draft, const struct seccomp_check *check)
{
	if (draft->out)
		draft->out[draft->nr_out] = *check;
	draft->nr_out++;
}

/* Write the checks of the call out, and say where they begin. */
static u16 draft_emit_call(struct draft *draft)
{
	static const struct seccomp_check allowed = {
		.action = SECCOMP_RET_ALLOW,
		.rule = SECCOMP_RULE_NONE,
	};
	const struct seccomp_check *last;
	u16 first = draft->nr_out;
	u32 i;

	if (!draft->nr_call)
		return ALLOWED_CHECK;
	last = &draft->call[draft->nr_call - 1];

	/* Most calls of most policies are refused for the same reason. */
	if (draft->nr_call == 1 && last->rule == SECCOMP_RULE_NONE) {
		if (draft->shared[last->policy])
			return draft->shared[last->policy];
		draft->shared[last->policy] = first;
	}

	for (i = 0; i < draft->nr_call; i++)
		draft_emit(draft, &draft->call[i]);
	if (last->test)
		draft_emit(draft, &allowed);
	return first;
}

static const struct seccomp_rule *
draft_rule(const struct draft *draft, const struct seccomp_check *check)
{
	const struct seccomp_policy *policy = draft->policy;

	if (check->policy != draft->index)
		policy = draft->old->policies[check->policy];
	return &policy->rules[check->rule];
}

static int draft_count_preds(struct draft *draft)
{
	u32 preds = 0;
	u32 i;

	for (i = 0; i < draft->nr_call && draft->call[i].test; i++)
		preds += draft_rule(draft, &draft->call[i])->preds;
	draft->preds += preds;
	if (preds > SECCOMP_MAX_CALL_PREDS ||
	    draft->preds > SECCOMP_MAX_STATE_PREDS)
		return -E2BIG;
	return 0;
}

/*
 * Go through all calls once. With @state the result is written there, else
 * it is only counted.
 */
static int draft_calls(struct draft *draft, struct seccomp_state *state)
{
	u16 first;
	int nr;
	int ret;

	memset(draft->shared, 0, sizeof(draft->shared));
	draft->rule = 0;
	draft->preds = 0;
	draft->out = state ? state->checks : NULL;
	draft->nr_out = 0;

	/* checks[ALLOWED_CHECK] */
	draft_emit(draft, &(struct seccomp_check){
		.action = SECCOMP_RET_ALLOW,
		.rule = SECCOMP_RULE_NONE,
	});

	for (nr = 0; nr < NR_syscalls; nr++) {
		draft->nr_call = 0;
		ret = draft_add_policy(draft, nr);
		if (!ret)
			ret = draft_add_old(draft, nr);
		if (!ret)
			ret = draft_count_preds(draft);
		if (ret)
			return ret;

		if (seccomp_is_injected_nr(nr))
			draft->nr_call = 0;
		first = draft_emit_call(draft);
		if (!state)
			continue;
		state->first[nr] = first;
		if (first == ALLOWED_CHECK)
			__set_bit(nr, state->allow);
	}
	return 0;
}

/*
 * What no log may soften: the strictest on_violation that is none, else the
 * strictest action of a rule that is none, else kill.
 */
static u32 strictest_action(const struct seccomp_state *state)
{
	u32 of_policies = SECCOMP_RET_LOG;
	u32 of_rules = SECCOMP_RET_LOG;
	int i;
	u32 r;

	for (i = state->nr_policies - 1; i >= 0; i--) {
		const struct seccomp_policy *policy = state->policies[i];

		if (is_stricter(policy->action, of_policies))
			of_policies = policy->action;
		for (r = 0; r < policy->nr_rules; r++) {
			if (!policy->rules[r].allows &&
			    is_stricter(policy->rules[r].action, of_rules))
				of_rules = policy->rules[r].action;
		}
	}
	if (of_policies != SECCOMP_RET_LOG)
		return of_policies;
	return of_rules != SECCOMP_RET_LOG ? of_rules : SECCOMP_RET_KILL_PROCESS;
}

static int share_policies(struct seccomp_state *state,
			  const struct seccomp_state *old,
			  struct seccomp_policy *policy)
{
	u16 n = old ? old->nr_policies : 0;
	u16 i;

	state->policies = kcalloc(n + 1, sizeof(state->policies[0]), GFP_POLICY);
	if (!state->policies)
		return -ENOMEM;

	for (i = 0; i <= n; i++) {
		state->policies[i] = i < n ? old->policies[i] : policy;
		refcount_inc(&state->policies[i]->refs);
	}
	state->nr_policies = n + 1;
	return 0;
}

static struct seccomp_state *build_state(struct draft *draft,
					 struct seccomp_policy *policy)
{
	const struct seccomp_state *old = draft->old;
	struct seccomp_state *state;
	u32 nr_checks;
	int ret;

	ret = draft_calls(draft, NULL);
	if (ret)
		return ERR_PTR(ret);

	nr_checks = draft->nr_out;
	/* seccomp_state.first[] holds 16 bits. The limits see to it. */
	BUILD_BUG_ON(2 * SECCOMP_MAX_STATE_PREDS + 2 * NR_syscalls > U16_MAX);
	if (WARN_ON_ONCE(nr_checks > U16_MAX))
		return ERR_PTR(-E2BIG);

	state = kvzalloc(struct_size(state, checks, nr_checks), GFP_POLICY);
	if (!state)
		return ERR_PTR(-ENOMEM);
	refcount_set(&state->refs, 1);
	state->nr_checks = nr_checks;
	state->arch = policy->arch;

	ret = share_policies(state, old, policy);
	if (!ret)
		ret = draft_calls(draft, state);
	if (ret || WARN_ON_ONCE(draft->nr_out != nr_checks)) {
		free_state(state);
		return ERR_PTR(ret ? ret : -EINVAL);
	}

	state->pass_unknown = policy->unlisted && (!old || old->pass_unknown);
	state->strictest = strictest_action(state);
	return state;
}

/* The state that lets through what both @old and @policy let through. */
static struct seccomp_state *intersect(const struct seccomp_state *old,
				       struct seccomp_policy *policy)
{
	struct seccomp_state *state;
	struct draft *draft;

	if (old && old->nr_policies == SECCOMP_MAX_POLICIES)
		return ERR_PTR(-E2BIG);
	if (WARN_ON_ONCE(old && old->arch != policy->arch))
		return ERR_PTR(-EINVAL);

	draft = kzalloc(sizeof(*draft), GFP_POLICY);
	if (!draft)
		return ERR_PTR(-ENOMEM);
	draft->old = old;
	draft->policy = policy;
	draft->index = old ? old->nr_policies : 0;
	state = build_state(draft, policy);
	kfree(draft);
	return state;
}

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
		get_state(slot_state(task, slot));
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
		put_state(taken[slot]);
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
		/* Pairs with rcu_dereference() in seccomp_run_text(). */
		rcu_assign_pointer(current->seccomp.text[SECCOMP_NOW], pending);
		for (i = SECCOMP_NOW + 1; i <= slot; i++)
			RCU_INIT_POINTER(current->seccomp.text[i], NULL);
	}
	spin_unlock_irq(seccomp_siglock(current));

	seccomp_put_text(old);
}

/*
 * Whether each policy of @part is one of @whole's, by identity. Both are in
 * the order they were installed in, so one walk through @whole will do.
 */
static bool is_covered(const struct seccomp_state *part,
		       const struct seccomp_state *whole)
{
	u16 i;
	u16 w = 0;

	for (i = 0; i < part->nr_policies; i++) {
		while (w < whole->nr_policies &&
		       whole->policies[w] != part->policies[i])
			w++;
		if (w == whole->nr_policies)
			return false;
	}
	return true;
}

/**
 * seccomp_text_covers - whether a state may replace all of a thread's
 * @text:   the state, or NULL for no text policy
 * @thread: the thread, whose pending policies count as well
 *
 * Context: @thread->sighand->siglock is held.
 */
bool seccomp_text_covers(const struct seccomp_state *text,
			 struct task_struct *thread)
{
	const struct seccomp_state *state;
	int slot;

	for (slot = 0; slot < SECCOMP_NR_SLOTS; slot++) {
		state = slot_state(thread, slot);
		if (state && (!text || !is_covered(state, text)))
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
	struct seccomp_state *state = get_state(seccomp_text_now(caller));
	struct seccomp_state *old[SECCOMP_NR_SLOTS];
	int slot;

	for (slot = 0; slot < SECCOMP_NR_SLOTS; slot++)
		old[slot] = slot_state(thread, slot);
	/*
	 * Pairs with rcu_dereference() in seccomp_run_text(). The thread may
	 * be there right now: at no time may it find nothing.
	 */
	rcu_assign_pointer(thread->seccomp.text[SECCOMP_NOW], state);
	for (slot = SECCOMP_NOW + 1; slot < SECCOMP_NR_SLOTS; slot++)
		RCU_INIT_POINTER(thread->seccomp.text[slot], NULL);
	seccomp_put_text(old);
}

/* Installing */

static bool may_install(void)
{
	return task_no_new_privs(current) ||
	       ns_capable_noaudit(current_user_ns(), CAP_SYS_ADMIN);
}

/*
 * One copy decides. Its size is not known before, so a copy that turns out
 * too short is thrown away, and a longer one made from the beginning.
 */
static char *copy_text(const char __user *user_text)
{
	size_t size = FIRST_COPY_SIZE;
	char *text;
	long len;

	for (;;) {
		text = kvmalloc(size, GFP_POLICY);
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
 * * -ENOMEM if memory ran out.
 */
int seccomp_install_begin(struct seccomp_install *install, unsigned int flags,
			  const char __user *text)
{
	struct seccomp_policy *policy;
	char *copy;

	if (flags & ~TEXT_FLAGS)
		return -EINVAL;
	if (in_compat_syscall()) {
		pr_info_once("text policies do not cover 32-bit ABIs yet\n");
		return -EOPNOTSUPP;
	}
	if (!may_install())
		return -EACCES;

	copy = copy_text(text);
	if (IS_ERR(copy))
		return PTR_ERR(copy);

	*install = (struct seccomp_install){ .slot = SECCOMP_NOW };
	policy = build_policy(copy, &install->slot);
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
static struct seccomp_state *effective(struct seccomp_install *install,
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
		install->base[slot] = get_state(slot_state(current, slot));
	spin_unlock_irq(seccomp_siglock(current));

	for (slot = install->slot; slot < SECCOMP_NR_SLOTS; slot++) {
		if (slot != install->slot && !install->base[slot])
			continue;
		state = intersect(effective(install, slot), install->policy);
		if (IS_ERR(state))
			return PTR_ERR(state);
		install->made[slot] = state;
	}
	return 0;
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
		/* Pairs with rcu_dereference() in seccomp_run_text(). */
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
	put_policy(install->policy);
}

/* Evaluating */

static const struct seccomp_check *run_checks(const struct seccomp_check *check,
					      const struct seccomp_data *sd)
{
	while (check->test && trace_filter_match(check->test, sd->args))
		check++;
	return check;
}

static u32 refuse(const struct seccomp_state *state,
		  const struct seccomp_check *check,
		  struct seccomp_refusal *refusal)
{
	const struct seccomp_policy *policy = state->policies[check->policy];

	*refusal = (struct seccomp_refusal){
		.policy = policy,
		.rule = check->rule,
		.log = policy->log,
		.older_bpf_filters = policy->bpf_filters,
	};
	return check->action;
}

static u32 refuse_foreign(const struct seccomp_state *state,
			  struct seccomp_refusal *refusal)
{
	*refusal = (struct seccomp_refusal){
		.rule = SECCOMP_RULE_NONE,
		.log = state->policies[state->nr_policies - 1]->log,
		.older_bpf_filters = INT_MAX,
	};
	return state->strictest;
}

/**
 * seccomp_run_text - what current's text policies say of a system call
 * @sd:      the call
 * @refusal: filled in unless the call is allowed
 *
 * Context: Any that a system call is entered from. Takes no lock, writes
 *          nothing shared, does not sleep.
 *
 * Return: a SECCOMP_RET_* with its data.
 */
u32 seccomp_run_text(const struct seccomp_data *sd,
		     struct seccomp_refusal *refusal)
{
	const struct seccomp_check *check;
	const struct seccomp_state *state;
	int nr = sd->nr;

	guard(rcu)();

	state = rcu_dereference(current->seccomp.text[SECCOMP_NOW]);
	if (!state)
		return SECCOMP_RET_ALLOW;

	if (unlikely(sd->arch != state->arch || seccomp_is_foreign_nr(nr)))
		return refuse_foreign(state, refusal);
	if (unlikely(nr < 0 || nr >= NR_syscalls))
		return state->pass_unknown ? SECCOMP_RET_ALLOW :
					     refuse_foreign(state, refusal);

	nr = array_index_nospec(nr, NR_syscalls);
	if (test_bit(nr, state->allow))
		return SECCOMP_RET_ALLOW;

	check = run_checks(&state->checks[state->first[nr]], sd);
	if (!check->test && check->action == SECCOMP_RET_ALLOW)
		return SECCOMP_RET_ALLOW;
	return refuse(state, check, refusal);
}

/* Reporting */

#define REASON_SIZE	128

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
		snprintf(reason, REASON_SIZE, "line %u: %s", rule->line,
			 rule->words);
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

/**
 * seccomp_report_text - tell the kernel log that current dies for a call
 * @sd:      the call
 * @refusal: what refused it
 *
 * Context: Process context.
 */
void seccomp_report_text(const struct seccomp_data *sd,
			 const struct seccomp_refusal *refusal)
{
	char reason[REASON_SIZE];
	char comm[4 * TASK_COMM_LEN];
	const char *name;

	if (!__ratelimit(&current_user()->seccomp_ratelimit))
		return;

	escape_comm(comm);
	if (refusal->policy) {
		name = seccomp_call_name(sd->nr);
		explain(refusal, reason);
	} else {
		name = "?";
		strscpy(reason, sd->nr < 0 || sd->nr >= NR_syscalls ?
			"no call of the policy's ABI" : "foreign ABI",
			sizeof(reason));
	}
	pr_info("%s[%d]: killed by its policy: %s (%d): %s\n", comm,
		task_pid_nr(current), name ?: "?", sd->nr, reason);
}

#ifdef CONFIG_SECCOMP_FILTER_TEXT_KUNIT_TEST
#include "seccomp_filter_kunit.c"
#endif
