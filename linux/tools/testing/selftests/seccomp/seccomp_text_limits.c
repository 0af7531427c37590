// SPDX-License-Identifier: GPL-2.0
/*
 * The limits: each is accepted when it is reached exactly, and one more is
 * E2BIG, changes nothing of what is in force, and is named by a check.  (That
 * of policies on top of each other is seccomp_text_install's, and that of what
 * can be shown seccomp_text_proc's.)
 */
#include "seccomp_text.h"

#define IN_FORCE	DENYLIST "getpgrp: 0\n"

static const char * const calls[] = {
	"write", "close", "fstat", "lseek", "mmap", "munmap", "ioctl", "dup",
	"dup2", "chdir", "alarm", "kill", "fcntl", "flock", "fsync", "access",
	"open", "creat", "chmod", "mkdir", "rmdir", "umask", "link", "unlink",
};

static char *fill(char *end, const char *unit, int count)
{
	while (count-- > 0)
		end = stpcpy(end, unit);
	return end;
}

/* A rule of so many comparisons */
static char *add_rule(char *end, const char *call, int preds)
{
	end += sprintf(end, "%s: a0&8", call);
	end = fill(end, "||a0&8", preds - 1);
	return stpcpy(end, "\n");
}

/* A text that takes exactly so much of a limit, over the policies in force */
struct limit {
	const char *name;
	void (*write)(char *text, int n);
	int max;
	int before;		/* how many long policies are in force */
	const char *words;
};

static void write_bytes(char *text, int n)
{
	char *end = stpcpy(text, DENYLIST "getuid: 0\n#");

	memset(end, '.', n - (end - text));
	text[n] = 0;
}

static void write_call_rules(char *text, int n)
{
	fill(stpcpy(text, DENYLIST "getuid: 0\n"), "dup: a0 != 7\n", n);
}

static void write_rule_preds(char *text, int n)
{
	add_rule(stpcpy(text, DENYLIST "getuid: 0\n"), "dup", n);
}

static void write_call_preds(char *text, int n)
{
	char *end = stpcpy(text, DENYLIST "getuid: 0\n");

	for (; n > 200; n -= 200)
		end = add_rule(end, "dup", 200);
	add_rule(end, "dup", n);
}

static void write_state_preds(char *text, int n)
{
	char *end = stpcpy(text, DENYLIST "getuid: 0\n");
	size_t i = 0;

	for (; n > 256; n -= 256)
		end = add_rule(end, calls[i++ % ARRAY_SIZE(calls)], 256);
	add_rule(end, calls[i % ARRAY_SIZE(calls)], n);
}

static void write_depth(char *text, int n)
{
	char *end = stpcpy(text, DENYLIST "getuid: 0\ndup: ");

	end = fill(end, "(", n);
	end = fill(stpcpy(end, "a0 == 1"), ")", n);
	stpcpy(end, "\n");
}

/* A call's rule takes its name, a colon, a blank, the expression and a newline */
#define LONG_LINES	6500
#define LONG_BYTES	(LONG_LINES * 10)

static void write_long(char *text)
{
	fill(stpcpy(text, "unlisted: 1\n"), "getpid: 1\n", LONG_LINES);
}

static void write_state_text(char *text, int n)
{
	char *end = stpcpy(text, DENYLIST "getuid: 0\n");

	/* What is in force, and the rule above */
	n -= strlen("getpgrp: 0\n") + 4 * LONG_BYTES + strlen("getuid: 0\n");
	end = fill(end, "getppid: 1\n", n % 10);
	fill(end, "getpid: 1\n", (n - n % 10 * 11) / 10);
}

static const struct limit limits[] = {
	{ "bytes of a text", write_bytes, TEXT_MAX, 0,
	  "the text is longer than 65536 bytes" },
	{ "rules for a call", write_call_rules, 64, 0,
	  "more than 64 rules with a predicate for dup, in all policies" },
	{ "comparisons in a rule", write_rule_preds, 256, 0,
	  "more than 256 comparisons in one rule" },
	{ "comparisons for a call", write_call_preds, 512, 0,
	  "more than 512 comparisons for dup, in all policies" },
	{ "comparisons in a state", write_state_preds, 8192, 0,
	  "more than 8192 comparisons in all policies" },
	{ "nested parentheses", write_depth, 64, 0,
	  "more than 64 nested parentheses in one rule" },
	{ "bytes of rules", write_state_text, 262144, 4,
	  "more than 262144 bytes of rules in all policies" },
};

