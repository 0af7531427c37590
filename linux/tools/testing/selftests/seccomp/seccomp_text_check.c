// SPDX-License-Identifier: GPL-2.0
/*
 * SECCOMP_CHECK_TEXT: what it says of a bad policy and where, what it notes on
 * a good one, who may use it, and the report that it fills in.  An install
 * returns the errno that the check has promised.
 */
#include "seccomp_text_check.h"
#include <linux/capability.h>
#include <time.h>

struct bad_policy {
	const char *id;
	int error;
	const char *text;
	const char *said;
};

#define BAD(id, text, said)	{ #id, EINVAL, text, said }

#define READ_ARGS	"it has fd, buf, count"
#define NO_ERRNO \
	"expected an errno from 1 to 4095, as a number or a name, found "
#define S64_RANGE	"-9223372036854775808 to 9223372036854775807"
#define REGISTER_RANGE	"-9223372036854775808 to 18446744073709551615"
#define OPERATORS	"expected ==, !=, <, <=, >, >= or & after the argument"
#define NO_NUMBER	"expected a number or the name of a constant, found "
#define NO_END		"expected | or ) in the constant, found "
#define NO_JOIN \
	"a backslash joins two lines, so nothing but blanks can follow it in its line"

/* At least one for each line of the kernel's table; limits are elsewhere. */
static const struct bad_policy bad_policies[] = {
	BAD(CHARACTER, "read: 1\nwr\001te: 1",
	    "2:3: only printable ASCII, tabs and newlines are allowed here, found byte 0x01"),
	BAD(CHARACTER, "read: 1 # \xe9t\xe9",
	    "1:11: only printable ASCII, tabs and newlines are allowed here, found byte 0xe9"),
	BAD(CHARACTER, "read: 1 \r2\n",
	    "1:9: only printable ASCII, tabs and newlines are allowed here, found byte 0x0d"),
	BAD(BACKSLASH, "unlisted: 1\nread: fd == 0 \\ && count == 1", "2:15: " NO_JOIN),
	BAD(BACKSLASH, "read: 1 \\", "1:9: " NO_JOIN),
	BAD(BACKSLASH, "read: 1 \\ \t", "1:9: " NO_JOIN),
	BAD(BACKSLASH, "re\\ad: 1", "1:3: " NO_JOIN),
	BAD(BACKSLASH, "read: fd == 0 || \\\n fd == 1 \\# two", "2:10: " NO_JOIN),
	BAD(NAME, "read: 1\n\t: 1\n",
	    "2:2: expected the name of a system call or a directive, found ':'"),
	BAD(NAME, "??read: 1",
	    "1:2: expected the name of a system call or a directive, found '?'"),
	BAD(COLON, "read 1", "1:6: expected a ':' after the name, found '1'"),
	BAD(COLON, "read: 1\nread # no more",
	    "2:5: expected a ':' after the name, found the end of the line"),
	BAD(EXPRESSION, "read:\r\n",
	    "1:6: expected 1, 0 or a predicate after the ':', found the end of the line"),
	BAD(EXPRESSION, "read: ; kill",
	    "1:7: expected 1, 0 or a predicate after the ':', found ';'"),
	BAD(ZERO_OR_ONE, "unlisted: yes",
	    "1:11: this directive takes 0 or 1, found 'yes'"),
	BAD(ONLY_ONE, "unlisted: 1\non_exec: 0",
	    "2:10: this directive only takes 1, found '0'"),
	BAD(TWICE, "unlisted: 1\n  unlisted: 1",
	    "2:3: duplicate directive"),
	BAD(TWICE, "foreign: log\nunlisted: 1\nforeign: kill",
	    "3:1: duplicate directive"),
	BAD(OPTIONAL, "? on_exec: 1",
	    "1:3: '?' can precede a system call, not a directive"),
	BAD(DIRECTIVE_TAIL, "unlisted: 1; kill", "1:12: a directive takes no ';'"),
	BAD(DIRECTIVE_TAIL, "foreign: kill; log", "1:14: a directive takes no ';'"),
	BAD(ALLOW_ACTION, "read: 1 ; kill",
	    "1:9: a rule that allows a call takes no action"),
	BAD(ACTION, "read: 0; die",
	    "1:10: expected kill, kill_thread, trap, errno, trace or log, found 'die'"),
	BAD(ACTION, "on_violation: allow\nread: 1",
	    "1:15: expected kill, kill_thread, trap, errno, trace or log, found 'allow'"),
	BAD(ACTION, "foreign: 1\nread: 1",
	    "1:10: expected kill, kill_thread, trap, errno, trace or log, found '1'"),
	BAD(ERRNO, "read: 0; errno 4096",
	    "1:16: " NO_ERRNO "'4096'"),
	BAD(ERRNO, "read: 0; errno",
	    "1:15: " NO_ERRNO "the end of the line"),
	BAD(DATA, "read: 0; trap 65536",
	    "1:15: expected a number from 0 to 65535, found '65536'"),
	BAD(DATA, "read: 0; trace -1",
	    "1:16: expected a number from 0 to 65535, found '-1'"),
	BAD(ACTION_TAIL, "read: 0; kill now",
	    "1:15: nothing can follow the action, found 'now'"),
	BAD(TWO_DELAYS, "on_exec: 1\nread: 1\non_next_syscall: 1",
	    "3:1: on_next_syscall and on_exec are mutually exclusive"),
	BAD(EMPTY, "# nothing\n\n", "3:1: a policy needs a rule or an unlisted: line"),
	BAD(EMPTY, "foreign: kill", "1:1: a policy needs a rule or an unlisted: line"),

	BAD(CALL, "unlisted: 1\n sys_raed: 1", "2:2: unknown system call 'sys_raed'"),
	BAD(CALL, "raed: 1", "1:1: unknown system call 'raed'"),
	BAD(CALL, "SYS_read: 1", "1:1: unknown system call 'SYS_read'"),
	BAD(CALL, "__NR_exit_group: 1", "1:1: unknown system call '__NR_exit_group'"),
	BAD(CALL, "unlited: 1", "1:1: unknown system call 'unlited'"),
	BAD(CALL, "sys_unlisted: 1", "1:1: unknown system call 'sys_unlisted'"),
	BAD(CALL, "xyzzyxyzzy: 1", "1:1: unknown system call 'xyzzyxyzzy'"),
	BAD(CALL, "abcdefghijklmnopqrstuvwxyz_abcdefghijklmnopqrstuvwxyz: 1",
	    "1:1: unknown system call 'abcdefghijklmnopqrstuvwxyz_abcde...'"),
	BAD(ARGUMENT, "unlisted: 1\n\nsys_read:  fdd == 0",
	    "3:12: sys_read has no argument 'fdd'; " READ_ARGS),
	BAD(ARGUMENT, "read: fd == 0 && (a3 == 1)",
	    "1:19: read has no argument 'a3'; " READ_ARGS),
	BAD(ARGUMENT, "getpid: comm == 0",
	    "1:9: getpid has no argument 'comm'; it has none"),
	BAD(NO_ARGUMENT, "read: 0 == fd",
	    "1:7: expected the name of an argument, found '0'; read has fd, buf, count"),
	BAD(NO_ARGUMENT, "read: fd == 0 && && fd == 1; kill",
	    "1:18: expected the name of an argument, found '&&'; read has fd, buf, count"),
	BAD(OPERATOR, "read: fd = 0", "1:10: " OPERATORS ", found '='"),
	BAD(OPERATOR, "read: fd ~ 0", "1:10: " OPERATORS ", found '~'"),
	BAD(OPERATOR, "read: fd ; kill", "1:10: " OPERATORS ", found ';'"),
	BAD(OPERATOR, "read: fd", "1:9: " OPERATORS ", found the end of the line"),
	BAD(CONSTANT, "read: fd == 08; kill", "1:13: " NO_NUMBER "'08'"),
	BAD(CONSTANT, "read: fd == \"1\"", "1:13: " NO_NUMBER "'\"'"),
	BAD(CONSTANT, "read: fd ==", "1:12: " NO_NUMBER "the end of the line"),
	BAD(CONSTANT, "read: fd == --1", "1:14: " NO_NUMBER "'-1'"),
	BAD(CONSTANT, "read: fd == ~ ~1", "1:15: " NO_NUMBER "'~1'"),
	BAD(CONSTANT, "read: fd == (-~(1))", "1:15: " NO_NUMBER "'~'"),
	BAD(CONSTANT, "read: fd == 1 |", "1:16: " NO_NUMBER "the end of the line"),
	BAD(CONSTANT, "read: fd == 1 |; kill", "1:16: " NO_NUMBER "';'"),
	BAD(CONSTANT, "read: fd == 1 | | 2", "1:17: " NO_NUMBER "'|'"),
	BAD(CONSTANT, "read: fd == ( )", "1:15: " NO_NUMBER "')'"),
	BAD(CONSTANT_END, "read: fd == (1 2)", "1:16: " NO_END "'2'"),
	BAD(CONSTANT_END, "read: fd == (1 || count == 2)", "1:16: " NO_END "'||'"),
	BAD(CONSTANT_END, "read: !(fd & ~(1 && 2))", "1:18: " NO_END "'&&'"),
	BAD(CONSTANT_END, "read: fd == 1 | (2 + 4)", "1:20: " NO_END "'+'"),
	BAD(RANGE, "read: fd == -1",
	    "1:13: '-1' does not fit: fd is unsigned int, 0 to 4294967295"),
	BAD(RANGE, "read: fd == - 1",
	    "1:13: '-' does not fit: fd is unsigned int, 0 to 4294967295"),
	BAD(RANGE, "fchmod: mode == ~0x10000",
	    "1:17: '~0x10000' does not fit: mode is umode_t, 0 to 65535"),
	BAD(RANGE, "fchmod: mode == 1 | 0x10000",
	    "1:21: '0x10000' does not fit: mode is umode_t, 0 to 65535"),
	BAD(RANGE, "openat: dfd == -(2147483648)",
	    "1:18: '2147483648' does not fit: dfd is int, -2147483648 to 2147483647"),
	BAD(RANGE, "openat: dfd & 1 | -(-2147483648)",
	    "1:19: '-' does not fit: dfd is int, -2147483648 to 2147483647"),
	BAD(RANGE, "read: fd==4294967296",
	    "1:11: '4294967296' does not fit: fd is unsigned int, 0 to 4294967295"),
	BAD(RANGE, "openat: a0 == 0x80000000",
	    "1:15: '0x80000000' does not fit: a0 is int, -2147483648 to 2147483647"),
	BAD(RANGE, "read: buf != -1",
	    "1:14: '-1' does not fit: buf is char *, 0 to 18446744073709551615"),
	BAD(RANGE, "lseek: offset < 9223372036854775808",
	    "1:17: '9223372036854775808' does not fit: offset is off_t, " S64_RANGE),
	BAD(RANGE, "nfsservctl: x == 18446744073709551616",
	    "1:18: '18446744073709551616' does not fit: x is a register, " REGISTER_RANGE),
	BAD(COMPARISON, "read: fd == 0 &&",
	    "1:17: expected a comparison, found the end of the line"),
	BAD(COMPARISON, "read: ( ) ; log",
	    "1:9: expected a comparison, found ')'"),
	BAD(COMPARISON, "read: fd == 0 || () ; log",
	    "1:19: expected a comparison, found ')'"),
	BAD(COMPARISON, "read: !\n  write: 1",
	    "1:8: expected a comparison, found the end of the line"),
	BAD(JUNCTION, "read: fd == 0 count == 0",
	    "1:15: expected && or || after the comparison, found 'count'"),
	BAD(JUNCTION, "read: fd == 0 & fd == 1",
	    "1:15: expected && or || after the comparison, found '&'"),
	BAD(JUNCTION, "read: fd == (1)(2)",
	    "1:16: expected && or || after the comparison, found '('"),
	BAD(OPEN, "read: fd == 0 || (count == 0",
	    "1:18: this '(' is never closed"),
	BAD(CLOSE, "read: (fd == 0)) && fd == 1",
	    "1:16: this ')' has no matching '('"),
};

