/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Calls of a child that is under policies, or under a filter, in the running kernel.
 */
#ifndef _FUZZ_BPF_TRIAL_H
#define _FUZZ_BPF_TRIAL_H

#include "machine.h"

#define MAX_TRIALS	256

/**
 * struct trial - a child
 * @texts:  the policies that it installs, oldest first
 * @nr:     their number, or 0: it installs the filter instead
 * @filter: the filter
 * @traced: there is a tracer, which lets no call through that it is asked about
 * @calls:  the calls that it makes
 * @verdicts: what becomes of them, as is expected; it must be so that none is made
 * @nr_calls: their number, at most MAX_TRIALS
 * @judged: counts the calls whose verdict was compared
 */
struct trial {
	const char * const	*texts;
	unsigned int		nr;
	struct sock_fprog	filter;
	bool			traced;
	const struct call	*calls;
	const uint32_t		*verdicts;
	unsigned int		nr_calls;
	unsigned int		judged;
};

/*
 * Make the calls, those that kill in children of their own. Returns how many have
 * another verdict; prints the first of them unless @quiet. Returns -1 if the kernel does not take
 * the policies or the filter, and says so.
 */
int try_calls(struct trial *trial, bool quiet);

/* To be called once before */
void prepare_trials(void);

#endif /* _FUZZ_BPF_TRIAL_H */
