// SPDX-License-Identifier: GPL-2.0
/*
 * All that can be wrong with a policy: a check says what and where, and an
 * install returns the errno that the check has promised.
 */
#include "seccomp_text_check.h"
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

/* At least one for each line of the kernel's table that is not a limit. */
static const struct bad_policy bad_policies[] = {
	BAD(CHARACTER, "read: 1\nwr\001te: 1",
	    "2:3: only printable ASCII, tabs and newlines can stand here, found byte 0x01"),
	BAD(CHARACTER, "read: 1 # \xe9t\xe9",
	    "1:11: only printable ASCII, tabs and newlines can stand here, found byte 0xe9"),
	BAD(CHARACTER, "read: 1 \r2\n",
	    "1:9: only printable ASCII, tabs and newlines can stand here, found byte 0x0d"),
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
	    "2:10: this directive takes 1 only, found '0'"),
	BAD(TWICE, "unlisted: 1\n  unlisted: 1",
	    "2:3: this directive has been given before"),
	BAD(OPTIONAL, "? on_exec: 1",
	    "1:3: a '?' goes with a system call, not with a directive"),
	BAD(DIRECTIVE_TAIL, "unlisted: 1; kill", "1:12: a directive takes no ';'"),
	BAD(ALLOW_ACTION, "read: 1 ; kill",
	    "1:9: a call that is allowed takes no action"),
	BAD(ACTION, "read: 0; die",
	    "1:10: expected kill, kill_thread, trap, errno, trace or log, found 'die'"),
	BAD(ACTION, "on_violation: allow\nread: 1",
	    "1:15: expected kill, kill_thread, trap, errno, trace or log, found 'allow'"),
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
	    "3:1: on_next_syscall and on_exec exclude each other"),
	BAD(EMPTY, "# nothing\n\n", "3:1: a policy needs a rule or an unlisted: line"),

	BAD(CALL, "unlisted: 1\n sys_raed: 1",
	    "2:2: no system call is called 'sys_raed'; did you mean sys_read?"),
	BAD(CALL, "raed: 1", "1:1: no system call is called 'raed'; did you mean read?"),
	BAD(CALL, "sys_opnat: 1",
	    "1:1: no system call is called 'sys_opnat'; did you mean sys_openat?"),
	BAD(CALL, "SYS_read: 1",
	    "1:1: no system call is called 'SYS_read'; did you mean read?"),
	BAD(CALL, "__NR_exit_group: 1",
	    "1:1: no system call is called '__NR_exit_group'; did you mean exit_group?"),
	BAD(CALL, "unlited: 1",
	    "1:1: no system call is called 'unlited'; did you mean unlisted?"),
	BAD(CALL, "sys_unlisted: 1", "1:1: no system call is called 'sys_unlisted'"),
	BAD(CALL, "xyzzyxyzzy: 1", "1:1: no system call is called 'xyzzyxyzzy'"),
	BAD(CALL, "abcdefghijklmnopqrstuvwxyz_abcdefghijklmnopqrstuvwxyz: 1",
	    "1:1: no system call is called 'abcdefghijklmnopqrstuvwxyz_abcde...'"),
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
	BAD(OPERATOR, "read: fd ; kill", "1:9: " OPERATORS ", found ';'"),
	BAD(OPERATOR, "read: fd", "1:9: " OPERATORS ", found the end of the line"),
	BAD(CONSTANT, "read: fd == STDIN",
	    "1:13: expected a number after the operator, found 'STDIN'"),
	BAD(CONSTANT, "read: fd == 08; kill",
	    "1:13: expected a number after the operator, found '08'"),
	BAD(CONSTANT, "read: fd == \"1\"",
	    "1:13: expected a number after the operator, found '\"'"),
	BAD(CONSTANT, "read: fd ==",
	    "1:12: expected a number after the operator, found the end of the line"),
	BAD(RANGE, "read: fd == -1",
	    "1:13: '-1' does not fit: fd is unsigned int, 0 to 4294967295"),
	BAD(RANGE, "read: fd==4294967296",
	    "1:11: '4294967296' does not fit: fd is unsigned int, 0 to 4294967295"),
	BAD(RANGE, "openat: a0 == 0x80000000",
	    "1:15: '0x80000000' does not fit: a0 is int, -2147483648 to 2147483647"),
	BAD(RANGE, "read: buf != -1",
	    "1:14: '-1' does not fit: buf is char *, 0 to 18446744073709551615"),
	BAD(RANGE, "lseek: offset < 9223372036854775808",
	    "1:17: '9223372036854775808' does not fit: offset is off_t, " S64_RANGE),
	BAD(RANGE, "create_module: x == 18446744073709551616",
	    "1:21: '18446744073709551616' does not fit: x is a register, " REGISTER_RANGE),
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
	BAD(JUNCTION, "read: fd == 0 | fd == 1",
	    "1:15: expected && or || after the comparison, found '|'"),
	BAD(OPEN, "read: fd == 0 || (count == 0",
	    "1:18: this '(' is never closed"),
	BAD(CLOSE, "read: (fd == 0)) && fd == 1",
	    "1:16: this ')' was never opened"),
	BAD(QUOTE, "read: fd == 'x",
	    "1:13: this quote is never closed, and only numbers can be compared"),
};

