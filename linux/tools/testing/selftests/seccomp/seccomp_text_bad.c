// SPDX-License-Identifier: GPL-2.0
/*
 * Malformed policies: every one is EINVAL and changes nothing, whether or not
 * a policy is in force.
 */
#include "seccomp_text.h"

/* Each line before the error, if it were applied alone, would drop getuid. */
#define GOOD	"unlisted: 1\n" DENY_WITH_ERRNO "getuid: 0\n"

static const char * const bad_structure[] = {
	"  ", "# nothing\n", " #\n\n# nothing\n\n", "on_violation: errno 123\n",
	"on_violation: kill", "on_next_syscall: 1\n", "on_exec: 1\n",
	"unlisted: 0\nunlisted: 0\n", "unlisted: 1\nunlisted: 0\n",
	"on_violation: kill\non_violation: kill\nread: 1\n",
	"on_next_syscall: 1\non_next_syscall: 1\nread: 1\n",
	"on_exec: 1\nread: 1\non_exec: 1\n",
	"on_exec: 1\non_next_syscall: 1\nunlisted: 1\n",
	"on_next_syscall: 1\nunlisted: 1\non_exec: 1\n",
	"sys_read", "sys_read:", "sys_read: ", "sys_read:\n1\n", ": 1\n",
	GOOD "read 1", GOOD "read = 1", GOOD "read:: 1", GOOD "read: 1 1",
	GOOD "read: 2", GOOD "read: -1", GOOD "read: 01", GOOD "read: 10",
	GOOD "read: true", GOOD "read: y", GOOD "read: 1,write: 1",
	GOOD "read: 1 write: 1", GOOD "read: 1; write: 1", GOOD "read, write: 1",
	GOOD "read write: 1", GOOD "sys read: 1", GOOD "read: 1: 1",
	GOOD "read*: 1", GOOD "*: 1", GOOD "??read: 1", GOOD "?: 1",
	GOOD "!read: 1", GOOD "read?: 1", GOOD "\"read\": 1", GOOD "(read): 1",
	GOOD "read: (1)", GOOD "read: !1", GOOD "read: !0", GOOD "read: 1 || 1",
	GOOD "read: 1 && fd == 0", GOOD "read: fd == 0 || 1",
	GOOD "read // no comment\n", GOOD "read: 1 // no comment\n",
	GOOD "read: 1 /* no comment */\n", GOOD "read: 1 \\\n",
	GOOD "read: fd == 0 &&\\\ncount == 0\n",
	GOOD "read: fd == 0 &&\ncount == 0\n", GOOD "{ read: 1 }",
	GOOD "read: 1 on_violation: kill", GOOD "nosuch: 1",
	GOOD "on_nothing: 1", GOOD "listed: 1", GOOD "x", GOOD "?",
	NULL
};

static const char * const bad_predicates[] = {
	"fd", "fd ==", "== 0", "fd 0", "fd == == 0", "fd = 0", "fd === 0",
	"fd =! 0", "fd =< 0", "fd => 0", "fd <> 0", "fd ! 0", "fd !", "!",
	"fd ! = 0", "fd == 0 == 0", "0 == fd", "0 < fd", "1 < fd < 3",
	"fd == 0 &&", "&& fd == 0", "fd == 0 ||", "|| fd == 0",
	"fd == 0 && && fd == 1", "fd == 0 || || fd == 1",
	"fd == 0 && || fd == 1", "fd == 0 | fd == 1", "fd == 0 and fd == 1",
	"fd == 0 fd == 1", "fd == 0, fd == 1", "fd == 0 ? fd : 1",
	"fd | 1", "fd ^ 1", "fd % 2", "fd && 1", "fd || 1", "fd + 1 == 2",
	"fd == 1 + 1", "fd == 1 | 2", "fd << 1 == 2", "~fd == 0", "-fd == 0",
	"fd & ", "& 1", "fd &", "fd == (0)", "(fd) == 0", "fd == fd",
	"fd == count", "fd == x", "fd == -", "fd == --1", "fd == +-1",
	"fd == 0x", "fd == 0xg", "fd == 0x1g", "fd == 08", "fd == 0779",
	"fd == 1x", "fd == 1.0", "fd == 1e3", "fd == 1_000", "fd == 1,000",
	"fd == '1'", "fd == \"1\"", "fd == STDIN", "fd == EPERM", "fd == {0}",
	"fd == [0]", "fd in 0", "fd.x == 0", "fd->x == 0", "*buf == 0",
	"buf[0] == 0", "(", ")", "()", "(fd == 0", "fd == 0)", "((fd == 0)",
	"(fd == 0))", "(fd == 0 && count == 0", "fd == 0 && (count == 0",
	"fd == 0) && (count == 0", ")fd == 0(", "(fd == ) 0", "!()", "(!)",
	"fd == 0 ()", "() fd == 0", "(fd == 0) (count == 0)",
	"(fd == 0) count == 0", "fd == 0 (count == 0)", "fd == 0 !count == 0",
	"fd == 0 && ()", "fd == 0 && !", "${fd} == 0", "fd == $0",
	"fd == 0 \\", "fd == 0 @", "fd == `0`", "fd ~ 0", "fd == 0:",
	NULL
};

