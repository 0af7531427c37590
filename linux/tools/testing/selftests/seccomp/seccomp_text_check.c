// SPDX-License-Identifier: GPL-2.0
/*
 * SECCOMP_CHECK_TEXT as an operation: what it notes of a good policy, who may
 * use it and when, and the report that it fills in. What it says of bad ones
 * is in seccomp_text_errors.c.
 */
#include "seccomp_text_check.h"
#include <linux/capability.h>

TEXT_TEST(good_policy_has_no_message)
{
	ASSERT_EQ(0, no_new_privs());
	EXPECT_EQ(0, check("read: fd == 0\nwrite: 0; errno EPERM\nunlisted: 0\n"));
	EXPECT_EQ(0, report.status);
	EXPECT_EQ(0, report.nr_notes);
	EXPECT_STREQ("0:0: ", said());
	EXPECT_TRUE(is_clean());
}

#define NOTE(id, note, said)	{ note, said }

struct note {
	unsigned int index;
	const char *said;
};

TEXT_TEST(notes_are_counted_and_given_one_at_a_time)
{
	static const char text[] =
		"unlisted: 1\n"
		"read: fd == 0\n"
		"  ?nosuch: fd == 1\n"
		"create_module: a0 == 1\n"
		"create_module: 1\n"
		"create_module: 0\n"
		"sys_uretprobe: 0\n";
	static const struct note notes[] = {
		NOTE(NOTE_SKIPPED, 0,
		     "3:4: no system call is called 'nosuch': the rule is skipped"),
		NOTE(NOTE_UNCHECKED, 1,
		     "4:1: " UNBUILT "the names of its arguments were not checked"),
		NOTE(NOTE_UNBUILT, 2,
		     "5:1: this kernel was built without create_module: it fails with ENOSYS"),
		NOTE(NOTE_INJECTED, 3,
		     "7:1: sys_uretprobe is made by the kernel itself and always passes"),
		{ 4, "0:0: " },
		{ 4294967295U, "0:0: " },
	};

	ASSERT_EQ(0, no_new_privs());
	for (size_t i = 0; i < ARRAY_SIZE(notes); i++) {
		EXPECT_EQ(0, check_note(text, notes[i].index));
		EXPECT_STREQ(notes[i].said, said());
		EXPECT_EQ(0, report.status);
		EXPECT_EQ(4, report.nr_notes);
		EXPECT_EQ(notes[i].index, report.note);
		EXPECT_TRUE(is_clean());
	}
}

/* Under a denylist in force: what stays denied, and what still has an effect. */
static void try_notes_under_policy(struct text_page *page, const void *arg)
{
	CHILD_CHECK(page, install_unprivileged("unlisted: 1\n"
		    "getppid: 0; errno 5\ngetpgrp: 0; log\ngetgid: 0; trace\n"
		    "sched_yield: 1\nlseek: fd == 1; errno 5\n") == 0);
	set_mark(&page->before, 1);
	CHILD_CHECK(page, check("unlisted: 1\ngetuid: 1\nsys_getppid: 1\n"
				"getpgrp: 1\ngetgid: 1\nlseek: 1\n"
				"getppid: 0; kill\ngetppid: 0; errno 6\n"
				"getppid: 0; errno 5\n"
				"getppid: 0; log\n") == 0);
	CHILD_CHECK(page, report.status == 0);
	CHILD_CHECK(page, report.nr_notes == 3);
	/* NOTE(NOTE_DENIED, ...) */
	CHILD_CHECK(page,
		    has_said("3:1: sys_getppid is denied by the policy in force and stays denied"));

	/* Nothing of all that has been installed. */
	CHILD_CHECK(page, RAW(__NR_getuid) >= 0);
	CHILD_CHECK(page, RAW(__NR_getppid) == -EIO);
	CHILD_CHECK(page, RAW(__NR_lseek, 1, 0, 77) != -EIO);
	CHILD_CHECK(page, RAW(__NR_lseek, 2, 0, 77) == -EIO);
	set_mark(&page->after, 1);
}

TEXT_TEST(rules_without_effect_under_the_policy_in_force_are_noted)
{
	EXPECT_FATE("passed", try_notes_under_policy, NULL);
}

