// SPDX-License-Identifier: GPL-2.0
/*
 * Text policies of seccomp: intersect policies into states. Nothing here knows a
 * task, except that current is charged for the memory.
 */
#include <linux/err.h>
#include <linux/init.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "seccomp_names.h"
#include "seccomp_state.h"

static bool is_stricter(u32 a, u32 b)
{
	return seccomp_action_order(a) < seccomp_action_order(b);
}

struct seccomp_state seccomp_open_state = {
	.refs = REFCOUNT_INIT(1),
	.arch = SECCOMP_ARCH_NATIVE,
	.allow = { [0 ... BITS_TO_LONGS(NR_syscalls) - 1] = ~0UL },
};

/* Frees states. It is not bound to a CPU, as a large state takes a while. */
static struct workqueue_struct *free_queue __ro_after_init;

static int __init make_free_queue(void)
{
	free_queue = alloc_workqueue("seccomp_text", WQ_UNBOUND, 0);
	if (!free_queue)
		panic("seccomp: no memory for a workqueue\n");
	return 0;
}
core_initcall(make_free_queue);

static void free_state(struct seccomp_state *state)
{
	u16 i;

	for (i = 0; i < state->nr_policies; i++)
		seccomp_put_policy(state->policies[i]);
	kfree(state->policies);
	kvfree(state);
}

static void free_state_work(struct work_struct *work)
{
	free_state(container_of(to_rcu_work(work), struct seccomp_state,
				free_work));
}

/**
 * seccomp_put_state - drop a reference to a state
 * @state: the state, or NULL
 *
 * The last reference frees it after a grace period. This takes too long for an
 * RCU callback: a state can have thousands of filters.
 *
 * Context: Any but NMI. Does not wait for the grace period.
 */
