// SPDX-License-Identifier: GPL-2.0
/* Policies that are as expensive as the limits allow. See shapes.h. */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <linux/seccomp.h>
#include <linux/seccomp_text.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "shapes.h"

#define CALL_STEPS	64
#define CALL_RULES	64
#define RULE_PREDS	256
#define STATE_PREDS	8192
#define DEPTH		64

/* Keep alive the program that installs it. */
#define HEAD		"unlisted: 1\non_violation: errno ENOSYS\n"

struct name {
	const char *name;
	int nr;
};

static const struct name all_names[] = {
#define CALL_NAME(name)	{ #name, __NR_##name },
#include "names.h"
};

#define NR_NAMES (sizeof(all_names) / sizeof(all_names[0]))

/* Calls with an argument that no program here makes, and one without a body */
static struct name calls[NR_NAMES];
static unsigned int nr_calls;
static const char *unbuilt;

static void (*visit)(const struct shape *shape);

/* ------------------------------------------------------------ texts */

__attribute__((format(printf, 2, 3)))
static bool add(struct shape *shape, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(shape->text + shape->len, TEXT_MAX + 1 - shape->len,
			format, args);
	va_end(args);
	if (shape->len + len > TEXT_MAX) {
		shape->text[shape->len] = 0;
		return false;
	}
	shape->len += len;
	return true;
}

__attribute__((format(printf, 1, 2)))
static struct shape *new_shape(const char *format, ...)
{
	struct shape *shape = calloc(1, sizeof(*shape));
	va_list args;

	if (!shape)
		err(EXIT_FAILURE, "memory");
	va_start(args, format);
	vsnprintf(shape->name, sizeof(shape->name), format, args);
	va_end(args);
	/* The name is a field of a line. */
	for (char *at = shape->name; *at; at++)
		if (*at < ' ')
			*at = '$';
	shape->text = calloc(1, TEXT_MAX + 1);
	shape->nr = SYS_getppid;
	add(shape, HEAD);
	return shape;
}

/* Install first what was written so far. */
static void stack(struct shape *shape)
{
	shape->base[shape->nr_base++] = shape->text;
	shape->text = calloc(1, TEXT_MAX + 1);
	shape->len = 0;
	add(shape, HEAD);
}

/*
 * A rule of @n comparisons, all of which must run before the rule holds. No two
 * neighbours test the same bits, so each is a step.
 */
static bool add_rule(struct shape *shape, const char *name, int n,
		     const char *comparison, const char *action)
{
	const size_t before = shape->len;
	bool fits = add(shape, "%s:%s", name, comparison);

	for (int i = 1; i < n && fits; i++)
		fits = add(shape, "||%s", i % 2 ? "a0&6" : comparison);
	fits = fits && add(shape, "%s\n", action);
	if (!fits) {
		shape->len = before;
		shape->text[before] = 0;
	}
	return fits;
}

/* Hand @shape to the caller, and free it. */
static void finish(struct shape *shape)
{
	visit(shape);
	for (int i = 0; i < shape->nr_base; i++)
		free(shape->base[i]);
	free(shape->text);
	free(shape);
}

static void find_calls(void)
{
	char text[128];

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	for (size_t i = 0; i < NR_NAMES; i++) {
		struct seccomp_text_report report = { .size = sizeof(report) };

		switch (all_names[i].nr) {
		case SYS_prctl: case SYS_seccomp: case SYS_exit_group:
		case SYS_open: case SYS_openat: case SYS_read: case SYS_write:
		case SYS_exit: case SYS_vfork: case SYS_fork: case SYS_clone:
		case SYS_pause: case SYS_rt_sigreturn: case SYS_brk:
		case SYS_mmap: case SYS_munmap: case SYS_close:
		case SYS_nanosleep: case SYS_clock_nanosleep:
			continue;
		}
		snprintf(text, sizeof(text), "unlisted: 1\n%s: a0 & 1\n",
			 all_names[i].name);
		report.text = (uintptr_t)text;
		if (syscall(SYS_seccomp, SECCOMP_CHECK_TEXT, 0, &report))
			err(EXIT_FAILURE, "check");
		if (report.status)
			continue;
		if (!report.nr_notes)
			calls[nr_calls++] = all_names[i];
		else if (strstr(report.message, "without"))
			unbuilt = all_names[i].name;
	}
	if (nr_calls < 200 || !unbuilt)
		errx(EXIT_FAILURE, "only %u calls to speak of", nr_calls);
}

