// SPDX-License-Identifier: GPL-2.0
/*
 * Text policies of seccomp: tests of intersections. Included at the end of
 * seccomp_state.c.
 */
#include <kunit/test.h>
#include <linux/prandom.h>
#include <linux/sort.h>

#define NR_RANDOM_PAIRS		200
#define NR_RANDOM_CALLS		4
#define NR_RANDOM_STACKS	60
#define MAX_STACK		6
#define MAX_POLICY_RULES	100

static struct seccomp_policy *build(struct kunit *test, const char *text)
{
	enum seccomp_slot slot = SECCOMP_TEXT_NOW;
	struct seccomp_error error;
	struct seccomp_policy *policy =
		seccomp_build_policy(text, &slot, &error);

	KUNIT_ASSERT_FALSE_MSG(test, IS_ERR(policy), "%s", text);
	return policy;
}

static struct seccomp_state *intersect(struct kunit *test,
				       struct seccomp_state *old,
				       struct seccomp_policy *policy)
{
	struct seccomp_error error;
	struct seccomp_state *state = seccomp_intersect(old, policy, &error);

	KUNIT_ASSERT_FALSE(test, IS_ERR(state));
	return state;
}

/* What @state does with call @nr if its first argument is @first */
static u32 action_of(const struct seccomp_state *state, int nr,
		     unsigned long first)
{
	static const u16 offsets[] = SECCOMP_ARCH_NATIVE_ARGS;
	const struct trace_filter_step *step = &state->steps[state->first[nr]];
	struct pt_regs regs = {};

	if (test_bit(nr, state->allow))
		return SECCOMP_RET_ALLOW;
	*(unsigned long *)((void *)&regs + offsets[0]) = first;
	if (trace_filter_run(&step, &regs))
		return SECCOMP_RET_ALLOW;
	return state->conds[step->tag].action;
}

/* A random text about a few calls */
static void random_text(struct rnd_state *rnd, char *text, size_t size)
{
	static const char * const names[] = { "read", "write", "close", "dup" };
	static const char * const exprs[] = { "1", "0", "a0 == 0", "a0 != 1",
					      "a0 > 1", "a0 & 2",
					      "a0 == 0 || a0 == 2",
					      "a0 == 0 || a0 == 2 || a0 == 4",
					      "a0!=1 && a0!=3 && a0!=5 && a0!=7" };
	static const char * const ends[] = { "", "; errno 1", "; errno 2",
					     "; log", "; trap 3", "; trace 4",
					     "; kill_thread", "; kill" };
	static const char * const policy_actions[] = { "kill", "errno 5", "log",
						       "trap 6" };
	int rules = 1 + prandom_u32_state(rnd) % 6;
	size_t at;

	at = scnprintf(text, size, "on_violation: %s\nunlisted: %u\n",
		       policy_actions[prandom_u32_state(rnd) %
				      ARRAY_SIZE(policy_actions)],
		       prandom_u32_state(rnd) & 1);
	while (rules--) {
		u32 expr = prandom_u32_state(rnd) % ARRAY_SIZE(exprs);
		u32 end = prandom_u32_state(rnd) % ARRAY_SIZE(ends);

		at += scnprintf(text + at, size - at, "%s: %s%s\n",
				names[prandom_u32_state(rnd) % ARRAY_SIZE(names)],
				exprs[expr], expr ? ends[end] : "");
	}
}

