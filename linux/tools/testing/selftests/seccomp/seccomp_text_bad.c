// SPDX-License-Identifier: GPL-2.0
/*
 * Policies that are no policies: what is not in the language, and what the
 * filters of trace events know but a policy must not reach.  Each is EINVAL and
 * changes nothing, whether or not a policy is in force.
 */
#include "seccomp_text.h"
#include <ctype.h>

/* The lines before an error would refuse getuid if they were in force. */
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
	GOOD "read: 1 /* no comment */\n", GOOD "read: 1 \\",
	GOOD "read: fd == 0 &&\ncount == 0\n", GOOD "{ read: 1 }",
	GOOD "read: fd == 0 && \\ count == 0\n", GOOD "re\\\nad: 1\n",
	GOOD "read: fd == 0 && \\\n\ncount == 0\n", GOOD "read: 1 \\\\\n",
	GOOD "read: fd == 0 && # why \\\ncount == 0\n", GOOD "\\read: 1\n",
	GOOD "read: fd == 0 && \\\n# why\ncount == 0\n", GOOD "read: 1 \\\r",
	"foreign: kill\n", GOOD "foreign: log\nforeign: log\n",
	"on_violation: log\nforeign: log\n", GOOD "foreign: 1; kill\n",
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
	"fd == 1 + 1", "fd << 1 == 2", "~fd == 0", "-fd == 0", "(fd == 1) | 2",
	"fd & ", "& 1", "fd &", "(fd) == 0", "fd == fd", "fd | 1 == 1",
	"fd == count", "fd == x", "fd == -", "fd == --1", "fd == +-1",
	"fd == ~", "fd == ~~1", "fd == ~-1", "fd == -~0", "fd == !0",
	"fd == 1 |", "fd == | 1", "fd == 1 | | 2", "fd == 1 & 2", "fd == 1 ^ 2",
	"fd == 1 ||", "fd == 1 | fd == 2", "fd == 1 | count", "fd == 1 - 1",
	"fd == ()", "fd == (1", "fd == 1)", "fd == (1))", "fd == ((1)",
	"fd == (1)(2)", "fd == (1) 2", "fd == 1 (2)", "fd == (1 2)",
	"fd == (1 | )", "fd == ( | 1)", "fd == (1 || 2)", "fd == (1 && 2)",
	"fd == (1, 2)", "fd == (fd == 1)", "fd == (1 == 1)", "fd == ~(", "fd == ~()",
	"fd == -(1)", "fd == (-1)", "fd == ~(-1)", "fd == ~4294967296",
	"fd == ~(1 | 4294967296)", "fd == 1 | -1", "fd == O_", "fd == _",
	"fd == O_RDONLYX", "fd == o_rdonly", "fd == O_RDONLY.x", "fd == O_RDONLY + 1",
	"fd == O RDONLY", "fd == 0O_RDONLY", "fd == $O_RDONLY", "O_RDONLY == fd",
	"O_RDONLY", "fd == O_RDONLY == 0", "fd == E2BIG", "fd == NULL",
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
	"fd == 0 \\\\", "fd == 0 @", "fd == `0`", "fd ~ 0", "fd == 0:",
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

/* A list of texts to install, none of which may change anything */
struct attempt {
	const char * const *texts;
	const char *format;	/* of the policy; %s is the text */
	const char *before;	/* the policy in force, or NULL */
};

static void check_unchanged(struct text_page *page, bool filtered)
{
	CHILD_CHECK(page, RAW(__NR_getuid) >= 0);
	CHILD_CHECK(page, RAW(__NR_read, -1, 0, 0) == -EBADF);
	if (filtered)
		CHILD_CHECK(page, RAW(__NR_getpgid) == -DENIED);
	else
		CHILD_CHECK(page, RAW(__NR_getpgid) > 0);
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
		NULL, DENYLIST "getpgid: 0\n"
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
		"foreign", "foreign:", "foreign kill", "foreign: 0", "foreign: 1",
		"foreign: allow", "foreign: kill; log", "foreign: log log",
		"foreign: errno", "foreign: errno 0", "foreign: errno 4096",
		"foreign: kill 1", "foreign: trap 65536", "foreign: a0 == 0",
		"Foreign: kill", "sys_foreign: kill", "?foreign: kill",
		"foreign: kill\nforeign: kill", "foreigner: kill",
		NULL
	};

	EXPECT_EQ(0, install_result(self->page, "getuid: 0\nunlisted: 1\n"));
	EXPECT_ALL_BAD(directives, "read: 1\ngetpid: 1\n%s\n");
}