/* A call without side effects */
static const struct name *tested_call(void)
{
	static const struct name name = { "getpgid", SYS_getpgid };

	return &name;
}

/* ------------------------------------------------------------ shapes */

/* The same line over and over */
static void line(const char *name, const char *end)
{
	struct shape *shape = new_shape("lines: %s%.*s", name,
					(int)strcspn(end, "\n"), end);

	while (add(shape, "%s%s", name, end))
		;
	finish(shape);
}

static void lines(void)
{
	static const char * const names[] = {
		"dup", "sys_dup", "newuname", "sys_newuname", "?a", "?z", "?_",
		"?sys_a", "?sys_w", "?sys_", "?SYS_a", "?write_", "?sys_writf",
		"?sys_sched_setattr_", "?sched_rr_get_interval_time64_xxxxx",
		"?sys_rt_sigtimedwait_time64_xxxxxxxxxxxxxxx",
	};
	static const char * const ends[] = {
		":1\n", ":0\n", ":0;kill\n", ":0;errno 1\n",
		":0;errno ENOTSUP\n", ":0;trap 0xffff\n",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		for (size_t j = 0; j < sizeof(ends) / sizeof(ends[0]); j++)
			line(names[i], ends[j]);
}

/* No rules at all */
static void nothing(void)
{
	static const char * const units[] = { "#", "\n", " \n", "#\n", "\t", "?z:1\r\n", " \\\n" };

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		struct shape *shape = new_shape("nothing: %zu", i);

		while (add(shape, "%s", units[i]))
			;
		finish(shape);
	}
}

/* As many comparisons as fit into a text, in rules of @n each */
static void comparisons(int n, const char *comparison, const char *action)
{
	struct shape *shape = new_shape("comparisons: %s * %d%s", comparison, n, action);
	int preds = 0;

	shape->nr = tested_call()->nr;
	for (int rule = 0; rule < CALL_RULES && rule * n < CALL_STEPS; rule++) {
		for (unsigned int i = 0; i < nr_calls; i++) {
			if (preds + n > STATE_PREDS ||
			    !add_rule(shape, calls[i].name, n, comparison, action))
				goto full;
			preds += n;
		}
	}
full:
	finish(shape);
}

/* The same in two texts, as one has not enough room */
static void two_texts(int n, const char *action)
{
	struct shape *shape = new_shape("two texts: %d a rule%s", n, action);
	int preds = 0;

	shape->nr = tested_call()->nr;
	for (unsigned int i = 0; i < nr_calls; i++)
		for (int rule = 0; rule < CALL_RULES && rule * n < CALL_STEPS; rule++) {
			if (preds + n > STATE_PREDS)
				goto full;
			/* The state must be short enough to be shown. */
			if (!shape->nr_base && shape->len > TEXT_MAX * 3 / 8)
				stack(shape);
			if (!add_rule(shape, calls[i].name, n, "a0&1", action))
				goto full;
			preds += n;
		}
full:
	finish(shape);
}

