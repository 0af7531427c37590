// SPDX-License-Identifier: GPL-2.0
/*
 * Text policies of seccomp: tests of the language, of the names of calls, and
 * of what an expression can and cannot contain.
 */
#include <kunit/test.h>
#include <linux/string.h>
#include <linux/trace_filter.h>
#include <trace/syscall.h>
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

	for (id = POLICY_ERROR_NONE; id < POLICY_NR_ERRORS; id++)
		KUNIT_EXPECT_NOT_NULL(test, policy_error_words(id));
	/* Those that a text can be wrong by, with nobody knowing any call. */
	for (id = POLICY_ERROR_NONE; id <= POLICY_ERROR_EMPTY; id++) {
		for (bad = bad_texts; bad < bad_texts + ARRAY_SIZE(bad_texts); bad++) {
			if (bad->id == id)
				break;
		}
		KUNIT_EXPECT_TRUE_MSG(test, id == POLICY_ERROR_NONE ||
				      bad < bad_texts + ARRAY_SIZE(bad_texts),
				      "%s", policy_error_words(id));
	}
}

/* Blank lines, comments and directives between rules, and all line ends. */
static void lines_are_read_in_order_and_counted(struct kunit *test)
{
	static const char text[] = "# comment: 1\n\nread: 1\r\n \t\n"
				   "  write: fd == 1 # two\n\r\n"
				   "unlisted: 1#\n#\n#: 0\n?close: 0; log";
	static const struct {
		enum policy_item_kind	kind;
		u32			line;
		const char		*name;
		const char		*expr;
	} items[] = {
		{ POLICY_RULE, 3, "read", "1" },
		{ POLICY_RULE, 5, "write", "fd == 1" },
		{ POLICY_UNLISTED, 7 },
		{ POLICY_RULE, 10, "close", "0" },
	};
	struct policy_reader reader;
	struct policy_item item;
	size_t i;

	policy_reader_init(&reader, text);
	for (i = 0; i < ARRAY_SIZE(items); i++) {
		KUNIT_ASSERT_EQ(test, policy_read_item(&reader, &item), 1);
		KUNIT_EXPECT_EQ(test, item.kind, items[i].kind);
		KUNIT_EXPECT_EQ(test, item.line, items[i].line);
		if (items[i].kind != POLICY_RULE)
			continue;
		expect_span(test, item.name, items[i].name);
		expect_span(test, item.expr, items[i].expr);
		KUNIT_EXPECT_EQ(test, item.optional, item.line == 10);
	}
	KUNIT_EXPECT_EQ(test, policy_read_item(&reader, &item), 0);
	KUNIT_EXPECT_EQ(test, policy_read_item(&reader, &item), 0);
}