/* For kernels that know names of constants, and for those that do not */
static const struct bad_policy bad_names[] = {
	BAD(CONSTANT_NAME, "read: fd == STDIN", "1:13: unknown constant 'STDIN'"),
	BAD(CONSTANT_NAME, "read: fd == o_rdonly", "1:13: unknown constant 'o_rdonly'"),
	BAD(CONSTANT_NAME, "read: fd == 0 | fd == 1", "1:17: unknown constant 'fd'"),
	BAD(CONSTANT_NAME, "read: fd == O_RDONLY_ || fd == 1",
	    "1:13: unknown constant 'O_RDONLY_'"),
	BAD(CONSTANT_NAME, "openat: !(flags & ~(O_CLOEXEC|O_CLOSE)); kill",
	    "1:31: unknown constant 'O_CLOSE'"),
	BAD(CONSTANT_NAME, "nfsservctl: x == -NOSUCH", "1:19: unknown constant 'NOSUCH'"),
	BAD(RANGE, "read: fd == AT_FDCWD",
	    "1:13: 'AT_FDCWD' does not fit: fd is unsigned int, 0 to 4294967295"),
};

static const struct bad_policy any_names[] = {
	BAD(NO_CONSTANT_NAMES, "read: fd == O_RDONLY",
	    "1:13: this kernel was built without names of constants, found 'O_RDONLY'"),
	BAD(NO_CONSTANT_NAMES, "unlisted: 1\nopenat: flags & ~(O_CLOEXEC)",
	    "2:19: this kernel was built without names of constants, found 'O_CLOEXEC'"),
	BAD(NO_CONSTANT_NAMES, "read: fd == nosuch",
	    "1:13: this kernel was built without names of constants, found 'nosuch'"),
};

