// SPDX-License-Identifier: GPL-2.0
/*
 * What a policy means: the rules that allow a call, the calls that no rule
 * names, predicates, and the ways to write a text. A name means the call of
 * that name in <asm/unistd.h>, or the call with the entry of that name, with or
 * without sys_.
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

TEXT_TEST(three_rules_allow_copying_a_byte_and_exiting)
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

TEXT_TEST(three_rules_kill_a_read_from_another_descriptor)
{
	EXPECT_UNDER("passed", THREE_RULES, CALL(__NR_read, 0, 0, 0));
	EXPECT_UNDER("killed", THREE_RULES, CALL(__NR_read, 1));
	for (size_t i = 0; i < ARRAY_SIZE(other_fds); i++)
		EXPECT_UNDER("killed", THREE_RULES,
			     CALL(__NR_read, other_fds[i]));
}

TEXT_TEST(three_rules_kill_a_write_to_another_descriptor)
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

TEXT_TEST(policy_without_exit_group_kills_at_exit)
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

TEXT_TEST(unfiltered_processes_are_unaffected)
{
	int ends[2], status;
	pid_t filtered, other;

	ASSERT_EQ(0, pipe(ends));
	filtered = start_child(self->page, wait_on_descriptor_0, ends);
	ASSERT_LT(0, filtered);
	ASSERT_TRUE(child_comes_to(self->page, &self->page->before));

	EXPECT_EQ(0, seccomp_mode());
	EXPECT_LT(0, RAW(__NR_getpgid));
	EXPECT_EQ(-EBADF, RAW(__NR_read, -1, 0, 0));
	other = fork();
	if (!other) {
		set_mark(&self->page->mark[0], RAW(__NR_getpgid) > 0);
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
		{ "getpgid: 1", { __NR_getpgid, { 0 } }, "allowed" },
		{ "getpgid: 0", { __NR_getpgid, { 0 } }, "denied" },
		{ "getpgid: 0", { __NR_getppid, { 0 } }, "allowed" },
		{ 0 },
	};

	EXPECT_VERDICTS(cases);
}

TEXT_TEST(unlisted_calls_are_dropped)
{
	EXPECT_UNDER("killed", "exit_group: 1\n",
		     CALL(__NR_getpgid));
	EXPECT_UNDER("killed", "unlisted: 0\nexit_group: 1\n",
		     CALL(__NR_getpgid));
	EXPECT_UNDER("passed", "unlisted: 0\ngetpgid: 1\n",
		     CALL(__NR_getpgid));
}

TEXT_TEST(unlisted_1_allows_the_unlisted_calls)
{
	EXPECT_UNDER("passed", "unlisted: 1\n", CALL(__NR_getpgid));
	EXPECT_UNDER("passed", "unlisted: 1\ngetppid: 0\n",
		     CALL(__NR_getpgid));
	EXPECT_UNDER("killed", "unlisted: 1\ngetppid: 0\n",
		     CALL(__NR_getppid));
}

TEXT_TEST(policy_of_unlisted_0_alone_kills_everything)
{
	EXPECT_UNDER("killed", "unlisted: 0\n", CALL(__NR_getpgid));
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

/* Count the calls, with who = 0 to 70, that policy @arg allows. */
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

TEXT_TEST(one_rule_can_have_64_comparisons)
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

/* (who == 0 || (who == 1 || ... (who == 31) ... )): every depth matters. */
static void write_nest(char *policy, size_t size, const char *opening)
{
	size_t used = snprintf(policy, size, DENYLIST "getpriority: ");

	for (int i = 0; i < 32; i++)
		used += snprintf(policy + used, size - used, "%swho == %d%s",
				 opening, i, i < 31 ? " || " : "");
	for (int i = 0; i < 32; i++)
		used += snprintf(policy + used, size - used, ")");
}

