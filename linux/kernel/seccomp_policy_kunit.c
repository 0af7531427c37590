// SPDX-License-Identifier: GPL-2.0
/*
 * Text policies of seccomp: tests of rules. Included at the end of
 * seccomp_policy.c.
 */
#include <kunit/test.h>

static struct seccomp_policy *build(struct kunit *test, const char *text)
{
	enum seccomp_slot slot = SECCOMP_TEXT_NOW;
	struct seccomp_policy *policy;
	struct seccomp_error error;

	policy = seccomp_build_policy(text, &slot, &error);
	KUNIT_ASSERT_FALSE_MSG(test, IS_ERR(policy), "%s", text);
	return policy;
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
	/* The calls of arm64 may take their first argument from elsewhere. */
	for (i = IS_ENABLED(CONFIG_ARM64); i < ARRAY_SIZE(args); i++)
		KUNIT_EXPECT_EQ(test, args[i], arg_offsets[i] / sizeof(*words));
}

static void arguments_have_a_name_and_a_position(struct kunit *test)
{
	static const char text[] =
		"read: fd == 1 && buf == 2 && count == 3\n"
		"read: a0 == 1 && a1 == 2 && a2 == 3\n"
		"lseek: fd == 1 && offset == -2 && whence == 3\n"
		"lseek: a0 == 1 && a1 == -2 && a2 == 3\n";
	struct seccomp_policy *policy = build(test, text);
	const struct trace_filter *name, *position;
	int i;

	KUNIT_ASSERT_EQ(test, policy->nr_rules, 4);
	for (i = 0; i < 4; i += 2) {
		name = policy->rules[i].filter;
		position = policy->rules[i + 1].filter;
		KUNIT_ASSERT_EQ(test, name->nr_steps, 3);
		KUNIT_ASSERT_EQ(test, position->nr_steps, 3);
		KUNIT_EXPECT_EQ(test, memcmp(name->steps, position->steps,
					     3 * sizeof(name->steps[0])), 0);
		KUNIT_EXPECT_EQ(test, name->steps[2].offset, arg_offsets[2]);
	}
	seccomp_put_policy(policy);
}

static void an_argument_has_the_type_of_its_declaration(struct kunit *test)
{
	struct seccomp_policy *policy;

	/* off_t offset, unsigned int fd */
	policy = build(test, "lseek: a1 == -0x8000000000000000 && a0 == 0xffffffff");
	KUNIT_EXPECT_EQ(test, policy->rules[0].filter->steps[0].mask, ~0UL);
	KUNIT_EXPECT_EQ(test, policy->rules[0].filter->steps[1].mask, U32_MAX);
	seccomp_put_policy(policy);
}

static void rules_that_can_refuse_are_in_the_order_of_their_lines(struct kunit *test)
{
	static const struct {
		int		nr;
		u32		line;
		const char	*words;
	} want[] = {
		{ __NR_write, 2, "a0 != 1" },	{ __NR_read, 3, "fd == 1" },
		{ __NR_read, 5, "fd  ==  2" },	{ __NR_write, 6, "0" },
		{ __NR_read, 8, "0" },
	};
	struct seccomp_policy *policy;
	size_t i;

	policy = build(test, "# 1\nwrite: a0 != 1\nread: fd == 1\nread: 1\n"
			     "read:  fd  ==  2 # why\nwrite: 0\nclose: 1\nread: 0");
	KUNIT_ASSERT_EQ(test, policy->nr_rules, ARRAY_SIZE(want));
	for (i = 0; i < ARRAY_SIZE(want); i++) {
		const struct seccomp_rule *rule = &policy->rules[i];

		KUNIT_EXPECT_EQ(test, rule->nr, want[i].nr);
		KUNIT_EXPECT_EQ(test, rule->line, want[i].line);
		KUNIT_EXPECT_STREQ(test, rule->words, want[i].words);
		KUNIT_EXPECT_EQ(test, !rule->filter, !strcmp(rule->words, "0"));
		if (rule->filter)
			KUNIT_EXPECT_EQ(test, rule->filter->nr_preds, 1);
	}
	KUNIT_EXPECT_EQ(test, policy->preds, 3);
	KUNIT_EXPECT_TRUE(test, test_bit(__NR_close, policy->listed));
	KUNIT_EXPECT_EQ(test, bitmap_weight(policy->listed, NR_syscalls), 3);
	seccomp_put_policy(policy);
}