static void expect_said(struct __test_metadata *_metadata, struct text_page *page,
			const struct bad_policy *bad, size_t count)
{
	for (; count--; bad++) {
		EXPECT_EQ(0, check(bad->text));
		EXPECT_STREQ(bad->said, said()) {
			TH_LOG("\"%s\"", bad->text);
		}
		EXPECT_EQ(bad->error, report.status);
		EXPECT_EQ(0, report.nr_notes);
		EXPECT_TRUE(is_clean());
		EXPECT_EQ(-bad->error, install_result(page, bad->text)) {
			TH_LOG("\"%s\"", bad->text);
		}
	}
}

#define EXPECT_SAID(policies) \
	expect_said(_metadata, self->page, policies, ARRAY_SIZE(policies))

TEXT_TEST(check_says_what_is_wrong_with_a_policy_and_where)
{
	ASSERT_EQ(0, no_new_privs());
	EXPECT_SAID(bad_policies);
}

TEXT_TEST(check_says_which_name_is_no_constant)
{
	ASSERT_EQ(0, no_new_privs());
	if (kernel_has_constant_names())
		EXPECT_SAID(bad_names);
	else
		EXPECT_SAID(any_names);
}

/* An install takes these for a BPF filter.  Only a check can tell. */
TEXT_TEST(check_says_so_if_a_text_does_not_begin_as_one)
{
	static const char * const texts[] = {
		"", "x", "\nread: 1", "\tread: 1", "r\nx: 1", "\xef\xbb\xbfread: 1",
	};

	ASSERT_EQ(0, no_new_privs());
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		/* BAD(START, ...) */
		EXPECT_EQ(0, check(texts[i]));
		EXPECT_EQ(EINVAL, report.status);
		EXPECT_STREQ("1:1: a policy must begin with two printable characters",
			     said());
		EXPECT_TRUE(is_clean());
	}
}