/* Installs one text in a child, where the test itself goes on to be judged. */
static long installed(struct text_page *page, const char *text)
{
	return install_result(page, text);
}

TEXT_TEST(each_bad_policy_is_told_its_place_and_what_is_wrong)
{
	ASSERT_EQ(0, no_new_privs());
	for (size_t i = 0; i < ARRAY_SIZE(bad_policies); i++) {
		const struct bad_policy *bad = &bad_policies[i];

		EXPECT_EQ(0, check(bad->text));
		EXPECT_STREQ(bad->said, said()) {
			TH_LOG("\"%s\"", bad->text);
		}
		EXPECT_EQ(bad->error, report.status);
		EXPECT_EQ(0, report.nr_notes);
		EXPECT_TRUE(is_clean());
	}
}

TEXT_TEST(bad_policies_have_the_errno_of_their_install)
{
	ASSERT_EQ(0, no_new_privs());
	for (size_t i = 0; i < ARRAY_SIZE(bad_policies); i++) {
		const struct bad_policy *bad = &bad_policies[i];

		EXPECT_EQ(-bad->error, installed(self->page, bad->text)) {
			TH_LOG("\"%s\"", bad->text);
		}
	}
}

/* An install takes these for a BPF filter: only the checker can tell. */
TEXT_TEST(text_that_does_not_look_like_one_is_told_so)
{
	static const char * const texts[] = {
		"", "x", "\nread: 1", "\tread: 1", "r\nx: 1", "\xef\xbb\xbfread: 1",
	};

	ASSERT_EQ(0, no_new_privs());
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		/* BAD(START, ...) */
		EXPECT_EQ(0, check(texts[i]));
		EXPECT_EQ(EINVAL, report.status);
		EXPECT_STREQ("1:1: a policy begins with two printable characters",
			     said());
		EXPECT_TRUE(is_clean());
	}
}

static void expect_limit(struct __test_metadata *_metadata,
			 struct text_page *page, const char *text,
			 const char *words)
{
	EXPECT_EQ(0, check(text));
	EXPECT_STREQ(words, said());
	EXPECT_EQ(E2BIG, report.status);
	EXPECT_TRUE(is_clean());
	EXPECT_EQ(-E2BIG, installed(page, text));
}

#define EXPECT_LIMIT(text, words) \
	expect_limit(_metadata, self->page, text, words)

TEXT_TEST(limits_are_named_with_their_values)
{
	char *text = malloc(2 * TEXT_MAX);
	char *end;

	ASSERT_NE(NULL, text);
	ASSERT_EQ(0, no_new_privs());

	/* BAD(TEXT_LENGTH, ...) */
	memset(text, '#', TEXT_MAX + 1);
	text[TEXT_MAX + 1] = 0;
	EXPECT_LIMIT(text, "1:1: the text is longer than 65536 bytes");
	/* BAD(RULE_PREDS, ...) */
	end = fill(stpcpy(text, "getpid: 1\nread: fd == 0"), "||fd == 0", 256);
	EXPECT_LIMIT(text, "2:7: more than 256 comparisons in one rule");
	end[-strlen("||fd == 0")] = 0;
	EXPECT_EQ(0, check(text));
	EXPECT_EQ(0, report.status);
	/* BAD(RULE_DEPTH, ...) */
	end = fill(stpcpy(text, "read: "), "(", 65);
	fill(stpcpy(end, "fd == 0"), ")", 65);
	EXPECT_LIMIT(text, "1:7: more than 64 nested parentheses in one rule");
	/* BAD(CALL_RULES, ...) */
	fill(stpcpy(text, "unlisted: 1\n"), "read: fd == 0\n", 65);
	EXPECT_LIMIT(text,
		     "66:1: more than 64 rules with a predicate for read, in all policies");
	/* BAD(CALL_PREDS, ...) */
	end = stpcpy(text, "unlisted: 1\n");
	for (int i = 0; i < 3; i++) {
		end = fill(stpcpy(end, "read: fd == 0"), "||fd == 0", 255);
		end = stpcpy(end, "\n");
	}
	EXPECT_LIMIT(text,
		     "4:1: more than 512 comparisons for read, in all policies");
	free(text);
}