static const char * const bad_actions[] = {
	"", "allow", "Kill", "KILL", "kill_process", "kill-thread", "deny",
	"user_notif", "notify", "0", "1", "kill 1", "kill 0", "kill_thread 1",
	"log 1", "log errno", "errno", "errno 0", "errno 4096", "errno -1",
	"errno 65536", "errno 4294967297", "errno 18446744073709551617",
	"errno EFOO", "errno eperm", "errno EPERM 1", "errno 1 2", "errno 1x",
	"errno 0x", "errno E", "errno: 1", "errno=1", "errno(1)", "errno1",
	"trap -1", "trap 65536", "trap 4294967296", "trap x", "trap 1 2",
	"trap EPERM", "trace -1", "trace 65536", "trace x", "trace 1 2",
	"kill; kill", "kill;", "kill kill", "errno 1; errno 1", "kill, log",
	NULL
};

/* Installs each text of a list, and looks after each that nothing changed. */
struct attempt {
	const char * const *texts;
	const char *format;	/* of the policy; %s stands for the text */
	const char *before;	/* the policy in force, or NULL */
};

static void check_unchanged(struct text_page *page, bool filtered)
{
	CHILD_CHECK(page, RAW(__NR_getuid) >= 0);
	CHILD_CHECK(page, RAW(__NR_read, -1, 0, 0) == -EBADF);
	if (filtered)
		CHILD_CHECK(page, RAW(__NR_getpgrp) == -DENIED);
	else
		CHILD_CHECK(page, RAW(__NR_getpgrp) > 0);
	CHILD_CHECK(page, seccomp_mode() == (filtered ? 2 : 0));
}

static void try_bad_texts(struct text_page *page, const void *arg)
{
	const struct attempt *attempt = arg;
	char text[1024];

	CHILD_CHECK(page, no_new_privs() == 0);
	if (attempt->before)
		CHILD_CHECK(page, install(attempt->before) == 0);
	set_mark(&page->before, 1);

	for (int i = 0; attempt->texts[i]; i++) {
		snprintf(text, sizeof(text), attempt->format,
			 attempt->texts[i]);
		set_mark(&page->mark[0], i);
		page->result[0] = install(text);
		CHILD_CHECK(page, page->result[0] == -EINVAL);
		check_unchanged(page, attempt->before);
	}
	set_mark(&page->after, 1);
}

static void expect_all_bad(struct __test_metadata *_metadata,
			   struct text_page *page, const char * const *texts,
			   const char *format)
{
	static const char * const in_force[] = {
		NULL, DENYLIST "getpgrp: 0\n"
	};

	for (size_t i = 0; i < ARRAY_SIZE(in_force); i++) {
		struct attempt attempt = { texts, format, in_force[i] };

		EXPECT_STREQ("passed", fate_of(page, try_bad_texts, &attempt)) {
			TH_LOG("\"%s\" in \"%s\" gave %ld, line %d",
			       texts[page->mark[0]], format, page->result[0],
			       page->line);
		}
	}
}

#define EXPECT_ALL_BAD(texts, format) \
	expect_all_bad(_metadata, self->page, texts, format)

TEXT_TEST(malformed_lines_are_refused)
{
	EXPECT_EQ(0, install_result(self->page, GOOD "read: 1 # comment\n"));
	EXPECT_ALL_BAD(bad_structure, "%s");
}

