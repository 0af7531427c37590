// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp(1): from one stop of a traced process to the next.
 */
#include <errno.h>
#include <sys/wait.h>

#include "subject.h"
#include "trace/request.h"

int event_of(const struct subject *subject)
{
	return subject->status >> 16;
}

int signal_of(const struct subject *subject)
{
	int signal_nr = WSTOPSIG(subject->status);

	return event_of(subject) || signal_nr == SYSCALL_STOP ? 0 : signal_nr;
}

/* It does not end before threads of its that are traced are waited for. */
static bool wait_for_stop(struct subject *subject)
{
	pid_t tid;
	int status;

	do {
		tid = waitpid(-1, &status, __WALL);
		if (tid < 0 && errno != EINTR)
			return fail_at(subject, "wait for it");
	} while (tid != subject->pid);
	subject->status = status;
	subject->gone = !WIFSTOPPED(status);
	return !subject->gone;
}

/* A stop of the whole process lasts until SIGCONT. Its end is a stop of its own. */
static bool wait_for_other_stop(struct subject *subject)
{
	bool whole;

	do {
		if (!wait_for_stop(subject))
			return false;
		whole = event_of(subject) == PTRACE_EVENT_STOP &&
			WSTOPSIG(subject->status) != SIGTRAP;
		if (whole)
			request(PTRACE_LISTEN, subject->pid, 0, NULL);
	} while (whole);
	return true;
}

/* A process that was killed cannot be resumed, but waited for. */
bool run_to_stop(struct subject *subject, int how, int signal_nr)
{
	do {
		if (request(how, subject->pid, 0, (void *)(long)signal_nr) && errno != ESRCH)
			return fail_at(subject, "resume it");
		signal_nr = 0;
		if (!wait_for_other_stop(subject))
			return false;
	} while (event_of(subject) == PTRACE_EVENT_STOP);
	return true;
}

bool run_to_exec(struct subject *subject)
{
	if (!wait_for_other_stop(subject))
		return false;
	while (event_of(subject) != PTRACE_EVENT_EXEC) {
		if (!run_to_stop(subject, PTRACE_CONT, signal_of(subject)))
			return false;
	}
	return true;
}

bool run_to_call(struct subject *subject)
{
	int signal_nr = 0;

	do {
		if (!run_to_stop(subject, PTRACE_SYSCALL, signal_nr))
			return false;
		signal_nr = signal_of(subject);
	} while (WSTOPSIG(subject->status) != SYSCALL_STOP);
	return true;
}