/* Nothing but the line counts that goes too far, not those behind it. */
TEXT_TEST(limit_of_a_call_is_told_at_the_line_that_passes_it)
{
	char *text = malloc(2 * TEXT_MAX);
	char *end;

	ASSERT_NE(NULL, text);
	ASSERT_EQ(0, no_new_privs());
	fill(stpcpy(text, "unlisted: 1\n"), "read: fd == 0\n", 80);
	EXPECT_LIMIT(text,
		     "66:1: more than 64 rules with a predicate for read, in all policies");
	end = stpcpy(text, "unlisted: 1\nwrite: fd == 1\n");
	for (int i = 0; i < 5; i++) {
		end = fill(stpcpy(end, "read: fd == 0"), "||fd == 0", 255);
		end = stpcpy(end, "\n");
	}
	EXPECT_LIMIT(text,
		     "5:1: more than 512 comparisons for read, in all policies");

	/* What is in force counts; other calls do not, wherever they stand. */
	fill(stpcpy(text, DENYLIST), "getpgid: pid == 0\n", 40);
	ASSERT_EQ(0, install(text));
	fill(stpcpy(text, "unlisted: 1\nread: fd != 9\n"),
	     "getpgid: pid == 0\ngetpgid: 1\n", 40);
	EXPECT_LIMIT(text,
		     "51:1: more than 64 rules with a predicate for getpgid, in all policies");
	end = fill(stpcpy(text, DENYLIST "getsid: pid == 0"), "||pid == 0", 255);
	stpcpy(end, "\n");
	ASSERT_EQ(0, install(text));
	end = stpcpy(text, "unlisted: 1\n");
	for (int i = 0; i < 4; i++) {
		end = fill(stpcpy(end, "getsid: pid == 0"), "||pid == 0", 127);
		end = stpcpy(end, "\n");
	}
	EXPECT_LIMIT(text,
		     "4:1: more than 512 comparisons for getsid, in all policies");
	free(text);
}

static const char * const many_calls[] = {
	"write", "close", "fstat", "lseek", "mmap", "munmap", "ioctl", "dup",
	"dup2", "chdir", "alarm", "kill", "fcntl", "flock", "fsync", "access",
	"open", "creat", "chmod", "mkdir", "rmdir", "umask", "link", "unlink",
};

/* As many rules as reach 8192 comparisons, and lines of text to match */
static char *fill_preds(char *end, int rules)
{
	for (int i = 0; i < rules; i++) {
		end += sprintf(end, "%s: a0==0", many_calls[i]);
		end = fill(end, "||a0==0", 255);
		end = stpcpy(end, "\n");
	}
	return end;
}

static void try_full_preds(struct text_page *page, const void *arg)
{
	char *text = malloc(TEXT_MAX);

	CHILD_CHECK(page, text && !no_new_privs());
	fill_preds(stpcpy(text, "unlisted: 1\n"), 20);
	CHILD_CHECK(page, install(text) == 0);
	fill_preds(stpcpy(text, "unlisted: 1\n# a line\n"), 13);
	set_mark(&page->before, 1);
	CHILD_CHECK(page, check(text) == 0);
	/* BAD(STATE_PREDS, ...) */
	CHILD_CHECK(page,
		    has_said("15:1: more than 8192 comparisons in all policies"));
	CHILD_CHECK(page, report.status == E2BIG);
	CHILD_CHECK(page, install(text) == -E2BIG);
	set_mark(&page->after, 1);
}

TEXT_TEST(comparisons_of_all_policies_are_counted_to_a_line)
{
	EXPECT_FATE("passed", try_full_preds, NULL);
}

static void try_full_text(struct text_page *page, const void *arg)
{
	char *text = malloc(TEXT_MAX);
	char *end;

	CHILD_CHECK(page, text && !no_new_privs());
	/* 10 bytes of rules a line: "getpid: 1\n" */
	fill(stpcpy(text, "unlisted: 1\n"), "getpid: 1\n", 6500);
	for (int i = 0; i < 4; i++)
		CHILD_CHECK(page, install(text) == 0);
	end = fill(stpcpy(text, "unlisted: 1\n"), "?nosuch: 1\n", 3);
	fill(end, "getpid: 1 # comment\n", 600);
	set_mark(&page->before, 1);
	CHILD_CHECK(page, check(text) == 0);
	/* BAD(STATE_TEXT, ...): line 1 + 214, skipped or not, and the next */
	CHILD_CHECK(page,
		    has_said("216:1: more than 262144 bytes of rules in all policies"));
	CHILD_CHECK(page, report.status == E2BIG);
	CHILD_CHECK(page, install(text) == -E2BIG);
	set_mark(&page->after, 1);
}