static void a_text_is_told_from_a_program_by_two_bytes(struct kunit *test)
{
	char two[2];
	int a, b;

	for (a = 0; a < 256; a++) {
		for (b = 0; b < 256; b++) {
			two[0] = a;
			two[1] = b;
			KUNIT_EXPECT_EQ(test, policy_is_text(two),
					a >= 0x20 && a <= 0x7e &&
					b >= 0x20 && b <= 0x7e);
		}
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

/* Names are pieces of a text: what follows them is not part of them. */
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

static void metadata_without_a_number_is_never_found(struct kunit *test)
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
	/* No system call tests can name these two: they always pass. */
	KUNIT_EXPECT_EQ(test, find("uretprobe"), __NR_uretprobe);
	KUNIT_EXPECT_EQ(test, find("sys_uretprobe"), __NR_uretprobe);
#endif
}

static void the_kernels_own_names_work_without_sys(struct kunit *test)
{
	const struct syscall_metadata *meta;
	int nr, seen = 0;

	for (nr = 0; nr < NR_syscalls; nr++) {
		meta = syscall_find_metadata(nr);
		if (!meta)
			continue;
		seen++;
		KUNIT_EXPECT_EQ_MSG(test, find(meta->name), nr, "%s", meta->name);
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

/* Expressions */

static const struct trace_filter_field fields[] = {
	{ .name = "fd", .offset = 0, .size = 8 },
	{ .name = "fdd", .offset = 8, .size = 8 },
	{ .name = "a_1", .offset = 16, .size = 8, .is_signed = true },
};

static int create_error(const char *expr, bool any_field,
			struct trace_filter_error *error)
{
	const struct trace_filter_scope scope = {
		.fields = fields,
		.nr_fields = ARRAY_SIZE(fields),
		.any_field = any_field,
		.max_preds = 4,
		.max_depth = 3,
		.gfp = GFP_KERNEL,
	};
	struct trace_filter *filter;

	filter = trace_filter_create(&scope, expr, error);
	if (IS_ERR(filter))
		return PTR_ERR(filter);
	trace_filter_free(filter);
	return 0;
}

struct expression {
	const char	*expr;
	int		error;
	unsigned int	pos;	/* of the error; not for -E2BIG */
};

static const struct expression expressions[] = {
	{ "fd == 1" },			{ "fd==1" },
	{ " fd  ==  1 " },		{ "fdd == 1" },
	{ "fd & 1" },			{ "a_1 <= -1" },
	{ "!fd == 1" },			{ "!(fd == 1)" },
	{ "fd == 1 && fdd == 2 || a_1 == 3" },
	{ "(((fd == 1)))" },
	{ "((((fd == 1))))", -E2BIG },
	{ "fd == 1 || fd == 2 || fd == 3 || fd == 4" },
	{ "fd == 1 || fd == 2 || fd == 3 || fd == 4 || fd == 5", -E2BIG },
	{ "(fd==1)||(fd==2)||(fd==3)||(fd==4)" },
	{ "((fd==1))&&((fd==2))&&((fd==3))&&!((fd==4))" },
	{ "(fd==1)||(fd==2)||(fd==3)||(fd==4)||(fd==5)", -E2BIG },
	{ "", -EINVAL, 0 },		{ "f == 1", -EINVAL, 0 },
	{ "fddd == 1", -EINVAL, 0 },	{ "a_ == 1", -EINVAL, 0 },
	{ "== 1", -EINVAL, 0 },		{ "fd", -EINVAL, 2 },
	{ "fd = 1", -EINVAL, 3 },	{ "fd ~ 1", -EINVAL, 3 },
	{ "fd == x", -EINVAL, 6 },	{ "fd == \"1\"", -EINVAL, 6 },
	{ "fd ==", -EINVAL, 5 },	{ "fd == -1", -EINVAL, 6 },
	{ "fd == 1 && f == 1", -EINVAL, 11 },
	{ "comm == 1", -EINVAL, 0 },	{ "CPU == 1", -EINVAL, 0 },
	{ "cpu == 1", -EINVAL, 0 },	{ "stacktrace == 1", -EINVAL, 0 },
	{ "common_pid == 1", -EINVAL, 0 },
	{ "fd.ustring == 1", -EINVAL, 2 },
	{ "fd.function == 1", -EINVAL, 2 },
	{ "fd & CPUS{1}", -EINVAL, 5 },
	{ "(fd == 1", -EINVAL, 0 },	{ "fd == 1)", -EINVAL, 7 },
};

static void an_expression_speaks_of_its_scope_only(struct kunit *test)
{
	const struct expression *e;

	for (e = expressions; e < expressions + ARRAY_SIZE(expressions); e++) {
		struct trace_filter_error error = { };

		KUNIT_EXPECT_EQ_MSG(test, create_error(e->expr, false, &error),
				    e->error, "%s", e->expr);
		if (e->error)
			KUNIT_EXPECT_NE_MSG(test, error.problem,
					    TRACE_FILTER_NO_MEMORY, "%s", e->expr);
		if (e->error == -EINVAL)
			KUNIT_EXPECT_EQ_MSG(test, error.pos, e->pos, "%s", e->expr);
	}
}

static void unknown_fields_can_be_let_through_to_be_checked(struct kunit *test)
{
	struct trace_filter_error error;

	KUNIT_EXPECT_EQ(test, create_error("any == -1", true, &error), 0);
	KUNIT_EXPECT_EQ(test, create_error("any == 0xffffffffffffffff", true,
					   &error), 0);
	KUNIT_EXPECT_EQ(test, create_error("any == x", true, &error), -EINVAL);
	KUNIT_EXPECT_EQ(test, create_error("1 == 1", true, &error), -EINVAL);
	KUNIT_EXPECT_EQ(test, create_error("any ~ 1", true, &error), -EINVAL);
	/* Those that are known are checked as ever. */
	KUNIT_EXPECT_EQ(test, create_error("fd == -1", true, &error), -EINVAL);
}

static struct kunit_case policy_cases[] = {
	KUNIT_CASE(good_lines_are_understood),
	KUNIT_CASE(bad_texts_are_refused_where_they_are_bad),
	KUNIT_CASE(lines_are_read_in_order_and_counted),
	KUNIT_CASE(a_text_is_told_from_a_program_by_two_bytes),
	KUNIT_CASE(each_error_is_tested_and_has_words),
	KUNIT_CASE(calls_have_the_names_of_both_lists),
	KUNIT_CASE(what_is_no_name_is_not_found),
	KUNIT_CASE(a_name_ends_at_its_length),
	KUNIT_CASE(metadata_without_a_number_is_never_found),
	KUNIT_CASE(the_kernels_own_names_work_without_sys),
	KUNIT_CASE(a_number_out_of_range_has_no_name),
	KUNIT_CASE(a_calls_name_finds_it_again),
	KUNIT_CASE(an_expression_speaks_of_its_scope_only),
	KUNIT_CASE(unknown_fields_can_be_let_through_to_be_checked),
	{}
};

static struct kunit_suite policy_suite = {
	.name = "seccomp_policy",
	.test_cases = policy_cases,
};

kunit_test_suite(policy_suite);

MODULE_DESCRIPTION("Tests of the language of text policies");
MODULE_LICENSE("GPL");
