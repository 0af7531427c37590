// SPDX-License-Identifier: GPL-2.0
/*
 * What a text policy means: the rule that lets a call pass, the calls that no
 * rule names, the predicates, and the ways a text may be written.
 */
#include "seccomp_text.h"

#define THREE_RULES	"sys_read: fd == 0\n"	\
			"sys_write: fd == 1\n"	\
			"sys_exit_group: 1\n"

static const unsigned long other_fds[] = {
	2, 3, 9, 1000, 0x7fffffff, 0x80000000, 0xffffffff, -1UL,
};

static void copy_one_byte(struct text_page *page, const void *arg)
{
	const int *ends = arg;
	char byte = 0;

	CHILD_CHECK(page, dup2(ends[0], 0) == 0 && dup2(ends[1], 1) == 1);
	CHILD_CHECK(page, install_unprivileged(THREE_RULES) == 0);
	set_mark(&page->before, 1);
	page->result[0] = RAW(__NR_read, 0, (unsigned long)&byte, 1);
	page->result[1] = RAW(__NR_write, 1, (unsigned long)&byte, 1);
	set_mark(&page->after, 1);
	leave(7);
}

TEXT_TEST(three_rules_let_a_byte_through_and_the_exit)
{
	int in[2], out[2], ends[2], status;
	char byte = 'x';

	ASSERT_EQ(0, pipe(in) | pipe(out));
	ASSERT_EQ(1, write(in[1], &byte, 1));
	ends[0] = in[0];
	ends[1] = out[1];
	status = run_child(self->page, copy_one_byte, ends);
	EXPECT_STREQ("passed", judge(self->page, status));
	EXPECT_EQ(1, self->page->result[0]);
	EXPECT_EQ(1, self->page->result[1]);
	EXPECT_TRUE(left_with(status, 7));
	byte = 0;
	EXPECT_EQ(1, read(out[0], &byte, 1));
	EXPECT_EQ('x', byte);
}

TEXT_TEST(three_rules_kill_a_read_from_any_other_descriptor)
{
	EXPECT_UNDER("passed", THREE_RULES, CALL(__NR_read, 0, 0, 0));
	EXPECT_UNDER("killed", THREE_RULES, CALL(__NR_read, 1));
	for (size_t i = 0; i < ARRAY_SIZE(other_fds); i++)
		EXPECT_UNDER("killed", THREE_RULES,
			     CALL(__NR_read, other_fds[i]));
}

TEXT_TEST(three_rules_kill_a_write_to_any_other_descriptor)
{
	EXPECT_UNDER("passed", THREE_RULES, CALL(__NR_write, 1, 0, 0));
	EXPECT_UNDER("killed", THREE_RULES, CALL(__NR_write, 0));
	for (size_t i = 0; i < ARRAY_SIZE(other_fds); i++)
		EXPECT_UNDER("killed", THREE_RULES,
			     CALL(__NR_write, other_fds[i]));
}

TEXT_LONG_TEST(three_rules_kill_every_other_call)
{
	for (long nr = 0; nr < 512; nr++) {
		if (nr == __NR_read || nr == __NR_write ||
		    nr == __NR_exit_group || is_kernel_made(nr))
			continue;
		EXPECT_UNDER("killed", THREE_RULES, CALL(nr));
	}
}

TEXT_TEST(policy_without_exit_group_kills_at_the_exit)
{
	EXPECT_UNDER("killed", "getppid: 1\n", CALL(__NR_exit_group));
	EXPECT_UNDER("killed", "exit_group: 1\n", CALL(__NR_exit));
	EXPECT_UNDER("passed", "getppid: 1\n", CALL(__NR_getppid));
}

static void wait_on_descriptor_0(struct text_page *page, const void *arg)
{
	const int *ends = arg;
	char byte = 0;

	CHILD_CHECK(page, dup2(ends[0], 0) == 0);
	CHILD_CHECK(page, install_unprivileged(THREE_RULES) == 0);
	set_mark(&page->before, 1);
	page->result[0] = RAW(__NR_read, 0, (unsigned long)&byte, 1);
	set_mark(&page->after, 1);
	leave(7);
}

