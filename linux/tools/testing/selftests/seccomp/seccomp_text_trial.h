/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The child of a trial: it installs the policies of a case and makes its calls.
 */
#ifndef SECCOMP_TEXT_TRIAL_H
#define SECCOMP_TEXT_TRIAL_H

#include "seccomp_text_ia32.h"
#include "seccomp_text_random.h"

/* The documentation does not mention a CR at the end, which is accepted. */
static bool is_valid(const struct layer *layer)
{
	return layer->policy.answer != INVALID;
}

enum how { NOTHING, STARTED, RETURNED, TRAPPED };

struct outcome {
	enum how how;
	long value;		/* what it returned, or si_errno */
	int signal_call;	/* si_syscall */
};

struct results {
	int ready;		/* no policy was judged differently */
	int read;		/* the parent has: the calls can begin */
	int installed[MAX_LAYERS];
	struct outcome outcome[MAX_CALLS];
};

static struct results *results;
static struct outcome *current_call;

static void on_sigsys(int sig, siginfo_t *info, void *context)
{
	current_call->value = info->si_errno;
	current_call->signal_call = info->si_syscall;
	__atomic_store_n(&current_call->how, TRAPPED, __ATOMIC_SEQ_CST);
}

static long make_trial(const struct trial_call *call)
{
#if HAS_FOREIGN_CALLS
	if (call->int80)
		return int80(call->nr, call->arg[0], call->arg[1], call->arg[2]);
#endif
	return raw_call(call->nr, call->arg);
}

/* The parent and the handler read the outcome in shared memory. */
static void make_outcome(int index)
{
	struct outcome *outcome = &results->outcome[index];
	long ret;

	current_call = outcome;
	__atomic_store_n(&outcome->how, STARTED, __ATOMIC_SEQ_CST);
	ret = make_trial(&this_case.call[index]);
	if (__atomic_load_n(&outcome->how, __ATOMIC_SEQ_CST) == STARTED) {
		outcome->value = ret;
		outcome->how = RETURNED;
	}
}

static int install_expected(const struct layer *layer)
{
	return is_valid(layer) ? 0 : -EINVAL;
}

/*
 * If a call is made after all, make it as nobody, and not for long. Leave by
 * raw calls, which all policies allow.
 */
static void run_calls(int first)
{
	struct sigaction action = {
		.sa_sigaction = on_sigsys, .sa_flags = SA_SIGINFO,
	};
	int i;

	alarm(100);
	sigaction(SIGSYS, &action, NULL);
	if (geteuid() == 0 && setresuid(65534, 65534, 65534))
		leave(1);
	if (no_new_privs())
		leave(1);
	for (i = 0; i < this_case.nr_layers; i++) {
		const struct layer *layer = &this_case.layer[i];

		results->installed[i] = install_flags(0, layer->text);
		if (results->installed[i] != install_expected(layer))
			leave(1);
	}
	set_mark(&results->ready, 1);
	/* A call might be refused. */
	await_quietly(&results->read);
	for (i = first; i < this_case.nr_calls; i++)
		make_outcome(i);
	leave(0);
}

#endif /* SECCOMP_TEXT_TRIAL_H */
