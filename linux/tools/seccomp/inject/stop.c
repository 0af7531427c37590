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

static bool wait_for_stop(struct subject *subject)
{
	while (waitpid(subject->pid, &subject->status, __WALL) < 0) {
		if (errno != EINTR)
			return fail_at(subject, "wait for it");
	}
	subject->gone = !WIFSTOPPED(subject->status);
	return !subject->gone;
}

/* A process that was killed cannot be resumed, but waited for. */
bool run_to_stop(struct subject *subject, int how, int signal_nr)
{
	bool stopped;

	do {
		if (request(how, subject->pid, 0, (void *)(long)signal_nr) && errno != ESRCH)
			return fail_at(subject, "resume it");
		signal_nr = 0;
		do {
			if (!wait_for_stop(subject))
				return false;
			stopped = event_of(subject) == PTRACE_EVENT_STOP;
			if (stopped && WSTOPSIG(subject->status) != SIGTRAP)
				request(PTRACE_LISTEN, subject->pid, 0, NULL);
		} while (stopped && WSTOPSIG(subject->status) != SIGTRAP);
	} while (stopped);
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
