// SPDX-License-Identifier: GPL-2.0
/*
 * Limits.  A policy that reaches a limit exactly is accepted.  One more is
 * E2BIG and changes nothing, and a check names the limit: at its line if it is
 * one of the text by itself, else at the start.
 * (seccomp_text_proc tests how much can be shown, seccomp_text_memory what a
 * state costs.)
 */
#include "seccomp_text_check.h"

#define IN_FORCE	DENYLIST "getpgid: 0\n"
#define HEAD		DENYLIST "getuid: 0\n"	/* lines 1 to 3 */

/* Calls that these tests do not make */
static const char * const names[] = {
	"dup3", "fstat", "lseek", "ioctl", "chdir", "getitimer", "kill", "fcntl",
	"flock", "fsync", "faccessat", "openat2", "mknodat", "fchmod", "mkdirat", "fchdir",
	"umask", "linkat", "unlinkat", "renameat2", "symlinkat", "readlinkat", "fchown",
	"truncate",
};

static char *add_rule(char *end, const char *name, int comparisons)
{
	end += sprintf(end, "%s: a0&8", name);
	end = fill(end, "||a0&8", comparisons - 1);
	return stpcpy(end, "\n");
}

/* Neighbours that test different bits take a step each. */
static char *add_steps(char *end, const char *name, int steps)
{
	end += sprintf(end, "%s: a0&8", name);
	for (int i = 1; i < steps; i++)
		end = stpcpy(end, i % 2 ? "||a0&16" : "||a0&8");
	return stpcpy(end, "\n");
}

/* Each of these writes a text that takes exactly @n of a limit. */

static void write_bytes(char *text, int n)
{
	char *end = stpcpy(text, HEAD "#");

	memset(end, '.', n - (end - text));
	text[n] = 0;
}

static void write_call_rules(char *text, int n)
{
	fill(stpcpy(text, HEAD), "dup: a0 != 7\n", n);
}

static void write_rule_preds(char *text, int n)
{
	add_rule(stpcpy(text, HEAD), "dup", n);
}

/* Rules of one call add up. */
static void write_call_steps(char *text, int n)
{
	char *end = add_rule(stpcpy(text, HEAD), "dup", 256);

	end = add_steps(end, "dup", 30);
	add_steps(end, "dup", n - 31);
}

static void write_state_preds(char *text, int n)
{
	char *end = stpcpy(text, HEAD);
	size_t i = 0;

	for (; n > 256; n -= 256)
		end = add_rule(end, names[i++ % ARRAY_SIZE(names)], 256);
	add_rule(end, names[i % ARRAY_SIZE(names)], n);
}

static void write_depth(char *text, int n)
{
	char *end = fill(stpcpy(text, HEAD "dup: "), "(", n);

	end = fill(stpcpy(end, "a0 == 1"), ")", n);
	stpcpy(end, "\n");
}

/* A rule counts as "NAME: EXPRESSION\n". */
#define LONG_LINES	6500
#define LONG_BYTES	(LONG_LINES * 10)
#define NR_LONG		4

static void write_long(char *text)
{
	fill(stpcpy(text, "unlisted: 1\n"), "getpid: 1\n", LONG_LINES);
}

static void write_state_text(char *text, int n)
{
	char *end = stpcpy(text, HEAD);

	n -= strlen("getpgid: 0\n") + NR_LONG * LONG_BYTES + strlen("getuid: 0\n");
	end = fill(end, "getppid: 1\n", n % 10);
	fill(end, "getpid: 1\n", (n - n % 10 * 11) / 10);
}

struct limit {
	const char *id;		/* in the kernel's table of errors */
	const char *said;	/* of one more than @max */
	void (*write)(char *text, int n);
	int max;
	int nr_long;		/* how many long policies are in force */
};

#define BAD(id, ...)	{ #id, __VA_ARGS__ }

static const struct limit limits[] = {
	BAD(TEXT_LENGTH, "1:1: the text is longer than 65536 bytes",
	    write_bytes, TEXT_MAX),
	BAD(RULE_PREDS, "4:6: more than 256 comparisons in one rule",
	    write_rule_preds, 256),
	BAD(RULE_DEPTH, "4:6: more than 64 nested parentheses in one rule",
	    write_depth, 64),
	BAD(CALL_RULES,
	    "1:1: more than 64 rules with a predicate for sys_dup, in all policies",
	    write_call_rules, 64),
	BAD(CALL_STEPS,
	    "1:1: more than 64 steps to decide sys_dup, in all policies",
	    write_call_steps, 64),
	BAD(STATE_PREDS, "36:1: more than 8192 comparisons in all policies",
	    write_state_preds, 8192),
	BAD(STATE_TEXT, "1:1: more than 262144 bytes of rules in all policies",
	    write_state_text, 262144, NR_LONG),
};