/* A check is a call like any other to a policy that waits for the next one. */
static void try_pending(struct text_page *page, const void *arg)
{
	CHILD_CHECK(page, install_unprivileged("on_next_syscall: 1\n" DENYLIST
					       "getuid: 0\n") == 0);
	set_mark(&page->before, 1);
	CHILD_CHECK(page, check("unlisted: 1\ngetuid: 1\n") == 0);
	CHILD_CHECK(page, RAW(__NR_getuid) == -DENIED);
	CHILD_CHECK(page, check("unlisted: 1\ngetuid: 1\n") == 0);
	CHILD_CHECK(page, report.nr_notes == 1);
	set_mark(&page->after, 1);
}

TEXT_TEST(check_is_the_call_that_a_pending_policy_waits_for)
{
	EXPECT_FATE("passed", try_pending, NULL);
}

static void try_denied_check(struct text_page *page, const void *arg)
{
	CHILD_CHECK(page, install_unprivileged(DENYLIST "seccomp: op != 0x10000\n") == 0);
	set_mark(&page->before, 1);
	CHILD_CHECK(page, check("unlisted: 1\n") == -DENIED);
	set_mark(&page->after, 1);
}

TEXT_TEST(check_is_a_call_that_policies_can_refuse)
{
	EXPECT_FATE("passed", try_denied_check, NULL);
}

static void try_check_in_strict_mode(struct text_page *page, const void *arg)
{
	CHILD_CHECK(page, RAW(__NR_prctl, PR_SET_SECCOMP,
			      SECCOMP_MODE_STRICT) == 0);
	set_mark(&page->before, 1);
	check("unlisted: 1\n");
	set_mark(&page->after, 1);
}

TEXT_TEST(strict_mode_has_no_checks)
{
	int status = run_child(self->page, try_check_in_strict_mode, NULL);

	EXPECT_EQ(1, self->page->before);
	EXPECT_EQ(0, self->page->after);
	EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

/* BPF filters make no notes: the kernel does not know what they refuse. */
static void try_beside_bpf(struct text_page *page, const void *arg)
{
	CHILD_CHECK(page, install_bpf(__NR_getuid, SECCOMP_RET_USER_NOTIF) == 0);
	CHILD_CHECK(page, install_bpf(__NR_getppid, SECCOMP_RET_ERRNO | 5) == 0);
	set_mark(&page->before, 1);
	CHILD_CHECK(page, check("unlisted: 1\ngetppid: 1\ngetuid: 1\n") == 0);
	CHILD_CHECK(page, report.status == 0 && report.nr_notes == 0);
	CHILD_CHECK(page, check("unlisted: 1\nnosuch: 1\n") == 0);
	CHILD_CHECK(page, report.status == EINVAL && report.line == 2);
	CHILD_CHECK(page, RAW(__NR_getppid) == -EIO);
	set_mark(&page->after, 1);
}

TEXT_TEST(bpf_filters_in_force_do_not_matter)
{
	EXPECT_FATE("passed", try_beside_bpf, NULL);
}

static bool drop_sys_admin(void)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2];

	if (RAW(__NR_capget, (unsigned long)&header, (unsigned long)data))
		return false;
	data[0].effective &= ~(1U << CAP_SYS_ADMIN);
	return RAW(__NR_capset, (unsigned long)&header,
		   (unsigned long)data) == 0;
}

static void try_unprivileged(struct text_page *page, const void *arg)
{
	CHILD_CHECK(page, drop_sys_admin());
	set_mark(&page->before, 1);
	CHILD_CHECK(page, check("unlisted: 1\n") == -EACCES);
	/* Nothing was even looked at. */
	CHILD_CHECK(page, report.status == DIRT * 0x01010101U);
	CHILD_CHECK(page, check_struct(NULL) == -EACCES);
	CHILD_CHECK(page, no_new_privs() == 0);
	CHILD_CHECK(page, check("unlisted: 1\n") == 0);
	set_mark(&page->after, 1);
}

TEXT_TEST(who_may_not_install_may_not_check)
{
	EXPECT_FATE("passed", try_unprivileged, NULL);
}

TEXT_TEST(flags_are_refused)
{
	ASSERT_EQ(0, no_new_privs());
	ASSERT_EQ(0, check("unlisted: 1\n"));
	for (int bit = 0; bit < 32; bit++) {
		EXPECT_EQ(-EINVAL, RAW(__NR_seccomp, SECCOMP_CHECK_TEXT,
				       1U << bit, (unsigned long)&report));
	}
	EXPECT_EQ(-EINVAL, RAW(__NR_seccomp, SECCOMP_CHECK_TEXT + 1, 0,
			       (unsigned long)&report));
}

