// SPDX-License-Identifier: GPL-2.0
/*
 * SECCOMP_DESCRIBE_CALL: the names of each call, and the name, type, width and
 * sign of each argument, as policies see them. Anybody may ask.
 */
#include "seccomp_text.h"
#include <limits.h>

#define DIRT		0xaa
#define UNBUILT		SECCOMP_CALL_UNBUILT
#define SIGNED		SECCOMP_ARG_SIGNED
#define POINTER		SECCOMP_ARG_POINTER

static struct seccomp_text_call call;

static long describe_struct(const void *p)
{
	return RAW(__NR_seccomp, SECCOMP_DESCRIBE_CALL, 0, (unsigned long)p);
}

static long describe_number(int nr)
{
	memset(&call, DIRT, sizeof(call));
	call.size = sizeof(call);
	call.flags = 0;
	call.arch = 0;
	call.nr = nr;
	call.name[0] = 0;
	return describe_struct(&call);
}

/* @name may take all the room that there is. Dirt follows it. */
static long describe_name(const char *name)
{
	const size_t size = strlen(name) + 1;

	memset(&call, DIRT, sizeof(call));
	call.size = sizeof(call);
	call.flags = 0;
	call.arch = 0;
	memcpy(call.name, name, size < sizeof(call.name) ? size : sizeof(call.name));
	return describe_struct(&call);
}

static void copy_string(char *to, const char *from, size_t size)
{
	memcpy(to, from, strnlen(from, size));
}

/* Every byte that has no meaning is zero. */
static bool is_clean(const struct seccomp_text_call *seen)
{
	struct seccomp_text_call all = {
		.size = seen->size, .flags = seen->flags, .nr = seen->nr,
		.nr_calls = seen->nr_calls, .arch = seen->arch,
		.nr_args = seen->nr_args,
	};

	copy_string(all.name, seen->name, sizeof(all.name));
	copy_string(all.uapi_name, seen->uapi_name, sizeof(all.uapi_name));
	for (unsigned int i = 0; i < seen->nr_args && i < 6; i++) {
		const struct seccomp_text_arg *arg = &seen->args[i];

		copy_string(all.args[i].name, arg->name, sizeof(arg->name));
		copy_string(all.args[i].type, arg->type, sizeof(arg->type));
		all.args[i].size = arg->size;
		all.args[i].flags = arg->flags;
	}
	return !memcmp(&all, seen, sizeof(all)) &&
	       !all.name[sizeof(all.name) - 1] &&
	       !all.uapi_name[sizeof(all.uapi_name) - 1];
}

struct known_arg {
	const char *name;
	const char *type;
	int size;
	int flags;
};

struct known_call {
	int nr;
	const char *name;
	const char *uapi_name;
	struct known_arg args[6];
};