static char *read_own(void)
{
	int fd = open("/proc/self/seccomp_filter", O_RDONLY);
	char *text = malloc(TEXT_MAX + 1);
	ssize_t len, at = 0;

	while (fd >= 0 && (len = read(fd, text + at, TEXT_MAX - at)) > 0)
		at += len;
	close(fd);
	text[at] = 0;
	return text;
}

/* For children: @text exceeds a limit.  A check names it, and nothing changes. */
static void refuse(struct text_page *page, const char *text, const char *words)
{
	char *before = read_own();
	char *after;

	CHILD_CHECK(page, check(text) == 0);
	if (!has_said(words))
		fprintf(stderr, "# said %s\n", said());
	CHILD_CHECK(page, has_said(words));
	CHILD_CHECK(page, report.status == E2BIG && is_clean());
	CHILD_CHECK(page, install(text) == -E2BIG);
	after = read_own();
	CHILD_CHECK(page, !strcmp(before, after));
	free(before);
	free(after);
}

/* For children: @text is within all limits. */
static void take(struct text_page *page, const char *text)
{
	CHILD_CHECK(page, check(text) == 0);
	CHILD_CHECK(page, report.status == 0);
	CHILD_CHECK(page, install(text) == 0);
}

static void try_limit(struct text_page *page, const void *arg)
{
	static char text[2 * TEXT_MAX];
	const struct limit *limit = arg;

	CHILD_CHECK(page, install_unprivileged(IN_FORCE) == 0);
	write_long(text);
	for (int i = 0; i < limit->nr_long; i++)
		CHILD_CHECK(page, install(text) == 0);

	limit->write(text, limit->max + 1);
	refuse(page, text, limit->said);
	CHILD_CHECK(page, RAW(__NR_getuid) != -DENIED);
	CHILD_CHECK(page, RAW(__NR_getpgid) == -DENIED);
	set_mark(&page->before, 1);
	limit->write(text, limit->max);
	take(page, text);
	CHILD_CHECK(page, RAW(__NR_getuid) == -DENIED);
	set_mark(&page->after, 1);
}

static void expect_limit(struct __test_metadata *_metadata,
			 struct text_page *page, const char *id)
{
	for (size_t i = 0; i < ARRAY_SIZE(limits); i++) {
		if (strcmp(limits[i].id, id))
			continue;
		EXPECT_STREQ("passed", fate_of(page, try_limit, &limits[i])) {
			TH_LOG("%s: line %d", id, page->line);
		}
		return;
	}
	ASSERT_STREQ("a limit", id);
}

#define EXPECT_LIMIT(id)	expect_limit(_metadata, self->page, id)

TEXT_TEST(a_text_has_65536_bytes_at_most)
{
	EXPECT_LIMIT("TEXT_LENGTH");
}

TEXT_TEST(a_call_has_64_rules_at_most)
{
	EXPECT_LIMIT("CALL_RULES");
}

TEXT_TEST(a_rule_has_256_comparisons_at_most)
{
	EXPECT_LIMIT("RULE_PREDS");
}

TEXT_TEST(a_call_takes_64_steps_at_most)
{
	EXPECT_LIMIT("CALL_STEPS");
}

TEXT_TEST(a_state_has_8192_comparisons_at_most)
{
	EXPECT_LIMIT("STATE_PREDS");
}

TEXT_TEST(parentheses_are_nested_64_deep_at_most)
{
	EXPECT_LIMIT("RULE_DEPTH");
}

TEXT_TEST(a_state_has_262144_bytes_of_rules_at_most)
{
	EXPECT_LIMIT("STATE_TEXT");
}

static void fill_with_policies(struct text_page *page, const void *unused)
{
	CHILD_CHECK(page, no_new_privs() == 0);
	for (int i = 0; i < 64; i++)
		take(page, IN_FORCE);
	set_mark(&page->before, 1);
	/* BAD(STATE_POLICIES, ...) */
	refuse(page, DENYLIST "getuid: 0\n",
	       "1:1: more than 64 stacked policies");
	CHILD_CHECK(page, RAW(__NR_getuid) >= 0);
	CHILD_CHECK(page, RAW(__NR_getpgid) == -DENIED);
	set_mark(&page->after, 1);
}

TEXT_TEST(a_state_has_64_policies_at_most)
{
	EXPECT_FATE("passed", fill_with_policies, NULL);
}

