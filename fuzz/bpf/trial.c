// SPDX-License-Identifier: GPL-2.0
#include <err.h>
#include <errno.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agree.h"
#include "seccomp_text_arch.h"
#include "trial.h"

/* Status of a child whose thread was killed, and nothing else */
#define THREAD_KILLED	7

enum how { NOTHING, STARTED, RETURNED, TRAPPED };

/* What became of a call */
struct outcome {
	enum how	how;
	long		value;		/* what it returned, or si_errno */
	int		nr;		/* si_syscall */
	uint32_t	arch;		/* si_arch */
	bool		asked;		/* the tracer, with this message: */
	unsigned long	message;
};

/* Shared by parent and child */
static struct results {
	int		installed;	/* -1, or what the first install that failed returned */
	unsigned int	at;		/* the call that is being made */
	struct outcome	outcome[MAX_TRIALS];
} *results;

static const struct trial *this_trial;
static unsigned int first_call, last_call;

void prepare_trials(void)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		err(2, "no_new_privs");
	results = mmap(NULL, sizeof(*results), PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	must(results != MAP_FAILED);
}

/* The child, which makes raw calls only once it has installed anything */

static long make_raw(long nr, uint64_t a0, uint64_t a1, uint64_t a2)
{
	const unsigned long args[6] = { a0, a1, a2 };

	return raw_call(nr, args);
}

#ifdef __x86_64__
static long int80(long nr)
{
	asm volatile("int $0x80" : "+a" (nr) : : "memory", "r8", "r9", "r10", "r11");
	return nr;
}
#else
/* There are no such calls to make. */
static long int80(long nr)
{
	return -ENOSYS;
}
#endif

static void on_sigsys(int sig, siginfo_t *info, void *context)
{
	struct outcome *outcome = &results->outcome[results->at];

	outcome->value = info->si_errno;
	outcome->nr = info->si_syscall;
	outcome->arch = info->si_arch;
	__atomic_store_n(&outcome->how, TRAPPED, __ATOMIC_SEQ_CST);
}

static void make_call(unsigned int i)
{
	const struct call *call = &this_trial->calls[i];
	unsigned long args[6];
	struct outcome *outcome = &results->outcome[i];
	long ret;

	memcpy(args, call->args, sizeof(args));
	results->at = i;
	__atomic_store_n(&outcome->how, STARTED, __ATOMIC_SEQ_CST);
	/* The upper half of the register is not part of the number. */
	ret = call->arch == AUDIT_ARCH_I386 ? int80(call->nr) :
	      raw_call((uint32_t)call->nr | args[0] << 32, args);
	if (__atomic_load_n(&outcome->how, __ATOMIC_SEQ_CST) == STARTED) {
		outcome->value = ret;
		outcome->how = RETURNED;
	}
}

static long install_one(const void *what)
{
	return make_raw(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, (uint64_t)what);
}

static long install_all(void)
{
	unsigned int i;
	long ret = 0;

	if (!this_trial->nr)
		return install_one(&this_trial->filter);
	for (i = 0; i < this_trial->nr && !ret; i++)
		ret = install_one(this_trial->texts[i]);
	return ret;
}

static bool kills(uint32_t verdict)
{
	return (verdict & SECCOMP_RET_ACTION_FULL) == SECCOMP_RET_KILL_PROCESS ||
	       (verdict & SECCOMP_RET_ACTION_FULL) == SECCOMP_RET_KILL_THREAD;
}

static void *run_calls(void *unused)
{
	unsigned int i;

	results->installed = install_all();
	if (!results->installed)
		for (i = first_call; i < last_call; i++)
			if (last_call - first_call == 1 || !kills(this_trial->verdicts[i]))
				make_call(i);
	make_raw(SYS_exit_group, results->installed ? 1 : 0, 0, 0);
	return NULL;
}

/* A call that kills is made by a thread of its own, for the other one to see it. */
static void run_child(void)
{
	struct sigaction action = { .sa_sigaction = on_sigsys, .sa_flags = SA_SIGINFO };
	pthread_t thread;

	alarm(60);
	sigaction(SIGSYS, &action, NULL);
	if (this_trial->traced) {
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		raise(SIGSTOP);
	}
	if (last_call - first_call == 1) {
		must(!pthread_create(&thread, NULL, run_calls, NULL));
		pthread_join(thread, NULL);
		_exit(THREAD_KILLED);
	}
	run_calls(NULL);
}

/* Where a tracer can skip a call: see TRACER_CAN_SKIP. */
#if defined(__x86_64__)
static bool skip_number(pid_t pid, text_regs *regs)
{
	regs->orig_rax = -1;
	return true;
}
#elif defined(__aarch64__)
static bool skip_number(pid_t pid, text_regs *regs)
{
	int nr = -1;
	struct iovec set = { &nr, sizeof(nr) };

	return !ptrace(PTRACE_SETREGSET, pid, NT_ARM_SYSTEM_CALL, &set);
}
#elif defined(__riscv)
static bool skip_number(pid_t pid, text_regs *regs)
{
	regs->a7 = -1;
	return true;
}
#else
static bool skip_number(pid_t pid, text_regs *regs)
{
	return false;
}
#endif