static const struct known_call known_calls[] = {
	{ __NR_read, "sys_read", "read",
	  { { "fd", "unsigned int", 4 }, { "buf", "char *", 8, POINTER },
	    { "count", "size_t", 8 } } },
	{ __NR_fstat, "sys_newfstat", "fstat",
	  { { "fd", "unsigned int", 4 }, { "statbuf", "struct stat *", 8, POINTER } } },
	{ __NR_uname, "sys_newuname", "uname",
	  { { "name", "struct new_utsname *", 8, POINTER } } },
	{ __NR_sendfile, "sys_sendfile64", "sendfile",
	  { { "out_fd", "int", 4, SIGNED }, { "in_fd", "int", 4, SIGNED },
	    { "offset", "loff_t *", 8, POINTER }, { "count", "size_t", 8 } } },
#ifndef __NR_umount	/* see sys_umount_is_umount2_where_umount_is_another_call */
	{ __NR_umount2, "sys_umount", "umount2",
	  { { "name", "char *", 8, POINTER }, { "flags", "int", 4, SIGNED } } },
#endif
	{ __NR_openat, "sys_openat", "openat",
	  { { "dfd", "int", 4, SIGNED }, { "filename", "const char *", 8, POINTER },
	    { "flags", "int", 4, SIGNED }, { "mode", "umode_t", 2 } } },
	{ __NR_lseek, "sys_lseek", "lseek",
	  { { "fd", "unsigned int", 4 }, { "offset", "off_t", 8, SIGNED },
	    { "whence", "unsigned int", 4 } } },
#ifdef __x86_64__	/* each architecture has its own */
	{ __NR_mmap, "sys_mmap", "mmap",
	  { { "addr", "unsigned long", 8 }, { "len", "unsigned long", 8 },
	    { "prot", "unsigned long", 8 }, { "flags", "unsigned long", 8 },
	    { "fd", "unsigned long", 8 }, { "off", "unsigned long", 8 } } },
#endif
	{ __NR_pread64, "sys_pread64", "pread64",
	  { { "fd", "unsigned int", 4 }, { "buf", "char *", 8, POINTER },
	    { "count", "size_t", 8 }, { "pos", "loff_t", 8, SIGNED } } },
	{ __NR_rt_sigaction, "sys_rt_sigaction", "rt_sigaction",
	  { { "sig", "int", 4, SIGNED },
	    { "act", "const struct sigaction *", 8, POINTER },
	    { "oact", "struct sigaction *", 8, POINTER },
	    { "sigsetsize", "size_t", 8 } } },
	{ __NR_kill, "sys_kill", "kill",
	  { { "pid", "pid_t", 4, SIGNED }, { "sig", "int", 4, SIGNED } } },
	{ __NR_setuid, "sys_setuid", "setuid", { { "uid", "uid_t", 4 } } },
	{ __NR_capget, "sys_capget", "capget",
	  { { "header", "cap_user_header_t", 8, POINTER },
	    { "dataptr", "cap_user_data_t", 8, POINTER } } },
	{ __NR_getpid, "sys_getpid", "getpid", { { 0 } } },
	{ __NR_sched_yield, "sys_sched_yield", "sched_yield", { { 0 } } },
};

static void expect_known(struct __test_metadata *_metadata,
			 const struct known_call *known)
{
	unsigned int count = 0;

	EXPECT_EQ(known->nr, call.nr);
	EXPECT_STREQ(known->name, call.name);
	EXPECT_STREQ(known->uapi_name, call.uapi_name);
	EXPECT_EQ(0, call.flags);
	for (; count < 6 && known->args[count].name; count++) {
		EXPECT_STREQ(known->args[count].name, call.args[count].name);
		EXPECT_STREQ(known->args[count].type, call.args[count].type);
		EXPECT_EQ(known->args[count].size, call.args[count].size);
		EXPECT_EQ(known->args[count].flags, call.args[count].flags);
	}
	EXPECT_EQ(count, call.nr_args);
	EXPECT_EQ(TEXT_AUDIT_ARCH, call.arch);
	EXPECT_EQ(sizeof(call), call.size);
	EXPECT_TRUE(is_clean(&call));
}

#ifdef __NR_umount
TEXT_TEST(sys_umount_is_umount2_where_umount_is_another_call)
{
	ASSERT_EQ(0, describe_name("umount"));
	EXPECT_EQ(__NR_umount, call.nr);
	EXPECT_STREQ("sys_oldumount", call.name);
	EXPECT_STREQ("umount", call.uapi_name);
	ASSERT_EQ(0, describe_name("sys_umount"));
	EXPECT_EQ(__NR_umount2, call.nr);
	EXPECT_STREQ("sys_umount", call.name);
	EXPECT_STREQ("umount2", call.uapi_name);
}
#endif

TEXT_TEST(known_calls_are_described_by_number_and_by_each_name)
{
	char name[SECCOMP_TEXT_NAME_SIZE];

	for (size_t i = 0; i < ARRAY_SIZE(known_calls); i++) {
		const struct known_call *known = &known_calls[i];

		ASSERT_EQ(0, describe_number(known->nr));
		expect_known(_metadata, known);
		ASSERT_EQ(0, describe_name(known->name));
		expect_known(_metadata, known);
		ASSERT_EQ(0, describe_name(known->name + 4));
		expect_known(_metadata, known);
		ASSERT_EQ(0, describe_name(known->uapi_name));
		expect_known(_metadata, known);
		snprintf(name, sizeof(name), "sys_%s", known->uapi_name);
		ASSERT_EQ(0, describe_name(name));
		expect_known(_metadata, known);
	}
}