/* Every bad policy again with a policy in force, and good ones between them */
static void try_under_policy(struct text_page *page, const void *arg)
{
	const char *before = arg;

	CHILD_CHECK(page, no_new_privs() == 0);
	if (before)
		CHILD_CHECK(page, install(before) == 0);
	set_mark(&page->before, 1);
	for (size_t i = 0; i < ARRAY_SIZE(bad_policies); i++) {
		page->mark[0] = i;
		CHILD_CHECK(page, check(bad_policies[i].text) == 0);
		CHILD_CHECK(page, report.status == EINVAL);
		CHILD_CHECK(page, has_said(bad_policies[i].said));
		CHILD_CHECK(page, check("getuid: 0\n") == 0);
		CHILD_CHECK(page, report.status == 0);
		CHILD_CHECK(page, check("on_exec: 1\ngetuid: 0\n") == 0);
		CHILD_CHECK(page, report.status == 0);
		CHILD_CHECK(page, RAW(__NR_getuid) >= 0);
		CHILD_CHECK(page, RAW(__NR_getpid) > 0);
	}
	CHILD_CHECK(page, seccomp_mode() == (before ? 2 : 0));
	set_mark(&page->after, 1);
}

TEXT_TEST(check_installs_nothing)
{
	EXPECT_FATE("passed", try_under_policy, NULL);
	EXPECT_FATE("passed", try_under_policy, DENYLIST "getpgid: 0\n");
	/* A pending policy stays pending. */
	EXPECT_FATE("passed", try_under_policy,
		    "on_exec: 1\nunlisted: 1\ngetpgid: 0\ngetuid: 0\n");
}

