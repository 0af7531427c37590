// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp(1): have a traced program install a filter.
 *
 * A system call instruction is put where the program stands, and the filter on its
 * stack. When the call has returned, the program gets back its registers, its code and
 * its stack, and the filter has nothing to allow for it.
 */
#include <errno.h>
#include <linux/seccomp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "main.h"
#include "subject.h"
#include "trace/request.h"

bool fail(struct subject *subject, const char *format, ...)
{
	va_list args;
	char *words;

	if (subject->injection->failed)
		return false;
	va_start(args, format);
	if (vasprintf(&words, format, args) < 0)
		words = NULL;
	va_end(args);
	subject->injection->failed = need_memory(words);
	return false;
}

bool fail_at(struct subject *subject, const char *doing)
{
	const char *advice = "";

	if (errno == ESRCH)
		return false;
	if (errno == EPERM || errno == EACCES)
		advice = ": one may execute it, but not read it, or a filter in force refuses";
	return fail(subject, "cannot %s: %s%s", doing, strerror(errno), advice);
}

/* All signals but SIGKILL and SIGSTOP, which the program cannot handle, wait. */
static bool hold_signals(struct subject *subject, uint64_t *mask)
{
	uint64_t all = UINT64_MAX;

	if (request(PTRACE_GETSIGMASK, subject->pid, sizeof(*mask), mask) ||
	    request(PTRACE_SETSIGMASK, subject->pid, sizeof(all), &all))
		return fail_at(subject, "block its signals");
	return true;
}

static bool release_signals(struct subject *subject, uint64_t *mask)
{
	if (request(PTRACE_SETSIGMASK, subject->pid, sizeof(*mask), mask))
		return fail_at(subject, "unblock its signals");
	return true;
}

static bool fail_by_kill(struct subject *subject)
{
	return fail(subject, "a filter already in force kills it for installing another");
}

/* It is in the call from its entry to its return. */
static bool make_call(struct subject *subject, const struct registers *registers, long *result)
{
	struct registers then;

	if (!write_registers(subject->pid, registers))
		return fail_at(subject, "write its registers");
	if (!run_to_call(subject) || !run_to_call(subject)) {
		if (subject->gone && WIFSIGNALED(subject->status) &&
		    WTERMSIG(subject->status) == SIGSYS)
			fail_by_kill(subject);
		return false;
	}
	if (!read_registers(subject->pid, &then))
		return fail_at(subject, "read its registers");
	*result = result_of(&then);
	return true;
}

static bool write_filter(struct subject *subject, const struct loan *loan)
{
	const struct injection *injection = subject->injection;
	struct sock_fprog program = {
		.len = injection->size / sizeof(struct sock_filter),
		.filter = (struct sock_filter *)(loan->at + sizeof(program)),
	};

	return write_loan(subject, loan, 0, &program, sizeof(program)) &&
	       write_loan(subject, loan, sizeof(program), injection->bytes, injection->size);
}

/* The argument is the text, or the description of the BPF filter that is before it. */
static bool install(struct subject *subject, const struct registers *registers,
		    const struct loan *loan, long *result)
{
	const struct injection *injection = subject->injection;
	unsigned long args[3] = { SECCOMP_SET_MODE_FILTER, injection->flags, loan->at };
	unsigned long place = place_of(registers) & -sizeof(long);
	struct registers changed = *registers;
	struct patch patch;

	if (injection->is_text)
		args[2] += sizeof(struct sock_fprog);
	prepare_call(&changed, place, SYS_seccomp, args);
	return write_filter(subject, loan) &&
	       write_instruction(subject, &patch, place, &native.call) &&
	       make_call(subject, &changed, result) && restore_instruction(subject, &patch);
}

/* A filter kills it, or traps: it has the signal, but has not gone on since. */
static bool is_to_get_sigsys(const struct subject *subject)
{
	struct ptrace_peeksiginfo_args args = { .nr = 1 };
	siginfo_t info;

	while (request(PTRACE_PEEKSIGINFO, subject->pid, (unsigned long)&args, &info) == 1) {
		if (info.si_signo == SIGSYS && info.si_code == SYS_SECCOMP)
			return true;
		args.off++;
	}
	return false;
}

/*
 * A call that is to end in SIGSYS returns its number or its first argument, and ENOSYS on
 * s390x.
 */
static bool check_result(struct subject *subject, long result)
{
	if (result > 0 || is_to_get_sigsys(subject))
		return fail_by_kill(subject);
	if (!result)
		return true;
	subject->injection->error = -result;
	return fail(subject, "%s", strerror(-result));
}

/* It stands at an instruction of its own that it has not executed. */
static bool install_here(struct subject *subject)
{
	size_t size = sizeof(struct sock_fprog) + subject->injection->size;
	struct registers registers;
	struct loan loan;
	long result = 0;
	bool done;

	if (!read_registers(subject->pid, &registers))
		return fail_at(subject, "read its registers");
	done = borrow_stack(subject, &loan, stack_of(&registers), size) &&
	       install(subject, &registers, &loan, &result);
	done = return_loan(subject, &loan) && done;
	if (!done)
		return false;
	if (!write_registers(subject->pid, &registers))
		return fail_at(subject, "restore its registers");
	return check_result(subject, result);
}

/* The kernel changes registers until execve has returned. */
bool inject(struct subject *subject)
{
	bool after_loader = subject->injection->after_loader;
	uint64_t mask;

	if (after_loader && !run_to_entry(subject))
		return false;
	if (!hold_signals(subject, &mask))
		return false;
	if (event_of(subject) == PTRACE_EVENT_EXEC && !run_to_call(subject))
		return false;
	return install_here(subject) && release_signals(subject, &mask);
}

/* Its threads, and processes that it has created, end as well. */
static void end_subject(struct subject *subject)
{
	pid_t tid;

	kill(subject->pid, SIGKILL);
	while (!subject->gone) {
		tid = waitpid(-1, &subject->status, __WALL);
		if (tid < 0 && errno != EINTR)
			return;
		subject->gone = tid == subject->pid && !WIFSTOPPED(subject->status);
	}
}

enum injected inject_filter(pid_t pid, struct injection *injection, int *status)
{
	struct subject subject = { .pid = pid, .status = *status, .injection = injection };

	if (inject(&subject))
		return INJECTED;
	end_subject(&subject);
	*status = subject.status;
	return injection->failed ? INJECT_FAILED : INJECT_ENDED;
}
