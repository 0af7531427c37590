// SPDX-License-Identifier: GPL-2.0
/*
 * Text policies of seccomp: tests of the language. Included at the end of
 * seccomp_parse.c.
 */
#include <kunit/test.h>

struct good_line {
	const char		*text;
	enum seccomp_item_kind	kind;
	enum seccomp_expr_kind	expr_kind;
	const char		*name;
	const char		*expr;
	u32			action;
};

static const struct good_line good_lines[] = {
	{ "read: 1", SECCOMP_ITEM_RULE, SECCOMP_EXPR_1, "read", "1" },
	{ "read:0", SECCOMP_ITEM_RULE, SECCOMP_EXPR_0, "read", "0" },
	{ "read: fd == 0", SECCOMP_ITEM_RULE, SECCOMP_EXPR_PREDICATE, "read", "fd == 0" },
	{ "  \tread \t:\t fd==0 \t", SECCOMP_ITEM_RULE, SECCOMP_EXPR_PREDICATE, "read", "fd==0" },
	{ "read: 1 # fd == 0", SECCOMP_ITEM_RULE, SECCOMP_EXPR_1, "read", "1" },
	{ "read: 01", SECCOMP_ITEM_RULE, SECCOMP_EXPR_PREDICATE, "read", "01" },
	{ "? read: 1", SECCOMP_ITEM_RULE, SECCOMP_EXPR_1, "read", "1" },
	{ "read: 1\r\n", SECCOMP_ITEM_RULE, SECCOMP_EXPR_1, "read", "1" },
	{ "read: 1 #\r\n", SECCOMP_ITEM_RULE, SECCOMP_EXPR_1, "read", "1" },
	{ "read: 1\r", SECCOMP_ITEM_RULE, SECCOMP_EXPR_1, "read", "1" },
	{ "read: 0; kill", SECCOMP_ITEM_RULE, SECCOMP_EXPR_0, "read", "0",
	  SECCOMP_RET_KILL_PROCESS },
	{ "read: fd == 0;kill_thread", SECCOMP_ITEM_RULE, SECCOMP_EXPR_PREDICATE, "read",
	  "fd == 0", SECCOMP_RET_KILL_THREAD },
	{ "read: 0; trap", SECCOMP_ITEM_RULE, SECCOMP_EXPR_0, "read", "0",
	  SECCOMP_RET_TRAP },
	{ "read: 0; trap 65535", SECCOMP_ITEM_RULE, SECCOMP_EXPR_0, "read", "0",
	  SECCOMP_RET_TRAP | 65535 },
	{ "read: 0 ; errno 4095 ", SECCOMP_ITEM_RULE, SECCOMP_EXPR_0, "read", "0",
	  SECCOMP_RET_ERRNO | 4095 },
	{ "read: 0; errno EPERM", SECCOMP_ITEM_RULE, SECCOMP_EXPR_0, "read", "0",
	  SECCOMP_RET_ERRNO | EPERM },
	{ "read: 0; errno EWOULDBLOCK", SECCOMP_ITEM_RULE, SECCOMP_EXPR_0, "read", "0",
	  SECCOMP_RET_ERRNO | EWOULDBLOCK },
	{ "read: 0; errno 0x10", SECCOMP_ITEM_RULE, SECCOMP_EXPR_0, "read", "0",
	  SECCOMP_RET_ERRNO | 0x10 },
	{ "read: 0; trace 010", SECCOMP_ITEM_RULE, SECCOMP_EXPR_0, "read", "0",
	  SECCOMP_RET_TRACE | 010 },
	{ "read: 0; log", SECCOMP_ITEM_RULE, SECCOMP_EXPR_0, "read", "0",
	  SECCOMP_RET_LOG },
	{ "unlisted: 0", SECCOMP_ITEM_UNLISTED, SECCOMP_EXPR_0 },
	{ "unlisted:1", SECCOMP_ITEM_UNLISTED, SECCOMP_EXPR_1 },
	{ "on_exec: 1", SECCOMP_ITEM_ON_EXEC },
	{ "on_next_syscall: 1", SECCOMP_ITEM_ON_NEXT_SYSCALL },
	{ "on_violation: errno 5", SECCOMP_ITEM_ON_VIOLATION,
	  .action = SECCOMP_RET_ERRNO | 5 },
	{ "on_violation: kill", SECCOMP_ITEM_ON_VIOLATION,
	  .action = SECCOMP_RET_KILL_PROCESS },
	{ "foreign: log", SECCOMP_ITEM_FOREIGN, .action = SECCOMP_RET_LOG },
	{ "foreign: errno 38", SECCOMP_ITEM_FOREIGN, .action = SECCOMP_RET_ERRNO | 38 },
	{ "read: \\\n0\\\n;\\ \t\r\n errno\\\n1\\\n", SECCOMP_ITEM_RULE, SECCOMP_EXPR_0,
	  "read", "0", SECCOMP_RET_ERRNO | 1 },
	{ " \\\n read \\\n : 1 # not joined \\\n#", SECCOMP_ITEM_RULE, SECCOMP_EXPR_1,
	  "read", "1" },
};