static size_t read_own(char *text)
{
	int fd = open("/proc/self/seccomp_filter", O_RDONLY);
	ssize_t len, at = 0;

	while (fd >= 0 && (len = read(fd, text + at, TEXT_MAX - at)) > 0)
		at += len;
	close(fd);
	text[at] = 0;
	return at;
}

static void try_limit(struct text_page *page, const void *arg)
{
	static char text[2 * TEXT_MAX], before[TEXT_MAX + 1], after[TEXT_MAX + 1];
	struct seccomp_text_report report;
	const struct limit *limit = arg;

	CHILD_CHECK(page, install_unprivileged(IN_FORCE) == 0);
	write_long(text);
	for (int i = 0; i < limit->before; i++)
		CHILD_CHECK(page, install(text) == 0);
	CHILD_CHECK(page, read_own(before) > 0);

	limit->write(text, limit->max + 1);
	report = check_text(text);
	CHILD_CHECK(page, report.status == E2BIG);
	CHILD_CHECK(page, !strcmp(report.message, limit->words));
	CHILD_CHECK(page, install(text) == -E2BIG);
	CHILD_CHECK(page, read_own(after) > 0 && !strcmp(before, after));
	CHILD_CHECK(page, RAW(__NR_getuid) != -DENIED);
	CHILD_CHECK(page, RAW(__NR_getpgrp) == -DENIED);

	limit->write(text, limit->max);
	report = check_text(text);
	CHILD_CHECK(page, report.status == 0);
	set_mark(&page->before, 1);
	CHILD_CHECK(page, install(text) == 0);
	CHILD_CHECK(page, RAW(__NR_getuid) == -DENIED);
	set_mark(&page->after, 1);
}

static void expect_limit(struct __test_metadata *_metadata,
			 struct text_page *page, const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(limits); i++) {
		if (strcmp(limits[i].name, name))
			continue;
		EXPECT_STREQ("passed", fate_of(page, try_limit, &limits[i])) {
			TH_LOG("%s: line %d", name, page->line);
		}
		return;
	}
	ASSERT_STREQ("a limit", name);
}

#define EXPECT_LIMIT(name)	expect_limit(_metadata, self->page, name)

TEXT_TEST(a_text_has_65536_bytes_at_most)
{
	EXPECT_LIMIT("bytes of a text");
}

TEXT_TEST(a_call_has_64_rules_at_most)
{
	EXPECT_LIMIT("rules for a call");
}

TEXT_TEST(a_rule_has_256_comparisons_at_most)
{
	EXPECT_LIMIT("comparisons in a rule");
}

TEXT_TEST(a_call_has_512_comparisons_at_most)
{
	EXPECT_LIMIT("comparisons for a call");
}

TEXT_TEST(a_state_has_8192_comparisons_at_most)
{
	EXPECT_LIMIT("comparisons in a state");
}

TEXT_TEST(parentheses_are_nested_64_deep_at_most)
{
	EXPECT_LIMIT("nested parentheses");
}

TEXT_TEST(a_state_has_262144_bytes_of_rules_at_most)
{
	EXPECT_LIMIT("bytes of rules");
}

/* Narrowing step by step comes to the same end as one policy does. */
static void narrow_to_the_limit(struct text_page *page, const void *unused)
{
	static char before[TEXT_MAX + 1], after[TEXT_MAX + 1];
	char text[128];

	CHILD_CHECK(page, no_new_privs() == 0);
	for (int i = 0; i < 63; i++) {
		snprintf(text, sizeof(text), DENYLIST "getpriority: who != %d\n", i);
		CHILD_CHECK(page, install(text) == 0);
	}
	/* The last policy there can be takes the last rule there can be. */
	CHILD_CHECK(page, read_own(before) > 0);
	CHILD_CHECK(page, install(DENYLIST "getpriority: who != 63\n"
				  "getpriority: who != 64\n") == -E2BIG);
	CHILD_CHECK(page, read_own(after) > 0 && !strcmp(before, after));
	set_mark(&page->before, 1);
	CHILD_CHECK(page, install(DENYLIST "getpriority: who != 63\n") == 0);
	for (int who = 0; who < 66; who++)
		CHILD_CHECK(page, (RAW(__NR_getpriority, 9, who) == -DENIED) ==
				  (who < 64));
	CHILD_CHECK(page, read_own(before) > 0);
	CHILD_CHECK(page, install("unlisted: 1\n") == -E2BIG);
	CHILD_CHECK(page, read_own(after) > 0 && !strcmp(before, after));
	set_mark(&page->after, 1);
}

TEXT_TEST(narrowing_by_one_rule_at_a_time_reaches_the_same_limits)
{
	EXPECT_FATE("passed", narrow_to_the_limit, NULL);
}

TEST_HARNESS_MAIN