static void write_long_rule(char *text, const char *name)
{
	char *end = stpcpy(stpcpy(text, "unlisted: 1\n"), name);

	end = fill(stpcpy(end, ": a0 == 0"), " ", 40000);
	stpcpy(end, "|| a0 == 1\n");
}

static void print_too_much(struct text_page *page, const void *unused)
{
	static char text[TEXT_MAX];

	CHILD_CHECK(page, no_new_privs() == 0);
	write_long_rule(text, "dup");
	take(page, text);
	write_long_rule(text, "dup3");
	set_mark(&page->before, 1);
	/* BAD(SHOWN_TEXT, ...) */
	refuse(page, text,
	       "1:1: all policies together would take more than 65536 bytes to show");
	set_mark(&page->after, 1);
}

TEXT_TEST(state_that_proc_could_not_show_is_e2big)
{
	EXPECT_FATE("passed", print_too_much, NULL);
}

/* What is in force counts, too, so no line is to blame. */

static void pass_limits_of_calls(struct text_page *page, const void *unused)
{
	static char text[2 * TEXT_MAX];
	char *end;

	CHILD_CHECK(page, no_new_privs() == 0);
	fill(stpcpy(text, "unlisted: 1\n"), "read: fd == 0\n", 80);
	refuse(page, text,
	       "1:1: more than 64 rules with a predicate for sys_read, in all policies");
	end = stpcpy(text, "unlisted: 1\nwrite: fd == 1\n");
	for (int i = 0; i < 3; i++)
		end = add_steps(end, "read", 30);
	refuse(page, text, "1:1: more than 64 steps to decide sys_read, in all policies");

	/* What is in force for the call counts.  Other calls do not. */
	fill(stpcpy(text, DENYLIST), "getpgid: pid == 0\n", 40);
	take(page, text);
	fill(stpcpy(text, "unlisted: 1\nread: fd != 9\n"),
	     "getpgid: pid == 0\ngetpgid: 1\n", 40);
	refuse(page, text,
	       "1:1: more than 64 rules with a predicate for sys_getpgid, in all policies");
	add_steps(stpcpy(text, DENYLIST), "getsid", 40);
	take(page, text);
	add_steps(stpcpy(text, "unlisted: 1\n"), "getsid", 25);
	set_mark(&page->before, 1);
	refuse(page, text, "1:1: more than 64 steps to decide sys_getsid, in all policies");
	set_mark(&page->after, 1);
}

TEXT_TEST(limit_of_a_call_is_reported_with_its_name_at_the_start)
{
	EXPECT_FATE("passed", pass_limits_of_calls, NULL);
}

static void pass_comparisons_of_state(struct text_page *page, const void *unused)
{
	static char text[TEXT_MAX];
	char *end = stpcpy(text, "unlisted: 1\n");

	CHILD_CHECK(page, no_new_privs() == 0);
	for (int i = 0; i < 20; i++)
		end = add_rule(end, names[i], 256);
	take(page, text);
	end = stpcpy(text, "unlisted: 1\n# a line\n");
	for (int i = 0; i < 13; i++)
		end = add_rule(end, names[i], 256);
	set_mark(&page->before, 1);
	refuse(page, text, "1:1: more than 8192 comparisons in all policies");
	set_mark(&page->after, 1);
}

static void pass_bytes_of_state(struct text_page *page, const void *unused)
{
	static char text[TEXT_MAX];
	char *end;

	CHILD_CHECK(page, no_new_privs() == 0);
	write_long(text);
	for (int i = 0; i < NR_LONG; i++)
		take(page, text);
	/* 2144 bytes are left: 214 lines. */
	end = fill(stpcpy(text, "unlisted: 1\n"), "?nosuch: 1\n", 3);
	fill(end, "getpid: 1 # comment\n", 600);
	set_mark(&page->before, 1);
	refuse(page, text, "1:1: more than 262144 bytes of rules in all policies");
	set_mark(&page->after, 1);
}

TEXT_TEST(limit_of_a_state_is_reported_at_the_start)
{
	EXPECT_FATE("passed", pass_comparisons_of_state, NULL);
	EXPECT_FATE("passed", pass_bytes_of_state, NULL);
}

/* Constants: parentheses count, as those around them do, and terms do not. */

static void write_constant_depth(char *text, int outside, int inside)
{
	char *end = fill(stpcpy(text, HEAD "dup: "), "(", outside);

	end = fill(stpcpy(end, "a0 == 2 | "), "(", inside);
	end = fill(stpcpy(end, "1"), ")", inside + outside);
	stpcpy(end, "\n");
}

