// SPDX-License-Identifier: GPL-2.0
/*
 * The sysctl kernel.seccomp.text_policies: who may install text policies. It
 * leaves BPF filters alone, and what is in force.
 */
#include "seccomp_text.h"

#define SYSCTL		"/proc/sys/kernel/seccomp/text_policies"
#define USER		1000
#define POLICY		DENYLIST "getpgrp: 0\n"

static long set_sysctl(const char *word)
{
	int fd = open(SYSCTL, O_WRONLY | O_CLOEXEC);
	long ret;

	if (fd < 0)
		return -errno;
	ret = write(fd, word, strlen(word)) < 0 ? -errno : 0;
	close(fd);
	return ret;
}

static long get_sysctl(char *word, size_t size)
{
	int fd = open(SYSCTL, O_RDONLY | O_CLOEXEC);
	long len;

	if (fd < 0)
		return -errno;
	len = read(fd, word, size - 1);
	word[len < 0 ? 0 : len] = 0;
	close(fd);
	return len < 0 ? -errno : 0;
}

static bool sysctl_is(const char *want)
{
	char word[32];

	return !get_sysctl(word, sizeof(word)) && !strcmp(word, want);
}

/* The file belongs to the whole machine: put it back whatever happens. */
FIXTURE(sysctl) {
	struct text_page *page;
	char old[32];
};

FIXTURE_SETUP(sysctl)
{
	self->page = mmap(NULL, sizeof(*self->page), PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, self->page);
	ASSERT_EQ(0, get_sysctl(self->old, sizeof(self->old)));
	if (geteuid())
		SKIP(return, "not root");
	ASSERT_EQ(0, set_sysctl("everyone"));
}

FIXTURE_TEARDOWN(sysctl)
{
	set_sysctl(self->old);
	munmap(self->page, sizeof(*self->page));
}

#define SYSCTL_TEST(name)	TEST_F_TIMEOUT(sysctl, name, TEXT_SECONDS)

/* Who installs: root or a user, with no_new_privs or without. */
struct attempt {
	bool user, no_new_privs, bpf, user_ns;
	const char *text;
};

static void make_attempt(struct text_page *page, const void *arg)
{
	const struct attempt *attempt = arg;
	const char *text = attempt->text ? attempt->text : POLICY;

	if (attempt->user)
		CHILD_CHECK(page, !setresuid(USER, USER, USER));
	if (attempt->user_ns)
		CHILD_CHECK(page, !unshare(CLONE_NEWUSER));
	if (attempt->no_new_privs)
		CHILD_CHECK(page, no_new_privs() == 0);
	page->result[0] = attempt->bpf ?
			  install_bpf(__NR_getpgrp, SECCOMP_RET_ERRNO | DENIED) :
			  install(text);
	page->result[1] = RAW(__NR_getpgrp);
	set_mark(&page->before, 1);
}

static long attempt_result(struct text_page *page, struct attempt attempt)
{
	run_child(page, make_attempt, &attempt);
	return page->before ? page->result[0] : -ECHILD;
}

#define ATTEMPT(...) \
	attempt_result(self->page, (struct attempt){ __VA_ARGS__ })

SYSCTL_TEST(words_are_read_as_they_were_written)
{
	static const char * const words[] = { "admin", "off", "everyone" };
	static const char * const wrong[] = { "", "Admin", "of", "offf", "1",
					      "everyone admin",
					      "everyone_and_his_dog" };
	char line[32];

	EXPECT_TRUE(sysctl_is("everyone\n"));
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		EXPECT_EQ(0, set_sysctl(words[i]));
		snprintf(line, sizeof(line), "%s\n", words[i]);
		EXPECT_TRUE(sysctl_is(line));
		EXPECT_EQ(0, set_sysctl(line));
		EXPECT_TRUE(sysctl_is(line));
	}
	for (size_t i = 1; i < ARRAY_SIZE(wrong); i++) {
		EXPECT_EQ(-EINVAL, set_sysctl(wrong[i])) {
			TH_LOG("%s", wrong[i]);
		}
		EXPECT_TRUE(sysctl_is("everyone\n"));
	}
}