TEXT_TEST(processes_that_are_not_filtered_are_unaffected)
{
	int ends[2], status;
	pid_t filtered, other;

	ASSERT_EQ(0, pipe(ends));
	filtered = start_child(self->page, wait_on_descriptor_0, ends);
	ASSERT_LT(0, filtered);
	ASSERT_TRUE(child_comes_to(self->page, &self->page->before));

	EXPECT_EQ(0, seccomp_mode());
	EXPECT_LT(0, RAW(__NR_getpgrp));
	EXPECT_EQ(-EBADF, RAW(__NR_read, -1, 0, 0));
	other = fork();
	if (!other) {
		set_mark(&self->page->mark[0], RAW(__NR_getpgrp) > 0);
		leave(3);
	}
	EXPECT_TRUE(left_with(raw_wait(other), 3));
	EXPECT_EQ(1, self->page->mark[0]);

	EXPECT_EQ(1, write(ends[1], "x", 1));
	status = raw_wait(filtered);
	EXPECT_STREQ("passed", judge(self->page, status));
	EXPECT_TRUE(left_with(status, 7));
}

TEXT_TEST(one_allows_and_zero_drops)
{
	static const struct verdict_case cases[] = {
		{ "getpgrp: 1", { __NR_getpgrp, { 0 } }, "allowed" },
		{ "getpgrp: 0", { __NR_getpgrp, { 0 } }, "denied" },
		{ "getpgrp: 0", { __NR_getppid, { 0 } }, "allowed" },
		{ 0 },
	};

	EXPECT_VERDICTS(cases);
}

TEXT_TEST(calls_that_are_not_named_are_dropped)
{
	EXPECT_UNDER("killed", "exit_group: 1\n",
		     CALL(__NR_getpgrp));
	EXPECT_UNDER("killed", "unlisted: 0\nexit_group: 1\n",
		     CALL(__NR_getpgrp));
	EXPECT_UNDER("passed", "unlisted: 0\ngetpgrp: 1\n",
		     CALL(__NR_getpgrp));
}

TEXT_TEST(unlisted_1_leaves_the_calls_that_are_not_named)
{
	EXPECT_UNDER("passed", "unlisted: 1\n", CALL(__NR_getpgrp));
	EXPECT_UNDER("passed", "unlisted: 1\ngetppid: 0\n",
		     CALL(__NR_getpgrp));
	EXPECT_UNDER("killed", "unlisted: 1\ngetppid: 0\n",
		     CALL(__NR_getppid));
}

TEXT_TEST(policy_of_unlisted_0_alone_kills_everything)
{
	EXPECT_UNDER("killed", "unlisted: 0\n", CALL(__NR_getpgrp));
	EXPECT_UNDER("killed", "unlisted: 0\n",
		     CALL(__NR_exit_group));
	EXPECT_UNDER("killed", "unlisted: 0\n",
		     CALL(__NR_rt_sigreturn));
}

struct operator {
	const char *rule;
	int constant;
	const char *verdicts;	/* of constant - 1, constant, constant + 1 */
};

static void call_around_constant(struct text_page *page, const void *arg)
{
	const struct operator *op = arg;

	CHILD_CHECK(page, install_unprivileged(op->rule) == 0);
	set_mark(&page->before, 1);
	for (int i = 0; i < 3; i++)
		page->result[i] = RAW(__NR_getpriority, 99, op->constant - 1 + i);
	set_mark(&page->after, 1);
}