TEXT_TEST(error_in_line_5_keeps_lines_1_to_4_out_of_force)
{
	static const char * const fifths[] = {
		"getgid: fd == 0", "nosuch: 1", "getgid", "read: fd == -1",
		"read: (fd == 0", "unlisted: 1", NULL
	};

	EXPECT_EQ(0, install_result(self->page, "unlisted: 1\ngetuid: 0\n"
				    "read: 0\ngetpgid: 0\ngetgid: 1\n"));
	EXPECT_ALL_BAD(fifths, "unlisted: 1\ngetuid: 0\n"
		       "read: 0\ngetpgid: 0\n%s\n");
	EXPECT_ALL_BAD(fifths, "unlisted: 1\non_violation: errno 5\n"
		       "read: fd == 0\ngetuid: 0\n%s\n");
}

/* Put bytes that are not text where a parser could miss them. */
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

TEXT_TEST(bytes_that_are_not_text_are_refused_everywhere)
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

TEXT_TEST(long_repetitions_are_refused_and_harmless)
{
	static const struct filler fillers[] = {
		{ GOOD "read: ", "(", "fd == 0" },
		{ GOOD "read: fd == 0", ")", "" },
		{ GOOD "read: ", "!", "" },
		{ GOOD "read: ", "!(", "fd == 0" },
		{ GOOD "read: fd == ", "1", "" },
		{ GOOD "read: fd == 0x", "f", "" },
		{ GOOD "read: fd == ", "-", "1" },
		{ GOOD "read: fd == ", "~", "1" },
		{ GOOD "read: fd == ", "(", "1" },
		{ GOOD "read: fd == 1", ")", "" },
		{ GOOD "read: fd == ", "~(", "1" },
		{ GOOD "read: fd == 1", "|1", "|" },
		{ GOOD "read: fd == 1", "|", "1" },
		{ GOOD "read: fd == ", "X", "" },
		{ GOOD "read: fd == ", "O_RDONLY|", "" },
		{ GOOD "read: fd == 0 && ", "\\\n", "" },
		{ GOOD "read: fd == 0 && ", "\\", "\n fd == 1" },
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

/* A text that must be refused, and one much like it that must not be */
struct pair {
	const char *bad;
	const char *good;
};

static void expect_pairs(struct __test_metadata *_metadata,
			 struct text_page *page, const struct pair *pair)
{
	for (; pair->bad; pair++) {
		EXPECT_EQ(-EINVAL, install_result(page, pair->bad)) {
			TH_LOG("bad: %s", pair->bad);
		}
		EXPECT_EQ(0, install_result(page, pair->good)) {
			TH_LOG("good: %s", pair->good);
		}
	}
}

#define UNLISTED	"unlisted: 1\n"

TEXT_TEST(constant_that_does_not_fit_its_argument_is_an_error)
{
	static const struct pair pairs[] = {
		{ UNLISTED "read: fd == -1", UNLISTED "read: fd == 4294967295" },
		{ UNLISTED "read: fd > -1", UNLISTED "read: fd > 0" },
		{ UNLISTED "read: fd != -1", UNLISTED "read: fd != 1" },
		{ UNLISTED "read: fd == 4294967296", UNLISTED "read: fd == 4294967295" },
		{ UNLISTED "read: fd == 0x100000000", UNLISTED "read: fd == 0xffffffff" },
		{ UNLISTED "read: fd < 4294967296", UNLISTED "read: fd <= 4294967295" },
		{ UNLISTED "read: a0 == -1", UNLISTED "read: a0 == 4294967295" },
		{ UNLISTED "lseek: whence > -1", UNLISTED "lseek: whence > 1" },
		{ UNLISTED "fchown: user == -1", UNLISTED "fchown: user == 4294967295" },
		{ UNLISTED "openat: dfd == 2147483648",
		  UNLISTED "openat: dfd == 2147483647" },
		{ UNLISTED "openat: dfd == -2147483649",
		  UNLISTED "openat: dfd == -2147483648" },
		{ UNLISTED "openat: dfd == 4294967196", UNLISTED "openat: dfd == -100" },
		{ UNLISTED "openat: dfd == 0xffffff9c", UNLISTED "openat: dfd == -0x64" },
		{ UNLISTED "openat: a0 == 0xffffff9c", UNLISTED "openat: a0 == -100" },
		{ UNLISTED "openat: dfd & 0x80000000", UNLISTED "openat: dfd & 0x40000000" },
		{ UNLISTED "openat: dfd == 0xffffffffffffff9c",
		  UNLISTED "openat: filename == 0xffffffffffffff9c" },
		{ UNLISTED "openat: dfd == 0x10000000000000064",
		  UNLISTED "openat: dfd == 0x0000000000000000064" },
		{ UNLISTED "fchmod: mode == 65536", UNLISTED "fchmod: mode == 65535" },
		{ UNLISTED "fchmod: mode == -1", UNLISTED "fchmod: mode == 1" },
		{ UNLISTED "fchmod: mode & 0200000", UNLISTED "fchmod: mode & 0100000" },
		{ UNLISTED "openat: a3 == 65536", UNLISTED "openat: a3 == 65535" },
		{ UNLISTED "read: count == -1", UNLISTED "read: count == 1" },
		{ UNLISTED "read: buf == -1", UNLISTED "read: buf == 0xffffffffffffffff" },
		{ UNLISTED "read: count == 18446744073709551616",
		  UNLISTED "read: count == 18446744073709551615" },
		{ UNLISTED "read: count == 0x10000000000000000",
		  UNLISTED "read: count == 0xffffffffffffffff" },
		{ UNLISTED "lseek: offset == 9223372036854775808",
		  UNLISTED "lseek: offset == 9223372036854775807" },
		{ UNLISTED "lseek: offset == -9223372036854775809",
		  UNLISTED "lseek: offset == -9223372036854775808" },
		{ UNLISTED "lseek: offset == 0xffffffffffffffff",
		  UNLISTED "lseek: offset == -1" },
		{ UNLISTED "read: fd == 99999999999999999999999999999999999999",
		  UNLISTED "read: fd == 9999999" },
		{ UNLISTED "openat: dfd == -99999999999999999999999999999999999",
		  UNLISTED "openat: dfd == -9999999" },
		{ UNLISTED "openat: dfd == -18446744073709551616",
		  UNLISTED "openat: dfd == -1844674407" },
		{ 0 },
	};

	expect_pairs(_metadata, self->page, pairs);
}

/* Each term must fit, and what ~ applies to, at the argument's width. */
TEXT_TEST(term_that_does_not_fit_its_argument_is_an_error)
{
	static const struct pair pairs[] = {
		{ UNLISTED "read: fd == - 1", UNLISTED "read: fd == - 0" },
		{ UNLISTED "read: fd == -(1)", UNLISTED "read: fd == -(0)" },
		{ UNLISTED "read: fd == (-1)", UNLISTED "read: fd == (~1)" },
		{ UNLISTED "read: fd == 1 | -1", UNLISTED "read: fd == 1 | ~1" },
		{ UNLISTED "read: fd == ~(-1)", UNLISTED "read: fd == ~(~1)" },
		{ UNLISTED "read: fd == ~4294967296", UNLISTED "read: fd == ~4294967295" },
		{ UNLISTED "read: fd & 0x100000000 | 1", UNLISTED "read: fd & 0x80000000 | 1" },
		{ UNLISTED "read: fd & ~(1 | 0x100000000)",
		  UNLISTED "read: fd & ~(1 | 0x80000000)" },
		{ UNLISTED "openat: dfd == ~2147483648", UNLISTED "openat: dfd == ~2147483647" },
		{ UNLISTED "openat: dfd == ~(-2147483649)",
		  UNLISTED "openat: dfd == ~(-2147483648)" },
		{ UNLISTED "openat: dfd == -(2147483648)",
		  UNLISTED "openat: dfd == -(2147483647)" },
		{ UNLISTED "openat: dfd == -(-2147483648)",
		  UNLISTED "openat: dfd == -(-2147483647)" },
		{ UNLISTED "openat: dfd == 0x80000000 | 1",
		  UNLISTED "openat: dfd == -0x80000000 | 1" },
		{ UNLISTED "fchmod: mode == ~0x10000", UNLISTED "fchmod: mode == ~0xffff" },
		{ UNLISTED "fchmod: mode == 0x8000 | 0x10000",
		  UNLISTED "fchmod: mode == 0x8000 | 0x1000" },
		{ UNLISTED "fchmod: mode == (((~0x10000)))",
		  UNLISTED "fchmod: mode == (((~0x1000)))" },
		{ UNLISTED "lseek: offset == ~9223372036854775808",
		  UNLISTED "lseek: offset == ~9223372036854775807" },
		{ UNLISTED "lseek: offset == -(-9223372036854775808)",
		  UNLISTED "lseek: offset == -(-9223372036854775807)" },
		{ UNLISTED "read: count == ~18446744073709551616",
		  UNLISTED "read: count == ~18446744073709551615" },
		{ UNLISTED "read: count == 1 | 18446744073709551616",
		  UNLISTED "read: count == 1 | 18446744073709551615" },
		{ UNLISTED "nfsservctl: x == -9223372036854775809",
		  UNLISTED "nfsservctl: x == -9223372036854775808" },
		{ UNLISTED "nfsservctl: x == ~18446744073709551616",
		  UNLISTED "nfsservctl: x == ~18446744073709551615" },
		{ 0 },
	};

	expect_pairs(_metadata, self->page, pairs);
}

TEXT_TEST(arguments_that_the_call_does_not_have_are_an_error)
{
	static const struct pair pairs[] = {
		{ UNLISTED "read: fdd == 0", UNLISTED "read: fd == 0" },
		{ UNLISTED "read: f == 0", UNLISTED "read: buf == 0" },
		{ UNLISTED "read: dfd == 0", UNLISTED "openat: dfd == 0" },
		{ UNLISTED "read: FD == 0", UNLISTED "read: count == 0" },
		{ UNLISTED "read: a3 == 0", UNLISTED "read: a2 == 0" },
		{ UNLISTED "read: a5 == 0", UNLISTED "splice: a5 == 0" },
		{ UNLISTED "splice: a6 == 0", UNLISTED "splice: a4 == 0" },
		{ UNLISTED "splice: a00 == 0", UNLISTED "splice: a0 == 0" },
		{ UNLISTED "splice: A0 == 0", UNLISTED "splice: a1 == 0" },
		{ UNLISTED "splice: a == 0", UNLISTED "splice: a2 == 0" },
		{ UNLISTED "splice: a-1 == 0", UNLISTED "splice: a3 == 0" },
		{ UNLISTED "getppid: a0 == 0", UNLISTED "getppid: 1" },
		{ UNLISTED "getppid: fd == 0", UNLISTED "getppid: 0" },
		{ UNLISTED "read: fd == 0 && offset == 0",
		  UNLISTED "read: fd == 0 && count == 0" },
		{ UNLISTED "read: fd == 0 || offset == 0",
		  UNLISTED "read: fd == 0 || count == 0" },
		{ 0 },
	};

	expect_pairs(_metadata, self->page, pairs);
}

/*
 * What else the filters of trace events know: strings and globs, .ustring,
 * .function, CPUS{}, comm, cpu, stacktrace and the common fields.  A generator
 * spells them in many ways.
 */
#define SPELLINGS	(kernel_is_slow() ? 500 : 2500)
#define TEXT_SIZE	1024

struct scoped_call {
	const char *name;
	const char *args[3];
};

/* The last stands for a call that was not built: it has arguments of any name. */
static const struct scoped_call calls[] = {
	{ "read", { "fd", "buf", "count" } },
	{ "sys_openat", { "dfd", "filename", "flags" } },
	{ "execve", { "filename", "argv", "envp" } },
	{ "socket", { "family", "type", "protocol" } },
	{ "ioctl", { "fd", "cmd", "arg" } },
	{ "mprotect", { "start", "len", "prot" } },
	{ "rt_sigaction", { "act", "oact", "sigsetsize" } },
	{ "a_call_that_is_not_built", { "x", "y", "z" } },
};

#define UNBUILT	(ARRAY_SIZE(calls) - 1)

static const char * const fields[] = {
	"comm", "COMM", "cpu", "CPU", "stacktrace", "STACKTRACE", "common_pid",
	"common_type", "common_flags", "common_preempt_count", "common_cpu",
	"common_comm", "common_stacktrace", "common_timestamp", "__syscall_nr",
	"nr", "ret", "id", "args", "arg0", "a6", "a00", "ip", "pid", "uid",
	"current", "regs", "orig_ax", "__data_loc", "cpus", "common_lru",
};

static const char * const suffixes[] = {
	".ustring", ".function", ".string", ".sym", ".symstr", ".hex", ".cpus",
	".execname", ".syscall", ".log2", ".stacktrace", ".usecs", ".",
	"..ustring", ".USTRING", ".ustring.ustring", "->comm", "[0]", ":u64",
	".function.ustring", "_.ustring", "=.ustring", "+0(x)",
};

static const char * const bad_ops[] = {
	"~", "!~", "=", "=~", "===", "&=", "in", "<>", "~~", "==+", "!", "|",
	"^", "==\"", "=&", "&CPUS", "",
};

static const char * const bad_values[] = {
	"\"x\"", "'x'", "\"*\"", "'*'", "\"0\"", "'0'", "`0`", "\"", "'",
	"CPUS{0}", "CPUS{0-3}", "CPUS{}", "cpus{1}", "&CPUS{1}", "{0}", "[0]",
	"vfs_read", "\"vfs_read\"", "ksys_read", "ksys_read+0x10", "init_task",
	"$comm", "$cpu", "\"/etc/*\"", "*", "?", "\"a\"*", "comm", "fd",
	"\\\"x\\\"", "'\"0\"'", "\"'0'\"", "0\"\"", "\"\"", "''", "%d", "0'0'",
	"STACKTRACE", "0.ustring", "-", "0x", "*0", "&fd", "~", "!0", "+0",
	"~~0", "-~0", "0|", "|0", "(0", "0)", "()", "(0 0)", "0|comm", "0|\"x\"",
	"O_RDONLY.ustring", "~(comm)", "0|CPUS{0}", "o_rdonly", "0|'*'",
};

static const char * const good_ops[] = { "==", "!=", "<", "<=", ">", ">=", "&" };

enum kind { FINE, FIELD, SUFFIX, OPERATOR, VALUE, NR_KINDS };

struct spelling {
	unsigned int seed;
	const struct scoped_call *call;
	const char *name;		/* of the call */
	char text[TEXT_SIZE];
	size_t rule;			/* start of the predicate in @text */
	size_t end;			/* its end */
};

static unsigned int pick(struct spelling *s, unsigned int n)
{
	return rand_r(&s->seed) / 7 % n;
}

#define PICK(s, list)	((list)[pick(s, ARRAY_SIZE(list))])

static void append(struct spelling *s, const char *part)
{
	size_t at = strlen(s->text);

	snprintf(s->text + at, sizeof(s->text) - at, "%s", part);
}

static void append_blanks(struct spelling *s)
{
	static const char * const blanks[] = { "", " ", "", "\t", "  ", " \t " };

	append(s, PICK(s, blanks));
}

/* Append @word, possibly with the case of some letters changed. */
static void append_in_case(struct spelling *s, const char *word)
{
	size_t at = strlen(s->text);
	int how = pick(s, 4);

	append(s, word);
	for (char *c = s->text + at; *c; c++) {
		if (how == 2 || (how == 3 && pick(s, 2)))
			*c = isupper(*c) ? tolower(*c) : toupper(*c);
	}
}

static const char *argument(struct spelling *s)
{
	static const char * const positions[] = { "a0", "a1", "a2" };

	return pick(s, 3) ? s->call->args[pick(s, 3)] : PICK(s, positions);
}

static void append_comparison(struct spelling *s, enum kind what)
{
	if (what == FIELD)
		append_in_case(s, PICK(s, fields));
	else
		append(s, argument(s));
	append_blanks(s);
	if (what == SUFFIX || (what != FINE && !pick(s, 4))) {
		append_in_case(s, PICK(s, suffixes));
		append_blanks(s);
	}
	if (what == OPERATOR || (what != FINE && !pick(s, 4)))
		append(s, PICK(s, bad_ops));
	else
		append(s, PICK(s, good_ops));
	append_blanks(s);
	if (what == VALUE || (what != FINE && !pick(s, 2)))
		append(s, PICK(s, bad_values));
	else
		append(s, pick(s, 2) ? "0" : "0x7f");
}

/* Append the comparison inside an expression that is otherwise fine. */
static void append_expression(struct spelling *s, enum kind what, int depth)
{
	static const char * const junctions[] = { "&&", "||", " && ", " || " };
	int shape = depth ? pick(s, 6) : 0;

	append_blanks(s);
	switch (shape) {
	case 1:
		append(s, pick(s, 2) ? "(" : "!(");
		append_expression(s, what, depth - 1);
		append(s, ")");
		break;
	case 2:
		append_comparison(s, FINE);
		append(s, PICK(s, junctions));
		append_expression(s, what, depth - 1);
		break;
	case 3:
		append_expression(s, what, depth - 1);
		append(s, PICK(s, junctions));
		append_comparison(s, FINE);
		break;
	case 4:
		append(s, "!");
		append_blanks(s);
		append_comparison(s, what);
		break;
	default:
		append_comparison(s, what);
	}
	append_blanks(s);
}

static void spell(struct spelling *s, enum kind what, const char *unbuilt)
{
	size_t which = pick(s, ARRAY_SIZE(calls));

	/* An unbuilt call has arguments of any name. */
	if (what == FIELD)
		which = pick(s, UNBUILT);
	s->call = &calls[which];
	s->name = which == UNBUILT ? unbuilt : s->call->name;
	stpcpy(s->text, "unlisted: 1\n");
	append(s, s->name);
	append(s, ":");
	s->rule = strlen(s->text);
	append_expression(s, what, 3);
	s->end = strlen(s->text);
	append(s, pick(s, 2) ? "\n" : "; errno 5\n");
}

/* A call that this kernel was built without */
static const char *find_unbuilt(void)
{
	static const char * const names[] = {
		"nfsservctl", "get_kernel_syms", "query_module",
	};
	char text[64];

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		snprintf(text, sizeof(text), "unlisted: 1\n%s: x == 0\n", names[i]);
		if (!check_text(text).status)
			return names[i];
	}
	return NULL;
}

static unsigned int first_seed(void)
{
	return getenv("SEED") ? strtoul(getenv("SEED"), NULL, 0) : getpid();
}

/* Whether the error is in the predicate or right after it */
static bool is_placed(const struct spelling *s,
		      const struct seccomp_text_report *report)
{
	size_t start = strlen("unlisted: 1\n");

	return report->line == 2 && report->column - 1 >= s->rule - start &&
	       report->column - 1 <= s->end - start;
}

static void expect_refused(struct __test_metadata *_metadata, enum kind what)
{
	struct spelling s = { .seed = first_seed() + what };
	const char *unbuilt;

	ASSERT_EQ(0, no_new_privs());
	unbuilt = find_unbuilt();
	ASSERT_NE(NULL, unbuilt);
	for (int i = 0, end = SPELLINGS; i < end; i++) {
		unsigned int seed = s.seed;
		struct seccomp_text_report report;

		/* The same expression without the mistake */
		spell(&s, FINE, unbuilt);
		if (i % 16 == 0) {
			ASSERT_EQ(0, check_text(s.text).status) {
				TH_LOG("SEED=%u: %s", seed, s.text);
			}
		}
		spell(&s, what, unbuilt);
		report = check_text(s.text);
		EXPECT_EQ(EINVAL, report.status) {
			TH_LOG("SEED=%u: %s", seed, s.text);
		}
		EXPECT_TRUE(is_placed(&s, &report)) {
			TH_LOG("SEED=%u: %u:%u: %s for %s", seed, report.line,
			       report.column, report.message, s.text);
		}
		/* An install that succeeds binds this test, and ends it. */
		if (i % 4 == 0) {
			ASSERT_EQ(-EINVAL, install(s.text)) {
				TH_LOG("SEED=%u: %s", seed, s.text);
			}
		}
	}
	EXPECT_EQ(0, seccomp_mode());
}

TEXT_LONG_TEST(fields_that_are_no_arguments_cannot_be_named)
{
	expect_refused(_metadata, FIELD);
}

TEXT_LONG_TEST(suffixes_of_arguments_are_refused)
{
	expect_refused(_metadata, SUFFIX);
}

TEXT_LONG_TEST(operators_for_strings_and_sets_are_refused)
{
	expect_refused(_metadata, OPERATOR);
}

TEXT_LONG_TEST(values_that_are_no_numbers_are_refused)
{
	expect_refused(_metadata, VALUE);
}

TEST_HARNESS_MAIN