SYSCTL_TEST(everyone_may_install_who_may_install_bpf)
{
	EXPECT_EQ(0, ATTEMPT(.no_new_privs = true));
	EXPECT_EQ(-DENIED, self->page->result[1]);
	EXPECT_EQ(0, ATTEMPT());
	EXPECT_EQ(0, ATTEMPT(.user = true, .no_new_privs = true));
	EXPECT_EQ(-EACCES, ATTEMPT(.user = true));
}

SYSCTL_TEST(admin_is_who_has_cap_sys_admin)
{
	ASSERT_EQ(0, set_sysctl("admin"));
	EXPECT_EQ(0, ATTEMPT());
	EXPECT_EQ(-DENIED, self->page->result[1]);
	EXPECT_EQ(0, ATTEMPT(.no_new_privs = true));
	EXPECT_EQ(-EACCES, ATTEMPT(.user = true, .no_new_privs = true));
	EXPECT_LE(0, self->page->result[1]);
	EXPECT_EQ(-EACCES, ATTEMPT(.user = true));
}

static void have_a_namespace(struct text_page *page, const void *unused)
{
	(void)unused;
	page->result[0] = unshare(CLONE_NEWUSER) ? -errno : 0;
	set_mark(&page->before, 1);
}

SYSCTL_TEST(capability_in_a_namespace_of_ones_own_makes_no_admin)
{
	run_child(self->page, have_a_namespace, NULL);
	if (self->page->result[0])
		SKIP(return, "no user namespaces here");
	ASSERT_EQ(0, ATTEMPT(.user = true, .user_ns = true));
	ASSERT_EQ(0, set_sysctl("admin"));
	EXPECT_EQ(-EACCES, ATTEMPT(.user = true, .user_ns = true));
}

SYSCTL_TEST(off_is_eperm_for_all_and_whatever_the_text_says)
{
	ASSERT_EQ(0, set_sysctl("off"));
	EXPECT_EQ(-EPERM, ATTEMPT());
	EXPECT_EQ(-EPERM, ATTEMPT(.user = true));
	EXPECT_EQ(-EPERM, ATTEMPT(.user = true, .no_new_privs = true));
	EXPECT_EQ(-EPERM, ATTEMPT(.text = "no policy at all"));
	EXPECT_LE(0, self->page->result[1]);
}

SYSCTL_TEST(bpf_filters_are_not_concerned)
{
	static const char * const words[] = { "everyone", "admin", "off" };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		ASSERT_EQ(0, set_sysctl(words[i]));
		EXPECT_EQ(0, ATTEMPT(.user = true, .bpf = true));
		EXPECT_EQ(-DENIED, self->page->result[1]);
		EXPECT_EQ(-EFAULT, RAW(__NR_prctl, PR_SET_SECCOMP,
				       SECCOMP_MODE_FILTER));
	}
}

static void see_it_go_off(struct text_page *page, const void *unused)
{
	(void)unused;
	CHILD_CHECK(page, install_unprivileged(POLICY) == 0);
	CHILD_CHECK(page, set_sysctl("off") == 0);
	page->result[0] = RAW(__NR_getpgrp);
	page->result[1] = install(POLICY);
	set_mark(&page->before, 1);
}

SYSCTL_TEST(what_is_in_force_stays_when_policies_are_switched_off)
{
	run_child(self->page, see_it_go_off, NULL);
	EXPECT_EQ(1, self->page->before);
	EXPECT_EQ(-DENIED, self->page->result[0]);
	EXPECT_EQ(-EPERM, self->page->result[1]);
}

static void write_as_user(struct text_page *page, const void *unused)
{
	int fd = open(SYSCTL, O_WRONLY);

	(void)unused;
	CHILD_CHECK(page, fd >= 0);
	CHILD_CHECK(page, !setresuid(USER, USER, USER));
	page->result[0] = sysctl_is("everyone\n");
	page->result[1] = set_sysctl("off");
	page->result[2] = write(fd, "off", 3) < 0 ? -errno : 0;
	set_mark(&page->before, 1);
}

SYSCTL_TEST(users_can_read_it_and_not_write_it)
{
	run_child(self->page, write_as_user, NULL);
	EXPECT_EQ(1, self->page->before);
	EXPECT_EQ(1, self->page->result[0]);
	EXPECT_EQ(-EACCES, self->page->result[1]);
	EXPECT_EQ(-EPERM, self->page->result[2]);
	EXPECT_TRUE(sysctl_is("everyone\n"));
}

TEST_HARNESS_MAIN