/* One call with as many rules as it may have, of one step each */
static void one_call(int policies, bool refused)
{
	struct shape *shape = new_shape("one call: 64 rules, %d policies%s",
					policies, refused ? ", refused" : "");
	int each = CALL_RULES / policies;

	shape->nr = tested_call()->nr;
	for (int i = 0; i < CALL_RULES; i++) {
		if (i && i % each == 0)
			stack(shape);
		add(shape, "%s:a0<=%d;errno %d\n", tested_call()->name,
		    refused && i == CALL_RULES - 1 ? -9 : 1000 + i, 4095 - i);
	}
	finish(shape);
}

/* One call whose only rule takes as many steps as it may */
static void one_rule(bool refused)
{
	struct shape *shape = new_shape("one call: 64 comparisons%s",
					refused ? ", refused" : "");

	shape->nr = tested_call()->nr;
	add(shape, "%s:a0&1", tested_call()->name);
	for (int i = 2; i < CALL_STEPS; i++)
		add(shape, "||a0&%d", 1 << i % 8 << 4);
	add(shape, "||a0==%d\n", refused ? 99 : 0);
	finish(shape);
}

/* One call with as many searches as it may have, among as many as fit */
static void searches(int n, int rules, bool refused)
{
	struct shape *shape = new_shape("one call: %d searches among %d%s", rules,
					n, refused ? ", refused" : "");

	shape->nr = tested_call()->nr;
	for (int rule = 0; rule < rules; rule++) {
		add(shape, "%s:", tested_call()->name);
		for (int i = 0; i < n; i++)
			add(shape, "%sa0==%d", i ? "||" : "", 3 * i + 1);
		if (!refused || rule < rules - 1)
			add(shape, "||a0==0||a0==-2");
		add(shape, ";errno %d\n", 4095 - rule);
	}
	finish(shape);
}

/* As many alternatives as fit, in an order that is bad for whoever sorts them */
static void alternatives(int n, int factor, const char *close)
{
	struct shape *shape = new_shape("alternatives: %d, times %d%s", n, factor,
					close);
	unsigned int at = 0;

	for (int preds = 0; preds + n <= STATE_PREDS; preds += n) {
		size_t before = shape->len;
		bool fits = add(shape, "%s:%s", calls[at++ % nr_calls].name,
				*close ? "(" : "");

		for (int i = 0; i < n && fits; i++)
			fits = add(shape, "%sa0==%d", !i ? "" :
				   *close && i == n / 2 ? close : "||",
				   3 * (i * factor % 257 + n) % 1000);
		fits = fits && add(shape, "%s\n", *close ? ")" : "");
		if (!fits) {
			shape->len = before;
			shape->text[before] = 0;
			break;
		}
	}
	finish(shape);
}

/* As many policies as fit, and as much in each as the limits of all allow */
static void stacked(int n, const char *action, int fillers)
{
	struct shape *shape = new_shape("64 policies: %d a rule%s, %d fillers", n,
					action, fillers);
	int per_policy = STATE_PREDS / POLICIES;
	unsigned int at = 0;

	for (int i = 0; i < POLICIES; i++) {
		if (i)
			stack(shape);
		for (int preds = 0; preds + n <= per_policy; preds += n)
			add_rule(shape, calls[at++ % nr_calls].name, n, "a0&1", action);
		for (int k = 0; k < fillers && shape->len < 4090; k++)
			add(shape, "?z:1\n");
	}
	finish(shape);
}

/* Rules after a 0, which can decide nothing */
static void pointless(void)
{
	struct shape *shape = new_shape("pointless: after a 0");

	add(shape, "%s: 0\n", tested_call()->name);
	for (int i = 0; i < STATE_PREDS / RULE_PREDS &&
	     add_rule(shape, tested_call()->name, RULE_PREDS, "a0&1", ""); i++)
		;
	finish(shape);
}

/* Comparisons on an unbuilt call */
static void not_built(int n)
{
	struct shape *shape = new_shape("not built: %d a rule", n);

	while (add_rule(shape, unbuilt, n, "a<0", ""))
		;
	finish(shape);
}

