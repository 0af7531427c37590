// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <asm/unistd.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "calls.h"
#include "chance.h"
#include "check.h"
#include "child.h"
#include "enter.h"
#include "expect.h"
#include "install.h"
#include "kcov.h"
#include "make.h"
#include "mutate.h"
#include "show.h"
#include "threads.h"

#define NOBODY	65534

bool (*next_text)(struct text *text);

/* Returns true if the child can go on. */
static bool act_install(void)
{
	static struct shown before;
	struct handed handed;
	bool by_prctl, compared;
	unsigned int flags;
	int status = -1, new;
	long ret = -1;

	if (!next_text(&mutant) || !hand_over(&mutant, &handed))
		return false;
	forget_trace();
	if (is_deadly(handed.policy) && !one_in(24)) {
		check_handed(&handed);
		goto out;
	}
	flags = one_in(2) ? 0 : any_flags();
	/* Where prctl is refused, seccomp(2) remains. */
	by_prctl = !flags && one_in(2) &&
		   (one_in(24) || passes(__NR_prctl, ARGS(PR_SET_SECCOMP,
				SECCOMP_MODE_FILTER, (uint64_t)handed.at)));
	if (one_in(8))
		status = check_handed(&handed);
	compared = one_in(16) && read_shown(&before);
	if (!install_handed(&handed, flags, by_prctl, &ret))
		return false;
	if (!flags)
		expect_as_checked(&handed, status, ret);
	if (ret && compared)
		expect_same(&before, "after an install that failed");
out:
	new = count_new_places();
	/* Without coverage, keep some of the valid texts. */
	if (new || (!cover && !ret && page->sum.accepted % 32 == 0))
		keep(&mutant);
	return true;
}

static void act_bpf(void)
{
	static const enum kind kinds[] = { ERRNO, ERRNO, TRAP, LOG, TRACE, KILL };
	static const unsigned int values[] = {
		[ERRNO] = SECCOMP_RET_ERRNO, [TRAP] = SECCOMP_RET_TRAP,
		[LOG] = SECCOMP_RET_LOG, [TRACE] = SECCOMP_RET_TRACE,
		[KILL] = SECCOMP_RET_KILL_PROCESS,
	};
	const struct spec *spec = one_in(2) ? subjects[below(nr_subjects)] :
				  call_named(probes[below(nr_probes)]);
	struct action action = { kinds[below(COUNT(kinds))], 0 };
	unsigned int flags = one_in(3) ? SECCOMP_FILTER_FLAG_TSYNC : 0;
	struct layer *layer = &layers[nr_layers];
	bool stopped;
	long ret;

	if (action.kind == KILL && !one_in(8))
		return;
	if (action.kind == ERRNO || action.kind == TRAP)
		action.data = 1 + below(4095);
	struct sock_filter insns[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, spec->nr, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, values[action.kind] | action.data),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog prog = { COUNT(insns), insns };
	const uint64_t *arg = ARGS(SECCOMP_SET_MODE_FILTER, flags, (uint64_t)&prog);

	if (nr_layers == MAX_LAYERS || spec->nr == __NR_pread64 ||
	    too_deadly(__NR_seccomp, arg) || !enter(__NR_seccomp, arg, &ret))
		return;
	page->sum.bpf++;
	stopped = flags && is_sync_stopped(&me()->held);
	if (stopped ? ret <= 0 : ret != 0) {
		complain("a BPF filter, flags %#x: %ld", flags, ret);
		fall();
	}
	if (ret)
		return;
	*layer = (struct layer){
		.is_bpf = true, .bpf_nr = spec->nr, .bpf_action = action,
	};
	hold(&me()->held, nr_layers++);
	for (int i = 1; flags && i < MAX_THREADS; i++)
		if (threads[i].alive)
			synchronise(&me()->held, &threads[i].held);
}

static void leave_judged(void)
{
	const uint64_t *arg = ARGS(0);
	struct action action = would(__NR_exit_group, arg);
	long ret;

	if (action.kind > LOG && action.kind < KILL_THREAD)
		page->ending = FALLS;
	/* kill_thread would end the first thread only. */
	if (action.kind == KILL_THREAD && !alone()) {
		page->ending = FALLS;
		fail_hard();
	}
	enter(__NR_exit_group, arg, &ret);
	fail_hard();
}

bool ended_as_announced(int status)
{
	switch (page->ending) {
	case LEAVES:
		return WIFEXITED(status) && !WEXITSTATUS(status);
	case FALLS:
		return WIFSIGNALED(status) && WTERMSIG(status) == SIGILL;
	default:
		return WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS;
	}
}