static void an_intersection_takes_the_stricter_of_both(struct kunit *test)
{
	static const int calls[] = { __NR_read, __NR_write, __NR_close,
				     __NR_dup, __NR_getppid };
	char a_text[512], b_text[512];
	struct rnd_state rnd;
	int round, nr;
	u64 arg;

	prandom_seed_state(&rnd, 20261123);
	for (round = 0; round < NR_RANDOM_PAIRS; round++) {
		struct seccomp_policy *a_policy, *b_policy;
		struct seccomp_state *a, *b, *both;

		random_text(&rnd, a_text, sizeof(a_text));
		random_text(&rnd, b_text, sizeof(b_text));
		a_policy = build(test, a_text);
		b_policy = build(test, b_text);
		a = intersect(test, NULL, a_policy);
		b = intersect(test, NULL, b_policy);
		both = intersect(test, a, b_policy);

		for (nr = 0; nr < ARRAY_SIZE(calls); nr++) {
			for (arg = 0; arg < NR_RANDOM_CALLS; arg++) {
				u32 older = action_of(a, calls[nr], arg);
				u32 newer = action_of(b, calls[nr], arg);
				u32 want = is_stricter(older, newer) ?
					   older : newer;

				KUNIT_EXPECT_EQ_MSG(test,
						    action_of(both, calls[nr], arg),
						    want, "call %d(%llu)\n%s--\n%s",
						    calls[nr], arg, a_text, b_text);
			}
		}
		KUNIT_EXPECT_EQ(test, !both->unlisted_by,
				!a->unlisted_by &&
				!b->unlisted_by);

		seccomp_put_state(both);
		seccomp_put_state(a);
		seccomp_put_state(b);
		seccomp_put_policy(a_policy);
		seccomp_put_policy(b_policy);
	}
}

static void only_unconditionally_allowed_calls_are_in_the_bitmap(struct kunit *test)
{
	struct seccomp_policy *policy =
		build(test, "read: 1\nwrite: fd == 1\nclose: 0\ndup: 1");
	struct seccomp_state *state = intersect(test, NULL, policy);
	int nr;

	for (nr = 0; nr < NR_syscalls; nr++) {
		KUNIT_EXPECT_EQ(test, !!test_bit(nr, state->allow),
				nr == __NR_read || nr == __NR_dup ||
				seccomp_is_injected_nr(nr));
	}
	seccomp_put_state(state);
	seccomp_put_policy(policy);
}

/* Both for calls of a foreign ABI and for numbers that no call has */
static void the_strictest_policy_decides_and_the_newest_among_equals(struct kunit *test)
{
	static const char * const texts[] = {
		"on_violation: log\nforeign: log\nread: 1",
		"on_violation: errno 1\nforeign: trap 1\nread: 1",
		"on_violation: errno 2\nforeign: trap 2\nread: 1",
		"on_violation: log\nforeign: errno 3\nread: 1",
		/* Without unlisted: 0 it says nothing of numbers without a call. */
		"unlisted: 1",
	};
	static const struct {
		u32	unlisted;
		u32	foreign;
	} want[] = {
		{ SECCOMP_RET_LOG, SECCOMP_RET_LOG },
		{ SECCOMP_RET_ERRNO | 1, SECCOMP_RET_TRAP | 1 },
		{ SECCOMP_RET_ERRNO | 2, SECCOMP_RET_TRAP | 2 },
		{ SECCOMP_RET_ERRNO | 2, SECCOMP_RET_TRAP | 2 },
		{ SECCOMP_RET_ERRNO | 2, SECCOMP_RET_KILL_PROCESS },
	};
	struct seccomp_state *state = NULL;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		struct seccomp_policy *policy = build(test, texts[i]);
		struct seccomp_state *next = intersect(test, state, policy);

		KUNIT_EXPECT_EQ(test, next->unlisted_by->action,
				want[i].unlisted);
		KUNIT_EXPECT_EQ(test, next->foreign_by->foreign,
				want[i].foreign);
		seccomp_put_policy(policy);
		seccomp_put_state(state);
		state = next;
	}
	seccomp_put_state(state);
}