static void parentheses(int depth, const char *open)
{
	struct shape *shape = new_shape("parentheses: %d * %s", depth, open);
	bool fits = true;

	for (unsigned int at = 0; fits; at++) {
		size_t before = shape->len;

		fits = add(shape, "%s:", calls[at % nr_calls].name);
		for (int i = 0; i < depth && fits; i++)
			fits = add(shape, "%s", open);
		fits = fits && add(shape, "a0&1");
		for (int i = 0; i < depth && fits && strchr(open, '('); i++)
			fits = add(shape, ")");
		fits = fits && add(shape, "\n");
		if (!fits) {
			shape->len = before;
			shape->text[before] = 0;
		}
	}
	finish(shape);
}

/* One rule as long as a text, mostly of @unit */
static void long_rule(const char *unit, const char *head, const char *tail)
{
	struct shape *shape = new_shape("long rule: %s", unit);

	shape->nr = tested_call()->nr;
	add(shape, "%s:%s", tested_call()->name, head);
	while (shape->len < TEXT_MAX - 64)
		add(shape, "%s", unit);
	add(shape, "%s\n", tail);
	finish(shape);
}

/* Constants by name, as many as fit into a text */
static void named(void)
{
	comparisons(1, "a0&P_ALL|P_PID", "");
	comparisons(64, "a0==P_PID", "");
	comparisons(64, "a0&~(P_PID|-1)", "");
	long_rule("P_PID|", "a0==", "1");
	long_rule("PROT_EXEC | ", "a0&", "1");
	long_rule(" \\\n", "a0&1", "");
	long_rule("\\\r\n", "a0&", "1");
}

/*
 * A policy that goes into two slots, on top of one in force, and so is printed
 * three times to find its length.
 */
static void pending(int before, int after, int n, const char *action)
{
	struct shape *shape = new_shape("pending: %d, then %d rules of %d%s",
					before, after, n, action);
	unsigned int at = 0;

	for (int i = 0; i < before; i++)
		add_rule(shape, calls[at++ % nr_calls].name, n, "a0&1", action);
	stack(shape);
	add(shape, "on_exec: 1\n");
	stack(shape);
	add(shape, "on_next_syscall: 1\n");
	for (int i = 0; i < after; i++)
		if (!add_rule(shape, calls[at++ % nr_calls].name, n, "a0&1", action))
			break;
	finish(shape);
}

/* A rule that no parser accepts, as long as a text */
static void malformed(const char *head, const char *unit, const char *tail)
{
	struct shape *shape = new_shape("refused: %s%s...%s", head, unit, tail);

	add(shape, "%s:%s", tested_call()->name, head);
	while (shape->len + strlen(unit) + strlen(tail) <= TEXT_MAX)
		add(shape, "%s", unit);
	add(shape, "%s", tail);
	finish(shape);
}

static void refused(void)
{
	static const char * const units[] = {
		"&", "(", ")", "!", "a", "0", "&&", "||", "a0", "'", "=", " ",
		"()", "!(", "a0&1||", "a0&1&&", "(a0&1)&&", "|", "~", "-", "~(", "(1|",
		"1|", "P_PID|", "P_PI|", "\\", " \\\n", "\\\r\n",
	};
	struct shape *shape = new_shape("refused: misspelt names");

	while (add(shape, "sys_raed:1\n"))
		;
	finish(shape);

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		malformed("", units[i], "");
		malformed("a0&1||", units[i], "");
		malformed("a0==", units[i], "");
	}
	malformed("", "(", "a0&1");
	malformed("a0==", " ", "99999999999");
	malformed("a0==", "1|", "99999999999");
	malformed("a0&1", ")", "");
	malformed("a0&1;", "errno", "");
	malformed("a0&1;errno ", "0", "1");

	shape = new_shape("refused: one word");
	shape->len = 0;
	while (add(shape, "_"))
		;
	finish(shape);

	shape = new_shape("refused: too long");
	free(shape->text);
	shape->text = malloc(16 * TEXT_MAX);
	memset(shape->text, '#', 16 * TEXT_MAX);
	shape->text[16 * TEXT_MAX - 1] = 0;
	finish(shape);
}

