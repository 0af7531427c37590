// SPDX-License-Identifier: GPL-2.0
/*
 * Long rules: a backslash at the end of a line joins the next line to it. The
 * rule or the directive means what it means in one line, and is shown so.
 * Positions in messages are those of the text as it stands.
 */
#include "seccomp_text_check.h"
#include "seccomp_text_log.h"

#define SHOWN	1024

/* Shared with children: what /proc shows of them */
struct shown {
	struct text_page page;
	char text[SHOWN];
};

static void show_own(struct text_page *page, const void *text)
{
	struct shown *shown = (void *)page;
	int fd;

	CHILD_CHECK(page, install_unprivileged(text) == 0);
	fd = open("/proc/self/seccomp_filter", O_RDONLY);
	shown->text[0] = 0;
	CHILD_CHECK(page, read(fd, shown->text, SHOWN - 1) > 0);
	set_mark(&page->before, 1);
	set_mark(&page->after, 1);
}

/* Leave one of several blanks. */
static void squeeze(char *text)
{
	char *to = text;
	bool blank = false;

	for (; *text; text++) {
		if (!strchr(" \t", *text))
			*to++ = *text;
		else if (!blank)
			*to++ = ' ';
		blank = strchr(" \t", *text);
	}
	*to = 0;
}

static const char *squeezed(struct shown *shown, const char *text)
{
	memset(shown, 0, sizeof(*shown));
	if (strcmp(fate_of(&shown->page, show_own, text), "passed"))
		return "(not installed)";
	squeeze(shown->text);
	return shown->text;
}

/* Statements in tokens, between which there can be blanks */
#define MAX_TOKENS	24

static const char * const statements[][MAX_TOKENS] = {
	{ "?", "getpriority", ":", "which", "==", "9", "&&", "!", "(", "who", "&",
	  "~", "(", "1", "|", "0x2", ")", ")", ";", "errno", "EIO" },
	{ "sys_chdir", ":", "0", ";", "trap", "7" },
	{ "sys_getpgid", ":", "1" },
	{ "on_violation", ":", "errno", "7" },
	{ "unlisted", ":", "1" },
	{ "foreign", ":", "trace", "12" },
};

static const char * const joins[] = {
	"\\\n", " \\\n", "\\\n ", "\\ \t\n\t", "\\\r\n", " \\  \r\n  ", "\\\n\\\n",
	"\t\\\n \\\r\n\t",
};

/* There is @join instead of a blank before token @split of statement @at. */
static void write_statements(char *text, size_t at, size_t split, const char *join)
{
	text = stpcpy(text, "##\n");
	for (size_t i = 0; i < ARRAY_SIZE(statements); i++) {
		for (size_t j = 0; j < MAX_TOKENS && statements[i][j]; j++) {
			if (j)
				text = stpcpy(text, i == at && j == split ? join : " ");
			text = stpcpy(text, statements[i][j]);
		}
		text = stpcpy(text, "\n");
	}
}