TEXT_TEST(every_operator_compares_as_in_c)
{
	static const struct operator ops[] = {
		{ DENYLIST "getpriority: who == 5", 5, "010" },
		{ DENYLIST "getpriority: who != 5", 5, "101" },
		{ DENYLIST "getpriority: who < 5", 5, "100" },
		{ DENYLIST "getpriority: who <= 5", 5, "110" },
		{ DENYLIST "getpriority: who > 5", 5, "001" },
		{ DENYLIST "getpriority: who >= 5", 5, "011" },
		{ DENYLIST "getpriority: who == -5", -5, "010" },
		{ DENYLIST "getpriority: who != -5", -5, "101" },
		{ DENYLIST "getpriority: who < 0", 0, "100" },
		{ DENYLIST "getpriority: who <= 0", 0, "110" },
		{ DENYLIST "getpriority: who > 0", 0, "001" },
		{ DENYLIST "getpriority: who >= 0", 0, "011" },
		{ DENYLIST "getpriority: who > -1", -1, "001" },
		{ DENYLIST "getpriority: who & 1", 5, "010" },
		{ DENYLIST "getpriority: who & 2", 5, "001" },
		{ DENYLIST "getpriority: who & 3", 4, "101" },
		{ DENYLIST "getpriority: who & 8", 7, "001" },
		{ DENYLIST "getpriority: who & 0", 1, "000" },
		{ DENYLIST "getpriority: !(who & 3)", 4, "010" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(ops); i++) {
		char got[4] = "";

		EXPECT_FATE("passed", call_around_constant, &ops[i]);
		for (int j = 0; j < 3; j++)
			got[j] = self->page->result[j] == -DENIED ? '0' : '1';
		EXPECT_STREQ(ops[i].verdicts, got) {
			TH_LOG("%s", ops[i].rule);
		}
	}
}

struct truth {
	const char *predicate;
	const char *table;	/* for which, who = 00, 01, 10, 11 */
};

static void call_truth_table(struct text_page *page, const void *arg)
{
	const struct truth *truth = arg;
	char policy[256];

	snprintf(policy, sizeof(policy), DENYLIST "getpriority: %s\n",
		 truth->predicate);
	CHILD_CHECK(page, install_unprivileged(policy) == 0);
	set_mark(&page->before, 1);
	for (int i = 0; i < 4; i++)
		page->result[i] = RAW(__NR_getpriority, i >> 1, i & 1);
	set_mark(&page->after, 1);
}

TEXT_TEST(and_or_not_and_parentheses_bind_as_in_c)
{
	static const struct truth truths[] = {
		{ "which == 1 && who == 1", "0001" },
		{ "which == 1 || who == 1", "0111" },
		{ "!(which == 1)", "1100" },
		{ "!(which == 1 && who == 1)", "1110" },
		{ "!(which == 1 || who == 1)", "1000" },
		{ "!(which == 1) && !(who == 1)", "1000" },
		{ "!(which == 1) || !(who == 1)", "1110" },
		{ "!(!(which == 1))", "0011" },
		{ "!(!(which == 1) && who == 1)", "1011" },
		{ "which == 0 || which == 1 && who == 1", "1101" },
		{ "which == 1 && who == 1 || which == 0", "1101" },
		{ "which == 1 && who == 1 || which == 0 && who == 0", "1001" },
		{ "(which == 0 || which == 1) && who == 1", "0101" },
		{ "who == 1 && (which == 0 || which == 1)", "0101" },
		{ "(which == 0 && who == 1) || (which == 1 && who == 0)", "0110" },
		{ "!(which == 0 && who == 1) && !(which == 1 && who == 0)", "1001" },
		{ "(((which == 1)) && ((who == 1)))", "0001" },
		{ "which==1&&who==1", "0001" },
		{ "which==1||!(who==1)", "1011" },
		{ "\t(  which\t== 1 )\t&&  ( who ==\t1 )  ", "0001" },
		{ "which & 1 && who & 1", "0001" },
		{ "which & 1 || who & 1", "0111" },
		{ "which&1&&who&1", "0001" },
		{ "which < 1 && who > 0", "0100" },
		{ "which == 2 || which == 3 || who == 4", "0000" },
		{ "which != 2 && which != 3 && who != 4", "1111" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(truths); i++) {
		char got[5] = "";

		EXPECT_FATE("passed", call_truth_table, &truths[i]);
		for (int j = 0; j < 4; j++)
			got[j] = self->page->result[j] == -DENIED ? '0' : '1';
		EXPECT_STREQ(truths[i].table, got) {
			TH_LOG("%s", truths[i].predicate);
		}
	}
}

/* Counts the calls, who = 0 to 70, that @arg's policy lets through. */
static void count_allowed(struct text_page *page, const void *arg)
{
	CHILD_CHECK(page, install_unprivileged(arg) == 0);
	set_mark(&page->before, 1);
	for (int who = 0; who <= 70; who++) {
		if (RAW(__NR_getpriority, 99, who) == -DENIED)
			continue;
		page->result[0]++;
		page->result[1] += who;
	}
	set_mark(&page->after, 1);
}

static void write_chain(char *policy, size_t size, const char *comparison,
			const char *link)
{
	size_t used = snprintf(policy, size, DENYLIST "getpriority: ");

	for (int i = 0; i < 64; i++)
		used += snprintf(policy + used, size - used, "%swho %s %d",
				 i ? link : "", comparison, i);
}

TEXT_TEST(sixty_four_comparisons_fit_one_rule_and_each_counts)
{
	char policy[4096];

	write_chain(policy, sizeof(policy), "==", " || ");
	EXPECT_FATE("passed", count_allowed, policy);
	EXPECT_EQ(64, self->page->result[0]);
	EXPECT_EQ(63 * 64 / 2, self->page->result[1]);

	write_chain(policy, sizeof(policy), "!=", " && ");
	EXPECT_FATE("passed", count_allowed, policy);
	EXPECT_EQ(7, self->page->result[0]);
	EXPECT_EQ(7 * 67, self->page->result[1]);
}

/* (who == 0 || (who == 1 || ... (who == 31) ... )): every depth has a say. */
static void write_nest(char *policy, size_t size, const char *opening)
{
	size_t used = snprintf(policy, size, DENYLIST "getpriority: ");

	for (int i = 0; i < 32; i++)
		used += snprintf(policy + used, size - used, "%swho == %d%s",
				 opening, i, i < 31 ? " || " : "");
	for (int i = 0; i < 32; i++)
		used += snprintf(policy + used, size - used, ")");
}

TEXT_TEST(thirty_two_nested_parentheses_fit_one_rule)
{
	char policy[4096];

	write_nest(policy, sizeof(policy), "(");
	EXPECT_FATE("passed", count_allowed, policy);
	EXPECT_EQ(32, self->page->result[0]);
	EXPECT_EQ(31 * 32 / 2, self->page->result[1]);

	/* !(who == 0 || !(who == 1 || ... )): the odd ones up to 31. */
	write_nest(policy, sizeof(policy), "!(");
	EXPECT_FATE("passed", count_allowed, policy);
	EXPECT_EQ(16, self->page->result[0]);
	EXPECT_EQ(16 * 16, self->page->result[1]);
}

TEXT_TEST(several_rules_for_one_call_must_all_hold)
{
	static const char two[] = "getpriority: which == 1\n"
				  "getpriority: who == 1\n";
	static const char three[] = "getpriority: 1\n"
				    "getpriority: who != 7\n"
				    "getppid: 1\n"
				    "getpriority: who != 8\n";
	static const struct verdict_case cases[] = {
		{ two, { __NR_getpriority, { 1, 1 } }, "allowed" },
		{ two, { __NR_getpriority, { 1, 0 } }, "denied" },
		{ two, { __NR_getpriority, { 0, 1 } }, "denied" },
		{ two, { __NR_getpriority, { 0, 0 } }, "denied" },
		{ three, { __NR_getpriority, { 0, 7 } }, "denied" },
		{ three, { __NR_getpriority, { 0, 8 } }, "denied" },
		{ three, { __NR_getpriority, { 0, 9 } }, "allowed" },
		{ "getpgrp: 1\ngetpgrp: 0", { __NR_getpgrp, { 0 } }, "denied" },
		{ "getpgrp: 0\ngetpgrp: 1", { __NR_getpgrp, { 0 } }, "denied" },
		{ "getpgrp: 1\ngetpgrp: 1", { __NR_getpgrp, { 0 } }, "allowed" },
		{ "getpriority: who == 1\ngetpriority: 0",
		  { __NR_getpriority, { 0, 1 } }, "denied" },
		{ "getpriority: 0\ngetpriority: who == 1",
		  { __NR_getpriority, { 0, 1 } }, "denied" },
		{ "sys_getpgrp: 1\ngetpgrp: 0", { __NR_getpgrp, { 0 } }, "denied" },
		{ 0 },
	};

	EXPECT_VERDICTS(cases);
}

TEXT_TEST(two_killing_rules_for_one_call_both_hold)
{
	static const char both[] = "getpriority: which == 1\n"
				   "getpriority: who == 1\n"
				   "exit_group: 1\n";

	EXPECT_UNDER("passed", both, CALL(__NR_getpriority, 1, 1));
	EXPECT_UNDER("killed", both, CALL(__NR_getpriority, 1, 0));
	EXPECT_UNDER("killed", both, CALL(__NR_getpriority, 0, 1));
}

static void drop_getpgrp_only(struct text_page *page, const void *arg)
{
	CHILD_CHECK(page, install_unprivileged(arg) == 0);
	set_mark(&page->before, 1);
	CHILD_CHECK(page, RAW(__NR_getpgrp) == -DENIED);
	CHILD_CHECK(page, RAW(__NR_getppid) > 0);
	CHILD_CHECK(page, seccomp_mode() == SECCOMP_MODE_FILTER);
	set_mark(&page->after, 1);
}

TEXT_TEST(one_policy_may_be_written_in_many_ways)
{
	static const char * const texts[] = {
		"on_violation: errno 123\nunlisted: 1\ngetpgrp: 0\n",
		"on_violation: errno 123\nunlisted: 1\ngetpgrp: 0",
		"on_violation: errno 123\r\nunlisted: 1\r\ngetpgrp: 0\r\n",
		"on_violation: errno 123\r\n\r\nunlisted: 1\ngetpgrp: 0\r\n",
		"getpgrp: 0\nunlisted: 1\non_violation: errno 123\n",
		"unlisted: 1\ngetpgrp: 0\non_violation: errno 123\ngetppid: 1",
		"on_violation:errno 123\nunlisted:1\ngetpgrp:0",
		"on_violation: \t errno\t 123\t\nunlisted:\t1\t\ngetpgrp:  0  ",
		"  on_violation: errno 123\n\tunlisted: 1\n \t getpgrp: 0\n",
		"# a comment\non_violation: errno 123\nunlisted: 1\ngetpgrp: 0",
		"##\non_violation: errno 123 # why\nunlisted: 1# 1\ngetpgrp: 0#",
		"unlisted: 1\n#\n\n\n\t\n# getppid: 0\ngetpgrp: 0\n"
		"on_violation: errno 123\n\n\n",
		"unlisted: 1 # on_violation: kill\non_violation: errno 123\n"
		"getpgrp: 0 # ; kill: ( \" ~ &&",
		"unlisted: 1\ngetpgrp: 0; errno 123\n",
		"unlisted: 1\ngetpgrp: 0 ;errno 123\n",
		"unlisted: 1\ngetpgrp:0;errno 123 # named\n",
		"unlisted: 1\ngetpgrp: 0; errno ENOMEDIUM\n",
		"on_violation: errno ENOMEDIUM\nunlisted: 1\ngetpgrp: 0",
		"on_violation: errno 123\nunlisted: 1\nsys_getpgrp: 0",
		"on_violation: errno 123\nunlisted: 1\n?getpgrp: 0",
		"on_violation: errno 123\nunlisted: 1\n?sys_getpgrp: 0\n?nosuch: 0",
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		EXPECT_STREQ("passed", fate_of(self->page, drop_getpgrp_only,
					       texts[i])) {
			TH_LOG("\"%s\"", texts[i]);
		}
	}
}

TEST_HARNESS_MAIN