/* ------------------------------------------------------------ groups */

static const char * const actions[] = {
	"", ";log", ";errno 4095", ";errno ENOTSUP", ";trace 0xffff",
};

static void all_comparisons(void)
{
	static const int sizes[] = { 1, 2, 8, 32, 64 };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		comparisons(sizes[i], "a0&1", "");
		comparisons(sizes[i], "a0<0x7fffffff", "");
		two_texts(sizes[i], "");
		not_built(sizes[i]);
	}
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
		comparisons(1, "a0&1", actions[i]);
		two_texts(1, actions[i]);
		two_texts(4, actions[i]);
	}
	pointless();
}

static void all_stacks(void)
{
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		stacked(32, actions[i], 0);
	stacked(64, "", 0);
	stacked(32, "", 400);
	stacked(50, "", 800);
	for (int policies = 1; policies <= POLICIES; policies *= 8) {
		one_call(policies, false);
		one_call(policies, true);
	}
	for (int refused = 0; refused <= 1; refused++) {
		one_rule(refused);
		searches(250, 9, refused);
		searches(100, 10, refused);
		searches(28, 12, refused);
		searches(2, 16, refused);
	}
	for (int factor = 1; factor <= 256; factor += 51) {
		alternatives(256, factor, "");
		alternatives(256, factor, ")&&(");
		alternatives(256, factor, ")&&!(");
		alternatives(16, factor, "");
	}
}

static void all_pending(void)
{
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
		pending(250, 250, 1, actions[i]);
		pending(1, STATE_PREDS, 1, actions[i]);
		pending(1, 1000, 4, actions[i]);
		pending(8, 8, CALL_STEPS, actions[i]);
	}
}

static void all_long(void)
{
	for (int depth = 1; depth <= DEPTH; depth *= 4)
		parentheses(depth, "(");
	parentheses(DEPTH, "!(");
	parentheses(500, "!");
	long_rule(" ", "a0&1", "||a0&1");
	long_rule("!", "", "a0&1");
	long_rule("(a0&1)||", "", "a0&1");
	long_rule("!(!(a0&1))&&", "", "a0&1");
}

/* Those that take most memory, and so most time to free */
static void heavy(void)
{
	line("dup", ":0\n");
	comparisons(1, "a0&1", "");
	comparisons(8, "a0&1", "");
	two_texts(1, "");
	two_texts(8, "");
	one_call(POLICIES, false);
}

static const struct {
	const char *name;
	void (*make)(void);
} groups[] = {
	{ "lines", lines },
	{ "nothing", nothing },
	{ "comparisons", all_comparisons },
	{ "stacks", all_stacks },
	{ "pending", all_pending },
	{ "long", all_long },
	{ "named", named },
	{ "refused", refused },
	/* Part of the others */
	{ "heavy", heavy },
};

static bool is_wanted(const char *group, char * const *wanted)
{
	if (!*wanted)
		return strcmp(group, "heavy");
	for (; *wanted; wanted++)
		if (!strcmp(*wanted, group))
			return true;
	return false;
}

void make_shapes(char * const *wanted, void (*handle)(const struct shape *shape))
{
	visit = handle;
	if (!nr_calls)
		find_calls();
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		if (is_wanted(groups[i].name, wanted))
			groups[i].make();
}

int install(const char *text)
{
	return syscall(SYS_prctl, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, text) ?
	       errno : 0;
}

void check(const char *text)
{
	struct seccomp_text_report report = { .size = sizeof(report) };

	report.text = (uintptr_t)text;
	if (syscall(SYS_seccomp, SECCOMP_CHECK_TEXT, 0, &report))
		err(EXIT_FAILURE, "check");
}