static struct shown *map_shown(void)
{
	return mmap(NULL, sizeof(struct shown), PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

TEXT_LONG_TEST(lines_can_be_joined_between_any_two_words)
{
	struct shown *shown = map_shown();
	char text[2048], want[SHOWN];

	ASSERT_NE(MAP_FAILED, shown);
	write_statements(text, 99, 0, "");
	snprintf(want, sizeof(want), "%s", squeezed(shown, text));
	ASSERT_STREQ("unlisted: 1\non_violation: trace 12\n"
		     "sys_chdir: 0; trap 7\n"
		     "sys_getpriority: which == 9 && ! ( who & ~ ( 1 | 0x2 ) ); errno EIO\n"
		     "foreign: trace 12\n", want);
	for (size_t i = 0; i < ARRAY_SIZE(statements); i++) {
		for (size_t j = 1; j < MAX_TOKENS && statements[i][j]; j++) {
			for (size_t k = 0; k < ARRAY_SIZE(joins); k++) {
				write_statements(text, i, j, joins[k]);
				EXPECT_STREQ(want, squeezed(shown, text)) {
					TH_LOG("%s", text);
				}
			}
		}
	}
	munmap(shown, sizeof(*shown));
}

/* Lines are joined with a blank. */
TEXT_TEST(word_cannot_be_split)
{
	char word[64], text[2048], statement[512], *end;

	ASSERT_EQ(0, no_new_privs());
	write_statements(text, 0, 1, "\\\n");
	ASSERT_EQ(0, check(text));
	ASSERT_EQ(0, report.status);
	for (size_t i = 0; i < ARRAY_SIZE(statements); i++) {
		for (size_t j = 0; j < MAX_TOKENS && statements[i][j]; j++) {
			for (size_t k = 1; k < strlen(statements[i][j]); k++) {
				sprintf(word, "%.*s\\\n%s", (int)k, statements[i][j],
					statements[i][j] + k);
				end = statement;
				for (size_t l = 0; l < MAX_TOKENS && statements[i][l]; l++)
					end += sprintf(end, "%s ", l == j ? word :
						       statements[i][l]);
				snprintf(text, sizeof(text), "getuid: 0\n%s\n", statement);
				EXPECT_EQ(0, check(text));
				EXPECT_EQ(EINVAL, report.status) {
					TH_LOG("%s", text);
				}
				EXPECT_LE(2, report.line);
				EXPECT_GE(3, report.line);
			}
		}
	}
}

/* What a call gets under joined lines, with comments among them */
TEXT_TEST(joined_lines_are_one_rule_and_others_are_not)
{
	static const struct verdict_case cases[] = {
		{ "getpriority: who == 1 || \\\n who == 2",
		  { __NR_getpriority, { 9, 2 } }, "allowed" },
		{ "getpriority: who == 1 || \\\n who == 2",
		  { __NR_getpriority, { 9, 3 } }, "denied" },
		{ "getpriority: \\\n\\\n  \\\nwho == 1",
		  { __NR_getpriority, { 9, 1 } }, "allowed" },
		{ "getpriority: who == 1 | \\\n 2", { __NR_getpriority, { 9, 3 } }, "allowed" },
		{ "getpriority: who == ~ \\\n ( \\\r\n 1)",
		  { __NR_getpriority, { 9, -2 } }, "allowed" },
		{ "getpgid: 1 \\\n\ngetppid: 0", { __NR_getppid, { 0 } }, "denied" },
		{ "getpgid: \\\n0\n\\\ngetppid: 0", { __NR_getppid, { 0 } }, "denied" },
		{ "getpgid: 1 # why \\\ngetppid: 0", { __NR_getppid, { 0 } }, "denied" },
		{ "# why \\\ngetppid: 0", { __NR_getppid, { 0 } }, "denied" },
		{ "# \\ why \\\\ \\\r\ngetppid: 0", { __NR_getppid, { 0 } }, "denied" },
		{ "getppid: \\\n 0 # why \\\n", { __NR_getppid, { 0 } }, "denied" },
		{ "getppid: 0 \\\n# why", { __NR_getppid, { 0 } }, "denied" },
		{ "? \\\n getppid \\\n : \\\n 0 ", { __NR_getppid, { 0 } }, "denied" },
		{ "? \\\n nosuch \\\n : \\\n 0 ", { __NR_getppid, { 0 } }, "allowed" },
		{ "getppid: 0 \\", { __NR_getppid, { 0 } }, "denied" },
		{ 0 },
	};

	EXPECT_VERDICTS(cases);
}

TEXT_TEST(backslash_may_end_the_last_line_but_not_the_text)
{
	static const char * const good[] = {
		"unlisted: 1 \\\n", "unlisted: 1\\\r\n", "unlisted: 1\n\\\n",
		" \\\nunlisted: 1", "  \\ \r\n\t\\\nunlisted: 1", "unlisted: 1 \\\n\r",
		"unlisted: 1 # \\", "unlisted: 1 \\\n#\\",
	};
	static const char * const bad[] = {
		"unlisted: 1 \\", "unlisted: 1\n\\", "unlisted: 1 \\\n\\",
		"unlisted: 1 \\ ", "unlisted: 1 \\\r", "unlisted: 1 \\\\\n",
		"unlisted: 1 \\#\n", "unlisted: 1 \\\r\r\n", "unlisted: 1 \\\r\t\n",
		/* Not even the start of a text */
		"\\\nunlisted: 1\n",
	};

	ASSERT_EQ(0, no_new_privs());
	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		EXPECT_EQ(0, check(good[i]));
		EXPECT_EQ(0, report.status) {
			TH_LOG("%s: %s", good[i], said());
		}
		EXPECT_EQ(0, install_result(self->page, good[i]));
	}
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		EXPECT_EQ(0, check(bad[i]));
		EXPECT_EQ(EINVAL, report.status) {
			TH_LOG("%s", bad[i]);
		}
		EXPECT_NE(0, install_result(self->page, bad[i]));
	}
}

