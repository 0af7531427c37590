// SPDX-License-Identifier: GPL-2.0
/*
 * Text policies of seccomp: tests of constants and of intersection. Included
 * at the end of seccomp_state.c, whose static functions they are about.
 */
#include <kunit/test.h>
#include <linux/prandom.h>

#define NR_RANDOM_PAIRS	200
#define NR_RANDOM_CALLS	4

/* Constants */

struct constant_case {
	u8		size;
	bool		is_signed;
	const char	*constant;
	bool		fits;
};

static const struct constant_case constants[] = {
	{ 1, false, "255", true },	{ 1, false, "256", false },
	{ 1, false, "-1", false },	{ 1, false, "-0", true },
	{ 1, true, "127", true },	{ 1, true, "128", false },
	{ 1, true, "-128", true },	{ 1, true, "-129", false },
	{ 2, false, "0xffff", true },	{ 2, false, "0x10000", false },
	{ 2, true, "-0x8000", true },	{ 2, true, "0x8000", false },
	{ 4, false, "4294967295", true }, { 4, false, "4294967296", false },
	{ 4, false, "-1", false },	{ 4, true, "0xffffffff", false },
	{ 4, true, "2147483647", true }, { 4, true, "-2147483648", true },
	{ 4, true, "-2147483649", false },
	{ 8, false, "0xffffffffffffffff", true },
	{ 8, false, "01777777777777777777777", true },
	{ 8, false, "02000000000000000000000", false },
	{ 8, false, "18446744073709551616", false },
	{ 8, true, "0x7fffffffffffffff", true },
	{ 8, true, "0x8000000000000000", false },
	{ 8, true, "-0x8000000000000000", true },
	{ 8, true, "-9223372036854775809", false },
	{ 4, true, "08", false },	{ 4, true, "0x", false },
	{ 4, true, "1x", false },	{ 4, true, "--1", false },
	{ 4, true, "- 1", false },	{ 4, true, "+1", false },
	{ 4, true, "", false },		{ 4, true, "'1'", false },
};

static struct trace_filter *filter_one(const struct trace_filter_field *field,
				       const char *expr)
{
	const struct trace_filter_scope scope = {
		.fields = field,
		.nr_fields = 1,
		.max_preds = 8,
		.max_depth = 8,
		.gfp = GFP_KERNEL,
	};
	struct trace_filter_error error;

	return trace_filter_create(&scope, expr, &error);
}

static void a_constant_must_fit_its_field(struct kunit *test)
{
	const struct constant_case *c;

	for (c = constants; c < constants + ARRAY_SIZE(constants); c++) {
		struct trace_filter_field field = {
			.name = "x",
			.size = c->size,
			.is_signed = c->is_signed,
		};
		struct trace_filter *filter;
		char expr[40];

		snprintf(expr, sizeof(expr), "x == %s", c->constant);
		filter = filter_one(&field, expr);
		if (c->fits) {
			KUNIT_EXPECT_FALSE_MSG(test, IS_ERR(filter), "%s", expr);
		} else {
			KUNIT_EXPECT_EQ_MSG(test, PTR_ERR_OR_ZERO(filter),
					    -EINVAL, "%s", expr);
		}
		if (!IS_ERR(filter))
			trace_filter_free(filter);
	}
}

static void a_field_compares_at_its_width_and_sign(struct kunit *test)
{
	static const struct {
		u8		size;
		bool		is_signed;
		const char	*expr;
		u64		value;
		bool		match;
	} cases[] = {
		{ 4, false, "x == 0", 0x100000000, true },
		{ 4, false, "x != 0", 0x100000000, false },
		{ 4, true, "x == -100", 0xffffff9c, true },
		{ 4, true, "x == -100", 0xffffffffffffff9c, true },
		{ 4, true, "x < 0", 0x80000000, true },
		{ 4, false, "x > 0x7fffffff", 0x80000000, true },
		{ 2, false, "x == 0644", 0xffff01a4, true },
		{ 2, false, "x & 0x8000", 0x18000, true },
		{ 2, false, "x & 0x8000", 0x10000, false },
		{ 1, true, "x <= -1", 0xff, true },
		{ 8, true, "x < 0", 0x80000000, false },
		{ 8, true, "x < 0", 0x8000000000000000, true },
		{ 8, false, "x < 1", 0x8000000000000000, false },
		{ 4, true, "!(x == 1) && (x >= 0 || x == -7)", 1, false },
		{ 4, true, "!(x == 1) && (x >= 0 || x == -7)", 0xfffffff9, true },
		{ 4, true, "!!x == 1", 1, true },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct trace_filter_field field = {
			.name = "x",
			.size = cases[i].size,
			.is_signed = cases[i].is_signed,
		};
		struct trace_filter *filter;

		filter = filter_one(&field, cases[i].expr);
		KUNIT_ASSERT_FALSE_MSG(test, IS_ERR(filter), "%s", cases[i].expr);
		KUNIT_EXPECT_EQ_MSG(test,
				    trace_filter_match(filter, &cases[i].value),
				    cases[i].match, "%s", cases[i].expr);
		trace_filter_free(filter);
	}
}

static void arguments_are_where_the_abi_puts_them(struct kunit *test)
{
	unsigned long args[ARRAY_SIZE(arg_offsets)];
	struct pt_regs regs;
	unsigned long *words = (unsigned long *)&regs;
	size_t i;

	for (i = 0; i < sizeof(regs) / sizeof(*words); i++)
		words[i] = i;
	syscall_get_arguments(current, &regs, args);
	for (i = 0; i < ARRAY_SIZE(args); i++)
		KUNIT_EXPECT_EQ(test, args[i], arg_offsets[i] / sizeof(*words));
}

/* Intersection */

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
	const struct trace_filter_step *step = &state->steps[state->first[nr]];
	struct pt_regs regs = {};

	if (test_bit(nr, state->allow))
		return SECCOMP_RET_ALLOW;
	*(unsigned long *)((void *)&regs + arg_offsets[0]) = first;
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
	KUNIT_CASE(a_constant_must_fit_its_field),
	KUNIT_CASE(a_field_compares_at_its_width_and_sign),
	KUNIT_CASE(arguments_are_where_the_abi_puts_them),
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