static void make_long_rule(char *text, const char *call)
{
	char *end = stpcpy(stpcpy(text, "unlisted: 1\n"), call);

	end = fill(stpcpy(end, ": a0 == 0"), " ", 40000);
	stpcpy(end, "|| a0 == 1\n");
}

static void try_long_print(struct text_page *page, const void *arg)
{
	char *text = malloc(TEXT_MAX);

	CHILD_CHECK(page, text && !no_new_privs());
	make_long_rule(text, "dup");
	CHILD_CHECK(page, install(text) == 0);
	make_long_rule(text, "dup2");
	set_mark(&page->before, 1);
	CHILD_CHECK(page, check(text) == 0);
	/* BAD(SHOWN_TEXT, ...) */
	CHILD_CHECK(page,
		    has_said("1:1: what is in force then takes more than 65536 bytes to show"));
	CHILD_CHECK(page, report.status == E2BIG);
	CHILD_CHECK(page, install(text) == -E2BIG);
	set_mark(&page->after, 1);
}

TEXT_TEST(what_could_not_be_shown_is_not_installed)
{
	EXPECT_FATE("passed", try_long_print, NULL);
}

TEXT_TEST(bytes_of_all_policies_are_counted_to_a_line)
{
	EXPECT_FATE("passed", try_full_text, NULL);
}

static void try_full_stack(struct text_page *page, const void *arg)
{
	CHILD_CHECK(page, no_new_privs() == 0);
	for (int i = 0; i < 64; i++) {
		CHILD_CHECK(page, check("unlisted: 1\n") == 0);
		CHILD_CHECK(page, report.status == 0);
		CHILD_CHECK(page, install("unlisted: 1\n") == 0);
	}
	set_mark(&page->before, 1);
	CHILD_CHECK(page, check("unlisted: 1\n") == 0);
	/* BAD(STATE_POLICIES, ...) */
	CHILD_CHECK(page,
		    has_said("1:1: more than 64 policies on top of each other"));
	CHILD_CHECK(page, report.status == E2BIG);
	set_mark(&page->after, 1);
}

TEXT_TEST(policies_on_top_of_each_other_are_counted)
{
	EXPECT_FATE("passed", try_full_stack, NULL);
}

/* Every bad policy again, where one is in force, and a good one in between. */
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
	EXPECT_FATE("passed", try_under_policy, DENYLIST "getpgrp: 0\n");
	/* What waits for an execve counts, and goes on to wait. */
	EXPECT_FATE("passed", try_under_policy,
		    "on_exec: 1\nunlisted: 1\ngetpgrp: 0\ngetuid: 0\n");
}

/* Neither many errors nor many notes make a check expensive. */
TEXT_TEST(long_texts_of_misspelt_names_are_checked_in_a_moment)
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
	EXPECT_STREQ("5001:2: no system call is called 'sys_raed': the rule is skipped",
		     said());
	fill(stpcpy(text, "unlisted: 1\n"), "sys_raed: 1\n", 5400);
	EXPECT_EQ(0, check(text));
	EXPECT_EQ(2, report.line);
	/* A name that is as long as a text can be */
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

/* Changes one to three bytes of a good policy, the same way for one seed. */
static void mutate(char *text, unsigned int *seed)
{
	size_t len = strlen(text);

	for (int i = rand_r(seed) % 3; i >= 0; i--) {
		size_t at = 2 + rand_r(seed) % (len - 2);

		text[at] = rand_r(seed) % 4 ? " 1x:;#(!&|=<'\n\r_"[rand_r(seed) % 16] :
					      rand_r(seed) % 255 + 1;
	}
}

TEXT_LONG_TEST(mutated_texts_have_the_verdict_of_their_install)
{
	static const char original[] =
		"read: fd == 0 && (count <= 0x10 || !(buf != 0)) ; errno 5\n"
		"?write: fd & 6 || fd >= 1 # comment\nunlisted: 0\n"
		"openat: dfd == -100; trap 7\non_violation: errno EPERM\n";
	unsigned int seed = getpid();
	char text[sizeof(original)];
	const int tries = nr_tries(1000);
	int refused = 0;

	TH_LOG("seed %u", seed);
	ASSERT_EQ(0, no_new_privs());
	for (int i = 0; i < tries; i++) {
		memcpy(text, original, sizeof(text));
		mutate(text, &seed);
		EXPECT_EQ(0, check(text));
		EXPECT_EQ(-(long)report.status, installed(self->page, text)) {
			TH_LOG("\"%s\"", text);
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

TEST_HARNESS_MAIN