/* Positions */

#define READ_ARGS	"it has fd, buf, count"
#define FD_RANGE	"fd is unsigned int, 0 to 4294967295"
#define ACTIONS		"expected kill, kill_thread, trap, errno, trace or log, found "

struct position {
	const char *text;
	const char *said;
};

static const struct position positions[] = {
	{ "unlisted: 1\nread: fd == 0 || \\\n   fdd == 1\n",
	  "3:4: read has no argument 'fdd'; " READ_ARGS },
	{ "read: fdd == 0 || \\\n   fd == 1\n",
	  "1:7: read has no argument 'fdd'; " READ_ARGS },
	{ "read: fd == 0 && \\\r\n\\\r\n  fd = 1",
	  "3:6: expected ==, !=, <, <=, >, >= or & after the argument, found '='" },
	{ "read: fd == 0 && \\ \t\nfd == -1", "2:7: '-1' does not fit: " FD_RANGE },
	{ "read: fd == \\\n  -1", "2:3: '-1' does not fit: " FD_RANGE },
	{ "read: fd \\\n == \\\n -1", "3:2: '-1' does not fit: " FD_RANGE },
	{ "read: fd \\\n == 1 \\\n | \\\n -1", "4:2: '-1' does not fit: " FD_RANGE },
	{ "read: fd == \\\n\n",
	  "2:1: expected a number or the name of a constant, found the end of the line" },
	{ "read: fd == (1 \\\n  2)", "2:3: expected | or ) in the constant, found '2'" },
	{ "unlisted: \\\n yes", "2:2: this directive takes 0 or 1, found 'yes'" },
	{ "foreign \\\n : \\\n none", "3:2: " ACTIONS "'none'" },
	{ "read \\\n 1", "2:2: expected a ':' after the name, found '1'" },
	{ "read: 0; \\\n die", "2:2: " ACTIONS "'die'" },
	{ "read: 0; errno \\\n\tEFOO",
	  "2:2: expected an errno from 1 to 4095, as a number or a name, found 'EFOO'" },
	{ "read: 0; kill \\\n now", "2:2: nothing can follow the action, found 'now'" },
	{ "\t \\\n nosuch: 1", "1:1: a policy must begin with two printable characters" },
	{ "  \\\n nosuch: 1", "2:2: unknown system call 'nosuch'" },
	{ "unlisted: 1\nread: fd == 0 || \\\n fd == 1 || \\\n fd == 2\nnosuch: 1",
	  "5:1: unknown system call 'nosuch'" },
	{ "read: (fd == 0 && \\\n (fd == 1)", "1:7: this '(' is never closed" },
	{ "read: fd == 0 && \\\n fd == 1)", "2:9: this ')' has no matching '('" },
	{ "read: fd == 0 && \\\n fd == 1 count == 2",
	  "2:10: expected && or || after the comparison, found 'count'" },
	{ "read: fd == 0 && ( \\\n )", "2:2: expected a comparison, found ')'" },
	{ "read: 1 \\\n \x01",
	  "2:2: only printable ASCII, tabs and newlines are allowed here, found byte 0x01" },
	{ "unlisted: 1\n \\\n unlisted: 1", "3:2: duplicate directive" },
	{ "# x\n \\\n\n", "4:1: a policy needs a rule or an unlisted: line" },
};

