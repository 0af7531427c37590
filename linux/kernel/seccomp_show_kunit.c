// SPDX-License-Identifier: GPL-2.0
/*
 * Text policies of seccomp: what is printed says what the state says. Included
 * at the end of seccomp_show.c, whose static functions this is about.
 */
#include <kunit/test.h>
#include <linux/err.h>
#include <linux/prandom.h>
#include <linux/slab.h>
#include <trace/syscall.h>

#define NR_RANDOM_STACKS	400
#define MAX_STACK		4
#define TEXT_SIZE		1024

/* A call that this kernel was built without, if there is one. */
static const char *unbuilt_name(void)
{
	int nr;

	for (nr = 0; nr < NR_syscalls; nr++) {
		if (!syscall_find_metadata(nr) && seccomp_call_name(nr) &&
		    !seccomp_is_injected_nr(nr))
			return seccomp_call_name(nr);
	}
	return "dup";
}

static u32 pick(struct rnd_state *rnd, u32 n)
{
	return prandom_u32_state(rnd) % n;
}

static void random_text(struct rnd_state *rnd, char *text)
{
	static const char * const exprs[] = { "1", "0", "a0 == 0", "a0 != 1",
					      "(a0 > 1)", "a0&2 || !(a0 == 7)" };
	static const char * const actions[] = { "kill", "kill_thread", "trap",
						"trap 3", "trap 65535",
						"errno ENOSYS", "errno EPERM",
						"errno 4095", "trace",
						"trace 4", "log", "log" };
	/* The first has no arguments. */
	const char * const names[] = { "uretprobe", "read", "sys_write", "close",
				       "dup", "dup2", "newfstat",
				       unbuilt_name() };
	int rules = pick(rnd, 8);
	size_t at;

	at = scnprintf(text, TEXT_SIZE, "unlisted: %u\n", pick(rnd, 2));
	if (pick(rnd, 4))
		at += scnprintf(text + at, TEXT_SIZE - at, "on_violation: %s\n",
				actions[pick(rnd, ARRAY_SIZE(actions))]);
	while (rules--) {
		u32 name = pick(rnd, ARRAY_SIZE(names));
		u32 expr = pick(rnd, name ? ARRAY_SIZE(exprs) : 2);

		at += scnprintf(text + at, TEXT_SIZE - at, "%s: %s%s%s\n",
				names[name], exprs[expr],
				expr && rules & 1 ? "; " : "",
				expr && rules & 1 ?
				actions[pick(rnd, ARRAY_SIZE(actions))] : "");
	}
}

/* Puts @text on top of @old, whose reference it takes. */
static struct seccomp_state *put_on_top(struct kunit *test,
					struct seccomp_state *old,
					const char *text, bool log,
					enum seccomp_slot *slot)
{
	struct seccomp_excess excess;
	struct seccomp_policy *policy;
	struct seccomp_state *state;
	struct policy_error error;

	policy = seccomp_build_policy(text, slot, &error);
	KUNIT_ASSERT_FALSE_MSG(test, IS_ERR(policy), "%s", text);
	policy->log = log;
	state = seccomp_intersect(old, policy, &excess);
	KUNIT_ASSERT_FALSE_MSG(test, IS_ERR(state), "%s", text);
	seccomp_put_policy(policy);
	seccomp_put_state(old);
	return state;
}

/* What is shown of a task with @state in @slot; to be freed. */
static char *shown(struct kunit *test, struct seccomp_state *state,
		   enum seccomp_slot slot)
{
	struct seccomp_state *states[SECCOMP_NR_SLOTS] = { };
	struct seq_file file = {
		.buf = kzalloc(SECCOMP_TEXT_MAX, GFP_KERNEL),
		.size = SECCOMP_TEXT_MAX,
	};
	struct printout out = { .file = &file };
	struct printout length = { };

	KUNIT_ASSERT_NOT_NULL(test, file.buf);
	states[slot] = state;
	put_states(&out, states);
	put_states(&length, states);
	KUNIT_EXPECT_FALSE(test, seq_has_overflowed(&file));
	KUNIT_EXPECT_EQ(test, length.len, strlen(file.buf));
	KUNIT_EXPECT_EQ(test, out.len, strlen(file.buf));
	KUNIT_EXPECT_LE(test, out.len, length_bound(state));
	return file.buf;
}

static const char *words_of(const struct seccomp_state *state,
			    const struct seccomp_check *check)
{
	return state->policies[check->policy]->rules[check->rule].words;
}

static bool same_check(const struct seccomp_state *a,
		       const struct seccomp_check *x,
		       const struct seccomp_state *b,
		       const struct seccomp_check *y)
{
	if (x->action != y->action || !x->test != !y->test)
		return false;
	return !x->test || !strcmp(words_of(a, x), words_of(b, y));
}

/* Whether the same calls get the same from both, whatever their arguments. */
/* Of what is written, to which kill for want of others does not belong. */
static u32 written_strictest(const struct seccomp_state *state)
{
	u32 strictest = SECCOMP_RET_LOG;
	u16 i;

	for (i = 0; i < state->nr_policies; i++)
		strictest = seccomp_strictest(strictest,
					      state->policies[i]->strictest);
	return strictest;
}

