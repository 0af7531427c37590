// SPDX-License-Identifier: GPL-2.0
/*
 * Text policies of seccomp: states, which are what policies let through
 * together. What the types mean stands in seccomp_filter.h. Nothing here knows
 * a task, but for whose memory it takes.
 */
#include <linux/err.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "seccomp_filter.h"

static bool is_stricter(u32 a, u32 b)
{
	return seccomp_action_order(a) < seccomp_action_order(b);
}

struct seccomp_state seccomp_open_state = {
	.refs = REFCOUNT_INIT(1),
	.pass_unknown = true,
	.strictest = SECCOMP_RET_KILL_PROCESS,
	.arch = SECCOMP_ARCH_NATIVE,
	.allow = { [0 ... BITS_TO_LONGS(NR_syscalls) - 1] = ~0UL },
};

static void free_state(struct seccomp_state *state)
{
	u16 i;

	for (i = 0; i < state->nr_policies; i++)
		seccomp_put_policy(state->policies[i]);
	kfree(state->policies);
	kvfree(state);
}

static void free_state_rcu(struct rcu_head *rcu)
{
	free_state(container_of(rcu, struct seccomp_state, rcu));
}

/**
 * seccomp_put_state - let go of a state
 * @state: the state, or NULL
 *
 * Context: Any but NMI. Does not wait for those who read it under RCU.
 */
void seccomp_put_state(struct seccomp_state *state)
{
	if (state && refcount_dec_and_test(&state->refs))
		call_rcu(&state->rcu, free_state_rcu);
}

/**
 * seccomp_get_state - take a reference to a state
 * @state: the state, which the caller keeps alive so far, or NULL
 *
 * Context: Any.
 *
 * Return: @state.
 */
struct seccomp_state *seccomp_get_state(struct seccomp_state *state)
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
 * @out:     where checks and steps go; NULL while they are being counted
 * @checks:  number of checks that went there
 * @steps:   number of steps that went there
 * @shared:  for each policy, 1 more than the step that refuses what it does
 *           not name; 0 if there is none yet
 * @call:    the checks of the call at hand
 * @nr_call: number of @call
 * @excess:  filled in with the limit that is passed
 */
struct draft {
	const struct seccomp_state	*old;
	const struct seccomp_policy	*policy;
	u16				index;
	u32				rule;
	struct seccomp_state		*out;
	u32				checks;
	u32				steps;
	u16				shared[SECCOMP_MAX_POLICIES];
	struct seccomp_check		call[SECCOMP_MAX_CALL_RULES + 1];
	u32				nr_call;
	struct seccomp_excess		*excess;
};

static int exceed(struct seccomp_excess *excess, enum policy_error_id limit)
{
	excess->limit = limit;
	return -E2BIG;
}

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
		return exceed(draft->excess, POLICY_ERROR_CALL_RULES);

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
	int ret;

	for (; draft->rule < policy->nr_rules; draft->rule++) {
		rule = &policy->rules[draft->rule];
		if (rule->nr != nr)
			break;
		check.test = rule->test;
		/* All that such a call can do, even if it did exist. */
		check.action = rule->unbuilt ? SECCOMP_RET_ERRNO | ENOSYS :
					       rule->action;
		check.rule = draft->rule;
		ret = draft_add(draft, &check);
		if (ret)
			return ret;
	}

	if (policy->unlisted || test_bit(nr, policy->listed))
		return 0;

	check.action = policy->action;
	check.rule = SECCOMP_RULE_NONE;
	return draft_add(draft, &check);
}

static int draft_add_old(struct draft *draft, int nr)
{
	const struct seccomp_state *old = draft->old;
	const struct seccomp_check *check;
	int ret;

	if (!old || test_bit(nr, old->allow))
		return 0;

	check = seccomp_first_check(old, nr);
	do {
		ret = draft_add(draft, check);
		if (ret)
			return ret;
	} while (!check++->last);
	return 0;
}

/* The step of a check without a test. */
static void emit_refusal(struct trace_filter_step *step, u16 tag)
{
	*step = (struct trace_filter_step){
		.inside = TRACE_FILTER_FALSE,
		.outside = TRACE_FILTER_FALSE,
		.tag = tag,
	};
}

/* The steps of a check's test. @next: if it matches, another check follows. */
static void emit_test(struct trace_filter_step *steps,
		      const struct trace_filter *test, u16 tag, bool next)
{
	u32 i;

	for (i = 0; i < test->nr_steps; i++) {
		struct trace_filter_step *step = &steps[i];

		*step = test->steps[i];
		step->tag = tag;
		if (next && step->inside == TRACE_FILTER_TRUE)
			step->inside = test->nr_steps - i;
		if (next && step->outside == TRACE_FILTER_TRUE)
			step->outside = test->nr_steps - i;
	}
}

