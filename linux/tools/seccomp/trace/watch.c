// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp(1): watch a command that is held to policies.
 *
 * To explain, stop at each call, and judge it as the kernel is about to. For a dry
 * run, the policies are changed so that the kernel stops just the calls that they
 * refuse; all others run at full speed.
 */
#include <err.h>
#include <errno.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "clause.h"
#include "kernel.h"
#include "main.h"
#include "request.h"
#include "stack.h"
#include "watch.h"

/* Values of a tracee's mark: 0, the index of a finding plus 1, or: */
#define SIGSYS_TOLD	UINT32_MAX

static const struct policies *policies;
static bool executed_first;
static bool told_of_ptrace;

/* Processes whose death by SIGSYS is explained */
static pid_t *explained;
static unsigned int nr_explained;

static uint32_t action_of(const struct finding *finding)
{
	return finding->verdict.action & SECCOMP_RET_ACTION_FULL;
}

static void judge(const struct tracee *tracee, struct verdict *verdict)
{
	judge_call(policies->compiled, policies->nr, tracee->arch, tracee->nr, tracee->args,
		   verdict);
}

/* What the kernel did was not what it should have done. */
static void tell_difference(struct finding *finding, const char *what)
{
	char *remark = format_string("but the kernel did otherwise: %s", what);

	tell_finding(policies, finding, remark);
	free(remark);
}

static void enter_call(struct tracee *tracee)
{
	struct verdict verdict;

	if (tracee->mark && tracee->mark != SIGSYS_TOLD)
		tell_difference(get_finding(tracee->mark - 1), "the program goes on");
	tracee->mark = 0;
	judge(tracee, &verdict);
	if (verdict.action != SECCOMP_RET_ALLOW)
		tracee->mark = count_finding(tracee, &verdict) + 1;
}

/* Tell of a call that the program goes on from: failed, or logged. */
static void tell_return(struct finding *finding, int64_t expected, int64_t ret)
{
	char *what;

	if (ret == expected) {
		tell_finding(policies, finding, NULL);
		return;
	}
	what = format_string("it returned %lld", (long long)ret);
	tell_difference(finding, what);
	free(what);
}

static void warn_of_ptrace(struct tracee *tracee)
{
	if (told_of_ptrace)
		return;
	told_of_ptrace = true;
	fprintf(policies->out,
		"seccomp: %s[%d]: uses ptrace, and may fail to: it is traced itself, by seccomp\n",
		program_of(tracee), tracee->pid);
}

/* Calls that kill return as well, just before the process dies. */
static void leave_call(struct tracee *tracee, int64_t ret)
{
	struct finding *finding;

	if (tracee->nr == SYS_ptrace && ret == -EPERM && !tracee->mark)
		warn_of_ptrace(tracee);
	if (!tracee->mark || tracee->mark == SIGSYS_TOLD)
		return;
	finding = get_finding(tracee->mark - 1);
	switch (action_of(finding)) {
	case SECCOMP_RET_ERRNO:
		tell_return(finding, -(int64_t)(finding->verdict.action & SECCOMP_RET_DATA),
			    ret);
		break;
	case SECCOMP_RET_TRACE:
		tell_return(finding, -ENOSYS, ret);
		break;
	case SECCOMP_RET_LOG:
		tell_finding(policies, finding, NULL);
		break;
	default:
		return;
	}
	tracee->mark = 0;
}

static void tell_outer(struct tracee *tracee, const char *what)
{
	char call[512];

	print_call(call, sizeof(call), tracee->arch, tracee->nr, tracee->args);
	fprintf(policies->out,
		"seccomp: %s[%d]: %s: %s\nseccomp:     by a filter that was in force before, or that it installed itself: these policies allow it\n",
		program_of(tracee), tracee->pid, what, call);
	fflush(policies->out);
}

static void explain_signal(struct tracee *tracee, const siginfo_t *info)
{
	if (info->si_signo != SIGSYS)
		return;
	if (info->si_code == SYS_SECCOMP) {
		if (!tracee->mark)
			tell_outer(tracee, "got SIGSYS for");
		else if (tracee->mark != SIGSYS_TOLD)
			tell_finding(policies, get_finding(tracee->mark - 1), NULL);
	}
	tracee->mark = SIGSYS_TOLD;
}

static bool is_explained(pid_t pid)
{
	unsigned int i;

	for (i = 0; i < nr_explained; i++) {
		if (explained[i] == pid)
			return true;
	}
	return false;
}