static bool same_verdicts(const struct seccomp_state *a,
			  const struct seccomp_state *b)
{
	const struct seccomp_check *x, *y;
	int nr;

	for (nr = 0; nr < NR_syscalls; nr++) {
		if (test_bit(nr, a->allow) || test_bit(nr, b->allow))
			continue;
		x = seccomp_first_check(a, nr);
		y = seccomp_first_check(b, nr);
		for (; same_check(a, x, b, y) && !x->last && !y->last; x++, y++)
			;
		if (!same_check(a, x, b, y) || !x->last || !y->last)
			return false;
	}
	return bitmap_equal(a->allow, b->allow, NR_syscalls) &&
	       a->pass_unknown == b->pass_unknown &&
	       a->strictest == b->strictest &&
	       written_strictest(a) == written_strictest(b);
}

/* @logs: bit by bit, whether a policy of the stack has FILTER_FLAG_LOG */
static void check_stack(struct kunit *test, char (*texts)[TEXT_SIZE],
			int depth, u32 logs, enum seccomp_slot slot)
{
	struct seccomp_state *state = NULL, *again;
	enum seccomp_slot got = SECCOMP_NOW;
	char *first, *second;
	int i;

	for (i = 0; i < depth; i++)
		state = put_on_top(test, state, texts[i], logs & BIT(i), &got);

	first = shown(test, state, slot);
	again = put_on_top(test, NULL, first, logs, &got);
	KUNIT_EXPECT_EQ(test, got, slot);
	KUNIT_EXPECT_TRUE_MSG(test, same_verdicts(state, again),
			      "%d: %s--\n%s--\n%s--\n%s---\n%s", depth, texts[0],
			      texts[1], texts[2], texts[3], first);

	/* A text cannot say that only some of its rules have the flag. */
	second = shown(test, again, slot);
	if (!logs || logs == BIT(depth) - 1)
		KUNIT_EXPECT_STREQ(test, first, second);

	kfree(first);
	kfree(second);
	seccomp_put_state(state);
	seccomp_put_state(again);
}

static void a_printed_stack_says_what_the_stack_says(struct kunit *test)
{
	char (*texts)[TEXT_SIZE] = kunit_kzalloc(test, MAX_STACK * TEXT_SIZE,
						 GFP_KERNEL);
	struct rnd_state rnd;
	int stack, i;

	KUNIT_ASSERT_NOT_NULL(test, texts);
	prandom_seed_state(&rnd, 20111);
	for (stack = 0; stack < NR_RANDOM_STACKS; stack++) {
		int depth = 1 + pick(&rnd, MAX_STACK);
		u32 logs = 0;

		for (i = 0; i < MAX_STACK; i++)
			random_text(&rnd, texts[i]);
		if (pick(&rnd, 2))
			logs = pick(&rnd, BIT(depth));
		check_stack(test, texts, depth, logs,
			    pick(&rnd, SECCOMP_NR_SLOTS));
	}
}

/* Else a line that is printed for one call could be about another one. */
static void a_printed_name_is_that_of_its_call(struct kunit *test)
{
	const char *name;
	int nr;

	for (nr = 0; nr < NR_syscalls; nr++) {
		name = seccomp_call_name(nr);
		if (name)
			KUNIT_EXPECT_EQ_MSG(test, nr,
					    seccomp_find_call(name, strlen(name)),
					    "%s", name);
	}
}

static void a_printed_action_is_read_as_itself(struct kunit *test)
{
	static const struct {
		const char	*text;
		u32		action;
	} cases[] = {
		{ "kill", SECCOMP_RET_KILL_PROCESS },
		{ "kill_thread", SECCOMP_RET_KILL_THREAD },
		{ "trap", SECCOMP_RET_TRAP },
		{ "trap 65535", SECCOMP_RET_TRAP | 65535 },
		{ "errno EAGAIN", SECCOMP_RET_ERRNO | EAGAIN },
		{ "errno EOPNOTSUPP", SECCOMP_RET_ERRNO | EOPNOTSUPP },
		{ "errno 4095", SECCOMP_RET_ERRNO | 4095 },
		{ "trace", SECCOMP_RET_TRACE },
		{ "trace 1", SECCOMP_RET_TRACE | 1 },
		{ "log", SECCOMP_RET_LOG },
	};
	char text[ACTION_SIZE];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		policy_print_action(cases[i].action, text, sizeof(text));
		KUNIT_EXPECT_STREQ(test, text, cases[i].text);
	}
}

static struct kunit_case show_cases[] = {
	KUNIT_CASE(a_printed_stack_says_what_the_stack_says),
	KUNIT_CASE(a_printed_name_is_that_of_its_call),
	KUNIT_CASE(a_printed_action_is_read_as_itself),
	{ }
};

static struct kunit_suite show_suite = {
	.name = "seccomp_text_show",
	.test_cases = show_cases,
};

kunit_test_suite(show_suite);