TEXT_TEST(malformed_predicates_are_refused)
{
	EXPECT_EQ(0, install_result(self->page, GOOD "read: fd == 0\n"));
	EXPECT_ALL_BAD(bad_predicates, GOOD "read: %s\n");
}

TEXT_TEST(malformed_predicates_are_refused_after_good_ones)
{
	EXPECT_EQ(0, install_result(self->page, GOOD
				    "read: count == 0 || fd == 0\n"));
	EXPECT_ALL_BAD(bad_predicates, GOOD "read: count == 0 || %s\n");
}

TEXT_TEST(malformed_actions_of_a_policy_are_refused)
{
	EXPECT_EQ(0, install_result(self->page, "unlisted: 1\ngetuid: 0\n"
				    "on_violation: errno 1\n"));
	EXPECT_ALL_BAD(bad_actions, "unlisted: 1\ngetuid: 0\non_violation: %s\n");
}

TEXT_TEST(malformed_actions_of_a_rule_are_refused)
{
	EXPECT_EQ(0, install_result(self->page, GOOD "read: fd == 0; kill\n"));
	EXPECT_ALL_BAD(bad_actions, GOOD "read: fd == 0; %s\n");
	EXPECT_ALL_BAD(bad_actions, GOOD "read: 0; %s\n");
}

TEXT_TEST(rule_that_allows_takes_no_action)
{
	static const char * const actions[] = {
		"kill", "kill_thread", "errno 1", "errno EPERM", "trap",
		"trap 1", "trace", "trace 1", "log", NULL
	};

	EXPECT_EQ(0, install_result(self->page, GOOD "read: 0; errno EPERM\n"));
	EXPECT_ALL_BAD(actions, GOOD "read: 1; %s\n");
}

TEXT_TEST(malformed_directives_are_refused)
{
	static const char * const directives[] = {
		"unlisted:", "unlisted: 2", "unlisted: -1", "unlisted: 00",
		"unlisted: 01", "unlisted: yes", "unlisted: 1 1",
		"unlisted: 1; kill", "unlisted 1", "unlisted: kill",
		"unlisted: fd == 0", "on_exec:", "on_exec: 0", "on_exec: 2",
		"on_exec: kill", "on_exec: 1; kill", "on_exec 1",
		"on_next_syscall:", "on_next_syscall: 0", "on_next_syscall: 2",
		"on_next_syscall: 1; kill", "on_next_syscall: kill",
		"on_violation", "on_violation kill", "On_exec: 1",
		"ON_EXEC: 1", "on_next: 1", "sys_unlisted: 1",
		NULL
	};

	EXPECT_EQ(0, install_result(self->page, "getuid: 0\nunlisted: 1\n"));
	EXPECT_ALL_BAD(directives, "read: 1\ngetpid: 1\n%s\n");
}

TEXT_TEST(error_in_line_5_leaves_lines_1_to_4_unapplied)
{
	static const char * const fifths[] = {
		"getgid: fd == 0", "nosuch: 1", "getgid", "read: fd == -1",
		"read: (fd == 0", "unlisted: 1", NULL
	};

	EXPECT_EQ(0, install_result(self->page, "unlisted: 1\ngetuid: 0\n"
				    "read: 0\ngetpgrp: 0\ngetgid: 1\n"));
	EXPECT_ALL_BAD(fifths, "unlisted: 1\ngetuid: 0\n"
		       "read: 0\ngetpgrp: 0\n%s\n");
	EXPECT_ALL_BAD(fifths, "unlisted: 1\non_violation: errno 5\n"
		       "read: fd == 0\ngetuid: 0\n%s\n");
}

/* Puts a byte that is not text in the places where one could hide. */
static void try_control_characters(struct text_page *page, const void *arg)
{
	static const char * const places[] = {
		GOOD "read: 1\n# a ~ comment\n", GOOD "re~ad: 1\n",
		GOOD "read~: 1\n", GOOD "read:~1\n", GOOD "read: 1~\n",
		GOOD "read: fd~== 0\n", GOOD "read: fd == 0~\n",
		GOOD "read: 1\n~", GOOD "~\nread: 1", GOOD "read: 0; errno~1\n",
	};
	char text[128];

	CHILD_CHECK(page, no_new_privs() == 0);
	set_mark(&page->before, 1);
	for (int byte = 1; byte < 256; byte++) {
		if (strchr("\t\n\r", byte) || (byte >= ' ' && byte <= '~'))
			continue;
		for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
			snprintf(text, sizeof(text), "%s", places[i]);
			*strrchr(text, '~') = byte;
			page->result[0] = byte;
			page->result[1] = i;
			CHILD_CHECK(page, install(text) == -EINVAL);
			check_unchanged(page, arg);
		}
	}
	set_mark(&page->after, 1);
}