static void expect_span(struct kunit *test, struct seccomp_span span,
			const char *want)
{
	char got[32] = "";

	KUNIT_ASSERT_LT(test, span.len, (u32)sizeof(got));
	memcpy(got, span.text, span.len);
	KUNIT_EXPECT_STREQ(test, got, want);
}

static void valid_lines_are_parsed(struct kunit *test)
{
	const struct good_line *line;
	struct seccomp_parser parser;
	struct seccomp_item item;

	for (line = good_lines; line < good_lines + ARRAY_SIZE(good_lines); line++) {
		bool has_action = line->action ||
				  strstr(line->text, "kill_thread");

		kunit_info(test, "%s\n", line->text);
		seccomp_parser_init(&parser, line->text);
		KUNIT_ASSERT_EQ(test, seccomp_parse_item(&parser, &item), 1);
		KUNIT_EXPECT_EQ(test, item.kind, line->kind);
		KUNIT_EXPECT_EQ(test, item.expr_kind, line->expr_kind);
		KUNIT_EXPECT_EQ(test, item.line, 1);
		if (line->kind == SECCOMP_ITEM_ON_VIOLATION || has_action)
			KUNIT_EXPECT_EQ(test, item.action, line->action);
		if (line->kind != SECCOMP_ITEM_RULE)
			continue;
		expect_span(test, item.name, line->name);
		expect_span(test, item.expr, line->expr);
		KUNIT_EXPECT_EQ(test, item.optional,
				!!strchr(line->text, '?'));
		if (!has_action)
			KUNIT_EXPECT_EQ(test, item.action,
					SECCOMP_ACTION_DEFAULT);
		KUNIT_EXPECT_EQ(test, seccomp_parse_item(&parser, &item), 0);
	}
}

struct bad_text {
	const char		*text;
	enum seccomp_error_id	id;
	u32			line;
	u32			column;
};

static const struct bad_text bad_texts[] = {
	{ "", SECCOMP_ERROR_START, 1, 1 },
	{ "x", SECCOMP_ERROR_START, 1, 1 },
	{ "\nread: 1", SECCOMP_ERROR_START, 1, 1 },
	{ "\tread: 1", SECCOMP_ERROR_START, 1, 1 },
	{ "# only this", SECCOMP_ERROR_EMPTY, 1, 1 },
	{ "on_exec: 1\n", SECCOMP_ERROR_EMPTY, 2, 1 },
	{ "read: 1\nwr\1te: 1", SECCOMP_ERROR_CHARACTER, 2, 3 },
	{ "read: 1 # \x80", SECCOMP_ERROR_CHARACTER, 1, 11 },
	{ "read: 1\r2\n", SECCOMP_ERROR_CHARACTER, 1, 8 },
	{ "read: 1\n  : 1", SECCOMP_ERROR_NAME, 2, 3 },
	{ "read: \\ 1\nread: 1", SECCOMP_ERROR_BACKSLASH, 1, 7 },
	{ "read: 1 \\", SECCOMP_ERROR_BACKSLASH, 1, 9 },
	{ "read: 1 \\\n \\\\\n", SECCOMP_ERROR_BACKSLASH, 2, 2 },
	{ "read: 1 \\ # why\n", SECCOMP_ERROR_BACKSLASH, 1, 9 },
	{ "read: 1 \\\r", SECCOMP_ERROR_BACKSLASH, 1, 9 },
	{ "read: \\\n\\\n0; \\\n  die", SECCOMP_ERROR_ACTION, 4, 3 },
	{ "read\\\n1: 1", SECCOMP_ERROR_COLON, 2, 1 },
	{ "read: 0 \\\n\nexit", SECCOMP_ERROR_COLON, 3, 5 },
	{ "foreign: 1", SECCOMP_ERROR_ACTION, 1, 10 },
	{ "foreign: kill\nforeign: kill", SECCOMP_ERROR_TWICE, 2, 1 },
	{ "foreign: kill", SECCOMP_ERROR_EMPTY, 1, 1 },
	{ "re-ad: 1", SECCOMP_ERROR_COLON, 1, 3 },
	{ "read 1", SECCOMP_ERROR_COLON, 1, 6 },
	{ "read", SECCOMP_ERROR_COLON, 1, 5 },
	{ "??read: 1", SECCOMP_ERROR_NAME, 1, 2 },
	{ "read:", SECCOMP_ERROR_EXPRESSION, 1, 6 },
	{ "read: ; kill", SECCOMP_ERROR_EXPRESSION, 1, 7 },
	{ "read: 1; kill", SECCOMP_ERROR_ALLOW_ACTION, 1, 8 },
	{ "read: 0; die", SECCOMP_ERROR_ACTION, 1, 10 },
	{ "read: 0;", SECCOMP_ERROR_ACTION, 1, 9 },
	{ "read: 0; kill now", SECCOMP_ERROR_ACTION_TAIL, 1, 15 },
	{ "read: 0; errno", SECCOMP_ERROR_ERRNO, 1, 15 },
	{ "read: 0; errno 0", SECCOMP_ERROR_ERRNO, 1, 16 },
	{ "read: 0; errno 4096", SECCOMP_ERROR_ERRNO, 1, 16 },
	{ "read: 0; errno eperm", SECCOMP_ERROR_ERRNO, 1, 16 },
	{ "read: 0; errno -1", SECCOMP_ERROR_ERRNO, 1, 16 },
	{ "read: 0; errno 0x", SECCOMP_ERROR_ERRNO, 1, 16 },
	{ "read: 0; errno 4294967297", SECCOMP_ERROR_ERRNO, 1, 16 },
	{ "read: 0; trap 65536", SECCOMP_ERROR_DATA, 1, 15 },
	{ "read: 0; trace 08", SECCOMP_ERROR_DATA, 1, 16 },
	{ "read: 0; errno 1 2", SECCOMP_ERROR_ACTION_TAIL, 1, 18 },
	{ "unlisted: 2", SECCOMP_ERROR_ZERO_OR_ONE, 1, 11 },
	{ "on_exec: 0", SECCOMP_ERROR_ONLY_ONE, 1, 10 },
	{ "unlisted: 1; kill", SECCOMP_ERROR_DIRECTIVE_TAIL, 1, 12 },
	{ "?unlisted: 1", SECCOMP_ERROR_OPTIONAL, 1, 2 },
	{ "unlisted: 1\nunlisted: 1", SECCOMP_ERROR_TWICE, 2, 1 },
	{ "on_exec: 1\non_next_syscall: 1", SECCOMP_ERROR_TWO_DELAYS, 2, 1 },
};