static void joined_lines_become_one_expression(struct kunit *test)
{
	static const char bad[] = "read: fd == 1 || \\\t\n \\\n  (fdd == 1)";
	struct seccomp_policy *policy;
	struct seccomp_error error;
	enum seccomp_slot slot;

	policy = build(test, "# 1\nwrite: fd == 1 \\\n\t || \\ \r\n  fd \\\n\\\n== 2; log\n"
			     "read: 0");
	KUNIT_ASSERT_EQ(test, policy->nr_rules, 2);
	KUNIT_EXPECT_STREQ(test, policy->rules[0].words, "fd == 1  ||  fd  == 2");
	KUNIT_EXPECT_EQ(test, policy->rules[0].line, 2);
	KUNIT_EXPECT_EQ(test, policy->rules[0].filter->nr_preds, 2);
	KUNIT_EXPECT_EQ(test, policy->rules[1].line, 7);
	seccomp_put_policy(policy);

	/* Positions are those of the text. */
	policy = seccomp_build_policy(bad, &slot, &error);
	KUNIT_ASSERT_EQ(test, PTR_ERR_OR_ZERO(policy), -EINVAL);
	KUNIT_EXPECT_EQ(test, error.id, SECCOMP_ERROR_ARGUMENT);
	KUNIT_EXPECT_EQ(test, error.line, 3);
	KUNIT_EXPECT_EQ(test, error.column, 4);
	KUNIT_EXPECT_TRUE(test, seccomp_span_is(seccomp_line_name(&error), "read"));
}

static void calls_of_a_foreign_abi_get_the_strictest_action_or_what_it_says(struct kunit *test)
{
	static const struct {
		const char	*text;
		u32		foreign;
	} cases[] = {
		{ "read: 1", SECCOMP_RET_KILL_PROCESS },
		{ "on_violation: log\nread: 1", SECCOMP_RET_KILL_PROCESS },
		{ "on_violation: log\nread: 0; log", SECCOMP_RET_KILL_PROCESS },
		{ "on_violation: log\nread: 0; errno 7", SECCOMP_RET_ERRNO | 7 },
		{ "on_violation: errno 7\nread: 0; kill", SECCOMP_RET_KILL_PROCESS },
		{ "on_violation: errno 7\nread: 0; kill_thread", SECCOMP_RET_KILL_THREAD },
		{ "on_violation: errno 7\nread: 0; errno 8", SECCOMP_RET_ERRNO | 7 },
		{ "on_violation: trap 7\nread: 0; errno 8", SECCOMP_RET_TRAP | 7 },
		{ "on_violation: errno 7\nunlisted: 1\n", SECCOMP_RET_ERRNO | 7 },
		{ "foreign: log\nread: 0", SECCOMP_RET_LOG },
		{ "read: 0\nforeign: errno ENOSYS", SECCOMP_RET_ERRNO | ENOSYS },
		{ "on_violation: log\nforeign: kill_thread\nread: 1", SECCOMP_RET_KILL_THREAD },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct seccomp_policy *policy = build(test, cases[i].text);

		KUNIT_EXPECT_EQ_MSG(test, policy->foreign, cases[i].foreign, "%s",
				    cases[i].text);
		seccomp_put_policy(policy);
	}
}