static void nest_constants(struct text_page *page, const void *arg)
{
	static const char said[] = "4:6: more than 64 nested parentheses in one rule";
	const int *outside = arg;
	static char text[4096];

	CHILD_CHECK(page, install_unprivileged(IN_FORCE) == 0);
	write_constant_depth(text, *outside, 65 - *outside);
	refuse(page, text, said);
	set_mark(&page->before, 1);
	write_constant_depth(text, *outside, 64 - *outside);
	take(page, text);
	CHILD_CHECK(page, RAW(__NR_dup, 1) == -DENIED);
	CHILD_CHECK(page, RAW(__NR_dup, 3) != -DENIED);
	set_mark(&page->after, 1);
}

TEXT_TEST(parentheses_of_constants_count_as_nested)
{
	static const int outside[] = { 0, 1, 32, 63 };

	for (size_t i = 0; i < ARRAY_SIZE(outside); i++)
		EXPECT_FATE("passed", nest_constants, &outside[i]);
}

static void combine_terms(struct text_page *page, const void *unused)
{
	static char text[TEXT_MAX];
	char *end = stpcpy(text, HEAD "dup: a0 == 1");

	end = fill(end, "|2|(4)|0", 1000);
	for (int i = 0; i < 255; i++)
		end = stpcpy(end, "||a0==(8|~(0xffffffff))");
	stpcpy(end, "\n");
	CHILD_CHECK(page, no_new_privs() == 0);
	set_mark(&page->before, 1);
	take(page, text);
	CHILD_CHECK(page, RAW(__NR_dup, 1) == -DENIED);
	CHILD_CHECK(page, RAW(__NR_dup, 7) != -DENIED);
	CHILD_CHECK(page, RAW(__NR_dup, 8) != -DENIED);
	set_mark(&page->after, 1);
}

TEXT_TEST(terms_of_constants_do_not_count_as_comparisons)
{
	EXPECT_FATE("passed", combine_terms, NULL);
}

/* Which rules for a call count: those that can still decide it */

struct lines {
	const char *line;
	int count;
};

struct counted {
	struct lines in_force[3];
	struct lines text[4];
	bool fits;
};

#define KILL		{ "dup: 0; kill\n", 1 }
#define ERRNO(n)	{ "dup: a0 != 7; errno 1\n", n }
#define NO_ERRNO	{ "dup: 0; errno 1\n", 1 }

static const struct counted counted[] = {
	/* Rules that are not as strict as a refusal of the call */
	{ { }, { KILL, ERRNO(65) }, true },
	{ { }, { ERRNO(65), KILL }, true },
	{ { }, { ERRNO(64), KILL, ERRNO(1) }, true },
	{ { }, { ERRNO(30), KILL, ERRNO(35) }, true },
	{ { }, { ERRNO(100), KILL, ERRNO(100), KILL }, true },
	{ { KILL }, { ERRNO(65) }, true },
	{ { KILL, ERRNO(65) }, { ERRNO(65) }, true },
	{ { ERRNO(64) }, { KILL, ERRNO(65) }, true },
	{ { ERRNO(64) }, { ERRNO(65), KILL }, true },
	{ { { "prctl: 1\nseccomp: 1\nopenat: 1\nread: 1\nclose: 1\n"
	      "exit_group: 1\nmmap: 1\nmunmap: 1\nbrk: 1\nunlisted: 0\n", 1 } },
	  { ERRNO(65) }, true },
	{ { }, { { "dup: a0 != 7; kill_thread\n", 65 }, KILL }, true },
	/* Rules that are as strict, and that come after it */
	{ { }, { NO_ERRNO, ERRNO(65) }, true },
	{ { ERRNO(64) }, { NO_ERRNO }, true },
	{ { ERRNO(64) }, { NO_ERRNO, ERRNO(65) }, true },

	/* Rules that can decide the call */
	{ { }, { ERRNO(64) }, true },
	{ { }, { ERRNO(65) }, false },
	{ { ERRNO(64) }, { ERRNO(1) }, false },
	{ { ERRNO(1) }, { ERRNO(64) }, false },
	{ { }, { NO_ERRNO, { "dup: a0 != 7; kill\n", 65 } }, false },
	{ { }, { { "dup: a0 != 7; kill\n", 65 }, NO_ERRNO }, false },
	{ { }, { { "dup: 0; log\n", 1 }, ERRNO(65) }, false },
	{ { }, { { "dup: 0; log\n", 1 }, ERRNO(64) }, true },
	{ { NO_ERRNO }, { { "dup: a0 != 7; trap\n", 65 } }, false },
	{ { }, { ERRNO(65), { "dup: 0; errno 2\n", 1 } }, false },
};