/* As a later kernel might have it, or a later program. */
struct later {
	struct seccomp_text_report known;
	char more[64];
};

TEXT_TEST(sizes_of_other_versions_work)
{
	struct later later;

	ASSERT_EQ(0, no_new_privs());
	EXPECT_EQ(288, sizeof(report));
	for (unsigned int more = 0; more <= sizeof(later.more); more++) {
		memset(&later, DIRT, sizeof(later));
		memset(later.more, 0, more);
		later.known.size = sizeof(later.known) + more;
		later.known.text = (unsigned long)"nosuch: 1";
		later.known.note = 0;
		EXPECT_EQ(0, check_struct(&later));
		EXPECT_EQ(sizeof(later.known), later.known.size);
		EXPECT_EQ(EINVAL, later.known.status);
		EXPECT_EQ(1, later.known.line);
		for (unsigned int i = 0; i < sizeof(later.more); i++)
			EXPECT_EQ(i < more ? 0 : DIRT, later.more[i]);
	}
}

TEXT_TEST(unknown_bytes_that_are_not_zero_are_too_big)
{
	struct later later = {
		.known.size = sizeof(later),
		.known.text = (unsigned long)"unlisted: 1",
	};

	ASSERT_EQ(0, no_new_privs());
	EXPECT_EQ(0, check_struct(&later));
	for (unsigned int i = 0; i < sizeof(later.more); i++) {
		later.known.size = sizeof(later);
		later.more[i] = 1;
		EXPECT_EQ(-E2BIG, check_struct(&later));
		later.more[i] = 0;
	}
}

TEXT_TEST(sizes_of_no_version_are_refused)
{
	char *page = mmap(NULL, 3 * 4096, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct seccomp_text_report *big = (void *)page;

	ASSERT_NE(MAP_FAILED, page);
	ASSERT_EQ(0, no_new_privs());
	big->text = (unsigned long)"unlisted: 1";
	for (unsigned int size = 0; size < sizeof(report); size++) {
		big->size = size;
		EXPECT_EQ(-EINVAL, check_struct(big));
	}
	big->size = 4096;
	EXPECT_EQ(0, check_struct(big));
	big->size = 4097;
	EXPECT_EQ(-E2BIG, check_struct(big));
	big->size = -1;
	EXPECT_EQ(-E2BIG, check_struct(big));
	munmap(page, 3 * 4096);
}

TEXT_TEST(pointers_that_fault_are_told)
{
	char *pages = mmap(NULL, 2 * 4096, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct seccomp_text_report *torn, *fixed;

	ASSERT_NE(MAP_FAILED, pages);
	ASSERT_EQ(0, munmap(pages + 4096, 4096));
	ASSERT_EQ(0, no_new_privs());

	EXPECT_EQ(-EFAULT, check_struct(NULL));
	EXPECT_EQ(-EFAULT, check_struct((void *)-4096L));
	EXPECT_EQ(-EFAULT, check_struct(pages + 4096));
	/* The report reaches into what is not there, by a byte to almost all. */
	for (size_t in = 4; in < sizeof(report); in++) {
		torn = (void *)(pages + 4096 - in);
		torn->size = sizeof(report);
		EXPECT_EQ(-EFAULT, check_struct(torn));
	}
	/* The text does, or is not there at all. */
	EXPECT_EQ(-EFAULT, check(NULL));
	EXPECT_EQ(-EFAULT, check((char *)-1L));
	memset(pages + 4000, '#', 96);
	EXPECT_EQ(-EFAULT, check(pages + 4000));
	pages[4095] = 0;
	EXPECT_EQ(0, check(pages + 4000));
	EXPECT_EQ(EINVAL, report.status);

	/* What cannot be written. */
	fixed = (void *)pages;
	fixed->size = sizeof(report);
	fixed->text = (unsigned long)"unlisted: 1";
	ASSERT_EQ(0, mprotect(pages, 4096, PROT_READ));
	EXPECT_EQ(-EFAULT, check_struct(fixed));
	munmap(pages, 4096);
}

TEST_HARNESS_MAIN
