// SPDX-License-Identifier: GPL-2.0
/*
 * Text policies of seccomp: tests of the language and of the names of calls.
 */
#include <kunit/test.h>
#include <linux/string.h>
#include <asm/unistd.h>

#include "seccomp_filter.h"
#include "seccomp_policy.h"

struct good_line {
	const char		*text;
	enum policy_item_kind	kind;
	enum policy_verdict	verdict;
	const char		*name;
	const char		*expr;
	u32			action;
};

static const struct good_line good_lines[] = {
	{ "read: 1", POLICY_RULE, POLICY_ALLOW, "read", "1" },
	{ "read:0", POLICY_RULE, POLICY_DROP, "read", "0" },
	{ "read: fd == 0", POLICY_RULE, POLICY_TEST, "read", "fd == 0" },
	{ "  \tread \t:\t fd==0 \t", POLICY_RULE, POLICY_TEST, "read", "fd==0" },
	{ "read: 1 # fd == 0", POLICY_RULE, POLICY_ALLOW, "read", "1" },
	{ "read: 01", POLICY_RULE, POLICY_TEST, "read", "01" },
	{ "? read: 1", POLICY_RULE, POLICY_ALLOW, "read", "1" },
	{ "read: 1\r\n", POLICY_RULE, POLICY_ALLOW, "read", "1" },
	{ "read: 1 #\r\n", POLICY_RULE, POLICY_ALLOW, "read", "1" },
	{ "read: 1\r", POLICY_RULE, POLICY_ALLOW, "read", "1" },
	{ "read: 0; kill", POLICY_RULE, POLICY_DROP, "read", "0",
	  SECCOMP_RET_KILL_PROCESS },
	{ "read: fd == 0;kill_thread", POLICY_RULE, POLICY_TEST, "read",
	  "fd == 0", SECCOMP_RET_KILL_THREAD },
	{ "read: 0; trap", POLICY_RULE, POLICY_DROP, "read", "0",
	  SECCOMP_RET_TRAP },
	{ "read: 0; trap 65535", POLICY_RULE, POLICY_DROP, "read", "0",
	  SECCOMP_RET_TRAP | 65535 },
	{ "read: 0 ; errno 4095 ", POLICY_RULE, POLICY_DROP, "read", "0",
	  SECCOMP_RET_ERRNO | 4095 },
	{ "read: 0; errno EPERM", POLICY_RULE, POLICY_DROP, "read", "0",
	  SECCOMP_RET_ERRNO | EPERM },
	{ "read: 0; errno EWOULDBLOCK", POLICY_RULE, POLICY_DROP, "read", "0",
	  SECCOMP_RET_ERRNO | EWOULDBLOCK },
	{ "read: 0; errno 0x10", POLICY_RULE, POLICY_DROP, "read", "0",
	  SECCOMP_RET_ERRNO | 0x10 },
	{ "read: 0; trace 010", POLICY_RULE, POLICY_DROP, "read", "0",
	  SECCOMP_RET_TRACE | 010 },
	{ "read: 0; log", POLICY_RULE, POLICY_DROP, "read", "0",
	  SECCOMP_RET_LOG },
	{ "unlisted: 0", POLICY_UNLISTED, POLICY_DROP },
	{ "unlisted:1", POLICY_UNLISTED, POLICY_ALLOW },
	{ "on_exec: 1", POLICY_ON_EXEC },
	{ "on_next_syscall: 1", POLICY_ON_NEXT_SYSCALL },
	{ "on_violation: errno 5", POLICY_ON_VIOLATION,
	  .action = SECCOMP_RET_ERRNO | 5 },
	{ "on_violation: kill", POLICY_ON_VIOLATION,
	  .action = SECCOMP_RET_KILL_PROCESS },
};

static void expect_span(struct kunit *test, struct policy_span span,
			const char *want)
{
	char got[32] = "";

	KUNIT_ASSERT_LT(test, span.len, (u32)sizeof(got));
	memcpy(got, span.text, span.len);
	KUNIT_EXPECT_STREQ(test, got, want);
}