static void an_unconditional_action_ignores_arguments(struct kunit *test)
{
	struct seccomp_policy *policy;
	struct seccomp_state *state;

	policy = build(test, "read: 1\nwrite: fd == 1\nclose: 0; errno 9\n"
			     "dup: a0 == 1; trap\ndup: 0; errno 8");
	state = intersect(test, NULL, policy);
	KUNIT_EXPECT_EQ(test, seccomp_unconditional_action(NULL, __NR_close),
			SECCOMP_RET_ALLOW);
	KUNIT_EXPECT_EQ(test, seccomp_unconditional_action(state, __NR_read),
			SECCOMP_RET_ALLOW);
	KUNIT_EXPECT_EQ(test, seccomp_unconditional_action(state, __NR_write),
			SECCOMP_RET_ALLOW);
	KUNIT_EXPECT_EQ(test, seccomp_unconditional_action(state, __NR_close),
			SECCOMP_RET_ERRNO | 9);
	KUNIT_EXPECT_EQ(test, seccomp_unconditional_action(state, __NR_dup),
			SECCOMP_RET_ERRNO | 8);
	KUNIT_EXPECT_EQ(test, seccomp_unconditional_action(state, __NR_getppid),
			SECCOMP_RET_KILL_PROCESS);
	seccomp_put_state(state);
	seccomp_put_policy(policy);
}

static void a_state_covers_those_whose_policies_it_has(struct kunit *test)
{
	struct seccomp_policy *p = build(test, "unlisted: 1\n");
	struct seccomp_policy *q = build(test, "unlisted: 1\n");
	struct seccomp_state *one = intersect(test, NULL, p);
	struct seccomp_state *two = intersect(test, one, q);
	struct seccomp_state *other = intersect(test, NULL, q);

	KUNIT_EXPECT_TRUE(test, seccomp_state_covers(one, one));
	KUNIT_EXPECT_TRUE(test, seccomp_state_covers(two, one));
	KUNIT_EXPECT_TRUE(test, seccomp_state_covers(two, other));
	KUNIT_EXPECT_FALSE(test, seccomp_state_covers(one, two));
	KUNIT_EXPECT_FALSE(test, seccomp_state_covers(one, other));
	KUNIT_EXPECT_FALSE(test, seccomp_state_covers(NULL, one));
	KUNIT_EXPECT_TRUE(test, seccomp_state_covers(one, &seccomp_open_state));
	KUNIT_EXPECT_TRUE(test, seccomp_state_covers(NULL, &seccomp_open_state));

	seccomp_put_state(one);
	seccomp_put_state(two);
	seccomp_put_state(other);
	seccomp_put_policy(p);
	seccomp_put_policy(q);
}

/* The limit of conditional rules for a call */

static void sixty_four_conditional_rules_are_the_limit(struct kunit *test)
{
	static const struct {
		int		conds;		/* trap unless the predicate is true */
		const char	*refusal;
		int		refusal_at;	/* after so many of @conds */
		bool		fits;
	} cases[] = {
		{ 64, "", 0, true },
		{ 65, "", 0, false },
		{ 64, "; errno 1", 64, true },
		/* A stricter refusal makes all of them pointless. */
		{ 65, "; kill", 0, true },
		{ 65, "; kill", 65, true },
		{ 200, "; kill", 0, true },
		{ 200, "; kill", 64, true },
		{ 200, "; kill", 65, true },
		{ 200, "; kill", 200, true },
		/* A milder one makes none pointless. */
		{ 65, "; errno 1", 0, false },
		{ 65, "; errno 1", 65, false },
		/* One with the same action: those that follow it */
		{ 200, "; trap 7", 0, true },
		{ 200, "; trap 7", 64, true },
		{ 200, "; trap 7", 65, false },
	};
	const size_t size = 8192;
	char *text = kunit_kmalloc(test, size, GFP_KERNEL);
	size_t i, at;
	int n;

	KUNIT_ASSERT_NOT_NULL(test, text);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct seccomp_error error = {};
		struct seccomp_policy *policy;
		struct seccomp_state *state;
		int want = 0;

		if (!cases[i].fits)
			want = -E2BIG;
		at = scnprintf(text, size, "unlisted: 1\n");
		for (n = 0; n <= cases[i].conds; n++) {
			if (n == cases[i].refusal_at && *cases[i].refusal)
				at += scnprintf(text + at, size - at,
						"read: 0%s\n", cases[i].refusal);
			if (n < cases[i].conds)
				at += scnprintf(text + at, size - at,
						"read: a0 != %d; trap\n", n);
		}
		policy = build(test, text);
		state = seccomp_intersect(NULL, policy, &error);
		KUNIT_EXPECT_EQ_MSG(test, PTR_ERR_OR_ZERO(state), want,
				    "case %zu", i);
		if (!IS_ERR(state)) {
			seccomp_put_state(state);
		} else {
			KUNIT_EXPECT_EQ(test, error.id, SECCOMP_ERROR_CALL_RULES);
			KUNIT_EXPECT_EQ(test, error.call, __NR_read);
		}
		seccomp_put_policy(policy);
	}
}