static void invalid_texts_are_refused_with_reason_and_position(struct kunit *test)
{
	const struct bad_text *bad;
	struct seccomp_parser parser;
	struct seccomp_item item;
	int ret;

	for (bad = bad_texts; bad < bad_texts + ARRAY_SIZE(bad_texts); bad++) {
		kunit_info(test, "%s\n", bad->text);
		seccomp_parser_init(&parser, bad->text);
		while ((ret = seccomp_parse_item(&parser, &item)) > 0)
			;
		KUNIT_EXPECT_EQ(test, ret, -EINVAL);
		KUNIT_EXPECT_STREQ(test, seccomp_error_words(parser.error.id),
				   seccomp_error_words(bad->id));
		KUNIT_EXPECT_EQ(test, parser.error.line, bad->line);
		KUNIT_EXPECT_EQ(test, parser.error.column, bad->column);
	}
}

static void each_error_of_the_language_is_tested(struct kunit *test)
{
	const struct bad_text *bad;
	int id;

	/* The errors that need no knowledge of calls */
	for (id = SECCOMP_ERROR_NONE; id <= SECCOMP_ERROR_EMPTY; id++) {
		for (bad = bad_texts; bad < bad_texts + ARRAY_SIZE(bad_texts); bad++) {
			if (bad->id == id)
				break;
		}
		KUNIT_EXPECT_TRUE_MSG(test, id == SECCOMP_ERROR_NONE ||
				      bad < bad_texts + ARRAY_SIZE(bad_texts),
				      "%s", seccomp_error_words(id));
	}
}