static void good_lines_are_understood(struct kunit *test)
{
	const struct good_line *line;
	struct policy_reader reader;
	struct policy_item item;

	for (line = good_lines; line < good_lines + ARRAY_SIZE(good_lines); line++) {
		bool has_action = line->action ||
				  strstr(line->text, "kill_thread");

		kunit_info(test, "%s\n", line->text);
		policy_reader_init(&reader, line->text);
		KUNIT_ASSERT_EQ(test, policy_read_item(&reader, &item), 1);
		KUNIT_EXPECT_EQ(test, item.kind, line->kind);
		KUNIT_EXPECT_EQ(test, item.verdict, line->verdict);
		KUNIT_EXPECT_EQ(test, item.line, 1);
		if (line->kind == POLICY_ON_VIOLATION || has_action)
			KUNIT_EXPECT_EQ(test, item.action, line->action);
		if (line->kind != POLICY_RULE)
			continue;
		expect_span(test, item.name, line->name);
		expect_span(test, item.expr, line->expr);
		KUNIT_EXPECT_EQ(test, item.optional,
				!!strchr(line->text, '?'));
		if (!has_action)
			KUNIT_EXPECT_EQ(test, item.action,
					SECCOMP_ACTION_DEFAULT);
		KUNIT_EXPECT_EQ(test, policy_read_item(&reader, &item), 0);
	}
}

struct bad_text {
	const char		*text;
	enum policy_error_id	id;
	u32			line;
	u32			column;
};

static const struct bad_text bad_texts[] = {
	{ "", POLICY_ERROR_START, 1, 1 },
	{ "x", POLICY_ERROR_START, 1, 1 },
	{ "\nread: 1", POLICY_ERROR_START, 1, 1 },
	{ "\tread: 1", POLICY_ERROR_START, 1, 1 },
	{ "# only this", POLICY_ERROR_EMPTY, 1, 1 },
	{ "on_exec: 1\n", POLICY_ERROR_EMPTY, 2, 1 },
	{ "read: 1\nwr\1te: 1", POLICY_ERROR_CHARACTER, 2, 3 },
	{ "read: 1 # \x80", POLICY_ERROR_CHARACTER, 1, 11 },
	{ "read: 1\r2\n", POLICY_ERROR_CHARACTER, 1, 8 },
	{ "read: 1\n  : 1", POLICY_ERROR_NAME, 2, 3 },
	{ "re-ad: 1", POLICY_ERROR_COLON, 1, 3 },
	{ "read 1", POLICY_ERROR_COLON, 1, 6 },
	{ "read", POLICY_ERROR_COLON, 1, 5 },
	{ "??read: 1", POLICY_ERROR_NAME, 1, 2 },
	{ "read:", POLICY_ERROR_EXPRESSION, 1, 6 },
	{ "read: ; kill", POLICY_ERROR_EXPRESSION, 1, 7 },
	{ "read: 1; kill", POLICY_ERROR_ALLOW_ACTION, 1, 8 },
	{ "read: 0; die", POLICY_ERROR_ACTION, 1, 10 },
	{ "read: 0;", POLICY_ERROR_ACTION, 1, 9 },
	{ "read: 0; kill now", POLICY_ERROR_ACTION_TAIL, 1, 15 },
	{ "read: 0; errno", POLICY_ERROR_ERRNO, 1, 15 },
	{ "read: 0; errno 0", POLICY_ERROR_ERRNO, 1, 16 },
	{ "read: 0; errno 4096", POLICY_ERROR_ERRNO, 1, 16 },
	{ "read: 0; errno eperm", POLICY_ERROR_ERRNO, 1, 16 },
	{ "read: 0; errno -1", POLICY_ERROR_ERRNO, 1, 16 },
	{ "read: 0; errno 0x", POLICY_ERROR_ERRNO, 1, 16 },
	{ "read: 0; errno 4294967297", POLICY_ERROR_ERRNO, 1, 16 },
	{ "read: 0; trap 65536", POLICY_ERROR_DATA, 1, 15 },
	{ "read: 0; trace 08", POLICY_ERROR_DATA, 1, 16 },
	{ "read: 0; errno 1 2", POLICY_ERROR_ACTION_TAIL, 1, 18 },
	{ "unlisted: 2", POLICY_ERROR_ZERO_OR_ONE, 1, 11 },
	{ "on_exec: 0", POLICY_ERROR_ONLY_ONE, 1, 10 },
	{ "unlisted: 1; kill", POLICY_ERROR_DIRECTIVE_TAIL, 1, 12 },
	{ "?unlisted: 1", POLICY_ERROR_OPTIONAL, 1, 2 },
	{ "unlisted: 1\nunlisted: 1", POLICY_ERROR_TWICE, 2, 1 },
	{ "on_exec: 1\non_next_syscall: 1", POLICY_ERROR_TWO_DELAYS, 2, 1 },
};