static bool fits(const char *name, const char *arg, const char *constant)
{
	char text[256];

	snprintf(text, sizeof(text), "unlisted: 1\n%s: %s == %s\n", name, arg, constant);
	return !check_text(text).status;
}

/* A policy can name the argument, and compares it at that width and sign. */
static void expect_compared(struct __test_metadata *_metadata, const char *name,
			    const struct seccomp_text_arg *arg)
{
	static const char * const most[][2] = {
		[1] = { "255", "127" }, [2] = { "65535", "32767" },
		[4] = { "4294967295", "2147483647" },
		[8] = { "18446744073709551615", "9223372036854775807" },
	};
	static const char * const more[][2] = {
		[1] = { "256", "128" }, [2] = { "65536", "32768" },
		[4] = { "4294967296", "2147483648" },
		[8] = { "18446744073709551616", "9223372036854775808" },
	};
	const bool is_signed = arg->flags & SIGNED;

	ASSERT_TRUE(arg->size == 1 || arg->size == 2 || arg->size == 4 ||
		    arg->size == 8);
	EXPECT_TRUE(fits(name, arg->name, most[arg->size][is_signed])) {
		TH_LOG("%s: %s", name, arg->name);
	}
	EXPECT_FALSE(fits(name, arg->name, more[arg->size][is_signed])) {
		TH_LOG("%s: %s", name, arg->name);
	}
	EXPECT_EQ(is_signed, fits(name, arg->name, "-1")) {
		TH_LOG("%s: %s", name, arg->name);
	}
	EXPECT_EQ(0, arg->flags & ~(SIGNED | POINTER));
	EXPECT_TRUE(arg->type[0] && (!strchr(arg->type, '*') || arg->flags & POINTER)) {
		TH_LOG("%s: %s", name, arg->type);
	}
	if (arg->flags & POINTER)
		EXPECT_EQ(8, is_signed ? 0 : arg->size);
}

static const struct {
	int nr;
	const char *name;
} header_calls[] = {
#define CALL_NAME(name) { __NR_##name, #name },
#include "seccomp_text_unistd.h"
#undef CALL_NAME
};

/* The same description under each name that is given, with and without sys_ */
static void expect_by_name(struct __test_metadata *_metadata,
			   const struct seccomp_text_call *want, const char *name)
{
	EXPECT_EQ(0, describe_name(name)) {
		TH_LOG("%s", name);
	}
	EXPECT_EQ(0, memcmp(want, &call, sizeof(call))) {
		TH_LOG("%s: %d, not %d", name, call.nr, want->nr);
	}
}

static void expect_consistent(struct __test_metadata *_metadata)
{
	const struct seccomp_text_call want = call;
	char name[SECCOMP_TEXT_NAME_SIZE];

	EXPECT_TRUE(is_clean(&want));
	EXPECT_TRUE(want.name[0] || want.uapi_name[0]);
	EXPECT_EQ(want.flags & UNBUILT ? 0 : 1, want.name[0] != 0);
	EXPECT_EQ(is_kernel_made(want.nr), !!(want.flags & SECCOMP_CALL_INJECTED));
	EXPECT_EQ(0, want.flags & ~(UNBUILT | SECCOMP_CALL_INJECTED));
	ASSERT_GE(want.flags & UNBUILT ? 0 : 6, want.nr_args);
	if (want.name[0]) {
		EXPECT_EQ(0, strncmp(want.name, "sys_", 4));
		expect_by_name(_metadata, &want, want.name);
	}
	if (want.uapi_name[0]) {
		expect_by_name(_metadata, &want, want.uapi_name);
		snprintf(name, sizeof(name), "sys_%.50s", want.uapi_name);
		/* On s390x, that is not umount, but umount2. */
		if (strcmp(name, "sys_umount"))
			expect_by_name(_metadata, &want, name);
	}
	for (unsigned int i = 0; i < want.nr_args; i++)
		expect_compared(_metadata, want.name, &want.args[i]);
}