static void draft_emit(struct draft *draft, const struct seccomp_check *check,
		       bool last)
{
	struct seccomp_state *out = draft->out;

	if (out) {
		out->checks[draft->checks] = *check;
		out->checks[draft->checks].last = last;
		if (check->test)
			emit_test(&out->steps[draft->steps], check->test,
				  draft->checks, !last);
		else
			emit_refusal(&out->steps[draft->steps], draft->checks);
	}
	draft->checks++;
	draft->steps += check->test ? check->test->nr_steps : 1;
}

/* Write the checks of the call out. Returns the step where they begin. */
static u32 draft_emit_call(struct draft *draft)
{
	const struct seccomp_check *call = draft->call;
	u32 first = draft->steps;
	u32 i;

	/* Most calls of most policies are refused for the same reason. */
	if (draft->nr_call == 1 && call->rule == SECCOMP_RULE_NONE) {
		if (draft->shared[call->policy])
			return draft->shared[call->policy] - 1;
		draft->shared[call->policy] = first + 1;
	}

	for (i = 0; i < draft->nr_call; i++)
		draft_emit(draft, &call[i], i == draft->nr_call - 1);
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

/* What the policies in force have for call @nr: rules, or their comparisons. */
static u32 draft_used(const struct draft *draft, int nr,
		      enum policy_error_id limit)
{
	const struct seccomp_state *old = draft->old;
	const struct seccomp_check *check;
	u32 used = 0;

	if (!old || test_bit(nr, old->allow))
		return 0;

	check = seccomp_first_check(old, nr);
	do {
		if (!check->test)
			break;
		used += limit == POLICY_ERROR_CALL_RULES ?
			1 : draft_rule(draft, check)->preds;
	} while (!check++->last);
	return used;
}

static int draft_check_preds(const struct draft *draft)
{
	u32 preds = 0;
	u32 i;

	for (i = 0; i < draft->nr_call && draft->call[i].test; i++)
		preds += draft_rule(draft, &draft->call[i])->preds;
	if (preds > SECCOMP_MAX_CALL_PREDS)
		return exceed(draft->excess, POLICY_ERROR_CALL_PREDS);
	return 0;
}

/* Nobody has said anything of the call, and the new policy drops such calls. */
static bool draft_is_refused_as_before(const struct draft *draft, int nr)
{
	const struct seccomp_policy *policy = draft->policy;

	return !policy->unlisted && draft->shared[draft->index] &&
	       !test_bit(nr, policy->listed) &&
	       (!draft->old || test_bit(nr, draft->old->allow)) &&
	       !seccomp_is_injected_nr(nr);
}

/* Work out the checks of call @nr. */
static int draft_call(struct draft *draft, int nr)
{
	int ret;

	draft->nr_call = 0;
	ret = draft_add_policy(draft, nr);
	if (!ret)
		ret = draft_add_old(draft, nr);
	return ret ? ret : draft_check_preds(draft);
}

/*
 * Go through all calls once. With @state the result is written there, else
 * it is only counted.
 */
static int draft_calls(struct draft *draft, struct seccomp_state *state)
{
	u32 first;
	int nr;
	int ret;

	memset(draft->shared, 0, sizeof(draft->shared));
	draft->rule = 0;
	draft->out = state;
	draft->checks = 0;
	draft->steps = 0;

	for (nr = 0; nr < NR_syscalls; nr++) {
		if (!(nr % 64))
			cond_resched();
		if (draft_is_refused_as_before(draft, nr)) {
			if (state)
				state->first[nr] = draft->shared[draft->index] - 1;
			continue;
		}
		ret = draft_call(draft, nr);
		if (ret) {
			draft->excess->nr = nr;
			draft->excess->used =
				draft_used(draft, nr, draft->excess->limit);
			return ret;
		}

		if (!draft->nr_call || seccomp_is_injected_nr(nr)) {
			if (state)
				__set_bit(nr, state->allow);
			continue;
		}
		first = draft_emit_call(draft);
		if (state)
			state->first[nr] = first;
	}
	return 0;
}

/* What no log may soften: the strictest action that is none, else kill. */
static u32 strictest_action(const struct seccomp_state *state)
{
	u32 strictest = SECCOMP_RET_LOG;
	u16 i;

	for (i = 0; i < state->nr_policies; i++)
		strictest = seccomp_strictest(strictest,
					      state->policies[i]->strictest);
	return strictest == SECCOMP_RET_LOG ? SECCOMP_RET_KILL_PROCESS :
					      strictest;
}

/* All that a state pins counts, whether or not it can still decide a call. */
static int check_limits(const struct seccomp_state *old,
			const struct seccomp_policy *policy,
			struct seccomp_excess *excess)
{
	u32 preds = 0;
	u32 text_len = 0;
	u16 i;

	if (old && old->nr_policies == SECCOMP_MAX_POLICIES)
		return exceed(excess, POLICY_ERROR_STATE_POLICIES);
	for (i = 0; old && i < old->nr_policies; i++) {
		preds += old->policies[i]->preds;
		text_len += old->policies[i]->text_len;
	}
	excess->used = preds;
	if (preds + policy->preds > SECCOMP_MAX_STATE_PREDS)
		return exceed(excess, POLICY_ERROR_STATE_PREDS);
	excess->used = text_len;
	if (text_len + policy->text_len > SECCOMP_MAX_STATE_TEXT)
		return exceed(excess, POLICY_ERROR_STATE_TEXT);
	return 0;
}

static int share_policies(struct seccomp_state *state,
			  const struct seccomp_state *old,
			  struct seccomp_policy *policy)
{
	u16 n = old ? old->nr_policies : 0;
	u16 i;

	state->policies = kcalloc(n + 1, sizeof(state->policies[0]), SECCOMP_GFP);
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
	u32 nr_checks, nr_steps;
	int ret;

	ret = draft_calls(draft, NULL);
	if (ret)
		return ERR_PTR(ret);

	nr_checks = draft->checks;
	nr_steps = draft->steps;
	/*
	 * seccomp_state.first[] and seccomp_check.policy have no room for more.
	 * The limits see to it.
	 */
	BUILD_BUG_ON(SECCOMP_MAX_STATE_PREDS + 2 * NR_syscalls > U16_MAX);
	BUILD_BUG_ON(SECCOMP_MAX_POLICIES > U8_MAX);
	if (WARN_ON_ONCE(nr_steps > U16_MAX))
		return ERR_PTR(-E2BIG);

	state = kvzalloc(size_add(struct_size(state, steps, nr_steps),
				  array_size(nr_checks, sizeof(*state->checks))),
			 SECCOMP_GFP);
	if (!state)
		return ERR_PTR(-ENOMEM);
	refcount_set(&state->refs, 1);
	state->nr_checks = nr_checks;
	state->nr_steps = nr_steps;
	state->checks = (void *)&state->steps[nr_steps];
	state->arch = policy->arch;

	ret = share_policies(state, old, policy);
	if (!ret)
		ret = draft_calls(draft, state);
	if (ret || WARN_ON_ONCE(draft->checks != nr_checks ||
				draft->steps != nr_steps)) {
		free_state(state);
		return ERR_PTR(ret ? ret : -EINVAL);
	}

	state->pass_unknown = policy->unlisted && (!old || old->pass_unknown);
	state->strictest = strictest_action(state);
	return state;
}

/**
 * seccomp_intersect - the state that lets through what two let through
 * @old:    a state, or NULL, which lets everything through
 * @policy: a policy
 * @excess: filled in for -E2BIG
 *
 * Context: Process context, may sleep.
 *
 * Return: a new state with one reference, or ERR_PTR(-E2BIG) if it would pass
 * a limit, or ERR_PTR(-ENOMEM).
 */
struct seccomp_state *seccomp_intersect(const struct seccomp_state *old,
					struct seccomp_policy *policy,
					struct seccomp_excess *excess)
{
	struct seccomp_state *state;
	struct draft *draft;
	int ret;

	ret = check_limits(old, policy, excess);
	if (ret)
		return ERR_PTR(ret);
	if (WARN_ON_ONCE(old && old->arch != policy->arch))
		return ERR_PTR(-EINVAL);

	draft = kzalloc(sizeof(*draft), SECCOMP_GFP);
	if (!draft)
		return ERR_PTR(-ENOMEM);
	draft->old = old;
	draft->policy = policy;
	draft->excess = excess;
	draft->index = old ? old->nr_policies : 0;
	state = build_state(draft, policy);
	kfree(draft);
	return state;
}

/**
 * seccomp_refusal_of - how a state refuses a call, whatever its arguments
 * @state: the state, or NULL, which refuses nothing
 * @nr:    the call's number in the native ABI
 *
 * Return: a SECCOMP_RET_* with its data; SECCOMP_RET_ALLOW if the call is
 * allowed, or if that depends on its arguments.
 */
u32 seccomp_refusal_of(const struct seccomp_state *state, int nr)
{
	const struct seccomp_check *check;

	if (!state || test_bit(nr, state->allow))
		return SECCOMP_RET_ALLOW;
	check = seccomp_first_check(state, nr);
	while (!check->last)
		check++;
	return check->test ? SECCOMP_RET_ALLOW : check->action;
}

/**
 * seccomp_is_covered - whether a state has all the policies of another
 * @part:  the other
 * @whole: the state
 *
 * Policies are compared by identity. Both states are in the order they were
 * installed in, so one walk through @whole will do.
 *
 * Return: true if it has.
 */
bool seccomp_is_covered(const struct seccomp_state *part,
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

#ifdef CONFIG_SECCOMP_FILTER_TEXT_KUNIT_TEST
#include "seccomp_state_kunit.c"
#endif