TEXT_TEST(one_rule_can_have_32_nested_parentheses)
{
	char policy[4096];

	write_nest(policy, sizeof(policy), "(");
	EXPECT_FATE("passed", count_allowed, policy);
	EXPECT_EQ(32, self->page->result[0]);
	EXPECT_EQ(31 * 32 / 2, self->page->result[1]);

	/* !(who == 0 || !(who == 1 || ... )): the odd numbers up to 31. */
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
		{ "getpgid: 1\ngetpgid: 0", { __NR_getpgid, { 0 } }, "denied" },
		{ "getpgid: 0\ngetpgid: 1", { __NR_getpgid, { 0 } }, "denied" },
		{ "getpgid: 1\ngetpgid: 1", { __NR_getpgid, { 0 } }, "allowed" },
		{ "getpriority: who == 1\ngetpriority: 0",
		  { __NR_getpriority, { 0, 1 } }, "denied" },
		{ "getpriority: 0\ngetpriority: who == 1",
		  { __NR_getpriority, { 0, 1 } }, "denied" },
		{ "sys_getpgid: 1\ngetpgid: 0", { __NR_getpgid, { 0 } }, "denied" },
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

static void drop_getpgid_only(struct text_page *page, const void *arg)
{
	CHILD_CHECK(page, install_unprivileged(arg) == 0);
	set_mark(&page->before, 1);
	CHILD_CHECK(page, RAW(__NR_getpgid) == -DENIED);
	CHILD_CHECK(page, RAW(__NR_getppid) > 0);
	CHILD_CHECK(page, seccomp_mode() == SECCOMP_MODE_FILTER);
	set_mark(&page->after, 1);
}

TEXT_TEST(one_policy_can_be_written_in_many_ways)
{
	static const char * const texts[] = {
		"on_violation: errno 123\nunlisted: 1\ngetpgid: 0\n",
		"on_violation: errno 123\nunlisted: 1\ngetpgid: 0",
		"on_violation: errno 123\r\nunlisted: 1\r\ngetpgid: 0\r\n",
		"on_violation: errno 123\r\n\r\nunlisted: 1\ngetpgid: 0\r\n",
		"getpgid: 0\nunlisted: 1\non_violation: errno 123\n",
		"unlisted: 1\ngetpgid: 0\non_violation: errno 123\ngetppid: 1",
		"on_violation:errno 123\nunlisted:1\ngetpgid:0",
		"on_violation: \t errno\t 123\t\nunlisted:\t1\t\ngetpgid:  0  ",
		"  on_violation: errno 123\n\tunlisted: 1\n \t getpgid: 0\n",
		"# a comment\non_violation: errno 123\nunlisted: 1\ngetpgid: 0",
		"##\non_violation: errno 123 # why\nunlisted: 1# 1\ngetpgid: 0#",
		"unlisted: 1\n#\n\n\n\t\n# getppid: 0\ngetpgid: 0\n"
		"on_violation: errno 123\n\n\n",
		"unlisted: 1 # on_violation: kill\non_violation: errno 123\n"
		"getpgid: 0 # ; kill: ( \" ~ &&",
		"unlisted: 1\ngetpgid: 0; errno 123\n",
		"unlisted: 1\ngetpgid: 0 ;errno 123\n",
		"unlisted: 1\ngetpgid:0;errno 123 # named\n",
		"unlisted: 1\ngetpgid: 0; errno ENOMEDIUM\n",
		"on_violation: errno ENOMEDIUM\nunlisted: 1\ngetpgid: 0",
		"on_violation: errno 123\nunlisted: 1\nsys_getpgid: 0",
		"on_violation: errno 123\nunlisted: 1\n?getpgid: 0",
		"on_violation: errno 123\nunlisted: 1\n?sys_getpgid: 0\n?nosuch: 0",
		"on_violation: \\\n errno \\\n 123\nunlisted: 1\\\n\ngetpgid: 0",
		"on_violation: errno 123\nunlisted: \\\r\n1\r\n getpgid \\ \t\n:\\\n0 \\\n",
		"on_violation: errno 123\nunlisted: 1\nforeign: kill\ngetpgid: 0\n",
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		EXPECT_STREQ("passed", fate_of(self->page, drop_getpgid_only,
					       texts[i])) {
			TH_LOG("\"%s\"", texts[i]);
		}
	}
}

/* Names */

struct spelling {
	int nr;
	const char *name;
};

/* No table has a call with this number or a larger one. */
#define TABLE_END	512

/* Call every number, with invalid arguments. Only the named call may pass. */
static void find_stray_verdict(struct text_page *page, const void *arg)
{
	const struct spelling *spelling = arg;
	bool denied, named;
	char policy[128];

	snprintf(policy, sizeof(policy),
		 DENY_WITH_ERRNO "exit_group: 1\n%s: 1\n", spelling->name);
	CHILD_CHECK(page, install_unprivileged(policy) == 0);
	set_mark(&page->before, 1);
	page->result[0] = -1;
	for (int nr = 0; nr < TABLE_END && page->result[0] < 0; nr++) {
		if (nr == __NR_exit_group || is_kernel_made(nr))
			continue;
		denied = RAW(nr, -1, -1, -1, -1, -1, -1) == -DENIED;
		named = nr == spelling->nr;
		if (denied == named)
			page->result[0] = nr;
	}
	set_mark(&page->after, 1);
}

TEXT_LONG_TEST(name_means_only_its_own_number)
{
	static const struct spelling spellings[] = {
		{ __NR_fstat, "fstat" }, { __NR_fstat, "newfstat" },
		{ __NR_fstat, "sys_newfstat" }, { __NR_fstat, "sys_fstat" },
		{ __NR_newfstatat, "newfstatat" },
		{ __NR_newfstatat, "sys_newfstatat" },
		{ __NR_uname, "uname" }, { __NR_uname, "sys_uname" },
		{ __NR_uname, "newuname" }, { __NR_uname, "sys_newuname" },
		{ __NR_sendfile, "sendfile" }, { __NR_sendfile, "sendfile64" },
		{ __NR_sendfile, "sys_sendfile" },
		{ __NR_sendfile, "sys_sendfile64" },
		{ __NR_umount2, "umount2" }, { __NR_umount2, "sys_umount2" },
		{ __NR_umount2, "sys_umount" },
		{ __NR_pread64, "pread64" }, { __NR_pread64, "sys_pread64" },
		{ __NR_prlimit64, "prlimit64" },
		{ __NR_prlimit64, "sys_prlimit64" },
		{ __NR_fadvise64, "fadvise64" },
		{ __NR_fadvise64, "sys_fadvise64" },
		{ __NR_read, "read" }, { __NR_read, "sys_read" },
		{ __NR_readv, "readv" }, { __NR_readlinkat, "sys_readlinkat" },
		{ __NR_getpgid, "getpgid" }, { __NR_getppid, "getppid" },
		{ __NR_mmap, "mmap" }, { __NR_mmap, "sys_mmap" },
		{ __NR_pselect6, "pselect6" },
		{ __NR_rt_sigaction, "rt_sigaction" },
		{ __NR_futex_waitv, "futex_waitv" },
		{ __NR_futex_waitv, "sys_futex_waitv" },
		{ __NR_nfsservctl, "nfsservctl" },
		{ __NR_nfsservctl, "sys_nfsservctl" },
#ifdef __NR_stat
		{ __NR_stat, "stat" }, { __NR_stat, "newstat" },
		{ __NR_stat, "sys_newstat" }, { __NR_stat, "sys_stat" },
		{ __NR_lstat, "lstat" }, { __NR_lstat, "sys_lstat" },
		{ __NR_lstat, "sys_newlstat" },
#endif
#ifdef __NR_umount
		{ __NR_umount, "umount" }, { __NR_umount, "oldumount" },
		{ __NR_umount, "sys_oldumount" },
#else
		{ __NR_umount2, "umount" },
#endif
#ifdef __x86_64__
		{ __NR_arch_prctl, "arch_prctl" },
		{ __NR_arch_prctl, "sys_arch_prctl" },
		{ __NR_ioperm, "sys_ioperm" },
		{ __NR_vserver, "vserver" },
#endif
	};

	for (size_t i = 0; i < ARRAY_SIZE(spellings); i++) {
		EXPECT_FATE("passed", find_stray_verdict, &spellings[i]);
		EXPECT_EQ(-1, self->page->result[0]) {
			TH_LOG("%s is not %d only", spellings[i].name,
			       spellings[i].nr);
		}
	}
}

/* All calls of the headers that this program was built with. */
static const struct spelling uapi_calls[] = {
#define CALL_NAME(name) { __NR_##name, #name },
#include "seccomp_text_unistd.h"
#undef CALL_NAME
};

#define NAMED	1234

/*
 * Call every number. An older policy refuses all of them, so that none is
 * made; for the named call the newer policy's refusal decides.
 */
static void find_stray_refusal(struct text_page *page, const void *arg)
{
	const struct spelling *spelling = arg;
	char policy[128];

	CHILD_CHECK(page, !install_unprivileged(DENY_WITH_ERRNO
						"exit_group: a0 == 0\n"
						"prctl: a0 == 22\n"));
	snprintf(policy, sizeof(policy), DENYLIST "%s: 0; errno %d\n",
		 spelling->name, NAMED);
	CHILD_CHECK(page, install(policy) == 0);
	set_mark(&page->before, 1);
	page->result[0] = -1;
	for (int nr = 0; nr < TABLE_END && page->result[0] < 0; nr++) {
		long want = nr == spelling->nr ? -NAMED : -DENIED;

		if (is_kernel_made(nr))
			continue;
		if (RAW(nr, -1, -1, -1, -1, -1, -1) != want)
			page->result[0] = nr;
	}
	set_mark(&page->after, 1);
}

static void expect_own_number(struct __test_metadata *_metadata,
			      struct text_page *page, int nr, const char *name)
{
	const struct spelling spelling = { nr, name };

	EXPECT_STREQ("passed", fate_of(page, find_stray_refusal, &spelling)) {
		TH_LOG("%s: child's check on line %d", name, page->line);
	}
	EXPECT_EQ(-1, page->result[0]) {
		TH_LOG("%s is not %d only", name, nr);
	}
}

/* Unbuilt calls, too, and names that the metadata of an old call shares. */
TEXT_LONG_TEST(every_name_of_unistd_h_means_only_its_own_number)
{
	char prefixed[64];

	/* Fail if the headers could not be read. */
	ASSERT_LT(300, ARRAY_SIZE(uapi_calls));
	for (size_t i = 0; i < ARRAY_SIZE(uapi_calls); i++) {
		const struct spelling *call = &uapi_calls[i];
		int nr = call->nr;

		snprintf(prefixed, sizeof(prefixed), "sys_%s", call->name);
		expect_own_number(_metadata, self->page, nr, call->name);
		/* On s390x, umount is another call. */
		if (!strcmp(prefixed, "sys_umount"))
			nr = __NR_umount2;
		expect_own_number(_metadata, self->page, nr, prefixed);
	}
}

TEXT_TEST(every_spelling_of_a_call_knows_its_arguments)
{
	static const struct verdict_case cases[] = {
		{ "fstat: fd == 1000", { __NR_fstat, { 1000 } }, "allowed" },
		{ "sys_fstat: fd == 1000", { __NR_fstat, { 1001 } }, "denied" },
		{ "newfstat: statbuf == 0", { __NR_fstat, { 1000 } }, "allowed" },
		{ "sys_newfstat: statbuf != 0", { __NR_fstat, { 1000 } }, "denied" },
#ifdef __NR_stat
		{ "stat: filename == 0", { __NR_stat, { 0 } }, "allowed" },
		{ "sys_stat: filename != 0", { __NR_stat, { 0 } }, "denied" },
#endif
		{ "uname: name == 0", { __NR_uname, { 0 } }, "allowed" },
		{ "sys_uname: name != 0", { __NR_uname, { 0 } }, "denied" },
		{ 0 },
	};

	EXPECT_VERDICTS(cases);
}

TEXT_TEST(unknown_name_is_an_error)
{
	static const char * const names[] = {
		"nosuch", "sys_nosuch", "rea", "readd", "rread", "Read",
		"READ", "SYS_read", "sys_READ", "__NR_read", "sys_sys_read",
		"__x64_sys_read", "x64_sys_read", "__se_sys_read",
		"compat_sys_read", "sys_", "sys", "_read", "read_",
		"ni_syscall", "sys_ni_syscall", "all", "0", "a0", "1", "-1",
	};
	char policy[128];

	EXPECT_EQ(0, install_result(self->page, "unlisted: 1\nread: 1\n"));
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		snprintf(policy, sizeof(policy), "unlisted: 1\n%s: 1\n",
			 names[i]);
		EXPECT_EQ(-EINVAL, install_result(self->page, policy)) {
			TH_LOG("%s", names[i]);
		}
	}
}

