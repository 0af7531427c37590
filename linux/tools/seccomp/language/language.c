// SPDX-License-Identifier: GPL-2.0
/*
 * The language of policies, by the kernel's own sources: a policy is checked like
 * one of SECCOMP_CHECK_TEXT, and judges like one in force.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/array_size.h>
#include <linux/err.h>
#include <linux/seccomp_text.h>

#include "compiled.h"

/* What the kernel says about @text. Returns 0, or -ENOMEM if it does not. */
static int report_on(const char *text, unsigned int note, struct seccomp_text_report *report)
{
	*report = (struct seccomp_text_report){
		.size = sizeof(*report),
		.text = (unsigned long)text,
		.note = note,
	};
	return seccomp_check_text(0, report);
}

static void fill_problem(struct problem *problem, const struct seccomp_text_report *report)
{
	*problem = (struct problem){
		.errno_value = report->status,
		.line = report->line,
		.column = report->column,
	};
	memcpy(problem->message, report->message, sizeof(problem->message));
}

/* What is not the fault of a line: there is no memory, or these sources have a bug. */
static void fill_failure(struct problem *problem, int error)
{
	*problem = (struct problem){ .errno_value = error, .line = 1, .column = 1 };
	snprintf(problem->message, sizeof(problem->message), "%s",
		 error == ENOMEM ? "out of memory" : "internal error: this policy is not compiled");
}

bool find_problem(const char *text, struct seccomp_state *state, struct problem *problem)
{
	struct seccomp_text_report report;
	int ret;

	current->seccomp.text[SECCOMP_TEXT_NOW] = state;
	ret = report_on(text, 0, &report);
	current->seccomp.text[SECCOMP_TEXT_NOW] = NULL;
	if (ret)
		fill_failure(problem, -ret);
	else if (report.status)
		fill_problem(problem, &report);
	return ret || report.status;
}

/* The line of the directive that delays @text, which has no errors; 0 without one */
static unsigned int delay_line(const char *text)
{
	struct seccomp_parser parser;
	struct seccomp_item item;

	seccomp_parser_init(&parser, text);
	while (seccomp_parse_item(&parser, &item) > 0) {
		if (item.kind == SECCOMP_ITEM_ON_NEXT_SYSCALL || item.kind == SECCOMP_ITEM_ON_EXEC)
			return item.line;
	}
	return 0;
}

bool find_delay(const struct compiled *compiled, struct problem *problem)
{
	if (compiled->slot == SECCOMP_TEXT_NOW)
		return false;
	*problem = (struct problem){
		.errno_value = EOPNOTSUPP,
		.line = compiled->delay,
		.column = 1,
	};
	snprintf(problem->message, sizeof(problem->message),
		 "%s is not possible in a BPF filter, which is in force at once",
		 compiled->slot == SECCOMP_TEXT_NEXT ? "on_next_syscall" : "on_exec");
	return true;
}

/* As the kernel installs @text, in a task without a policy */
static int build(struct compiled *compiled, const char *text)
{
	struct seccomp_install install = { };
	struct seccomp_error error;
	int ret;

	install.policy = seccomp_build_policy(text, &install.slot, &error);
	if (IS_ERR(install.policy))
		return PTR_ERR(install.policy);
	ret = seccomp_install_prepare(&install);
	if (!ret) {
		compiled->slot = install.slot;
		compiled->policy = install.policy;
		refcount_inc(&compiled->policy->refs);
		compiled->alone = seccomp_get_state(install.made[install.slot]);
		compiled->delay = install.slot == SECCOMP_TEXT_NOW ? 0 : delay_line(text);
	}
	seccomp_install_end(&install);
	return ret;
}

static int copy_and_build(struct compiled *compiled, const char *text)
{
	char *copy = seccomp_copy_text(text);
	int ret;

	if (IS_ERR(copy))
		return PTR_ERR(copy);
	ret = build(compiled, copy);
	free(copy);
	return ret;
}

struct compiled *compile_policy(const char *text, struct problem *problem)
{
	struct compiled *compiled = malloc(sizeof(*compiled));
	int ret = compiled ? copy_and_build(compiled, text) : -ENOMEM;

	if (!ret)
		return compiled;
	free(compiled);
	/* The words for it take a check. */
	if (!find_problem(text, NULL, problem))
		fill_failure(problem, -ret);
	return NULL;
}

void free_compiled(struct compiled *compiled)
{
	if (!compiled)
		return;
	seccomp_put_state(compiled->alone);
	seccomp_put_policy(compiled->policy);
	free(compiled);
}

/* All problems */

/* Whether a backslash joins the next line to the one that ends at @end */
static bool is_continued(const char *line, const char *end)
{
	if (memchr(line, '#', end - line))
		return false;
	while (end > line && strchr(" \t\r", end[-1]))
		end--;
	return end > line && end[-1] == '\\';
}

/*
 * Replace the statement that line @number is part of by blanks. Returns false if
 * there was nothing but blanks.
 */
static bool blank_statement(char *text, unsigned int number)
{
	char *start = text, *line = text, *end;
	bool found = false;
	unsigned int i;

	for (i = 1; ; i++) {
		end = strchrnul(line, '\n');
		if (!*end || (i >= number && !is_continued(line, end)))
			break;
		line = end + 1;
		if (!is_continued(start, end) && i < number)
			start = line;
	}
	for (; start < end; start++) {
		if (*start == '\n')
			continue;
		found = found || *start != ' ';
		*start = ' ';
	}
	return found;
}

