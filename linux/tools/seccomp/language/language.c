// SPDX-License-Identifier: GPL-2.0
/*
 * The language of policies, by the kernel's own sources: a policy is checked like
 * one of SECCOMP_CHECK_TEXT, and judges like one in force.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/array_size.h>
#include <linux/err.h>
#include <linux/seccomp_text.h>

#include "compiled.h"

/* What the kernel says about @text; exits if it does not. */
static void report_on(const char *text, unsigned int note, struct seccomp_text_report *report)
{
	long ret;

	*report = (struct seccomp_text_report){
		.size = sizeof(*report),
		.text = (unsigned long)text,
		.note = note,
	};
	ret = seccomp_check_text(0, report);
	if (ret)
		errx(EXIT_TOOL_FAILED, "cannot check the policy: %s", strerror(-ret));
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

static struct seccomp_state *add_policy(struct seccomp_state *old,
					struct seccomp_policy *policy)
{
	struct seccomp_error error = { };
	struct seccomp_state *state;

	state = seccomp_intersect(old, policy, &error);
	if (IS_ERR(state))
		errx(EXIT_TOOL_FAILED, "these policies cannot be in force together: %s",
		     error.id ? seccomp_error_words(error.id) : strerror(-PTR_ERR(state)));
	seccomp_put_state(old);
	return state;
}

struct compiled *compile_policy(const char *text, struct problem *problem)
{
	enum seccomp_slot slot = SECCOMP_TEXT_NOW;
	struct seccomp_text_report report;
	struct seccomp_error error;
	struct compiled *compiled;

	report_on(text, 0, &report);
	if (report.status) {
		fill_problem(problem, &report);
		return NULL;
	}

	compiled = malloc(sizeof(*compiled));
	if (!compiled)
		errx(EXIT_TOOL_FAILED, "out of memory");
	compiled->policy = seccomp_build_policy(text, &slot, &error);
	if (IS_ERR(compiled->policy))
		errx(EXIT_TOOL_FAILED, "cannot compile the policy: %s",
		     strerror(-PTR_ERR(compiled->policy)));
	compiled->alone = add_policy(NULL, compiled->policy);
	return compiled;
}

struct seccomp_state *intersect_policies(struct compiled * const policies[],
					 unsigned int nr_policies)
{
	struct seccomp_state *state = NULL, *next;
	struct seccomp_error error;
	unsigned int i;

	if (nr_policies > SECCOMP_MAX_POLICIES)
		return ERR_PTR(-E2BIG);
	for (i = 0; i < nr_policies; i++) {
		next = seccomp_intersect(state, policies[i]->policy, &error);
		seccomp_put_state(state);
		if (IS_ERR(next))
			return next;
		state = next;
	}
	return state;
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

static unsigned int find_errors(char *text, struct problem *problems, unsigned int max)
{
	struct seccomp_text_report report;
	struct problem last = { };
	unsigned int found = 0;

	do {
		report_on(text, 0, &report);
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

unsigned int find_problems(const char *text, struct problem *problems, unsigned int max)
{
	struct seccomp_text_report report;
	unsigned int found, i;
	char *copy;

	copy = strdup(text);
	if (!copy)
		errx(EXIT_TOOL_FAILED, "out of memory");
	found = find_errors(copy, problems, max);
	free(copy);
	if (found)
		return found;

	report_on(text, 0, &report);
	for (i = 0; i < report.nr_notes && i < max; i++) {
		report_on(text, i, &report);
		fill_problem(&problems[i], &report);
	}
	return report.nr_notes;
}

/* Judging */

/* The state of the policies that were asked for last */
static struct {
	struct compiled		*policies[SECCOMP_MAX_POLICIES];
	unsigned int		nr_policies;
	struct seccomp_state	*state;
} last;

static void forget_state(void)
{
	seccomp_put_state(last.state);
	last.state = NULL;
	last.nr_policies = 0;
}

void free_compiled(struct compiled *compiled)
{
	if (!compiled)
		return;
	forget_state();
	seccomp_put_state(compiled->alone);
	seccomp_put_policy(compiled->policy);
	free(compiled);
}

static struct seccomp_state *find_state(struct compiled * const policies[], unsigned int n)
{
	unsigned int i;

	if (n == last.nr_policies && !memcmp(last.policies, policies, n * sizeof(policies[0])))
		return last.state;
	if (n > SECCOMP_MAX_POLICIES)
		errx(EXIT_TOOL_FAILED, "at most %u policies can be in force together",
		     SECCOMP_MAX_POLICIES);

	forget_state();
	for (i = 0; i < n; i++) {
		last.state = add_policy(last.state, policies[i]->policy);
		last.policies[i] = policies[i];
	}
	last.nr_policies = n;
	return last.state;
}

static unsigned int policy_index(const struct seccomp_state *state,
				 const struct seccomp_policy *policy)
{
	unsigned int i = 0;

	while (state->policies[i] != policy)
		i++;
	return i;
}

/* The policy that decides about a call that no rule can name */
static const struct seccomp_policy *decider(const struct seccomp_state *state)
{
	bool foreign = current->arch != state->arch || seccomp_is_foreign_nr(current->regs.nr);

	return foreign ? state->foreign_by : state->unlisted_by;
}

static void explain(const struct seccomp_state *state, const struct seccomp_refusal *refusal,
		    struct verdict *verdict)
{
	const struct seccomp_policy *policy = refusal->policy ?: decider(state);

	verdict->action = refusal->action;
	verdict->policy = policy_index(state, policy);
	if (refusal->rule != SECCOMP_RULE_NONE)
		verdict->line = policy->rules[refusal->rule].line;
}

void judge_call(struct compiled * const policies[], unsigned int nr_policies,
		uint32_t arch, int nr, const uint64_t args[6], struct verdict *verdict)
{
	struct seccomp_state *state = find_state(policies, nr_policies);
	struct seccomp_refusal refusal;
	unsigned int i;

	*verdict = (struct verdict){ .action = SECCOMP_RET_ALLOW };
	current->seccomp.text[SECCOMP_TEXT_NOW] = state;
	current->arch = arch;
	current->regs.nr = nr;
	for (i = 0; i < 6; i++)
		current->regs.args[i] = args[i];
	if (seccomp_refuses(&current->regs, nr, &refusal))
		explain(state, &refusal, verdict);

	/* Checks are of a task without a policy, of the native ABI. */
	current->seccomp.text[SECCOMP_TEXT_NOW] = NULL;
	current->arch = SECCOMP_ARCH_NATIVE;
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
		errx(EXIT_TOOL_FAILED, "out of memory");
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

unsigned int count_calls(void)
{
	return NR_syscalls;
}

void print_action(uint32_t action, char *words, size_t size)
{
	if (action == SECCOMP_RET_ALLOW)
		snprintf(words, size, "allow");
	else
		seccomp_print_action(action, words, size);
}

static const char * const errno_names[] = {
#define NAME(name, value) \
	[value] = name,
#include "seccomp_errno_names.h"
#undef NAME
};

const char *errno_name(int error)
{
	return error > 0 && error < (int)ARRAY_SIZE(errno_names) ? errno_names[error] : NULL;
}