/* Many errors or many notes do not make a check expensive. */
TEXT_TEST(long_texts_of_misspelt_names_are_checked_quickly)
{
	struct timespec from, to;
	char *text = malloc(TEXT_MAX + 1);
	double seconds;

	ASSERT_NE(NULL, text);
	ASSERT_EQ(0, no_new_privs());
	clock_gettime(CLOCK_MONOTONIC, &from);
	fill(stpcpy(text, "unlisted: 1\n"), "?sys_raed: 1\n", 5000);
	EXPECT_EQ(0, check_note(text, 4999));
	EXPECT_EQ(0, report.status);
	EXPECT_EQ(5000, report.nr_notes);
	EXPECT_STREQ("5001:2: unknown system call 'sys_raed': the rule is skipped",
		     said());
	fill(stpcpy(text, "unlisted: 1\n"), "sys_raed: 1\n", 5400);
	EXPECT_EQ(0, check(text));
	EXPECT_EQ(2, report.line);
	/* A name of the greatest length */
	memset(text, 'x', TEXT_MAX);
	memcpy(text + TEXT_MAX - 3, ": 1", 4);
	EXPECT_EQ(0, check(text));
	EXPECT_EQ(EINVAL, report.status);
	EXPECT_TRUE(is_clean());
	clock_gettime(CLOCK_MONOTONIC, &to);
	seconds = to.tv_sec - from.tv_sec + (to.tv_nsec - from.tv_nsec) / 1e9;
	TH_LOG("%.3f s", seconds);
	EXPECT_GT(20, seconds);
	free(text);
}

/* Change one to three bytes of a good policy.  A seed gives the same changes. */
static void mutate(char *text, unsigned int *seed)
{
	static const char alphabet[] = "0129afx?:;#()!&|=<>-_~\\\"' \t\n\r.,{}E";
	size_t len = strlen(text);

	for (int i = rand_r(seed) % 3; i >= 0; i--) {
		size_t at = 2 + rand_r(seed) % (len - 2);

		text[at] = rand_r(seed) % 4 ?
			   alphabet[rand_r(seed) % (sizeof(alphabet) - 1)] :
			   rand_r(seed) % 255 + 1;
	}
}

TEXT_LONG_TEST(mutated_texts_have_the_verdict_of_their_install)
{
	static const char original[] =
		"read: fd == 0 && (count <= 0x10 || !(buf != 0)) ; errno 5\n"
		"?write: fd & ~(6|9) || \\\n fd >= 1 # comment\nunlisted: 0\n"
		"openat: dfd == -100; trap 7\non_violation: errno EPERM\n"
		"foreign: errno 4\n";
	unsigned int seed = getpid();
	char text[sizeof(original)];
	const int tries = nr_tries(2000);
	int refused = 0;

	TH_LOG("seed %u", seed);
	ASSERT_EQ(0, no_new_privs());
	for (int i = 0; i < tries; i++) {
		memcpy(text, original, sizeof(text));
		mutate(text, &seed);
		EXPECT_EQ(0, check(text));
		EXPECT_EQ(-(long)report.status, install_result(self->page, text)) {
			TH_LOG("\"%s\"", text);
		}
		EXPECT_TRUE(!report.status || report.status == EINVAL ||
			    report.status == E2BIG) {
			TH_LOG("%u for \"%s\"", report.status, text);
		}
		EXPECT_TRUE(is_clean());
		EXPECT_EQ(!report.status && !report.nr_notes, !report.line);
		EXPECT_EQ(!report.line, !report.column);
		EXPECT_EQ(!report.line, !report.message[0]);
		refused += report.status != 0;
	}
	EXPECT_LT(0, refused);
	EXPECT_GT(tries, refused);
}

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

#ifdef __NR_uretprobe
#define NR_NOTES	4
#else
#define NR_NOTES	3
#endif