static void a_rule_without_an_action_has_that_of_the_policy(struct kunit *test)
{
	struct seccomp_policy *policy;

	policy = build(test, "read: 0\nread: 0; log\non_violation: errno 7\nread: 0");
	KUNIT_ASSERT_EQ(test, policy->nr_rules, 3);
	KUNIT_EXPECT_EQ(test, policy->rules[0].action, SECCOMP_RET_ERRNO | 7);
	KUNIT_EXPECT_EQ(test, policy->rules[1].action, SECCOMP_RET_LOG);
	KUNIT_EXPECT_EQ(test, policy->rules[2].action, SECCOMP_RET_ERRNO | 7);
	seccomp_put_policy(policy);

	policy = build(test, "read: 0");
	KUNIT_EXPECT_EQ(test, policy->rules[0].action, SECCOMP_RET_KILL_PROCESS);
	seccomp_put_policy(policy);
}

static void skipped_rules_count_as_text_only(struct kunit *test)
{
	struct seccomp_policy *policy;

	policy = build(test, "?no_such_call: fd = 1\nread: 1");
	KUNIT_EXPECT_EQ(test, policy->nr_rules, 0);
	KUNIT_EXPECT_EQ(test, bitmap_weight(policy->listed, NR_syscalls), 1);
	KUNIT_EXPECT_EQ(test, policy->text_len,
			strlen("no_such_call: fd = 1\n") + strlen("read: 1\n"));
	seccomp_put_policy(policy);
}

/* Every kernel is built without nfsservctl. */
static void a_predicate_on_an_unbuilt_call_is_parsed_only(struct kunit *test)
{
	struct seccomp_policy *policy;

	policy = build(test, "nfsservctl: anything == -1 && a7 & 2; kill\n"
			     "nfsservctl: 0");
	KUNIT_ASSERT_EQ(test, policy->nr_rules, 2);
	KUNIT_EXPECT_TRUE(test, policy->rules[0].unbuilt);
	KUNIT_EXPECT_NULL(test, policy->rules[0].filter);
	KUNIT_EXPECT_FALSE(test, policy->rules[1].unbuilt);
	KUNIT_EXPECT_EQ(test, policy->preds, 0);
	seccomp_put_policy(policy);
}

struct bad_rule {
	const char		*text;
	enum seccomp_error_id	id;
	u32			line;
	u32			column;
};

#ifdef CONFIG_SECCOMP_FILTER_TEXT_CONSTANTS
#define NAME_ERROR	SECCOMP_ERROR_CONSTANT_NAME
#else
#define NAME_ERROR	SECCOMP_ERROR_NO_CONSTANT_NAMES
#endif

static const struct bad_rule bad_rules[] = {
	{ "read: 1\n no_such_call: 1", SECCOMP_ERROR_CALL, 2, 2 },
	{ "read: 1\nread: x == 1", SECCOMP_ERROR_ARGUMENT, 2, 7 },
	{ "read: a3 == 1", SECCOMP_ERROR_ARGUMENT, 1, 7 },
	{ "read: fd == 1 && 7 == 1", SECCOMP_ERROR_NO_ARGUMENT, 1, 18 },
	{ "read: fd = 1", SECCOMP_ERROR_OPERATOR, 1, 10 },
	{ "read: fd == $", SECCOMP_ERROR_CONSTANT, 1, 13 },
	{ "read: fd == NO_SUCH", NAME_ERROR, 1, 13 },
	{ "read: fd == 1 || fd & (1|x)", NAME_ERROR, 1, 26 },
	{ "read: fd == (1 || fd == 2)", SECCOMP_ERROR_CONSTANT_END, 1, 16 },
	{ "read: fd == 1|\\\n  -1", SECCOMP_ERROR_RANGE, 2, 3 },
	{ "read: fd == 0x100000000", SECCOMP_ERROR_RANGE, 1, 13 },
	{ "read: fd == 1 ||", SECCOMP_ERROR_COMPARISON, 1, 17 },
	{ "read: !( )", SECCOMP_ERROR_COMPARISON, 1, 10 },
	{ "read: fd == 1 fd == 2", SECCOMP_ERROR_JUNCTION, 1, 15 },
	{ "read: (fd == 1", SECCOMP_ERROR_OPEN, 1, 7 },
	{ "read: fd == 1)", SECCOMP_ERROR_CLOSE, 1, 14 },
	{ "read: fd == '1'", SECCOMP_ERROR_CONSTANT, 1, 13 },
	{ "nfsservctl: a0 == x", NAME_ERROR, 1, 19 },
};

