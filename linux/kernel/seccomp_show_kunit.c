// SPDX-License-Identifier: GPL-2.0
/*
 * Text policies of seccomp: tests of printed states. Included at the end of
 * seccomp_show.c.
 */
#include <kunit/test.h>
#include <linux/err.h>
#include <linux/prandom.h>
#include <linux/slab.h>
#include <trace/syscall.h>

#define NR_RANDOM_STACKS	400
#define MAX_STACK		4
#define TEXT_SIZE		1024

/* A call that this kernel was built without, if there is one */
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

/* A call that the kernel injects, if there is one: nothing is printed for it. */
#ifdef __NR_uretprobe
static const char injected_or_other[] = "uretprobe";
#else
static const char injected_or_other[] = "sched_yield";
#endif

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
	const char * const names[] = { injected_or_other, "read", "sys_write",
				       "close", "dup", "dup3", "newfstat",
				       unbuilt_name() };
	int rules = pick(rnd, 8);
	size_t at;

	at = scnprintf(text, TEXT_SIZE, "unlisted: %u\n", pick(rnd, 2));
	if (pick(rnd, 4))
		at += scnprintf(text + at, TEXT_SIZE - at, "on_violation: %s\n",
				actions[pick(rnd, ARRAY_SIZE(actions))]);
	if (!pick(rnd, 3))
		at += scnprintf(text + at, TEXT_SIZE - at, "foreign: %s\n",
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

/* Intersect @old with @text. Takes over the reference to @old. */
static struct seccomp_state *intersect_with(struct kunit *test,
					    struct seccomp_state *old,
					    const char *text, bool log,
					    enum seccomp_slot *slot)
{
	struct seccomp_policy *policy;
	struct seccomp_state *state;
	struct seccomp_error error;

	policy = seccomp_build_policy(text, slot, &error);
	KUNIT_ASSERT_FALSE_MSG(test, IS_ERR(policy), "%s", text);
	policy->log = log;
	state = seccomp_intersect(old, policy, &error);
	KUNIT_ASSERT_FALSE_MSG(test, IS_ERR(state), "%s", text);
	seccomp_put_policy(policy);
	seccomp_put_state(old);
	return state;
}

/* What a task with @state in @slot shows. The caller frees it. */
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
			    const struct seccomp_cond *cond)
{
	return state->policies[cond->policy]->rules[cond->rule].words;
}

static bool same_cond(const struct seccomp_state *a,
		      const struct seccomp_cond *x,
		      const struct seccomp_state *b,
		      const struct seccomp_cond *y)
{
	if (x->action != y->action || !x->filter != !y->filter)
		return false;
	return !x->filter || !strcmp(words_of(a, x), words_of(b, y));
}

static u32 unlisted_action(const struct seccomp_state *state)
{
	const struct seccomp_policy *policy = state->unlisted_by;

	return policy ? policy->action : SECCOMP_RET_ALLOW;
}

/* Whether both states give the same answer to each call, whatever its arguments */
static bool same_answers(const struct seccomp_state *a,
			 const struct seccomp_state *b)
{
	const struct seccomp_cond *x, *y;
	int nr;

	for (nr = 0; nr < NR_syscalls; nr++) {
		if (test_bit(nr, a->allow) || test_bit(nr, b->allow))
			continue;
		x = seccomp_first_cond(a, nr);
		y = seccomp_first_cond(b, nr);
		for (; same_cond(a, x, b, y) && !x->last && !y->last; x++, y++)
			;
		if (!same_cond(a, x, b, y) || !x->last || !y->last)
			return false;
	}
	return bitmap_equal(a->allow, b->allow, NR_syscalls) &&
	       unlisted_action(a) == unlisted_action(b) &&
	       a->foreign_by->foreign == b->foreign_by->foreign;
}

/* @logs: a bit for each policy that has SECCOMP_FILTER_FLAG_LOG */
static void print_and_parse_again(struct kunit *test, char (*texts)[TEXT_SIZE],
				  int depth, u32 logs, enum seccomp_slot slot)
{
	struct seccomp_state *state = NULL, *again;
	enum seccomp_slot got = SECCOMP_TEXT_NOW;
	char *first, *second;
	int i;

	for (i = 0; i < depth; i++)
		state = intersect_with(test, state, texts[i], logs & BIT(i), &got);

	first = shown(test, state, slot);
	again = intersect_with(test, NULL, first, logs, &got);
	KUNIT_EXPECT_EQ(test, got, slot);
	KUNIT_EXPECT_TRUE_MSG(test, same_answers(state, again),
			      "%d: %s--\n%s--\n%s--\n%s---\n%s", depth, texts[0],
			      texts[1], texts[2], texts[3], first);

	/* A text cannot set the flag for only some of its rules. */
	second = shown(test, again, slot);
	if (!logs || logs == BIT(depth) - 1)
		KUNIT_EXPECT_STREQ(test, first, second);

	kfree(first);
	kfree(second);
	seccomp_put_state(state);
	seccomp_put_state(again);
}