void seccomp_put_state(struct seccomp_state *state)
{
	if (state && refcount_dec_and_test(&state->refs))
		queue_rcu_work(free_queue, &state->free_work);
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
 * struct intersection - a state being worked out, call by call
 * @old:     the state in force; NULL: everything is allowed
 * @policy:  the policy to be added
 * @index:   the index that @policy will have
 * @out:     receives conditions and steps; NULL while they are only counted
 * @conds:   number of conditions so far
 * @steps:   number of steps so far
 * @shared:  for each policy, 1 + the step that refuses what the policy does not
 *           name; 0 if there is none yet
 * @call:    the conditions of the current call
 * @nr_call: number of @call
 * @lost:    there was no room in @call for some conditions with a filter
 * @lost_action: the strictest action of those
 * @error:   filled in if a limit is exceeded
 * @first:   1 + the index of the first rule of @policy about each call, or 0
 * @next:    1 + the index of the next rule about the same call, or 0
 */
struct intersection {
	const struct seccomp_state	*old;
	const struct seccomp_policy	*policy;
	u16				index;
	struct seccomp_state		*out;
	u32				conds;
	u32				steps;
	u16				shared[SECCOMP_MAX_POLICIES];
	struct seccomp_cond		call[SECCOMP_MAX_CALL_RULES + 2];
	u32				nr_call;
	bool				lost;
	u32				lost_action;
	struct seccomp_error		*error;
	u16				first[NR_syscalls];
	u16				next[];
};

static int exceed(struct seccomp_error *error, enum seccomp_error_id limit)
{
	error->id = limit;
	return -E2BIG;
}

/* Link the rules about each call, in the order of their lines. */
static void link_rules(struct intersection *x)
{
	u16 i, nr;

	for (i = x->policy->nr_rules; i; i--) {
		nr = x->policy->rules[i - 1].nr;
		x->next[i - 1] = x->first[nr];
		x->first[nr] = i;
	}
}

/*
 * There is one condition with a filter too many: drop the last one. It may turn
 * out that it could not decide anything, see add_cond().
 */
static void lose_cond(struct intersection *x)
{
	struct seccomp_cond *lost = &x->call[SECCOMP_MAX_CALL_RULES];

	if (!x->lost || is_stricter(lost->action, x->lost_action))
		x->lost_action = lost->action;
	x->lost = true;
	/* At most a condition without a filter follows. */
	lost[0] = lost[1];
	x->nr_call--;
}

/*
 * Add a condition to those of the current call: stricter ones first, earlier
 * added ones first among equals. What comes after one without a filter cannot
 * decide anything: drop it.
 */
static void add_cond(struct intersection *x, const struct seccomp_cond *cond)
{
	struct seccomp_cond *call = x->call;
	u32 at = x->nr_call;

	while (at && is_stricter(cond->action, call[at - 1].action))
		at--;
	if (at && !call[at - 1].filter)
		return;

	if (!cond->filter) {
		x->nr_call = at;
		if (x->lost && is_stricter(cond->action, x->lost_action))
			x->lost = false;
	}
	memmove(&call[at + 1], &call[at], (x->nr_call - at) * sizeof(call[0]));
	call[at] = *cond;
	x->nr_call++;
	if (x->nr_call > SECCOMP_MAX_CALL_RULES &&
	    call[SECCOMP_MAX_CALL_RULES].filter)
		lose_cond(x);
}

/* Add what the new policy says of call @nr. */
static void add_policy(struct intersection *x, int nr)
{
	const struct seccomp_policy *policy = x->policy;
	const struct seccomp_rule *rule;
	struct seccomp_cond cond = { .policy = x->index };
	u16 i;

	for (i = x->first[nr]; i; i = x->next[i - 1]) {
		rule = &policy->rules[i - 1];
		cond.filter = rule->filter;
		/* What the call would return itself */
		cond.action = rule->unbuilt ? SECCOMP_RET_ERRNO | ENOSYS :
					      rule->action;
		cond.rule = i - 1;
		add_cond(x, &cond);
	}

	if (policy->unlisted || test_bit(nr, policy->listed))
		return;

	cond.action = policy->action;
	cond.rule = SECCOMP_RULE_NONE;
	add_cond(x, &cond);
}

static void add_old(struct intersection *x, int nr)
{
	const struct seccomp_state *old = x->old;
	const struct seccomp_cond *cond;

	if (!old || test_bit(nr, old->allow))
		return;

	cond = seccomp_first_cond(old, nr);
	do {
		add_cond(x, cond);
	} while (!cond++->last);
}

/* The step of a condition without a filter */
static void emit_refusal(struct trace_filter_step *step, u16 tag)
{
	*step = (struct trace_filter_step){
		.inside = TRACE_FILTER_FALSE,
		.outside = TRACE_FILTER_FALSE,
		.tag = tag,
	};
}

/* The steps of a condition's filter. @next: another condition follows. */
static void emit_filter(struct trace_filter_step *steps,
			const struct trace_filter *filter, u16 tag, bool next)
{
	u32 i;

	for (i = 0; i < filter->nr_steps; i++) {
		struct trace_filter_step *step = &steps[i];

		*step = filter->steps[i];
		step->tag = tag;
		if (next && step->inside == TRACE_FILTER_TRUE)
			step->inside = TRACE_FILTER_STEP(filter->nr_steps - i);
		if (next && step->outside == TRACE_FILTER_TRUE)
			step->outside = TRACE_FILTER_STEP(filter->nr_steps - i);
	}
}

static void emit_cond(struct intersection *x, const struct seccomp_cond *cond,
		      bool last)
{
	struct seccomp_state *out = x->out;

	if (out) {
		out->conds[x->conds] = *cond;
		out->conds[x->conds].last = last;
		if (cond->filter)
			emit_filter(&out->steps[x->steps], cond->filter,
				    x->conds, !last);
		else
			emit_refusal(&out->steps[x->steps], x->conds);
	}
	x->conds++;
	x->steps += cond->filter ? cond->filter->nr_steps : 1;
}

/* Emit the conditions of the current call. Returns its first step. */
static u32 emit_call(struct intersection *x)
{
	const struct seccomp_cond *call = x->call;
	u32 first = x->steps;
	u32 i;

	/* Most policies do not name most calls: share that refusal. */
	if (x->nr_call == 1 && call->rule == SECCOMP_RULE_NONE) {
		if (x->shared[call->policy])
			return x->shared[call->policy] - 1;
		x->shared[call->policy] = first + 1;
	}

	for (i = 0; i < x->nr_call; i++)
		emit_cond(x, &call[i], i == x->nr_call - 1);
	return first;
}

static int limit_call(const struct intersection *x)
{
	u32 steps = 0;
	u32 i;

	if (x->lost)
		return exceed(x->error, SECCOMP_ERROR_CALL_RULES);
	for (i = 0; i < x->nr_call && x->call[i].filter; i++)
		steps += x->call[i].filter->longest;
	if (steps > SECCOMP_MAX_CALL_STEPS)
		return exceed(x->error, SECCOMP_ERROR_CALL_STEPS);
	return 0;
}

/* No policy names call @nr, and the new one drops what it does not name. */
static bool is_dropped_as_before(const struct intersection *x, int nr)
{
	const struct seccomp_policy *policy = x->policy;

	return !policy->unlisted && x->shared[x->index] &&
	       !test_bit(nr, policy->listed) &&
	       (!x->old || test_bit(nr, x->old->allow)) &&
	       !seccomp_is_injected_nr(nr);
}

/* Collect the conditions of call @nr. */
static int collect_conds(struct intersection *x, int nr)
{
	x->nr_call = 0;
	x->lost = false;
	add_policy(x, nr);
	add_old(x, nr);
	return limit_call(x);
}

/* Work out all calls. Write the result to @state, or only count it if NULL. */
static int walk_calls(struct intersection *x, struct seccomp_state *state)
{
	u32 first;
	int nr;
	int ret;

	memset(x->shared, 0, sizeof(x->shared));
	x->out = state;
	x->conds = 0;
	x->steps = 0;

	for (nr = 0; nr < NR_syscalls; nr++) {
		if (!(nr % 64))
			cond_resched();
		if (is_dropped_as_before(x, nr)) {
			if (state)
				state->first[nr] = x->shared[x->index] - 1;
			continue;
		}
		ret = collect_conds(x, nr);
		if (ret) {
			x->error->call = nr;
			return ret;
		}

		if (!x->nr_call || seccomp_is_injected_nr(nr)) {
			if (state)
				__set_bit(nr, state->allow);
			continue;
		}
		first = emit_call(x);
		if (state)
			state->first[nr] = first;
	}
	return 0;
}

/* Count everything that a state pins, whether or not it can decide a call. */
static int limit_state(const struct seccomp_state *old,
		       const struct seccomp_policy *policy,
		       struct seccomp_error *error)
{
	u32 preds = 0;
	u32 text_len = 0;
	u16 i;

	if (old && old->nr_policies == SECCOMP_MAX_POLICIES)
		return exceed(error, SECCOMP_ERROR_STATE_POLICIES);
	for (i = 0; old && i < old->nr_policies; i++) {
		preds += old->policies[i]->preds;
		text_len += old->policies[i]->text_len;
	}
	if (preds + policy->preds > SECCOMP_MAX_STATE_PREDS)
		return exceed(error, SECCOMP_ERROR_STATE_PREDS);
	if (text_len + policy->text_len > SECCOMP_MAX_STATE_TEXT)
		return exceed(error, SECCOMP_ERROR_STATE_TEXT);
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

/* Find the policies that decide about calls that no rule can name. */
static void set_deciders(struct seccomp_state *state)
{
	u16 i;

	for (i = 0; i < state->nr_policies; i++) {
		const struct seccomp_policy *policy = state->policies[i];

		if (!state->foreign_by ||
		    !is_stricter(state->foreign_by->foreign, policy->foreign))
			state->foreign_by = policy;
		if (!policy->unlisted &&
		    (!state->unlisted_by ||
		     !is_stricter(state->unlisted_by->action, policy->action)))
			state->unlisted_by = policy;
	}
}

static struct seccomp_state *build_state(struct intersection *x,
					 struct seccomp_policy *policy)
{
	const struct seccomp_state *old = x->old;
	struct seccomp_state *state;
	u32 nr_conds, nr_steps;
	int ret;

	ret = walk_calls(x, NULL);
	if (ret)
		return ERR_PTR(ret);

	nr_conds = x->conds;
	nr_steps = x->steps;
	/* The limits keep seccomp_state.first[] and seccomp_cond.policy valid. */
	BUILD_BUG_ON(SECCOMP_MAX_STATE_PREDS + 2 * NR_syscalls > U16_MAX);
	BUILD_BUG_ON(SECCOMP_MAX_POLICIES > U8_MAX);
	/* A rule is at least four bytes of text. */
	BUILD_BUG_ON(SECCOMP_TEXT_MAX / 4 >= SECCOMP_RULE_NONE);
	if (WARN_ON_ONCE(nr_steps > U16_MAX))
		return ERR_PTR(exceed(x->error, SECCOMP_ERROR_STATE_PREDS));

	state = kvzalloc(size_add(struct_size(state, steps, nr_steps),
				  array_size(nr_conds, sizeof(*state->conds))),
			 SECCOMP_GFP);
	if (!state)
		return ERR_PTR(-ENOMEM);
	refcount_set(&state->refs, 1);
	INIT_RCU_WORK(&state->free_work, free_state_work);
	state->nr_conds = nr_conds;
	state->nr_steps = nr_steps;
	state->conds = (void *)&state->steps[nr_steps];
	state->arch = policy->arch;

	ret = share_policies(state, old, policy);
	if (!ret)
		ret = walk_calls(x, state);
	if (ret || WARN_ON_ONCE(x->conds != nr_conds ||
				x->steps != nr_steps)) {
		free_state(state);
		return ERR_PTR(ret ? ret : -EINVAL);
	}
	set_deciders(state);
	return state;
}

/**
 * seccomp_intersect - build the state that allows what two allow
 * @old:    a state, or NULL, which allows everything
 * @policy: a policy
 * @error:  for -E2BIG, receives the limit, and the call if it is a limit of one
 *
 * Context: Process context, may sleep.
 *
 * Return: a new state with one reference, ERR_PTR(-E2BIG) if it would exceed a
 * limit, or ERR_PTR(-ENOMEM).
 */
struct seccomp_state *seccomp_intersect(const struct seccomp_state *old,
					struct seccomp_policy *policy,
					struct seccomp_error *error)
{
	struct seccomp_state *state;
	struct intersection *x;
	int ret;

	ret = limit_state(old, policy, error);
	if (ret)
		return ERR_PTR(ret);
	if (WARN_ON_ONCE(old && old->arch != policy->arch))
		return ERR_PTR(-EINVAL);

	x = kvzalloc(struct_size(x, next, policy->nr_rules), SECCOMP_GFP);
	if (!x)
		return ERR_PTR(-ENOMEM);
	x->old = old;
	x->policy = policy;
	x->error = error;
	x->index = old ? old->nr_policies : 0;
	link_rules(x);
	state = build_state(x, policy);
	kvfree(x);
	return state;
}

/**
 * seccomp_unconditional_action - how a state refuses a call, with any arguments
 * @state: the state, or NULL, which refuses nothing
 * @nr:    the call's number in the native ABI
 *
 * Return: a SECCOMP_RET_* with its data; SECCOMP_RET_ALLOW if the call is
 * allowed, or if that depends on its arguments.
 */
u32 seccomp_unconditional_action(const struct seccomp_state *state, int nr)
{
	const struct seccomp_cond *cond;

	if (!state || test_bit(nr, state->allow))
		return SECCOMP_RET_ALLOW;
	cond = seccomp_first_cond(state, nr);
	while (!cond->last)
		cond++;
	return cond->filter ? SECCOMP_RET_ALLOW : cond->action;
}

/**
 * seccomp_state_covers - whether a state has all policies of another
 * @whole: the state, or NULL, which has none
 * @part:  the other
 *
 * Policies are compared by identity. Both states list them in the order they
 * were installed in, so one walk through @whole is enough.
 *
 * Context: Any; both states are kept alive by the caller.
 *
 * Return: true if it has.
 */
bool seccomp_state_covers(const struct seccomp_state *whole,
			  const struct seccomp_state *part)
{
	u16 n = whole ? whole->nr_policies : 0;
	u16 w = 0;
	u16 i;

	/* Mostly @whole is @part, with policies added. Threads can be many. */
	if (n && part->nr_policies <= n &&
	    !memcmp(part->policies, whole->policies,
		    array_size(part->nr_policies, sizeof(part->policies[0]))))
		return true;

	for (i = 0; i < part->nr_policies; i++) {
		while (w < n && whole->policies[w] != part->policies[i])
			w++;
		if (w == n)
			return false;
	}
	return true;
}

#ifdef CONFIG_SECCOMP_FILTER_TEXT_KUNIT_TEST
#include "seccomp_state_kunit.c"
#endif