TEXT_LONG_TEST(all_calls_are_described_as_policies_see_them)
{
	int calls = 0, unbuilt = 0, args = 0, nr_calls;

	ASSERT_EQ(0, no_new_privs());
	ASSERT_EQ(0, describe_number(__NR_read));
	nr_calls = call.nr_calls;
	for (int nr = 0; nr < nr_calls; nr++) {
		long ret = describe_number(nr);

		if (ret) {
			EXPECT_EQ(-ENOENT, ret);
			continue;
		}
		EXPECT_EQ(nr, call.nr);
		EXPECT_EQ(nr_calls, call.nr_calls);
		calls++;
		unbuilt += call.flags & UNBUILT;
		args += call.nr_args;
		expect_consistent(_metadata);
	}
	TH_LOG("%d calls, %d of them unbuilt, %d arguments", calls, unbuilt, args);
	EXPECT_LE(ARRAY_SIZE(header_calls), calls);
	EXPECT_LT(800, args);
	EXPECT_LT(0, unbuilt);
}

TEXT_TEST(all_calls_of_unistd_h_are_described)
{
	ASSERT_LT(300, ARRAY_SIZE(header_calls));
	for (size_t i = 0; i < ARRAY_SIZE(header_calls); i++) {
		EXPECT_EQ(0, describe_name(header_calls[i].name)) {
			TH_LOG("%s", header_calls[i].name);
		}
		EXPECT_EQ(header_calls[i].nr, call.nr);
		EXPECT_STREQ(header_calls[i].name, call.uapi_name);
		EXPECT_LT(header_calls[i].nr, call.nr_calls);
	}
}

TEXT_TEST(unbuilt_call_is_described_by_its_names_alone)
{
	static const char * const names[] = { "nfsservctl", "sys_nfsservctl" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		EXPECT_EQ(0, describe_name(names[i]));
		EXPECT_EQ(__NR_nfsservctl, call.nr);
		EXPECT_EQ(UNBUILT, call.flags);
		EXPECT_STREQ("", call.name);
		EXPECT_STREQ("nfsservctl", call.uapi_name);
		EXPECT_EQ(0, call.nr_args);
		EXPECT_TRUE(is_clean(&call));
	}
}

TEXT_TEST(unknown_name_or_number_is_enoent)
{
	static const char * const names[] = {
		"raed", "sys_raed", "Read", "sys_", "sys", "SYS_read", "sys_sys_read",
		" read", "read ", "read:", "?read", "__x64_sys_read", "waitpid",
		"unlisted", "foreign", "0", "read\n", "\xff", "nosuch", "rea",
		"this_name_of_sixty_three_letters_has_just_room_for_its_nul_byte",
		/* Not terminated */
		"this_name_of_sixty_four_letters_leaves_no_room_for_the_nul_byte_",
		"readreadreadreadreadreadreadreadreadreadreadreadreadreadreadread",
	};
	const int numbers[] = {
		-1, -2, INT_MIN, INT_MAX, UNUSED_NR, 511, 512, 547, 999, 0x40000000,
		0x40000000 | __NR_read, 0x10000,
	};
	struct seccomp_text_call before;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		EXPECT_EQ(-ENOENT, describe_name(names[i])) {
			TH_LOG("%s", names[i]);
		}
	}
	ASSERT_EQ(0, describe_number(__NR_read));
	EXPECT_EQ(-ENOENT, describe_number(call.nr_calls));
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
		EXPECT_EQ(-ENOENT, describe_number(numbers[i]));
	/* Nothing is written. */
	memset(&before, DIRT, sizeof(before));
	before.size = sizeof(before);
	before.flags = 0;
	before.arch = 0;
	before.nr = 999;
	before.name[0] = 0;
	EXPECT_EQ(-ENOENT, describe_number(999));
	EXPECT_EQ(0, memcmp(&before, &call, sizeof(call)));
}