static void note_explained(pid_t pid)
{
	explained = need_memory(realloc(explained, (nr_explained + 1) * sizeof(*explained)));
	explained[nr_explained++] = pid;
}

/*
 * When a process is killed all its threads end so. The end of the first thread, which
 * is reported last, shows whether one of them was told of.
 */
static void explain_end(struct tracee *tracee, int status)
{
	bool by_sigsys = WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS;

	if (tracee->mark == SIGSYS_TOLD) {
		note_explained(tracee->pid);
	} else if (tracee->mark) {
		struct finding *finding = get_finding(tracee->mark - 1);

		if (by_sigsys || action_of(finding) == SECCOMP_RET_ERRNO ||
		    action_of(finding) == SECCOMP_RET_LOG || status == -1 ||
		    WIFSIGNALED(status))
			tell_finding(policies, finding, NULL);
		else
			tell_difference(finding, "the program ended by itself");
		note_explained(tracee->pid);
	} else if (by_sigsys && tracee->tid == tracee->pid && !is_explained(tracee->pid)) {
		tell_outer(tracee, "was killed at");
	}
}

/*
 * Calls of ptrace always stop, so that it can be said that they may fail. A call that
 * stops though no policy refuses it was stopped for a filter of somebody else.
 */
static void pass_call(struct tracee *tracee, uint16_t data)
{
	struct verdict verdict;
	unsigned int index;

	judge(tracee, &verdict);
	if (tracee->nr == SYS_ptrace)
		warn_of_ptrace(tracee);
	if (verdict.action == SECCOMP_RET_ALLOW)
		return;
	index = count_finding(tracee, &verdict);
	tell_finding(policies, get_finding(index), NULL);
}

/* Only now does a report begin, and replace what an older run has written. */
static void note_exec(struct tracee *tracee)
{
	if (!executed_first && policies && policies->out != stderr &&
	    ftruncate(fileno(policies->out), 0) && errno != EINVAL)
		warn("cannot empty the file for the report");
	executed_first = true;
}

static const struct tracer explainer = {
	.from_exec = true,
	.executed = note_exec,
	.entry = enter_call,
	.exit = leave_call,
	.signal = explain_signal,
	.end = explain_end,
};

/* Without the tracer, what it lets pass would fail with ENOSYS. */
static const struct tracer dry_runner = {
	.from_exec = true,
	.kill = true,
	.executed = note_exec,
	.trapped = pass_call,
};

/* Until the policies are in force, none of it may run without the tool. */
static const struct tracer confiner = {
	.from_exec = true,
	.release = true,
	.executed = note_exec,
};

static int trace_command(const struct tracer *how, struct launch *launch)
{
	struct tracer tracer = *how;

	tracer.injection = launch->injection;
	launch->wait = true;
	start_command(launch);
	attach_command(&tracer, launch->child);
	let_go(launch);
	return trace_all(&tracer, launch->child);
}

int confine_command(struct launch *launch, bool *executed)
{
	int status = trace_command(&confiner, launch);

	if (status == -1)
		return wait_for_command(launch, executed);
	*executed = executed_first;
	return status;
}

int watch_command(const struct policies *held_to, struct launch *launch, bool *executed)
{
	int status;

	policies = held_to;
	status = trace_command(held_to->dry ? &dry_runner : &explainer, launch);
	*executed = executed_first;
	return status;
}

/*
 * Take out comments, so that there is room for what is added. A text cannot begin with
 * an empty line.
 */
static void remove_comment(struct text *text, const struct clause *clause)
{
	/* A backslash at its end does not join lines, but would without the '#'. */
	if (clause->line > 1)
		memset((char *)clause->comment.at, ' ', strcspn(clause->comment.at, "\r\n"));
}

void make_dry(struct text *dry, const struct text *text)
{
	struct clause clause;
	bool more;

	*dry = *text;
	dry->bytes = need_memory(strdup(text->bytes));
	dry->origins = need_memory(malloc((text->nr_lines + 1) * sizeof(*dry->origins)));
	memcpy(dry->origins, text->origins, text->nr_lines * sizeof(*dry->origins));
	for (more = first_clause(&clause, dry->bytes); more; more = next_clause(&clause)) {
		if (span_is(clause.name, "on_violation") || span_is(clause.name, "foreign"))
			blank_between((char *)clause.at, clause.end);
		else if (clause.semicolon)
			blank_between((char *)clause.semicolon, clause.end);
		remove_comment(dry, &clause);
	}
	add_line(dry, "on_violation: trace");
	add_line(dry, "?ptrace: 0");
}
