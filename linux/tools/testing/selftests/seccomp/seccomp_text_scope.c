// SPDX-License-Identifier: GPL-2.0
/*
 * What else the trace events' filters know cannot be reached from a policy,
 * however it is spelt: strings and globs, .ustring, .function, CPUS{}, comm,
 * cpu, stacktrace, and the common fields.  Spellings are generated; each is
 * EINVAL, with a place in the rule, and changes nothing.
 */
#include "seccomp_text.h"
#include <ctype.h>

#define SPELLINGS	(kernel_is_slow() ? 500 : 2500)
#define TEXT_SIZE	1024

struct scoped_call {
	const char *name;
	const char *args[3];
};

/* The last is one that no kernel has any more: any name is an argument of it. */
static const struct scoped_call calls[] = {
	{ "read", { "fd", "buf", "count" } },
	{ "sys_openat", { "dfd", "filename", "flags" } },
	{ "execve", { "filename", "argv", "envp" } },
	{ "socket", { "family", "type", "protocol" } },
	{ "ioctl", { "fd", "cmd", "arg" } },
	{ "mmap", { "addr", "len", "prot" } },
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
	"~", "!~", "=", "=~", "===", "&=", "in", "<>", "~~", "==~", "!", "|",
	"^", "==\"", "=&", "&CPUS", "",
};

static const char * const bad_values[] = {
	"\"x\"", "'x'", "\"*\"", "'*'", "\"0\"", "'0'", "`0`", "\"", "'",
	"CPUS{0}", "CPUS{0-3}", "CPUS{}", "cpus{1}", "&CPUS{1}", "{0}", "[0]",
	"vfs_read", "\"vfs_read\"", "ksys_read", "ksys_read+0x10", "init_task",
	"$comm", "$cpu", "\"/etc/*\"", "*", "?", "\"a\"*", "comm", "fd",
	"\\\"x\\\"", "'\"0\"'", "\"'0'\"", "0\"\"", "\"\"", "''", "%d", "0'0'",
	"STACKTRACE", "0.ustring", "-", "0x", "*0", "&fd", "~0", "!0", "+0",
};

static const char * const good_ops[] = { "==", "!=", "<", "<=", ">", ">=", "&" };

enum kind { GOOD, FIELD, SUFFIX, OPERATOR, VALUE, NR_KINDS };

struct spelling {
	unsigned int seed;
	const struct scoped_call *call;
	const char *name;		/* of the call, in this kernel */
	char text[TEXT_SIZE];
	size_t rule;			/* where the predicate begins, and ends */
	size_t end;
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

/* Some of the letters in the other case */
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
	if (what == SUFFIX || (what != GOOD && !pick(s, 4))) {
		append_in_case(s, PICK(s, suffixes));
		append_blanks(s);
	}
	if (what == OPERATOR || (what != GOOD && !pick(s, 4)))
		append(s, PICK(s, bad_ops));
	else
		append(s, PICK(s, good_ops));
	append_blanks(s);
	if (what == VALUE || (what != GOOD && !pick(s, 2)))
		append(s, PICK(s, bad_values));
	else
		append(s, pick(s, 2) ? "0" : "0x7f");
}

/* The comparison somewhere in an expression that is fine without it */
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
		append_comparison(s, GOOD);
		append(s, PICK(s, junctions));
		append_expression(s, what, depth - 1);
		break;
	case 3:
		append_expression(s, what, depth - 1);
		append(s, PICK(s, junctions));
		append_comparison(s, GOOD);
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

	/* All names are arguments of a call that nobody knows. */
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

/* A call that this kernel was built without, so any name is an argument */
static const char *find_unbuilt(void)
{
	static const char * const names[] = {
		"create_module", "get_kernel_syms", "query_module", "nfsservctl",
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

/* Whether the error stands on the rule, at its predicate or right behind it. */
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

		/* What it is made of is fine but for one thing. */
		spell(&s, GOOD, unbuilt);
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
		/* If one gets in, so be it: the test itself would be bound. */
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

TEXT_LONG_TEST(arguments_have_no_other_meaning_by_a_suffix)
{
	expect_refused(_metadata, SUFFIX);
}

TEXT_LONG_TEST(there_are_no_operators_for_strings_and_sets)
{
	expect_refused(_metadata, OPERATOR);
}

TEXT_LONG_TEST(there_are_no_values_but_numbers)
{
	expect_refused(_metadata, VALUE);
}

TEST_HARNESS_MAIN