TEXT_TEST(notes_are_counted_and_given_one_at_a_time)
{
	static const char text[] =
		"unlisted: 1\n"
		"read: fd == 0\n"
		"  ?nosuch: fd == 1\n"
		"nfsservctl: a0 == 1\n"
		"nfsservctl: 1\n"
		"nfsservctl: 0\n"
#ifdef __NR_uretprobe
		"sys_uretprobe: 0\n"
#endif
		;
	static const struct note notes[] = {
		NOTE(NOTE_SKIPPED, 0,
		     "3:4: unknown system call 'nosuch': the rule is skipped"),
		NOTE(NOTE_UNCHECKED, 1,
		     "4:1: " UNBUILT "the names of its arguments were not checked"),
		NOTE(NOTE_UNBUILT, 2,
		     "5:1: this kernel was built without nfsservctl: it fails with ENOSYS"),
#ifdef __NR_uretprobe
		NOTE(NOTE_INJECTED, 3,
		     "7:1: sys_uretprobe is made by the kernel itself and always passes"),
#endif
		{ NR_NOTES, "0:0: " },
		{ 4294967295U, "0:0: " },
	};

	ASSERT_EQ(0, no_new_privs());
	for (size_t i = 0; i < ARRAY_SIZE(notes); i++) {
		EXPECT_EQ(0, check_note(text, notes[i].index));
		EXPECT_STREQ(notes[i].said, said());
		EXPECT_EQ(0, report.status);
		EXPECT_EQ(NR_NOTES, report.nr_notes);
		EXPECT_EQ(notes[i].index, report.note);
		EXPECT_TRUE(is_clean());
	}
}

/* With a denylist in force: what stays denied, and what still has an effect */
static void try_notes_under_policy(struct text_page *page, const void *arg)
{
	CHILD_CHECK(page, install_unprivileged("unlisted: 1\n"
		    "getppid: 0; errno 5\ngetpgid: 0; log\ngetgid: 0; trace\n"
		    "sched_yield: 1\nlseek: fd == 1; errno 5\n") == 0);
	set_mark(&page->before, 1);
	CHILD_CHECK(page, check("unlisted: 1\ngetuid: 1\nsys_getppid: 1\n"
				"getpgid: 1\ngetgid: 1\nlseek: 1\n"
				"getppid: 0; kill\ngetppid: 0; errno 6\n"
				"getppid: 0; errno 5\n"
				"getppid: 0; log\n") == 0);
	CHILD_CHECK(page, report.status == 0);
	CHILD_CHECK(page, report.nr_notes == 3);
	/* NOTE(NOTE_DENIED, ...) */
	CHILD_CHECK(page,
		    has_said("3:1: sys_getppid is denied by the policy in force and stays denied"));

	/* The check has installed nothing. */
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

/* A check consumes a policy that is pending for the next call, as any call. */
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

TEXT_TEST(check_is_a_call_that_puts_a_pending_policy_in_force)
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

/* BPF filters cause no notes: the kernel does not know what they refuse. */
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

TEXT_TEST(bpf_filters_in_force_cause_no_notes)
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
	/* The kernel has not looked at the report. */
	CHILD_CHECK(page, report.status == DIRT * 0x01010101U);
	CHILD_CHECK(page, check_struct(NULL) == -EACCES);
	CHILD_CHECK(page, no_new_privs() == 0);
	CHILD_CHECK(page, check("unlisted: 1\n") == 0);
	set_mark(&page->after, 1);
}

TEXT_TEST(task_that_may_not_install_may_not_check)
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
	/* No operation has this number. */
	EXPECT_EQ(-EINVAL, RAW(__NR_seccomp, SECCOMP_DESCRIBE_CALL + 1, 0,
			       (unsigned long)&report));
}

/* The report of a later kernel, or of a later program */
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

TEXT_TEST(check_of_memory_that_cannot_be_used_is_efault)
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
	/* The end of the report is not mapped. */
	for (size_t in = 4; in < sizeof(report); in++) {
		torn = (void *)(pages + 4096 - in);
		torn->size = sizeof(report);
		EXPECT_EQ(-EFAULT, check_struct(torn));
	}
	/* The text is not mapped, or its end is not. */
	EXPECT_EQ(-EFAULT, check(NULL));
	EXPECT_EQ(-EFAULT, check((char *)-1L));
	memset(pages + 4000, '#', 96);
	EXPECT_EQ(-EFAULT, check(pages + 4000));
	pages[4095] = 0;
	EXPECT_EQ(0, check(pages + 4000));
	EXPECT_EQ(EINVAL, report.status);

	/* The report cannot be written. */
	fixed = (void *)pages;
	fixed->size = sizeof(report);
	fixed->text = (unsigned long)"unlisted: 1";
	ASSERT_EQ(0, mprotect(pages, 4096, PROT_READ));
	EXPECT_EQ(-EFAULT, check_struct(fixed));
	munmap(pages, 4096);
}

TEST_HARNESS_MAIN