/* A condition; among equally strict ones, that with the smallest rank is first. */
struct ref_cond {
	struct seccomp_cond	cond;
	u32			rank;
};

/* The conditions of __NR_read, worked out in a simple way */
struct ref_conds {
	u32			nr;
	u32			filters;
	struct ref_cond		all[MAX_STACK * (MAX_POLICY_RULES + 1)];
};

static int compare_ref_cond(const void *a, const void *b)
{
	const struct ref_cond *x = a, *y = b;

	if (is_stricter(x->cond.action, y->cond.action))
		return -1;
	if (is_stricter(y->cond.action, x->cond.action))
		return 1;
	return x->rank < y->rank ? -1 : 1;
}

/* Sort all conditions, and cut after the first one without a filter. */
static void find_ref_conds(struct ref_conds *ref,
			   struct seccomp_policy **policies, int n)
{
	u32 i;

	ref->nr = 0;
	while (n--) {
		const struct seccomp_policy *policy = policies[n];
		struct seccomp_cond cond = { .policy = n };

		for (i = 0; i < policy->nr_rules; i++) {
			if (policy->rules[i].nr != __NR_read)
				continue;
			cond.filter = policy->rules[i].filter;
			cond.action = policy->rules[i].action;
			cond.rule = i;
			ref->all[ref->nr] = (struct ref_cond){ cond, ref->nr };
			ref->nr++;
		}
		if (policy->unlisted || test_bit(__NR_read, policy->listed))
			continue;
		cond.action = policy->action;
		cond.rule = SECCOMP_RULE_NONE;
		ref->all[ref->nr] = (struct ref_cond){ cond, ref->nr };
		ref->nr++;
	}

	sort(ref->all, ref->nr, sizeof(ref->all[0]), compare_ref_cond, NULL);
	for (i = 0; i < ref->nr && ref->all[i].cond.filter; i++)
		;
	ref->filters = i;
	ref->nr = min(ref->nr, i + 1);
}

static void expect_ref_conds(struct kunit *test, const struct ref_conds *ref,
			     const struct seccomp_state *state)
{
	const struct seccomp_cond *cond, *want;
	u32 i;

	KUNIT_ASSERT_EQ(test, !ref->nr, test_bit(__NR_read, state->allow));
	if (!ref->nr)
		return;
	cond = seccomp_first_cond(state, __NR_read);
	for (i = 0; i < ref->nr; i++, cond++) {
		want = &ref->all[i].cond;
		KUNIT_EXPECT_PTR_EQ(test, cond->filter, want->filter);
		KUNIT_EXPECT_EQ(test, cond->action, want->action);
		KUNIT_EXPECT_EQ(test, cond->rule, want->rule);
		KUNIT_EXPECT_EQ(test, cond->policy, want->policy);
		KUNIT_ASSERT_EQ(test, cond->last, i == ref->nr - 1);
	}
}