static int compare_problems(const void *a, const void *b)
{
	const struct problem *x = a, *y = b;

	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return x->column < y->column ? -1 : x->column > y->column;
}

/*
 * Take a statement with an error out of @text. Returns false if no more errors can be
 * found: this one is not about a statement.
 */
static bool take_out(char *text, const struct seccomp_text_report *report)
{
	const char *line = text;
	bool backslash;
	unsigned int i;

	if (report->status != EINVAL)
		return false;
	for (i = 1; i < report->line; i++)
		line = strchrnul(line, '\n') + 1;
	backslash = line[report->column - 1] == '\\';
	if (!blank_statement(text, report->line))
		return false;
	/* It was meant to join the next line, which is nothing by itself. */
	if (backslash)
		blank_statement(text, report->line + 1);
	return true;
}

/* Whether taking out statements has caused an error, or has not changed it */
static bool is_new(const struct seccomp_text_report *report, const struct problem *last)
{
	if (!strcmp(report->message, seccomp_error_words(SECCOMP_ERROR_EMPTY)))
		return false;
	return report->status == EINVAL &&
	       (report->line != last->line || report->column != last->column ||
		strcmp(report->message, last->message));
}

static int find_errors(char *text, struct problem *problems, unsigned int max)
{
	struct seccomp_text_report report;
	struct problem last = { };
	unsigned int found = 0;

	do {
		if (report_on(text, 0, &report))
			return -ENOMEM;
		if (!report.status || (found && !is_new(&report, &last)))
			break;
		fill_problem(&last, &report);
		if (found < max)
			problems[found] = last;
		found++;
	} while (found <= max && take_out(text, &report));
	if (max)
		qsort(problems, found < max ? found : max, sizeof(*problems), compare_problems);
	return found;
}

/* @text has no errors. */
static int find_notes(const char *text, struct problem *problems, unsigned int max)
{
	struct seccomp_text_report report;
	unsigned int i = 0;

	do {
		if (report_on(text, i, &report))
			return -ENOMEM;
		if (i < report.nr_notes && i < max)
			fill_problem(&problems[i], &report);
		i++;
	} while (i < report.nr_notes && i < max);
	return report.nr_notes;
}

int find_problems(const char *text, struct problem *problems, unsigned int max)
{
	char *copy = strdup(text);
	int found;

	if (!copy)
		return -ENOMEM;
	found = find_errors(copy, problems, max);
	free(copy);
	return found ? found : find_notes(text, problems, max);
}

/* Calls and words */

bool describe_offline(struct seccomp_text_call *call, const char *name, int nr)
{
	*call = (struct seccomp_text_call){ .size = sizeof(*call), .nr = nr };
	if (name) {
		/* An empty name would ask for the number. */
		if (!*name || strlen(name) >= sizeof(call->name))
			return false;
		memcpy(call->name, name, strlen(name));
	}
	return !seccomp_describe_call(0, call);
}

#define CONSTANT_CHARACTERS \
	" \t()|~-_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

static bool fail_value(char *message, const char *words)
{
	snprintf(message, SECCOMP_TEXT_MESSAGE_SIZE, "%s", words);
	return false;
}

bool evaluate_value(const struct seccomp_text_call *call, unsigned int arg,
		    const char *expression, uint64_t *value, char *message)
{
	const struct trace_filter *filter;
	struct compiled *compiled;
	struct problem problem;
	char *text;

	/* Nothing may end the constant, or the rule. */
	if (expression[strspn(expression, CONSTANT_CHARACTERS)] || strstr(expression, "||"))
		return fail_value(message, "expected numbers and constants, with | ~ - ( )");
	if (asprintf(&text, "%s: %s == %s", call->name, call->args[arg].name, expression) < 0)
		return fail_value(message, "out of memory");
	compiled = compile_policy(text, &problem);
	free(text);
	if (!compiled)
		return fail_value(message, problem.message);

	/* An argument is the low end of a word, so nothing but its width is compared. */
	filter = compiled->policy->rules[0].filter;
	*value = filter->steps[0].low & filter->steps[0].mask;
	free_compiled(compiled);
	return true;
}

static const int later_calls[] = {
#define CALL(number, entry, arguments)
#define UNBUILT(number)
#define LATER(number, entry, arguments)	number,
#include "calls.h"
#undef CALL
#undef UNBUILT
#undef LATER
	-1
};

bool is_later_call(int nr)
{
	size_t i;

	for (i = 0; later_calls[i] >= 0; i++) {
		if (later_calls[i] == nr)
			return true;
	}
	return false;
}

unsigned int count_calls(void)
{
	return NR_syscalls;
}

uint32_t native_arch(void)
{
	return SECCOMP_ARCH_NATIVE;
}

unsigned int max_policies(void)
{
	return SECCOMP_MAX_POLICIES;
}

void print_action(uint32_t action, char *words, size_t size)
{
	if (action == SECCOMP_RET_ALLOW)
		snprintf(words, size, "allow");
	else
		seccomp_print_action(action, words, size);
}

static const struct {
	const char	*name;
	int		value;
} errno_names[] = {
#define NAME(name, value) { name, value },
#include "seccomp_errno_names.h"
#undef NAME
};

const char *errno_name(int error)
{
	size_t i;

	/* The first, as in /proc, if there are several */
	for (i = 0; i < ARRAY_SIZE(errno_names); i++) {
		if (errno_names[i].value == error)
			return errno_names[i].name;
	}
	return NULL;
}