static void write_lines(char *text, const struct lines *lines, int max)
{
	for (; max-- && lines->line; lines++)
		text = fill(text, lines->line, lines->count);
}

static void count_rules(struct text_page *page, const void *arg)
{
	static char text[TEXT_MAX];
	const struct counted *item = arg;

	CHILD_CHECK(page, no_new_privs() == 0);
	if (item->in_force[0].line) {
		/* The policy that is complete has an unlisted: line of its own. */
		char *end = text;

		if (!strstr(item->in_force[0].line, "unlisted:"))
			end = stpcpy(text, "unlisted: 1\n");
		write_lines(end, item->in_force, 3);
		CHILD_CHECK(page, install(text) == 0);
	}
	write_lines(stpcpy(text, "unlisted: 1\n"), item->text, 4);
	CHILD_CHECK(page, check(text) == 0);
	set_mark(&page->before, 1);
	CHILD_CHECK(page, report.status == (item->fits ? 0 : E2BIG));
	CHILD_CHECK(page, install(text) == (item->fits ? 0 : -E2BIG));
	set_mark(&page->after, 1);
}

TEXT_TEST(rules_that_cannot_decide_a_call_do_not_count_for_it)
{
	for (size_t i = 0; i < ARRAY_SIZE(counted); i++) {
		EXPECT_FATE("passed", count_rules, &counted[i]);
		if (self->page->line)
			TH_LOG("case %zu", i);
	}
}

static void be_killed_by_dup(struct text_page *page, const void *arg)
{
	static char text[TEXT_MAX];
	const struct counted *item = arg;

	write_lines(stpcpy(text, "unlisted: 1\n"), item->text, 4);
	CHILD_CHECK(page, install_unprivileged(text) == 0);
	act(page, CALL(__NR_dup, 7));
}

/* Leaving rules out changes no verdict. */
TEXT_TEST(refusal_that_makes_rules_pointless_is_in_force)
{
	for (size_t i = 0; i < 5; i++)
		EXPECT_FATE("killed", be_killed_by_dup, &counted[i]);
	EXPECT_FATE("passed", be_killed_by_dup,
		    &((const struct counted){ .text = { ERRNO(64) } }));
	EXPECT_EQ(-EPERM, self->page->result[0]);
}

/*
 * A rule that can decide nothing still takes memory, so it counts for the state:
 * 25 rules of 200 comparisons fit once into 8192, but not twice.
 */
static void pin_pointless_rules(struct text_page *page, const void *unused)
{
	static char text[TEXT_MAX];
	char *end = stpcpy(text, DENYLIST "dup: 0\n");

	for (int i = 0; i < 25; i++)
		end = add_rule(end, "dup", 200);
	CHILD_CHECK(page, no_new_privs() == 0);
	take(page, text);
	set_mark(&page->before, 1);
	CHILD_CHECK(page, install(text) == -E2BIG);
	take(page, IN_FORCE);
	CHILD_CHECK(page, RAW(__NR_getpgid) == -DENIED);
	set_mark(&page->after, 1);
}

TEXT_TEST(rules_that_can_decide_nothing_count_for_the_state)
{
	EXPECT_FATE("passed", pin_pointless_rules, NULL);
}

/* Each policy refuses one more value. */
static void narrow_to_the_limits(struct text_page *page, const void *unused)
{
	char text[128];

	CHILD_CHECK(page, no_new_privs() == 0);
	for (int i = 0; i < 63; i++) {
		sprintf(text, DENYLIST "getpriority: who != %d\n", i);
		CHILD_CHECK(page, install(text) == 0);
		for (int who = 0; who < 66; who++)
			CHILD_CHECK(page,
				    (RAW(__NR_getpriority, 9, who) == -DENIED) ==
				    (who <= i));
	}
	/* The last policy can bring the last rule. */
	refuse(page, DENYLIST "getpriority: who != 63\ngetpriority: who != 64\n",
	       "1:1: more than 64 rules with a predicate for sys_getpriority, in all policies");
	set_mark(&page->before, 1);
	take(page, DENYLIST "getpriority: who != 63\n");
	for (int who = 0; who < 66; who++)
		CHILD_CHECK(page, (RAW(__NR_getpriority, 9, who) == -DENIED) ==
				  (who < 64));
	refuse(page, "unlisted: 1\n",
	       "1:1: more than 64 stacked policies");
	set_mark(&page->after, 1);
}

TEXT_TEST(narrowing_by_one_rule_at_a_time_reaches_the_same_limits)
{
	EXPECT_FATE("passed", narrow_to_the_limits, NULL);
}

TEST_HARNESS_MAIN