/* The kernel may have code and metadata for some of these, but no number. */
TEXT_TEST(call_without_a_native_number_is_an_error)
{
	static const char * const names[] = {
		"waitpid", "sys_waitpid", "olduname", "sys_olduname", "oldstat",
		"sys_oldstat", "stat64", "sys_stat64", "_llseek", "llseek",
		"sys_llseek", "mmap2", "ugetrlimit", "clock_gettime64",
		"fcntl64", "old_select",
#ifndef __NR_nice
		"nice", "sys_nice", "signal", "sys_signal", "socketcall",
		"sys_socketcall", "sigpending",
#endif
	};
	char policy[128];

	EXPECT_EQ(0, install_result(self->page, "unlisted: 1\nwait4: 1\n"));
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		snprintf(policy, sizeof(policy), "unlisted: 1\n%s: 1\n",
			 names[i]);
		EXPECT_EQ(-EINVAL, install_result(self->page, policy)) {
			TH_LOG("%s", names[i]);
		}
	}
}

TEXT_TEST(question_mark_skips_only_rules_for_unknown_names)
{
	static const struct verdict_case cases[] = {
		{ "?nosuch: 0", { __NR_getpgid, { 0 } }, "allowed" },
		{ "?nosuch: 0\ngetpgid: 0", { __NR_getpgid, { 0 } }, "denied" },
		{ "getpgid: 0\n?sys_nosuch: 0", { __NR_getpgid, { 0 } }, "denied" },
		{ "?nosuch: fd == 1\n", { __NR_getpgid, { 0 } }, "allowed" },
		{ "?waitpid: 0", { __NR_wait4, { -1, 0, 1 } }, "allowed" },
		{ "?getpgid: 0", { __NR_getpgid, { 0 } }, "denied" },
		{ "?sys_getpgid: 0", { __NR_getpgid, { 0 } }, "denied" },
		{ "?read: fd == 1000", { __NR_read, { 1000 } }, "allowed" },
		{ "?read: fd == 1000", { __NR_read, { 1001 } }, "denied" },
		{ 0 },
	};

	EXPECT_VERDICTS(cases);
	EXPECT_EQ(-EINVAL, install_result(self->page,
					  "unlisted: 1\n?read: nosuch == 1"));
	EXPECT_EQ(-EINVAL, install_result(self->page,
					  "unlisted: 1\n?read: fd == -1"));
}