TEXT_TEST(name_precedes_the_number)
{
	memset(&call, DIRT, sizeof(call));
	call.size = sizeof(call);
	call.flags = 0;
	call.arch = 0;
	call.nr = __NR_write;
	memcpy(call.name, "read\0write", 11);
	EXPECT_EQ(0, describe_struct(&call));
	EXPECT_EQ(__NR_read, call.nr);
	EXPECT_TRUE(is_clean(&call));
}

/* The struct of a later kernel, or of a later program */
struct later {
	struct seccomp_text_call known;
	unsigned char more[64];
};

TEXT_TEST(sizes_of_other_versions_work)
{
	struct later later;

	EXPECT_EQ(752, sizeof(call));
	EXPECT_EQ(SECCOMP_TEXT_CALL_SIZE_VER0, sizeof(call));
	for (unsigned int more = 0; more <= sizeof(later.more); more++) {
		memset(&later, DIRT, sizeof(later));
		memset(later.more, 0, more);
		later.known.size = sizeof(later.known) + more;
		later.known.flags = 0;
		later.known.arch = 0;
		later.known.name[0] = 0;
		later.known.nr = __NR_openat;
		EXPECT_EQ(0, describe_struct(&later));
		EXPECT_EQ(sizeof(later.known), later.known.size);
		EXPECT_STREQ("sys_openat", later.known.name);
		EXPECT_TRUE(is_clean(&later.known));
		for (unsigned int i = 0; i < sizeof(later.more); i++)
			EXPECT_EQ(i < more ? 0 : DIRT, later.more[i]);
	}
	/* What a later kernel would read as more must be zero. */
	for (unsigned int i = 0; i < sizeof(later.more); i++) {
		memset(&later, 0, sizeof(later));
		later.known.size = sizeof(later);
		later.known.nr = __NR_read;
		EXPECT_EQ(0, describe_struct(&later));
		later = (struct later){ .known.size = sizeof(later) };
		later.more[i] = 1;
		EXPECT_EQ(-E2BIG, describe_struct(&later));
	}
}