/* Many rules for one call, sometimes with a refusal between them */
static void random_read_rules(struct rnd_state *rnd, char *text, size_t size)
{
	static const char * const actions[] = { "kill", "kill_thread", "trap 1",
						"trap 2", "errno 1", "errno 2",
						"trace 3", "log" };
	static const u32 counts[] = { 0, 1, 3, 20, 33, 64, 65, MAX_POLICY_RULES };
	u32 rules = counts[prandom_u32_state(rnd) % ARRAY_SIZE(counts)];
	/* Prefer mild actions, so that a refusal often finds excess. */
	u32 from = prandom_u32_state(rnd) % ARRAY_SIZE(actions);
	bool refusals = prandom_u32_state(rnd) % 2;
	size_t at;

	at = scnprintf(text, size, "unlisted: %d\non_violation: %s\n",
		       prandom_u32_state(rnd) % 4 ? 1 : 0,
		       actions[prandom_u32_state(rnd) % ARRAY_SIZE(actions)]);
	while (rules--) {
		u32 action = from + prandom_u32_state(rnd) %
				    (ARRAY_SIZE(actions) - from);
		bool refusal = refusals && !(prandom_u32_state(rnd) % 40);

		if (refusal)
			action = prandom_u32_state(rnd) % ARRAY_SIZE(actions);
		at += scnprintf(text + at, size - at, "read: %s; %s\n",
				refusal ? "0" : "a0 != 7", actions[action]);
	}
}

/* Install random policies on top of each other, without those that do not fit. */
static void stack_policies(struct kunit *test, struct rnd_state *rnd,
			   struct ref_conds *ref, u32 *fit, u32 *excessive)
{
	static char text[8192];
	struct seccomp_policy *policies[MAX_STACK];
	struct seccomp_state *state = NULL, *next;
	struct seccomp_error error = {};
	int i, n = 0;

	for (i = 0; i < MAX_STACK; i++) {
		random_read_rules(rnd, text, sizeof(text));
		policies[n] = build(test, text);
		find_ref_conds(ref, policies, n + 1);

		next = seccomp_intersect(state, policies[n], &error);
		if (ref->filters > SECCOMP_MAX_CALL_RULES) {
			KUNIT_ASSERT_EQ(test, PTR_ERR_OR_ZERO(next), -E2BIG);
			KUNIT_EXPECT_EQ(test, error.id, SECCOMP_ERROR_CALL_RULES);
			KUNIT_EXPECT_EQ(test, error.call, __NR_read);
			seccomp_put_policy(policies[n]);
			++*excessive;
			continue;
		}
		KUNIT_ASSERT_EQ(test, PTR_ERR_OR_ZERO(next), 0);
		expect_ref_conds(test, ref, next);
		seccomp_put_state(state);
		state = next;
		n++;
		++*fit;
	}
	seccomp_put_state(state);
	while (n--)
		seccomp_put_policy(policies[n]);
}

static void conditions_are_those_that_can_decide_in_order(struct kunit *test)
{
	struct ref_conds *ref = kunit_kzalloc(test, sizeof(*ref), GFP_KERNEL);
	u32 fit = 0, excessive = 0;
	struct rnd_state rnd;
	int i;

	KUNIT_ASSERT_NOT_NULL(test, ref);
	prandom_seed_state(&rnd, 64);
	for (i = 0; i < NR_RANDOM_STACKS; i++)
		stack_policies(test, &rnd, ref, &fit, &excessive);
	kunit_info(test, "%u fit, %u excessive\n", fit, excessive);
	KUNIT_EXPECT_GT(test, fit, NR_RANDOM_STACKS);
	KUNIT_EXPECT_GT(test, excessive, NR_RANDOM_STACKS / 2);
}

static struct kunit_case state_cases[] = {
	KUNIT_CASE(an_intersection_takes_the_stricter_of_both),
	KUNIT_CASE(only_unconditionally_allowed_calls_are_in_the_bitmap),
	KUNIT_CASE(the_strictest_policy_decides_and_the_newest_among_equals),
	KUNIT_CASE(an_unconditional_action_ignores_arguments),
	KUNIT_CASE(a_state_covers_those_whose_policies_it_has),
	KUNIT_CASE(sixty_four_conditional_rules_are_the_limit),
	KUNIT_CASE(conditions_are_those_that_can_decide_in_order),
	{}
};

static struct kunit_suite state_suite = {
	.name = "seccomp_state",
	.test_cases = state_cases,
};

kunit_test_suite(state_suite);