/* The tracer: note what it is asked, and skip the call. */
static void answer(pid_t pid)
{
	struct outcome *outcome = &results->outcome[results->at];
	text_regs regs;
	struct iovec set = { &regs, sizeof(regs) };

	outcome->asked = true;
	if (ptrace(PTRACE_GETEVENTMSG, pid, 0, &outcome->message) ||
	    ptrace(PTRACE_GETREGSET, pid, NT_PRSTATUS, &set) || !skip_number(pid, &regs))
		err(2, "ptrace");
	put_result(&regs, -ENOSYS);
	if (ptrace(PTRACE_SETREGSET, pid, NT_PRSTATUS, &set))
		err(2, "ptrace");
}

static int wait_for(pid_t pid)
{
	int status, signal;

	for (;;) {
		if (waitpid(pid, &status, 0) != pid)
			err(2, "waitpid");
		if (!WIFSTOPPED(status))
			return status;
		signal = WSTOPSIG(status);
		if (status >> 8 == (SIGTRAP | PTRACE_EVENT_SECCOMP << 8)) {
			answer(pid);
			signal = 0;
		} else if (signal == SIGSTOP) {
			ptrace(PTRACE_SETOPTIONS, pid, 0,
			       PTRACE_O_TRACESECCOMP | PTRACE_O_EXITKILL);
			signal = 0;
		}
		ptrace(PTRACE_CONT, pid, 0, signal);
	}
}

/* Returns its status */
static int run_part(const struct trial *trial, unsigned int first, unsigned int last)
{
	pid_t pid;

	memset(results, 0, sizeof(*results));
	results->installed = -1;
	this_trial = trial;
	first_call = first;
	last_call = last;
	fflush(NULL);
	pid = fork();
	if (pid < 0)
		err(2, "fork");
	if (!pid)
		run_child();
	return wait_for(pid);
}

/* Verdicts */

static bool is_as_expected(const struct trial *trial, unsigned int i, int status)
{
	const struct outcome *outcome = &results->outcome[i];
	uint32_t verdict = trial->verdicts[i], data = verdict & SECCOMP_RET_DATA;
	bool asked = false;

	switch (verdict & SECCOMP_RET_ACTION_FULL) {
	case SECCOMP_RET_KILL_PROCESS:
		return outcome->how == STARTED && WIFSIGNALED(status) &&
		       WTERMSIG(status) == SIGSYS;
	case SECCOMP_RET_KILL_THREAD:
		return outcome->how == STARTED && WIFEXITED(status) &&
		       WEXITSTATUS(status) == THREAD_KILLED;
	case SECCOMP_RET_TRAP:
		return outcome->how == TRAPPED && outcome->value == data &&
		       outcome->nr == trial->calls[i].nr &&
		       outcome->arch == trial->calls[i].arch;
	case SECCOMP_RET_ERRNO:
		return outcome->how == RETURNED && !outcome->asked && outcome->value == -(long)data;
	case SECCOMP_RET_TRACE:
		asked = trial->traced;
		break;
	}
	/* No call has the number. */
	return outcome->how == RETURNED && outcome->value == -ENOSYS &&
	       outcome->asked == asked && (!asked || outcome->message == data);
}

static bool judge(struct trial *trial, unsigned int i, int status, bool quiet)
{
	static const char * const hows[] = { "nothing", "no end", "a return of", "SIGSYS with" };
	const struct outcome *outcome = &results->outcome[i];

	trial->judged++;
	if (is_as_expected(trial, i, status))
		return true;
	if (quiet)
		return false;
	print_call(&trial->calls[i]);
	printf("#   kernel, under %s: %s %ld, %s %#lx, status %#x\n",
	       trial->nr ? "the policies" : "the filter", hows[outcome->how], outcome->value,
	       outcome->asked ? "tracer asked, with" : "no tracer asked", outcome->message, status);
	printf("#   expected: %s\n", action_words(trial->verdicts[i]));
	return false;
}

static bool is_taken(const struct trial *trial, bool quiet)
{
	if (!results->installed)
		return true;
	if (!quiet)
		printf("# the kernel does not take the %s: %s\n",
		       trial->nr ? "policies" : "filter", strerror(-results->installed));
	return false;
}

int try_calls(struct trial *trial, bool quiet)
{
	unsigned int i;
	int wrong = 0, status;

	must(trial->nr_calls > 1 && trial->nr_calls <= MAX_TRIALS);
	status = run_part(trial, 0, trial->nr_calls);
	if (!is_taken(trial, quiet))
		return -1;
	for (i = 0; i < trial->nr_calls; i++)
		if (!kills(trial->verdicts[i]))
			wrong += !judge(trial, i, status, quiet || wrong);
	for (i = 0; i < trial->nr_calls && !trial->traced; i++) {
		if (!kills(trial->verdicts[i]))
			continue;
		status = run_part(trial, i, i + 1);
		wrong += !judge(trial, i, status, quiet || wrong);
	}
	return wrong;
}