/* The forked child must meet the inherited policies from its first call on. */
static void act_fork(void)
{
	struct held held = me()->held;
	int status = 0;
	uint64_t arg[6] = { 0 }, wait[6] = { 0, (uint64_t)&status, __WALL };
	long pid, ret;

	set_clone(arg, SIGCHLD, NULL);
	take_effect(&held);
	if (!alone() || !passes(__NR_clone, arg) ||
	    verdict_on(&held, __NR_wait4, wait).kind > LOG)
		return;
	page->ending = LEAVES;
	if (!enter(__NR_clone, arg, &pid))
		return;
	if (!pid) {
		judge_calls(3);
		leave_judged();
	}
	page->sum.forks++;
	wait[0] = pid;
	if (pid < 0)
		complain("clone gave %ld", pid);
	else if (enter(__NR_wait4, wait, &ret) && !page->failed &&
		 (ret != pid || !ended_as_announced(status)))
		complain("a forked child ended with %#x, wait4 gave %ld", status, ret);
	page->ending = LEAVES;
	if (page->failed)
		fall();
}

/* ------------------------------------------------------------ a whole life */

static void expect_refusal_without_right(const struct text *base)
{
	struct handed handed;
	long ret;

	if (!hand_over(base, &handed))
		return;
	install_handed(&handed, 0, one_in(2), &ret);
	check_badly(&handed);
}

/* Half of the children run as nobody, half as root, who can do without no_new_privs. */
static void take_role(const struct text *base)
{
	bool nobody = geteuid() != 0 || one_in(2);

	if (geteuid() == 0 && nobody && setresuid(NOBODY, NOBODY, NOBODY)) {
		complain("setresuid");
		fall();
	}
	may_install = !nobody;
	page->sum.unprivileged += nobody;
	if (nobody && one_in(4))
		expect_refusal_without_right(base);
	if (!nobody && one_in(2))
		return;
	if (raw_call(__NR_prctl, ARGS(PR_SET_NO_NEW_PRIVS, 1))) {
		complain("no_new_privs");
		fall();
	}
	may_install = true;
}

void get_ready(void)
{
	struct sigaction action = {
		.sa_sigaction = on_sigsys, .sa_flags = SA_SIGINFO | SA_NODEFER,
	};

	alarm(240);
	sigaction(SIGSYS, &action, NULL);
	proc_fd[0] = open("/proc/self/seccomp_filter", O_RDONLY);
	proc_fd[1] = open("/proc/thread-self/seccomp_filter", O_RDONLY);
	if (proc_fd[0] < 0 || proc_fd[1] < 0) {
		complain("there is no /proc/self/seccomp_filter");
		fall();
	}
	memset(threads, 0, sizeof(threads));
	nr_layers = 0;
}

static void install_base(const struct text *base)
{
	struct handed handed;
	long ret = 1;

	do {
		if (!hand_over(base, &handed))
			break;
	} while (handed.faults);
	if (!install_handed(&handed, 0, one_in(2), &ret) || ret) {
		complain("the oldest policy was not installed: %ld", ret);
		fall();
	}
}

static void park(void)
{
	page->held = me()->held;
	__atomic_store_n(&page->parked, 1, __ATOMIC_RELEASE);
	while (!__atomic_load_n(&page->unpark, __ATOMIC_ACQUIRE))
		relax();
}

void live(const struct text *base, bool parks)
{
	static struct shown shown;
	/* Waiting threads spin, which slows down all others: keep these lives short. */
	bool threaded = one_in(8);
	int acts = threaded ? 12 + below(24) : 20 + below(120);

	piles = one_in(30) ? 1 + below(2) : 0;
	if (piles)
		acts = 130;
	get_ready();
	take_role(base);
	if (!trace_me()) {
		complain("KCOV cannot be turned on");
		fall();
	}
	install_base(base);
	judge_calls(4);
	for (int i = below(3); threaded && i < 3; i++)
		act_thread();
	for (; acts > 0; acts--) {
		switch (below(threaded ? 30 : 40)) {
		case 0 ... 1:
			read_shown(&shown);
			break;
		case 2:
			if (one_in(3))
				act_fork();
			break;
		case 3:
			if (one_in(2))
				act_bpf();
			break;
		case 4:
			if (threaded)
				act_thread();
			break;
		case 5 ... 8:
			act_on_threads();
			break;
		case 9 ... 13:
			judge_calls(2);
			break;
		default:
			if (!act_install())
				acts = 0;
			judge_calls(below(3));
		}
	}
	judge_calls(2);
	if (parks)
		park();
	leave_judged();
}