static void a_printed_state_parses_as_the_same_state(struct kunit *test)
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
		print_and_parse_again(test, texts, depth, logs,
				      pick(&rnd, SECCOMP_NR_SLOTS));
	}
}

/* On each architecture, read comes before umask. */
static const struct {
	const char		*older;
	const char		*newer;
	u32			logs;	/* as for print_and_parse_again() */
	enum seccomp_slot	slot;
	const char		*printed;
} printed_states[] = {
	{ "unlisted: 1", .printed = "unlisted: 1\n" },
	{ "unlisted: 0", .printed = "unlisted: 0\n" },
	{ "umask: a0  ==  1 # why\n?read: 1", .slot = SECCOMP_TEXT_EXEC,
	  .printed = "on_exec: 1\nsys_read: 1\nsys_umask: a0  ==  1\n" },
	{ "unlisted: 1", "on_violation: trap\numask: a0 == 1; log\nread: 0",
	  .slot = SECCOMP_TEXT_NEXT, .logs = 3,
	  .printed = "# flags: LOG\non_next_syscall: 1\n"
		     "on_violation: trap\nsys_umask: a0 == 1; log\n"
		     "foreign: kill\n" },
	{ "unlisted: 1\non_violation: log\numask: a0 == 1; errno 1\nread: a0 == 2",
	  "unlisted: 1\non_violation: log\numask: a0 == 3; trap 5", .logs = 1,
	  .printed = "# flags: LOG, for lines so marked\nunlisted: 1\n"
		     "on_violation: trap 5\n"
		     "sys_read: a0 == 2; log\t# LOG\nsys_umask: a0 == 3\n"
		     "sys_umask: a0 == 1; errno EPERM\t# LOG\n" },
	{ "read: 1", "on_violation: errno EPERM\nread: 1", .logs = 1,
	  .printed = "# flags: LOG, for lines so marked\n"
		     "on_violation: kill\t# LOG\nsys_read: 1\nforeign: kill\t# LOG\n" },
	{ "mprotect: !(prot & \\\n\t(PROT_EXEC|PROT_WRITE))\nforeign: log",
	  .printed = "sys_mprotect: !(prot &  (PROT_EXEC|PROT_WRITE))\nforeign: log\n" },
	{ "foreign: errno 5\non_violation: errno 5\nread: 1",
	  "foreign: log\nread: 1",
	  .printed = "sys_read: 1\nforeign: errno EIO\n" },
	{ "unlisted: 1\nforeign: log\nread: 0; log",
	  .printed = "unlisted: 1\non_violation: log\nsys_read: 0\nforeign: log\n" },
	{ "unlisted: 1\nforeign: trap\nread: 0",
	  .printed = "unlisted: 1\non_violation: trap\nsys_read: 0; kill\nforeign: trap\n" },
};

static void a_state_is_printed_in_this_form(struct kunit *test)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(printed_states); i++) {
		enum seccomp_slot slot;
		struct seccomp_state *state;
		char *text;

		state = intersect_with(test, NULL, printed_states[i].older,
				       printed_states[i].logs & 1, &slot);
		if (printed_states[i].newer)
			state = intersect_with(test, state, printed_states[i].newer,
					       printed_states[i].logs & 2, &slot);
		text = shown(test, state, printed_states[i].slot);
		KUNIT_EXPECT_STREQ(test, text, printed_states[i].printed);
		kfree(text);
		seccomp_put_state(state);
	}
}

static struct kunit_case show_cases[] = {
	KUNIT_CASE(a_printed_state_parses_as_the_same_state),
	KUNIT_CASE(a_state_is_printed_in_this_form),
	{ }
};

static struct kunit_suite show_suite = {
	.name = "seccomp_show",
	.test_cases = show_cases,
};

kunit_test_suite(show_suite);