/* With blank lines, comments, directives, and all line ends */
static void lines_are_parsed_in_order_and_counted(struct kunit *test)
{
	static const char text[] = "# comment: 1\n\nread: 1\r\n \t\n"
				   "  write: fd == 1 # two\n\r\n"
				   "unlisted: 1#\n#\n#: 0\n?close: 0; log";
	static const struct {
		enum seccomp_item_kind	kind;
		u32			line;
		const char		*name;
		const char		*expr;
	} items[] = {
		{ SECCOMP_ITEM_RULE, 3, "read", "1" },
		{ SECCOMP_ITEM_RULE, 5, "write", "fd == 1" },
		{ SECCOMP_ITEM_UNLISTED, 7 },
		{ SECCOMP_ITEM_RULE, 10, "close", "0" },
	};
	struct seccomp_parser parser;
	struct seccomp_item item;
	size_t i;

	seccomp_parser_init(&parser, text);
	for (i = 0; i < ARRAY_SIZE(items); i++) {
		KUNIT_ASSERT_EQ(test, seccomp_parse_item(&parser, &item), 1);
		KUNIT_EXPECT_EQ(test, item.kind, items[i].kind);
		KUNIT_EXPECT_EQ(test, item.line, items[i].line);
		if (items[i].kind != SECCOMP_ITEM_RULE)
			continue;
		expect_span(test, item.name, items[i].name);
		expect_span(test, item.expr, items[i].expr);
		KUNIT_EXPECT_EQ(test, item.optional, item.line == 10);
	}
	KUNIT_EXPECT_EQ(test, seccomp_parse_item(&parser, &item), 0);
	KUNIT_EXPECT_EQ(test, seccomp_parse_item(&parser, &item), 0);
}

static void two_printable_bytes_mark_a_text(struct kunit *test)
{
	char two[2];
	int a, b;

	for (a = 0; a < 256; a++) {
		for (b = 0; b < 256; b++) {
			two[0] = a;
			two[1] = b;
			KUNIT_EXPECT_EQ(test, seccomp_is_text(two),
					a >= 0x20 && a <= 0x7e &&
					b >= 0x20 && b <= 0x7e);
		}
	}
}

static void each_error_but_no_note_has_an_errno(struct kunit *test)
{
	int id;

	KUNIT_EXPECT_EQ(test, seccomp_error_errno(SECCOMP_ERROR_NONE), 0);
	for (id = SECCOMP_ERROR_NONE + 1; id < SECCOMP_NR_ERRORS; id++) {
		int want = id < SECCOMP_ERROR_TEXT_LENGTH ? EINVAL :
			   id < SECCOMP_ERROR_NOTE_DENIED ? E2BIG : 0;

		KUNIT_EXPECT_EQ_MSG(test, seccomp_error_errno(id), want, "%s",
				    seccomp_error_words(id));
	}
}

static void the_name_on_a_line_with_an_error_is_found(struct kunit *test)
{
	static const struct {
		const char	*text;
		const char	*name;
	} cases[] = {
		{ "read: 0; errno 0", "read" },
		{ "read: 1\n \t? \twrite\t:1;", "write" },
		{ "read: 1\n#\nunlisted: 2", "unlisted" },
		{ "read: 1\n??close: 1", "close" },
		{ "read: 1\n: 1", "" },
		{ " \\\n \\\n read \\\n : 0; die", "read" },
	};
	struct seccomp_parser parser;
	struct seccomp_item item;
	size_t i;
	int ret;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		seccomp_parser_init(&parser, cases[i].text);
		while ((ret = seccomp_parse_item(&parser, &item)) > 0)
			;
		KUNIT_ASSERT_EQ_MSG(test, ret, -EINVAL, "%s", cases[i].text);
		expect_span(test, seccomp_line_name(&parser.error),
			    cases[i].name);
	}
}

static void a_printed_action_parses_as_itself(struct kunit *test)
{
	static const char * const words[] = {
		"kill", "kill_thread", "trap", "trap 65535", "errno EAGAIN",
		"errno EOPNOTSUPP", "errno 4095", "trace", "trace 1", "log",
		/* Each has another name, which sorts before it for some. */
		"errno EDEADLK", "errno EUCLEAN", "errno EBADMSG",
	};
	char text[48] = "on_violation: ";
	struct seccomp_parser parser;
	struct seccomp_item item;
	char printed[32];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++) {
		strscpy(text + strlen("on_violation: "), words[i], 32);
		seccomp_parser_init(&parser, text);
		KUNIT_ASSERT_EQ_MSG(test, seccomp_parse_item(&parser, &item), 1,
				    "%s", text);
		seccomp_print_action(item.action, printed, sizeof(printed));
		KUNIT_EXPECT_STREQ(test, printed, words[i]);
	}
}

static struct kunit_case parse_cases[] = {
	KUNIT_CASE(valid_lines_are_parsed),
	KUNIT_CASE(invalid_texts_are_refused_with_reason_and_position),
	KUNIT_CASE(each_error_of_the_language_is_tested),
	KUNIT_CASE(each_error_but_no_note_has_an_errno),
	KUNIT_CASE(lines_are_parsed_in_order_and_counted),
	KUNIT_CASE(two_printable_bytes_mark_a_text),
	KUNIT_CASE(the_name_on_a_line_with_an_error_is_found),
	KUNIT_CASE(a_printed_action_parses_as_itself),
	{}
};

static struct kunit_suite parse_suite = {
	.name = "seccomp_parse",
	.test_cases = parse_cases,
};

kunit_test_suite(parse_suite);
