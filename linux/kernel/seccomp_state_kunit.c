// SPDX-License-Identifier: GPL-2.0
/*
 * Text policies of seccomp: tests of intersection. Included at the end of
 * seccomp_state.c, whose static functions they are about.
 */
#include <kunit/test.h>
#include <linux/prandom.h>

#include "seccomp_policy.h"

#define NR_RANDOM_PAIRS	200
#define NR_RANDOM_CALLS	4

static struct seccomp_policy *policy_of(struct kunit *test, const char *text)
{
	enum seccomp_slot slot = SECCOMP_NOW;
	struct policy_error error;
	struct seccomp_policy *policy =
		seccomp_build_policy(text, &slot, &error);

	KUNIT_ASSERT_FALSE_MSG(test, IS_ERR(policy), "%s", text);
	return policy;
}

static struct seccomp_state *narrow(struct kunit *test,
				    struct seccomp_state *old,
				    struct seccomp_policy *policy)
{
	struct seccomp_excess excess;
	struct seccomp_state *state = seccomp_intersect(old, policy, &excess);

	KUNIT_ASSERT_FALSE(test, IS_ERR(state));
	return state;
}

static u32 verdict_of(const struct seccomp_state *state, int nr,
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
	return state->checks[step->tag].action;
}

/* Text that says something else each time, of a few calls and actions. */
static void random_text(struct rnd_state *rnd, char *text, size_t size)
{
	static const char * const names[] = { "read", "write", "close", "dup" };
	static const char * const exprs[] = { "1", "0", "a0 == 0", "a0 != 1",
					      "a0 > 1", "a0 & 2" };
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
		a_policy = policy_of(test, a_text);
		b_policy = policy_of(test, b_text);
		a = narrow(test, NULL, a_policy);
		b = narrow(test, NULL, b_policy);
		both = narrow(test, a, b_policy);

		for (nr = 0; nr < ARRAY_SIZE(calls); nr++) {
			for (arg = 0; arg < NR_RANDOM_CALLS; arg++) {
				u32 older = verdict_of(a, calls[nr], arg);
				u32 newer = verdict_of(b, calls[nr], arg);
				u32 want = is_stricter(older, newer) ?
					   older : newer;

				KUNIT_EXPECT_EQ_MSG(test,
						    verdict_of(both, calls[nr], arg),
						    want, "call %d(%llu)\n%s--\n%s",
						    calls[nr], arg, a_text, b_text);
			}
		}
		KUNIT_EXPECT_EQ(test, both->pass_unknown,
				a->pass_unknown && b->pass_unknown);

		seccomp_put_state(both);
		seccomp_put_state(a);
		seccomp_put_state(b);
		seccomp_put_policy(a_policy);
		seccomp_put_policy(b_policy);
	}
}

static void the_bitmask_agrees_with_the_checks(struct kunit *test)
{
	struct seccomp_policy *policy =
		policy_of(test, "read: 1\nwrite: fd == 1\nclose: 0\ndup: 1");
	struct seccomp_state *state = narrow(test, NULL, policy);
	int nr;

	for (nr = 0; nr < NR_syscalls; nr++) {
		KUNIT_EXPECT_EQ(test, !!test_bit(nr, state->allow),
				nr == __NR_read || nr == __NR_dup ||
				seccomp_is_injected_nr(nr));
	}
	seccomp_put_state(state);
	seccomp_put_policy(policy);
}

static void the_strictest_action_is_never_log(struct kunit *test)
{
	static const struct {
		const char	*text;
		u32		strictest;
	} cases[] = {
		{ "read: 1", SECCOMP_RET_KILL_PROCESS },
		{ "on_violation: log\nread: 1", SECCOMP_RET_KILL_PROCESS },
		{ "on_violation: log\nread: 0; errno 7",
		  SECCOMP_RET_ERRNO | 7 },
		{ "on_violation: errno 7\nread: 0; kill",
		  SECCOMP_RET_KILL_PROCESS },
		{ "on_violation: errno 7\nread: 0; errno 8",
		  SECCOMP_RET_ERRNO | 7 },
		{ "on_violation: trap 7\nread: 0; errno 8",
		  SECCOMP_RET_TRAP | 7 },
		{ "on_violation: errno 7\nunlisted: 1\n",
		  SECCOMP_RET_ERRNO | 7 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct seccomp_policy *policy = policy_of(test, cases[i].text);
		struct seccomp_state *state = narrow(test, NULL, policy);

		KUNIT_EXPECT_EQ_MSG(test, state->strictest, cases[i].strictest,
				    "%s", cases[i].text);
		seccomp_put_state(state);
		seccomp_put_policy(policy);
	}
}

static void a_state_covers_what_it_was_built_on(struct kunit *test)
{
	struct seccomp_policy *p = policy_of(test, "unlisted: 1\n");
	struct seccomp_policy *q = policy_of(test, "unlisted: 1\n");
	struct seccomp_state *one = narrow(test, NULL, p);
	struct seccomp_state *two = narrow(test, one, q);
	struct seccomp_state *other = narrow(test, NULL, q);

	KUNIT_EXPECT_TRUE(test, seccomp_is_covered(one, one));
	KUNIT_EXPECT_TRUE(test, seccomp_is_covered(one, two));
	KUNIT_EXPECT_TRUE(test, seccomp_is_covered(other, two));
	KUNIT_EXPECT_FALSE(test, seccomp_is_covered(two, one));
	KUNIT_EXPECT_FALSE(test, seccomp_is_covered(other, one));

	seccomp_put_state(one);
	seccomp_put_state(two);
	seccomp_put_state(other);
	seccomp_put_policy(p);
	seccomp_put_policy(q);
}

static struct kunit_case state_cases[] = {
	KUNIT_CASE(an_intersection_takes_the_stricter_of_both),
	KUNIT_CASE(the_bitmask_agrees_with_the_checks),
	KUNIT_CASE(the_strictest_action_is_never_log),
	KUNIT_CASE(a_state_covers_what_it_was_built_on),
	{}
};

static struct kunit_suite state_suite = {
	.name = "seccomp_state",
	.test_cases = state_cases,
};

kunit_test_suite(state_suite);