static void bad_texts_are_refused_where_they_are_bad(struct kunit *test)
{
	const struct bad_text *bad;
	struct policy_reader reader;
	struct policy_item item;
	int ret;

	for (bad = bad_texts; bad < bad_texts + ARRAY_SIZE(bad_texts); bad++) {
		kunit_info(test, "%s\n", bad->text);
		policy_reader_init(&reader, bad->text);
		while ((ret = policy_read_item(&reader, &item)) > 0)
			;
		KUNIT_EXPECT_EQ(test, ret, -EINVAL);
		KUNIT_EXPECT_STREQ(test, policy_error_words(reader.error.id),
				   policy_error_words(bad->id));
		KUNIT_EXPECT_EQ(test, reader.error.line, bad->line);
		KUNIT_EXPECT_EQ(test, reader.error.column, bad->column);
	}
}

static void each_error_is_tested_and_has_words(struct kunit *test)
{
	const struct bad_text *bad;
	int id;

	for (id = POLICY_ERROR_NONE; id < POLICY_NR_ERRORS; id++) {
		KUNIT_EXPECT_NOT_NULL(test, policy_error_words(id));
		for (bad = bad_texts; bad < bad_texts + ARRAY_SIZE(bad_texts); bad++) {
			if (bad->id == id)
				break;
		}
		KUNIT_EXPECT_TRUE_MSG(test, id == POLICY_ERROR_NONE ||
				      bad < bad_texts + ARRAY_SIZE(bad_texts),
				      "%s", policy_error_words(id));
	}
}

static int find(const char *name)
{
	return seccomp_find_call(name, strlen(name));
}

static void calls_have_the_names_of_both_lists(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, find("read"), __NR_read);
	KUNIT_EXPECT_EQ(test, find("sys_read"), __NR_read);
#ifdef CONFIG_X86_64
	KUNIT_EXPECT_EQ(test, find("fstat"), __NR_fstat);
	KUNIT_EXPECT_EQ(test, find("newfstat"), __NR_fstat);
	KUNIT_EXPECT_EQ(test, find("sys_fstat"), __NR_fstat);
	KUNIT_EXPECT_EQ(test, find("sys_newfstat"), __NR_fstat);
	/* Old calls of these names have metadata, but no number. */
	KUNIT_EXPECT_EQ(test, find("sys_stat"), __NR_stat);
	KUNIT_EXPECT_EQ(test, find("sys_uname"), __NR_uname);
	KUNIT_EXPECT_EQ(test, find("waitpid"), -ENOENT);
	/* No kernel of today has it. */
	KUNIT_EXPECT_EQ(test, find("_sysctl"), __NR__sysctl);
	KUNIT_EXPECT_EQ(test, find("sys__sysctl"), __NR__sysctl);
#endif
}

static void what_is_no_name_is_not_found(struct kunit *test)
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

static void a_calls_name_finds_it_again(struct kunit *test)
{
	const char *name;
	int nr;

	for (nr = 0; nr < NR_syscalls; nr++) {
		name = seccomp_call_name(nr);
		if (name)
			KUNIT_EXPECT_EQ_MSG(test, find(name), nr, "%s", name);
	}
}

static struct kunit_case policy_cases[] = {
	KUNIT_CASE(good_lines_are_understood),
	KUNIT_CASE(bad_texts_are_refused_where_they_are_bad),
	KUNIT_CASE(each_error_is_tested_and_has_words),
	KUNIT_CASE(calls_have_the_names_of_both_lists),
	KUNIT_CASE(what_is_no_name_is_not_found),
	KUNIT_CASE(a_calls_name_finds_it_again),
	{}
};

static struct kunit_suite policy_suite = {
	.name = "seccomp_policy",
	.test_cases = policy_cases,
};

kunit_test_suite(policy_suite);

MODULE_DESCRIPTION("Tests of the language of text policies");
MODULE_LICENSE("GPL");
