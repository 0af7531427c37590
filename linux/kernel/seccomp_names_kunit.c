// SPDX-License-Identifier: GPL-2.0
/*
 * Text policies of seccomp: tests of the names of system calls. Included at the
 * end of seccomp_names.c.
 */
#include <kunit/test.h>

static int find(const char *name)
{
	return seccomp_find_call(name, strlen(name));
}

static void calls_have_kernel_names_and_uapi_names(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, find("read"), __NR_read);
	KUNIT_EXPECT_EQ(test, find("sys_read"), __NR_read);
	KUNIT_EXPECT_EQ(test, find("fstat"), __NR_fstat);
	KUNIT_EXPECT_EQ(test, find("newfstat"), __NR_fstat);
	KUNIT_EXPECT_EQ(test, find("sys_fstat"), __NR_fstat);
	KUNIT_EXPECT_EQ(test, find("sys_newfstat"), __NR_fstat);
	/* Only in <asm/unistd.h> */
	KUNIT_EXPECT_EQ(test, find("nfsservctl"), __NR_nfsservctl);
	KUNIT_EXPECT_EQ(test, find("sys_nfsservctl"), __NR_nfsservctl);
	/* The name of one call, and the entry of another */
#ifdef __NR_umount
	KUNIT_EXPECT_EQ(test, find("umount"), __NR_umount);
#else
	KUNIT_EXPECT_EQ(test, find("umount"), __NR_umount2);
#endif
	KUNIT_EXPECT_EQ(test, find("sys_umount"), __NR_umount2);
#ifdef CONFIG_X86_64
	/* Old calls with these names have metadata, but no number. */
	KUNIT_EXPECT_EQ(test, find("sys_stat"), __NR_stat);
	KUNIT_EXPECT_EQ(test, find("sys_uname"), __NR_uname);
	KUNIT_EXPECT_EQ(test, find("waitpid"), -ENOENT);
#endif
}

static void unknown_names_are_not_found(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, find(""), -ENOENT);
	KUNIT_EXPECT_EQ(test, find("rea"), -ENOENT);
	KUNIT_EXPECT_EQ(test, find("readx"), -ENOENT);
	KUNIT_EXPECT_EQ(test, find("sys_"), -ENOENT);
	KUNIT_EXPECT_EQ(test, find("sys_rea"), -ENOENT);
	KUNIT_EXPECT_EQ(test, find("sys_sys_read"), -ENOENT);
	KUNIT_EXPECT_EQ(test, find("READ"), -ENOENT);
	KUNIT_EXPECT_EQ(test, find("syscalls"), -ENOENT);
	KUNIT_EXPECT_EQ(test, find("a_name_that_is_longer_than_any_call_has_ever_had"),
			-ENOENT);
}

/* A name is a span of a text: what follows is not part of it. */
static void a_name_ends_at_its_length(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, seccomp_find_call("readv", 4), __NR_read);
	KUNIT_EXPECT_EQ(test, seccomp_find_call("readv", 5), __NR_readv);
	KUNIT_EXPECT_EQ(test, seccomp_find_call("sys_readv", 8), __NR_read);
	KUNIT_EXPECT_EQ(test, seccomp_find_call("sys_readv", 9), __NR_readv);
	KUNIT_EXPECT_EQ(test, seccomp_find_call("read: 1", 4), __NR_read);
	KUNIT_EXPECT_EQ(test, seccomp_find_call("readv", 3), -ENOENT);
	KUNIT_EXPECT_EQ(test, seccomp_find_call("read", 0), -ENOENT);
}

static void metadata_without_a_number_is_not_found(struct kunit *test)
{
#ifdef CONFIG_X86_64
	static const char * const olds[] = {
		"sys_waitpid", "waitpid", "sys_olduname", "olduname",
		"sys_nice", "sys_signal", "sys_socketcall", "sys_stat64",
		"sys_old_select", "sys_ni_syscall", "ni_syscall",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(olds); i++)
		KUNIT_EXPECT_EQ_MSG(test, find(olds[i]), -ENOENT, "%s", olds[i]);
	KUNIT_EXPECT_STREQ(test, seccomp_call_name(__NR_stat), "sys_newstat");
	KUNIT_EXPECT_STREQ(test, seccomp_call_name(__NR_uname), "sys_newuname");
#endif
#ifdef __NR_uretprobe
	/* Injected calls are always allowed, but have names. */
	KUNIT_EXPECT_EQ(test, find("uretprobe"), __NR_uretprobe);
	KUNIT_EXPECT_EQ(test, find("sys_uretprobe"), __NR_uretprobe);
#endif
}

static void kernel_names_are_found_without_sys_too(struct kunit *test)
{
	const struct syscall_metadata *meta;
	int nr, seen = 0;

	for (nr = 0; nr < NR_syscalls; nr++) {
		meta = syscall_find_metadata(nr);
		if (!meta)
			continue;
		seen++;
		KUNIT_EXPECT_EQ_MSG(test, find(meta->name), nr, "%s", meta->name);
#ifdef __NR_umount
		/* sys_umount, but umount is the name of another call. */
		if (nr == __NR_umount2)
			continue;
#endif
		KUNIT_EXPECT_EQ_MSG(test, find(meta->name + 4), nr, "%s",
				    meta->name + 4);
	}
	KUNIT_EXPECT_GT(test, seen, 200);
}