/* A skipped rule must not allow its call, or name another one. */
TEXT_TEST(skipped_rule_allows_nothing)
{
	EXPECT_UNDER("killed", "?nosuch: 1\nexit_group: 1\n",
		     CALL(__NR_getpgid));
	EXPECT_UNDER("killed", "?waitpid: 1\nexit_group: 1\n",
		     CALL(__NR_wait4, -1, 0, 1));
	EXPECT_UNDER("killed", "?nosuch: 1\nexit_group: 1\n", CALL(-1));
	EXPECT_UNDER("killed", "?nosuch: 1\nexit_group: 1\n", CALL(UNUSED_NR));
	EXPECT_UNDER("passed", "?nosuch: 1\ngetpgid: 1\n",
		     CALL(__NR_getpgid));
}

TEXT_TEST(unbuilt_call_gives_enosys_unless_dropped)
{
	static const struct spelling calls[] = {
		{ __NR_nfsservctl, "nfsservctl" },
#ifdef __x86_64__
		{ __NR__sysctl, "_sysctl" }, { __NR_vserver, "vserver" },
		{ __NR_tuxcall, "tuxcall" },
#endif
	};
	const long missing = missing_call_error();
	char rules[128];

	for (size_t i = 0; i < ARRAY_SIZE(calls); i++) {
		snprintf(rules, sizeof(rules), "%s: 1", calls[i].name);
		EXPECT_STREQ("allowed", verdict_under(self->page, rules,
						      CALL(calls[i].nr)));
		EXPECT_EQ(missing, self->page->result[0]);

		snprintf(rules, sizeof(rules), "%s: any == 3 && a0 > 1",
			 calls[i].name);
		EXPECT_STREQ("allowed", verdict_under(self->page, rules,
						      CALL(calls[i].nr)));
		EXPECT_EQ(missing, self->page->result[0]);

		snprintf(rules, sizeof(rules), "%s: 0", calls[i].name);
		EXPECT_STREQ("denied", verdict_under(self->page, rules,
						     CALL(calls[i].nr)));
	}
}

TEXT_TEST(rule_for_an_unbuilt_call_must_be_well_formed)
{
	EXPECT_EQ(0, install_result(self->page, "nfsservctl: any == 3\n"));
	EXPECT_EQ(-EINVAL, install_result(self->page, "nfsservctl: any ==\n"));
	EXPECT_EQ(-EINVAL, install_result(self->page, "nfsservctl: (any == 3\n"));
	EXPECT_EQ(-EINVAL, install_result(self->page, "nfsservctl: any = 3\n"));
	EXPECT_EQ(-EINVAL, install_result(self->page, "nfsservctl: 2\n"));
	EXPECT_EQ(-EINVAL, install_result(self->page, "nfsservctl: comm ~ \"*\"\n"));
	EXPECT_EQ(-EINVAL, install_result(self->page, "nfsservctl: 1; kill\n"));
}

TEST_HARNESS_MAIN