static void errors_in_rules_have_a_reason_and_a_position(struct kunit *test)
{
	const struct bad_rule *bad;

	for (bad = bad_rules; bad < bad_rules + ARRAY_SIZE(bad_rules); bad++) {
		enum seccomp_slot slot = SECCOMP_TEXT_NOW;
		struct seccomp_policy *policy;
		struct seccomp_error error;

		policy = seccomp_build_policy(bad->text, &slot, &error);
		KUNIT_ASSERT_EQ_MSG(test, PTR_ERR_OR_ZERO(policy), -EINVAL,
				    "%s", bad->text);
		KUNIT_EXPECT_STREQ(test, seccomp_error_words(error.id),
				   seccomp_error_words(bad->id));
		KUNIT_EXPECT_EQ_MSG(test, error.line, bad->line, "%s", bad->text);
		KUNIT_EXPECT_EQ_MSG(test, error.column, bad->column, "%s",
				    bad->text);
	}
}

/* A rule with @preds comparisons within @depth parentheses */
static void print_big_rule(char *text, size_t size, int preds, int depth)
{
	size_t at = scnprintf(text, size, "read: ");
	int i;

	for (i = 0; i < depth; i++)
		at += scnprintf(text + at, size - at, "(");
	for (i = 0; i < preds; i++)
		at += scnprintf(text + at, size - at, "%sfd==1", i ? "||" : "");
	for (i = 0; i < depth; i++)
		at += scnprintf(text + at, size - at, ")");
}

static void a_rule_has_limits(struct kunit *test)
{
	static const struct {
		int			preds;
		int			depth;
		enum seccomp_error_id	error;
	} cases[] = {
		{ SECCOMP_MAX_RULE_PREDS, SECCOMP_MAX_RULE_DEPTH,
		  SECCOMP_ERROR_NONE },
		{ SECCOMP_MAX_RULE_PREDS + 1, 0, SECCOMP_ERROR_RULE_PREDS },
		{ 1, SECCOMP_MAX_RULE_DEPTH + 1, SECCOMP_ERROR_RULE_DEPTH },
	};
	const size_t size = 4096;
	char *text = kunit_kmalloc(test, size, GFP_KERNEL);
	size_t i;

	KUNIT_ASSERT_NOT_NULL(test, text);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct seccomp_error error = { .id = SECCOMP_ERROR_NONE };
		enum seccomp_slot slot = SECCOMP_TEXT_NOW;
		struct seccomp_policy *policy;
		int want = 0;

		if (cases[i].error)
			want = -E2BIG;
		print_big_rule(text, size, cases[i].preds, cases[i].depth);
		policy = seccomp_build_policy(text, &slot, &error);
		KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(policy), want);
		KUNIT_EXPECT_EQ(test, error.id, cases[i].error);
		if (!IS_ERR(policy))
			seccomp_put_policy(policy);
	}
}

static struct kunit_case policy_cases[] = {
	KUNIT_CASE(arguments_are_where_the_abi_puts_them),
	KUNIT_CASE(arguments_have_a_name_and_a_position),
	KUNIT_CASE(an_argument_has_the_type_of_its_declaration),
	KUNIT_CASE(rules_that_can_refuse_are_in_the_order_of_their_lines),
	KUNIT_CASE(joined_lines_become_one_expression),
	KUNIT_CASE(calls_of_a_foreign_abi_get_the_strictest_action_or_what_it_says),
	KUNIT_CASE(a_rule_without_an_action_has_that_of_the_policy),
	KUNIT_CASE(skipped_rules_count_as_text_only),
	KUNIT_CASE(a_predicate_on_an_unbuilt_call_is_parsed_only),
	KUNIT_CASE(errors_in_rules_have_a_reason_and_a_position),
	KUNIT_CASE(a_rule_has_limits),
	{}
};

static struct kunit_suite policy_suite = {
	.name = "seccomp_policy",
	.test_cases = policy_cases,
};

kunit_test_suite(policy_suite);
