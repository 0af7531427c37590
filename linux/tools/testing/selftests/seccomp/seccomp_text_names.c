// SPDX-License-Identifier: GPL-2.0
/*
 * A name in a policy is the call that its author thinks it is: the name from
 * <asm/unistd.h>, or the name of the kernel's entry, with or without sys_.
 */
#include "seccomp_text.h"

struct spelling {
	int nr;
	const char *name;
};

/* Past the last call of any table, and short of the x32 ones' bit. */
#define TABLE_END	512

/* Calls every number with hopeless arguments; only @arg's may be made. */
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

TEXT_LONG_TEST(name_means_its_own_number_and_no_other)
{
	static const struct spelling spellings[] = {
		{ __NR_fstat, "fstat" }, { __NR_fstat, "newfstat" },
		{ __NR_fstat, "sys_newfstat" }, { __NR_fstat, "sys_fstat" },
		{ __NR_stat, "stat" }, { __NR_stat, "newstat" },
		{ __NR_stat, "sys_newstat" }, { __NR_stat, "sys_stat" },
		{ __NR_lstat, "lstat" }, { __NR_lstat, "sys_lstat" },
		{ __NR_lstat, "sys_newlstat" },
		{ __NR_newfstatat, "newfstatat" },
		{ __NR_newfstatat, "sys_newfstatat" },
		{ __NR_uname, "uname" }, { __NR_uname, "sys_uname" },
		{ __NR_uname, "newuname" }, { __NR_uname, "sys_newuname" },
		{ __NR_sendfile, "sendfile" }, { __NR_sendfile, "sendfile64" },
		{ __NR_sendfile, "sys_sendfile" },
		{ __NR_sendfile, "sys_sendfile64" },
		{ __NR_umount2, "umount2" }, { __NR_umount2, "sys_umount2" },
		{ __NR_umount2, "umount" }, { __NR_umount2, "sys_umount" },
		{ __NR_pread64, "pread64" }, { __NR_pread64, "sys_pread64" },
		{ __NR_prlimit64, "prlimit64" },
		{ __NR_prlimit64, "sys_prlimit64" },
		{ __NR_fadvise64, "fadvise64" },
		{ __NR_fadvise64, "sys_fadvise64" },
		{ __NR_arch_prctl, "arch_prctl" },
		{ __NR_arch_prctl, "sys_arch_prctl" },
		{ __NR_read, "read" }, { __NR_read, "sys_read" },
		{ __NR_readv, "readv" }, { __NR_readlink, "sys_readlink" },
		{ __NR_getpgrp, "getpgrp" }, { __NR_getppid, "getppid" },
		{ __NR_mmap, "mmap" }, { __NR_mmap, "sys_mmap" },
		{ __NR_select, "select" }, { __NR_ioperm, "sys_ioperm" },
		{ __NR_rt_sigaction, "rt_sigaction" },
		{ __NR_mseal, "mseal" }, { __NR_mseal, "sys_mseal" },
		{ __NR__sysctl, "_sysctl" }, { __NR__sysctl, "sys__sysctl" },
		{ __NR_vserver, "vserver" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(spellings); i++) {
		EXPECT_FATE("passed", find_stray_verdict, &spellings[i]);
		EXPECT_EQ(-1, self->page->result[0]) {
			TH_LOG("%s is not %d only", spellings[i].name,
			       spellings[i].nr);
		}
	}
}

/* Every call of the user-space headers that this was compiled with. */
static const struct spelling uapi_calls[] = {
#define CALL_NAME(name) { __NR_##name, #name },
#include "seccomp_text_unistd.h"
#undef CALL_NAME
};

#define NAMED	1234

/*
 * Calls every number, and none is made: an older policy refuses them all, and
 * of the two refusals the one that names @arg's call is the newer.
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

/* Built in or not, and whatever old call's metadata bears the same name. */
TEXT_LONG_TEST(every_name_of_unistd_h_means_its_own_number_and_no_other)
{
	char prefixed[64];

	/* Headers that could not be read must not leave nothing to test. */
	ASSERT_LT(300, ARRAY_SIZE(uapi_calls));
	for (size_t i = 0; i < ARRAY_SIZE(uapi_calls); i++) {
		const struct spelling *call = &uapi_calls[i];

		snprintf(prefixed, sizeof(prefixed), "sys_%s", call->name);
		expect_own_number(_metadata, self->page, call->nr, call->name);
		expect_own_number(_metadata, self->page, call->nr, prefixed);
	}
}

TEXT_TEST(argument_names_are_known_under_every_spelling)
{
	static const struct verdict_case cases[] = {
		{ "fstat: fd == 1000", { __NR_fstat, { 1000 } }, "allowed" },
		{ "sys_fstat: fd == 1000", { __NR_fstat, { 1001 } }, "denied" },
		{ "newfstat: statbuf == 0", { __NR_fstat, { 1000 } }, "allowed" },
		{ "sys_newfstat: statbuf != 0", { __NR_fstat, { 1000 } }, "denied" },
		{ "stat: filename == 0", { __NR_stat, { 0 } }, "allowed" },
		{ "sys_stat: filename != 0", { __NR_stat, { 0 } }, "denied" },
		{ "uname: name == 0", { __NR_uname, { 0 } }, "allowed" },
		{ "sys_uname: name != 0", { __NR_uname, { 0 } }, "denied" },
		{ 0 },
	};

	EXPECT_VERDICTS(cases);
}

TEXT_TEST(name_that_nobody_knows_is_an_error)
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

/* The kernel has code and metadata for some of these, but no number. */
TEXT_TEST(call_that_has_no_number_here_is_an_error)
{
	static const char * const names[] = {
		"waitpid", "sys_waitpid", "olduname", "sys_olduname", "oldstat",
		"sys_oldstat", "nice", "sys_nice", "signal", "sys_signal",
		"socketcall", "sys_socketcall", "stat64", "sys_stat64",
		"_llseek", "llseek", "sys_llseek", "mmap2", "ugetrlimit",
		"clock_gettime64", "fcntl64", "old_select", "sigpending",
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

TEXT_TEST(question_mark_skips_a_rule_for_an_unknown_name_only)
{
	static const struct verdict_case cases[] = {
		{ "?nosuch: 0", { __NR_getpgrp, { 0 } }, "allowed" },
		{ "?nosuch: 0\ngetpgrp: 0", { __NR_getpgrp, { 0 } }, "denied" },
		{ "getpgrp: 0\n?sys_nosuch: 0", { __NR_getpgrp, { 0 } }, "denied" },
		{ "?nosuch: fd == 1\n", { __NR_getpgrp, { 0 } }, "allowed" },
		{ "?waitpid: 0", { __NR_wait4, { -1, 0, 1 } }, "allowed" },
		{ "?getpgrp: 0", { __NR_getpgrp, { 0 } }, "denied" },
		{ "?sys_getpgrp: 0", { __NR_getpgrp, { 0 } }, "denied" },
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

/* A skipped rule must not leave its call allowed, nor name another one. */
TEXT_TEST(skipped_rule_allows_nothing)
{
	EXPECT_UNDER("killed", "?nosuch: 1\nexit_group: 1\n",
		     CALL(__NR_getpgrp));
	EXPECT_UNDER("killed", "?waitpid: 1\nexit_group: 1\n",
		     CALL(__NR_wait4, -1, 0, 1));
	EXPECT_UNDER("killed", "?nosuch: 1\nexit_group: 1\n", CALL(-1));
	EXPECT_UNDER("killed", "?nosuch: 1\nexit_group: 1\n", CALL(400));
	EXPECT_UNDER("passed", "?nosuch: 1\ngetpgrp: 1\n",
		     CALL(__NR_getpgrp));
}

TEXT_TEST(call_that_was_not_built_falls_through_unless_dropped)
{
	static const char * const names[] = { "_sysctl", "vserver", "tuxcall" };
	static const int numbers[] = {
		__NR__sysctl, __NR_vserver, __NR_tuxcall
	};
	const long missing = missing_call_error();
	char rules[128];

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		snprintf(rules, sizeof(rules), "%s: 1", names[i]);
		EXPECT_STREQ("allowed", verdict_under(self->page, rules,
						      CALL(numbers[i])));
		EXPECT_EQ(missing, self->page->result[0]);

		snprintf(rules, sizeof(rules), "%s: any == 3 && a0 > 1",
			 names[i]);
		EXPECT_STREQ("allowed", verdict_under(self->page, rules,
						      CALL(numbers[i])));
		EXPECT_EQ(missing, self->page->result[0]);

		snprintf(rules, sizeof(rules), "%s: 0", names[i]);
		EXPECT_STREQ("denied", verdict_under(self->page, rules,
						     CALL(numbers[i])));
	}
}

TEXT_TEST(call_that_was_not_built_still_wants_a_well_formed_rule)
{
	EXPECT_EQ(0, install_result(self->page, "_sysctl: any == 3\n"));
	EXPECT_EQ(-EINVAL, install_result(self->page, "_sysctl: any ==\n"));
	EXPECT_EQ(-EINVAL, install_result(self->page, "_sysctl: (any == 3\n"));
	EXPECT_EQ(-EINVAL, install_result(self->page, "_sysctl: any = 3\n"));
	EXPECT_EQ(-EINVAL, install_result(self->page, "_sysctl: 2\n"));
	EXPECT_EQ(-EINVAL, install_result(self->page, "_sysctl: comm ~ \"*\"\n"));
	EXPECT_EQ(-EINVAL, install_result(self->page, "_sysctl: 1; kill\n"));
}

TEST_HARNESS_MAIN