TEXT_TEST(sizes_of_no_version_are_refused)
{
	unsigned char *page = mmap(NULL, 3 * 4096, PROT_READ | PROT_WRITE,
				   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct seccomp_text_call *big = (void *)page;

	ASSERT_NE(MAP_FAILED, page);
	for (unsigned int size = 0; size < sizeof(call); size++) {
		big->size = size;
		EXPECT_EQ(-EINVAL, describe_struct(big));
	}
	big->size = 4096;
	big->nr = __NR_read;
	EXPECT_EQ(0, describe_struct(big));
	memset(big, 0, sizeof(*big));
	big->size = 4097;
	EXPECT_EQ(-E2BIG, describe_struct(big));
	big->size = -1;
	EXPECT_EQ(-E2BIG, describe_struct(big));
	munmap(page, 3 * 4096);
}

TEXT_TEST(memory_that_cannot_be_used_is_efault)
{
	unsigned char *pages = mmap(NULL, 2 * 4096, PROT_READ | PROT_WRITE,
				    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct seccomp_text_call *torn;

	ASSERT_NE(MAP_FAILED, pages);
	ASSERT_EQ(0, munmap(pages + 4096, 4096));
	EXPECT_EQ(-EFAULT, describe_struct(NULL));
	EXPECT_EQ(-EFAULT, describe_struct((void *)-4096L));
	EXPECT_EQ(-EFAULT, describe_struct((void *)0xffffffff81000000));
	EXPECT_EQ(-EFAULT, describe_struct(pages + 4096));
	for (size_t in = 4; in < sizeof(call); in += 4) {
		torn = (void *)(pages + 4096 - in);
		torn->size = sizeof(call);
		EXPECT_EQ(-EFAULT, describe_struct(torn));
	}
	/* It can be read, but not written. */
	torn = (void *)pages;
	memset(torn, 0, sizeof(*torn));
	torn->size = sizeof(call);
	torn->nr = __NR_read;
	ASSERT_EQ(0, mprotect(pages, 4096, PROT_READ));
	EXPECT_EQ(-EFAULT, describe_struct(torn));
	munmap(pages, 4096);
}

/* They may mean something one day. */
TEXT_TEST(members_that_the_caller_must_zero_are_checked)
{
	for (int bit = 0; bit < 32; bit++) {
		memset(&call, 0, sizeof(call));
		call.size = sizeof(call);
		call.flags = 1U << bit;
		EXPECT_EQ(-EINVAL, describe_struct(&call));
		call.flags = 0;
		call.arch = 1U << bit;
		EXPECT_EQ(-EINVAL, describe_struct(&call));
	}
	/* So an answer is no question. */
	ASSERT_EQ(0, describe_number(__NR_read));
	EXPECT_EQ(-EINVAL, describe_struct(&call));
}

/* A string that fills its member may have been cut off. */
TEXT_TEST(names_and_types_have_room)
{
	ASSERT_EQ(0, describe_number(__NR_read));
	for (int nr = call.nr_calls - 1; nr >= 0; nr--) {
		if (describe_number(nr))
			continue;
		EXPECT_GT(sizeof(call.name) - 1, strlen(call.name));
		EXPECT_GT(sizeof(call.uapi_name) - 1, strlen(call.uapi_name));
		for (unsigned int i = 0; i < call.nr_args; i++) {
			EXPECT_GT(sizeof(call.args[i].name) - 1,
				  strlen(call.args[i].name));
			EXPECT_GT(sizeof(call.args[i].type) - 1,
				  strlen(call.args[i].type));
		}
	}
}

TEXT_TEST(flags_are_refused)
{
	ASSERT_EQ(0, describe_number(__NR_read));
	for (int bit = 0; bit < 32; bit++) {
		EXPECT_EQ(-EINVAL, RAW(__NR_seccomp, SECCOMP_DESCRIBE_CALL, 1U << bit,
				       (unsigned long)&call));
		EXPECT_EQ(-EINVAL, RAW(__NR_seccomp, SECCOMP_DESCRIBE_CALL, 1U << bit, 0));
	}
}

/* Who may ask: an unprivileged task without no_new_privs, and a filtered one */

static void ask_unprivileged(struct text_page *page, const void *unused)
{
	CHILD_CHECK(page, !setresgid(1000, 1000, 1000) || geteuid());
	CHILD_CHECK(page, !setresuid(1000, 1000, 1000) || geteuid());
	CHILD_CHECK(page, !RAW(__NR_prctl, PR_GET_NO_NEW_PRIVS));
	CHILD_CHECK(page, install("unlisted: 1\n") == -EACCES);
	set_mark(&page->before, 1);
	CHILD_CHECK(page, describe_number(__NR_read) == 0);
	CHILD_CHECK(page, describe_name("openat") == 0);
	CHILD_CHECK(page, !strcmp(call.name, "sys_openat") && is_clean(&call));
	CHILD_CHECK(page, describe_name("nosuch") == -ENOENT);
	CHILD_CHECK(page, seccomp_mode() == SECCOMP_MODE_DISABLED);
	set_mark(&page->after, 1);
}

TEXT_TEST(anybody_may_ask)
{
	EXPECT_FATE("passed", ask_unprivileged, NULL);
}

static void ask_under(struct text_page *page, const void *arg)
{
	CHILD_CHECK(page, install_unprivileged(arg) == 0);
	set_mark(&page->before, 1);
	page->result[0] = describe_name("sys_fstat");
	set_mark(&page->after, 1);
	page->result[1] = call.nr;
}

TEXT_TEST(policy_decides_whether_a_task_may_ask)
{
	EXPECT_FATE("passed", ask_under, "seccomp: op == 0x10001\nexit_group: 1\n");
	EXPECT_EQ(0, self->page->result[0]);
	EXPECT_EQ(__NR_fstat, self->page->result[1]);
	EXPECT_FATE("killed", ask_under, "seccomp: op != 0x10001\nexit_group: 1\n");
	EXPECT_FATE("passed", ask_under, DENYLIST "seccomp: op != 0x10001\n");
	EXPECT_EQ(-DENIED, self->page->result[0]);
}

TEST_HARNESS_MAIN