TEXT_TEST(characters_that_are_not_text_are_refused_everywhere)
{
	EXPECT_EQ(0, install_result(self->page, GOOD "read: 1\n# a . comment"));
	EXPECT_FATE("passed", try_control_characters, NULL);
	EXPECT_EQ(255, self->page->result[0]);
}

struct filler {
	const char *head;
	const char *unit;
	const char *tail;
};

TEXT_TEST(absurdly_long_texts_are_refused_and_harmless)
{
	static const struct filler fillers[] = {
		{ GOOD "read: ", "(", "fd == 0" },
		{ GOOD "read: fd == 0", ")", "" },
		{ GOOD "read: ", "!", "" },
		{ GOOD "read: ", "!(", "fd == 0" },
		{ GOOD "read: fd == ", "1", "" },
		{ GOOD "read: fd == 0x", "f", "" },
		{ GOOD "read: fd == ", "-", "1" },
		{ GOOD "read: ", "x", " == 0" },
		{ GOOD "read: ", "fd == 0 &&", "" },
		{ GOOD "read: ", "&&", "" },
		{ GOOD "", "x", ": 1" },
		{ GOOD "", "?", "read: 1" },
		{ GOOD "", ":", "" },
		{ GOOD "read: 0; errno ", "1", "" },
		{ GOOD "read: 0; errno ", "E", "" },
		{ GOOD "read: 0", ";", "" },
	};
	char *text = malloc(65536 + 1);

	ASSERT_NE(NULL, text);
	memset(text, '#', 65000);
	memcpy(text, GOOD, strlen(GOOD));
	text[65000] = 0;
	EXPECT_EQ(0, install_result(self->page, text));
	for (size_t i = 0; i < ARRAY_SIZE(fillers); i++) {
		const struct filler *filler = &fillers[i];
		char *end = stpcpy(text, filler->head);

		while (end - text < 65000)
			end = stpcpy(end, filler->unit);
		stpcpy(end, filler->tail);
		self->page->result[0] = install_result(self->page, text);
		EXPECT_TRUE(self->page->result[0] == -EINVAL ||
			    self->page->result[0] == -E2BIG) {
			TH_LOG("\"%s\" gave %ld", filler->unit,
			       self->page->result[0]);
		}
	}
	free(text);
}

/* Changes one to three bytes of a good policy, the same way for one seed. */
static void mutate(char *text, unsigned int *seed)
{
	static const char alphabet[] = "0129afx?:;#()!&|=<>-_~\"' \t\n\r.,{}E";
	size_t len = strlen(text);

	for (int i = rand_r(seed) % 3; i >= 0; i--) {
		size_t at = 2 + rand_r(seed) % (len - 2);

		text[at] = alphabet[rand_r(seed) % (sizeof(alphabet) - 1)];
	}
}

TEXT_LONG_TEST(mutated_texts_give_no_other_errors_than_documented)
{
	static const char original[] =
		"read: fd == 0 && (count <= 0x10 || !(buf != 0)) ; errno 5\n"
		"?write: fd & 6 || fd >= 1 # comment\nunlisted: 0\n"
		"openat: dfd == -100; trap 7\non_violation: errno EPERM\n";
	unsigned int seed = getpid();
	char text[sizeof(original)];
	int refused = 0, accepted = 0;
	long err;

	TH_LOG("seed %u", seed);
	EXPECT_EQ(0, install_result(self->page, original));
	for (int i = 0; i < nr_tries(2000); i++) {
		memcpy(text, original, sizeof(text));
		mutate(text, &seed);
		err = install_result(self->page, text);
		refused += err == -EINVAL || err == -E2BIG;
		accepted += err == 0;
		EXPECT_EQ(i + 1, refused + accepted) {
			TH_LOG("%ld for \"%s\"", err, text);
			refused++;
		}
	}
	EXPECT_LT(0, refused);
	EXPECT_LT(0, accepted);
}

TEST_HARNESS_MAIN