TEXT_TEST(positions_are_those_of_the_text_as_it_stands)
{
	ASSERT_EQ(0, no_new_privs());
	for (size_t i = 0; i < ARRAY_SIZE(positions); i++) {
		EXPECT_EQ(0, check(positions[i].text));
		EXPECT_STREQ(positions[i].said, said()) {
			TH_LOG("%s", positions[i].text);
		}
		EXPECT_EQ(EINVAL, report.status);
		EXPECT_TRUE(is_clean());
	}
}

TEXT_TEST(notes_name_the_line_of_the_name)
{
	ASSERT_EQ(0, no_new_privs());
	EXPECT_EQ(0, check("unlisted: \\\n1\n? \\\n nosuch: \\\n fd == 1\n"));
	EXPECT_EQ(0, report.status);
	EXPECT_STREQ("4:2: unknown system call 'nosuch': the rule is skipped", said());
}

/* Limits are those of a rule and of the text. */

static void install_many_lines(struct text_page *page, const void *arg)
{
	static char text[TEXT_MAX + 2];
	const char *join = arg;
	char *end = stpcpy(text, DENYLIST "getpgid: 0 ");

	while (end - text + strlen(join) <= TEXT_MAX)
		end = stpcpy(end, join);
	CHILD_CHECK(page, no_new_privs() == 0);
	CHILD_CHECK(page, install(text) == 0);
	set_mark(&page->before, 1);
	CHILD_CHECK(page, RAW(__NR_getpgid) == -DENIED);
	/* One byte more than a text can have */
	while (end - text <= TEXT_MAX)
		*end++ = ' ';
	*end = 0;
	CHILD_CHECK(page, install(text) == -E2BIG);
	set_mark(&page->after, 1);
}

TEXT_TEST(any_number_of_lines_can_be_joined)
{
	static const char * const long_joins[] = {
		"\\\n", "\\\r\n", " \\ \t\n", "\t\\\n\t\t\t\t\t\t\t",
	};

	for (size_t i = 0; i < ARRAY_SIZE(long_joins); i++)
		EXPECT_FATE("passed", install_many_lines, long_joins[i]);
}

/* The log: one line, with the number of the first */

struct violation {
	const char *policy;
	const char *said;
};

static void be_killed(struct text_page *page, const void *arg)
{
	CHILD_CHECK(page, become_fresh_user());
	CHILD_CHECK(page, install_unprivileged(arg) == 0);
	act(page, CALL(__NR_read, -1, 0, 64));
}

TEXT_TEST(log_shows_one_line_and_the_number_of_the_first)
{
	static const struct violation violations[] = {
		{ "exit_group: 1\nread: fd == 9 && \\\n\tcount == 1\n",
		  "line 2: fd == 9 &&  count == 1\n" },
		{ "exit_group: 1\n\\\n\\\nread: fd == 9||\\\n count == 1\n",
		  "line 2: fd == 9|| count == 1\n" },
		{ "exit_group: \\\n 1\n# \\\nread: fd == 9 \\\n",
		  "line 4: fd == 9\n" },
		{ "unlisted: 1\ndup: \\\n 1 \\\n\nread: \\\n 0\n", "line 5: 0\n" },
	};
	int log = open_log();

	if (log < 0 || geteuid())
		SKIP(return, "not root, or no access to /dev/kmsg");
	for (size_t i = 0; i < ARRAY_SIZE(violations); i++) {
		pid_t pid = start_child(self->page, be_killed, violations[i].policy);

		EXPECT_STREQ("killed", judge(self->page, raw_wait(pid)));
		EXPECT_TRUE(is_logged(log, pid, violations[i].said)) {
			TH_LOG("%s", violations[i].said);
		}
	}
	close(log);
}

TEST_HARNESS_MAIN