static void a_number_out_of_range_has_no_name(struct kunit *test)
{
	KUNIT_EXPECT_NULL(test, seccomp_call_name(-1));
	KUNIT_EXPECT_NULL(test, seccomp_call_name(NR_syscalls));
	KUNIT_EXPECT_NULL(test, seccomp_call_name(INT_MAX));
	KUNIT_EXPECT_NULL(test, seccomp_call_name(INT_MIN));
}

static void the_name_of_a_call_finds_the_call(struct kunit *test)
{
	const char *name;
	int nr;

	for (nr = 0; nr < NR_syscalls; nr++) {
		name = seccomp_call_name(nr);
		if (name)
			KUNIT_EXPECT_EQ_MSG(test, find(name), nr, "%s", name);
	}
}

static void constants_have_the_values_of_the_headers(struct kunit *test)
{
	static const struct {
		const char	*name;
		s64		value;
	} cases[] = {
		{ "AF_UNIX", 1 },	{ "AT_FDCWD", -100 },
		{ "BPF_PROG_LOAD", 5 },	{ "CLONE_IO", 0x80000000 },
		{ "O_RDONLY", 0 },	{ "PROT_EXEC", 4 },
		{ "SHUT_RD", 0 },	{ "SIGKILL", 9 },
		{ "SYS_CONNECT", 3 },	{ "TCGETS", 0x5401 },
		{ "WNOHANG", 1 },
		{ "CLONE_INTO_CGROUP", 0x200000000 },
		{ "MADV_GUARD_INSTALL", 102 },
	};
	s64 value;
	size_t i;

	if (!IS_ENABLED(CONFIG_SECCOMP_FILTER_TEXT_CONSTANTS))
		kunit_skip(test, "no names of constants");
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *name = cases[i].name;

		KUNIT_ASSERT_TRUE_MSG(test, seccomp_find_constant(name, strlen(name),
								  &value),
				      "%s", name);
		KUNIT_EXPECT_EQ_MSG(test, value, cases[i].value, "%s", name);
		/* The name ends at its length. */
		KUNIT_EXPECT_FALSE(test, seccomp_find_constant(name, strlen(name) - 1,
							       &value));
		KUNIT_EXPECT_FALSE(test, seccomp_find_constant(name, strlen(name) + 1,
							       &value));
	}
	KUNIT_EXPECT_FALSE(test, seccomp_find_constant("", 0, &value));
	KUNIT_EXPECT_FALSE(test, seccomp_find_constant("AF_UNX", 6, &value));
	KUNIT_EXPECT_FALSE(test, seccomp_find_constant("af_unix", 7, &value));
	KUNIT_EXPECT_FALSE(test, seccomp_find_constant("zzz", 3, &value));
	/* A code of a signal, not the argument of a call */
	KUNIT_EXPECT_FALSE(test, seccomp_find_constant("SYS_SECCOMP", 11, &value));
}

static void only_x32_numbers_are_foreign(struct kunit *test)
{
	KUNIT_EXPECT_FALSE(test, seccomp_is_foreign_nr(-1));
	KUNIT_EXPECT_FALSE(test, seccomp_is_foreign_nr(0));
	KUNIT_EXPECT_FALSE(test, seccomp_is_foreign_nr(NR_syscalls));
	KUNIT_EXPECT_FALSE(test, seccomp_is_foreign_nr(INT_MAX));
	KUNIT_EXPECT_FALSE(test, seccomp_is_foreign_nr(INT_MIN));
#ifdef __X32_SYSCALL_BIT
	KUNIT_EXPECT_TRUE(test, seccomp_is_foreign_nr(__X32_SYSCALL_BIT));
	KUNIT_EXPECT_TRUE(test, seccomp_is_foreign_nr(__X32_SYSCALL_BIT + 0xffff));
	KUNIT_EXPECT_FALSE(test, seccomp_is_foreign_nr(__X32_SYSCALL_BIT - 1));
	KUNIT_EXPECT_FALSE(test, seccomp_is_foreign_nr(__X32_SYSCALL_BIT + 0x10000));
#endif
}

static struct kunit_case names_cases[] = {
	KUNIT_CASE(calls_have_kernel_names_and_uapi_names),
	KUNIT_CASE(unknown_names_are_not_found),
	KUNIT_CASE(a_name_ends_at_its_length),
	KUNIT_CASE(metadata_without_a_number_is_not_found),
	KUNIT_CASE(kernel_names_are_found_without_sys_too),
	KUNIT_CASE(a_number_out_of_range_has_no_name),
	KUNIT_CASE(the_name_of_a_call_finds_the_call),
	KUNIT_CASE(constants_have_the_values_of_the_headers),
	KUNIT_CASE(only_x32_numbers_are_foreign),
	{}
};

static struct kunit_suite names_suite = {
	.name = "seccomp_names",
	.test_cases = names_cases,
};

kunit_test_suite(names_suite);
